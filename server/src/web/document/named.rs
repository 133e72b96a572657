//! The document behind a change: chosen among the known ones, or new by its number.

use domain::text::fold;
use store::catalogue::{Catalogue, Document};
use uuid::Uuid;

/// What officials call a document; ours until it has a number.
pub fn number_of(document: &Document) -> &str {
    if document.number.is_empty() { &document.code } else { &document.number }
}

/// Code and what is shown of each document of a province.
pub fn choices(catalogue: &Catalogue, province_id: Uuid) -> Vec<(String, String)> {
    let own = catalogue.documents.iter().filter(|d| d.province_id == province_id);
    own.map(|d| (d.code.clone(), format!("{} · {}", number_of(d), d.title).trim_end_matches(" · ").to_owned())).collect()
}

/// A code or number as it was typed. The error is a sentence for the user; `what` says what the document decides.
pub fn named<'a>(text: &'a str, what: &str) -> Result<&'a str, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err(format!("Chưa có văn bản ban hành {what}. Chọn văn bản, hoặc ghi số, ký hiệu."));
    }
    if name.chars().count() > 100 {
        return Err("Số, ký hiệu văn bản dài quá 100 ký tự. Chỉ ghi số, ký hiệu, ví dụ 123/QĐ-UBND.".into());
    }
    Ok(name)
}

pub fn find<'a>(catalogue: &'a Catalogue, province_id: Uuid, name: &str) -> Option<&'a Document> {
    let mut documents = catalogue.documents.iter().filter(|d| d.province_id == province_id);
    documents.find(|d| d.code == name || fold(number_of(d)) == fold(name))
}

/// A document not known yet. The code holds the province's, since two provinces number their decisions alike.
pub fn new(catalogue: &Catalogue, province_id: Uuid, number: &str) -> Document {
    let province = catalogue.provinces.iter().find(|p| p.id == province_id).map_or("", |p| p.code.as_str());
    Document {
        id: Uuid::now_v7(),
        province_id,
        code: format!("{province}/{number}"),
        number: number.to_owned(),
        title: String::new(),
        issuer: String::new(),
        issued_on: None,
        issued_written: String::new(),
        source_file: String::new(),
    }
}
