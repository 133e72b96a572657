//! Remarks, footnotes and comments that take back the figure beside them.

use super::{Basis, basis, is_guessed, is_no_result, scale_of_measure, scale_of_title, without_noun};
use crate::number::{self, NotANumber, Separators};
use crate::periods;
use domain::{Period, indicator::Accumulation, text::fold};

/// Does a text hold one of these phrases as whole words? With their marks, since "số dùng" and "hồ sơ đúng" are one without; a text
/// that has none is compared without.
pub(crate) fn says(text: &str, phrases: &[&str]) -> bool {
    let spaced = |text: &str| {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    if text.is_ascii() {
        let lower = spaced(&text.to_lowercase());
        return phrases.iter().any(|p| lower.contains(&format!(" {} ", fold(p))));
    }
    let lower = spaced(&domain::text::nfc(text).to_lowercase());
    phrases.iter().any(|p| lower.contains(&format!(" {p} ")))
}

/// Does a remark take its figure back: "Nhập nhầm", "Số đúng: 120", "chưa cập nhật"?
pub(crate) fn objects(remark: &str) -> bool {
    const SAYS: &[&str] = &[
        "số đúng",
        "số mới",
        "đính chính",
        "nhập nhầm",
        "ghi nhầm",
        "gõ nhầm",
        "nhầm số",
        "bị nhầm",
        "nhầm cột",
        "số này sai",
        "số liệu sai",
        "số sai",
        "bị sai",
        "ghi sai",
        "có sai sót",
        "chưa chính xác",
        "không chính xác",
        "sửa thành",
        "sửa lại",
        "đề nghị sửa",
        "chỉnh lại",
        "hỏi lại",
        "đề nghị thay",
        "kiểm tra lại",
        "số tháng trước",
        "giữ nguyên",
        "chưa cập nhật",
        "chưa có số liệu",
        "bị đảo",
        "chưa chốt",
        "tính cả tháng",
        "gồm cả số liệu",
        "số liệu cả năm",
        "nhập nhầm tử số",
        "số cũ",
        "chưa đối chiếu",
        "xem dòng dưới",
        "xem dòng trên",
        "mới đúng",
        "này chưa đúng",
        "số chưa đúng",
        "số liệu chưa đúng",
        "số dự kiến",
        "đề nghị không",
        "không chắc",
        "chưa chắc",
        "chưa gồm",
        "chưa bao gồm",
        "nhầm với",
        "lấy số tháng",
        "chưa đầy đủ số liệu",
        "số liệu chưa đầy đủ",
        "bị gạch ngang",
        "chưa được phê duyệt",
        "chưa được lãnh đạo",
        "xem lại",
        "gộp 2 tháng",
        "gộp cả tháng",
        "gồm cả tháng",
        "đã gồm tháng",
        "số kỳ trước",
        "số liệu kỳ trước",
        "số liệu của kỳ trước",
        "số của kỳ trước",
        "như tháng trước",
        "số liệu tháng trước",
        "sẽ gửi lại",
        "số không đúng",
        "đề nghị bỏ",
        "đúng là",
        "ghi ngược",
        "số liệu toàn tỉnh",
        "không sử dụng số",
        "thiếu số liệu",
        "là kế hoạch",
        "là số kế hoạch",
        "số kế hoạch giao",
        "số liệu dự kiến",
        "dữ liệu giả định",
        "số liệu cũ",
        "là số chưa",
        "chưa loại trùng",
        "chưa tính",
        "tuần đầu tháng",
    ];
    const DENIED: [&str; 4] = ["không có sai sót", "không bị sai", "không nhầm số", "không bị nhầm"];
    const WHOLE: &[&str] = &[
        "sai",
        "nham",
        "sai so lieu",
        "phan dau",
        "chi tieu phan dau",
        "khong co so lieu",
        "khong thuoc pham vi",
        "chua thuc hien",
        "chua trien khai",
        "chua dung",
        "chua duyet",
        "cho xac nhan",
        "chua xac nhan",
        "chua day du",
        "chua du",
        "chua ra soat",
        "khong dung de nghi bo",
        "can kiem tra",
    ];
    let whole = WHOLE.contains(&fold(remark).trim()) || matches!(remark.trim(), "?" | "??" | "???");
    whole || remark.contains("theo %") || says(remark, SAYS) && !says(remark, &DENIED)
}

/// "(nghìn)", "ĐVT: nghìn"
fn unmarked(note: &str) -> &str {
    let note = note.trim_matches(['(', ')']);
    note.split_once(':').filter(|(lead, _)| matches!(fold(lead).as_str(), "dvt" | "don vi tinh")).map_or(note, |(_, rest)| rest.trim())
}

/// "nghìn", "(ngàn hồ sơ)", "ĐVT: 1.000", "x1000"; and not "100 % đúng hạn", "Triệu Thị Hoa".
fn is_scale(note: &str) -> bool {
    let bare = unmarked(note);
    let labelled = bare.len() < note.len() || bare.starts_with(['x', '×']);
    let named = || bare.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase));
    let in_words = || bare.len() > 1 && !bare.starts_with(|c: char| c.is_ascii_digit()) && !named();
    note.chars().count() <= 24 && (labelled || in_words()) && scale_of_measure(bare).is_some()
}

/// Does a remark say that its figure is an estimate, in thousands or mistaken, whatever its month?
pub(crate) fn doubts(note: &str) -> bool {
    is_guessed(note) || objects(note) || corrects(note) || is_scale(note) || scale_of_title(note).is_some()
}

/// What somebody said, without the name that stands on a line of its own before it.
fn unsigned(said: &str) -> &str {
    said.split_once(":\n").map_or(said, |(_, said)| said).trim()
}

/// "sửa 8.901", "trừ 23 hồ sơ trùng": what is to be done with which number; other things than what figures count are not meant.
fn corrects(remark: &str) -> bool {
    let remark = unsigned(remark);
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let Some((verb, rest)) = remark.split_once(' ').filter(|_| !says(remark, &["so với", "không trùng", "đã loại", "đã trừ"]))
    else {
        return false;
    };
    let rest = rest.trim_start();
    let rest = rest.strip_prefix("số ").unwrap_or(rest);
    let (number, of) = rest.split_once(' ').unwrap_or((rest, ""));
    let of = fold(of);
    let of_any = |nouns: &[&str]| of.is_empty() || nouns.iter().any(|noun| of.starts_with(noun));
    let counted = begins(number) && !number.ends_with('%');
    let meant = match verb.trim_end_matches(':').to_lowercase().as_str() {
        "sửa" | "lấy" | "trừ" | "bớt" | "thêm" | "cộng" | "thừa" => of_any(&["ho so", "luot", "truong hop"]),
        "thiếu" => of_any(&["ho so", "luot", "truong hop", "xa", "phuong", "don vi"]),
        "có" | "còn" => of.ends_with(" trung"),
        _ => false,
    };
    counted && meant || remark.split_once("thay bằng ").is_some_and(|(_, by)| begins(by))
}

/// Is a comment nothing but a whole number, with or without what it counts, other than `written`?
pub(crate) fn is_other_number(said: &str, written: &str) -> bool {
    let readings = |text: &str| match number::parse(without_noun(text), Separators::Unknown) {
        Ok(one) => vec![one],
        Err(NotANumber::Ambiguous(one, other)) => vec![one, other],
        Err(_) => vec![],
    };
    let (said, written) = (unsigned(said), readings(written.trim()));
    let whole: Vec<_> = readings(said).into_iter().filter(|q| q.is_whole()).collect();
    !whole.is_empty() && !said.starts_with('0') && !whole.iter().any(|q| written.contains(q))
}

/// Does the remark of a row say that its figure is of another month, to date or in thousands?
pub(crate) fn takes_back(note: &str, period: Period, accumulation: Accumulation) -> bool {
    if note.is_empty() || note.len() > 200 {
        return false;
    }
    let of_other = periods::of_figures_noted(note, period.year()).is_some_and(|p| p != period);
    // "Luỹ kế từ đầu năm: 21.345 hồ sơ" says more, and not that this is it.
    let adds = note.contains(':') && note.contains(|c: char| c.is_ascii_digit());
    let to_date =
        periods::is_from_new_year(note, period.months()) || periods::is_since_new_year(note) || basis(note) == Some(Basis::ToDate) && !adds;
    let of_unit = ["so cua xa", "so cua phuong", "so lieu xa", "so lieu cua xa", "so lieu cua phuong", "so lieu cua so"];
    let of_other = of_other || of_unit.iter().any(|w| fold(note).contains(w));
    let of_days = fold(note).starts_with("so lieu") && periods::is_of_no_period(note, period);
    let planned = is_no_result(note) && basis(note) == Some(Basis::Other) && !note.contains(|c: char| c.is_ascii_digit());
    let planned = planned && note.chars().count() <= 20;
    of_other || of_days || to_date && accumulation == Accumulation::Flow || planned || doubts(note)
}
