//! A table in a sheet: where it begins, what its columns hold, and which of them nobody knows.

use super::kinds::{is_figure, is_of_unit};
use super::layout::TableShape;
use crate::grid::Grid;
use crate::names::NameKind;
use crate::read::{Cell, CellValue};
use crate::rules::{self, Rule};
use crate::words::{Basis, Rank, Role, header_role};
use domain::Period;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A table: header, body, and what the columns mean.
pub(super) struct Table {
    /// First and last row of the header; `None` where the user said that there is none.
    pub header: Option<(u32, u32)>,
    /// The row after the last one that belongs to it.
    pub until: u32,
    /// The lines above it that are behind the table before.
    pub above: Range<u32>,
    /// The columns that it takes of the sheet.
    pub across: Range<u32>,
    /// Columns that say what a row is about, or something about it.
    pub labels: BTreeMap<Role, u32>,
    pub groups: Vec<Group>,
    /// A second column for the same part: it and the first one.
    pub doubled: Vec<(u32, u32)>,
    /// Numerator and denominator side by side that are not one figure's, and why: under two names, or one under another month.
    pub torn: Vec<(u32, u32, Rule)>,
    /// Header cells whose name is only nearly that of the catalogue.
    pub near: Vec<Near>,
    /// The one indicator that the lines above, or the sheet's name, speak of.
    pub titled: Option<usize>,
    /// Names over columns that are none of the catalogue's.
    pub strangers: Vec<Stranger>,
    /// Columns whose figures are not read, with what stands over them.
    pub unread: Vec<(u32, String)>,
    /// Further columns that are headed as the reporting unit's code or name.
    pub other_units: Vec<u32>,
    /// The units' column is headed as one of districts, which there are no more.
    pub of_districts: bool,
    /// Columns whose header says that they count in thousands or millions, and the word for it.
    pub scaled: BTreeMap<u32, &'static str>,
}

/// The columns of one figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Group {
    pub indicator: Option<usize>,
    pub unit: Option<usize>,
    pub period: Option<Period>,
    pub basis: Basis,
    /// The header says expressly that it is of the period: "trong tháng".
    pub expressly: bool,
    /// The header names a time or a kind of figure, and no part.
    pub implied: bool,
    pub parts: BTreeMap<Role, u32>,
}

pub(super) struct Near {
    pub row: u32,
    pub column: u32,
    pub written: String,
    pub kind: NameKind,
    pub index: usize,
    pub likeness: u32,
}

/// A header cell that names nothing known, and the columns below it.
pub(super) struct Stranger {
    pub row: u32,
    pub column: u32,
    pub written: String,
    /// What a name over these columns would be of.
    pub kind: NameKind,
    pub columns: Vec<u32>,
}

impl Table {
    pub fn new(header: Option<(u32, u32)>) -> Self {
        Self {
            header,
            until: u32::MAX,
            above: 0..header.map_or(0, |(first, _)| first),
            across: 0..u32::MAX,
            labels: BTreeMap::new(),
            groups: vec![],
            doubled: vec![],
            torn: vec![],
            near: vec![],
            titled: None,
            strangers: vec![],
            unread: vec![],
            other_units: vec![],
            of_districts: false,
            scaled: BTreeMap::new(),
        }
    }

    pub fn first_body_row(&self) -> u32 {
        self.header.map_or(0, |(_, last)| last + 1)
    }

    pub fn first_header_row(&self) -> u32 {
        self.header.map_or(0, |(first, _)| first)
    }

    /// Does no row and no column say of when its figures are?
    pub fn is_of_titled_period(&self) -> bool {
        !self.labels.contains_key(&Role::Period) && self.groups.iter().any(|g| g.period.is_none())
    }

    /// The rows below its header.
    pub fn body(&self) -> Range<u32> {
        self.first_body_row()..self.until
    }

    pub fn shape(&self) -> TableShape {
        match () {
            () if !self.is_by_rows() => TableShape::Cross,
            () if self.groups.iter().any(|g| g.unit.is_some()) => TableShape::Cross,
            () if self.labels.contains_key(&Role::Unit) || self.labels.contains_key(&Role::Period) => TableShape::List,
            () => TableShape::Form,
        }
    }

    /// Do the rows name the indicators?
    pub fn is_by_rows(&self) -> bool {
        self.labels.contains_key(&Role::Name) || self.labels.contains_key(&Role::Code)
    }

    /// Puts a column into the group with the same names.
    pub fn put(&mut self, col: u32, group: Group, part: Role) {
        self.put_ranked(col, group, part, &HashMap::new());
    }

    pub fn put_ranked(&mut self, col: u32, group: Group, part: Role, ranks: &HashMap<u32, Rank>) {
        let names = |g: &Group| (g.indicator, g.unit, g.period, g.basis);
        let same = |g: &Group| names(g) == names(&group);
        let at = self.groups.iter().position(same).unwrap_or_else(|| {
            self.groups.push(group.clone());
            self.groups.len() - 1
        });
        let parts = &mut self.groups[at].parts;
        match parts.get(&part).copied() {
            None => {
                parts.insert(part, col);
            }
            Some(first) => {
                let (old, new) = (ranks.get(&first).copied().unwrap_or_default(), ranks.get(&col).copied().unwrap_or_default());
                if new < old {
                    parts.insert(part, col);
                }
                // What is no result is not read, however often it is there.
                if new == old && group.basis != Basis::Other {
                    self.doubled.push((col, first));
                }
            }
        }
    }

    /// Keeps of the strangers those over figures: in a table that names indicators or units in its header they are asked about,
    /// and until it is said what they mean nothing below them is read.
    pub fn settle_strangers(&mut self, grid: &Grid<'_>) {
        let by_indicators = !self.is_by_rows() && self.titled.is_none() && self.groups.iter().any(|g| g.indicator.is_some());
        let by_units = self.is_by_rows() && self.groups.iter().any(|g| g.unit.is_some());
        // "Tỷ lệ (%)" beside its indicator's columns: whose it is only looks clear, and nobody needs it.
        let no_count = |g: &Group| g.basis != Basis::Period || g.parts.keys().all(|part| *part == Role::Ratio);
        let bare = |g: &Group| g.indicator.is_none() && g.unit.is_none() && no_count(g);
        if by_indicators || by_units {
            let idle: Vec<u32> = self.groups.iter().filter(|g| bare(g)).flat_map(|g| g.parts.values()).copied().collect();
            let over = |col: u32| self.header.map(|(_, last)| grid.raw(last, Some(col))).unwrap_or_default();
            self.unread.extend(idle.into_iter().map(|col| (col, over(col))));
            self.groups.retain(|g| !bare(g));
        }
        let of = |s: &Stranger, col: u32| s.columns.contains(&col);
        // Under the title of an indicator "Quá hạn" over numerator and denominator is something else; over the form's, a unit's name is.
        let by_title = !self.is_by_rows() && self.titled.is_some();
        let parts: Vec<u32> =
            self.groups.iter().filter(|g| g.parts.contains_key(&Role::Denominator)).flat_map(|g| g.parts.values()).copied().collect();
        let over_parts = |s: &Stranger| s.columns.len() > 1 && s.columns.iter().all(|col| parts.contains(col));
        let asked = |s: &Stranger| over_parts(s) && (by_title || self.groups.iter().all(|g| g.unit.is_none()) && is_of_unit(&s.written));
        let (odd, rest): (Vec<Stranger>, Vec<Stranger>) = std::mem::take(&mut self.strangers).into_iter().partition(asked);
        self.strangers = rest;
        self.groups.retain(|g| !g.parts.values().all(|col| odd.iter().any(|s| s.columns.contains(col))));
        let strange = |strangers: &[Stranger], g: &Group| g.parts.values().all(|col| strangers.iter().any(|s| of(s, *col)));
        let rows: Vec<u32> = grid.rows_between(self.body()).collect();
        // "Thời hạn" over days asks for nothing.
        let is_day = |c: &Cell| matches!(c.value, CellValue::Date(_)) || c.raw().matches('/').count() == 2;
        let holds = |s: &Stranger| rows.iter().flat_map(|r| grid.row(*r)).any(|c| of(s, c.col) && is_figure(c) && !is_day(c));
        if by_indicators || by_units {
            let strangers = &self.strangers;
            self.groups.retain(|g| g.indicator.is_some() || g.unit.is_some() || !strange(strangers, g));
        }
        self.strangers.retain(holds);
        // With nothing but a column for the percentage, whatever holds figures may be what was meant.
        let no_counts = self.is_by_rows() && self.groups.iter().all(|g| g.parts.keys().all(|part| *part == Role::Ratio));
        if by_indicators || by_units {
            for s in &mut self.strangers {
                s.kind = if by_units { NameKind::Unit } else { NameKind::Indicator };
            }
        } else if !no_counts {
            let read: Vec<u32> = self.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
            let left = self.strangers.drain(..).filter(|s| !s.columns.iter().any(|col| read.contains(col)));
            self.unread.extend(left.map(|s| (s.column, s.written)));
        }
        let kind = |s: &Stranger| if is_of_unit(&s.written) { NameKind::Unit } else { NameKind::Indicator };
        self.strangers.extend(odd.into_iter().map(|s| Stranger { kind: kind(&s), ..s }));
    }

    /// Of two columns with the same meaning one may be empty, as under a header merged over both, or hold nothing but sentences, as
    /// under "Nội dung tử số".
    pub fn settle_doubled(&mut self, grid: &Grid<'_>) {
        const SENTENCE: usize = 24;
        let is_sentence = |c: &Cell| matches!(&c.value, CellValue::Text(text) if text.chars().count() > SENTENCE);
        let filled = |col: u32| grid.rows_between(self.body()).filter_map(|row| grid.cell(row, col)).any(|c| !is_sentence(c));
        let (idle, both): (Vec<_>, Vec<_>) = self.doubled.iter().copied().partition(|(second, first)| !filled(*second) || !filled(*first));
        let moved: Vec<(u32, u32)> = idle.iter().copied().filter(|(second, first)| filled(*second) && !filled(*first)).collect();
        self.doubled = both;
        for (second, first) in moved {
            self.groups.iter_mut().flat_map(|g| g.parts.values_mut()).filter(|col| **col == first).for_each(|col| *col = second);
        }
    }

    /// "Số hồ sơ trực tuyến | Mẫu số": a part beside the one that the catalogue's words name is of the same indicator.
    pub fn settle_halves(&mut self) {
        for at in (0..self.groups.len()).rev() {
            let bare = &self.groups[at];
            let (None, None, Some((&part, &col))) = (bare.indicator, bare.unit, bare.parts.first_key_value()) else { continue };
            let beside = |g: &Group| g.indicator.is_some() && (g.unit, g.period, g.basis) == (bare.unit, bare.period, bare.basis);
            let next = |g: &Group| g.parts.values().any(|other| other.abs_diff(col) == 1) && !g.parts.contains_key(&part);
            let joined: Vec<usize> = (0..self.groups.len()).filter(|i| beside(&self.groups[*i]) && next(&self.groups[*i])).collect();
            if let ([one], 1, Role::Numerator | Role::Denominator) = (&joined[..], bare.parts.len(), part) {
                self.groups[*one].parts.insert(part, col);
                self.groups.remove(at);
            }
        }
    }

    /// Finds numerators with a denominator to their right that belongs to another group, between a denominator and a numerator or an end.
    pub fn settle_torn(&mut self, grid: &Grid<'_>) {
        // "Mẫu số | Tử số | Mẫu số | Tử số": each denominator right before its own numerator.
        let reversed = |g: &Group| g.parts.get(&Role::Denominator).zip(g.parts.get(&Role::Numerator)).is_some_and(|(d, n)| d + 1 == *n);
        if self.groups.iter().all(reversed) {
            return;
        }
        let last = self.header.map_or(0, |(_, last)| last);
        let over = |col: u32| header_role(&grid.raw(last, Some(col))).filter(|(_, rank)| rank.0 == 0).map(|(role, _)| role);
        let columns: BTreeMap<u32, (Role, usize)> =
            self.groups.iter().enumerate().flat_map(|(at, g)| g.parts.iter().map(move |(part, col)| (*col, (*part, at)))).collect();
        let torn = columns.iter().filter(|(col, (role, at))| {
            let col = **col;
            let other = columns.get(&(col + 1)).is_none_or(|(_, of)| of != at) && self.groups[*at].parts.contains_key(&Role::Denominator);
            let words = [col.checked_sub(1), Some(col), col.checked_add(1), col.checked_add(2)].map(|col| col.and_then(over));
            let paired = words[0] != Some(Role::Numerator) && words[2] == Some(Role::Denominator) && words[3] != Some(Role::Denominator);
            *role == Role::Numerator && other && words[1] == Some(Role::Numerator) && paired
        });
        self.torn.extend(torn.map(|(col, _)| (*col, *col + 1, rules::TORN)));
    }

    /// A part whose header names no month is of the one beside it: "Tử số (tháng 10) | Mẫu số (tháng 10) | Tỷ lệ". The percentage of a
    /// time whose counts are not there tells nothing.
    pub fn settle_times(&mut self, grid: &Grid<'_>, titled: Period) {
        let of = |g: &Group| (g.indicator, g.unit, g.basis);
        let counts = |g: &Group| g.parts.keys().any(|part| *part != Role::Ratio);
        for at in (0..self.groups.len()).rev() {
            let bare = &self.groups[at];
            let timed = |g: &&Group| g.period.is_some() && !g.implied && of(g) == of(bare) && counts(g);
            let partners: Vec<usize> = (0..self.groups.len()).filter(|i| timed(&&self.groups[*i])).collect();
            let joins = |i: usize| bare.parts.keys().all(|part| !self.groups[i].parts.contains_key(part));
            if let (None, [one]) = (bare.period, &partners[..])
                && !bare.implied
                && joins(*one)
            {
                let parts = bare.parts.clone();
                // One of two counts under another month than the title's: which of them the other is of, nobody knows.
                let half = parts.iter().find(|(part, _)| **part != Role::Ratio).map(|(_, col)| *col);
                let other = self.groups[*one].parts.iter().find(|(part, _)| **part != Role::Ratio).map(|(_, col)| *col);
                if let (Some(half), Some(other), true) = (half, other, self.groups[*one].period != Some(titled)) {
                    self.torn.push((half.min(other), half.max(other), rules::HALF_TIMED));
                }
                self.groups[*one].parts.extend(parts);
                self.groups.remove(at);
            }
        }
        let same = |a: &Group, b: &Group| (a.indicator, a.unit) == (b.indicator, b.unit);
        let groups = self.groups.clone();
        // "Tháng 9 | Tháng 10 | Tỷ lệ": the percentage of either.
        let of_several =
            |g: &Group| groups.iter().filter(|other| other.period.is_some() && of(g) == of(other) && counts(other)).count() > 1;
        let idle =
            |g: &Group| (g.period.is_some() || of_several(g)) && !counts(g) && groups.iter().any(|other| same(g, other) && counts(other));
        let over = |col: u32| self.header.map(|(_, last)| grid.raw(last, Some(col))).unwrap_or_default();
        self.unread.extend(groups.iter().filter(|g| idle(g)).flat_map(|g| g.parts.values()).map(|col| (*col, over(*col))));
        self.groups.retain(|g| !idle(g));
    }

    /// Does it say everything that a figure needs?
    pub fn is_complete(&self) -> bool {
        let indicators = self.is_by_rows() || self.titled.is_some() || self.groups.iter().all(|g| g.indicator.is_some());
        indicators && !(self.groups.is_empty() && self.strangers.is_empty())
    }
}
