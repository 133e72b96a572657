//! What columns of names hold, decided by their content.

use super::header::{Finder, SAMPLE};
use super::table::Table;
use crate::figure;
use crate::grid::name_key;
use crate::periods;
use crate::words::{Role, begins, header_role, is_former, looks_like_measure};
use domain::text::fold;
use std::collections::BTreeSet;

/// Heads of columns of what a unit consists of.
const OF_PARTS: [&str; 10] = ["ap", "thon", "khu pho", "to dan pho", "tram", "phong", "chi nhanh", "ben xe", "don vi truc thuoc", "co so"];

impl Finder<'_> {
    /// Decides by their content what columns of names hold: "Đơn vị" may be the unit of measure, "Tên" the name of a commune.
    pub fn settle_labels(&self, table: &mut Table) {
        let rows: Vec<u32> = self.grid.rows_between(table.body()).take(SAMPLE).collect();
        let texts = |col: u32| rows.iter().map(|row| self.grid.raw(*row, Some(col))).filter(|t| !t.is_empty()).collect::<Vec<_>>();
        let units = |col: u32| texts(col).iter().filter(|t| self.cells.unit_exactly(t).index().is_some()).count();
        let indicators = |col: u32| texts(col).iter().filter(|t| self.names.indicator_exactly(t).is_some()).count();
        let by_columns = table.groups.iter().any(|g| g.indicator.is_some());
        // Nothing but parts: they are of what the columns name.
        let is_part = |t: &String| matches!(name_key(t).as_str(), "tu so" | "mau so" | "ty le");
        for role in [Role::Name, Role::Code, Role::Unit] {
            let col = table.labels.get(&role).copied();
            if by_columns && col.is_some_and(|col| !texts(col).is_empty() && texts(col).iter().all(is_part)) {
                table.labels.remove(&role);
            }
        }
        let header = table.header.map(|(_, last)| last);
        let over = |col: u32| header.map(|row| fold(&self.grid.raw(row, Some(col)))).unwrap_or_default();
        // A column of other states than those of a report; the form's own has no others.
        let state = table.labels.get(&Role::State).copied().filter(|col| !over(*col).starts_with("tinh trang"));
        if state.is_some_and(|col| texts(col).iter().all(|t| figure::state(t).is_none())) {
            table.labels.remove(&Role::State);
        }
        for role in [Role::Name, Role::Code] {
            if let Some(col) = table.labels.get(&role).copied()
                && indicators(col) == 0
                && (units(col) > 0 || by_columns)
            {
                table.labels.remove(&role);
                // Beside the names of units their codes say nothing more.
                table.labels.entry(Role::Unit).or_insert(col);
            }
        }
        // "MA_DV" of another system beside "TEN_DV".
        if let (Some(col), Some(header)) = (table.labels.get(&Role::Unit).copied(), header)
            && units(col) == 0
        {
            let heads = self.grid.row(header).filter(|c| c.col != col && table.across.contains(&c.col));
            let names = heads.filter(|c| matches!(header_role(&c.raw()), Some((Role::Unit, _)))).map(|c| c.col).find(|c| units(*c) > 0);
            table.labels.extend(names.map(|names| (Role::Unit, names)));
        }
        // Who is in charge of it is not who reports it, where an office sends the file for itself; nor which of its own offices does it.
        let in_charge = ["chu tri", "phu trach", "chiu trach nhiem"];
        let own_office = |t: &String| ["phong", "bo phan", "trung tam", "chi cuc", "van phong", "ban"].iter().any(|w| begins(&fold(t), w));
        let named = table.labels.get(&Role::Unit).map(|col| over(*col)).unwrap_or_default();
        let inside = || table.labels.get(&Role::Unit).is_some_and(|col| units(*col) == 0 && texts(*col).iter().all(own_office));
        let does = named.contains("thuc hien") && inside();
        if !self.names.is_anybodys() && (does || in_charge.iter().any(|w| named.contains(w))) {
            table.labels.remove(&Role::Unit);
        }
        // Where a place stands beside the unit, the unit reports; code and name of it must agree.
        let place = |col: &u32| ["dia ban", "dia phuong", "khu vuc", "huyen"].iter().any(|w| begins(&over(*col), w));
        if let (Some(col), Some(header)) = (table.labels.get(&Role::Unit).copied(), header) {
            let heads = self.grid.row(header).filter(|c| c.col != col && table.across.contains(&c.col));
            let others = heads.filter(|c| matches!(header_role(&c.raw()), Some((Role::Unit, _)))).map(|c| c.col);
            let others: Vec<u32> = others.filter(|c| units(*c) > 0 && !place(c)).collect();
            let chosen = others.iter().copied().find(|_| place(&col)).unwrap_or(col);
            table.labels.insert(Role::Unit, chosen);
            table.other_units = others.into_iter().filter(|c| *c != chosen).collect();
        }
        table.of_districts = table.labels.get(&Role::Unit).is_some_and(|col| over(*col).split(' ').any(|w| w == "huyen"));
        if let Some(col) = table.labels.get(&Role::Unit).copied()
            && units(col) == 0
        {
            let named = table.labels.contains_key(&Role::Name) || table.labels.contains_key(&Role::Code);
            if !named && indicators(col) > 0 {
                table.labels.remove(&Role::Unit);
                table.labels.insert(Role::Name, col);
            } else if named && texts(col).iter().all(|t| looks_like_measure(t)) {
                table.labels.remove(&Role::Unit);
                table.labels.insert(Role::Measure, col);
            }
        }
        // How often it is reported is not when; a time to come is a deadline.
        if let Some(col) = table.labels.get(&Role::Period).copied() {
            let often = |t: &String| matches!(fold(t).as_str(), "thang" | "quy" | "nam" | "6 thang") || begins(&fold(t), "hang");
            let to_come = |t: &String| periods::whole(t, Some(self.period.year())).is_some_and(|p| p.start() > self.period.end());
            let when = over(col) == "thoi gian";
            if !texts(col).is_empty() && texts(col).iter().all(|t| often(t) || when && to_come(t)) {
                table.labels.remove(&Role::Period);
            }
        }
        // "Thời gian xử lý" begins like the word for a period and names none.
        if let Some(col) = table.labels.get(&Role::Period).copied()
            && table.header.is_some_and(|(_, last)| header_role(&self.grid.raw(last, Some(col))).is_none_or(|(_, rank)| rank.0 > 0))
            && texts(col).iter().all(|t| periods::whole(t, Some(self.period.year())).is_none())
        {
            table.labels.remove(&Role::Period);
        }
        // Where every row is a unit the column of their names may have any word over it, or none.
        let named = [Role::Unit, Role::Name, Role::Code].iter().any(|r| table.labels.contains_key(r));
        if !named {
            let taken: BTreeSet<u32> = table.labels.values().chain(table.groups.iter().flat_map(|g| g.parts.values())).copied().collect();
            let cells = rows.iter().flat_map(|r| self.grid.row(*r)).map(|c| c.col);
            // What is smaller than the unit may bear the name of another.
            let smaller = |col: u32| OF_PARTS.iter().any(|w| begins(&over(col), w)) || is_former(&over(col));
            let free: BTreeSet<u32> = cells.filter(|c| table.across.contains(c) && !taken.contains(c) && !smaller(*c)).collect();
            let best = |count: &dyn Fn(u32) -> usize| free.iter().copied().max_by_key(|c| count(*c)).filter(|c| count(*c) > 0);
            if by_columns || table.titled.is_some() {
                if let Some(col) = best(&units) {
                    table.labels.insert(Role::Unit, col);
                }
            } else if let Some(col) = best(&indicators) {
                table.labels.insert(Role::Name, col);
            }
        }
        // Rows that name the indicator leave nothing for the columns to name, and neither leaves anything for the title.
        if table.labels.contains_key(&Role::Name) || table.labels.contains_key(&Role::Code) {
            table.groups.retain(|g| g.indicator.is_none());
            table.titled = None;
        } else {
            for group in table.groups.iter_mut().filter(|g| g.indicator.is_none()) {
                group.indicator = table.titled;
            }
        }
    }
}
