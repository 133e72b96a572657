//! Answers about texts that come again in many rows.

use std::cell::RefCell;
use std::collections::HashMap;

/// Texts beyond these are asked about each time: a file may hold a hundred thousand different ones.
const MOST: usize = 10_000;

#[derive(Default)]
pub(crate) struct Memo(RefCell<HashMap<String, bool>>);

impl Memo {
    /// The answer about a text, found once.
    pub fn says(&self, text: &str, find: impl FnOnce(&str) -> bool) -> bool {
        if let Some(known) = self.0.borrow().get(text) {
            return *known;
        }
        let found = find(text);
        let mut known = self.0.borrow_mut();
        if known.len() < MOST {
            known.insert(text.to_owned(), found);
        }
        found
    }
}
