//! Units that merge, split, are renamed, give a part away or end; and figures read as it was or as it is now.

use crate::{Period, Quantity, coded::coded, fraction::Fraction, is_default};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeMap, fmt::Display};

coded! {
    pub enum ChangeKind {
        Merge = "merge", "hợp nhất, sáp nhập", "merge";
        Split = "split", "chia tách", "split";
        Rename = "rename", "đổi tên", "rename";
        /// A part moves; the giving unit goes on.
        Transfer = "transfer", "chuyển một phần", "transfer of a part";
        /// Ends without a successor; its figures stay under its own name.
        Abolish = "abolish", "giải thể", "abolish";
    }
}

coded! {
    /// How a series over a reorganisation is read.
    pub enum Lens {
        AsNow = "hien-nay", "theo đơn vị hiện nay", "by today's units";
        AsWas = "luc-do", "theo đơn vị lúc báo cáo", "by the units of the time";
    }
}

/// One line from a former unit to a successor. `U` names units: an id, or a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession<U> {
    pub from: U,
    /// None exactly when abolished.
    pub to: Option<U>,
    pub kind: ChangeKind,
    /// First day of the new arrangement.
    pub on: NaiveDate,
    /// What part of the former unit's figures goes over; ten-thousandths, so 10000 is all.
    pub share: i64,
}

pub const WHOLE: i64 = 10_000;

/// A row of successions.toml.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuccessionRow {
    pub province: String,
    pub from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    pub kind: ChangeKind,
    pub on: NaiveDate,
    /// From 0 to 1, four decimals.
    pub share: Quantity,
    pub document: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: String,
}

impl SuccessionRow {
    pub fn code(&self) -> String {
        format!("{}>{}@{}", self.from, self.to.as_deref().unwrap_or("-"), self.on)
    }

    pub fn line(&self) -> Succession<String> {
        Succession { from: self.from.clone(), to: self.to.clone(), kind: self.kind, on: self.on, share: self.share.scaled() }
    }
}

/// When units exist, both days included; none: unbounded.
pub type Life = (Option<NaiveDate>, Option<NaiveDate>);

/// What is wrong with a set of successions, if anything: the sentence names the units and the day. `life` gives none for a unit
/// that does not exist.
pub fn check<U: Clone + Ord + Display>(all: &[Succession<U>], life: impl Fn(&U) -> Option<Life>) -> Result<(), String> {
    let day = |d: NaiveDate| crate::text::vi_date(d);
    if let Some(unit) = cycle(all) {
        return Err(format!("“{unit}” quay về chính nó qua các lần thay đổi. Mỗi lần thay đổi dùng một mã đơn vị mới."));
    }
    let mut leaving: BTreeMap<(&U, NaiveDate), Vec<&Succession<U>>> = BTreeMap::new();
    for s in all {
        let from = life(&s.from).ok_or_else(|| format!("Không có đơn vị mã “{}”.", s.from))?;
        match (&s.to, s.kind) {
            (None, ChangeKind::Abolish) => {}
            (None, _) => return Err(format!("Thay đổi của “{}” ngày {} thiếu đơn vị tiếp nhận.", s.from, day(s.on))),
            (Some(_), ChangeKind::Abolish) => return Err(format!("“{}” giải thể thì không có đơn vị tiếp nhận.", s.from)),
            (Some(to), _) if *to == s.from => return Err(format!("“{}” không thể tiếp nhận chính mình.", s.from)),
            (Some(to), _) => {
                let (begin, end) = life(to).ok_or_else(|| format!("Không có đơn vị mã “{to}”."))?;
                if begin.is_some_and(|d| d > s.on) || end.is_some_and(|d| d < s.on) {
                    return Err(format!("“{to}” không hoạt động vào ngày {} nên không tiếp nhận được “{}”.", day(s.on), s.from));
                }
            }
        }
        let last = s.on - Days::new(1);
        if s.kind == ChangeKind::Transfer {
            if from.1.is_some_and(|d| d <= last) {
                return Err(format!("“{}” đã ngừng hoạt động trước ngày {}, không chuyển được một phần.", s.from, day(s.on)));
            }
        } else if from.1 != Some(last) {
            return Err(format!("“{}” phải có ngày hoạt động cuối là {}, ngay trước ngày thay đổi.", s.from, day(last)));
        }
        if from.0.is_some_and(|d| d >= s.on) {
            return Err(format!("“{}” bắt đầu hoạt động sau ngày thay đổi {}.", s.from, day(s.on)));
        }
        leaving.entry((&s.from, s.on)).or_default().push(s);
    }
    for ((from, on), lines) in leaving {
        let sum: i64 = lines.iter().map(|s| s.share).sum();
        let kind = lines[0].kind;
        if lines.iter().any(|s| s.kind != kind || s.share <= 0 || s.share > WHOLE) {
            return Err(format!("Các dòng của “{from}” ngày {} không cùng loại thay đổi, hoặc có phần chia không trong (0, 1].", day(on)));
        }
        let right = match kind {
            ChangeKind::Transfer => sum < WHOLE,
            ChangeKind::Split => sum == WHOLE && lines.len() > 1,
            _ => sum == WHOLE && lines.len() == 1,
        };
        if !right {
            return Err(format!("Các phần chia của “{from}” ngày {} cộng lại không đúng.", day(on)));
        }
    }
    Ok(())
}

/// A unit that comes back to itself by whole moves.
fn cycle<U: Clone + Ord>(all: &[Succession<U>]) -> Option<&U> {
    let moves = || all.iter().filter(|s| s.kind != ChangeKind::Transfer);
    moves().map(|s| &s.from).find(|start| {
        let (mut seen, mut open) = (vec![], vec![*start]);
        while let Some(unit) = open.pop() {
            for to in moves().filter(|s| s.from == *unit).filter_map(|s| s.to.as_ref()) {
                if to == *start {
                    return true;
                }
                if !seen.contains(&to) {
                    seen.push(to);
                    open.push(to);
                }
            }
        }
        false
    })
}

/// Where a unit's figure of `period` belongs today: units with their parts, which add up to one, in order of unit.
///
/// A unit that has ended gives all it ever reported to its successors. A part that was transferred goes along for periods that
/// ended before the transfer; later figures have left it out already.
pub fn today<U: Clone + Ord>(unit: &U, period: Period, all: &[Succession<U>]) -> Vec<(U, Part)> {
    let mut lines: Vec<&Succession<U>> = all.iter().filter(|s| s.kind != ChangeKind::Transfer || s.on > period.end()).collect();
    lines.sort_by_key(|s| s.on);
    let mut held: BTreeMap<U, Fraction> = BTreeMap::from([(unit.clone(), Fraction::ONE)]);
    for same_day in lines.chunk_by(|a, b| a.on == b.on) {
        let before = held.clone();
        for s in same_day {
            let (Some(to), Some(part)) = (&s.to, before.get(&s.from)) else { continue };
            let Some(moved) = Fraction::new(s.share.into(), WHOLE.into()).and_then(|share| part.times(share)) else { continue };
            let gain = |old: Fraction| Fraction::ZERO.minus(moved).and_then(|m| old.minus(m)).unwrap_or(old);
            let (left, gained) = (held[&s.from].minus(moved), gain(held.get(to).copied().unwrap_or(Fraction::ZERO)));
            held.insert(s.from.clone(), left.unwrap_or(Fraction::ZERO));
            held.insert(to.clone(), gained);
        }
    }
    held.into_iter().filter(|(_, part)| *part != Fraction::ZERO).map(|(unit, part)| (unit, Part(part))).collect()
}

/// A part of a unit's figures, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(Fraction);

/// Divides a figure so that the parts add up to it exactly and no numerator exceeds its denominator where the whole's does not.
/// Whole numbers stay whole: by largest remainder, the earlier part first.
pub fn divide(numerator: Quantity, denominator: Option<Quantity>, parts: &[Part]) -> Option<Vec<(Quantity, Option<Quantity>)>> {
    let tops = apportion(numerator, parts)?;
    let Some(denominator) = denominator else { return Some(tops.into_iter().map(|n| (n, None)).collect()) };
    let rest = Quantity::from_scaled(denominator.scaled().checked_sub(numerator.scaled())?);
    if rest.is_negative() {
        return Some(tops.into_iter().zip(apportion(denominator, parts)?.into_iter().map(Some)).collect());
    }
    let rests = apportion(rest, parts)?;
    tops.into_iter().zip(rests).map(|(n, r)| Some((n, Some(n.checked_add(r)?)))).collect()
}

fn apportion(q: Quantity, parts: &[Part]) -> Option<Vec<Quantity>> {
    let unit = if q.is_whole() { Quantity::SCALE } else { 1 };
    let units = q.scaled() / unit;
    let mut given = vec![];
    for (n, Part(part)) in parts.iter().enumerate() {
        let exact = part.times(Fraction::new(units.into(), 1)?)?;
        let floor = exact.scaled(0)?;
        given.push((n, i64::try_from(floor).ok()?, exact.minus(Fraction::new(floor, 1)?)?));
    }
    let left = units - given.iter().map(|(_, floor, _)| floor).sum::<i64>();
    given.sort_by_key(|(n, _, rest)| (Reverse(*rest), *n));
    for (_, floor, _) in given.iter_mut().take(usize::try_from(left).ok()?) {
        *floor += 1;
    }
    given.sort_by_key(|(n, ..)| *n);
    Some(given.into_iter().map(|(_, units, _)| Quantity::from_scaled(units * unit)).collect())
}
