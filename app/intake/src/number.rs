//! Text to exact numbers, without ever guessing which mark is the decimal one.
//!
//! One cell such as `1.234` has two readings and nothing inside it decides between them, so the convention
//! is inferred from a whole column; where the column does not decide either, the user is asked.

use domain::Quantity;
use serde::{Deserialize, Serialize};

/// Which mark separates the decimals in a column; spaces and the other mark may group thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separators {
    /// `1.234,5`
    DecimalComma,
    /// `1,234.5`
    DecimalPoint,
    /// Nothing in the column decides: a number with two readings is refused.
    #[default]
    Unknown,
}

/// Why a text is not one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotANumber {
    /// Not digits and separators in a sound order.
    Text,
    /// Two readings, and nothing decides: carries both (decimal comma, decimal point).
    Ambiguous(Quantity, Quantity),
    /// A sound number, but in the other convention than its column.
    OtherConvention,
    /// Ends in `%`.
    Percent,
    TooManyDecimals,
    TooLarge,
}

/// Reads one number. Signs `-` and `−`, and ordinary, no-break and thin spaces between groups of three are understood.
pub fn parse(text: &str, separators: Separators) -> Result<Quantity, NotANumber> {
    let text = text.trim();
    if text.ends_with('%') {
        return Err(NotANumber::Percent);
    }
    let readings = readings(text);
    match (readings, separators) {
        ((None, None), _) => Err(NotANumber::Text),
        ((Some(a), Some(b)), _) if a == b => a,
        ((Some(comma), Some(_)), Separators::DecimalComma) => comma,
        ((Some(_), Some(point)), Separators::DecimalPoint) => point,
        ((Some(comma), Some(point)), Separators::Unknown) => Err(NotANumber::Ambiguous(comma?, point?)),
        ((Some(_), None), Separators::DecimalPoint) | ((None, Some(_)), Separators::DecimalComma) => Err(NotANumber::OtherConvention),
        ((Some(only), None), _) | ((None, Some(only)), _) => only,
    }
}

type Reading = Option<Result<Quantity, NotANumber>>;

/// The number with a decimal comma and with a decimal point; `None` where it is malformed in that convention.
fn readings(text: &str) -> (Reading, Reading) {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    (read_as(digits, ',', negative), read_as(digits, '.', negative))
}

fn read_as(digits: &str, decimal: char, negative: bool) -> Reading {
    let (whole, fraction) = match digits.split_once(decimal) {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(fraction) {
        return None;
    }
    let group = whole.chars().find(|c| !c.is_ascii_digit());
    let whole = match group {
        None => whole.to_owned(),
        Some(mark) if mark == '.' || mark == ',' || is_space(mark) => {
            // "1 234" may mix a space and a no-break space; a full stop and a comma may not be mixed.
            let groups: Vec<&str> = whole.split(|c| c == mark || (is_space(mark) && is_space(c))).collect();
            let sound = (1..=3).contains(&groups[0].len()) && !groups[0].starts_with('0') && groups[1..].iter().all(|g| g.len() == 3);
            if !sound || !groups.iter().all(|g| all_digits(g)) {
                return None;
            }
            groups.concat()
        }
        Some(_) => return None,
    };
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 4 {
        return Some(Err(NotANumber::TooManyDecimals));
    }
    let plain = format!("{}{whole}{}{fraction}", if negative { "-" } else { "" }, if fraction.is_empty() { "" } else { "." });
    Some(Quantity::from_plain(&plain).ok_or(NotANumber::TooLarge))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// How a column's texts are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convention {
    pub separators: Separators,
    /// Some cells prove one convention and some the other: numbers with two readings are refused.
    pub conflict: bool,
    /// Some cell proves it with other than three decimals. Where `12.5` is the proof, `1.234` has a decimal point by the rule and
    /// may be 1234 all the same.
    pub loose: bool,
}

impl Convention {
    /// What the user confirmed.
    pub fn chosen(separators: Separators) -> Self {
        Self { separators, conflict: false, loose: false }
    }

    /// The whole number that a text read with three decimals may have meant, where the column's other decimals are not three.
    pub fn perhaps_thousands(&self, text: &str) -> Option<Quantity> {
        match (self.loose, parse(text, Separators::Unknown), self.separators) {
            (true, Err(NotANumber::Ambiguous(comma, point)), Separators::DecimalComma) if comma < point => Some(point),
            (true, Err(NotANumber::Ambiguous(comma, point)), Separators::DecimalPoint) if point < comma => Some(comma),
            _ => None,
        }
    }

    pub fn parse(&self, text: &str) -> Result<Quantity, NotANumber> {
        match (self.conflict, parse(text, Separators::Unknown)) {
            (true, Err(ambiguous @ NotANumber::Ambiguous(..))) => Err(ambiguous),
            _ => parse(text, self.separators),
        }
    }
}

/// Infers the convention of a column from all its texts: a number that is sound in only one convention proves it.
/// With proof of both, the more frequent one; with none, or as many of each, [`Separators::Unknown`].
pub fn infer<'a>(texts: impl IntoIterator<Item = &'a str>) -> Convention {
    let (mut comma, mut point, mut loose) = (0, 0, false);
    for text in texts {
        // A group of digits alone proves nothing, and most cells are one.
        if !text.contains([',', '.']) {
            continue;
        }
        let text = text.trim().trim_end_matches('%').trim_end();
        let decimals = |mark| text.rsplit_once(mark).map_or(0, |(_, fraction)| fraction.len());
        match readings(text) {
            (Some(_), None) => {
                comma += 1;
                loose |= !matches!(decimals(','), 0 | 3);
            }
            (None, Some(_)) => {
                point += 1;
                loose |= !matches!(decimals('.'), 0 | 3);
            }
            _ => {}
        }
    }
    let separators = match comma.cmp(&point) {
        std::cmp::Ordering::Greater => Separators::DecimalComma,
        std::cmp::Ordering::Less => Separators::DecimalPoint,
        std::cmp::Ordering::Equal => Separators::Unknown,
    };
    Convention { separators, conflict: comma > 0 && point > 0, loose }
}

/// The exact quantity of a numeric cell, from its shortest decimal text. A spreadsheet computes with 15 significant
/// digits, so that what lies beyond them (0.30000000000000004) is noise and is dropped.
pub fn exact(shortest: &str) -> Result<Quantity, NotANumber> {
    let significant = shortest.bytes().filter(u8::is_ascii_digit).count();
    let value: f64 = shortest.parse().map_err(|_| NotANumber::Text)?;
    let rounded = if significant > 15 { format!("{value:.14e}").parse().unwrap_or(value) } else { value };
    match read_as(format!("{}", rounded.abs()).as_str(), '.', rounded < 0.0) {
        Some(result) => result,
        None => Err(NotANumber::Text),
    }
}

/// How a plain number in a percentage column is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PercentScale {
    /// 80 is 80 %.
    Points,
    /// 0,8 is 80 %.
    Fraction,
}

/// A percentage as somebody typed it; never stored, only compared with what the two counts give.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypedPercent {
    /// In percent: 80 for 80 %.
    pub points: f64,
    /// How far the exact ratio may lie from it: one unit of the last written digit, in percent, and from 0,01 to [`ROUGHEST`].
    pub tolerance: f64,
}

/// In percent points. A fraction of one decimal is not taken more roughly than a percentage rounded to fives.
const ROUGHEST: f64 = 5.0;

impl TypedPercent {
    /// From the number written and how many decimals it was written with.
    pub fn new(written: f64, decimals: u32, scale: PercentScale) -> Self {
        let factor = match scale {
            PercentScale::Points => 1.0,
            PercentScale::Fraction => 100.0,
        };
        let unit = factor * 0.1_f64.powi(decimals.min(12) as i32);
        Self { points: written * factor, tolerance: unit.clamp(0.01, ROUGHEST) + 1e-9 }
    }

    /// Does it agree with `numerator / denominator`? True when the denominator is zero: there is nothing to compare.
    pub fn agrees(&self, numerator: Quantity, denominator: Quantity) -> bool {
        denominator == Quantity::ZERO || (self.points - 100.0 * numerator.as_f64() / denominator.as_f64()).abs() <= self.tolerance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Separators::*;
    use proptest::prelude::*;

    fn q(plain: &str) -> Quantity {
        Quantity::from_plain(plain).expect("a plain number")
    }

    #[test]
    fn one_cell() {
        for (text, separators, expected) in [
            ("0", Unknown, "0"),
            ("05", Unknown, "5"),
            (" 120 ", Unknown, "120"),
            ("1.234,5", Unknown, "1234.5"),
            ("1,234.5", Unknown, "1234.5"),
            ("1 234", Unknown, "1234"),
            ("1\u{a0}234\u{a0}567", Unknown, "1234567"),
            ("1\u{202f}234,567", Unknown, "1234.567"),
            ("1.234.567", Unknown, "1234567"),
            ("0,8", Unknown, "0.8"),
            ("0.800", Unknown, "0.8"),
            ("18500.00", Unknown, "18500"),
            ("18500.00", DecimalPoint, "18500"),
            ("12,3456", Unknown, "12.3456"),
            ("1.234", DecimalComma, "1234"),
            ("1.234", DecimalPoint, "1.234"),
            ("1,234", DecimalComma, "1.234"),
            ("1,234", DecimalPoint, "1234"),
            ("-5", Unknown, "-5"),
            ("\u{2212}1.234,5", Unknown, "-1234.5"),
            ("12,50000", Unknown, "12.5"),
        ] {
            assert_eq!(parse(text, separators), Ok(q(expected)), "{text} {separators:?}");
        }
    }

    #[test]
    fn refused() {
        use NotANumber::*;
        for (text, separators, expected) in [
            ("", Unknown, Text),
            ("khoảng 120", Unknown, Text),
            ("120 hồ sơ", Unknown, Text),
            ("12 5", Unknown, Text),
            ("1.23.456", Unknown, Text),
            ("1,2,3", Unknown, Text),
            ("12.", Unknown, Text),
            (",5", Unknown, Text),
            ("1e5", Unknown, Text),
            ("--5", Unknown, Text),
            ("１２", Unknown, Text),
            ("80%", DecimalComma, Percent),
            ("1.234", Unknown, Ambiguous(q("1234"), q("1.234"))),
            ("1,234", Unknown, Ambiguous(q("1.234"), q("1234"))),
            // the mistake that must never happen: 18500.00 read as 1 850 000
            ("18500.00", DecimalComma, OtherConvention),
            ("12,5", DecimalPoint, OtherConvention),
            ("0,12345", Unknown, TooManyDecimals),
            ("999999999999999999999", Unknown, TooLarge),
        ] {
            assert_eq!(parse(text, separators), Err(expected), "{text} {separators:?}");
        }
    }

    #[test]
    fn a_column_decides_together() {
        let sound = |separators, loose| Convention { separators, conflict: false, loose };
        assert_eq!(infer(["1.234", "12,5", "7"]), sound(DecimalComma, true));
        assert_eq!(infer(["1.234", "0.5"]), sound(DecimalPoint, true));
        assert_eq!(infer(["1.234", "0.125"]), sound(DecimalPoint, false));
        assert_eq!(infer(["1.234", "1.234.567"]), sound(DecimalComma, false));
        assert_eq!(infer(["1.234", "56"]), sound(Unknown, false));
        // read with three decimals beside others with one: it may have been meant as thousands
        assert_eq!(infer(["1.234", "0.5"]).perhaps_thousands("1.234"), Some(q("1234")));
        assert_eq!(infer(["1.234", "0.125"]).perhaps_thousands("1.234"), None);
        assert_eq!(infer(["1.234", "12,5"]).perhaps_thousands("1.234"), None);
        assert_eq!(infer(["9.000", "3096.0"]).perhaps_thousands("9.000"), Some(q("9000")));
        assert_eq!(infer(["9,000", "12,5"]).perhaps_thousands("9,000"), Some(q("9000")));
        assert_eq!(infer(["80,5%", "1.234"]).separators, DecimalComma);
        let mixed = infer(["12,5", "13,5", "1.5", "1.234"]);
        assert_eq!(mixed, Convention { separators: DecimalComma, conflict: true, loose: true });
        assert_eq!(mixed.parse("12,5"), Ok(q("12.5")));
        assert_eq!(mixed.parse("1.5"), Err(NotANumber::OtherConvention));
        assert!(matches!(mixed.parse("1.234"), Err(NotANumber::Ambiguous(..))));
    }

    #[test]
    fn numeric_cells_are_exact() {
        for (text, expected) in [("0.1", "0.1"), ("18500", "18500"), ("0.30000000000000004", "0.3"), ("-3.25", "-3.25"), ("0", "0")] {
            assert_eq!(exact(text), Ok(q(expected)), "{text}");
        }
        assert_eq!(exact("0.66666666666666663"), Err(NotANumber::TooManyDecimals));
        assert_eq!(exact("1000000000000000000"), Err(NotANumber::TooLarge));
    }

    #[test]
    fn typed_percentages() {
        let third = (q("1"), q("3"));
        assert!(TypedPercent::new(33.3, 1, PercentScale::Points).agrees(third.0, third.1));
        assert!(TypedPercent::new(0.33, 2, PercentScale::Fraction).agrees(third.0, third.1));
        assert!(!TypedPercent::new(33.5, 1, PercentScale::Points).agrees(third.0, third.1));
        assert!(!TypedPercent::new(80.0, 0, PercentScale::Points).agrees(third.0, third.1));
        assert!(TypedPercent::new(80.0, 0, PercentScale::Points).agrees(q("0"), q("0")));
    }

    /// Writes a number the way a program or a person does in one convention.
    fn write(scaled: i64, decimal: char, group: Option<char>, decimals: usize) -> String {
        let plain = Quantity::from_scaled(scaled).to_plain();
        let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let mut out = String::from(sign);
        for (i, digit) in whole.chars().enumerate() {
            if let Some(mark) = group.filter(|_| i > 0 && (whole.len() - i) % 3 == 0) {
                out.push(mark);
            }
            out.push(digit);
        }
        if !fraction.is_empty() || decimals > 0 {
            out.push(decimal);
            out += &format!("{fraction:0<decimals$}");
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn a_table_in_one_convention_comes_back_or_is_refused(
            numbers in prop::collection::vec((-2_000_000_000_i64..200_000_000_000, 0..5_u32), 1..12),
            comma in any::<bool>(), grouping in 0..4_usize, decimals in 0..4_usize,
        ) {
            let decimal = if comma { ',' } else { '.' };
            let group = [None, Some(if comma { '.' } else { ',' }), Some(' '), Some('\u{a0}')][grouping];
            let numbers: Vec<i64> = numbers.into_iter().map(|(n, zeros)| n / 10_i64.pow(zeros) * 10_i64.pow(zeros)).collect();
            let texts: Vec<String> = numbers.iter().map(|n| write(*n, decimal, group, decimals)).collect();
            let convention = infer(texts.iter().map(String::as_str));
            prop_assert!(!convention.conflict);
            for (number, text) in numbers.iter().zip(&texts) {
                if let Ok(read) = convention.parse(text) {
                    prop_assert_eq!(read, Quantity::from_scaled(*number), "{}", text);
                }
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,20}", digits in "[-0-9., \u{a0}%]{0,20}") {
            for t in [&text, &digits] {
                let _ = (parse(t, Unknown), parse(t, DecimalComma), parse(t, DecimalPoint), exact(t), infer([t.as_str()]));
            }
        }
    }
}
