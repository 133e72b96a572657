//! A form and the indicators around it, shared by the tests of this folder.

use chrono::NaiveDate;
use domain::{Finding, Quantity};
use intake::{Asked, Choices, Context, Form, Known, KnownIndicator, Shape, Unreadable, Workbook};
use std::io::{Cursor, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use zip::{ZipWriter, write::SimpleFileOptions};

pub fn q(plain: &str) -> Quantity {
    Quantity::from_plain(plain).expect("a plain number")
}

pub fn asked(code: &str, name: &str, shape: Shape, target: &str) -> Asked {
    Asked {
        code: code.into(),
        name: name.into(),
        unit_of_measure: if shape == Shape::Ratio { "%" } else { "nghìn học viên" }.into(),
        shape,
        numerator_label: "số đạt".into(),
        denominator_label: "tổng số".into(),
        target_text: target.into(),
        previous: None,
        locked_denominator: None,
        may_exceed: false,
        cumulative: false,
        evidence_required: code == "HS",
        register: None,
        history: vec![],
        peers: None,
        tuning: intake::Tuning::default(),
    }
}

/// A commune's form for October 2026.
pub fn form() -> Form {
    Form {
        province_name: "tỉnh Đồng Nai".into(),
        unit_code: "X01".into(),
        unit_name: "Xã An Phước".into(),
        period: "2026-10".parse().expect("a period"),
        due: NaiveDate::from_ymd_opt(2026, 11, 14).expect("a date"),
        version: "3".into(),
        illustrative: false,
        asked: vec![
            asked("HS", "Tỷ lệ hồ sơ trực tuyến", Shape::Ratio, "≥ 80 %"),
            asked("SK", "Tỷ lệ hồ sơ sức khoẻ", Shape::Ratio, "≥ 95 %"),
            asked("HV", "Số học viên được bồi dưỡng", Shape::Count, ""),
            asked("CT", "Có tổ công nghệ số", Shape::YesNo, ""),
        ],
    }
}

/// The same with two ratios more.
pub fn longer_form() -> Form {
    let mut form = form();
    form.asked.push(asked("KS", "Tỷ lệ văn bản ký số", Shape::Ratio, ""));
    form.asked.push(asked("CQ", "Tỷ lệ thôn có cáp quang", Shape::Ratio, ""));
    form
}

/// The form's first row alone.
pub fn short_form() -> Form {
    let mut form = form();
    form.asked.truncate(1);
    form.asked[0].evidence_required = false;
    form
}

pub fn known() -> Known {
    let indicator = KnownIndicator {
        code: "DN".into(),
        name: "Tỷ lệ doanh nghiệp số".into(),
        shape: Shape::Ratio,
        numerator: String::new(),
        denominator: String::new(),
        frequency: domain::period::Frequency::Monthly,
        unit_of_measure: "%".into(),
        accumulation: domain::indicator::Accumulation::Flow,
    };
    Known::new(vec![], vec![indicator])
}

/// What the file says to this form, nothing having been confirmed.
pub fn reading(book: &Workbook, form: &Form) -> intake::Understanding {
    intake::understand(book, &Context::new(form, &known(), &Choices::default()))
}

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).expect("the fixture is checked in")
}

pub fn book(name: &str) -> Workbook {
    intake::read(&fixture(name), name).expect("a readable fixture")
}

/// (rule, cell) of each finding, by cell.
pub fn places(findings: &[Finding]) -> Vec<(&str, &str)> {
    let mut places: Vec<_> = findings.iter().map(|f| (f.rule.as_str(), f.cell.as_str())).collect();
    places.sort_by_key(|(rule, cell)| (cell.len(), *cell, *rule));
    places
}

pub fn refused(bytes: &[u8], name: &str) -> Unreadable {
    intake::read(bytes, name).expect_err("refused")
}

/// An `.xlsx` whose parts are given; the ones every workbook needs are added.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let workbook: &[u8] = br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let root: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let base = [
        ("[Content_Types].xml", &b"<Types/>"[..]),
        ("_rels/.rels", root),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
    ];
    let missing = base.iter().filter(|(name, _)| !parts.iter().any(|(n, _)| n == name));
    zipped(missing.chain(parts).copied())
}

pub fn sheet(rows: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

pub fn zipped<'a>(parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

/// An `.ods` whose `content.xml` holds these tables, with what else is given.
pub fn ods(tables: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:calcext="c"><office:automatic-styles>
        <style:style style:name="seen"><style:table-properties table:display="true"/></style:style>
        <style:style style:name="unseen"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    let base = [("mimetype", &b"application/vnd.oasis.opendocument.spreadsheet"[..]), ("content.xml", content.as_bytes())];
    let missing = base.iter().filter(|(name, _)| !parts.iter().any(|(n, _)| n == name));
    zipped(missing.chain(parts).copied())
}

/// (row, column, raw, is a formula) of each cell of a sheet.
pub fn cells(sheet: &intake::read::Sheet) -> Vec<(u32, u32, String, bool)> {
    sheet.cells.iter().map(|c| (c.row, c.col, c.raw(), c.formula)).collect()
}

/// How many cases a property is tried with; `make soak` sets `PROPTEST_CASES` and tries again and again.
pub fn tried() -> proptest::test_runner::Config {
    if soaking() { proptest::test_runner::Config::default() } else { proptest::test_runner::Config::with_cases(64) }
}

fn soaking() -> bool {
    std::env::var_os("PROPTEST_CASES").is_some()
}

/// Does the work on the bytes. In a soak, work of more than five seconds is a hang: the bytes are put into a file and the process ends.
pub fn timely<T>(bytes: &[u8], work: impl FnOnce() -> T) -> T {
    if !soaking() {
        return work();
    }
    std::thread::scope(|scope| {
        let (done, ended) = channel::<()>();
        scope.spawn(move || {
            if ended.recv_timeout(Duration::from_secs(5)) == Err(RecvTimeoutError::Timeout) {
                let file = std::env::temp_dir().join(format!("intake-hang-{}", std::process::id()));
                let kept = std::fs::write(&file, bytes);
                eprintln!("no answer within 5 s; the case is in {} ({kept:?})", file.display());
                std::process::abort();
            }
        });
        let answer = work();
        drop(done);
        answer
    })
}
