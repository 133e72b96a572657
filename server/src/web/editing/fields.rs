//! The fields of the rows that are edited one at a time, and the ways between a row and what was typed.

use super::Typed;
use crate::catalogue::rows::{AssignmentRow, At, Files, IndicatorRow};
use app::pages::editing::{Field, Input};
use domain::{
    duty::{Calendar, Duty, DutyFrequency},
    indicator::{self, Accumulation, Basis, Mode, Part},
    period::Frequency,
    system::{InfoSystem, Stage, SystemKind},
    task::Task,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Indicator,
    Task,
    Duty,
    System,
}

/// Name in the row, label, English label, hint, how it is filled in.
type Spec = (&'static str, &'static str, &'static str, &'static str, What);

#[derive(Clone, Copy)]
enum What {
    Line,
    Long,
    Units,
    Flag,
    Choice(fn() -> Vec<(&'static str, &'static str)>),
    /// A document of the province.
    Document,
    /// A unit of the province.
    Unit,
    /// Codes with commas.
    List,
}

macro_rules! choice {
    ($enum:ty) => {
        What::Choice(|| <$enum>::ALL.iter().map(|v| (v.code(), v.label())).collect())
    };
}

const TIME_HINT: &str = "date 2026-12-31, quarter 2026-Q4, year 2026, range 2026 2030, monthly, quarterly, half_yearly, yearly, yearly from 2026, continuous, \
     after MÃ-SỰ-KIỆN 15 days, after MÃ-SỰ-KIỆN 6 months, unstated";
const UNITS_HINT: &str =
    "Mã đơn vị, cách nhau bằng dấu phẩy; all_departments: mọi sở, ban, ngành; all_communes: mọi xã, phường; all_units: tất cả";
const CHECKS_HINT: &str = "Để trống nếu theo mức chung. Mã quy tắc rồi off, blocking, justify, notice hoặc ngưỡng, cách nhau bằng dấu chấm phẩy: \
     denominator-changed 30; copy-of-last-period off. Các mã ở trang Quy tắc kiểm tra.";
const LINES_HINT: &str = "Dòng trong văn bản gốc: 12, 12-15 hoặc 12,14-16";

const PILLARS: What = What::Choice(|| {
    vec![
        ("chinh-quyen-so", "Chính quyền số"),
        ("kinh-te-so", "Kinh tế số"),
        ("xa-hoi-so", "Xã hội số"),
        ("du-lieu-ha-tang", "Dữ liệu và hạ tầng"),
    ]
});

const INDICATOR: &[Spec] = &[
    ("name", "Tên", "Name", "", What::Line),
    ("name_en", "Tên tiếng Anh", "English name", "", What::Line),
    ("pillar", "Trụ cột", "Pillar", "", PILLARS),
    ("kind", "Loại", "Kind", "", choice!(indicator::Kind)),
    ("accumulation", "Cách cộng theo thời gian", "Accumulation", "", choice!(Accumulation)),
    ("unit_of_measure", "Đơn vị tính", "Unit of measure", "", What::Line),
    ("numerator", "Tử số, hoặc thứ được đếm", "Numerator", "", What::Long),
    ("denominator", "Mẫu số", "Denominator", "Chỉ với tỷ lệ", What::Long),
    ("frequency", "Kỳ báo cáo", "Frequency", "", choice!(Frequency)),
    ("mode", "Cách báo cáo", "Mode", "", choice!(Mode)),
    ("may_exceed", "Tử số có thể lớn hơn mẫu số", "May exceed 100 %", "", What::Flag),
    ("evidence_required", "Cần minh chứng", "Evidence required", "Số liệu thiếu minh chứng phải được giải trình", What::Flag),
    ("reading", "Cách hiểu", "Reading", "", What::Long),
    ("checks", "Kiểm tra riêng cho chỉ tiêu này", "Checks set for this indicator", CHECKS_HINT, What::Line),
];

/// The parts of an indicator are fields of their own: name, part, label.
const PARTS: [(&str, Part, &str, &str); 3] = [
    ("reports", Part::Reports, "Đơn vị báo cáo", "Reports"),
    ("owns", Part::Owns, "Cơ quan chủ trì", "Owns"),
    ("appraises", Part::Appraises, "Cơ quan thẩm định", "Appraises"),
];

const TASK: &[Spec] = &[
    ("title", "Nhiệm vụ", "Task", "", What::Long),
    ("group", "Nhóm", "Group", "", What::Line),
    ("document", "Văn bản", "Document", "", What::Document),
    ("leads", "Chủ trì", "Leads", UNITS_HINT, What::Units),
    ("leads_other", "Chủ trì ngoài danh mục đơn vị", "Other leads", "", What::Line),
    ("lead_basis", "Căn cứ của chủ trì", "Basis of the lead", "", choice!(Basis)),
    ("coordinators", "Phối hợp", "Coordinators", UNITS_HINT, What::Units),
    ("coordinators_other", "Phối hợp ngoài danh mục đơn vị", "Other coordinators", "", What::Line),
    ("time", "Thời gian (quy tắc)", "Time rule", TIME_HINT, What::Line),
    ("time_written", "Thời gian như văn bản ghi", "Time as written", "", What::Line),
    ("source_lines", "Dòng nguồn", "Source lines", LINES_HINT, What::Line),
    ("reading", "Cách hiểu", "Reading", "", What::Long),
];

const DUTY: &[Spec] = &[
    ("name", "Báo cáo", "Report", "", What::Line),
    ("document", "Văn bản", "Document", "", What::Document),
    ("reporters", "Đơn vị báo cáo", "Reporters", UNITS_HINT, What::Units),
    ("to", "Nơi nhận", "Receiver", "", What::Line),
    ("frequency", "Kỳ báo cáo", "Frequency", "", choice!(DutyFrequency)),
    ("due", "Hạn", "Due", "before_day 15 (trước ngày 15), end_of_period (cuối kỳ), unstated (không nêu)", What::Line),
    ("calendar", "Cách tính kỳ", "Calendar", "", choice!(Calendar)),
    ("time_written", "Thời gian như văn bản ghi", "Time as written", "", What::Line),
    ("source_lines", "Dòng nguồn", "Source lines", LINES_HINT, What::Line),
    ("basis", "Căn cứ", "Basis", "", choice!(Basis)),
    ("reading", "Cách hiểu", "Reading", "", What::Long),
];

const SYSTEM: &[Spec] = &[
    ("name", "Tên", "Name", "", What::Line),
    ("kind", "Loại", "Kind", "", choice!(SystemKind)),
    ("owner", "Cơ quan chủ quản", "Owner", "", What::Unit),
    ("owner_basis", "Căn cứ của chủ quản", "Basis of the owner", "", choice!(Basis)),
    ("stage", "Giai đoạn theo văn bản", "Stage by the document", "", choice!(Stage)),
    ("stage_basis", "Căn cứ của giai đoạn", "Basis of the stage", "", choice!(Basis)),
    ("document", "Văn bản", "Document", "", What::Document),
    ("source_lines", "Dòng nguồn", "Source lines", LINES_HINT, What::Line),
    ("written", "Tên như văn bản ghi", "Name as written", "", What::Line),
    ("feeds", "Chỉ tiêu tính hệ thống này", "Indicators that count it", "Mã chỉ tiêu, cách nhau bằng dấu phẩy", What::List),
    ("reading", "Cách hiểu", "Reading", "", What::Long),
];

/// The label of a field by its name in the row; the name itself where no form has it.
pub fn label(name: &str) -> &str {
    let found = [INDICATOR, TASK, DUTY, SYSTEM].into_iter().flatten().find(|s| s.0 == name);
    found.map_or(name, |s| s.1)
}

fn list(text: &str) -> Vec<String> {
    text.split([',', ';', '\n']).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

impl Kind {
    const ALL: [Self; 4] = [Self::Indicator, Self::Task, Self::Duty, Self::System];

    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.slug() == slug)
    }

    pub fn slug(self) -> &'static str {
        match self {
            Self::Indicator => "chi-tieu",
            Self::Task => "nhiem-vu",
            Self::Duty => "che-do-bao-cao",
            Self::System => "he-thong",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Indicator => "Chỉ tiêu",
            Self::Task => "Nhiệm vụ",
            Self::Duty => "Chế độ báo cáo",
            Self::System => "Hệ thống",
        }
    }

    pub fn name_en(self) -> &'static str {
        match self {
            Self::Indicator => "Indicator",
            Self::Task => "Task",
            Self::Duty => "Reporting duty",
            Self::System => "System",
        }
    }

    /// As its versions are kept.
    pub fn record(self) -> &'static str {
        match self {
            Self::Indicator => "indicator",
            Self::Task => "task",
            Self::Duty => "duty",
            Self::System => "system",
        }
    }

    fn specs(self) -> &'static [Spec] {
        match self {
            Self::Indicator => INDICATOR,
            Self::Task => TASK,
            Self::Duty => DUTY,
            Self::System => SYSTEM,
        }
    }

    fn stored(self, f: &Files, code: &str) -> Option<Value> {
        fn find<T: Serialize>(rows: &[At<T>], is: impl Fn(&T) -> bool) -> Option<Value> {
            serde_json::to_value(&rows.iter().find(|at| is(&at.row))?.row).ok()
        }
        match self {
            Self::Indicator => find(&f.indicators, |r| r.code == code),
            Self::Task => find(&f.tasks, |r| r.code == code),
            Self::Duty => find(&f.duties, |r| r.code == code),
            Self::System => find(&f.systems, |r| r.code == code),
        }
    }

    /// The fields of a row as they are typed.
    pub fn values(self, f: &Files, code: &str) -> Option<Typed> {
        let stored = self.stored(f, code)?;
        let text = |v: &Value| match v {
            Value::String(text) => text.clone(),
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let mut typed: Typed = stored.as_object()?.iter().map(|(name, v)| (name.clone(), text(v))).collect();
        if self == Self::Indicator {
            for (name, part, ..) in PARTS {
                let rows = f.assignments.iter().filter(|a| a.row.indicator == code && a.row.part == part && a.row.valid_to.is_none());
                typed.insert(name.to_owned(), rows.flat_map(|a| a.row.units.clone()).collect::<Vec<_>>().join(", "));
            }
        }
        Some(typed)
    }

    pub fn fields(self, f: &Files, values: &Typed, is_new: bool) -> Vec<Field> {
        let value = |name: &str| values.get(name).cloned().unwrap_or_default();
        let code = if is_new { Input::Line } else { Input::Fixed };
        let hint = if is_new { "Không bao giờ đổi, không dùng lại" } else { "" };
        let mut fields = vec![Field { name: "code", label: "Mã", label_en: "Code", hint, input: code, value: value("code") }];
        for &(name, label, label_en, hint, what) in self.specs() {
            let input = match what {
                What::Line | What::List => Input::Line,
                What::Long => Input::Long,
                What::Units => Input::Units,
                What::Flag => Input::Flag,
                What::Choice(all) => Input::Choice(all().into_iter().map(|(code, shown)| (code.to_owned(), shown.to_owned())).collect()),
                What::Document => Input::Choice(
                    f.documents
                        .iter()
                        .map(|d| (d.row.code.clone(), format!("{} {}", d.row.number, d.row.title).trim().to_owned()))
                        .collect(),
                ),
                What::Unit => Input::Choice(
                    f.units
                        .iter()
                        .filter(|u| u.row.parent.is_some() && u.row.valid_to.is_none())
                        .map(|u| (u.row.code.clone(), u.row.name.clone()))
                        .collect(),
                ),
            };
            fields.push(Field { name, label, label_en, hint, input, value: value(name) });
        }
        if self == Self::Indicator {
            let part =
                |(name, _, label, label_en)| Field { name, label, label_en, hint: UNITS_HINT, input: Input::Units, value: value(name) };
            fields.extend(PARTS.map(part));
        }
        fields
    }

    /// The row that was typed, in files of its own. What no form shows stays as it is.
    pub fn row(self, own: &Files, typed: &Typed, code: &str, province: &str) -> Result<Files, Vec<String>> {
        let value = |name: &str| typed.get(name).map(|text| text.trim()).unwrap_or_default();
        let mut row = match self.stored(own, code) {
            Some(Value::Object(row)) => row,
            _ if !code.is_empty() => return Err(vec![format!("Không có mã “{code}”.")]),
            _ => Map::new(),
        };
        let new = if code.is_empty() { value("code") } else { code };
        let is_code = !new.is_empty() && new.len() <= 40 && new.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        if !is_code {
            return Err(vec!["Mã chỉ gồm chữ không dấu, số và các dấu - . _, không quá 40 ký tự.".into()]);
        }
        if code.is_empty() && self.stored(own, new).is_some() {
            return Err(vec![format!("Mã “{new}” đã có. Mỗi mã chỉ dùng một lần.")]);
        }
        row.insert("code".into(), new.into());
        if self != Self::Task {
            row.insert("province".into(), province.into());
        }
        for &(name, .., what) in self.specs() {
            let typed = match what {
                What::Units | What::List => Value::from(list(value(name))),
                What::Flag => Value::from(value(name) == "true"),
                _ => Value::from(value(name)),
            };
            row.insert(name.to_owned(), typed);
        }
        let mut missing: Vec<String> = vec![];
        for &(name, label, ..) in
            self.specs().iter().filter(|s| ["name", "title", "numerator", "unit_of_measure", "to", "written"].contains(&s.0))
        {
            if value(name).is_empty() {
                missing.push(format!("Chưa ghi “{label}”."));
            }
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        fn read<T: DeserializeOwned>(row: Map<String, Value>) -> Result<At<T>, Vec<String>> {
            serde_json::from_value(Value::Object(row)).map(At::nowhere).map_err(|e| vec![format!("Có ô chưa đúng: {e}.")])
        }
        let mut files = Files::default();
        match self {
            Self::Task => files.tasks.push(read::<Task>(row)?),
            Self::Duty => files.duties.push(read::<Duty>(row)?),
            Self::System => files.systems.push(read::<InfoSystem>(row)?),
            Self::Indicator => {
                let indicator = read::<IndicatorRow>(row)?;
                files.assignments = assignments(own, &indicator.row, typed)?;
                files.indicators.push(indicator);
            }
        }
        Ok(files)
    }
}

/// The rows of an indicator's assignments: units that stay keep their basis, new ones are the decision's.
fn assignments(own: &Files, indicator: &IndicatorRow, typed: &Typed) -> Result<Vec<At<AssignmentRow>>, Vec<String>> {
    let mut rows = vec![];
    for (name, part, label, _) in PARTS {
        let units = list(typed.get(name).map_or("", |text| text));
        if units.is_empty() {
            return Err(vec![format!("Chưa ghi “{label}”.")]);
        }
        let mut left = units;
        for old in own.assignments.iter().filter(|a| a.row.indicator == indicator.code && a.row.part == part) {
            let (typed, others): (Vec<String>, Vec<String>) = old.row.units.iter().cloned().partition(|u| left.contains(u));
            left.retain(|u| !typed.contains(u));
            // Who reported up to some day did so, whatever is typed now; who is typed again goes on.
            let ended = old.row.valid_to.map_or(vec![], |_| others);
            for (units, valid_to) in [(typed, None), (ended, old.row.valid_to)] {
                if !units.is_empty() {
                    rows.push(At::nowhere(AssignmentRow { units, valid_to, ..old.row.clone() }));
                }
            }
        }
        if !left.is_empty() {
            let mode = (part == Part::Reports).then_some(indicator.mode);
            let row = AssignmentRow {
                indicator: indicator.code.clone(),
                part,
                mode,
                basis: Basis::Document,
                confirmed: true,
                source_lines: String::new(),
                valid_from: None,
                valid_to: None,
                units: left,
            };
            rows.push(At::nowhere(row));
        }
    }
    Ok(rows)
}

/// Kept beside the hints: the groups they name are those there are.
#[cfg(test)]
#[test]
fn the_hint_names_every_group() {
    assert!(crate::catalogue::GROUPS.iter().all(|group| UNITS_HINT.contains(group)));
}
