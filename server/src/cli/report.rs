//! A month by script: form, check, import, submit, accept.

use super::{Fallible, Format};
use crate::{
    parse,
    report::{self, Desk},
    site::Site,
};
use domain::{Finding, Period, Quantity, Severity, access::Actor};
use intake::{Choices, Understanding};
use serde_json::{Value as Json, json};
use std::{collections::HashMap, path::Path, process::ExitCode};
use store::{person, round, submission};
use uuid::Uuid;

/// The person whose rights a command borrows.
pub async fn as_user(site: &Site, username: &str) -> Fallible<(Uuid, Actor)> {
    let mut tx = site.db.read().await?;
    let person =
        person::by_username(&mut tx, username).await?.filter(|p| p.active).ok_or_else(|| format!("no active user {username:?}"))?;
    Ok((person.id, site.viewer(&mut tx, &person).await?.actor))
}

/// The form a unit gets; a period without a round gets one as it would be.
async fn form_of(site: &Site, unit: &str, period: Period) -> Fallible<(intake::Form, Vec<(String, String)>)> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let unit = catalogue.unit_by_code(unit).ok_or_else(|| format!("no unit {unit:?}"))?;
    let due = report::usual_due(period);
    let stand_in = round::Round {
        id: Uuid::nil(),
        province_id: unit.province_id,
        period: period.to_string(),
        opens: period.end(),
        due,
        closes: due,
        state: "planned".into(),
        calendar: domain::duty::Calendar::Calendar,
        data_from: None,
        data_to: None,
    };
    let round = round::of_period(&mut tx, unit.province_id, period).await?.unwrap_or(stand_in);
    let form = report::form(&mut tx, &catalogue, unit, &round, period, false).await?;
    Ok((form, report::known(&catalogue, unit.province_id)))
}

pub async fn form(site: &Site, unit: &str, period: Period, out: &Path) -> Fallible<()> {
    let (form, _) = form_of(site, unit, period).await?;
    std::fs::write(out, intake::form::write(&form, None)?).map_err(|e| format!("cannot write {}: {e}", out.display()))?;
    println!("{}: {} chỉ tiêu, {}", out.display(), form.asked.len(), form.unit_name);
    Ok(())
}

/// The ratio in percent, or the count itself.
fn percent(numerator: Option<Quantity>, denominator: Option<Quantity>) -> Option<f64> {
    let n = numerator?.as_f64();
    match denominator {
        Some(d) if d == Quantity::ZERO => None,
        Some(d) => Some(n * 100.0 / d.as_f64()),
        None => Some(n),
    }
}

fn understood(u: &Understanding, unit: &str, period: Period) -> Json {
    let value = |v: &intake::Value| {
        json!({ "unit": unit, "indicator": v.indicator, "period": period, "numerator": v.numerator, "denominator": v.denominator,
            "value": percent(v.numerator, v.denominator), "state": report::answer(v.state), "sheet": v.sheet, "cell": v.cell })
    };
    let finding = |f: &Finding| json!({ "severity": f.severity.code(), "rule": f.rule, "sheet": f.sheet, "cell": f.cell, "indicator": f.indicator, "message": f.message });
    json!({ "values": u.values.iter().map(value).collect::<Vec<_>>(), "findings": u.findings.iter().map(finding).collect::<Vec<_>>() })
}

fn print(u: &Understanding, unit: &str, period: Period, format: Format) {
    if format == Format::Json {
        println!("{}", understood(u, unit, period));
        return;
    }
    for f in &u.findings {
        let place = if f.cell.is_empty() { String::new() } else { format!("{}!{}  ", f.sheet, f.cell) };
        println!("{place}[{}] {}", f.severity.label(), f.message);
    }
    println!("{} số liệu, {} phát hiện", u.values.len(), u.findings.len());
}

fn blocks(u: &Understanding) -> bool {
    u.findings.iter().any(|f| f.severity == Severity::Blocking)
}

pub async fn check(site: &Site, file: &Path, unit: &str, period: Period, format: Format) -> Fallible<ExitCode> {
    let (form, known) = form_of(site, unit, period).await?;
    let bytes = std::fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let book = match parse::read(&bytes, &name).await {
        Ok(book) => book,
        Err(sentence) => {
            if format == Format::Json {
                println!(
                    "{}",
                    json!({ "values": [], "findings": [{ "severity": "blocking", "rule": "unreadable", "sheet": "", "cell": "", "message": sentence }] })
                );
            }
            eprintln!("{sentence}");
            return Ok(ExitCode::from(2));
        }
    };
    let u = intake::understand(&book, &form, &known, &Choices::default());
    print(&u, unit, period, format);
    Ok(ExitCode::from(u8::from(blocks(&u))))
}

pub async fn import(site: &Site, file: &Path, unit: &str, period: Period, user: &str, format: Format) -> Fallible<ExitCode> {
    let (person, actor) = as_user(site, user).await?;
    let bytes = std::fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    let desk = Desk::open(site, &actor, person, unit, period).await?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let (upload, u) = desk.upload(&name, &bytes).await?;
    desk.keep(upload.id).await?;
    print(&u, unit, period, format);
    Ok(ExitCode::from(u8::from(blocks(&u))))
}

pub async fn submit(site: &Site, unit: &str, period: Period, user: &str, reason: Option<&str>) -> Fallible<()> {
    let (person, actor) = as_user(site, user).await?;
    let desk = Desk::open(site, &actor, person, unit, period).await?;
    if let Some(reason) = reason {
        let mut tx = site.db.read().await?;
        if let Some(draft) = submission::latest(&mut tx, desk.round.id, desk.unit.id).await? {
            let needed = submission::findings(&mut tx, draft.id).await?.into_iter().filter(|f| f.severity == Severity::Justify);
            let reasons: HashMap<_, _> = needed.filter_map(|f| f.indicator).map(|code| (code, reason.to_owned())).collect();
            drop(tx);
            desk.save(&intake::Understanding::default(), &reasons).await?;
        }
    }
    desk.submit(None).await?;
    println!("{} đã nộp báo cáo {}", desk.unit.name, period.label());
    Ok(())
}

pub async fn accept(site: &Site, unit: &str, period: Period, user: &str) -> Fallible<()> {
    let (person, actor) = as_user(site, user).await?;
    let desk = Desk::open(site, &actor, person, unit, period).await?;
    desk.accept(true, None).await?;
    println!("đã chấp nhận báo cáo {} của {}", period.label(), desk.unit.name);
    Ok(())
}
