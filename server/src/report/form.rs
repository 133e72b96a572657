//! What a unit is asked in a period.

use super::Result;
use chrono::{Days, NaiveDate};
use domain::{
    Finding, Period, Quantity,
    indicator::{Accumulation, Kind},
    succession::ChangeKind,
};
use intake::{Asked, Form, Known, KnownIndicator, KnownUnit, Shape};
use store::{
    Tx,
    catalogue::{Catalogue, OrgUnit},
    figure,
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
    let indicator = |i: &store::catalogue::Indicator| KnownIndicator {
        code: i.code.clone(),
        name: i.name.clone(),
        shape: Shape::from(i.kind),
        numerator: i.numerator.clone(),
        denominator: i.denominator.clone(),
        frequency: i.frequency,
    };
    let root = catalogue.root(province_id).map(|u| u.id);
    Known {
        units: catalogue.units.iter().filter(|u| u.province_id == province_id && Some(u.id) != root).map(unit).collect(),
        indicators: catalogue.indicators.iter().filter(|i| i.province_id == province_id).map(indicator).collect(),
    }
}

/// The form of a unit: what is due in the period, with targets and the last figures.
pub async fn form(tx: &mut Tx, catalogue: &Catalogue, unit: &OrgUnit, round: &Round, period: Period, illustrative: bool) -> Result<Form> {
    let asked = catalogue.asked(unit.id, period);
    let before = figure::of_unit(tx, unit.id, period.previous()).await?;
    // A figure speaks of the last day of its data, and so does the register beside it.
    let day = round.data_end()?;
    let tallies = system::tallies(catalogue, unit.id, day, &system::newest(tx, day).await?);
    let root = catalogue.root(unit.province_id).map(|u| u.id).unwrap_or_default();
    let asked = asked.iter().map(|i| {
        let year = period.year();
        let target = catalogue.target_for(i.id, unit.id, year).or_else(|| catalogue.target_for(i.id, root, year));
        let shape = Shape::from(i.kind);
        let unit_of_measure = if i.kind == Kind::Ratio { "%".to_owned() } else { i.unit_of_measure.clone() };
        let previous = before.iter().find(|b| b.0 == i.id);
        Asked {
            code: i.code.clone(),
            name: i.name.clone(),
            unit_of_measure,
            shape,
            numerator_label: i.numerator.clone(),
            denominator_label: i.denominator.clone(),
            target_text: target.map(|t| app::board::target_text(t, i)).unwrap_or_default(),
            previous: previous.map(|b| (Quantity::from_scaled(b.1), b.2.map(Quantity::from_scaled))),
            locked_denominator: None,
            may_exceed: i.may_exceed,
            cumulative: i.accumulation == Accumulation::Cumulative,
            evidence_required: false,
            register: tallies.get(&i.id).copied(),
        }
    });
    let province_name = catalogue.provinces.iter().find(|p| p.id == unit.province_id).map(|p| p.name.clone()).unwrap_or_default();
    Ok(Form {
        province_name,
        unit_code: unit.code.clone(),
        unit_name: unit.name.clone(),
        period,
        due: round.due,
        version: format!("{}", catalogue.version),
        illustrative,
        asked: asked.collect(),
    })
}

/// The 15th of the month after the period's end: the date the documents give for monthly reports.
pub fn usual_due(period: Period) -> NaiveDate {
    period.end() + Days::new(15)
}

/// Said of the register as it was then; it agrees with the figure by now.
pub fn is_outdated(form: &Form, f: &Finding, observations: &[Observation], catalogue: &Catalogue) -> bool {
    let Some(asked) = form.asked.iter().find(|a| f.rule == "register-differs" && Some(&a.code) == f.indicator.as_ref()) else {
        return false;
    };
    let of = |o: &&Observation| catalogue.indicator(o.indicator_id).is_some_and(|i| i.code == asked.code);
    let Some((numerator, denominator)) = observations.iter().find(of).map(Observation::figure) else { return false };
    asked.register.is_none_or(|tally| numerator.is_some_and(|n| tally.agrees(asked.shape.kind(), n, denominator)))
}
