//! The sheet that lists the findings, as words for any format and as a worksheet for `.xlsx`.

use super::look::{self, Fills, label};
use super::plan::{Line, Plan, address};
use super::styles::Styles;
use super::xml::{Kind, Ns, Scan, escaped, main};
use super::{FINDINGS_SHEET, NotMarked};
use domain::{Severity, text::nfc};

/// Names and widths, in letters, of the columns; behind them one more, hidden, for what a later marking must know.
pub(super) const COLUMNS: [(&str, u32); 5] = [("Trang tính", 20), ("Ô", 8), ("Mức", 17), ("Nội dung", 84), ("Chỉ tiêu", 15)];
/// Rows above the first finding: title, advice, header.
pub(super) const HEAD: u32 = 3;
/// What to do with the list.
pub(super) const ADVICE: &str = "Bấm vào địa chỉ ô để đến ô cần xem, sửa trong trang tính của đơn vị rồi tải lên lại chính tệp này. \
    Màu nền, ghi chú của hệ thống và trang này được thay mới sau mỗi lần tải lên.";
/// The same in a copy of a file that cannot carry marks.
pub(super) const ADVICE_OF_COPY: &str = "Không thể đánh dấu trực tiếp trên tệp đã gửi; đây là bản sao chỉ có giá trị, không có công thức và \
    định dạng. Bấm vào địa chỉ ô để đến ô cần xem, sửa trong tệp gốc rồi tải tệp gốc lên lại.";
/// Most links of a sheet that Excel opens.
const MAX_LINKS: usize = 60_000;

/// One line of the list as it is read.
pub(super) struct Row<'a> {
    pub sheet: &'a str,
    pub cell: String,
    pub severity: Severity,
    pub level: &'static str,
    pub message: &'a str,
    pub indicator: &'a str,
    /// The name of the sheet that the cell stands in.
    pub target: Option<&'a str>,
}

pub(super) fn rows<'a>(plan: &'a Plan<'_>, names: &'a [String]) -> Vec<Row<'a>> {
    let row = |line: &'a Line<'_>| {
        let finding = line.finding;
        Row {
            sheet: if finding.sheet.is_empty() { "Cả tệp" } else { &finding.sheet },
            cell: line.place.map_or_else(|| finding.cell.clone(), address),
            severity: finding.severity,
            level: label(finding.severity),
            message: finding.message.trim(),
            indicator: finding.indicator.as_deref().unwrap_or_default(),
            target: line.place.and(line.sheet).map(|i| names[i].as_str()),
        }
    };
    plan.lines.iter().map(row).collect()
}

/// "Phát hiện khi đọc tệp: 3 phải sửa, 2 cần giải trình, 1 lưu ý"
pub(super) fn title(plan: &Plan<'_>) -> String {
    let severities = [Severity::Blocking, Severity::Justify, Severity::Notice];
    let counts = severities.iter().zip(plan.counts).filter(|(_, n)| *n > 0).map(|(s, n)| format!("{n} {}", s.label()));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let counts = if counts.is_empty() { "không có".to_owned() } else { counts };
    format!("Phát hiện khi đọc tệp: {counts}")
}

/// What to say when there are more findings than lines.
pub(super) fn more(plan: &Plan<'_>) -> Option<String> {
    (plan.unlisted() > 0).then(|| format!("Còn {} phát hiện nữa, xem danh sách trên trang.", plan.unlisted()))
}

/// Lines that a text takes in a column so many letters wide.
pub(super) fn lines(text: &str, width: u32) -> u32 {
    let width = (width as usize).saturating_sub(2).max(1);
    text.split('\n').map(|l| l.chars().count().div_ceil(width).max(1) as u32).sum::<u32>().min(20)
}

/// The list's own name, or the first like it that the workbook has no sheet of.
pub(super) fn free_name(names: &[String]) -> String {
    let taken = |name: &str| names.iter().any(|n| nfc(n).to_lowercase() == name.to_lowercase());
    let numbered = (2..=names.len() + 2).map(|n| format!("{FINDINGS_SHEET} ({n})"));
    std::iter::once(FINDINGS_SHEET.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// A cell's address in a link: `'Biểu 01'!G9`.
pub(super) fn location(sheet: &str, cell: &str) -> String {
    format!("'{}'!{cell}", sheet.replace('\'', "''"))
}

/// Would a program take it for a formula once it is edited or saved as text?
fn like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The cell styles of the list.
struct Look {
    title: u32,
    advice: u32,
    head: u32,
    text: [u32; 2],
    centred: [u32; 2],
    link: u32,
    severities: [u32; 3],
}

impl Look {
    fn new(styles: &mut Styles) -> Self {
        let mut font = |format: &str, size: u32, colour: &str| {
            styles.font(&format!(
                "<P:font>{format}<P:sz val=\"{size}\"/><P:color rgb=\"FF{colour}\"/><P:name val=\"Times New Roman\"/><P:family val=\"1\"/></P:font>"
            ))
        };
        let plain = font("", 12, "000000");
        let bold = font("<P:b/>", 12, "000000");
        let large = font("<P:b/>", 14, "000000");
        let small = font("<P:i/>", 11, "5A6072");
        let blue = font("<P:u/>", 12, "1F4E9E");
        let side = |name: &str| format!("<P:{name} style=\"thin\"><P:color rgb=\"FF8A90A3\"/></P:{name}>");
        let sides = ["left", "right", "top", "bottom"].map(side).concat();
        let border = styles.border(&format!("<P:border>{sides}<P:diagonal/></P:border>"));
        let grey = styles.solid(0xE8_EB_F4);
        let mut style = |font: usize, fill: usize, border: usize, more: &str, align: &str| {
            styles.style(&format!(
                "<P:xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" \
                 applyBorder=\"1\" applyAlignment=\"1\"{more}><P:alignment {align} vertical=\"center\" wrapText=\"1\"/></P:xf>"
            ))
        };
        let (left, centre) = ("horizontal=\"left\"", "horizontal=\"center\"");
        let quoted = " quotePrefix=\"1\"";
        let title = style(large, 0, 0, "", left);
        let advice = style(small, 0, 0, "", left);
        let head = style(bold, grey, border, "", centre);
        let text = ["", quoted].map(|more| style(plain, 0, border, more, "horizontal=\"left\" indent=\"1\""));
        let centred = ["", quoted].map(|more| style(plain, 0, border, more, centre));
        let link = style(blue, 0, border, "", centre);
        let severities = [Severity::Blocking, Severity::Justify, Severity::Notice].map(|severity| {
            let fill = styles.solid(look::colour(severity, 0));
            styles.style(&format!(
                "<P:xf numFmtId=\"0\" fontId=\"{bold}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" \
                 applyBorder=\"1\" applyAlignment=\"1\"><P:alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/></P:xf>"
            ))
        });
        Self { title, advice, head, text, centred, link, severities }
    }
}

/// The worksheet. Every cell is an inline string, so nothing in it can be a formula.
pub(super) fn sheet(plan: &Plan<'_>, names: &[String], styles: &mut Styles, fills: &Fills, strict: bool) -> String {
    let look = Look::new(styles);
    let main = main(strict);
    let cell = |at: String, style: u32, text: &str| {
        if text.is_empty() {
            return format!("<c r=\"{at}\" s=\"{style}\"/>");
        }
        format!("<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(text))
    };
    let row = |number: u32, height: u32, cells: &str| format!("<row r=\"{number}\" ht=\"{height}\" customHeight=\"1\">{cells}</row>");
    let mark = cell("F1".into(), look.text[0], &fills.text());
    let mut data = row(1, 26, &format!("{}{mark}", cell("A1".into(), look.title, &title(plan))));
    data.push_str(&row(2, 34, &cell("A2".into(), look.advice, plan.advice)));
    let heads = COLUMNS.iter().zip('A'..).map(|((name, _), letter)| cell(format!("{letter}{HEAD}"), look.head, name));
    data.push_str(&row(HEAD, 24, &heads.collect::<String>()));
    let mut links = String::new();
    let rows = rows(plan, names);
    for (i, line) in rows.iter().enumerate() {
        let number = HEAD + 1 + i as u32;
        let text = |style: &[u32; 2], said: &str| style[usize::from(like_formula(said))];
        let mut cells = cell(format!("A{number}"), text(&look.text, line.sheet), line.sheet);
        let linked = line.target.filter(|_| i < MAX_LINKS);
        cells.push_str(&cell(format!("B{number}"), if linked.is_some() { look.link } else { text(&look.centred, &line.cell) }, &line.cell));
        cells.push_str(&cell(format!("C{number}"), look.severities[line.severity as usize], line.level));
        cells.push_str(&cell(format!("D{number}"), text(&look.text, line.message), line.message));
        cells.push_str(&cell(format!("E{number}"), text(&look.centred, line.indicator), line.indicator));
        let tall = lines(line.message, COLUMNS[3].1).max(lines(line.sheet, COLUMNS[0].1)).max(lines(line.indicator, COLUMNS[4].1));
        data.push_str(&row(number, tall * 16 + 6, &cells));
        if let Some(name) = linked {
            let location = escaped(&location(name, &line.cell));
            links.push_str(&format!("<hyperlink ref=\"B{number}\" location=\"{location}\" display=\"{}\"/>", escaped(&line.cell)));
        }
    }
    if let Some(more) = more(plan) {
        let number = HEAD + 1 + rows.len() as u32;
        data.push_str(&row(number, 20, &cell(format!("A{number}"), look.advice, &more)));
    }
    if !links.is_empty() {
        links = format!("<hyperlinks>{links}</hyperlinks>");
    }
    let width =
        |(i, (_, width)): (usize, &(&str, u32))| format!("<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>", i + 1);
    let widths: String = COLUMNS.iter().enumerate().map(width).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{main}\">\
         <sheetPr><tabColor rgb=\"FFC0392B\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
         <sheetViews><sheetView showGridLines=\"0\" workbookViewId=\"0\"><pane ySplit=\"{HEAD}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" \
         state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A{1}\" sqref=\"A{1}\"/></sheetView></sheetViews>\
         <sheetFormatPr defaultRowHeight=\"16\"/><cols>{widths}<col min=\"6\" max=\"6\" width=\"9\" hidden=\"1\" customWidth=\"1\"/></cols>\
         <sheetData>{data}</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A1:E1\"/><mergeCell ref=\"A2:E2\"/></mergeCells>{links}\
         <pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>",
        HEAD + 1,
        HEAD + 1,
    )
}

/// A text in a cell, or the number of the shared string that holds it.
pub(super) enum Target {
    Text(String),
    Shared(usize),
}

/// The texts of a worksheet's first row.
pub(super) fn first_row(text: &str) -> Result<Vec<Target>, NotMarked> {
    let mut scan = Scan::new(text);
    let (mut found, mut said, mut shared, mut rows) = (Vec::new(), String::new(), false, 0);
    while let Some(tag) = scan.next()? {
        rows += u32::from(tag.begins(Ns::Main, "row"));
        if rows > 1 || (rows == 0 && tag.ends(Ns::Main, "sheetData")) {
            break;
        }
        if tag.begins(Ns::Main, "c") {
            shared = tag.raw("t") == Some("s");
            said.clear();
        }
        if rows == 1 && tag.kind == Kind::Text && tag.depth > 3 {
            said.push_str(&tag.text());
        }
        if rows == 1 && tag.ends(Ns::Main, "c") {
            match said.trim().parse() {
                Ok(index) if shared => found.push(Target::Shared(index)),
                _ => found.push(Target::Text(said.clone())),
            }
        }
    }
    Ok(found)
}
