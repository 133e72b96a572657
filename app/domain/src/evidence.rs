//! Files that show where a figure comes from.

use crate::coded::coded;

coded! {
    /// What a file of evidence is, by its content.
    pub enum EvidenceKind {
        Pdf = "pdf", "PDF", "PDF";
        Png = "png", "ảnh PNG", "PNG picture";
        Jpeg = "jpeg", "ảnh JPEG", "JPEG picture";
        Webp = "webp", "ảnh WEBP", "WEBP picture";
        Tiff = "tiff", "ảnh TIFF", "TIFF picture";
        Docx = "docx", "văn bản Word", "Word document";
        Xlsx = "xlsx", "bảng tính Excel", "Excel workbook";
        Pptx = "pptx", "bản trình chiếu PowerPoint", "PowerPoint presentation";
        Odt = "odt", "văn bản OpenDocument", "OpenDocument text";
        Ods = "ods", "bảng tính OpenDocument", "OpenDocument spreadsheet";
        Odp = "odp", "bản trình chiếu OpenDocument", "OpenDocument presentation";
    }
}

impl EvidenceKind {
    /// What a browser is told.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Tiff => "image/tiff",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
        }
    }

    /// Endings of a name, the usual one first.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Tiff => &["tif", "tiff"],
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Odp => &["odp"],
        }
    }

    /// A picture that every browser shows by itself.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp)
    }

    /// Has pages that an address can name.
    pub fn has_pages(self) -> bool {
        self == Self::Pdf
    }

    /// The name under which the file is kept: the last part of what a browser sent, printable, with an ending that is true.
    pub fn file_name(self, sent: &str) -> String {
        const LONGEST: usize = 120;
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
        let clean: String = crate::text::nfc(last).chars().filter(|c| !c.is_control() && !is_turning(*c)).collect();
        let clean = clean.trim().trim_start_matches('.');
        let ending = clean.rsplit_once('.').map(|(_, e)| e.to_lowercase()).filter(|e| self.extensions().contains(&e.as_str()));
        let stem = ending.as_ref().map_or(clean, |e| &clean[..clean.len() - e.len() - 1]);
        let stem: String = stem.chars().take(LONGEST).collect();
        let stem = if stem.trim().is_empty() { "minh-chung" } else { stem.trim_end() };
        format!("{stem}.{}", ending.as_deref().unwrap_or(self.extensions()[0]))
    }
}

/// Marks that turn the direction of writing, so that "gpj.exe" reads "exe.jpg".
pub fn is_turning(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The page a person typed: none when empty; a range is said in the note, because a link opens at one page.
///
/// # Errors
/// With a sentence when it is no page number.
pub fn page(typed: &str) -> Result<Option<i32>, &'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let page = typed.parse::<i32>().ok().filter(|page| (1..=9_999).contains(page));
    page.map(Some).ok_or("Trang là một số từ 1 đến 9.999. Nếu minh chứng nằm ở nhiều trang, ghi trang đầu; phần còn lại ghi ở cột Ghi chú.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_last_part_and_a_true_ending() {
        for (sent, kind, kept) in [
            ("Quyết định 12.pdf", EvidenceKind::Pdf, "Quyết định 12.pdf"),
            (r"C:\fakepath\..\anh.JPEG", EvidenceKind::Jpeg, "anh.jpeg"),
            ("../../etc/passwd", EvidenceKind::Png, "passwd.png"),
            ("hoadon.pdf.exe", EvidenceKind::Pdf, "hoadon.pdf.exe.pdf"),
            ("bao-cao.pdf", EvidenceKind::Docx, "bao-cao.pdf.docx"),
            ("\u{202e}gpj.\r\nexe", EvidenceKind::Jpeg, "gpj.exe.jpg"),
            (".pdf", EvidenceKind::Pdf, "pdf.pdf"),
            ("", EvidenceKind::Odt, "minh-chung.odt"),
            ("  .. ", EvidenceKind::Odt, "minh-chung.odt"),
        ] {
            assert_eq!(kind.file_name(sent), kept, "{sent:?}");
        }
        let long = "a".repeat(500);
        assert_eq!(EvidenceKind::Png.file_name(&format!("{long}.png")).len(), 124);
    }

    #[test]
    fn a_page_is_a_whole_number_from_one() {
        assert_eq!((page(""), page(" 12 "), page("9999")), (Ok(None), Ok(Some(12)), Ok(Some(9_999))));
        for wrong in ["0", "-1", "3-5", "trang 3", "10000", "99999999999", "1,5"] {
            assert!(page(wrong).is_err(), "{wrong}");
        }
    }
}
