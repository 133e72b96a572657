//! What is measured, and how.

use crate::{coded::coded, text::Lang};

coded! {
    /// What kind of number an indicator is.
    pub enum Kind {
        /// Numerator ÷ denominator, in percent.
        Ratio = "ratio", "tỷ lệ", "ratio";
        Count = "count", "số lượng", "count";
        /// 1 when it is so, 0 when not.
        YesNo = "yes_no", "có hoặc không", "yes or no";
        /// A target without a figure: 0 not started to 3 done, evenly spaced steps.
        Qualitative = "qualitative", "định tính", "qualitative";
    }
}

impl Kind {
    /// What its values are called where they are words: value 0 first. Empty for numbers.
    pub fn words(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (Self::YesNo, Lang::Vi) => &["Không", "Có"],
            (Self::YesNo, Lang::En) => &["No", "Yes"],
            (Self::Qualitative, Lang::Vi) => &["Chưa bắt đầu", "Đang soạn thảo", "Đang thẩm định", "Hoàn thành"],
            (Self::Qualitative, Lang::En) => &["Not started", "Drafting", "Under review", "Done"],
            _ => &[],
        }
    }

    /// The largest value of a kind of words, which counts as 100 %; none for numbers.
    pub fn top(self) -> Option<i64> {
        i64::try_from(self.words(Lang::Vi).len()).ok().filter(|n| *n > 0).map(|n| n - 1)
    }
}

coded! {
    /// How figures of several periods relate.
    pub enum Accumulation {
        /// The last figure stands.
        Stock = "stock", "thời điểm", "stock";
        /// Σ numerator ÷ Σ denominator over the target's window.
        Flow = "flow", "trong kỳ", "flow";
        /// Reported to date, never summed over time.
        Cumulative = "cumulative", "luỹ kế", "cumulative";
    }
}

coded! {
    pub enum Operator {
        AtLeast = "at_least", "ít nhất", "at least";
        AtMost = "at_most", "nhiều nhất", "at most";
        Equal = "equal", "bằng", "equal to";
    }
}

impl Operator {
    pub fn symbol(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::Equal => "=",
        }
    }

    pub fn from_symbol(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|o| o.symbol() == text)
    }
}

coded! {
    /// One agency reports the province's figure, or several report their own parts; never both.
    pub enum Mode {
        Single = "single", "một đầu mối báo cáo", "one unit reports";
        Split = "split", "từng đơn vị báo cáo", "each unit reports its part";
    }
}

coded! {
    /// What a unit does for an indicator.
    pub enum Part {
        Reports = "reports", "báo cáo", "reports";
        Owns = "owns", "chủ trì", "owns";
        Appraises = "appraises", "thẩm định", "appraises";
    }
}

coded! {
    /// Does a document say so, or do we infer it?
    pub enum Basis {
        Document = "document", "văn bản giao", "document";
        Inferred = "inferred", "văn bản không nêu, suy ra", "inferred";
    }
}

coded! {
    pub enum UnitKind {
        Province = "province", "tỉnh", "province";
        Department = "department", "sở, ban, ngành", "department";
        Police = "police", "công an", "police";
        Agency = "agency", "cơ quan ngành dọc", "vertical agency";
        Office = "office", "văn phòng", "office";
        Commune = "commune", "xã", "commune";
        Ward = "ward", "phường", "ward";
        SpecialZone = "special_zone", "đặc khu", "special zone";
    }
}

impl UnitKind {
    /// Xã, phường, đặc khu: the lower of the two tiers.
    pub fn is_commune(self) -> bool {
        matches!(self, Self::Commune | Self::Ward | Self::SpecialZone)
    }
}
