//! What a cell's format makes of its number: a percentage, a date, or just the number.

use super::CellValue;
use chrono::{Datelike, Days, NaiveDate};
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
    /// What is shown is struck out.
    Struck,
}

/// Of a format that every program knows by its number.
pub(super) fn builtin(id: u32) -> Kind {
    match id {
        9 | 10 => Kind::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Kind::Date,
        _ => Kind::Plain,
    }
}

/// Of a format code like `0.0%` or `dd/mm/yyyy`: what is quoted, escaped or in brackets only decorates.
pub(super) fn of_code(code: &str) -> Kind {
    let mut kind = Kind::Plain;
    let mut chars = code.chars();
    let mut decoration = String::new();
    if code.starts_with(';') {
        return Kind::Altered;
    }
    while let Some(c) = chars.next() {
        match c {
            '"' => decoration.extend(chars.by_ref().take_while(|c| *c != '"')),
            '\\' => decoration.extend(chars.next()),
            '_' | '*' => drop(chars.next()),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // [h], [mm], [ss]: a duration. [Red], [$-42A], [>=100] are not.
                if !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'm' | 's' | 'H' | 'M' | 'S')) {
                    kind = Kind::Date;
                }
            }
            '%' => return Kind::Percent,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => kind = Kind::Date,
            // "General", and its like in other languages, has no place for a date.
            'G' | 'g' if chars.as_str().to_lowercase().starts_with("eneral") => drop(chars.by_ref().nth(5)),
            ';' if kind != Kind::Plain => break,
            // Other parts are of negative numbers, of 0 and of texts.
            ';' if kind == Kind::Plain => break,
            _ => {}
        }
    }
    if kind == Kind::Plain { decorated(&decoration) } else { kind }
}

/// What is written around a number may change what one sees.
fn decorated(text: &str) -> Kind {
    let folded = domain::text::fold(text);
    let scales = folded.split(' ').any(|w| matches!(w, "nghin" | "ngan" | "trieu" | "ty" | "ti" | "k" | "tr"));
    match () {
        () if text.contains('%') => Kind::PercentSign,
        () if scales || text.contains(|c: char| c.is_ascii_digit() || "<>≤≥~".contains(c)) => Kind::Altered,
        () => Kind::Plain,
    }
}

/// The value of a number cell.
pub(super) fn value(number: f64, kind: Kind, from_1904: bool) -> CellValue {
    if !number.is_finite() {
        return CellValue::Error(number.to_smolstr());
    }
    match kind {
        Kind::PercentSign => return CellValue::Text(format_smolstr!("{}%", plain(number).replace('.', ","))),
        Kind::Altered => return CellValue::Text(format_smolstr!("{} (ô hiện khác số đã lưu)", plain(number))),
        Kind::Struck => return CellValue::Text(format_smolstr!("{} (bị gạch ngang)", plain(number))),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (code, kind) in [
            ("General", Kind::Plain),
            ("#,##0.00", Kind::Plain),
            ("0.0%", Kind::Percent),
            ("[Red]-0.00%;0%", Kind::Percent),
            (r#"0.0"%""#, Kind::PercentSign),
            (r"0\%", Kind::PercentSign),
            (r##"#,##0".000""##, Kind::Altered),
            (r#"0" nghìn""#, Kind::Altered),
            (r#"0"k""#, Kind::Altered),
            (r#""<"0"#, Kind::Altered),
            (";;;", Kind::Altered),
            (r#"#,##0;[Red]"10""#, Kind::Plain),
            (r#"0" học viên""#, Kind::Plain),
            ("dd/mm/yyyy", Kind::Date),
            ("[$-42A]dd mmmm yyyy;@", Kind::Date),
            ("[h]:mm", Kind::Date),
            ("[>=100]0", Kind::Plain),
            (r#"_-* #,##0\ "₫"_-"#, Kind::Plain),
            ("0.00E+00", Kind::Plain),
            ("@", Kind::Plain),
        ] {
            assert_eq!(of_code(code), kind, "{code}");
        }
    }

    #[test]
    fn numbers_come_in_their_shortest_form() {
        for (text, shortest) in [
            ("412", "412"),
            ("-0.5", "-0.5"),
            ("0.61699999999999999", "0.617"),
            ("1.2E+3", "1200"),
            ("1200.0", "1200"),
            ("007", "7"),
            ("-0", "0"),
            ("9007199254740993", "9007199254740992"),
            (" 5 ", "5"),
        ] {
            assert_eq!(written(text, Kind::Plain, false), CellValue::Number { text: shortest.into(), percent: false }, "{text}");
        }
        assert_eq!(written("khoảng 5", Kind::Plain, false), CellValue::Text("khoảng 5".into()));
        assert_eq!(written("1e999", Kind::Plain, false), CellValue::Error("inf".into()));
    }

    #[test]
    fn days() {
        // As Excel shows them.
        for (number, from_1904, shown) in [
            (1.0, false, "01/01/1900"),
            (59.0, false, "28/02/1900"),
            (60.0, false, "29/02/1900"),
            (61.0, false, "01/03/1900"),
            (46387.0, false, "31/12/2026"),
            (44925.0, true, "31/12/2026"),
            (0.0, true, "01/01/1904"),
            (0.3125, false, "07:30:00"),
        ] {
            assert_eq!(value(number, Kind::Date, from_1904), CellValue::Date(shown.into()));
        }
        assert_eq!(value(-1.0, Kind::Date, false), CellValue::Number { text: "-1".into(), percent: false });
        assert_eq!(iso("2026-12-31T07:30:00"), "31/12/2026");
        assert_eq!(iso("PT07H30M00S"), "07:30:00");
    }
}
