//! The characters of a text file: UTF-8, UTF-16, Windows-1258. What cannot be told with certainty is refused, never guessed.

use super::Unreadable;

/// The text, or `None` when the bytes are not text at all.
pub(super) fn decode(bytes: &[u8]) -> Result<Option<String>, Unreadable> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).map(Some).map_err(|_| Unreadable::NotUtf8),
        _ if bytes.contains(&0) => match zeros(bytes) {
            (0, 1..) => utf16(bytes, u16::from_le_bytes),
            (1.., 0) => utf16(bytes, u16::from_be_bytes),
            _ => Ok(None),
        },
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text.to_owned())),
            Err(_) => windows_1258(bytes).map(Some).ok_or(Unreadable::NotUtf8),
        },
    }
}

/// Zeros at even and at odd places, as far as they are many: a table is mostly digits, separators and plain letters.
fn zeros(bytes: &[u8]) -> (usize, usize) {
    let count = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (count(0), count(1));
    if bytes.len() % 2 == 1 || (even + odd) * 10 < bytes.len() { (0, 0) } else { (even, odd) }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Option<String>, Unreadable> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Unreadable::Damaged);
    }
    let text = char::decode_utf16(pairs.iter().map(|p| unit(*p))).collect::<Result<String, _>>();
    text.map(Some).map_err(|_| Unreadable::NotUtf8)
}

/// Windows-1258 writes a tone as a mark after its vowel. Its bytes are other letters in other code pages and in the fonts of old (TCVN3,
/// VNI), so the whole text must be Vietnamese and nothing else, and a tone must stand on a vowel that already has a hat or a horn, as in
/// "lệ" or "số": no other writing has these two bytes beside each other.
fn windows_1258(bytes: &[u8]) -> Option<String> {
    let hat = |b: u8| matches!(b, 0xC2 | 0xC3 | 0xCA | 0xD4 | 0xD5 | 0xDD | 0xE2 | 0xE3 | 0xEA | 0xF4 | 0xF5 | 0xFD);
    let tone = |b: u8| matches!(b, 0xCC | 0xD2 | 0xDE | 0xEC | 0xF2);
    if !bytes.windows(2).any(|pair| hat(pair[0]) && tone(pair[1])) {
        return None;
    }
    let text = domain::text::nfc(&encoding_rs::WINDOWS_1258.decode_without_bom_handling(bytes).0);
    let certain = text.chars().all(|c| c.is_ascii() || is_vietnamese(c) || SIGNS.contains(c)) && !has_lost_letters(&text);
    certain.then_some(text)
}

/// Signs of that code page that stand in Vietnamese tables and are no letter of TCVN3 or VNI.
const SIGNS: &str = "\u{a0}–—…‘’“”•°±²³×§₫€";

fn is_vietnamese(c: char) -> bool {
    const BARE: &str = "àáâãèéêìíòóôõùúýăđĩũơư";
    let lower = c.to_lowercase().next().unwrap_or(c);
    // Vowels with a tone that Unicode composed for Vietnamese alone.
    ('\u{1ea0}'..='\u{1ef9}').contains(&c) || BARE.contains(lower)
}

/// A question mark inside a word is what a program leaves of a letter that the code page does not have.
fn has_lost_letters(text: &str) -> bool {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '?' && before.is_alphabetic() && chars.peek().is_some_and(|next| next.is_alphabetic()) {
            return true;
        }
        before = c;
    }
    false
}
