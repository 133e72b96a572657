//! Who in a unit looks after which of its indicators: one steward each, and a deputy who steps in.

use crate::notice::NoticeKind;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stewardship<P> {
    pub steward: P,
    /// Somebody else.
    pub deputy: Option<P>,
}

impl<P: Copy + Eq> Stewardship<P> {
    /// What is left of it among those who `can` still report for the unit: the deputy takes the place of a steward who cannot.
    pub fn among(self, can: impl Fn(P) -> bool) -> Option<Self> {
        let deputy = self.deputy.filter(|d| can(*d));
        if can(self.steward) { Some(Self { deputy, ..self }) } else { deputy.map(|steward| Self { steward, deputy: None }) }
    }

    /// The same after `from` has handed everything over to `to`.
    pub fn handed_over(self, from: P, to: P) -> Self {
        let now = |person: P| if person == from { to } else { person };
        let steward = now(self.steward);
        Self { steward, deputy: self.deputy.map(now).filter(|d| *d != steward) }
    }
}

/// One figure that a report asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<P> {
    /// Something was said of it already.
    pub is_there: bool,
    /// By those who can still report.
    pub by: Option<Stewardship<P>>,
}

/// Who of a unit is reminded of its first report, each with the places in `wanted` that they are reminded of. Those whose figures
/// are missing, with their deputies from the day it is due; `everybody`, as [`crate::notice::told`] names them, too where a missing
/// figure has no steward, and alone where none is missing.
pub fn reminded<P: Copy + Ord>(kind: NoticeKind, wanted: &[Wanted<P>], everybody: Vec<P>) -> Vec<(P, Vec<usize>)> {
    let late = matches!(kind, NoticeKind::DueToday | NoticeKind::Overdue);
    let of_figures = late || matches!(kind, NoticeKind::Opened | NoticeKind::DueSoon);
    let missing = || wanted.iter().enumerate().filter(|(_, w)| of_figures && !w.is_there);
    let mut people: BTreeMap<P, Vec<usize>> = BTreeMap::new();
    for (place, by) in missing().filter_map(|(place, w)| Some((place, w.by?))) {
        for person in [Some(by.steward), by.deputy.filter(|_| late)].into_iter().flatten() {
            people.entry(person).or_default().push(place);
        }
    }
    if people.is_empty() || missing().any(|(_, w)| w.by.is_none()) {
        for person in everybody {
            people.entry(person).or_default();
        }
    }
    people.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "A b": steward and deputy, each by a letter.
    fn read(text: &str) -> Option<Stewardship<char>> {
        let mut letters = text.chars().filter(|c| c.is_alphabetic());
        Some(Stewardship { steward: letters.next()?, deputy: letters.next() })
    }

    /// who it is, who can report → what is left
    #[test]
    fn a_deputy_steps_in() {
        let table =
            [("AB", "AB", "AB"), ("AB", "A", "A"), ("AB", "B", "B"), ("AB", "", ""), ("A", "A", "A"), ("A", "B", ""), ("AB", "C", "")];
        for (text, can, expected) in table {
            assert_eq!(read(text).unwrap().among(|p| can.contains(p)), read(expected), "{text} of {can}");
        }
    }

    /// who it was → who it is after A has handed over to B
    #[test]
    fn handing_over() {
        let table = [("A", "B"), ("AB", "B"), ("AC", "BC"), ("BA", "B"), ("CA", "CB"), ("CD", "CD"), ("B", "B"), ("BC", "BC")];
        for (before, after) in table {
            assert_eq!(read(before).unwrap().handed_over('A', 'B'), read(after).unwrap(), "{before}");
            assert_eq!(read(before).unwrap().handed_over('A', 'A'), read(before).unwrap(), "to oneself");
        }
    }

    /// What is wanted, "+" where it is there; then who is told before, and from the day it is due. E is everybody.
    #[test]
    fn who_is_reminded() {
        let table: [(&[&str], &str, &str); 9] = [
            (&[], "E", "E"),
            (&["", ""], "E", "E"),
            (&["A", "A"], "A", "A"),
            (&["AB", "C"], "AC", "ABC"),
            (&["AB+", "C"], "C", "C"),
            (&["AB+", "C+"], "E", "E"),
            (&["A", ""], "AE", "AE"),
            (&["A", "+"], "A", "A"),
            (&["AE", "EA"], "AE", "AE"),
        ];
        for (wanted, early, late) in table {
            let wanted: Vec<_> = wanted.iter().map(|t| Wanted { is_there: t.ends_with('+'), by: read(t) }).collect();
            let told = |kind| reminded(kind, &wanted, vec!['E']).into_iter().map(|(p, _)| p).collect::<String>();
            for kind in [NoticeKind::Opened, NoticeKind::DueSoon] {
                assert_eq!(told(kind), early, "{wanted:?}");
            }
            for kind in [NoticeKind::DueToday, NoticeKind::Overdue] {
                assert_eq!(told(kind), late, "{wanted:?}");
            }
            for kind in [NoticeKind::Escalated, NoticeKind::Returned, NoticeKind::Accepted, NoticeKind::Reopened] {
                assert_eq!(told(kind), "E", "a head is told of all, and a decision is everybody's");
            }
        }
    }

    #[test]
    fn of_what_each_is_reminded() {
        let wanted = ["AB", "B", "A+", ""].map(|t| Wanted { is_there: t.ends_with('+'), by: read(t) });
        let told = |kind| reminded(kind, &wanted, vec!['B', 'E']);
        assert_eq!(told(NoticeKind::DueSoon), [('A', vec![0]), ('B', vec![1]), ('E', vec![])]);
        assert_eq!(told(NoticeKind::Overdue), [('A', vec![0]), ('B', vec![0, 1]), ('E', vec![])]);
        assert_eq!(told(NoticeKind::Escalated), [('B', vec![]), ('E', vec![])]);
    }
}
