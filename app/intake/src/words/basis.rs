//! Words by which figures say to be something other than the results of the period.

use super::{bracketed, remark::says, split_part};
use domain::text::fold;
use std::borrow::Cow;

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
    const OTHER: [&str; 24] = [
        "thang toi",
        "quy toi",
        "ky toi",
        "du bao",
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
        "can dat",
    ];
    const SHORT: [&str; 11] =
        ["kh", "giao", "so giao", "kh giao", "so cu", "cu", "truoc", "giao dau nam", "tang giam", "chenh lech", "so chenh lech"];
    const TO_DATE: [&str; 6] = ["luy ke", "cong don", "tu dau nam", "dau nam den", "year to date", "ytd"];
    const PERIOD: [&str; 6] = ["trong thang", "trong ky", "rieng thang", "ky nay", "thang nay", "phat sinh trong"];
    let text = &without_offices(text);
    let folded = format!(" {} ", crate::periods::fold(text)).replace(" so voi mau so ", " ").replace(" so voi tong so ", " ");
    let says = |phrases: &[&str]| phrases.iter().any(|p| folded.contains(&format!(" {p} ")));
    let planned = folded.find(" ke hoach ").is_some_and(|at| !["thuc hien", "ket qua"].iter().any(|w| folded[..at].contains(w)));
    let bare = folded.trim();
    // "KH 2026", "KH tháng 10"; "KH 112/KH-UBND" is a document.
    let timed = |rest: &str| rest.split(' ').next().is_some_and(is_time);
    let short = |bare: &str| SHORT.contains(&bare) || bare.strip_prefix("kh ").is_some_and(timed);
    // "Tử số (mẫu)" shows how it is filled in, "Tử số (lĩnh vực đất đai)" counts less.
    let narrows = |inside: &str| {
        let of_time = ["thang", "ky", "quy"].iter().any(|time| inside.contains(time));
        inside == "mau" || ["linh vuc ", "chi tinh ", "chi gom ", "rieng "].iter().any(|w| inside.starts_with(w)) && !of_time
    };
    let is_narrowed = || split_part(bare).is_some() && bracketed(text).is_some_and(|(_, inside)| narrows(&fold(inside)));
    let beside_part = split_part(bare).is_some_and(|(_, rest)| short(&rest) || says_otherwise(text));
    // "10 tháng", "chín tháng đầu năm"; half a year is a period of its own.
    let words: Vec<&str> = bare.split(' ').collect();
    let in_figures = |w: &str| w.parse().is_ok_and(|n: u8| (2..=12).contains(&n));
    let counted = |w: &str| matches!(w, "hai" | "ba" | "chin" | "muoi" | "mot" | "tam") || in_figures(w);
    let months = (0..words.len().saturating_sub(1)).any(|at| {
        let after = words.get(at + 2).copied().unwrap_or("nam");
        let ends = matches!(after, "dau" | "nam") || after.len() == 4 && after.parse::<u16>().is_ok();
        counted(words[at]) && words[at + 1] == "thang" && ends && (words[at], after) != ("6", "dau")
    });
    // "10T", "9T/2026"
    let short_months = words.iter().any(|w| w.strip_suffix('t').is_some_and(in_figures));
    // "không ghi số luỹ kế"
    let denied =
        TO_DATE.iter().filter_map(|p| folded.find(p)).any(|at| [" khong ", " chua ", " tru "].iter().any(|w| folded[..at].contains(w)));
    match () {
        () if denied => Some(Basis::Period),
        () if planned || says(&OTHER) || is_guessed(text) || short(bare) || beside_part || is_narrowed() => Some(Basis::Other),
        () if says(&TO_DATE) || months || short_months => Some(Basis::ToDate),
        () if says(&PERIOD) => Some(Basis::Period),
        () => None,
    }
}

/// "Phát sinh trong tháng": what came in the period alone. "Kỳ này" is only not the last one.
pub(crate) fn is_increment(text: &str) -> bool {
    !["ky nay", "thang nay"].iter().any(|this| fold(text).ends_with(this))
}

/// "tháng", "T10", "2026": a word that begins a time.
pub(crate) fn is_time(folded: &str) -> bool {
    let number = folded.strip_prefix('t').unwrap_or_default();
    let month = matches!(number.len(), 1 | 2) && number.bytes().all(|b| b.is_ascii_digit());
    matches!(folded, "nam" | "thang" | "quy") || month || folded.len() == 4 && folded.starts_with("20")
}

/// Words by which a numerator or denominator is none of what was done: "Tử số được giao", "Mẫu số (còn lại)".
pub(crate) fn says_otherwise(header: &str) -> bool {
    const WORDS: &[&str] = &[
        "được giao",
        "tỉnh giao",
        "giao năm",
        "phải đạt",
        "cam kết",
        "còn lại",
        "còn phải",
        "chênh lệch",
        "phát sinh tăng",
        "chưa thực hiện",
        "không thực hiện",
        "không đạt",
        "tăng thêm",
        "bình quân",
        "trung bình",
        "chưa duyệt",
        "chưa thẩm định",
        "đầu kỳ",
        "quá hạn",
        "chưa giải quyết",
        "trả lại",
        "tồn đọng",
        "toàn tỉnh",
        "cả quý",
    ];
    // "…, kể cả nộp trực tiếp" is of all.
    let in_person = says(header, &["trực tiếp"]) && !says(header, &["trực tuyến", "qua mạng", "bưu chính", "kể cả", "bao gồm", "gồm cả"]);
    let registered = header.to_lowercase().starts_with("đăng ký");
    if says(header, &["không tính", "không kể", "không gồm", "trừ"]) {
        return false;
    }
    (in_person || registered || says(header, WORDS)) && !says(header, &["không quá hạn", "chưa quá hạn"])
}

/// Offices are named after what they do: "Sở Kế hoạch và Đầu tư" plans, and is no plan.
fn without_offices(text: &str) -> Cow<'_, str> {
    let lower = text.to_lowercase();
    let named = ["sở kế hoạch", "phòng kế hoạch", "ban kế hoạch"].into_iter().filter(|office| lower.contains(office));
    let bare = |text: String, office: &str| text.replace(office, "");
    let mut named = named.peekable();
    if named.peek().is_none() { text.into() } else { named.fold(lower.clone(), bare).into() }
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
    if text.to_lowercase().starts_with("sở ") {
        return false;
    }
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let two = words.iter().take(2).copied().collect::<Vec<_>>().join(" ");
    words.len() <= 4 && matches!(basis(&two), Some(Basis::Other | Basis::ToDate))
}
