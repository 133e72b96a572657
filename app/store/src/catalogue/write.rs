//! Rows of the catalogue in, and what is read beside it: frameworks and the documents' text.

use super::{Assignment, Document, Indicator, OrgUnit, Province, Target};
use crate::{Error, Result, Tx, db::on};
use uuid::Uuid;

pub async fn put_province(tx: &mut Tx, p: &Province) -> Result<()> {
    const SQL: &str = "insert into province (id, code, name) values ($1, $2, $3) on conflict (code) do update set name = excluded.name";
    on!(tx, |c| sqlx::query(SQL).bind(p.id).bind(&p.code).bind(&p.name).execute(c).await.map(drop))?;
    Ok(())
}

/// Adds the unit or brings the one with its code up to date; gives the id in force.
pub async fn put_unit(tx: &mut Tx, u: &OrgUnit) -> Result<Uuid> {
    const SQL: &str = "insert into org_unit (id, province_id, parent_id, code, name, short_name, kind, valid_from, valid_to, illustrative, \
         names_source) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (code) do update set parent_id = excluded.parent_id, \
         name = excluded.name, short_name = excluded.short_name, kind = excluded.kind, valid_from = excluded.valid_from, \
         valid_to = excluded.valid_to, illustrative = excluded.illustrative, names_source = excluded.names_source returning id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(u.id)
        .bind(u.province_id)
        .bind(u.parent_id)
        .bind(&u.code)
        .bind(&u.name)
        .bind(&u.short_name)
        .bind(u.kind.code())
        .bind(u.valid_from)
        .bind(u.valid_to)
        .bind(u.illustrative)
        .bind(&u.names_source)
        .fetch_one(c)
        .await)?)
}

pub async fn put_document(tx: &mut Tx, d: &Document) -> Result<()> {
    const SQL: &str = "insert into document (id, province_id, code, number, title, issuer, issued_on, issued_written, source_file) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (code) do update set number = excluded.number, title = excluded.title, \
         issuer = excluded.issuer, issued_on = excluded.issued_on, issued_written = excluded.issued_written, source_file = excluded.source_file";
    on!(tx, |c| sqlx::query(SQL)
        .bind(d.id)
        .bind(d.province_id)
        .bind(&d.code)
        .bind(&d.number)
        .bind(&d.title)
        .bind(&d.issuer)
        .bind(d.issued_on)
        .bind(&d.issued_written)
        .bind(&d.source_file)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Adds the indicator or brings the one with its code up to date; the id of an existing one stays.
pub async fn put_indicator(tx: &mut Tx, i: &Indicator) -> Result<()> {
    const SQL: &str = "insert into indicator (id, province_id, code, pillar, name, name_en, kind, accumulation, unit_of_measure, \
         numerator, denominator, frequency, may_exceed, mode, reading, same_as, register, checks, evidence_required) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) on conflict (code) do update set \
         pillar = excluded.pillar, name = excluded.name, name_en = excluded.name_en, kind = excluded.kind, \
         accumulation = excluded.accumulation, unit_of_measure = excluded.unit_of_measure, numerator = excluded.numerator, \
         denominator = excluded.denominator, frequency = excluded.frequency, may_exceed = excluded.may_exceed, \
         mode = excluded.mode, reading = excluded.reading, same_as = excluded.same_as, register = excluded.register, \
         checks = excluded.checks, evidence_required = excluded.evidence_required";
    on!(tx, |c| sqlx::query(SQL)
        .bind(i.id)
        .bind(i.province_id)
        .bind(&i.code)
        .bind(&i.pillar)
        .bind(&i.name)
        .bind(&i.name_en)
        .bind(i.kind.code())
        .bind(i.accumulation.code())
        .bind(&i.unit_of_measure)
        .bind(&i.numerator)
        .bind(&i.denominator)
        .bind(i.frequency.code())
        .bind(i.may_exceed)
        .bind(i.mode.code())
        .bind(&i.reading)
        .bind(&i.same_as)
        .bind(&i.register)
        .bind(&i.checks)
        .bind(i.evidence_required)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Puts a target in force at `t.decided_at`. A different one for the same indicator, unit and year is replaced, never
/// overwritten; the same one changes nothing and gives `false`.
pub async fn put_target(tx: &mut Tx, t: &Target) -> Result<bool> {
    const FIND: &str = "select * from target where indicator_id = $1 and unit_id = $2 and year = $3 and replaced_at is null";
    let old: Option<Target> = on!(tx, |c| sqlx::query_as(FIND).bind(t.indicator_id).bind(t.unit_id).bind(t.year).fetch_optional(c).await)?;
    if let Some(old) = old {
        if same_decision(&old, t) {
            return Ok(false);
        }
        const REPLACE: &str = "update target set replaced_at = $1 where id = $2";
        on!(tx, |c| sqlx::query(REPLACE).bind(t.decided_at).bind(old.id).execute(c).await.map(drop))?;
    }
    const SQL: &str = "insert into target (id, indicator_id, unit_id, year, operator, value, deadline, deadline_written, maintain, owner_id, \
         owner_basis, document_id, source_lines, number_written, restated_in, decided_at, deadline_lines, owner_lines, occurrence, words) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(t.id)
        .bind(t.indicator_id)
        .bind(t.unit_id)
        .bind(t.year)
        .bind(t.operator.code())
        .bind(t.value)
        .bind(t.deadline)
        .bind(&t.deadline_written)
        .bind(t.maintain)
        .bind(t.owner_id)
        .bind(t.owner_basis.code())
        .bind(t.document_id)
        .bind(&t.source_lines)
        .bind(&t.number_written)
        .bind(&t.restated_in)
        .bind(t.decided_at)
        .bind(&t.deadline_lines)
        .bind(&t.owner_lines)
        .bind(t.occurrence)
        .bind(&t.words)
        .execute(c)
        .await
        .map(drop))?;
    Ok(true)
}

fn same_decision(a: &Target, b: &Target) -> bool {
    (a.operator, a.value, a.deadline, a.maintain, a.owner_id, a.owner_basis, a.document_id)
        == (b.operator, b.value, b.deadline, b.maintain, b.owner_id, b.owner_basis, b.document_id)
        && (&a.source_lines, &a.restated_in) == (&b.source_lines, &b.restated_in)
        && (&a.deadline_written, &a.number_written, &a.words) == (&b.deadline_written, &b.number_written, &b.words)
}

/// [`put_target`] for a data file that is loaded again and again: a row it brought before, and that somebody has replaced since,
/// stays replaced.
pub async fn put_loaded_target(tx: &mut Tx, t: &Target) -> Result<bool> {
    const SQL: &str = "select * from target where indicator_id = $1 and unit_id = $2 and year = $3";
    let ever: Vec<Target> = on!(tx, |c| sqlx::query_as(SQL).bind(t.indicator_id).bind(t.unit_id).bind(t.year).fetch_all(c).await)?;
    if ever.iter().any(|old| same_decision(old, t)) { Ok(false) } else { put_target(tx, t).await }
}

/// Adds the assignment; one that exists keeps what Sở KH&CN confirmed.
pub async fn put_assignment(tx: &mut Tx, a: &Assignment) -> Result<()> {
    const SQL: &str = "insert into assignment (id, indicator_id, unit_id, part, basis, confirmed, source_lines, valid_from, valid_to) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (indicator_id, unit_id, part) do update set basis = excluded.basis, \
         source_lines = excluded.source_lines, valid_from = excluded.valid_from, valid_to = excluded.valid_to";
    on!(tx, |c| sqlx::query(SQL)
        .bind(a.id)
        .bind(a.indicator_id)
        .bind(a.unit_id)
        .bind(a.part.code())
        .bind(a.basis.code())
        .bind(a.confirmed)
        .bind(&a.source_lines)
        .bind(a.valid_from)
        .bind(a.valid_to)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Marks every assignment of an indicator as confirmed by Sở KH&CN.
pub async fn confirm_assignments(tx: &mut Tx, indicator_id: Uuid) -> Result<()> {
    const SQL: &str = "update assignment set confirmed = true where indicator_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(indicator_id).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn put_framework(tx: &mut Tx, id: Uuid, province_id: Uuid, code: &str, version: &str, body: &str) -> Result<()> {
    const SQL: &str = "insert into framework (id, province_id, code, version, body) values ($1, $2, $3, $4, $5) \
         on conflict (province_id, code, version) do update set body = excluded.body";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(province_id).bind(code).bind(version).bind(body).execute(c).await.map(drop))?;
    Ok(())
}

/// The newest framework of a province.
pub async fn framework(tx: &mut Tx, province_id: Uuid) -> Result<Option<String>> {
    const SQL: &str = "select body from framework where province_id = $1 order by version desc, id desc limit 1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(province_id).fetch_optional(c).await)?)
}

/// Replaces the stored text of a document.
pub async fn put_lines(tx: &mut Tx, document_id: Uuid, lines: &[&str]) -> Result<()> {
    on!(tx, |c| sqlx::query("delete from document_line where document_id = $1").bind(document_id).execute(c).await.map(drop))?;
    const SQL: &str = "insert into document_line (document_id, line, body) \
         select $1, cast(value->>0 as integer), value->>1 from json_each($2) where true";
    let rows: Vec<_> = lines.iter().enumerate().map(|(i, body)| (i + 1, body)).collect();
    let rows = serde_json::to_string(&rows).map_err(|e| Error::Corrupt(e.to_string()))?;
    on!(tx, |c| sqlx::query(SQL).bind(document_id).bind(&rows).execute(c).await.map(drop))?;
    Ok(())
}

/// The lines `from..=to` of a document, if its text was loaded.
pub async fn lines(tx: &mut Tx, document_id: Uuid, from: i32, to: i32) -> Result<Vec<String>> {
    const SQL: &str = "select body from document_line where document_id = $1 and line between $2 and $3 order by line";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(document_id).bind(from).bind(to).fetch_all(c).await)?)
}

/// The lines that a list such as "12,14-16" names, as far as the document's text was loaded.
pub async fn lines_at(tx: &mut Tx, document_id: Uuid, list: &str) -> Result<Vec<String>> {
    const SQL: &str = "select line, body from document_line where document_id = $1 and line between $2 and $3 order by line";
    let numbers = domain::coverage::numbers(list).unwrap_or_default();
    let (Some(first), Some(last)) = (numbers.first().copied(), numbers.last().copied()) else { return Ok(vec![]) };
    let (first, last) = (i32::try_from(first).unwrap_or(i32::MAX), i32::try_from(last).unwrap_or(i32::MAX));
    let all: Vec<(i32, String)> = on!(tx, |c| sqlx::query_as(SQL).bind(document_id).bind(first).bind(last).fetch_all(c).await)?;
    let named = |n: &i32| u32::try_from(*n).is_ok_and(|n| numbers.contains(&n));
    Ok(all.into_iter().filter(|(n, _)| named(n)).map(|(_, body)| body).collect())
}
