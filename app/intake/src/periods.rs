//! Periods as people write them: `tháng 10/2026`, `T10/2026`, `2026-10`, `Quý III năm 2026`, a date cell of its first day.

use chrono::{Datelike, NaiveDate};
use domain::Period;
use domain::text::fold;

/// The period that a whole cell names; a month or quarter without a year is of `year`.
pub(crate) fn whole(text: &str, year: Option<i32>) -> Option<Period> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|w| !matches!(*w, "ky" | "bao" | "cao" | "so" | "lieu")).collect();
    match words.as_slice() {
        [] => None,
        words => read(words, year).filter(|(_, used)| *used == words.len()).map(|(period, _)| period),
    }
}

/// The period that a title names somewhere: "Kỳ báo cáo: tháng 10 năm 2026". A date ("ngày 05 tháng 11 năm 2026") is none.
pub(crate) fn within(text: &str) -> Option<Period> {
    let folded = fold(text);
    if folded.contains("ngay") {
        return None;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    // A bare number or year in running text names nothing.
    let named = |at: usize| words[at].starts_with(|c: char| c.is_alphabetic()) && words[at] != "nam" || words[at] == "6";
    (0..words.len()).filter(|at| named(*at)).find_map(|at| read(&words[at..], None)).map(|(period, _)| period)
}

/// The period at the beginning of the words, and how many they are.
fn read(words: &[&str], year: Option<i32>) -> Option<(Period, usize)> {
    let number = |w: &str| w.parse::<u32>().ok();
    let year_of = |w: &str| w.parse::<i32>().ok().filter(|y| w.len() == 4 && (1900..=2999).contains(y));
    // "10 nam 2026", "10 2026" or, where a year is at hand, "10" alone.
    let with_year = |at: usize| match (words.get(at), words.get(at + 1)) {
        (Some(&"nam"), Some(w)) => year_of(w).map(|y| (y, at + 2)),
        (Some(w), _) if year_of(w).is_some() => year_of(w).map(|y| (y, at + 1)),
        (None, _) => year.map(|y| (y, at)),
        _ => None,
    };
    let coded = |text: String, used: usize| text.parse().ok().map(|period| (period, used));
    match words {
        ["6", "thang", half @ ("dau" | "cuoi"), ..] => {
            let (y, used) = with_year(3)?;
            coded(format!("{y}-H{}", if *half == "dau" { 1 } else { 2 }), used)
        }
        ["thang" | "t", month, ..] => {
            let (y, used) = with_year(2)?;
            Period::month(y, number(month)?).map(|p| (p, used))
        }
        ["quy" | "q", quarter, ..] => {
            let (y, used) = with_year(2)?;
            let n = ["i", "ii", "iii", "iv"].iter().position(|r| r == quarter).map(|i| i as u32 + 1).or_else(|| number(quarter))?;
            coded(format!("{y}-Q{n}"), used)
        }
        ["nam", y, ..] => coded(year_of(y)?.to_string(), 2),
        [day, month, y, ..] if year_of(y).is_some() && number(day).is_some() && number(month).is_some() => {
            of_day(year_of(y)?, number(month)?, number(day)?).map(|p| (p, 3))
        }
        [y, month, day, ..] if year_of(y).is_some() && number(day).is_some() && number(month).is_some() => {
            of_day(year_of(y)?, number(month)?, number(day)?).map(|p| (p, 3))
        }
        [y, part, ..] if year_of(y).is_some() => match number(part) {
            Some(month) => Period::month(year_of(y)?, month).map(|p| (p, 2)),
            None => coded(format!("{y}-{}", part.to_uppercase()), 2),
        },
        [month, y, ..] if year_of(y).is_some() && number(month).is_some() => Period::month(year_of(y)?, number(month)?).map(|p| (p, 2)),
        [first, ..] if first.len() > 1 && first.starts_with(['t', 'q', 'h']) => {
            let (y, used) = with_year(1)?;
            match (&first[..1], number(&first[1..])?) {
                ("t", month) => Period::month(y, month).map(|p| (p, used)),
                ("q", n) => coded(format!("{y}-Q{n}"), used),
                (_, n) => coded(format!("{y}-H{n}"), used),
            }
        }
        [y] => coded(year_of(y)?.to_string(), 1),
        _ => None,
    }
}

/// A day stands for its month only where it is the first or the last: 03/04/2026 may be of April as well as of March.
fn of_day(year: i32, month: u32, day: u32) -> Option<Period> {
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let ends = date.day() == 1 || date.succ_opt()?.day() == 1;
    ends.then(|| Period::month_of(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_cells() {
        for (text, expected) in [
            ("2026-10", "2026-10"),
            ("10/2026", "2026-10"),
            ("T10/2026", "2026-10"),
            ("T.10/2026", "2026-10"),
            ("Tháng 10 năm 2026", "2026-10"),
            ("tháng 10/2026", "2026-10"),
            ("Tháng 9", "2026-09"),
            ("T9", "2026-09"),
            ("Kỳ báo cáo tháng 01/2026", "2026-01"),
            ("01/10/2026", "2026-10"),
            ("31/10/2026", "2026-10"),
            ("2026-10-01", "2026-10"),
            ("Quý III/2026", "2026-Q3"),
            ("Quý 3 năm 2026", "2026-Q3"),
            ("Q3/2026", "2026-Q3"),
            ("2026-Q3", "2026-Q3"),
            ("6 tháng đầu năm 2026", "2026-H1"),
            ("6 tháng cuối năm 2026", "2026-H2"),
            ("2026-H1", "2026-H1"),
            ("Năm 2026", "2026"),
            ("2026", "2026"),
        ] {
            assert_eq!(whole(text, Some(2026)).map(|p| p.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "10", "T13/2026", "Tháng 13", "15/10/2026", "Quý V/2026", "1234", "450", "tháng trước", "T", "2026-13", "Tổng"]
        {
            assert_eq!(whole(text, Some(2026)), None, "{text}");
        }
        assert_eq!(whole("Tháng 9", None), None);
    }

    #[test]
    fn in_titles() {
        for (text, expected) in [
            ("Kỳ báo cáo: tháng 10 năm 2026", Some("2026-10")),
            ("BÁO CÁO KẾT QUẢ THÁNG 10/2026", Some("2026-10")),
            ("Biểu báo cáo quý III năm 2026", Some("2026-Q3")),
            ("Số liệu 6 tháng đầu năm 2026", Some("2026-H1")),
            ("T9-2026", Some("2026-09")),
            ("Đồng Nai, ngày 05 tháng 11 năm 2026", None),
            ("Mục tiêu năm 2026", None),
            ("Sheet1", None),
        ] {
            assert_eq!(within(text).map(|p| p.to_string()).as_deref(), expected, "{text}");
        }
    }
}
