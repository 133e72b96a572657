use super::*;

#[test]
fn whole_cells() {
    for (text, expected) in [
        ("2026-10", "2026-10"),
        ("2026M10", "2026-10"),
        ("102026", "2026-10"),
        ("10/2026", "2026-10"),
        ("T10/2026", "2026-10"),
        ("T.10/2026", "2026-10"),
        ("Tháng 10 năm 2026", "2026-10"),
        ("tháng 10/2026", "2026-10"),
        ("Tháng 9", "2026-09"),
        ("T9", "2026-09"),
        ("Kỳ báo cáo tháng 01/2026", "2026-01"),
        ("01/10/2026", "2026-10"),
        ("31/10/2026", "2026-10"),
        ("2026-10-01", "2026-10"),
        ("Quý III/2026", "2026-Q3"),
        ("Quý 3 năm 2026", "2026-Q3"),
        ("Q3/2026", "2026-Q3"),
        ("2026-Q3", "2026-Q3"),
        ("6 tháng đầu năm 2026", "2026-H1"),
        ("6 tháng cuối năm 2026", "2026-H2"),
        ("2026-H1", "2026-H1"),
        ("Năm 2026", "2026"),
        ("2026", "2026"),
    ] {
        assert_eq!(whole(text, Some(2026)).map(|p| p.to_string()).as_deref(), Some(expected), "{text}");
    }
    for text in ["", "10", "T13/2026", "Tháng 13", "15/10/2026", "Quý V/2026", "1234", "450", "tháng trước", "T", "2026-13", "Tổng"]
    {
        assert_eq!(whole(text, Some(2026)), None, "{text}");
    }
    assert_eq!(whole("Tháng 9", None), None);
}

#[test]
fn in_titles() {
    for (text, expected) in [
        ("Kỳ báo cáo: tháng 10 năm 2026", Some("2026-10")),
        ("BÁO CÁO KẾT QUẢ THÁNG 10/2026", Some("2026-10")),
        ("Biểu báo cáo quý III năm 2026", Some("2026-Q3")),
        ("Quí 3 năm 2026", Some("2026-Q3")),
        ("Số liệu 6 tháng đầu năm 2026", Some("2026-H1")),
        ("T9-2026", Some("2026-09")),
        ("Kỳ báo cáo: 9/2026", Some("2026-09")),
        ("Kỳ số liệu: 09-2026", Some("2026-09")),
        ("Báo cáo tháng 9", Some("2026-09")),
        ("BÁO CÁO THÁNG CHÍN", Some("2026-09")),
        ("Báo cáo tháng mười một năm 2026", Some("2026-11")),
        ("Report for September 2026", Some("2026-09")),
        ("Từ 01/09/2026 đến 30/09/2026", Some("2026-09")),
        ("(từ ngày 15/8/2026 đến ngày 14/9/2026)", Some("2026-09")),
        ("(từ ngày 01/01/2026 đến ngày 31/10/2026)", None),
        ("Số liệu đến ngày 30/9/2026", Some("2026-09")),
        ("Tính đến hết ngày 30 tháng 9 năm 2026", Some("2026-09")),
        ("Số liệu đến ngày 05/11/2026", None),
        ("BÁO CÁO NĂM 2025", Some("2025")),
        ("BÁO CÁO KẾT QUẢ CHUYỂN ĐỔI SỐ NĂM 2026", None),
        ("Báo cáo theo Nghị quyết số 57 năm 2024", None),
        ("Đồng Nai, ngày 05 tháng 11 năm 2026", None),
        ("Mục tiêu năm 2026", None),
        ("Sheet1", None),
    ] {
        assert_eq!(titled(text, 2026).map(|p| p.to_string()).as_deref(), expected, "{text}");
    }
    for (text, expected) in
        [("Tử số T9", Some("2026-09")), ("Thực hiện tháng 10", Some("2026-10")), ("Tử số", None), ("Số người từ 15 tuổi", None)]
    {
        assert_eq!(within(text, Some(2026)).map(|p| p.to_string()).as_deref(), expected, "{text}");
    }
}

#[test]
fn the_month_of_a_file_by_its_name() {
    let own: Period = "2026-10".parse().unwrap();
    for (name, of) in [
        ("BC_T9_2026", "2026-09"),
        ("Bao cao thang 9", "2026-09"),
        ("Báo cáo tháng 09-2026 (1)", "2026-09"),
        ("2026-09 Sở Y tế", "2026-09"),
        ("SYT 09.2026", "2026-09"),
        ("T10", "2026-10"),
        ("Tháng 12 năm 2026", "2026-12"),
    ] {
        assert_eq!(of_file(name, own), Some(of.parse().unwrap()), "{name}");
    }
    assert_eq!(of_file("Báo cáo tháng 12", "2027-01".parse().unwrap()), Some("2026-12".parse().unwrap()));
    // Days, two months, a sum, a year, a quarter, no month at all.
    for name in [
        "BC 05-09-2026",
        "BC ngày 5 tháng 9",
        "20260905 bao cao",
        "Tháng 9 và tháng 10",
        "BC 9 tháng 2026",
        "Biểu 2026",
        "Quý III 2026",
        "Biểu mẫu số 9",
        "form",
        "",
        "13-2026",
        "T13",
    ] {
        assert_eq!(of_file(name, own), None, "{name}");
    }
}
