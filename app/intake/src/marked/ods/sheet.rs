//! The list of findings as a table of an `.ods`.

use super::super::list::{self, COLUMNS};
use super::super::look::{self, Fills};
use super::super::plan::Plan;
use super::super::xml::escaped;
use super::styles::Styles;
use domain::Severity;
use std::fmt::Write;

/// Paragraphs of a cell's text.
pub(super) fn paragraphs(text: &str) -> String {
    text.split('\n').map(|line| format!("<text:p>{}</text:p>", escaped(line))).collect()
}

/// The cell styles of the list.
struct Look {
    title: String,
    advice: String,
    head: String,
    text: String,
    centred: String,
    link: String,
    severities: [String; 3],
}

impl Look {
    fn new(styles: &mut Styles<'_>) -> Self {
        let mut style = |background: Option<u32>, bordered: bool, across: &str, letters: &str| {
            let background = background.map(|rgb| format!(" fo:background-color=\"#{rgb:06x}\"")).unwrap_or_default();
            let indent = if bordered && across == "start" { " fo:margin-left=\"0.15cm\"" } else { "" };
            let border = if bordered { " fo:border=\"0.5pt solid #8a90a3\"" } else { "" };
            styles.own(
                "table-cell",
                &format!(
                    "<style:table-cell-properties{background}{border} fo:wrap-option=\"wrap\" style:vertical-align=\"middle\" \
                     style:text-align-source=\"fix\"/><style:paragraph-properties fo:text-align=\"{across}\"{indent}/>\
                     <style:text-properties style:font-name=\"Times New Roman\" fo:font-family=\"'Times New Roman'\" {letters}/>"
                ),
            )
        };
        let plain = "fo:font-size=\"12pt\"";
        let bold = "fo:font-size=\"12pt\" fo:font-weight=\"bold\"";
        let severities = [Severity::Blocking, Severity::Justify, Severity::Notice];
        Self {
            title: style(None, false, "start", "fo:font-size=\"14pt\" fo:font-weight=\"bold\""),
            advice: style(None, false, "start", "fo:font-size=\"11pt\" fo:font-style=\"italic\" fo:color=\"#5a6072\""),
            head: style(Some(0xE8_EB_F4), true, "center", bold),
            text: style(None, true, "start", plain),
            centred: style(None, true, "center", plain),
            link: style(None, true, "center", "fo:font-size=\"12pt\" fo:color=\"#1f4e9e\" style:text-underline-style=\"solid\""),
            severities: severities.map(|s| style(Some(look::colour(s, 0)), true, "center", bold)),
        }
    }
}

pub(super) fn table(plan: &Plan<'_>, names: &[String], name: &str, fills: &Fills, declared: &str, styles: &mut Styles<'_>) -> String {
    let look = Look::new(styles);
    let mut out = format!("<table:table{declared} table:name=\"{}\">", escaped(name));
    for (_, width) in COLUMNS {
        let inside = format!("<style:table-column-properties style:column-width=\"{:.2}cm\"/>", f64::from(width) * 0.19 + 0.15);
        let column = styles.own("table-column", &inside);
        let _ = write!(out, "<table:table-column table:style-name=\"{column}\"/>");
    }
    out.push_str("<table:table-column table:visibility=\"collapse\"/>");
    let mut row = |lines: u32, points: u32, cells: &str| {
        let height = lines * 15 + points;
        let style = styles.own("table-row", &format!("<style:table-row-properties style:row-height=\"{height}pt\"/>"));
        format!("<table:table-row table:style-name=\"{style}\">{cells}</table:table-row>")
    };
    let cell = |style: &str, content: &str| {
        format!("<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\">{content}</table:table-cell>")
    };
    let wide = |style: &str, text: &str| {
        format!(
            "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\" table:number-columns-spanned=\"5\" \
             table:number-rows-spanned=\"1\">{}</table:table-cell><table:covered-table-cell table:number-columns-repeated=\"4\"/>",
            paragraphs(text)
        )
    };
    out.push_str(&row(1, 11, &format!("{}{}", wide(&look.title, &list::title(plan)), cell(&look.text, &paragraphs(&fills.text())))));
    out.push_str(&row(2, 6, &wide(&look.advice, plan.advice)));
    let heads: String = COLUMNS.iter().map(|(name, _)| cell(&look.head, &paragraphs(name))).collect();
    let _ = write!(out, "<table:table-header-rows>{}</table:table-header-rows>", row(1, 8, &heads));
    for line in list::rows(plan, names) {
        let at = match line.target {
            Some(sheet) => {
                let to = escaped(&format!("#'{}'.{}", sheet.replace('\'', "''"), line.cell));
                let link = format!("<text:p><text:a xlink:type=\"simple\" xlink:href=\"{to}\">{}</text:a></text:p>", escaped(&line.cell));
                cell(&look.link, &link)
            }
            None => cell(&look.centred, &paragraphs(&line.cell)),
        };
        let tall = list::lines(line.message, COLUMNS[3].1).max(list::lines(line.sheet, COLUMNS[0].1));
        let cells = [
            cell(&look.text, &paragraphs(line.sheet)),
            at,
            cell(&look.severities[line.severity as usize], &paragraphs(line.level)),
            cell(&look.text, &paragraphs(line.message)),
            cell(&look.centred, &paragraphs(line.indicator)),
        ];
        out.push_str(&row(tall, 6, &cells.concat()));
    }
    if let Some(more) = list::more(plan) {
        out.push_str(&row(1, 4, &wide(&look.advice, &more)));
    }
    out.push_str("</table:table>");
    out
}
