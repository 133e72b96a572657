//! Line agencies beside Sở KH&CN: who decides what, and what waits for whom.

use super::{CODES, Ground, actor, build, no_reasons, revisions, typed};
use crate::report::{Desk, ReportError};
use chrono::Days;
use domain::{
    access::{Actor, Role},
    indicator::{Basis, Part, UnitKind},
    workflow::{ItemState as I, SubmissionState as S},
};
use store::{
    catalogue::{self, Assignment, OrgUnit},
    person::{self, RoleGrant},
    submission::Decision,
};
use uuid::Uuid;

const HERE: &str = "dong-nai";

/// U1 reports A, B and C; CAT appraises B, and has one person for it, if `manned`.
struct Stage {
    ground: Ground,
    people: Vec<(Actor, Uuid)>,
}

impl Stage {
    async fn new(manned: bool) -> Self {
        let ground = build(1).await;
        let catalogue = ground.site.catalogue(&mut ground.site.db.read().await.unwrap()).await.unwrap();
        let kin = catalogue.unit_by_code("SKHCN").unwrap();
        let agency =
            OrgUnit { id: Uuid::now_v7(), code: "CAT".into(), name: "Công an tỉnh".into(), kind: UnitKind::Department, ..kin.clone() };
        let appraises = Assignment {
            id: Uuid::now_v7(),
            indicator_id: catalogue.indicator_by_code("B").unwrap().id,
            unit_id: agency.id,
            part: Part::Appraises,
            basis: Basis::Document,
            confirmed: true,
            source_lines: String::new(),
            valid_from: None,
            valid_to: None,
        };
        let mut people = vec![];
        for (name, home, grants) in [
            ("focal", "U1", &[(Role::UnitEditor, HERE, Some("U1")), (Role::UnitApprover, HERE, Some("U1"))][..]),
            ("reviewer", "SKHCN", &[(Role::Reviewer, HERE, None)]),
            ("approver", "SKHCN", &[(Role::Approver, HERE, None)]),
            ("police", "CAT", &[(Role::LineReviewer, HERE, Some("CAT"))]),
        ] {
            people.push((actor(name, Some(home), grants), ground.person(name).await));
        }
        let grant = RoleGrant {
            id: Uuid::now_v7(),
            person_id: people[3].1,
            role: Role::LineReviewer,
            province_id: kin.province_id,
            unit_id: Some(agency.id),
            valid_from: None,
            valid_to: (!manned).then(|| ground.site.today() - Days::new(1)),
            document: String::new(),
        };
        store::in_tx!(ground.site.db, |tx| {
            catalogue::put_unit(tx, &agency).await?;
            catalogue::put_assignment(tx, &appraises).await?;
            person::set_password(tx, grant.person_id, "x", false).await?;
            person::add_grant(tx, &grant).await?;
            tx.bump("catalogue").await
        })
        .unwrap();
        Self { ground, people }
    }

    async fn desk(&self, name: &str) -> Desk<'_> {
        let (who, id) = self.people.iter().find(|(who, _)| who.person.as_deref() == Some(name)).unwrap();
        Desk::open(&self.ground.site, who, *id, "U1", self.ground.period()).await.unwrap()
    }

    async fn hand_in(&self, numbers: &[(&str, &str)]) {
        let unit = self.desk("focal").await;
        for (code, n) in numbers {
            unit.save(&typed(&unit, code, n, "1000").await, &no_reasons()).await.unwrap();
        }
        unit.submit(None).await.unwrap();
    }

    /// The newest revision: its state, and those of A, B and C.
    async fn stands(&self) -> (S, [I; 3]) {
        let desk = self.desk("approver").await;
        let (s, items) = revisions(&desk).await.pop().unwrap();
        (
            s.state,
            CODES.map(|code| {
                items.iter().find(|o| desk.catalogue.indicator_by_code(code).unwrap().id == o.indicator_id).unwrap().item_state
            }),
        )
    }

    async fn decide(&self, who: &str, code: &str, state: I, reason: &str) -> Result<(), ReportError> {
        let desk = self.desk(who).await;
        let indicator = desk.catalogue.indicator_by_code(code).unwrap().id;
        let item = revisions(&desk).await.pop().unwrap().1.into_iter().find(|o| o.indicator_id == indicator).unwrap();
        desk.decide(item.id, &Decision { state, reason: reason.into(), adjusted: None }).await
    }
}

fn said<T: std::fmt::Debug>(outcome: Result<T, ReportError>) -> String {
    outcome.unwrap_err().to_string()
}

#[tokio::test]
async fn an_agency_decides_its_items_and_the_report_waits_for_it() {
    let stage = Stage::new(true).await;
    stage.hand_in(&[("A", "10"), ("B", "20"), ("C", "30")]).await;
    let again = stage.ground.site.today() + Days::new(3);
    let nothing = (S::Submitted, [I::Pending; 3]);
    assert_eq!(said(stage.decide("reviewer", "B", I::Accepted, "Đúng.").await), "Mục này do Công an tỉnh thẩm định.");
    let in_place = "Mục này do Công an tỉnh thẩm định. Quyết định thay thì nêu lý do.";
    assert_eq!(said(stage.decide("approver", "B", I::Accepted, " ").await), in_place);
    assert_eq!(said(stage.decide("police", "A", I::Accepted, "").await), "Mục này do Sở Khoa học và Công nghệ thẩm định.");
    let wait = "Mục “Tỷ lệ B” còn chờ Công an tỉnh thẩm định. Chấp nhận báo cáo sau đó, hoặc quyết định thay và nêu lý do.";
    assert_eq!(said(stage.desk("approver").await.accept(true, None).await), wait);
    let police = stage.desk("police").await;
    assert!(matches!(police.accept(true, None).await, Err(ReportError::Access(_))));
    assert!(matches!(police.give_back(again, None).await, Err(ReportError::Access(_))));
    assert_eq!(stage.stands().await, nothing, "nothing refused has left a trace");

    // Side by side: the agency rejects its item, Sở KH&CN returns the report with it.
    stage.decide("police", "B", I::Rejected, "Thiếu xã.").await.unwrap();
    stage.desk("reviewer").await.give_back(again, None).await.unwrap();
    assert_eq!(stage.stands().await, (S::Returned, [I::Accepted, I::Rejected, I::Accepted]));
    stage.hand_in(&[("B", "25")]).await;
    assert_eq!(said(stage.desk("approver").await.accept(true, None).await), wait);
    stage.desk("police").await.accept_own(None).await.unwrap();
    assert_eq!(stage.stands().await, (S::InReview, [I::Accepted; 3]));
    assert!(said(stage.desk("police").await.accept_own(None).await).starts_with("Không còn mục nào chờ"));
    stage.desk("approver").await.accept(false, None).await.unwrap();
    assert_eq!(stage.stands().await, (S::Accepted, [I::Accepted; 3]));
}

#[tokio::test]
async fn what_an_agency_has_not_decided_goes_on_open() {
    let stage = Stage::new(true).await;
    stage.hand_in(&[("A", "10"), ("B", "20"), ("C", "30")]).await;
    stage.decide("reviewer", "A", I::Clarification, "Đếm từ ngày nào?").await.unwrap();
    stage.desk("approver").await.give_back(stage.ground.site.today() + Days::new(3), None).await.unwrap();
    assert_eq!(stage.stands().await, (S::Returned, [I::Clarification, I::Pending, I::Accepted]));
    stage.hand_in(&[("A", "11"), ("B", "21")]).await;
    assert_eq!(stage.stands().await, (S::Submitted, [I::Pending, I::Pending, I::Accepted]));
    // The agency does not get round to it: whoever accepts decides in its place and says why.
    stage.decide("approver", "B", I::Accepted, "Công an tỉnh đồng ý qua điện thoại.").await.unwrap();
    stage.desk("approver").await.accept(true, None).await.unwrap();
    let (_, items) = revisions(&stage.desk("approver").await).await.pop().unwrap();
    let reasons: Vec<_> = items.iter().map(|o| o.reason.as_str()).filter(|r| !r.is_empty()).collect();
    assert_eq!(reasons, ["Công an tỉnh đồng ý qua điện thoại."]);
}

#[tokio::test]
async fn no_report_waits_for_an_agency_without_people() {
    let stage = Stage::new(false).await;
    stage.hand_in(&[("A", "10"), ("B", "20"), ("C", "30")]).await;
    stage.decide("reviewer", "B", I::Accepted, "").await.unwrap();
    stage.desk("approver").await.accept(true, None).await.unwrap();
    assert_eq!(stage.stands().await, (S::Accepted, [I::Accepted; 3]));
}
