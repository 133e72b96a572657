//! Numbers as an official writes them: `1.234,5`, `80 %`, `−3,1`.

use std::fmt::Write;

/// No-break space: between a number and its unit.
pub const NBSP: char = '\u{a0}';

/// Values beyond this are drawn and written as this: far above any count or sum of money a province keeps.
pub const LIMIT: f64 = 1e15;

/// A value a chart can draw: finite and within [`LIMIT`].
pub fn drawable(value: f64) -> Option<f64> {
    value.is_finite().then(|| value.clamp(-LIMIT, LIMIT))
}

/// `value` with exactly `decimals` (0 to 3) decimals.
pub fn fixed(value: f64, decimals: usize) -> String {
    let scale = [1u64, 10, 100, 1000][decimals.min(3)];
    let scaled = (value.clamp(-LIMIT, LIMIT).abs() * scale as f64).round() as u64;
    let (whole, fraction) = (scaled / scale, scaled % scale);
    let digits = whole.to_string();
    let mut text = String::from(if value < 0.0 && scaled > 0 { "−" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if scale > 1 {
        let _ = write!(text, ",{fraction:0width$}", width = decimals.min(3));
    }
    text
}

/// At most one decimal, none when it would be zero: `71,8`, `80`, `412.318`.
pub fn plain(value: f64) -> String {
    let text = fixed(value, 1);
    text.strip_suffix(",0").map(str::to_owned).unwrap_or(text)
}

/// [`plain`] with its unit: `71,8 %`, `412.318 hồ sơ`; without one when `unit` is empty.
pub fn with_unit(value: f64, unit: &str) -> String {
    if unit.is_empty() { plain(value) } else { format!("{}{NBSP}{unit}", plain(value)) }
}

/// A difference, with its sign and one decimal: `+10,0`, `−9,6`, `0,0`.
pub fn signed(value: f64) -> String {
    let text = fixed(value, 1);
    if value > 0.0 && text != "0,0" { format!("+{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_the_vietnamese_way() {
        let cases = [(0.0, "0"), (-0.0, "0"), (-0.04, "0"), (71.84, "71,8"), (80.0, "80"), (-3.1, "−3,1"), (999.96, "1.000")];
        for (value, text) in cases {
            assert_eq!(plain(value), text);
        }
        assert_eq!(plain(1_234_567.0), "1.234.567");
        assert_eq!(plain(1e300), "1.000.000.000.000.000");
        assert_eq!(fixed(1234.5, 3), "1.234,500");
        assert_eq!(with_unit(80.0, "%"), "80\u{a0}%");
        assert_eq!(with_unit(80.0, ""), "80");
        assert_eq!([signed(10.0), signed(-9.6), signed(0.0), signed(0.04)], ["+10,0", "−9,6", "0,0", "0,0"]);
        assert_eq!([drawable(f64::NAN), drawable(f64::INFINITY), drawable(-1e300)], [None, None, Some(-1e15)]);
    }
}
