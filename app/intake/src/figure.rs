//! One cell as a figure: a number, nothing, a word that says there is none, or something to fix.

use crate::form::{Shape, State};
use crate::number::{self, Convention, NotANumber, PercentScale, Separators, TypedPercent};
use crate::read::{ALTERED, Cell, CellValue};
use crate::rules::{self, Rule};
use crate::words::without_noun;
use domain::Quantity;
use domain::text::{fold, vi_number};

pub(crate) enum Figure {
    Blank,
    Absent(State),
    Number(Quantity),
    /// The rule it breaks and the particulars of its sentence.
    Wrong(Rule, Vec<String>),
}

impl Figure {
    pub fn number(&self) -> Option<Quantity> {
        match self {
            Self::Number(q) => Some(*q),
            _ => None,
        }
    }
}

/// Reads a cell of a count column. An empty text cell is blank; `-`, `x`, `N/A`, `chưa có` say there is no figure.
pub(crate) fn read(cell: Option<&Cell>, convention: &Convention, shape: Shape) -> Figure {
    let Some(cell) = cell else { return Figure::Blank };
    if cell.formula_without_value() {
        return Figure::Wrong(rules::NO_RESULT, vec![]);
    }
    let raw = cell.raw();
    let result = match &cell.value {
        CellValue::Empty => return Figure::Blank,
        CellValue::Error(_) => return Figure::Wrong(rules::ERROR, vec![raw]),
        CellValue::Date(_) => return Figure::Wrong(rules::DATE, vec![raw]),
        CellValue::Text(_) if raw.is_empty() => return Figure::Blank,
        CellValue::Bool(yes) if shape == Shape::YesNo => return word(shape, Some(i64::from(*yes)), raw),
        CellValue::Bool(_) => Err(NotANumber::Text),
        CellValue::Text(_) => {
            if let Some(state) = absent(&raw) {
                return Figure::Absent(state);
            }
            if !shape.words().is_empty() {
                return word(shape, said(shape, &raw), raw);
            }
            convention.parse(without_noun(&raw))
        }
        CellValue::Number { percent: true, .. } => Err(NotANumber::Percent),
        CellValue::Number { text, .. } => number::exact(text),
    };
    match result {
        Ok(q) if !shape.words().is_empty() => word(shape, q.to_plain().parse().ok(), raw),
        Ok(q) => Figure::Number(q),
        Err(NotANumber::Text) if raw.contains(ALTERED) => Figure::Wrong(rules::SHOWN_DIFFERS, vec![raw]),
        Err(NotANumber::Text) => Figure::Wrong(rules::TEXT, vec![raw]),
        Err(NotANumber::Ambiguous(a, b)) => {
            let (whole, part) = if a.as_f64().abs() > b.as_f64().abs() { (a, b) } else { (b, a) };
            Figure::Wrong(rules::UNCLEAR, vec![raw, whole.to_plain(), vi_number(part)])
        }
        Err(NotANumber::OtherConvention) => Figure::Wrong(rules::OTHER_SEPARATOR, vec![raw]),
        Err(NotANumber::Percent) => Figure::Wrong(rules::PERCENT, vec![raw]),
        Err(NotANumber::TooManyDecimals) => Figure::Wrong(rules::DECIMALS, vec![raw]),
        Err(NotANumber::TooLarge) => Figure::Wrong(rules::TOO_LARGE, vec![raw]),
    }
}

/// The number that a cell read with three decimals may have been: a numeric 1.234 typed where an English Excel takes a thousands
/// point for a decimal one, or a text whose column has other decimals.
pub(crate) fn perhaps_thousands(cell: Option<&Cell>, convention: &Convention) -> Option<Quantity> {
    match cell? {
        Cell { value: CellValue::Number { text, percent: false }, formula: false, .. } => {
            let (whole, fraction) = text.trim_start_matches('-').split_once('.')?;
            let looks_grouped = fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
            if looks_grouped { Quantity::from_plain(&text.replacen('.', "", 1)) } else { None }
        }
        Cell { value: CellValue::Text(text), .. } => convention.perhaps_thousands(without_noun(text.trim())),
        _ => None,
    }
}

/// The value of a kind of words.
fn word(shape: Shape, answer: Option<i64>, raw: String) -> Figure {
    let value = answer.filter(|n| (0..shape.words().len() as i64).contains(n)).and_then(Quantity::whole);
    value.map_or_else(|| Figure::Wrong(rules::WORDS, vec![raw, shape.words().join("”, “")]), Figure::Number)
}

fn said(shape: Shape, raw: &str) -> Option<i64> {
    let folded = fold(raw);
    let own = shape.words().iter().position(|w| fold(w) == folded).map(|n| n as i64);
    own.or_else(|| folded.parse().ok()).or(match (shape, folded.as_str()) {
        (Shape::YesNo, "dat" | "roi" | "da co" | "yes") => Some(1),
        (Shape::YesNo, "khong dat" | "no") => Some(0),
        (Shape::Qualitative, "chua thuc hien" | "chua trien khai") => Some(0),
        (Shape::Qualitative, "dang xay dung" | "dang du thao") => Some(1),
        (Shape::Qualitative, "dang trinh" | "dang lay y kien" | "cho phe duyet") => Some(2),
        (Shape::Qualitative, "da hoan thanh" | "xong" | "da ban hanh") => Some(3),
        _ => None,
    })
}

/// What a word in place of a number says.
pub(crate) fn absent(raw: &str) -> Option<State> {
    // A lone "=" stands for a formula without a result.
    if raw.chars().any(|c| c.is_ascii_digit() || c == '=') {
        return None;
    }
    match fold(raw).as_str() {
        "" | "x" | "na" | "n a" | "chua co" | "chua co so lieu" | "khong co so lieu" | "chua thong ke" | "chua bao cao" => {
            Some(State::NoData)
        }
        "khong phat sinh" | "ko phat sinh" | "khong ps" | "kps" => Some(State::NotArising),
        _ => None,
    }
}

/// A state as chosen in the drop-down or typed; `None` when it is none of the three.
pub(crate) fn state(raw: &str) -> Option<State> {
    let reported = (fold(raw) == "da co so lieu").then_some(State::Reported);
    State::ALL.into_iter().find(|s| fold(s.label()) == fold(raw)).or(reported).or_else(|| absent(raw))
}

/// What stands in a percentage column.
#[derive(Clone)]
pub(crate) struct WrittenPercent {
    pub written: f64,
    decimals: u32,
    /// Given by a `%` sign or format; else the column's.
    scale: Option<PercentScale>,
}

impl WrittenPercent {
    pub fn read(cell: &Cell, convention: &Convention) -> Option<Self> {
        let decimals = |plain: &str| plain.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
        match &cell.value {
            CellValue::Number { text, percent } => {
                let scale = percent.then_some(PercentScale::Fraction);
                Some(Self { written: text.parse().ok()?, decimals: decimals(text), scale })
            }
            CellValue::Text(text) => {
                // "Đạt 95,7%" says the same.
                let text = text.trim();
                let text = ["Đạt ", "đạt "].iter().find_map(|lead| text.strip_prefix(lead)).unwrap_or(text).trim_start();
                let bare = text.trim_end_matches('%').trim_end();
                let scale = (bare.len() < text.len()).then_some(PercentScale::Points);
                let q = match convention.parse(bare) {
                    // Whatever its column does, "87,2" has one reading.
                    Err(NotANumber::OtherConvention) => number::parse(bare, Separators::Unknown),
                    other => other,
                };
                let q = match q {
                    Ok(q) => q,
                    // No percentage is written in thousands.
                    Err(NotANumber::Ambiguous(a, b)) => a.min(b),
                    Err(NotANumber::TooManyDecimals) => {
                        let plain = bare.replace(',', ".");
                        return Some(Self { written: plain.parse().ok()?, decimals: decimals(&plain), scale });
                    }
                    Err(_) => return None,
                };
                Some(Self { written: q.as_f64(), decimals: decimals(&q.to_plain()), scale })
            }
            _ => None,
        }
    }

    pub fn says_its_scale(&self) -> bool {
        self.scale.is_some()
    }

    pub fn typed(&self, column: PercentScale) -> TypedPercent {
        TypedPercent::new(self.written, self.decimals, self.scale.unwrap_or(column))
    }
}
