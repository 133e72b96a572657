//! Is a file fit to be shown as evidence? Decided by its content, never by its name: PDF, pictures, Office files without macros.
//!
//! Nothing is parsed beyond what tells one kind from another; the bytes are kept and given back as they came.

mod office;
mod picture;

use domain::evidence::EvidenceKind;

/// Largest file of evidence, in bytes.
pub const MAX_BYTES: usize = 20 << 20;

/// Why a file is not taken as evidence: one sentence on what is wrong and one on what to do. The file was not attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("Tệp không có nội dung. Kiểm tra lại tệp rồi đính kèm lại. Tệp chưa được đính kèm.")]
    Empty,
    #[error("Tệp lớn hơn 20 MB. Chỉ đính kèm các trang cần thiết, hoặc quét lại ở độ nét thấp hơn. Tệp chưa được đính kèm.")]
    TooLarge,
    #[error(
        "Tệp có mật khẩu hoặc bị khoá quyền nên người thẩm định không mở được. Bỏ mật khẩu, hoặc in lại ra PDF, rồi đính kèm. Tệp chưa được đính kèm."
    )]
    Encrypted,
    #[error("Tệp có chứa macro nên không được nhận. Hãy lưu lại dưới dạng không có macro, hoặc PDF. Tệp chưa được đính kèm.")]
    Macro,
    #[error(
        "Tệp Office đời cũ (.doc, .xls, .ppt) hoặc .rtf có thể giấu macro nên không được nhận. Mở tệp, lưu lại dưới dạng .docx, .xlsx, .pptx hoặc PDF. Tệp chưa được đính kèm."
    )]
    OldOffice,
    #[error("Định dạng ảnh này nhiều máy không mở được. Lưu lại dưới dạng JPEG hoặc PNG rồi đính kèm. Tệp chưa được đính kèm.")]
    OtherPicture,
    #[error(
        "Tệp là trang web hoặc ảnh vẽ SVG, có thể mang mã chạy được nên không được nhận. In ra PDF rồi đính kèm. Tệp chưa được đính kèm."
    )]
    Active,
    #[error("Tệp là chương trình, không phải minh chứng. Chỉ đính kèm PDF, ảnh hoặc tệp Office. Tệp chưa được đính kèm.")]
    Program,
    #[error("Tệp là tệp nén. Giải nén rồi đính kèm từng tệp PDF, ảnh hoặc Office bên trong. Tệp chưa được đính kèm.")]
    Archive,
    #[error("Tệp bị hỏng hoặc tải lên chưa trọn vẹn. Mở lại, lưu lại rồi đính kèm. Tệp chưa được đính kèm.")]
    Damaged,
    #[error("Tệp có cấu trúc bên trong bất thường nên không được nhận. Lưu lại ra PDF rồi đính kèm. Tệp chưa được đính kèm.")]
    Suspicious,
    #[error(
        "Chỉ nhận PDF, ảnh (JPEG, PNG, WEBP, TIFF) và tệp Office (.docx, .xlsx, .pptx, .odt, .ods, .odp) làm minh chứng. Lưu lại dưới một dạng đó rồi đính kèm. Tệp chưa được đính kèm."
    )]
    Unknown,
}

/// What the file is, if it can be evidence.
///
/// # Errors
/// [`Unfit`], which is a sentence for the user.
pub fn examine(bytes: &[u8]) -> Result<EvidenceKind, Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Unfit::TooLarge);
    }
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => pdf(bytes),
        [b'P', b'K', 3, 4, ..] => office::examine(bytes),
        [0x89, b'P', b'N', b'G', ..] => picture::png(bytes),
        [0xFF, 0xD8, 0xFF, ..] => picture::jpeg(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => picture::webp(bytes),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => picture::tiff(bytes),
        _ => Err(refusal(bytes)),
    }
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|w| w == text)
}

/// From its first line to its last; a locked one is of no use to who must look at it.
fn pdf(bytes: &[u8]) -> Result<EvidenceKind, Unfit> {
    /// Programs append a signature or blank space after the end.
    const TAIL: usize = 4 << 10;
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    if !contains(tail, b"%%EOF") || !contains(bytes, b"startxref") {
        return Err(Unfit::Damaged);
    }
    const KEY: &[u8] = b"/Encrypt";
    // The key of the trailer, not a longer word that begins with it.
    let locked = bytes.windows(KEY.len() + 1).any(|w| w.starts_with(KEY) && !w[KEY.len()].is_ascii_alphanumeric());
    if locked { Err(Unfit::Encrypted) } else { Ok(EvidenceKind::Pdf) }
}

/// Says what it is instead, where that helps.
fn refusal(bytes: &[u8]) -> Unfit {
    let starts = |magics: &[&[u8]]| magics.iter().any(|m| bytes.starts_with(m));
    if starts(&[b"\xD0\xCF\x11\xE0"]) {
        let utf16: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return if contains(bytes, &utf16) { Unfit::Encrypted } else { Unfit::OldOffice };
    }
    if starts(&[b"{\\rtf"]) {
        return Unfit::OldOffice;
    }
    if starts(&[b"MZ", b"\x7FELF", b"#!", b"\xCA\xFE\xBA\xBE", b"\xCF\xFA\xED\xFE", b"\xCE\xFA\xED\xFE"]) {
        return Unfit::Program;
    }
    let packed: [&[u8]; 9] = [b"PK", b"Rar!", b"7z\xBC\xAF", b"\x1F\x8B", b"BZh", b"\xFD7zXZ", b"\x28\xB5\x2F\xFD", b"MSCF", b"\x1F\x9D"];
    if starts(&packed) || bytes.get(257..262) == Some(b"ustar") {
        return Unfit::Archive;
    }
    let brand = bytes.get(4..12).unwrap_or_default();
    let phone: [&[u8]; 6] = [b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftypavif"];
    if starts(&[b"GIF8", b"BM"]) || phone.contains(&brand) {
        return Unfit::OtherPicture;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 10)]).to_lowercase();
    if ["<html", "<!doctype", "<svg", "<?xml", "<script", "<body", "<table"].iter().any(|tag| head.contains(tag)) {
        return Unfit::Active;
    }
    Unfit::Unknown
}
