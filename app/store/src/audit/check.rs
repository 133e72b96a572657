//! Is the chain as it was written? One pass over the lines, in the memory of a few of them.

use super::{Entry, Head, head, outside::Heads};
use crate::{Result, Tx, db::on};
use domain::audit::Fault;
use futures_util::TryStreamExt;
use sqlx::{FromRow, Row};

/// What shows a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Witness {
    /// The lines themselves.
    Chain,
    /// The head in the database.
    Head,
    /// A head that is kept outside the database.
    Outside,
}

impl Witness {
    pub fn code(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Head => "head",
            Self::Outside => "outside",
        }
    }
}

/// Lines `first` to `last` have a fault; of two that were swapped these are the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub first: i64,
    pub last: i64,
    pub fault: Fault,
    pub witness: Witness,
}

#[derive(Clone, Debug, Default)]
pub struct Report {
    pub lines: i64,
    /// The head as the database notes it.
    pub head: Option<Head>,
    /// Heads from outside that were compared.
    pub outside: usize,
    /// Lines without a number, which the program never writes.
    pub unnumbered: i64,
    /// In order of place; adjoining ones of a kind are one.
    pub findings: Vec<Finding>,
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.unnumbered == 0
    }
}

/// Reads every line and compares it with the one before, the head, and the heads from outside, which must have been read
/// before this transaction began: they may be behind the lines, never ahead.
pub async fn verify(tx: &mut Tx, outside: &Heads) -> Result<Report> {
    const SQL: &str = "select seq, id, at, person_id, action, object_kind, object_id, detail, prev, hash from audit \
         where seq is not null order by seq, id";
    let noted = head(tx).await?;
    let unnumbered = on!(tx, |c| sqlx::query_scalar("select count(*) from audit where seq is null").fetch_one(c).await)?;
    let mut check = Check::new(outside);
    on!(tx, |c| {
        let mut rows = sqlx::query(SQL).fetch(c);
        while let Some(row) = rows.try_next().await? {
            check.feed(Entry::from_row(&row).map_err(|_| row.try_get("seq").ok()));
        }
    });
    Ok(Report { unnumbered, ..check.finish(noted) })
}

/// A line that is not what its place asks for.
struct Stranger {
    place: i64,
    /// The number under which it is sound, when that was found.
    number: Option<i64>,
    /// None: it cannot even be read.
    entry: Option<Entry>,
}

/// The newest line that is as it was written.
#[derive(Default)]
struct Anchor {
    /// Its number when it was written.
    number: i64,
    /// Its number now: different when lines before it were put in or taken out and the others numbered anew.
    place: i64,
    hash: String,
}

/// The check itself, fed line by line.
pub struct Check<'a> {
    outside: &'a Heads,
    lines: i64,
    place: i64,
    anchor: Anchor,
    /// Since the anchor.
    strangers: Vec<Stranger>,
    /// The anchor does not go on from the line before it: one of the two was forged.
    doubt: bool,
    /// Altered lines that may turn out to be swapped ones.
    suspects: Vec<Stranger>,
    /// How often the number of a line may still be looked for far away.
    searches: u32,
    /// The newest head from outside that fits, and the first after it that does not.
    fits: i64,
    misfit: Option<i64>,
    findings: Vec<Finding>,
}

/// Places kept to tell a swap from two alterations.
const MOST_SUSPECTS: usize = 200;
/// How far, and how often, the number of a renumbered line is looked for.
const REACH: i64 = 2000;
const SEARCHES: u32 = 50;

impl<'a> Check<'a> {
    pub fn new(outside: &'a Heads) -> Self {
        Self {
            outside,
            lines: 0,
            place: 0,
            anchor: Anchor::default(),
            strangers: vec![],
            doubt: false,
            suspects: vec![],
            searches: SEARCHES,
            fits: 0,
            misfit: None,
            findings: vec![],
        }
    }

    /// The next line in order of number; an unreadable one with the number it has, if that can be read.
    pub fn feed(&mut self, line: std::result::Result<Entry, Option<i64>>) {
        self.lines += 1;
        let entry = match line {
            Ok(entry) => entry,
            Err(place) => {
                self.place = place.unwrap_or(self.place + 1);
                self.strangers.push(Stranger { place: self.place, number: None, entry: None });
                return;
            }
        };
        if entry.seq < 1 || (entry.seq == self.place && self.lines > 1) {
            self.note(Fault::Inserted, Witness::Chain, entry.seq, entry.seq);
            return;
        }
        self.place = entry.seq;
        if let Some(hashes) = self.outside.get(&entry.seq) {
            // A head may have been written down by its beginning only.
            match hashes.iter().all(|h| entry.hash.starts_with(h.as_str())) {
                true if self.misfit.is_none() => self.fits = entry.seq,
                false if self.misfit.is_none() => self.misfit = Some(entry.seq),
                _ => {}
            }
        }
        let number = entry.seq - self.shift();
        if entry.digest_as(number) == entry.hash {
            return self.settle(number, &entry);
        }
        let number = self.find_number(&entry);
        self.strangers.push(Stranger { place: entry.seq, number, entry: Some(entry) });
        if self.strangers.len() > 2 * MOST_SUSPECTS {
            self.pass_strangers();
        }
        // Two in a row that are off by the same: from the first of them on everything was numbered anew.
        if let [.., a, b] = &self.strangers[..]
            && let (Some(x), Some(y)) = (a.number, b.number)
            && (y, b.place) == (x + 1, a.place + 1)
        {
            let pair = self.strangers.split_off(self.strangers.len() - 2);
            pair.into_iter().for_each(|s| self.settle_stranger(s));
        }
    }

    /// So many wrong lines in a row are altered ones; the oldest are not kept longer.
    fn pass_strangers(&mut self) {
        let rest = self.strangers.split_off(MOST_SUSPECTS);
        let passed = std::mem::replace(&mut self.strangers, rest);
        self.give_up_doubt();
        let shift = self.shift();
        let end = passed.last().map(|s| (s.place, s.entry.as_ref().map(|e| e.hash.clone())));
        if let Some((place, hash)) = end {
            self.between(passed, place - shift + 1, Fault::Removed, Witness::Chain);
            self.anchor = Anchor { number: place - shift, place, hash: hash.unwrap_or_default() };
        }
    }

    fn shift(&self) -> i64 {
        self.anchor.place - self.anchor.number
    }

    fn settle_stranger(&mut self, s: Stranger) {
        if let (Some(number), Some(entry)) = (s.number, s.entry) {
            self.settle(number, &entry);
        }
    }

    /// The number under which a line that is wrong in its place would be right.
    fn find_number(&mut self, entry: &Entry) -> Option<i64> {
        let fits = |n: &i64| *n > 0 && entry.digest_as(*n) == entry.hash;
        let follows = self.strangers.last().and_then(|s| s.number).map(|n| n + 1);
        let near = [Some(entry.seq), follows, Some(self.anchor.number + 1), Some(self.anchor.number)];
        if let Some(number) = near.into_iter().flatten().find(fits) {
            return Some(number);
        }
        self.searches = self.searches.checked_sub(1)?;
        (self.anchor.number - REACH / 10..=self.anchor.number + REACH).find(fits)
    }

    /// A line that is as it was written under `number`: whatever lies between it and the anchor is settled with it.
    fn settle(&mut self, number: i64, entry: &Entry) {
        let strangers = std::mem::take(&mut self.strangers);
        let adjoins = strangers.is_empty() && number == self.anchor.number + 1;
        if number <= self.anchor.number {
            // Lines that seemed to be in place had been put in before it.
            let count = self.anchor.number - number;
            self.note(Fault::Inserted, Witness::Chain, self.anchor.place - count, self.anchor.place);
            strangers.iter().for_each(|s| self.note(Fault::Inserted, Witness::Chain, s.place, s.place));
            self.doubt = false;
        } else {
            self.between(strangers, number, Fault::Removed, Witness::Chain);
        }
        let holds = entry.prev == self.anchor.hash;
        if adjoins {
            match (self.doubt, holds) {
                // Its follower knows it: the one before was forged. There is none before the first.
                (true, true) => self.forged((self.anchor.place - 1).max(1), Witness::Chain),
                // Neither side knows it.
                (true, false) => self.forged(self.anchor.place, Witness::Chain),
                (false, _) => {}
            }
            self.doubt = !holds && !self.doubt;
        } else {
            self.give_up_doubt();
        }
        self.anchor = Anchor { number, place: entry.seq, hash: entry.hash.clone() };
    }

    fn forged(&mut self, place: i64, witness: Witness) {
        self.note(Fault::Altered, witness, place, place);
    }

    fn give_up_doubt(&mut self) {
        if std::mem::take(&mut self.doubt) {
            self.forged(self.anchor.place, Witness::Chain);
        }
    }

    /// Settles the lines after the anchor and before `number`: those that should be there against those that are.
    fn between(&mut self, strangers: Vec<Stranger>, number: i64, missing: Fault, witness: Witness) {
        let (first, shift) = (self.anchor.number + 1, self.shift());
        let expected = usize::try_from(number - first).unwrap_or(0);
        if strangers.len() > expected {
            // Which of them are the new ones cannot be told when both kinds are there.
            for (i, s) in strangers.into_iter().enumerate() {
                if i < expected { self.suspect(s) } else { self.note(Fault::Inserted, Witness::Chain, s.place, s.place) }
            }
            return;
        }
        let mut gap = first;
        for s in strangers {
            let own = s.place - shift;
            if own > gap {
                self.note(Fault::Removed, Witness::Chain, gap, own - 1);
            }
            gap = gap.max(own + 1);
            self.suspect(s);
        }
        if gap < number {
            self.note(missing, witness, gap, number - 1);
        }
    }

    fn suspect(&mut self, s: Stranger) {
        if self.suspects.len() < MOST_SUSPECTS {
            self.suspects.push(s);
        } else {
            self.forged(s.place, Witness::Chain);
        }
    }

    fn note(&mut self, fault: Fault, witness: Witness, first: i64, last: i64) {
        match self.findings.last_mut() {
            Some(f) if fault != Fault::Swapped && (f.fault, f.witness, f.last + 1) == (fault, witness, first) => f.last = last,
            _ => self.findings.push(Finding { first, last, fault, witness }),
        }
    }

    /// After the last line.
    pub fn finish(mut self, noted: Option<Head>) -> Report {
        let mut strangers = std::mem::take(&mut self.strangers);
        let end = noted.as_ref().map_or(self.place - self.shift(), |h| h.seq);
        if noted.is_none() {
            self.note(Fault::Head, Witness::Head, 0, 0);
        }
        let swapped = |a: &Stranger, b: &Stranger| a.number == Some(b.place) && b.number == Some(a.place);
        let paired = strangers.iter().enumerate().any(|(i, a)| strangers[i + 1..].iter().any(|b| swapped(a, b)));
        // The last line alone was numbered anew.
        if !paired && strangers.last().and_then(|s| s.number).is_some_and(|n| (self.anchor.number..=end).contains(&n)) {
            let last = strangers.pop();
            self.strangers = strangers;
            last.into_iter().for_each(|s| self.settle_stranger(s));
            strangers = vec![];
        }
        let open = !strangers.is_empty();
        if self.anchor.number > end {
            self.give_up_doubt();
            let over = self.anchor.number - end;
            self.note(Fault::Inserted, Witness::Head, self.anchor.place - over + 1, self.anchor.place);
            strangers.iter().for_each(|s| self.note(Fault::Inserted, Witness::Head, s.place, s.place));
        } else {
            let whole = self.anchor.number == end && !open;
            self.between(strangers, end + 1, Fault::Truncated, Witness::Head);
            let known = noted.as_ref().filter(|_| whole).map(|h| h.hash == self.anchor.hash);
            match known {
                // The head is what would follow: it knows the last line, so a forged one is before it.
                Some(true) if self.doubt => self.forged((self.anchor.place - 1).max(1), Witness::Chain),
                Some(false) if self.anchor.number > 0 => self.forged(self.anchor.place, Witness::Head),
                Some(false) => self.note(Fault::Head, Witness::Head, 0, 0),
                _ => self.give_up_doubt(),
            }
        }
        self.settle_suspects();
        self.compare_outside();
        self.findings.sort();
        Report { lines: self.lines, head: noted, outside: self.outside.len(), unnumbered: 0, findings: joined(self.findings) }
    }

    /// Two altered lines that are right the other way round were swapped.
    fn settle_suspects(&mut self) {
        let mut suspects = std::mem::take(&mut self.suspects);
        while let Some(a) = suspects.pop() {
            let partner = suspects.iter().position(|b| match (&a.entry, &b.entry) {
                (Some(x), Some(y)) => are_swapped(x, y),
                _ => false,
            });
            match partner.map(|i| suspects.remove(i)) {
                Some(b) => self.note(Fault::Swapped, Witness::Chain, a.place.min(b.place), a.place.max(b.place)),
                None => self.findings.push(Finding { first: a.place, last: a.place, fault: Fault::Altered, witness: Witness::Chain }),
            }
        }
    }

    /// Heads from outside tell of an end that is gone, and of one that was made anew.
    fn compare_outside(&mut self) {
        if let Some(newest) = self.outside.keys().next_back().filter(|n| **n > self.place) {
            match self.findings.iter_mut().find(|f| f.fault == Fault::Truncated) {
                Some(known) => known.last = known.last.max(*newest),
                None => self.note(Fault::Truncated, Witness::Outside, self.place + 1, *newest),
            }
        }
        if let Some(misfit) = self.misfit {
            let explained = self.findings.iter().any(|f| f.first <= misfit && self.fits < f.last);
            if !explained {
                self.note(Fault::Altered, Witness::Outside, self.fits + 1, misfit);
            }
        }
    }
}

/// Are they sound with their numbers, or with what they say, exchanged?
fn are_swapped(x: &Entry, y: &Entry) -> bool {
    let numbers = x.digest_as(y.seq) == x.hash && y.digest_as(x.seq) == y.hash;
    let said = |by: &Entry, at: &Entry, id: uuid::Uuid| Entry { seq: at.seq, id, prev: at.prev.clone(), ..by.clone() }.digest() == at.hash;
    numbers || (said(y, x, x.id) && said(x, y, y.id)) || (said(y, x, y.id) && said(x, y, x.id))
}

/// Adjoining findings of a kind as one.
fn joined(findings: Vec<Finding>) -> Vec<Finding> {
    let mut all: Vec<Finding> = vec![];
    for f in findings {
        match all.last_mut() {
            Some(l) if f.fault != Fault::Swapped && (l.fault, l.witness) == (f.fault, f.witness) && f.first <= l.last + 1 => {
                l.last = l.last.max(f.last);
            }
            _ => all.push(f),
        }
    }
    all
}
