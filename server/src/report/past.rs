//! What was reported before: what a form's figures are compared with.

use chrono::Months;
use domain::{
    Period, Quantity,
    indicator::{Kind, Mode},
    period::Frequency,
};
use intake::{
    Peers,
    form::{Earlier, PAST, PEERS, REACH},
};
use std::{
    collections::{BTreeMap, HashMap},
    iter::successors,
};
use store::{
    Tx,
    catalogue::{Catalogue, Indicator, OrgUnit},
    figure::{self, Which},
};
use uuid::Uuid;

/// A numerator with its denominator, if it has one.
type Pair = (Quantity, Option<Quantity>);

fn pair(p: &figure::Past) -> Pair {
    (Quantity::from_scaled(p.numerator), p.denominator.map(Quantity::from_scaled))
}

/// The years in which the periods lie that a figure is compared with, for the rarest of the indicators.
fn span(catalogue: &Catalogue, first: Period, last: Period) -> (i32, i32) {
    let months = |f: Frequency| match f {
        Frequency::Monthly => 1,
        Frequency::Quarterly => 3,
        Frequency::HalfYearly => 6,
        Frequency::Yearly => 12,
    };
    let rarest = catalogue.indicators.iter().map(|i| months(i.frequency)).max().unwrap_or(1);
    (first.year() - rarest * PAST as i32 / 12 - 1, last.year())
}

/// For each frequency the last periods in which it was asked, newest first.
pub struct Before(BTreeMap<Frequency, Vec<Period>>);

impl Before {
    pub fn new(period: Period) -> Self {
        // Twelve years of months: as far back as a yearly figure looks.
        let back = || successors(Some(period.previous()), |p| Some(p.previous())).take(12 * PAST);
        let due = |f: Frequency| (f, back().filter(|p| f.due_in(*p)).take(PAST).collect());
        Self(Frequency::ALL.iter().copied().map(due).collect())
    }
}

/// A unit's figure of one period: what is in force, and what was handed in since.
#[derive(Clone, Copy, Default)]
struct OfPeriod {
    accepted: Option<Pair>,
    awaiting: Option<Pair>,
    illustrative: bool,
}

impl OfPeriod {
    fn last(self, period: Period) -> Option<Earlier> {
        // A report that was opened again carries what is accepted in it.
        let awaiting = self.awaiting.filter(|_| self.awaiting != self.accepted);
        let figure = awaiting.or(self.accepted)?;
        Some(Earlier { period, figure, accepted: awaiting.is_none(), illustrative: self.illustrative })
    }
}

/// The figures of one unit or of many, of all periods that may be looked back on.
#[derive(Default)]
pub struct Past(HashMap<(Uuid, Uuid), HashMap<Period, OfPeriod>>);

impl Past {
    /// For the form of one unit.
    pub async fn of_unit(tx: &mut Tx, catalogue: &Catalogue, unit: &OrgUnit, period: Period) -> store::Result<Self> {
        let span = span(catalogue, period, period);
        Ok(Self::new(&figure::past_of_unit(tx, unit.id, span).await?, &figure::awaiting(tx, unit.id, span).await?))
    }

    /// For the forms of any units of a province in the periods from `first` to `last`; what is not accepted yet only of those that are
    /// `seen`.
    pub async fn of_province(
        tx: &mut Tx,
        catalogue: &Catalogue,
        province_id: Uuid,
        (first, last): (Period, Period),
        seen: impl Fn(Uuid) -> bool,
    ) -> store::Result<Self> {
        let span = span(catalogue, first, last);
        let mut awaiting = figure::awaiting(tx, province_id, span).await?;
        awaiting.retain(|f| seen(f.unit_id));
        Ok(Self::new(&figure::past_of_province(tx, province_id, span, Which::All).await?, &awaiting))
    }

    fn new(accepted: &[figure::Past], awaiting: &[figure::Past]) -> Self {
        let mut all = Self::default();
        for f in accepted {
            all.of_period(f).accepted = Some(pair(f));
        }
        for f in awaiting {
            all.of_period(f).awaiting = Some(pair(f));
        }
        all
    }

    fn of_period(&mut self, f: &figure::Past) -> &mut OfPeriod {
        let of_period = self.0.entry((f.unit_id, f.indicator_id)).or_default().entry(f.period).or_default();
        of_period.illustrative |= f.illustrative;
        of_period
    }

    /// The last figure of the last times that the unit was asked; and those of all periods looked back on, oldest first, if the newest of
    /// them has one: else nothing can be said of a step.
    pub fn of(&self, unit_id: Uuid, i: &Indicator, before: &Before) -> (Option<Earlier>, Vec<Pair>) {
        let (Some(own), Some(periods)) = (self.0.get(&(unit_id, i.id)), before.0.get(&i.frequency)) else { return (None, vec![]) };
        let last = |p: &Period| own.get(p)?.last(*p);
        let previous = periods.iter().take(REACH).find_map(last);
        if previous.map(|f| f.period) != periods.first().copied() {
            return (previous, vec![]);
        }
        (previous, periods.iter().rev().filter_map(last).map(|f| f.figure).collect())
    }

    /// What units can be compared by in `period`, out of what was read already.
    pub fn peers(&self, catalogue: &Catalogue, period: Period) -> PeerFigures {
        let figures = self
            .0
            .iter()
            .flat_map(|((unit, indicator), all)| all.iter().filter_map(move |(period, f)| Some((*indicator, *unit, *period, f.accepted?))));
        PeerFigures::new(catalogue, period, figures)
    }
}

/// Ratios of one indicator by one kind of units, by period.
type ByPeriod = BTreeMap<usize, Vec<(Uuid, Quantity, Quantity)>>;

/// The ratios that units of one kind reported for themselves in a period and in the year before it.
#[derive(Default)]
pub struct PeerFigures {
    /// The period itself, then those before it.
    periods: Vec<Period>,
    /// By indicator, communes apart from departments; by place in `periods`.
    figures: HashMap<(Uuid, bool), ByPeriod>,
}

impl PeerFigures {
    pub async fn read(tx: &mut Tx, catalogue: &Catalogue, province_id: Uuid, period: Period) -> store::Result<Self> {
        let figures = figure::past_of_province(tx, province_id, (period.year() - 1, period.year()), Which::OwnRatios).await?;
        Ok(Self::new(catalogue, period, figures.iter().map(|f| (f.indicator_id, f.unit_id, f.period, pair(f)))))
    }

    fn new(catalogue: &Catalogue, period: Period, figures: impl Iterator<Item = (Uuid, Uuid, Period, Pair)>) -> Self {
        let first = period.start() - Months::new(12);
        let periods: Vec<Period> = successors(Some(period), |p| Some(p.previous())).take_while(|p| p.start() >= first).collect();
        let place: HashMap<Period, usize> = periods.iter().enumerate().map(|(n, p)| (*p, n)).collect();
        let mut all: HashMap<_, ByPeriod> = HashMap::new();
        for (indicator_id, unit_id, period, (numerator, denominator)) in figures {
            let is_own_ratio = catalogue.indicator(indicator_id).is_some_and(|i| i.kind == Kind::Ratio && i.mode == Mode::Split);
            let (Some(at), Some(unit), true) = (place.get(&period), catalogue.unit(unit_id), is_own_ratio) else { continue };
            if let Some(denominator) = denominator.filter(|d| *d > Quantity::ZERO) {
                let of_kind = all.entry((indicator_id, unit.kind.is_commune())).or_default();
                of_kind.entry(*at).or_default().push((unit_id, numerator, denominator));
            }
        }
        Self { periods, figures: all }
    }

    /// The newest period in which enough units of this one's kind have a figure, and what they reported.
    pub fn of(&self, unit: &OrgUnit, indicator_id: Uuid) -> Option<Peers> {
        self.figures.get(&(indicator_id, unit.kind.is_commune()))?.iter().find_map(|(at, all)| {
            let figures: Vec<_> = all.iter().filter(|(id, ..)| *id != unit.id).map(|(_, n, d)| (*n, *d)).collect();
            (figures.len() >= PEERS).then_some(Peers { period: *self.periods.get(*at)?, figures })
        })
    }
}
