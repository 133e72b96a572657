//! Review: the queue of a round, and one report item by item.

mod closing;
mod desk;
mod item;
mod keys;
mod queue;
mod watch;

pub use desk::{Desk, Tab, show};
pub use item::{Item, Shown};
pub use queue::{Queue, Standing, Waiting, queue};
pub use watch::{Copied, Idle, Silent, Watch};

use domain::{
    Finding, Period, Quantity, Severity,
    indicator::Kind,
    text::{self, Lang},
    workflow::ItemState,
};

/// Why an item asks for eyes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Eyes {
    /// Something unusual that the unit had to explain.
    pub unusual: bool,
    /// Asked for, and there is none.
    pub no_evidence: bool,
    /// Opened since the revision before.
    pub changed: bool,
}

impl Eyes {
    /// `changed`: the item differs from the revision before, or was opened in it. Nothing is asked of what was accepted then.
    pub fn of(findings: &[Finding], changed: bool, carried: bool) -> Self {
        if carried {
            return Self::default();
        }
        let justify = || findings.iter().filter(|f| f.severity == Severity::Justify);
        let no_evidence = |f: &&Finding| f.rule == "missing-evidence";
        Self { unusual: justify().any(|f| !no_evidence(&f)), no_evidence: justify().any(|f| no_evidence(&f)), changed }
    }

    pub fn any(self) -> bool {
        self.unusual || self.no_evidence || self.changed
    }
}

/// Address of a report under review.
pub fn address(period: Period, unit: &str) -> String {
    format!("/tham-dinh/{period}/{unit}")
}

/// The difference of two figures: text, and what it is counted in. `None` when one of them is no figure.
pub fn difference(
    kind: Kind,
    measure: &str,
    now: (Option<Quantity>, Option<Quantity>),
    then: (Option<Quantity>, Option<Quantity>),
    lang: Lang,
) -> Option<(String, String)> {
    let percent = |(n, d): (Option<Quantity>, Option<Quantity>)| Some((n?, d.filter(|d| *d != Quantity::ZERO)?));
    match kind {
        Kind::YesNo | Kind::Qualitative => None,
        Kind::Ratio => {
            let ((n, d), (m, e)) = (percent(now)?, percent(then)?);
            let points = 100.0 * n.as_f64() / d.as_f64() - 100.0 * m.as_f64() / e.as_f64();
            Some((text::signed(points, 1, lang), if lang == Lang::En { "points".into() } else { "điểm %".into() }))
        }
        Kind::Count => {
            let (n, m) = (now.0?, then.0?);
            let decimals = if n.is_whole() && m.is_whole() { 0 } else { 2 };
            Some((text::signed(n.as_f64() - m.as_f64(), decimals, lang), measure.to_owned()))
        }
    }
}

/// Still waits for a word from the reviewer.
pub(crate) fn is_open(state: ItemState) -> bool {
    state == ItemState::Pending
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(n: i64) -> Option<Quantity> {
        Quantity::whole(n)
    }

    #[test]
    fn ratios_differ_in_points_and_counts_in_things() {
        // 310/1930 = 16,06 %, 1204/1930 = 62,38 %: −46,3 points.
        let d = difference(Kind::Ratio, "", (q(310), q(1930)), (q(1204), q(1930)), Lang::Vi);
        assert_eq!(d, Some(("\u{2212}46,3".into(), "điểm %".into())));
        let d = difference(Kind::Count, "học viên", (q(1500), None), (q(300), None), Lang::Vi);
        assert_eq!(d, Some(("+1.200".into(), "học viên".into())));
        for (now, then) in [((q(1), q(0)), (q(1), q(2))), ((None, q(2)), (q(1), q(2))), ((q(1), q(2)), (None, None))] {
            assert_eq!(difference(Kind::Ratio, "", now, then, Lang::Vi), None);
        }
        assert_eq!(difference(Kind::YesNo, "", (q(1), None), (q(0), None), Lang::Vi), None);
    }

    #[test]
    fn what_was_accepted_before_asks_for_nothing() {
        let finding = |severity, rule: &str| Finding {
            severity,
            rule: rule.into(),
            sheet: String::new(),
            cell: String::new(),
            indicator: Some("A".into()),
            message: String::new(),
        };
        let odd = [finding(Severity::Justify, "big-change"), finding(Severity::Justify, "missing-evidence")];
        assert_eq!(Eyes::of(&odd, false, false), Eyes { unusual: true, no_evidence: true, changed: false });
        assert!(!Eyes::of(&odd, true, true).any());
        assert!(!Eyes::of(&[finding(Severity::Notice, "copy-of-last-period")], false, false).any());
        assert!(Eyes::of(&[], true, false).any());
    }
}
