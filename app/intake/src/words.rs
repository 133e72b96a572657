//! The words by which a header says what its column holds.

mod basis;
mod measure;
mod remark;

use crate::grid::unnumbered;
use domain::text::fold;
use std::borrow::Cow;

pub(crate) use basis::{Basis, basis, is_guessed, is_increment, is_no_result, is_time, says_otherwise};
pub(crate) use measure::{is_measure, looks_like_measure, scale_of_measure, scale_of_title, scale_word, without_noun};
pub(crate) use remark::{doubts, is_other_number, objects, says, takes_back};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Code,
    Order,
    Name,
    Unit,
    Period,
    Measure,
    Target,
    Previous,
    Numerator,
    Denominator,
    Ratio,
    State,
    Note,
    Evidence,
}

impl Role {
    pub const ALL: [Self; 14] = [
        Self::Code,
        Self::Order,
        Self::Name,
        Self::Unit,
        Self::Period,
        Self::Measure,
        Self::Target,
        Self::Previous,
        Self::Numerator,
        Self::Denominator,
        Self::Ratio,
        Self::State,
        Self::Note,
        Self::Evidence,
    ];

    /// A part of a figure.
    pub fn is_part(self) -> bool {
        matches!(self, Self::Numerator | Self::Denominator | Self::Ratio)
    }

    /// Printed for the reader; whatever stands below is not what is reported now.
    pub fn is_printed(self) -> bool {
        matches!(self, Self::Order | Self::Measure | Self::Target | Self::Previous)
    }
}

/// The words of a header, folded; the one that names a role best comes first.
pub(crate) const WORDS: &[(Role, &[&str])] = &[
    (Role::Code, &["ma", "ma so", "ma code", "ma chi tieu", "ma ct", "code", "indicator code", "indicator"]),
    (Role::Order, &["stt", "tt", "so tt", "so thu tu", "no"]),
    (
        Role::Name,
        &[
            "chi tieu",
            "ten chi tieu",
            "danh muc chi tieu",
            "noi dung",
            "noi dung chi tieu",
            "ten",
            "indicator name",
            "nhom chi tieu",
            "tieu chi",
            "cac chi tieu",
            "ten cac chi tieu",
        ],
    ),
    (
        Role::Unit,
        &[
            "don vi",
            "ten don vi",
            "ma don vi",
            "madv",
            "donvi",
            "tendv",
            "noi bao cao",
            "noi gui",
            "don vi gui",
            "don vi nop",
            "org",
            "org name",
            "orgname",
            "to chuc",
            "ma dv",
            "ten dv",
            "don vi bao cao",
            "don vi thuc hien",
            "co quan",
            "co quan don vi",
            "ten co quan",
            "so ban nganh",
            "so nganh",
            "dia phuong",
            "dia ban",
            "xa phuong",
            "xa phuong dac khu",
            "ten xa",
            "ten xa phuong",
            "xa",
            "phuong",
            "ubnd xa",
            "ubnd xa phuong",
            "ubnd cap xa",
            "unit",
            "unit code",
            "unit name",
        ],
    ),
    (
        Role::Period,
        &[
            "ky",
            "kybc",
            "ma ky",
            "ngay so lieu",
            "den ngay",
            "ky bao cao",
            "ky so lieu",
            "ky du lieu",
            "thang",
            "thoi gian",
            "thoi ky",
            "ki",
            "ki bao cao",
            "ky bc",
            "kybaocao",
            "thang bao cao",
            "thang nam",
            "thoi diem",
            "ngay sl",
            "report month",
            "period",
            "month",
        ],
    ),
    (Role::Measure, &["don vi tinh", "dvt", "don vi do"]),
    (Role::Target, &["muc tieu", "chi tieu giao", "chi tieu duoc giao", "ke hoach", "ke hoach giao", "target"]),
    (
        Role::Previous,
        &[
            "ky truoc",
            "thang truoc",
            "ky bao cao truoc",
            "so ky truoc",
            "cung ky",
            "nam truoc",
            "quy truoc",
            "xep hang",
            "thu hang",
            "xep loai",
            "diem",
        ],
    ),
    (
        Role::Numerator,
        &[
            "tu so",
            "ts",
            "th",
            "so da thuc hien",
            "da thuc hien",
            "da hoan thanh",
            "so da hoan thanh",
            "tong tu so",
            "numerator",
            "so lieu",
            "so thuc hien",
            "thuc hien",
            "ket qua thuc hien",
            "so luong",
            "gia tri",
            "so dat",
            "dat",
            "ket qua",
            "value",
        ],
    ),
    (Role::Denominator, &["mau so", "ms", "denominator", "tong so", "so phai thuc hien", "phai thuc hien", "tong mau so"]),
    (Role::Ratio, &["ty le", "ti le", "dat ty le", "ratio", "percent", "phan tram"]),
    (Role::State, &["tinh trang", "trang thai", "tinh trang so lieu", "status"]),
    (Role::Note, &["ghi chu", "giai trinh", "ly do", "note", "notes"]),
    (Role::Evidence, &["minh chung", "tai lieu minh chung", "van ban minh chung", "nguon", "evidence"]),
];

/// How well a cell names a role: first by letters beyond the words, then by the place in the list. Smaller is better.
pub(crate) type Rank = (usize, usize);

/// The role whose words a cell begins with, the longest such.
pub(crate) fn role<R: Copy>(text: &str, vocabulary: &[(R, &[&str])]) -> Option<(R, Rank)> {
    if text.chars().count() > 120 {
        return None;
    }
    let text = fold(text);
    let candidates = vocabulary.iter().flat_map(|(role, list)| list.iter().enumerate().map(move |(place, word)| (*role, place, *word)));
    let best = candidates.filter(|(_, _, word)| begins(&text, word)).max_by_key(|(_, _, word)| word.len());
    best.map(|(role, place, word)| (role, (text.len() - word.len(), place)))
}

/// Does a text begin with a word, or with several?
pub(crate) fn begins(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// [`role`] of a report's header; `%` alone is a ratio, `Tử | Mẫu` are short for the parts.
pub(crate) fn header_role(text: &str) -> Option<(Role, Rank)> {
    let spaced = uncoded(text);
    let text = spaced.as_ref();
    let folded = fold(text);
    // What says so expressly is a part, whatever else it says: "Tử số (hồ sơ)", "Số thực hiện (tử số)".
    let expressly = |word: &str| begins(&folded, word) || folded.ends_with(&format!(" {word}"));
    let short = text.chars().count() <= 60;
    let (found, rank) = match text.trim() {
        "%" => return Some((Role::Ratio, (0, 0))),
        text if short && text.contains('%') && (expressly("tu so") || expressly("mau so")) => return Some((Role::Ratio, (0, 0))),
        _ if short && expressly("tu so") => return Some((Role::Numerator, (0, 0))),
        _ if short && expressly("mau so") => return Some((Role::Denominator, (0, 0))),
        short if short.chars().count() <= 3 && matches!(fold(short).as_str(), "tu" | "mau") => {
            return Some((if fold(short) == "tu" { Role::Numerator } else { Role::Denominator }, (0, 0)));
        }
        text => match role(unnumbered(text), WORDS)? {
            (Role::Numerator | Role::Denominator, rank) if text.contains('%') => (Role::Ratio, rank),
            found => found,
        },
    };
    let folded = fold(unnumbered(text));
    // Units stand in lines of their own above their indicators.
    if matches!(folded.as_str(), "don vi chi tieu" | "ten don vi chi tieu" | "don vi va chi tieu" | "co quan chi tieu") {
        return Some((Role::Name, (0, 0)));
    }
    let rest = folded[folded.len() - rank.0..].trim();
    let sound = match found {
        Role::Unit => !is_former(&folded) && !OTHER_PART.iter().any(|part| begins(rest, part)),
        Role::Period => rest.split(' ').all(|w| w.is_empty() || OF_REPORT.contains(&w) || w.chars().all(|c| c.is_ascii_digit())),
        _ => true,
    };
    sound.then_some((found, rank))
}

/// "maDonVi", "tuSo", as programs write it, in words.
fn uncoded(text: &str) -> Cow<'_, str> {
    let coded = text.is_ascii() && text.chars().all(char::is_alphanumeric) && text.starts_with(|c: char| c.is_ascii_lowercase());
    if !coded || !text.contains(|c: char| c.is_ascii_uppercase()) {
        return text.into();
    }
    text.chars().flat_map(|c| [' ', c].into_iter().skip(usize::from(!c.is_ascii_uppercase()))).collect::<String>().into()
}

/// "Cơ quan phối hợp", "Phòng chủ trì": not who reports.
pub(crate) fn is_other_part(folded: &str) -> bool {
    let spaced = format!(" {folded} ");
    OTHER_PART.iter().chain(&["chu tri", "phu trach", "nguoi", "can bo"]).any(|part| spaced.contains(&format!(" {part} ")))
}

/// "Xã cũ", "Xã, thị trấn trước sắp xếp": of units that there were.
pub(crate) fn is_former(folded: &str) -> bool {
    folded.ends_with(" cu") || ["truoc sap xep", "truoc sap nhap", "truoc khi", "truoc day"].iter().any(|w| folded.contains(w))
}

/// What an office has to do with an indicator that another one reports: "Cơ quan theo dõi".
const OTHER_PART: [&str; 13] = [
    "giao",
    "theo doi",
    "phoi hop",
    "tham dinh",
    "kiem tra",
    "tong hop",
    "cung cap",
    "quan ly",
    "giam sat",
    "ban hanh",
    "chi dao",
    "tham muu",
    "huong dan",
];

/// Words behind "Tháng", "Kỳ", "Thời gian" that leave it the period of the figures; "Tháng hoàn thành" is a deadline.
const OF_REPORT: [&str; 15] = ["bao", "cao", "so", "lieu", "du", "nam", "thong", "ke", "ghi", "nhan", "tinh", "thang", "ky", "nop", "bc"];

pub(crate) fn is_header_word(text: &str) -> bool {
    header_role(text).is_some()
}

/// "hồ sơ trực tuyến tử số", "tử số cqs 02": the part and the rest.
pub(crate) fn split_part(canonical: &str) -> Option<(Role, String)> {
    const PARTS: [(Role, &[&str]); 3] = [
        (Role::Numerator, &["tu so", "so thuc hien", "numerator", "ts"]),
        (Role::Denominator, &["mau so", "tong so", "denominator", "ms"]),
        (Role::Ratio, &["ty le", "ti le"]),
    ];
    for (part, words) in PARTS {
        for word in words {
            let rest = canonical
                .strip_suffix(word)
                .filter(|r| r.ends_with(' '))
                .or_else(|| canonical.strip_prefix(word).filter(|r| r.starts_with(' ')));
            if let Some(rest) = rest {
                return Some((part, rest.trim().to_owned()));
            }
        }
    }
    None
}

/// "Tháng 10 (số liệu ước)": what stands in front of the brackets at the end of a text, and in them.
pub(crate) fn bracketed(text: &str) -> Option<(&str, &str)> {
    text.trim_end().strip_suffix(')')?.rsplit_once('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_header_word_wins() {
        let role = |text| header_role(text).map(|r| r.0);
        assert_eq!(role("Chỉ tiêu giao năm 2026"), Some(Role::Target));
        assert_eq!(role("Tỷ lệ (%)"), Some(Role::Ratio));
        assert_eq!(role("%"), Some(Role::Ratio));
        assert_eq!(role("Tử số\n(người)"), Some(Role::Numerator));
        assert_eq!(role("Đơn vị tính"), Some(Role::Measure));
        assert_eq!(role("Đơn vị"), Some(Role::Unit));
        assert_eq!(role("Matxcơva"), None);
    }
}
