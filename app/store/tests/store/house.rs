//! A small province to test in: two units, three indicators, one round, a reporter and a reviewer.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use domain::{
    Quantity,
    indicator::{Accumulation, Basis, Kind, Mode, Operator, Part, UnitKind},
    period::Frequency,
    workflow::{Action, ItemState},
};
use serde_json::json;
use store::{
    Db, Error, Result,
    catalogue::{self, Assignment, Catalogue, Document, Indicator, OrgUnit, Province, Target},
    in_tx, person,
    round::{self, Round},
    submission::{self, Decision, Observation, Submission},
};
use uuid::Uuid;

/// An instant: minutes after the morning of 1 November 2026.
pub fn at(minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 1, 1 + minute / 60, minute % 60, 0).unwrap()
}

pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

pub fn province(code: &str) -> Province {
    Province { id: Uuid::now_v7(), code: code.into(), name: format!("Tỉnh {code}") }
}

pub fn unit(province_id: Uuid, parent_id: Option<Uuid>, code: &str, kind: UnitKind) -> OrgUnit {
    OrgUnit {
        id: Uuid::now_v7(),
        province_id,
        parent_id,
        code: code.into(),
        name: format!("Đơn vị {code}"),
        short_name: code.into(),
        kind,
        valid_from: None,
        valid_to: None,
        illustrative: false,
        names_source: String::new(),
    }
}

pub fn document(province_id: Uuid, code: &str) -> Document {
    Document {
        id: Uuid::now_v7(),
        province_id,
        code: code.into(),
        number: "12/QĐ-UBND".into(),
        title: "Quyết định".into(),
        issuer: "UBND tỉnh".into(),
        issued_on: Some(day(1, 5)),
        issued_written: String::new(),
        source_file: format!("{code}.txt"),
    }
}

pub fn indicator(province_id: Uuid, code: &str) -> Indicator {
    Indicator {
        id: Uuid::now_v7(),
        province_id,
        code: code.into(),
        pillar: "Chính quyền số".into(),
        name: format!("Tỷ lệ {code}"),
        name_en: format!("Share {code}"),
        kind: Kind::Ratio,
        accumulation: Accumulation::Flow,
        unit_of_measure: "%".into(),
        numerator: "hồ sơ trực tuyến".into(),
        denominator: "hồ sơ".into(),
        frequency: Frequency::Monthly,
        may_exceed: false,
        mode: Mode::Split,
        reading: String::new(),
        same_as: String::new(),
        checks: String::new(),
        register: String::new(),
        evidence_required: false,
    }
}

pub fn target(indicator_id: Uuid, unit_id: Uuid, year: i32, percent: i64, minute: u32) -> Target {
    Target {
        id: Uuid::now_v7(),
        indicator_id,
        unit_id,
        year,
        operator: Operator::AtLeast,
        value: percent * 10_000,
        deadline: NaiveDate::from_ymd_opt(year, 12, 31).unwrap(),
        deadline_written: format!("Đến hết năm {year}"),
        deadline_lines: "90".into(),
        maintain: false,
        owner_id: None,
        owner_basis: Basis::Inferred,
        owner_lines: String::new(),
        document_id: None,
        occurrence: 0,
        words: String::new(),
        source_lines: "100".into(),
        number_written: format!("{percent}%"),
        restated_in: String::new(),
        decided_at: at(minute),
    }
}

pub fn assignment(indicator_id: Uuid, unit_id: Uuid, part: Part) -> Assignment {
    Assignment {
        id: Uuid::now_v7(),
        indicator_id,
        unit_id,
        part,
        basis: Basis::Inferred,
        confirmed: false,
        source_lines: String::new(),
        valid_from: None,
        valid_to: None,
    }
}

/// October 2026, open from the first of November to the 25th.
pub fn october(province_id: Uuid) -> Round {
    Round {
        id: Uuid::now_v7(),
        province_id,
        period: "2026-10".into(),
        opens: day(11, 1),
        due: day(11, 15),
        closes: day(11, 25),
        state: "open".into(),
        calendar: domain::duty::Calendar::Calendar,
        data_from: None,
        data_to: None,
        explain_until: None,
    }
}

pub struct House {
    pub province: Uuid,
    pub unit: Uuid,
    pub other: Uuid,
    /// In order of code.
    pub indicators: [Uuid; 3],
    pub round: Round,
    pub reporter: Uuid,
    pub reviewer: Uuid,
}

pub async fn build(db: &Db) -> House {
    let home = province("dong-nai");
    let root = unit(home.id, None, "DN", UnitKind::Province);
    let (own, other) =
        (unit(home.id, Some(root.id), "SYT", UnitKind::Department), unit(home.id, Some(root.id), "SNV", UnitKind::Department));
    let indicators = ["A", "B", "C"].map(|code| indicator(home.id, code));
    let round = october(home.id);
    let (reporter, reviewer) = in_tx!(db, |tx| {
        catalogue::put_province(tx, &home).await?;
        for u in [&root, &own, &other] {
            catalogue::put_unit(tx, u).await?;
        }
        for i in &indicators {
            catalogue::put_indicator(tx, i).await?;
            catalogue::put_assignment(tx, &assignment(i.id, own.id, Part::Reports)).await?;
        }
        round::put(tx, &round).await?;
        let reporter = person::put(tx, "loc", "Trần Văn Lộc", Some(own.id), at(0)).await?;
        Ok((reporter, person::put(tx, "mai", "Hoàng Thanh Mai", Some(other.id), at(0)).await?))
    })
    .unwrap();
    House { province: home.id, unit: own.id, other: other.id, indicators: indicators.map(|i| i.id), round, reporter, reviewer }
}

pub async fn read(db: &Db) -> Catalogue {
    Catalogue::read(&mut db.read().await.unwrap()).await.unwrap()
}

impl House {
    /// A reported figure, as whole numbers.
    pub fn value(&self, indicator: usize, numerator: i64, denominator: i64) -> Observation {
        Observation {
            id: Uuid::now_v7(),
            submission_id: Uuid::nil(),
            indicator_id: self.indicators[indicator],
            unit_id: self.unit,
            period: "2026-10".into(),
            answer: "reported".into(),
            numerator: Some(numerator * 10_000),
            denominator: Some(denominator * 10_000),
            upload_id: None,
            sheet: "Biểu".into(),
            numerator_cell: format!("E{}", indicator + 8),
            denominator_cell: format!("F{}", indicator + 8),
            raw_numerator: numerator.to_string(),
            raw_denominator: denominator.to_string(),
            note: String::new(),
            evidence: String::new(),
            justification: String::new(),
            item_state: ItemState::Pending,
            adjusted_numerator: None,
            adjusted_denominator: None,
            reason: String::new(),
            decided_by: None,
            decided_at: None,
            in_force: false,
            corrected_by: None,
            corrected_at: None,
            illustrative: false,
        }
    }

    pub async fn save(&self, db: &Db, values: &[Observation]) -> Submission {
        in_tx!(db, |tx| {
            let draft = submission::editable(tx, self.round.id, self.unit, at(1)).await?;
            submission::save(tx, &draft, values, &[], None, self.reporter, at(1)).await
        })
        .unwrap();
        self.latest(db).await
    }

    pub async fn latest(&self, db: &Db) -> Submission {
        submission::latest(&mut db.read().await.unwrap(), self.round.id, self.unit).await.unwrap().unwrap()
    }

    pub async fn items(&self, db: &Db, s: &Submission) -> Vec<Observation> {
        submission::observations(&mut db.read().await.unwrap(), s.id).await.unwrap()
    }

    /// The draft handed in and claimed for review.
    pub async fn in_review(&self, db: &Db) -> Submission {
        let draft = self.latest(db).await;
        in_tx!(db, |tx| submission::submit(tx, &draft, "hash", self.reporter, at(2)).await).unwrap();
        let sent = self.latest(db).await;
        in_tx!(db, |tx| submission::step(tx, &sent, Action::Claim, self.reviewer, at(3), json!({})).await).unwrap();
        self.latest(db).await
    }

    pub async fn decide(&self, db: &Db, o: &Observation, state: ItemState, reason: &str) {
        let adjusted = (state == ItemState::Adjusted).then(|| (Quantity::from_scaled(77_0000), Some(Quantity::from_scaled(80_0000))));
        let decision = Decision { state, reason: reason.into(), adjusted };
        in_tx!(db, |tx| submission::decide(tx, o, &decision, self.reviewer, at(4)).await).unwrap();
    }

    pub async fn accept(&self, db: &Db) -> Submission {
        let s = self.latest(db).await;
        in_tx!(db, |tx| submission::accept(tx, &s, self.reviewer, at(5)).await).unwrap();
        self.latest(db).await
    }

    /// A report of three figures, accepted as it came in.
    pub async fn accepted(&self, db: &Db) -> Submission {
        self.save(db, &[self.value(0, 7, 10), self.value(1, 8, 10), self.value(2, 9, 10)]).await;
        let s = self.in_review(db).await;
        for o in self.items(db, &s).await {
            self.decide(db, &o, ItemState::Accepted, "").await;
        }
        self.accept(db).await
    }

    /// Accepted numerators by indicator, as whole numbers.
    pub async fn in_force(&self, db: &Db) -> Vec<i64> {
        let mut figures = store::figure::of_province(&mut db.read().await.unwrap(), self.province).await.unwrap();
        figures.sort_by_key(|f| self.indicators.iter().position(|id| *id == f.indicator_id));
        figures.iter().map(|f| f.numerator / 10_000).collect()
    }

    /// Actions on record for one revision, oldest first.
    pub async fn audit(&self, db: &Db, s: &Submission) -> Vec<String> {
        let lines = store::audit::of(&mut db.read().await.unwrap(), "submission", s.id).await.unwrap();
        lines.into_iter().map(|l| l.action).collect()
    }
}

/// The sentence a step was refused with.
pub fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::Refused(sentence)) => sentence,
        other => panic!("expected a refusal, got {other:?}"),
    }
}
