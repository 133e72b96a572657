//! What the program is not sure of in a file, asked in one form: names, decimal marks, percentages, the columns of an unknown sheet.

use super::{Preview, address};
use crate::{frame::Frame, ui::Csrf};
use leptos::prelude::*;

/// Everything asked about a file.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    pub names: Vec<NameQuestion>,
    pub columns: Vec<ColumnQuestion>,
    pub scales: Vec<ScaleQuestion>,
    pub sheets: Vec<SheetQuestion>,
    /// Codes of what a column of an unknown sheet may hold.
    pub roles: Vec<&'static str>,
}

/// Is a name what the program takes it for?
#[derive(Clone, Debug)]
pub struct NameQuestion {
    pub key: String,
    pub is_unit: bool,
    pub cell: String,
    pub written: String,
    pub code: String,
    pub name: String,
    /// In percent.
    pub likeness: u32,
    /// Confirmed for an earlier file.
    pub confirmed: bool,
}

/// Which mark is the decimal one in a column?
#[derive(Clone, Debug)]
pub struct ColumnQuestion {
    pub key: String,
    pub sheet: String,
    pub column: String,
    /// Some number in it cannot be read before that is known.
    pub needed: bool,
    pub chosen: Option<&'static str>,
    /// Cell, text, and the number read with a decimal comma and with a decimal point.
    pub examples: Vec<(String, String, [Option<String>; 2])>,
}

/// Is 0,8 in a column 80 %?
#[derive(Clone, Debug)]
pub struct ScaleQuestion {
    pub key: String,
    pub column: String,
    pub is_fraction: bool,
}

/// What do the columns of a sheet hold in which no header was found?
#[derive(Clone, Debug)]
pub struct SheetQuestion {
    pub key: String,
    pub sheet: String,
    pub columns: Vec<String>,
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Questions {
    pub(super) fn open(&self) -> bool {
        self.names.iter().any(|n| !n.confirmed) || self.columns.iter().any(|c| c.needed) || !self.sheets.is_empty()
    }
}

/// The form; none where nothing can be answered.
pub fn confirm(frame: &Frame, p: &Preview) -> Option<AnyView> {
    let q = &p.questions;
    if q.names.is_empty() && q.columns.is_empty() && q.scales.is_empty() && q.sheets.is_empty() {
        return None;
    }
    let heading = if q.open() {
        frame.t("Xác nhận để hệ thống đọc đúng tệp", "Confirm, so that the file is read right")
    } else {
        frame.t("Cách đọc tệp", "How the file is read")
    };
    let body = view! {
        <form method="post" action=format!("{}/xac-nhan", address(p.period, &p.unit_code)) class="ask">
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="tep" value=p.upload.to_string()/>
            {q.names.iter().map(|n| name(frame, n)).collect_view()}
            {q.columns.iter().map(|c| column(frame, c)).collect_view()}
            {q.scales.iter().map(|s| scale(frame, s)).collect_view()}
            {q.sheets.iter().enumerate().map(|(i, s)| sheet(frame, i, s, &q.roles)).collect_view()}
            <div class="btns"><button class="btn go">{frame.t("Đọc lại tệp", "Read again")}</button></div>
        </form>
    }
    .into_any();
    Some(if q.open() {
        view! { <section class="sec" id="xac-nhan"><div class="sec-h"><h2>{heading}</h2></div>{body}</section> }.into_any()
    } else {
        view! { <details class="sec" id="xac-nhan"><summary>{heading}</summary>{body}</details> }.into_any()
    })
}

fn choice(name: String, value: String, checked: bool, text: String) -> AnyView {
    view! { <label class="pick"><input type="radio" name=name value=value checked=checked/><span>{text}</span></label> }.into_any()
}

fn name(frame: &Frame, n: &NameQuestion) -> AnyView {
    let field = format!("ten:{}", n.key);
    let what = if n.is_unit { frame.t("đơn vị", "unit") } else { frame.t("chỉ tiêu", "indicator") };
    let legend = if n.confirmed {
        format!("{} “{}” {} ({})", frame.t("Đã xác nhận:", "Confirmed:"), n.written, frame.t("là", "is"), n.name)
    } else {
        format!("{} {}: {what} “{}”, {} {} %", frame.t("Ô", "Cell"), n.cell, n.written, frame.t("giống", "alike"), n.likeness)
    };
    let yes = format!("{} {} ({})", frame.t("Đúng là", "It is"), n.name, n.code);
    let no = frame.t("Không phải; tôi sẽ sửa tên trong tệp", "It is not; I shall correct the name in the file").to_owned();
    view! {
        <fieldset>
            <legend>{legend}</legend>
            {choice(field.clone(), n.code.clone(), n.confirmed, yes)}
            {choice(field, String::new(), false, no)}
        </fieldset>
    }
    .into_any()
}

fn column(frame: &Frame, c: &ColumnQuestion) -> AnyView {
    let field = format!("cot:{}", c.key);
    let read = |which: usize| {
        let examples = c.examples.iter().filter_map(|(cell, raw, read)| Some(format!("{cell} “{raw}” = {}", read[which].clone()?)));
        examples.collect::<Vec<_>>().join("; ")
    };
    let comma = format!("{}: {}", frame.t("Dấu phẩy là dấu thập phân", "The comma is the decimal mark"), read(0));
    let point = format!("{}: {}", frame.t("Dấu chấm là dấu thập phân", "The point is the decimal mark"), read(1));
    view! {
        <fieldset>
            <legend>{format!("{} {} ({}): {}", frame.t("Cột", "Column"), c.column, c.sheet, frame.t("cách viết số", "how numbers are written"))}</legend>
            {choice(field.clone(), "decimal_comma".into(), c.chosen == Some("decimal_comma"), comma)}
            {choice(field, "decimal_point".into(), c.chosen == Some("decimal_point"), point)}
        </fieldset>
    }
    .into_any()
}

fn scale(frame: &Frame, s: &ScaleQuestion) -> AnyView {
    let field = format!("ty-le:{}", s.key);
    view! {
        <fieldset>
            <legend>{format!("{} {}: {}", frame.t("Cột", "Column"), s.column, frame.t("cách ghi tỷ lệ", "how percentages are written"))}</legend>
            {choice(field.clone(), "points".into(), !s.is_fraction, frame.t("80 là 80 %", "80 is 80 %").to_owned())}
            {choice(field, "fraction".into(), s.is_fraction, frame.t("0,8 là 80 %", "0.8 is 80 %").to_owned())}
        </fieldset>
    }
    .into_any()
}

fn role_name(frame: &Frame, role: &str) -> &'static str {
    match role {
        "code" => frame.t("Mã chỉ tiêu", "Code"),
        "name" => frame.t("Tên chỉ tiêu", "Indicator"),
        "unit" => frame.t("Đơn vị", "Unit"),
        "period" => frame.t("Kỳ", "Period"),
        "numerator" => frame.t("Tử số (số đếm)", "Numerator (count)"),
        "denominator" => frame.t("Mẫu số", "Denominator"),
        "ratio" => frame.t("Tỷ lệ", "Percentage"),
        "note" => frame.t("Ghi chú", "Note"),
        _ => frame.t("Minh chứng", "Evidence"),
    }
}

/// The first rows under a choice for each column.
fn sheet(frame: &Frame, place: usize, s: &SheetQuestion, roles: &[&'static str]) -> AnyView {
    let select = |column: &String| {
        let options = roles.iter().map(|role| view! { <option value=*role>{role_name(frame, role)}</option> }).collect_view();
        let label = format!("{} {column}", frame.t("Cột", "Column"));
        view! {
            <th>
                <select name=format!("vai:{place}:{column}") aria-label=label>
                    <option value="">{frame.t("Bỏ qua", "Skip")}</option>
                    {options}
                </select>
            </th>
        }
    };
    let row = |(number, cells): &(u32, Vec<String>)| {
        view! { <tr><th>{*number}</th>{cells.iter().map(|c| view! { <td>{c.clone()}</td> }).collect_view()}</tr> }
    };
    view! {
        <fieldset>
            <legend>{format!("{} “{}”: {}", frame.t("Trang", "Sheet"), s.sheet, frame.t("mỗi cột ghi gì?", "what does each column hold?"))}</legend>
            <p class="small muted">{frame.t(
                "Không tìm thấy dòng tiêu đề quen thuộc. Chọn ý nghĩa của từng cột; lần sau hệ thống nhớ cho biểu này.",
                "No known header was found. Say what each column holds; it is remembered for this form.",
            )}</p>
            <input type="hidden" name=format!("trang:{place}") value=s.key.clone()/>
            <label class="row-of">{frame.t("Dòng tiêu đề cuối cùng (0 nếu không có): ", "Last header row (0 for none): ")}
                <input type="number" name=format!("tieu-de:{place}") min="0" max="200" value="1"/></label>
            <div class="scroll-x"><table class="sheet">
                <thead>
                    <tr><th></th>{s.columns.iter().map(|c| view! { <th>{c.clone()}</th> }).collect_view()}</tr>
                    <tr><th></th>{s.columns.iter().map(select).collect_view()}</tr>
                </thead>
                <tbody>{s.rows.iter().map(row).collect_view()}</tbody>
            </table></div>
        </fieldset>
    }
    .into_any()
}
