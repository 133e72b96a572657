//! What the histories of a model went through: about a row of a table that none of them took they prove nothing.

use std::{collections::BTreeMap, fmt::Debug};

#[derive(Debug, Default)]
pub struct Tally {
    taken: BTreeMap<String, usize>,
    refused: BTreeMap<String, usize>,
}

fn row(from: impl Debug, action: impl Debug) -> String {
    format!("{from:?} {action:?}")
}

impl Tally {
    pub fn took(&mut self, from: impl Debug, action: impl Debug) {
        *self.taken.entry(row(from, action)).or_default() += 1;
    }

    /// A step by the first word of its name.
    pub fn refused(&mut self, step: impl Debug) {
        let name = format!("{step:?}");
        let word = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        *self.refused.entry(word.to_owned()).or_default() += 1;
    }

    pub fn join(&mut self, other: Self) {
        for (all, more) in [(&mut self.taken, other.taken), (&mut self.refused, other.refused)] {
            for (name, n) in more {
                *all.entry(name).or_default() += n;
            }
        }
    }

    /// Every row was taken, and every step refused, at least so many times.
    pub fn assert_each<S: Debug, A: Debug>(&self, rows: impl Iterator<Item = (S, A)>, steps: &[&str], least: usize) {
        let rows: Vec<String> = rows.map(|(from, action)| row(from, action)).collect();
        let few = |all: &BTreeMap<String, usize>, name: &str| all.get(name).copied().unwrap_or_default() < least;
        let rare: Vec<&String> = rows.iter().filter(|name| few(&self.taken, name)).collect();
        let granted: Vec<_> = steps.iter().filter(|name| few(&self.refused, name)).collect();
        assert!(!rows.is_empty() && rare.is_empty() && granted.is_empty(), "too seldom taken: {rare:?}, refused: {granted:?} in {self:#?}");
    }
}
