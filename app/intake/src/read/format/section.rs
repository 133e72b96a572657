//! The sections of a format code, and what they show beside the number.

/// What stands between two semicolons of a format code.
#[derive(Default)]
pub(super) struct Section {
    /// It has a place for digits.
    pub shows: bool,
    pub dated: bool,
    pub percent: bool,
    /// `>=100`
    pub condition: Option<String>,
    /// Quoted, escaped or bare text around the number.
    pub decoration: String,
    /// Text stands between the digits, or the number is divided by thousands.
    pub torn: bool,
    /// The text stands in front of the number.
    pub leads: bool,
    /// Places behind the decimal point; none of a number with an exponent.
    pub decimals: Option<u32>,
}

impl Section {
    pub fn all(code: &str) -> Vec<Self> {
        let (mut all, mut section) = (vec![], Self::default());
        let mut chars = code.chars().peekable();
        // Text and commas behind the last digit so far: whether they tear or scale the number shows when more follows.
        let (mut text_behind, mut commas) = (false, false);
        // Digits since a dot that is text: three are a group of thousands, as in `0"."000`.
        let mut group: Option<u32> = None;
        let broken = |group: &mut Option<u32>| group.take().is_some_and(|digits| digits != 3 && digits != 0);
        while let Some(c) = chars.next() {
            let text: String = match c {
                '"' => chars.by_ref().take_while(|c| *c != '"').collect(),
                '\\' => chars.next().into_iter().collect(),
                '_' | '*' => {
                    chars.next();
                    continue;
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    // [h], [mm], [ss]: a duration. [>=100] is a condition, [$₫-42A] a currency, [Red] nothing.
                    section.dated |= !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c));
                    if inside.starts_with(['<', '>', '=']) {
                        section.condition = Some(inside.clone());
                    }
                    let currency = inside.strip_prefix('$').map(|of| of.split('-').next().unwrap_or_default().to_owned());
                    currency.unwrap_or_default()
                }
                ';' => {
                    section.torn |= commas | broken(&mut group);
                    all.push(std::mem::take(&mut section));
                    (text_behind, commas) = (false, false);
                    continue;
                }
                '0' | '#' | '?' => {
                    group = group.map(|digits| digits + 1);
                    section.decimals = section.decimals.map(|places| places + 1);
                    section.torn |= section.shows && text_behind;
                    (section.shows, text_behind, commas) = (true, false, false);
                    continue;
                }
                ',' => {
                    commas = section.shows;
                    continue;
                }
                '.' | '/' => {
                    section.torn |= commas | broken(&mut group);
                    section.decimals = (c == '.').then_some(0);
                    continue;
                }
                '@' => {
                    section.shows = true;
                    continue;
                }
                '%' => {
                    section.percent = true;
                    continue;
                }
                'G' | 'g' if chars.clone().take(6).collect::<String>().eq_ignore_ascii_case("eneral") => {
                    chars.by_ref().take(6).for_each(drop);
                    section.shows = true;
                    continue;
                }
                'E' | 'e' if section.shows && matches!(chars.peek(), Some('+' | '-')) => {
                    chars.next();
                    section.decimals = None;
                    continue;
                }
                'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => {
                    section.dated = true;
                    continue;
                }
                ' ' => continue,
                other => other.to_string(),
            };
            if section.shows && matches!(text.as_str(), "." | ",") {
                section.torn |= broken(&mut group);
                group = Some(0);
                continue;
            }
            section.leads = !section.shows;
            section.decoration.push_str(&text);
            text_behind |= !text.trim().is_empty();
        }
        section.torn |= commas | broken(&mut group);
        all.push(section);
        all
    }

    /// A dash, or nothing, for what is 0: by a condition of its own, or as the rest that the first one leaves.
    pub fn hides_zero(&self, first: &Self) -> bool {
        let of = |section: &Self, conditions: &[&str]| section.condition.as_deref().is_some_and(|c| conditions.contains(&c));
        let of_zero = of(self, &["=0", "<=0", "<1"]) || self.condition.is_none() && of(first, &[">0", ">=1", "<>0"]);
        !self.shows && of_zero && matches!(self.decoration.trim(), "" | "-" | "–")
    }

    /// "Tháng 10" of a 10: the word, if it is all there is beside the number.
    pub fn time(&self) -> Option<&'static str> {
        let word = domain::text::nfc(self.decoration.trim()).to_lowercase();
        let time = super::TIMES.into_iter().find(|time| time.to_lowercase() == word);
        time.filter(|_| self.shows && !self.torn && self.leads)
    }

    pub fn is_sound(&self) -> bool {
        self.shows && !self.torn && is_harmless(&self.decoration)
    }
}

/// Does text around a number leave it what it is: "học viên", "₫"? Not so "nghìn", "≈", "(1)", "khoảng", "tháng".
pub(super) fn is_harmless(text: &str) -> bool {
    const CHANGES: [&str; 31] = [
        "nghìn",
        "ngàn",
        "triệu",
        "tỷ",
        "tỉ",
        "tr",
        "trđ",
        "ng",
        "chục",
        "trăm",
        "thousand",
        "million",
        "mil",
        "nghin",
        "ngan",
        "trieu",
        "khoảng",
        "ước",
        "gần",
        "hơn",
        "trên",
        "dưới",
        "kế hoạch",
        "kh",
        "dự kiến",
        "tạm tính",
        "khoang",
        "tháng",
        "quý",
        "năm",
        "kỳ",
    ];
    let lower = domain::text::nfc(text).to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let worded = text.contains(char::is_alphabetic);
    let plain = |c: char| c.is_alphabetic() || c.is_whitespace() || ".:,₫$€£¥'".contains(c) || worded && "()".contains(c);
    let single = |w: &str| w.chars().count() == 1 && !matches!(w, "d" | "đ");
    let of_other = crate::words::basis(text).is_some_and(|basis| basis != crate::words::Basis::Period);
    text.chars().all(plain) && !words.any(single) && !crate::words::says(text, &CHANGES) && !of_other
}
