//! Catalogue, documents, rounds, progress and traces from the command line.

use super::{Fallible, Format, report::as_user};
use crate::{
    appraisal::{Given, RoundDesk},
    catalogue, report, rounds,
    site::Site,
    web::api,
};
use chrono::{Days, NaiveDate};
use domain::{Period, Quantity, workflow::RoundAction};
use serde_json::json;
use std::{io::Write, path::PathBuf};
use store::{audit, evidence, figure, round};
use uuid::Uuid;

/// The built-in data files, or those of a folder.
pub async fn load(site: &Site, from: Option<PathBuf>) -> Fallible<()> {
    match from {
        None => catalogue::load(&site.db, site.now()).await?,
        Some(folder) => {
            catalogue::load_files(&site.db, &catalogue::text::read_folder(&folder).map_err(catalogue::LoadError::from)?, site.now()).await?
        }
    }
    let c = site.catalogue(&mut site.db.read().await?).await?;
    println!(
        "{} đơn vị, {} chỉ tiêu, {} mục tiêu, {} phân công, {} nhiệm vụ, {} hệ thống, {} chế độ báo cáo",
        c.units.len(),
        c.indicators.len(),
        c.targets.len(),
        c.assignments.len(),
        c.records.tasks.on(site.today()).count(),
        c.records.systems.on(site.today()).count(),
        c.records.duties.on(site.today()).count()
    );
    Ok(())
}

/// As JSON on standard output, or as data files into a folder.
pub async fn export(site: &Site, out: Option<PathBuf>) -> Fallible<()> {
    let mut tx = site.db.read().await?;
    let Some(folder) = out else {
        let c = site.catalogue(&mut tx).await?;
        return emit(&serde_json::to_string_pretty(&catalogue::export(&c, site.today()))?);
    };
    let files = catalogue::export_files(&mut tx, site.today()).await?;
    std::fs::create_dir_all(&folder)?;
    for (name, text) in catalogue::text::write(&files)? {
        std::fs::write(folder.join(name), text)?;
    }
    println!("{}", folder.display());
    Ok(())
}

/// What every line of the documents is. Exit 1 when one is left over.
pub async fn coverage(site: &Site, format: Format) -> Fallible<bool> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let files = catalogue::export_files(&mut tx, site.today()).await?;
    let (mut good, mut all) = (true, serde_json::Map::new());
    for document in catalogue.documents.iter().filter(|d| !d.source_file.is_empty()) {
        let text = store::catalogue::lines(&mut tx, document.id, 1, i32::MAX).await?;
        if text.is_empty() {
            return Err(format!("the text of document {} is not loaded; run `tiendo documents load`", document.code).into());
        }
        let cover = catalogue::coverage::of_document(&files, &document.code, &text);
        good &= cover.problems.is_empty();
        if format == Format::Text {
            let rest = cover.rest.iter().map(|(kind, n)| format!("{kind} {n}")).collect::<Vec<_>>().join(", ");
            println!("{}: {} lines = {} of rows + {} ({rest})", document.code, cover.lines, cover.rows, cover.rest.values().sum::<usize>());
            cover.problems.iter().for_each(|(line, what)| println!("{}:{line}: {what}", document.source_file));
        }
        all.insert(document.code.clone(), serde_json::to_value(cover)?);
    }
    if format == Format::Json {
        emit(&serde_json::to_string_pretty(&all)?)?;
    }
    Ok(good)
}

/// Prints a long text; a reader that has seen enough (`| head`) is no failure.
fn emit(text: &str) -> Fallible<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

pub async fn load_documents(site: &Site, folder: Option<PathBuf>) -> Fallible<()> {
    let folder = folder.unwrap_or_else(|| site.config.sources.clone());
    let loaded = catalogue::load_documents(&site.db, &folder, site.now()).await?;
    if loaded.is_empty() {
        return Err(format!("no document of the catalogue was found in {}", folder.display()).into());
    }
    println!("{}", loaded.join(" "));
    Ok(())
}

pub async fn open_round(site: &Site, province: &str, period: Period, due: Option<NaiveDate>, closes: Option<NaiveDate>) -> Fallible<()> {
    let catalogue = site.catalogue(&mut site.db.read().await?).await?;
    let province = catalogue.province(province).ok_or_else(|| format!("no province {province:?}; run `tiendo catalogue load` first"))?;
    let due = due.unwrap_or_else(|| report::usual_due(period));
    let new = round::Round {
        id: Uuid::now_v7(),
        province_id: province.id,
        period: period.to_string(),
        opens: period.end().min(site.today()),
        due,
        closes: closes.unwrap_or(due + Days::new(10)),
        state: "open".into(),
        calendar: domain::duty::Calendar::Calendar,
        data_from: None,
        data_to: None,
        explain_until: None,
    };
    let now = site.now();
    store::in_tx!(site.db, |tx| {
        match round::of_period(tx, new.province_id, period).await? {
            Some(old) if old.state != "open" => {
                let standing = old.standing(site.today())?.label();
                return Err(store::Error::Refused(format!("Đợt {} {standing}, không đổi ngày được nữa.", period.label())));
            }
            Some(old) => {
                round::change(tx, old.id, new.due, new.closes, "open").await?;
                round::bring_forward(tx, old.id, new.opens).await?;
            }
            None => {
                round::put(tx, &new).await?;
                store::exception::excuse_all(tx, &new, now).await?;
            }
        }
        let detail = json!({ "province": province.code, "due": new.due, "closes": new.closes });
        audit::write(tx, now, None, "round.open", "round", &new.period, detail).await
    })?;
    println!("đợt {}: hạn {}, đóng {}", period.label(), new.due, new.closes);
    Ok(())
}

/// Moves a round on, with the rights of `user`.
pub async fn step_round(site: &Site, province: &str, period: Period, step: RoundAction, given: &Given, user: &str) -> Fallible<()> {
    let (person, actor) = as_user(site, user).await?;
    let to = RoundDesk::open(site, &actor, person, province, period).await?.take(step, given).await?;
    println!("đợt {}: {}", period.label(), to.label());
    Ok(())
}

/// Makes the rounds that the province's reporting duties ask for.
pub async fn generate_rounds(site: &Site, province: &str, until: NaiveDate, dry_run: bool) -> Fallible<()> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let province = catalogue.province(province).ok_or_else(|| format!("no province {province:?}; run `tiendo catalogue load` first"))?;
    if let Some(sentence) = rounds::refusal(site.today(), until) {
        return Err(sentence.into());
    }
    let planned = if dry_run {
        rounds::missing(&mut tx, &catalogue, province, site.today(), until).await?
    } else {
        drop(tx);
        rounds::make(site, &catalogue, province, until, None, None).await?
    };
    for p in &planned {
        println!("{}: mở {}, hạn {}, đóng {}, số liệu {} – {} ({})", p.period, p.opens, p.due, p.closes, p.from, p.to, p.duty);
    }
    println!("{} đợt{}", planned.len(), if dry_run { " sẽ được lập" } else { " đã lập" });
    Ok(())
}

pub async fn progress(
    site: &Site,
    province: &str,
    unit: Option<&str>,
    indicator: Option<&str>,
    year: Option<i32>,
    format: Format,
) -> Fallible<()> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let province = catalogue.province(province).ok_or_else(|| format!("no province {province:?}"))?;
    let board = site.board(&mut tx, province.id).await?;
    let rows = api::progress_rows(&board, unit, indicator, year);
    if format == Format::Json {
        return emit(&serde_json::to_string_pretty(&rows)?);
    }
    for row in rows {
        println!("{}", row.line());
    }
    Ok(())
}

pub async fn trace(site: &Site, observation: Uuid, format: Format) -> Fallible<()> {
    let mut tx = site.db.read().await?;
    let t = figure::trace(&mut tx, observation).await?.ok_or("no such observation")?;
    let evidence = evidence::of_observation(&mut tx, observation).await?;
    let file = |e: &evidence::Evidence| json!({ "id": e.id, "name": e.name, "kind": e.kind, "sha256": e.sha256, "page": e.page });
    let number = |n: Option<i64>| n.map(Quantity::from_scaled);
    let out = json!({
        "observation": t.observation_id, "indicator": t.indicator, "unit": t.unit, "period": t.period, "revision": t.revision,
        "numerator": number(t.numerator), "denominator": number(t.denominator),
        "adjusted_numerator": number(t.adjusted_numerator), "adjusted_denominator": number(t.adjusted_denominator),
        "item_state": t.item_state, "in_force": t.in_force, "illustrative": t.illustrative,
        "file": t.file, "sha256": t.sha256, "uploaded_at": t.uploaded_at, "sheet": t.sheet,
        "numerator_cell": t.numerator_cell, "denominator_cell": t.denominator_cell,
        "raw_numerator": t.raw_numerator, "raw_denominator": t.raw_denominator,
        "corrected_by": t.corrected_by, "corrected_at": t.corrected_at,
        "evidence_text": t.evidence, "evidence": evidence.iter().map(file).collect::<Vec<_>>(),
        "submitted_by": t.submitted_by, "submitted_at": t.submitted_at, "decided_by": t.decided_by, "decided_at": t.decided_at,
    });
    if format == Format::Json {
        println!("{out}");
        return Ok(());
    }
    for (key, value) in out.as_object().into_iter().flatten().filter(|(_, v)| !v.is_null()) {
        println!("{key:20} {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    Ok(())
}
