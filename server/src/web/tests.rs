//! The live router, in process: who gets where, and what every answer carries.

mod answers;
mod audit;
mod correction;
mod editing;
mod evidence;
mod forms;
mod matrix;
mod once;
mod organisation;
mod places;
mod register;
mod search;
mod stewards;
mod target;
mod tasks;
mod watch;

use super::{Gate, Route, router, routes, visit};
use crate::{
    auth, catalogue,
    cli::people::{NewPerson, add_person},
    report::Desk,
    report_tests::Ground,
};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use domain::{Period, Quantity, access::Role, workflow::SubmissionState};
use intake::{Filled, Shape};
use std::collections::HashMap;
use store::{person, submission};
use tower::ServiceExt;
use uuid::Uuid;

/// Everybody who visits: user name, roles, province, unit.
const PEOPLE: [(&str, &[Role], &str, &str); 10] = [
    ("editor", &[Role::UnitEditor], "dong-nai", "SYT"),
    ("focal", &[Role::UnitEditor, Role::UnitApprover], "dong-nai", "SYT"),
    ("reviewer", &[Role::Reviewer], "dong-nai", "SKHCN"),
    ("approver", &[Role::Approver], "dong-nai", "SKHCN"),
    ("leader", &[Role::Leader], "dong-nai", ""),
    ("admin", &[Role::Administrator], "dong-nai", ""),
    ("stranger", &[Role::UnitEditor, Role::UnitApprover], "quang-ngai", "QN-SYT"),
    ("clerk", &[Role::UnitEditor, Role::UnitApprover], "dong-nai", "SNV"),
    ("both", &[Role::Leader], "dong-nai", ""),
    ("both", &[Role::Leader], "quang-ngai", ""),
];

/// A task that SYT leads alone.
const TASK: &str = "001-VII-3-2-a";

/// Both provinces with the built-in catalogue; SYT's and QN-SYT's reports accepted, SNV's a draft.
struct House {
    ground: Ground,
    app: Router,
    period: Period,
    people: HashMap<&'static str, Uuid>,
    /// Of each unit: its file and one of its figures.
    traces: HashMap<&'static str, (Uuid, Uuid)>,
    /// Of each unit: the file of evidence behind that figure.
    proofs: HashMap<&'static str, Uuid>,
}

/// What came back.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Reply {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    /// Sent to the sign-in page, or told so in JSON.
    fn asks_to_sign_in(&self) -> bool {
        match self.status {
            StatusCode::SEE_OTHER => self.header(header::LOCATION).starts_with("/dang-nhap?ve="),
            StatusCode::UNAUTHORIZED => serde_json::from_str::<serde_json::Value>(&self.body).is_ok_and(|v| v["error"].is_string()),
            _ => false,
        }
    }
}

/// A browser with a session, or without one.
#[derive(Clone, Default)]
struct Visitor {
    cookie: String,
    csrf: String,
}

impl House {
    async fn new() -> Self {
        let ground = Ground::new(true).await;
        let site = &ground.site;
        catalogue::load(&site.db, site.now()).await.unwrap();
        // In December every indicator is due.
        let period: Period = format!("{}-12", site.today().format("%Y").to_string().parse::<i32>().unwrap() - 1).parse().unwrap();
        let known = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
        for province in &known.provinces {
            ground.open_round(province.id, period, -5, 5).await;
        }
        let app = router(site.clone());
        let mut house = Self { ground, app, period, people: HashMap::new(), traces: HashMap::new(), proofs: HashMap::new() };
        for (name, roles, province, unit) in PEOPLE {
            house.add(name, roles, province, unit).await;
        }
        house.report("focal", "SYT", true).await;
        house.report("stranger", "QN-SYT", true).await;
        house.report("clerk", "SNV", false).await;
        house
    }

    async fn add(&mut self, name: &'static str, roles: &[Role], province: &str, unit: &str) {
        let site = &self.ground.site;
        for role in roles {
            let (username, full_name, role, email) = (name.into(), name.into(), *role, String::new());
            let new = NewPerson { username, name: full_name, role, province: province.into(), unit: unit.into(), email };
            let (id, _) = add_person(site, &new, None).await.unwrap();
            self.people.insert(name, id);
        }
        let id = self.people[name];
        store::in_tx!(site.db, |tx| person::set_password(tx, id, "never used", false).await).unwrap();
    }

    /// A whole file taken into the unit's report, and the report accepted if so wished.
    async fn report(&mut self, who: &str, unit: &'static str, accepted: bool) {
        let site = &self.ground.site;
        let mut tx = site.db.read().await.unwrap();
        let found = person::by_username(&mut tx, who).await.unwrap().unwrap();
        let viewer = site.viewer(&mut tx, &found).await.unwrap();
        let mut desk = Desk::open(site, &viewer.actor, self.people[who], unit, self.period).await.unwrap();
        desk.illustrative = true;
        let form = desk.form(&mut tx).await.unwrap();
        drop(tx);
        let fill = |code: &str| {
            let asked = form.asked.iter().find(|a| a.code == code)?;
            let (n, d) = if asked.shape == Shape::Ratio { (7, Some(10)) } else { (1, None) };
            Some(Filled { numerator: Quantity::whole(n), denominator: d.and_then(Quantity::whole), ..Filled::default() })
        };
        let file = intake::form::write(&form, Some(&fill)).unwrap();
        let (upload, _) = desk.upload("thang-12.xlsx", &file).await.unwrap();
        desk.keep(upload.id).await.unwrap();
        // Items stand in the order of their codes; the trace leads to the first.
        let first = form.asked.iter().map(|a| a.code.as_str()).min().unwrap();
        desk.attach(first, "Biên bản.pdf", &Bytes::from_static(evidence::PDF), Some(2)).await.unwrap();
        if accepted {
            desk.submit(None).await.unwrap();
            let judge =
                crate::report_tests::actor("judge", None, &[(Role::Approver, "dong-nai", None), (Role::Approver, "quang-ngai", None)]);
            let bench = Desk::open(site, &judge, self.people["approver"], unit, self.period).await.unwrap();
            bench.accept(true, None).await.unwrap();
        }
        let mut tx = site.db.read().await.unwrap();
        let s = submission::latest(&mut tx, desk.round.id, desk.unit.id).await.unwrap().unwrap();
        assert_eq!(s.state == SubmissionState::Accepted, accepted);
        let item = submission::observations(&mut tx, s.id).await.unwrap()[0].id;
        self.traces.insert(unit, (upload.id, item));
        self.proofs.insert(unit, store::evidence::of_submission(&mut tx, s.id).await.unwrap()[0].id);
    }

    /// A fresh session, as sign-in would give it.
    async fn session(&self, name: &str) -> Visitor {
        let site = &self.ground.site;
        let token = auth::start_session(&site.db, self.people[name], site.now()).await.unwrap();
        let found = person::by_session(&mut site.db.read().await.unwrap(), &auth::token_hash(&token), site.now()).await.unwrap();
        Visitor { cookie: format!("{}={token}", visit::session_cookie(false)), csrf: found.unwrap().1 }
    }

    /// Somebody on the sign-in page: no session, but the form's token.
    fn passer_by() -> Visitor {
        let csrf = auth::random_token();
        Visitor { cookie: format!("tiendo-phien={csrf}"), csrf }
    }

    /// The path with a unit, its file, its figure and the period in their places.
    fn path(&self, pattern: &str, unit: &'static str) -> String {
        let (upload, observation) = self.traces.get(unit).copied().unwrap_or_default();
        let id = match pattern {
            p if p.starts_with("/tep/") => upload,
            p if p.starts_with("/minh-chung/") => self.proofs.get(unit).copied().unwrap_or_default(),
            _ => observation,
        };
        let code = match pattern {
            p if p.starts_with("/ngon-ngu") => "en",
            p if p.starts_with("/van-ban") => "001",
            _ => "CQS-06",
        };
        // Sở Y tế's only system.
        let pattern = pattern.replace("{system}", "CSDL-YTE");
        let path = pattern.replace("{unit}", unit).replace("{period}", &self.period.to_string());
        path.replace("{id}", &id.to_string()).replace("{code}", code).replace("{kind}", "chi-tieu").replace("{task}", TASK)
    }

    /// The database, byte for byte.
    async fn copy(&self) -> Vec<u8> {
        let file = self.ground.site.config.data.join(Uuid::now_v7().to_string());
        self.ground.site.db.backup(&file).await.unwrap();
        std::fs::read(file).unwrap()
    }

    async fn ask(&self, request: Request<Body>) -> Reply {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        Reply { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str, who: &Visitor) -> Reply {
        self.ask(request(Method::GET, path, who).body(Body::empty()).unwrap()).await
    }

    /// A form of our own page, sent.
    async fn send(&self, who: &Visitor, path: &str, fields: &[(&str, &str)]) -> Reply {
        let fields: Vec<_> = [("csrf", who.csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.ask(form(path, who, &fields, false)).await
    }

    /// The route's own kind of request: a form carries the token and too little for anything to be done.
    async fn knock(&self, route: &Route, path: &str, who: &Visitor) -> Reply {
        match route.method {
            "GET" => self.get(path, who).await,
            _ => self.ask(form(path, who, &[("csrf", &who.csrf), ("chi-tieu", "CQS-06")], is_multipart(route.path))).await,
        }
    }
}

fn request(method: Method, path: &str, who: &Visitor) -> axum::http::request::Builder {
    let builder = Request::builder().method(method).uri(path).header(header::HOST, "tiendo.test");
    if who.cookie.is_empty() { builder } else { builder.header(header::COOKIE, &who.cookie) }
}

/// Routes that take a file read their own form.
fn is_multipart(path: &str) -> bool {
    path.ends_with("/tai-len") || path == "/nguoi-dung/nhap"
}

fn form(path: &str, who: &Visitor, fields: &[(&str, &str)], multipart: bool) -> Request<Body> {
    let builder = request(Method::POST, path, who);
    if multipart {
        let part = |(name, value): &(&str, &str)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = fields.iter().map(part).collect::<String>() + "--x--\r\n";
        let builder = builder.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x").header(header::CONTENT_LENGTH, body.len());
        return builder.body(Body::from(body)).unwrap();
    }
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", app::frame::ui_encode(value));
    let body = fields.iter().map(pair).collect::<Vec<_>>().join("&");
    builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body)).unwrap()
}

/// The gate let the request through to its page.
fn went_in(reply: &Reply) -> bool {
    use StatusCode as C;
    let answered = matches!(reply.status, C::OK | C::SEE_OTHER | C::UNPROCESSABLE_ENTITY | C::CONFLICT | C::BAD_REQUEST);
    answered && !reply.asks_to_sign_in()
}
