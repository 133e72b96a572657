//! Forms that come twice, and forms made from a page that is no longer true.

use super::{House, Reply, Visitor, form, request};
use app::ui::FORM_KEY;
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use domain::workflow::SubmissionState;
use store::{audit, submission};
use uuid::Uuid;

/// A ratio that SNV reports every month.
const CODE: &str = "CQS-06";

/// What the next page will say, out of its cookie.
fn flash(reply: &Reply) -> String {
    let cookie = reply.header(header::SET_COOKIE).to_owned();
    cookie.split_once("tiendo-bao=").map(|(_, rest)| rest.split(';').next().unwrap_or_default().to_owned()).unwrap_or_default()
}

/// SNV's newest revision: as the page of it is marked, its state, lines on record about it.
async fn now(house: &House) -> (String, SubmissionState, usize) {
    let viewer = house.viewer("clerk").await;
    let desk = house.desk(&viewer, "clerk", "SNV").await;
    let mut tx = house.ground.site.db.read().await.unwrap();
    let s = submission::latest(&mut tx, desk.round.id, desk.unit.id).await.unwrap().unwrap();
    let lines = audit::of(&mut tx, "submission", s.id).await.unwrap().len();
    (format!("{}.{}", s.revision, s.version), s.state, lines)
}

async fn save(house: &House, who: &Visitor, key: &str, version: &str, numerator: &str) -> Reply {
    let names = ["tu", "mau", "tt"].map(|name| format!("{name}.{CODE}"));
    let fields = [(FORM_KEY, key), ("version", version), (&names[0], numerator), (&names[1], "10"), (&names[2], "reported")];
    house.send(who, &format!("/bao-cao/{}/SNV/luu", house.period), &fields).await
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

#[tokio::test]
async fn a_form_that_comes_twice_is_done_once_and_answered_twice() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    let ((version, _, lines), key) = (now(&house).await, key());
    let (one, two) = tokio::join!(save(&house, &clerk, &key, &version, "3"), save(&house, &clerk, &key, &version, "3"));
    for reply in [&one, &two, &save(&house, &clerk, &key, &version, "3").await] {
        assert_eq!((reply.status, reply.header(header::LOCATION)), (StatusCode::SEE_OTHER, &*format!("/bao-cao/{}/SNV", house.period)));
        assert_eq!(flash(reply), flash(&one));
    }
    assert!(flash(&one).starts_with('1'));
    assert_eq!(now(&house).await.2, lines + 1, "saved once");

    // Somebody went back and typed something else: that is another form, and it is an old one.
    let other = save(&house, &clerk, &key, &version, "4").await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    // The same key from somebody else is nobody's answer.
    let editor = house.session("focal").await;
    assert_eq!(save(&house, &editor, &key, &version, "3").await.header(header::LOCATION), "");
    // Without a key it is done as often as it comes, by what the page showed.
    assert_eq!(save(&house, &clerk, "", &version, "3").await.status, StatusCode::CONFLICT);
    assert_eq!(now(&house).await.2, lines + 1);
}

#[tokio::test]
async fn a_file_sent_twice_is_attached_once() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    let ((version, _, lines), key) = (now(&house).await, key());
    let send = async |boundary: &str, content: &[u8]| {
        let part = |name: &str, value: &str| format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let file = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"tep.{CODE}\"; filename=\"a.pdf\"\r\n\r\n");
        let before = [part("csrf", &clerk.csrf), part(FORM_KEY, &key), part("version", &version), file].concat();
        let body = [before.as_bytes(), content, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
        let to = format!("/bao-cao/{}/SNV/minh-chung/tai-len", house.period);
        let kind = format!("multipart/form-data; boundary={boundary}");
        let builder = request(Method::POST, &to, &clerk).header(header::CONTENT_TYPE, kind).header(header::CONTENT_LENGTH, body.len());
        house.ask(builder.body(Body::from(body)).unwrap()).await
    };
    let first = send("----a1", super::evidence::PDF).await;
    assert!(first.status == StatusCode::SEE_OTHER && flash(&first).starts_with('1'), "{} {}", flash(&first), first.body);
    // A browser makes up another line between the parts each time.
    let second = send("----b22", super::evidence::PDF).await;
    assert_eq!((second.header(header::LOCATION), flash(&second)), (first.header(header::LOCATION), flash(&first)));
    assert_eq!(now(&house).await.2, lines + 1, "attached once");
}

#[tokio::test]
async fn a_refusal_may_be_sent_again_and_an_answer_that_was_lost_is_told_so() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    let (key, home) = (key(), format!("/bao-cao/{}/SNV", house.period));
    // A key that is known without its answer: the program was stopped between the two.
    let site = &house.ground.site;
    let (version, _, lines) = now(&house).await;
    save(&house, &clerk, &key, &version, "5").await;
    store::in_tx!(site.db, |tx| store::form_key::answered(tx, key.parse().unwrap(), "", "").await).unwrap();
    let names = ["tu", "mau", "tt"].map(|name| format!("{name}.{CODE}"));
    let fields = [
        ("csrf", clerk.csrf.as_str()),
        (FORM_KEY, &key),
        ("version", &version),
        (&names[0], "5"),
        (&names[1], "10"),
        (&names[2], "reported"),
    ];
    let mut again = form(&format!("{home}/luu"), &clerk, &fields, false);
    again.headers_mut().insert(header::REFERER, format!("http://tiendo.test{home}").parse().unwrap());
    let told = house.ask(again).await;
    assert_eq!((told.status, told.header(header::LOCATION)), (StatusCode::SEE_OTHER, home.as_str()));
    assert!(flash(&told).starts_with("1Bi%E1%BB%83u%20m%E1%BA%ABu%20n%C3%A0y"), "{}", flash(&told));
    assert_eq!(now(&house).await.2, lines + 1);

    // Nothing was done, so nothing is remembered: the reviewer sends the same again when it can be done.
    let reviewer = house.session("reviewer").await;
    let again = Uuid::now_v7().to_string();
    let give_back =
        async || house.send(&reviewer, &format!("/tham-dinh/{}/SNV/tra-lai", house.period), &[(FORM_KEY, &again), ("han", "x")]).await;
    assert!(flash(&give_back().await).starts_with('0'));
    assert!(store::form_key::get(&mut site.db.read().await.unwrap(), again.parse().unwrap()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_old_page_is_told_who_did_what_and_what_was_typed_is_kept() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    let (version, ..) = now(&house).await;
    save(&house, &clerk, &key(), &version, "3").await;
    let late = save(&house, &clerk, &key(), &version, "9").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("clerk lưu bản nháp báo cáo: 1 số liệu ("), "who did what");
    let row = late.body.split("id=\"chua-luu\"").nth(1).expect("what differs");
    assert!(row.contains("<td>9</td><td>3</td>"), "typed beside what is there");
    assert!(late.body.contains(&format!("id=\"tu-{CODE}\" name=\"tu.{CODE}\" value=\"9\"")), "the field holds what was typed");
    // The page that came back is a new one: sent, it is taken.
    let (version, ..) = now(&house).await;
    assert!(late.body.contains(&format!("name=\"version\" value=\"{version}\"")));
    assert!(flash(&save(&house, &clerk, &key(), &version, "9").await).starts_with('1'));
}

#[tokio::test]
async fn two_reviewers_see_each_other() {
    let house = House::new().await;
    let clerk = house.viewer("clerk").await;
    let desk = house.desk(&clerk, "clerk", "SNV").await;
    desk.submit(None).await.unwrap();
    let (_, o) = house.figure().await;
    let (one, two) = (house.session("reviewer").await, house.session("approver").await);
    let at = |step: &str| format!("/tham-dinh/{}/SNV/{step}", house.period);
    let (version, ..) = now(&house).await;
    let id = o.id.to_string();
    let decision = |how, why| [("id", id.as_str()), ("thay", "pending"), ("quyet-dinh", how), ("ly-do", why)];
    let first = house.send(&one, &at("muc"), &decision("rejected", "Sai kỳ số liệu.")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let late = house.send(&two, &at("muc"), &decision("clarification", "Số này lấy ở đâu?")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("reviewer trả lại mục “") && late.body.contains("Sai kỳ số liệu."), "who did what");
    assert!(late.body.contains("Số này lấy ở đâu?</textarea>"), "what was typed");
    assert_eq!(house.figure().await.1.reason, "Sai kỳ số liệu.");
    // Who concludes by the page from before is told too.
    let accept = house.send(&two, &at("chap-nhan"), &[("lan", "1"), ("version", &version), ("ca", "1")]).await;
    assert!(flash(&accept).starts_with('0'));
    assert_eq!(now(&house).await.1, SubmissionState::InReview);
}
