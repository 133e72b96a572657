//! The ways in which a name is the same name, and how alike two names are.

use crate::grid::unnumbered;
use crate::words::{basis, bracketed, header_role, is_measure, scale_of_measure};
use domain::search::spelled_out;
use domain::text::{fold, marks, nfc};
use std::borrow::Cow;

/// A name without numbering, diacritics, case and punctuation, abbreviations written out; "xử lí" is "xử lý".
pub(crate) fn canonical(text: &str) -> String {
    let text = unnumbered(text);
    let name = if text.contains(" & ") { spelled_out(&text.replace(" & ", " và ")) } else { spelled_out(text) };
    let by_i = |word: &str| matches!(word, "hi" | "ki" | "li" | "mi" | "si" | "ti");
    if !name.split(' ').any(by_i) {
        return name;
    }
    let words = name.split(' ').map(|word| if by_i(word) { format!("{}y", &word[..1]) } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

/// The canonical name of an indicator and the ways in which it is the same name.
pub(crate) fn keys_of_indicator(name: &str) -> Vec<String> {
    std::iter::once(canonical(name)).chain(indicator_keys(name)).collect()
}

/// Do the words in brackets make less of an indicator than its name says: "(lĩnh vực đất đai)", "(năm 2025)"? A unit of measure, an
/// abbreviation or a word for what kind of figure it is do not.
fn limits(inside: &str) -> bool {
    let abbreviated = inside.chars().filter(|c| c.is_alphanumeric()).count() <= 10 && !inside.contains(char::is_lowercase);
    let measure = is_measure(inside) || scale_of_measure(inside).is_some() || is_document(inside);
    !abbreviated && !measure && basis(inside).is_none() && !header_role(inside).is_some_and(|(role, _)| role.is_part())
}

/// A name that says behind it that it is of less than the indicator: "… (chỉ tính hồ sơ đất đai)", cut before the brackets.
pub(crate) fn limited(text: &str) -> Option<&str> {
    bracketed(unnumbered(text)).filter(|(_, inside)| limits(inside)).map(|(name, _)| name)
}

/// "(theo Nghị quyết 57-NQ/TW)", "(Kế hoạch 123/KH-UBND)": the number of a document. "(dòng 12, Phụ lục I)": a place in one.
pub(crate) fn is_document(inside: &str) -> bool {
    let folded = fold(inside);
    let mut words = folded.split(' ');
    let lead = words.next().filter(|w| *w != "phu").or_else(|| words.next());
    let numbered = words.next().is_some_and(|w| w.chars().all(|c| c.is_ascii_digit()) || w.chars().all(|c| "ivx".contains(c)));
    let is_place = numbered && matches!(lead, Some("dong" | "muc" | "luc" | "bieu" | "bang" | "stt" | "tt"));
    is_place
        || inside.contains('/')
            && inside.contains('-')
            && inside.contains(char::is_uppercase)
            && inside.contains(|c: char| c.is_ascii_digit())
}

/// "… đạt từ 80% trở lên", "… (mục tiêu ≥ 80%)", as documents write it: the name without what is aimed at.
pub(crate) fn without_aim(text: &str) -> &str {
    const WORDS: [&str; 18] =
        ["muc", "tieu", "chi", "ke", "hoach", "kh", "giao", "nam", "den", "dat", "tu", "tren", "it", "nhat", "toi", "thieu", "tro", "len"];
    let is_aim = |tail: &str| {
        let folded = fold(tail);
        let number = |w: &str| w.chars().all(|c| c.is_ascii_digit());
        tail.contains('%') && folded.split(' ').any(number) && folded.split(' ').all(|w| WORDS.contains(&w) || number(w))
    };
    let behind = text.rfind(" đạt ").map(|at| (&text[..at], &text[at..]));
    bracketed(text).into_iter().chain(behind).find(|(name, tail)| !name.trim().is_empty() && is_aim(tail)).map_or(text, |(name, _)| name)
}

/// The canonical name of a unit and the ways in which it, or its short name, is the same name.
pub(crate) fn keys_of_unit(name: &str, short_name: &str) -> Vec<String> {
    std::iter::once(canonical(name)).chain(unit_keys(name)).chain(unit_keys(short_name)).collect()
}

/// The ways in which an indicator's name is the same name.
pub(super) fn indicator_keys(text: &str) -> Vec<String> {
    let mut keys = vec![];
    // A name may be broken into lines, and lines may follow it that say more.
    let joined = text.contains('\n').then(|| canonical(&text.split_whitespace().collect::<Vec<_>>().join(" ")));
    // "… (%)", "… (hồ sơ)": the unit of measure behind it.
    let bare = bracketed(unnumbered(text)).filter(|(_, inside)| !limits(inside)).map(|(before, _)| canonical(before));
    let aimless = Some(without_aim(text)).filter(|name| *name != text).map(canonical);
    for key in [joined, Some(canonical(text)), bare, aimless].into_iter().flatten().filter(|k| !k.is_empty()) {
        for lead in ["ty le cac ", "ty le "] {
            if let Some(rest) = key.strip_prefix(lead) {
                keys.push(rest.to_owned());
                break;
            }
        }
        keys.push(key);
    }
    keys
}

/// The ways in which a unit's name is the same name: without "UBND", with "P." as "phường", without the province behind it.
pub(super) fn unit_keys(text: &str) -> Vec<String> {
    let plain = unnumbered(text);
    let plain = plain.split_once('(').map_or(plain, |(before, _)| before);
    let full = spelled_out(&plain.replace("U.B.N.D", "UBND"));
    let mut name = full.as_str();
    for lead in ["don vi ", "van phong hoi dong nhan dan va ", "uy ban nhan dan "] {
        name = name.strip_prefix(lead).unwrap_or(name);
    }
    let name: Cow<str> = [("p ", "phuong "), ("x ", "xa "), ("dk ", "dac khu "), ("tt ", "thi tran ")]
        .iter()
        .find_map(|(short, long)| name.strip_prefix(short).map(|rest| Cow::Owned(format!("{long}{rest}"))))
        .unwrap_or(Cow::Borrowed(name));
    let mut keys = vec![name.to_string()];
    if let Some((before, _)) = name.split_once(" tinh ") {
        keys.push(before.to_owned());
    }
    if let Some(before) = name.strip_suffix(" tinh") {
        keys.push(before.to_owned());
    }
    // The bare name, which counts where only one unit bears it.
    if let Some(bare) = ["xa ", "phuong ", "dac khu "].iter().find_map(|kind| name.strip_prefix(kind)) {
        keys.push(bare.to_owned());
    }
    keys
}

/// Are the diacritics of a text other ones than those of the name in it? Left out they say nothing; where in a syllable the tone is
/// written does not matter.
pub(super) fn marks_differ(text: &str, name: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let split = |text: &str| {
        let nfc = nfc(text).to_lowercase();
        nfc.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (text, name) = (split(text), split(name));
    let folded = |words: &[String]| words.iter().map(|w| fold(w)).collect::<Vec<_>>();
    let same = |at: usize| folded(&text[at..at + name.len()]) == folded(&name);
    let Some(at) = (0..(text.len() + 1).saturating_sub(name.len())).find(|at| same(*at)) else { return false };
    text[at..].iter().zip(&name).any(|(written, own)| !marks(written).is_empty() && marks(written) != marks(own))
}

/// The kind of unit that a name begins with: "P. Trấn Biên" is a ward. A single letter may be a number as well: "h) Xã A".
pub(crate) fn kind_of(text: &str) -> Option<&'static str> {
    const KINDS: [(&str, &[&str]); 8] = [
        ("phường", &["phuong", "p"]),
        ("xã", &["xa", "x"]),
        ("đặc khu", &["dac khu", "dk"]),
        ("thị trấn", &["thi tran", "tt"]),
        ("huyện", &["huyen", "h"]),
        ("thị xã", &["thi xa", "tx"]),
        ("thành phố", &["thanh pho", "tp"]),
        ("quận", &["quan", "q"]),
    ];
    let folded = fold(text);
    let mut rest = folded.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    for lead in ["ubnd ", "uy ban nhan dan "] {
        rest = rest.strip_prefix(lead).unwrap_or(rest);
    }
    let named = |rest: &str| {
        let of =
            |words: &[&str]| words.iter().find_map(|w| rest.strip_prefix(w)?.strip_prefix(' ').map(|after| (w.len(), after.to_owned())));
        KINDS.iter().find_map(|(kind, words)| of(words).map(|(letters, after)| (*kind, letters, after)))
    };
    let (kind, letters, after) = named(rest)?;
    if letters > 2 { Some(kind) } else { Some(named(&after).filter(|(_, more, _)| *more > 1).map_or(kind, |(inner, ..)| inner)) }
}

/// Do two names of units differ by slips of the pen alone? Communes are told apart by a syllable: Phước Hưng is no slip for Phước Long.
pub(crate) fn is_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let slips: Vec<usize> = a.iter().zip(&b).map(|(x, y)| distance(x, y)).filter(|d| *d > 0).collect();
    a.len() == b.len() && slips.len() <= 2 && slips.iter().all(|d| *d == 1)
}

/// Letters to be changed, put in or left out to make one text of the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(300).collect(), b.chars().take(300).collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// How alike two names are, in percent of the longer one's letters. Other numbers, or a "not" in one of them, are no likeness.
pub(crate) fn likeness(a: &str, b: &str) -> u32 {
    let telling = |text: &str| {
        let tells = |w: &&str| w.contains(|c: char| c.is_ascii_digit()) || matches!(*w, "khong" | "chua");
        text.split(' ').filter(tells).map(str::to_owned).collect::<Vec<_>>()
    };
    if telling(a) != telling(b) {
        return 0;
    }
    let (long_a, long_b) = (a.chars().count().min(300), b.chars().count().min(300));
    let longer = long_a.max(long_b);
    if longer == 0 || longer - long_a.min(long_b) > longer / 3 {
        return 0;
    }
    (100 * (longer - distance(a, b)) / longer) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_in_other_words() {
        let is = |a: &str, b: &str| indicator_keys(a).iter().any(|key| indicator_keys(b).contains(key));
        for (a, b) in [
            ("1. Tỷ lệ hồ sơ trực tuyến (%)", "Hồ sơ trực tuyến"),
            ("TTHC làm được toàn trình", "thủ tục hành chính làm được toàn trình"),
            ("Hồ\nsơ trực tuyến", "Hồ sơ trực tuyến"),
            ("Hồ sơ trực tuyến\nTử số: hồ sơ", "hồ sơ trực tuyến"),
        ] {
            assert!(is(a, b), "{a} / {b}");
        }
        assert!(!is("Hồ sơ trực tuyến cấp xã", "Hồ sơ trực tuyến cấp tỉnh"));
        let unit = |a: &str, b: &str| unit_keys(a).iter().any(|key| unit_keys(b).contains(key));
        assert!(unit("UBND xã An Phước", "Xã An Phước") && unit("P. Trấn Biên", "Phường Trấn Biên"));
        assert!(unit("Sở KH&CN", "Sở Khoa học và Công nghệ") && unit("Công an tỉnh", "Công an tỉnh Đồng Nai"));
        assert!(!unit("Xã An Phước", "Xã Phước An"));
    }

    #[test]
    fn kinds_of_units() {
        for (text, kind) in [
            ("Xã An Phước", Some("xã")),
            ("P. Trấn Biên", Some("phường")),
            ("p.Trấn Biên", Some("phường")),
            ("3. UBND phường Trấn Biên", Some("phường")),
            ("h) Xã An Phước", Some("xã")),
            ("H. Bù Đăng", Some("huyện")),
            ("TT. Dầu Giây", Some("thị trấn")),
            ("Thị xã Bình Long", Some("thị xã")),
            ("Đặc khu Côn Đảo", Some("đặc khu")),
            ("Sở Y tế", None),
            ("Tân Tiến", None),
            ("Xanh", None),
        ] {
            assert_eq!(kind_of(text), kind, "{text}");
        }
    }

    #[test]
    fn likeness_by_hand() {
        // one letter of twenty
        assert_eq!(likeness("ho so nop truc tuyen", "ho so nop truc tuyet"), 95);
        assert_eq!(likeness("ho so", "ho so"), 100);
        // other numbers, or a "not", make another thing of it
        assert_eq!(likeness("ho so muc 3", "ho so muc 4"), 0);
        assert_eq!(likeness("co phat sinh ho so", "khong phat sinh ho so"), 0);
        assert_eq!(likeness("a", "ho so truc tuyen"), 0);
        assert!(is_slip("phuong phuoc hung", "phuong phuoc hungg") && is_slip("xa nhon trach", "xa nhon trac"));
        assert!(!is_slip("phuong phuoc hung", "phuong phuoc long") && !is_slip("xa an phuoc", "xa an phuoc a"));
    }
}
