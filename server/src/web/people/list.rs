//! A list of new people as offices really keep it, made into the one form that the command line reads too.

use crate::cli::people::{NewPerson, read_csv};
use app::pages::people::ImportRow;
use domain::{access::Role, text::fold};
use intake::Workbook;
use std::collections::{BTreeMap, HashMap};
use store::catalogue::Catalogue;

/// Columns of the canonical list, with the headings each is known by (folded).
const COLUMNS: [(&str, &[&str]); 6] = [
    ("username", &["username", "ten dang nhap", "tai khoan"]),
    ("name", &["name", "ho ten", "ho va ten"]),
    ("role", &["role", "vai tro"]),
    ("province", &["province", "tinh", "ma tinh"]),
    ("unit", &["unit", "ma don vi", "don vi"]),
    ("email", &["email", "e mail", "thu dien tu", "dia chi thu", "hop thu"]),
];

const NO_HEADER: &str = "Không tìm thấy dòng tiêu đề có các cột username, name, role (hoặc: tên đăng nhập, họ tên, vai trò). \
     Thêm dòng tiêu đề rồi gửi lại. Chưa có gì được lưu.";

/// The list as `username,name,role,province,unit,email`: columns found by their headings, roles and units also by their names,
/// the province filled in where the list does not say it.
///
/// # Errors
/// A sentence for the user when there is no heading or no row.
pub fn canonical(book: &Workbook, catalogue: &Catalogue, province: &str) -> Result<String, String> {
    let sheet = book.sheets.iter().find(|s| !s.hidden).ok_or(NO_HEADER)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    for cell in &sheet.cells {
        rows.entry(cell.row).or_default().insert(cell.col, cell.raw());
    }
    let column =
        |row: &BTreeMap<u32, String>, words: &[&str]| row.iter().find(|(_, text)| words.contains(&fold(text).as_str())).map(|(c, _)| *c);
    let header = |row: &BTreeMap<u32, String>| COLUMNS.map(|(_, words)| column(row, words));
    let mut rest = rows.values();
    let columns = rest.by_ref().map(header).find(|c| c[..3].iter().all(Option::is_some)).ok_or(NO_HEADER)?;
    let mut writer = csv::Writer::from_writer(vec![]);
    let names = COLUMNS.map(|(name, _)| name);
    writer.write_record(names).map_err(|e| e.to_string())?;
    let mut count = 0;
    for row in rest {
        let mut cells = columns.map(|c| c.and_then(|c| row.get(&c)).cloned().unwrap_or_default());
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if let Some(role) = Role::ALL.iter().find(|r| fold(r.label()) == fold(&cells[2])) {
            cells[2] = role.code().to_owned();
        }
        if cells[3].is_empty() {
            cells[3] = province.to_owned();
        }
        let here = catalogue.province(province).map(|p| p.id);
        let is_named = |name: &str| fold(name) == fold(&cells[4]);
        let of_name = catalogue.units.iter().filter(|u| Some(u.province_id) == here && (is_named(&u.name) || is_named(&u.short_name)));
        // A former unit may have had the name: the one that lasts is meant.
        let named = of_name.rev().max_by_key(|u| u.valid_to.unwrap_or(chrono::NaiveDate::MAX));
        if let (None, Some(unit)) = (catalogue.unit_by_code(&cells[4]), named) {
            cells[4].clone_from(&unit.code);
        }
        writer.write_record(&cells).map_err(|e| e.to_string())?;
        count += 1;
    }
    if count == 0 {
        return Err("Danh sách không có người nào dưới dòng tiêu đề. Chưa có gì được lưu.".into());
    }
    let bytes = writer.into_inner().map_err(|e| e.to_string())?;
    String::from_utf8(bytes).map_err(|e| e.to_string())
}

/// What is missing when the name is.
pub fn nameless(new: &NewPerson) -> Option<String> {
    new.name.trim().is_empty().then(|| format!("Tên đăng nhập “{}” chưa có họ tên.", new.username))
}

/// Each row of a canonical list with what is wrong with it, and the person where nothing is. `clash` says what stands
/// against a person beside the accounts that exist, `known` whether there is an account already.
pub fn check(
    catalogue: &Catalogue,
    province: &str,
    text: &str,
    clash: impl Fn(&NewPerson) -> Option<String>,
    known: impl Fn(&NewPerson) -> bool,
) -> Vec<(ImportRow, Option<NewPerson>)> {
    let mut raw = csv::Reader::from_reader(text.as_bytes());
    let records = raw.records().map(Result::unwrap_or_default);
    let mut seen: HashMap<String, (usize, String, String)> = HashMap::new();
    let rows = read_csv(catalogue, text).into_iter().zip(records);
    rows.map(|((line, read), record)| {
        let cell = |i: usize| record.get(i).unwrap_or_default().to_owned();
        let checked = match cell(2).parse::<Role>() {
            Err(_) => {
                let roles = Role::ALL.iter().map(|r| r.code()).collect::<Vec<_>>().join(", ");
                Err(format!("Không có vai trò “{}”. Ghi một trong: {roles}.", cell(2)))
            }
            Ok(_) => read,
        };
        let checked = checked.and_then(|new| {
            let foreign = (new.province != province).then(|| format!("Chỉ thêm được người của tỉnh mã “{province}”."));
            let twice = || {
                let (first, name, unit) = seen.entry(new.username.clone()).or_insert((line, new.name.clone(), new.unit.clone()));
                let differs = (&*name, &*unit) != (&new.name, &new.unit);
                differs.then(|| format!("Tên đăng nhập “{}” ở dòng {first} có họ tên hoặc đơn vị khác.", new.username))
            };
            let wrong = foreign.or_else(|| nameless(&new)).or_else(twice).or_else(|| clash(&new));
            wrong.map_or(Ok(new), Err)
        });
        let known = checked.as_ref().is_ok_and(&known);
        let row = ImportRow { line, cells: [cell(0), cell(1), cell(2), cell(4), cell(5)], problem: checked.as_ref().err().cloned(), known };
        (row, checked.ok())
    })
    .collect()
}
