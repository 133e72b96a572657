//! Texts: of one byte or two a character, and either may change where a record is continued.

use super::record::Record;
use crate::read::{Unreadable, sheet::composed};
use encoding_rs::Encoding;
use smol_str::SmolStr;

/// Most shared strings: each takes room although it may be empty.
const MAX_ITEMS: usize = 1_000_000;

/// How the texts of a file are written.
#[derive(Clone, Copy)]
pub(super) enum Writing {
    /// BIFF8.
    Unicode,
    /// BIFF5, in the code page of the computer that wrote it.
    Bytes(&'static Encoding),
}

/// Of the number in a CODEPAGE record.
pub(super) fn code_page(number: u16) -> Option<&'static Encoding> {
    Some(match number {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1252 | 0x8001 | 367 => encoding_rs::WINDOWS_1252,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 | 0x8000 => encoding_rs::MACINTOSH,
        _ => return None,
    })
}

impl Writing {
    /// A text at the start of these pieces, its length in two bytes (`wide`) or one.
    pub(super) fn text(self, pieces: &[&[u8]], wide: bool) -> Result<SmolStr, Unreadable> {
        let mut from = Pieces { pieces, at: 0 };
        let length = if wide { from.u16()?.into() } else { from.byte()?.into() };
        match self {
            Self::Unicode => from.unicode(length, &[]),
            Self::Bytes(encoding) => {
                let bytes = from.take(length)?;
                Ok(composed(&encoding.decode_without_bom_handling(&bytes).0))
            }
        }
    }
}

/// The shared strings; `aside` says of each font whether it strikes out or raises.
pub(super) fn shared(pieces: &[&[u8]], aside: &[bool]) -> Result<Vec<SmolStr>, Unreadable> {
    let mut from = Pieces { pieces, at: 0 };
    from.skip(4)?;
    let count = u32::from(from.u16()?) | u32::from(from.u16()?) << 16;
    let mut strings = Vec::new();
    for _ in 0..count {
        // Some programs announce more than they write.
        if from.is_done() {
            break;
        }
        if strings.len() >= MAX_ITEMS {
            return Err(Unreadable::Inflates);
        }
        let length = from.u16()?.into();
        strings.push(from.unicode(length, aside)?);
    }
    Ok(strings)
}

/// Of a cell's own text, which follows the six bytes of its address and style.
pub(super) fn label(record: &Record<'_>, writing: Writing) -> Result<SmolStr, Unreadable> {
    writing.text(&[record.data.get(6..).ok_or(Unreadable::Damaged)?], true)
}

struct Pieces<'p, 'a> {
    /// What is left, without those used up.
    pieces: &'p [&'a [u8]],
    /// In the first of them.
    at: usize,
}

impl Pieces<'_, '_> {
    /// Goes on to the next piece when the current one is used up; true when it did.
    fn turn(&mut self) -> bool {
        let mut turned = false;
        while let [first, rest @ ..] = self.pieces
            && self.at >= first.len()
            && !rest.is_empty()
        {
            (self.pieces, self.at, turned) = (rest, 0, true);
        }
        turned
    }

    fn rest(&self) -> &[u8] {
        self.pieces.first().and_then(|piece| piece.get(self.at..)).unwrap_or_default()
    }

    fn is_done(&mut self) -> bool {
        self.turn();
        self.rest().is_empty()
    }

    fn byte(&mut self) -> Result<u8, Unreadable> {
        self.turn();
        let byte = self.rest().first().copied().ok_or(Unreadable::Damaged)?;
        self.at += 1;
        Ok(byte)
    }

    fn u16(&mut self) -> Result<u16, Unreadable> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Result<(), Unreadable> {
        while count > 0 {
            self.turn();
            let step = self.rest().len().min(count);
            if step == 0 {
                return Err(Unreadable::Damaged);
            }
            self.at += step;
            count -= step;
        }
        Ok(())
    }

    fn take(&mut self, count: usize) -> Result<Vec<u8>, Unreadable> {
        (0..count).map(|_| self.byte()).collect()
    }

    /// The rest of a Unicode text whose length has been read: flags, characters, then formats and readings, which are passed over.
    fn unicode(&mut self, length: usize, aside: &[bool]) -> Result<SmolStr, Unreadable> {
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.u16()?) };
        let extra = if flags & 4 == 0 { 0 } else { usize::from(self.u16()?) | usize::from(self.u16()?) << 16 };
        let mut wide = flags & 1 == 1;
        let mut units: Vec<u16> = Vec::with_capacity(length.min(self.rest().len()));
        while units.len() < length {
            if self.turn() {
                // Where the characters go on, the first byte says anew how wide they are.
                wide = self.byte()? & 1 == 1;
            }
            let rest = self.rest();
            let count = (length - units.len()).min(if wide { rest.len() / 2 } else { rest.len() });
            if count == 0 {
                return Err(Unreadable::Damaged);
            }
            if wide {
                units.extend(rest.chunks_exact(2).take(count).map(|c| u16::from_le_bytes([c[0], c[1]])));
            } else {
                units.extend(rest[..count].iter().copied().map(u16::from));
            }
            self.at += if wide { 2 * count } else { count };
        }
        // From which character on which font.
        let mut looks = vec![];
        for _ in 0..runs {
            let (from, font) = (usize::from(self.u16()?), usize::from(self.u16()?));
            // The list leaves out number 4.
            let from = from.max(looks.last().map_or(0, |(last, _)| *last));
            looks.push((from, aside.get(font - usize::from(font > 4)).copied().unwrap_or_default()));
        }
        self.skip(extra)?;
        // A raised 1 behind 450 is the mark of a footnote, and no digit of 4501; what is struck out no longer counts.
        if looks.iter().any(|(_, aside)| *aside) {
            let ends = looks.iter().skip(1).map(|(from, _)| *from).chain([units.len()]);
            let piece = |from: usize, to: usize| String::from_utf16_lossy(units.get(from..to.max(from)).unwrap_or_default());
            let mut text = piece(0, looks[0].0.min(units.len()));
            for ((from, aside), end) in looks.iter().zip(ends) {
                let piece = piece(*from, end.min(units.len()));
                text.push_str(&if *aside { format!(" ({piece}) ") } else { piece });
            }
            return Ok(composed(&text));
        }
        let text = String::from_utf16_lossy(&units);
        Ok(composed(&text))
    }
}
