//! A round in one table: units × indicators, accepted figures in force, with coverage.

use crate::rounds::owing;
use crate::web::{
    Answer, Failure, Site, Visit,
    report::{spreadsheet, typed::said},
};
use app::pages::report::word;
use axum::extract::{Path, State};
use domain::{
    Period, Quantity,
    indicator::{Kind, Mode},
    text::{Lang, vi_date},
    workflow::SubmissionState as S,
};
use intake::{
    State as Said,
    consolidated::{TableCell, write_table},
};
use std::{collections::HashMap, sync::Arc};
use store::{
    Tx,
    catalogue::{Catalogue, Indicator, OrgUnit},
    round,
    submission::{self, Observation, Submission},
};
use uuid::Uuid;

pub async fn consolidated(State(site): State<Arc<Site>>, visit: Visit, Path(period): Path<String>) -> Answer {
    let period: Period = period.parse().map_err(|_| Failure::not_found())?;
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let province = visit.province.as_deref().and_then(|code| catalogue.province(code)).ok_or_else(Failure::not_found)?;
    let round = round::of_period(&mut tx, province.id, period).await?.ok_or_else(Failure::not_found)?;
    let units = owing(&catalogue, &round, period);
    let all = submission::in_round(&mut tx, round.id).await?;
    let figures = in_force(&mut tx, &all).await?;
    drop(tx);
    let table = Table { catalogue: &catalogue, period, units: &units, all: &all, figures: &figures };
    let accepted = units.iter().filter(|u| figures.contains_key(&u.id)).count();
    let handed_in = units.iter().filter(|u| all.iter().any(|s| s.unit_id == u.id && s.submitted_at.is_some())).count();
    let mut lines = vec![
        format!("{}: {handed_in}/{} đơn vị đã nộp, {accepted}/{} đơn vị có số liệu được chấp nhận. Lập ngày {}.", province.name, units.len(), units.len(), vi_date(site.today())),
        "Chỉ gồm số liệu đã được chấp nhận và đang có hiệu lực; ô trống là chưa có. Số thẩm định thay số của đơn vị ở những mục có số thẩm định.".to_owned(),
        "Ô “–”: không thuộc phạm vi báo cáo của đơn vị trong kỳ.".to_owned(),
    ];
    if figures.values().flatten().any(|o| o.illustrative) {
        lines.push("Số liệu minh hoạ – không dùng để báo cáo.".to_owned());
    }
    let (head, rows) = table.build();
    let bytes = write_table(&format!("Tổng hợp báo cáo {}", period.label()), &lines, &head, &rows).map_err(Failure::internal)?;
    Ok(spreadsheet(&format!("tong-hop_{}_{period}.xlsx", province.code), bytes))
}

/// The accepted observations of each unit that are in force.
async fn in_force(tx: &mut Tx, all: &[Submission]) -> Result<HashMap<Uuid, Vec<Observation>>, Failure> {
    let mut figures: HashMap<Uuid, Vec<Observation>> = HashMap::new();
    for s in all.iter().filter(|s| matches!(s.state, S::Accepted | S::Locked)) {
        let own: Vec<Observation> = submission::observations(tx, s.id).await?.into_iter().filter(|o| o.in_force).collect();
        if !own.is_empty() {
            figures.insert(s.unit_id, own);
        }
    }
    Ok(figures)
}

struct Table<'a> {
    catalogue: &'a Catalogue,
    period: Period,
    units: &'a [&'a OrgUnit],
    all: &'a [Submission],
    figures: &'a HashMap<Uuid, Vec<Observation>>,
}

impl Table<'_> {
    fn build(&self) -> (Vec<String>, Vec<Vec<TableCell>>) {
        let asked: HashMap<Uuid, Vec<Uuid>> =
            self.units.iter().map(|u| (u.id, self.catalogue.asked(u.id, self.period).iter().map(|i| i.id).collect())).collect();
        let indicators: Vec<&Indicator> =
            self.catalogue.indicators.iter().filter(|i| asked.values().any(|ids| ids.contains(&i.id))).collect();
        let mut head = vec!["Đơn vị".to_owned(), "Trạng thái".to_owned(), "Số liệu có / phải báo cáo".to_owned()];
        for i in &indicators {
            if i.kind == Kind::Ratio {
                head.extend(["tử số", "mẫu số", "tỷ lệ"].map(|part| format!("{} {} – {part}", i.code, i.name)));
            } else {
                head.push(format!("{} {} – {}", i.code, i.name, i.unit_of_measure));
            }
        }
        let mut rows: Vec<Vec<TableCell>> = self.units.iter().map(|u| self.unit(u, &indicators, &asked[&u.id])).collect();
        rows.push(self.total(&indicators));
        rows.push(self.coverage(&indicators, &asked));
        (head, rows)
    }

    fn of(&self, unit: Uuid, indicator: Uuid) -> Option<&Observation> {
        self.figures.get(&unit)?.iter().find(|o| o.indicator_id == indicator)
    }

    fn unit(&self, unit: &OrgUnit, indicators: &[&Indicator], asked: &[Uuid]) -> Vec<TableCell> {
        let newest = self.all.iter().filter(|s| s.unit_id == unit.id).max_by_key(|s| s.revision);
        let state = newest.map_or("chưa nộp", |s| if s.state == S::Draft && s.revision == 1 { "chưa nộp" } else { s.state.label() });
        let known = asked.iter().filter(|id| self.of(unit.id, **id).is_some_and(|o| o.figure().0.is_some())).count();
        let mut row = vec![unit.name.as_str().into(), state.into(), TableCell::Text(format!("{known}/{}", asked.len()))];
        for i in indicators {
            let width = if i.kind == Kind::Ratio { 3 } else { 1 };
            match (asked.contains(&i.id), self.of(unit.id, i.id)) {
                (_, Some(o)) => row.extend(cells(i, o)),
                (true, None) => row.extend(vec![TableCell::Blank; width]),
                (false, None) => row.extend(vec![TableCell::from("–"); width]),
            }
        }
        row
    }

    /// Σ over the units, for indicators that units report each for itself.
    fn total(&self, indicators: &[&Indicator]) -> Vec<TableCell> {
        let mut row = vec!["Toàn tỉnh (Σ tử số ÷ Σ mẫu số)".into(), TableCell::Blank, TableCell::Blank];
        for i in indicators {
            let pairs: Vec<_> = self.units.iter().filter_map(|u| self.of(u.id, i.id)).map(Observation::figure).collect();
            let sum = |parts: Vec<Quantity>| parts.into_iter().try_fold(Quantity::ZERO, Quantity::checked_add);
            let addable = !pairs.is_empty() && i.kind.top().is_none() && (i.mode == Mode::Split || pairs.len() == 1);
            match (i.kind, sum(pairs.iter().filter_map(|p| p.0).collect()), sum(pairs.iter().filter_map(|p| p.1).collect())) {
                (Kind::Ratio, Some(n), Some(d)) if addable => {
                    row.extend([TableCell::Number(n), TableCell::Number(d), TableCell::Percent(n, d)])
                }
                (Kind::Count, Some(n), _) if addable => row.push(TableCell::Number(n)),
                (Kind::Ratio, ..) => row.extend(vec![TableCell::Blank; 3]),
                _ => row.push(TableCell::Blank),
            }
        }
        row
    }

    fn coverage(&self, indicators: &[&Indicator], asked: &HashMap<Uuid, Vec<Uuid>>) -> Vec<TableCell> {
        let mut row = vec!["Số đơn vị có số liệu / phải báo cáo".into(), TableCell::Blank, TableCell::Blank];
        for i in indicators {
            let owing: Vec<_> = self.units.iter().filter(|u| asked[&u.id].contains(&i.id)).collect();
            let known = owing.iter().filter(|u| self.of(u.id, i.id).is_some_and(|o| o.figure().0.is_some())).count();
            row.push(TableCell::Text(format!("{known}/{}", owing.len())));
            if i.kind == Kind::Ratio {
                row.extend([TableCell::Blank, TableCell::Blank]);
            }
        }
        row
    }
}

fn cells(i: &Indicator, o: &Observation) -> Vec<TableCell> {
    let said = said(&o.answer);
    let (n, d) = match (said, o.adjusted_numerator) {
        (Said::Reported, _) | (_, Some(_)) => o.figure(),
        _ => (None, None),
    };
    let number = |q: Option<Quantity>| q.map_or(TableCell::Blank, TableCell::Number);
    match (i.kind, n) {
        (_, None) => {
            let mut row = vec![TableCell::from(said.label())];
            if i.kind == Kind::Ratio {
                row.extend([TableCell::Blank, TableCell::Blank]);
            }
            row
        }
        (Kind::Ratio, Some(n)) => vec![TableCell::Number(n), number(d), d.map_or(TableCell::Blank, |d| TableCell::Percent(n, d))],
        (kind, Some(n)) => vec![word(kind, n, Lang::Vi).map_or(TableCell::Number(n), TableCell::from)],
    }
}
