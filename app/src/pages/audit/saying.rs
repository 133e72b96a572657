//! What a line of the record says, in a sentence an official reads without a key: who, did what, to which object, with what.

use domain::{
    access::Role,
    exception::{ExceptionKind, Verdict},
    task::TaskState,
    text::{Lang, date},
    workflow::ItemState,
};
use serde_json::Value;

/// A line without the person: "trả lại", the object, ": 2 mục".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub verb: String,
    /// The object is left out where it says nothing: whoever signs in signs in as themselves.
    pub object: bool,
    pub tail: String,
}

/// What is known of a line.
pub struct Deed<'a> {
    pub action: &'a str,
    pub detail: &'a Value,
    /// The object is the person who did it.
    pub own: bool,
    /// Name of what the detail points to: the indicator of a decided item.
    pub about: Option<&'a str>,
}

struct Words<'a> {
    detail: &'a Value,
    lang: Lang,
}

impl Words<'_> {
    fn t(&self, vi: &str, en: &str) -> String {
        if self.lang == Lang::En { en.to_owned() } else { vi.to_owned() }
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.detail[key].as_str().map(str::trim).filter(|t| !t.is_empty())
    }

    fn count(&self, key: &str) -> Option<u64> {
        let value = &self.detail[key];
        value.as_array().map(|a| a.len() as u64).or(value.as_u64()).filter(|n| *n > 0)
    }

    fn day(&self, key: &str) -> Option<String> {
        self.text(key).and_then(|d| d.parse().ok()).map(|d| date(d, self.lang))
    }

    /// "2 mục", "2 items"; an "s" makes the English plural.
    fn n(&self, key: &str, vi: &str, en: &str) -> Option<String> {
        let n = self.count(key)?;
        Some(if self.lang == Lang::Vi { format!("{n} {vi}") } else { format!("{n} {en}{}", if n == 1 { "" } else { "s" }) })
    }

    fn dated(&self, key: &str, vi: &str, en: &str) -> Option<String> {
        self.day(key).map(|d| format!("{} {d}", self.t(vi, en)))
    }

    /// A reason as it was written, shortened where it is long; the detail has it whole.
    fn reason(&self) -> Option<String> {
        const MOST: usize = 90;
        let text = self.text("reason")?;
        let more = text.chars().count() > MOST;
        let short: String = text.chars().take(MOST).collect();
        Some(format!("“{}{}”", short.trim_end(), if more { "…" } else { "" }))
    }
}

/// ": a, b"; nothing for nothing.
fn tail(parts: impl IntoIterator<Item = Option<String>>) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

/// The sentence of a deed. An action that is not known here is named by its code: no line is ever left out.
pub fn say(deed: &Deed, lang: Lang) -> Said {
    let w = Words { detail: deed.detail, lang };
    let (vi, en, rest) = match deed.action.split_once('.').unwrap_or((deed.action, "")) {
        ("report", step) => return report(deed, step, &w),
        ("person" | "grant" | "token" | "session", _) => return person(deed, &w),
        ("task", "update") => {
            let state = w.text("state").and_then(|s| s.parse::<TaskState>().ok());
            let state = state.map(|s| if lang == Lang::Vi { s.label() } else { s.label_en() }.to_owned());
            ("cập nhật", "updated", tail([state, w.count("percent").map(|n| format!("{n}\u{a0}%"))]))
        }
        ("difficulty", "raise") => ("nêu khó khăn của", "raised a difficulty of", String::new()),
        ("difficulty", "resolve") => ("ghi đã tháo gỡ khó khăn của", "settled a difficulty of", String::new()),
        ("system", "update") => ("cập nhật", "updated", tail([w.dated("as_of", "tính đến ngày", "as of")])),
        ("event", "date") => {
            let cleared = w.detail["after"].is_null().then(|| w.t("bỏ ngày", "no date"));
            ("ghi ngày của", "dated", tail([w.day("after").or(cleared), w.reason()]))
        }
        ("target", "change") => {
            let after = w.text("after").map(|a| match w.text("before") {
                Some(before) => format!("{before} → {a}"),
                None => a.to_owned(),
            });
            ("đặt", "set", tail([after, w.text("document").map(str::to_owned)]))
        }
        ("catalogue", "change") => match (&w.detail["before"], &w.detail["after"]) {
            (Value::Null, _) => ("thêm", "added", tail([w.reason()])),
            (_, Value::Null) => ("bỏ", "removed", tail([w.reason()])),
            _ => ("sửa", "changed", tail([w.reason()])),
        },
        ("catalogue", "load") => ("nạp", "loaded", String::new()),
        ("evidence", "add") => ("đính kèm minh chứng vào", "attached evidence to", tail([w.text("name").map(|n| format!("“{n}”"))])),
        ("evidence", "remove") => ("bỏ minh chứng khỏi", "took evidence from", tail([w.text("name").map(|n| format!("“{n}”"))])),
        ("document", "load") => ("nạp nội dung", "loaded the text of", tail([w.n("lines", "dòng", "line")])),
        ("assignment", "confirm") => ("xác nhận đơn vị báo cáo của", "confirmed who reports", String::new()),
        ("organisation", _) => ("ghi thay đổi tổ chức của", "reorganised", tail([w.text("deed").map(str::to_owned)])),
        ("round", "appraise") => ("bắt đầu thẩm định", "began to appraise", tail([w.n("silent", "đơn vị không nộp", "missing unit")])),
        ("round", "notify") => {
            ("thông báo kết quả của", "notified the results of", tail([w.dated("until", "giải trình đến", "explanations until")]))
        }
        ("round", "finalise") => ("chốt", "finalised", tail([w.count("number").map(|n| format!("{} {n}", w.t("bản số", "number")))])),
        ("round", "publish") => ("công bố", "published", tail([w.text("document").map(str::to_owned)])),
        ("round", "supersede") => ("công bố đính chính", "corrected", tail([w.text("document").map(str::to_owned), w.reason()])),
        ("exception", step) => {
            let kind = w.text("kind").and_then(|k| k.parse::<ExceptionKind>().ok());
            let kind = kind.map(|k| if lang == Lang::Vi { k.label() } else { k.label_en() }.to_owned());
            let (vi, en) = if step == "grant" { ("cho phép", "granted") } else { ("kết thúc", "ended") };
            (vi, en, tail([kind, w.dated("until", "đến", "until"), w.reason()]))
        }
        ("appeal", "file") => ("gửi giải trình về", "explained", tail([deed.about.map(str::to_owned), w.reason()])),
        ("appeal", "answer") => {
            let verdict = w.text("verdict").and_then(|v| v.parse::<Verdict>().ok());
            let verdict = verdict.map(|v| if lang == Lang::Vi { v.label() } else { v.label_en() }.to_owned());
            ("trả lời giải trình về", "answered an explanation of", tail([deed.about.map(str::to_owned), verdict, w.reason()]))
        }
        ("reading", "confirm") => ("ghi cách đọc tệp của", "said how to read files of", String::new()),
        ("steward", "set") => ("giao người phụ trách ở", "named who looks after figures of", tail([w.text("told").map(str::to_owned)])),
        ("round", "plan") => ("lập", "planned", tail([w.dated("opens", "mở", "opens"), w.dated("due", "hạn", "due")])),
        ("round", "open") => ("mở", "opened", tail([w.dated("due", "hạn", "due"), w.dated("closes", "đóng", "closes")])),
        _ => {
            let verb = if lang == Lang::Vi {
                format!("thực hiện “{}” với", deed.action)
            } else {
                format!("did “{}” to", deed.action)
            };
            return Said { verb, object: true, tail: String::new() };
        }
    };
    Said { verb: w.t(vi, en), object: true, tail: rest }
}

fn report(deed: &Deed, step: &str, w: &Words) -> Said {
    let (vi, en, rest) = match step {
        "save" => {
            let what = [w.n("values", "số liệu", "figure"), w.n("findings", "phát hiện", "finding")];
            ("lưu bản nháp", "saved a draft of", tail(what))
        }
        "submit" => ("nộp", "submitted", String::new()),
        "withdraw" => ("rút", "withdrew", String::new()),
        "claim" => ("nhận thẩm định", "began to review", String::new()),
        "return" => ("trả lại", "returned", tail([w.n("items", "mục", "item"), w.dated("due", "nộp lại trước ngày", "due again")])),
        "accept" => ("chấp nhận", "accepted", String::new()),
        "lock" => ("khoá", "locked", String::new()),
        "exempt" => ("cho miễn", "exempted", tail([w.reason()])),
        "reopen" => ("mở lại", "reopened", tail([w.n("items", "mục", "item"), w.reason()])),
        "decide" => return decide(deed, w),
        other => {
            let verb = w.t("thực hiện “", "did “") + other + &w.t("” với", "” to");
            return Said { verb, object: true, tail: String::new() };
        }
    };
    Said { verb: w.t(vi, en), object: true, tail: rest }
}

fn decide(deed: &Deed, w: &Words) -> Said {
    let (vi, en) = match w.text("state").and_then(|s| s.parse::<ItemState>().ok()) {
        Some(ItemState::Accepted) => ("chấp nhận", "accepted"),
        Some(ItemState::Adjusted) => ("dùng số thẩm định cho", "adjusted"),
        Some(ItemState::Clarification) => ("hỏi lại", "asked about"),
        Some(ItemState::Rejected) => ("trả lại", "rejected"),
        Some(ItemState::Pending) | None => ("quyết định", "decided"),
    };
    let item = match deed.about {
        Some(name) => format!("{} “{name}”", w.t("mục", "the item")),
        None => w.t("một mục", "an item"),
    };
    Said { verb: format!("{} {item} {}", w.t(vi, en), w.t("trong", "of")), object: true, tail: tail([w.reason()]) }
}

fn person(deed: &Deed, w: &Words) -> Said {
    let role = || {
        let role = w.text("role").and_then(|r| r.parse::<Role>().ok())?;
        Some(if w.lang == Lang::Vi { role.label() } else { role.label_en() }.to_owned())
    };
    let (vi, en, rest) = match deed.action {
        "session.start" => return Said { verb: w.t("đăng nhập", "signed in"), ..Said::default() },
        "person.activate" if deed.own => {
            return Said { verb: w.t("kích hoạt tài khoản", "activated the account"), ..Said::default() };
        }
        "person.password" if deed.own => return Said { verb: w.t("đổi mật khẩu", "changed the password"), ..Said::default() },
        "person.email" if deed.own => {
            return Said { verb: w.t("đổi địa chỉ nhận thư", "changed the address for mail"), ..Said::default() };
        }
        "person.activate" => ("kích hoạt", "activated", String::new()),
        "person.password" => ("đổi mật khẩu của", "changed the password of", String::new()),
        "person.add" => ("giao quyền cho", "gave a right to", tail([role(), w.text("unit").map(str::to_owned)])),
        "person.code" => ("cấp mã một lần cho", "issued a one-time code to", String::new()),
        "person.deactivate" => ("ngừng", "deactivated", String::new()),
        "person.reactivate" => ("mở lại", "reactivated", String::new()),
        "person.grant.move" => ("chuyển quyền của", "moved the rights of", tail([w.text("to").map(|u| format!("→ {u}"))])),
        "grant.end" => ("kết thúc quyền của", "ended a right of", tail([role(), w.dated("last", "sau ngày", "after")])),
        "token.add" => ("cấp mã truy cập API cho", "made an API token for", tail([w.text("name").map(|n| format!("“{n}”"))])),
        other => {
            let verb = w.t("thực hiện “", "did “") + other + &w.t("” với", "” to");
            return Said { verb, object: true, tail: String::new() };
        }
    };
    Said { verb: w.t(vi, en), object: true, tail: rest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The whole sentence as it stands on the page.
    fn sentence(action: &str, detail: Value, about: Option<&str>, own: bool, lang: Lang) -> String {
        let said = say(&Deed { action, detail: &detail, own, about }, lang);
        let object = if said.object { " [X]" } else { "" };
        format!("{}{object}{}", said.verb, said.tail)
    }

    #[test]
    fn sentences() {
        let long = "a".repeat(100);
        let table = [
            (
                "report.return",
                json!({ "items": 2, "due": "2026-11-20", "reason": "sai" }),
                "trả lại [X]: 2 mục, nộp lại trước ngày 20/11/2026",
            ),
            ("report.return", json!({}), "trả lại [X]"),
            ("report.save", json!({ "values": 9, "findings": 0 }), "lưu bản nháp [X]: 9 số liệu"),
            ("report.accept", json!({}), "chấp nhận [X]"),
            ("report.reopen", json!({ "items": ["a", "b"], "reason": "sai đơn vị" }), "mở lại [X]: 2 mục, “sai đơn vị”"),
            ("report.freeze", json!({}), "thực hiện “freeze” với [X]"),
            ("target.change", json!({ "before": "≥ 70 %", "after": "≥ 80 %", "document": "1/KH" }), "đặt [X]: ≥ 70 % → ≥ 80 %, 1/KH"),
            ("catalogue.change", json!({ "before": null, "after": {} }), "thêm [X]"),
            ("catalogue.change", json!({ "before": {}, "after": {}, "reason": long }), &format!("sửa [X]: “{}…”", "a".repeat(90))),
            ("round.open", json!({ "due": "2026-11-15", "closes": "2026-11-25" }), "mở [X]: hạn 15/11/2026, đóng 25/11/2026"),
            ("task.update", json!({ "state": "in_progress", "percent": 40 }), "cập nhật [X]: đang thực hiện, 40\u{a0}%"),
            (
                "grant.end",
                json!({ "role": "reviewer", "last": "2026-11-15" }),
                "kết thúc quyền của [X]: người thẩm định, sau ngày 15/11/2026",
            ),
            ("evidence.add", json!({ "name": "a.pdf" }), "đính kèm minh chứng vào [X]: “a.pdf”"),
            ("evidence.sign", json!({}), "thực hiện “evidence.sign” với [X]"),
            ("", json!([]), "thực hiện “” với [X]"),
        ];
        for (action, detail, expected) in table {
            assert_eq!(sentence(action, detail, None, false, Lang::Vi), expected);
        }
        let rejected = json!({ "state": "rejected", "reason": "sai đơn vị" });
        let told = sentence("report.decide", rejected.clone(), Some("Hồ sơ"), false, Lang::Vi);
        assert_eq!(told, "trả lại mục “Hồ sơ” trong [X]: “sai đơn vị”");
        assert_eq!(sentence("report.decide", rejected, Some("Hồ sơ"), false, Lang::En), "rejected the item “Hồ sơ” of [X]: “sai đơn vị”");
        assert_eq!(sentence("session.start", json!({}), None, true, Lang::Vi), "đăng nhập");
        assert_eq!(sentence("person.password", json!({}), None, true, Lang::En), "changed the password");
        assert_eq!(sentence("person.password", json!({}), None, false, Lang::Vi), "đổi mật khẩu của [X]");
        assert_eq!(sentence("report.return", json!({ "items": 1 }), None, false, Lang::En), "returned [X]: 1 item");
    }
}
