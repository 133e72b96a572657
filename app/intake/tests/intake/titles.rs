//! What a title, a sheet's name and the words of a header say that must not be passed over in silence: another agency, a deadline,
//! a letter's month, a week, a plan. Tables and answers by hand.

use super::bases::{check_of, read_named, read_of};

/// Of a file that nobody in particular sent.
fn read(table: &str) -> (Vec<String>, Vec<(String, String)>) {
    read_of("", table)
}

fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    check_of("", table, values, found);
}

fn list(title: &str, header: &str, row: &str) -> String {
    format!("{title}\n\nĐơn vị báo cáo: Sở Y tế\n{header}\n{row}")
}

#[test]
fn months_of_letters_are_no_period() {
    for title in [
        "Số liệu tháng 10 (Kèm theo Công văn số 12/SYT-VP tháng 11/2026)",
        "Số liệu tháng 10, cập nhật tháng 11/2026",
        "Phụ lục kèm Công văn tháng 11/2026 - số liệu tháng 10",
        "Số liệu tháng 10/2026; lập ngày 05/11/2026",
    ] {
        check(&list(title, "Mã|Tử số|Mẫu số", "HS-01|9|10"), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    check(&list("Số liệu tháng 9/2026", "Mã|Tử số|Mẫu số", "HS-01|9|10"), &["SYT HS-01 2026-09 9/10"], &[]);
}

#[test]
fn what_is_of_no_whole_month_is_asked() {
    for title in
        ["Số liệu tuần 3 tháng 10/2026", "10 ngày đầu tháng 10/2026", "Số liệu tháng 8 và tháng 9 năm 2026", "BÁO CÁO THÁNG 13/2026"]
    {
        let (_, found) = read(&list(title, "Mã|Tử số|Mẫu số", "HS-01|9|10"));
        assert_eq!(found, [("not-a-period".to_owned(), "A1".to_owned())], "{title}");
    }
    for title in
        ["Tuân thủ kế hoạch tháng 10/2026", "Người lập: Trần Văn Tuấn", "Số liệu 10 tháng đầu năm", "Số liệu tháng 10 so với tháng 9"]
    {
        let (_, found) = read(&list(title, "Mã|Tử số|Mẫu số", "VB-01|9|10"));
        assert!(!found.iter().any(|(rule, _)| rule == "not-a-period"), "{title}: {found:?}");
    }
    // Where each row says its month, the title may say what it likes.
    let table = list("Số liệu tháng 9 và tháng 10 năm 2026", "Mã|Kỳ|Tử số|Mẫu số", "HS-01|2026-10|9|10");
    check(&table, &["SYT HS-01 2026-10 9/10"], &[]);
    let (values, found) = read(&list("Số liệu năm 2025", "Mã|Tử số|Mẫu số", "HS-01|9|10"));
    assert_eq!((values.len(), found), (0, vec![("period-length".to_owned(), "B5".to_owned())]));
}

#[test]
fn plans_in_titles() {
    for title in ["KẾ HOẠCH THÁNG 10/2026", "GIAO CHỈ TIÊU NĂM 2026", "Dự kiến thực hiện tháng 10/2026", "Mục tiêu phấn đấu đến 31/12/2026"]
    {
        let (values, found) = read(&list(title, "Mã|Tử số|Mẫu số", "DN-01|9|10"));
        assert!(values.is_empty() && found.iter().any(|(rule, _)| rule == "not-a-result"), "{title}: {values:?} {found:?}");
    }
    for title in ["Kết quả thực hiện Kế hoạch 12/KH-UBND tháng 10/2026", "Kế hoạch 2210/KH-UBND: báo cáo tháng 10/2026"]
    {
        check(&list(title, "Mã|Tử số|Mẫu số", "DN-01|9|10"), &["SYT DN-01 2026-10 9/10"], &[]);
    }
}

#[test]
fn columns_that_speak_of_something_else() {
    for column in ["Cơ quan theo dõi", "Đơn vị phối hợp", "Đơn vị thẩm định", "Cơ quan quản lý"] {
        let table = list("Số liệu tháng 10/2026", &format!("Mã|{column}|Tử số|Mẫu số"), "HS-01|Sở Khoa học và Công nghệ|9|10");
        check(&table, &["SYT HS-01 2026-10 9/10"], &[]);
    }
    for column in ["Tháng hoàn thành", "Thời gian hoàn thành", "Kỳ công bố"] {
        let table = list("Số liệu tháng 10/2026", &format!("Mã|{column}|Tử số|Mẫu số"), "HS-01|12/2026|9|10");
        check(&table, &["SYT HS-01 2026-10 9/10"], &[]);
    }
    for column in ["Đơn vị", "Đơn vị thực hiện", "Cơ quan, đơn vị", "Đơn vị (xã, phường)"] {
        check(&format!("{column}|Mã|Tử số|Mẫu số\nSYT|HS-01|9|10"), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    for column in ["Kỳ", "Tháng báo cáo", "Kỳ số liệu", "Tháng/năm"] {
        let table = list("", &format!("Mã|{column}|Tử số|Mẫu số"), "HS-01|9/2026|9|10");
        check(&table, &["SYT HS-01 2026-09 9/10"], &[]);
    }
}

#[test]
fn headers_in_other_words() {
    for header in ["Tử|Mẫu", "Đã thực hiện|Tổng số", "Số liệu|Mẫu số"] {
        check(&list("", &format!("Mã|{header}"), "HS-01|9|10"), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    let table = "Đơn vị|HS-01 Hồ sơ - tử số|Hồ sơ (HS-01) - mẫu số\nSYT|9|10";
    check(table, &["SYT HS-01 2026-10 9/10"], &[]);
    // "Chỉ tiêu 1" is a name over figures that nobody knows.
    let table = "Đơn vị|Chỉ tiêu 1||HS-01|\n|Tử số|Mẫu số|Tử số|Mẫu số\nSYT|8|9|9|10";
    check(table, &["SYT HS-01 2026-10 9/10"], &[("unknown-column", "B1")]);
    // A footnote counts, too.
    let told = [("counted-in", "B3"), ("counted-in", "C3")];
    check(&(list("", "Mã|Tử số|Mẫu số", "HS-01|9|10") + "\n\nĐơn vị tính: nghìn hồ sơ"), &["SYT HS-01 2026-10 9/10"], &told);
}

#[test]
fn numerators_that_say_so_come_before_other_words_for_results() {
    for header in ["Tử số (hồ sơ)|Mẫu số (hồ sơ)|Kết quả (%)", "Số thực hiện (tử số)|Mẫu số|Đạt (%)", "(a) Tử số|(b) Mẫu số|%"]
    {
        check(&list("", &format!("Mã|{header}"), "HS-01|9|10|90"), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    check(&list("", "Mã|Phải thực hiện|Đã hoàn thành", "HS-01|10|9"), &["SYT HS-01 2026-10 9/10"], &[]);
    // A percentage is no numerator; that one is missing is found when the figure is checked.
    check(&list("", "Mã|Tử số (%)|Mẫu số", "HS-01|90|10"), &["SYT HS-01 2026-10 /10"], &[]);
}

#[test]
fn exports_of_other_systems() {
    let table = "MA_DV|TEN_DV|MA_CT|KY_BC|TU_SO|MAU_SO|TRANG_THAI\n26041|Sở Y tế|HS-01|09/2026|9|10|DA_DUYET";
    check(table, &["SYT HS-01 2026-09 9/10"], &[]);
    let table = |month: &str| format!("MA_DV|MA_CT|KY_BC|TU_SO|MAU_SO\nSYT|HS-01|{month}|9|10");
    check(&table("202609"), &["SYT HS-01 2026-09 9/10"], &[]);
    let table = "TEN_DV|TEN_CHI_TIEU|TU_SO|MAU_SO\nSở Y tế|HS-01|9|10\nSở Khoa học và Công nghệ|HS-01|5|6";
    check(table, &["SYT HS-01 2026-10 9/10", "SKHCN HS-01 2026-10 5/6"], &[]);
}

#[test]
fn parts_of_months_and_titles_of_more_than_one() {
    for title in ["Số liệu từ ngày 01/10/2026 đến ngày 15/10/2026", "Báo cáo nhanh ngày 15/10/2026", "Báo cáo tháng 9, tháng 10 năm 2026"]
    {
        let (_, found) = read(&list(title, "Mã|Tử số|Mẫu số", "HS-01|9|10"));
        assert_eq!(found, [("not-a-period".to_owned(), "A1".to_owned())], "{title}");
    }
    for title in [
        "Số liệu từ ngày 01/10/2026 đến ngày 31/10/2026",
        "Báo cáo kết quả tháng 10, nhiệm vụ tháng 11 năm 2026",
        "Đồng Nai, ngày 05 tháng 11 năm 2026",
    ] {
        check(&list(title, "Mã|Tử số|Mẫu số", "HS-01|9|10"), &["SYT HS-01 2026-10 9/10"], &[]);
    }
}

#[test]
fn a_plan_above_the_results() {
    let table = |title: &str| format!("Đơn vị: Sở Y tế\n{title}\nMã|Tử số|Mẫu số\nDN-01|9|10");
    for title in ["I. KẾ HOẠCH THÁNG 10/2026", "Phụ lục 1: KẾ HOẠCH THÁNG 10/2026"] {
        let (values, found) = read(&table(title));
        assert!(values.is_empty() && found.iter().all(|(rule, _)| rule == "not-a-result"), "{title}: {values:?} {found:?}");
    }
    let both = table("I. KẾ HOẠCH THÁNG 10/2026") + "\n\nII. THỰC HIỆN THÁNG 10/2026\nMã|Tử số|Mẫu số\nDN-01|8|10";
    check(&both, &["SYT DN-01 2026-10 8/10"], &[("plan-table", "A3")]);
}

#[test]
fn names_that_say_less_or_something_else() {
    for limit in ["lĩnh vực đất đai", "năm 2025", "tháng 9"] {
        let (_, found) = read(&list("", "Chỉ tiêu|Tử số|Mẫu số", &format!("Tỷ lệ hồ sơ trực tuyến toàn trình ({limit})|9|10")));
        assert!(!found.is_empty(), "{limit}");
    }
    for note in ["Số liệu tháng 9/2026", "Số luỹ kế 10 tháng", "ĐVT: nghìn lượt"] {
        let table = list("", "Mã|Tử số|Mẫu số|Ghi chú", &format!("HS-01|9|10|{note}"));
        check(&table, &["SYT HS-01 2026-10 9/10"], &[("note-objects", "B3")]);
    }
    for note in ["Số liệu tháng 10", "Đã đối chiếu", "Tăng so với tháng 9"] {
        check(&list("", "Mã|Tử số|Mẫu số|Ghi chú", &format!("HS-01|9|10|{note}")), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    // The cell that is named is the one that is empty.
    let (_, found) = read("TT|Đơn vị|Mã|Tử số|Mẫu số\nI|Vùng cao||9|10\n1|SYT|HS-01|9|10");
    assert!(found.iter().any(|(_, cell)| cell == "C2"), "{found:?}");
    for noun in ["hồ sơ", "lượt", "người"] {
        check(&list("", "Mã|Tử số|Mẫu số", &format!("HS-01|9 {noun}|10 {noun}")), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    let (_, found) = read(&list("", "Mã|Tử số|Mẫu số", "HS-01|9 nghìn hồ sơ|10"));
    assert_eq!(found, [("text-not-number".to_owned(), "B3".to_owned())]);
}

#[test]
fn turned_round_and_titled_in_more_words() {
    let table = "Đơn vị báo cáo: Sở Y tế\nNội dung|HS-01|HS-02\nTử số|9|3\nMẫu số|10|7";
    check(table, &["SYT HS-01 2026-10 9/10", "SYT HS-02 2026-10 3/7"], &[]);
    let table = "Bảng 1. Tỷ lệ doanh nghiệp nhỏ và vừa chuyển đổi số của các sở\nĐơn vị|Tử số|Mẫu số\nSYT|9|10";
    let (values, found) = read(table);
    assert!(values.len() == 1 && found.is_empty(), "{values:?} {found:?}");
}

#[test]
fn other_places_and_other_stretches() {
    let of = |unit: &str| read(&format!("Đơn vị|Mã|Tử số|Mẫu số\n{unit}|HS-01|9|10")).1;
    for unit in ["Xã Xuân Đông", "Xa Xuan Dong", "xã Xuan Đông", "XÃ XUÂN ĐÔNG"] {
        assert_eq!(of(unit), [], "{unit}");
    }
    for unit in ["Xã Xuân Đồng", "Xã Xuân Động", "Phường Xuân Đông"] {
        assert_eq!(of(unit), [("unit-to-confirm".to_owned(), "A2".to_owned())], "{unit}");
    }
    let told = |title: &str| read(&list(title, "Mã|Tử số|Mẫu số", "VB-01|9|10")).1;
    assert_eq!(told("SỞ Y TẾ TỈNH QUẢNG NGÃI"), [("other-unit".to_owned(), "A1".to_owned())]);
    assert_eq!(told("SỞ Y TẾ TỈNH ĐỒNG NAI"), []);
    for title in
        ["Từ 01/9/2026 đến 31/10/2026", "Tháng 09 - 10/2026", "9 tháng đầu năm 2026", "Báo cáo nửa đầu tháng 10/2026", "Cả năm 2026"]
    {
        assert_eq!(told(title), [("not-a-period".to_owned(), "A1".to_owned())], "{title}");
    }
    for title in ["Từ 01/01/2026 đến 31/10/2026", "10 tháng đầu năm 2026", "Từ 15/9/2026 đến 14/10/2026"] {
        assert_eq!(told(title), [], "{title}");
    }
    let table = "Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|9|10\nSKHCN,HS-01,5,6";
    check(table, &["SYT HS-01 2026-10 9/10"], &[("line-in-one-cell", "A3")]);
    // A rate without a name beside its indicator is nobody's.
    check("Đơn vị|HS-01||Tỷ lệ (%)\n|Tử số|Mẫu số|\nSYT|9|10|90", &["SYT HS-01 2026-10 9/10"], &[]);
}

#[test]
fn a_file_named_after_another_month_that_says_nowhere_of_when_it_is() {
    let table = "Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|9|10";
    let timed = "Đơn vị|Mã|Kỳ|Tử số|Mẫu số\nSYT|HS-01|10/2026|9|10";
    let titled = format!("Báo cáo tháng 10/2026\n{table}");
    for (file, table, told) in [
        ("BC_T9_2026.csv", table, true),
        ("Báo cáo tháng 9.csv", table, true),
        ("Báo cáo tháng 10.csv", table, false),
        ("Báo cáo.csv", table, false),
        ("BC_T9_2026.csv", timed, false),
        ("BC_T9_2026.csv", titled.as_str(), false),
    ] {
        let (values, found) = read_named(file, "", table);
        assert_eq!(values, ["SYT HS-01 2026-10 9/10"], "{file} {table}");
        assert_eq!(found.iter().any(|(rule, _)| rule == "file-name-period"), told, "{file} {table}");
    }
}
