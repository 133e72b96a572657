//! How a file was read: told in sentences, asked where it is not sure, answered.

use crate::report::Desk;
use app::pages::report::{ColumnQuestion, Guess, NameQuestion, PICK, Questions, Reading, ScaleQuestion, SheetQuestion};
use domain::{
    Period,
    text::{Lang, fold, vi_number},
};
use intake::{
    Asked, Choices, ColumnChoice, Known, NameKind, Role, SKIP, SheetChoice, Understanding, column_key,
    number::{self, PercentScale, Separators},
    understand::{Layout, TableShape},
};
use std::collections::{BTreeMap, BTreeSet};

/// Rows passed over that are named.
const NAMED: usize = 6;

/// Separators, percentages, other units and rows passed over.
pub fn told(desk: &Desk<'_>, u: &Understanding, lang: Lang) -> Vec<Reading> {
    let say = |vi: &'static str, en: &'static str| if lang == Lang::En { en } else { vi };
    let several = u.layouts.len() > 1;
    let on = |l: &Layout| if several { format!("{} “{}”: ", say("Trang", "Sheet"), l.sheet) } else { String::new() };
    let mut lines = vec![];
    let shapes = u.layouts.iter().filter(|l| several || l.shape != TableShape::Form).map(|l| {
        let shape = match l.shape {
            TableShape::Form => say("biểu của một đơn vị, mỗi dòng một chỉ tiêu", "a unit's form, a row for each indicator"),
            TableShape::Cross => say("bảng nhiều đơn vị, mỗi cột một chỉ tiêu", "a table of units by indicators"),
            TableShape::List => say("danh sách, mỗi dòng một số liệu", "a list, a row for each figure"),
        };
        format!("{}{shape}", on(l))
    });
    lines.push((say("Dạng bảng", "Shape"), shapes.collect::<Vec<_>>()));
    let numbers = u.layouts.iter().flat_map(|l| l.numbers.iter().map(move |c| (l, c))).map(|(l, c)| {
        let how = match c.separators {
            Separators::DecimalComma => say("dấu phẩy thập phân", "decimal comma"),
            Separators::DecimalPoint => say("dấu chấm thập phân", "decimal point"),
            Separators::Unknown => say("chưa rõ dấu thập phân", "undecided"),
        };
        let examples =
            c.examples.iter().filter(|e| !e.read.is_empty()).map(|e| format!("{} “{}” {} {}", e.cell, e.raw, say("là", "is"), e.read));
        let examples: Vec<String> = examples.collect();
        let colon = if examples.is_empty() { "" } else { ": " };
        format!("{}{} {}, {how}{colon}{}", on(l), say("Cột", "Column"), c.column, examples.join("; "))
    });
    let numbers: Vec<String> = numbers.collect();
    let plain = say("Các ô là số, không phải đoán dấu ngăn cách.", "The cells are numbers; nothing to guess.");
    lines.push((say("Dấu thập phân", "Separators"), if numbers.is_empty() { vec![plain.to_owned()] } else { numbers }));
    let mut percents: Vec<String> = vec![];
    for (l, p) in u.layouts.iter().flat_map(|l| l.percents.iter().map(move |p| (l, p))) {
        let scale = match p.scale {
            PercentScale::Points => say("từ 0 đến 100", "from 0 to 100"),
            PercentScale::Fraction => say("từ 0 đến 1", "from 0 to 1"),
        };
        let examples: Vec<String> = p.examples.iter().map(|e| format!("{} {} {} {}", e.cell, e.raw, say("là", "is"), e.read)).collect();
        percents.push(format!("{}{} {}, {scale}: {}", on(l), say("Cột", "Column"), p.column, examples.join("; ")));
    }
    if !percents.is_empty() {
        percents
            .push(say("Chỉ để đối chiếu; tỷ lệ do hệ thống tính từ tử số và mẫu số.", "Compared only; the ratio is computed.").to_owned());
        lines.push((say("Tỷ lệ", "Percentages"), percents));
    }
    lines.push((say("Đơn vị, kỳ khác", "Other units, periods"), others(desk, u, lang)));
    let ignored: Vec<_> = u.layouts.iter().flat_map(|l| l.ignored.iter().map(move |r| (l, r))).collect();
    let more: usize = u.layouts.iter().map(|l| l.more_ignored).sum::<usize>() + ignored.len().saturating_sub(NAMED);
    let mut ignored: Vec<String> = ignored
        .iter()
        .take(NAMED)
        .map(|(l, r)| format!("{}{} {} “{}”: {}", on(l), say("Dòng", "Row"), r.row, short(&r.text), r.why))
        .collect();
    if more > 0 {
        ignored.push(format!("{} {more} {}", say("và", "and"), say("dòng khác", "more rows")));
    }
    let unread = u.layouts.iter().flat_map(|l| l.unread.iter().map(move |c| (l, c)));
    ignored.extend(unread.take(NAMED).map(|(l, (column, text))| format!("{}{} {column} “{}”", on(l), say("Cột", "Column"), short(text))));
    lines.push((say("Bỏ qua", "Passed over"), ignored));
    lines.retain(|(_, said)| !said.is_empty());
    lines
}

/// The columns of a file whose figures were not read.
pub fn unread(u: &Understanding) -> Vec<String> {
    let of = |l: &Layout, (column, text): &(String, String)| format!("{} {column}: “{}”", l.sheet, short(text));
    u.layouts.iter().flat_map(|l| l.unread.iter().map(move |c| of(l, c))).take(4 * NAMED).collect()
}

/// Figures that are not of this report.
fn others(desk: &Desk<'_>, u: &Understanding, lang: Lang) -> Vec<String> {
    if u.others.is_empty() {
        return vec![];
    }
    let total: usize = u.others.iter().map(|o| o.values).sum();
    let units: BTreeSet<&str> = u.others.iter().map(|o| o.unit.as_str()).filter(|code| *code != desk.unit.code).collect();
    let periods: BTreeSet<String> = u.others.iter().filter(|o| o.period != desk.period).map(|o| o.period.label()).collect();
    let some = |list: Vec<String>| {
        let more = list.len().saturating_sub(NAMED);
        let named = list.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{named}… (+{more})") } else { named }
    };
    let mut said = vec![match lang {
        Lang::Vi => format!("Tệp còn {total} số liệu khác, không thuộc báo cáo này và không được dùng ở đây."),
        Lang::En => format!("{total} more figures are not of this report and are not used here."),
    }];
    if !units.is_empty() {
        let names = units.iter().map(|code| desk.catalogue.unit_by_code(code).map_or_else(|| (*code).to_owned(), |u| u.short_name.clone()));
        said.push(format!("{}: {}", if lang == Lang::En { "Units" } else { "Đơn vị" }, some(names.collect())));
    }
    if !periods.is_empty() {
        said.push(format!("{}: {}", if lang == Lang::En { "Periods" } else { "Kỳ" }, some(periods.into_iter().collect())));
    }
    said
}

/// What a name in a file may be said to mean.
#[derive(Default)]
pub struct Named {
    /// Code and name.
    pub indicators: Vec<(String, String)>,
    pub units: Vec<(String, String)>,
}

impl Named {
    /// What is asked of a unit, or where that is not known all indicators; the units that there are in a period.
    pub fn new(known: &Known, asked: Option<&[Asked]>, period: Period) -> Self {
        let indicators = match asked {
            Some(asked) => asked.iter().map(|a| (a.code.clone(), a.name.clone())).collect(),
            None => known.indicators.iter().map(|i| (i.code.clone(), i.name.clone())).collect(),
        };
        let units = known.units.iter().filter(|u| u.exists_in(period)).map(|u| (u.code.clone(), u.name.clone()));
        Self { indicators, units: units.collect() }
    }

    /// The code that somebody picked, or typed, or whose name they typed.
    fn code(&self, kind: NameKind, text: &str) -> Result<String, String> {
        let (all, what) = if kind == NameKind::Unit { (&self.units, "đơn vị") } else { (&self.indicators, "chỉ tiêu") };
        let first = fold(text.split(PICK).next().unwrap_or_default());
        let found = all.iter().find(|(code, _)| fold(code) == first).or_else(|| all.iter().find(|(_, name)| fold(name) == fold(text)));
        found
            .map(|(code, _)| code.clone())
            .ok_or_else(|| format!("Không tìm thấy {what} “{}”. Chọn một dòng trong danh sách gợi ý, hoặc gõ đúng mã.", short(text)))
    }
}

/// What the page asks.
pub fn questions(u: &Understanding, named: Named) -> Questions {
    let mut names: BTreeMap<String, NameQuestion> = BTreeMap::new();
    let mut ask = |kind: NameKind, cell: &str, written: &str, guess: Guess, figures: &[String]| {
        let key = kind.key(written);
        names.entry(key.clone()).or_insert_with(|| NameQuestion {
            key,
            is_unit: kind == NameKind::Unit,
            cell: cell.to_owned(),
            written: short(written.lines().next().unwrap_or_default()),
            guess,
            figures: figures.to_vec(),
        });
    };
    for n in &u.near {
        ask(n.kind, &n.cell, &n.written, Guess::Nearly(n.code.clone(), n.name.clone(), n.likeness), &[]);
    }
    for n in &u.unknown {
        ask(n.kind, &n.cell, &n.written, Guess::Nothing, &n.figures);
    }
    for n in &u.remembered {
        let guess = if n.code == SKIP { Guess::Passed } else { Guess::Confirmed(n.code.clone(), n.name.clone()) };
        ask(n.kind, &n.cell, &n.written, guess, &[]);
    }
    // In the order of the sheet; of two with the same letters the one that was found first.
    let mut names: Vec<NameQuestion> = names.into_values().collect();
    names.sort_by(|a, b| (a.cell.len(), &a.cell).cmp(&(b.cell.len(), &b.cell)));
    let both = |raw: &str| {
        let bare = raw.trim_end_matches('%').trim_end();
        [Separators::DecimalComma, Separators::DecimalPoint].map(|s| number::parse(bare, s).map(vi_number).ok())
    };
    let column = |l: &Layout, c: &intake::understand::ColumnReading| {
        let examples: Vec<(String, String, [Option<String>; 2])> =
            c.examples.iter().map(|e| (e.cell.clone(), e.raw.clone(), both(&e.raw))).collect();
        // Where every example can be read in one way only, there is nothing to choose.
        let open = c.needs_confirmation || examples.iter().all(|(_, _, [a, b])| a.is_some() && b.is_some() && a != b);
        open.then(|| ColumnQuestion {
            key: column_key(&l.sheet, &c.column),
            sheet: l.sheet.clone(),
            column: c.column.clone(),
            needed: c.needs_confirmation,
            chosen: match c.separators {
                Separators::DecimalComma => Some(COMMA),
                Separators::DecimalPoint => Some(POINT),
                Separators::Unknown => None,
            },
            examples,
        })
    };
    Questions {
        names,
        columns: u.layouts.iter().flat_map(|l| l.numbers.iter().filter_map(move |c| column(l, c))).collect(),
        scales: u
            .layouts
            .iter()
            .flat_map(|l| l.percents.iter().map(move |p| (l, p)))
            .map(|(l, p)| ScaleQuestion {
                key: column_key(&l.sheet, &p.column),
                column: p.column.clone(),
                is_fraction: p.scale == PercentScale::Fraction,
            })
            .collect(),
        sheets: u
            .sketches
            .iter()
            .map(|s| SheetQuestion { key: s.key.clone(), sheet: s.sheet.clone(), columns: s.columns.clone(), rows: s.rows.clone() })
            .collect(),
        roles: ROLES.iter().map(|(code, ..)| *code).collect(),
        indicators: named.indicators,
        units: named.units,
    }
}

const COMMA: &str = "decimal_comma";
const POINT: &str = "decimal_point";

/// What a column may be told to hold.
const ROLES: [(&str, Role); 9] = [
    ("code", Role::Code),
    ("name", Role::Name),
    ("unit", Role::Unit),
    ("period", Role::Period),
    ("numerator", Role::Numerator),
    ("denominator", Role::Denominator),
    ("ratio", Role::Ratio),
    ("note", Role::Note),
    ("evidence", Role::Evidence),
];

/// The answers of the page's form, by the names of its fields; and what is wrong with one that does not count: a name that is not
/// found, columns that are not enough to read a sheet by. The others count all the same.
pub fn answers(fields: &[(String, String)], named: &Named) -> (Choices, Option<String>) {
    let (mut choices, mut wrong) = (Choices::default(), vec![]);
    let mut of_column: BTreeMap<&str, String> = BTreeMap::new();
    let written = |name: &str| fields.iter().find(|(n, text)| n == name && !text.trim().is_empty()).map(|(_, text)| text.trim());
    let mut sheets: BTreeMap<&str, (Option<&str>, SheetChoice)> = BTreeMap::new();
    for (name, value) in fields {
        let Some((kind, key)) = name.split_once(':') else { continue };
        match kind {
            // What was typed or picked from the list counts, whatever mark stands beside it.
            "ten" if key.ends_with('?') => {
                let (own, text) = (key.trim_end_matches('?'), value.trim());
                let kind = if own.starts_with("unit:") { NameKind::Unit } else { NameKind::Indicator };
                match named.code(kind, text) {
                    _ if text.is_empty() => {}
                    Ok(code) => drop(choices.names.insert(own.to_owned(), code)),
                    Err(sentence) => wrong.push(sentence),
                }
            }
            "ten" if written(&format!("{name}?")).is_some() => {}
            "ten" if value == "?" => wrong.push("Ghi mã hoặc tên vào ô bên cạnh lựa chọn “Là chỉ tiêu” hoặc “Là đơn vị”.".to_owned()),
            // An answer left as it was shown is none: somebody else may have given another one meanwhile.
            "ten" if written(&format!("truoc:{key}")) == Some(value) => {}
            "ten" => drop(choices.names.insert(key.to_owned(), value.clone())),
            "ct" if !value.trim().is_empty() => match named.code(NameKind::Indicator, value.trim()) {
                Ok(code) => drop(of_column.insert(key, code)),
                Err(sentence) => wrong.push(sentence),
            },
            "cot" => {
                let separators = if value == COMMA { Separators::DecimalComma } else { Separators::DecimalPoint };
                choices.separators.insert(key.to_owned(), separators);
            }
            "ty-le" => {
                let scale = if value == "fraction" { PercentScale::Fraction } else { PercentScale::Points };
                choices.percent.insert(key.to_owned(), scale);
            }
            "trang" => sheets.entry(key).or_default().0 = Some(value),
            "tieu-de" => sheets.entry(key).or_default().1.header_row = value.trim().parse().unwrap_or(0),
            "vai" => {
                let Some((sheet, column)) = key.split_once(':') else { continue };
                if let Some((_, role)) = ROLES.iter().find(|(code, _)| code == value) {
                    let told = ColumnChoice { role: *role, indicator: None };
                    sheets.entry(sheet).or_default().1.columns.insert(column.to_owned(), told);
                }
            }
            _ => {}
        }
    }
    for (place, code) in of_column {
        let Some((sheet, column)) = place.split_once(':') else { continue };
        // An indicator alone says that its figures stand there.
        let columns = &mut sheets.entry(sheet).or_default().1.columns;
        let told = columns.entry(column.to_owned()).or_insert(ColumnChoice { role: Role::Numerator, indicator: None });
        told.indicator = told.role.is_part().then_some(code);
    }
    for (key, choice) in sheets.into_values().filter_map(|(key, choice)| Some((key?, choice))).filter(|(_, c)| !c.columns.is_empty()) {
        let by_rows = choice.columns.values().any(|c| matches!(c.role, Role::Code | Role::Name));
        let mut parts = choice.columns.values().filter(|c| c.role.is_part()).peekable();
        if parts.peek().is_none() || !parts.all(|c| by_rows != c.indicator.is_some()) {
            wrong.push("Chọn cột tử số; và chọn cột mã hoặc tên chỉ tiêu, hoặc ghi chỉ tiêu của từng cột số liệu.".to_owned());
            continue;
        }
        choices.sheets.insert(key.to_owned(), choice);
    }
    (choices, wrong.into_iter().next())
}

pub fn short(text: &str) -> String {
    const LONG: usize = 60;
    if text.chars().count() <= LONG { text.to_owned() } else { text.chars().take(LONG).chain(std::iter::once('…')).collect() }
}
