//! Rows changed in the browser: merged into what counts today, checked as a whole, told before they are stored.

use super::{
    apply::{INDICATOR, apply},
    check::check,
    rows::{At, Files, Problem},
    text,
};
use domain::{indicator::Part, task::Facts};
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
fn merge_assignments(base: &mut Files, new: &Files, changes: &mut Vec<Change>) -> Vec<At<super::rows::AssignmentRow>> {
    let mut changed = vec![];
    let mut named: Vec<&str> = vec![];
    for at in &new.assignments {
        if !named.contains(&at.row.indicator.as_str()) {
            named.push(&at.row.indicator);
        }
    }
    for indicator in named {
        let of =
            |rows: &[At<super::rows::AssignmentRow>]| -> Vec<_> { rows.iter().filter(|a| a.row.indicator == indicator).cloned().collect() };
        let (old, fresh) = (of(&base.assignments), of(&new.assignments));
        if old.iter().map(|a| &a.row).eq(fresh.iter().map(|a| &a.row)) {
            continue;
        }
        let value = |rows: &[At<_>]| {
            serde_json::to_value(rows.iter().map(|a: &At<super::rows::AssignmentRow>| &a.row).collect::<Vec<_>>()).unwrap_or_default()
        };
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
        let (new, old) = (&at.row, c.indicator_by_code(&at.row.code));
        let Some(old) = old else {
            told.push(format!("Chỉ tiêu {} là chỉ tiêu mới; chưa có số liệu nào.", new.code));
            continue;
        };
        let mut own: Vec<&Figure> = figures.iter().filter(|f| f.indicator_id == old.id).collect();
        own.sort_by_key(|f| f.period);
        let counted_otherwise =
            (old.kind, old.mode, old.accumulation) != (new.kind, new.mode, new.accumulation) || old.unit_of_measure != new.unit_of_measure;
        if let (true, Some(last)) = (counted_otherwise, own.last()) {
            let unit = c.unit(last.unit_id).map_or("", |u| u.short_name.as_str());
            return Err(format!(
                "Chỉ tiêu {} đã có {} số liệu, mới nhất của {unit} {}: đổi loại, đơn vị tính hoặc cách cộng sẽ làm chúng mất nghĩa. Lập chỉ tiêu mới.",
                new.code,
                own.len(),
                last.period.label()
            ));
        }
        let reporters = c.assigned(old.id, Part::Reports).count();
        told.push(format!("{}: {reporters} đơn vị báo cáo; {} số liệu đã chấp nhận giữ định nghĩa cũ.", new.code, own.len()));
    }
    for at in &plan.changed.indicators {
        let due = |r: &&Round| r.period().is_ok_and(|p| r.state == "open" && p.end() >= from && at.row.frequency.due_in(p));
        told.push(format!("{}: {} đợt đang mở hỏi chỉ tiêu này theo định nghĩa mới.", at.row.code, rounds.iter().filter(due).count()));
    }
    for change in plan.changes.iter().filter(|ch| ch.file == text::ASSIGNMENTS) {
        let Some(i) = c.indicator_by_code(&change.code) else { continue };
        let rows = plan.changed.assignments.iter().filter(|a| a.row.indicator == change.code && a.row.part == Part::Reports);
        let names: Vec<String> = rows.flat_map(|a| a.row.units.clone()).collect();
        let (now, then) = (c.expand(i.province_id, &names), c.assigned(i.id, Part::Reports).map(|(u, _)| u.id).collect::<Vec<_>>());
        let added = now.iter().filter(|u| !then.contains(&u.id)).count();
        let gone = then.iter().filter(|id| !now.iter().any(|u| u.id == **id)).count();
        told.push(format!(
            "{}: {added} đơn vị bắt đầu báo cáo, {gone} đơn vị thôi báo cáo từ ngày áp dụng; số liệu đã có giữ nguyên.",
            change.code
        ));
    }
    for at in &plan.changed.targets {
        let t = &at.row;
        let unit = t.unit.as_deref().unwrap_or("toàn tỉnh");
        told.push(format!(
            "Mục tiêu {} năm {} của {unit}: {} {}.",
            t.indicator,
            t.year,
            t.operator.symbol(),
            domain::text::vi_number(t.value)
        ));
    }
    for at in &plan.changed.tasks {
        let (new, old) = (&at.row, c.records.tasks.find(&at.row.code, from));
        let due = |t: &domain::task::Task| {
            let event = t.time.event().and_then(|e| c.records.events.find(e, from)).and_then(|e| e.happened_on);
            let group = t.group_time.as_ref().and_then(domain::task::TimeRule::last_day);
            let state = domain::task::TaskState::NotStarted;
            let facts = Facts { rule: &t.time, group, event, given: from, state, done_on: None, last_update: None };
            facts.due().map_or("chưa có hạn".to_owned(), domain::text::vi_date)
        };
        let leads = |t: &domain::task::Task| t.leads.join(", ");
        told.push(match old {
            None => format!("Nhiệm vụ mới {}: chủ trì {}, hạn {}.", new.code, leads(new), due(new)),
            Some(old) => format!(
                "{}: chủ trì {} → {}; hạn {} → {}; các lần cập nhật giữ nguyên.",
                new.code,
                leads(old),
                leads(new),
                due(old),
                due(new)
            ),
        });
    }
    for at in &plan.changed.duties {
        let next = at.row.occasions(from, from + chrono::Days::new(400));
        let shown: Vec<String> =
            next.iter().take(3).map(|o| format!("{} (hạn {})", o.period.label(), domain::text::vi_date(o.due))).collect();
        let shown = if shown.is_empty() { "khi có yêu cầu".to_owned() } else { shown.join("; ") };
        told.push(format!("{}: các kỳ tới {shown}. Đợt báo cáo đã lập không thay đổi.", at.row.code));
    }
    let rest = plan
        .changes
        .iter()
        .filter(|ch| [text::UNITS, text::DOCUMENTS, text::EVENTS, text::SYSTEMS, text::SUCCESSIONS, text::COVERAGE].contains(&ch.file));
    told.extend(rest.map(|ch| format!("{} {}: {}.", ch.file, ch.code, if ch.before.is_some() { "thay đổi" } else { "thêm mới" })));
    Ok(told)
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
    let last = decision.valid_from.unwrap_or_else(|| decision.at.date_naive()) - chrono::Days::new(1);
    for change in plan.changes.iter().filter(|ch| ch.file == text::ASSIGNMENTS) {
        let Some(i) = before.indicator_by_code(&change.code) else { continue };
        for part in Part::ALL {
            let rows = plan.changed.assignments.iter().filter(|a| a.row.indicator == change.code && a.row.part == *part);
            let kept: Vec<String> = rows.flat_map(|a| a.row.units.clone()).collect();
            let kept: Vec<_> = before.expand(i.province_id, &kept).iter().map(|u| u.id).collect();
            for (unit, old) in before.assigned(i.id, *part).filter(|(u, _)| !kept.contains(&u.id)) {
                let ended = store::catalogue::Assignment { valid_to: Some(last), unit_id: unit.id, ..old.clone() };
                put_assignment(tx, &ended).await?;
            }
        }
    }
    Ok(())
}
