//! How numbers, dates and names are written, compared and sorted.

use crate::{Quantity, coded::coded};
use chrono::{Datelike, NaiveDate};
use unicode_normalization::{
    UnicodeNormalization,
    char::{compose, is_combining_mark},
};

coded! {
    /// The language of a page. Data stay as they were reported; separators and words follow the language.
    pub enum Lang {
        Vi = "vi", "Tiếng Việt", "Vietnamese";
        En = "en", "English", "English";
    }
}

/// Stands before % and between a number and its noun.
const NO_BREAK: char = '\u{a0}';
const MINUS: char = '\u{2212}';

impl Lang {
    /// Thousands and decimal separator.
    fn separators(self) -> (char, char) {
        match self {
            Self::Vi => ('.', ','),
            Self::En => (',', '.'),
        }
    }
}

/// Text in Unicode's composed form (NFC), the only one that is stored.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// For searching and matching: lower case, no diacritics, đ as d, everything but letters and digits as one space.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return spaced(text.chars().map(|c| c.to_ascii_lowercase()), text.len());
    }
    // Lowering a letter can bring out a mark (İ), and taking apart a sign can bring out a capital (℃): hence both ways.
    let bare = text.nfkd().flat_map(char::to_lowercase).nfkd().filter(|c| !is_combining_mark(*c));
    spaced(bare.map(|c| if c == 'đ' { 'd' } else { c }), text.len())
}

/// The diacritics of a word, "đ" among them, in no order: where in a syllable the tone is written does not count.
pub fn marks(word: &str) -> Vec<char> {
    let mut marks: Vec<char> = word.nfd().filter(|c| is_combining_mark(*c) || *c == 'đ').collect();
    marks.sort_unstable();
    marks
}

/// Everything but letters and digits as one space, none at the ends.
fn spaced(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut spaced = String::with_capacity(length);
    for c in chars {
        if c.is_alphanumeric() {
            spaced.push(c);
        } else if !spaced.is_empty() && !spaced.ends_with(' ') {
            spaced.push(' ');
        }
    }
    spaced.truncate(spaced.trim_end().len());
    spaced
}

/// The Vietnamese alphabet with the four letters of foreign words in their usual place.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// Level (none), huyền, hỏi, ngã, sắc, nặng.
pub(crate) const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// A key that sorts as a Vietnamese list does: letters first (a ă â … d đ …), runs of digits as numbers, then tones.
/// Case and punctuation do not count.
pub fn sort_key(text: &str) -> Vec<u32> {
    const GAP: u32 = 1;
    const NUMBER: u32 = 100;
    const LETTER: u32 = 200;
    const OTHER: u32 = 1000;
    let (mut letters, mut tones) = (vec![], vec![]);
    let composed: Vec<char> = text.nfc().flat_map(char::to_lowercase).collect();
    let mut rest = &composed[..];
    while let Some(&c) = rest.first() {
        let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        if digits > 0 {
            let run = &rest[..digits];
            let run = &run[run.iter().take_while(|c| **c == '0').count()..];
            // A longer number is a larger one; equally long ones differ in their digits.
            letters.push(NUMBER + run.len() as u32);
            letters.extend(run.iter().map(|d| GAP + *d as u32));
            rest = &rest[digits..];
            continue;
        }
        rest = &rest[1..];
        let mut parts = std::iter::once(c).nfd();
        let mut letter = parts.next().unwrap_or(c);
        let mut tone = 0;
        for mark in parts {
            match TONES.iter().position(|t| *t == mark) {
                Some(place) => tone = place as u32 + 1,
                None => letter = compose(letter, mark).unwrap_or(letter),
            }
        }
        match ALPHABET.chars().position(|a| a == letter) {
            Some(place) => letters.push(LETTER + place as u32),
            None if letter.is_alphanumeric() => letters.push(OTHER + letter as u32),
            None if letters.last().is_some_and(|l| *l != GAP) => letters.push(GAP),
            None => continue,
        }
        tones.push(tone);
    }
    letters.push(0);
    letters.extend(tones);
    letters
}

fn grouped(digits: &str, mark: char) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// An exact count with as many decimals as it has: "1.234,5", "−3,1".
pub fn number(q: Quantity, lang: Lang) -> String {
    let (thousands, point) = lang.separators();
    let plain = q.to_plain();
    let magnitude = plain.trim_start_matches('-');
    let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
    let mut text = if q.is_negative() { String::from(MINUS) } else { String::new() };
    text.push_str(&grouped(whole, thousands));
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// A computed number with a fixed number of decimals, halves away from zero: "62,4". Not a number is "–".
pub fn decimal(x: f64, decimals: usize, lang: Lang) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    // 0.15 is a little under 0.15 in binary; the last bits of a quotient must not turn 0,15 into 0,1.
    let scaled = (x.abs() * 10f64.powi(decimals as i32) * (1.0 + 4.0 * f64::EPSILON)).round();
    let (thousands, point) = lang.separators();
    let digits = format!("{scaled:0>width$.0}", width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let mut text = if x < 0.0 && scaled > 0.0 { String::from(MINUS) } else { String::new() };
    text.push_str(&grouped(whole, thousands));
    if decimals > 0 {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// "62,4 %", with a space that does not break.
pub fn percent(x: f64, decimals: usize, lang: Lang) -> String {
    format!("{}{NO_BREAK}%", decimal(x, decimals, lang))
}

/// A difference with its sign: "+0,5", "−3,1"; one that rounds to nothing has none.
pub fn signed(x: f64, decimals: usize, lang: Lang) -> String {
    let text = decimal(x, decimals, lang);
    if x > 0.0 && text.contains(|c: char| ('1'..='9').contains(&c)) { format!("+{text}") } else { text }
}

/// "31/12/2025", in English "31 Dec 2025".
pub fn date(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
        Lang::En => day.format("%-d %b %Y").to_string(),
    }
}

/// [`number`] in Vietnamese: "1.234,5".
pub fn vi_number(q: Quantity) -> String {
    number(q, Lang::Vi)
}

/// [`decimal`] in Vietnamese: "62,4".
pub fn vi_ratio(x: f64, decimals: usize) -> String {
    decimal(x, decimals, Lang::Vi)
}

/// [`percent`] in Vietnamese: "62,4 %".
pub fn vi_percent(x: f64, decimals: usize) -> String {
    percent(x, decimals, Lang::Vi)
}

/// [`signed`] in Vietnamese: "+0,5".
pub fn vi_signed(x: f64, decimals: usize) -> String {
    signed(x, decimals, Lang::Vi)
}

/// [`date`] in Vietnamese: "31/12/2025".
pub fn vi_date(day: NaiveDate) -> String {
    date(day, Lang::Vi)
}

/// A total score, always with four decimals: "812,5000".
pub fn vi_points(x: f64) -> String {
    vi_ratio(x, 4)
}
