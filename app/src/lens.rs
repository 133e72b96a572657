//! Whose figures of the time are whose today: a series over a reorganisation, read by today's units.
//!
//! Figures stay as they were reported and lead to their cells; only the sums are made over other units. So a province's
//! total is the same under both readings by construction, whatever is missing or carried forward.

use chrono::NaiveDate;
use domain::{
    Period, Quantity,
    succession::{ChangeKind, Part, Succession, divide, today},
};
use std::collections::{HashMap, HashSet};
use store::{catalogue::Catalogue, figure::Figure};
use uuid::Uuid;

/// The reorganisations of a province, made ready for many figures.
#[derive(Debug, Default)]
pub struct Heritage {
    /// Of units that something happened to: who holds their figures today, stretch by stretch, the last one open.
    parts: HashMap<Uuid, Vec<Stretch>>,
    /// Of units that ended with successors: these.
    heirs: HashMap<Uuid, Vec<Uuid>>,
}

/// Who holds a unit's figures of the periods that ended before a day.
#[derive(Debug)]
struct Stretch {
    before: Option<NaiveDate>,
    held: Vec<(Uuid, Part)>,
}

/// The reorganisations of a province that have happened by `day`.
pub fn lines(catalogue: &Catalogue, province_id: Uuid, day: NaiveDate) -> Vec<Succession<Uuid>> {
    let id = |code: &str| catalogue.unit_by_code(code).filter(|u| u.province_id == province_id).map(|u| u.id);
    let known = catalogue.records.reorganisations(day).into_iter().filter_map(|s| {
        let to = match &s.to {
            Some(code) => Some(id(code)?),
            None => None,
        };
        Some(Succession { from: id(&s.from)?, to, kind: s.kind, on: s.on, share: s.share })
    });
    known.collect()
}

impl Heritage {
    pub fn new(lines: &[Succession<Uuid>]) -> Self {
        let whole: Vec<_> = lines.iter().filter(|s| s.kind != ChangeKind::Transfer).cloned().collect();
        let mut days: Vec<NaiveDate> = lines.iter().filter(|s| s.kind == ChangeKind::Transfer).map(|s| s.on).collect();
        days.sort_unstable();
        days.dedup();
        let (mut parts, mut heirs) = (HashMap::new(), HashMap::new());
        for unit in lines.iter().map(|s| s.from).collect::<HashSet<_>>() {
            // No period ends between a day and the end of the month before it.
            let early = days.iter().map(|day| (Some(*day), Period::month_of(*day).previous()));
            let last = (None, Period::month_of(days.last().copied().unwrap_or_default()));
            let stretch = |(before, period)| Stretch { before, held: today(&unit, period, lines) };
            parts.insert(unit, early.chain([last]).map(stretch).collect());
            let after: Vec<Uuid> = today(&unit, last.1, &whole).into_iter().map(|(unit, _)| unit).collect();
            if !after.contains(&unit) {
                heirs.insert(unit, after);
            }
        }
        Self { parts, heirs }
    }

    /// Who holds a unit's figures of `period` today; none: the unit itself.
    fn held(&self, unit: Uuid, period: Period) -> Option<&[(Uuid, Part)]> {
        let stretch = self.parts.get(&unit)?.iter().find(|s| s.before.is_none_or(|day| period.end() < day))?;
        Some(&stretch.held)
    }

    /// Those a unit's figures of some period go to today, the unit itself if it goes on.
    pub fn holders(&self, unit: Uuid) -> Vec<Uuid> {
        let Some(stretches) = self.parts.get(&unit) else { return vec![unit] };
        let mut all: Vec<Uuid> = stretches.iter().flat_map(|s| &s.held).map(|(unit, _)| *unit).collect();
        let mut seen = HashSet::new();
        all.retain(|unit| seen.insert(*unit));
        all
    }

    /// The units that came after one that has ended; none: it goes on, or nobody came after it.
    pub fn heirs(&self, unit: Uuid) -> Option<&[Uuid]> {
        self.heirs.get(&unit).map(Vec::as_slice)
    }

    /// The heir that a thing which cannot be divided goes to: the one with the largest part.
    pub fn main_heir(&self, unit: Uuid) -> Option<Uuid> {
        let held = &self.parts.get(&unit)?.last()?.held;
        let heirs = self.heirs(unit)?;
        let parts: Vec<Part> = held.iter().map(|(_, part)| *part).collect();
        let shares = divide(Quantity::whole(10_000)?, None, &parts)?;
        let mut best: Option<(Quantity, Uuid)> = None;
        for ((unit, _), (share, _)) in held.iter().zip(shares).filter(|((unit, _), _)| heirs.contains(unit)) {
            if best.is_none_or(|(most, _)| share > most) {
                best = Some((share, *unit));
            }
        }
        best.map(|(_, unit)| unit).or(heirs.first().copied())
    }

    /// Does some of a unit's figure of `period` belong to the units that `within` names?
    pub fn reaches(&self, unit: Uuid, period: Period, within: &HashSet<Uuid>) -> bool {
        self.held(unit, period).map_or_else(|| within.contains(&unit), |held| held.iter().any(|(unit, _)| within.contains(unit)))
    }

    /// What of a figure belongs to the units that `within` names: mostly all or nothing, else the sum of their parts. A figure
    /// without denominator has parts without one.
    pub fn share(&self, f: &Figure, within: &HashSet<Uuid>) -> Option<(Quantity, Option<Quantity>)> {
        let whole = (Quantity::from_scaled(f.numerator), f.denominator.map(Quantity::from_scaled));
        let Some(held) = self.held(f.unit_id, f.period) else { return within.contains(&f.unit_id).then_some(whole) };
        let ours = |(unit, _): &(Uuid, Part)| within.contains(unit);
        if held.iter().all(ours) {
            return Some(whole);
        }
        if !held.iter().any(ours) {
            return None;
        }
        let parts: Vec<Part> = held.iter().map(|(_, part)| *part).collect();
        let shares = held.iter().zip(divide(whole.0, whole.1, &parts)?).filter(|(held, _)| ours(held)).map(|(_, share)| share);
        let mut sum = (Quantity::ZERO, whole.1.map(|_| Quantity::ZERO));
        for (numerator, denominator) in shares {
            sum.0 = sum.0.checked_add(numerator)?;
            sum.1 = match (sum.1, denominator) {
                (Some(a), Some(b)) => Some(a.checked_add(b)?),
                _ => None,
            };
        }
        Some(sum)
    }

    /// Whose state in words a unit's is today. A state has no parts: every successor takes it whole, and a part that was
    /// transferred takes nothing along.
    pub fn speaks_for(&self, unit: Uuid, within: &HashSet<Uuid>) -> bool {
        self.heirs(unit).map_or_else(|| within.contains(&unit), |heirs| heirs.iter().any(|heir| within.contains(heir)))
    }
}

#[cfg(test)]
#[path = "lens_tests.rs"]
mod tests;
