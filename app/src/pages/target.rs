//! The grid of targets: indicators × years of the province or one unit, and who answers for each indicator.

mod upload;

pub use upload::{Change, preview, refused};

use crate::{
    board::pillar_name,
    frame::{self, Frame, ui_encode},
    ui::Csrf,
};
use domain::{
    indicator::{Basis, Operator, Part},
    text::Lang,
};
use leptos::prelude::*;

/// What stands in the grid for a year.
pub enum Cell {
    /// A target in force: "≥ 80 %", the document, and its deadline when that is not the year's end.
    Issued { year: i32, text: String, document: String, deadline: Option<String> },
    /// Years between two issued ones: only the path runs through them.
    Between(Vec<i32>),
    /// Nothing issued, before the first or after the last.
    Empty(i32),
}

/// Who plays a part for an indicator.
pub struct PartLine {
    pub part: Part,
    pub units: String,
    pub basis: Basis,
    pub confirmed: bool,
}

pub struct Row {
    pub code: String,
    pub name: String,
    pub pillar: String,
    pub measure: String,
    pub cells: Vec<Cell>,
    pub parts: Vec<PartLine>,
}

/// A change that was made to the target being edited, oldest first.
pub struct Past {
    pub date: String,
    pub person: String,
    /// "≥ 75 % → ≥ 80 %".
    pub change: String,
    pub reason: String,
}

/// The form for one cell, as stored or as typed when it was refused.
#[derive(Default)]
pub struct Edit {
    pub indicator: String,
    pub year: i32,
    pub operator: String,
    pub value: String,
    /// ISO date.
    pub deadline: String,
    /// Code; empty for a document not listed yet.
    pub document: String,
    pub number: String,
    pub reason: String,
    pub problem: Option<String>,
    pub past: Vec<Past>,
}

pub struct Grid {
    /// Code and name of the unit whose targets these are.
    pub unit: (String, String),
    pub units: Vec<(String, String)>,
    /// Code and what is shown of it.
    pub documents: Vec<(String, String)>,
    pub years: Vec<i32>,
    /// The column to point out.
    pub year: Option<i32>,
    pub rows: Vec<Row>,
    pub edit: Option<Edit>,
}

fn path(unit: &str, edit: Option<(&str, i32)>) -> String {
    match edit {
        Some((code, year)) => format!("/muc-tieu?don-vi={}&sua={}&nam={year}#sua", ui_encode(unit), ui_encode(code)),
        None => format!("/muc-tieu?don-vi={}", ui_encode(unit)),
    }
}

pub fn grid(frame: &Frame, grid: Grid) -> String {
    let title = frame.t("Mục tiêu", "Targets");
    let issued = grid.rows.iter().flat_map(|r| &r.cells).filter(|c| matches!(c, Cell::Issued { .. })).count();
    let open = grid.rows.iter().filter(|r| r.parts.iter().any(|p| !p.confirmed)).count();
    let name = &grid.unit.1;
    let headline = match (frame.lang, open) {
        (Lang::En, 0) => format!("{name}: {issued} issued targets, every assignment confirmed"),
        (Lang::En, n) => format!("{name}: {issued} issued targets, assignments of {n} indicators to be confirmed"),
        (Lang::Vi, 0) => format!("{name}: {issued} mục tiêu đã ban hành, mọi phân công đã xác nhận"),
        (Lang::Vi, n) => format!("{name}: {issued} mục tiêu đã ban hành, phân công của {n} chỉ tiêu chờ xác nhận"),
    };
    frame::page(frame, title, || {
        view! {
            <h1>{headline}</h1>
            {choice(frame, &grid)}
            <section class="sec">
                <div class="sec-h">
                    <h2>{frame.t("Chỉ tiêu và năm", "Indicators and years")}</h2>
                    <p>{frame.t(
                        "Chọn một ô để sửa. Năm giữa hai mục tiêu đã ban hành chỉ có đường nội suy, không phải mục tiêu được giao.",
                        "Choose a cell to change it. Years between two issued targets have an interpolated path only, not a target.",
                    )}</p>
                </div>
                <form id="xac-nhan" method="post" action="/muc-tieu/xac-nhan">
                    <Csrf token=frame.csrf.clone()/><input type="hidden" name="don-vi" value=grid.unit.0.clone()/>
                </form>
                {table(frame, &grid)}
            </section>
            {upload_form(frame, &grid.unit.0)}
        }
        .into_any()
    })
}

fn choice(frame: &Frame, grid: &Grid) -> AnyView {
    let units = grid.units.iter().map(|(code, name)| {
        view! { <option value=code.clone() selected=*code == grid.unit.0>{format!("{name} ({code})")}</option> }
    });
    let years = grid.years.iter().map(|y| view! { <option value=y.to_string() selected=Some(*y) == grid.year>{y.to_string()}</option> });
    view! {
        <form class="narrow after" method="get" action="/muc-tieu">
            <div class="field">
                <label for="don-vi">{frame.t("Mục tiêu của", "Targets of")}</label>
                <select class="in s" id="don-vi" name="don-vi">{units.collect_view()}</select>
            </div>
            <div class="field">
                <label for="nam">{frame.t("Đánh dấu năm", "Mark the year")}</label>
                <select class="in s" id="nam" name="nam"><option value="">{frame.t("Không", "None")}</option>{years.collect_view()}</select>
            </div>
            <button class="btn">{frame.t("Xem", "Show")}</button>
        </form>
    }
    .into_any()
}

fn table(frame: &Frame, grid: &Grid) -> AnyView {
    if grid.rows.is_empty() {
        return view! {
            <div class="empty">
                <b>{frame.t("Đơn vị chưa có mục tiêu và chưa được giao báo cáo chỉ tiêu nào.", "No targets, and no indicator to report.")}</b>
                <p>{frame.t("Tải lên bảng mục tiêu có mã của đơn vị này ở dưới.", "Upload a target table with this unit's code below.")}</p>
            </div>
        }
        .into_any();
    }
    let here = |year: i32| (Some(year) == grid.year).then_some("here");
    let head = grid.years.iter().map(|y| view! { <th scope="col" class=here(*y)>{y.to_string()}</th> }).collect_view();
    let columns = (grid.years.len() + 2).to_string();
    let mut pillar = "";
    let mut body: Vec<AnyView> = vec![];
    for row in &grid.rows {
        if row.pillar != pillar {
            pillar = &row.pillar;
            let name = pillar_name(pillar, frame.lang);
            body.push(view! { <tr class="pillar"><th scope="rowgroup" colspan=columns.clone()>{name}</th></tr> }.into_any());
        }
        let cells = row.cells.iter().map(|c| cell(frame, grid, row, c)).collect_view();
        body.push(
            view! {
                <tr id=row.code.clone()>
                    <th scope="row">
                        <a class="plain" href=format!("/chi-tieu/{}", row.code)>{row.name.clone()}</a>
                        <span class="sub">{format!("{} · {}", row.code, row.measure)}</span>
                    </th>
                    {cells}
                    <td class="answers">{parts(frame, row)}</td>
                </tr>
            }
            .into_any(),
        );
        if let Some(edit) = grid.edit.as_ref().filter(|e| e.indicator == row.code) {
            let form = edit_form(frame, grid, row, edit);
            body.push(view! { <tr class="edit" id="sua"><td colspan=columns.clone()>{form}</td></tr> }.into_any());
        }
    }
    view! {
        <div class="scroll-x"><table class="t goals">
            <thead><tr>
                <th scope="col">{frame.t("Chỉ tiêu", "Indicator")}</th>
                {head}
                <th scope="col">{frame.t("Báo cáo, chủ trì, thẩm định", "Reports, owns, appraises")}</th>
            </tr></thead>
            <tbody>{body}</tbody>
        </table></div>
    }
    .into_any()
}

fn cell(frame: &Frame, grid: &Grid, row: &Row, cell: &Cell) -> AnyView {
    let link = |year: i32| path(&grid.unit.0, Some((&row.code, year)));
    let about = |year: i32| match frame.lang {
        Lang::En => format!("set a target of {} for {year}", row.code),
        Lang::Vi => format!("đặt mục tiêu {} năm {year}", row.code),
    };
    match cell {
        Cell::Issued { year, text, document, deadline } => {
            let deadline = deadline.as_ref().map(|d| view! { <span class="sub">{format!("{} {d}", frame.t("hạn", "by"))}</span> });
            view! {
                <td class=(Some(*year) == grid.year).then_some("here")><a class="cell" href=link(*year)>
                    <b>{text.clone()}</b><span class="sub">{document.clone()}</span>{deadline}
                </a></td>
            }
            .into_any()
        }
        Cell::Between(years) => {
            let adds = years.iter().map(|y| view! { <a href=link(*y) aria-label=about(*y)>{y.to_string()}</a>" " }).collect_view();
            view! {
                <td class="gap" colspan=years.len().to_string()>
                    {frame.t("nội suy, chưa ban hành", "interpolated, not issued")}<br/>{frame.t("Đặt: ", "Set: ")}{adds}
                </td>
            }
            .into_any()
        }
        Cell::Empty(year) => {
            let here = (Some(*year) == grid.year).then_some("here");
            view! { <td class=here><a class="add" href=link(*year) aria-label=about(*year)>{frame.t("Đặt", "Set")}</a></td> }.into_any()
        }
    }
}

fn part_name(part: Part, lang: Lang) -> &'static str {
    match (part, lang) {
        (Part::Reports, Lang::Vi) => "Báo cáo: ",
        (Part::Owns, Lang::Vi) => "Chủ trì: ",
        (Part::Appraises, Lang::Vi) => "Thẩm định: ",
        (Part::Reports, Lang::En) => "Reports: ",
        (Part::Owns, Lang::En) => "Owns: ",
        (Part::Appraises, Lang::En) => "Appraises: ",
    }
}

fn parts(frame: &Frame, row: &Row) -> AnyView {
    let lines = row.parts.iter().map(|p| {
        let basis = match p.basis {
            Basis::Document => frame.t("văn bản giao", "by document"),
            Basis::Inferred => frame.t("suy ra", "inferred"),
        };
        let open = (!p.confirmed).then(|| view! { " "<span class="tag hot">{frame.t("chờ xác nhận", "to be confirmed")}</span> });
        view! { <div><dt>{part_name(p.part, frame.lang)}</dt><dd>{p.units.clone()}" "<span class="tag">{basis}</span>{open}</dd></div> }
    });
    let open = row.parts.iter().any(|p| !p.confirmed);
    let none = row.parts.is_empty().then(|| view! { <span class="muted">{frame.t("chưa phân công", "not assigned")}</span> });
    view! {
        {none}
        <dl>{lines.collect_view()}</dl>
        {open.then(|| view! {
            <button class="btn quiet" form="xac-nhan" name="indicator" value=row.code.clone()>
                {frame.t("Xác nhận phân công", "Confirm")}<span class="vh">{format!(" {}", row.code)}</span>
            </button>
        })}
    }
    .into_any()
}

fn edit_form(frame: &Frame, grid: &Grid, row: &Row, e: &Edit) -> AnyView {
    let operators = Operator::ALL.iter().map(|o| {
        view! { <option value=o.symbol() selected=o.symbol() == e.operator>{format!("{} {}", o.symbol(), operator_name(*o, frame.lang))}</option> }
    });
    let documents =
        grid.documents.iter().map(|(code, name)| view! { <option value=code.clone() selected=*code == e.document>{name.clone()}</option> });
    let past = e.past.iter().map(|p| view! { <li><b>{p.date.clone()}</b>{format!(" · {} · {} · {}", p.person, p.change, p.reason)}</li> });
    let heading = match frame.lang {
        Lang::En => format!("{}, year {}", row.name, e.year),
        Lang::Vi => format!("{}, năm {}", row.name, e.year),
    };
    view! {
        <form class="edit-form" method="post" action="/muc-tieu">
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="don-vi" value=grid.unit.0.clone()/>
            <input type="hidden" name="chi-tieu" value=row.code.clone()/>
            <input type="hidden" name="nam" value=e.year.to_string()/>
            <h3 class="full">{heading}</h3>
            {e.problem.clone().map(|s| view! {
                <div class="banner bad full" role="alert"><b>{s}</b><p>{frame.t("Chưa có gì được lưu.", "Nothing was stored.")}</p></div>
            })}
            <div class="field">
                <label for="dau">{frame.t("Dấu", "Operator")}</label>
                <select class="in" id="dau" name="dau">{operators.collect_view()}</select>
            </div>
            <div class="field">
                <label for="gia-tri">{format!("{} ({})", frame.t("Giá trị", "Value"), row.measure)}</label>
                <input class="in n" id="gia-tri" name="gia-tri" inputmode="decimal" required maxlength="30" value=e.value.clone()/>
            </div>
            <div class="field">
                <label for="han">{frame.t("Hạn", "Deadline")}</label>
                <input class="in" id="han" name="han" type="date" required value=e.deadline.clone()/>
            </div>
            <div class="field">
                <label for="van-ban">{frame.t("Văn bản", "Document")}</label>
                <select class="in" id="van-ban" name="van-ban">
                    <option value="">{frame.t("Văn bản khác, ghi số bên cạnh", "Another one, number beside")}</option>{documents.collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="so">{frame.t("Số, ký hiệu văn bản khác", "Number of another document")}</label>
                <input class="in" id="so" name="so" maxlength="100" placeholder="123/QĐ-UBND" value=e.number.clone()/>
            </div>
            <div class="field">
                <label for="ly-do">{frame.t("Lý do thay đổi", "Reason")}</label>
                <input class="in" id="ly-do" name="ly-do" required maxlength="500" value=e.reason.clone()/>
            </div>
            <p class="small muted full">{frame.t(
                "Mục tiêu cũ được giữ lại cùng ngày bị thay thế, không bị ghi đè.",
                "The earlier target is kept with the day it was replaced; nothing is overwritten.",
            )}</p>
            <div class="btns full">
                <button class="btn go">{frame.t("Ban hành mục tiêu này", "Put in force")}</button>
                <a class="btn" href=format!("{}#{}", path(&grid.unit.0, None), row.code)>{frame.t("Không sửa", "Cancel")}</a>
            </div>
        </form>
        {(!e.past.is_empty()).then(|| view! {
            <div class="history"><b>{frame.t("Các lần thay đổi", "Changes")}</b><ul>{past.collect_view()}</ul></div>
        })}
    }
    .into_any()
}

fn operator_name(operator: Operator, lang: Lang) -> &'static str {
    match (operator, lang) {
        (o, Lang::Vi) => o.label(),
        (Operator::AtLeast, Lang::En) => "at least",
        (Operator::AtMost, Lang::En) => "at most",
        (Operator::Equal, Lang::En) => "equal",
    }
}

fn upload_form(frame: &Frame, unit: &str) -> AnyView {
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Bảng .xlsx", "As a spreadsheet")}</h2></div>
            <p class="lead">{frame.t(
                "Mỗi dòng một mục tiêu: mã đơn vị, mã chỉ tiêu, năm, dấu, giá trị, văn bản. Mục tiêu không có trong tệp được giữ nguyên.",
                "One target a row: unit, indicator, year, operator, value, document. Targets that are not in the file stay as they are.",
            )}</p>
            <p class="btns after">
                <a class="btn" href=format!("/muc-tieu/bieu-mau.xlsx?don-vi={}", ui_encode(unit))>{frame.t("Tải bảng đang xem", "Download this table")}</a>
                <a class="btn" href="/muc-tieu/bieu-mau.xlsx">{frame.t("Tải mục tiêu của mọi đơn vị", "Download every unit's targets")}</a>
            </p>
            <form class="drop after" method="post" action="/muc-tieu/tai-len" enctype="multipart/form-data">
                <Csrf token=frame.csrf.clone()/>
                <label class="lbl" for="tep">{frame.t("Tệp .xlsx, .xls, .ods hoặc .csv", "An .xlsx, .xls, .ods or .csv file")}</label>
                <input id="tep" name="tep" type="file" accept=".xlsx,.xls,.ods,.csv" required/>
                <button class="btn">{frame.t("Tải lên và kiểm tra", "Upload and check")}</button>
            </form>
        </section>
    }
    .into_any()
}
