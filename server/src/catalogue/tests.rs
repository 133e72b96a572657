//! The built-in data files: they hold together, say what the documents say, and survive a round trip.

use super::{
    check::check,
    coverage::of_document,
    rows::{Files, Problem},
    text::{Text, built_in, parse, write},
};
use domain::{
    coverage::{ClaimKind, numbers},
    indicator::Basis,
    text::nfc,
};
use std::path::PathBuf;

/// The documents' own text, which an installation has and a clone may not.
fn sources() -> Option<Vec<(String, Vec<String>)>> {
    let folder = std::env::var_os("TIENDO_SOURCES")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/sources")), PathBuf::from);
    let files = built_in().unwrap();
    let read = |d: &super::rows::DocumentRow| {
        let text = std::fs::read_to_string(folder.join(&d.source_file)).ok()?;
        Some((d.code.clone(), nfc(&text).lines().map(str::to_owned).collect()))
    };
    let texts: Option<Vec<_>> = files.documents.iter().filter(|d| !d.row.source_file.is_empty()).map(|d| read(&d.row)).collect();
    if texts.is_none() {
        println!("the documents' text is not in {}: nothing is compared with it", folder.display());
    }
    texts
}

/// White space folded, `**` dropped, lower case: how a phrase is looked for in lines.
fn plain(text: &str) -> String {
    nfc(text).replace("**", "").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn stands_in(text: &[String], lines: &str, phrase: &str) -> bool {
    let body: Vec<&str> = numbers(lines).unwrap().into_iter().filter_map(|n| text.get(n as usize - 1)).map(String::as_str).collect();
    plain(&body.join(" ")).contains(&plain(phrase))
}

#[test]
fn the_files_hold_together() {
    assert_eq!(check(&built_in().unwrap()), []);
}

#[test]
fn writing_what_was_read_changes_no_byte() {
    let files = built_in().unwrap();
    let texts = write(&files).unwrap();
    assert_eq!(parse(&texts).unwrap().tasks.len(), files.tasks.len());
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue"));
    for (name, text) in texts {
        assert!(
            std::fs::read_to_string(folder.join(name)).unwrap() == text,
            "{name}: `tiendo catalogue export --out` writes it another way"
        );
    }
}

#[test]
fn every_line_of_every_document_is_accounted_for() {
    let files = built_in().unwrap();
    for (code, text) in sources().unwrap_or_default() {
        let cover = of_document(&files, &code, &text);
        assert_eq!(cover.problems, [], "document {code}");
        let blank = text.iter().filter(|l| l.trim().is_empty()).count();
        assert_eq!(cover.rows + cover.rest.values().sum::<usize>() + blank, text.len(), "document {code}: the claims add up to the file");
    }
}

#[test]
fn a_row_taken_away_or_a_bullet_called_boilerplate_is_found() {
    let Some(texts) = sources() else { return };
    let problems = |files: &Files| texts.iter().map(|(code, text)| of_document(files, code, text).problems.len()).sum::<usize>();
    let whole = built_in().unwrap();
    // Every row that alone stands for some line.
    let mut missed = vec![];
    for n in 0..whole.tasks.len() {
        let mut files = whole.clone();
        let gone = files.tasks.remove(n).row;
        let shared = files.tasks.iter().any(|t| t.row.document == gone.document && overlaps(&t.row.source_lines, &gone.source_lines))
            || files
                .targets
                .iter()
                .map(|t| &t.row)
                .any(|t| t.document == gone.document && overlaps(&format!("{},{}", t.source_lines, t.restated_in), &gone.source_lines))
            || files
                .systems
                .iter()
                .flat_map(|s| &s.row.step)
                .any(|s| gone.document == "000" && overlaps(&s.source_lines, &gone.source_lines))
            || files.duties.iter().any(|d| d.row.document == gone.document && overlaps(&d.row.source_lines, &gone.source_lines));
        if problems(&files) == 0 && !shared {
            missed.push(gone.code);
        }
    }
    assert_eq!(missed, Vec::<String>::new());
    for n in (0..whole.targets.len()).chain(whole.targets.len()..whole.targets.len() + whole.duties.len()) {
        let mut files = whole.clone();
        let (document, lines) = match n.checked_sub(whole.targets.len()) {
            None => {
                let t = files.targets.remove(n).row;
                (t.document, t.source_lines)
            }
            Some(n) => {
                let d = files.duties.remove(n).row;
                (d.document, d.source_lines)
            }
        };
        let alone = !files
            .targets
            .iter()
            .any(|t| t.row.document == document && overlaps(&format!("{},{}", t.row.source_lines, t.row.restated_in), &lines))
            && !files.tasks.iter().any(|t| t.row.document == document && overlaps(&t.row.source_lines, &lines))
            && !files.duties.iter().any(|d| d.row.document == document && overlaps(&d.row.source_lines, &lines));
        assert!(!alone || problems(&files) > 0, "{document}: {lines}");
    }
    // A bullet of tasks cannot pass as anything but a row.
    for kind in [ClaimKind::Heading, ClaimKind::PageNumber, ClaimKind::TableHeader, ClaimKind::Closing, ClaimKind::Recital] {
        let mut files = whole.clone();
        let at = files.tasks.iter().position(|t| t.row.code == "001-PL-I-a-1").unwrap();
        let lines = files.tasks.remove(at).row.source_lines;
        let mut claim = files.claims[0].clone();
        claim.row = domain::coverage::Claim { document: "001".into(), lines, kind, note: String::new(), row: String::new() };
        files.claims.push(claim);
        assert!(problems(&files) > 0, "{kind:?}");
    }
}

fn overlaps(a: &str, b: &str) -> bool {
    let b = numbers(b).unwrap();
    numbers(a).unwrap().iter().any(|n| b.contains(n))
}

#[test]
fn every_row_says_what_its_lines_say() {
    let files = built_in().unwrap();
    let mut wrong: Vec<String> = vec![];
    let mut compared = 0;
    for (document, text) in sources().unwrap_or_default() {
        let mut look = |row: &str, lines: &str, phrase: &str| {
            if !phrase.is_empty() {
                compared += 1;
                if !stands_in(&text, lines, phrase) {
                    wrong.push(format!("{row}: “{phrase}” is not in {document}:{lines}"));
                }
            }
        };
        for t in files.targets.iter().map(|t| &t.row).filter(|t| t.document == document) {
            look(&t.indicator, &t.source_lines, &t.number_written);
            look(&t.indicator, &t.source_lines, &t.words);
            look(&t.indicator, &t.deadline_lines, &t.deadline_written);
            // A restatement repeats the number, not always what is counted.
            let number = t.number_written.split(' ').next().unwrap_or_default();
            numbers(&t.restated_in).unwrap().iter().for_each(|n| look(&t.indicator, &n.to_string(), number));
            if t.owner_basis == Basis::Document {
                let owner =
                    files.units.iter().find(|u| Some(&u.row.code) == t.owner.as_ref()).map(|u| u.row.name.clone()).unwrap_or_default();
                let named = owner.trim_end_matches(" Đồng Nai").trim_end_matches(" tỉnh").trim_end_matches(" Quảng Ngãi");
                look(&t.indicator, &t.owner_lines, named);
            }
        }
        for t in files.tasks.iter().map(|t| &t.row).filter(|t| t.document == document) {
            look(&t.code, &format!("{},{}", t.source_lines, t.lead_lines), &t.lead_written);
            look(&t.code, &format!("{},{}", t.source_lines, t.time_lines), &t.time_written);
            look(&t.code, &t.group_time_lines, &t.group_time_written);
        }
        for s in files.systems.iter().map(|s| &s.row).filter(|s| s.document == document) {
            look(&s.code, &s.source_lines, &s.written);
            s.step.iter().for_each(|step| look(&s.code, &step.source_lines, &step.time_written));
        }
        for d in files.duties.iter().map(|d| &d.row).filter(|d| d.document == document) {
            look(&d.code, &d.source_lines, &d.time_written);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(sources().is_none() || compared > 400, "{compared} phrases were looked for");
}

/// What a change of one file is refused for.
fn refusals(file: &str, change: impl Fn(&str) -> String) -> Vec<Problem> {
    let texts: Vec<Text> = write(&built_in().unwrap()).unwrap();
    let changed: Vec<Text> = texts.iter().map(|(name, text)| (*name, if *name == file { change(text) } else { text.clone() })).collect();
    assert_ne!(texts, changed, "the change changes nothing");
    match parse(&changed) {
        Ok(files) => check(&files),
        Err(problems) => problems,
    }
}

#[test]
fn a_wrong_row_is_named_by_file_line_and_sentence() {
    let first = |problems: Vec<Problem>| problems.into_iter().next().map(|p| p.to_string()).unwrap_or_default();
    let tasks = |from: &'static str, to: &'static str| first(refusals("tasks.toml", |t| t.replacen(from, to, 1)));
    // The first row of tasks.toml begins on its third line.
    assert_eq!(tasks("leads = [\"SKHCN\"]", "leads = [\"SKHCM\"]"), "tasks.toml:3: không có cơ quan, đơn vị mã “SKHCM”");
    assert_eq!(tasks("leads = [\"SKHCN\"]", "leads = [\"QN-SYT\"]"), "tasks.toml:3: đơn vị “QN-SYT” không thuộc tỉnh “dong-nai”");
    assert_eq!(
        tasks("time = \"range 2026-Q1 2026-Q2\"", "time = \"after nothing 3 days\""),
        "tasks.toml:3: không có sự kiện mã “nothing” ở tỉnh “dong-nai”"
    );
    assert!(tasks("time = \"range 2026-Q1 2026-Q2\"", "time = \"mai\"").starts_with("tasks.toml:3: "));
    assert!(tasks("title = ", "titel = ").starts_with("tasks.toml:3: "));
    assert!(tasks("[[task]]", "[[task]").starts_with("tasks.toml:3: "));
    let twice = first(refusals("events.toml", |t| format!("{t}\n{}", t.split_once("\n\n").unwrap().1.split("\n\n").next().unwrap())));
    assert!(twice.contains("đã có ở dòng 3; mỗi mã chỉ một dòng"), "{twice}");
    let targets = |from: &'static str, to: &'static str| first(refusals("targets.toml", |t| t.replacen(from, to, 1)));
    assert!(targets("source_lines = \"100\"", "source_lines = \"\"").contains("thiếu nguồn"));
    assert!(targets("document = \"001\"", "document = \"\"").contains("chưa có văn bản làm nguồn"));
    assert!(targets("document = \"001\"", "document = \"009\"").contains("không có văn bản mã “009”"));
    assert!(targets("source_lines = \"100\"", "source_lines = \"15-12\"").contains("không phải các dòng"));
    let unit = |from: &'static str, to: &'static str| first(refusals("units.csv", |t| t.replacen(from, to, 1)));
    // After the head come the two provinces, VPUB and SKHCN.
    assert_eq!(unit("\nSNV,dong-nai,", "\nSNV,dong-ngai,"), "units.csv:6: không có tỉnh mã “dong-ngai”");
    assert!(unit(",department,DN,,,", ",department,DN,2026-01-01,2025-01-01,").starts_with("units.csv:5: đơn vị “SKHCN” ngừng hoạt động"));
    assert_eq!(unit(",office,DN,", ",office,VPUB,"), "units.csv:4: đơn vị “VPUB” đứng trên chính mình");
    let rename = |to: &str, on: &str| {
        format!(
            "[[succession]]\nprovince = \"dong-nai\"\nfrom = \"SNV\"\nto = \"{to}\"\nkind = \"rename\"\non = \"{on}\"\nshare = 1\ndocument = \"001\"\n"
        )
    };
    let successions = |rows: String| first(refusals("successions.toml", |_| rows.clone()));
    assert!(successions(rename("SXX", "2026-01-01")).contains("successions.toml:1: không có cơ quan, đơn vị mã “SXX”"));
    let circle = format!("{}\n{}", rename("STP", "2026-01-01"), rename("SNV", "2026-07-01").replacen("SNV", "STP", 1));
    assert!(successions(circle).contains("quay về chính nó"));
    assert!(successions(rename("STP", "2026-01-01")).contains("ngày hoạt động cuối"), "the former unit goes on: two lives overlap");
    assert_eq!(
        first(refusals("assignments.toml", |t| t.replacen("units = [\"VPUB\"]", "units = [\"VPUB\", \"VPUB\"]", 1))).split(": ").next(),
        Some("assignments.toml:3")
    );
}
