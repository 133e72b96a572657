//! How wide a text is, at most, in any of the system fonts that style/tokens.css names.
//!
//! For each character the widest advance among Noto Sans, Roboto, Liberation Sans (which has Arial's widths) and Inter
//! (standing in for San Francisco, whose tabular digits are as wide), regular and the boldest of 600 and 700, in
//! thousandths of the font size; digits are tabular; a letter's entry covers every Vietnamese letter built on it.

/// ASCII from space to tilde, weight 400.
#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    282, 279, 408, 646, 638, 890, 732, 225, 363, 363, 551, 660, 280, 461, 278, 413, 625, 625, 625, 625, 625, 625, 625, 625,
    625, 625, 278, 280, 660, 660, 660, 557, 1016, 677, 667, 728, 730, 667, 611, 778, 741, 444, 552, 667, 563, 907, 760, 781,
    667, 781, 723, 667, 643, 742, 677, 949, 667, 667, 625, 363, 411, 363, 572, 557, 498, 564, 621, 559, 621, 583, 361, 615,
    618, 279, 258, 545, 258, 935, 618, 605, 615, 615, 413, 523, 364, 618, 557, 813, 540, 557, 542, 380, 551, 380, 681,
];

/// The same, weight 600.
#[rustfmt::skip]
const BOLD: [u16; 95] = [
    278, 334, 475, 646, 650, 901, 750, 266, 394, 394, 545, 673, 296, 466, 292, 413, 667, 667, 667, 667, 667, 667, 667, 667,
    667, 667, 334, 334, 673, 673, 673, 611, 1000, 724, 723, 744, 740, 667, 611, 778, 765, 449, 561, 723, 611, 943, 813, 796,
    667, 796, 723, 667, 660, 756, 724, 1007, 691, 705, 653, 394, 423, 394, 584, 557, 498, 604, 633, 578, 633, 593, 387, 633,
    657, 305, 305, 620, 305, 982, 657, 619, 633, 633, 454, 557, 434, 657, 576, 856, 578, 576, 562, 394, 551, 394, 673,
];

/// Size in px and weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    pub size: f64,
    pub bold: bool,
}

/// Width of `text` in px.
pub fn width(text: &str, face: Face) -> f64 {
    let thousandths: u32 = text.chars().map(|c| u32::from(advance(c, face.bold))).sum();
    f64::from(thousandths) * face.size / 1000.0
}

fn advance(c: char, bold: bool) -> u16 {
    let pick = |regular: u16, heavy: u16| if bold { heavy } else { regular };
    match base(c) {
        base @ ' '..='~' => (if bold { BOLD } else { REGULAR })[base as usize - 0x20],
        '\u{a0}' => 282,
        '\u{300}'..='\u{36f}' => 0,
        'ơ' => pick(616, 679),
        'Ơ' => pick(784, 825),
        'ư' => pick(674, 760),
        'Ư' => pick(866, 885),
        'đ' => pick(621, 649),
        'Đ' => pick(730, 740),
        '–' | '−' | '≥' | '≤' | '×' => pick(660, 673),
        '·' | '•' => 563,
        '“' | '”' => pick(381, 500),
        _ => 1000,
    }
}

/// The letter under a Vietnamese letter's marks; the horn and the bar stay, because they change the width.
fn base(c: char) -> char {
    let lower = match c {
        'À'..='Ã' | 'à'..='ã' | 'Ă' | 'ă' | 'Ạ'..='ặ' => 'a',
        'È'..='Ê' | 'è'..='ê' | 'Ẹ'..='ệ' => 'e',
        'Ì' | 'Í' | 'ì' | 'í' | 'Ĩ' | 'ĩ' | 'Ỉ'..='ị' => 'i',
        'Ò'..='Õ' | 'ò'..='õ' | 'Ọ'..='ộ' => 'o',
        'Ớ'..='ợ' => 'ơ',
        'Ù' | 'Ú' | 'ù' | 'ú' | 'Ũ' | 'ũ' | 'Ụ'..='ủ' => 'u',
        'Ứ'..='ự' => 'ư',
        'Ý' | 'ý' | 'Ỳ'..='ỹ' => 'y',
        other => return other,
    };
    if c.is_uppercase() { lower.to_uppercase().next().unwrap_or(lower) } else { lower }
}

/// `text` in as few lines as possible, none wider than `limit` px and all about equally long; broken between words, and inside
/// a word only when the word alone is too wide. At least one line.
pub fn wrap(text: &str, face: Face, limit: f64) -> Vec<String> {
    let lines = fill(text, face, limit);
    let word = text.split_whitespace().map(|word| width(word, face)).fold(0.0, f64::max);
    let narrower = std::iter::successors(Some(limit - 4.0), |limit| Some(limit - 4.0)).take_while(|limit| *limit >= word);
    let balanced = narrower.map(|limit| fill(text, face, limit)).take_while(|tried| tried.len() == lines.len()).last();
    balanced.unwrap_or(lines)
}

/// Puts as many words as fit on each line.
fn fill(text: &str, face: Face, limit: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let line = lines.last_mut().filter(|line| !line.is_empty());
        match line {
            Some(line) if width(line, face) + width(" ", face) + width(word, face) <= limit => {
                line.push(' ');
                line.push_str(word);
                continue;
            }
            Some(_) => lines.push(String::new()),
            None => {}
        }
        for c in word.chars() {
            let line = lines.last().map_or("", String::as_str);
            if !line.is_empty() && width(line, face) + width(c.encode_utf8(&mut [0; 4]), face) > limit {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    const TEN: Face = Face { size: 10.0, bold: false };

    #[test]
    fn marks_add_no_width() {
        assert_eq!(width("a", TEN), 5.64);
        for a in ["à", "ậ", "a\u{323}\u{302}", "ặ"] {
            assert_eq!(width(a, TEN), 5.64, "{a}");
        }
        assert_eq!(width("Ế", TEN), width("E", TEN));
        assert_eq!(width("ứ", TEN), 6.74);
        assert_eq!(width("Đ", TEN), 7.3);
        assert_eq!(width("0", Face { bold: true, ..TEN }), 6.67);
        assert_eq!(width("", TEN), 0.0);
    }

    #[test]
    fn wrap_breaks_between_words_and_never_cuts() {
        // "Sở" is 6,67 + 6,16 = 12,83; " Y" adds 2,82 + 6,67.
        assert_eq!(wrap("Sở Y tế", TEN, 22.4), ["Sở Y", "tế"]);
        assert_eq!(wrap("Sở Y tế", TEN, 22.3), ["Sở", "Y tế"]);
        assert_eq!(wrap("Sở Y tế", TEN, 100.0), ["Sở Y tế"]);
        // Filled, it would be "một hai ba" and "tư"; balanced, no word stands alone.
        assert_eq!(wrap("một hai ba tư", TEN, 56.0), ["một hai", "ba tư"]);
        assert_eq!(wrap("iiii", TEN, 6.0), ["ii", "ii"]);
        assert_eq!(wrap("", TEN, 6.0), [""]);
        assert_eq!(wrap("W", TEN, 1.0), ["W"]);
    }
}
