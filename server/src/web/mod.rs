//! The router, as a table of contents: every route with the gate that stands before it.

mod account;
mod again;
pub mod api;
mod audit;
mod document;
mod duty;
mod editing;
mod event;
mod failure;
mod indicator;
mod notice;
mod once;
mod organisation;
mod overview;
mod parts;
mod people;
mod publication;
mod report;
mod review;
mod round;
mod search;
mod steward;
mod system;
mod target;
mod task;
#[cfg(test)]
mod tests;
mod two;
mod unit;
pub mod visit;

use crate::site::Site;
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts, RawPathParams, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use domain::access::{Action, Place};
pub use failure::Failure;
use std::sync::Arc;
use tower_http::{
    compression::predicate::{DefaultPredicate, NotForContentType, Predicate},
    services::ServeDir,
};
use uuid::Uuid;
pub use visit::Visit;

type Answer = Result<Response, Failure>;

/// What is asked of the access function before a handler runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Anyone may come.
    Open,
    /// Anyone with an account, even before the first password change.
    SignedIn,
    /// Anyone with an account and a password of their own.
    AtWork,
    /// The action, in the province the page is about.
    Province(Action),
    /// The action, on the unit whose code is `{unit}` in the path.
    Unit(Action),
    /// The action, on the unit that owns the information system `{system}`.
    System(Action),
    /// The action, on the unit behind the observation `{id}`.
    Observation(Action),
    /// The action, on the unit behind the uploaded file `{id}`.
    Upload(Action),
    /// The action, on the unit behind the file of evidence `{id}`.
    Evidence(Action),
    /// The action, in the province of the task `{task}`; a unit's right, in one of the units that lead it or help.
    Task(Action),
}

pub struct Route {
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests walk the table"))]
    pub method: &'static str,
    pub path: &'static str,
    pub gate: Gate,
    handler: MethodRouter<Arc<Site>>,
}

/// Every route there is. One that is not here does not exist; one here has a gate.
pub fn routes() -> Vec<Route> {
    use Action::*;
    use Gate::*;
    let page = |path, gate, handler| Route { method: "GET", path, gate, handler };
    let form = |path, gate, handler| Route { method: "POST", path, gate, handler };
    vec![
        page("/healthz", Open, get(healthz)),
        page("/readyz", Open, get(readyz)),
        page("/dang-nhap", Open, get(account::sign_in_page)),
        form("/dang-nhap", Open, post(account::sign_in)),
        page("/kich-hoat", Open, get(account::activate_page)),
        form("/kich-hoat", Open, post(account::activate)),
        page("/ngon-ngu/{code}", Open, get(account::language)),
        page("/cach-tinh", Open, get(overview::method)),
        page("/cach-tinh/quy-tac", Open, get(overview::rules)),
        page("/quy-trinh", Open, get(overview::process)),
        form("/dang-xuat", SignedIn, post(account::sign_out)),
        page("/tai-khoan", SignedIn, get(account::show)),
        form("/tai-khoan/mat-khau", SignedIn, post(account::change_password)),
        page("/", Province(ViewProgress), get(overview::show)),
        page("/chi-tieu", Province(ViewProgress), get(indicator::list)),
        page("/chi-tieu/{code}", Province(ViewProgress), get(indicator::show)),
        page("/don-vi", Province(ViewProgress), get(unit::list)),
        page("/don-vi/{unit}", Unit(ViewUnit), get(unit::show)),
        page("/don-vi/{unit}/phu-trach", Unit(ViewUnit), get(steward::show)),
        form("/don-vi/{unit}/phu-trach", Unit(ManageStewards), post(steward::save)),
        form("/don-vi/{unit}/phu-trach/ban-giao", Unit(ManageStewards), post(steward::hand_over)),
        page("/tim", Province(ViewProgress), get(search::show)),
        page("/tim/goi-y", Province(ViewProgress), get(search::suggest)),
        page("/so-lieu/{id}", Observation(ViewUnit), get(indicator::trace)),
        page("/tep/{id}", Upload(ViewReport), get(report::download)),
        page("/minh-chung/{id}", Evidence(ViewReport), get(report::evidence::open)),
        page("/nhiem-vu", Province(ViewProgress), get(task::list)),
        page("/nhiem-vu/lich", Province(ViewProgress), get(task::timeline)),
        page("/nhiem-vu/{task}", Task(ViewProgress), get(task::show)),
        form("/nhiem-vu/{task}/cap-nhat", Task(UpdateTask), post(task::update)),
        form("/nhiem-vu/{task}/kho-khan", Task(UpdateTask), post(task::raise)),
        // Whose right it is depends on the difficulty: its handler asks.
        form("/nhiem-vu/{task}/thao-go", Task(ViewProgress), post(task::resolve)),
        page("/su-kien", Province(ViewProgress), get(event::list)),
        form("/su-kien", Province(ManageTargets), post(event::save)),
        page("/bao-cao", AtWork, get(report::list)),
        // Whose figures the file holds is known when it is read: its handlers ask for each unit.
        page("/bao-cao/nhieu-don-vi", Province(ViewProgress), get(report::many::show)),
        form(
            "/bao-cao/nhieu-don-vi/tai-len",
            Province(ViewProgress),
            post(report::many::upload).layer(DefaultBodyLimit::max(report::UPLOAD_LIMIT)),
        ),
        form("/bao-cao/nhieu-don-vi/xac-nhan", Province(ViewProgress), post(report::many::confirm)),
        form("/bao-cao/nhieu-don-vi/dung-tep", Province(ViewProgress), post(report::many::keep)),
        page("/bao-cao/{period}/{unit}", Unit(ViewReport), get(report::show)),
        page("/bao-cao/{period}/{unit}/bieu-mau.xlsx", Unit(EditReport), get(report::form)),
        form("/bao-cao/{period}/{unit}/tai-len", Unit(EditReport), post(report::upload).layer(DefaultBodyLimit::max(report::UPLOAD_LIMIT))),
        page("/bao-cao/{period}/{unit}/xem-truoc", Unit(EditReport), get(report::preview)),
        page("/bao-cao/{period}/{unit}/tep-danh-dau", Unit(EditReport), get(report::marked)),
        form("/bao-cao/{period}/{unit}/xac-nhan", Unit(EditReport), post(report::confirm)),
        form("/bao-cao/{period}/{unit}/dung-tep", Unit(EditReport), post(report::keep)),
        form("/bao-cao/{period}/{unit}/luu", Unit(EditReport), post(report::save)),
        form(
            "/bao-cao/{period}/{unit}/minh-chung/tai-len",
            Unit(EditReport),
            post(report::evidence::attach).layer(DefaultBodyLimit::max(report::evidence::EVIDENCE_LIMIT)),
        ),
        form("/bao-cao/{period}/{unit}/minh-chung/bo", Unit(EditReport), post(report::evidence::detach)),
        form("/bao-cao/{period}/{unit}/nop", Unit(SubmitReport), post(report::submit)),
        form("/bao-cao/{period}/{unit}/giai-trinh", Unit(SubmitReport), post(round::appeal)),
        form("/bao-cao/{period}/{unit}/rut", Unit(SubmitReport), post(report::withdraw)),
        page("/tham-dinh", Province(DecideItem), get(review::queue)),
        form("/tham-dinh/chap-nhan", Province(DecideItem), post(review::accept_ordinary)),
        page("/tham-dinh/{period}/{unit}", Unit(DecideItem), get(review::show)),
        form("/tham-dinh/{period}/{unit}/muc", Unit(DecideItem), post(review::decide)),
        form("/tham-dinh/{period}/{unit}/tra-lai", Unit(ReviewReport), post(review::give_back)),
        form("/tham-dinh/{period}/{unit}/chap-nhan", Unit(DecideItem), post(review::accept)),
        form("/tham-dinh/{period}/{unit}/mo-lai", Unit(ReopenReport), post(review::reopen)),
        page("/dot", Province(ViewProgress), get(round::board)),
        page("/dot/{period}", Province(ReviewReport), get(round::show)),
        form("/dot/{period}/buoc", Province(ManageRound), post(round::step)),
        form("/dot/{period}/ngoai-le", Province(ManageRound), post(round::grant)),
        form("/dot/{period}/ngoai-le/ket-thuc", Province(ManageRound), post(round::end)),
        form("/dot/{period}/tra-loi", Province(ManageRound), post(round::answer)),
        page("/cong-bo", Province(ViewProgress), get(publication::list)),
        page("/cong-bo/{period}/{number}", Province(ViewProgress), get(publication::show)),
        page("/cong-bo/{period}/{number}/so-lieu.json", Province(ViewProgress), get(publication::content)),
        page("/dot/{period}/tong-hop.xlsx", Province(ReviewReport), get(review::consolidated)),
        page("/muc-tieu", Province(ManageTargets), get(target::grid)),
        form("/muc-tieu", Province(ManageTargets), post(target::save)),
        page("/muc-tieu/bieu-mau.xlsx", Province(ManageTargets), get(target::download)),
        form("/muc-tieu/tai-len", Province(ManageTargets), post(target::upload).layer(DefaultBodyLimit::max(report::UPLOAD_LIMIT))),
        form("/muc-tieu/xac-nhan", Province(ManageTargets), post(target::confirm)),
        page("/danh-muc/sua/{kind}/{code}", Province(ManageTargets), get(editing::row)),
        page("/danh-muc/them/{kind}", Province(ManageTargets), get(editing::add)),
        form("/danh-muc/xem-truoc", Province(ManageTargets), post(editing::preview)),
        form("/danh-muc/luu", Province(ManageTargets), post(editing::save)),
        page("/danh-muc/tep", Province(ManageTargets), get(editing::files)),
        page("/danh-muc/tep.zip", Province(ManageTargets), get(editing::download)),
        form("/danh-muc/tep/tai-len", Province(ManageTargets), post(editing::upload).layer(DefaultBodyLimit::max(report::UPLOAD_LIMIT))),
        page("/danh-muc", Province(ViewProgress), get(document::index)),
        page("/van-ban", Province(ViewProgress), get(document::list)),
        page("/van-ban/{code}", Province(ViewProgress), get(document::show)),
        page("/he-thong", Province(ViewProgress), get(system::list)),
        page("/he-thong/{system}", System(ViewProgress), get(system::show)),
        form("/he-thong/{system}", System(UpdateSystem), post(system::update)),
        page("/che-do-bao-cao", Province(ViewProgress), get(duty::list)),
        page("/che-do-bao-cao/dot", Province(ManageTargets), get(duty::preview)),
        form("/che-do-bao-cao/dot", Province(ManageTargets), post(duty::generate)),
        page("/nguoi-dung", Province(ManagePeople), get(people::list)),
        form("/nguoi-dung", Province(ManagePeople), post(people::add)),
        form("/nguoi-dung/nhap", Province(ManagePeople), post(people::import)),
        form("/nguoi-dung/ma", Province(ManagePeople), post(people::issue_code)),
        form("/nguoi-dung/khoa", Province(ManagePeople), post(people::deactivate)),
        form("/nguoi-dung/quyen", Province(ManagePeople), post(people::end_right)),
        page("/to-chuc", Province(ManageUnits), get(organisation::show)),
        form("/to-chuc", Province(ManageUnits), post(organisation::save)),
        form("/to-chuc/xem-truoc", Province(ManageUnits), post(organisation::preview)),
        page("/nhat-ky", Province(ViewAudit), get(audit::show)),
        page("/nhat-ky.csv", Province(ViewAudit), get(audit::download)),
        form("/nhat-ky/kiem-tra", Province(ViewAudit), post(audit::check)),
        page("/thong-bao", AtWork, get(notice::show)),
        form("/thong-bao/da-doc", AtWork, post(notice::read)),
        form("/thong-bao/dia-chi", AtWork, post(notice::address)),
        page("/hai-tinh", AtWork, get(two::show)),
        page("/api/v1/openapi.json", Open, get(api::openapi)),
        page("/api/v1/indicators", Province(ReadApi), get(api::indicators)),
        page("/api/v1/units", Province(ReadApi), get(api::units)),
        page("/api/v1/targets", Province(ReadApi), get(api::targets)),
        page("/api/v1/observations", Province(ReadApi), get(api::observations)),
        page("/api/v1/progress", Province(ReadApi), get(api::progress)),
        page("/api/v1/tasks", Province(ReadApi), get(api::task::tasks)),
        page("/api/v1/search", Province(ReadApi), get(search::find)),
        page("/api/v1/systems", Province(ReadApi), get(api::systems)),
        page("/api/v1/duties", Province(ReadApi), get(api::duties)),
    ]
}

pub fn router(site: Arc<Site>) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let gate = middleware::from_fn_with_state((site.clone(), route.gate), pass);
        router = router.route(route.path, route.handler.layer(gate));
    }
    // Office files and PDFs are packed already.
    let worth_it =
        DefaultPredicate::new().and(NotForContentType::const_new("application/pdf")).and(NotForContentType::const_new("application/vnd."));
    let files = ServeDir::new(site.config.site.join("pkg")).precompressed_br().precompressed_gzip();
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    // A missing file is not kept: after an upgrade it may be there.
    let keep = move |r: &axum::http::Response<_>| r.status().is_success().then(|| kept.clone());
    let files = tower::ServiceBuilder::new()
        .layer(tower_http::set_header::SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, keep))
        .layer(tower_http::set_header::SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .service(files);
    router
        .fallback(async || Failure::not_found())
        .layer(tower_http::compression::CompressionLayer::new().compress_when(worth_it))
        .layer(middleware::from_fn_with_state(site.clone(), visit::identify))
        .nest_service("/pkg", files)
        .with_state(site)
}

/// The access check of a route: resolves what the path names and asks [`domain::access::may`].
async fn pass(State((site, gate)): State<(Arc<Site>, Gate)>, request: Request, next: Next) -> Answer {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &site).await?;
    let params = RawPathParams::from_request_parts(&mut parts, &site).await.map_err(Failure::internal)?;
    let param = |name: &str| params.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).unwrap_or_default();
    let (action, place) = match gate {
        Gate::Open => return Ok(next.run(Request::from_parts(parts, body)).await),
        Gate::SignedIn | Gate::AtWork => {
            visit.person()?;
            if gate == Gate::AtWork && visit.must_change {
                return Ok(Redirect::to("/tai-khoan").into_response());
            }
            return Ok(once::answer(&site, &visit, Request::from_parts(parts, body), next).await);
        }
        Gate::Province(action) => (action, Place { province: visit.province.clone(), ..Place::default() }),
        Gate::Unit(action) => (action, site.place_of_code(&param("unit")).await?),
        Gate::System(action) => (action, site.place_of_system(&param("system")).await?),
        Gate::Observation(action) => (action, site.place_of_observation(param("id").parse::<Uuid>().ok()).await?),
        Gate::Upload(action) => (action, site.place_of_upload(param("id").parse::<Uuid>().ok()).await?),
        Gate::Evidence(action) => (action, site.place_of_evidence(param("id").parse::<Uuid>().ok()).await?),
        Gate::Task(action) => (action, site.place_of_task(&param("task"), action, visit.viewer.as_ref().map(|v| &v.actor)).await?),
    };
    let actor = visit.viewer.as_ref().map(|v| &v.actor).ok_or_else(Failure::not_signed_in)?;
    domain::access::may(actor, action, &place, site.today())?;
    if visit.must_change && !visit.by_token {
        return Ok(Redirect::to("/tai-khoan").into_response());
    }
    // What was asked about is what the page is about, whatever province the query names.
    let visit = Visit { province: place.province, ..visit };
    parts.extensions.insert(visit.clone());
    Ok(once::answer(&site, &visit, Request::from_parts(parts, body), next).await)
}

fn security_headers(headers: &mut HeaderMap, nonce: &str) {
    let csp = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let set = |headers: &mut HeaderMap, name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    // A file that is shown by itself brings a stricter one.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        set(headers, header::CONTENT_SECURITY_POLICY, &csp);
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "same-origin");
    if !headers.contains_key(header::CACHE_CONTROL) {
        set(headers, header::CACHE_CONTROL, "no-store");
    }
}

/// Turns a [`Failure`] into a page or JSON for the one who asked; a visitor without session is led to sign in.
fn explain(site: &Site, visit: &Visit, failure: &Failure) -> Response {
    if visit.path.starts_with("/api/") {
        return (failure.status, axum::Json(serde_json::json!({ "error": failure.sentence }))).into_response();
    }
    if failure.status == StatusCode::UNAUTHORIZED {
        return Redirect::to(&format!("/dang-nhap?ve={}", app::frame::ui_encode(&visit.path))).into_response();
    }
    let frame = visit.frame(site, None);
    let page = app::pages::failure::page(&frame, failure.status.as_u16(), &failure.sentence);
    (failure.status, Html(page)).into_response()
}

async fn healthz() -> &'static str {
    "ok"
}

async fn readyz(State(site): State<Arc<Site>>) -> Answer {
    if !site.is_ready() {
        return Ok((StatusCode::SERVICE_UNAVAILABLE, "preparing").into_response());
    }
    site.db.read().await?;
    Ok("ready".into_response())
}
