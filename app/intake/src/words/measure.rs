//! Words for what is counted, and for more than ones: "nghìn hồ sơ", "ĐVT: %".

use domain::text::fold;

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
    // "Số liệu x1000", "(× 1.000)"
    let times = || lower.trim_end_matches([')', ' ']).rsplit_once(['x', '×']).map(|(_, by)| by.trim()).filter(|by| by.starts_with('1'));
    let of = |rest: &str| scale_of_measure(rest.trim_start_matches([':', ' ', '\u{a0}']).trim_end_matches([')', '.']));
    match after {
        Some(rest) => of(rest),
        // "Tỷ lệ = tử số / mẫu số x 100" tells how a percentage is made.
        None => alone().or_else(unit).and_then(scale_in_words).or_else(|| times().and_then(scale_of_measure).filter(|by| *by != "trăm")),
    }
}

pub(super) fn scale_in_words(lower: &str) -> Option<&'static str> {
    const WORDS: [&str; 8] = ["nghìn", "ngàn", "triệu", "tỷ", "tỉ", "trăm", "chục", "vạn"];
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    // "Phường Tân Triệu" counts in nothing.
    if words.iter().any(|w| matches!(*w, "phường" | "xã")) {
        return None;
    }
    let found = words.iter().enumerate().filter_map(|(at, w)| Some((at, WORDS.into_iter().find(|s| s == w)?)));
    // "Tỷ lệ", "tỷ trọng", "phần trăm" are none.
    let sound = |(at, word): &(usize, &str)| match *word {
        "tỷ" | "tỉ" => !words.get(at + 1).is_some_and(|next| matches!(*next, "lệ" | "trọng" | "số")),
        // "Vạn" is a part of names: alone, or before what is counted.
        "vạn" => *at == 0 && words.get(1).is_none_or(|next| COUNTED.iter().any(|noun| noun.starts_with(&fold(next)))),
        "trăm" => *at == 0 || words[at - 1] != "phần",
        _ => true,
    };
    found.into_iter().find(sound).map(|(_, word)| word)
}

/// Nouns of what is counted one by one.
const COUNTED: [&str; 23] = [
    "ho so",
    "nguoi",
    "dich vu",
    "dich vu cong",
    "luot",
    "luot nguoi",
    "co so",
    "tai khoan",
    "he thong",
    "van ban",
    "thu tuc",
    "lan",
    "csdl",
    "ban ghi",
    "co quan",
    "don vi",
    "to chuc",
    "doanh nghiep",
    "can bo",
    "cong dan",
    "hoc sinh",
    "thiet bi",
    "truong hop",
];

/// "12.450 hồ sơ" without its noun; a text with any other word stays as it is.
pub(crate) fn without_noun(text: &str) -> &str {
    let Some(at) = text.find(char::is_alphabetic).filter(|at| *at > 0) else { return text };
    let (number, noun) = text.split_at(at);
    let noun = fold(noun);
    let whole = text[at..].chars().all(|c| c.is_alphabetic() || c == ' ');
    if whole && COUNTED.contains(&noun.as_str()) { number.trim_end() } else { text }
}

/// "(hồ sơ)", "(ĐVT: %)", "(số người)": a unit of measure, as it stands in brackets behind a name.
pub(crate) fn is_measure(inside: &str) -> bool {
    const MORE: [&str; 33] = [
        "",
        "ty le",
        "phan tram",
        "bat buoc",
        "khong bat buoc",
        "nhap so",
        "he thong tinh",
        "neu co",
        "co khong",
        "trang thai",
        "linh vuc",
        "nganh",
        "ho",
        "ho gia dinh",
        "hoc vien",
        "lop",
        "khoa",
        "may",
        "diem",
        "diem phan tram",
        "ket qua",
        "bo",
        "bo du lieu",
        "tap du lieu",
        "trang",
        "san pham",
        "dong",
        "nghin dong",
        "trieu dong",
        "ty dong",
        "ngay",
        "gio",
        "phut",
    ];
    let folded = fold(inside);
    let bare = ["don vi tinh ", "don vi ", "dvt ", "so "].iter().find_map(|lead| folded.strip_prefix(lead)).unwrap_or(&folded);
    COUNTED.contains(&bare) || MORE.contains(&bare)
}

/// "%", "hồ sơ", "người": what a figure is counted in, and no office.
pub(crate) fn looks_like_measure(text: &str) -> bool {
    let folded = fold(text);
    let office = ["xa ", "phuong ", "dac khu ", "so ", "ubnd", "uy ban", "ban ", "cong an", "thanh tra", "van phong", "trung tam"];
    let known = folded.is_empty() || COUNTED.contains(&folded.as_str()) || matches!(&*folded, "ty le" | "phan tram");
    text.chars().count() <= 16 && !office.iter().any(|o| folded.starts_with(o)) && (known || !text.starts_with(char::is_uppercase))
}
