//! One round: where it stands, its next step with what it waits for, exceptions, explanations, what was published.

use super::{AppealLine, address, values};
use crate::{
    frame::{self, Frame},
    pages::{publication, report::period_name, review},
    ui::Csrf,
};
use chrono::NaiveDate;
use domain::{
    Period,
    access::Action,
    exception::{ExceptionKind, Verdict},
    text::{self, Lang},
    workflow::{ROUND_TRANSITIONS, RoundAction, RoundFacts, RoundGap, RoundState, advance},
};
use leptos::prelude::*;
use uuid::Uuid;

pub struct ExceptionLine {
    pub id: Uuid,
    pub unit_code: String,
    pub unit_name: String,
    pub kind: ExceptionKind,
    /// Codes it is narrowed to.
    pub indicators: String,
    pub reason: String,
    pub document: String,
    pub until: NaiveDate,
    /// When and by whom.
    pub granted: String,
    pub holds: bool,
    pub ended: bool,
}

/// A snapshot of the round.
pub struct PublicationLine {
    pub period: Period,
    pub number: i32,
    pub hash: String,
    pub frozen: String,
    /// When and by whom; none: only frozen.
    pub published: Option<String>,
    pub document: String,
    pub notice: String,
}

pub struct Life {
    pub period: Period,
    pub opens: NaiveDate,
    pub due: NaiveDate,
    pub closes: NaiveDate,
    pub standing: RoundState,
    pub facts: RoundFacts,
    pub expected: usize,
    /// Code and name of who sent nothing, of whose report waits, and of everybody who owes one.
    pub silent: Vec<(String, String)>,
    pub undecided: Vec<(String, String)>,
    pub units: Vec<(String, String)>,
    pub exceptions: Vec<ExceptionLine>,
    pub appeals: Vec<AppealLine>,
    pub publications: Vec<PublicationLine>,
}

impl Life {
    fn headline(&self, lang: Lang) -> String {
        let name = period_name(self.period, lang);
        let sent = self.expected - self.facts.silent;
        let (waiting, open) = (self.facts.undecided, self.facts.unanswered);
        let newest = self.publications.first().map_or(0, |p| p.number);
        let until = self.facts.explain_until.map(|d| text::date(d, lang)).unwrap_or_default();
        use RoundState as S;
        match (self.standing, lang) {
            (S::Planned, Lang::Vi) => format!("Đợt {name} mở ngày {}.", text::date(self.opens, lang)),
            (S::Planned, Lang::En) => format!("The round of {name} opens on {}.", text::date(self.opens, lang)),
            (S::Open, Lang::Vi) => format!("Đợt {name} đang mở: {sent}/{} đơn vị đã nộp.", self.expected),
            (S::Open, Lang::En) => format!("The round of {name} is open: {sent} of {} units have submitted.", self.expected),
            (S::Closed, Lang::Vi) if self.facts.silent + waiting == 0 => {
                format!("Đợt {name} đã đóng: mọi đơn vị đã nộp, mọi báo cáo đã kết luận.")
            }
            (S::Closed, Lang::Vi) => format!("Đợt {name} đã đóng: {} đơn vị không nộp, {waiting} báo cáo chờ kết luận.", self.facts.silent),
            (S::Closed, Lang::En) => {
                format!("The round of {name} is closed: {} units sent nothing, {waiting} reports wait.", self.facts.silent)
            }
            (S::InAppraisal, Lang::Vi) if waiting == 0 => format!("Đợt {name}: mọi báo cáo đã kết luận, có thể thông báo kết quả."),
            (S::InAppraisal, Lang::Vi) => format!("Đợt {name} đang thẩm định: còn {waiting} báo cáo chờ kết luận."),
            (S::InAppraisal, Lang::En) => format!("The round of {name} is in appraisal: {waiting} reports wait."),
            (S::Notified, Lang::Vi) => format!("Đợt {name}: đã thông báo kết quả, {open} giải trình chờ trả lời; nhận đến hết {until}."),
            (S::Notified, Lang::En) => format!("{name}: results are notified, {open} explanations wait; they come in until {until}."),
            (S::Finalised, Lang::Vi) => format!("Đợt {name} đã chốt, bản số {newest}; chưa công bố."),
            (S::Finalised, Lang::En) => format!("The round of {name} is finalised as number {newest}, and not published yet."),
            (S::Published, Lang::Vi) => format!("Đợt {name} đã công bố, bản số {newest}."),
            (S::Published, Lang::En) => format!("The round of {name} is published as number {newest}."),
            (S::Superseded, Lang::Vi) => format!("Đợt {name} đã công bố đính chính; bản đang có giá trị là bản số {newest}."),
            (S::Superseded, Lang::En) => format!("The round of {name} was corrected; number {newest} counts."),
        }
    }
}

pub fn life(frame: &Frame, l: &Life) -> String {
    let title = format!("{} {}", frame.t("Đợt báo cáo", "Round"), period_name(l.period, frame.lang));
    frame::page(frame, &title, || {
        view! {
            <p class="crumb"><a href="/dot">{frame.t("Tình hình nộp báo cáo", "Who has reported")}</a> " · "
                <a href=format!("/tham-dinh?dot={}", l.period)>{frame.t("Hàng chờ thẩm định", "Review queue")}</a></p>
            <h1>{l.headline(frame.lang)}</h1>
            <p class="lead">{frame.t("Mở ", "Opens ")}{text::date(l.opens, frame.lang)}" · "{frame.t("hạn nộp ", "due ")}<b>{text::date(l.due, frame.lang)}</b>
                " · "{frame.t("đóng ", "closes ")}{text::date(l.closes, frame.lang)}</p>
            {path(frame, l.standing)}
            {frame.may(Action::ManageRound).then(|| next(frame, l))}
            {silent(frame, l)}
            {published(frame, l)}
            {appeals(frame, l)}
            {exceptions(frame, l)}
        }
        .into_any()
    })
}

/// The states of a round as steps; a correction is no step of every round.
fn path(frame: &Frame, now: RoundState) -> AnyView {
    let shown = RoundState::ALL.iter().filter(|s| **s != RoundState::Superseded || now == RoundState::Superseded);
    let step = |s: &RoundState| {
        let class = match s.cmp(&now) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "",
        };
        let name = if frame.lang == Lang::En { s.label_en() } else { s.label() };
        view! { <li class=class aria-current=(*s == now).then_some("step")>{name}</li> }
    };
    view! { <ol class="steps after">{shown.map(step).collect_view()}</ol> }.into_any()
}

/// The steps that the table has from here, each with what it still waits for.
fn next(frame: &Frame, l: &Life) -> AnyView {
    let steps: Vec<_> = ROUND_TRANSITIONS.iter().filter(|t| t.from == l.standing && !t.who.is_empty()).collect();
    if steps.is_empty() {
        let waits = match l.standing {
            RoundState::Planned => frame.t("Đợt tự mở vào ngày mở.", "The round opens by itself on its day."),
            _ => frame.t(
                "Đợt tự đóng sau ngày đóng; sau đó bắt đầu thẩm định.",
                "The round closes by itself after its last day; then the appraisal begins.",
            ),
        };
        return view! { <p class="small muted after">{waits}</p> }.into_any();
    }
    let step = |t: &&domain::workflow::Transition<RoundState, RoundAction>| {
        // What the form itself asks for is no obstacle yet.
        let filled = RoundFacts {
            silence_noted: true,
            document: "x".into(),
            notice: "x".into(),
            explain_until: if t.action == RoundAction::Notify { l.facts.today.succ_opt() } else { l.facts.explain_until },
            ..l.facts.clone()
        };
        let gap = advance(t.from, t.action, &filled).err();
        // Freezing again and correcting are offered once there is something to freeze.
        if gap == Some(RoundGap::Unchanged) {
            return None;
        }
        let name = if frame.lang == Lang::En { t.action.label_en() } else { t.action.label() };
        Some(view! {
            <section class="sec submit">
                <h2>{crate::pages::report::first_upper(name)}</h2>
                <p class="say">{frame.t("Điều kiện: ", "If: ")}{frame.t(t.guard, t.guard_en)}"."</p>
                {match gap {
                    Some(gap) => view! { <p class="say"><b>{gap.to_string()}</b></p> }.into_any(),
                    None => form(frame, l, t.action, name),
                }}
            </section>
        })
    };
    view! { {steps.iter().map(step).collect_view()} }.into_any()
}

fn form(frame: &Frame, l: &Life, action: RoundAction, name: &'static str) -> AnyView {
    let document = matches!(action, RoundAction::Publish | RoundAction::Supersede);
    let silent = l.facts.silent;
    view! {
        <form class="stack after" method="post" action=format!("{}/buoc", address(l.period))>
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="buoc" value=action.code()/>
            {(action == RoundAction::Appraise && silent > 0).then(|| view! {
                <label class="check"><input type="checkbox" name="khong-nop" value="1" required/><span>{match frame.lang {
                    Lang::Vi => format!("Ghi nhận {silent} đơn vị không nộp báo cáo (danh sách ở dưới)"),
                    Lang::En => format!("Note {silent} units as missing (listed below)"),
                }}</span></label>
            })}
            {(action == RoundAction::Notify).then(|| view! {
                <div class="field"><label for="den">{frame.t("Nhận giải trình đến hết ngày", "Explanations until")}</label>
                    <input class="in s short" id="den" name="den" type="date" value=(l.facts.today + chrono::Days::new(7)).to_string() required/></div>
            })}
            {document.then(|| view! {
                <div class="field wide"><label for="van-ban">{frame.t("Văn bản công bố (số, ký hiệu)", "Document that publishes")}</label>
                    <input class="in s" id="van-ban" name="van-ban" maxlength="200" required/></div>
            })}
            {(action == RoundAction::Supersede).then(|| view! {
                <div class="field wide"><label for="ly-do">{frame.t("Lý do đính chính (in trên thông báo)", "Why it is corrected (printed on the notice)")}</label>
                    <textarea class="in s" id="ly-do" name="ly-do" rows="2" maxlength="2000" required></textarea></div>
            })}
            <div><button class="btn go big">{crate::pages::report::first_upper(name)}</button></div>
        </form>
    }
    .into_any()
}

fn silent(frame: &Frame, l: &Life) -> AnyView {
    let list = |title: String, units: &[(String, String)], linked: bool| {
        let period = l.period;
        let item = move |(code, name): &(String, String)| match linked {
            true => view! { <li><a href=review::address(period, code)>{name.clone()}</a></li> }.into_any(),
            false => view! { <li>{name.clone()}</li> }.into_any(),
        };
        (!units.is_empty()).then(|| {
            view! { <details class="rest sec" open=units.len() <= 8><summary>{title}</summary><ul class="list">{units.iter().map(item).collect_view()}</ul></details> }
        })
    };
    let name = |n: usize, vi: &str, en: &str| if frame.lang == Lang::En { format!("{en}: {n}") } else { format!("{vi}: {n} đơn vị") };
    view! {
        {list(name(l.silent.len(), "Chưa nộp", "Not submitted"), &l.silent, false)}
        {list(name(l.undecided.len(), "Chờ kết luận", "Waiting for their conclusion"), &l.undecided, true)}
    }
    .into_any()
}

fn published(frame: &Frame, l: &Life) -> Option<AnyView> {
    (!l.publications.is_empty()).then(|| {
        view! {
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Bản chốt và công bố", "Frozen and published")}</h2></div>
                {publication::table(frame, &l.publications, false)}
            </section>
        }
        .into_any()
    })
}

fn appeals(frame: &Frame, l: &Life) -> Option<AnyView> {
    let answers = l.standing == RoundState::Notified && frame.may(Action::ManageRound);
    let answer = |a: &AppealLine| {
        (answers && a.verdict == Verdict::Open).then(|| {
            let id = |field: &str| format!("{field}-{}", a.id);
            view! {
                <form class="stack-s after" method="post" action=format!("{}/tra-loi", address(l.period))>
                    <Csrf token=frame.csrf.clone()/>
                    <input type="hidden" name="don-vi" value=a.unit_code.clone()/><input type="hidden" name="id" value=a.id.to_string()/>
                    <div class="fills">
                        <div class="field"><label for=id("tu")>{frame.t("Số kết luận", "Final figure")}{a.is_ratio.then(|| frame.t(" (tử số)", " (numerator)"))}</label>
                            <input class="in n s" id=id("tu") name="tu" value=a.inputs.0.clone() inputmode="decimal"/></div>
                        {a.is_ratio.then(|| view! { <div class="field"><label for=id("mau")>{frame.t("Mẫu số", "Denominator")}</label>
                            <input class="in n s" id=id("mau") name="mau" value=a.inputs.1.clone() inputmode="decimal"/></div> })}
                        <div class="field wide"><label for=id("tl")>{frame.t("Trả lời", "Answer")}</label>
                            <input class="in s" id=id("tl") name="tra-loi" maxlength="2000" required/></div>
                    </div>
                    <div class="btns">
                        <button class="btn go" name="ket-luan" value="upheld">{frame.t("Chấp nhận, dùng số này", "Uphold with this figure")}</button>
                        <button class="btn" name="ket-luan" value="dismissed">{frame.t("Không chấp nhận", "Dismiss")}</button>
                    </div>
                </form>
            }
            .into_any()
        })
    };
    (!l.appeals.is_empty()).then(|| {
        view! {
            <section class="sec" id="giai-trinh">
                <div class="sec-h"><h2>{frame.t("Giải trình của đơn vị", "Explanations")}</h2></div>
                {values(frame, &l.appeals, true, answer)}
            </section>
        }
        .into_any()
    })
}

fn exceptions(frame: &Frame, l: &Life) -> AnyView {
    let may = frame.may(Action::ManageRound);
    let row = |e: &ExceptionLine| {
        let kind = if frame.lang == Lang::En { e.kind.label_en() } else { e.kind.label() };
        let standing = match (e.holds, e.ended) {
            (true, _) => frame.t("đang có hiệu lực", "holds"),
            (false, true) => frame.t("đã kết thúc", "ended"),
            (false, false) => frame.t("đã hết hiệu lực", "lapsed"),
        };
        view! {
            <tr>
                <th scope="row">{e.unit_name.clone()}<span class="sub">{kind}{(!e.indicators.is_empty()).then(|| format!(": {}", e.indicators))}</span></th>
                <td>{e.reason.clone()}<span class="sub">{e.document.clone()}</span></td>
                <td>{text::date(e.until, frame.lang)}<span class="sub">{standing}</span></td>
                <td class="small">{e.granted.clone()}</td>
                <td>{(may && e.holds).then(|| view! {
                    <form method="post" action=format!("{}/ngoai-le/ket-thuc", address(l.period))>
                        <Csrf token=frame.csrf.clone()/>
                        <input type="hidden" name="don-vi" value=e.unit_code.clone()/><input type="hidden" name="id" value=e.id.to_string()/>
                        <button class="btn quiet s" aria-label=format!("{} {}", frame.t("Kết thúc:", "End:"), e.unit_name)>{frame.t("Kết thúc", "End")}</button>
                    </form>
                })}</td>
            </tr>
        }
    };
    let heads = [("Đơn vị", "Unit"), ("Lý do, văn bản", "Reason, document"), ("Đến hết", "Until"), ("Người cho phép", "Granted"), ("", "")];
    view! {
        <section class="sec" id="ngoai-le">
            <div class="sec-h"><h2>{frame.t("Ngoại lệ", "Exceptions")}</h2>
                <span class="small muted">{frame.t("tự hết hiệu lực sau ngày ghi ở đây", "each lapses by itself")}</span></div>
            {if l.exceptions.is_empty() {
                view! { <p class="small muted">{frame.t("Đợt này chưa có ngoại lệ nào.", "None in this round.")}</p> }.into_any()
            } else {
                view! { <div class="scroll-x" tabindex="0"><table class="t">
                    <thead><tr>{heads.map(|(vi, en)| view! { <th scope="col">{frame.t(vi, en)}</th> }).collect_view()}</tr></thead>
                    <tbody>{l.exceptions.iter().map(row).collect_view()}</tbody>
                </table></div> }.into_any()
            }}
            {may.then(|| grant(frame, l))}
        </section>
    }
    .into_any()
}

fn grant(frame: &Frame, l: &Life) -> AnyView {
    let unit = |(code, name): &(String, String)| view! { <option value=code.clone()>{name.clone()}</option> };
    view! {
        <details class="rest after">
            <summary>{frame.t("Cho nộp muộn hoặc miễn báo cáo", "Grant late entry or exemption")}</summary>
            <form class="stack after" method="post" action=format!("{}/ngoai-le", address(l.period))>
                <Csrf token=frame.csrf.clone()/>
                <div class="fills">
                    <div class="field wide"><label for="nl-don-vi">{frame.t("Đơn vị", "Unit")}</label>
                        <select class="in s" id="nl-don-vi" name="don-vi">{l.units.iter().map(unit).collect_view()}</select></div>
                    <div class="field"><label for="nl-loai">{frame.t("Loại", "Kind")}</label>
                        <select class="in s" id="nl-loai" name="loai">
                            <option value=ExceptionKind::LateEntry.code()>{frame.t("Cho nộp muộn", "Late entry")}</option>
                            <option value=ExceptionKind::Exemption.code()>{frame.t("Miễn báo cáo", "Exemption")}</option>
                        </select></div>
                    <div class="field"><label for="nl-den">{frame.t("Đến hết ngày", "Until")}</label>
                        <input class="in s" id="nl-den" name="den" type="date" value=(frame.today + chrono::Days::new(5)).to_string() min=frame.today.to_string() required/></div>
                </div>
                <div class="field wide"><label for="nl-muc">{frame.t("Mã chỉ tiêu được miễn, cách nhau dấu phẩy (để trống: cả báo cáo)", "Exempt indicators by code (empty: the whole report)")}</label>
                    <input class="in s" id="nl-muc" name="muc" maxlength="400"/></div>
                <div class="field wide"><label for="nl-ly-do">{frame.t("Lý do", "Reason")}</label>
                    <textarea class="in s" id="nl-ly-do" name="ly-do" rows="2" maxlength="2000" required></textarea></div>
                <div class="field wide"><label for="nl-van-ban">{frame.t("Văn bản cho phép (số, ký hiệu)", "Document that permits it")}</label>
                    <input class="in s" id="nl-van-ban" name="van-ban" maxlength="200" required/></div>
                <div><button class="btn">{frame.t("Ghi ngoại lệ", "Grant")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
