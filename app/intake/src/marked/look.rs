//! How a marked cell looks, and how its old look is found again.
//!
//! People open the returned file in a spreadsheet program, correct it and upload what that program wrote: parts that are ours alone
//! are gone then, style numbers are new, rows may have moved. What every program keeps with the cell is its colour. So the lowest
//! three bits of red, green and blue, which no eye sees, number the fill that the cell had before; the fills themselves stand in the
//! first row of the sheet of findings.

use crate::rules::RULES;
use domain::Severity;

/// What a fill is called that is none.
pub(super) const NONE: &str = "none";
/// How many different fills can be told apart.
const MAX_FILLS: usize = 512;
/// What separates the fills; no code contains it.
const BETWEEN: char = '|';
/// Longest text of a cell that every program keeps.
const MAX_TEXT: usize = 30_000;

/// What stands before a finding's message: the mark is never colour alone.
pub(super) fn label(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocking => "PHẢI SỬA",
        Severity::Justify => "CẦN GIẢI TRÌNH",
        Severity::Notice => "LƯU Ý",
    }
}

/// Was a comment written by an earlier marking? LibreOffice forgets who wrote the comments of an `.xlsx`, and a comment that was made
/// anew is of whoever did so: then its first words tell, and under somebody else's name a sentence of ours.
pub(crate) fn is_ours(author: &str, said: &str) -> bool {
    let own = said.split(super::LINE).next().unwrap_or_default();
    let first = || own.trim_start().lines().next().is_some_and(is_labelled);
    let any = || own.lines().any(|line| is_labelled(line) && behind_sentence(line).is_some());
    author.trim() == super::AUTHOR || author.trim().is_empty() && first() || any()
}

/// "PHẢI SỬA: …"
fn is_labelled(line: &str) -> bool {
    Severity::ALL.iter().any(|severity| line.trim_start().strip_prefix(label(*severity)).is_some_and(|rest| rest.starts_with(':')))
}

/// What people wrote into a comment of ours, in lines of their own or behind one of our sentences.
pub(crate) fn added(said: &str) -> String {
    let of_people = |line| match is_labelled(line) {
        true => behind_sentence(line).unwrap_or_default(),
        false if line.contains(super::LINE) => "",
        false => line,
    };
    said.lines().map(|line| of_people(line).trim()).filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What stands behind the last sentence of ours; nothing: none is in it.
fn behind_sentence(line: &str) -> Option<&str> {
    /// In bytes; a shorter end of a sentence may be anybody's.
    const TELLING: usize = 16;
    let tails = RULES.iter().map(|rule| rule.sentence.rsplit('}').next().unwrap_or_default()).filter(|tail| tail.len() >= TELLING);
    tails.filter(|tail| tail.len() <= line.len()).filter_map(|tail| Some(line.rfind(tail)? + tail.len())).max().map(|end| &line[end..])
}

/// Might a text hold a comment of ours?
pub(super) fn may_hold_ours(text: &str) -> bool {
    text.contains(super::AUTHOR) || Severity::ALL.iter().any(|severity| text.contains(label(*severity)))
}

/// Red, amber, blue: light enough for black text. The lowest three bits of each part are zero.
fn base(severity: Severity) -> u32 {
    match severity {
        Severity::Blocking => 0xF8_C8_C8,
        Severity::Justify => 0xF8_E0_98,
        Severity::Notice => 0xC8_E0_F8,
    }
}

/// The colour of a marked cell whose earlier fill has this number.
pub(super) fn colour(severity: Severity, fill: usize) -> u32 {
    let bits = fill as u32 % MAX_FILLS as u32;
    base(severity) | (bits & 7) << 16 | (bits >> 3 & 7) << 8 | bits >> 6 & 7
}

/// The number of the earlier fill when a colour is one of ours.
pub(super) fn earlier(rgb: u32) -> Option<usize> {
    let ours = [Severity::Blocking, Severity::Justify, Severity::Notice].iter().any(|s| base(*s) == rgb & 0xF8_F8_F8);
    let bits = (rgb >> 16 & 7) | (rgb >> 8 & 7) << 3 | (rgb & 7) << 6;
    ours.then_some(bits as usize)
}

/// The fills that marked cells had before, by number; number 0 is none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fills(Vec<String>);

impl Default for Fills {
    fn default() -> Self {
        Self(vec![NONE.to_owned()])
    }
}

impl Fills {
    /// The number of a fill, new or known; a file with more fills than can be told apart loses the last ones.
    pub fn number(&mut self, code: &str) -> usize {
        if let Some(number) = self.0.iter().position(|c| c == code) {
            return number;
        }
        let length: usize = self.0.iter().map(|c| c.len() + 1).sum();
        if code.contains(BETWEEN) || self.0.len() >= MAX_FILLS || length + code.len() > MAX_TEXT {
            return 0;
        }
        self.0.push(code.to_owned());
        self.0.len() - 1
    }

    pub fn code(&self, number: usize) -> &str {
        self.0.get(number).map_or(NONE, String::as_str)
    }

    /// What stands in the sheet of findings: the mark by which the sheet is known, then the fills.
    pub fn text(&self) -> String {
        format!("{}{BETWEEN}{}", super::FINDINGS_MARK, self.0.join("|"))
    }

    /// The fills of a text that [`Self::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let codes = text.strip_prefix(super::FINDINGS_MARK)?.strip_prefix(BETWEEN)?;
        Some(Self(codes.split(BETWEEN).take(MAX_FILLS).map(str::to_owned).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_tells_the_earlier_fill() {
        for severity in Severity::ALL {
            for fill in 0..MAX_FILLS {
                assert_eq!(earlier(colour(*severity, fill)), Some(fill));
            }
        }
        for other in [0xFFFFFF, 0xFFC7CE, 0xFFEB9C, 0xFFF8DC, 0xFFFF00, 0xC0E0F8, 0] {
            assert_eq!(earlier(other), None, "{other:06X}");
        }
    }

    #[test]
    fn a_comment_is_ours_by_its_author_or_without_one_by_its_words() {
        assert!(is_ours("Tiến Độ", "gì cũng được"));
        assert!(is_ours(" ", "PHẢI SỬA: số âm"));
        assert!(!is_ours("Nguyễn Thị B", "PHẢI SỬA: số âm"));
        assert!(!is_ours("", "Phải sửa: số âm"));
    }

    #[test]
    fn words_of_people_in_a_comment_of_ours() {
        let negative = RULES.iter().find(|rule| rule.id == "negative").expect("a rule");
        let ours = format!("PHẢI SỬA: {}", negative.pattern());
        assert_eq!(added(&ours), "");
        assert_eq!(added(&format!("{ours}\nLan: số của Bộ")), "Lan: số của Bộ");
        assert_eq!(added(&format!("{ours} Lan: số của Bộ\nLƯU Ý: một câu của bản cũ")), "Lan: số của Bộ");
        assert_eq!(added(&format!("{}\n{ours}\nđã xem", super::super::LINE)), "đã xem");
        assert!(is_ours("Nguyễn Thị B", &ours) && !is_ours("Nguyễn Thị B", "PHẢI SỬA: số âm"));
    }

    #[test]
    fn fills_come_back_from_their_text() {
        let mut fills = Fills::default();
        assert_eq!([fills.number(NONE), fills.number("solid;rgb:FFFFF8DC;"), fills.number("a|b"), fills.number(NONE)], [0, 1, 0, 0]);
        let back = Fills::parse(&fills.text()).expect("ours");
        assert_eq!((back.code(0), back.code(1), back.code(2)), (NONE, "solid;rgb:FFFFF8DC;", NONE));
        assert_eq!(Fills::parse("Trang tính"), None);
    }
}
