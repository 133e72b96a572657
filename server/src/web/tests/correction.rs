//! A figure of a file put right in the page: the cell stands beside it wherever the figure is shown.

use super::{House, Visitor};
use crate::report::Desk;
use axum::http::StatusCode;
use domain::workflow::SubmissionState;
use store::{
    person,
    submission::{self, Observation, Submission},
};

/// A ratio that SNV reports every month.
const CODE: &str = "CQS-06";

impl House {
    pub(super) async fn desk<'a>(&'a self, viewer: &'a app::frame::Viewer, who: &str, unit: &str) -> Desk<'a> {
        Desk::open(&self.ground.site, &viewer.actor, self.people[who], unit, self.period).await.unwrap()
    }

    pub(super) async fn viewer(&self, who: &str) -> app::frame::Viewer {
        let site = &self.ground.site;
        let mut tx = site.db.read().await.unwrap();
        let found = person::by_username(&mut tx, who).await.unwrap().unwrap();
        site.viewer(&mut tx, &found).await.unwrap()
    }

    /// SNV's newest revision, and its figure of [`CODE`].
    pub(super) async fn figure(&self) -> (Submission, Observation) {
        let viewer = self.viewer("clerk").await;
        let desk = self.desk(&viewer, "clerk", "SNV").await;
        let mut tx = self.ground.site.db.read().await.unwrap();
        let s = submission::latest(&mut tx, desk.round.id, desk.unit.id).await.unwrap().unwrap();
        let all = submission::observations(&mut tx, s.id).await.unwrap();
        let own = all.into_iter().find(|o| desk.catalogue.indicator(o.indicator_id).unwrap().code == CODE).unwrap();
        (s, own)
    }

    /// The page's inputs of one row, sent.
    async fn type_in(&self, who: &Visitor, fields: &[(&str, &str)]) {
        let (s, _) = self.figure().await;
        let version = format!("{}.{}", s.revision, s.version);
        let named: Vec<(String, &str)> = fields.iter().map(|(name, value)| (format!("{name}.{CODE}"), *value)).collect();
        let mut all: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        all.push(("version", &version));
        let reply = self.send(who, &format!("/bao-cao/{}/SNV/luu", self.period), &all).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    }
}

fn origin(o: &Observation) -> (bool, &str, &str, &str) {
    (o.upload_id.is_some(), o.numerator_cell.as_str(), o.raw_numerator.as_str(), o.raw_denominator.as_str())
}

#[tokio::test]
async fn a_figure_put_right_keeps_its_cell() {
    let house = House::new().await;
    let (viewer, clerk) = (house.viewer("clerk").await, house.session("clerk").await);
    let mut desk = house.desk(&viewer, "clerk", "SNV").await;
    desk.illustrative = true;
    let file = format!("Mã;Chỉ tiêu;Tử số;Mẫu số\r\n{CODE};;khoảng 120;200\r\n");
    let (upload, _) = desk.upload("sua.csv", file.as_bytes()).await.unwrap();
    desk.keep(upload.id).await.unwrap();
    let (_, read) = house.figure().await;
    assert_eq!((read.numerator, read.denominator, read.corrected_at), (None, Some(200_0000), None));
    assert_eq!(origin(&read), (true, "C2", "khoảng 120", "200"));

    house.type_in(&clerk, &[("tt", "reported"), ("tu", "120"), ("mau", "200")]).await;
    let (_, put_right) = house.figure().await;
    assert_eq!((put_right.numerator, put_right.denominator), (Some(120_0000), Some(200_0000)));
    assert_eq!((origin(&put_right), put_right.corrected_by), (origin(&read), Some(house.people["clerk"])));
    let said = "Ô C2 ghi “khoảng 120”; clerk sửa thành 120 lúc ";
    let page = house.get(&format!("/bao-cao/{}/SNV", house.period), &clerk).await;
    assert!(page.body.contains(said), "{}", page.body);

    // A note takes nothing away, and the moment stays.
    house.type_in(&clerk, &[("tt", "reported"), ("ghi", "đã đếm lại")]).await;
    let (_, noted) = house.figure().await;
    assert_eq!((noted.note.as_str(), origin(&noted), noted.corrected_at), ("đã đếm lại", origin(&read), put_right.corrected_at));
    // Taken out: the input is empty, and the cell is still known.
    house.type_in(&clerk, &[("tt", "reported"), ("tu", ""), ("mau", "")]).await;
    let (_, out) = house.figure().await;
    assert_eq!((out.numerator, origin(&out), out.corrected_by), (None, origin(&read), Some(house.people["clerk"])));
    let page = house.get(&format!("/bao-cao/{}/SNV", house.period), &clerk).await;
    assert!(!page.body.contains("value=\"khoảng 120\""), "what was taken out does not come back");
    house.type_in(&clerk, &[("tt", "reported"), ("tu", "120"), ("mau", "200")]).await;

    let reply = house
        .send(
            &clerk,
            &format!("/bao-cao/{}/SNV/nop", house.period),
            &[("version", &{
                let (s, _) = house.figure().await;
                format!("{}.{}", s.revision, s.version)
            })],
        )
        .await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    let (sent, item) = house.figure().await;
    assert_eq!(sent.state, SubmissionState::Submitted, "{:?}", reply.headers);
    let reviewer = house.session("reviewer").await;
    for path in [format!("/tham-dinh/{}/SNV?xem=tat-ca&muc={CODE}", house.period), format!("/so-lieu/{}", item.id)] {
        let page = house.get(&path, &reviewer).await;
        assert!(page.status == StatusCode::OK && page.body.contains(said), "{path} {}: {}", page.status, page.body);
    }
}

#[tokio::test]
async fn what_was_typed_from_the_start_or_typed_back_is_no_correction() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    // The file says 7 of 10.
    let (_, read) = house.figure().await;
    house.type_in(&clerk, &[("tt", "reported"), ("tu", "8"), ("mau", "10")]).await;
    assert!(house.figure().await.1.corrected_at.is_some());
    house.type_in(&clerk, &[("tt", "reported"), ("tu", "7"), ("mau", "10")]).await;
    let (_, back) = house.figure().await;
    assert_eq!((origin(&back), back.corrected_at, back.corrected_by), (origin(&read), None, None));
    house.type_in(&clerk, &[("tt", "no_data"), ("tu", ""), ("mau", ""), ("ghi", "chưa chốt")]).await;
    let page = house.get(&format!("/bao-cao/{}/SNV", house.period), &clerk).await;
    assert!(page.body.contains("; clerk sửa thành “Chưa có số liệu” lúc "), "{}", page.body);
}
