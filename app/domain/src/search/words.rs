//! A text as words that can be compared: without diacritics, and with them however the tone mark is placed.

use crate::text::TONES;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// As [`crate::text::fold`] writes it.
    pub folded: String,
    /// With the marks that make letters (ă, ô, ư, đ), without the tone.
    pub letters: String,
    /// Place in the list of tones plus one; 0: none. Kept apart, so that "hoá" is "hóa".
    pub tone: usize,
    /// Written without a small letter, as abbreviations are.
    pub capital: bool,
    /// Bytes of the text that it stands on.
    pub from: usize,
    pub to: usize,
}

impl Word {
    /// Typed with diacritics?
    pub fn is_accented(&self) -> bool {
        self.tone > 0 || self.letters != self.folded
    }
}

/// The words of a text, in order. Joined by spaces their folded forms are the folded text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = vec![];
    let mut open: Option<Word> = None;
    for (from, c) in text.char_indices() {
        let to = from + c.len_utf8();
        for b in std::iter::once(c).nfkd().flat_map(char::to_lowercase).nfkd() {
            if is_combining_mark(b) {
                let Some(word) = &mut open else { continue };
                match TONES.iter().position(|t| *t == b) {
                    Some(place) => word.tone = place + 1,
                    None => word.letters.push(b),
                }
                word.to = to;
            } else if b.is_alphanumeric() {
                let word = open.get_or_insert_with(|| Word { capital: true, from, ..Word::default() });
                word.folded.push(if b == 'đ' { 'd' } else { b });
                word.letters.push(b);
                word.capital &= !c.is_lowercase();
                word.to = to;
            } else {
                words.extend(open.take());
            }
        }
    }
    words.extend(open);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;
    use proptest::prelude::*;

    #[test]
    fn the_place_of_the_tone_mark_does_not_count() {
        let both = |text: &str| words(text).into_iter().map(|w| (w.letters, w.tone)).collect::<Vec<_>>();
        assert_eq!(both("hoá Uỷ"), both("hóa ủy"));
        assert_ne!(both("công"), both("cổng"));
        assert_ne!(both("đong"), both("dong"));
    }

    #[test]
    fn words_stand_where_they_were_written() {
        let text = "Số: 1766/QĐ-UBND";
        let found: Vec<_> = words(text).iter().map(|w| (&text[w.from..w.to], w.folded.clone(), w.capital)).collect();
        let expected = [("Số", "so", false), ("1766", "1766", true), ("QĐ", "qd", true), ("UBND", "ubnd", true)];
        assert_eq!(found, expected.map(|(written, folded, capital)| (written, folded.to_owned(), capital)));
    }

    proptest! {
        #[test]
        fn they_are_the_folded_text(text in "\\PC{0,40}") {
            let folded: Vec<_> = words(&text).into_iter().map(|w| w.folded).collect();
            prop_assert_eq!(folded.join(" "), fold(&text));
        }
    }
}
