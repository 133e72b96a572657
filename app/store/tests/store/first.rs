//! First drafts of many reports at once are what each would have been alone.

use crate::{
    both,
    house::{House, at, build},
};
use domain::{Finding, Severity};
use store::{
    Db,
    audit::{self, outside::Heads},
    in_tx,
    submission::{self, First, Observation},
    upload::{self, Upload},
};
use uuid::Uuid;

const CONTENT: &[u8] = b"a file of two units";

fn file(house: &House, unit_id: Uuid) -> Upload {
    Upload {
        id: Uuid::now_v7(),
        round_id: house.round.id,
        unit_id,
        name: "hai đơn vị.xlsx".into(),
        sha256: upload::sha256(CONTENT),
        size: CONTENT.len() as i64,
        uploaded_by: house.reporter,
        uploaded_at: at(1),
        kept_at: Some(at(1)),
        illustrative: false,
    }
}

fn values(house: &House, u: &Upload) -> Vec<Observation> {
    let of = |i, n| Observation { unit_id: u.unit_id, upload_id: Some(u.id), ..house.value(i, n, 10) };
    vec![of(0, 7), of(2, 9)]
}

fn found() -> Vec<Finding> {
    let finding = |severity, cell: &str| Finding {
        severity,
        rule: "big-change".into(),
        sheet: "Biểu".into(),
        cell: cell.into(),
        indicator: Some("A".into()),
        message: format!("Ô {cell} thay đổi lớn."),
    };
    vec![finding(Severity::Justify, "E8"), finding(Severity::Notice, "F8")]
}

/// Everything stored of a unit's newest revision, without the ids that differ.
async fn stored(db: &Db, house: &House, unit: Uuid) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let mut s = submission::latest(&mut tx, house.round.id, unit).await.unwrap().unwrap();
    let (id, upload) = (s.id, s.upload_id.unwrap());
    let mut lines: Vec<String> = audit::of(&mut tx, "submission", id).await.unwrap().iter().map(|l| format!("{l:?}")).collect();
    for o in submission::observations(&mut tx, id).await.unwrap() {
        assert_eq!((o.submission_id, o.unit_id, o.upload_id), (id, unit, Some(upload)));
        let bare = Observation { id: Uuid::nil(), submission_id: Uuid::nil(), unit_id: Uuid::nil(), upload_id: None, ..o };
        lines.push(format!("{bare:?}"));
    }
    lines.extend(submission::findings(&mut tx, id).await.unwrap().iter().map(|f| format!("{f:?}")));
    lines.push(format!("{:?}", upload::get(&mut tx, upload).await.unwrap().map(|u| (u.name, u.sha256, u.size, u.uploaded_by, u.kept_at))));
    (s.id, s.unit_id, s.upload_id) = (Uuid::nil(), Uuid::nil(), None);
    lines.push(format!("{s:?}"));
    lines.into_iter().map(|l| l.replace(&upload.to_string(), "upload")).collect()
}

both!(first_drafts_at_once_are_what_each_would_be_alone, |db| async move {
    let house = build(&db).await;
    let (alone, at_once) = (file(&house, house.unit), file(&house, house.other));
    in_tx!(db, |tx| {
        upload::add(tx, &alone, CONTENT).await?;
        let draft = submission::editable(tx, house.round.id, house.unit, at(1)).await?;
        submission::save(tx, &draft, &values(&house, &alone), &found(), Some(alone.id), house.reporter, at(1)).await
    })
    .unwrap();
    let findings = found();
    let first = |unit| First {
        upload: Upload { id: Uuid::now_v7(), unit_id: unit, ..at_once.clone() },
        count: 2,
        values: Box::new(|upload| values(&house, upload)),
        findings: &findings,
    };
    in_tx!(db, |tx| submission::begin_all(tx, vec![first(house.other)], house.reporter, at(1)).await).unwrap();
    let one = stored(&db, &house, house.unit).await;
    assert_eq!(one.len(), 1 + 2 + 2 + 2, "{one:#?}");
    assert_eq!(stored(&db, &house, house.other).await, one);

    // A report that has a revision is begun by nobody a second time, and nothing of the others stays.
    let both = || vec![first(house.unit), first(house.other)];
    assert!(in_tx!(db, |tx| submission::begin_all(tx, both(), house.reporter, at(2)).await).is_err());
    assert_eq!(stored(&db, &house, house.other).await, one);
    in_tx!(db, |tx| submission::begin_all(tx, vec![], house.reporter, at(2)).await).unwrap();
    let report = audit::verify(&mut db.read().await.unwrap(), &Heads::default()).await.unwrap();
    assert!(report.findings.is_empty(), "{report:?}");
});
