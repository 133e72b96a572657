//! The form as the `.xlsx` that a unit fills in, prints and signs.

use super::{Asked, Filled, Form, NotWritten, Shape, State};
use crate::check::shown;
use crate::consolidated::put_text;
use crate::grid::a1;
use crate::understand::META_SHEET;
use domain::text::{Lang, fold, vi_date};
use domain::{Period, Quantity};
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, FormatBorder,
    Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

/// Header, width and whether it is centred; the first is hidden.
const COLUMNS: [(&str, f64); 12] = [
    ("Mã code", 16.0),
    ("STT", 5.0),
    ("Chỉ tiêu", 46.0),
    ("Đơn vị tính", 9.0),
    ("Mục tiêu", 10.0),
    ("Kỳ trước", 17.0),
    ("Tử số", 11.0),
    ("Mẫu số", 11.0),
    ("Tỷ lệ (%)", 9.0),
    ("Tình trạng", 14.0),
    ("Ghi chú", 20.0),
    ("Minh chứng", 20.0),
];
const CODE: u16 = 0;
const ORDER: u16 = 1;
const NAME: u16 = 2;
const MEASURE: u16 = 3;
const TARGET: u16 = 4;
const PREVIOUS: u16 = 5;
const NUMERATOR: u16 = 6;
const DENOMINATOR: u16 = 7;
const RATIO: u16 = 8;
const STATE: u16 = 9;
const NOTE: u16 = 10;
const EVIDENCE: u16 = 11;
const HEADER: u32 = 7;

/// What to write into the input cells of an indicator, by its code.
pub type Fill<'a> = &'a dyn Fn(&str) -> Option<Filled>;

/// Writes a form; `fill` gives the contents of the input cells by indicator code, for forms made by program.
///
/// # Errors
/// [`NotWritten`] when the form exceeds what a spreadsheet holds.
pub fn write(form: &Form, fill: Option<Fill<'_>>) -> Result<Vec<u8>, NotWritten> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let look = Look::new();
    sheet.set_name("Biểu báo cáo")?.set_formula_result_default("");
    page(sheet, form)?;
    title(sheet, form, &look)?;
    for (col, (name, width)) in COLUMNS.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
        sheet.write_string_with_format(HEADER, col as u16, *name, &look.head)?;
    }
    sheet.set_column_hidden(CODE)?.set_row_height(HEADER, 32)?;
    for (i, asked) in form.asked.iter().enumerate() {
        let filled = fill.and_then(|fill| fill(&asked.code));
        row(sheet, HEADER + 1 + i as u32, asked, form.period, filled.as_ref(), &look)?;
    }
    let last = HEADER + form.asked.len() as u32;
    if last > HEADER {
        validations(sheet, form, last)?;
    }
    signatures(sheet, last + 2, &look)?;

    let meta = book.add_worksheet();
    meta.set_name(META_SHEET)?.set_very_hidden(true);
    for (i, (key, value)) in
        [("unit", form.unit_code.clone()), ("period", form.period.to_string()), ("version", form.version.clone())].iter().enumerate()
    {
        meta.write_string(i as u32, 0, *key)?.write_string(i as u32, 1, value)?;
    }
    Ok(book.save_to_buffer()?)
}

struct Look {
    base: Format,
    head: Format,
    text: Format,
    centred: Format,
    small: Format,
    ratio: Format,
    locked_number: Format,
    input_number: Format,
    input_text: Format,
    unused: Format,
}

impl Look {
    fn new() -> Self {
        let base = Format::new().set_font_name("Times New Roman").set_font_size(12);
        let cell = base.clone().set_border(FormatBorder::Thin).set_border_color(0x8A90A3).set_align(FormatAlign::VerticalCenter);
        let input = cell.clone().set_background_color(0xFFF8DC).set_unlocked();
        let number = |format: &Format| format.clone().set_num_format("#,##0").set_align(FormatAlign::Right).set_indent(1);
        Self {
            head: cell.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(0xE8EBF4),
            text: cell.clone().set_text_wrap().set_align(FormatAlign::Left).set_indent(1),
            centred: cell.clone().set_text_wrap().set_align(FormatAlign::Center),
            small: Format::new().set_font_name("Times New Roman").set_font_size(9).set_italic().set_font_color(0x5A6072),
            ratio: cell.clone().set_num_format("0.00").set_align(FormatAlign::Right).set_indent(1),
            locked_number: number(&cell),
            input_number: number(&input),
            input_text: input.set_text_wrap().set_align(FormatAlign::Left).set_indent(1),
            unused: cell.set_background_color(Color::RGB(0xEDEEF2)),
            base,
        }
    }
}

fn page(sheet: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer(format!("&L{} · {}&RTrang &P/&N", form.unit_code, form.period));
    sheet.set_repeat_rows(HEADER, HEADER)?.set_freeze_panes(HEADER + 1, NAME + 1)?.set_screen_gridlines(false).set_zoom(100);
    let allowed = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&allowed);
    Ok(())
}

fn title(sheet: &mut Worksheet, form: &Form, look: &Look) -> Result<(), XlsxError> {
    let province = &form.province_name;
    let named = ["tinh ", "thanh pho "].iter().any(|kind| fold(province).starts_with(kind));
    let bold = look.base.clone().set_bold();
    sheet.write_string_with_format(0, ORDER, format!("UBND {}{province}", if named { "" } else { "tỉnh " }), &look.base)?;
    sheet.write_string_with_format(1, ORDER, format!("Đơn vị báo cáo: {} ({})", form.unit_name, form.unit_code), &bold)?;
    let centred = look.base.clone().set_align(FormatAlign::Center);
    sheet.merge_range(3, ORDER, 3, EVIDENCE, "BIỂU BÁO CÁO SỐ LIỆU CHỈ TIÊU", &centred.clone().set_bold().set_font_size(14))?;
    let when = format!("Kỳ báo cáo: {}. Hạn nộp: {}", form.period.label(), vi_date(form.due));
    sheet.merge_range(4, ORDER, 4, EVIDENCE, &when, &centred.clone().set_italic())?;
    if form.illustrative {
        sheet.merge_range(5, ORDER, 5, EVIDENCE, "Số liệu minh hoạ", &centred.set_bold().set_font_color(0xA03A12))?;
    }
    let how = "Chỉ nhập vào ô nền vàng. Tỷ lệ được tính từ tử số và mẫu số. Chưa có số liệu thì chọn ở cột Tình trạng và ghi lý do ở cột Ghi chú.";
    sheet.write_string_with_format(6, ORDER, how, &look.small)?;
    Ok(())
}

fn row(sheet: &mut Worksheet, row: u32, asked: &Asked, period: Period, filled: Option<&Filled>, look: &Look) -> Result<(), NotWritten> {
    let mut meaning = match asked.shape {
        Shape::Ratio => format!("Tử số: {}. Mẫu số: {}.", asked.numerator_label, asked.denominator_label),
        Shape::Count => format!("Nhập ở cột Tử số: {}.", asked.numerator_label),
        Shape::YesNo | Shape::Qualitative => format!("Chọn {} ở cột Tử số: {}.", asked.shape.words().join(" / "), asked.numerator_label),
    };
    if let Some(register) = asked.register_text() {
        meaning.push_str(&format!(" {register}."));
    }
    // A row's height is not adjusted to wrapped text by every program, so it is reckoned here.
    let lines = |text: &str, width: usize| text.chars().count().div_ceil(width).max(1) as f64;
    let height = 16.0 * lines(&asked.name, 52) + 12.0 * lines(&meaning, 76) + 6.0;
    let previous = asked.previous.map(|p| shown(p.figure.0, p.figure.1) + &p.aside(period, Lang::Vi)).unwrap_or_default();
    let height = height.max(16.0 * lines(&asked.target_text, 10) + 6.0).max(16.0 * lines(&previous, 14) + 6.0);
    sheet.set_row_height(row, height)?;
    put_text(sheet, row, CODE, &asked.code, &look.text)?;
    sheet.write_number_with_format(row, ORDER, f64::from(row - HEADER), &look.centred)?;
    let name = if asked.name.trim().is_empty() { &asked.code } else { &asked.name };
    sheet.write_rich_string_with_format(row, NAME, &[(&look.base, name), (&look.small, &format!("\n{meaning}"))], &look.text)?;
    put_text(sheet, row, MEASURE, &asked.unit_of_measure, &look.centred)?;
    put_text(sheet, row, TARGET, &asked.target_text, &look.centred)?;
    put_text(sheet, row, PREVIOUS, &previous, &look.centred)?;

    let (numerator, denominator) = filled.map_or((None, None), |f| (f.numerator, f.denominator));
    if let Some(word) = numerator.and_then(|n| asked.shape.words().get(usize::try_from(n.scaled() / Quantity::SCALE).ok()?)) {
        sheet.write_string_with_format(row, NUMERATOR, *word, &look.input_text)?;
    } else {
        number(sheet, row, NUMERATOR, numerator, &look.input_number)?;
    }
    if asked.shape == Shape::Ratio {
        let (d, format) = match asked.locked_denominator {
            Some(locked) => (Some(locked), &look.locked_number),
            None => (denominator, &look.input_number),
        };
        number(sheet, row, DENOMINATOR, d, format)?;
        let (g, h) = (a1(row, NUMERATOR.into()), a1(row, DENOMINATOR.into()));
        let formula = Formula::new(format!("=IF(AND(ISNUMBER({g}),ISNUMBER({h})),IF({h}>0,ROUND(100*{g}/{h},2),\"\"),\"\")"));
        let computed = numerator.zip(d).filter(|(_, d)| *d > Quantity::ZERO).map(|(n, d)| (1e4 * n.as_f64() / d.as_f64()).round() / 100.0);
        let result = computed.map(|points| points.to_string()).unwrap_or_default();
        sheet.write_formula_with_format(row, RATIO, formula.set_result(result), &look.ratio)?;
    } else {
        sheet.write_blank(row, DENOMINATOR, &look.unused)?.write_blank(row, RATIO, &look.unused)?;
    }
    put_text(sheet, row, STATE, filled.map_or("", |f| f.state.label()), &look.input_text)?;
    put_text(sheet, row, NOTE, filled.map_or("", |f| &f.note), &look.input_text)?;
    put_text(sheet, row, EVIDENCE, filled.map_or("", |f| &f.evidence), &look.input_text)?;
    Ok(())
}

fn number(sheet: &mut Worksheet, row: u32, col: u16, value: Option<Quantity>, format: &Format) -> Result<(), XlsxError> {
    match value {
        Some(q) => sheet.write_number_with_format(row, col, q.as_f64(), format)?,
        None => sheet.write_blank(row, col, format)?,
    };
    Ok(())
}

/// Drop-downs, numbers only where numbers belong, and decimals shown where there are any.
fn validations(sheet: &mut Worksheet, form: &Form, last: u32) -> Result<(), XlsxError> {
    let states = DataValidation::new().allow_list_strings(&State::ALL.map(State::label))?;
    sheet.add_data_validation(HEADER + 1, STATE, last, STATE, &states)?;
    let counts = DataValidation::new()
        .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("Ô này chỉ nhận số")?
        .set_error_message("Nhập một số không âm. Chưa có số liệu thì để trống, chọn ở cột Tình trạng và ghi lý do ở cột Ghi chú.")?;
    // Decimals show where there are any; a format that allows for them would end every whole number in a separator.
    let first = a1(HEADER + 1, NUMERATOR.into());
    let decimals = ConditionalFormatFormula::new()
        .set_rule(Formula::new(format!("={first}<>INT({first})")))
        .set_format(Format::new().set_num_format("#,##0.0###"));
    sheet.add_conditional_format(HEADER + 1, NUMERATOR, last, DENOMINATOR, &decimals)?;
    for (i, asked) in form.asked.iter().enumerate() {
        let row = HEADER + 1 + i as u32;
        match asked.shape {
            Shape::YesNo | Shape::Qualitative => {
                let words = DataValidation::new().allow_list_strings(asked.shape.words())?;
                sheet.add_data_validation(row, NUMERATOR, row, NUMERATOR, &words)?
            }
            Shape::Count => sheet.add_data_validation(row, NUMERATOR, row, NUMERATOR, &counts)?,
            Shape::Ratio => sheet.add_data_validation(row, NUMERATOR, row, DENOMINATOR, &counts)?,
        };
    }
    Ok(())
}

fn signatures(sheet: &mut Worksheet, row: u32, look: &Look) -> Result<(), XlsxError> {
    let centred = look.base.clone().set_align(FormatAlign::Center);
    let (bold, italic) = (centred.clone().set_bold(), centred.set_italic());
    sheet.merge_range(row, STATE, row, EVIDENCE, "……………, ngày …… tháng …… năm ………", &italic)?;
    sheet.write_string_with_format(row + 1, NAME, "Người lập biểu", &bold)?;
    sheet.merge_range(row + 1, STATE, row + 1, EVIDENCE, "Thủ trưởng đơn vị", &bold)?;
    sheet.write_string_with_format(row + 2, NAME, "(Ký, ghi rõ họ tên)", &italic)?;
    sheet.merge_range(row + 2, STATE, row + 2, EVIDENCE, "(Ký tên, đóng dấu)", &italic)?;
    Ok(())
}
