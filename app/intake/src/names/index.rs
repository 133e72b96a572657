//! Names by their keys, and the one nearest to a text.

use super::keys::likeness;
use std::collections::HashMap;

/// Names this near are offered for confirmation; in percent of letters.
const NEAR: u32 = 78;
/// The nearest must be nearer than any other by as much.
const AHEAD: u32 = 4;

#[derive(Default)]
pub(super) struct Index {
    pub exact: HashMap<String, Vec<usize>>,
    pub names: Vec<(String, usize)>,
}

impl Index {
    pub fn add(&mut self, key: String, index: usize) {
        if !key.is_empty() {
            let list = self.exact.entry(key).or_default();
            if !list.contains(&index) {
                list.push(index);
            }
        }
    }

    pub fn get(&self, key: &str) -> &[usize] {
        self.exact.get(key).map_or(&[], Vec::as_slice)
    }

    /// The nearest name, if it is near and no other is as near.
    pub fn nearest(&self, text: &str) -> Option<(usize, u32)> {
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
