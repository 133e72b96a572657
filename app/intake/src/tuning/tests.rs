//! What can be set, and every way in which it cannot.

use super::*;

fn read(text: &str) -> Result<String, NotTuned> {
    text.parse::<Tuning>().map(|t| t.to_string())
}

#[test]
fn sound_texts_come_back() {
    for text in
        ["", "denominator-changed 30; copy-of-last-period off; big-change 50; outlier-history off; numerator-above-denominator justify"]
    {
        assert_eq!(read(text), Ok(text.to_owned()));
    }
    for (text, same) in [
        (" big-change   12,5 ;; ", "big-change 12.5"),
        ("big-change notice 12.5", "big-change 12.5 notice"),
        ("unit-of-measure blocking", "unit-of-measure blocking"),
        ("unit-of-measure justify", "unit-of-measure justify"),
        ("no-data blocking", "no-data blocking"),
    ] {
        assert_eq!(read(text), Ok(same.to_owned()), "{text}");
    }
}

#[test]
fn each_mistake_has_its_sentence() {
    for (text, wrong) in [
        ("big-chance 50", NotTuned::Unknown("big-chance".into())),
        ("text-not-number off", NotTuned::Fixed("text-not-number")),
        ("separator-unclear notice", NotTuned::Fixed("separator-unclear")),
        ("three-decimals off", NotTuned::Fixed("three-decimals")),
        ("negative off", NotTuned::Fixed("negative")),
        ("missing-item off", NotTuned::Fixed("missing-item")),
        ("unit-of-measure off", NotTuned::Weakened("unit-of-measure")),
        ("unit-of-measure-down notice", NotTuned::Weakened("unit-of-measure-down")),
        ("typed-percentage-disagrees notice", NotTuned::Weakened("typed-percentage-disagrees")),
        ("no-data off", NotTuned::Weakened("no-data")),
        ("copy-of-last-period 5", NotTuned::NoThreshold("copy-of-last-period")),
        ("to-date-falls 5 notice", NotTuned::NoThreshold("to-date-falls")),
        ("big-change 0", NotTuned::OutOfRange("big-change", "0".into())),
        ("big-change -5", NotTuned::OutOfRange("big-change", "-5".into())),
        ("big-change 1001", NotTuned::OutOfRange("big-change", "1001".into())),
        ("big-change rất lớn", NotTuned::Word("big-change", "rất".into())),
        ("big-change 5%", NotTuned::Word("big-change", "5%".into())),
        ("big-change", NotTuned::Nothing("big-change")),
        ("big-change 5 6", NotTuned::Twice("big-change")),
        ("big-change off notice", NotTuned::Twice("big-change")),
        ("big-change 5; big-change notice", NotTuned::Twice("big-change")),
    ] {
        assert_eq!(read(text), Err(wrong), "{text}");
    }
    assert_eq!(
        "unit-of-measure off".parse::<Tuning>().expect_err("firm").to_string(),
        "quy tắc “unit-of-measure” giữ cho số liệu không bị sai mà không ai biết, nên không được tắt hay hạ mức"
    );
}

#[test]
fn the_tunable_rules_stand_in_the_order_of_all() {
    let places: Vec<_> = TUNABLE.iter().map(|t| RULES.iter().position(|r| r.id == t.rule.id)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
    // what would corrupt figures unseen is never among those that may be switched off
    for id in
        ["text-not-number", "separator-unclear", "separator-differs", "date-not-number", "percent-not-count", "error-cell", "negative"]
    {
        assert!(TUNABLE.iter().all(|t| t.rule.id != id), "{id}");
    }
}

#[test]
fn as_it_is_shown() {
    let big = TUNABLE.iter().find(|t| t.rule.id == "big-change").and_then(|t| t.threshold).expect("a threshold");
    assert_eq!(big.shown(Lang::Vi), "30 điểm phần trăm; số đếm: 3 lần");
}
