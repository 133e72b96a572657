//! The reader of numbers under any text, and under lists of numbers in every way of writing them: what comes back is what was written,
//! or a finding stands on its cell.

use super::common::*;
use domain::Quantity;
use intake::number::{PercentScale, Separators, TypedPercent, exact, infer, parse};
use intake::{Choices, Context, Known, KnownIndicator, KnownUnit, Shape};
use proptest::{collection::vec, prelude::*};

/// A quantity in one convention, with at least `decimals` of them.
fn written(quantity: i64, decimal: char, group: Option<char>, decimals: usize) -> String {
    let plain = Quantity::from_scaled(quantity).to_plain();
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        out.extend(group.filter(|_| i > 0 && (whole.len() - i) % 3 == 0));
        out.push(digit);
    }
    if !fraction.is_empty() || decimals > 0 {
        out.push(decimal);
        out += &format!("{fraction:0<decimals$}");
    }
    out
}

/// As many indicators as a list has rows, so that no row repeats another.
fn counted(rows: usize) -> Known {
    let indicator = |n: usize| KnownIndicator {
        code: format!("SL-{n:02}"),
        name: format!("Số lượt thứ {n}"),
        shape: Shape::Count,
        numerator: String::new(),
        denominator: String::new(),
        frequency: domain::period::Frequency::Monthly,
        unit_of_measure: "%".into(),
        accumulation: domain::indicator::Accumulation::Flow,
    };
    let unit = KnownUnit { code: "X09".into(), name: "Xã Xuân Lộc".into(), ..KnownUnit::default() };
    Known::new(vec![unit], (0..rows).map(indicator).collect())
}

proptest! {
    #![proptest_config(tried())]

    #[test]
    fn any_text(text in "\\PC{0,24}", digits in "[-0-9., \u{a0}%()đ]{0,24}", percent in any::<f64>(), decimals in 0..9_u32) {
        timely(format!("{text}\n{digits}\n{percent}\n{decimals}").as_bytes(), || {
            for t in [&text, &digits] {
                for separators in [Separators::Unknown, Separators::DecimalComma, Separators::DecimalPoint] {
                    let _ = parse(t, separators);
                }
                let _ = (exact(t), infer([t.as_str(), &text]));
            }
            for scale in [PercentScale::Points, PercentScale::Fraction] {
                let _ = TypedPercent::new(percent, decimals, scale).agrees(q("1"), q("3"));
            }
        });
    }

    #[test]
    fn a_list_in_one_convention(
        numbers in vec((0_i64..200_000_000_000, 0..7_u32), 1..14), comma in any::<bool>(), grouping in 0..4_usize, decimals in 0..4_usize,
    ) {
        let decimal = if comma { ',' } else { '.' };
        let group = [None, Some(if comma { '.' } else { ',' }), Some(' '), Some('\u{a0}')][grouping];
        let numbers: Vec<i64> = numbers.into_iter().map(|(n, zeros)| n / 10_i64.pow(zeros) * 10_i64.pow(zeros)).collect();
        let row = |(i, n): (usize, &i64)| format!("X09\tSL-{i:02}\t2026-10\t{}\n", written(*n, decimal, group, decimals));
        let text = format!("Đơn vị\tChỉ tiêu\tKỳ\tTử số\n{}", numbers.iter().enumerate().map(row).collect::<String>());
        let (known, choices, mut values) = (counted(numbers.len()), Choices::default(), vec![]);
        let form = intake::Form { asked: vec![], ..form() };
        let read = timely(text.as_bytes(), || {
            let book = intake::read(text.as_bytes(), "a.csv").expect("a table");
            intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |v| values.push(v))
        });
        for (i, number) in numbers.iter().enumerate() {
            let cell = format!("D{}", i + 2);
            let value = values.iter().find(|v| v.indicator == format!("SL-{i:02}"));
            let right = value.is_some_and(|v| v.numerator == Some(Quantity::from_scaled(*number)));
            prop_assert!(right || read.findings.iter().any(|f| f.cell == cell), "{cell} of\n{text}{values:#?}\n{:#?}", read.findings);
        }
    }
}
