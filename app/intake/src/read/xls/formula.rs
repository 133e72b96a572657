//! Can a formula's stored zero be believed?
//!
//! LibreOffice stores 0 for a text that it did not compute itself since the file was opened. Excel never does, and says in every file
//! which of its engines computed last. In a file of another program, a zero counts only where the formula cannot give a text.

/// Functions that always give a number: COUNT, SUM, AVERAGE, MIN, MAX, ABS, INT, ROUND, MOD, ROWS, COUNTA, PRODUCT, TRUNC, ROUNDUP,
/// ROUNDDOWN, SUMPRODUCT, SUBTOTAL, SUMIF, COUNTIF.
const NUMERIC: [u16; 19] = [0, 4, 5, 6, 7, 24, 25, 27, 39, 76, 169, 183, 197, 212, 213, 228, 344, 345, 346];

/// Is the outermost step of this formula (BIFF8 tokens, operands first) one that gives a number?
pub(super) fn gives_number(tokens: &[u8]) -> bool {
    root(tokens).unwrap_or(false)
}

fn root(mut rest: &[u8]) -> Option<bool> {
    let mut number = false;
    while let [token, tail @ ..] = rest {
        let short = |at: usize| Some(u16::from_le_bytes([*tail.get(at)?, *tail.get(at + 1)?]));
        // Above 1F a token comes in three classes.
        let base = if *token < 0x20 { *token } else { token & 0x1F | 0x20 };
        let length = match base {
            0x03..=0x16 => 0,
            0x17 => 2 + usize::from(*tail.first()?) * if tail.get(1)? & 1 == 1 { 2 } else { 1 },
            // Options of a choice come as a table.
            0x19 if tail.first()? & 4 != 0 => 3 + 2 * (usize::from(short(1)?) + 1),
            0x19 | 0x22 => 3,
            0x1C | 0x1D => 1,
            0x1E | 0x21 | 0x29 => 2,
            0x1F | 0x25 | 0x2B | 0x2D => 8,
            0x01 | 0x02 | 0x23 | 0x24 | 0x2A | 0x2C => 4,
            0x20 => 7,
            0x26..=0x28 | 0x39 | 0x3A | 0x3C => 6,
            0x3B | 0x3D => 10,
            _ => return None,
        };
        number = match base {
            0x03..=0x07 | 0x12..=0x14 | 0x1E | 0x1F => true,
            0x21 => NUMERIC.contains(&short(0)?),
            0x22 => NUMERIC.contains(&(short(1)? & 0x7FFF)),
            // The sum of one range has a token of its own; white space and brackets change nothing.
            0x19 if tail.first()? & 0x10 != 0 => true,
            0x15 | 0x19 => number,
            _ => false,
        };
        rest = tail.get(length..)?;
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::gives_number;

    #[test]
    fn by_the_outermost_step() {
        // As LibreOffice and Excel write them: A3*2, "a"&"b", SUM(A1:A2), IF(A1,"",1), A1, (A1+1).
        let a1 = [0x44, 0, 0, 0, 0xC0];
        assert!(gives_number(&[&a1[..], &[0x1E, 2, 0, 0x05]].concat()));
        assert!(!gives_number(&[0x17, 1, 0, b'a', 0x17, 1, 0, b'b', 0x08]));
        assert!(gives_number(&[0x25, 0, 0, 1, 0, 0, 0xC0, 0, 0xC0, 0x19, 0x10, 0, 0]));
        assert!(gives_number(&[0x25, 0, 0, 1, 0, 0, 0xC0, 0, 0xC0, 0x22, 1, 4, 0]));
        assert!(!gives_number(&[&a1[..], &[0x17, 0, 0, 0x1E, 1, 0, 0x22, 3, 1, 0]].concat()));
        assert!(!gives_number(&a1));
        assert!(gives_number(&[&a1[..], &[0x1E, 1, 0, 0x03, 0x15, 0x19, 0x40, 0, 1]].concat()));
        assert!(!gives_number(&[0x1E]));
        assert!(!gives_number(&[]));
    }
}
