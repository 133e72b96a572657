//! What a cell says and what was made of it in the page.

use super::{answer_name, figure_text, word};
use domain::{
    Quantity,
    indicator::Kind,
    text::{self, Lang},
};

/// A figure that is not what its cells say.
pub struct Correction<'a> {
    pub kind: Kind,
    /// Of the numerator and of the denominator: address, text, and the figure as it is now.
    pub parts: [(&'a str, &'a str, Option<Quantity>); 2],
    /// reported, no_data, not_arising
    pub answer: &'a str,
    pub by: &'a str,
    /// "16:02 ngày 13/11/2026"
    pub at: &'a str,
}

/// Is this number what the text of a cell says beyond doubt? Where there are marks there can be two readings.
pub fn says(cell: &str, number: Quantity) -> bool {
    number.is_whole() && cell.trim() == number.to_plain()
}

impl Correction<'_> {
    /// "Ô G12 ghi “khoảng 120”; Nguyễn Thị B sửa thành 120 lúc 16:02 ngày 13/11/2026."
    pub fn text(&self, lang: Lang) -> String {
        let there: Vec<_> = self.parts.iter().filter(|(cell, ..)| !cell.is_empty()).collect();
        let mut changed = there.clone();
        changed.retain(|(_, raw, now)| self.answer != "reported" || now.is_none_or(|n| !says(raw, n)));
        if changed.is_empty() {
            changed = there;
        }
        let english = lang == Lang::En;
        let cell = |(cell, raw, _): &&(&str, &str, Option<Quantity>)| match (raw.trim(), english) {
            ("", false) => format!("ô {cell} để trống"),
            ("", true) => format!("cell {cell} is empty"),
            (raw, false) => format!("ô {cell} ghi “{raw}”"),
            (raw, true) => format!("cell {cell} says “{raw}”"),
        };
        let cells = super::first_upper(&changed.iter().map(cell).collect::<Vec<_>>().join(", "));
        let now = match changed.as_slice() {
            _ if self.answer != "reported" => format!("“{}”", answer_name(self.answer, lang)),
            [(_, _, Some(n))] => word(self.kind, *n, lang).map_or_else(|| text::number(*n, lang), |w| format!("“{w}”")),
            _ => figure_text(self.kind, self.parts[0].2, self.parts[1].2, lang),
        };
        let (by, at) = (self.by, self.at);
        match (now.is_empty(), english) {
            (true, false) => format!("{cells}; sau lần sửa của {by} lúc {at}, mục này chưa có số."),
            (true, true) => format!("{cells}; since a change by {by} at {at} there is no figure."),
            (false, false) => format!("{cells}; {by} sửa thành {now} lúc {at}."),
            (false, true) => format!("{cells}; {by} changed it to {now} at {at}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(parts: [(&str, &str, Option<i64>); 2], answer: &str, lang: Lang) -> String {
        let parts = parts.map(|(cell, raw, n)| (cell, raw, n.and_then(Quantity::whole)));
        let kind = if parts[1].0.is_empty() { Kind::Count } else { Kind::Ratio };
        Correction { kind, parts, answer, by: "Nguyễn Thị B", at: "16:02 ngày 13/11/2026" }.text(lang).replace('\u{a0}', " ")
    }

    #[test]
    fn the_cell_and_what_was_made_of_it() {
        let none = ("", "", None);
        assert_eq!(
            said([("G12", "khoảng 120", Some(120)), none], "reported", Lang::Vi),
            "Ô G12 ghi “khoảng 120”; Nguyễn Thị B sửa thành 120 lúc 16:02 ngày 13/11/2026."
        );
        // only the part that is another
        assert_eq!(
            said([("G12", "1204", Some(1204)), ("H12", "193", Some(1930))], "reported", Lang::Vi),
            "Ô H12 ghi “193”; Nguyễn Thị B sửa thành 1.930 lúc 16:02 ngày 13/11/2026."
        );
        assert_eq!(
            said([("G12", "120,4", Some(1204)), ("H12", "", Some(1930))], "reported", Lang::Vi),
            "Ô G12 ghi “120,4”, ô H12 để trống; Nguyễn Thị B sửa thành 1.204 / 1.930 = 62,4 % lúc 16:02 ngày 13/11/2026."
        );
        assert_eq!(
            said([("G12", "5", None), none], "no_data", Lang::Vi),
            "Ô G12 ghi “5”; Nguyễn Thị B sửa thành “Chưa có số liệu” lúc 16:02 ngày 13/11/2026."
        );
        assert_eq!(
            said([("G12", "5", None), none], "reported", Lang::Vi),
            "Ô G12 ghi “5”; sau lần sửa của Nguyễn Thị B lúc 16:02 ngày 13/11/2026, mục này chưa có số."
        );
        assert_eq!(
            said([("G12", "5", Some(6)), none], "reported", Lang::En),
            "Cell G12 says “5”; Nguyễn Thị B changed it to 6 at 16:02 ngày 13/11/2026."
        );
    }

    #[test]
    fn a_cell_says_a_number() {
        let q = |text| Quantity::from_plain(text).expect("a plain number");
        for (cell, number, same) in [
            (" 1234 ", "1234", true),
            ("-5", "-5", true),
            ("1.234", "1234", false),
            ("1.234", "1.234", false),
            ("12", "120", false),
            ("", "0", false),
        ] {
            assert_eq!(says(cell, q(number)), same, "{cell} {number}");
        }
    }
}
