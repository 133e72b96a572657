//! Trend: what is drawn, in months and values.

use crate::number::{drawable, with_unit};
use crate::outlook::Outlook;
use crate::scale::Axis;
use crate::{Goal, NO_DATA};
use chrono::{Datelike, NaiveDate};
use domain::Period;
use domain::status::Tone;
use serde::{Deserialize, Serialize};

/// Value over time against path, target and deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// The indicator's name, for the sentence.
    pub name: String,
    /// "%", a noun, or empty.
    pub unit: String,
    pub tone: Tone,
    /// In any order; a period without a value breaks the line.
    pub points: Vec<Point>,
    pub goal: Option<Goal>,
    pub deadline: Option<NaiveDate>,
    /// What had to be reached when, in any order.
    pub path: Vec<(NaiveDate, f64)>,
    /// Why the path is not an issued one: "nội suy, chưa ban hành".
    pub path_note: Option<String>,
    pub forecast: Option<Forecast>,
    /// Must the value axis begin at zero? If not, [`Trend::axis_start`] says where it does.
    pub from_zero: bool,
}

/// One period's value at the period's end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub period: Period,
    pub value: Option<f64>,
    /// Carried forward from an earlier period.
    pub stale: bool,
}

/// The value expected at the deadline, with the range that holds it with 80 % and, if known, with 50 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    pub low: f64,
    pub mid: f64,
    pub high: f64,
    pub inner: Option<(f64, f64)>,
}

/// A day in months since year 0: a month's last day is a whole number, so months are equally long.
pub(crate) fn months(day: NaiveDate) -> f64 {
    let next = day.month() % 12 + 1;
    let days =
        NaiveDate::from_ymd_opt(day.year() + i32::from(next == 1), next, 1).and_then(|first| first.pred_opt()).map_or(31, |d| d.day());
    f64::from(day.year()) * 12.0 + f64::from(day.month0()) + f64::from(day.day()) / f64::from(days)
}

/// `6/2027` for the month that ends at or after `t`.
pub(crate) fn month_label(t: f64) -> String {
    let (year, month) = month_of(t);
    format!("{month}/{year}")
}

/// Year and month (1–12) of `t` in months since year 0.
pub(crate) fn month_of(t: f64) -> (i64, i64) {
    let index = t.ceil() as i64 - 1;
    (index.div_euclid(12), index.rem_euclid(12) + 1)
}

/// `31/12/2026`.
pub(crate) fn date(day: NaiveDate) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}

impl Trend {
    /// By time: month, value, stale.
    pub(crate) fn series(&self) -> Vec<(f64, Option<f64>, bool)> {
        let mut series: Vec<_> = self.points.iter().map(|p| (months(p.period.end()), p.value.and_then(drawable), p.stale)).collect();
        series.sort_by(|a, b| a.0.total_cmp(&b.0));
        series
    }

    pub(crate) fn known(&self) -> Vec<(f64, f64)> {
        self.series().into_iter().filter_map(|(t, value, _)| Some((t, value?))).collect()
    }

    /// The path by time.
    pub(crate) fn path(&self) -> Vec<(f64, f64)> {
        let mut path: Vec<_> = self.path.iter().filter_map(|(day, value)| Some((months(*day), drawable(*value)?))).collect();
        path.sort_by(|a, b| a.0.total_cmp(&b.0));
        path
    }

    /// What the path asks for at `t`, on the straight lines between its milestones.
    pub(crate) fn path_at(&self, t: f64) -> Option<f64> {
        let path = self.path();
        let after = path.iter().position(|(at, _)| *at >= t)?;
        let (t1, v1) = path[after];
        match after.checked_sub(1).map(|before| path[before]) {
            Some((t0, v0)) if t1 > t0 => Some(v0 + (v1 - v0) * (t - t0) / (t1 - t0)),
            _ => (t1 == t).then_some(v1),
        }
    }

    pub(crate) fn target(&self) -> Option<f64> {
        self.goal.as_ref().and_then(|goal| drawable(goal.value))
    }

    /// Where the last value is on the wrong side of the path: month, value, what the path asks for.
    pub(crate) fn shortfall(&self) -> Option<(f64, f64, f64)> {
        let (t, value) = *self.known().last()?;
        let path = self.path_at(t)?;
        let missing = if self.falls() { value - path } else { path - value };
        (missing >= 0.05).then_some((t, value, path))
    }

    /// Is lower better?
    pub(crate) fn falls(&self) -> bool {
        self.goal.as_ref().is_some_and(|goal| goal.operator == "≤")
    }

    pub(crate) fn value_axis(&self) -> Axis {
        let values = self.known().into_iter().chain(self.path()).map(|(_, value)| value);
        let outlook = Outlook::of(self).into_iter().flat_map(|outlook| outlook.extent());
        // One value shows no change, so there is none to enlarge.
        let from_zero = self.from_zero || self.known().len() < 2;
        Axis::around(values.chain(self.target()).chain(outlook), from_zero)
    }

    /// Where the value axis begins when that is above zero; the chart's subtitle must then say so.
    pub fn axis_start(&self) -> Option<f64> {
        Some(self.value_axis().low).filter(|low| *low > 0.0)
    }

    pub(crate) fn sentence(&self) -> String {
        let unit = |value| with_unit(value, &self.unit);
        let known: Vec<_> = self.points.iter().filter(|point| point.value.and_then(drawable).is_some()).collect();
        let end = |point: Option<&&Point>| point.and_then(|p| Some(format!("{} ({})", unit(p.value?), p.period.label())));
        let first = end(known.iter().min_by_key(|point| point.period));
        let mut parts = vec![match (first, end(known.iter().max_by_key(|point| point.period))) {
            (Some(first), Some(last)) if known.len() > 1 => format!("từ {first} đến {last}"),
            (_, Some(only)) => only,
            _ => NO_DATA.to_owned(),
        }];
        parts.extend(self.known().last().and_then(|(t, _)| self.path_at(*t)).map(|path| format!("mốc phải có {}", unit(path))));
        parts.extend(self.goal.as_ref().map(|goal| format!("mục tiêu {}", goal.label(&self.unit))));
        parts.extend(self.deadline.map(|day| format!("hạn {}", date(day))));
        parts.extend(Outlook::of(self).map(|outlook| format!("dự báo {}", unit(outlook.mid()))));
        format!("{}: {}", self.name, parts.join(", "))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{Chart, Size, draw, table};

    /// One figure a month from January 2026; the target 100 is due on 31/12/2026.
    pub(crate) fn trend(values: &[Option<f64>]) -> Trend {
        let january = Period::month(2026, 1).expect("a month");
        let point = |(i, value): (i32, &Option<f64>)| Point { period: january.shift(i), value: *value, stale: false };
        Trend {
            name: "Dịch vụ công".into(),
            unit: "%".into(),
            tone: Tone::On,
            points: (0..).zip(values).map(point).collect(),
            goal: Some(Goal { operator: "≥".into(), value: 100.0 }),
            deadline: NaiveDate::from_ymd_opt(2026, 12, 31),
            path: vec![],
            path_note: None,
            forecast: None,
            from_zero: true,
        }
    }

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
    }

    #[test]
    fn a_month_ends_on_a_whole_number() {
        let year = 2026.0 * 12.0;
        assert_eq!([months(day(1, 31)), months(day(12, 31)), months(day(6, 15))], [year + 1.0, year + 12.0, year + 5.5]);
        assert_eq!([month_of(year + 12.0), month_of(year + 12.1), month_of(year + 1.0)], [(2026, 12), (2027, 1), (2026, 1)]);
    }

    #[test]
    fn the_line_stands_where_the_hand_puts_it() {
        let chart = Trend { deadline: None, ..trend(&[Some(50.0), None, Some(75.0), Some(75.0), Some(100.0)]) };
        let svg = draw(&Chart::Trend(chart), Size::Wide);
        // "100 %" is 36,6 px and stands 10 from the axis: 47. Four months over 47…900, 0…100 over 346…34.
        assert!(svg.contains(r#"<path class="l-val" d="M473.5 112 686.7 112 900 34"/>"#), "{svg}");
        assert!(svg.contains(r#"<circle class="dot" cx="47" cy="190" r="3.5"/>"#), "the point before the gap stands alone");
        assert!(svg.contains(r#"<circle class="dot" cx="900" cy="34" r="5"/>"#));
        assert!(svg.contains(r#"<path class="l-target" d="M47 34 900 34"/>"#));
    }

    #[test]
    fn the_path_is_straight_between_milestones_and_unknown_outside() {
        let path = vec![(day(12, 31), 80.0), (day(6, 30), 20.0)];
        let chart = Trend { path, ..trend(&[]) };
        let at = |month| chart.path_at(months(Period::month(2026, month).expect("a month").end()));
        assert_eq!([at(5), at(6), at(9), at(12)], [None, Some(20.0), Some(50.0), Some(80.0)]);
        assert_eq!(chart.path_at(months(day(12, 31)) + 1.0), None);
    }

    #[test]
    fn falling_short_depends_on_the_direction() {
        let path = vec![(day(1, 31), 40.0), (day(3, 31), 60.0)];
        let chart = Trend { path, ..trend(&[Some(40.0), Some(45.0)]) };
        assert_eq!(chart.shortfall().map(|(_, value, path)| (value, path)), Some((45.0, 50.0)));
        assert!(draw(&Chart::Trend(chart.clone()), Size::Wide).contains("thiếu 5"));
        let lower = Trend { goal: Some(Goal { operator: "≤".into(), value: 10.0 }), ..chart };
        assert_eq!(lower.shortfall(), None);
        assert_eq!(trend(&[Some(1.0)]).shortfall(), None, "no path, no shortfall");
    }

    #[test]
    fn an_axis_above_zero_is_told() {
        let near = Trend { from_zero: false, goal: None, ..trend(&[Some(71.0), Some(78.0)]) };
        assert_eq!(near.axis_start(), Some(70.0));
        assert_eq!(Trend { from_zero: true, ..near }.axis_start(), None);
        assert_eq!(Trend { from_zero: false, ..trend(&[Some(71.0)]) }.axis_start(), None, "one value alone");
    }

    #[test]
    fn no_points_are_said_in_words() {
        for values in [&[][..], &[None, None]] {
            let svg = draw(&Chart::Trend(trend(values)), Size::Narrow);
            assert!(svg.contains(">chưa có số liệu<") && !svg.contains("l-val") && svg.contains("l-target"), "{svg}");
        }
    }

    #[test]
    fn the_table_says_what_the_lines_say() {
        let mut chart = trend(&[Some(50.0), None, Some(58.25)]);
        (chart.points[2].stale, chart.path) = (true, vec![(day(1, 31), 50.0), (day(3, 31), 60.0)]);
        let table = table(&Chart::Trend(chart));
        assert_eq!(table.head, ["Kỳ", "Thực hiện, %", "Mốc phải có, %", "Ghi chú"]);
        assert_eq!(table.rows[1], ["tháng 2/2026", "chưa có số liệu", "55", ""]);
        assert_eq!(table.rows[2], ["tháng 3/2026", "58,3", "60", "số liệu cũ"]);
        assert_eq!(table.rows[3][..2], ["hạn 31/12/2026", ""]);
    }
}
