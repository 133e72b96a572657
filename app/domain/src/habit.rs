//! How a unit reports over time, for whoever reviews it: reports that never come, and reports that say what the last one said.

use crate::Quantity;

/// So many reports missing in a row are told to the reviewer.
pub const SILENT: usize = 2;

/// A report is called a copy from so many figures on that both periods have.
pub const COPIED: usize = 2;

/// How many reports in a row did not come? `came`: of the rounds that are due, the newest first.
pub fn silence(came: &[bool]) -> usize {
    came.iter().take_while(|came| !**came).count()
}

/// One figure: what it is of, numerator, denominator.
pub type Figure<K> = (K, Quantity, Option<Quantity>);

/// Are all figures that both periods have the same? Nothing but zeros is nothing that was copied.
pub fn is_copy<K: PartialEq>(now: &[Figure<K>], before: &[Figure<K>]) -> bool {
    let of = |key: &K| before.iter().find(|b| b.0 == *key);
    let both: Vec<_> = now.iter().filter_map(|n| of(&n.0).map(|b| (n, b))).collect();
    both.len() >= COPIED && both.iter().all(|(n, b)| (n.1, n.2) == (b.1, b.2)) && both.iter().any(|(n, _)| n.1 != Quantity::ZERO)
}

#[cfg(test)]
mod tests {
    use super::{Figure, is_copy, silence};
    use crate::Quantity;

    #[test]
    fn reports_that_did_not_come() {
        let table: [(&[bool], usize); 6] =
            [(&[], 0), (&[true], 0), (&[false], 1), (&[false, false, true, false], 2), (&[true, false, false], 0), (&[false; 3], 3)];
        for (came, expected) in table {
            assert_eq!(silence(came), expected, "{came:?}");
        }
    }

    /// "A 7/10, B 8": figures of a period.
    fn figures(text: &str) -> Vec<Figure<&str>> {
        let whole = |n: &str| Quantity::whole(n.parse().unwrap()).unwrap();
        let one = |part: &'_ str| -> (String, String) { part.split_once(' ').map(|(k, v)| (k.into(), v.into())).unwrap() };
        let parts = text.split(", ").filter(|p| !p.is_empty()).map(one);
        let figure = |(key, value): (String, String)| {
            let (n, d) = value.split_once('/').map_or((value.clone(), None), |(n, d)| (n.to_owned(), Some(d.to_owned())));
            (&*key.leak(), whole(&n), d.map(|d| whole(&d)))
        };
        parts.map(figure).collect()
    }

    /// this period, the one before → a copy?
    #[test]
    fn reports_that_say_the_same() {
        let table = [
            ("", "", false),
            ("A 7/10, B 8", "", false),
            ("", "A 7/10, B 8", false),
            ("A 7/10", "A 7/10", false),
            ("A 7/10, B 8", "A 7/10, B 8", true),
            ("B 8, A 7/10", "A 7/10, B 8", true),
            ("A 7/10, B 8", "A 7/10, B 9", false),
            ("A 7/10, B 8", "A 7/11, B 8", false),
            ("A 7/10, B 8", "A 7, B 8", false),
            ("A 7/10, B 8, C 9", "A 7/10, B 8", true),
            ("A 7/10, C 9", "A 7/10, B 9", false),
            ("A 0/10, B 0", "A 0/10, B 0", false),
            ("A 0/10, B 1", "A 0/10, B 1", true),
        ];
        for (now, before, expected) in table {
            assert_eq!(is_copy(&figures(now), &figures(before)), expected, "{now} after {before}");
        }
    }
}
