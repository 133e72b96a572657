//! Stretches of time that are no period of a report: weeks, some days, two months, the year to date.

use super::{day, fold, of_figures, titled, year_of};
use chrono::{Datelike, NaiveDate};
use domain::Period;

/// Does a title say that its figures are not of one whole period: "tuần 3", "10 ngày đầu tháng", "tháng 10 và tháng 11", "tháng 13"?
pub(crate) fn is_of_no_period(text: &str, period: Period) -> bool {
    let folded = fold(&of_figures(text));
    let words: Vec<&str> = folded.split(' ').collect();
    let mut days: Vec<NaiveDate> = (0..words.len()).filter_map(|at| day(&words[at..])).collect();
    // "Từ 01/10 đến 25/10/2026": the year is written once.
    if let ([until], Some(den)) = (&days[..], words.iter().position(|w| *w == "den").filter(|den| *den >= 2)) {
        let from = words[den - 1].parse().ok().zip(words[den - 2].parse().ok());
        days.splice(0..0, from.and_then(|(m, d)| NaiveDate::from_ymd_opt(until.year(), m, d)).into_iter().collect::<Vec<_>>());
    }
    // "01-15/10/2026"
    if let [until] = days[..]
        && is_hyphenated(text)
        && let Some(at) = (1..words.len()).find(|at| day(&words[*at..]) == Some(until))
    {
        let from = words[at - 1].parse().ok().and_then(|d| NaiveDate::from_ymd_opt(until.year(), until.month(), d));
        days.splice(0..0, from.filter(|from| *from < until));
    }
    // Until a day in the middle of it; the fourteenth ends the month of reporting.
    let within_period = |day: NaiveDate| day >= period.start() && day + chrono::Days::new(2) <= period.end() && day.day() != 14;
    let until = |at: usize| {
        matches!(words[at], "den" | "chot") && (at + 1..words.len().min(at + 4)).any(|i| day(&words[i..]).is_some_and(within_period))
    };
    // "Từ 01/10 đến 15/10"
    let short_day = |at: usize| {
        let part = |i: usize| words.get(i).and_then(|w| w.parse::<u32>().ok());
        NaiveDate::from_ymd_opt(period.year(), part(at + 1)?, part(at)?)
    };
    if days.is_empty()
        && let Some(den) = words.iter().position(|w| *w == "den").filter(|den| *den >= 2)
        && let (Some(from), Some(until)) = (short_day(den - 2), short_day(den + 1))
    {
        days.extend([from, until]);
    }
    // "(số liệu đến 20/10)"
    let short = |at: usize| {
        let at = at + 1 + usize::from(words.get(at + 1) == Some(&"ngay"));
        short_day(at).is_some_and(within_period) && words.get(at + 2).is_none_or(|w| year_of(w).is_none())
    };
    if days.is_empty() && (0..words.len()).any(|at| matches!(words[at], "den" | "chot") && short(at)) {
        return true;
    }
    if days.len() == 1 && (0..words.len()).any(until) {
        return true;
    }
    // Until a day before it: "Số liệu tính đến ngày 14/9/2026", "Từ 15/8 đến 14/9/2026".
    let speaks = ["so lieu", "tinh den", "chot", "den", "tu"].iter().any(|w| folded.starts_with(w));
    if speaks
        && words.contains(&"den")
        && days.len() <= 2
        && days.last().is_some_and(|until| *until < period.start())
        && titled(text, period.year()).is_none()
    {
        return true;
    }
    // From the fifteenth to the fourteenth is a month of reporting, too; from New Year on it is a sum.
    let months = i64::from(period.months());
    let stretch = matches!(days[..], [from, until] if {
        let days = (until - from).num_days() + 1;
        from <= until && from.ordinal() != 1 && !(30 * months - 4..=31 * months + 4).contains(&days)
    });
    let number = |at: usize| words.get(at).and_then(|w| w.parse::<u32>().ok());
    let month = |at: usize| if words.get(at) == Some(&"thang") { number(at + 1) } else { None };
    // "T9, T10/2026"
    let glued = |at: usize| words.get(at).and_then(|w| w.strip_prefix('t')?.parse::<u32>().ok()).filter(|n| (1..=12).contains(n));
    let roman = |at: usize| words.get(at).is_some_and(|w| matches!(*w, "i" | "ii" | "iii" | "iv" | "v"));
    let says = |at: usize| {
        let thu = usize::from(words.get(at + 1) == Some(&"thu"));
        let counted = at > 0 && (words[at - 1] == "cao" || number(at - 1).is_some());
        let week = words[at] == "tuan" && (counted || number(at + 1 + thu).is_some_and(|n| n <= 53) || roman(at + 1));
        let days = words[at] == "ngay" && words.get(at + 1).is_some_and(|w| matches!(*w, "dau" | "cuoi" | "giua"));
        let quick = matches!(words[at], "nhanh" | "lieu")
            && (words.get(at + 1) == Some(&"ngay") && day(&words[at + 2..]).is_some()
                || number(at + 1).is_some() && words.get(at + 2) == Some(&"ngay"));
        let no_month = month(at).is_some_and(|n| !(1..=12).contains(&n));
        let two = month(at).is_some_and(|first| {
            let joins = |i: &usize| words[*i] == "va" || words[*i] == "den" && first != 1;
            let and = (at + 2..words.len().min(at + 6)).find(joins);
            let dash = number(at + 2).filter(|_| words.get(at + 3).is_some_and(|w| *w == "nam" || year_of(w).is_some()));
            let second = and.and_then(|i| month(i + 1).or(number(i + 1))).or(month(at + 2)).or(dash);
            second.is_some_and(|second| second != first && (1..=12).contains(&second))
        });
        let two = two || glued(at).zip(glued(at + 1)).is_some_and(|(first, second)| first != second);
        // "9 tháng đầu năm" in October.
        let to_date = super::number(&words[at..]).is_some_and(|(n, long)| {
            words.get(at + long) == Some(&"thang") && words.get(at + long + 1) == Some(&"dau") && n != period.end().month()
        });
        let half = words[at] == "nua" && words.get(at + 1).is_some_and(|w| matches!(*w, "dau" | "cuoi"));
        let year = words[at] == "ca" && words.get(at + 1) == Some(&"nam") && period.months() < 12;
        week || days || quick || no_month || two || to_date || half || year
    };
    stretch || (0..words.len()).any(says)
}

/// "Từ ngày 01/01/2026 đến ngày 31/10/2026": from New Year on, past the first `months`, which are one period.
pub(crate) fn is_from_new_year(text: &str, months: u32) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let days: Vec<NaiveDate> = (0..words.len()).filter_map(|at| day(&words[at..])).collect();
    let by_months = words.windows(5).any(|w| {
        let until = w[4].parse().is_ok_and(|m: u32| m > months && m <= 12);
        w[0] == "thang" && matches!(w[1], "1" | "01") && w[2..4] == ["den", "thang"] && until
    });
    by_months || matches!(days[..], [from, until] if from.ordinal() == 1 && until.year() == from.year() && until.month() > months)
}

/// "Tính từ 01/01/2026".
pub(crate) fn is_since_new_year(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let since = |at: usize| words[at - 1] == "tu" || at > 1 && words[at - 2..at] == ["tu", "ngay"];
    (1..words.len()).any(|at| since(at) && day(&words[at..]).is_some_and(|day| day.ordinal() == 1))
}

/// Does a hyphen join two numbers?
fn is_hyphenated(text: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(['-', '–'])
        .any(|(at, mark)| digit(text[..at].trim_end().chars().next_back()) && digit(text[at + mark.len()..].trim_start().chars().next()))
}
