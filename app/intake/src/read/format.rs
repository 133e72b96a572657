//! What a cell's format makes of its number: a percentage, a date, or just the number.

mod section;
#[cfg(test)]
mod tests;

use super::CellValue;
use chrono::{Datelike, Days, NaiveDate};
use section::{Section, is_harmless};
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Plain,
    Percent,
    Date,
    /// A percent sign that only decorates: 87 is shown as 87 %.
    PercentSign,
    /// What is shown has more to it than the number: digits, "nghìn", a sign of comparison; or nothing is shown.
    Altered,
    /// The same of a zero alone: "x".
    ZeroAltered,
    /// What is shown is struck out.
    Struck,
    /// A 10 is shown as "Tháng 10".
    Time(&'static str),
    /// Three decimals: a 12 is shown as "12,000" or "12.000", as thousands are.
    Thousandths,
}

/// Of a format that every program knows by its number.
pub(super) fn builtin(id: u32) -> Kind {
    match id {
        9 | 10 => Kind::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Kind::Date,
        _ => Kind::Plain,
    }
}

/// Of a format code like `0.0%` or `dd/mm/yyyy`. Only what is known to change nothing that a reader sees is plain.
pub(super) fn of_code(code: &str) -> Kind {
    if code.is_empty() {
        return Kind::Plain;
    }
    let sections = Section::all(code);
    let first = &sections[0];
    match first.time() {
        Some(word) if sections.len() == 1 && first.decimals.is_none() => return Kind::Time(word),
        _ => {}
    }
    match () {
        () if first.dated => Kind::Date,
        () if first.decoration.contains('%') && !first.percent => Kind::PercentSign,
        () if sections.iter().any(|s| s.condition.is_some()) && !sections.iter().all(|s| s.is_sound() || s.hides_zero(first)) => {
            Kind::Altered
        }
        () if !first.is_sound() && !first.hides_zero(first) => Kind::Altered,
        () if first.percent => Kind::Percent,
        // The third is of zeros: hidden, or a dash, they are still none.
        () if sections.get(2).is_some_and(|zero| !zero.is_sound() && !matches!(zero.decoration.trim(), "" | "-" | "–")) => {
            Kind::ZeroAltered
        }
        () if first.decimals == Some(3) => Kind::Thousandths,
        () => Kind::Plain,
    }
}

/// Does what an .ods cell shows say the number that it holds, and nothing that changes it? A shortened number does.
pub(super) fn shows(shown: &str, number: f64, percent: bool) -> bool {
    let shown = shown.trim();
    let (Some(first), Some(last)) = (shown.find(|c: char| c.is_ascii_digit()), shown.rfind(|c: char| c.is_ascii_digit())) else {
        return number == 0.0 && matches!(shown, "" | "-" | "–");
    };
    let (before, numeral, after) = (shown[..first].trim_end(), &shown[first..=last], shown[last + 1..].trim_start());
    let bracketed = before.ends_with('(') && after.starts_with(')');
    let unsigned = before.trim_end_matches(['-', '−']);
    let minus = bracketed || unsigned.len() < before.len();
    let (before, after) = if bracketed { (before.trim_end_matches('('), &after[1..]) } else { (unsigned, after) };
    let behind = after.strip_prefix('%');
    if behind.is_some() != percent || !is_harmless(before) || !is_harmless(behind.unwrap_or(after)) {
        return false;
    }
    let value = number.abs() * if percent { 100.0 } else { 1.0 };
    if let Some((mantissa, power)) = numeral.split_once(['E', 'e']) {
        let written = format!("{}e{power}", mantissa.replace(',', ".")).parse::<f64>();
        return written.is_ok_and(|w| (w - value).abs() <= value * 0.01);
    }
    let spaced = |c: char| c.is_whitespace() || "\u{a0}\u{202f}'’".contains(c);
    let numeral: String = numeral.chars().filter(|c| !spaced(*c)).collect();
    if !numeral.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return false;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, fraction) = numeral.rfind(['.', ',']).map_or((&*numeral, ""), |at| (&numeral[..at], &numeral[at + 1..]));
    let near = |written: String, decimals: usize| {
        let step = 0.5 * 10f64.powi(-(decimals as i32));
        written
            .parse::<f64>()
            .is_ok_and(|w| (w - value).abs() <= step * (1.0 + 1e-6) + value * 1e-12 && (w == 0.0 || minus == (number < 0.0)))
    };
    // Thousands come in threes; "4.000" of 4 would be read as thousands.
    let groups: Vec<&str> = numeral.split(['.', ',']).collect();
    let grouped = groups[1..].iter().all(|group| group.len() == 3);
    let like_thousands = groups.len() == 2 && grouped && numeral.contains('.') && value.fract() == 0.0 && value < 1000.0;
    grouped && near(digits(&numeral), 0) || !like_thousands && near(format!("{}.{fraction}", digits(whole)), fraction.len())
}

/// What stands in a cell that shows something else than the number it holds.
pub(super) fn altered(number: f64, shown: &str) -> CellValue {
    let shown: String = shown.trim().chars().take(40).collect();
    if TIMES.iter().any(|word| shown.to_lowercase() == format!("{} {number}", word.to_lowercase())) {
        return CellValue::Text(shown.into());
    }
    let says = if shown.is_empty() { "không hiện gì".to_owned() } else { format!("hiện “{shown}”") };
    CellValue::Text(format_smolstr!("{}{ALTERED}{says})", plain(number)))
}

/// What a format makes of a number in a title or header.
const TIMES: [&str; 3] = ["Tháng", "Quý", "Năm"];

/// Between the stored number and what is said of its look.
pub(crate) const ALTERED: &str = " (ô ";
/// Behind a number that is struck out.
pub(super) const STRUCK: &str = " (bị gạch ngang)";

/// The value of a number cell.
pub(super) fn value(number: f64, kind: Kind, from_1904: bool) -> CellValue {
    if !number.is_finite() {
        return CellValue::Error(number.to_smolstr());
    }
    match kind {
        Kind::PercentSign => return CellValue::Text(format_smolstr!("{}%", plain(number).replace('.', ","))),
        Kind::Time(word) if number >= 0.0 && number.fract() == 0.0 => return CellValue::Text(format_smolstr!("{word} {}", plain(number))),
        Kind::ZeroAltered if number != 0.0 => {}
        Kind::Thousandths if number == 0.0 || number.fract() != 0.0 || number.abs() >= 1000.0 => {}
        Kind::Altered | Kind::ZeroAltered | Kind::Time(_) | Kind::Thousandths => {
            return CellValue::Text(format_smolstr!("{}{ALTERED}có định dạng hiện khác đi)", plain(number)));
        }
        Kind::Struck => return CellValue::Text(format_smolstr!("{}{STRUCK}", plain(number))),
        _ => {}
    }
    let date = if kind == Kind::Date { date(number, from_1904) } else { None };
    date.map_or_else(|| CellValue::Number { text: plain(number), percent: kind == Kind::Percent }, CellValue::Date)
}

/// The same of a number as XML writes it; a text that is none stays a text.
pub(super) fn written(text: &str, kind: Kind, from_1904: bool) -> CellValue {
    let text = text.trim();
    if matches!(kind, Kind::Plain | Kind::Percent) && is_shortest(text) {
        return CellValue::Number { text: SmolStr::new(text), percent: kind == Kind::Percent };
    }
    match text.parse() {
        Ok(number) => value(number, kind, from_1904),
        Err(_) => super::sheet::text(text),
    }
}

/// Up to 15 digits without exponent or idle zeros are exactly what a double gives back.
fn is_shortest(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "1"));
    let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits.len() <= 15
        && numeric(whole)
        && numeric(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && !fraction.ends_with('0')
        && text != "-0"
}

/// A number that is written as text and struck out is no number that counts.
pub(super) fn crossed_out(value: CellValue) -> CellValue {
    match value {
        CellValue::Text(text) if text.trim().starts_with(|c: char| c.is_ascii_digit()) && !text.ends_with(')') => {
            CellValue::Text(format!("{text}{STRUCK}").into())
        }
        other => other,
    }
}

/// The shortest decimal text of a number.
fn plain(number: f64) -> SmolStr {
    if number == 0.0 { SmolStr::new_static("0") } else { number.to_smolstr() }
}

/// `31/12/2026`, or `07:30:00` of a time without a day; `None` when no calendar has the number.
fn date(number: f64, from_1904: bool) -> Option<SmolStr> {
    let day = number.floor();
    if !(0.0..3_000_000.0).contains(&day) {
        return None;
    }
    if day == 0.0 && !from_1904 {
        let seconds = (number * 86_400.0).round() as u32;
        return Some(format_smolstr!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    }
    let start = match day as u64 {
        _ if from_1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
        // The day that never was, kept since Lotus 1-2-3.
        60 => return Some(SmolStr::new_static("29/02/1900")),
        day if day < 60 => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        _ => NaiveDate::from_ymd_opt(1899, 12, 30)?,
    };
    let day = start.checked_add_days(Days::new(day as u64))?;
    (day.year() <= 9999).then(|| format_smolstr!("{:02}/{:02}/{}", day.day(), day.month(), day.year()))
}

/// A date or time as ISO 8601 writes it: `2026-12-31`, `2026-12-31T07:30:00`, `PT07H30M00S`.
pub(super) fn iso(text: &str) -> SmolStr {
    let day = text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    if let Some(day) = day {
        return format_smolstr!("{:02}/{:02}/{}", day.day(), day.month(), day.year());
    }
    match text.strip_prefix("PT").map(|time| time.trim_end_matches('S').replace(['H', 'M'], ":")) {
        Some(time) => SmolStr::new(time),
        None => SmolStr::new(text),
    }
}
