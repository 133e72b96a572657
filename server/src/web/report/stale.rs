//! A form that was filled by an older page: what was typed is shown again beside what somebody else saved meanwhile.

use super::{
    collect, frame,
    typed::{Field, is_current, sent, typed},
};
use crate::{
    report::{Desk, answer},
    web::{Failure, Site, Visit},
};
use app::{
    frame::{Flash, FlashTone},
    pages::report::{self as page, Row, Unsaved},
};
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use intake::typed::TypedRow;
use store::{submission, upload::sha256};

fn short_hash(parts: &[&str]) -> String {
    sha256(parts.join("\u{1f}").as_bytes())[..8].to_owned()
}

/// A row's inputs as a page shows them: "CQS-06:1f0e…:9a2b…", the second hash that of the explanation.
pub fn row_mark(inputs: &TypedRow, justification: &str) -> String {
    let figure = [inputs.numerator.as_str(), &inputs.denominator, answer(inputs.state), &inputs.note, &inputs.evidence];
    format!("{}:{}:{}", inputs.indicator, short_hash(&figure), short_hash(&[justification.trim()]))
}

/// The page of the report as it is now, with what was typed by an older one; `None` when the form was made from what is there.
pub async fn stale(site: &Site, visit: &Visit, desk: &Desk<'_>, fields: &[Field]) -> Result<Option<Response>, Failure> {
    let Some((_, seen)) = fields.iter().find(|(name, _)| name == "version") else { return Ok(None) };
    let mut tx = site.db.read().await?;
    let latest = submission::latest(&mut tx, desk.round.id, desk.unit.id).await?;
    if is_current(fields, latest.as_ref()) {
        return Ok(None);
    }
    let text = desk.since(&mut tx, seen).await?;
    let (mut report, illustrative) = collect::report(&mut tx, desk, None, visit.lang).await?;
    let shown = fields.iter().find(|(name, _)| name == "thay").map_or("", |(_, marks)| marks.as_str());
    for row in report.rows.iter_mut().filter(|row| !row.is_settled()) {
        report.unsaved.extend(put_back(row, fields, shown));
    }
    let visit = Visit { flash: Some(Flash { tone: FlashTone::Refused, text }), ..visit.clone() };
    let html = page::show(&frame(site, &visit, desk, illustrative), &report);
    Ok(Some((StatusCode::CONFLICT, Html(html)).into_response()))
}

/// Puts into the row's inputs what was typed in them, and gives what differs from what they held. What the older page showed
/// and nobody touched is left as it is now.
fn put_back(row: &mut Row, fields: &[Field], shown: &str) -> Vec<Unsaved> {
    let now = TypedRow {
        indicator: row.code.clone(),
        numerator: row.numerator.clone(),
        denominator: row.denominator.clone(),
        state: super::typed::said(&row.answer),
        note: row.note.clone(),
        evidence: row.evidence.clone(),
    };
    let Some(mine) = typed(fields, &now) else { return vec![] };
    let reason = sent(fields, "gt", &row.code).map(|r| r.replace("\r\n", "\n"));
    let mark = row_mark(&mine, reason.as_deref().unwrap_or_default());
    let mut mark = mark.rsplit(':');
    let (my_reason, my_figure) = (mark.next(), mark.next());
    let before = shown.split(' ').find_map(|m| m.strip_prefix(&row.code)?.strip_prefix(':')?.split_once(':'));
    let mut unsaved = vec![];
    let mut differ = |field, typed: &str, now: &mut String| {
        if typed != now.as_str() {
            unsaved.push(Unsaved { name: row.name.clone(), field, typed: typed.to_owned(), now: std::mem::replace(now, typed.to_owned()) });
        }
    };
    if before.map(|b| b.0) != my_figure {
        differ("Tử số hoặc số lượng", &mine.numerator, &mut row.numerator);
        differ("Mẫu số", &mine.denominator, &mut row.denominator);
        if mine.state != now.state {
            differ("Tình trạng", mine.state.label(), &mut now.state.label().to_owned());
            answer(mine.state).clone_into(&mut row.answer);
        }
        differ("Ghi chú", &mine.note, &mut row.note);
        differ("Minh chứng", &mine.evidence, &mut row.evidence);
    }
    if let Some(reason) = reason.filter(|_| before.map(|b| b.1) != my_reason) {
        differ("Giải trình", &reason, &mut row.justification);
    }
    unsaved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(numerator: &str, note: &str) -> Row {
        let inputs = TypedRow { indicator: "A-1".into(), numerator: numerator.into(), note: note.into(), ..TypedRow::default() };
        let mark = row_mark(&inputs, "");
        Row { code: "A-1".into(), name: "Tỷ lệ".into(), numerator: numerator.into(), note: note.into(), mark, ..Row::default() }
    }

    fn form(numerator: &str, note: &str) -> Vec<Field> {
        let pairs = [("tu.A-1", numerator), ("mau.A-1", ""), ("tt.A-1", "reported"), ("ghi.A-1", note), ("mc.A-1", "")];
        pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec()
    }

    #[test]
    fn what_was_typed_is_put_back_beside_what_is_there_now() {
        let seen = row("700", "").mark;
        let mut now = row("710", "");
        let unsaved = put_back(&mut now, &form("720", ""), &seen);
        let told: Vec<_> = unsaved.iter().map(|u| (u.field, u.typed.as_str(), u.now.as_str())).collect();
        assert_eq!(told, [("Tử số hoặc số lượng", "720", "710")]);
        assert_eq!(now.numerator, "720");
    }

    #[test]
    fn what_nobody_touched_is_left_to_the_other() {
        let seen = row("700", "").mark;
        let mut now = row("710", "mới");
        assert_eq!(put_back(&mut now, &form("700", ""), &seen), []);
        assert_eq!((now.numerator.as_str(), now.note.as_str()), ("710", "mới"));
    }
}
