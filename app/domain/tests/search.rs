//! What is found by what is typed, and in which order.

use domain::{
    search::{Entry, EntryKind, Index, LONGEST, Query},
    text::fold,
};
use proptest::prelude::*;

/// kind, code, number, title, further words
const ENTRIES: [(EntryKind, &str, &str, &str, &str); 22] = [
    (EntryKind::Indicator, "CQS-01", "", "Thủ tục hành chính đủ điều kiện đã làm được toàn trình", "1766/QĐ-UBND VP UBND tỉnh"),
    (EntryKind::Indicator, "CQS-02", "", "Hồ sơ thủ tục hành chính được xử lý trực tuyến", "1766/QĐ-UBND Dossiers handled online"),
    (EntryKind::Indicator, "CQS-03", "", "Dịch vụ công trực tuyến đã đưa lên Cổng Dịch vụ công quốc gia", "1766/QĐ-UBND"),
    (EntryKind::Indicator, "CQS-21", "", "Cán bộ, công chức, viên chức được đánh giá bằng dữ liệu số", "Sở Nội vụ"),
    (EntryKind::Indicator, "XHS-08", "", "Dữ liệu y tế đã xây dựng theo phân cấp quản lý", "Sở Y tế SYT"),
    (EntryKind::Task, "001-PL-I-a-1", "", "Xây dựng cơ sở dữ liệu ngành y tế", "1766/QĐ-UBND Sở Y tế SYT"),
    (EntryKind::Task, "000-II-2-a-1", "", "Khảo sát hạ tầng, phần mềm, dữ liệu hiện có", "Sở Khoa học và Công nghệ Sở KH&CN SKHCN"),
    (EntryKind::Task, "004-III-1", "", "Quét mã độc trên máy tính ở xã, phường", "Công an tỉnh CAT"),
    (EntryKind::Task, "002-V-1", "", "Mở cổng tra cứu hồ sơ đất đai", "Sở Nông nghiệp và Môi trường Sở NN&MT"),
    (EntryKind::Task, "002-V-2", "", "Công bố kết quả hằng quý", "các xã, phường, đặc khu"),
    (EntryKind::Unit, "SKHCN", "", "Sở Khoa học và Công nghệ", "Sở KH&CN tỉnh Đồng Nai"),
    (EntryKind::Unit, "SYT", "", "Sở Y tế", "Sở Y tế tỉnh Đồng Nai"),
    (EntryKind::Unit, "VPUB", "", "Văn phòng UBND tỉnh", "VP UBND tỉnh tỉnh Đồng Nai"),
    (EntryKind::Unit, "SNNMT", "", "Sở Nông nghiệp và Môi trường", "Sở NN&MT tỉnh Đồng Nai"),
    (EntryKind::Unit, "BHXH", "", "Bảo hiểm xã hội tỉnh", "BHXH tỉnh tỉnh Đồng Nai"),
    (EntryKind::Unit, "P-dong-xoai", "", "Phường Đồng Xoài", "Đồng Xoài tỉnh Đồng Nai"),
    (EntryKind::Document, "001", "1766/QĐ-UBND", "1766/QĐ-UBND · Chiến lược dữ liệu của tỉnh Đồng Nai", "Chủ tịch UBND tỉnh"),
    (EntryKind::Document, "000", "", "Kế hoạch đưa các hệ thống dùng chung lên Trung tâm Dữ liệu quốc gia", "UBND tỉnh"),
    (EntryKind::System, "CSDL-YTE", "", "Cơ sở dữ liệu ngành y tế", "Sở Y tế"),
    (EntryKind::System, "HT-IOC", "", "Trung tâm giám sát, điều hành thông minh (IOC)", "Sở Khoa học và Công nghệ"),
    (EntryKind::System, "HT-CHATBOT", "", "Chatbot, tổng đài CallBot AI thủ tục hành chính", "Văn phòng UBND tỉnh"),
    (EntryKind::Duty, "001-BC-1", "", "Báo cáo năm về tình hình thực hiện Chiến lược dữ liệu", "Sở Khoa học và Công nghệ"),
];

fn entry(kind: EntryKind, code: &str, number: &str, title: &str, words: &str) -> Entry {
    let text = str::to_owned;
    Entry { kind, code: text(code), number: text(number), title: text(title), detail: text(""), words: text(words), href: text("/") }
}

fn index() -> Index {
    Index::new(ENTRIES.iter().map(|(kind, code, number, title, words)| entry(*kind, code, number, title, words)).collect())
}

fn codes(index: &Index, query: &str) -> Vec<String> {
    index.find(&Query::new(query)).iter().map(|e| e.code.clone()).collect()
}

#[test]
fn everything_that_is_found_in_its_order() {
    let index = index();
    for (query, expected) in [
        // An exact code or number.
        ("CQS-02", &["CQS-02"][..]),
        ("cqs 02", &["CQS-02"]),
        ("cqs02", &["CQS-02"]),
        ("1766/QĐ-UBND", &["001", "CQS-03", "CQS-02", "CQS-01", "001-PL-I-a-1"]),
        ("1766", &["001", "CQS-03", "CQS-02", "CQS-01", "001-PL-I-a-1"]),
        ("quyet dinh 1766", &["001", "CQS-03", "CQS-02", "CQS-01", "001-PL-I-a-1"]),
        // The beginning of a code, and of words.
        ("cqs-0", &["CQS-03", "CQS-02", "CQS-01"]),
        ("so khoa h", &["SKHCN", "000-II-2-a-1", "HT-IOC", "001-BC-1"]),
        ("thu tuc", &["CQS-01", "CQS-02", "HT-CHATBOT"]),
        ("khoa hoc cong nghe dong nai", &["SKHCN"]),
        ("khao sat", &["000-II-2-a-1"]),
        // Abbreviations, both ways.
        // (“Khảo” in the title begins with KH, which is less than a whole word elsewhere.)
        ("Sở KH&CN", &["SKHCN", "HT-IOC", "001-BC-1", "000-II-2-a-1"]),
        ("so khcn", &["SKHCN", "000-II-2-a-1", "HT-IOC", "001-BC-1"]),
        ("TTHC", &["CQS-01", "CQS-02", "HT-CHATBOT"]),
        ("csdl", &["CSDL-YTE", "001-PL-I-a-1"]),
        ("cbccvc", &["CQS-21"]),
        // (“AI” in the title is also “trí tuệ nhân tạo”.)
        ("văn phòng ủy ban nhân dân", &["VPUB", "HT-CHATBOT", "CQS-01"]),
        ("van phong uỷ ban", &["VPUB", "CQS-01", "HT-CHATBOT"]),
        ("bảo hiểm xã hội", &["BHXH"]),
        ("bhxh", &["BHXH"]),
        ("sở nnmt", &["SNNMT", "002-V-1"]),
        ("tri tue nhan tao", &["HT-CHATBOT"]),
        // What was meant with the kind named.
        ("van ban chien luoc", &["001"]),
        ("hoi", &["BHXH", "XHS-08"]),
        // Not the beginning of any word; a word too many.
        ("oai", &[]),
        ("sở y tế đường sắt", &[]),
    ] {
        assert_eq!(codes(&index, query), expected, "{query:?}");
    }
}

#[test]
fn the_diacritics_that_were_typed_come_first() {
    let index = index();
    let expected = ["002-V-1", "CQS-03", "002-V-2", "CQS-21", "SKHCN", "000-II-2-a-1", "004-III-1", "HT-IOC", "001-BC-1"];
    assert_eq!(codes(&index, "cổng"), expected, "two gates, then what is public");
    // Without any the place in the title decides.
    assert_eq!(codes(&index, "cong")[0], "002-V-2");
    // The tone mark may stand on either letter, and may be still to come.
    let both = Index::new(vec![entry(EntryKind::Task, "a", "", "Số hoà", ""), entry(EntryKind::Task, "b", "", "Số hoá", "")]);
    assert_eq!(codes(&both, "số hóa"), ["b", "a"]);
    assert_eq!(codes(&both, "số hoa"), ["a", "b"]);
}

#[test]
fn what_holds_no_word_finds_nothing() {
    let index = index();
    for empty in ["", " ", "\t\n", "!?…", "&&&", "–", "\u{301}\u{301}"] {
        let query = Query::new(empty);
        assert!(query.is_empty() && index.find(&query).is_empty() && query.shorter().is_empty(), "{empty:?}");
    }
    assert!(Index::default().find(&Query::new("so")).is_empty());
}

#[test]
fn spaces_and_length() {
    let index = index();
    assert_eq!(codes(&index, "  sở \t y\u{a0}  tế "), codes(&index, "sở y tế"));
    assert_eq!(Query::new("  sở \n y  tế ").typed, "sở y tế");
    let long = Query::new(&"thủ tục ".repeat(1000));
    assert_eq!((long.typed.chars().count(), long.is_cut), (LONGEST, true));
    let exact = Query::new(&"ế".repeat(LONGEST));
    assert!(!exact.is_cut);
    assert!(!index.find(&long).is_empty(), "a word that is repeated counts once");
}

#[test]
fn what_was_found_is_marked() {
    let marked = |query: &str, text: &str| {
        let pieces = Query::new(query).marks(text);
        pieces.iter().map(|(piece, hit)| if *hit { format!("[{piece}]") } else { piece.clone() }).collect::<String>()
    };
    for (query, text, expected) in [
        ("thu tuc", "Hồ sơ thủ tục hành chính", "Hồ sơ [thủ] [tục] hành chính"),
        ("tthc", "Hồ sơ thủ tục hành chính.", "Hồ sơ [thủ] [tục] [hành] [chính]."),
        ("ủy ban nhân dân", "VP UBND tỉnh", "VP [UBND] tỉnh"),
        ("1766", "1766/QĐ-UBND", "[1766]/QĐ-UBND"),
        ("x", "Sở <b>", "Sở <b>"),
        ("", "Sở Y tế", "Sở Y tế"),
        ("so", "", ""),
    ] {
        assert_eq!(marked(query, text), expected, "{query:?} in {text:?}");
    }
}

#[test]
fn a_word_less() {
    let shorter = Query::new("sở  y tế").shorter();
    let expected = [("sở", "y tế"), ("y", "sở tế"), ("tế", "sở y")];
    assert_eq!(shorter, expected.map(|(dropped, rest)| (dropped.to_owned(), rest.to_owned())));
    assert!(Query::new("sở").shorter().is_empty());
    assert_eq!(Query::new("a b c d e f g h i j").shorter().len(), 8);
}

proptest! {
    #[test]
    fn a_folded_title_finds_it(title in "\\PC{0,60}") {
        let index = Index::new(vec![entry(EntryKind::Task, "x", "", &title, "")]);
        let query = Query::new(&fold(&title));
        prop_assert_eq!(index.find(&query).len(), usize::from(!fold(&title).is_empty()));
    }

    #[test]
    fn every_beginning_of_a_code_finds_it(code in "[A-Z]{1,4}[-/.][0-9]{1,3}(-[a-zđ]{1,6})?", number in "[0-9]{1,4}/QĐ-[A-Z]{2,5}") {
        let index = Index::new(vec![entry(EntryKind::Document, &code, &number, "Tên", "")]);
        for text in [&code, &number] {
            for (end, c) in text.char_indices() {
                prop_assert_eq!(index.find(&Query::new(&text[..end + c.len_utf8()])).len(), 1, "{:?}", text);
            }
        }
    }

    #[test]
    fn nothing_that_is_typed_breaks_it(typed in "\\PC{0,130}", text in "\\PC{0,60}") {
        let query = Query::new(&typed);
        let index = Index::new(vec![entry(EntryKind::System, &text, &text, &text, &text)]);
        prop_assert!(index.find(&query).len() <= 1);
        prop_assert_eq!(query.marks(&text).into_iter().map(|(piece, _)| piece).collect::<String>(), text);
        prop_assert!(query.typed.chars().count() <= LONGEST);
        for (_, rest) in query.shorter() {
            prop_assert!(!Query::new(&rest).is_empty());
        }
    }
}
