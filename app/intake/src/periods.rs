//! Periods as people write them: `tháng 10/2026`, `T10/2026`, `2026-10`, `Quý III năm 2026`, a date cell of its first day.

mod stretch;
#[cfg(test)]
mod tests;

use chrono::{Datelike, NaiveDate};
use domain::Period;
use domain::text::{fold as plain, nfc};

/// As ever, but "tháng sau" is the next month, and no sixth one.
pub(crate) fn fold(text: &str) -> String {
    let folded = plain(text);
    if text.is_ascii() || !folded.contains(" sau") {
        return folded;
    }
    let lower = nfc(text).to_lowercase();
    plain(&["tháng", "quý", "kỳ"].iter().fold(lower, |text, time| text.replace(&format!("{time} sau"), &format!("{time} tới"))))
}

pub(crate) use stretch::{is_from_new_year, is_of_no_period, is_since_new_year};

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

/// "30/9/2026" and nothing else.
pub(crate) fn is_day(text: &str) -> bool {
    let numbers = text.split(['/', '-']).map(|n| n.bytes().all(|b| b.is_ascii_digit()).then_some(n.len()));
    matches!(numbers.collect::<Vec<_>>()[..], [Some(1 | 2), Some(1 | 2), Some(4)])
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
    let folded = fold(&without_codes(&of_figures(text)));
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

/// "XHS-08 tháng 10/2025" is no eighth of October.
fn without_codes(text: &str) -> String {
    let is_code = |word: &&str| {
        let parts = word.trim_matches(|c: char| !c.is_alphanumeric()).split_once('-');
        parts.is_some_and(|(letters, number)| {
            letters.len() >= 2
                && letters != "TH"
                && letters.bytes().all(|b| b.is_ascii_uppercase())
                && number.bytes().all(|b| b.is_ascii_digit())
        })
    };
    text.split_whitespace().filter(|word| !is_code(word)).collect::<Vec<_>>().join(" ")
}

/// Does a title name its period expressly: "Kỳ báo cáo: …"?
pub(crate) fn is_labelled(text: &str) -> bool {
    let folded = fold(text);
    ["ky bao cao", "ky so lieu", "ky du lieu", "thang bao cao"].iter().any(|label| folded.starts_with(label))
}

/// "Số liệu tháng 9/2026", "Giữ nguyên số tháng 9", "số liệu đến 30/9/2026" as a remark: the period it says to be of.
pub(crate) fn of_figures_noted(note: &str, year: i32) -> Option<Period> {
    let folded = fold(note);
    // "Tăng 5 % so tháng 9" compares; without its marks only the word in front tells it from "số tháng 9".
    let compares = if note.is_ascii() { ["tang ", "giam "].iter().any(|w| folded.starts_with(w)) } else { note.contains(" so tháng") };
    if compares {
        return None;
    }
    // Dossiers are no figures: "5 hồ sơ tháng 9".
    let padded = format!(" {folded}").replace(" ho so ", " ho_so ").replace(" co so ", " co_so ");
    let of = [" so lieu ", " so ", " so lieu cua ", " so cua "].iter().filter_map(|lead| Some(&padded[padded.find(lead)? + lead.len()..]));
    let mut of =
        of.filter(|rest| ["thang ", "quy ", "nam "].iter().any(|time| rest.starts_with(time)) || whole(rest, Some(year)).is_some());
    let cut_off = || titled(note, year).filter(|_| folded.split(' ').any(|w| w == "den"));
    of.find_map(|rest| whole(rest, Some(year)).or_else(|| anywhere(&rest.split(' ').collect::<Vec<_>>(), Some(year)))).or_else(cut_off)
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
            "ky toi",
            "thang sau",
            "thang toi",
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
    let text = before_plans(text);
    if !other(text) {
        return text.to_owned();
    }
    let parts = text.split([',', ';', '(', ')', '–']).flat_map(|part| part.split(" - ")).flat_map(|part| part.split(". "));
    parts.filter(|part| !other(part)).collect::<Vec<_>>().join(" ")
}

/// A line of its own that is nothing but a time, and not one that [`titled`] reads: "T9" with the period that it may be, "Tháng 9 năm 2O26"
/// without one. Nothing: it is no such line, or says what is taken anyway.
pub(crate) fn unread(line: &str, own: Period) -> Option<Option<Period>> {
    let folded = fold(line);
    let words: Vec<&str> = folded.split(' ').collect();
    let numbers = words.iter().filter(|w| w.contains(|c: char| c.is_ascii_digit())).count();
    let is_time = |word: &&str| {
        const WORDS: [&str; 9] = ["ky", "bao", "cao", "so", "lieu", "du", "thang", "quy", "nam"];
        WORDS.contains(word) || word.contains(|c: char| c.is_ascii_digit())
    };
    let begins = |w: &str| words[0].strip_prefix(w).is_some_and(|rest| rest.is_empty() || rest.parse::<u8>().is_ok());
    let is_line = ["ky", "thang", "quy", "nam", "t"].into_iter().any(begins) && words.iter().all(is_time) && words.len() <= 8;
    if !is_line || !(1..=2).contains(&numbers) || titled(line, own.year()).is_some() {
        return None;
    }
    match whole(line, Some(own.year())) {
        Some(of) if of == own || of.months() == 12 && of.year() == own.year() => None,
        of => Some(of.filter(|of| of.months() == own.months())),
    }
}

/// "Báo cáo tháng 9 và kế hoạch công tác tháng 10 năm 2026" without what is to come, where a month stands before it.
fn before_plans(text: &str) -> &str {
    let lower = text.to_lowercase();
    let joined = [" và ", ", ", "; "].iter().flat_map(|join| ["kế hoạch", "nhiệm vụ", "phương hướng"].map(|what| format!("{join}{what}")));
    let cut = joined.filter_map(|words| lower.find(&words)).min().and_then(|at| text.get(..at));
    cut.filter(|before| months_in(before).len() == 1).unwrap_or(text)
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

/// The month that a file's name is of, as "BC_T9_2026" or "2026-09 Sở Y tế"; without a year it is told in `own`. A name with a day in it
/// may be of the day on which the file was sent.
pub(crate) fn of_file(name: &str, own: Period) -> Option<Period> {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
    let is_day = |w: &[&str]| w.iter().all(is_number) && (w[0].len() == 4 || w[2].len() == 4);
    if words.contains(&"ngay") || words.windows(3).any(is_day) {
        return None;
    }
    let year = years_in(&folded).next();
    let of_words = || match months_in(name)[..] {
        [month] => Period::month(year.unwrap_or(own.year()), month).map(|of| not_to_come(of, name, own)),
        _ => None,
    };
    let of_numbers = |w: &[&str]| {
        let (year, month) = if w[0].len() == 4 { (w[0], w[1]) } else { (w[1], w[0]) };
        Period::month(year.parse().ok().filter(|y| (2000..2100).contains(y))?, month.parse().ok()?)
    };
    of_words().or_else(|| words.windows(2).find_map(of_numbers))
}

/// What a month without a year is, told in `own`: one that is far ahead is last year's.
pub(crate) fn not_to_come(period: Period, text: &str, own: Period) -> Period {
    let dated = years_in(text).next().is_some()
        || fold(text).split(' ').next_back().is_some_and(|w| w.len() == 2 && w.parse::<u32>().is_ok_and(|y| y > 12));
    let ahead = (period.year() - own.year()) * 12 + period.end().month() as i32 - own.end().month() as i32;
    if dated || period.months() > 6 || ahead <= 3 { period } else { period.shift(-12 / period.months() as i32) }
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
    let [.., "nam", y] = words else { return None };
    let said = words.strip_prefix(&["so", "lieu"]).unwrap_or(words);
    let numbered = said.windows(2).any(|w| w[0] == "so" && w[1].starts_with(|c: char| c.is_ascii_digit()));
    let titled = ["de an", "chi thi", "chi so"].iter().any(|w| said.join(" ").contains(w));
    let of_document = numbered || titled || ["nghi", "quyet", "luat", "ke", "tu", "chien", "muc"].iter().any(|w| said.contains(w));
    let of_figures = ["ket qua", "so lieu", "bao cao"].iter().any(|w| words.join(" ").contains(w));
    let tells = matches!(words[0], "bao" | "ket" | "bieu") || of_figures;
    let y = year_of(y).filter(|y| *y != year && tells && !of_document)?;
    y.to_string().parse().ok()
}

/// The days that a text writes with their year.
pub(crate) fn days_in(text: &str) -> Vec<NaiveDate> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    (0..words.len()).filter_map(|at| day(&words[at..])).collect()
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
