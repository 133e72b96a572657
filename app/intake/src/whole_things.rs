//! Which counts are of things, and so have no decimals.

use domain::text::fold;

/// Measures that can be divided: of money, length, area, weight, time, data, and shares; signs such as % fold to nothing.
const DIVISIBLE: &[&str] = &[
    "diem",
    "diem phan tram",
    "dong",
    "vnd",
    "usd",
    "ha",
    "km",
    "m",
    "km2",
    "m2",
    "m3",
    "tan",
    "ta",
    "kg",
    "lit",
    "gio",
    "phut",
    "giay",
    "ngay",
    "ngay cong",
    "tb",
    "gb",
    "mb",
    "pb",
    "mbps",
    "gbps",
    "kwh",
    "mwh",
    "kw",
    "mw",
    "do c",
    "he so",
    "chi so",
];

/// "Tỷ đồng", "nghìn người": so many of them at a time.
const MULTIPLES: &[&str] = &["nghin", "ngan", "trieu", "ty", "ti"];

/// Words by which the name of a part says that an amount is measured, not things counted.
const AMOUNTS: &[&str] = &[
    "gia tri",
    "doanh thu",
    "kinh phi",
    "chi phi",
    "so tien",
    "von",
    "ngan sach",
    "gdp",
    "grdp",
    "tong san pham",
    "dien tich",
    "chieu dai",
    "dung luong",
    "khoi luong",
    "san luong",
    "cong suat",
    "thoi gian",
    "thoi luong",
    "so gio",
    "so km",
    "so ha",
    "diem so",
    "tong diem",
    "nghin",
    "trieu",
    "ty dong",
    "ty usd",
];

/// Can there be a part of one? Of an unnamed measure nobody knows, so it can.
pub(crate) fn is_divisible(measure: &str) -> bool {
    let folded = fold(measure);
    let first = folded.split(' ').next().unwrap_or_default();
    folded.is_empty() || DIVISIBLE.contains(&folded.as_str()) || MULTIPLES.contains(&first) && first.len() < folded.len()
}

/// Does the name of a numerator or denominator say that it is measured?
pub(crate) fn is_amount(label: &str) -> bool {
    let words = format!(" {} ", fold(label));
    AMOUNTS.iter().any(|a| words.contains(&format!(" {a} ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures() {
        for measure in ["tỷ đồng", "Triệu đồng", "nghìn người", "ha", "km", "%", "điểm", "m2", "m²", ""] {
            assert!(is_divisible(measure), "{measure}");
        }
        for measure in ["người", "hồ sơ", "văn bản", "xã", "học viên", "lớp", "ngành", "lĩnh vực", "hợp đồng", "hội đồng", "tỷ"]
        {
            assert!(!is_divisible(measure), "{measure}");
        }
    }

    #[test]
    fn names_of_parts() {
        for label in ["Giá trị tăng thêm của kinh tế số (tỷ đồng)", "Kinh phí đã giải ngân", "Dân số (nghìn người)", "GRDP"]
        {
            assert!(is_amount(label), "{label}");
        }
        for label in ["Số hồ sơ nộp trực tuyến", "Số hợp đồng", "Số vòng", "Hội đồng", "Tổng số", "Số người trưởng thành", ""]
        {
            assert!(!is_amount(label), "{label}");
        }
    }
}
