//! Sums upwards, scores and texts, each with answers by hand.

use domain::{
    Period, Quantity,
    aggregate::{Point, Row, Window, due_periods, series},
    indicator::Accumulation::{self, Cumulative, Flow, Stock},
    period::Frequency,
    score::{Band, Component, Framework, Input, MainIndex, Rule, next_points, rank, score},
    text::{self, Lang},
};

fn q(text: &str) -> Quantity {
    Quantity::from_plain(text).unwrap()
}

fn period(code: &str) -> Period {
    code.parse().unwrap()
}

fn row(unit: u32, code: &str, numerator: &str, denominator: &str) -> Row {
    Row { unit, period: period(code), numerator: q(numerator), denominator: Some(q(denominator)) }
}

fn months(first: &str, last: &str) -> Vec<Period> {
    due_periods(Frequency::Monthly, period(first), period(last))
}

/// Two units, expected throughout.
fn two(accumulation: Accumulation, rows: &[Row], first: &str, last: &str) -> Vec<String> {
    series(accumulation, rows, |_| vec![0, 1], &months(first, last), Window::CalendarYear).iter().map(shown).collect()
}

/// "period numerator/denominator reported/expected", with * when stale.
fn shown(p: &Point) -> String {
    let denominator = p.denominator.map(|d| format!("/{}", d.to_plain())).unwrap_or_default();
    let stale = if p.stale { "*" } else { "" };
    format!("{} {}{denominator} {}/{}{stale}", p.period, p.numerator.to_plain(), p.reported, p.expected)
}

#[test]
fn ratio_of_sums_not_mean_of_ratios() {
    // 15/100 and 15/50 make 30/150 = 20 %, where the mean of ratios would say 22,5 %.
    assert_eq!(two(Stock, &[row(0, "2026-01", "15", "100"), row(1, "2026-01", "15", "50")], "2026-01", "2026-01"), ["2026-01 30/150 2/2"]);
}

#[test]
fn stock_is_carried_three_periods() {
    let rows = [row(0, "2026-01", "1", "10"), row(1, "2026-01", "2", "10"), row(1, "2026-05", "4", "10")];
    let expected = [
        "2026-01 3/20 2/2",
        "2026-02 3/20 0/2*",
        "2026-03 3/20 0/2*",
        "2026-04 3/20 0/2*",
        "2026-05 4/10 1/2",
        "2026-06 4/10 0/2*",
        "2026-07 4/10 0/2*",
        "2026-08 4/10 0/2*",
    ];
    assert_eq!(two(Stock, &rows, "2026-01", "2026-12"), expected);
    assert_eq!(two(Cumulative, &rows, "2026-01", "2026-12"), expected);
}

#[test]
fn flow_is_summed_over_the_year_and_never_carried() {
    let rows = [
        row(0, "2025-12", "9", "10"),
        row(1, "2025-12", "9", "10"),
        row(0, "2026-01", "1", "10"),
        row(1, "2026-01", "2", "10"),
        row(0, "2026-03", "3", "10"),
        row(1, "2026-03", "4", "10"),
    ];
    // February is missing: it has no point, and from then on the year's sum is nobody's full report.
    assert_eq!(two(Flow, &rows, "2025-12", "2026-03"), ["2025-12 18/20 2/2", "2026-01 3/20 2/2", "2026-03 10/40 0/2"]);
    let alone = series(Flow, &rows, |_| vec![0, 1], &months("2025-12", "2026-03"), Window::OnePeriod);
    assert_eq!(alone.iter().map(shown).collect::<Vec<_>>(), ["2025-12 18/20 2/2", "2026-01 3/20 2/2", "2026-03 7/20 2/2"]);
}

#[test]
fn exempt_and_ended_units_are_not_expected() {
    let rows = [row(0, "2026-01", "1", "10"), row(1, "2026-01", "9", "10"), row(0, "2026-02", "2", "10")];
    let ended = |p: Period| if p == period("2026-01") { vec![0, 1] } else { vec![0] };
    let all = |accumulation| -> Vec<String> {
        series(accumulation, &rows, ended, &months("2026-01", "2026-02"), Window::CalendarYear).iter().map(shown).collect()
    };
    // Its stock does not outlive it; what flowed while it was there has flowed.
    assert_eq!(all(Stock), ["2026-01 10/20 2/2", "2026-02 2/10 1/1"]);
    assert_eq!(all(Flow), ["2026-01 10/20 2/2", "2026-02 12/30 2/2"]);
}

#[test]
fn aggregate_edges() {
    assert!(two(Stock, &[], "2026-01", "2026-12").is_empty());
    assert!(series(Stock, &[row(0, "2026-01", "1", "1")], |_| vec![0], &[], Window::CalendarYear).is_empty());
    // The later of two of one unit and period; an unknown unit; a period that does not count.
    let rows = [row(0, "2026-01", "1", "10"), row(0, "2026-01", "2", "10"), row(7, "2026-01", "5", "5"), row(0, "2026-Q1", "9", "9")];
    assert_eq!(two(Stock, &rows, "2026-01", "2026-01"), ["2026-01 2/10 1/2"]);
    // Zero is a figure, and a zero denominator is kept for what it is.
    assert_eq!(two(Stock, &[row(0, "2026-01", "0", "0")], "2026-01", "2026-01"), ["2026-01 0/0 1/2"]);
    // A numerator without its denominator would enlarge the ratio.
    let bare = Row { denominator: None, ..row(1, "2026-01", "50", "1") };
    assert_eq!(two(Stock, &[row(0, "2026-01", "5", "10"), bare], "2026-01", "2026-01"), ["2026-01 5/10 1/2"]);
    assert_eq!(two(Stock, &[bare], "2026-01", "2026-01"), ["2026-01 50 1/2"]);
    // Two of the largest numbers do not fit: no point rather than a wrong one.
    let large = |unit| Row { numerator: Quantity::from_scaled(i64::MAX), ..row(unit, "2026-01", "0", "1") };
    assert!(two(Stock, &[large(0), large(1)], "2026-01", "2026-01").is_empty());
}

#[test]
fn quarterly_figures_are_due_in_the_quarters_last_month() {
    let due = due_periods(Frequency::Quarterly, period("2026-01"), period("2026-12"));
    assert_eq!(due, ["2026-03", "2026-06", "2026-09", "2026-12"].map(period));
    // Carried for three quarters, not for three months.
    let points = series(Stock, &[row(0, "2026-03", "1", "2")], |_| vec![0], &due, Window::CalendarYear);
    assert_eq!(points.len(), 4);
}

fn component(code: &str, maximum: u32, rule: Rule, feeds: &[&str]) -> Component {
    let feeds = feeds.iter().map(|s| (*s).to_owned()).collect();
    Component { code: code.into(), name: String::new(), maximum, rule, feeds, source: String::new() }
}

fn framework(components: Vec<Component>) -> Framework {
    let main = MainIndex { code: "M1".into(), name: String::new(), components };
    Framework { code: "F".into(), version: "1".into(), title: String::new(), proposal: true, mains: vec![main] }
}

fn given(numerator: &str, denominator: Option<&str>) -> Input {
    Input { numerator: q(numerator), denominator: denominator.map(q) }
}

/// Points out of 100 under a rule.
fn points(rule: Rule, input: Input) -> Option<f64> {
    score(&framework(vec![component("C", 100, rule, &["A"])]), |_| Some(input)).mains[0].components[0].points
}

#[test]
fn rules() {
    let of_100 = |n: &str| given(n, Some("100"));
    let tiers = || Rule::Tiers { full: q("90"), half: q("50") };
    let bands = || Rule::Banded { bands: vec![Band { from: q("80"), share: q("75") }, Band { from: q("20"), share: q("25") }] };
    let table = [
        (Rule::Ratio, of_100("57"), Some(57.0)),
        (Rule::Ratio, of_100("120"), Some(100.0)),
        (Rule::Ratio, of_100("-5"), Some(0.0)),
        (Rule::Ratio, given("5", None), None),
        (Rule::Ratio, given("5", Some("0")), None),
        (tiers(), of_100("90"), Some(100.0)),
        (tiers(), of_100("89.9999"), Some(50.0)),
        (tiers(), of_100("50"), Some(50.0)),
        (tiers(), of_100("49.9999"), Some(0.0)),
        (Rule::YesNo, given("1", None), Some(100.0)),
        (Rule::YesNo, given("0", None), Some(0.0)),
        (bands(), of_100("80"), Some(75.0)),
        (bands(), of_100("79"), Some(25.0)),
        (bands(), of_100("19"), Some(0.0)),
        (Rule::MinMax { low: q("20"), high: q("60") }, of_100("30"), Some(25.0)),
        (Rule::MinMax { low: q("20"), high: q("60") }, of_100("10"), Some(0.0)),
        (Rule::MinMax { low: q("10"), high: q("2") }, given("4", None), Some(75.0)),
        (Rule::MinMax { low: q("5"), high: q("5") }, given("5", None), Some(100.0)),
        (Rule::MinMax { low: q("5"), high: q("5") }, given("4", None), Some(0.0)),
    ];
    for (rule, input, expected) in table {
        assert_eq!(points(rule.clone(), input), expected, "{rule:?} {input:?}");
    }
}

#[test]
fn totals_are_rounded_once_half_up() {
    let third = |_: &str| Some(given("1", Some("3")));
    let three = framework(["A", "B", "C"].map(|code| component(code, 1, Rule::Ratio, &[code])).to_vec());
    // 3 × 1/3 = 1 exactly; three rounded thirds would make 0,9999.
    assert_eq!(score(&three, third).total, Some(q("1")));
    // 1 × 0,00005 lies on the half and goes up; 1 × 0,0000499 does not.
    let one = framework(vec![component("A", 1, Rule::Ratio, &["A"])]);
    assert_eq!(score(&one, |_| Some(given("1", Some("20000")))).total, Some(q("0.0001")));
    assert_eq!(score(&one, |_| Some(given("499", Some("10000000")))).total, Some(q("0")));
    // A tie made of parts that are none: 1/3 + 2/3 + 0,00005.
    let parts = framework(["1/3", "2/3", "1/20000"].map(|code| component(code, 1, Rule::Ratio, &[code])).to_vec());
    let split = |code: &str| code.split_once('/').map(|(n, d)| given(n, Some(d)));
    assert_eq!(score(&parts, split).total, Some(q("1.0001")));
}

#[test]
fn what_nobody_feeds_is_not_zero() {
    let set = framework(vec![
        component("fed", 60, Rule::Ratio, &["A"]),
        component("not fed", 40, Rule::Ratio, &[]),
        component("half fed", 20, Rule::Ratio, &["A", "B"]),
        component("twice fed", 20, Rule::Ratio, &["A", "A2"]),
    ]);
    let card = score(&set, |code| match code {
        "A" => Some(given("1", Some("2"))),
        "A2" => Some(given("1", Some("1"))),
        _ => None,
    });
    let got: Vec<_> = card.mains[0].components.iter().map(|c| c.points).collect();
    assert_eq!(got, [Some(30.0), None, None, Some(15.0)]);
    assert_eq!((card.total, card.maximum, card.scored), (Some(q("45")), 140, 80));
    assert_eq!(score(&set, |_| None).total, None);
    assert_eq!(score(&framework(vec![]), |_| None).total, None);
    // Known gains first: 30 of the first, 5 of the last; then what reporting could bring.
    let next: Vec<_> = next_points(&card).into_iter().map(|n| (n.component, n.gain, n.missing)).collect();
    let expected = [("fed", 30.0, false), ("twice fed", 5.0, false), ("not fed", 40.0, true), ("half fed", 20.0, true)];
    assert_eq!(next, expected.map(|(code, gain, missing)| (code.to_owned(), gain, missing)));
}

#[test]
fn next_step_of_tiers_and_bands() {
    let bands = vec![Band { from: q("20"), share: q("25") }, Band { from: q("80"), share: q("100") }];
    let set = framework(vec![
        component("tiers", 50, Rule::Tiers { full: q("90"), half: q("50") }, &["A"]),
        component("bands", 40, Rule::Banded { bands }, &["A"]),
        component("full", 10, Rule::YesNo, &["A"]),
    ]);
    let next: Vec<_> =
        next_points(&score(&set, |_| Some(given("30", Some("100"))))).into_iter().map(|n| (n.component, n.gain, n.needed)).collect();
    // Bands: 25 % of 40 are had, the rest is 30. Tiers: nothing had, half of 50 at 50 %. A yes has nothing left.
    assert_eq!(next, [("bands".to_owned(), 30.0, Some(q("80"))), ("tiers".to_owned(), 25.0, Some(q("50")))]);
}

#[test]
fn competition_ranks() {
    let t = |s: &str| Some(q(s));
    let totals =
        [("d", t("5"), false), ("b", t("8"), false), ("x", t("9"), true), ("a", t("9.5"), false), ("c", t("8"), false), ("n", None, false)];
    let expected = [("a", Some(1)), ("b", Some(2)), ("c", Some(2)), ("d", Some(4)), ("x", None), ("n", None)];
    assert_eq!(rank(&totals), expected);
    assert!(rank::<u32>(&[]).is_empty());
}

#[test]
fn framework_reads_its_data_form() {
    let rules = r#"[{"kind":"ratio"},{"kind":"tiers","full":90,"half":50.5},{"kind":"yes_no"},
        {"kind":"banded","bands":[{"from":20,"share":25}]},{"kind":"min_max","low":0,"high":100}]"#;
    let rules: Vec<Rule> = serde_json::from_str(rules).unwrap();
    assert_eq!(rules[1], Rule::Tiers { full: q("90"), half: q("50.5") });
    let set = framework(rules.into_iter().map(|rule| component("C", 1, rule, &[])).collect());
    assert_eq!(serde_json::from_str::<Framework>(&serde_json::to_string(&set).unwrap()).unwrap(), set);
}

#[test]
fn numbers() {
    let exact = [
        ("0", "0", "0"),
        ("1234.5", "1.234,5", "1,234.5"),
        ("-3.1", "−3,1", "−3.1"),
        ("999", "999", "999"),
        ("1000000", "1.000.000", "1,000,000"),
    ];
    for (plain, vi, en) in exact {
        assert_eq!((text::vi_number(q(plain)), text::number(q(plain), Lang::En)), (vi.to_owned(), en.to_owned()));
    }
    let rounded = [
        (62.44, 1, "62,4"),
        (62.25, 1, "62,3"),
        (0.15, 1, "0,2"),
        (1.005, 2, "1,01"),
        (-0.04, 1, "0,0"),
        (-3.12, 1, "−3,1"),
        (1234.5, 0, "1.235"),
        (0.0, 0, "0"),
        (1e9, 0, "1.000.000.000"),
    ];
    for (x, decimals, vi) in rounded {
        assert_eq!(text::vi_ratio(x, decimals), vi);
    }
    assert_eq!((text::vi_ratio(f64::NAN, 1), text::vi_percent(80.0, 1)), ("–".into(), "80,0\u{a0}%".into()));
    assert_eq!(text::vi_points(812.5), "812,5000");
    let signed = [(0.5, "+0,5"), (-3.1, "−3,1"), (0.0, "0,0"), (0.04, "0,0"), (-0.04, "0,0"), (1000.0, "+1.000,0")];
    for (x, vi) in signed {
        assert_eq!(text::vi_signed(x, 1), vi);
    }
    assert_eq!(text::signed(-1234.5, 1, Lang::En), "−1,234.5");
    let day = "2025-12-31".parse().unwrap();
    assert_eq!((text::vi_date(day), text::date(day, Lang::En)), ("31/12/2025".into(), "31 Dec 2025".into()));
}

#[test]
fn folding() {
    let table = [
        ("Đồng Nai", "dong nai"),
        ("ĐỒNG  NAI", "dong nai"),
        ("Đo\u{302}\u{300}ng Nai", "dong nai"),
        ("  Sở KH&CN, (mới)", "so kh cn moi"),
        ("số hoá – 100%", "so hoa 100"),
        ("", ""),
        ("…", ""),
        ("m²", "m2"),
    ];
    for (from, to) in table {
        assert_eq!(text::fold(from), to, "{from:?}");
    }
    assert_eq!(text::nfc("Đo\u{302}\u{300}ng"), "Đồng");
}

#[test]
fn vietnamese_order() {
    let sorted = [
        "An Bình",
        "Ân Phú",
        "Bàu Hàm",
        "Biên Hoà",
        "Dầu Giây",
        "Đại Phước",
        "Đắk Lua",
        "Đồng Nai",
        "Hoa Lư",
        "Hòa Bình",
        "Long Bình",
        "Long Thành",
        "Phường 2",
        "Phường 10",
        "Tam Hiệp",
        "Tân Triều",
        "Trảng Bom",
        "Xuân Lộc",
    ];
    let mut names = sorted;
    names.reverse();
    names.sort_by_cached_key(|name| text::sort_key(name));
    // Letters decide before tones: "Hoa B…" comes before "Hoa L…" although its tone is higher.
    let by_letters = |name: &&str| *name != "Hoa Lư" && *name != "Hòa Bình";
    assert_eq!(names.iter().filter(|n| by_letters(n)).collect::<Vec<_>>(), sorted.iter().filter(|n| by_letters(n)).collect::<Vec<_>>());
    assert!(text::sort_key("Hòa Bình") < text::sort_key("Hoa Lư"));
    let tones = ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ"];
    assert!(tones.windows(2).all(|pair| text::sort_key(pair[0]) < text::sort_key(pair[1])));
    assert_eq!(text::sort_key("HOÀ, BÌNH"), text::sort_key("hoà bình"));
}

#[test]
fn period_labels_and_edges() {
    let table = [
        ("2026-10", "tháng 10/2026", "October 2026"),
        ("2026-Q3", "quý III/2026", "Q3 2026"),
        ("2026-H1", "6 tháng đầu năm 2026", "H1 2026"),
        ("2026", "năm 2026", "2026"),
    ];
    for (code, vi, en) in table {
        assert_eq!((period(code).label(), period(code).label_en()), (vi.to_owned(), en.to_owned()));
    }
    for wrong in [
        "",
        "2026-",
        "2026-13",
        "2026-00",
        "2026-1",
        "2026-Q5",
        "2026-H3",
        "2026-q1",
        "26-01",
        "+026",
        "2026-+1",
        "1899",
        "2026-10 ",
        "２０２６",
    ] {
        assert!(wrong.parse::<Period>().is_err(), "{wrong:?}");
    }
    // By last day, then by length: the month stands before the quarter, the half and the year that it ends.
    let order = ["2026-11", "2026-12", "2026-Q4", "2026-H2", "2026", "2027-01"].map(period);
    assert!(order.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!((period("2024-02").end().to_string(), period("2026-12").next()), ("2024-02-29".into(), period("2027-01")));
    assert_eq!((period("2026-Q1").shift(-1), period("2026-H2").shift(3)), (period("2025-Q4"), period("2028-H1")));
    assert!(Frequency::HalfYearly.due_in(period("2026-06")) && !Frequency::HalfYearly.due_in(period("2026-07")));
}

#[test]
fn quantity_edges() {
    for wrong in ["", "-", ".", "1.", ".5", "1,5", "1.00001", "1e3", "+1", " 1", "--1", "99999999999999999999", "922337203685478"] {
        assert_eq!(Quantity::from_plain(wrong), None, "{wrong:?}");
    }
    for (text, scaled) in [("0", 0), ("-0", 0), ("007", 70_000), ("-0.5", -5_000), ("1.50000", 15_000), ("0.0001", 1)] {
        assert_eq!(Quantity::from_plain(text), Some(Quantity::from_scaled(scaled)), "{text:?}");
    }
    assert_eq!((Quantity::whole(i64::MAX), q("1.5").to_plain(), q("-0.0001").to_plain()), (None, "1.5".into(), "-0.0001".into()));
    assert_eq!((serde_json::to_string(&q("12")).unwrap(), serde_json::to_string(&q("0.5")).unwrap()), ("12".into(), "0.5".into()));
    assert!(serde_json::from_str::<Quantity>("1e300").is_err() && serde_json::from_str::<Quantity>("\"1\"").is_err());
}
