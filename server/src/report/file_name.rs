//! What an uploaded spreadsheet is called from then on.

use domain::evidence::is_turning;

/// The name under which a spreadsheet is kept: the last part of what a browser sent, printable, with the ending of one.
pub fn file_name(name: &str, content: &[u8]) -> String {
    const LONGEST: usize = 120;
    let own = match content {
        [b'P', b'K', ..] if content.get(30..).is_some_and(|rest| rest.starts_with(b"mimetype")) => "ods",
        [b'P', b'K', ..] => "xlsx",
        [0xD0, 0xCF, ..] => "xls",
        _ => "csv",
    };
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && !is_turning(*c)).collect();
    let (stem, ending) = clean.rsplit_once('.').unwrap_or((&clean, ""));
    // Whoever opens it from the report's page must not start a program by it.
    let is_ours = ["xlsx", "xls", "ods", "csv", "tsv", "txt"].contains(&ending.to_lowercase().as_str());
    let (stem, ending) = if is_ours { (stem, ending) } else { (clean.as_str(), own) };
    let stem: String = stem.chars().take(LONGEST).collect();
    format!("{}.{ending}", if stem.trim().is_empty() { "tep" } else { stem.trim() })
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_kept_file_is_named_as_a_spreadsheet() {
        for (sent, content, kept) in [
            ("Báo cáo T10.xlsx", &b"PK\x03\x04"[..], "Báo cáo T10.xlsx"),
            ("C:\\SYT\\t10.XLS", b"\xD0\xCF\x11\xE0", "t10.XLS"),
            ("../../bao-cao.hta", b"Ma,So", "bao-cao.hta.csv"),
            ("t10", b"PK\x03\x04", "t10.xlsx"),
            ("t10.bat", b"\xD0\xCF\x11\xE0", "t10.bat.xls"),
            ("t10\u{202e}xslx.exe", b"PK\x03\x04", "t10xslx.exe.xlsx"),
            ("a\r\nb.csv", b"Ma,So", "ab.csv"),
            ("", b"Ma,So", "tep.csv"),
        ] {
            assert_eq!(file_name(sent, content), kept, "{sent}");
        }
        assert_eq!(file_name(&"x".repeat(500), b"").chars().count(), 124);
    }
}
