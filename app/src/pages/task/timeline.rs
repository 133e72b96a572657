//! When tasks fall due: overdue, the coming months, quarters and years, and what has no date.

use super::{finding, line, standing_label};
use crate::{
    frame::{self, Frame},
    pages::report::{first_upper, period_name},
    tasks::{TaskBoard, TaskRow},
};
use domain::{
    Period,
    task::{Standing, TimeRule},
    text::Lang,
};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A section of the timeline, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Overdue,
    Month(Period),
    Later(Period),
    Recurring,
    Waiting,
    Continuous,
    NoDate,
    Over,
}

impl Slot {
    /// This month and the next; then quarters to the end of next year, then years.
    fn of(row: &TaskRow, this_month: Period) -> Self {
        match (row.standing, row.due) {
            (Standing::Done | Standing::DoneLate | Standing::Dropped, _) => Self::Over,
            (Standing::Overdue, _) => Self::Overdue,
            _ if matches!(row.task.time, TimeRule::Every(..)) => Self::Recurring,
            (_, Some(due)) => match Period::month_of(due) {
                month if month <= this_month.next() => Self::Month(month),
                month if month.year() <= this_month.year() + 1 => Self::Later(Period::quarter_of(due)),
                _ => Self::Later(Period::year_of(due)),
            },
            (Standing::Waiting, None) => Self::Waiting,
            (Standing::Continuous, None) => Self::Continuous,
            (_, None) => Self::NoDate,
        }
    }

    fn id(self) -> String {
        match self {
            Self::Month(period) | Self::Later(period) => format!("ky-{period}"),
            Self::Overdue => "qua-han".to_owned(),
            Self::Recurring => "lap-lai".to_owned(),
            Self::Waiting => "cho-su-kien".to_owned(),
            Self::Continuous => "thuong-xuyen".to_owned(),
            Self::NoDate => "chua-co-han".to_owned(),
            Self::Over => "da-xong".to_owned(),
        }
    }

    fn title(self, frame: &Frame, this_month: Period) -> String {
        let name = |period: Period| first_upper(&period_name(period, frame.lang));
        match self {
            Self::Overdue => first_upper(standing_label(Standing::Overdue, frame.lang)),
            Self::Month(period) if period == this_month => format!("{} ({})", frame.t("Tháng này", "This month"), name(period)),
            Self::Month(period) => format!("{} ({})", frame.t("Tháng sau", "Next month"), name(period)),
            // The months above are part of it.
            Self::Later(period) if period.start() <= this_month.next().start() => {
                format!("{} {}", frame.t("Phần còn lại của", "The rest of"), period_name(period, frame.lang))
            }
            Self::Later(period) => name(period),
            Self::Recurring => frame.t("Lặp lại theo kỳ", "Recurring").to_owned(),
            Self::Waiting => frame.t("Chờ sự kiện", "Waiting for an event").to_owned(),
            Self::Continuous => frame.t("Thường xuyên, không có hạn cuối", "Continuous").to_owned(),
            Self::NoDate => frame.t("Văn bản chưa nêu thời hạn", "No date").to_owned(),
            Self::Over => frame.t("Đã hoàn thành hoặc dừng thực hiện", "Done or dropped").to_owned(),
        }
    }
}

pub fn timeline(frame: &Frame, board: &TaskBoard) -> String {
    let title = frame.t("Nhiệm vụ theo thời gian", "Tasks by time");
    let this_month = Period::month_of(board.today);
    let mut slots: BTreeMap<Slot, Vec<&TaskRow>> = BTreeMap::new();
    for row in &board.rows {
        slots.entry(Slot::of(row, this_month)).or_default().push(row);
    }
    let all: Vec<&TaskRow> = board.rows.iter().collect();
    frame::page(frame, title, || {
        let links = slots.iter().map(|(slot, rows)| {
            view! { <a href=format!("#{}", slot.id())>{slot.title(frame, this_month)}" "{rows.len()}</a> }
        });
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/nhiem-vu">{frame.t("Nhiệm vụ", "Tasks")}</a>" / "{frame.t("Theo thời gian", "By time")}</nav>
            <h1>{finding(frame, &all)}</h1>
            {columns(frame, board)}
            {slots.is_empty().then(|| view! { <p class="lead">{frame.t("Tỉnh chưa có nhiệm vụ nào trong hệ thống.", "The province has no task yet.")}</p> })}
            <nav class="filters sec-s" aria-label=frame.t("Các mốc", "Sections")>{links.collect_view()}</nav>
            {slots.iter().map(|(slot, rows)| section(frame, board, *slot, rows, this_month)).collect_view()}
        }
        .into_any()
    })
}

fn section(frame: &Frame, board: &TaskBoard, slot: Slot, rows: &[&TaskRow], this_month: Period) -> AnyView {
    let lines = rows.iter().map(|r| line(frame, &board.catalogue, r)).collect_view();
    let count = if frame.lang == Lang::En { format!("{} tasks", rows.len()) } else { format!("{} nhiệm vụ", rows.len()) };
    let list = view! { <ul class="dated">{lines}</ul> };
    // What is fine is one line that opens.
    let body = if matches!(slot, Slot::Continuous | Slot::Over) {
        view! { <details class="rest"><summary>{count.clone()}</summary>{list}</details> }.into_any()
    } else {
        list.into_any()
    };
    view! {
        <section class="sec" id=slot.id()>
            <div class="sec-h"><h2>{slot.title(frame, this_month)}</h2><p>{count}</p></div>
            {body}
        </section>
    }
    .into_any()
}

/// Tasks due in one quarter or year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Column {
    late: usize,
    open: usize,
    over: usize,
}

impl Column {
    fn all(self) -> usize {
        self.late + self.open + self.over
    }
}

/// Quarters are drawn as long as they fit a phone.
const MOST_COLUMNS: usize = 24;

/// Every period between the first and the last due date, those without a task too.
fn counted(due: impl Fn(fn(chrono::NaiveDate) -> Period) -> Vec<(Period, Column)>) -> Vec<(Period, Column)> {
    let filled = |pairs: Vec<(Period, Column)>| {
        let (first, last) = (pairs.iter().map(|p| p.0).min()?, pairs.iter().map(|p| p.0).max()?);
        let mut columns: BTreeMap<Period, Column> = std::iter::successors(Some(first), |p| Some(p.next()))
            .take_while(|p| *p <= last)
            .take(MOST_COLUMNS + 1)
            .map(|p| (p, Column::default()))
            .collect();
        for (period, one) in pairs {
            let sum = columns.entry(period).or_default();
            *sum = Column { late: sum.late + one.late, open: sum.open + one.open, over: sum.over + one.over };
        }
        Some(columns.into_iter().collect::<Vec<_>>())
    };
    let quarters = filled(due(Period::quarter_of)).unwrap_or_default();
    if quarters.len() <= MOST_COLUMNS { quarters } else { filled(due(Period::year_of)).unwrap_or_default() }
}

/// How many tasks fall due when, as columns and as a table.
fn columns(frame: &Frame, board: &TaskBoard) -> Option<AnyView> {
    let dated = |of: fn(chrono::NaiveDate) -> Period| -> Vec<(Period, Column)> {
        let one = |r: &TaskRow| match r.standing {
            Standing::Overdue => Column { late: 1, ..Column::default() },
            s if s.is_over() => Column { over: 1, ..Column::default() },
            _ => Column { open: 1, ..Column::default() },
        };
        board.rows.iter().filter_map(|r| r.due.map(|due| (of(due), one(r)))).collect()
    };
    let columns = counted(dated);
    let most = columns.iter().map(|(_, c)| c.all()).max().filter(|n| *n > 0)?;
    let height = |n: usize| 100.0 * n as f64 / most as f64;
    let mut years = BTreeSet::new();
    let bars = columns.iter().map(|(period, c)| {
        let (late, open, over) = (height(c.late), height(c.open), height(c.over));
        let bar = |class: &'static str, from: f64, tall: f64| {
            (tall > 0.0).then(|| view! { <rect class=class x="1" width="8" y=format!("{:.1}", 100.0 - from - tall) height=format!("{tall:.1}")></rect> })
        };
        let year = years.insert(period.year()).then(|| period.year());
        view! {
            <li><span class="n">{(c.all() > 0).then(|| c.all())}</span>
                <svg viewBox="0 0 10 100" preserveAspectRatio="none">{bar("f-c late", 0.0, late)}{bar("f-bar", late, open)}{bar("f-soft", late + open, over)}</svg>
                <span class="y">{year}</span></li>
        }
    });
    let bars = bars.collect_view();
    let rows = columns.iter().filter(|(_, c)| c.all() > 0).map(|(period, c)| {
        view! {
            <tr><th scope="row">{first_upper(&period_name(*period, frame.lang))}</th><td class="n">{c.late}</td><td class="n">{c.open}</td><td class="n">{c.over}</td><td class="n">{c.all()}</td></tr>
        }
    });
    let rows = rows.collect_view();
    let (late, open, over) = (frame.t("quá hạn", "overdue"), frame.t("chưa đến hạn", "not due yet"), frame.t("đã xong hoặc dừng", "over"));
    let key = |class: &'static str, word: &'static str| {
        view! { <span><svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><rect class=class width="12" height="12"></rect></svg>{word}</span> }
    };
    let yearly = columns.first().is_some_and(|(p, _)| p.to_string().len() == 4);
    let heading = if yearly {
        frame.t("Số nhiệm vụ đến hạn theo năm", "Tasks due per year")
    } else {
        frame.t("Số nhiệm vụ đến hạn theo quý", "Tasks due per quarter")
    };
    Some(
        view! {
            <figure class="sec">
                <figcaption class="sec-h"><h2>{heading}</h2></figcaption>
                <ol class="columns" aria-hidden="true">{bars}</ol>
                <p class="key after">{key("f-c late", late)}{key("f-bar", open)}{key("f-soft", over)}</p>
                <details class="twin"><summary>{frame.t("Xem dạng bảng", "As a table")}</summary>
                    <div class="scroll-x"><table class="t"><thead><tr><th scope="col">{frame.t("Kỳ", "Period")}</th><th scope="col" class="n">{late}</th><th scope="col" class="n">{open}</th>
                        <th scope="col" class="n">{over}</th><th scope="col" class="n">{frame.t("cộng", "all")}</th></tr></thead><tbody>{rows}</tbody></table></div>
                </details>
            </figure>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn counts(days: &[&str]) -> Vec<(String, usize)> {
        let days: Vec<NaiveDate> = days.iter().map(|d| d.parse().unwrap()).collect();
        let one = Column { open: 1, ..Column::default() };
        let columns = counted(|of| days.iter().map(|d| (of(*d), one)).collect());
        columns.into_iter().map(|(p, c)| (p.to_string(), c.all())).collect()
    }

    #[test]
    fn columns_have_no_gaps_and_become_years_when_there_are_too_many() {
        assert!(counts(&[]).is_empty());
        let expected = [("2025-Q4", 2), ("2026-Q1", 0), ("2026-Q2", 1)].map(|(p, n)| (p.to_owned(), n));
        assert_eq!(counts(&["2025-12-31", "2026-06-30", "2025-10-15"]), expected);
        // 2025-Q1 to 2030-Q4 are 24 quarters, one more is too many.
        assert_eq!(counts(&["2025-01-01", "2030-12-31"]).len(), 24);
        let years = counts(&["2025-01-01", "2031-01-01"]);
        assert_eq!((years.len(), years[0].0.as_str(), years[6].0.as_str()), (7, "2025", "2031"));
    }

    #[test]
    fn a_slip_of_centuries_does_not_draw_centuries() {
        assert_eq!(counts(&["1900-01-01", "9990-01-01"]).len(), MOST_COLUMNS + 2);
    }
}
