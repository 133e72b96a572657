//! The words by which a header says what its column holds.

use crate::grid::unnumbered;
use domain::text::fold;

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
    (Role::Previous, &["ky truoc", "thang truoc", "ky bao cao truoc", "so ky truoc", "cung ky", "nam truoc", "quy truoc"]),
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
    let rest = folded[folded.len() - rank.0..].trim();
    let sound = match found {
        Role::Unit => !is_former(&folded) && !OTHER_PART.iter().any(|part| begins(rest, part)),
        Role::Period => rest.split(' ').all(|w| w.is_empty() || OF_REPORT.contains(&w) || w.chars().all(|c| c.is_ascii_digit())),
        _ => true,
    };
    sound.then_some((found, rank))
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
    const PARTS: [(Role, &[&str]); 3] =
        [(Role::Numerator, &["tu so", "so thuc hien"]), (Role::Denominator, &["mau so", "tong so"]), (Role::Ratio, &["ty le", "ti le"])];
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

/// What kind of figure a header, a row or a sheet speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Basis {
    /// The result of the period, as is reported.
    #[default]
    Period,
    /// The result from the beginning of the year on.
    ToDate,
    /// No result of the period: what was planned, what was before, what differs.
    Other,
}

/// "Tử số luỹ kế", "Kế hoạch tháng 10", "cùng kỳ năm trước", "trong tháng".
pub(crate) fn basis(text: &str) -> Option<Basis> {
    const OTHER: [&str; 19] = [
        "lien truoc",
        "truoc thang",
        "giua thang",
        "so lieu uoc",
        "uoc tinh",
        "giao chi tieu",
        "muc tieu",
        "du toan",
        "chi tieu giao",
        "phan dau",
        "cung ky",
        "nam truoc",
        "nam ngoai",
        "thang truoc",
        "ky truoc",
        "quy truoc",
        "so voi",
        "uoc thuc hien",
        "du kien",
    ];
    const SHORT: [&str; 11] =
        ["kh", "giao", "so giao", "kh giao", "so cu", "cu", "truoc", "giao dau nam", "tang giam", "chenh lech", "so chenh lech"];
    const TO_DATE: [&str; 5] = ["luy ke", "cong don", "tu dau nam", "year to date", "ytd"];
    const PERIOD: [&str; 6] = ["trong thang", "trong ky", "rieng thang", "ky nay", "thang nay", "phat sinh trong"];
    let folded = format!(" {} ", fold(text)).replace(" so voi mau so ", " ").replace(" so voi tong so ", " ");
    let says = |phrases: &[&str]| phrases.iter().any(|p| folded.contains(&format!(" {p} ")));
    let planned = folded.find(" ke hoach ").is_some_and(|at| !["thuc hien", "ket qua"].iter().any(|w| folded[..at].contains(w)));
    let bare = folded.trim();
    // "KH 2026", "KH tháng 10"; "KH 112/KH-UBND" is a document.
    let is_time = |word: &str| matches!(word, "nam" | "thang" | "quy") || word.len() == 4 && word.starts_with("20");
    let timed = |rest: &str| rest.split(' ').next().is_some_and(is_time);
    let short = |bare: &str| SHORT.contains(&bare) || bare.strip_prefix("kh ").is_some_and(timed);
    let beside_part = split_part(bare).is_some_and(|(_, rest)| short(&rest));
    // "10 tháng", "chín tháng đầu năm"; half a year is a period of its own.
    let words: Vec<&str> = bare.split(' ').collect();
    let counted =
        |w: &str| matches!(w, "hai" | "ba" | "chin" | "muoi" | "mot" | "tam") || w.parse().is_ok_and(|n: u8| (2..=12).contains(&n));
    let months = (0..words.len().saturating_sub(1)).any(|at| {
        let after = words.get(at + 2).copied().unwrap_or("nam");
        let ends = matches!(after, "dau" | "nam") || after.len() == 4 && after.parse::<u16>().is_ok();
        counted(words[at]) && words[at + 1] == "thang" && ends && (words[at], after) != ("6", "dau")
    });
    // "không ghi số luỹ kế"
    let denied =
        TO_DATE.iter().filter_map(|p| folded.find(p)).any(|at| [" khong ", " chua ", " tru "].iter().any(|w| folded[..at].contains(w)));
    match () {
        () if denied => Some(Basis::Period),
        () if planned || says(&OTHER) || is_guessed(text) || short(bare) || beside_part => Some(Basis::Other),
        () if says(&TO_DATE) || months => Some(Basis::ToDate),
        () if says(&PERIOD) => Some(Basis::Period),
        () => None,
    }
}

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
    const SAYS: [&str; 32] = [
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
    ];
    const DENIED: [&str; 4] = ["không có sai sót", "không bị sai", "không nhầm số", "không bị nhầm"];
    const WHOLE: [&str; 9] = [
        "sai",
        "nham",
        "sai so lieu",
        "phan dau",
        "chi tieu phan dau",
        "khong co so lieu",
        "khong thuoc pham vi",
        "chua thuc hien",
        "chua trien khai",
    ];
    let whole = WHOLE.contains(&fold(remark).trim()) || matches!(remark.trim(), "?" | "??" | "???");
    whole || remark.contains("theo %") || says(remark, &SAYS) && !says(remark, &DENIED)
}

/// "Tử số (ước)", "Số ước", "số liệu chưa chính thức": no figure that somebody counted.
pub(crate) fn is_guessed(text: &str) -> bool {
    // "Hương ước", "điều ước" are none, and neither is a wish.
    const AGREED: [&str; 8] = ["hương", "quy", "điều", "công", "khế", "giao", "thỏa", "thoả"];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let guessed = words.iter().position(|word| *word == "ước").is_some_and(|at| {
        let denied = words[at.saturating_sub(3)..at].contains(&"không");
        let wished = words.get(at + 1).is_some_and(|next| matches!(*next, "mong" | "muốn" | "mơ"));
        !denied && !wished && (at == 0 || !AGREED.contains(&words[at - 1]))
    });
    guessed
        || says(text, &["chưa chính thức", "tạm tính", "số sơ bộ", "số liệu sơ bộ", "số tạm"])
            && !says(text, &["số tạm trú", "số tạm vắng"])
}

/// A cell that is nothing but the words for a kind of figure that is no result of the period: "Kế hoạch", "Luỹ kế năm 2026".
pub(crate) fn is_no_result(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let two = words.iter().take(2).copied().collect::<Vec<_>>().join(" ");
    words.len() <= 4 && matches!(basis(&two), Some(Basis::Other | Basis::ToDate))
}

/// "(nghìn)", "triệu đồng", "(1.000 hồ sơ)": a header that counts in more than ones, and the word for it.
pub(crate) fn scale_word(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let inside = lower.split(['(', '[']).skip(1).map(|rest| rest.split([')', ']']).next().unwrap_or_default());
    let inside = inside.map(|text| text.trim_start_matches("đơn vị tính:").trim_start_matches("đơn vị:").trim_start_matches("đvt:").trim());
    scale_in_words(&lower).or_else(|| inside.into_iter().find_map(scale_of_measure))
}

/// "nghìn hồ sơ", "1.000 lượt", "x1000": of a text that is a unit of measure.
pub(crate) fn scale_of_measure(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let figures: String = lower.trim().trim_start_matches(['x', '×', '*', ' ']).chars().filter(|c| !".,\u{a0}".contains(*c)).collect();
    let first = figures.split(' ').next().unwrap_or_default();
    let by_figures = match first {
        "100" => Some("trăm"),
        "1000" | "10³" | "10^3" => Some("nghìn"),
        "1000000" | "10⁶" | "10^6" => Some("triệu"),
        "k" | "nghin" if figures.is_ascii() => Some("nghìn"),
        "trieu" if figures.is_ascii() => Some("triệu"),
        _ => None,
    };
    scale_in_words(&lower).or(by_figures)
}

/// A line above a table that says in what everything below is counted: "ĐVT: 1.000 hồ sơ", "Số liệu tính bằng nghìn".
pub(crate) fn scale_of_title(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let labels = ["đơn vị tính", "đvt", "đơn vị:", "tính bằng", "tính theo", "nhân với"];
    let after = labels.iter().find_map(|label| Some(&lower[lower.find(label)? + label.len()..]));
    // "(nghìn hồ sơ)" alone in its line, "(*) số liệu đơn vị nghìn".
    let alone = || lower.trim().strip_prefix('(').and_then(|t| t.strip_suffix(')')).filter(|t| t.chars().count() <= 24);
    let unit = || lower.find("đơn vị ").map(|at| &lower[at + "đơn vị ".len()..]).filter(|rest| rest.chars().count() <= 12);
    let of = |rest: &str| scale_of_measure(rest.trim_start_matches([':', ' ', '\u{a0}']).trim_end_matches([')', '.']));
    match after {
        Some(rest) => of(rest),
        None => alone().or_else(unit).and_then(scale_in_words),
    }
}

fn scale_in_words(lower: &str) -> Option<&'static str> {
    const WORDS: [&str; 7] = ["nghìn", "ngàn", "triệu", "tỷ", "tỉ", "trăm", "chục"];
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    // "Phường Tân Triệu" counts in nothing.
    if words.iter().any(|w| matches!(*w, "phường" | "xã")) {
        return None;
    }
    let found = words.iter().enumerate().filter_map(|(at, w)| Some((at, WORDS.into_iter().find(|s| s == w)?)));
    // "Tỷ lệ", "tỷ trọng", "phần trăm" are none.
    let sound = |(at, word): &(usize, &str)| match *word {
        "tỷ" | "tỉ" => !words.get(at + 1).is_some_and(|next| matches!(*next, "lệ" | "trọng" | "số")),
        "trăm" => *at == 0 || words[at - 1] != "phần",
        _ => true,
    };
    found.into_iter().find(sound).map(|(_, word)| word)
}

/// Nouns of what is counted one by one.
const COUNTED: [&str; 12] =
    ["ho so", "nguoi", "dich vu", "luot", "co so", "tai khoan", "he thong", "van ban", "thu tuc", "ty le", "phan tram", "lan"];

/// "12.450 hồ sơ" without its noun; a text with any other word stays as it is.
pub(crate) fn without_noun(text: &str) -> &str {
    let Some(at) = text.find(char::is_alphabetic).filter(|at| *at > 0) else { return text };
    let (number, noun) = text.split_at(at);
    let noun = fold(noun);
    let whole = text[at..].chars().all(|c| c.is_alphabetic() || c == ' ');
    if whole && (COUNTED[..9].contains(&noun.as_str()) || noun == "lan") { number.trim_end() } else { text }
}

/// "%", "hồ sơ", "người": what a figure is counted in, and no office.
pub(crate) fn looks_like_measure(text: &str) -> bool {
    let folded = fold(text);
    let office = ["xa ", "phuong ", "dac khu ", "so ", "ubnd", "uy ban", "ban ", "cong an", "thanh tra", "van phong", "trung tam"];
    let known = folded.is_empty() || COUNTED.contains(&folded.as_str());
    text.chars().count() <= 16 && !office.iter().any(|o| folded.starts_with(o)) && (known || !text.starts_with(char::is_uppercase))
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
