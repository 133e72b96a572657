//! What a unit is asked in a period.

use super::{
    Result, answer,
    evidence::attached,
    past::{Before, Past, PeerFigures},
};
use crate::site::Site;
use chrono::{Days, NaiveDate};
use domain::{
    Finding, Period, Quantity,
    indicator::{Accumulation, Kind},
    succession::ChangeKind,
    system::Tally,
};
use intake::{Asked, Form, Known, KnownIndicator, KnownUnit, Shape, State, Value};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use store::{
    Tx,
    catalogue::{Catalogue, Indicator, OrgUnit},
    exception,
    round::Round,
    submission::Observation,
    system,
};
use uuid::Uuid;

/// What a province calls its units and indicators.
pub fn known(catalogue: &Catalogue, province_id: Uuid) -> Known {
    let after: Vec<_> = catalogue.records.decided_reorganisations().filter(|s| s.kind != ChangeKind::Transfer).collect();
    let unit = |u: &OrgUnit| KnownUnit {
        code: u.code.clone(),
        name: u.name.clone(),
        short_name: u.short_name.clone(),
        valid_from: u.valid_from,
        valid_to: u.valid_to,
        successors: after.iter().filter(|s| s.from == u.code).filter_map(|s| s.to.clone()).collect(),
    };
    let indicator = |i: &Indicator| KnownIndicator {
        code: i.code.clone(),
        name: i.name.clone(),
        shape: Shape::from(i.kind),
        numerator: i.numerator.clone(),
        denominator: i.denominator.clone(),
        frequency: i.frequency,
        accumulation: i.accumulation,
        unit_of_measure: i.unit_of_measure.clone(),
    };
    let root = catalogue.root(province_id).map(|u| u.id);
    Known::new(
        catalogue.units.iter().filter(|u| u.province_id == province_id && Some(u.id) != root).map(unit).collect(),
        catalogue.indicators.iter().filter(|i| i.province_id == province_id).map(indicator).collect(),
    )
}

/// What the forms of one round are made from, read once for as many units as are asked.
pub struct Forms<'a> {
    catalogue: &'a Catalogue,
    past: &'a Past,
    peers: Arc<PeerFigures>,
    updates: HashMap<String, system::Update>,
    /// A figure speaks of the last day of its data, and so does the register beside it.
    day: NaiveDate,
    due: NaiveDate,
    period: Period,
    before: Before,
    /// What units need not report in this round: unit and code.
    exempt: HashSet<(Uuid, String)>,
}

impl<'a> Forms<'a> {
    pub async fn new(
        tx: &mut Tx,
        catalogue: &'a Catalogue,
        past: &'a Past,
        peers: Arc<PeerFigures>,
        round: &Round,
        period: Period,
    ) -> Result<Self> {
        let day = round.data_end()?;
        let updates = system::newest(tx, day).await?;
        let exemptions = exception::exemptions(tx, round).await?;
        let exempt = exemptions.iter().flat_map(|e| e.codes().map(|code| (e.unit_id, code.to_owned()))).collect();
        Ok(Self { catalogue, past, peers, updates, day, due: round.due, period, before: Before::new(period), exempt })
    }

    pub fn form(&self, unit: &OrgUnit, illustrative: bool) -> Form {
        let c = self.catalogue;
        let tallies = system::tallies(c, unit.id, self.day, &self.updates);
        let root = c.root(unit.province_id).map(|u| u.id).unwrap_or_default();
        let owed = c.asked(unit.id, self.period).into_iter().filter(|i| !self.exempt.contains(&(unit.id, i.code.clone())));
        let asked = owed.map(|i| self.asked(unit, root, i, tallies.get(&i.id).copied()));
        Form {
            province_name: c.province_name(unit.province_id),
            unit_code: unit.code.clone(),
            unit_name: unit.name.clone(),
            period: self.period,
            due: self.due,
            version: format!("{}", c.version),
            illustrative,
            asked: asked.collect(),
        }
    }

    fn asked(&self, unit: &OrgUnit, root: Uuid, i: &Indicator, register: Option<Tally>) -> Asked {
        let (c, year) = (self.catalogue, self.period.year());
        let target = c.target_for(i.id, unit.id, year).or_else(|| c.target_for(i.id, root, year));
        let (previous, history) = self.past.of(unit.id, i, &self.before);
        Asked {
            code: i.code.clone(),
            name: i.name.clone(),
            unit_of_measure: if i.kind == Kind::Ratio { "%".to_owned() } else { i.unit_of_measure.clone() },
            shape: Shape::from(i.kind),
            numerator_label: i.numerator.clone(),
            denominator_label: i.denominator.clone(),
            target_text: target.map(|t| app::board::target_text(t, i)).unwrap_or_default(),
            previous,
            locked_denominator: None,
            may_exceed: i.may_exceed,
            cumulative: i.accumulation == Accumulation::Cumulative,
            evidence_required: i.evidence_required,
            register,
            history,
            peers: self.peers.of(unit, i.id),
            // What is stored was checked when it came in.
            tuning: i.checks.parse().unwrap_or_default(),
        }
    }
}

/// The form of a unit: what is due in the period, with targets and the last figures.
pub async fn form(
    site: &Site,
    tx: &mut Tx,
    catalogue: &Catalogue,
    unit: &OrgUnit,
    round: &Round,
    period: Period,
    illustrative: bool,
) -> Result<Form> {
    let past = Past::of_unit(tx, catalogue, unit, period).await?;
    // What is made up for show is compared with nobody.
    let peers = if illustrative { Arc::default() } else { site.peers(tx, catalogue, unit.province_id, period).await? };
    let mut form = Forms::new(tx, catalogue, &past, peers, round, period).await?.form(unit, illustrative);
    // A file answers where evidence is required.
    let attached = attached(tx, round.id, unit.id).await?;
    for asked in &mut form.asked {
        asked.evidence_required &= !catalogue.indicator_by_code(&asked.code).is_some_and(|i| attached.contains(&i.id));
    }
    Ok(form)
}

/// The 15th of the month after the period's end: the date the documents give for monthly reports.
pub fn usual_due(period: Period) -> NaiveDate {
    period.end() + Days::new(15)
}

/// What was found in a draft, as far as it is still so: said of the register, of the other figures or of the figure reported last, it was
/// said of these as they were then.
pub fn by_now(form: &Form, mut findings: Vec<Finding>, observations: &[Observation], catalogue: &Catalogue) -> Vec<Finding> {
    let is_compared = |f: &Finding| intake::rules::OF_THE_LAST.contains(&f.rule.as_str());
    let compared = findings.iter().any(is_compared);
    // What was typed is spoken of without a cell.
    let again =
        [true, false].map(|cells| if compared { intake::check_rows(&values(observations, catalogue, cells), form) } else { vec![] });
    findings.retain_mut(|f| match f.rule.as_str() {
        "register-differs" => !agrees_with_register(form, f, observations, catalogue),
        "all-round" => intake::all_round(&values(observations, catalogue, false), form).is_some(),
        _ if is_compared(f) => {
            let same = |other: &&Finding| (&other.rule, &other.indicator) == (&f.rule, &f.indicator);
            let now = again[usize::from(f.cell.is_empty())].iter().find(same);
            f.message = now.map(|now| now.message.clone()).unwrap_or_default();
            now.is_some()
        }
        _ => true,
    });
    findings
}

/// The figures of a draft as far as rules ask for them.
fn values(observations: &[Observation], catalogue: &Catalogue, cells: bool) -> Vec<Value> {
    let reported = observations.iter().filter(|o| o.answer == answer(State::Reported));
    let value = |o: &Observation| {
        let indicator = catalogue.indicator(o.indicator_id)?.code.clone();
        let part = |scaled: Option<i64>| scaled.map(Quantity::from_scaled);
        let cell = |cell: &str| if cells { cell.into() } else { Default::default() };
        Some(Value {
            indicator: indicator.into(),
            numerator: part(o.numerator),
            denominator: part(o.denominator),
            cell: cell(&o.numerator_cell),
            denominator_cell: cell(&o.denominator_cell),
            ..Value::default()
        })
    };
    reported.filter_map(value).collect()
}

fn agrees_with_register(form: &Form, f: &Finding, observations: &[Observation], catalogue: &Catalogue) -> bool {
    let Some(asked) = form.asked.iter().find(|a| Some(&a.code) == f.indicator.as_ref()) else { return false };
    let of = |o: &&Observation| catalogue.indicator(o.indicator_id).is_some_and(|i| i.code == asked.code);
    let Some((numerator, denominator)) = observations.iter().find(of).map(Observation::figure) else { return false };
    asked.register.is_none_or(|tally| numerator.is_some_and(|n| tally.agrees(asked.shape.kind(), n, denominator)))
}
