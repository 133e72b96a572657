//! Rows changed in the browser: merged into what counts today, checked as a whole, told before they are stored.

use super::{
    apply::{INDICATOR, apply},
    check::check,
    rows::{AssignmentRow, At, Files, IndicatorRow, Problem},
    text,
};
use app::tasks::TaskRow;
use chrono::{Days, NaiveDate};
use domain::{
    duty::Duty,
    indicator::Part,
    task::Task,
    text::{vi_date, vi_number},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use store::{
    Tx,
    catalogue::{Catalogue, put_assignment},
    figure::Figure,
    record::{self, Decision},
    round::Round,
};

/// One row that would be another than it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The data file it stands in.
    pub file: &'static str,
    pub code: String,
    /// None: the row is new.
    pub before: Option<Value>,
    pub after: Value,
}

/// What rows would change, and the catalogue as it would be.
#[derive(Debug)]
pub struct Plan {
    pub changes: Vec<Change>,
    /// The changed rows alone.
    pub changed: Files,
}

impl Plan {
    /// Stands for every value before and after: another one means that the catalogue has changed since the plan was shown.
    pub fn digest(&self) -> String {
        let values: Vec<_> = self.changes.iter().map(|c| (c.file, &c.code, &c.before, &c.after)).collect();
        store::upload::sha256(serde_json::to_string(&values).unwrap_or_default().as_bytes())
    }
}

fn merge_rows<T: Clone + PartialEq + Serialize>(
    file: &'static str,
    base: &mut Vec<At<T>>,
    new: &[At<T>],
    code: impl Fn(&T) -> String,
    changes: &mut Vec<Change>,
) -> Vec<At<T>> {
    let mut at: HashMap<String, usize> = base.iter().enumerate().map(|(n, row)| (code(&row.row), n)).collect();
    let mut changed = vec![];
    for row in new {
        let (key, value) = (code(&row.row), |row: &T| serde_json::to_value(row).unwrap_or_default());
        let before = at.get(&key).map(|&n| base[n].row.clone());
        if before.as_ref() == Some(&row.row) {
            continue;
        }
        match at.get(&key) {
            Some(&n) => base[n] = row.clone(),
            None => {
                at.insert(key.clone(), base.len());
                base.push(row.clone());
            }
        }
        changes.push(Change { file, code: key, before: before.as_ref().map(value), after: value(&row.row) });
        changed.push(row.clone());
    }
    changed
}

/// Merges `new` into `base`. Every fault of the whole is told, and every change of another province than `province`.
pub fn plan(mut base: Files, new: &Files, province: &str) -> Result<Plan, Vec<Problem>> {
    let mut changes = vec![];
    let c = &mut changes;
    let changed = Files {
        provinces: merge_rows(text::PROVINCES, &mut base.provinces, &new.provinces, |p| p.code.clone(), c),
        units: merge_rows(text::UNITS, &mut base.units, &new.units, |u| u.code.clone(), c),
        documents: merge_rows(text::DOCUMENTS, &mut base.documents, &new.documents, |d| d.code.clone(), c),
        indicators: merge_rows(text::INDICATORS, &mut base.indicators, &new.indicators, |i| i.code.clone(), c),
        targets: merge_rows(
            text::TARGETS,
            &mut base.targets,
            &new.targets,
            |t| format!("{} {} {}", t.indicator, t.year, t.unit.as_deref().unwrap_or_default()).trim().to_owned(),
            c,
        ),
        assignments: merge_assignments(&mut base, new, c),
        tasks: merge_rows(text::TASKS, &mut base.tasks, &new.tasks, |t| t.code.clone(), c),
        events: merge_rows(text::EVENTS, &mut base.events, &new.events, |e| e.code.clone(), c),
        systems: merge_rows(text::SYSTEMS, &mut base.systems, &new.systems, |s| s.code.clone(), c),
        duties: merge_rows(text::DUTIES, &mut base.duties, &new.duties, |d| d.code.clone(), c),
        successions: merge_rows(text::SUCCESSIONS, &mut base.successions, &new.successions, |s| s.code(), c),
        sections: merge_rows(text::COVERAGE, &mut base.sections, &new.sections, |s| format!("{}:{}", s.document, s.lines), c),
        claims: merge_rows(text::COVERAGE, &mut base.claims, &new.claims, |s| format!("{}:{}", s.document, s.lines), c),
        frameworks: merge_rows(
            text::FRAMEWORKS,
            &mut base.frameworks,
            &new.frameworks,
            |f| format!("{} {}", f.body.code, f.body.version),
            c,
        ),
    };
    let mut problems = check(&base);
    let foreign = |file: &'static str, line: usize| Problem { file, line, sentence: "dòng này thuộc tỉnh khác".into() };
    macro_rules! own {
        ($($rows:ident $file:ident $row:ident $province:expr;)+) => { $(
            problems.extend(changed.$rows.iter().filter(|at| { let $row = &at.row; $province != province }).map(|at| foreign(text::$file, at.line)));
        )+ };
    }
    let of_document = |code: &str| base.documents.iter().find(|d| d.row.code == code).map_or("", |d| d.row.province.as_str());
    let of_indicator = |code: &str| base.indicators.iter().find(|i| i.row.code == code).map_or("", |i| i.row.province.as_str());
    own! {
        provinces PROVINCES r r.code;
        units UNITS r r.province;
        documents DOCUMENTS r r.province;
        indicators INDICATORS r r.province;
        targets TARGETS r r.province;
        assignments ASSIGNMENTS r of_indicator(&r.indicator);
        tasks TASKS r of_document(&r.document);
        events EVENTS r r.province;
        systems SYSTEMS r r.province;
        duties DUTIES r r.province;
        successions SUCCESSIONS r r.province;
        sections COVERAGE r of_document(&r.document);
        claims COVERAGE r of_document(&r.document);
        frameworks FRAMEWORKS r r.province;
    }
    if problems.is_empty() { Ok(Plan { changes, changed }) } else { Err(problems) }
}

/// Who reports, owns and appraises an indicator is changed as one: the rows of `new` take the place of all rows of theirs.
fn merge_assignments(base: &mut Files, new: &Files, changes: &mut Vec<Change>) -> Vec<At<AssignmentRow>> {
    let mut changed = vec![];
    let mut named: Vec<&str> = vec![];
    for at in &new.assignments {
        if !named.contains(&at.row.indicator.as_str()) {
            named.push(&at.row.indicator);
        }
    }
    for indicator in named {
        let of = |rows: &[At<AssignmentRow>]| -> Vec<_> { rows.iter().filter(|a| a.row.indicator == indicator).cloned().collect() };
        let (old, fresh) = (of(&base.assignments), of(&new.assignments));
        if old.iter().map(|a| &a.row).eq(fresh.iter().map(|a| &a.row)) {
            continue;
        }
        let value =
            |rows: &[At<_>]| serde_json::to_value(rows.iter().map(|a: &At<AssignmentRow>| &a.row).collect::<Vec<_>>()).unwrap_or_default();
        let before = (!old.is_empty()).then(|| value(&old));
        changes.push(Change { file: text::ASSIGNMENTS, code: indicator.to_owned(), before, after: value(&fresh) });
        base.assignments.retain(|a| a.row.indicator != indicator);
        base.assignments.extend(fresh.iter().cloned());
        changed.extend(fresh);
    }
    changed
}

/// What a plan means for what is there: sentences for whoever decides, or one that refuses it.
pub fn effects(plan: &Plan, c: &Catalogue, figures: &[Figure], rounds: &[Round], decision: &Decision) -> Result<Vec<String>, String> {
    let from = decision.valid_from.unwrap_or_else(|| decision.at.date_naive());
    let mut told = vec![];
    for at in &plan.changed.indicators {
        told.push(of_figures(&at.row, c, figures)?);
        let due = |r: &&Round| r.period().is_ok_and(|p| r.state == "open" && p.end() >= from && at.row.frequency.due_in(p));
        told.push(format!("{}: {} đợt đang mở hỏi chỉ tiêu này theo định nghĩa mới.", at.row.code, rounds.iter().filter(due).count()));
    }
    for change in plan.changes.iter().filter(|ch| ch.file == text::ASSIGNMENTS) {
        told.extend(of_reporters(plan, &change.code, c));
    }
    told.extend(plan.changed.targets.iter().map(|at| {
        let (t, value) = (&at.row, vi_number(at.row.value));
        let unit = t.unit.as_deref().unwrap_or("toàn tỉnh");
        format!("Mục tiêu {} năm {} của {unit}: {} {value}.", t.indicator, t.year, t.operator.symbol())
    }));
    told.extend(plan.changed.tasks.iter().map(|at| of_task(&at.row, c, from)));
    told.extend(plan.changed.duties.iter().map(|at| of_duty(&at.row, from)));
    let rest = [text::UNITS, text::DOCUMENTS, text::EVENTS, text::SYSTEMS, text::SUCCESSIONS, text::COVERAGE];
    let rest = plan.changes.iter().filter(|ch| rest.contains(&ch.file));
    told.extend(rest.map(|ch| format!("{} {}: {}.", ch.file, ch.code, if ch.before.is_some() { "thay đổi" } else { "thêm mới" })));
    Ok(told)
}

/// Figures keep the meaning that they were reported with, so it cannot change under them.
fn of_figures(new: &IndicatorRow, c: &Catalogue, figures: &[Figure]) -> Result<String, String> {
    let Some(old) = c.indicator_by_code(&new.code) else {
        return Ok(format!("Chỉ tiêu {} là chỉ tiêu mới; chưa có số liệu nào.", new.code));
    };
    let own: Vec<&Figure> = figures.iter().filter(|f| f.indicator_id == old.id).collect();
    let counted_otherwise =
        (old.kind, old.mode, old.accumulation) != (new.kind, new.mode, new.accumulation) || old.unit_of_measure != new.unit_of_measure;
    if let (true, Some(last)) = (counted_otherwise, own.iter().max_by_key(|f| f.period)) {
        let unit = c.unit(last.unit_id).map_or("", |u| u.short_name.as_str());
        return Err(format!(
            "Chỉ tiêu {} đã có {} số liệu, mới nhất của {unit} {}: đổi loại, đơn vị tính hoặc cách cộng sẽ làm chúng mất nghĩa. Lập chỉ tiêu mới.",
            new.code,
            own.len(),
            last.period.label()
        ));
    }
    let reporters = c.assigned(old.id, Part::Reports).count();
    Ok(format!("{}: {reporters} đơn vị báo cáo; {} số liệu đã chấp nhận giữ định nghĩa cũ.", new.code, own.len()))
}

fn of_reporters(plan: &Plan, indicator: &str, c: &Catalogue) -> Option<String> {
    let i = c.indicator_by_code(indicator)?;
    let lasting = plan.changed.assignments.iter().map(|a| &a.row).filter(|a| a.valid_to.is_none());
    let rows = lasting.filter(|a| a.indicator == indicator && a.part == Part::Reports);
    let names: Vec<String> = rows.flat_map(|a| a.units.clone()).collect();
    let now = c.expand(i.province_id, &names);
    let then: Vec<_> = c.assigned(i.id, Part::Reports).filter(|(_, a)| a.valid_to.is_none()).map(|(u, _)| u.id).collect();
    let added = now.iter().filter(|u| !then.contains(&u.id)).count();
    let gone = then.iter().filter(|id| !now.iter().any(|u| u.id == **id)).count();
    Some(format!("{indicator}: {added} đơn vị bắt đầu báo cáo, {gone} đơn vị thôi báo cáo từ ngày áp dụng; số liệu đã có giữ nguyên."))
}

fn of_task(new: &Task, c: &Catalogue, from: NaiveDate) -> String {
    let due = |t: &Task| TaskRow::due(c, t, from).map_or("chưa có hạn".to_owned(), vi_date);
    let leads = |t: &Task| t.leads.join(", ");
    match c.records.tasks.find(&new.code, from) {
        None => format!("Nhiệm vụ mới {}: chủ trì {}, hạn {}.", new.code, leads(new), due(new)),
        Some(old) => {
            let (was, is) = (leads(old), leads(new));
            format!("{}: chủ trì {was} → {is}; hạn {} → {}; các lần cập nhật giữ nguyên.", new.code, due(old), due(new))
        }
    }
}

fn of_duty(new: &Duty, from: NaiveDate) -> String {
    let next = new.occasions(from, from + Days::new(400));
    let shown: Vec<String> = next.iter().take(3).map(|o| format!("{} (hạn {})", o.period.label(), vi_date(o.due))).collect();
    let shown = if shown.is_empty() { "khi có yêu cầu".to_owned() } else { shown.join("; ") };
    format!("{}: các kỳ tới {shown}. Đợt báo cáo đã lập không thay đổi.", new.code)
}

/// Stores a plan. What an indicator was before is kept as a version, so that earlier periods can be read with it.
pub async fn store(tx: &mut Tx, plan: &Plan, before: &Catalogue, decision: &Decision) -> store::Result<()> {
    for change in plan.changes.iter().filter(|ch| ch.file == text::INDICATORS) {
        if let Some(old) = &change.before {
            let first = Decision { valid_from: None, person_id: None, document: String::new(), reason: String::new(), ..decision.clone() };
            record::put_first(tx, INDICATOR, &change.code, &old.to_string(), &first).await?;
        }
        record::put_body(tx, INDICATOR, &change.code, &change.after.to_string(), decision).await?;
    }
    for change in plan.changes.iter().filter(|ch| ch.file == text::UNITS) {
        record::put_body(tx, super::UNIT, &change.code, &change.after.to_string(), decision).await?;
    }
    apply(tx, &plan.changed, decision).await?;
    // Units that no longer stand in a row report up to the day before.
    let last = decision.valid_from.unwrap_or_else(|| decision.at.date_naive()) - Days::new(1);
    for change in plan.changes.iter().filter(|ch| ch.file == text::ASSIGNMENTS) {
        let Some(i) = before.indicator_by_code(&change.code) else { continue };
        for part in Part::ALL {
            let rows = plan.changed.assignments.iter().filter(|a| a.row.indicator == change.code && a.row.part == *part);
            let kept: Vec<String> = rows.flat_map(|a| a.row.units.clone()).collect();
            let kept: Vec<_> = before.expand(i.province_id, &kept).iter().map(|u| u.id).collect();
            for (unit, old) in
                before.assigned(i.id, *part).filter(|(u, a)| !kept.contains(&u.id) && a.valid_to.is_none_or(|day| day > last))
            {
                let ended = store::catalogue::Assignment { valid_to: Some(last), unit_id: unit.id, ..old.clone() };
                put_assignment(tx, &ended).await?;
            }
        }
    }
    Ok(())
}
