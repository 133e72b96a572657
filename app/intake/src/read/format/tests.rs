use super::*;

#[test]
fn codes() {
    for (code, kind) in [
        ("General", Kind::Plain),
        ("#,##0.00", Kind::Plain),
        ("0.0%", Kind::Percent),
        ("[Red]0.00%;0%", Kind::Percent),
        (r#"0.0"%""#, Kind::PercentSign),
        (r"0\%", Kind::PercentSign),
        (r##"#,##0".000""##, Kind::Altered),
        (r#"0" nghìn""#, Kind::Altered),
        (r#"0"k""#, Kind::Altered),
        (r#""<"0"#, Kind::Altered),
        (";;;", Kind::Altered),
        (r#"#,##0;[Red]"10""#, Kind::Plain),
        ("#,##0,", Kind::Altered),
        ("0.0,", Kind::Altered),
        ("[>999]#,##0,;0", Kind::Altered),
        (r#"[=0]0;0" nghìn""#, Kind::Altered),
        (r#"[>5000]0;"-""#, Kind::Altered),
        ("0 [$nghìn]", Kind::Altered),
        ("#,##0 [$₫-42A]", Kind::Plain),
        (r#"0" chục""#, Kind::Altered),
        ("0K", Kind::Altered),
        (r#""x""#, Kind::Altered),
        ("-0", Kind::Altered),
        ("(0)", Kind::Altered),
        (r"0\.0", Kind::Altered),
        (r#"0"."000"#, Kind::Plain),
        (r#"0".""#, Kind::Plain),
        (r"000\-000", Kind::Altered),
        (r#"#\ ##0"#, Kind::Plain),
        (r#""khoảng "0"#, Kind::Altered),
        (r#"0" kế hoạch""#, Kind::Altered),
        (r#"0"²""#, Kind::Altered),
        (r#"0;-0;"chưa có""#, Kind::ZeroAltered),
        ("0;-0;", Kind::Plain),
        (r#"[=0]"-";#,##0"#, Kind::Plain),
        (r#"[>0]#,##0;"-""#, Kind::Plain),
        (r#"#,##0 "(hồ sơ)""#, Kind::Plain),
        (r#"0" công chức""#, Kind::Plain),
        (r#"0" trạm""#, Kind::Plain),
        ("", Kind::Plain),
        (r#"_(* #,##0_);_(* \(#,##0\);_(* "-"??_);_(@_)"#, Kind::Plain),
        ("# ?/?", Kind::Plain),
        (r#"0" học viên""#, Kind::Plain),
        ("dd/mm/yyyy", Kind::Date),
        ("[$-42A]dd mmmm yyyy;@", Kind::Date),
        ("[h]:mm", Kind::Date),
        ("[>=100]0", Kind::Plain),
        (r#"_-* #,##0\ "₫"_-"#, Kind::Plain),
        ("0.00E+00", Kind::Plain),
        ("@", Kind::Plain),
        (r#"0" (kỳ trước)""#, Kind::Altered),
        (r#"0" luỹ kế""#, Kind::Altered),
        (r#"0" tháng trước""#, Kind::Altered),
        (r#"0" cũ""#, Kind::Altered),
        (r#"0" (đã rà soát)""#, Kind::Plain),
        (r#""Tháng "0"#, Kind::Time("Tháng")),
        (r#""tháng "00"#, Kind::Time("Tháng")),
        (r##""Quý "#"##, Kind::Time("Quý")),
        (r#""Năm "0"#, Kind::Time("Năm")),
        (r#""Tháng "0"/2026""#, Kind::Altered),
        (r#"0" tháng""#, Kind::Altered),
        (r#""Kỳ "0"#, Kind::Altered),
        ("0.000", Kind::Thousandths),
        ("#,##0.000", Kind::Thousandths),
        ("0.000;-0.000", Kind::Thousandths),
        ("0.000%", Kind::Percent),
        ("0.00", Kind::Plain),
        ("0.0000", Kind::Plain),
        ("#.###", Kind::Thousandths),
        ("0.000E+00", Kind::Plain),
    ] {
        assert_eq!(of_code(code), kind, "{code}");
    }
}

#[test]
fn what_is_shown_is_the_number_or_not() {
    for (shown, number, percent, same) in [
        ("4321", 4321.0, false, true),
        ("4.321", 4321.0, false, true),
        ("4,321.00", 4321.0, false, true),
        ("4 321,5", 4321.46, false, true),
        ("13", 12.5, false, true),
        ("4.321 ₫", 4321.0, false, true),
        ("5 học viên", 5.0, false, true),
        ("-", 0.0, false, true),
        ("(4)", -4.0, false, true),
        ("4,32E+03", 4321.0, false, true),
        ("80,0 %", 0.8, true, true),
        ("80%", 0.8, true, true),
        ("4 nghìn", 4.0, false, false),
        ("4.321", 4_321_000.0, false, false),
        ("1k", 1.0, false, false),
        ("", 4.0, false, false),
        ("9999", 4321.0, false, false),
        ("432.1", 4321.0, false, false),
        ("4.000", 4.0, false, false),
        ("4,000", 4.0, false, true),
        ("(4)", 4.0, false, false),
        ("4321 (1)", 4321.0, false, false),
        ("~4", 4.0, false, false),
        ("80%", 80.0, false, false),
        ("4500", 4.0, false, false),
    ] {
        assert_eq!(shows(shown, number, percent), same, "{shown} of {number}");
    }
}

#[test]
fn numbers_come_in_their_shortest_form() {
    for (text, shortest) in [
        ("412", "412"),
        ("-0.5", "-0.5"),
        ("0.61699999999999999", "0.617"),
        ("1.2E+3", "1200"),
        ("1200.0", "1200"),
        ("007", "7"),
        ("-0", "0"),
        ("9007199254740993", "9007199254740992"),
        (" 5 ", "5"),
    ] {
        assert_eq!(written(text, Kind::Plain, false), CellValue::Number { text: shortest.into(), percent: false }, "{text}");
    }
    assert_eq!(written("khoảng 5", Kind::Plain, false), CellValue::Text("khoảng 5".into()));
    assert_eq!(written("1e999", Kind::Plain, false), CellValue::Error("inf".into()));
}

#[test]
fn days() {
    // As Excel shows them.
    for (number, from_1904, shown) in [
        (1.0, false, "01/01/1900"),
        (59.0, false, "28/02/1900"),
        (60.0, false, "29/02/1900"),
        (61.0, false, "01/03/1900"),
        (46387.0, false, "31/12/2026"),
        (44925.0, true, "31/12/2026"),
        (0.0, true, "01/01/1904"),
        (0.3125, false, "07:30:00"),
    ] {
        assert_eq!(value(number, Kind::Date, from_1904), CellValue::Date(shown.into()));
    }
    assert_eq!(value(-1.0, Kind::Date, false), CellValue::Number { text: "-1".into(), percent: false });
    assert_eq!(iso("2026-12-31T07:30:00"), "31/12/2026");
    assert_eq!(iso("PT07H30M00S"), "07:30:00");
}

#[test]
fn numbers_under_such_formats() {
    for (number, kind, shown) in [
        (10.0, Kind::Time("Tháng"), "Tháng 10"),
        (2026.0, Kind::Time("Năm"), "Năm 2026"),
        (10.5, Kind::Time("Tháng"), "10.5 (ô có định dạng hiện khác đi)"),
        (-1.0, Kind::Time("Tháng"), "-1 (ô có định dạng hiện khác đi)"),
        (0.0, Kind::Time("Quý"), "Quý 0"),
        // 12 is shown as "12,000" or "12.000".
        (12.0, Kind::Thousandths, "12 (ô có định dạng hiện khác đi)"),
        (999.0, Kind::Thousandths, "999 (ô có định dạng hiện khác đi)"),
        (-12.0, Kind::Thousandths, "-12 (ô có định dạng hiện khác đi)"),
        (0.0, Kind::Thousandths, "0"),
        (12.5, Kind::Thousandths, "12.5"),
        // "1.000,000" is no count of a million.
        (1000.0, Kind::Thousandths, "1000"),
    ] {
        let text = match value(number, kind, false) {
            CellValue::Text(text) | CellValue::Number { text, .. } => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(text, shown, "{number} {kind:?}");
    }
}
