//! What two provinces both measure, side by side.

use crate::{
    board::{Board, Standing},
    frame::{self, Frame, ui_encode},
    ui::{self, Drawing, StatusChip, bullet, headline_value},
};
use domain::text::{self, Lang};
use leptos::prelude::*;

/// One indicator of a province, with the target that binds now.
pub struct Side<'a> {
    pub board: &'a Board,
    /// Code and name of the province.
    pub province: (String, String),
    /// Code and name of the indicator, for one that has no target.
    pub indicator: (String, String),
    pub standing: Option<&'a Standing>,
}

/// Two indicators that measure the same, or nearly.
pub struct Pair<'a> {
    pub sides: [Side<'a>; 2],
    /// What differs, as the catalogue says it.
    pub reading: String,
}

pub struct Page<'a> {
    /// Code and name of the provinces the reader may see.
    pub provinces: Vec<(String, String)>,
    pub pairs: Vec<Pair<'a>>,
}

pub fn show(frame: &Frame, page: &Page) -> String {
    let title = frame.t("Hai tỉnh", "Two provinces");
    let mut frame = frame.clone();
    frame.illustrative = page.pairs.iter().flat_map(|p| &p.sides).any(|s| s.standing.is_some_and(|x| x.illustrative));
    let frame = &frame;
    let count = page.pairs.len();
    let heading = match (frame.lang, count) {
        (Lang::Vi, 0) => "Chưa có chỉ tiêu nào được khai là cùng nội dung ở hai tỉnh.".to_owned(),
        (Lang::Vi, n) => format!("{n} chỉ tiêu có ở cả hai tỉnh."),
        (Lang::En, 0) => "No indicator is declared to measure the same in two provinces.".to_owned(),
        (Lang::En, n) => format!("{n} indicators are measured in both provinces."),
    };
    frame::page(frame, title, || {
        let links = page.provinces.iter().map(|(code, name)| view! { <a class="btn" href=format!("/?tinh={code}")>{name.clone()}</a> });
        view! {
            <h1>{heading}</h1>
            <p class="btns after">{links.collect_view()}</p>
            {page.pairs.iter().map(|p| pair(frame, p)).collect_view()}
            {(count > 0).then(|| ui::bullet_key(frame))}
        }
        .into_any()
    })
}

fn pair(frame: &Frame, p: &Pair) -> AnyView {
    let rows = p.sides.iter().map(|s| side(frame, s)).collect_view();
    let title = p.sides[0].indicator.1.clone();
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{title}</h2></div>
            <div class="scroll-x"><table class="t">
                <thead><tr><th scope="col">{frame.t("Tỉnh", "Province")}</th><th scope="col">{frame.t("Chỉ tiêu", "Indicator")}</th>
                    <th scope="col" class="n">{frame.t("Kết quả", "Result")}</th><th scope="col" class="n">{frame.t("Mục tiêu", "Target")}</th>
                    <th scope="col">{frame.t("So với mục tiêu", "Against the target")}</th><th scope="col">{frame.t("Trạng thái", "Status")}</th>
                    <th scope="col">{frame.t("Số liệu đến", "Data to")}</th><th scope="col">{frame.t("Hạn", "Due")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {(!p.reading.is_empty()).then(|| view! {
                <p class="small after"><span class="tag">{frame.t("cách hiểu của cơ quan tổng hợp", "our reading")}</span>" "{p.reading.clone()}</p>
            })}
        </section>
    }
    .into_any()
}

fn side(frame: &Frame, s: &Side) -> AnyView {
    let href = format!("/chi-tieu/{}?tinh={}", ui_encode(&s.indicator.0), s.province.0);
    let name = view! { <th scope="row">{s.province.1.clone()}</th> };
    let Some(standing) = s.standing else {
        return view! {
            <tr>{name}<td>{s.indicator.1.clone()}<span class="sub">{s.indicator.0.clone()}</span></td>
                <td colspan="6" class="muted">{frame.t("chưa có mục tiêu", "no target")}</td></tr>
        }
        .into_any();
    };
    let p = &standing.progress;
    let value = headline_value(p.value, s.board.unit_of(standing), frame.lang);
    let day = p.period.map(|d| text::date(d.end(), frame.lang)).unwrap_or_else(|| "–".to_owned());
    view! {
        <tr>{name}
            <td><a href=href>{s.indicator.1.clone()}</a><span class="sub">{s.indicator.0.clone()}</span></td>
            <td class="n"><b>{value}</b></td>
            <td class="n">{s.board.target_text(standing)}</td>
            <td><Drawing svg=bullet(s.board, standing)/></td>
            <td><StatusChip status=p.status lang=frame.lang/></td>
            <td class="nb">{day}</td>
            <td class="nb">{text::date(standing.target.deadline, frame.lang)}</td>
        </tr>
    }
    .into_any()
}
