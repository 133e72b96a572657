//! What was understood of a table's shape, to be shown and confirmed.

use super::table::Table;
use crate::grid::column;
use crate::names::NameKind;
use crate::number::{PercentScale, Separators};
use crate::words::Role;
use domain::Period;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a table lays out its figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableShape {
    /// Rows are indicators.
    #[default]
    Form,
    /// Units × indicators, either way round.
    Cross,
    /// Every row names unit, indicator or period itself.
    List,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    pub sheet: String,
    pub shape: TableShape,
    /// As the spreadsheet program numbers it, from 1; 0: there is no header.
    pub header_row: u32,
    /// Letters of the columns that say what a row is about; of a form also those of its figures.
    pub columns: BTreeMap<Role, String>,
    /// The columns of figures.
    pub figures: Vec<FigureColumns>,
    /// How the numbers of each column were read, where any was typed as text.
    pub numbers: Vec<ColumnReading>,
    pub percents: Vec<PercentReading>,
    pub ignored: Vec<IgnoredRow>,
    /// Columns whose figures were not read: letter, and what stands over it.
    pub unread: Vec<(String, String)>,
    /// More rows than are listed in `ignored`.
    pub more_ignored: usize,
}

/// What one figure's columns are: codes, where the header names them, and column letters by part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureColumns {
    pub indicator: Option<String>,
    pub unit: Option<String>,
    pub period: Option<Period>,
    pub parts: BTreeMap<Role, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnReading {
    pub role: Role,
    pub column: String,
    pub separators: Separators,
    /// At most two, the most telling ones.
    pub examples: Vec<Example>,
    /// Some number has two readings and the column does not decide.
    pub needs_confirmation: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    pub cell: String,
    pub raw: String,
    /// As read, in Vietnamese notation.
    pub read: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PercentReading {
    pub column: String,
    pub scale: PercentScale,
    pub examples: Vec<Example>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IgnoredRow {
    pub row: u32,
    pub text: String,
    pub why: String,
}

/// A name that is only nearly one of the catalogue, offered for confirmation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NearName {
    pub kind: NameKind,
    pub sheet: String,
    pub cell: String,
    pub written: String,
    pub code: String,
    pub name: String,
    /// In percent.
    pub likeness: u32,
}

/// A name over or beside figures that is none of the catalogue's: what it means has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnknownName {
    pub kind: NameKind,
    pub sheet: String,
    pub cell: String,
    pub written: String,
    /// The first figures under or beside it, as they stand there.
    pub figures: Vec<String>,
}

/// Nobody reads more of them.
const MOST_IGNORED: usize = 50;

impl Layout {
    pub(super) fn new(sheet: &str, table: &Table) -> Self {
        let mut columns: BTreeMap<Role, String> = table.labels.iter().map(|(role, col)| (*role, column(*col))).collect();
        let shape = table.shape();
        if let (TableShape::Form | TableShape::List, [only]) = (shape, &table.groups[..]) {
            columns.extend(only.parts.iter().map(|(role, col)| (*role, column(*col))));
        }
        Self { sheet: sheet.to_owned(), shape, header_row: table.header.map_or(0, |(_, last)| last + 1), columns, ..Self::default() }
    }

    pub(super) fn ignore(&mut self, row: u32, text: &str, why: &str) {
        if self.ignored.len() < MOST_IGNORED {
            self.ignored.push(IgnoredRow { row: row + 1, text: text.chars().take(80).collect(), why: why.to_owned() });
        } else {
            self.more_ignored += 1;
        }
    }
}
