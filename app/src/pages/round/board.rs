//! Completeness and timeliness: units by rounds. Both count from a unit's first submission, apart from how it was judged.

use super::address;
use crate::{
    frame::{self, Frame},
    pages::{
        report::{self, period_name},
        review,
    },
    ui::Glyph,
};
use chrono::NaiveDate;
use domain::{
    Period,
    access::Action,
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;

/// One unit in one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Owes nothing in it.
    Nothing,
    /// Days before the due day, 0 on it.
    InTime(i64),
    /// Days after it.
    Late(i64),
    /// Not sent, and still in time.
    Awaited,
    /// Not sent; days since it was due.
    Overdue(i64),
    Exempt,
}

impl Cell {
    /// `sent`: day of the first submission.
    pub fn of(sent: Option<NaiveDate>, due: NaiveDate, today: NaiveDate) -> Self {
        match sent {
            Some(day) if day <= due => Self::InTime((due - day).num_days()),
            Some(day) => Self::Late((day - due).num_days()),
            None if today <= due => Self::Awaited,
            None => Self::Overdue((today - due).num_days()),
        }
    }

    fn owes(self) -> bool {
        !matches!(self, Self::Nothing | Self::Exempt)
    }

    fn sent(self) -> bool {
        matches!(self, Self::InTime(_) | Self::Late(_))
    }
}

pub struct Column {
    pub period: Period,
    pub due: NaiveDate,
}

pub struct Row {
    pub code: String,
    pub name: String,
    /// The viewer fills in the unit's reports.
    pub mine: bool,
    /// One for each column.
    pub cells: Vec<Cell>,
}

pub struct Board {
    /// Newest first: a phone shows only a few.
    pub columns: Vec<Column>,
    /// By name.
    pub rows: Vec<Row>,
    /// Communes, else departments.
    pub communes: bool,
}

/// Of the units that owe a report in a round: how many, how many sent it, how many of those in time.
struct Count {
    owe: usize,
    sent: usize,
    in_time: usize,
}

impl Board {
    fn count(&self, column: usize) -> Count {
        let cells = || self.rows.iter().map(|r| r.cells[column]);
        Count {
            owe: cells().filter(|c| c.owes()).count(),
            sent: cells().filter(|c| c.sent()).count(),
            in_time: cells().filter(|c| matches!(c, Cell::InTime(_))).count(),
        }
    }

    fn headline(&self, lang: Lang) -> String {
        let Some(newest) = self.columns.first() else { return String::new() };
        let (c, name) = (self.count(0), period_name(newest.period, lang));
        let missing = c.owe - c.sent;
        match (missing, lang) {
            (_, _) if c.owe == 0 => {
                if lang == Lang::En {
                    format!("{name}: nobody owes a report.")
                } else {
                    format!("Đợt {name}: không đơn vị nào phải nộp.")
                }
            }
            (0, Lang::Vi) => format!("Đợt {name}: đủ {} đơn vị đã nộp, {} đúng hạn.", c.owe, c.in_time),
            (0, Lang::En) => format!("{name}: all {} units have submitted, {} in time.", c.owe, c.in_time),
            (n, Lang::Vi) => format!("Đợt {name}: {n} trong {} đơn vị chưa nộp; {} nộp đúng hạn.", c.owe, c.in_time),
            (n, Lang::En) => format!("{name}: {n} of {} units have not submitted; {} did in time.", c.owe, c.in_time),
        }
    }
}

/// Fetches the page again now and then and puts the new table in; without it the page is as of its loading.
const LIVE: &str = "setInterval(async()=>{if(document.hidden)return;try{const r=await fetch(location.href);if(!r.ok)return;\
const d=new DOMParser().parseFromString(await r.text(),'text/html');for(const id of ['bang','dau-trang']){const n=d.getElementById(id),o=document.getElementById(id);\
if(n&&o&&n.innerHTML!==o.innerHTML)o.replaceWith(n)}}catch{}},30000)";

pub fn board(frame: &Frame, b: &Board) -> String {
    let title = frame.t("Tình hình nộp báo cáo", "Who has reported");
    frame::page(frame, title, || {
        if b.columns.is_empty() {
            return view! {
                <h1>{frame.t("Chưa có đợt báo cáo nào.", "There is no round yet.")}</h1>
                <div class="empty after"><h3>{frame.t("Chưa có gì để theo dõi", "Nothing to follow yet")}</h3>
                <p>{frame.t("Lập các đợt ở “Chế độ báo cáo”; bảng này hiện từ khi đợt đầu tiên mở.", "Make rounds under “Reporting duties”; the board shows from the first one on.")}</p></div>
            }
            .into_any();
        }
        let tab = |communes: bool, vi: &'static str, en: &'static str| {
            let href = if communes { "/dot?nhom=xa" } else { "/dot" };
            view! { <a href=href aria-current=(b.communes == communes).then_some("true")>{frame.t(vi, en)}</a> }
        };
        view! {
            <div class="dateline"><span><b>{title}</b></span>
                <span>{frame.t("tính từ lần nộp đầu tiên, cập nhật mỗi 30 giây", "counted from the first submission, refreshed every 30 seconds")}</span></div>
            <h1 id="dau-trang">{b.headline(frame.lang)}</h1>
            <nav class="tabs after" aria-label=frame.t("Nhóm đơn vị", "Group of units")>{tab(false, "Sở, ban, ngành", "Departments")}{tab(true, "Xã, phường", "Communes and wards")}</nav>
            {legend(frame)}
            {table(frame, b)}
            <script nonce=frame.nonce.clone() inner_html=LIVE></script>
        }
        .into_any()
    })
}

fn legend(frame: &Frame) -> AnyView {
    let items = [
        (Tone::Met, "đúng hạn", "in time"),
        (Tone::Risk, "nộp muộn, số ngày", "late, in days"),
        (Tone::Late, "chưa nộp, số ngày quá hạn", "missing, days overdue"),
        (Tone::None, "chưa đến hạn", "not due yet"),
    ];
    let item = |(tone, vi, en): (Tone, &'static str, &'static str)| view! { <span><Glyph tone/>{frame.t(vi, en)}</span> };
    view! { <p class="key">{items.map(item).collect_view()}</p> }.into_any()
}

fn table(frame: &Frame, b: &Board) -> AnyView {
    let works = frame.may(Action::ReviewReport);
    let head = b.columns.iter().map(|c| {
        let name = short(c.period, frame.lang);
        let title = format!("{}: {} {}", period_name(c.period, frame.lang), frame.t("hạn", "due"), text::date(c.due, frame.lang));
        let name = if works { view! { <a class="plain" href=address(c.period)>{name}</a> }.into_any() } else { name.into_any() };
        view! { <th scope="col" class="n" title=title>{name}</th> }
    });
    let rate = |part: fn(&Count) -> usize| {
        b.columns
            .iter()
            .enumerate()
            .map(move |(i, _)| {
                let c = b.count(i);
                let share = (100 * part(&c)).checked_div(c.owe).map_or_else(|| "–".to_owned(), |percent| format!("{percent}\u{a0}%"));
                view! { <td class="n" title=format!("{}/{}", part(&c), c.owe)><b>{share}</b></td> }
            })
            .collect_view()
    };
    let row = |r: &Row| {
        let to = |cell: &Cell, c: &Column| match r.mine {
            true => Some(report::address(c.period, &r.code)),
            false => (works && cell.sent()).then(|| review::address(c.period, &r.code)),
        };
        let cells = r.cells.iter().zip(&b.columns).map(|(cell, c)| mark(frame, *cell, to(cell, c))).collect_view();
        view! { <tr><th scope="row"><a class="plain" href=format!("/don-vi/{}", r.code)>{r.name.clone()}</a></th>{cells}</tr> }
    };
    view! {
        <div class="scroll-x" id="bang" tabindex="0" role="region" aria-label=frame.t("Bảng nộp báo cáo", "Board")><table class="t sent">
            <thead><tr><th scope="col">{frame.t("Đơn vị", "Unit")}</th>{head.collect_view()}</tr></thead>
            <tbody>
                <tr class="sum"><th scope="row">{frame.t("Đã nộp", "Submitted")}</th>{rate(|c| c.sent)}</tr>
                <tr class="sum"><th scope="row">{frame.t("Đúng hạn", "In time")}</th>{rate(|c| c.in_time)}</tr>
                {b.rows.iter().map(row).collect_view()}
            </tbody>
        </table></div>
    }
    .into_any()
}

/// "10/26" for a month.
fn short(period: Period, lang: Lang) -> String {
    let month = period.to_string().split_once('-').and_then(|(_, m)| m.parse::<u32>().ok());
    month.map_or_else(|| period_name(period, lang), |m| format!("{m}/{}", period.year() % 100))
}

fn mark(frame: &Frame, cell: Cell, to: Option<String>) -> AnyView {
    let (tone, days, word) = match cell {
        Cell::Nothing => return view! { <td class="n muted" title=frame.t("không phải báo cáo", "owes nothing")>"·"</td> }.into_any(),
        Cell::Exempt => {
            return view! { <td class="n muted small" title=frame.t("được miễn", "exempt")>{frame.t("miễn", "exempt")}</td> }.into_any();
        }
        Cell::InTime(_) => (Tone::Met, None, frame.t("đúng hạn", "in time")),
        Cell::Late(days) => (Tone::Risk, Some(days), frame.t("nộp muộn", "late")),
        Cell::Overdue(days) => (Tone::Late, Some(days), frame.t("chưa nộp, quá hạn", "missing, overdue")),
        Cell::Awaited => (Tone::None, None, frame.t("chưa đến hạn", "not due yet")),
    };
    let word = days.map_or_else(|| word.to_owned(), |n| format!("{word} {n} {}", frame.t("ngày", "days")));
    let inside = view! { <Glyph tone/><span class="vh">{word.clone()}</span>{days.map(|n| format!("\u{a0}{n}"))} };
    match to {
        Some(to) => view! { <td class="n" title=word.clone()><a class="plain" href=to>{inside}</a></td> }.into_any(),
        None => view! { <td class="n" title=word.clone()>{inside}</td> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_in_time_to_the_end_of_its_due_day() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        // sent, today, with the report due on the 15th
        let table = [
            (Some(14), 20, Cell::InTime(1)),
            (Some(15), 20, Cell::InTime(0)),
            (Some(16), 20, Cell::Late(1)),
            (None, 14, Cell::Awaited),
            (None, 15, Cell::Awaited),
            (None, 16, Cell::Overdue(1)),
        ];
        for (sent, today, cell) in table {
            assert_eq!(Cell::of(sent.map(day), day(15), day(today)), cell, "{sent:?} {today}");
        }
    }

    #[test]
    fn who_owes_nothing_or_is_exempt_is_not_counted() {
        let due = NaiveDate::from_ymd_opt(2026, 11, 15).unwrap();
        let row = |cell| Row { code: String::new(), name: String::new(), mine: false, cells: vec![cell] };
        let column = Column { period: "2026-10".parse().unwrap(), due };
        let cells = [Cell::InTime(2), Cell::Late(1), Cell::Overdue(3), Cell::Awaited, Cell::Exempt, Cell::Nothing];
        let b = Board { columns: vec![column], rows: cells.map(row).into(), communes: false };
        let c = b.count(0);
        assert_eq!((c.owe, c.sent, c.in_time), (4, 2, 1));
        assert_eq!(b.headline(Lang::Vi), "Đợt tháng 10/2026: 2 trong 4 đơn vị chưa nộp; 1 nộp đúng hạn.");
    }
}
