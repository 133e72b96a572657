//! Marks a file by hand: `mark FILE FINDINGS.json OUT` writes the marked file to OUT and prints its name.
//!
//! FINDINGS.json holds a list of findings as the server stores them.

use intake::FileFormat;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, findings, out] = arguments.as_slice() else { return Err("mark FILE FINDINGS.json OUT".into()) };
    let findings: Vec<domain::Finding> = serde_json::from_slice(&std::fs::read(findings)?)?;
    let format = match file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).as_deref() {
        Some("ods") => FileFormat::Ods,
        Some("xls") => FileFormat::Xls,
        Some("csv") => FileFormat::Csv,
        _ => FileFormat::Xlsx,
    };
    let name = file.rsplit('/').next().unwrap_or(file);
    let marked = intake::marked(&std::fs::read(file)?, format, name, &findings)?;
    std::fs::write(out, marked.bytes)?;
    println!("{}", marked.file_name);
    Ok(())
}
