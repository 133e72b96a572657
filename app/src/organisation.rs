//! How units changed, in words: what became of one, what it came from, what a decision did.

use crate::frame::Frame;
use chrono::NaiveDate;
use domain::{
    Quantity,
    succession::{ChangeKind, SuccessionRow},
    text::{self, Lang},
};
use leptos::prelude::*;
use store::catalogue::{Catalogue, OrgUnit};

/// The lines of one decision about units; never empty.
pub struct Change<'a> {
    pub lines: Vec<&'a SuccessionRow>,
}

/// A sentence with links to the units it names: code and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    pub before: String,
    pub units: Vec<(String, String)>,
    pub after: String,
}

impl Change<'_> {
    pub fn kind(&self) -> ChangeKind {
        self.lines[0].kind
    }

    pub fn on(&self) -> NaiveDate {
        self.lines[0].on
    }

    pub fn from(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.lines.iter().map(|s| s.from.as_str()).collect();
        codes.dedup();
        codes
    }

    pub fn to(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.lines.iter().filter_map(|s| s.to.as_deref()).collect();
        codes.dedup();
        codes
    }
}

/// Lines that belong together: a merger's by its successor, a split's by the unit that is split.
pub fn gather<'a>(lines: impl IntoIterator<Item = &'a SuccessionRow>) -> Vec<Change<'a>> {
    let mut changes: Vec<Change> = vec![];
    for line in lines {
        let joins = |c: &&mut Change| {
            let first = c.lines[0];
            let same = match line.kind {
                ChangeKind::Merge => first.to == line.to,
                ChangeKind::Split => first.from == line.from,
                _ => false,
            };
            same && (first.kind, first.on) == (line.kind, line.on)
        };
        match changes.iter_mut().find(joins) {
            Some(change) => change.lines.push(line),
            None => changes.push(Change { lines: vec![line] }),
        }
    }
    changes
}

/// Every change decided in a province, newest first.
pub fn of_province<'a>(catalogue: &'a Catalogue, province: &str) -> Vec<Change<'a>> {
    let mut changes = gather(catalogue.records.decided_reorganisations().filter(|s| s.province == province));
    changes.sort_by_key(|c| std::cmp::Reverse(c.on()));
    changes
}

fn name<'a>(catalogue: &'a Catalogue, code: &'a str) -> &'a str {
    catalogue.unit_by_code(code).map_or(code, |u| u.name.as_str())
}

fn linked(catalogue: &Catalogue, codes: &[&str]) -> Vec<(String, String)> {
    codes.iter().map(|code| ((*code).to_owned(), name(catalogue, code).to_owned())).collect()
}

/// "60 %" of ten-thousandths.
pub fn percent(share: Quantity, lang: Lang) -> String {
    format!("{}\u{a0}%", text::number(Quantity::from_scaled(share.scaled().saturating_mul(100)), lang))
}

/// What officials call the document a line names by its code.
pub fn document(catalogue: &Catalogue, code: &str) -> String {
    let known = catalogue.documents.iter().find(|d| d.code == code);
    known.map(|d| &d.number).filter(|number| !number.is_empty()).map_or_else(|| code.to_owned(), Clone::clone)
}

/// " từ ngày 01/03/2026, theo 12/NQ-HĐND."
fn ending(frame: &Frame, catalogue: &Catalogue, line: &SuccessionRow) -> String {
    let (day, document) = (text::date(line.on, frame.lang), document(catalogue, &line.document));
    match (frame.lang, document.is_empty()) {
        (Lang::Vi, true) => format!(" từ ngày {day}."),
        (Lang::Vi, false) => format!(" từ ngày {day}, theo {document}."),
        (Lang::En, true) => format!(" from {day}."),
        (Lang::En, false) => format!(" from {day}, by {document}."),
    }
}

/// What became of a unit, earliest first; what is still to come is told as such.
pub fn became(frame: &Frame, catalogue: &Catalogue, unit: &OrgUnit) -> Vec<Sentence> {
    let mut changes = gather(catalogue.records.decided_reorganisations().filter(|s| s.from == unit.code));
    changes.sort_by_key(Change::on);
    let told = changes.iter().map(|c| {
        let share = percent(c.lines[0].share, frame.lang);
        let (vi, en) = match c.kind() {
            ChangeKind::Merge => ("sáp nhập vào ".to_owned(), "merged into ".to_owned()),
            ChangeKind::Split => ("chia tách thành ".to_owned(), "split into ".to_owned()),
            ChangeKind::Rename => ("đổi tên thành ".to_owned(), "renamed to ".to_owned()),
            ChangeKind::Transfer => (format!("chuyển {share} số liệu sang "), format!("gave {share} of its figures to ")),
            ChangeKind::Abolish => ("giải thể, không có đơn vị kế thừa,".to_owned(), "abolished without successor".to_owned()),
        };
        let before = match (frame.lang, c.on() <= frame.today) {
            (Lang::Vi, true) => format!("Đã {vi}"),
            (Lang::Vi, false) => format!("Sẽ {vi}"),
            (Lang::En, true) => capital(&en),
            (Lang::En, false) => format!("To be {en}"),
        };
        Sentence { before, units: linked(catalogue, &c.to()), after: ending(frame, catalogue, c.lines[0]) }
    });
    told.collect()
}

/// What a unit was made of or took over, earliest first.
pub fn came_from(frame: &Frame, catalogue: &Catalogue, unit: &OrgUnit) -> Vec<Sentence> {
    let mut changes = gather(catalogue.records.decided_reorganisations().filter(|s| s.to.as_ref() == Some(&unit.code)));
    changes.sort_by_key(Change::on);
    let told = changes.iter().map(|c| {
        let share = percent(c.lines[0].share, frame.lang);
        let before = match (c.kind(), frame.lang) {
            (ChangeKind::Merge, Lang::Vi) => "Hợp nhất, sáp nhập: ".to_owned(),
            (ChangeKind::Merge, Lang::En) => "Merged from ".to_owned(),
            (ChangeKind::Split, Lang::Vi) => format!("Nhận {share} số liệu khi chia tách "),
            (ChangeKind::Split, Lang::En) => format!("Holds {share} since the split of "),
            (ChangeKind::Transfer, Lang::Vi) => format!("Tiếp nhận {share} số liệu của "),
            (ChangeKind::Transfer, Lang::En) => format!("Took {share} over from "),
            (_, Lang::Vi) => "Tên cũ: ".to_owned(),
            (_, Lang::En) => "Formerly ".to_owned(),
        };
        Sentence { before, units: linked(catalogue, &c.from()), after: ending(frame, catalogue, c.lines[0]) }
    });
    told.collect()
}

/// What a decision did, by name: "Xã A, Xã B sáp nhập vào Xã C".
pub fn deed(lang: Lang, change: &Change, name: impl Fn(&str) -> String) -> String {
    let list = |codes: &[&str]| codes.iter().map(|code| name(code)).collect::<Vec<_>>().join(", ");
    let parts = || {
        let part = |s: &&SuccessionRow| format!("{} ({})", name(s.to.as_deref().unwrap_or_default()), percent(s.share, lang));
        change.lines.iter().map(part).collect::<Vec<_>>().join(", ")
    };
    let (from, to, share) = (list(&change.from()), list(&change.to()), percent(change.lines[0].share, lang));
    match (change.kind(), lang) {
        (ChangeKind::Merge, Lang::Vi) => format!("{from} sáp nhập vào {to}"),
        (ChangeKind::Merge, Lang::En) => format!("{from} merge into {to}"),
        (ChangeKind::Split, Lang::Vi) => format!("{from} chia tách thành {}", parts()),
        (ChangeKind::Split, Lang::En) => format!("{from} splits into {}", parts()),
        (ChangeKind::Rename, Lang::Vi) => format!("{from} đổi tên thành {to}"),
        (ChangeKind::Rename, Lang::En) => format!("{from} is renamed {to}"),
        (ChangeKind::Transfer, Lang::Vi) => format!("{from} chuyển {share} số liệu sang {to}"),
        (ChangeKind::Transfer, Lang::En) => format!("{from} gives {share} of its figures to {to}"),
        (ChangeKind::Abolish, Lang::Vi) => format!("{from} giải thể, không có đơn vị kế thừa"),
        (ChangeKind::Abolish, Lang::En) => format!("{from} is abolished without successor"),
    }
}

pub fn deed_of(lang: Lang, catalogue: &Catalogue, change: &Change) -> String {
    deed(lang, change, |code| name(catalogue, code).to_owned())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The sentence with its links.
pub fn view(sentence: Sentence) -> AnyView {
    let links = sentence.units.into_iter().enumerate().map(|(n, (code, name))| {
        let comma = if n > 0 { ", " } else { "" };
        view! { {comma}<a href=format!("/don-vi/{code}")>{name}</a> }
    });
    view! { {sentence.before}{links.collect_view()}{sentence.after} }.into_any()
}
