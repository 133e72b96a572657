//! The figures and scores of a round as they are frozen and published: complete in themselves, so that a later change of a name or
//! a target changes nothing in them.

use crate::{Period, Quantity, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is frozen. Lists are in the order of their codes, so that the same figures give the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Province code.
    pub province: String,
    pub province_name: String,
    pub period: Period,
    /// Indicators by code.
    pub indicators: BTreeMap<String, Named>,
    /// Names of units by code.
    pub units: BTreeMap<String, String>,
    pub figures: Vec<FrozenFigure>,
    pub standings: Vec<FrozenStanding>,
    pub scores: Vec<FrozenScore>,
    /// Codes of units that owed a report and sent none.
    pub silent: Vec<String>,
    /// Codes of units that were exempt.
    pub exempt: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    /// "%" for a ratio.
    pub measure: String,
}

/// One accepted figure of the round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenFigure {
    pub indicator: String,
    pub unit: String,
    pub numerator: Quantity,
    /// None for a count.
    pub denominator: Option<Quantity>,
    /// Id of the observation: the way to file, sheet and cell.
    pub observation: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub illustrative: bool,
}

/// Where a target of the province stood at the end of the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenStanding {
    pub indicator: String,
    pub year: i32,
    /// "≥ 80 %"
    pub target: String,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub status: Status,
    pub reported: u32,
    pub expected: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenScore {
    pub unit: String,
    /// None: nothing of the framework can be computed for it yet.
    pub points: Option<Quantity>,
    pub maximum: Quantity,
    /// Competition rank among the units of its kind.
    pub rank: Option<u32>,
}

/// A figure that one snapshot has differently from another; none where it is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub indicator: String,
    pub unit: String,
    pub before: Option<FrozenFigure>,
    pub after: Option<FrozenFigure>,
}

/// A unit whose points or rank differ.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreChange {
    pub unit: String,
    pub before: Option<FrozenScore>,
    pub after: Option<FrozenScore>,
}

impl Snapshot {
    /// The bytes that are hashed and kept.
    pub fn content(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    pub fn read(content: &[u8]) -> Option<Self> {
        serde_json::from_slice(content).ok()
    }

    /// Figures in which `after` differs, in the order of their codes: another number, one that came, one that went.
    pub fn changes(&self, after: &Self) -> Vec<Change> {
        let key = |f: &FrozenFigure| (f.indicator.clone(), f.unit.clone());
        let of = |s: &Self| s.figures.iter().map(|f| (key(f), f.clone())).collect::<BTreeMap<_, _>>();
        let (old, new) = (of(self), of(after));
        let keys: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).cloned().collect();
        let change = |(indicator, unit): (String, String)| {
            let at = (indicator.clone(), unit.clone());
            let (before, after) = (old.get(&at).cloned(), new.get(&at).cloned());
            let numbers = |f: &Option<FrozenFigure>| f.as_ref().map(|f| (f.numerator, f.denominator));
            (numbers(&before) != numbers(&after)).then_some(Change { indicator, unit, before, after })
        };
        keys.into_iter().filter_map(change).collect()
    }

    /// Units whose points or rank `after` has differently.
    pub fn score_changes(&self, after: &Self) -> Vec<ScoreChange> {
        let of = |s: &Self| s.scores.iter().map(|f| (f.unit.clone(), f.clone())).collect::<BTreeMap<_, _>>();
        let (old, new) = (of(self), of(after));
        let units: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).cloned().collect();
        let change = |unit: String| {
            let (before, after) = (old.get(&unit).cloned(), new.get(&unit).cloned());
            (before != after).then_some(ScoreChange { unit, before, after })
        };
        units.into_iter().filter_map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(indicator: &str, unit: &str, n: i64, d: i64) -> FrozenFigure {
        FrozenFigure {
            indicator: indicator.into(),
            unit: unit.into(),
            numerator: Quantity::whole(n).unwrap(),
            denominator: Quantity::whole(d),
            observation: format!("{n}/{d}"),
            illustrative: false,
        }
    }

    fn snapshot(figures: Vec<FrozenFigure>, scores: &[(&str, Option<i64>, Option<u32>)]) -> Snapshot {
        let score = |(unit, points, rank): &(&str, Option<i64>, Option<u32>)| FrozenScore {
            unit: (*unit).into(),
            points: points.and_then(Quantity::whole),
            maximum: Quantity::whole(1000).unwrap(),
            rank: *rank,
        };
        Snapshot {
            province: "dong-nai".into(),
            province_name: "Tỉnh Đồng Nai".into(),
            period: "2026-10".parse().unwrap(),
            indicators: BTreeMap::new(),
            units: BTreeMap::new(),
            figures,
            standings: vec![],
            scores: scores.iter().map(score).collect(),
            silent: vec![],
            exempt: vec![],
        }
    }

    #[test]
    fn a_correction_lists_old_and_new() {
        let before = snapshot(vec![figure("A", "SYT", 1, 2), figure("A", "SNV", 3, 4), figure("B", "SYT", 5, 6)], &[]);
        // One number changed, one went, one came; the same numbers from another observation are no change.
        let same = FrozenFigure { observation: "khác".into(), ..figure("A", "SYT", 1, 2) };
        let after = snapshot(vec![same, figure("A", "SNV", 3, 5), figure("C", "SYT", 7, 8)], &[]);
        let told: Vec<_> =
            before.changes(&after).into_iter().map(|c| (c.indicator, c.unit, c.before.is_some(), c.after.is_some())).collect();
        let row = |i: &str, u: &str, b, a| (i.to_owned(), u.to_owned(), b, a);
        assert_eq!(told, [row("A", "SNV", true, true), row("B", "SYT", true, false), row("C", "SYT", false, true)]);
        assert!(before.changes(&before).is_empty());
        assert_eq!(snapshot(vec![], &[]).changes(&before).len(), 3);
    }

    #[test]
    fn a_rank_that_moves_is_a_change() {
        let before = snapshot(vec![], &[("SYT", Some(10), Some(1)), ("SNV", Some(9), Some(2)), ("STC", None, None)]);
        let after = snapshot(vec![], &[("SYT", Some(10), Some(2)), ("SNV", Some(11), Some(1)), ("STC", None, None)]);
        let units: Vec<_> = before.score_changes(&after).into_iter().map(|c| c.unit).collect();
        assert_eq!(units, ["SNV", "SYT"]);
    }

    #[test]
    fn what_is_frozen_reads_back() {
        let it = snapshot(vec![figure("A", "SYT", 1, 2)], &[("SYT", Some(10), Some(1))]);
        assert_eq!(Snapshot::read(&it.content()), Some(it.clone()));
        assert_eq!(it.content(), it.clone().content());
        assert_eq!(Snapshot::read(b"{"), None);
    }
}
