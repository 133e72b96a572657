//! The reader of names and periods under any text: it never invents a unit, an indicator or a period, and a name that is written
//! otherwise than the catalogue writes it is still the same name.

use super::common::*;
use domain::indicator::Accumulation;
use intake::{Choices, Context, Known, KnownIndicator, KnownUnit, Shape};
use proptest::{collection::vec, prelude::*, sample::select};

const UNITS: &[(&str, &str)] = &[
    ("X05", "Xã Xuân Đông"),
    ("X02", "Xã Phước An"),
    ("X03", "Xã Lộc Thành"),
    ("X04", "Xã Lộc Thạnh"),
    ("P01", "Phường Trấn Biên"),
    ("SYT", "Sở Y tế"),
    ("SKHCN", "Sở Khoa học và Công nghệ"),
];

const INDICATORS: &[(&str, &str)] = &[
    ("HS-01", "Tỷ lệ hồ sơ trực tuyến"),
    ("HS-02", "Tỷ lệ hồ sơ trực tuyến toàn trình"),
    ("DN-01", "Tỷ lệ doanh nghiệp nhỏ và vừa chuyển đổi số"),
    ("VB-01", "Tỷ lệ văn bản được ký số"),
];

pub fn catalogue() -> Known {
    let unit = |(code, name): &(&str, &str)| KnownUnit { code: (*code).into(), name: (*name).into(), ..KnownUnit::default() };
    let indicator = |(code, name): &(&str, &str)| KnownIndicator {
        code: (*code).into(),
        name: (*name).into(),
        shape: Shape::Ratio,
        numerator: String::new(),
        denominator: String::new(),
        frequency: domain::period::Frequency::Monthly,
        unit_of_measure: "%".into(),
        accumulation: match *code {
            "DN-01" => Accumulation::Stock,
            "VB-01" => Accumulation::Cumulative,
            _ => Accumulation::Flow,
        },
    };
    Known::new(UNITS.iter().map(unit).collect(), INDICATORS.iter().map(indicator).collect())
}

/// (unit, indicator, period) of every figure that a list gives, and the cells on which something was found.
fn read(rows: &[[String; 3]]) -> (Vec<(String, String, String)>, Vec<String>) {
    let lines = rows.iter().map(|r| format!("{}\t{}\t{}\t3\t7\n", r[0], r[1], r[2])).collect::<String>();
    let text = format!("Đơn vị\tChỉ tiêu\tKỳ\tTử số\tMẫu số\n{lines}");
    let (known, choices, mut values) = (catalogue(), Choices::default(), vec![]);
    let form = intake::Form { asked: vec![], ..form() };
    let read = timely(text.as_bytes(), || {
        let book = intake::read(text.as_bytes(), "a.csv").expect("a table");
        intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |v| values.push(v))
    });
    let key = |v: &intake::Value| (v.unit.to_string(), v.indicator.to_string(), v.period.map(|p| p.to_string()).unwrap_or_default());
    (values.iter().map(key).collect(), read.findings.into_iter().map(|f| f.cell).collect())
}

/// A text as it may stand in a cell, or a name of the catalogue with some letters changed.
fn name() -> impl Strategy<Value = String> {
    let names: Vec<&str> = UNITS.iter().chain(INDICATORS).flat_map(|(code, name)| [*code, *name]).collect();
    let slip = (select(names), any::<prop::sample::Index>(), "\\PC?").prop_map(|(name, at, put)| {
        let mut letters: Vec<char> = name.chars().collect();
        let at = at.index(letters.len());
        letters.splice(at..=at, put.chars());
        letters.into_iter().collect()
    });
    prop_oneof![1 => "\\PC{0,40}", 1 => "[A-Za-zđĐăơưáạ0-9 .,()/-]{0,300}", 4 => slip].prop_map(|t| t.replace(['"', '\t'], " "))
}

fn period() -> impl Strategy<Value = String> {
    let written = "(Tháng|T|Quý|Q|Năm|Kỳ|6 tháng đầu năm|ngày)?[ ./-]?[0-9]{1,4}([ ./-](năm )?[0-9IVX]{1,4}){0,3}";
    prop_oneof![4 => written, 1 => "\\PC{0,12}"].prop_map(|t| t.replace(['"', '\t'], " "))
}

proptest! {
    #![proptest_config(tried())]

    #[test]
    fn any_names(rows in vec((name(), name(), period()), 0..12)) {
        let rows: Vec<_> = rows.into_iter().map(|(a, b, c)| [a, b, c]).collect();
        for (unit, indicator, period) in read(&rows).0 {
            // A table that names no unit is the sender's.
            prop_assert!(unit == "X01" || UNITS.iter().any(|(code, _)| *code == unit), "{unit}");
            prop_assert!(INDICATORS.iter().any(|(code, _)| *code == indicator), "{indicator}");
            prop_assert!(period.is_empty() || period.parse::<domain::Period>().is_ok(), "{period}");
        }
    }

    #[test]
    fn the_same_name_written_otherwise(
        unit in select(UNITS), indicator in select(INDICATORS), upper in any::<bool>(), number in 0..200_u32, spaces in 1..4_usize,
    ) {
        let write = |name: &str| {
            let name = name.replace(' ', &" ".repeat(spaces));
            let name = if upper { name.to_uppercase() } else { name };
            if number == 0 { name } else { format!("{number}. {name}") }
        };
        let (found, _) = read(&[[write(unit.1), write(indicator.1), "10/2026".into()]]);
        prop_assert_eq!(found, [(unit.0.to_owned(), indicator.0.to_owned(), "2026-10".to_owned())]);
    }
}
