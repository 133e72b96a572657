//! Another unit's code, another province's, nobody's: in the path, in the query, in the form.

use super::{
    Gate, House, form,
    matrix::{COLUMNS, insider},
    routes, went_in,
};
use axum::http::{StatusCode, header};
use domain::access::Action;
use uuid::Uuid;

#[tokio::test]
async fn a_unit_route_with_another_units_code() {
    let house = House::new().await;
    for route in routes().iter().filter(|r| matches!(r.gate, Gate::Unit(_))) {
        for name in COLUMNS.into_iter().filter(|name| *name != "stranger") {
            let who = house.session(name).await;
            let told = format!("{} {} by {name}", route.method, route.path);
            // The focal point of SYT at SNV's door: forbidden, except what the whole province may see.
            let other = house.knock(route, &house.path(route.path, "SNV"), &who).await;
            let expected = matches!(name, "editor" | "focal").then_some(route.gate == Gate::Unit(Action::ViewUnit));
            match expected {
                Some(open) => assert_eq!((went_in(&other), other.status == StatusCode::FORBIDDEN), (open, !open), "{told} at SNV"),
                None => assert_ne!(other.status, StatusCode::NOT_FOUND, "{told} at SNV"),
            }
            // One's own unit is never one's to judge.
            if matches!(name, "reviewer" | "approver") {
                let own = house.knock(route, &house.path(route.path, "SKHCN"), &who).await;
                let judging = matches!(route.gate, Gate::Unit(Action::DecideItem | Action::ReviewReport | Action::AcceptReport));
                assert!(!judging || own.status == StatusCode::FORBIDDEN, "{told} at SKHCN: {}", own.status);
            }
            for unit in ["QN-SYT", "QN", "KHONG-CO"] {
                let far = house.knock(route, &house.path(route.path, unit), &who).await;
                assert_eq!(far.status, StatusCode::NOT_FOUND, "{told} at {unit}");
            }
        }
    }
}

#[tokio::test]
async fn a_file_or_figure_of_somebody_else() {
    let house = House::new().await;
    for name in COLUMNS {
        let who = house.session(name).await;
        let far = if name == "stranger" { "SYT" } else { "QN-SYT" };
        for pattern in ["/tep/{id}", "/minh-chung/{id}", "/so-lieu/{id}"] {
            assert_eq!(house.get(&house.path(pattern, far), &who).await.status, StatusCode::NOT_FOUND, "{pattern} of {far} by {name}");
            for id in ["x".to_owned(), Uuid::nil().to_string(), house.people["focal"].to_string()] {
                assert_eq!(house.get(&pattern.replace("{id}", &id), &who).await.status, StatusCode::NOT_FOUND, "{pattern} {id} by {name}");
            }
        }
        // SNV's report is a draft: its file and figures are its own.
        let (file, figure) =
            (house.get(&house.path("/tep/{id}", "SNV"), &who).await, house.get(&house.path("/so-lieu/{id}", "SNV"), &who).await);
        let expected = match name {
            "reviewer" | "approver" | "stranger" => StatusCode::NOT_FOUND,
            _ => StatusCode::FORBIDDEN,
        };
        assert_eq!(file.status, expected, "SNV's file by {name}");
        let proof = house.get(&house.path("/minh-chung/{id}", "SNV"), &who).await;
        assert_eq!(proof.status, expected, "SNV's evidence by {name}");
        assert_eq!(figure.status, StatusCode::NOT_FOUND, "SNV's figure by {name}");
    }
    let clerk = house.session("clerk").await;
    for pattern in ["/tep/{id}", "/minh-chung/{id}", "/so-lieu/{id}"] {
        assert_eq!(house.get(&house.path(pattern, "SNV"), &clerk).await.status, StatusCode::OK, "{pattern} of one's own draft");
    }
}

#[tokio::test]
async fn another_province_in_the_query() {
    let house = House::new().await;
    // A page about both provinces speaks of both, whatever the query says.
    for route in routes().iter().filter(|r| r.gate != Gate::Open && r.path != "/hai-tinh") {
        let name = insider(route.method, route.path);
        let (here, there) = (house.session(name).await, house.session(name).await);
        let path = house.path(route.path, "SYT");
        let plain = house.knock(route, &path, &here).await;
        for asked in ["quang-ngai", "khong-co", ""] {
            let reply = house.knock(route, &format!("{path}?tinh={asked}"), &there).await;
            let told = format!("{} {path}?tinh={asked}: {}", route.method, reply.status);
            match route.gate {
                Gate::Province(_) => assert_eq!(reply.status, StatusCode::NOT_FOUND, "{told}"),
                // The page is about a unit, and so about that unit's province, whatever the query says.
                _ if route.path == "/dang-xuat" => {}
                _ => assert_eq!(reply.status, plain.status, "{told}"),
            }
            // A code of its units and indicators is a short word: a random token may hold the same letters.
            let mut words = reply.body.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
            let foreign = words.any(|word| word.starts_with("QN-") && word.len() < 20) || reply.body.contains("Quảng Ngãi");
            assert!(!foreign, "{told} tells of the other province");
        }
    }
}

#[tokio::test]
async fn a_unit_in_the_query_of_a_province_page() {
    let house = House::new().await;
    let approver = house.session("approver").await;
    for path in ["/muc-tieu?don-vi=QN-SYT", "/muc-tieu/bieu-mau.xlsx?don-vi=QN-SYT", "/api/v1/progress?unit=QN-SYT", "/chi-tieu/QN-DLH-01"]
    {
        assert_eq!(house.get(path, &approver).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/api/v1/observations?unit=QN-SYT", "/api/v1/observations?indicator=QN-DLH-01", "/api/v1/progress?indicator=QN-DLH-01"] {
        let reply = house.get(path, &approver).await;
        assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, "[]"), "{path}");
    }
    let lists = ["indicators", "units", "targets", "observations", "progress", "tasks", "systems", "duties"];
    for path in lists.map(|list| format!("/api/v1/{list}")) {
        let reply = house.get(&path, &approver).await;
        assert!(reply.body.len() > 2 && !reply.body.contains("QN"), "{path}");
    }
}

#[tokio::test]
async fn an_id_of_somebody_else_in_a_form() {
    let house = House::new().await;
    let seats =
        [("focal", house.session("focal").await), ("approver", house.session("approver").await), ("admin", house.session("admin").await)];
    let before = house.copy().await;
    let send = async |name: &str, path: &str, fields: &[(&str, &str)]| {
        let who = &seats.iter().find(|s| s.0 == name).unwrap().1;
        let fields: Vec<_> = [("csrf", who.csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
        house.ask(form(path, who, &fields, false)).await
    };
    let period = house.period;
    let (theirs, figure) = (house.traces["SNV"].0.to_string(), house.traces["QN-SYT"].1.to_string());
    let kept = send("focal", &format!("/bao-cao/{period}/SYT/dung-tep"), &[("tep", &theirs)]).await;
    assert_eq!(kept.header(header::LOCATION), format!("/bao-cao/{period}/SYT"));
    let decided = send("approver", &format!("/tham-dinh/{period}/SYT/muc"), &[("id", &figure), ("quyet-dinh", "accepted")]).await;
    assert_eq!(decided.status, StatusCode::NOT_FOUND);
    let person = house.people["stranger"].to_string();
    for (path, field) in [("/nguoi-dung/ma", "nguoi"), ("/nguoi-dung/khoa", "ngung"), ("/nguoi-dung/khoa", "mo")] {
        let reply = send("admin", path, &[(field, &person)]).await;
        assert_eq!(reply.status, StatusCode::CONFLICT, "{path} {field}");
        assert!(reply.body.contains("Không có người này trong tỉnh."), "{path} {field}");
    }
    let taken = [("username", "stranger"), ("name", "Người khác"), ("role", "leader")];
    assert_eq!(send("admin", "/nguoi-dung", &taken).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = [("username", "nguoimoi"), ("name", "Người mới"), ("role", "unit_editor"), ("unit", "QN-SYT")];
    assert_eq!(send("admin", "/nguoi-dung", &foreign).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let confirmed = send("approver", "/muc-tieu/xac-nhan", &[("indicator", "QN-DLH-01")]).await;
    assert_eq!(confirmed.status, StatusCode::NOT_FOUND);
    assert!(house.copy().await == before, "something was changed");
}
