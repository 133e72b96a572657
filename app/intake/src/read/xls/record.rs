//! Records: a number, a length, bytes; long ones go on in CONTINUE records.

use crate::read::Unreadable;

pub(super) const CONTINUE: u16 = 0x3C;
pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x0A;

pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
}

impl Record<'_> {
    pub(super) fn u16(&self, at: usize) -> Result<u16, Unreadable> {
        Ok(u16::from_le_bytes(self.bytes(at)?))
    }

    pub(super) fn u32(&self, at: usize) -> Result<u32, Unreadable> {
        Ok(u32::from_le_bytes(self.bytes(at)?))
    }

    pub(super) fn bytes<const N: usize>(&self, at: usize) -> Result<[u8; N], Unreadable> {
        self.data.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or(Unreadable::Damaged)
    }
}

pub(super) struct Records<'a> {
    stream: &'a [u8],
    /// How far the stream has been read.
    pub(super) at: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8]) -> Self {
        Self { stream, at: 0 }
    }

    /// The next record; a stream ends with an EOF record, so that running out of bytes is damage.
    pub(super) fn next(&mut self) -> Result<Record<'a>, Unreadable> {
        let rest = self.stream.get(self.at..).ok_or(Unreadable::Damaged)?;
        let (head, rest) = rest.split_first_chunk::<4>().ok_or(Unreadable::Damaged)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let data = rest.get(..length).ok_or(Unreadable::Damaged)?;
        self.at += 4 + length;
        Ok(Record { kind: u16::from_le_bytes([head[0], head[1]]), data })
    }

    /// The bytes of a record and of those that continue it, piece by piece.
    pub(super) fn pieces(&mut self, record: &Record<'a>) -> Vec<&'a [u8]> {
        let mut pieces = vec![record.data];
        loop {
            let before = self.at;
            match self.next() {
                Ok(next) if next.kind == CONTINUE => pieces.push(next.data),
                _ => {
                    self.at = before;
                    return pieces;
                }
            }
        }
    }
}
