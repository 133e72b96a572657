//! The record of who did what: is it whole, what is its head, what does it say.

use super::{AuditCommand, ExportFormat, Fallible, Format};
use crate::{chain, site::Site};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::text::Lang;
use serde_json::json;
use std::{fs::File, io::Write, path::Path, process::ExitCode};
use store::{
    audit::{self, Filter, Found, Head, Way},
    person,
};

/// "17:3af5…": the number of a line and its hash, or the first twelve characters of it.
pub fn known_head(text: &str) -> Result<Head, String> {
    let wrong = || "expected NUMBER:HASH, with at least 12 characters of the hash".to_owned();
    let (seq, hash) = text.split_once(':').ok_or_else(wrong)?;
    let head = Head { seq: seq.parse().map_err(|_| wrong())?, hash: hash.to_lowercase() };
    let good = head.seq > 0 && (12..=64).contains(&head.hash.len()) && head.hash.bytes().all(|b| b.is_ascii_hexdigit());
    good.then_some(head).ok_or_else(wrong)
}

pub async fn run(site: &Site, what: AuditCommand) -> Fallible<ExitCode> {
    match what {
        AuditCommand::Verify { head, format } => verify(site, &head, format).await,
        AuditCommand::Head { format } => {
            let Head { seq, hash } = chain::head(site).await?;
            match format {
                Format::Json => println!("{}", json!({ "seq": seq, "hash": hash })),
                Format::Text => println!("{seq}:{hash}"),
            }
            Ok(ExitCode::SUCCESS)
        }
        AuditCommand::Export { out, format, from, to, person, object } => {
            let filter = filter(site, from, to, person.as_deref(), object.as_deref()).await?;
            let format = format.unwrap_or_else(|| ExportFormat::of(&out));
            let count = export(site, &filter, &out, format).await?;
            println!("{}: {count} dòng", out.display());
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn verify(site: &Site, known: &[Head], format: Format) -> Fallible<ExitCode> {
    let verdict = chain::verify(site, known).await?;
    if format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&verdict)?);
    } else {
        let head = verdict.head.as_ref().map_or_else(|| "?".to_owned(), |(seq, hash)| format!("{seq}:{hash}"));
        let torn =
            if verdict.torn > 0 { format!(", {} dòng của audit.head không đọc được", verdict.torn) } else { String::new() };
        println!("{} dòng, đầu chuỗi {head}, đối chiếu {} số đầu chuỗi ghi bên ngoài{torn}", verdict.lines, verdict.outside);
        if verdict.sound {
            println!("nguyên vẹn");
        }
        for said in &verdict.findings {
            let fault = said.kind.parse::<domain::audit::Fault>()?;
            println!("{} [{} {}-{}, {}]", fault.tell(said.first, said.last, Lang::Vi), said.kind, said.first, said.last, said.seen_by);
        }
        verdict.faults(Lang::Vi).iter().skip(verdict.findings.len()).for_each(|rest| println!("{rest}"));
    }
    Ok(ExitCode::from(u8::from(!verdict.sound)))
}

/// Midnight in Vietnam at the start of a day.
pub fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(crate::site::VIETNAM_HOURS)
}

async fn filter(
    site: &Site,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    username: Option<&str>,
    object: Option<&str>,
) -> Fallible<Filter> {
    let mut filter = Filter { from: from.map(midnight), until: to.and_then(|d| d.succ_opt()).map(midnight), ..Filter::default() };
    if let Some(username) = username {
        let who = person::by_username(&mut site.db.read().await?, username).await?;
        filter.person = Some(who.ok_or_else(|| format!("no user {username:?}"))?.id);
    }
    if let Some(object) = object {
        let (kind, id) = object.split_once(':').map_or((object, None), |(kind, id)| (kind, Some(id)));
        filter.kinds = Some(vec![kind.to_owned()]);
        filter.objects = id.map(|id| vec![id.to_owned()]);
    }
    Ok(filter)
}

/// Writes the lines, the oldest first, and gives their number. One page of them is in memory at a time.
async fn export(site: &Site, filter: &Filter, out: &Path, format: ExportFormat) -> Fallible<u64> {
    const PAGE: i64 = 1000;
    let file = File::create(out).map_err(|e| format!("cannot write {}: {e}", out.display()))?;
    let mut file = std::io::BufWriter::new(file);
    let mut tx = site.db.read().await?;
    let (mut after, mut count) = (0, 0);
    if format == ExportFormat::Csv {
        writeln!(file, "\u{feff}seq,at,username,person,action,object_kind,object_id,detail,prev,hash")?;
    }
    loop {
        let page = audit::list(&mut tx, filter, Way::After(after), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        count += page.len() as u64;
        match format {
            ExportFormat::Jsonl => page.iter().try_for_each(|l| writeln!(file, "{}", as_json(l)))?,
            ExportFormat::Csv => {
                let mut rows = csv::WriterBuilder::new().has_headers(false).from_writer(vec![]);
                for line in &page {
                    rows.write_record(as_cells(line))?;
                }
                file.write_all(&rows.into_inner().map_err(|e| e.to_string())?)?;
            }
        }
    }
    file.into_inner().map_err(|e| e.to_string())?.sync_all()?;
    Ok(count)
}

/// Whole, so that the hash can be computed again from it.
fn as_json(l: &Found) -> serde_json::Value {
    json!({
        "seq": l.seq, "id": l.id, "at": l.at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true), "person_id": l.person_id,
        "username": l.username, "person": l.full_name, "action": l.action, "object_kind": l.object_kind, "object_id": l.object_id,
        "detail": l.detail, "prev": l.prev, "hash": l.hash,
    })
}

fn as_cells(l: &Found) -> [String; 10] {
    let at = l.at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    let name = |n: &Option<String>| chain::cell(n.as_deref().unwrap_or_default());
    let texts = [&l.action, &l.object_kind, &l.object_id, &l.detail].map(|t| chain::cell(t));
    let [action, kind, id, detail] = texts;
    [l.seq.to_string(), at, name(&l.username), name(&l.full_name), action, kind, id, detail, l.prev.clone(), l.hash.clone()]
}
