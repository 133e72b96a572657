//! A province as computed from its accepted figures: every target's standing, for the whole and for each unit.

use crate::{
    lens::{self, Heritage},
    pages::report::word,
};
use charts::Goal;
use chrono::NaiveDate;
use domain::{
    Period, Quantity, Status,
    aggregate::{self, Point, Row, Window},
    indicator::{Kind, Mode, Part},
    progress::{self, Progress},
    score::{Framework, Input, Scorecard},
    succession::Lens,
    text::{self, Lang},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};
use store::{
    catalogue::{Catalogue, Indicator, OrgUnit, Target},
    figure::Figure,
};
use uuid::Uuid;

/// Counters of catalogue and figures, and the day: what a board is computed from.
pub type Stamp = (i64, i64, NaiveDate);

pub struct Board {
    pub stamp: Stamp,
    /// With every unit there ever was, whatever the lens.
    pub catalogue: Arc<Catalogue>,
    pub province_id: Uuid,
    /// By which units the series are added up.
    pub lens: Lens,
    /// Units have changed in this province, so that the two lenses may differ.
    pub reorganised: bool,
    /// One for each target of the province as a whole, in order of indicator code and year.
    pub standings: Vec<Standing>,
    /// For each unit of the lens, one for each indicator it reports or took over.
    pub units: HashMap<Uuid, Vec<Standing>>,
    /// Newest period with a figure.
    pub latest: Option<Period>,
    pub illustrative: bool,
    /// As reported, whatever the lens.
    figures: HashMap<Uuid, Vec<Figure>>,
    heritage: Heritage,
}

/// One target and where it stands.
#[derive(Clone)]
pub struct Standing {
    pub indicator_id: Uuid,
    pub target: Target,
    pub series: Vec<Point>,
    pub progress: Progress,
    /// Status one period earlier.
    pub before: Option<Status>,
    pub illustrative: bool,
}

impl Board {
    /// By today's units.
    pub fn new(catalogue: Arc<Catalogue>, province_id: Uuid, figures: Vec<Figure>, stamp: Stamp) -> Self {
        Self::through(Lens::AsNow, catalogue, province_id, figures, stamp)
    }

    pub fn through(lens: Lens, catalogue: Arc<Catalogue>, province_id: Uuid, figures: Vec<Figure>, stamp: Stamp) -> Self {
        let changes = lens::lines(&catalogue, province_id, stamp.2);
        let mut board = Self {
            stamp,
            catalogue,
            province_id,
            lens,
            reorganised: !changes.is_empty(),
            standings: vec![],
            units: HashMap::new(),
            latest: figures.iter().map(|f| f.period).max(),
            illustrative: figures.iter().any(|f| f.illustrative),
            figures: HashMap::new(),
            heritage: if lens == Lens::AsNow { Heritage::new(&changes) } else { Heritage::default() },
        };
        for figure in figures {
            board.figures.entry(figure.indicator_id).or_default().push(figure);
        }
        board.fill();
        board
    }

    fn fill(&mut self) {
        let catalogue = self.catalogue.clone();
        let root = catalogue.root(self.province_id).map(|u| u.id).unwrap_or_default();
        let year = self.stamp.2.year_of();
        for indicator in catalogue.indicators.iter().filter(|i| i.province_id == self.province_id) {
            let reporters: Vec<Uuid> = self.reporters(indicator).iter().map(|u| u.id).collect();
            let whole = self.series(indicator, &reporters);
            for target in catalogue.targets_of(indicator.id, root) {
                self.standings.push(self.stand(indicator, target, &whole, &reporters));
            }
            for unit in &reporters {
                let target = catalogue.target_for(indicator.id, *unit, year).or_else(|| catalogue.target_for(indicator.id, root, year));
                let Some(target) = target else { continue };
                let own = if indicator.mode == Mode::Single { whole.clone() } else { self.series(indicator, &[*unit]) };
                let standing = self.stand(indicator, target, &own, &[*unit]);
                self.units.entry(*unit).or_default().push(standing);
            }
        }
    }

    /// Figures of an indicator in force as they were reported, of every unit and period.
    pub fn figures_of(&self, indicator_id: Uuid) -> &[Figure] {
        self.figures.get(&indicator_id).map_or(&[], Vec::as_slice)
    }

    /// The units that report an indicator, ever: those of the time, or those that hold what they reported today.
    pub fn reporters(&self, indicator: &Indicator) -> Vec<&OrgUnit> {
        let assigned = self.catalogue.assigned(indicator.id, Part::Reports).map(|(u, _)| u.id);
        let holders = assigned.flat_map(|id| match (self.heritage.heirs(id), indicator.kind.top()) {
            (None, Some(_)) => vec![id],
            (Some(heirs), Some(_)) => heirs.to_vec(),
            (_, None) => self.heritage.holders(id),
        });
        let mut seen = HashSet::new();
        holders.filter(|id| seen.insert(*id)).filter_map(|id| self.catalogue.unit(id)).collect()
    }

    /// [`Self::reporters`] that exist today, which is what lists and rankings show.
    pub fn reporters_today(&self, indicator: &Indicator) -> Vec<&OrgUnit> {
        let mut units = self.reporters(indicator);
        units.retain(|u| u.exists_on(self.stamp.2));
        units
    }

    /// Does some of a figure belong to `units`, by the lens?
    pub fn concerns(&self, f: &Figure, units: &HashSet<Uuid>) -> bool {
        self.heritage.reaches(f.unit_id, f.period, units)
    }

    /// The indicator's figures of `units`, added up period by period.
    ///
    /// What a unit of the time reported, and whether it did, counts for the units of the lens that hold its figures today: each
    /// keeps its own gaps and its own figure carried forward. States in words are not added up: a single unit's state is the
    /// lowest of those of the units before it, and several units' are read as they were reported.
    pub fn series(&self, indicator: &Indicator, units: &[Uuid]) -> Vec<Point> {
        let within: HashSet<Uuid> = units.iter().copied().collect();
        let in_words = indicator.kind.top().is_some();
        let concerns = |unit: Uuid, period: Period| {
            if in_words { self.heritage.speaks_for(unit, &within) } else { self.heritage.reaches(unit, period, &within) }
        };
        let is_one = in_words && units.len() == 1;
        let assigned = self.catalogue.assigned(indicator.id, Part::Reports).enumerate();
        let owing: Vec<_> = assigned.map(|(n, (u, a))| (u, a, if is_one { 0 } else { n as u32 })).collect();
        let number: HashMap<Uuid, u32> = owing.iter().map(|(u, _, n)| (u.id, *n)).collect();
        let own = self.figures_of(indicator.id).iter().filter(|f| concerns(f.unit_id, f.period)).filter_map(|f| {
            let whole = (Quantity::from_scaled(f.numerator), f.denominator.map(Quantity::from_scaled));
            let (numerator, denominator) = if in_words { whole } else { self.heritage.share(f, &within)? };
            Some(Row { unit: *number.get(&f.unit_id)?, period: f.period, numerator, denominator })
        });
        let mut rows: Vec<Row> = own.collect();
        if is_one {
            // Of two rows of one period the later counts: the lowest comes last.
            rows.sort_by_key(|r| (r.period, Reverse(r.numerator)));
        }
        let (Some(first), Some(last)) = (rows.iter().map(|r| r.period).min(), self.latest) else { return vec![] };
        let periods = aggregate::due_periods(indicator.frequency, first, last);
        let expected = |period: Period| {
            let owes = owing.iter().filter(|(u, a, _)| u.exists_in(period) && a.holds_in(period) && concerns(u.id, period));
            owes.map(|(_, _, number)| *number).collect()
        };
        aggregate::series(indicator.accumulation, &rows, expected, &periods, Window::CalendarYear)
    }

    /// Where `units` together stand against a target, given their series.
    pub fn stand(&self, indicator: &Indicator, target: &Target, series: &[Point], units: &[Uuid]) -> Standing {
        let rule = progress::Target {
            kind: indicator.kind,
            accumulation: indicator.accumulation,
            operator: target.operator,
            value: rule_value(target, indicator),
            deadline: target.deadline,
            maintain: target.maintain,
            exact: false,
        };
        let today = self.stamp.2;
        let progress = progress::assess(&rule, series, None, today);
        let before = series.split_last().filter(|(last, _)| Some(last.period) == self.latest).and_then(|(last, earlier)| {
            let then = today.min(last.period.start());
            (!earlier.is_empty()).then(|| progress::assess(&rule, earlier, None, then).status)
        });
        let within: HashSet<Uuid> = units.iter().copied().collect();
        let illustrative = self.figures_of(indicator.id).iter().any(|f| f.illustrative && self.concerns(f, &within));
        Standing { indicator_id: indicator.id, target: target.clone(), series: series.to_vec(), progress, before, illustrative }
    }

    pub fn indicator(&self, s: &Standing) -> Option<&Indicator> {
        self.catalogue.indicator(s.indicator_id)
    }

    pub fn code_of(&self, s: &Standing) -> &str {
        self.indicator(s).map(|i| i.code.as_str()).unwrap_or_default()
    }

    pub fn pillar_of(&self, s: &Standing) -> &str {
        self.indicator(s).map(|i| i.pillar.as_str()).unwrap_or_default()
    }

    /// "%" for a ratio, [`STATES`] for a target without a figure, else the unit of measure.
    pub fn unit_of(&self, s: &Standing) -> &str {
        self.indicator(s).map(unit_of).unwrap_or_default()
    }

    pub fn target_text(&self, s: &Standing) -> String {
        self.indicator(s).map(|i| target_text(&s.target, i)).unwrap_or_default()
    }

    /// The target without its unit of measure.
    pub fn target_number(&self, s: &Standing) -> String {
        self.indicator(s).map(|i| target_number(&s.target, i)).unwrap_or_default()
    }

    /// What the target asks for, to be drawn.
    pub fn goal(&self, s: &Standing) -> Goal {
        self.indicator(s).map_or(Goal { operator: String::new(), value: 0.0 }, |i| goal(&s.target, i))
    }

    /// Short name of the answerable unit; empty when none is known.
    pub fn owner_name(&self, s: &Standing) -> String {
        let today = |id: Uuid| self.heritage.main_heir(id).unwrap_or(id);
        let named = s.target.owner_id.and_then(|id| self.catalogue.unit(today(id)));
        let owns = || self.catalogue.assigned_on(s.indicator_id, Part::Owns, self.stamp.2).next().map(|(u, _)| u);
        let owner = named.or_else(owns);
        owner.map(|u| u.short_name.clone()).unwrap_or_default()
    }

    pub fn count(&self, which: impl Fn(&Standing) -> bool) -> usize {
        self.standings.iter().filter(|s| which(s)).count()
    }

    /// The pillar with the most targets in trouble.
    pub fn worst_pillar(&self) -> Option<&str> {
        let mut troubled: BTreeMap<&str, usize> = BTreeMap::new();
        for s in self.standings.iter().filter(|s| is_trouble(s.progress.status)) {
            *troubled.entry(self.pillar_of(s)).or_default() += 1;
        }
        troubled.into_iter().max_by_key(|(_, n)| *n).map(|(pillar, _)| pillar)
    }

    /// Targets whose tone became better and worse since the period before.
    pub fn moves(&self) -> (usize, usize) {
        let moved = |better: bool| self.changed().filter(|(s, before)| (s.progress.status > *before) == better).count();
        (moved(true), moved(false))
    }

    /// Targets with another status than one period earlier, with that one.
    pub fn changed(&self) -> impl Iterator<Item = (&Standing, Status)> {
        self.standings.iter().filter_map(|s| Some((s, s.before?))).filter(|(s, before)| s.progress.status.tone() != before.tone())
    }

    /// Ratios furthest below their path, furthest first.
    pub fn largest_gaps(&self, n: usize) -> Vec<&Standing> {
        let behind = |s: &&Standing| s.progress.gap.is_some_and(|g| g < 0.0) && self.indicator(s).is_some_and(|i| i.kind == Kind::Ratio);
        let mut list: Vec<_> = self.standings.iter().filter(behind).collect();
        list.sort_by(|a, b| a.progress.gap.unwrap_or_default().total_cmp(&b.progress.gap.unwrap_or_default()));
        list.truncate(n);
        list
    }

    /// Coming deadlines: day, targets due then, those of them not met.
    pub fn next_deadlines(&self, today: NaiveDate) -> Vec<(NaiveDate, usize, usize)> {
        let mut days: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
        for s in self.standings.iter().filter(|s| s.target.deadline >= today) {
            let day = days.entry(s.target.deadline).or_default();
            day.0 += 1;
            day.1 += usize::from(!matches!(s.progress.status, Status::Met | Status::Kept));
        }
        days.into_iter().map(|(day, (all, open))| (day, all, open)).collect()
    }

    /// A unit's score under a framework, from its own figures.
    pub fn score(&self, framework: &Framework, unit_id: Uuid) -> Scorecard {
        domain::score::score(framework, |code| {
            let indicator = self.catalogue.indicator_by_code(code)?;
            let standing = self.units.get(&unit_id)?.iter().find(|s| s.indicator_id == indicator.id)?;
            let numerator = standing.progress.numerator?;
            let denominator = standing.progress.denominator.or((indicator.kind == Kind::Count).then(|| standing.target.quantity()));
            Some(Input { numerator, denominator })
        })
    }

    /// The units of one kind that exist today and report anything, by Vietnamese order of name.
    pub fn reporting_units(&self, communes: bool) -> Vec<&OrgUnit> {
        let mut units: Vec<_> = self
            .catalogue
            .members_on(self.province_id, self.stamp.2)
            .filter(|u| u.kind.is_commune() == communes && self.units.contains_key(&u.id))
            .collect();
        units.sort_by_cached_key(|u| text::sort_key(&u.name));
        units
    }
}

/// A target in words is written as its place among them and judged as a percentage: the last word is 100 %.
fn rule_value(t: &Target, i: &Indicator) -> Quantity {
    i.kind.top().map_or(t.quantity(), |top| Quantity::from_scaled(t.value.saturating_mul(100) / top))
}

/// Warm statuses, and deadlines missed.
pub fn is_trouble(status: Status) -> bool {
    matches!(status, Status::Missed | Status::Backwards | Status::Broken | Status::FarBehind | Status::AtRisk)
}

/// The unit of values that are shown as words; computed as percent of the way from not started to done.
pub const STATES: &str = "trạng thái";

pub fn unit_of(i: &Indicator) -> &str {
    match i.kind {
        Kind::Count => &i.unit_of_measure,
        Kind::Qualitative => STATES,
        Kind::Ratio | Kind::YesNo => "%",
    }
}

/// The word for a percentage of the way; the step that was reached.
pub fn state_word(percent: f64, lang: Lang) -> &'static str {
    let words = Kind::Qualitative.words(lang);
    let step = (percent / 100.0 * (words.len() as f64 - 1.0) + 1e-9).floor().max(0.0) as usize;
    words[step.min(words.len() - 1)]
}

/// "≥ 80 %", "≥ 10.000 học viên", "có".
pub fn target_text(t: &Target, i: &Indicator) -> String {
    let number = target_number(t, i);
    if i.kind == Kind::Count { format!("{number}\u{a0}{}", i.unit_of_measure) } else { number }
}

/// The same for a column: "≥ 80 %", "≥ 10.000", "có".
pub fn target_number(t: &Target, i: &Indicator) -> String {
    let number = text::vi_number(t.quantity());
    match i.kind {
        Kind::YesNo | Kind::Qualitative => word(i.kind, t.quantity(), Lang::Vi).unwrap_or_default().to_lowercase(),
        Kind::Ratio => format!("{}\u{a0}{number}\u{a0}%", t.operator.symbol()),
        Kind::Count => format!("{}\u{a0}{number}", t.operator.symbol()),
    }
}

pub fn goal(t: &Target, i: &Indicator) -> Goal {
    Goal { operator: t.operator.symbol().to_owned(), value: rule_value(t, i).as_f64() }
}

/// The name of a pillar code.
pub fn pillar_name(code: &str, lang: Lang) -> &'static str {
    match (code, lang) {
        ("chinh-quyen-so", Lang::Vi) => "Chính quyền số",
        ("kinh-te-so", Lang::Vi) => "Kinh tế số",
        ("xa-hoi-so", Lang::Vi) => "Xã hội số",
        ("du-lieu-ha-tang", Lang::Vi) => "Dữ liệu và hạ tầng",
        ("chinh-quyen-so", Lang::En) => "Digital government",
        ("kinh-te-so", Lang::En) => "Digital economy",
        ("xa-hoi-so", Lang::En) => "Digital society",
        ("du-lieu-ha-tang", Lang::En) => "Data and infrastructure",
        (_, Lang::Vi) => "Khác",
        (_, Lang::En) => "Other",
    }
}

trait Year {
    fn year_of(self) -> i32;
}

impl Year for NaiveDate {
    fn year_of(self) -> i32 {
        Period::year_of(self).year()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_of_the_way_is_the_step_that_was_reached() {
        let thirds = |n: f64| 100.0 * n / 3.0;
        let table = [
            (0.0, "Chưa bắt đầu"),
            (thirds(1.0), "Đang soạn thảo"),
            (50.0, "Đang soạn thảo"),
            (thirds(2.0), "Đang thẩm định"),
            (99.0, "Đang thẩm định"),
            (100.0, "Hoàn thành"),
        ];
        for (percent, word) in table {
            assert_eq!(state_word(percent, Lang::Vi), word, "{percent}");
        }
    }
}
