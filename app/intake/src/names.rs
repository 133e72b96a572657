//! What a written name means: a unit or an indicator of the catalogue, exactly, or nearly and then to be confirmed.

mod keys;

use crate::context::{Context, Known, KnownIndicator, SKIP};
use crate::form::{Asked, Shape};
use crate::grid::unnumbered;
use crate::words::Role;
use chrono::NaiveDate;
use domain::search::spelled_out;
use domain::text::fold;
use domain::{Period, indicator::Accumulation, period::Frequency};
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

pub(crate) use keys::{canonical, keys_of_indicator, keys_of_unit, likeness};
use keys::{indicator_keys, is_slip, unit_keys};
pub(crate) use keys::{is_limited, kind_of};

/// Names this near are offered for confirmation; in percent of letters.
const NEAR: u32 = 78;
/// The nearest must be nearer than any other by as much.
const AHEAD: u32 = 4;
/// What a unit's whole name with something behind it is taken for.
const ALMOST: u32 = 90;
/// In bytes; what is longer is no name.
const LONGEST: usize = 2_000;
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

/// One indicator as the reader needs it.
pub(crate) struct Subject<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub shape: Shape,
    pub numerator: &'a str,
    pub denominator: &'a str,
    /// Unknown of what is asked without standing in the catalogue.
    pub frequency: Option<Frequency>,
    pub accumulation: Accumulation,
    /// Its unit of measure: "%", "nghìn học viên".
    pub measure: &'a str,
    /// Of the unit and period that the file was sent for.
    pub asked: Option<&'a Asked>,
}

impl<'a> Subject<'a> {
    fn asked(a: &'a Asked, known: &Known) -> Self {
        let known = known.indicators.iter().find(|i| i.code == a.code);
        let otherwise = if a.cumulative { Accumulation::Cumulative } else { Accumulation::Flow };
        Self {
            frequency: known.map(|i| i.frequency),
            accumulation: known.map_or(otherwise, |i| i.accumulation),
            measure: &a.unit_of_measure,
            code: &a.code,
            name: &a.name,
            shape: a.shape,
            numerator: &a.numerator_label,
            denominator: &a.denominator_label,
            asked: Some(a),
        }
    }

    fn known(i: &'a KnownIndicator) -> Self {
        Self {
            code: &i.code,
            name: &i.name,
            shape: i.shape,
            numerator: &i.numerator,
            denominator: &i.denominator,
            frequency: Some(i.frequency),
            accumulation: i.accumulation,
            measure: &i.unit_of_measure,
            asked: None,
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
    /// Confirmed meanings that were used: kind, text, index; none: skipped.
    used: RefCell<Vec<(NameKind, String, Option<usize>)>>,
}

#[derive(Default)]
struct Index {
    exact: HashMap<String, Vec<usize>>,
    names: Vec<(String, usize)>,
}

impl Index {
    fn add(&mut self, key: String, index: usize) {
        if !key.is_empty() {
            let list = self.exact.entry(key).or_default();
            if !list.contains(&index) {
                list.push(index);
            }
        }
    }

    fn get(&self, key: &str) -> &[usize] {
        self.exact.get(key).map_or(&[], Vec::as_slice)
    }

    /// The nearest name, if it is near and no other is as near.
    fn nearest(&self, text: &str) -> Option<(usize, u32)> {
        if text.chars().count() < 6 {
            return None;
        }
        let (mut best, mut second): (Option<(usize, u32)>, u32) = (None, 0);
        for (name, index) in &self.names {
            let likeness = likeness(text, name);
            match best {
                Some((i, l)) if i == *index => best = Some((i, l.max(likeness))),
                Some((_, l)) if likeness <= l => second = second.max(likeness),
                _ => {
                    second = best.map_or(0, |(_, l)| l);
                    best = Some((*index, likeness));
                }
            }
        }
        best.filter(|(_, l)| *l >= NEAR && *l >= second + AHEAD)
    }
}

impl<'a> Names<'a> {
    pub fn new(context: &'a Context<'a>) -> Self {
        let (form, known) = (&*context.form, &*context.known);
        let mut subjects: Vec<Subject> = form.asked.iter().map(|a| Subject::asked(a, known)).collect();
        let others = known.indicators.iter().filter(|i| !form.asked.iter().any(|a| a.code == i.code));
        subjects.extend(others.map(Subject::known));
        let mut subject_index = Index::default();
        for (at, s) in subjects.iter().enumerate() {
            subject_index.add(fold(s.code).replace(' ', ""), at);
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
            told.unwrap_or_else(|| self.nearly(&self.subject_index, text))
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
        let begins = |code: &str| folded.strip_prefix(code).is_some_and(|rest| rest.starts_with(' '));
        let prefixed = self.codes.iter().find(|(code, _)| begins(code)).map(|(_, i)| *i);
        if prefixed.is_some() && self.names_several(text) {
            return None;
        }
        prefixed.or_else(|| indicator_keys(text).iter().find_map(|key| one(self.subject_index.get(key))))
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
        self.indicator_exactly(text).is_some_and(|i| canonical(self.subjects[i].name) == canonical(text))
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

    /// The unit that a text names, as it is for figures of `period`.
    pub fn unit(&self, text: &str, period: Period) -> Meaning {
        if text.len() > LONGEST {
            return Meaning::Nothing;
        }
        self.remembered(NameKind::Unit, period, text, || {
            let text = text.trim();
            // "Toàn xã" in what a commune sends.
            let of_kind = match fold(text).as_str() {
                "toan xa" => Some("xã"),
                "toan phuong" => Some("phường"),
                _ => None,
            };
            if of_kind.is_some() && !self.is_anybodys() && kind_of(self.units[self.own_unit()].1) == of_kind {
                return Meaning::Exactly(self.own_unit());
            }
            let inside = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')).map(|(_, code)| code);
            let before = text.strip_prefix('[').and_then(|t| t.split_once(']')).map(|(code, _)| code);
            let codes = [Some(text), inside, before].into_iter().flatten().map(|t| fold(t).replace(' ', ""));
            // A name may be broken into lines, and lines may follow it that say more.
            let joined = text.contains('\n').then(|| text.split_whitespace().collect::<Vec<_>>().join(" "));
            let bare = self.without_province(text);
            let names = joined.as_deref().into_iter().chain([text]).chain(bare.as_deref());
            let keys: Vec<String> = codes.chain(names.flat_map(unit_keys)).collect();
            let found = keys.iter().map(|key| self.unit_index.get(key)).find(|found| !found.is_empty());
            let exact = found.map(|found| self.alive(&self.with_same_marks(found, text), period));
            let exact = exact.filter(|meaning| *meaning != Meaning::Nothing);
            if let Some(i) = exact.and_then(Meaning::index).filter(|i| self.says_more(text, *i)) {
                return self.confirmed(NameKind::Unit, text).unwrap_or(Meaning::Nearly(i, ALMOST));
            }
            // An answer is kept without diacritics: where the text says with them which of two communes it is, that counts.
            match exact.or_else(|| self.confirmed(NameKind::Unit, text)) {
                Some(meaning) => meaning,
                None if found.is_some() => Meaning::Nothing,
                None => match self.nearly(&self.unit_index, text) {
                    Meaning::Nearly(i, _) if !is_slip(&canonical(text), &canonical(self.units[i].1)) => Meaning::Nothing,
                    Meaning::Nearly(i, likeness) => match self.alive(&[i], period) {
                        Meaning::Exactly(i) | Meaning::Formerly(i) => Meaning::Nearly(i, likeness),
                        other => other,
                    },
                    other => other,
                },
            }
        })
    }

    /// The province as a whole: "Tỉnh Đồng Nai", "Toàn tỉnh".
    pub fn is_province(&self, text: &str) -> bool {
        let text = fold(unnumbered(text));
        !self.province.is_empty() && (text == format!("tinh {}", self.province) || text == format!("toan tinh {}", self.province))
    }

    /// "UBND tỉnh Quảng Ngãi", "Sở Y tế tỉnh Quảng Ngãi" elsewhere; "UBND huyện Lộc Ninh" where there are no districts any more;
    /// "Phường Tân Hưng" where it is Xã Tân Hưng.
    pub fn is_of_another(&self, text: &str, period: Period) -> bool {
        let lower = text.to_lowercase();
        if lower.chars().count() < 60 && (self.is_district(text, period) || self.is_of_other_kind(text, period)) {
            return true;
        }
        let office = ["sở ", "ubnd ", "uỷ ban nhân dân ", "ủy ban nhân dân "].iter().any(|lead| lower.starts_with(lead));
        let of = [" tỉnh ", " tp. ", " tp ", " thành phố "].iter().find_map(|lead| lower.split_once(lead)).map(|(_, of)| fold(of));
        office && !self.province.is_empty() && of.is_some_and(|of| !of.starts_with(&self.province)) && lower.chars().count() < 60
    }

    /// The communes of the catalogue begin on 1 July 2025; there are no districts since.
    fn is_district(&self, text: &str, period: Period) -> bool {
        let folded = fold(text);
        let bare = folded.strip_prefix("ubnd ").or(folded.strip_prefix("uy ban nhan dan ")).unwrap_or(&folded);
        let district = ["huyen ", "thi xa ", "thanh pho "].iter().any(|kind| bare.starts_with(kind)) && !bare.ends_with(" thong minh");
        district && !bare.ends_with(&self.province) && period.end() >= NaiveDate::from_ymd_opt(2025, 7, 1).unwrap_or_default()
    }

    fn is_of_other_kind(&self, text: &str, period: Period) -> bool {
        let own = self.units[self.own_unit()].1;
        let kinds = kind_of(text).zip(kind_of(own)).is_some_and(|(written, own)| written != own);
        kinds && matches!(self.unit(text, period), Meaning::Nearly(i, ALMOST) if i == self.own_unit())
    }

    /// Without the province's name behind it.
    fn without_province(&self, text: &str) -> Option<String> {
        let bare = spelled_out(text).strip_suffix(&self.province)?.trim_end().trim_end_matches(" tinh").to_owned();
        (!self.province.is_empty() && !bare.is_empty()).then_some(bare)
    }

    /// Does a text say more than a unit's name: another province, a part of the unit, an exception? A code or another name of its own
    /// in brackets says nothing more.
    fn says_more(&self, text: &str, unit: usize) -> bool {
        if keys::marks_differ(text, self.units[unit].1) {
            return true;
        }
        // A ward is no commune of the same name, and a district neither.
        if kind_of(text).zip(kind_of(self.units[unit].1)).is_some_and(|(written, own)| written != own) {
            return true;
        }
        let plain = unnumbered(text);
        let (name, rest) = plain.split_once('(').unwrap_or((plain, ""));
        let rest = rest.trim_end().trim_end_matches(')');
        let is_own = |written: &str| {
            let key = fold(written).replace(' ', "");
            let kind = matches!(key.as_str(), "" | "tinh" | "captinh" | "capxa" | "xa" | "phuong") || key == self.province.replace(' ', "");
            kind || [key].into_iter().chain(unit_keys(written)).any(|key| self.unit_index.get(&key).contains(&unit))
        };
        let name = spelled_out(name);
        let of_other = name.split_once(" tinh ").is_some_and(|(_, of)| !self.province.is_empty() && of != self.province);
        !is_own(rest) || of_other && !self.unit_index.get(&name).contains(&unit)
    }

    /// Of units that differ only in their diacritics, the one that is written with those of the text: Lộc Thạnh is not Lộc Thành.
    fn with_same_marks(&self, found: &[usize], text: &str) -> Vec<usize> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let own_name = |i: &&usize| {
            let name = self.units[**i].1.to_lowercase();
            let bare = ["xã ", "phường ", "đặc khu "].iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(&name);
            text.contains(bare)
        };
        let same: Vec<usize> = found.iter().filter(own_name).copied().collect();
        if found.len() > 1 && !same.is_empty() { same } else { found.to_vec() }
    }

    /// Which of several units of one name there is in `period`: itself, else what took its place.
    fn alive(&self, found: &[usize], period: Period) -> Meaning {
        let known = |i: usize| self.context.known.units.get(i);
        let exists = |i: &usize| known(*i).is_none_or(|u| u.exists_in(period));
        let living: Vec<usize> = found.iter().copied().filter(exists).collect();
        if let [one] = living[..] {
            return Meaning::Exactly(one);
        }
        if !living.is_empty() {
            return Meaning::Nothing;
        }
        let mut next: Vec<usize> = found.to_vec();
        // Units change rarely; more steps than these would be a circle.
        for _ in 0..8 {
            let codes = next.iter().filter_map(|i| known(*i)).flat_map(|u| &u.successors);
            let mut after: Vec<usize> = codes.filter_map(|code| self.units.iter().position(|(c, _)| c == code)).collect();
            after.sort_unstable();
            after.dedup();
            match after[..] {
                [one] if exists(&one) => return Meaning::Formerly(one),
                [] => break,
                _ => next = after,
            }
        }
        Meaning::Nothing
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
