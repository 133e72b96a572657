//! Two provinces beside each other, for whoever may see both.

use super::{Answer, Failure, Site, Visit};
use app::{
    board::{Board, Standing},
    pages::two::{self as page, Pair, Side},
};
use axum::{
    extract::State,
    response::{Html, IntoResponse},
};
use domain::{Period, access::Action};
use std::{collections::HashMap, sync::Arc};
use store::catalogue::{Indicator, Province};
use uuid::Uuid;

pub async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let actor = visit.viewer.as_ref().map(|v| &v.actor).ok_or_else(Failure::not_signed_in)?;
    let seen = actor.provinces(Action::ViewProgress, site.today());
    let provinces: Vec<&Province> = catalogue.provinces.iter().filter(|p| seen.contains(&p.code)).collect();
    // For anybody else there is no such page.
    if provinces.len() < 2 {
        return Err(Failure::not_found());
    }
    let mut boards: HashMap<Uuid, Arc<Board>> = HashMap::new();
    for province in &provinces {
        boards.insert(province.id, site.board(&mut tx, province.id).await?);
    }
    let year = Period::year_of(site.today()).year();
    let side = |i: &Indicator| {
        let board = boards.get(&i.province_id)?;
        let province = provinces.iter().find(|p| p.id == i.province_id)?;
        let named = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        let name = if visit.lang == domain::text::Lang::En { &i.name_en } else { &i.name };
        Some(Side {
            board,
            province: named(&province.code, &province.name),
            indicator: named(&i.code, name),
            standing: binding(board, i, year),
        })
    };
    let pairs = catalogue.indicators.iter().filter(|i| !i.same_as.is_empty()).filter_map(|i| {
        let other = catalogue.indicator_by_code(&i.same_as)?;
        Some(Pair { sides: [side(other)?, side(i)?], reading: i.reading.clone() })
    });
    let named = provinces.iter().map(|p| (p.code.clone(), p.name.clone()));
    let data = page::Page { provinces: named.collect(), pairs: pairs.collect() };
    Ok(Html(page::show(&visit.frame(&site, None), &data)).into_response())
}

/// The standing under the target that binds in `year`.
fn binding<'a>(board: &'a Board, i: &Indicator, year: i32) -> Option<&'a Standing> {
    let own = || board.standings.iter().filter(|s| s.indicator_id == i.id);
    own().find(|s| s.target.year >= year).or_else(|| own().next_back())
}
