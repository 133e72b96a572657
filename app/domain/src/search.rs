//! Finding anything by a few letters: without diacritics, by an abbreviation, by the beginning of words, by code or number.

mod abbreviations;
mod words;

use crate::{coded::coded, text};
pub use abbreviations::ABBREVIATIONS;
use abbreviations::{stretches, ways};
use std::collections::HashSet;
use words::{Word, words};

coded! {
    /// What can be found. In the order in which equally good finds are listed.
    pub enum EntryKind {
        Indicator = "indicator", "chỉ tiêu", "indicator";
        Task = "task", "nhiệm vụ", "task";
        Unit = "unit", "đơn vị", "unit";
        Document = "document", "văn bản", "document";
        System = "system", "hệ thống", "system";
        Duty = "duty", "chế độ báo cáo", "reporting duty";
    }
}

/// A text folded, with every abbreviation of the table written out in full: names that differ only in those become the same.
pub fn spelled_out(text: &str) -> String {
    let words = words(text);
    let mut parts: Vec<&str> = vec![];
    let mut at = 0;
    let found = stretches(&words, true);
    for stretch in &found {
        parts.extend(words[at..stretch.at].iter().map(|w| w.folded.as_str()));
        parts.extend(abbreviations::in_full(stretch.row).map(|w| w.folded.as_str()));
        at = stretch.at + stretch.len;
    }
    parts.extend(words[at..].iter().map(|w| w.folded.as_str()));
    parts.join(" ")
}

/// One thing that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: EntryKind,
    pub code: String,
    /// Of a document: "1766/QĐ-UBND". Empty for none.
    pub number: String,
    pub title: String,
    /// A line that tells it from others; shown, not searched.
    pub detail: String,
    /// What else it is found by: short names, units, the document's number. Never shown.
    pub words: String,
    pub href: String,
}

/// Characters of a query that count.
pub const LONGEST: usize = 100;

/// What somebody typed.
#[derive(Clone, Debug)]
pub struct Query {
    /// With single spaces, cut at [`LONGEST`].
    pub typed: String,
    /// Was something cut off?
    pub is_cut: bool,
    words: Vec<Word>,
    /// Rows of the table of abbreviations that it names.
    rows: Vec<usize>,
    /// Without separators: "CQS 02" is "cqs02".
    joined: String,
    accented: bool,
}

impl Query {
    pub fn new(text: &str) -> Self {
        let text = text::nfc(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        let typed: String = text.chars().take(LONGEST).collect();
        let mut all = words(&typed);
        let rows = stretches(&all, true).into_iter().map(|s| s.row).collect();
        let joined = all.iter().map(|w| w.folded.as_str()).collect();
        let accented = all.iter().any(Word::is_accented);
        let mut seen = HashSet::new();
        all.retain(|w| seen.insert((w.letters.clone(), w.tone)));
        Self { is_cut: typed.len() < text.len(), typed, words: all, rows, joined, accented }
    }

    /// Nothing to search for: no letter and no digit.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What is left without one of the words: that word and the rest, for each of the first eight.
    pub fn shorter(&self) -> Vec<(String, String)> {
        let written: Vec<&str> = self.words.iter().map(|w| &self.typed[w.from..w.to]).collect();
        let others = |n: usize| written.iter().enumerate().filter(|(i, _)| *i != n).map(|(_, w)| *w).collect::<Vec<_>>().join(" ");
        let count = if written.len() > 1 { written.len().min(8) } else { 0 };
        (0..count).map(|n| (written[n].to_owned(), others(n))).collect()
    }

    /// The text in pieces, each with whether it is what was searched for. Joined they are the text.
    pub fn marks(&self, text: &str) -> Vec<(String, bool)> {
        let all = words(text);
        let mut hit: Vec<bool> = all.iter().map(|w| self.words.iter().any(|q| w.folded.starts_with(&q.folded))).collect();
        for s in stretches(&all, false).iter().filter(|s| self.rows.contains(&s.row)) {
            hit[s.at..s.at + s.len].fill(true);
        }
        let (mut pieces, mut done) = (vec![], 0);
        for (word, _) in all.iter().zip(hit).filter(|(_, hit)| *hit) {
            // One sign can hold the end of a word and the beginning of the next.
            if word.from < done {
                continue;
            }
            if word.from > done {
                pieces.push((text[done..word.from].to_owned(), false));
            }
            pieces.push((text[word.from..word.to].to_owned(), true));
            done = word.to;
        }
        if done < text.len() {
            pieces.push((text[done..].to_owned(), false));
        }
        pieces
    }
}

/// Everything that can be found, with its words made ready.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// In the order of equally good finds.
    entries: Vec<Ready>,
}

#[derive(Clone, Debug)]
struct Ready {
    entry: Entry,
    /// Code and number without separators.
    codes: Vec<String>,
    terms: Vec<Term>,
}

/// A word that an entry is found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Term {
    folded: Box<str>,
    letters: Box<str>,
    tone: usize,
    /// Neither in the title nor in code and number.
    outside: bool,
    place: usize,
}

/// How well an entry answers a query: the smaller, the better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// The query is not its code or number.
    is_other: bool,
    /// Words found with other diacritics than those typed.
    unlike: usize,
    /// Some word is not in the title.
    outside: bool,
    /// Words of which only the beginning was typed.
    partial: usize,
    /// Sum of the places of the words.
    place: usize,
}

/// Places of words that do not stand in a title: after every title of usual length.
const CODE_PLACE: usize = 100;
const OUTSIDE_PLACE: usize = 200;

impl Index {
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_cached_key(|e| (e.kind, text::sort_key(&e.title), e.code.clone()));
        Self { entries: entries.into_iter().map(Ready::new).collect() }
    }

    /// What has every word of the query, the best first; nothing for an empty query.
    pub fn find(&self, query: &Query) -> Vec<&Entry> {
        if query.is_empty() {
            return vec![];
        }
        let ranked = self.entries.iter().enumerate().filter_map(|(n, ready)| Some((ready.rank(query)?, n)));
        let mut found: Vec<(Rank, usize)> = ranked.collect();
        found.sort_unstable();
        found.into_iter().map(|(_, n)| &self.entries[n].entry).collect()
    }
}

impl Ready {
    fn new(entry: Entry) -> Self {
        let mut terms = vec![];
        let codes: Vec<Vec<Word>> = [&entry.code, &entry.number].map(|text| words(text)).into_iter().filter(|w| !w.is_empty()).collect();
        let joined: Vec<String> = codes.iter().map(|code| code.iter().map(|w| w.folded.as_str()).collect()).collect();
        add(&mut terms, &words(&entry.title), |place| (false, place));
        for code in &codes {
            terms.extend(code.iter().map(|w| Term::new(w, false, CODE_PLACE)));
            add(&mut terms, code, |_| (true, OUTSIDE_PLACE));
        }
        for code in &joined {
            terms.extend(words(code).iter().map(|w| Term::new(w, false, CODE_PLACE)));
        }
        for text in [&entry.words, entry.kind.label(), entry.kind.label_en()] {
            add(&mut terms, &words(text), |_| (true, OUTSIDE_PLACE));
        }
        // The best place of a word that stands in several.
        terms.sort();
        terms.dedup_by(|b, a| (&a.folded, &a.letters, a.tone) == (&b.folded, &b.letters, b.tone));
        Self { entry, codes: joined, terms }
    }

    /// None unless every word of the query is found.
    fn rank(&self, query: &Query) -> Option<Rank> {
        let mut rank = Rank { is_other: !self.codes.contains(&query.joined), ..Rank::default() };
        for word in &query.words {
            let beginning = self.terms.iter().filter(|t| t.folded.starts_with(&word.folded));
            let spot = beginning.map(|t| (query.accented && t.is_unlike(word), t.outside, t.folded.len() > word.folded.len(), t.place));
            let (unlike, outside, partial, place) = spot.min()?;
            rank.unlike += usize::from(unlike);
            rank.outside |= outside;
            rank.partial += usize::from(partial);
            rank.place += place;
        }
        Some(rank)
    }
}

/// Adds words with all other ways to write them. `spot` gives, for the place of a word, whether it is outside the title and
/// which place counts.
fn add(terms: &mut Vec<Term>, text: &[Word], spot: impl Fn(usize) -> (bool, usize)) {
    let term = |word: &Word, at: usize| {
        let (outside, place) = spot(at);
        Term::new(word, outside, place)
    };
    terms.extend(text.iter().enumerate().map(|(at, word)| term(word, at)));
    for s in stretches(text, false) {
        let here = &text[s.at..s.at + s.len];
        let other = ways(s.row).filter(|word| here.iter().all(|h| h.folded != word.folded));
        terms.extend(other.map(|word| term(word, s.at)));
    }
}

impl Term {
    fn new(word: &Word, outside: bool, place: usize) -> Self {
        Self { folded: word.folded.as_str().into(), letters: word.letters.as_str().into(), tone: word.tone, outside, place }
    }

    /// Has other diacritics than `typed`, which it begins with when both have none? The tone of a word that is not typed to its
    /// end may be still to come.
    fn is_unlike(&self, typed: &Word) -> bool {
        if *self.folded == *typed.folded {
            return (&*self.letters, self.tone) != (typed.letters.as_str(), typed.tone);
        }
        !self.letters.starts_with(&typed.letters) || (typed.tone != 0 && typed.tone != self.tone)
    }
}
