//! Sums that a table gives itself, against the rows above and below them. Tables and answers by hand.

use super::bases::check_of;

/// Of the numerators in column B; the denominators in C have no sums.
fn check(rows: &[(&str, &str)], found: &[&str]) {
    let header = "Đơn vị|HS-01 tử số|HS-01 mẫu số";
    let units = ["Sở Y tế", "Sở Khoa học và Công nghệ", "Xã Phước An", "Phường Trấn Biên"];
    let line = |(name, n): &(&str, &str)| format!("{name}|{n}|{}", if units.contains(name) { "50" } else { "" });
    let table = format!("{header}\n{}", rows.iter().map(line).collect::<Vec<_>>().join("\n"));
    let code = |name: &str| match name {
        "Sở Y tế" => "SYT",
        "Sở Khoa học và Công nghệ" => "SKHCN",
        "Xã Phước An" => "X02",
        _ => "P01",
    };
    let number = |n: &str| n.parse::<u32>().map(|n| n.to_string()).unwrap_or_default();
    let value = |(name, n): &(&str, &str)| format!("{} HS-01 2026-10 {}/50", code(name), number(n));
    let values: Vec<String> = rows.iter().filter(|(name, _)| units.contains(name)).map(value).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|place| place.split_once(' ').unwrap_or((place, ""))).collect();
    check_of("X01", &table, &values.iter().map(String::as_str).collect::<Vec<_>>(), &found);
}

const A: (&str, &str) = ("Sở Y tế", "10");
const B: (&str, &str) = ("Sở Khoa học và Công nghệ", "20");
const C: (&str, &str) = ("Xã Phước An", "4");
const D: (&str, &str) = ("Phường Trấn Biên", "3");

#[test]
fn one_sum() {
    // Equal, at the end and at the beginning.
    check(&[A, B, ("Tổng cộng", "30")], &[]);
    check(&[("Toàn tỉnh", "30"), A, B], &[]);
    // One more, one less, a digit too many.
    check(&[A, B, ("Tổng cộng", "31")], &["total-differs B4"]);
    check(&[("Tổng số", "29"), A, B], &["total-differs B2"]);
    check(&[A, B, ("Cộng", "300")], &["total-differs B4"]);
    check(&[A, B, ("Cộng", "0")], &["total-differs B4"]);
    // Nothing, and what is no sum.
    for (name, total) in
        [("Tổng cộng", ""), ("Tổng cộng", "-"), ("Bình quân", "15"), ("Cao nhất", "20"), ("Kế hoạch", "90"), ("Cộng trang", "12")]
    {
        check(&[A, B, (name, total)], &[]);
    }
    // Less than one is rounding.
    check(&[A, B, ("Tổng cộng", "30,4")], &[]);
    check(&[A, B, ("Tổng cộng", "31,0")], &["total-differs B4"]);
}

#[test]
fn sums_of_parts() {
    let parts =
        |s: &'static str, x: &'static str, all: &'static str| [("Khối sở", s), A, B, ("Khối xã, phường", x), C, D, ("Tổng cộng", all)];
    check(&parts("30", "7", "37"), &[]);
    check(&parts("30", "7", "38"), &["total-differs B8"]);
    check(&parts("31", "7", "37"), &["total-differs B2"]);
    check(&parts("30", "8", "37"), &["total-differs B5"]);
    // Below their rows, the whole above all, a level between.
    check(&[A, B, ("Cộng các sở", "30"), C, D, ("Cộng các xã", "7"), ("Tổng cộng", "37")], &[]);
    check(&[("Toàn tỉnh", "37"), ("Khối sở", "30"), A, B, ("Khối xã", "7"), C, D], &[]);
    check(&[("Toàn tỉnh", "37"), ("Khối sở", "30"), ("Khối y tế", "10"), A, ("Khối tư pháp", "20"), B, ("Khối xã", "7"), C, D], &[]);
}

#[test]
fn nothing_is_said_of_a_column_that_was_not_read_whole() {
    check(&[A, ("Sở Khoa học và Công nghệ", "2x"), ("Tổng cộng", "30")], &["text-not-number B3"]);
    check(&[A, ("Xã Không Có", "20"), ("Tổng cộng", "40")], &["unknown-unit A3"]);
    // Numbers of columns are no figures.
    let table = "Đơn vị|HS-01 tử số|HS-01 mẫu số\n1|2|3\nSở Y tế|10|50\nTổng cộng|10|50";
    check_of("X01", table, &["SYT HS-01 2026-10 10/50"], &[]);
    let gap = "TT|Đơn vị|HS-01 tử số|HS-01 mẫu số\n1||2|3\n2|Sở Y tế|10|50";
    check_of("X01", gap, &["SYT HS-01 2026-10 10/50"], &[("unit-missing", "B2")]);
}
