//! A month by script: form, check, import, submit, accept.

use super::{Fallible, Format, Origin};
use crate::{
    report::{
        self, Desk, ReportError,
        batch::{self, Batch, Sender},
        reading::{confirmed, confirmed_by},
    },
    site::Site,
};
use domain::{Finding, Period, Quantity, Severity, access::Actor};
use intake::{Choices, Value};
use serde_json::{Value as Json, json};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use store::{catalogue::Catalogue, person, submission};
use uuid::Uuid;

/// The person whose rights a command borrows.
pub async fn as_user(site: &Site, username: &str) -> Fallible<(Uuid, Actor)> {
    let mut tx = site.db.read().await?;
    let person =
        person::by_username(&mut tx, username).await?.filter(|p| p.active).ok_or_else(|| format!("no active user {username:?}"))?;
    Ok((person.id, site.viewer(&mut tx, &person).await?.actor))
}

pub async fn form(site: &Site, unit: &str, period: Period, out: &Path) -> Fallible<()> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let unit = catalogue.unit_by_code(unit).ok_or_else(|| format!("no unit {unit:?}"))?;
    let form = batch::form_of(site, &mut tx, &catalogue, unit, period).await?;
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

fn value(v: &Value, unit: &str, period: Period) -> Json {
    json!({ "unit": unit, "indicator": v.indicator, "period": period, "numerator": v.numerator, "denominator": v.denominator,
        "value": percent(v.numerator, v.denominator), "state": report::answer(v.state), "sheet": v.sheet, "cell": v.cell,
        "denominator_cell": v.denominator_cell })
}

fn finding(f: &Finding) -> Json {
    json!({ "severity": f.severity.code(), "rule": f.rule, "sheet": f.sheet, "cell": f.cell, "indicator": f.indicator, "message": f.message })
}

fn understood(b: &Batch) -> Json {
    let values = b.groups.iter().flat_map(|g| g.values.iter().map(|v| value(v, &g.unit, g.period)));
    let mut findings: Vec<&Finding> = b.findings().collect();
    findings.sort_by_key(|f| f.severity);
    json!({ "values": values.collect::<Vec<_>>(), "findings": findings.into_iter().map(finding).collect::<Vec<_>>() })
}

fn print(b: &Batch, format: Format) {
    if format == Format::Json {
        println!("{}", understood(b));
        return;
    }
    let mut findings: Vec<&Finding> = b.findings().collect();
    findings.sort_by_key(|f| f.severity);
    for f in &findings {
        let place = if f.cell.is_empty() { String::new() } else { format!("{}!{}  ", f.sheet, f.cell) };
        println!("{place}[{}] {}", f.severity.label(), f.message);
    }
    println!("{} số liệu, {} phát hiện", b.values(), findings.len());
}

/// Whose file it is: of a unit and period, or of whoever its rows name.
async fn sender<'a>(site: &Site, catalogue: &'a Catalogue, from: &Origin, by: Option<Uuid>) -> Fallible<Sender<'a>> {
    let unit = match &from.unit {
        Some(code) => Some(catalogue.unit_by_code(code).ok_or_else(|| format!("no unit {code:?}"))?),
        None => None,
    };
    let province = catalogue.provinces.iter().find(|p| p.code == from.province).map(|p| p.id);
    let province_id = unit.map(|u| u.province_id).or(province).ok_or_else(|| format!("no province {:?}", from.province))?;
    let period = from.period.unwrap_or_else(|| Period::month_of(site.today()).previous());
    let mut tx = site.db.read().await?;
    let choices = match (unit, by) {
        (Some(unit), _) => confirmed(&mut tx, unit.id).await?,
        (None, Some(person)) => confirmed_by(&mut tx, person).await?,
        (None, None) => Choices::default(),
    };
    Ok(Sender { province_id, unit, period, choices, viewer: None })
}

async fn catalogue(site: &Site) -> Fallible<Arc<Catalogue>> {
    Ok(site.catalogue(&mut site.db.read().await?).await?)
}

fn contents(file: &Path) -> Fallible<(Vec<u8>, String)> {
    let bytes = std::fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    Ok((bytes, file.file_name().unwrap_or_default().to_string_lossy().into_owned()))
}

pub async fn check(site: &Site, file: &Path, from: &Origin, format: Format) -> Fallible<ExitCode> {
    let catalogue = catalogue(site).await?;
    let (bytes, name) = contents(file)?;
    let batch = match batch::read(site, &sender(site, &catalogue, from, None).await?, &bytes, &name).await {
        Ok(batch) => batch,
        Err(ReportError::Refused(sentence)) => {
            if format == Format::Json {
                println!(
                    "{}",
                    json!({ "values": [], "findings": [{ "severity": "blocking", "rule": "unreadable", "sheet": "", "cell": "", "message": sentence }] })
                );
            }
            eprintln!("{sentence}");
            return Ok(ExitCode::from(2));
        }
        Err(error) => return Err(error.into()),
    };
    print(&batch, format);
    Ok(ExitCode::from(u8::from(batch.blocks())))
}

/// Takes a file, or every file of a folder, into the drafts of whoever they speak of.
pub async fn import(site: &Site, path: &Path, from: &Origin, user: &str, dry_run: bool, format: Format) -> Fallible<ExitCode> {
    let (person, actor) = as_user(site, user).await?;
    if path.is_dir() {
        return import_folder(site, path, from, (person, &actor), dry_run, format).await;
    }
    let catalogue = catalogue(site).await?;
    let (bytes, name) = contents(path)?;
    let sender = sender(site, &catalogue, from, Some(person)).await?;
    batch::allowed(site, &actor, &sender).await?;
    let batch = batch::read(site, &sender, &bytes, &name).await?;
    if dry_run {
        batch::ready(site, &actor, person, &batch, &store::upload::sha256(&bytes), site.now()).await?;
    } else {
        batch::take(site, &actor, person, &batch, &name, &bytes, site.now()).await?;
    }
    print(&batch, format);
    Ok(ExitCode::from(u8::from(batch.blocks())))
}

/// What became of one file of a folder.
struct Fate {
    file: String,
    /// It may come in.
    fits: bool,
    taken: bool,
    /// Why it was not, or the worst that was found.
    reason: String,
    batch: Option<Batch>,
}

/// The figures of a folder's files so far, by unit, period and indicator, with the file that each is from: a later file must not
/// write another figure over it unseen.
#[derive(Default)]
struct Seen(HashMap<(String, Period, String), (String, String)>);

impl Seen {
    fn figures(batch: &Batch) -> impl Iterator<Item = ((String, Period, String), String)> {
        let said = |v: &intake::Value| {
            format!("{}{}", v.raw_numerator, if v.raw_denominator.is_empty() { String::new() } else { format!("/{}", v.raw_denominator) })
        };
        batch.groups.iter().flat_map(move |g| g.values.iter().map(move |v| ((g.unit.clone(), g.period, v.indicator.to_string()), said(v))))
    }

    fn contradiction(&self, batch: &Batch) -> Option<String> {
        let other = |(key, said): ((String, Period, String), String)| {
            let (file, before) = self.0.get(&key).filter(|(_, before)| *before != said)?;
            let (unit, period, code) = key;
            let period = period.label();
            Some(format!(
                "{unit}, {period}: chỉ tiêu {code} ở đây là {said}, trong tệp “{file}” của cùng thư mục là {before}. Giữ lại một tệp."
            ))
        };
        Self::figures(batch).find_map(other)
    }

    fn add(&mut self, file: &str, batch: &Batch) {
        self.0.extend(Self::figures(batch).map(|(key, said)| (key, (file.to_owned(), said))));
    }
}

async fn import_folder(
    site: &Site,
    folder: &Path,
    from: &Origin,
    (person, actor): (Uuid, &Actor),
    dry_run: bool,
    format: Format,
) -> Fallible<ExitCode> {
    let catalogue = catalogue(site).await?;
    let sender = sender(site, &catalogue, from, Some(person)).await?;
    batch::allowed(site, actor, &sender).await?;
    let (mut fates, mut seen, mut files_by_hash) = (vec![], Seen::default(), HashMap::new());
    for path in files(folder)? {
        let (bytes, name) = contents(&path)?;
        let file = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let batch = match batch::read(site, &sender, &bytes, &name).await {
            Ok(batch) => batch,
            Err(ReportError::Refused(reason)) => {
                fates.push(Fate { file, fits: false, taken: false, reason, batch: None });
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let sha256 = store::upload::sha256(&bytes);
        let same =
            files_by_hash.get(&sha256).map(|first: &String| format!("Tệp này giống hệt “{first}” trong thư mục. Không có gì thay đổi."));
        let outcome = match same.or_else(|| seen.contradiction(&batch)) {
            Some(reason) => Err(ReportError::Refused(reason)),
            None if dry_run => batch::ready(site, actor, person, &batch, &sha256, site.now()).await.map(|_| ()),
            None => batch::take(site, actor, person, &batch, &name, &bytes, site.now()).await,
        };
        if outcome.is_ok() {
            seen.add(&file, &batch);
            files_by_hash.insert(sha256, file.clone());
        }
        let fits = outcome.is_ok();
        let worst = batch.findings().find(|f| f.severity == Severity::Blocking).map(|f| f.message.clone());
        let (taken, reason) = match outcome {
            Ok(()) => (!dry_run, worst.unwrap_or_default()),
            Err(ReportError::Refused(reason) | ReportError::Store(store::Error::Refused(reason))) => (false, reason),
            Err(ReportError::Access(refusal)) => (false, refusal.to_string()),
            Err(error) => return Err(error.into()),
        };
        fates.push(Fate { file, fits, taken, reason, batch: Some(batch) });
    }
    let sound = fates.iter().all(|f| f.fits && f.batch.as_ref().is_some_and(|b| !b.blocks()));
    tell(&fates, dry_run, format);
    Ok(ExitCode::from(u8::from(!sound)))
}

fn tell(fates: &[Fate], dry_run: bool, format: Format) {
    let units =
        |b: &Batch| b.groups.iter().map(|g| json!({ "unit": g.unit, "period": g.period, "values": g.values.len() })).collect::<Vec<_>>();
    if format == Format::Json {
        let line = |f: &Fate| {
            let findings = f.batch.iter().flat_map(Batch::findings).map(finding).collect::<Vec<_>>();
            json!({ "file": f.file, "taken": f.taken, "fits": f.fits, "reason": f.reason, "reports": f.batch.as_ref().map(units), "findings": findings })
        };
        println!("{}", Json::from(fates.iter().map(line).collect::<Vec<_>>()));
        return;
    }
    for f in fates {
        let what = match &f.batch {
            Some(b) => format!("{} báo cáo, {} số liệu, {} phát hiện", b.groups.len(), b.values(), b.findings().count()),
            None => "không đọc được".to_owned(),
        };
        let done = match (f.taken, dry_run, f.batch.is_some()) {
            (true, ..) => "đã nhập vào bản nháp",
            (false, true, true) if f.fits => "chạy thử, sẽ nhập được",
            (false, true, true) => "chạy thử, sẽ không nhập được",
            _ => "không nhập",
        };
        println!("{}: {what}; {done}{}{}", f.file, if f.reason.is_empty() { "" } else { ". " }, f.reason);
    }
    let (taken, fit) = (fates.iter().filter(|f| f.taken).count(), fates.iter().filter(|f| f.fits).count());
    match dry_run {
        true => println!("{} tệp, {fit} tệp sẽ nhập được, {} tệp không; chưa có gì được lưu", fates.len(), fates.len() - fit),
        false => println!("{} tệp, {taken} tệp đã nhập, {} tệp không nhập", fates.len(), fates.len() - taken),
    }
}

/// The files below a folder, by name; hidden ones and the lock files of open workbooks are none.
fn files(folder: &Path) -> Fallible<Vec<PathBuf>> {
    let (mut found, mut open) = (vec![], vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))? {
            let (path, kind) = {
                let entry = entry?;
                (entry.path(), entry.file_type()?)
            };
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with(['.', '~']) {
                continue;
            }
            // A link could lead out of the folder, or round in it.
            match () {
                () if kind.is_dir() => open.push(path),
                () if kind.is_file() => found.push(path),
                () => {}
            }
        }
    }
    found.sort();
    Ok(found)
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
