//! Periods as people write them: `tháng 10/2026`, `T10/2026`, `2026-10`, `Quý III năm 2026`, a date cell of its first day.

use chrono::{Datelike, NaiveDate};
use domain::Period;
use domain::text::fold;

/// The period that a whole cell names; a month or quarter without a year is of `year`.
pub(crate) fn whole(text: &str, year: Option<i32>) -> Option<Period> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|w| !matches!(*w, "ky" | "bao" | "cao" | "so" | "lieu" | "rieng" | "trong")).collect();
    match words.as_slice() {
        [] => None,
        // "2026M10", "202610", as other systems write it.
        [coded] if coded.len() <= 7 && coded.split_once('m').is_some_and(|(y, _)| year_of(y).is_some()) => {
            let (y, month) = coded.split_once('m')?;
            Period::month(year_of(y)?, month.parse().ok()?)
        }
        [coded] if coded.len() == 6 && coded.is_ascii() => {
            let month = |year: &str, month: &str| Period::month(year_of(year).filter(|y| (2000..2100).contains(y))?, month.parse().ok()?);
            month(&coded[..4], &coded[4..]).or_else(|| month(&coded[2..], &coded[..2]))
        }
        words => read(words, year).filter(|(_, used)| *used == words.len()).map(|(period, _)| period),
    }
}

/// The period that a header names somewhere, "Tử số T9", "Thực hiện tháng 10": without a year of `year`.
pub(crate) fn within(text: &str, year: Option<i32>) -> Option<Period> {
    let folded = fold(text);
    if folded.contains("ngay") {
        return None;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    anywhere(&words, year)
}

/// The period that a line above a table names: "Kỳ báo cáo: tháng 10 năm 2026", "từ 01/10/2026 đến 31/10/2026", "Số liệu đến ngày
/// 31/10/2026". The day on which the report was written ("ngày 05 tháng 11 năm 2026") is none.
pub(crate) fn titled(text: &str, year: i32) -> Option<Period> {
    let folded = fold(&of_figures(text));
    let words: Vec<&str> = folded.split(' ').collect();
    let days: Vec<(usize, NaiveDate)> = (0..words.len()).filter_map(|at| Some((at, day(&words[at..])?))).collect();
    match days[..] {
        [] if folded.contains("ngay") => None,
        // "09/2026" alone in its line.
        [] if whole(text, None).is_some_and(|p| p.months() < 12) => whole(text, None),
        [] => {
            let label = ["ky bao cao", "ky so lieu", "thang bao cao", "ky bc", "ky"]
                .iter()
                .find_map(|l| folded.strip_prefix(l))
                .filter(|rest| rest.starts_with(' '));
            // "Tháng báo cáo: 9"
            let month =
                |rest: &str| rest.trim().parse::<u32>().ok().filter(|_| folded.starts_with("thang")).and_then(|m| Period::month(year, m));
            let labelled = label.and_then(|rest| whole(rest, None).or_else(|| month(rest)));
            // Without a year only the words for it count: "T2" may be a number of the form.
            let bare = || words.iter().any(|w| matches!(*w, "thang" | "quy" | "qui")).then(|| anywhere(&words, Some(year))).flatten();
            labelled.or_else(|| anywhere(&words, None)).or_else(bare).or_else(|| last_year(&words, year))
        }
        // Until a day of the first half of a month may be as well of the month before.
        [(at, until)] if words[..at].contains(&"den") => (until.day() > 15).then(|| Period::month_of(until)),
        [(_, from), (_, until)] if from <= until => {
            let months = (until.year() - from.year()) * 12 + until.month() as i32 - from.month() as i32 + 1;
            let whole_months = from.day() == 1 && until.succ_opt()?.day() == 1;
            (months == 1 || months == 2 && !whole_months).then(|| Period::month_of(until))
        }
        _ => None,
    }
}

/// Does a title name its period expressly: "Kỳ báo cáo: …"?
pub(crate) fn is_labelled(text: &str) -> bool {
    let folded = fold(text);
    ["ky bao cao", "ky so lieu", "ky du lieu", "thang bao cao"].iter().any(|label| folded.starts_with(label))
}

/// "Số liệu tháng 9/2026", "Giữ nguyên số tháng 9", "số liệu đến 30/9/2026" as a remark: the period it says to be of.
pub(crate) fn of_figures_noted(note: &str, year: i32) -> Option<Period> {
    let folded = fold(note);
    // Dossiers are no figures: "5 hồ sơ tháng 9".
    let padded = format!(" {folded}").replace(" ho so ", " ho_so ").replace(" co so ", " co_so ");
    let of = [" so lieu ", " so ", " so lieu cua ", " so cua "].iter().filter_map(|lead| Some(&padded[padded.find(lead)? + lead.len()..]));
    let mut of =
        of.filter(|rest| ["thang ", "quy ", "nam "].iter().any(|time| rest.starts_with(time)) || whole(rest, Some(year)).is_some());
    let cut_off = || titled(note, year).filter(|_| folded.split(' ').any(|w| w == "den"));
    of.find_map(|rest| whole(rest, Some(year)).or_else(|| anywhere(&rest.split(' ').collect::<Vec<_>>(), Some(year)))).or_else(cut_off)
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

/// A title without what it says of a letter that it came with, or of when it was brought up to date.
fn of_figures(text: &str) -> String {
    let other = |part: &str| {
        let folded = fold(part);
        [
            "cong van",
            "kem theo",
            "cap nhat",
            "lap ngay",
            "nhiem vu",
            "phuong huong",
            "ap dung",
            "giao ban",
            "ky truoc",
            "thang truoc",
            "ky sau",
            "thang sau",
            "han nop",
            "tiep theo",
        ]
        .iter()
        .any(|w| folded.contains(w))
    };
    // "So sánh tháng 10 với tháng 9"
    let compared = fold(text).starts_with("so sanh").then(|| ["với", "Với", "VỚI"].iter().find_map(|w| text.find(w))).flatten();
    let text = compared.map_or(text, |at| &text[..at]);
    let text = ["so với", "So với", "SO VỚI"].iter().filter_map(|w| text.find(w)).filter(|at| *at > 0).min().map_or(text, |at| &text[..at]);
    if !other(text) {
        return text.to_owned();
    }
    let parts = text.split([',', ';', '(', ')', '–']).flat_map(|part| part.split(" - ")).flat_map(|part| part.split(". "));
    parts.filter(|part| !other(part)).collect::<Vec<_>>().join(" ")
}

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
    // From the fifteenth to the fourteenth is a month of reporting, too; from New Year on it is a sum.
    let months = i64::from(period.months());
    let stretch = matches!(days[..], [from, until] if {
        let days = (until - from).num_days() + 1;
        from <= until && from.ordinal() != 1 && !(30 * months - 4..=31 * months + 4).contains(&days)
    });
    let number = |at: usize| words.get(at).and_then(|w| w.parse::<u32>().ok());
    let month = |at: usize| if words.get(at) == Some(&"thang") { number(at + 1) } else { None };
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
            let dash = number(at + 2).filter(|_| words.get(at + 3).is_some_and(|w| year_of(w).is_some()));
            let second = and.and_then(|i| month(i + 1).or(number(i + 1))).or(month(at + 2)).or(dash);
            second.is_some_and(|second| second != first && (1..=12).contains(&second))
        });
        // "9 tháng đầu năm" in October.
        let to_date = self::number(&words[at..]).is_some_and(|(n, long)| {
            words.get(at + long) == Some(&"thang") && words.get(at + long + 1) == Some(&"dau") && n != period.end().month()
        });
        let half = words[at] == "nua" && words.get(at + 1).is_some_and(|w| matches!(*w, "dau" | "cuoi"));
        let year = words[at] == "ca" && words.get(at + 1) == Some(&"nam") && period.months() < 12;
        week || days || quick || no_month || two || to_date || half || year
    };
    stretch || (0..words.len()).any(says)
}

/// The months that a text names, each once: "T9+T10" names two.
pub(crate) fn months_in(text: &str) -> Vec<u32> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let glued = |word: &str| ["thang", "thg", "th", "t"].iter().find_map(|lead| word.strip_prefix(lead)?.parse().ok());
    let at = |at: usize| match words[at] {
        "thang" | "thg" | "th" | "t" => words.get(at + 1)?.parse().ok(),
        word => glued(word),
    };
    let number = |at: usize| words.get(at).and_then(|w| w.parse().ok()).filter(|m| (1..=12).contains(m));
    // "Tháng 9+10", "Tháng 9, 10"
    let further = |at: usize| if words[at] == "thang" && number(at + 1).is_some() { number(at + 2) } else { None };
    let named = (0..words.len()).filter_map(at).chain((0..words.len()).filter_map(further));
    let mut months: Vec<u32> = named.filter(|m| (1..=12).contains(m)).collect();
    months.sort_unstable();
    months.dedup();
    months
}

/// What a month without a year is, told in `own`: one that is far ahead is last year's.
pub(crate) fn not_to_come(period: Period, text: &str, own: Period) -> Period {
    let dated = years_in(text).next().is_some()
        || fold(text).split(' ').next_back().is_some_and(|w| w.len() == 2 && w.parse::<u32>().is_ok_and(|y| y > 12));
    let ahead = (period.year() - own.year()) * 12 + period.end().month() as i32 - own.end().month() as i32;
    if dated || period.months() > 6 || ahead <= 3 { period } else { period.shift(-12 / period.months() as i32) }
}

/// Does a hyphen join two numbers?
fn is_hyphenated(text: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(['-', '–'])
        .any(|(at, mark)| digit(text[..at].trim_end().chars().next_back()) && digit(text[at + mark.len()..].trim_start().chars().next()))
}

/// The years that a text writes.
pub(crate) fn years_in(text: &str) -> impl Iterator<Item = i32> {
    let words: Vec<i32> = fold(text).split(' ').filter_map(year_of).collect();
    words.into_iter()
}

/// A bare number or year in running text names nothing.
fn anywhere(words: &[&str], year: Option<i32>) -> Option<Period> {
    let named = |at: usize| words[at].starts_with(|c: char| c.is_alphabetic()) && words[at] != "nam" || words[at] == "6";
    (0..words.len()).filter(|at| named(*at)).find_map(|at| read(&words[at..], year)).map(|(period, _)| period)
}

/// "Báo cáo … năm 2025": of another year than the form's. Documents have years too.
fn last_year(words: &[&str], year: i32) -> Option<Period> {
    let [first, .., "nam", y] = words else { return None };
    let said = words.strip_prefix(&["so", "lieu"]).unwrap_or(words);
    let of_document = ["nghi", "quyet", "luat", "ke", "tu", "chien", "so", "muc"].iter().any(|w| said.contains(w));
    let tells = matches!(*first, "bao" | "ket" | "bieu") || said.len() < words.len();
    let y = year_of(y).filter(|y| *y != year && tells && !of_document)?;
    y.to_string().parse().ok()
}

/// "30/9/2026", "30 tháng 9 năm 2026".
fn day(words: &[&str]) -> Option<NaiveDate> {
    let (d, m, y) = match words {
        ["ngay", ..] => return None,
        [d, "thang", m, "nam", y, ..] | [d, "thang", m, y, ..] | [d, m, y, ..] => (d, m, y),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year_of(y)?, m.parse().ok()?, d.parse().ok()?)
}

fn year_of(word: &str) -> Option<i32> {
    word.parse().ok().filter(|y| word.len() == 4 && (1900..=2999).contains(y))
}

/// The number of a month and how many words it takes: "9", "chín", "mười hai". Without its marks "năm" is the year as well as five.
fn number(words: &[&str]) -> Option<(u32, usize)> {
    const SPOKEN: [(&str, u32); 9] =
        [("mot", 1), ("hai", 2), ("ba", 3), ("tu", 4), ("sau", 6), ("bay", 7), ("tam", 8), ("chin", 9), ("muoi", 10)];
    let one = |word: &str| SPOKEN.iter().find(|(spoken, _)| *spoken == word).map(|(_, n)| *n);
    match words {
        [roman, ..] if ROMAN.contains(roman) => ROMAN.iter().position(|r| r == roman).map(|at| (at as u32 + 1, 1)),
        ["muoi", more @ ("mot" | "hai"), ..] => Some((10 + one(more)?, 2)),
        [word, ..] => word.parse().ok().or(one(word)).map(|n| (n, 1)),
        [] => None,
    }
}

const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

const ENGLISH: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

const ABBREVIATED: [&str; 11] = ["jan", "feb", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];

/// The period at the beginning of the words, and how many they are.
fn read(words: &[&str], year: Option<i32>) -> Option<(Period, usize)> {
    let digits = |w: &str| w.parse::<u32>().ok();
    // "10 nam 2026", "10 2026" or, where a year is at hand, "10" alone.
    let with_year = |at: usize| match (words.get(at), words.get(at + 1)) {
        (Some(&"nam"), Some(w)) => year_of(w).map(|y| (y, at + 2)),
        (Some(w), _) if year_of(w).is_some() => year_of(w).map(|y| (y, at + 1)),
        (None, _) => year.map(|y| (y, at)),
        _ => None,
    };
    // "tháng 9 (chính thức)", "tháng 9/26": whatever follows a month that names no year says nothing of it.
    let of_month = |at: usize| {
        with_year(at).or_else(|| match words.get(at) {
            Some(short) if short.len() == 2 && short.parse::<i32>().is_ok_and(|y| (20..40).contains(&y)) => {
                short.parse::<i32>().ok().map(|y| (2000 + y, at + 1))
            }
            Some(&"nam") if words.get(at + 1) == Some(&"nay") => year.map(|y| (y, at + 2)),
            Some(other) if !other.starts_with(|c: char| c.is_ascii_digit()) && *other != "nam" => year.map(|y| (y, at)),
            _ => None,
        })
    };
    let coded = |text: String, used: usize| text.parse().ok().map(|period| (period, used));
    match words {
        ["6", "thang", half @ ("dau" | "cuoi"), ..] => {
            let (y, used) = with_year(3)?;
            coded(format!("{y}-H{}", if *half == "dau" { 1 } else { 2 }), used)
        }
        ["thang" | "t" | "th" | "thg", rest @ ..] => {
            let (month, long) = number(rest)?;
            let (y, used) = if words[0] == "thang" { of_month(1 + long)? } else { with_year(1 + long)? };
            Period::month(y, month).map(|p| (p, used))
        }
        ["quy" | "qui" | "q", quarter, ..] => {
            let (y, used) = with_year(2)?;
            let n = ["i", "ii", "iii", "iv"].iter().position(|r| r == quarter).map(|i| i as u32 + 1).or_else(|| digits(quarter))?;
            coded(format!("{y}-Q{n}"), used)
        }
        ["nam", y, ..] => coded(year_of(y)?.to_string(), 2),
        [day, month, y, ..] if year_of(y).is_some() && digits(day).is_some() && digits(month).is_some() => {
            of_day(year_of(y)?, digits(month)?, digits(day)?).map(|p| (p, 3))
        }
        [y, month, day, ..] if year_of(y).is_some() && digits(day).is_some() && digits(month).is_some() => {
            of_day(year_of(y)?, digits(month)?, digits(day)?).map(|p| (p, 3))
        }
        [y, part, ..] if year_of(y).is_some() => match digits(part) {
            Some(month) => Period::month(year_of(y)?, month).map(|p| (p, 2)),
            None => coded(format!("{y}-{}", part.to_uppercase()), 2),
        },
        [month, y, ..] if year_of(y).is_some() && digits(month).is_some() => Period::month(year_of(y)?, digits(month)?).map(|p| (p, 2)),
        [first, ..]
            if first.len() > 2
                && ["thang", "thg", "th"].iter().any(|lead| first.strip_prefix(lead).is_some_and(|n| digits(n).is_some())) =>
        {
            let month = digits(first.trim_start_matches(char::is_alphabetic))?;
            let (y, used) = with_year(1)?;
            Period::month(y, month).map(|p| (p, used))
        }
        // "Sep-26"; "may" and "mar" are words as well.
        [name] | [name, _] if ABBREVIATED.contains(name) && words.get(1).is_none_or(|y| y.len() == 2 && digits(y).is_some()) => {
            let month = ENGLISH.iter().position(|e| e.starts_with(&name[..3]))? as u32 + 1;
            let y = words.get(1).and_then(|y| digits(y)).map_or(year, |y| Some(2000 + y as i32))?;
            Period::month(y, month).map(|p| (p, words.len()))
        }
        [name, y, ..] if name.len() >= 3 && ENGLISH.iter().any(|e| e.starts_with(name)) => {
            let month = ENGLISH.iter().position(|e| e.starts_with(name))? as u32 + 1;
            Period::month(year_of(y)?, month).map(|p| (p, 2))
        }
        [first, ..] if first.len() > 1 && first.starts_with(['t', 'q', 'h']) => {
            let (y, used) = with_year(1)?;
            match (&first[..1], digits(&first[1..])?) {
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
            ("2026M10", "2026-10"),
            ("102026", "2026-10"),
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
            ("Quí 3 năm 2026", Some("2026-Q3")),
            ("Số liệu 6 tháng đầu năm 2026", Some("2026-H1")),
            ("T9-2026", Some("2026-09")),
            ("Kỳ báo cáo: 9/2026", Some("2026-09")),
            ("Kỳ số liệu: 09-2026", Some("2026-09")),
            ("Báo cáo tháng 9", Some("2026-09")),
            ("BÁO CÁO THÁNG CHÍN", Some("2026-09")),
            ("Báo cáo tháng mười một năm 2026", Some("2026-11")),
            ("Report for September 2026", Some("2026-09")),
            ("Từ 01/09/2026 đến 30/09/2026", Some("2026-09")),
            ("(từ ngày 15/8/2026 đến ngày 14/9/2026)", Some("2026-09")),
            ("(từ ngày 01/01/2026 đến ngày 31/10/2026)", None),
            ("Số liệu đến ngày 30/9/2026", Some("2026-09")),
            ("Tính đến hết ngày 30 tháng 9 năm 2026", Some("2026-09")),
            ("Số liệu đến ngày 05/11/2026", None),
            ("BÁO CÁO NĂM 2025", Some("2025")),
            ("BÁO CÁO KẾT QUẢ CHUYỂN ĐỔI SỐ NĂM 2026", None),
            ("Báo cáo theo Nghị quyết số 57 năm 2024", None),
            ("Đồng Nai, ngày 05 tháng 11 năm 2026", None),
            ("Mục tiêu năm 2026", None),
            ("Sheet1", None),
        ] {
            assert_eq!(titled(text, 2026).map(|p| p.to_string()).as_deref(), expected, "{text}");
        }
        for (text, expected) in
            [("Tử số T9", Some("2026-09")), ("Thực hiện tháng 10", Some("2026-10")), ("Tử số", None), ("Số người từ 15 tuổi", None)]
        {
            assert_eq!(within(text, Some(2026)).map(|p| p.to_string()).as_deref(), expected, "{text}");
        }
    }
}
