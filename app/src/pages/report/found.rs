//! What was found, worst first; what was found often is said once.

use super::{sentence, severity};
use crate::frame::Frame;
use domain::{Finding, text::Lang};
use leptos::prelude::*;

/// From so many of one rule on, the others fold away behind the first.
const OFTEN: usize = 4;
/// Places named beside the first; the others are read when the list is opened.
const NAMED: usize = 8;

/// A finding and where it is put right.
pub(super) type Found<'a> = (&'a Finding, Option<String>);

/// The items of a list of findings.
pub(super) fn found(frame: &Frame, all: &[Found<'_>]) -> AnyView {
    let item = |group: Vec<&Found<'_>>| match group.split_first() {
        Some((first, others)) if group.len() >= OFTEN => remark(frame, first, others),
        _ => group.iter().map(|one| remark(frame, one, &[])).collect_view().into_any(),
    };
    by_rule(all).into_iter().map(item).collect_view().into_any()
}

/// Each rule's findings together, of one severity, where the first of them stands.
fn by_rule<'a, 'f>(all: &'a [Found<'f>]) -> Vec<Vec<&'a Found<'f>>> {
    let mut groups: Vec<Vec<&Found<'_>>> = vec![];
    for one in all {
        let is_same =
            |group: &&mut Vec<&Found<'_>>| group.first().is_some_and(|(f, _)| (f.severity, &f.rule) == (one.0.severity, &one.0.rule));
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn place(frame: &Frame, finding: &Finding) -> String {
    match (finding.sheet.as_str(), finding.cell.as_str(), &finding.indicator) {
        (_, "", Some(code)) => code.clone(),
        ("", "", None) => frame.t("Tệp", "File").to_owned(),
        (sheet, "", None) => sheet.to_owned(),
        (_, cell, _) => cell.to_owned(),
    }
}

fn remark(frame: &Frame, (finding, link): &Found<'_>, others: &[&Found<'_>]) -> AnyView {
    view! {
        <li>
            <div class="cell"><b>{place(frame, finding)}</b>{severity(frame, finding.severity)}</div>
            <div>{sentence(&finding.message)}{(!others.is_empty()).then(|| the_same(frame, others))}</div>
            <div class="fix">{link.clone().map(|href| view! { <a class="btn quiet" href=href>{frame.t("Đến dòng này", "Go to the row")}</a> })}</div>
        </li>
    }
    .into_any()
}

/// "Còn 8 mục như vậy: G10, G11, …", with the sentence of each behind it.
fn the_same(frame: &Frame, others: &[&Found<'_>]) -> AnyView {
    let mut places: Vec<String> = others.iter().take(NAMED).map(|(f, _)| place(frame, f)).collect();
    if others.len() > NAMED {
        places.push("…".to_owned());
    }
    places.dedup();
    let count = others.len();
    let heading = match frame.lang {
        Lang::Vi => format!("Còn {count} mục như vậy: {}", places.join(", ")),
        Lang::En => format!("{count} more of the same: {}", places.join(", ")),
    };
    let line = |(f, link): &&Found<'_>| {
        let link = link.clone().map(|href| view! { " "<a href=href>{frame.t("Đến dòng này", "Go to the row")}</a> });
        view! { <li>{f.message.clone()}{link}</li> }
    };
    view! { <details class="same"><summary>{heading}</summary><ul>{others.iter().map(line).collect_view()}</ul></details> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{Assets, fragment};
    use domain::Severity;

    fn finding(rule: &str, severity: Severity, cell: &str) -> Finding {
        let message = format!("Ô {cell} trống. Nhập số.");
        Finding { severity, rule: rule.into(), sheet: "Biểu".into(), cell: cell.into(), indicator: None, message }
    }

    #[test]
    fn from_four_on_the_others_stand_behind_the_first() {
        let frame = Frame {
            lang: Lang::Vi,
            path: String::new(),
            nonce: String::new(),
            csrf: String::new(),
            assets: Assets::default(),
            viewer: None,
            province: None,
            today: chrono::NaiveDate::default(),
            flash: None,
            illustrative: false,
            basis: None,
        };
        let page = |count: u32| {
            let all: Vec<_> = (1..=count).map(|n| finding("a", Severity::Justify, &format!("G{n}"))).collect();
            let all: Vec<Found<'_>> = all.iter().map(|f| (f, Some(format!("#r-{}", f.cell)))).collect();
            fragment(|| found(&frame, &all))
        };
        let three = page(3);
        assert!(!three.contains("<details") && three.matches("Ô G").count() == 3, "{three}");
        let four = page(4);
        assert!(four.contains("Còn 3 mục như vậy: G2, G3, G4<"), "{four}");
        // Every sentence and every way to its row is there.
        let ten = page(10);
        assert!(ten.contains("Còn 9 mục như vậy: G2, G3, G4, G5, G6, G7, G8, G9, …<"), "{ten}");
        for n in 1..=10 {
            assert!(ten.contains(&format!("Ô G{n} trống.")) && ten.contains(&format!("href=\"#r-G{n}\"")), "{n}: {ten}");
        }
    }

    #[test]
    fn each_rule_stands_together_where_its_first_does() {
        use Severity::{Blocking, Justify, Notice};
        let all = [
            finding("a", Blocking, "G1"),
            finding("b", Justify, "G2"),
            finding("c", Justify, "G3"),
            finding("b", Justify, "G4"),
            finding("b", Notice, "G5"),
        ];
        let found: Vec<Found<'_>> = all.iter().map(|f| (f, None)).collect();
        let cells: Vec<Vec<&str>> = by_rule(&found).iter().map(|g| g.iter().map(|(f, _)| f.cell.as_str()).collect()).collect();
        assert_eq!(cells, [vec!["G1"], vec!["G2", "G4"], vec!["G3"], vec!["G5"]]);
        assert!(by_rule(&[]).is_empty());
    }
}
