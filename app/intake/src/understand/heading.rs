//! What a line inside a table says of the rows below it.

use super::sheet::basis_in;
use crate::grid::unnumbered;
use crate::periods;
use crate::words::{Basis, basis, bracketed, objects};
use domain::Period;
use domain::text::fold;

/// What a line inside a table says of the rows below it.
pub(super) enum Heading {
    Of(Period),
    /// No results of the period, in these words.
    Aside(String),
    /// The results of the period after all.
    Results,
}

/// "I. Số liệu tháng 9/2026", "B. Kế hoạch", "Luỹ kế từ đầu năm".
pub(super) fn heading(text: &str, period: Period) -> Option<Heading> {
    let line = unnumbered(text);
    if line.chars().count() > 80 {
        return None;
    }
    let folded = fold(line);
    let bare = periods::months_in(line).len() == 1 && folded.starts_with("thang ") && folded.split(' ').count() <= 5;
    // "Kết quả kỳ trước", "Chính quyền số (mục tiêu năm)", "Hạ tầng số - số ước"
    let tail = bracketed(line).map(|(_, inside)| inside).or_else(|| line.rsplit_once(" - ").map(|(_, tail)| tail)).map(str::trim);
    let of_tail = || tail.filter(|tail| ["ket qua", "so lieu"].iter().any(|w| fold(tail).starts_with(w)));
    let tells = bare
        || ["so lieu", "ket qua", "thuc hien thang", "thuc hien quy", "dinh chinh", "bo sung", "dieu chinh"]
            .iter()
            .any(|w| folded.starts_with(w))
            && !refers(&folded);
    // "Kỳ 9"
    let of_number = || Period::month(period.year(), folded.strip_prefix("ky ")?.parse().ok()?);
    let titled = || periods::titled(if tells { line } else { of_tail()? }, period.year());
    let of = periods::whole(line, Some(period.year())).or_else(of_number).or_else(titled);
    let is_aside = |words: &str| {
        let counts = words.contains(|c: char| c.is_ascii_digit() || c == '%');
        // "Các mục tiêu chính" are what is reported.
        let aims = fold(words).contains(" muc tieu");
        !counts && !aims && words.split(' ').count() <= 4 && (matches!(basis(words), Some(Basis::Other | Basis::ToDate)) || objects(words))
    };
    if tail.is_some_and(is_aside) || folded.strip_prefix("ket qua ").is_some_and(is_aside) {
        return Some(Heading::Aside(text.to_owned()));
    }
    match basis_in(std::iter::once(line.to_owned()), period.months()) {
        // "Nhóm chỉ tiêu ước tính của ngành" is the name of a group.
        Some(_) if folded.starts_with("nhom") => None,
        Some(_) => Some(Heading::Aside(text.to_owned())),
        None if of.is_some_and(|of| of.months() <= period.months()) => of.map(Heading::Of),
        None if of.is_some() => Some(Heading::Aside(text.to_owned())),
        None => {
            let results = ["thuc hien", "ket qua", "thuc te"].iter().any(|w| folded.contains(w)) || basis(line) == Some(Basis::Period);
            results.then_some(Heading::Results)
        }
    }
}

/// Does a line speak of another paper or another report, and not of these figures?
pub(super) fn refers(folded: &str) -> bool {
    const OTHER: [&str; 18] = [
        "so sanh",
        "ke hoach",
        "quyet dinh",
        "cong van",
        "sua doi",
        "ket luan",
        "bieu mau",
        "nghi quyet",
        "thong bao",
        "huong dan",
        "tiep theo",
        "da gui",
        "tai bao cao",
        "theo bao cao",
        "hoan thanh",
        " truoc ",
        "giao bo sung",
        "phien hop",
    ];
    OTHER.iter().any(|w| folded.contains(w))
}

/// How a heading is numbered: "I.", "A.", "1."; nothing: it is not.
pub(super) fn numbering(order: &str) -> Option<char> {
    let mark = order.split_whitespace().next()?.trim_end_matches(['.', ')', ':']);
    match mark {
        "" => None,
        roman if roman.chars().all(|c| "IVX".contains(c)) => Some('I'),
        digits if digits.chars().all(|c| c.is_ascii_digit()) => Some('1'),
        letter if letter.chars().count() == 1 => Some(if letter.starts_with(char::is_uppercase) { 'A' } else { 'a' }),
        _ => None,
    }
}
