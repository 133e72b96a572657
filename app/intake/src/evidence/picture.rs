//! Pictures, followed from block to block as far as it takes to see that they are whole.

use super::Unfit;
use domain::evidence::EvidenceKind;

fn big(bytes: &[u8], at: usize, len: usize) -> Option<usize> {
    Some(bytes.get(at..at.checked_add(len)?)?.iter().fold(0, |n, b| n << 8 | usize::from(*b)))
}

fn little(bytes: &[u8], at: usize, len: usize) -> Option<usize> {
    Some(bytes.get(at..at.checked_add(len)?)?.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b)))
}

fn whole(kind: EvidenceKind, is_whole: Option<bool>) -> Result<EvidenceKind, Unfit> {
    if is_whole == Some(true) { Ok(kind) } else { Err(Unfit::Damaged) }
}

/// A header with a size, data, an end.
pub(super) fn png(bytes: &[u8]) -> Result<EvidenceKind, Unfit> {
    let follow = || {
        if !bytes.starts_with(b"\x89PNG\r\n\x1A\n") || bytes.get(12..16)? != b"IHDR" || big(bytes, 16, 4)? == 0 || big(bytes, 20, 4)? == 0 {
            return None;
        }
        let (mut at, mut data) = (8, false);
        loop {
            let (len, name) = (big(bytes, at, 4)?, bytes.get(at + 4..at + 8)?);
            data |= name == b"IDAT";
            if name == b"IEND" {
                return Some(data);
            }
            at = at.checked_add(len)?.checked_add(12)?;
        }
    };
    whole(EvidenceKind::Png, follow())
}

/// A frame with a size, then an end of the image.
pub(super) fn jpeg(bytes: &[u8]) -> Result<EvidenceKind, Unfit> {
    let follow = || {
        let mut at = 2;
        loop {
            if *bytes.get(at)? != 0xFF {
                return None;
            }
            match *bytes.get(at + 1)? {
                // Padding, and markers that stand alone.
                0xFF => at += 1,
                0x01 | 0xD0..=0xD7 => at += 2,
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                    let sized = big(bytes, at + 5, 2)? > 0 && big(bytes, at + 7, 2)? > 0;
                    return Some(sized && bytes[at..].windows(2).any(|w| w == [0xFF, 0xD9]));
                }
                0xD8..=0xDA => return None,
                _ => at += 2 + big(bytes, at + 2, 2)?,
            }
        }
    };
    whole(EvidenceKind::Jpeg, follow())
}

/// As long as it says, and one of the three kinds of image inside.
pub(super) fn webp(bytes: &[u8]) -> Result<EvidenceKind, Unfit> {
    let follow = || Some(little(bytes, 4, 4)? + 8 <= bytes.len() && matches!(bytes.get(12..16)?, b"VP8 " | b"VP8L" | b"VP8X"));
    whole(EvidenceKind::Webp, follow())
}

/// The strips or tiles of its first page stand in the file.
pub(super) fn tiff(bytes: &[u8]) -> Result<EvidenceKind, Unfit> {
    let number = if bytes.starts_with(b"II") { little } else { big };
    // The values of an entry: in its last four bytes when they fit there, else where those point to.
    let values = |at: usize| {
        let width = if number(bytes, at + 2, 2)? == 3 { 2 } else { 4 };
        let count = number(bytes, at + 4, 4)?.min(bytes.len());
        let from = if count * width <= 4 { at + 8 } else { number(bytes, at + 8, 4)? };
        (0..count).map(|n| number(bytes, from.checked_add(n * width)?, width)).collect::<Option<Vec<usize>>>()
    };
    let follow = || {
        let at = number(bytes, 4, 4)?;
        let entries = number(bytes, at, 2)?;
        let (mut starts, mut sizes) = (vec![], vec![]);
        for at in (0..entries).map(|n| at + 2 + 12 * n) {
            let list = match number(bytes, at, 2)? {
                273 | 324 => &mut starts,
                279 | 325 => &mut sizes,
                _ => continue,
            };
            // Each list is there once: thousands of long ones would keep a machine busy for minutes.
            if !list.is_empty() {
                return None;
            }
            *list = values(at)?;
        }
        let inside = |(from, size): (&usize, &usize)| from.checked_add(*size).is_some_and(|end| end <= bytes.len());
        Some(!starts.is_empty() && starts.len() == sizes.len() && starts.iter().zip(&sizes).all(inside))
    };
    whole(EvidenceKind::Tiff, follow())
}
