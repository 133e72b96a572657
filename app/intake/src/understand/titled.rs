//! The indicator that the lines above a table name.

use super::header::{Finder, MOST_LINES};
use crate::names::canonical;
use crate::read::Cell;
use std::ops::Range;

impl Finder<'_> {
    /// The one indicator that the lines above a table speak of; where they name none, those above the first table, or the sheet's name.
    pub(super) fn titled(&mut self, first: u32) -> Option<usize> {
        if let Some(named) = self.titles.get(&first) {
            return *named;
        }
        let named = self.named_above().or_else(|| {
            let above = self.grid.rows().take_while(|row| *row < first).take(20).flat_map(|row| self.grid.row(row)).map(|c| c.raw());
            self.only_one(above.chain([self.grid.sheet.name.clone()]))
        });
        self.titles.insert(first, named);
        named
    }

    pub(super) fn named_above(&self) -> Option<usize> {
        let rows = self.grid.rows_between(self.above.clone()).rev().take(MOST_LINES);
        self.only_one(rows.flat_map(|row| self.grid.row(row)).map(|c| c.raw()))
    }

    /// The indicator that the lines above name over some columns alone. Where a line has words there and names the `general` one beside
    /// them, they are the name of something else.
    pub(super) fn titled_within(&self, across: &Range<u32>, general: Option<usize>) -> Option<usize> {
        let rows = self.grid.rows_between(self.above.clone()).rev().take(MOST_LINES);
        let (mut own, mut other) = (vec![], false);
        for row in rows {
            let (within, beside): (Vec<&Cell>, Vec<&Cell>) = self.grid.row(row).partition(|c| across.contains(&c.col));
            let named = beside.iter().any(|c| self.indicators_of_title(&c.raw()).iter().any(|i| Some(*i) == general));
            other |= named && within.iter().any(|c| !c.raw().is_empty());
            own.extend(within.into_iter().map(Cell::raw));
        }
        self.only_one(own.into_iter()).or(general.filter(|_| !other))
    }

    fn only_one(&self, texts: impl Iterator<Item = String>) -> Option<usize> {
        let mut named: Vec<usize> = texts.flat_map(|text| self.indicators_of_title(&text)).collect();
        named.sort_unstable();
        named.dedup();
        if let [one] = named[..] { Some(one) } else { None }
    }

    /// "Báo cáo tháng 10/2026: ‹name›", "‹name› năm 2026": a title may say more around the name.
    fn indicators_of_title(&self, text: &str) -> Vec<usize> {
        if let Some(named) = self.named.borrow().get(text) {
            return named.clone();
        }
        let named = self.search_title(text);
        self.named.borrow_mut().insert(text.to_owned(), named.clone());
        named
    }

    fn search_title(&self, text: &str) -> Vec<usize> {
        let behind = text.rsplit_once(':').map(|(_, name)| name.trim().to_owned());
        let folded = canonical(text);
        let before = [" nam 20", " thang ", " quy "].iter().filter_map(|time| folded.find(time)).min().map(|at| folded[..at].to_owned());
        let texts = [Some(text.to_owned()), behind, before];
        let found = texts.into_iter().flatten().map(|t| self.names.indicators_in(&t)).find(|found| !found.is_empty());
        found.unwrap_or_else(|| self.names.indicator_within(&folded).into_iter().collect())
    }
}
