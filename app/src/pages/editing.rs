//! Rows of the catalogue changed in the browser: the form of one row, and what a change would do before it is stored.

use crate::{
    frame::{self, Frame, ui_encode},
    pages::report::escaped,
    ui::Csrf,
};
use domain::{access::Action, text::Lang};
use leptos::prelude::*;

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Line,
    Long,
    /// Code and what is shown.
    Choice(Vec<(String, String)>),
    /// Codes of units, with commas.
    Units,
    Flag,
    /// Shown, not changed.
    Fixed,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub label_en: &'static str,
    pub hint: &'static str,
    pub input: Input,
    pub value: String,
}

/// Who decides a change, from when, why.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// ISO date.
    pub from: String,
    pub document: String,
    pub reason: String,
}

pub struct RowForm {
    /// Slug and name of what is edited: ("nhiem-vu", "Nhiệm vụ").
    pub kind: (&'static str, &'static str),
    /// Empty for a new row.
    pub code: String,
    pub fields: Vec<Field>,
    pub decided: Decided,
    pub problems: Vec<String>,
    /// Earlier versions, newest first: day, document, reason.
    pub versions: Vec<(String, String, String)>,
}

fn field(frame: &Frame, f: &Field) -> AnyView {
    let id = format!("o-{}", f.name);
    let label = if frame.lang == Lang::En { f.label_en } else { f.label };
    let hint = (!f.hint.is_empty()).then(|| view! { <p class="small muted">{f.hint}</p> });
    let control = match &f.input {
        Input::Choice(options) => {
            let options =
                options.iter().map(|(code, shown)| view! { <option value=code.clone() selected=*code == f.value>{shown.clone()}</option> });
            view! { <select class="in" id=id.clone() name=f.name>{options.collect_view()}</select> }.into_any()
        }
        Input::Long => {
            view! { <textarea class="in" id=id.clone() name=f.name rows="3" maxlength="2000" inner_html=escaped(&f.value)></textarea> }
                .into_any()
        }
        Input::Flag => view! { <input id=id.clone() name=f.name type="checkbox" value="true" checked=f.value == "true"/> }.into_any(),
        Input::Fixed => view! { <input class="in" id=id.clone() name=f.name value=f.value.clone() readonly/> }.into_any(),
        Input::Line | Input::Units => {
            view! { <input class="in" id=id.clone() name=f.name value=f.value.clone() maxlength="2000" autocomplete="off"/> }.into_any()
        }
    };
    let full = matches!(f.input, Input::Long | Input::Units).then_some("field full").unwrap_or("field");
    view! { <div class=full><label for=id>{label}</label>{control}{hint}</div> }.into_any()
}

pub fn form(frame: &Frame, f: &RowForm) -> String {
    let is_new = f.code.is_empty();
    let title = match (is_new, frame.lang) {
        (true, Lang::En) => format!("New: {}", f.kind.1),
        (true, Lang::Vi) => format!("Thêm {}", f.kind.1.to_lowercase()),
        (false, Lang::En) => format!("Change {}", f.code),
        (false, Lang::Vi) => format!("Thay đổi {} {}", f.kind.1.to_lowercase(), f.code),
    };
    let problems = (!f.problems.is_empty()).then(|| {
        let lines = f.problems.iter().map(|p| view! { <li>{p.clone()}</li> }).collect_view();
        view! {
            <div class="banner bad after" role="alert">
                <b>{frame.t("Chưa có gì được lưu. Sửa các chỗ sau rồi xem lại.", "Nothing was stored. Put these right and look again.")}</b>
                <ul>{lines}</ul>
            </div>
        }
    });
    let versions = (!f.versions.is_empty()).then(|| {
        let lines =
            f.versions.iter().map(|(day, document, reason)| view! { <li><b>{day.clone()}</b>{format!(" · {document} · {reason}")}</li> });
        view! {
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Các lần thay đổi", "Changes")}</h2></div>
                <ul class="history">{lines.collect_view()}</ul>
            </section>
        }
    });
    frame::page(frame, &title, || {
        view! {
            <p class="crumb"><a href="/danh-muc">{frame.t("Danh mục", "Catalogue")}</a></p>
            <h1>{title.clone()}</h1>
            <p class="lead">{frame.t(
                "Mỗi thay đổi là một bản mới kể từ ngày áp dụng, theo văn bản; số liệu đã báo cáo giữ nguyên.",
                "Every change is a new version from its day on, by its document; nothing reported is rewritten.",
            )}</p>
            {problems}
            <form class="edit-form wide" method="post" action="/danh-muc/xem-truoc">
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="loai" value=f.kind.0/>
                <input type="hidden" name="ma-cu" value=f.code.clone()/>
                {f.fields.iter().map(|x| field(frame, x)).collect_view()}
                <h2 class="full">{frame.t("Quyết định", "Decision")}</h2>
                <div class="field">
                    <label for="tu-ngay">{frame.t("Áp dụng từ ngày", "In force from")}</label>
                    <input class="in" id="tu-ngay" name="tu-ngay" type="date" required value=f.decided.from.clone()/>
                </div>
                <div class="field">
                    <label for="van-ban-qd">{frame.t("Số, ký hiệu văn bản", "Document number")}</label>
                    <input class="in" id="van-ban-qd" name="van-ban-qd" required maxlength="100" placeholder="123/QĐ-UBND" value=f.decided.document.clone()/>
                </div>
                <div class="field">
                    <label for="ly-do">{frame.t("Lý do", "Reason")}</label>
                    <input class="in" id="ly-do" name="ly-do" required maxlength="500" value=f.decided.reason.clone()/>
                </div>
                <div class="btns full"><button class="btn go">{frame.t("Xem trước thay đổi", "See what it would do")}</button></div>
            </form>
            {versions}
        }
        .into_any()
    })
}

/// One value of a row, before and after.
pub struct Difference {
    pub row: String,
    pub field: String,
    pub before: String,
    pub after: String,
}

pub struct Preview {
    /// Rows that change and rows that are new.
    pub changed: usize,
    pub new: usize,
    pub effects: Vec<String>,
    pub differences: Vec<Difference>,
    pub decided: Decided,
    /// The changed rows as the confirming form sends them back.
    pub rows: String,
    /// Stands for what is shown here.
    pub digest: String,
}

/// More differences than this are counted instead of listed.
const LISTED: usize = 300;

pub fn preview(frame: &Frame, p: &Preview) -> String {
    let title = match frame.lang {
        Lang::En => format!("{} rows change, {} are new", p.changed, p.new),
        Lang::Vi => format!("{} dòng thay đổi, {} dòng mới", p.changed, p.new),
    };
    let effects = p.effects.iter().map(|e| view! { <li>{e.clone()}</li> }).collect_view();
    let line = |d: &Difference| {
        view! {
            <tr>
                <th scope="row" class="mono">{d.row.clone()}</th><td>{d.field.clone()}</td>
                <td class="muted">{d.before.clone()}</td><td><b>{d.after.clone()}</b></td>
            </tr>
        }
    };
    let more = p.differences.len().saturating_sub(LISTED);
    let more = (more > 0)
        .then(|| view! { <p class="muted">{format!("{} {more} {}", frame.t("Và", "And"), frame.t("thay đổi khác.", "more."))}</p> });
    let lines = p.differences.iter().take(LISTED).map(line).collect_view();
    let d = &p.decided;
    frame::page(frame, &title, || {
        view! {
            <p class="crumb"><a href="/danh-muc">{frame.t("Danh mục", "Catalogue")}</a></p>
            <h1>{title.clone()}</h1>
            <p class="lead">{frame.t("Chưa có gì được lưu. Từ ngày ", "Nothing is stored yet. From ")}<b>{d.from.clone()}</b>", "{d.document.clone()}"."</p>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Thay đổi này làm gì", "What it does")}</h2></div>
                <ul class="effects">{effects}</ul>
            </section>
            <form class="btns after" method="post" action="/danh-muc/luu">
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="dong" value=p.rows.clone()/>
                <input type="hidden" name="da-xem" value=p.digest.clone()/>
                <input type="hidden" name="tu-ngay" value=d.from.clone()/>
                <input type="hidden" name="van-ban-qd" value=d.document.clone()/>
                <input type="hidden" name="ly-do" value=d.reason.clone()/>
                <button class="btn go">{frame.t("Áp dụng thay đổi", "Put in force")}</button>
                <a class="btn" href="/danh-muc">{frame.t("Không thay đổi", "Cancel")}</a>
            </form>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Từng giá trị", "Value by value")}</h2></div>
                <div class="scroll-x"><table class="t">
                    <thead><tr>
                        <th scope="col">{frame.t("Dòng", "Row")}</th><th scope="col">{frame.t("Mục", "Field")}</th>
                        <th scope="col">{frame.t("Đang có", "Now")}</th><th scope="col">{frame.t("Sẽ là", "Becomes")}</th>
                    </tr></thead>
                    <tbody>{lines}</tbody>
                </table></div>
                {more}
            </section>
        }
        .into_any()
    })
}

/// The data files as a whole: out, and in.
pub fn files(frame: &Frame, problems: &[String], counts: &[(&'static str, usize)]) -> String {
    let title = frame.t("Tệp dữ liệu danh mục", "Catalogue data files");
    let lines =
        counts.iter().map(|(name, n)| view! { <tr><th scope="row" class="mono">{*name}</th><td class="n">{*n}</td></tr> }).collect_view();
    let problems = (!problems.is_empty()).then(|| {
        let lines = problems.iter().take(LISTED).map(|p| view! { <li class="mono">{p.clone()}</li> }).collect_view();
        view! {
            <div class="banner bad after" role="alert">
                <b>{frame.t("Tệp không dùng được, chưa có gì được lưu.", "The files cannot be used; nothing was stored.")}</b><ul>{lines}</ul>
            </div>
        }
    });
    let today = frame.today.to_string();
    frame::page(frame, title, || {
        view! {
            <p class="crumb"><a href="/danh-muc">{frame.t("Danh mục", "Catalogue")}</a></p>
            <h1>{title}</h1>
            {problems}
            <p class="lead">{frame.t(
                "Toàn bộ danh mục của tỉnh là những tệp văn bản, so sánh được từng dòng. Tải ra, sửa, tải lên: hệ thống cho xem trước mọi thay đổi.",
                "The province's whole catalogue as text files that can be compared line by line. Download, edit, upload: every change is shown first.",
            )}</p>
            <p class="btns after"><a class="btn" href="/danh-muc/tep.zip">{frame.t("Tải toàn bộ (.zip)", "Download all (.zip)")}</a></p>
            <div class="scroll-x"><table class="t narrow"><tbody>{lines}</tbody></table></div>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Tải lên", "Upload")}</h2></div>
                <form class="edit-form wide" method="post" action="/danh-muc/tep/tai-len" enctype="multipart/form-data">
                    <Csrf token=frame.csrf.clone()/>
                    <div class="field"><label for="tu-ngay">{frame.t("Áp dụng từ ngày", "In force from")}</label>
                        <input class="in" id="tu-ngay" name="tu-ngay" type="date" required value=today/></div>
                    <div class="field"><label for="van-ban-qd">{frame.t("Số, ký hiệu văn bản", "Document number")}</label>
                        <input class="in" id="van-ban-qd" name="van-ban-qd" required maxlength="100"/></div>
                    <div class="field"><label for="ly-do">{frame.t("Lý do", "Reason")}</label>
                        <input class="in" id="ly-do" name="ly-do" required maxlength="500"/></div>
                    <div class="field full"><label for="tep">{frame.t("Tệp .zip, .toml hoặc .csv", "A .zip, .toml or .csv file")}</label>
                        <input id="tep" name="tep" type="file" accept=".zip,.toml,.csv" required/></div>
                    <div class="btns full"><button class="btn">{frame.t("Tải lên và xem trước", "Upload and see")}</button></div>
                </form>
            </section>
        }
        .into_any()
    })
}

/// The way to a row's form, for those who keep the catalogue.
pub fn edit_link(frame: &Frame, kind: &str, code: &str) -> Option<AnyView> {
    let href = format!("/danh-muc/sua/{kind}/{}", ui_encode(code));
    frame
        .may(Action::ManageTargets)
        .then(|| view! { <a class="btn quiet no-print" href=href>{frame.t("Sửa trong danh mục", "Change")}</a> }.into_any())
}
