//! The decision on a whole report: return, accept, reopen.

use super::{
    address,
    desk::{Desk, waiting},
    item::Item,
};
use crate::{frame::Frame, ui::Csrf};
use domain::text::Lang;
use leptos::prelude::*;

/// The decision on the whole report; of a line agency, on what is left of its items.
pub(super) fn closing(frame: &Frame, d: &Desk) -> AnyView {
    if !d.reviews {
        return own_items(frame, d);
    }
    let returned: Vec<&Item> = d.items.iter().filter(|i| i.is_returned()).collect();
    let home = address(d.period, &d.unit_code);
    if !returned.is_empty() {
        let line = |i: &&Item| view! { <li><b>{i.name.clone()}</b> ": " {i.reason.clone()}</li> };
        let again = frame.today + chrono::Days::new(5);
        let heading = match frame.lang {
            Lang::Vi => format!("Trả lại đơn vị {} mục", returned.len()),
            Lang::En => format!("Return {} items to the unit", returned.len()),
        };
        return view! {
            <section class="sec submit">
                <h2>{heading}</h2>
                <ul class="gaps">{returned.iter().map(line).collect_view()}</ul>
                <p class="say">{frame.t(
                    "Chỉ các mục này mở cho đơn vị sửa; các mục khác được chấp nhận và giữ nguyên. Muốn chấp nhận báo cáo thì quyết định lại các mục này trước.",
                    "Only these items open for the unit; the others are accepted and stay. To accept the report, decide these items again first.",
                )}" "{d.awaited(frame).map(|waits| view! {
                    {waiting(frame, Some(waits))}" "{frame.t("Các mục chờ ấy cũng mở và được thẩm định ở lần nộp sau.", "They open too and are decided in the next revision.")}
                })}</p>
                <form class="btns after" method="post" action=format!("{home}/tra-lai")>
                    <Csrf token=frame.csrf.clone()/>
                    <input type="hidden" name="lan" value=d.revision.to_string()/>
                    <input type="hidden" name="version" value=d.version.clone()/>
                    <div class="field"><label for="han">{frame.t("Hạn nộp lại", "Due again")}</label>
                        <input class="in s" id="han" name="han" type="date" value=again.to_string() min=frame.today.to_string() required/></div>
                    <button class="btn stop big" data-key="c">{frame.t("Trả lại đơn vị", "Return to the unit")}<kbd>C</kbd></button>
                </form>
            </section>
        }
        .into_any();
    }
    if let Some(waits) = d.awaited(frame) {
        return view! {
            <section class="sec submit">
                <h2>{frame.t("Chấp nhận báo cáo", "Accept the report")}</h2>
                <p class="say">{waiting(frame, Some(waits))}" "{frame.t(
                    "Báo cáo được chấp nhận sau đó. Khi cơ quan ấy không kịp, người chấp nhận quyết định thay từng mục và nêu lý do.",
                    "The report is accepted after that. When the agency cannot, an approver decides each item in its place, with a reason.",
                )}" "<a href=format!("{home}?xem=tat-ca#muc")>{frame.t("Xem tất cả mục", "All items")}</a></p>
            </section>
        }
        .into_any();
    }
    let undecided = d.undecided();
    let eyes = d.items.iter().filter(|i| i.eyes.any() && i.is_open()).count();
    let says = match (undecided, eyes, frame.lang) {
        (0, _, Lang::Vi) => "Mọi mục đã được quyết định. Số liệu có hiệu lực và vào tiến độ ngay khi chấp nhận.".to_owned(),
        (0, _, Lang::En) => "Every item is decided. The figures come into force at once.".to_owned(),
        (n, 0, Lang::Vi) => format!("{n} mục chưa quyết định đều bình thường và được chấp nhận cùng báo cáo. Số liệu có hiệu lực ngay."),
        (n, 0, Lang::En) => format!("{n} ordinary items are accepted with the report. The figures come into force at once."),
        (n, e, Lang::Vi) => {
            format!("Còn {n} mục chưa quyết định, trong đó {e} mục cần xem kỹ. Chấp nhận báo cáo là chấp nhận cả các mục đó.")
        }
        (n, e, Lang::En) => format!("{n} items are undecided, {e} of them unusual. Accepting the report accepts them too."),
    };
    let who =
        if !d.approves {
            Some(frame.t(
                "Người có quyền chấp nhận của Sở Khoa học và Công nghệ mở trang này để kết luận.",
                "An approver opens this page to conclude.",
            ))
        } else if d.submitter {
            Some(frame.t(
                "Bạn là người nộp báo cáo này nên cần người thứ hai chấp nhận.",
                "You submitted this report: somebody else must accept it.",
            ))
        } else {
            None
        };
    view! {
        <section class="sec submit">
            <h2>{frame.t("Chấp nhận báo cáo", "Accept the report")}</h2>
            <p class="say">{says}" "{(eyes > 0).then(|| view! { <a href=format!("{home}?xem=can-xem#muc")>{frame.t("Xem các mục đó trước", "Look at them first")}</a> })}</p>
            {match who {
                Some(sentence) => view! { <p class="say">{sentence}</p> }.into_any(),
                None => accepting(frame, d, home),
            }}
        </section>
    }
    .into_any()
}

/// What a line agency decides of a report together.
fn own_items(frame: &Frame, d: &Desk) -> AnyView {
    let says = frame.t(
        "Sở Khoa học và Công nghệ kết luận cả báo cáo sau khi mọi mục đã được quyết định.",
        "Sở Khoa học và Công nghệ concludes on the report once every item is decided.",
    );
    view! {
        <section class="sec submit">
            <h2>{frame.t("Mục của cơ quan", "Your agency's items")}</h2>
            <p class="say">{says}</p>
            {(d.undecided() > 0).then(|| accepting(frame, d, address(d.period, &d.unit_code)))}
        </section>
    }
    .into_any()
}

/// The button, and before it the items that it accepts. They are shown at once when nothing else is left to look at.
fn accepting(frame: &Frame, d: &Desk, home: String) -> AnyView {
    let left: Vec<&Item> = d.items.iter().filter(|i| i.is_open()).collect();
    let eyes = left.iter().any(|i| i.eyes.any());
    let button = match (left.len(), frame.lang) {
        (n, Lang::Vi) if !d.reviews => format!("Chấp nhận {n} mục này"),
        (n, Lang::En) if !d.reviews => format!("Accept these {n} items"),
        (0, Lang::Vi) => "Chấp nhận báo cáo".to_owned(),
        (0, Lang::En) => "Accept the report".to_owned(),
        (n, Lang::Vi) => format!("Chấp nhận báo cáo cùng {n} mục này"),
        (n, Lang::En) => format!("Accept the report with these {n} items"),
    };
    let form = view! {
        <form class="btns after" method="post" action=format!("{home}/chap-nhan")>
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="lan" value=d.revision.to_string()/>
                    <input type="hidden" name="version" value=d.version.clone()/>
            <input type="hidden" name="ca" value={if left.is_empty() { "" } else { "1" }}/>
            <button class={if eyes { "btn big" } else { "btn go big" }} data-key=left.is_empty().then_some("c") data-then>{button}<kbd>"C"</kbd></button>
        </form>
    };
    if left.is_empty() {
        return form.into_any();
    }
    let summary = match (eyes, frame.lang) {
        (false, Lang::Vi) => format!("{} mục bình thường sẽ được chấp nhận", left.len()),
        (false, Lang::En) => format!("{} ordinary items will be accepted", left.len()),
        (true, Lang::Vi) => format!("Chấp nhận cùng {} mục chưa quyết định…", left.len()),
        (true, Lang::En) => format!("Accept with {} undecided items…", left.len()),
    };
    let line = |i: &&Item| {
        let look = i.eyes.any().then(|| view! { " "<b class="st-late">{frame.t("cần xem", "look")}</b> });
        view! { <li><span>{i.name.clone()}{look}</span><b class="n">{i.now.big.clone()}</b></li> }
    };
    view! {
        <details class="rest" open=!eyes>
            <summary data-key="c">{summary}<kbd>"C"</kbd></summary>
            <ul class="left">{left.iter().map(line).collect_view()}</ul>
            {form}
        </details>
    }
    .into_any()
}

/// The items of an accepted report, to be opened again.
pub(super) fn reopen(frame: &Frame, d: &Desk) -> AnyView {
    let check = |i: &Item| {
        view! { <label class="check"><input type="checkbox" name="muc" value=i.code.clone()/><span>{i.name.clone()} " " <span class="muted">{i.now.big.clone()}</span></span></label> }
    };
    view! {
        <details class="rest sec">
            <summary>{frame.t("Mở lại một số mục để đơn vị sửa", "Reopen items for correction")}</summary>
            <form class="stack after" method="post" action=format!("{}/mo-lai", address(d.period, &d.unit_code))>
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="version" value=d.version.clone()/>
                <p class="small muted">{frame.t(
                    "Bản đã chấp nhận vẫn có hiệu lực và vẫn xem được; đơn vị lập bản kế tiếp, chỉ các mục chọn ở đây sửa được.",
                    "The accepted revision stays in force and readable; only these items open in the next one.",
                )}</p>
                <div class="stack-s">{d.items.iter().map(check).collect_view()}</div>
                <div class="field wide"><label for="ly-do-mo">{frame.t("Lý do mở lại", "Reason")}</label>
                    <textarea class="in s" id="ly-do-mo" name="ly-do" rows="2" maxlength="2000" required></textarea></div>
                <div class="fills">
                    <div class="field wide"><label for="van-ban-mo">{frame.t("Văn bản cho phép (số, ký hiệu)", "Document that permits it")}</label>
                        <input class="in s" id="van-ban-mo" name="van-ban" maxlength="200" required/></div>
                    <div class="field"><label for="den-mo">{frame.t("Mở đến hết ngày", "Open until")}</label>
                        <input class="in s" id="den-mo" name="den" type="date" value=(frame.today + chrono::Days::new(5)).to_string() min=frame.today.to_string() required/></div>
                </div>
                <div><button class="btn stop">{frame.t("Mở lại các mục đã chọn", "Reopen")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
