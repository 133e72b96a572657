//! Points of a unit in a framework, on the pattern of the digital transformation index.

use crate::{Quantity, fraction::Fraction};
use serde::{Deserialize, Serialize};

/// A versioned set of main indices and components; read from a data file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Framework {
    pub code: String,
    pub version: String,
    pub title: String,
    /// Not issued by anyone yet; shown as a proposal.
    #[serde(default)]
    pub proposal: bool,
    pub mains: Vec<MainIndex>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MainIndex {
    pub code: String,
    pub name: String,
    pub components: Vec<Component>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Component {
    pub code: String,
    pub name: String,
    /// Points.
    pub maximum: u32,
    pub rule: Rule,
    /// Codes of the indicators it is computed from; none means that nothing feeds it yet.
    #[serde(default)]
    pub feeds: Vec<String>,
    /// Where the component comes from, for the page that explains the score.
    #[serde(default)]
    pub source: String,
}

/// How a value becomes a share of the maximum. Values are percent where the input has a denominator, counts otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rule {
    /// a/b × maximum, at most the maximum. An input without denominator has no share.
    Ratio,
    /// All from `full` on, half from `half` on, else nothing.
    Tiers { full: Quantity, half: Quantity },
    /// All when it is so (not zero), else nothing.
    YesNo,
    /// The share of the highest band that the value reaches; nothing below the first.
    Banded { bands: Vec<Band> },
    /// Linear from nothing at `low` to all at `high`; `low` above `high` means that less is better.
    MinMax { low: Quantity, high: Quantity },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    pub from: Quantity,
    /// Percent of the maximum.
    pub share: Quantity,
}

/// The figure an indicator brings to a score. Under [`Rule::Ratio`] a count needs what is aimed at as its denominator; under the
/// other rules it stands without, as thresholds are counts then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub numerator: Quantity,
    pub denominator: Option<Quantity>,
}

impl Framework {
    pub fn maximum(&self) -> u32 {
        self.mains.iter().map(MainIndex::maximum).sum()
    }
}

impl MainIndex {
    pub fn maximum(&self) -> u32 {
        self.components.iter().map(|c| c.maximum).sum()
    }
}

impl Input {
    /// Percent, or the count itself; none for a zero denominator.
    fn value(&self) -> Option<Fraction> {
        let numerator = Fraction::of(self.numerator);
        self.denominator.map_or(Some(numerator), |d| numerator.times(Fraction::HUNDRED)?.over(Fraction::of(d)))
    }
}

impl Rule {
    /// Between zero and one; none when the input has no value under this rule.
    fn share(&self, input: &Input) -> Option<Fraction> {
        let half = || Fraction::new(1, 2);
        let value = input.value()?;
        let share = match self {
            Self::Ratio => input.denominator.and(value.over(Fraction::HUNDRED))?,
            Self::YesNo if value == Fraction::ZERO => Fraction::ZERO,
            Self::YesNo => Fraction::ONE,
            Self::Tiers { full, .. } if value >= Fraction::of(*full) => Fraction::ONE,
            Self::Tiers { half: at, .. } if value >= Fraction::of(*at) => half()?,
            Self::Tiers { .. } => Fraction::ZERO,
            Self::Banded { bands } => {
                let reached = bands.iter().filter(|b| value >= Fraction::of(b.from)).max_by_key(|b| b.from);
                reached.map_or(Some(Fraction::ZERO), |b| Fraction::of(b.share).over(Fraction::HUNDRED))?
            }
            // Bounds that coincide leave one step.
            Self::MinMax { low, high } if low == high => {
                if value >= Fraction::of(*high) {
                    Fraction::ONE
                } else {
                    Fraction::ZERO
                }
            }
            Self::MinMax { low, high } => {
                let low = Fraction::of(*low);
                value.minus(low)?.over(Fraction::of(*high).minus(low)?)?
            }
        };
        Some(share.clamp(Fraction::ZERO, Fraction::ONE))
    }

    /// The next value that brings points, and the share it brings; none at the top.
    fn next_step(&self, share: Fraction) -> Option<(Quantity, Fraction)> {
        let whole = |n: i64| Quantity::whole(n).unwrap_or_default();
        let steps: Vec<(Quantity, Fraction)> = match self {
            Self::Ratio => vec![(whole(100), Fraction::ONE)],
            Self::YesNo => vec![(whole(1), Fraction::ONE)],
            Self::Tiers { full, half } => vec![(*half, Fraction::new(1, 2)?), (*full, Fraction::ONE)],
            Self::Banded { bands } => {
                bands.iter().map(|b| Some((b.from, Fraction::of(b.share).over(Fraction::HUNDRED)?))).collect::<Option<_>>()?
            }
            Self::MinMax { high, .. } => vec![(*high, Fraction::ONE)],
        };
        steps.into_iter().filter(|(_, brings)| *brings > share).min_by_key(|(_, brings)| *brings)
    }
}

/// The score of one unit, with everything needed to explain it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scorecard {
    pub mains: Vec<MainScore>,
    /// Unrounded sum, then rounded half up to four decimals; none when no component has figures.
    pub total: Option<Quantity>,
    /// Points there are in the framework.
    pub maximum: u32,
    /// Points there are in the components that have figures.
    pub scored: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MainScore {
    pub code: String,
    pub name: String,
    pub points: Option<Quantity>,
    pub maximum: u32,
    pub scored: u32,
    pub components: Vec<ComponentScore>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ComponentScore {
    pub component: Component,
    /// None is "chưa có số liệu": not fed, or a figure of one of its indicators is missing. Never zero in silence.
    pub points: Option<f64>,
    pub maximum: u32,
    /// What went in, by indicator code.
    pub inputs: Vec<(String, Option<Input>)>,
    exact: Option<Points>,
}

/// Points in 10⁻¹⁸. An exact sum of quotients with unlike denominators outgrows any machine integer; at this scale a
/// sum of a thousand components is off by less than 10⁻¹⁵, which can matter for the fourth decimal only at a tie: totals
/// that close to a half are taken as a half.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Points(i128);

impl Points {
    const DECIMALS: u32 = 18;
    /// 10⁻¹⁵.
    const NEARLY: i128 = 1_000;
    /// Of one ten-thousandth.
    const UNIT: i128 = 100_000_000_000_000;

    fn of(share: Fraction, maximum: u32) -> Option<Self> {
        share.times(Fraction::new(maximum.into(), 1)?)?.scaled(Self::DECIMALS).map(Self)
    }

    fn to_f64(self) -> f64 {
        self.0 as f64 / 10f64.powi(Self::DECIMALS as i32)
    }

    /// Half up to four decimals.
    fn rounded(self) -> Quantity {
        let units = (self.0 + Self::UNIT / 2 + Self::NEARLY).div_euclid(Self::UNIT);
        Quantity::from_scaled(i64::try_from(units).unwrap_or(i64::MAX))
    }

    /// None when there is nothing to sum.
    fn sum(parts: impl Iterator<Item = Self>) -> Option<Self> {
        parts.reduce(|a, b| Self(a.0 + b.0))
    }
}

/// Scores `framework` with the figures that `inputs` gives for an indicator's code.
///
/// A component fed by several indicators earns the mean of their shares; if one of them is missing it has no points yet.
pub fn score(framework: &Framework, inputs: impl Fn(&str) -> Option<Input>) -> Scorecard {
    let mains: Vec<MainScore> = framework.mains.iter().map(|main| score_main(main, &inputs)).collect();
    let parts = mains.iter().flat_map(|m| &m.components).filter_map(|c| c.exact);
    Scorecard {
        total: Points::sum(parts).map(Points::rounded),
        maximum: framework.maximum(),
        scored: mains.iter().map(|m| m.scored).sum(),
        mains,
    }
}

fn score_main(main: &MainIndex, inputs: &impl Fn(&str) -> Option<Input>) -> MainScore {
    let components: Vec<ComponentScore> = main.components.iter().map(|c| score_component(c, inputs)).collect();
    MainScore {
        code: main.code.clone(),
        name: main.name.clone(),
        points: Points::sum(components.iter().filter_map(|c| c.exact)).map(Points::rounded),
        maximum: main.maximum(),
        scored: components.iter().filter(|c| c.points.is_some()).map(|c| c.maximum).sum(),
        components,
    }
}

fn score_component(component: &Component, inputs: &impl Fn(&str) -> Option<Input>) -> ComponentScore {
    let inputs: Vec<_> = component.feeds.iter().map(|code| (code.clone(), inputs(code))).collect();
    let shares: Option<Vec<Fraction>> = inputs.iter().map(|(_, input)| component.rule.share(input.as_ref()?)).collect();
    let exact = shares.filter(|s| !s.is_empty()).and_then(|shares| {
        let parts: Option<Vec<Points>> = shares.iter().map(|s| Points::of(*s, component.maximum)).collect();
        Points::sum(parts?.into_iter()).map(|p| Points(p.0 / shares.len() as i128))
    });
    ComponentScore { component: component.clone(), points: exact.map(Points::to_f64), maximum: component.maximum, inputs, exact }
}

/// Competition ranks on rounded totals, best first: 1, 2, 2, 4. Exempt units, and those without a total, come after
/// them in the order given and have no rank.
pub fn rank<I: Clone>(totals: &[(I, Option<Quantity>, bool)]) -> Vec<(I, Option<u32>)> {
    let (mut ranked, unranked): (Vec<_>, Vec<_>) = totals.iter().partition(|(_, total, exempt)| total.is_some() && !exempt);
    ranked.sort_by_key(|(_, total, _)| std::cmp::Reverse(*total));
    let place = |total: &Option<Quantity>| ranked.iter().take_while(|(_, other, _)| other > total).count() as u32 + 1;
    let placed = ranked.iter().map(|(id, total, _)| (id.clone(), Some(place(total))));
    placed.chain(unranked.iter().map(|(id, ..)| (id.clone(), None))).collect()
}

/// What closing a gap would bring.
#[derive(Clone, Debug, PartialEq)]
pub struct NextPoints {
    /// Codes of the main index and the component.
    pub main: String,
    pub component: String,
    pub name: String,
    /// Indicators to work on.
    pub feeds: Vec<String>,
    /// Points won at the next step of the rule; where figures are missing, the most that reporting could bring.
    pub gain: f64,
    /// Value that brings it: percent, or a count.
    pub needed: Option<Quantity>,
    /// There is no figure yet, so that the gain is only an upper bound.
    pub missing: bool,
}

/// The next step of every component that is not at its maximum: known gains first, each group by gain, largest first.
pub fn next_points(card: &Scorecard) -> Vec<NextPoints> {
    let of = |main: &MainScore, c: &ComponentScore| {
        let (gain, needed) = match c.exact {
            None => (f64::from(c.maximum), None),
            // Of several indicators none has a step of its own: what is left is theirs together.
            Some(points) if c.component.feeds.len() > 1 => (f64::from(c.maximum) - points.to_f64(), None),
            Some(points) => {
                let share = Fraction::new(points.0, i128::from(c.maximum) * 10i128.pow(Points::DECIMALS))?;
                let (needed, brings) = c.component.rule.next_step(share)?;
                (brings.to_f64() * f64::from(c.maximum) - points.to_f64(), Some(needed))
            }
        };
        (gain > 0.0).then(|| NextPoints {
            main: main.code.clone(),
            component: c.component.code.clone(),
            name: c.component.name.clone(),
            feeds: c.component.feeds.clone(),
            gain,
            needed,
            missing: c.exact.is_none(),
        })
    };
    let mut next: Vec<_> = card.mains.iter().flat_map(|m| m.components.iter().filter_map(move |c| of(m, c))).collect();
    next.sort_by(|a, b| a.missing.cmp(&b.missing).then(b.gain.total_cmp(&a.gain)));
    next
}
