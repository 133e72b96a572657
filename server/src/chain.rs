//! The audit's chain as an installation keeps watch over it: heads written beside the database, and what the last check said.
//!
//! The server notes the newest head at most once a second and when it stops, the command line after each command; so after a
//! crash the file may be behind by what the last second wrote, which a check takes as it should.

use crate::{cli::Fallible, site::Site};
use chrono::{DateTime, Utc};
use domain::text::Lang;
use serde::{Deserialize, Serialize};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use store::audit::{self, Head, Report, outside};

/// What a check said, kept beside the database: the database is what was checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verdict {
    pub at: DateTime<Utc>,
    pub sound: bool,
    pub lines: i64,
    /// Number and hash of the newest line as the database notes it.
    pub head: Option<(i64, String)>,
    /// Heads from outside that were compared.
    pub outside: usize,
    /// Lines of the file of heads that could not be read.
    pub torn: usize,
    pub unnumbered: i64,
    pub findings: Vec<Said>,
    /// Findings that are not listed any more.
    pub more: usize,
}

/// One finding, for machines.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Said {
    pub kind: String,
    pub first: i64,
    pub last: i64,
    pub seen_by: String,
}

/// So many findings are told; an office needs to know where it begins.
const MOST_FINDINGS: usize = 50;

impl Verdict {
    fn new(report: &Report, torn: usize, at: DateTime<Utc>) -> Self {
        let said = report.findings.iter().map(|f| Said {
            kind: f.fault.code().to_owned(),
            first: f.first,
            last: f.last,
            seen_by: f.witness.code().to_owned(),
        });
        Self {
            at,
            sound: report.is_sound(),
            lines: report.lines,
            head: report.head.clone().map(|h| (h.seq, h.hash)),
            outside: report.outside,
            torn,
            unnumbered: report.unnumbered,
            findings: said.take(MOST_FINDINGS).collect(),
            more: report.findings.len().saturating_sub(MOST_FINDINGS),
        }
    }

    /// What is wrong, a phrase each.
    pub fn faults(&self, lang: Lang) -> Vec<String> {
        let told = |s: &Said| s.kind.parse::<domain::audit::Fault>().map(|f| f.tell(s.first, s.last, lang)).unwrap_or_default();
        let mut all: Vec<String> = self.findings.iter().map(told).collect();
        let n = self.unnumbered;
        if n > 0 {
            all.push(if lang == Lang::Vi {
                format!("{n} dòng không có số bị chèn vào")
            } else {
                format!("{n} lines without a number were inserted")
            });
        }
        if self.more > 0 {
            let n = self.more;
            all.push(if lang == Lang::Vi { format!("và {n} chỗ khác") } else { format!("and {n} more") });
        }
        all
    }
}

fn heads_file(site: &Site) -> PathBuf {
    site.config.data.join("audit.head")
}

fn verdict_file(site: &Site) -> PathBuf {
    site.config.data.join("audit.verified")
}

/// The newest line, as the database notes it.
pub async fn head(site: &Site) -> store::Result<Head> {
    Ok(audit::head(&mut site.db.read().await?).await?.unwrap_or_default())
}

/// Writes the newest committed head beside the database. What fails here must not stop anybody's work: it is logged.
pub async fn note_head(site: &Site, noted: &mut Head) {
    let newest = match head(site).await {
        Ok(newest) if newest != *noted => newest,
        Ok(_) => return,
        Err(error) => return tracing::error!(%error, "the audit's head could not be read"),
    };
    let (file, head, now) = (heads_file(site), newest.clone(), site.now());
    let written = tokio::task::spawn_blocking(move || outside::record(&file, &head, now)).await;
    match written.map_err(std::io::Error::other).flatten() {
        Ok(()) => *noted = newest,
        Err(error) => tracing::error!(%error, "the audit's head could not be written beside the database"),
    }
}

/// Checks the whole chain, against the heads beside the database and those in `known`, and keeps what it said.
///
/// # Errors
/// When the database or the file of heads cannot be read.
pub async fn verify(site: &Site, known: &[Head]) -> Fallible<Verdict> {
    // Before the database: what is committed meanwhile may be in the file, and must be in the database too.
    let file = heads_file(site);
    let (mut heads, torn) = outside::read(&file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    for head in known {
        heads.entry(head.seq).or_default().push(head.hash.clone());
    }
    let report = audit::verify(&mut site.db.read().await?, &heads).await?;
    let verdict = Verdict::new(&report, torn, site.now());
    if !verdict.sound {
        tracing::error!(faults = %verdict.faults(Lang::En).join("; "), "the audit was tampered with");
    }
    let (text, file) = (serde_json::to_string(&verdict)?, verdict_file(site));
    // Renamed when whole: a page may be reading it.
    let beside = file.with_extension(format!("{}.new", uuid::Uuid::now_v7().simple()));
    let kept = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &file));
    kept.map_err(|e| format!("cannot write {}: {e}", file.display()))?;
    Ok(verdict)
}

/// What the last check said; none when there was none yet.
pub fn last_verdict(site: &Site) -> Option<Verdict> {
    serde_json::from_str(&std::fs::read_to_string(verdict_file(site)).ok()?).ok()
}

/// As long as the server runs: the head once a second, the whole chain at the start and once a day.
pub async fn watch(site: Arc<Site>) {
    let (mut noted, mut checked) = (Head::default(), None::<Instant>);
    loop {
        note_head(&site, &mut noted).await;
        if checked.is_none_or(|at| at.elapsed() >= DAY) {
            checked = Some(Instant::now());
            if let Err(error) = verify(&site, &[]).await {
                tracing::error!(%error, "the audit could not be checked");
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

const DAY: Duration = Duration::from_secs(86_400);

/// Text for a cell of a .csv file: one that a spreadsheet would take for a formula is quoted, so that it stays text.
pub fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_no_formula() {
        for text in ["=1+1", "+84", "-1", "@x", "\t=1", "\r=1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        for text in ["", "a=1", "Sở Y tế", "12"] {
            assert_eq!(cell(text), text);
        }
    }
}
