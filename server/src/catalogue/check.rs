//! Does a catalogue hold together? Every reference is looked up, every code is one row's, every target has its source.

use super::{
    GROUPS,
    rows::{At, Files, Problem, UnitRow},
    text::{
        ASSIGNMENTS, COVERAGE, DOCUMENTS, DUTIES, EVENTS, FRAMEWORKS, INDICATORS, PROVINCES, SUCCESSIONS, SYSTEMS, TARGETS, TASKS, UNITS,
    },
};
use domain::{
    coverage,
    indicator::{Kind, Part, UnitKind},
    succession::{self, SuccessionRow},
    task::TimeRule,
};
use std::collections::{HashMap, HashSet};

/// Every fault, in order of file and line.
pub fn check(files: &Files) -> Vec<Problem> {
    let mut book = Book::new(files);
    book.units(files);
    book.documents(files);
    book.indicators(files);
    book.targets(files);
    book.assignments(files);
    book.events(files);
    book.tasks(files);
    book.systems(files);
    book.duties(files);
    book.successions(files);
    book.coverage(files);
    book.frameworks(files);
    book.problems
}

/// What exists, and what was found wrong so far.
struct Book<'a> {
    provinces: HashSet<&'a str>,
    units: HashMap<&'a str, &'a UnitRow>,
    /// Code to province and name of the file with its text.
    documents: HashMap<&'a str, (&'a str, &'a str)>,
    /// Code to province.
    indicators: HashMap<&'a str, &'a str>,
    events: HashMap<&'a str, &'a str>,
    tasks: HashSet<&'a str>,
    problems: Vec<Problem>,
}

impl<'a> Book<'a> {
    fn new(f: &'a Files) -> Self {
        let mut book = Self {
            provinces: f.provinces.iter().map(|p| p.row.code.as_str()).collect(),
            units: f.units.iter().map(|u| (u.row.code.as_str(), &u.row)).collect(),
            documents: f.documents.iter().map(|d| (d.row.code.as_str(), (d.row.province.as_str(), d.row.source_file.as_str()))).collect(),
            indicators: f.indicators.iter().map(|i| (i.row.code.as_str(), i.row.province.as_str())).collect(),
            events: f.events.iter().map(|e| (e.row.code.as_str(), e.row.province.as_str())).collect(),
            tasks: f.tasks.iter().map(|t| t.row.code.as_str()).collect(),
            problems: vec![],
        };
        book.once(PROVINCES, &f.provinces, |p| p.code.clone());
        book.once(UNITS, &f.units, |u| u.code.clone());
        book.once(DOCUMENTS, &f.documents, |d| d.code.clone());
        book.once(INDICATORS, &f.indicators, |i| i.code.clone());
        book.once(TARGETS, &f.targets, |t| {
            format!("{} năm {} {}", t.indicator, t.year, t.unit.as_deref().unwrap_or_default()).trim().to_owned()
        });
        book.once(TASKS, &f.tasks, |t| t.code.clone());
        book.once(EVENTS, &f.events, |e| e.code.clone());
        book.once(SYSTEMS, &f.systems, |s| s.code.clone());
        book.once(DUTIES, &f.duties, |d| d.code.clone());
        book.once(SUCCESSIONS, &f.successions, SuccessionRow::code);
        book
    }

    fn say(&mut self, file: &'static str, line: usize, sentence: String) {
        self.problems.push(Problem { file, line, sentence });
    }

    fn once<T>(&mut self, file: &'static str, rows: &[At<T>], code: impl Fn(&T) -> String) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for at in rows {
            let code = code(&at.row);
            if code.trim().is_empty() {
                self.say(file, at.line, "thiếu mã".into());
            } else if let Some(first) = seen.get(&code) {
                self.say(file, at.line, format!("mã “{code}” đã có ở dòng {first}; mỗi mã chỉ một dòng"));
            } else {
                seen.insert(code, at.line);
            }
        }
    }

    fn province(&mut self, file: &'static str, line: usize, code: &str) {
        if !self.provinces.contains(code) {
            self.say(file, line, format!("không có tỉnh mã “{code}”"));
        }
    }

    /// Unit codes or groups, all of one province.
    fn agencies(&mut self, file: &'static str, line: usize, province: &str, codes: &[String]) {
        for code in codes.iter().filter(|c| !GROUPS.contains(&c.as_str())) {
            match self.units.get(code.as_str()) {
                None => self.say(file, line, format!("không có cơ quan, đơn vị mã “{code}”")),
                Some(u) if u.province != province => self.say(file, line, format!("đơn vị “{code}” không thuộc tỉnh “{province}”")),
                Some(_) => {}
            }
        }
    }

    /// The document's province; `lines` must be lines of a document whose text is known.
    fn source(&mut self, file: &'static str, line: usize, document: &str, lines: &str, needed: bool) -> Option<&'a str> {
        let Some((province, text)) = self.documents.get(document).copied() else {
            self.say(file, line, format!("không có văn bản mã “{document}”"));
            return None;
        };
        match coverage::numbers(lines) {
            None => self.say(file, line, format!("“{lines}” không phải các dòng của văn bản; ghi như 12, 12-15 hoặc 12,14-16")),
            Some(all) if all.is_empty() && needed && !text.is_empty() => {
                self.say(file, line, format!("thiếu nguồn: chưa ghi dòng của văn bản “{document}”"));
            }
            Some(_) => {}
        }
        Some(province)
    }

    fn units(&mut self, f: &Files) {
        for at in &f.units {
            let u = &at.row;
            self.province(UNITS, at.line, &u.province);
            match u.parent.as_deref().filter(|p| !p.is_empty()) {
                None if u.kind != UnitKind::Province => self.say(UNITS, at.line, format!("đơn vị “{}” chưa có đơn vị cấp trên", u.code)),
                None => {}
                Some(parent) => {
                    self.agencies(UNITS, at.line, &u.province, &[parent.to_owned()]);
                    let above = std::iter::successors(Some(u.code.as_str()), |code| {
                        self.units.get(code)?.parent.as_deref().filter(|p| !p.is_empty())
                    });
                    if above.skip(1).take(f.units.len()).any(|code| code == u.code) {
                        self.say(UNITS, at.line, format!("đơn vị “{}” đứng trên chính mình", u.code));
                    }
                }
            }
            if let (Some(from), Some(to)) = (u.valid_from, u.valid_to)
                && from > to
            {
                self.say(UNITS, at.line, format!("đơn vị “{}” ngừng hoạt động ({to}) trước khi bắt đầu ({from})", u.code));
            }
        }
    }

    fn documents(&mut self, f: &Files) {
        for at in &f.documents {
            self.province(DOCUMENTS, at.line, &at.row.province);
        }
    }

    fn indicators(&mut self, f: &Files) {
        for at in &f.indicators {
            let i = &at.row;
            self.province(INDICATORS, at.line, &i.province);
            if (i.kind == Kind::Ratio) == i.denominator.is_empty() {
                let sentence = format!("chỉ tiêu “{}”: tỷ lệ phải có mẫu số, loại khác thì không", i.code);
                self.say(INDICATORS, at.line, sentence);
            }
            if let Err(wrong) = i.checks.parse::<intake::Tuning>() {
                self.say(INDICATORS, at.line, format!("chỉ tiêu “{}”: {wrong}", i.code));
            }
            if !i.same_as.is_empty() && self.indicators.get(i.same_as.as_str()).is_none_or(|province| *province == i.province) {
                let sentence = format!("chỉ tiêu “{}”: không có chỉ tiêu mã “{}” ở tỉnh khác để đối chiếu", i.code, i.same_as);
                self.say(INDICATORS, at.line, sentence);
            }
        }
    }

    fn targets(&mut self, f: &Files) {
        for at in &f.targets {
            let t = &at.row;
            let province = self.indicators.get(t.indicator.as_str()).copied();
            if province != Some(t.province.as_str()) {
                self.say(TARGETS, at.line, format!("không có chỉ tiêu mã “{}” ở tỉnh “{}”", t.indicator, t.province));
            }
            if t.document.is_empty() {
                self.say(TARGETS, at.line, format!("mục tiêu “{}” năm {} chưa có văn bản làm nguồn", t.indicator, t.year));
            } else {
                self.source(TARGETS, at.line, &t.document, &t.source_lines, !t.number_written.is_empty() || !t.words.is_empty());
            }
            let named: Vec<String> = t.owner.iter().chain(&t.unit).cloned().collect();
            self.agencies(TARGETS, at.line, &t.province, &named);
        }
    }

    fn assignments(&mut self, f: &Files) {
        let mut seen: HashMap<(&str, Part, &str), usize> = HashMap::new();
        for at in &f.assignments {
            let a = &at.row;
            let Some(province) = self.indicators.get(a.indicator.as_str()).copied() else {
                self.say(ASSIGNMENTS, at.line, format!("không có chỉ tiêu mã “{}”", a.indicator));
                continue;
            };
            self.agencies(ASSIGNMENTS, at.line, province, &a.units);
            if a.valid_from.zip(a.valid_to).is_some_and(|(from, to)| from > to) {
                self.say(ASSIGNMENTS, at.line, "thời gian áp dụng kết thúc trước khi bắt đầu".into());
            }
            for unit in &a.units {
                if let Some(first) = seen.insert((&a.indicator, a.part, unit), at.line) {
                    self.say(
                        ASSIGNMENTS,
                        at.line,
                        format!("phân công của “{unit}” cho chỉ tiêu “{}” trùng thời gian với dòng {first}", a.indicator),
                    );
                }
            }
        }
    }

    fn events(&mut self, f: &Files) {
        for at in &f.events {
            self.province(EVENTS, at.line, &at.row.province);
            self.source(EVENTS, at.line, &at.row.document, &at.row.source_lines, true);
        }
    }

    fn rule(&mut self, file: &'static str, line: usize, province: &str, rule: &TimeRule) {
        if let Some(event) = rule.event()
            && self.events.get(event) != Some(&province)
        {
            self.say(file, line, format!("không có sự kiện mã “{event}” ở tỉnh “{province}”"));
        }
    }

    fn tasks(&mut self, f: &Files) {
        for at in &f.tasks {
            let t = &at.row;
            let Some(province) = self.source(TASKS, at.line, &t.document, &t.source_lines, true) else { continue };
            self.agencies(TASKS, at.line, province, &t.leads);
            self.agencies(TASKS, at.line, province, &t.coordinators);
            self.rule(TASKS, at.line, province, &t.time);
            if t.leads.is_empty() && t.leads_other.is_empty() {
                self.say(TASKS, at.line, format!("nhiệm vụ “{}” chưa có cơ quan chủ trì", t.code));
            }
            if !t.restates.is_empty() && !self.tasks.contains(t.restates.as_str()) && !self.indicators.contains_key(t.restates.as_str()) {
                self.say(TASKS, at.line, format!("nhiệm vụ “{}” nhắc lại “{}”, không có mã này", t.code, t.restates));
            }
        }
    }

    fn systems(&mut self, f: &Files) {
        for at in &f.systems {
            let s = &at.row;
            self.province(SYSTEMS, at.line, &s.province);
            self.source(SYSTEMS, at.line, &s.document, &s.source_lines, true);
            self.agencies(SYSTEMS, at.line, &s.province, std::slice::from_ref(&s.owner));
            s.step.iter().for_each(|step| self.rule(SYSTEMS, at.line, &s.province, &step.time));
            for code in s.feeds.iter().filter(|c| !f.indicators.iter().any(|i| i.row.code == **c && i.row.province == s.province)) {
                self.say(SYSTEMS, at.line, format!("hệ thống “{}” tính vào chỉ tiêu “{code}”, không có chỉ tiêu này trong tỉnh", s.code));
            }
        }
    }

    fn duties(&mut self, f: &Files) {
        for at in &f.duties {
            let d = &at.row;
            self.province(DUTIES, at.line, &d.province);
            self.source(DUTIES, at.line, &d.document, &d.source_lines, true);
            self.agencies(DUTIES, at.line, &d.province, &d.reporters);
        }
    }

    fn successions(&mut self, f: &Files) {
        for at in &f.successions {
            let s = &at.row;
            self.province(SUCCESSIONS, at.line, &s.province);
            let named: Vec<String> = std::iter::once(&s.from).chain(&s.to).cloned().collect();
            self.agencies(SUCCESSIONS, at.line, &s.province, &named);
            if !self.documents.contains_key(s.document.as_str()) {
                self.say(SUCCESSIONS, at.line, format!("không có văn bản mã “{}”", s.document));
            }
        }
        let lines: Vec<_> = f.successions.iter().map(|s| s.row.line()).collect();
        let lives = self.units.clone();
        if let Err(sentence) = succession::check(&lines, |code: &String| lives.get(code.as_str()).map(|u| (u.valid_from, u.valid_to))) {
            let line = f.successions.iter().find(|s| sentence.contains(&format!("“{}”", s.row.from))).map_or(0, |s| s.line);
            self.say(SUCCESSIONS, line, sentence);
        }
    }

    fn coverage(&mut self, f: &Files) {
        let sections = f.sections.iter().map(|s| (s.line, &s.row.document, &s.row.lines));
        for (line, document, lines) in sections.chain(f.claims.iter().map(|c| (c.line, &c.row.document, &c.row.lines))) {
            self.source(COVERAGE, line, document, lines, true);
        }
        for at in f.claims.iter().filter(|c| !c.row.row.is_empty()) {
            let row = at.row.row.as_str();
            if !self.tasks.contains(row) && !self.indicators.contains_key(row) {
                self.say(COVERAGE, at.line, format!("nhắc lại “{row}”, không có mã này"));
            }
        }
    }

    fn frameworks(&mut self, f: &Files) {
        for at in &f.frameworks {
            self.province(FRAMEWORKS, at.line, &at.row.province);
            let components = at.row.body.mains.iter().flat_map(|m| &m.components);
            for code in components.flat_map(|c| &c.feeds).filter(|c| !f.indicators.iter().any(|i| i.row.code == **c)) {
                self.say(FRAMEWORKS, at.line, format!("không có chỉ tiêu mã “{code}”"));
            }
        }
    }
}
