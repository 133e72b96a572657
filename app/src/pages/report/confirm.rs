//! What the program is not sure of in a file, asked in one form: names, decimal marks, percentages, the columns of an unknown sheet.

use crate::{frame::Frame, ui::Csrf};
use leptos::prelude::*;
use uuid::Uuid;

/// Everything asked about a file.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    pub names: Vec<NameQuestion>,
    pub columns: Vec<ColumnQuestion>,
    pub scales: Vec<ScaleQuestion>,
    pub sheets: Vec<SheetQuestion>,
    /// Codes of what a column of an unknown sheet may hold.
    pub roles: Vec<&'static str>,
    /// Code and name of what a name may be said to mean.
    pub indicators: Vec<(String, String)>,
    pub units: Vec<(String, String)>,
}

/// What the program takes a name for.
#[derive(Clone, Debug)]
pub enum Guess {
    Nothing,
    /// Nearly this code and name, alike in so many percent.
    Nearly(String, String, u32),
    /// Confirmed for an earlier file.
    Confirmed(String, String),
    /// Said to be nothing that is reported.
    Passed,
}

/// What does a name mean?
#[derive(Clone, Debug)]
pub struct NameQuestion {
    pub key: String,
    pub is_unit: bool,
    pub cell: String,
    pub written: String,
    pub guess: Guess,
    /// The first figures beside or under it.
    pub figures: Vec<String>,
}

impl NameQuestion {
    fn is_open(&self) -> bool {
        matches!(self.guess, Guess::Nothing | Guess::Nearly(..))
    }
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
        self.names.iter().any(NameQuestion::is_open) || self.columns.iter().any(|c| c.needed) || !self.sheets.is_empty()
    }
}

/// Between code and name where somebody picks one of many.
pub const PICK: &str = " · ";
/// Ids of the lists that are picked from.
const INDICATORS: &str = "ds-chi-tieu";
const UNITS: &str = "ds-don-vi";

/// The form that answers for a `file` below the address `home`; none where nothing can be answered.
pub(super) fn confirm(frame: &Frame, q: &Questions, home: &str, file: Uuid) -> Option<AnyView> {
    if q.names.is_empty() && q.columns.is_empty() && q.scales.is_empty() && q.sheets.is_empty() {
        return None;
    }
    let heading = if q.open() {
        frame.t("Xác nhận để hệ thống đọc đúng tệp", "Confirm, so that the file is read right")
    } else {
        frame.t("Cách đọc tệp", "How the file is read")
    };
    let body = view! {
        <form method="post" action=format!("{home}/xac-nhan") class="ask">
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="tep" value=file.to_string()/>
            {q.names.iter().map(|n| name(frame, n)).collect_view()}
            {q.columns.iter().map(|c| column(frame, c)).collect_view()}
            {q.scales.iter().map(|s| scale(frame, s)).collect_view()}
            {q.sheets.iter().enumerate().map(|(i, s)| sheet(frame, i, s, &q.roles)).collect_view()}
            {list(INDICATORS, &q.indicators)}
            {list(UNITS, &q.units)}
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

fn list(id: &'static str, all: &[(String, String)]) -> AnyView {
    let option = |(code, name): &(String, String)| view! { <option value=format!("{code}{PICK}{name}")></option> };
    view! { <datalist id=id>{all.iter().map(option).collect_view()}</datalist> }.into_any()
}

fn choice(name: String, value: String, checked: bool, text: String) -> AnyView {
    view! { <label class="pick"><input type="radio" name=name value=value checked=checked/><span>{text}</span></label> }.into_any()
}

fn name(frame: &Frame, n: &NameQuestion) -> AnyView {
    let field = format!("ten:{}", n.key);
    let what = if n.is_unit { frame.t("đơn vị", "unit") } else { frame.t("chỉ tiêu", "indicator") };
    let at = format!("{} {}", frame.t("Ô", "Cell"), n.cell);
    let written = &n.written;
    let (legend, known) = match &n.guess {
        Guess::Nothing => {
            (format!("{at} {} “{written}”: {} {what} {}?", frame.t("ghi", "says"), frame.t("là", "which"), frame.t("nào", "is it")), None)
        }
        Guess::Nearly(code, name, likeness) => {
            (format!("{at}: {what} “{written}”, {} {likeness} %", frame.t("giống", "alike")), Some((code, name)))
        }
        Guess::Confirmed(code, name) => {
            (format!("{} “{written}” {} {name}", frame.t("Đã xác nhận:", "Confirmed:"), frame.t("là", "is")), Some((code, name)))
        }
        Guess::Passed => (format!("{} “{written}”", frame.t("Đã xác nhận bỏ qua:", "Confirmed to be passed over:")), None),
    };
    let figures = (!n.figures.is_empty()).then(|| format!("{} {}", frame.t("Số liệu ở đó:", "Figures there:"), n.figures.join("; ")));
    let (checked, passed) = (matches!(n.guess, Guess::Confirmed(..)), matches!(n.guess, Guess::Passed));
    let yes =
        known.map(|(code, name)| choice(field.clone(), code.clone(), checked, format!("{} {name} ({code})", frame.t("Đúng là", "It is"))));
    let other = match (n.is_unit, known.is_some()) {
        (true, true) => frame.t("Là đơn vị khác:", "It is another unit:"),
        (true, false) => frame.t("Là đơn vị:", "It is the unit:"),
        (false, true) => frame.t("Là chỉ tiêu khác:", "It is another indicator:"),
        (false, false) => frame.t("Là chỉ tiêu:", "It is the indicator:"),
    };
    let shown = match &n.guess {
        Guess::Confirmed(code, _) => Some(code.clone()),
        Guess::Passed => Some("-".to_owned()),
        Guess::Nothing | Guess::Nearly(..) => None,
    };
    let pass = frame.t("Không phải số liệu báo cáo; bỏ qua", "No figure that is reported; pass over").to_owned();
    let (chosen, list) = (format!("{field}?"), if n.is_unit { UNITS } else { INDICATORS });
    view! {
        <fieldset>
            <legend>{legend}</legend>
            {figures.map(|text| view! { <p class="small muted">{text}</p> })}
            {yes}
            <label class="pick">
                <input type="radio" name=field.clone() value="?"/><span>{other}</span>
                <input class="in" type="text" name=chosen list=list autocomplete="off" placeholder=frame.t("gõ mã hoặc tên", "type its code or name")/>
            </label>
            {choice(field.clone(), "-".into(), passed, pass)}
            {shown.map(|shown| view! { <input type="hidden" name=format!("truoc:{}", n.key) value=shown/> })}
            {(!n.is_open()).then(|| choice(field, String::new(), false, frame.t("Bỏ xác nhận này, hỏi lại", "Take this back, ask again").to_owned()))}
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
                <select class="in" name=format!("vai:{place}:{column}") aria-label=label.clone()>
                    <option value="">{frame.t("Bỏ qua", "Skip")}</option>
                    {options}
                </select>
                <input class="in" type="text" name=format!("ct:{place}:{column}") list=INDICATORS autocomplete="off"
                    aria-label=format!("{label}: {}", frame.t("chỉ tiêu của cột", "the column's indicator")) placeholder=frame.t("chỉ tiêu của cột", "its indicator")/>
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
                "Không tìm thấy dòng tiêu đề quen thuộc. Chọn ý nghĩa của từng cột; bảng nhiều chỉ tiêu thì ghi thêm chỉ tiêu của cột. Lần sau hệ thống nhớ cho biểu này.",
                "No known header was found. Say what each column holds, and in a table of several indicators whose it is; it is remembered for this form.",
            )}</p>
            <input type="hidden" name=format!("trang:{place}") value=s.key.clone()/>
            <label class="row-of">{frame.t("Dòng tiêu đề cuối cùng (0 nếu không có): ", "Last header row (0 for none): ")}
                <input class="in" type="number" name=format!("tieu-de:{place}") min="0" max="200" value="1"/></label>
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
