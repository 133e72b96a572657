//! Is a workbook of the unit and period it was sent for, as its titles, tabs and hidden stamp say?

use super::layout::TableShape;
use super::reader::{Found, Reader};
use super::sheet::{self, Meta, Said};
use super::table::Table;
use crate::names::{Meaning, NameKind};
use crate::periods;
use crate::read::Workbook;
use crate::rules::{self, Place};
use crate::words::Role;
use domain::{Finding, Period};

impl Reader<'_, '_> {
    /// A workbook of one form must be of this unit and period. One with several sheets may hold other units and periods beside them.
    pub(super) fn check_origin(&mut self, book: &Workbook, found: &[Found<'_>]) {
        if self.is_anybodys() {
            return;
        }
        let form = &*self.context.form;
        let meta = Meta::read(book);
        let names_rows = |table: &Table, role| table.labels.contains_key(&role);
        let is_form = |f: &&Found<'_>| f.tables.iter().all(|t| t.shape() == TableShape::Form && !names_rows(t, Role::Unit));
        let forms: Vec<&Found> = found.iter().filter(is_form).collect();
        let period_of = |f: &Found<'_>| f.period.as_ref().map_or(form.period, |p| p.what);
        let own_period = forms.iter().any(|f| period_of(f) == form.period)
            || forms.iter().any(|f| f.tables.iter().flat_map(|t| &t.groups).any(|g| g.period.is_some()));
        let own_unit = forms.iter().any(|f| self.unit_of(f) == Some(self.names.own_unit()) || f.unit.is_none());
        for f in &forms {
            let unit = f.unit.as_ref().filter(|_| !own_unit);
            let period = f.period.as_ref().filter(|_| !own_period);
            let meta = if forms.len() == 1 { &meta } else { &Meta::default() };
            let findings = sheet::check_origin(meta, unit, period, self.context, self.names, &f.grid.sheet.name);
            self.findings.extend(findings);
        }
    }

    /// A sheet named after another unit than its title names.
    pub(super) fn check_tab(&mut self, sheet: &Found<'_>) {
        let period = self.context.form.period;
        let tab = sheet::unit_of_tab(&sheet.grid, self.names, period).and_then(|said| self.names.unit(&said.what, period).index());
        let said = sheet.unit.as_ref().filter(|said| !said.cell.is_empty());
        let titled = said.filter(|said| matches!(self.names.unit(&said.what, period), Meaning::Exactly(_))).map(|_| self.unit_of(sheet));
        if let (Some(tab), Some(Some(titled)), Some(said)) = (tab, titled, said)
            && tab != titled
        {
            let place = Place { sheet: &sheet.grid.sheet.name, cell: &said.cell, ..Place::default() };
            self.findings.push(rules::OTHER_UNIT.at(place, &[&said.what, &sheet.grid.sheet.name]));
        }
    }

    /// A file that says nowhere of when it is, under the name of another month: last month's, perhaps, chosen by mistake.
    pub(super) fn check_file_name(&mut self, book: &Workbook, found: &[Found<'_>]) {
        let own = self.context.form.period;
        let says = |f: &Found<'_>| f.period.is_some() || !f.tables.iter().any(Table::is_of_titled_period);
        let stem = book.name.rsplit_once('.').map_or(book.name.as_str(), |(stem, _)| stem);
        if own.months() == 1
            && Meta::read(book).period.is_none()
            && !found.iter().any(says)
            && let Some(of) = periods::of_file(stem, own).filter(|of| *of != own)
        {
            self.findings.push(rules::FILE_OF_PERIOD.at(Place::default(), &[&book.name, &of.label(), &own.label()]));
        }
    }

    /// A form whose hidden stamp is not what its lines say: somebody wrote a new month over last month's form.
    pub(super) fn check_stamp(&mut self, meta: &Meta, sheet: &Found<'_>) {
        let stamped: Option<Period> = meta.period.as_ref().and_then(|p| p.parse().ok());
        if let (Some(said), Some(stamped)) = (sheet.period.as_ref(), stamped)
            && said.what != stamped
            && !said.cell.is_empty()
        {
            let place = Place { sheet: &sheet.grid.sheet.name, cell: &said.cell, ..Place::default() };
            self.findings.push(rules::OTHER_PERIOD.at(place, &[&said.what.label(), &stamped.label()]));
        }
        let whose = sheet.unit.as_ref().zip(meta.unit.as_ref());
        if let Some((said, stamped)) = whose
            && let Meaning::Exactly(named) = self.names.unit(&said.what, self.context.form.period)
            && self.names.code(NameKind::Unit, named) != stamped
        {
            let place = Place { sheet: &sheet.grid.sheet.name, cell: &said.cell, ..Place::default() };
            self.findings.push(rules::OTHER_UNIT.at(place, &[&said.what, stamped]));
        }
    }

    /// Above its tables a sheet may name another unit or another month than the report: its figures are theirs, which nobody may have
    /// meant who copied last month's file.
    pub(super) fn tell_another(&mut self, sheet: &Found<'_>) {
        let (form, name) = (&*self.context.form, &sheet.grid.sheet.name);
        let said = |f: &Finding| [rules::OTHER_UNIT.id, rules::OTHER_PERIOD.id, rules::NO_PERIOD.id].contains(&f.rule.as_str());
        if self.findings.iter().any(|f| f.sheet == *name && said(f)) {
            return;
        }
        let place = |cell| Place { sheet: name, cell, ..Place::default() };
        let by_title = sheet.tables.iter().any(Table::is_of_titled_period);
        let other = |said: &&Said<Period>| by_title && said.what != form.period && said.what.months() == form.period.months();
        if let Some(said) = sheet.period.as_ref().filter(other) {
            self.findings.push(rules::OF_ANOTHER.at(place(&said.cell), &[&said.what.label(), &form.period.label()]));
        }
        if let (Some(said), Some(unit)) = (&sheet.unit, self.unit_of(sheet).filter(|unit| *unit != self.names.own_unit()))
            && !self.is_anybodys()
        {
            let theirs = self.names.name(NameKind::Unit, unit);
            self.findings.push(rules::OF_ANOTHER.at(place(&said.cell), &[theirs, &form.unit_name]));
        }
    }
}
