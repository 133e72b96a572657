//! A change of units: read from the form and worked out in full against the catalogue, before anything is stored.

use crate::web::document;
use app::pages::organisation::{Fields, kind_of};
use chrono::{Datelike, Days, NaiveDate};
use domain::{
    Quantity,
    indicator::{Mode, Part, UnitKind},
    succession::{self, ChangeKind, Life, SuccessionRow, WHOLE},
    text::{fold, nfc, vi_date, vi_number},
};
use intake::number::{Separators, parse};
use store::catalogue::{Assignment, Catalogue, Document, OrgUnit, Province};
use uuid::Uuid;

/// A change that can be made.
#[derive(Clone, Debug)]
pub struct Plan {
    pub kind: ChangeKind,
    /// First day of the new arrangement.
    pub on: NaiveDate,
    /// The units it happens to, as they are now.
    pub from: Vec<OrgUnit>,
    /// Those of them that end, with their last day.
    pub ends: Vec<OrgUnit>,
    /// New units, with their first day.
    pub begins: Vec<OrgUnit>,
    /// Units that exist and take something over.
    pub takers: Vec<OrgUnit>,
    pub lines: Vec<SuccessionRow>,
    pub document: Document,
    pub is_new_document: bool,
    pub note: String,
    pub moves_rights: bool,
}

/// Assignments that end, and those that begin instead.
pub struct Carried {
    pub ended: Vec<Assignment>,
    pub begun: Vec<Assignment>,
    /// Some went to the largest part only.
    pub by_largest: bool,
}

impl Plan {
    /// The only unit that comes after the ones that end.
    pub fn heir(&self) -> Option<&OrgUnit> {
        match (self.ends.is_empty(), self.begins.as_slice(), self.takers.as_slice()) {
            (false, [one], []) | (false, [], [one]) => Some(one),
            _ => None,
        }
    }

    fn last(&self) -> NaiveDate {
        self.on - Days::new(1)
    }

    pub fn unit(&self, code: &str) -> Option<&OrgUnit> {
        self.begins.iter().chain(&self.takers).chain(&self.from).find(|u| u.code == code)
    }

    /// Successors of a unit that ends, the largest part first.
    fn heirs(&self, code: &str) -> Vec<&OrgUnit> {
        let mut lines: Vec<&SuccessionRow> = self.lines.iter().filter(|s| s.from == code && s.kind != ChangeKind::Transfer).collect();
        lines.sort_by_key(|s| std::cmp::Reverse(s.share));
        lines.into_iter().filter_map(|s| self.unit(s.to.as_deref()?)).collect()
    }

    /// What the ending units report, own and appraise goes on in their successors. One that reports an indicator alone, and an
    /// owner, can only be one unit: the largest part.
    pub fn carried(&self, catalogue: &Catalogue) -> Carried {
        let mut carried = Carried { ended: vec![], begun: vec![], by_largest: false };
        for unit in &self.ends {
            let heirs = self.heirs(&unit.code);
            let lives = |a: &&Assignment| a.unit_id == unit.id && a.valid_to.is_none_or(|last| self.on <= last);
            for a in catalogue.assignments.iter().filter(lives) {
                let begun_later = a.valid_from.is_some_and(|from| self.on <= from);
                if !begun_later {
                    carried.ended.push(Assignment { valid_to: Some(self.last()), ..a.clone() });
                }
                let mode = catalogue.indicator(a.indicator_id).map(|i| i.mode);
                let only_one = a.part == Part::Owns || (a.part == Part::Reports && mode == Some(Mode::Single));
                carried.by_largest |= only_one && heirs.len() > 1;
                for heir in heirs.iter().take(if only_one { 1 } else { heirs.len() }) {
                    carried.pass(catalogue, a, heir, self.on);
                }
            }
        }
        carried
    }
}

impl Carried {
    /// Gives the heir the assignment from `on`, unless it has it.
    fn pass(&mut self, catalogue: &Catalogue, a: &Assignment, heir: &OrgUnit, on: NaiveDate) {
        let is_same = |b: &&Assignment| (b.indicator_id, b.unit_id, b.part) == (a.indicator_id, heir.id, a.part);
        let from = a.valid_from.filter(|from| on <= *from).unwrap_or(on);
        match catalogue.assignments.iter().find(is_same) {
            _ if self.begun.iter().any(|b| is_same(&b)) => {}
            Some(old) if old.valid_to.is_none_or(|last| on <= last) => {}
            // It had it once, and has it again.
            Some(old) => self.begun.push(Assignment { valid_to: a.valid_to, ..old.clone() }),
            None => self.begun.push(Assignment { id: Uuid::now_v7(), unit_id: heir.id, valid_from: Some(from), ..a.clone() }),
        }
    }
}

/// Works a change out. The error is a sentence for the user.
pub fn plan(catalogue: &Catalogue, province: &Province, fields: &Fields) -> Result<Plan, String> {
    let kind = kind_of(fields.one("viec")).ok_or("Chọn một loại thay đổi.")?;
    let on = day(fields.one("ngay"))?;
    let named = if fields.one("so").is_empty() { fields.one("van-ban") } else { fields.one("so") };
    let named = document::named(named, "thay đổi")?;
    let known = document::find(catalogue, province.id, named);
    let document = known.cloned().unwrap_or_else(|| document::new(catalogue, province.id, &nfc(named)));
    let note = nfc(fields.one("ghi-chu"));
    if note.chars().count() > 500 {
        return Err("Ghi chú dài quá 500 ký tự. Rút gọn ghi chú.".into());
    }
    let mut plan = Plan {
        kind,
        on,
        from: vec![],
        ends: vec![],
        begins: vec![],
        takers: vec![],
        lines: vec![],
        document,
        is_new_document: known.is_none(),
        note,
        moves_rights: fields.one("quyen") == "1",
    };
    let draft = Draft { catalogue, province, fields };
    draft.fill(&mut plan)?;
    if kind != ChangeKind::Transfer {
        let last = plan.last();
        plan.ends = plan.from.iter().map(|u| OrgUnit { valid_to: Some(last), ..u.clone() }).collect();
    }
    draft.check(&plan)?;
    Ok(plan)
}

fn day(text: &str) -> Result<NaiveDate, String> {
    let day = text.parse::<NaiveDate>().ok().filter(|d| (1990..=2100).contains(&d.year()));
    day.ok_or_else(|| format!("Ngày “{}” không hợp lệ. Chọn ngày đầu tiên của tổ chức mới.", cut(text)))
}

/// Ten-thousandths of "60" or "33,33" percent.
fn share(text: &str) -> Result<i64, String> {
    let typed = text.trim_end_matches('%').trim_end();
    let percent = parse(typed, Separators::DecimalComma).ok();
    let share = percent.map(Quantity::scaled).filter(|scaled| scaled % 100 == 0).map(|scaled| scaled / 100);
    let wrong =
        || format!("Phần số liệu “{}” không hợp lệ. Ghi phần trăm lớn hơn 0, tối đa hai chữ số thập phân, ví dụ 60 hoặc 33,33.", cut(text));
    share.filter(|share| (1..=WHOLE).contains(share)).ok_or_else(wrong)
}

/// New units of one split: more than the page offers.
const MOST: usize = 12;

/// What somebody typed, short enough to be told back.
fn cut(text: &str) -> String {
    if text.chars().count() > 60 { format!("{}…", text.chars().take(60).collect::<String>()) } else { text.to_owned() }
}

/// A form being read against the catalogue.
struct Draft<'a> {
    catalogue: &'a Catalogue,
    province: &'a Province,
    fields: &'a Fields,
}

impl Draft<'_> {
    fn fill(&self, plan: &mut Plan) -> Result<(), String> {
        let mut from: Vec<OrgUnit> = vec![];
        for text in self.fields.all("tu").filter(|text| !text.is_empty()) {
            let unit = self.leaving(text)?;
            if from.iter().any(|u| u.id == unit.id) {
                return Err(format!("“{}” được chọn hai lần. Bỏ một lần.", unit.name));
            }
            from.push(unit.clone());
        }
        let taker = match self.fields.one("tiep-nhan") {
            "" => None,
            text => Some(self.leaving(text)?.clone()),
        };
        match plan.kind {
            ChangeKind::Merge => self.merge(plan, from, taker)?,
            ChangeKind::Split => self.split(plan, &one(from)?)?,
            ChangeKind::Rename => {
                let unit = one(from)?;
                let new = self.begin(0, &unit, plan)?;
                plan.lines.push(self.line(plan, &unit, Some(&new), WHOLE));
                (plan.from, plan.begins) = (vec![unit], vec![new]);
            }
            ChangeKind::Transfer => {
                let unit = one(from)?;
                let taker = taker.ok_or("Chưa chọn đơn vị tiếp nhận. Chọn một đơn vị đang hoạt động.")?;
                let share = share(self.fields.one("ty-le"))?;
                if share == WHOLE {
                    return Err("Chuyển 100 % là sáp nhập. Ghi phần nhỏ hơn 100 %, hoặc chọn Sáp nhập đơn vị.".into());
                }
                plan.lines.push(self.line(plan, &unit, Some(&taker), share));
                (plan.from, plan.takers) = (vec![unit], vec![taker]);
            }
            ChangeKind::Abolish => {
                let unit = one(from)?;
                plan.lines.push(self.line(plan, &unit, None, WHOLE));
                plan.from = vec![unit];
            }
        }
        Ok(())
    }

    fn merge(&self, plan: &mut Plan, mut from: Vec<OrgUnit>, taker: Option<OrgUnit>) -> Result<(), String> {
        // One that goes on under its own name does not end.
        from.retain(|u| taker.as_ref().is_none_or(|taker| u.id != taker.id));
        if from.len() + usize::from(taker.is_some()) < 2 || from.is_empty() {
            return Err("Sáp nhập cần ít nhất hai đơn vị. Chọn thêm đơn vị, hoặc chọn Đổi tên một đơn vị.".into());
        }
        let to = match &taker {
            Some(taker) if self.is_new(0) => {
                return Err(format!("Vừa ghi đơn vị đang có “{}” vừa ghi đơn vị mới. Chỉ giữ một.", taker.name));
            }
            Some(taker) => taker.clone(),
            None => self.begin(0, &from[0], plan)?,
        };
        for unit in &from {
            plan.lines.push(self.line(plan, unit, Some(&to), WHOLE));
        }
        plan.from = from;
        if taker.is_some() {
            plan.takers.push(to)
        } else {
            plan.begins.push(to)
        }
        Ok(())
    }

    fn split(&self, plan: &mut Plan, unit: &OrgUnit) -> Result<(), String> {
        let mut sum = 0;
        for n in (0..MOST).filter(|n| self.is_new(*n)) {
            let (new, share) = (self.begin(n, unit, plan)?, share(self.fields.nth("ty-le", n))?);
            if plan.begins.iter().any(|u| u.code.eq_ignore_ascii_case(&new.code)) {
                return Err(format!("Mã “{}” ghi hai lần. Mỗi đơn vị mới một mã.", new.code));
            }
            sum += share;
            plan.lines.push(self.line(plan, unit, Some(&new), share));
            plan.begins.push(new);
        }
        if plan.begins.len() < 2 {
            return Err("Chia tách cần ít nhất hai đơn vị mới. Ghi thêm đơn vị, hoặc chọn Đổi tên một đơn vị.".into());
        }
        if sum != WHOLE {
            let sum = vi_number(Quantity::from_scaled(sum * 100));
            return Err(format!("Các phần số liệu cộng lại là {sum} %, phải là 100 %. Sửa lại các phần."));
        }
        plan.from = vec![unit.clone()];
        Ok(())
    }

    /// A unit of the province, by code or by its whole name, to which nothing has been decided yet.
    fn leaving(&self, text: &str) -> Result<&OrgUnit, String> {
        let own = || self.catalogue.members(self.province.id);
        let by_name = || {
            let mut named = own().filter(|u| u.valid_to.is_none() && fold(&u.name) == fold(text));
            named.next().filter(|_| named.next().is_none())
        };
        let found = own().find(|u| u.code == text).or_else(by_name);
        let unit = found.ok_or_else(|| format!("Không có đơn vị “{}” trong tỉnh. Chọn một đơn vị trong danh sách.", cut(text)))?;
        match unit.valid_to {
            None => Ok(unit),
            Some(last) => Err(format!("“{}” có ngày hoạt động cuối là {}, không thay đổi tiếp được.", unit.name, vi_date(last))),
        }
    }

    fn is_new(&self, n: usize) -> bool {
        ["ma", "ten"].into_iter().any(|field| !self.fields.nth(field, n).is_empty())
    }

    /// The n-th new unit, beside the one it comes from.
    fn begin(&self, n: usize, beside: &OrgUnit, plan: &Plan) -> Result<OrgUnit, String> {
        let (code, name, short) = (self.fields.nth("ma", n), nfc(self.fields.nth("ten", n)), nfc(self.fields.nth("ten-ngan", n)));
        if name.is_empty() || name.chars().count() > 200 || short.chars().count() > 60 {
            return Err("Tên đơn vị mới cần từ 1 đến 200 ký tự, tên ngắn tối đa 60 ký tự. Sửa lại tên.".into());
        }
        let plain = (2..=40).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !plain {
            return Err(format!(
                "Mã “{}” của {name} không hợp lệ. Dùng 2 đến 40 chữ không dấu, số hoặc gạch nối, ví dụ P-tan-mai.",
                cut(code)
            ));
        }
        // Forms carry codes, so no unit of any province ever gets another's.
        if self.catalogue.units.iter().any(|u| u.code.eq_ignore_ascii_case(code)) {
            return Err(format!("Mã “{code}” đã được dùng. Mỗi đơn vị mới dùng một mã chưa từng có."));
        }
        let kind = match self.fields.nth("loai", n) {
            "" => beside.kind,
            text => text.parse().ok().filter(|kind| *kind != UnitKind::Province).ok_or("Chọn một loại đơn vị trong danh sách.")?,
        };
        Ok(OrgUnit {
            id: Uuid::now_v7(),
            province_id: self.province.id,
            parent_id: beside.parent_id,
            code: code.to_owned(),
            short_name: if short.is_empty() { name.clone() } else { short },
            name,
            kind,
            valid_from: Some(plan.on),
            valid_to: None,
            illustrative: false,
            names_source: document::number_of(&plan.document).to_owned(),
        })
    }

    fn line(&self, plan: &Plan, from: &OrgUnit, to: Option<&OrgUnit>, share: i64) -> SuccessionRow {
        SuccessionRow {
            province: self.province.code.clone(),
            from: from.code.clone(),
            to: to.map(|u| u.code.clone()),
            kind: plan.kind,
            on: plan.on,
            share: Quantity::from_scaled(share),
            document: plan.document.code.clone(),
            note: String::new(),
        }
    }

    /// The whole set of changes with this one, and what it would leave behind.
    fn check(&self, plan: &Plan) -> Result<(), String> {
        let known: Vec<&SuccessionRow> =
            self.catalogue.records.decided_reorganisations().filter(|s| s.province == self.province.code).collect();
        if plan.lines.iter().any(|line| known.iter().any(|s| s.code() == line.code())) {
            return Err("Thay đổi này đã được ghi trước đó.".into());
        }
        let all: Vec<_> = known.into_iter().chain(&plan.lines).map(SuccessionRow::line).collect();
        let life = |code: &String| -> Option<Life> {
            let own = || self.catalogue.unit_by_code(code).filter(|u| u.province_id == self.province.id);
            let unit = plan.begins.iter().chain(&plan.ends).find(|u| u.code == *code).or_else(own)?;
            Some((unit.valid_from, unit.valid_to))
        };
        succession::check(&all, life)?;
        let below = |unit: &OrgUnit| self.catalogue.units.iter().find(|u| u.parent_id == Some(unit.id) && !u.has_ended(plan.on));
        match plan.ends.iter().find_map(|u| Some((u, below(u)?))) {
            Some((unit, child)) => {
                Err(format!("“{}” còn đơn vị trực thuộc là “{}”. Thay đổi đơn vị trực thuộc trước.", unit.name, child.name))
            }
            None => Ok(()),
        }
    }
}

fn one(from: Vec<OrgUnit>) -> Result<OrgUnit, String> {
    let mut units = from.into_iter();
    units.next().filter(|_| units.next().is_none()).ok_or_else(|| "Chọn đúng một đơn vị cho thay đổi này.".to_owned())
}
