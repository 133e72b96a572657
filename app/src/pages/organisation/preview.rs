//! Everything a change would do, before anything is stored.

use super::Fields;
use crate::{
    frame::{self, Frame},
    ui::{Csrf, FORM_KEY},
};
use chrono::NaiveDate;
use domain::{
    Period,
    text::{self, Lang},
};
use leptos::prelude::*;

/// A unit that ends or begins: name, code, last or first day.
pub type Edge = (String, String, NaiveDate);

pub struct Preview {
    /// What was typed, sent back with the confirmation.
    pub fields: Fields,
    /// "Xã A, Xã B sáp nhập vào Xã C".
    pub deed: String,
    pub on: NaiveDate,
    pub document: String,
    /// The document is not known yet and will be added.
    pub is_new_document: bool,
    pub ends: Vec<Edge>,
    pub begins: Vec<Edge>,
    /// Assignments that end with their unit, and those that go on in a successor.
    pub assignments: (usize, usize),
    /// Some go to the largest part alone: an indicator that one unit reports, or an owner.
    pub by_largest: bool,
    /// Name and roles of people with rights in units that end.
    pub people: Vec<(String, String)>,
    /// Name of the one unit their rights could move to.
    pub heir: Option<String>,
    /// Rounds whose period the new arrangement reports.
    pub rounds: Vec<Period>,
    /// Open rounds that the former units still report.
    pub earlier: Vec<Period>,
    /// Accepted figures of each unit that will also be read in its successors.
    pub figures: Vec<(String, usize)>,
    /// Targets of their own that the former units keep.
    pub targets: usize,
    /// Tasks, systems and duties that name a former unit.
    pub named: [usize; 3],
    /// Drafts that can no longer be handed in.
    pub drafts: Vec<(String, Period)>,
}

fn periods(frame: &Frame, all: &[Period]) -> String {
    all.iter().map(|p| if frame.lang == Lang::En { p.label_en() } else { p.label() }).collect::<Vec<_>>().join(", ")
}

pub fn preview(frame: &Frame, p: Preview) -> String {
    let title = frame.t("Xem trước thay đổi", "Preview of the change");
    let day = text::date(p.on, frame.lang);
    let heading = match frame.lang {
        Lang::En => format!("{} from {day}", p.deed),
        Lang::Vi => format!("{} từ ngày {day}", p.deed),
    };
    frame::page(frame, title, || {
        view! {
            <nav class="crumb"><a href="/to-chuc">{frame.t("Tổ chức", "Organisation")}</a>" / "{title}</nav>
            <h1>{heading}</h1>
            <p class="lead">{if p.on > frame.today {
                frame.t("Chưa có gì được lưu. Thay đổi được ghi ngay và có hiệu lực vào ngày trên.", "Nothing is stored yet. The change is recorded now and counts from that day.")
            } else {
                frame.t("Chưa có gì được lưu.", "Nothing is stored yet.")
            }}</p>
            {facts(frame, &p)}
            {confirm(frame, p)}
        }
        .into_any()
    })
}

fn line(term: &'static str, value: AnyView) -> AnyView {
    view! { <tr><th scope="row">{term}</th><td>{value}</td></tr> }.into_any()
}

fn edges(frame: &Frame, all: &[Edge], vi: &'static str, en: &'static str) -> AnyView {
    let word = frame.t(vi, en);
    let items =
        all.iter().map(|(name, code, day)| view! { <li>{format!("{name} ({code}): {word} {}", text::date(*day, frame.lang))}</li> });
    view! { <ul>{items.collect_view()}</ul> }.into_any()
}

/// What goes on elsewhere, and what stays with the former units: in words, empty where there is nothing to say.
struct Words {
    document: String,
    assignments: String,
    targets: String,
    named: String,
}

fn words(frame: &Frame, p: &Preview) -> Words {
    let en = frame.lang == Lang::En;
    let document = match p.is_new_document {
        true => format!("{} ({})", p.document, frame.t("văn bản mới, sẽ được thêm", "a new document, to be added")),
        false => p.document.clone(),
    };
    let largest = if p.by_largest {
        frame.t(
            " Chỉ tiêu một đầu mối báo cáo và việc chủ trì giao cho đơn vị có phần lớn nhất; sửa lại ở trang Mục tiêu nếu cần.",
            " An indicator that one unit reports, and ownership, go to the largest part.",
        )
    } else {
        ""
    };
    let assignments = match p.assignments {
        (0, 0) => String::new(),
        (ended, begun) if en => format!("{ended} end, {begun} go on in the successors (reports, owns, appraises).{largest}"),
        (ended, begun) => {
            format!("{ended} phân công kết thúc, {begun} phân công chuyển sang đơn vị kế thừa (báo cáo, chủ trì, thẩm định).{largest}")
        }
    };
    let targets = match p.targets {
        0 => String::new(),
        n if en => format!("{n} targets of their own stay with the former units. They are not summed or copied; set new ones if needed."),
        n => format!("{n} mục tiêu riêng giữ ở đơn vị cũ. Không cộng, không chép sang đơn vị mới; giao mục tiêu mới nếu cần."),
    };
    let named = match p.named {
        [0, 0, 0] => String::new(),
        [tasks, systems, duties] if en => {
            format!("{tasks} tasks, {systems} systems, {duties} duties still name a former unit; change them on their own pages.")
        }
        [tasks, systems, duties] => {
            format!("{tasks} nhiệm vụ, {systems} hệ thống, {duties} chế độ báo cáo còn ghi đơn vị cũ; sửa ở trang của từng mục.")
        }
    };
    Words { document, assignments, targets, named }
}

fn facts(frame: &Frame, p: &Preview) -> AnyView {
    let words = words(frame, p);
    let figures: Vec<String> = p.figures.iter().map(|(name, n)| format!("{name}: {n}")).collect();
    let drafts: Vec<String> = p.drafts.iter().map(|(unit, period)| format!("{unit} ({})", periods(frame, &[*period]))).collect();
    let row = |term: &'static str, text: String| (!text.is_empty()).then(|| line(term, text.into_any()));
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Sẽ thay đổi", "What changes")}</h2></div>
            <table class="t defs"><tbody>
                {row(frame.t("Văn bản", "Document"), words.document)}
                {(!p.ends.is_empty()).then(|| line(frame.t("Kết thúc", "Ends"), edges(frame, &p.ends, "ngày hoạt động cuối", "last day")))}
                {(!p.begins.is_empty()).then(|| line(frame.t("Bắt đầu", "Begins"), edges(frame, &p.begins, "từ ngày", "from")))}
                {row(frame.t("Phân công", "Assignments"), words.assignments)}
                {row(frame.t("Số liệu được đọc ở đơn vị kế thừa", "Figures read in the successors"), figures.join("; "))}
                {row(frame.t("Đơn vị mới báo cáo", "Reported by the new units"), periods(frame, &p.rounds))}
                {row(frame.t("Đơn vị cũ vẫn báo cáo", "Still reported by the former units"), periods(frame, &p.earlier))}
                {row(frame.t("Báo cáo đang soạn sẽ không nộp được", "Drafts that cannot be handed in"), drafts.join("; "))}
                {row(frame.t("Mục tiêu", "Targets"), words.targets)}
                {row(frame.t("Danh mục", "Catalogue"), words.named)}
            </tbody></table>
        </section>
    }
    .into_any()
}

fn confirm(frame: &Frame, p: Preview) -> AnyView {
    let count = p.people.len();
    let hidden = p.fields.0.into_iter().filter(|(name, _)| !["csrf", FORM_KEY, "quyen"].contains(&name.as_str()));
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let people = p.people.into_iter().map(|(name, roles)| view! { <li>{name}": "{roles}</li> }).collect_view();
    let offer = p.heir.map(|heir| {
        let words = if frame.lang == Lang::En {
            format!("Move the rights of {count} people to {heir}")
        } else {
            format!("Chuyển quyền của {count} người sang {heir}")
        };
        view! { <label class="check after"><input type="checkbox" name="quyen" value="1"/><span>{words}</span></label> }
    });
    view! {
        <form class="sec" method="post" action="/to-chuc">
            <Csrf token=frame.csrf.clone()/>
            {hidden}
            {(count > 0).then(|| view! {
                <div class="sec-h"><h2>{frame.t("Quyền của người dùng", "People's rights")}</h2>
                    <p>{frame.t("Cần cấp lại quyền: quyền ở đơn vị cũ không tự chuyển sang đơn vị mới.",
                        "To be granted again: rights in the former unit do not move by themselves.")}</p></div>
                <ul>{people}</ul>
                {offer}
            })}
            <div class="btns after">
                <button class="btn go">{frame.t("Xác nhận và lưu thay đổi", "Confirm and store")}</button>
                <a class="btn" href="/to-chuc">{frame.t("Không thay đổi", "Cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}
