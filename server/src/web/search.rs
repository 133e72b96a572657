//! Finding anything of the province: the page, what the box in the header suggests, and the same as JSON.

use super::{Answer, Failure, Site, Visit};
use app::{
    frame::Frame,
    pages::search::{self as page, SearchPage},
};
use axum::{
    Json,
    extract::{Query, State},
    response::{Html, IntoResponse},
};
use domain::search::{self, EntryKind, Index};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Options under the box.
const SUGGESTED: usize = 8;

/// Shown where they find something.
const EXAMPLES: [&str; 7] = ["thủ tục hành chính", "Sở KH&CN", "1766", "cqs 02", "csdl y tế", "bao cao nam", "214/NQ-CP"];

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    /// Only this kind.
    loai: Option<String>,
}

/// The index of the visitor's province.
async fn index(site: &Site, visit: &Visit) -> Result<(Arc<Index>, Frame), Failure> {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, visit).await?;
    Ok((site.index(&mut tx, province_id).await?, frame))
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (index, frame) = index(&site, &visit).await?;
    let count = |text: &str| index.find(&search::Query::new(text)).len();
    let query = search::Query::new(&asked.q);
    let found = index.find(&query);
    let shorter = if found.is_empty() { query.shorter() } else { vec![] };
    let shorter = shorter.into_iter().map(|(word, rest)| {
        let count = count(&rest);
        (word, rest, count)
    });
    let data = SearchPage {
        shorter: shorter.filter(|(_, _, count)| *count > 0).collect(),
        examples: if found.is_empty() { EXAMPLES.into_iter().filter(|e| count(e) > 0).collect() } else { vec![] },
        only: asked.loai.and_then(|code| code.parse::<EntryKind>().ok()),
        query: &query,
        found: &found,
    };
    Ok(Html(page::page(&frame, &data)).into_response())
}

/// A piece of HTML: the options of the list under the box.
pub async fn suggest(State(site): State<Arc<Site>>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (index, frame) = index(&site, &visit).await?;
    let query = search::Query::new(&asked.q);
    let found = index.find(&query);
    let first = &found[..found.len().min(SUGGESTED)];
    Ok(Html(page::suggestions(frame.lang, &query, first, found.len())).into_response())
}

#[derive(Deserialize, IntoParams)]
pub struct SearchQuery {
    /// Words, beginnings of words, abbreviations, a code or a number; diacritics may be left out.
    q: Option<String>,
    /// From 1 to 100; 20 when absent.
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct FoundOut {
    /// indicator, task, unit, document, system, duty
    kind: &'static str,
    code: String,
    title: String,
    detail: String,
    /// Path of its page.
    href: String,
}

#[utoipa::path(get, path = "/api/v1/search", params(SearchQuery), responses((status = 200, body = [FoundOut])))]
pub async fn find(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<SearchQuery>) -> Answer {
    let (index, _) = index(&site, &visit).await?;
    let found = index.find(&search::Query::new(q.q.as_deref().unwrap_or_default())).into_iter().take(q.limit.unwrap_or(20).clamp(1, 100));
    let rows = found.map(|e| FoundOut {
        kind: e.kind.code(),
        code: e.code.clone(),
        title: e.title.clone(),
        detail: e.detail.clone(),
        href: e.href.clone(),
    });
    Ok(Json(rows.collect::<Vec<_>>()).into_response())
}
