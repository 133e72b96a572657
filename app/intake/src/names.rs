//! What a written name means: a unit or an indicator of the catalogue, exactly, or nearly and then to be confirmed.

mod index;
mod keys;
mod subject;
mod unit;

use crate::context::{Context, SKIP};
use crate::memo::Memo;
use crate::periods;
use crate::words::Role;
use domain::Period;
use domain::text::fold;
use index::Index;
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
pub(crate) use subject::Subject;

use keys::indicator_keys;
pub(crate) use keys::{canonical, keys_of_indicator, keys_of_unit, likeness};
pub(crate) use keys::{is_document, is_slip, kind_of, limited, without_aim};

/// In bytes; what is longer is no name.
const LONGEST: usize = 2_000;
/// How like an indicator its name is with a limit behind it, in percent.
const LIMITED: u32 = 90;
/// A file of a hundred thousand invented names must not be compared letter by letter.
const MOST_COMPARED: usize = 400;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    Unit,
    Indicator,
}

impl NameKind {
    /// What a confirmed meaning of `written` is remembered by.
    pub fn key(self, written: &str) -> String {
        let kind = match self {
            Self::Unit => "unit",
            Self::Indicator => "indicator",
        };
        format!("{kind}:{}", canonical(written))
    }
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Exactly(usize),
    /// With the likeness in percent; counts only once confirmed.
    Nearly(usize, u32),
    /// A unit that has ended: the one that took its place.
    Formerly(usize),
    /// Somebody said that nothing is reported under it.
    Skipped,
    Nothing,
}

impl Meaning {
    pub fn index(self) -> Option<usize> {
        match self {
            Self::Exactly(i) | Self::Nearly(i, _) | Self::Formerly(i) => Some(i),
            Self::Skipped | Self::Nothing => None,
        }
    }
}

/// Everything that can be named.
pub(crate) struct Names<'a> {
    context: &'a Context<'a>,
    pub subjects: Vec<Subject<'a>>,
    /// Folded codes that can be told from words, by place in `subjects`.
    codes: Vec<(String, usize)>,
    /// Code and name.
    pub units: Vec<(&'a str, &'a str)>,
    /// Folded, without "tỉnh"; empty where nobody said.
    province: String,
    subject_index: Index,
    unit_index: Index,
    seen: RefCell<HashMap<(NameKind, Period), HashMap<String, Meaning>>>,
    exactly: RefCell<HashMap<String, Option<usize>>>,
    wordings: OnceCell<HashMap<String, Vec<(usize, Role)>>>,
    /// Names of four words at least, between spaces, longest first.
    long_names: OnceCell<Vec<(String, usize)>>,
    compared: RefCell<usize>,
    whole: Memo,
    /// Confirmed meanings that were used: kind, text, index; none: skipped.
    used: RefCell<Vec<(NameKind, String, Option<usize>)>>,
}

impl<'a> Names<'a> {
    pub fn new(context: &'a Context<'a>) -> Self {
        let (form, known) = (&*context.form, &*context.known);
        let mut subjects: Vec<Subject> = form.asked.iter().map(|a| Subject::asked(a, known)).collect();
        let others = known.indicators.iter().filter(|i| !form.asked.iter().any(|a| a.code == i.code));
        subjects.extend(others.map(Subject::known));
        let mut subject_index = Index::default();
        for (at, s) in subjects.iter().enumerate() {
            let code = fold(s.code).replace(' ', "");
            // "CQS-2" is CQS-02.
            let unpadded = code.find('0').filter(|zero| code[..*zero].ends_with(|c: char| c.is_alphabetic()));
            let unpadded = unpadded.map(|zero| format!("{}{}", &code[..zero], code[zero..].trim_start_matches('0')));
            subject_index.add(code, at);
            unpadded.into_iter().for_each(|code| subject_index.add(code, at));
            let keys = known.keys_of_indicator(s.code).map_or_else(|| Cow::Owned(keys_of_indicator(s.name)), Cow::Borrowed);
            subject_index.names.push((keys[0].clone(), at));
            for key in keys.iter() {
                // What is asked of this unit comes before what is not.
                if !(s.asked.is_none() && subject_index.get(key).iter().any(|i| subjects[*i].asked.is_some())) {
                    subject_index.add(key.clone(), at);
                }
            }
        }
        let codes = subjects.iter().enumerate().map(|(at, s)| (fold(s.code), at));
        let codes = codes.filter(|(code, _)| code.len() >= 4 && code.contains(|c: char| c.is_ascii_digit())).collect();
        let mut units: Vec<(&str, &str)> = known.units.iter().map(|u| (u.code.as_str(), u.name.as_str())).collect();
        let mut unit_index = Index::default();
        if !units.iter().any(|(code, _)| *code == form.unit_code) {
            units.push((&form.unit_code, &form.unit_name));
        }
        for (at, (code, name)) in units.iter().enumerate() {
            unit_index.add(fold(code).replace(' ', ""), at);
            let keys = known.keys_of_unit(at).map_or_else(|| Cow::Owned(keys_of_unit(name, "")), Cow::Borrowed);
            unit_index.names.push((keys[0].clone(), at));
            for key in keys.iter() {
                unit_index.add(key.clone(), at);
            }
        }
        Self {
            context,
            subjects,
            codes,
            units,
            province: fold(&form.province_name).trim_start_matches("tinh ").to_owned(),
            subject_index,
            unit_index,
            seen: RefCell::default(),
            exactly: RefCell::default(),
            wordings: OnceCell::new(),
            long_names: OnceCell::new(),
            compared: RefCell::default(),
            whole: Memo::default(),
            used: RefCell::default(),
        }
    }

    /// The confirmed meanings that were used so far.
    pub fn used(&self) -> Vec<(NameKind, String, Option<usize>)> {
        self.used.borrow().clone()
    }

    /// What somebody said that a text means.
    pub fn confirmed(&self, kind: NameKind, text: &str) -> Option<Meaning> {
        let names = &self.context.choices.names;
        // An empty answer was taken back.
        let code = if names.is_empty() { None } else { names.get(&kind.key(text)).filter(|code| !code.is_empty()) }?;
        let index = match kind {
            NameKind::Unit => self.units.iter().position(|(c, _)| c == code),
            NameKind::Indicator => self.subjects.iter().position(|s| s.code == code),
        };
        // A code that the catalogue no longer has is asked about again.
        let meaning = if code == SKIP { Meaning::Skipped } else { Meaning::Exactly(index?) };
        let used = (kind, text.to_owned(), index);
        if !self.used.borrow().contains(&used) {
            self.used.borrow_mut().push(used);
        }
        Some(meaning)
    }

    pub fn own_unit(&self) -> usize {
        self.units.iter().position(|(code, _)| *code == self.context.form.unit_code).unwrap_or_default()
    }

    pub fn code(&self, kind: NameKind, index: usize) -> &'a str {
        match kind {
            NameKind::Unit => self.units[index].0,
            NameKind::Indicator => self.subjects[index].code,
        }
    }

    pub fn name(&self, kind: NameKind, index: usize) -> &'a str {
        match kind {
            NameKind::Unit => self.units[index].1,
            NameKind::Indicator => self.subjects[index].name,
        }
    }

    /// The indicator that a text names. A code in front of a name decides; what is exact needs no answer, and none changes it.
    pub fn indicator(&self, text: &str) -> Meaning {
        if text.len() > LONGEST {
            return Meaning::Nothing;
        }
        self.remembered(NameKind::Indicator, self.context.form.period, text, || {
            let exact = self.indicator_exactly(text).map(Meaning::Exactly);
            let told = exact.or_else(|| self.confirmed(NameKind::Indicator, text));
            let of_less = || self.indicator_exactly(limited(text)?).map(|i| Meaning::Nearly(i, LIMITED));
            told.or_else(of_less).unwrap_or_else(|| self.nearly(&self.subject_index, text))
        })
    }

    /// By code or by whole name.
    pub fn indicator_exactly(&self, text: &str) -> Option<usize> {
        if text.len() > LONGEST {
            return None;
        }
        if let Some(found) = self.exactly.borrow().get(text) {
            return *found;
        }
        let found = self.compare_exactly(text);
        self.exactly.borrow_mut().insert(text.to_owned(), found);
        found
    }

    fn compare_exactly(&self, text: &str) -> Option<usize> {
        let one = |found: &[usize]| if let [one] = found { Some(*one) } else { None };
        let folded = fold(text);
        if let Some(i) = one(self.subject_index.get(&folded.replace(' ', ""))).filter(|_| folded.len() <= 24) {
            return Some(i);
        }
        // "CQS-02.1" is a part of it, or another one.
        let first = fold(text.split_whitespace().next().unwrap_or_default());
        let numbered = !self.codes.iter().any(|(code, _)| first == *code);
        let begins = |code: &str| {
            let rest = folded.strip_prefix(code).and_then(|rest| rest.strip_prefix(' '));
            rest.is_some_and(|rest| !(numbered && rest.starts_with(|c: char| c.is_ascii_digit())))
        };
        let prefixed = self.codes.iter().find(|(code, _)| begins(code)).map(|(_, i)| *i);
        if prefixed.is_some() && self.names_several(text) {
            return None;
        }
        let named = || indicator_keys(text).iter().find_map(|key| one(self.subject_index.get(key)));
        prefixed.or_else(named).or_else(|| self.indicator_exactly(self.without_period(text)?))
    }

    /// "… trong tháng 10/2026", "… (T10/2026)" in what is sent for October: the name without it.
    fn without_period<'t>(&self, text: &'t str) -> Option<&'t str> {
        let own = self.own_period();
        let leads = [" trong tháng ", " tháng ", " ("].into_iter().filter_map(|lead| text.rfind(lead));
        let is_own = |tail: &str| periods::whole(tail.trim_matches([' ', '(', ')']), Some(own.year())) == Some(own);
        leads.map(|at| text.split_at(at)).find(|(_, tail)| is_own(tail)).map(|(name, _)| name.trim_end())
    }

    /// "CQS-20", "QN-CQS-02": a code like those of the catalogue, and none of them.
    pub fn is_unknown_code(&self, text: &str) -> bool {
        let folded = fold(text);
        let family = |word: &str| self.codes.iter().any(|(code, _)| code.split(' ').next() == Some(word));
        let is_like = folded.contains(|c: char| c.is_ascii_digit()) && folded.split(' ').take(2).any(family);
        is_like && text.chars().count() <= 16 && self.indicator_exactly(text).is_none()
    }

    /// Does a text hold the codes of more than one indicator?
    pub fn names_several(&self, text: &str) -> bool {
        self.coded_in(text).len() > 1
    }

    /// The parts of indicators that the catalogue describes in these (canonical) words.
    pub fn wording(&self, canonical_text: &str) -> &[(usize, Role)] {
        let all = self.wordings.get_or_init(|| {
            let mut all: HashMap<String, Vec<(usize, Role)>> = HashMap::new();
            for (at, s) in self.subjects.iter().enumerate() {
                for (part, wording) in [(Role::Numerator, s.numerator), (Role::Denominator, s.denominator)] {
                    all.entry(canonical(wording)).or_default().push((at, part));
                }
            }
            all.remove("");
            all
        });
        all.get(canonical_text).map_or(&[], Vec::as_slice)
    }

    /// Of when the file was sent.
    pub fn own_period(&self) -> Period {
        self.context.form.period
    }

    /// Nobody in particular sent the file.
    pub fn is_anybodys(&self) -> bool {
        self.context.form.unit_code.is_empty()
    }

    /// Is a text the name of an indicator and nothing more?
    pub fn is_whole_indicator(&self, text: &str) -> bool {
        let whole = |text: &str| self.indicator_exactly(text).is_some_and(|i| canonical(self.subjects[i].name) == canonical(text));
        self.whole.says(text, whole)
    }

    /// The indicators that a title names by code, anywhere in it, or by whole name.
    pub fn indicators_in(&self, title: &str) -> Vec<usize> {
        let coded = self.coded_in(title);
        if coded.is_empty() { self.indicator_exactly(title).into_iter().collect() } else { coded }
    }

    /// The indicator whose whole name, of four words at least, stands somewhere in a title; the longest, if it holds all others.
    pub fn indicator_within(&self, canonical_title: &str) -> Option<usize> {
        if canonical_title.len() > 400 {
            return None;
        }
        let names = self.long_names.get_or_init(|| {
            let long = self.subject_index.names.iter().filter(|(name, _)| name.split(' ').count() >= 4);
            let mut names: Vec<(String, usize)> = long.map(|(name, index)| (format!(" {name} "), *index)).collect();
            names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
            names
        });
        let title = format!(" {canonical_title} ");
        let found: Vec<&(String, usize)> =
            names.iter().filter(|(name, _)| name.len() <= title.len() && title.contains(name.as_str())).collect();
        let ((longest, index), rest) = found.split_first()?;
        rest.iter().all(|(name, _)| longest.contains(name.as_str()) && name != longest).then_some(*index)
    }

    fn coded_in(&self, text: &str) -> Vec<usize> {
        let folded = format!(" {} ", fold(text));
        let named = |code: &str| {
            folded.match_indices(code).any(|(at, _)| folded[..at].ends_with(' ') && folded[at + code.len()..].starts_with(' '))
        };
        self.codes.iter().filter(|(code, _)| named(code)).map(|(_, i)| *i).collect()
    }

    fn remembered(&self, kind: NameKind, period: Period, text: &str, find: impl FnOnce() -> Meaning) -> Meaning {
        if let Some(meaning) = self.seen.borrow().get(&(kind, period)).and_then(|seen| seen.get(text)) {
            return *meaning;
        }
        let meaning = find();
        self.seen.borrow_mut().entry((kind, period)).or_default().insert(text.to_owned(), meaning);
        meaning
    }

    fn nearly(&self, index: &Index, text: &str) -> Meaning {
        let mut compared = self.compared.borrow_mut();
        if *compared >= MOST_COMPARED {
            return Meaning::Nothing;
        }
        *compared += 1;
        index.nearest(&canonical(text)).map_or(Meaning::Nothing, |(i, likeness)| Meaning::Nearly(i, likeness))
    }
}
