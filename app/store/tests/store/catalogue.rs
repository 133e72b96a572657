//! Provinces, units, documents, indicators, targets, assignments, frameworks, documents' text.

use crate::{
    both,
    ground::number,
    house::{assignment, at, build, day, document, indicator, province, read, target, unit},
};
use domain::{
    Period,
    indicator::{Accumulation, Basis, Kind, Mode, Operator, Part, UnitKind},
    period::Frequency,
};
use store::{
    Db,
    catalogue::{self as put, Catalogue, Indicator, OrgUnit},
    in_tx,
};
use uuid::Uuid;

fn picture(c: &Catalogue) -> String {
    format!("{:?} {:?} {:?} {:?} {:?} {:?}", c.provinces, c.units, c.documents, c.indicators, c.targets, c.assignments)
}

/// Every noun, with every optional field set, under fresh ids each time.
async fn load(db: &Db) {
    in_tx!(db, |tx| {
        put::put_province(tx, &province("dong-nai")).await?;
        let home = Catalogue::read(tx).await?.provinces[0].id;
        let root = put::put_unit(tx, &unit(home, None, "DN", UnitKind::Province)).await?;
        let dated = OrgUnit {
            valid_from: Some(day(1, 1)),
            valid_to: Some(day(6, 30)),
            illustrative: true,
            ..unit(home, Some(root), "P-1", UnitKind::Ward)
        };
        let ward = put::put_unit(tx, &dated).await?;
        put::put_document(tx, &document(home, "QD-12")).await?;
        let yes_no = Indicator {
            kind: Kind::YesNo,
            accumulation: Accumulation::Stock,
            frequency: Frequency::Quarterly,
            mode: Mode::Single,
            may_exceed: true,
            reading: "tính \"đến\" cuối kỳ; 100% ' ".into(),
            ..indicator(home, "B")
        };
        put::put_indicator(tx, &yes_no).await?;
        let known = Catalogue::read(tx).await?;
        let (i, d) = (known.indicators[0].id, known.documents[0].id);
        let whole = put::Target {
            operator: Operator::AtMost,
            maintain: true,
            owner_id: Some(ward),
            owner_basis: Basis::Document,
            document_id: Some(d),
            restated_in: "200-201".into(),
            ..target(i, root, 2026, -3, 0)
        };
        put::put_target(tx, &whole).await?;
        let dated = put::Assignment { valid_from: Some(day(2, 1)), valid_to: Some(day(3, 1)), ..assignment(i, ward, Part::Appraises) };
        put::put_assignment(tx, &dated).await
    })
    .unwrap();
}

both!(loaded_twice_it_is_as_loaded_once, |db| async move {
    load(&db).await;
    let first = read(&db).await;
    load(&db).await;
    let second = read(&db).await;
    assert_eq!(picture(&first), picture(&second));
    assert_eq!((first.version, number(&db, "select count(*) from target").await), (1, 1));
    // What went in came out.
    let (u, i, t, a) = (&second.units[1], &second.indicators[0], &second.targets[0], &second.assignments[0]);
    assert_eq!(
        (u.code.as_str(), u.kind, u.valid_from, u.valid_to, u.illustrative),
        ("P-1", UnitKind::Ward, Some(day(1, 1)), Some(day(6, 30)), true)
    );
    assert_eq!(
        (i.kind, i.accumulation, i.frequency, i.mode, i.may_exceed),
        (Kind::YesNo, Accumulation::Stock, Frequency::Quarterly, Mode::Single, true)
    );
    assert_eq!(i.reading, "tính \"đến\" cuối kỳ; 100% ' ");
    assert_eq!((t.operator, t.value, t.maintain, t.owner_basis, t.decided_at), (Operator::AtMost, -30_000, true, Basis::Document, at(0)));
    assert_eq!((t.owner_id, t.document_id), (Some(u.id), Some(second.documents[0].id)));
    assert_eq!((a.part, a.basis, a.confirmed, a.valid_from), (Part::Appraises, Basis::Inferred, false, Some(day(2, 1))));
    assert_eq!(second.documents[0].issued_on, Some(day(1, 5)));
});

both!(a_new_name_keeps_the_id, |db| async move {
    let house = build(&db).await;
    let renamed =
        OrgUnit { name: "Sở Y tế mới".into(), kind: UnitKind::Agency, ..unit(house.province, None, "SYT", UnitKind::Department) };
    let id = in_tx!(db, |tx| put::put_unit(tx, &renamed).await).unwrap();
    assert_eq!(id, house.unit);
    let known = read(&db).await;
    let kept = known.unit_by_code("SYT").unwrap();
    assert_eq!((kept.id, kept.name.as_str(), kept.kind, kept.parent_id), (house.unit, "Sở Y tế mới", UnitKind::Agency, None));
    assert_eq!(known.units.len(), 3);
});

both!(a_target_is_replaced_never_overwritten, |db| async move {
    let house = build(&db).await;
    let (i, u) = (house.indicators[0], house.unit);
    let put = async |t: put::Target| in_tx!(db, |tx| put::put_target(tx, &t).await).unwrap();
    assert!(put(target(i, u, 2026, 70, 1)).await);
    assert!(!put(target(i, u, 2026, 70, 2)).await, "the same target again");
    assert!(put(target(i, u, 2026, 80, 3)).await);
    assert!(put(target(i, u, 2027, 90, 3)).await, "another year stands beside it");
    assert!(put(target(i, house.other, 2026, 60, 3)).await, "so does another unit");
    let known = read(&db).await;
    let in_force: Vec<_> = known.targets_of(i, u).map(|t| (t.year, t.value, t.decided_at)).collect();
    assert_eq!(in_force, [(2026, 800_000, at(3)), (2027, 900_000, at(3))]);
    assert_eq!(number(&db, "select value from target where replaced_at is not null").await, 700_000);
    assert_eq!(number(&db, "select count(*) from target").await, 4);
    // The binding target of a year: the earliest not before it, else the last.
    let binding = |year| known.target_for(i, u, year).map(|t| t.year);
    assert_eq!([2025, 2026, 2027, 2030].map(binding), [Some(2026), Some(2026), Some(2027), Some(2027)]);
    assert!(known.target_for(house.indicators[1], u, 2026).is_none());
});

both!(a_changed_wording_of_a_target_is_a_change, |db| async move {
    let house = build(&db).await;
    let first = target(house.indicators[0], house.unit, 2026, 70, 1);
    let reworded = put::Target { id: Uuid::now_v7(), number_written: "từ 70% trở lên".into(), ..first.clone() };
    in_tx!(db, |tx| put::put_target(tx, &first).await).unwrap();
    assert!(in_tx!(db, |tx| put::put_target(tx, &reworded).await).unwrap());
    assert_eq!(read(&db).await.targets[0].number_written, "từ 70% trở lên");
});

both!(a_data_file_does_not_undo_what_was_decided_since, |db| async move {
    let house = build(&db).await;
    let (i, u) = (house.indicators[0], house.unit);
    let load = async |t: put::Target| in_tx!(db, |tx| put::put_loaded_target(tx, &t).await).unwrap();
    assert!(load(target(i, u, 2026, 70, 1)).await);
    in_tx!(db, |tx| put::put_target(tx, &target(i, u, 2026, 80, 2)).await).unwrap();
    assert!(!load(target(i, u, 2026, 70, 3)).await, "the file brings the old row again");
    assert_eq!(read(&db).await.targets[0].value, 800_000);
    assert!(load(put::Target { number_written: "75 phần trăm".into(), ..target(i, u, 2026, 75, 4) }).await, "the file itself changed");
    let reworded = put::Target { number_written: "75%".into(), ..target(i, u, 2026, 75, 5) };
    assert!(load(reworded).await && read(&db).await.targets[0].number_written == "75%");
});

both!(what_was_confirmed_stays_confirmed, |db| async move {
    let house = build(&db).await;
    in_tx!(db, |tx| put::confirm_assignments(tx, house.indicators[0]).await).unwrap();
    let again =
        put::Assignment { basis: Basis::Document, source_lines: "7".into(), ..assignment(house.indicators[0], house.unit, Part::Reports) };
    in_tx!(db, |tx| put::put_assignment(tx, &again).await).unwrap();
    let known = read(&db).await;
    let of = |i: usize| known.assigned(house.indicators[i], Part::Reports).next().unwrap().1;
    assert_eq!((of(0).confirmed, of(0).basis, of(0).source_lines.as_str()), (true, Basis::Document, "7"));
    assert!(!of(1).confirmed, "another indicator's assignment was not confirmed with it");
    assert_eq!(known.assignments.len(), 3);
});

both!(a_form_asks_what_is_assigned_valid_and_due, |db| async move {
    let house = build(&db).await;
    let quarterly = Indicator { frequency: Frequency::Quarterly, ..indicator(house.province, "C") };
    let ended = put::Assignment { valid_to: Some(day(9, 30)), ..assignment(house.indicators[1], house.unit, Part::Reports) };
    in_tx!(db, |tx| {
        put::put_indicator(tx, &quarterly).await?;
        put::put_assignment(tx, &assignment(house.indicators[0], house.other, Part::Owns)).await?;
        put::put_assignment(tx, &ended).await
    })
    .unwrap();
    let known = read(&db).await;
    let asked = |unit: Uuid, period: &str| -> Vec<String> {
        known.asked(unit, period.parse::<Period>().unwrap()).iter().map(|i| i.code.clone()).collect()
    };
    assert_eq!(asked(house.unit, "2026-09"), ["A", "B", "C"]);
    assert_eq!(asked(house.unit, "2026-10"), ["A"], "B ended in September, C is due in December");
    assert!(asked(house.other, "2026-10").is_empty(), "owning is not reporting");
});

#[test]
fn a_month_belongs_to_the_units_there_are_at_its_end() {
    let of = |from: Option<chrono::NaiveDate>, to: Option<chrono::NaiveDate>| OrgUnit {
        valid_from: from,
        valid_to: to,
        ..unit(Uuid::nil(), None, "A", UnitKind::Ward)
    };
    let july: Period = "2026-07".parse().unwrap();
    // A and B become C on 15 July, or on the first of a month.
    for (unit, exists) in [
        (of(None, Some(day(7, 14))), false),
        (of(Some(day(7, 15)), None), true),
        (of(None, Some(day(6, 30))), false),
        (of(Some(day(7, 1)), None), true),
        (of(None, Some(day(7, 31))), true),
        (of(Some(day(8, 1)), None), false),
        (of(None, None), true),
    ] {
        assert_eq!(unit.exists_in(july), exists, "{:?} to {:?}", unit.valid_from, unit.valid_to);
    }
    assert!(of(None, Some(day(7, 14))).has_ended(day(7, 15)) && !of(None, Some(day(7, 14))).has_ended(day(7, 14)));
}

both!(a_documents_text_is_replaced_whole, |db| async move {
    let house = build(&db).await;
    let d = document(house.province, "QD-12");
    let text = ["Điều 1. \"Chỉ tiêu\"", "", "a\\b {\"x\":1} 'y' ; -- ₫"];
    in_tx!(db, |tx| {
        put::put_document(tx, &d).await?;
        put::put_lines(tx, d.id, &["cũ"; 9]).await?;
        put::put_lines(tx, d.id, &text).await
    })
    .unwrap();
    let mut tx = db.read().await.unwrap();
    assert_eq!(put::lines(&mut tx, d.id, 1, 99).await.unwrap(), text);
    assert_eq!(put::lines(&mut tx, d.id, 2, 2).await.unwrap(), [""]);
    for (from, to) in [(3, 1), (4, 9), (0, 0)] {
        assert!(put::lines(&mut tx, d.id, from, to).await.unwrap().is_empty(), "{from} to {to}");
    }
    assert!(put::lines(&mut tx, Uuid::now_v7(), 1, 9).await.unwrap().is_empty());
    drop(tx);
    in_tx!(db, |tx| put::put_lines(tx, d.id, &[]).await).unwrap();
    assert_eq!(number(&db, "select count(*) from document_line").await, 0);
});

both!(the_newest_framework_counts, |db| async move {
    let house = build(&db).await;
    in_tx!(db, |tx| {
        for (version, body) in [("2025", "old"), ("2026", "first"), ("2026", "second")] {
            put::put_framework(tx, Uuid::now_v7(), house.province, "DTI", version, body).await?;
        }
        Ok(())
    })
    .unwrap();
    let mut tx = db.read().await.unwrap();
    assert_eq!(put::framework(&mut tx, house.province).await.unwrap().as_deref(), Some("second"));
    assert_eq!(put::framework(&mut tx, Uuid::now_v7()).await.unwrap(), None);
    drop(tx);
    assert_eq!(number(&db, "select count(*) from framework").await, 2);
});
