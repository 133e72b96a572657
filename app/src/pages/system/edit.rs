//! The form with which a unit says how far its system is.

use super::{address, stage_name};
use crate::{frame::Frame, pages::report::escaped, ui::Csrf};
use domain::system::{InfoSystem, Stage};
use leptos::prelude::*;

/// The form as the system stands, or as it was typed when it was refused.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Code.
    pub stage: String,
    /// "1" or "0".
    pub provincial: String,
    pub national: String,
    /// "1" to "5"; empty: none approved.
    pub level: String,
    pub steps: String,
    /// ISO date.
    pub as_of: String,
    pub body: String,
    pub evidence: String,
    /// Id of the update that was the last to come in when the page was made; empty: none.
    pub seen: String,
    pub problem: Option<String>,
}

fn select(id: &'static str, label: &'static str, hint: Option<&'static str>, chosen: &str, options: Vec<(String, String)>) -> AnyView {
    let option = |(value, name): (String, String)| {
        let here = value == chosen;
        view! { <option value=value selected=here>{name}</option> }
    };
    let options = options.into_iter().map(option).collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select class="in" id=id name=id>{options}</select>
            {hint.map(|h| view! { <span class="hint">{h}</span> })}
        </div>
    }
    .into_any()
}

pub(super) fn edit_form(frame: &Frame, system: &InfoSystem, e: &Edit) -> AnyView {
    let stages = Stage::ALL.iter().map(|s| (s.code().to_owned(), stage_name(*s, frame.lang).to_owned())).collect();
    let connected = || {
        vec![
            ("0".to_owned(), frame.t("Chưa kết nối", "Not connected").to_owned()),
            ("1".to_owned(), frame.t("Đã kết nối", "Connected").to_owned()),
        ]
    };
    let levels = (1..=5).map(|n: u8| (n.to_string(), format!("{} {n}", frame.t("Cấp độ", "Level"))));
    let levels = std::iter::once((String::new(), frame.t("Chưa phê duyệt", "None approved").to_owned())).chain(levels).collect();
    let done = |n: usize| {
        let last = n.checked_sub(1).and_then(|i| system.step.get(i)).map(|s| format!(": {}", s.name)).unwrap_or_default();
        (n.to_string(), format!("{n}/{}{last}", system.step.len()))
    };
    let steps = (!system.step.is_empty()).then(|| {
        let options = (0..=system.step.len()).map(done).collect();
        select("buoc", frame.t("Bước dịch chuyển đã xong", "Steps done"), None, &e.steps, options)
    });
    let secured = frame.t("Chỉ ghi khi phương án bảo đảm an toàn đã triển khai.", "Only where its measures are in place.");
    view! {
        <section class="sec" id="cap-nhat">
            <div class="sec-h"><h2>{frame.t("Cập nhật tình trạng", "Update")}</h2>
                <p>{frame.t(
                    "Mỗi lần cập nhật được giữ lại cùng người ghi; lần trước không bị ghi đè.",
                    "Every update is kept with who wrote it; nothing is overwritten.",
                )}</p></div>
            <form class="update" method="post" action=address(&system.code)>
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="truoc" value=e.seen.clone()/>
                {select("giai-doan", frame.t("Giai đoạn", "Stage"), None, &e.stage, stages)}
                {select("tinh", frame.t("Trung tâm dữ liệu tỉnh", "Provincial data centre"), None, &e.provincial, connected())}
                {select("quoc-gia", frame.t("Trung tâm hoặc nền tảng quốc gia", "National centre or platform"), None, &e.national, connected())}
                {select("cap-do", frame.t("Cấp độ an toàn đã phê duyệt", "Approved security level"), Some(secured), &e.level, levels)}
                {steps}
                <div class="field">
                    <label for="ngay">{frame.t("Tính đến ngày", "As of")}</label>
                    <input class="in" id="ngay" name="ngay" type="date" required max=frame.today.to_string() value=e.as_of.clone()/>
                </div>
                <div class="field full">
                    <label for="noi-dung">{frame.t("Nội dung", "Text")}</label>
                    <textarea class="in" id="noi-dung" name="noi-dung" rows="3" maxlength="2000" inner_html=escaped(&e.body)></textarea>
                    <span class="hint">{frame.t("Bắt buộc khi tình trạng lùi lại so với lần trước: ghi lý do.", "Needed where it goes back: say why.")}</span>
                </div>
                <div class="field full">
                    <label for="minh-chung">{frame.t("Minh chứng (số, ngày văn bản hoặc địa chỉ)", "Evidence (document or address)")}</label>
                    <input class="in" id="minh-chung" name="minh-chung" maxlength="1000" value=e.evidence.clone()/>
                </div>
                <div class="btns full"><button class="btn go">{frame.t("Ghi cập nhật", "Store")}</button></div>
            </form>
        </section>
    }
    .into_any()
}
