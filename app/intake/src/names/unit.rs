//! Which unit a text names, in the period of its figures.

use super::keys::{self, canonical, is_slip, kind_of, unit_keys};
use super::{LONGEST, Meaning, NameKind, Names};
use crate::grid::unnumbered;
use crate::words::begins;
use chrono::NaiveDate;
use domain::Period;
use domain::search::spelled_out;
use domain::text::fold;

/// What a unit's whole name with something behind it is taken for.
const ALMOST: u32 = 90;

impl Names<'_> {
    /// The unit that a text names, as it is for figures of `period`.
    pub fn unit(&self, text: &str, period: Period) -> Meaning {
        if text.len() > LONGEST {
            return Meaning::Nothing;
        }
        self.remembered(NameKind::Unit, period, text, || {
            let text = text.trim();
            // "Toàn xã" in what a commune sends.
            let of_kind = match fold(text).as_str() {
                "toan xa" => Some("xã"),
                "toan phuong" => Some("phường"),
                _ => None,
            };
            if of_kind.is_some() && !self.is_anybodys() && kind_of(self.units[self.own_unit()].1) == of_kind {
                return Meaning::Exactly(self.own_unit());
            }
            let inside = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')).map(|(_, code)| code);
            let before = text.strip_prefix('[').and_then(|t| t.split_once(']')).map(|(code, _)| code);
            let codes = [Some(text), inside, before].into_iter().flatten().map(|t| fold(t).replace(' ', ""));
            // A name may be broken into lines, and lines may follow it that say more.
            let joined = text.contains('\n').then(|| text.split_whitespace().collect::<Vec<_>>().join(" "));
            let bare = self.without_province(text);
            let names = joined.as_deref().into_iter().chain([text]).chain(bare.as_deref());
            let keys: Vec<String> = codes.chain(names.flat_map(unit_keys)).collect();
            let found = keys.iter().map(|key| self.unit_index.get(key)).find(|found| !found.is_empty());
            let exact = found.map(|found| self.alive(&self.with_same_marks(found, text), period));
            let exact = exact.filter(|meaning| *meaning != Meaning::Nothing);
            if let Some(i) = exact.and_then(Meaning::index).filter(|i| self.says_more(text, *i)) {
                return self.confirmed(NameKind::Unit, text).unwrap_or(Meaning::Nearly(i, ALMOST));
            }
            // An answer is kept without diacritics: where the text says with them which of two communes it is, that counts.
            match exact.or_else(|| self.confirmed(NameKind::Unit, text)) {
                Some(meaning) => meaning,
                None if found.is_some() => Meaning::Nothing,
                None => self.of_office(text, period).unwrap_or_else(|| match self.nearly(&self.unit_index, text) {
                    Meaning::Nearly(i, _) if !is_slip(&canonical(text), &canonical(self.units[i].1)) => Meaning::Nothing,
                    Meaning::Nearly(i, likeness) => match self.alive(&[i], period) {
                        Meaning::Exactly(i) | Meaning::Formerly(i) => Meaning::Nearly(i, likeness),
                        other => other,
                    },
                    other => other,
                }),
            }
        })
    }

    /// "Trung tâm Phục vụ hành chính công phường A": the ward, whose dossiers it takes in.
    fn of_office(&self, text: &str, period: Period) -> Option<Meaning> {
        let full = spelled_out(text);
        let leads = ["trung tam phuc vu hanh chinh cong ", "ttpvhcc ", "bo phan mot cua "];
        let name = leads.iter().find_map(|lead| full.strip_prefix(lead))?;
        let unit = kind_of(name).and_then(|_| self.unit(name, period).index())?;
        Some(Meaning::Nearly(unit, ALMOST))
    }

    /// The province as a whole: "Tỉnh Đồng Nai", "Toàn tỉnh".
    pub fn is_province(&self, text: &str) -> bool {
        let text = fold(unnumbered(text));
        !self.province.is_empty() && (text == format!("tinh {}", self.province) || text == format!("toan tinh {}", self.province))
    }

    /// "UBND tỉnh Quảng Ngãi", "Sở Y tế tỉnh Quảng Ngãi" elsewhere; "UBND huyện Lộc Ninh" where there are no districts any more;
    /// "Phường Tân Hưng" where it is Xã Tân Hưng.
    pub fn is_of_another(&self, text: &str, period: Period) -> bool {
        let lower = text.to_lowercase();
        if lower.chars().count() >= 60 {
            return false;
        }
        if self.is_district(text, period) || self.is_of_other_kind(text, period) || self.is_beside_own(text) {
            return true;
        }
        let led = |lead: &&str| lower.split_once(*lead).map(|(before, of)| (before, fold(of)));
        let Some((before, of)) = [" tỉnh ", " tp. ", " tp ", " thành phố "].iter().find_map(led) else { return false };
        if self.province.is_empty() || of.starts_with(&self.province) {
            return false;
        }
        let office = ["sở ", "ubnd ", "uỷ ban nhân dân ", "ủy ban nhân dân "].iter().any(|lead| lower.starts_with(lead));
        // Wards may still be told by the city that there was.
        let abroad = lower.contains(" tỉnh ") || of.starts_with("ho chi minh");
        let is_unit = || self.unit(before.trim_end_matches([',', '-', '(', ' ']), period).index().is_some();
        office || abroad && kind_of(text).is_some() && is_unit()
    }

    /// "Trạm Y tế xã A", "Ấp 3, xã A": within the unit, and not the unit.
    fn is_beside_own(&self, text: &str) -> bool {
        const LEADS: [&str; 13] = [
            "cong doan",
            "tram y te",
            "truong thpt",
            "truong thcs",
            "truong tieu hoc",
            "truong mam non",
            "doan",
            "ap",
            "thon",
            "khu pho",
            "to dan pho",
            "tat ca",
            "cac",
        ];
        let own = fold(self.units[self.own_unit()].1);
        let folded = fold(text);
        let rest = folded.strip_suffix(&own).filter(|_| !own.is_empty()).map(str::trim);
        let of_all = |lead: &str| !matches!(lead, "tat ca" | "cac") || folded.contains(" tru ");
        // "Đảng uỷ - HĐND - UBND xã A" is all of it.
        let rest = rest.filter(|rest| !rest.ends_with("ubnd") && !rest.contains("thong minh"));
        rest.is_some_and(|rest| LEADS.iter().any(|lead| begins(rest, lead) && of_all(lead)))
    }

    /// The communes of the catalogue begin on 1 July 2025; there are no districts since.
    fn is_district(&self, text: &str, period: Period) -> bool {
        let folded = fold(text);
        let bare = folded.strip_prefix("ubnd ").or(folded.strip_prefix("uy ban nhan dan ")).unwrap_or(&folded);
        let district = ["huyen ", "thi xa ", "thanh pho "].iter().any(|kind| bare.starts_with(kind)) && !bare.ends_with(" thong minh");
        district && !bare.ends_with(&self.province) && period.end() >= NaiveDate::from_ymd_opt(2025, 7, 1).unwrap_or_default()
    }

    fn is_of_other_kind(&self, text: &str, period: Period) -> bool {
        let own = self.units[self.own_unit()].1;
        let kinds = kind_of(text).zip(kind_of(own)).is_some_and(|(written, own)| written != own);
        kinds && matches!(self.unit(text, period), Meaning::Nearly(i, ALMOST) if i == self.own_unit())
    }

    /// Without the province's name behind it.
    fn without_province(&self, text: &str) -> Option<String> {
        let bare = spelled_out(text).strip_suffix(&self.province)?.trim_end().trim_end_matches(" tinh").to_owned();
        (!self.province.is_empty() && !bare.is_empty()).then_some(bare)
    }

    /// Does a text say more than a unit's name: another province, a part of the unit, an exception? A code or another name of its own
    /// in brackets says nothing more.
    fn says_more(&self, text: &str, unit: usize) -> bool {
        let own = self.units[unit].1;
        let bare = ["Xã ", "Phường ", "Đặc khu "].iter().find_map(|kind| own.strip_prefix(kind)).unwrap_or(own);
        if keys::marks_differ(text, bare) {
            return true;
        }
        // A ward is no commune of the same name, and a district neither.
        if kind_of(text).zip(kind_of(own)).is_some_and(|(written, own)| written != own) {
            return true;
        }
        let plain = unnumbered(text);
        let (name, rest) = plain.split_once('(').unwrap_or((plain, ""));
        let rest = rest.trim_end().trim_end_matches(')');
        let is_own = |written: &str| {
            let key = fold(written).replace(' ', "");
            let kind = matches!(key.as_str(), "" | "tinh" | "captinh" | "capxa" | "xa" | "phuong") || key == self.province.replace(' ', "");
            kind || [key].into_iter().chain(unit_keys(written)).any(|key| self.unit_index.get(&key).contains(&unit))
        };
        let name = spelled_out(name);
        let of_other = name.split_once(" tinh ").is_some_and(|(_, of)| !self.province.is_empty() && of != self.province);
        !is_own(rest) || of_other && !self.unit_index.get(&name).contains(&unit)
    }

    /// Of units that differ only in their diacritics, the one that is written with those of the text: Lộc Thạnh is not Lộc Thành.
    fn with_same_marks(&self, found: &[usize], text: &str) -> Vec<usize> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let own_name = |i: &&usize| {
            let name = self.units[**i].1.to_lowercase();
            let bare = ["xã ", "phường ", "đặc khu "].iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(&name);
            text.contains(bare)
        };
        let same: Vec<usize> = found.iter().filter(own_name).copied().collect();
        if found.len() > 1 && !same.is_empty() { same } else { found.to_vec() }
    }

    /// Which of several units of one name there is in `period`: itself, else what took its place.
    fn alive(&self, found: &[usize], period: Period) -> Meaning {
        let known = |i: usize| self.context.known.units.get(i);
        let exists = |i: &usize| known(*i).is_none_or(|u| u.exists_in(period));
        let living: Vec<usize> = found.iter().copied().filter(exists).collect();
        if let [one] = living[..] {
            return Meaning::Exactly(one);
        }
        if !living.is_empty() {
            return Meaning::Nothing;
        }
        let mut next: Vec<usize> = found.to_vec();
        // Units change rarely; more steps than these would be a circle.
        for _ in 0..8 {
            let codes = next.iter().filter_map(|i| known(*i)).flat_map(|u| &u.successors);
            let mut after: Vec<usize> = codes.filter_map(|code| self.units.iter().position(|(c, _)| c == code)).collect();
            after.sort_unstable();
            after.dedup();
            match after[..] {
                [one] if exists(&one) => return Meaning::Formerly(one),
                [] => break,
                _ => next = after,
            }
        }
        Meaning::Nothing
    }
}
