//! Who may do what at each route of SYT: a route without a line here fails.

use super::{Gate, House, routes, went_in};
use axum::http::{StatusCode, header};
use std::collections::BTreeSet;

/// `+` goes in, `.` is forbidden, `?` is told that there is no such page.
///
/// editor and focal point of SYT; reviewer and approver at SKHCN; leader; administrator; the other province's focal point.
const MATRIX: &str = "
GET  /healthz                                +++++++
GET  /readyz                                 +++++++
GET  /dang-nhap                              +++++++
POST /dang-nhap                              +++++++
GET  /kich-hoat                              +++++++
POST /kich-hoat                              +++++++
GET  /ngon-ngu/{code}                        +++++++
GET  /cach-tinh                              +++++++
GET  /cach-tinh/quy-tac                      +++++++
GET  /quy-trinh                              +++++++
POST /dang-xuat                              +++++++
GET  /tai-khoan                              +++++++
POST /tai-khoan/mat-khau                     +++++++
GET  /                                       +++++++
GET  /chi-tieu                               +++++++
GET  /chi-tieu/{code}                        ++++++?
GET  /don-vi                                 +++++++
GET  /don-vi/{unit}                          ++++++?
GET  /don-vi/{unit}/phu-trach                ++++++?
POST /don-vi/{unit}/phu-trach                .+...+?
POST /don-vi/{unit}/phu-trach/ban-giao       .+...+?
GET  /tim                                    +++++++
GET  /tim/goi-y                              +++++++
GET  /so-lieu/{id}                           ++++++?
GET  /tep/{id}                               ++++..?
GET  /minh-chung/{id}                        ++++..?
GET  /nhiem-vu                               +++++++
GET  /nhiem-vu/lich                          +++++++
GET  /nhiem-vu/{task}                        ++++++?
POST /nhiem-vu/{task}/cap-nhat               ++....?
POST /nhiem-vu/{task}/kho-khan               ++....?
POST /nhiem-vu/{task}/thao-go                ++++++?
GET  /su-kien                                +++++++
POST /su-kien                                ...+.+.
GET  /bao-cao                                +++++++
GET  /bao-cao/nhieu-don-vi                   +++++++
POST /bao-cao/nhieu-don-vi/tai-len           +++++++
POST /bao-cao/nhieu-don-vi/xac-nhan          +++++++
POST /bao-cao/nhieu-don-vi/dung-tep          +++++++
GET  /bao-cao/{period}/{unit}                ++++..?
GET  /bao-cao/{period}/{unit}/bieu-mau.xlsx  ++....?
POST /bao-cao/{period}/{unit}/tai-len        ++....?
GET  /bao-cao/{period}/{unit}/xem-truoc      ++....?
GET  /bao-cao/{period}/{unit}/tep-danh-dau   ++....?
POST /bao-cao/{period}/{unit}/xac-nhan       ++....?
POST /bao-cao/{period}/{unit}/dung-tep       ++....?
POST /bao-cao/{period}/{unit}/luu            ++....?
POST /bao-cao/{period}/{unit}/minh-chung/tai-len ++....?
POST /bao-cao/{period}/{unit}/minh-chung/bo  ++....?
POST /bao-cao/{period}/{unit}/nop            .+....?
POST /bao-cao/{period}/{unit}/giai-trinh     .+....?
POST /bao-cao/{period}/{unit}/rut            .+....?
GET  /tham-dinh                              ..++...
POST /tham-dinh/chap-nhan                    ..++...
GET  /tham-dinh/{period}/{unit}              ..++..?
POST /tham-dinh/{period}/{unit}/muc          ..++..?
POST /tham-dinh/{period}/{unit}/tra-lai      ..++..?
POST /tham-dinh/{period}/{unit}/chap-nhan    ..++..?
POST /tham-dinh/{period}/{unit}/mo-lai       ...+..?
GET  /dot                                    +++++++
GET  /dot/{period}                           ..++...
POST /dot/{period}/buoc                      ...+...
POST /dot/{period}/ngoai-le                  ...+...
POST /dot/{period}/ngoai-le/ket-thuc         ...+...
POST /dot/{period}/tra-loi                   ...+...
GET  /cong-bo                                +++++++
GET  /cong-bo/{period}/{number}              +++++++
GET  /cong-bo/{period}/{number}/so-lieu.json +++++++
GET  /dot/{period}/tong-hop.xlsx             ..++...
GET  /muc-tieu                               ...+.+.
POST /muc-tieu                               ...+.+.
GET  /muc-tieu/bieu-mau.xlsx                 ...+.+.
POST /muc-tieu/tai-len                       ...+.+.
POST /muc-tieu/xac-nhan                      ...+.+.
GET  /danh-muc/sua/{kind}/{code}             ...+.+.
GET  /danh-muc/them/{kind}                   ...+.+.
POST /danh-muc/xem-truoc                     ...+.+.
POST /danh-muc/luu                           ...+.+.
GET  /danh-muc/tep                           ...+.+.
GET  /danh-muc/tep.zip                       ...+.+.
POST /danh-muc/tep/tai-len                   ...+.+.
GET  /danh-muc                               +++++++
GET  /van-ban                                +++++++
GET  /van-ban/{code}                         ++++++?
GET  /he-thong                               +++++++
GET  /he-thong/{system}                      ++++++?
POST /he-thong/{system}                      ++.+.+?
GET  /che-do-bao-cao                         +++++++
GET  /che-do-bao-cao/dot                     ...+.+.
POST /che-do-bao-cao/dot                     ...+.+.
GET  /nguoi-dung                             .....+.
POST /nguoi-dung                             .....+.
POST /nguoi-dung/nhap                        .....+.
POST /nguoi-dung/ma                          .....+.
POST /nguoi-dung/khoa                        .....+.
POST /nguoi-dung/quyen                       .....+.
GET  /to-chuc                                .....+.
POST /to-chuc                                .....+.
POST /to-chuc/xem-truoc                      .....+.
GET  /nhat-ky                                ...+.+.
GET  /nhat-ky.csv                            ...+.+.
POST /nhat-ky/kiem-tra                       ...+.+.
GET  /thong-bao                              +++++++
POST /thong-bao/da-doc                       +++++++
POST /thong-bao/dia-chi                      +++++++
GET  /hai-tinh                               ???????
GET  /api/v1/openapi.json                    +++++++
GET  /api/v1/indicators                      +++++++
GET  /api/v1/units                           +++++++
GET  /api/v1/targets                         +++++++
GET  /api/v1/observations                    +++++++
GET  /api/v1/progress                        +++++++
GET  /api/v1/tasks                           +++++++
GET  /api/v1/search                          +++++++
GET  /api/v1/systems                         +++++++
GET  /api/v1/duties                          +++++++
";

pub const COLUMNS: [&str; 7] = ["editor", "focal", "reviewer", "approver", "leader", "admin", "stranger"];

/// The marks of a route, one a column.
pub fn marks(method: &str, path: &str) -> &'static str {
    let words = |line: &'static str| -> [&'static str; 3] { line.split_whitespace().collect::<Vec<_>>().try_into().unwrap() };
    let line = MATRIX.trim().lines().map(words).find(|[m, p, _]| (*m, *p) == (method, path));
    line.unwrap_or_else(|| panic!("{method} {path} has no line in the matrix: say who may use it"))[2]
}

/// Somebody the route lets in: of a page about both provinces only who sees both.
pub fn insider(method: &str, path: &str) -> &'static str {
    marks(method, path).find('+').map_or("both", |n| COLUMNS[n])
}

#[test]
fn every_route_has_one_line_and_every_line_a_route() {
    let live: BTreeSet<_> = routes().iter().map(|r| format!("{} {}", r.method, r.path)).collect();
    let lines = MATRIX.trim().lines().map(|l| l.split_whitespace().take(2).collect::<Vec<_>>().join(" "));
    assert_eq!(live, lines.clone().collect::<BTreeSet<_>>());
    assert_eq!((lines.count(), routes().len()), (live.len(), live.len()), "no route twice");
    assert!(routes().iter().all(|r| marks(r.method, r.path).len() == COLUMNS.len()));
}

#[tokio::test]
async fn everybody_gets_as_far_as_the_matrix_says() {
    let house = House::new().await;
    let mut wrong = vec![];
    for route in routes() {
        for (name, mark) in COLUMNS.iter().zip(marks(route.method, route.path).chars()) {
            // A session of its own: signing out ends it.
            let who = house.session(name).await;
            let reply = house.knock(&route, &house.path(route.path, "SYT"), &who).await;
            let found = match reply.status {
                StatusCode::FORBIDDEN => '.',
                StatusCode::NOT_FOUND => '?',
                _ if went_in(&reply) => '+',
                _ => '!',
            };
            if found != mark {
                wrong.push(format!("{} {} by {name}: {mark} expected, got {found} ({})", route.method, route.path, reply.status));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn without_a_session_only_open_routes_answer() {
    let house = House::new().await;
    for route in routes() {
        let reply = house.knock(&route, &house.path(route.path, "SYT"), &House::passer_by()).await;
        let told = format!("{} {}: {} {}", route.method, route.path, reply.status, reply.header(header::LOCATION));
        if route.gate == Gate::Open {
            assert!(went_in(&reply), "{told}");
        } else {
            assert!(reply.asks_to_sign_in(), "{told}");
            assert_eq!(reply.status == StatusCode::UNAUTHORIZED, route.path.starts_with("/api/"), "{told}");
            assert!(!reply.body.contains("Sở Y tế"), "{told}");
        }
    }
    let strange = house.get("/khong-co-trang-nay", &House::passer_by()).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
    let back = house.get("/don-vi/SYT?nhom=xa&tim=a%20b", &House::passer_by()).await;
    assert_eq!(back.header(header::LOCATION), "/dang-nhap?ve=/don-vi/SYT%3Fnhom%3Dxa%26tim%3Da%2520b");
}

#[tokio::test]
async fn a_first_password_comes_before_everything_else() {
    let house = House::new().await;
    let admin = house.people["admin"];
    store::in_tx!(house.ground.site.db, |tx| store::person::set_password(tx, admin, "never used", true).await).unwrap();
    for route in routes().iter().filter(|r| !matches!(r.gate, Gate::Open | Gate::SignedIn | Gate::AtWork)) {
        let who = house.session("admin").await;
        let reply = house.knock(route, &house.path(route.path, "SYT"), &who).await;
        let at_the_door = reply.status == StatusCode::FORBIDDEN || reply.header(header::LOCATION) == "/tai-khoan";
        assert!(at_the_door, "{} {}: {}", route.method, route.path, reply.status);
    }
    let who = house.session("admin").await;
    assert_eq!(house.get("/tai-khoan", &who).await.status, StatusCode::OK);
    assert_eq!(house.get("/bao-cao", &who).await.header(header::LOCATION), "/tai-khoan", "the list of reports is no exception");
}
