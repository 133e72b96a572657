//! What one cell of a header says of the columns below it.

use super::kinds::is_of_unit;
use crate::grid::unnumbered;
use crate::names::{Meaning, NameKind, Names, canonical, is_slip, likeness, limited, without_aim};
use crate::periods;
use crate::words::{Basis, Rank, Role, basis, begins, bracketed, header_role, is_increment, says_otherwise, split_part};
use domain::Period;
use domain::text::fold;
use std::collections::HashMap;

/// In bytes; what is longer is no header.
const LONGEST: usize = 2_000;

/// In bytes; a name and a part are no longer.
const LONGEST_LAYERED: usize = 400;

/// Places at which a header cell may be divided into a name and a part.
const MOST_CUTS: usize = 6;

/// How likely it is, in percent, that a code is right beside the name of another indicator.
const CONTRADICTED: u32 = 50;

/// Words that make something else of a name.
const DENYING: [&str; 6] = ["khong", "chua", "dang", "se", "thieu", "tru"];

/// What one header cell says.
#[derive(Clone, Debug, Default)]
pub(super) struct Says {
    pub role: Option<(Role, Rank)>,
    pub indicator: Option<Meaning>,
    pub unit: Option<usize>,
    pub period: Option<Period>,
    pub basis: Option<Basis>,
    /// Says expressly that only what came in the period is counted: "trong tháng".
    pub expressly: bool,
    /// Somebody said that nothing below is reported.
    pub skip: bool,
}

impl Says {
    pub fn something(&self) -> bool {
        self.role.is_some() || self.skip || self.basis.is_some() || self.names_something()
    }

    /// Neither a name nor just the word for a part; "Số lượng máy in" is more than the word.
    pub fn is_strange(&self) -> bool {
        !self.skip && self.basis.is_none() && !self.names_something() && self.role.is_none_or(|(role, rank)| role.is_part() && rank.0 > 0)
    }

    pub fn names_something(&self) -> bool {
        self.names_other() || self.period.is_some()
    }

    fn names_other(&self) -> bool {
        self.indicator.is_some() || self.unit.is_some()
    }
}

/// "Tháng 10 (1)", "Tháng 10 *" without the mark of a footnote.
fn without_mark(text: &str) -> &str {
    let trimmed = text.trim_end_matches(['*', ' ', '\u{a0}']);
    let marked = trimmed
        .strip_suffix(')')
        .and_then(|t| t.rsplit_once('('))
        .filter(|(before, mark)| mark.len() == 1 && mark.chars().all(|c| c.is_ascii_digit()) && !before.trim().is_empty());
    marked.map_or(trimmed, |(before, _)| before.trim_end())
}

/// "Tháng 9 (chính thức)"
fn starts_with_month(text: &str) -> bool {
    let folded = fold(text);
    let open = folded.split(' ').any(|word| matches!(word, "den" | "tu" | "sau" | "truoc" | "tro" | "dau" | "cuoi" | "giua"));
    let is_number = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    !open
        && periods::months_in(text).len() == 1
        && ["thang", "thg", "th", "t"].iter().any(|lead| folded.strip_prefix(lead).is_some_and(is_number))
        && folded.split(' ').count() <= 5
        && basis(text).is_none()
}

/// Reads header cells; each text once.
pub(super) struct HeaderCells<'a> {
    names: &'a Names<'a>,
    /// Of the sheet: for names of units and for months without a year.
    period: Period,
    said: HashMap<String, Says>,
}

impl<'a> HeaderCells<'a> {
    pub fn new(names: &'a Names<'a>, period: Period) -> Self {
        Self { names, period, said: HashMap::new() }
    }

    /// "Số người sử dụng", "Dân số": the words by which the catalogue says what the parts of an indicator count, or their beginning.
    pub fn part_by_wording(&self, indicator: usize, text: &str) -> Option<Role> {
        let text = canonical(text);
        let is = |wording: &str| {
            let wording = canonical(wording);
            let start = text.contains(' ') && begins(&wording, &text);
            !text.is_empty() && (start || likeness(&text, &wording) >= 80)
        };
        let subject = &self.names.subjects[indicator];
        match (is(subject.numerator), is(subject.denominator)) {
            (true, false) => Some(Role::Numerator),
            (false, true) => Some(Role::Denominator),
            _ => None,
        }
    }

    /// "Số hồ sơ trực tuyến", "Nộp trực tuyến": how many there are of what an indicator counts, by the last words of its name, by which
    /// it is told from all there are. One of two things that its name joins is not the indicator.
    pub fn is_count_of(&self, indicator: usize, text: &str) -> bool {
        let subject = &self.names.subjects[indicator];
        let own = |text: &str| {
            let text = canonical(text);
            let words = text.split(' ').filter(|word| !matches!(*word, "duoc" | "da"));
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        let (name, written) = (own(subject.name), own(text));
        let name = name.strip_prefix(&["ty".to_owned(), "le".to_owned()]).unwrap_or(&name);
        let lead = written.iter().take_while(|word| matches!(word.as_str(), "so" | "nop")).count();
        // "Hồ sơ": what both numbers count.
        let both = written[lead..].iter().zip(name).take_while(|(written, name)| written == name).count();
        let of_all = |rest: &[String]| own(subject.denominator).windows(rest.len()).any(|words| words == rest);
        let is_end = |rest: &[String]| (2..=4).contains(&rest.len()) && name.ends_with(rest) && !of_all(rest);
        let joins = subject.name.contains(',') || name.iter().any(|word| matches!(word.as_str(), "va" | "hoac"));
        let other = joins || text.contains('%') || written.iter().any(|word| word == "le") || canonical(text) == canonical(subject.name);
        !other && (lead..=lead + both).any(|from| is_end(&written[from..]))
    }

    /// "Kết quả" of "… cả thành phần và kết quả": one of two things that a name joins.
    pub fn is_limb(&self, indicator: usize, text: &str) -> bool {
        let (name, text) = (canonical(self.names.subjects[indicator].name), canonical(text));
        !text.is_empty() && (name.contains(&format!(" {text} va ")) || name.ends_with(&format!(" va {text}")))
    }

    pub fn says(&mut self, text: &str) -> Says {
        if text.len() > LONGEST {
            return Says::default();
        }
        if let Some(says) = self.said.get(text) {
            return says.clone();
        }
        if let Some(says) = self.layered(text) {
            self.said.insert(text.to_owned(), says.clone());
            return says;
        }
        let mut says = self.read_header_cell(without_mark(text));
        if let Some(coded) = self.contradicted(text) {
            says.indicator = Some(Meaning::Nearly(coded, CONTRADICTED));
        }
        // What the catalogue calls an indicator may have any of these words in it.
        if !says.indicator.and_then(Meaning::index).is_some_and(|i| self.is_whole_name(i, text)) {
            says.basis = basis(without_aim(text));
            // "T9+T10", "01/9-30/9": no column of one month.
            let of_several = says.period.is_none() && text.chars().count() <= 40 && periods::months_in(text).len() > 1;
            if says.basis.is_none() && (of_several || periods::is_of_no_period(text, self.period)) {
                says.basis = Some(Basis::Other);
            }
            // "Kết quả bình quân tháng 10"
            let of_time = (says.period.is_some() || periods::months_in(text).len() == 1) && says.indicator.is_none() && says.unit.is_none();
            if says.basis.is_none() && of_time && says_otherwise(text) {
                says.basis = Some(Basis::Other);
            }
            // "Tử số năm 2025"
            let of_year = says.basis.is_none() && says.period.is_none() && says.role.is_some_and(|(role, _)| role.is_part());
            let other = |year: i32| year != self.period.year() && fold(text).contains(&format!("nam {year}"));
            if of_year && periods::years_in(text).any(other) {
                says.basis = Some(Basis::Other);
            } else if of_year && self.period.months() < 12 && fold(text).ends_with(&format!(" nam {}", self.period.year())) {
                says.basis = Some(Basis::ToDate);
            }
            says.expressly = says.basis == Some(Basis::Period) && is_increment(text);
            // "Kỳ này" begins like the word for a column of periods.
            says.role = says.role.filter(|(role, _)| *role != Role::Period || says.basis.is_none());
            if says.indicator.is_some() {
                let named = periods::within(text, Some(self.period.year()));
                says.period = named.map(|p| periods::not_to_come(p, text, self.names.own_period()));
            }
        }
        self.said.insert(text.to_owned(), says.clone());
        says
    }

    /// "CQS-02 - Tử số (a)", "Số thực hiện: ‹name›": a name and a part in one cell say what they would say one above the other.
    fn layered(&mut self, text: &str) -> Option<Says> {
        const BETWEEN: [&str; 4] = [" - ", " – ", ": ", "\n"];
        if text.len() > LONGEST_LAYERED {
            return None;
        }
        let cuts = BETWEEN.iter().flat_map(|mark| text.match_indices(mark)).take(MOST_CUTS);
        let halves = cuts.map(|(at, mark)| (text[..at].trim(), text[at + mark.len()..].trim()));
        for (name, part) in halves.flat_map(|(left, right)| [(left, right), (right, left)]) {
            let named = self.names.indicator_exactly(name).filter(|i| self.is_bare(*i, name));
            let Some(i) = named.filter(|_| self.names.indicators_in(part).is_empty()) else { continue };
            let below = self.says(part);
            let role = self.part_by_wording(i, part).map(|part| (part, (0, 0))).or(below.role).filter(|(role, _)| role.is_part());
            if role.is_some() && !below.names_other() {
                return Some(Says { indicator: Some(Meaning::Exactly(i)), role, ..below });
            }
        }
        None
    }

    /// Nothing but an indicator's name, its code or both.
    fn is_bare(&self, indicator: usize, text: &str) -> bool {
        let subject = &self.names.subjects[indicator];
        let written = canonical(text);
        let rest = written.strip_prefix(&canonical(subject.code)).map_or(&*written, str::trim_start);
        rest.is_empty() || rest == canonical(subject.name)
    }

    /// "CQS-02 - ‹the name of another›", "CQS-02 Hồ sơ chưa …": the indicator of the code.
    fn contradicted(&self, text: &str) -> Option<usize> {
        let [coded] = self.names.indicators_in(text)[..] else { return None };
        let code = self.names.subjects[coded].code;
        let at = text.to_uppercase().find(&code.to_uppercase())?;
        let rest = [text.get(..at)?, text.get(at + code.len()..)?].join(" ");
        let name = rest.trim_matches(|c: char| !c.is_alphanumeric());
        let named = if name.is_empty() { None } else { self.names.indicator_exactly(name) };
        let subject = &self.names.subjects[coded];
        let official = canonical(&[subject.name, subject.numerator, subject.denominator].join(" "));
        let is_denied = || canonical(name).split(' ').any(|word| DENYING.contains(&word) && !official.split(' ').any(|own| own == word));
        let is_changed = || self.is_changed(subject.name, &official, name);
        let is_other = || says_otherwise(name) && !says_otherwise(&format!("{} {}", subject.name, subject.denominator));
        // "(tháng 10)" of October limits nothing.
        let is_own = |inside: &str| periods::whole(inside, Some(self.period.year())) == Some(self.period);
        let is_limited = || limited(rest.trim()).is_some() && !bracketed(rest.trim()).is_some_and(|(_, inside)| is_own(inside));
        (named.is_some_and(|named| named != coded) || named.is_none() && (is_denied() || is_changed() || is_other() || is_limited()))
            .then_some(coded)
    }

    /// Much like the indicator's name, but for a word that none of its wordings has, not even with a slip of the pen.
    fn is_changed(&self, own: &str, official: &str, name: &str) -> bool {
        let written = canonical(name);
        let known = |word: &str| official.split(' ').chain(["ty", "le", "so"]).any(|own| is_slip(own, word));
        likeness(&written, &canonical(own)) >= 60 && written.split(' ').any(|word| !known(word))
    }

    /// As [`Self::says`], but for what kind of figures.
    pub fn peek(&self, text: &str) -> Says {
        self.read_header_cell(text)
    }

    fn read_header_cell(&self, text: &str) -> Says {
        // "Xã Phưóc An" and "Tháng 20" begin like words of a header, and are names that nobody knows.
        let is_name = |role: Role| match role {
            Role::Unit => is_of_unit(text.trim_start_matches("UBND ")) && text.chars().any(char::is_lowercase),
            Role::Period => text.contains(|c: char| c.is_ascii_digit()),
            // "Điểm phục vụ" counts something.
            Role::Previous => fold(text).starts_with("diem"),
            _ => false,
        };
        let role = header_role(text).filter(|(role, rank)| rank.0 <= 60 && !(rank.0 > 0 && is_name(*role)));
        if let Some(i) = self.names.indicator_exactly(text) {
            // A name may begin with "Tỷ lệ": whole, it is the indicator. Behind a code there may stand the part.
            let lines = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let part = split_part(&canonical(&lines)).map(|(part, _)| part).filter(|_| !self.is_whole_name(i, &lines));
            return Says { indicator: Some(Meaning::Exactly(i)), role: part.map(|p| (p, (0, 0))), ..Says::default() };
        }
        // "Tháng 9 - CQS-02", "CQS02_numerator"
        let (part, rest) = split_part(&fold(unnumbered(text))).map_or((None, None), |(part, rest)| (Some((part, (0, 0))), Some(rest)));
        // "… xử lý trực tuyến (1) - Tử số", "… thủ tục hành chánh … - Tử số"
        let expressly = || {
            let folded = fold(text);
            ["tu so", "mau so"].iter().any(|word| begins(&folded, word) || folded.ends_with(word)) || folded.ends_with(" ty le")
        };
        if let Some(rest) = rest.as_deref().filter(|rest| rest.len() >= 12 && expressly()) {
            let unmarked = rest.strip_suffix(|c: char| c.is_ascii_digit()).map_or(rest, str::trim_end);
            if let named @ (Meaning::Exactly(_) | Meaning::Nearly(..)) = self.names.indicator(unmarked) {
                return Says { indicator: Some(named), role: part, ..Says::default() };
            }
        }
        if let [i] = self.names.indicators_in(rest.as_deref().unwrap_or(text))[..] {
            return Says { indicator: Some(Meaning::Exactly(i)), role: part, ..Says::default() };
        }
        // What one part of one indicator counts, in the words of the catalogue.
        let wording = canonical(text);
        if let ([(i, part)], true) = (self.names.wording(&wording), wording.split(' ').count() >= 5) {
            return Says { indicator: Some(Meaning::Exactly(*i)), role: Some((*part, (0, 0))), ..Says::default() };
        }
        let own = self.names.own_period();
        let bare = || periods::within(text, Some(self.period.year())).filter(|_| starts_with_month(text));
        let period = periods::whole(text, Some(self.period.year())).or_else(bare);
        let period = period.map(|p| periods::not_to_come(p, text, own));
        if period.is_some() {
            return Says { period, ..Says::default() };
        }
        match self.unit_exactly(text) {
            Meaning::Exactly(unit) => return Says { unit: Some(unit), role: None, ..Says::default() },
            Meaning::Skipped => return Says { skip: true, ..Says::default() },
            _ => {}
        }
        match self.names.confirmed(NameKind::Indicator, text) {
            Some(Meaning::Exactly(i)) => {
                return Says { indicator: Some(Meaning::Exactly(i)), role: self.part_of(i, text), ..Says::default() };
            }
            Some(_) => return Says { skip: true, ..Says::default() },
            None => {}
        }
        if let Some((role, rank)) = role.filter(|(_, rank)| rank.0 <= 24) {
            let period = if role.is_part() { periods::within(text, Some(self.period.year())) } else { None };
            let period = period.map(|p| periods::not_to_come(p, text, own));
            return Says { role: Some((role, rank)), period, ..Says::default() };
        }
        if text.chars().count() >= 12
            && let near @ Meaning::Nearly(..) = self.names.indicator(text)
        {
            return Says { indicator: Some(near), ..Says::default() };
        }
        Says { role, ..Says::default() }
    }

    /// The part that a header names beside a name of its own for the indicator: "… tử số". "Tổng số …" may begin the name itself.
    fn part_of(&self, indicator: usize, text: &str) -> Option<(Role, Rank)> {
        let text = canonical(text);
        let beside = ["tu so", "mau so"].iter().any(|w| text.starts_with(&format!("{w} ")) || text.ends_with(&format!(" {w}")));
        let is_ratio = self.names.subjects[indicator].shape == crate::form::Shape::Ratio;
        split_part(&text).filter(|_| beside && is_ratio).map(|(part, _)| (part, (0, 0)))
    }

    fn is_whole_name(&self, indicator: usize, text: &str) -> bool {
        canonical(self.names.subjects[indicator].name) == canonical(text)
    }

    /// "Đơn vị" and "Xã" are words of a header before they are anybody's name.
    pub fn unit_exactly(&self, text: &str) -> Meaning {
        if header_role(text).is_some_and(|(_, rank)| rank.0 == 0) {
            return Meaning::Nothing;
        }
        match self.names.unit(text, self.period) {
            Meaning::Formerly(i) => Meaning::Exactly(i),
            other => other,
        }
    }
}
