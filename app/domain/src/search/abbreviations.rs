//! What is written in more than one way: declared here, read both ways.

use super::words::{Word, words};
use std::{collections::HashMap, sync::LazyLock};

/// Each row: the ways to write the same, the full one first. One written in capitals counts in a text only where it stands in
/// capitals there, since "kh" or "tp" could be the beginning of any word.
pub const ABBREVIATIONS: &[&[&str]] = &[
    &["ủy ban nhân dân", "UBND"],
    &["hội đồng nhân dân", "HĐND"],
    &["mặt trận tổ quốc", "MTTQ"],
    &["văn phòng", "VP"],
    &["thành phố", "TP"],
    &["thủ tục hành chính", "TTHC"],
    &["cải cách hành chính", "CCHC"],
    &["chính quyền số", "CQS"],
    &["kinh tế số", "KTS"],
    &["xã hội số", "XHS"],
    &["chuyển đổi số", "CĐS"],
    &["dịch vụ công", "DVC"],
    &["dịch vụ công trực tuyến", "DVCTT"],
    &["dịch vụ công quốc gia", "DVCQG"],
    &["cơ sở dữ liệu", "CSDL"],
    &["cơ sở dữ liệu quốc gia", "CSDLQG"],
    &["trung tâm dữ liệu", "TTDL"],
    &["trung tâm dữ liệu quốc gia", "TTDLQG"],
    &["công nghệ thông tin", "CNTT"],
    &["an toàn thông tin", "ATTT"],
    &["trí tuệ nhân tạo", "AI"],
    &["hệ thống", "HT"],
    &["cán bộ công chức", "CBCC"],
    &["cán bộ công chức viên chức", "CBCCVC"],
    &["bảo hiểm xã hội", "BHXH"],
    &["bảo hiểm y tế", "BHYT"],
    &["khoa học và công nghệ", "khoa học công nghệ", "KH&CN", "KHCN"],
    &["sở khoa học và công nghệ", "sở KH&CN", "sở KHCN", "SKHCN"],
    &["giáo dục và đào tạo", "giáo dục đào tạo", "GD&ĐT", "GDĐT"],
    &["sở giáo dục và đào tạo", "sở GD&ĐT", "sở GDĐT", "SGDĐT"],
    &["nông nghiệp và môi trường", "nông nghiệp môi trường", "NN&MT", "NNMT"],
    &["sở nông nghiệp và môi trường", "sở NN&MT", "sở NNMT", "SNNMT"],
    &["văn hóa thể thao và du lịch", "VHTT&DL", "VH, TT&DL", "VHTTDL"],
    &["sở văn hóa thể thao và du lịch", "sở VHTT&DL", "sở VH, TT&DL", "sở VHTTDL", "SVHTTDL"],
    &["lao động thương binh và xã hội", "LĐTBXH", "LĐ-TB&XH", "LĐTB&XH"],
    &["dân tộc và tôn giáo", "DT&TG", "DTTG"],
    &["thông tin và truyền thông", "TT&TT", "TTTT"],
    &["phát thanh truyền hình", "phát thanh và truyền hình", "PTTH"],
    &["ban quản lý", "BQL"],
    &["khu công nghiệp", "KCN"],
    &["khu kinh tế", "KKT"],
    &["quyết định", "QĐ"],
    &["nghị quyết", "NQ"],
    &["nghị định", "NĐ"],
    &["kế hoạch", "KH"],
    &["công văn", "CV"],
    &["báo cáo", "BC"],
    &["phụ lục", "PL"],
    &["chính phủ", "CP"],
    &["trung ương", "TW"],
];

/// A stretch of a text that stands in a row of the table.
pub(super) struct Stretch {
    pub row: usize,
    /// The first of its words, and how many they are.
    pub at: usize,
    pub len: usize,
}

struct Table {
    rows: Vec<Vec<Vec<Word>>>,
    /// Row and way, longest first, by their first word.
    starts: HashMap<String, Vec<(usize, usize)>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Vec<Vec<Vec<Word>>> = ABBREVIATIONS.iter().map(|row| row.iter().map(|way| words(way)).collect()).collect();
    let mut starts: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (r, row) in rows.iter().enumerate() {
        for (w, way) in row.iter().enumerate() {
            if let Some(first) = way.first() {
                starts.entry(first.folded.clone()).or_default().push((r, w));
            }
        }
    }
    for ways in starts.values_mut() {
        ways.sort_by_key(|(r, w)| std::cmp::Reverse(rows[*r][*w].len()));
    }
    Table { rows, starts }
});

/// The stretches of a text from left to right, the longest at each place. `typed`: somebody who searches does not write capitals.
pub(super) fn stretches(text: &[Word], typed: bool) -> Vec<Stretch> {
    let mut found = vec![];
    let mut at = 0;
    while at < text.len() {
        let ways = TABLE.starts.get(&text[at].folded).map_or(&[][..], Vec::as_slice);
        let stands = |way: &[Word]| {
            let here = text[at..].get(..way.len());
            let same = |(t, w): (&Word, &Word)| t.folded == w.folded && (typed || t.capital || !w.capital);
            here.is_some_and(|here| here.iter().zip(way).all(same))
        };
        match ways.iter().find(|(r, w)| stands(&TABLE.rows[*r][*w])) {
            Some((row, way)) => {
                let len = TABLE.rows[*row][*way].len();
                found.push(Stretch { row: *row, at, len });
                at += len;
            }
            None => at += 1,
        }
    }
    found
}

/// The words of all ways to write what the row means.
pub(super) fn ways(row: usize) -> impl Iterator<Item = &'static Word> {
    TABLE.rows.get(row).into_iter().flatten().flatten()
}

/// The words of a row's full way.
pub(super) fn in_full(row: usize) -> impl Iterator<Item = &'static Word> {
    TABLE.rows.get(row).and_then(|ways| ways.first()).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_stands_in_one_row_and_finds_it() {
        let mut seen = HashMap::new();
        for (row, written) in ABBREVIATIONS.iter().enumerate() {
            assert!(written.len() > 1, "{written:?}");
            for way in *written {
                assert_eq!(seen.insert(crate::text::fold(way), row), None, "{way} twice");
                let found = stretches(&words(way), false);
                assert_eq!(found.iter().map(|s| (s.row, s.at)).collect::<Vec<_>>(), [(row, 0)], "{way}");
            }
        }
    }

    #[test]
    fn a_long_one_hides_the_short_ones_in_it() {
        let rows = |text: &str| stretches(&words(text), false).iter().map(|s| ABBREVIATIONS[s.row][0]).collect::<Vec<_>>();
        assert_eq!(rows("Sở KH&CN lập KH"), ["sở khoa học và công nghệ", "kế hoạch"]);
        assert_eq!(rows("1766/QĐ-UBND"), ["quyết định", "ủy ban nhân dân"]);
        assert_eq!(rows("hỏi ai, ở tp nào"), Vec::<&str>::new());
    }
}
