//! How far systems are, and what the register counts.

use domain::{
    Quantity,
    indicator::Kind,
    system::{Condition, Counted, Stage, Tally},
};

const NEW: Condition =
    Condition { stage: Stage::ToBuild, provincial: false, national: false, security_level: None, steps_done: 0, steps: 4 };
const FULL: Condition =
    Condition { stage: Stage::Running, provincial: true, national: true, security_level: Some(3), steps_done: 4, steps: 4 };

#[test]
fn what_counts() {
    let table = [
        (Counted::Built, Condition { stage: Stage::Building, ..FULL }, false),
        (Counted::Built, Condition { stage: Stage::Built, ..NEW }, true),
        (Counted::Provincial, Condition { provincial: true, ..NEW }, true),
        (Counted::National, Condition { provincial: true, ..NEW }, false),
        (Counted::Connected, Condition { provincial: true, ..NEW }, false),
        (Counted::Connected, Condition { national: true, ..NEW }, false),
        (Counted::Connected, FULL, true),
        (Counted::Secured, Condition { security_level: Some(1), ..NEW }, true),
        (Counted::Secured, NEW, false),
        (Counted::Moved, Condition { steps_done: 3, ..FULL }, false),
        (Counted::Moved, FULL, true),
        // without steps there is nothing that could be moved
        (Counted::Moved, Condition { steps_done: 0, steps: 0, ..FULL }, false),
    ];
    for (counted, condition, holds) in table {
        assert_eq!(counted.holds(&condition), holds, "{counted:?} {condition:?}");
    }
}

#[test]
fn a_tally_contradicts_only_when_somebody_keeps_the_register() {
    let whole = |n: i64| Quantity::whole(n).unwrap();
    let systems = [(FULL, true), (NEW, true), (FULL, true)];
    let tally = Tally::new(Counted::Secured, &systems).unwrap();
    assert_eq!((tally.holds, tally.of, tally.kept, tally.to_string().as_str()), (2, 3, 3, "2/3"));
    assert!(tally.agrees(Kind::Ratio, whole(2), Some(whole(3))));
    for (n, d) in [(3, 3), (2, 4), (1, 2)] {
        assert!(!tally.agrees(Kind::Ratio, whole(n), Some(whole(d))), "{n}/{d}");
    }
    assert!(tally.agrees(Kind::Count, whole(2), None) && !tally.agrees(Kind::Count, whole(3), None));
    // Done is said of all of them only.
    assert!(tally.agrees(Kind::Qualitative, whole(2), None) && !tally.agrees(Kind::Qualitative, whole(3), None));
    assert!(tally.agrees(Kind::YesNo, whole(0), None) && !tally.agrees(Kind::YesNo, whole(1), None));
    let silent = Tally::new(Counted::Secured, &systems.map(|(c, _)| (c, false))).unwrap();
    assert!(silent.agrees(Kind::Ratio, whole(0), Some(whole(9))));
    assert_eq!(Tally::new(Counted::Secured, &[]), None);
}

#[test]
fn going_back_is_named() {
    let loss = |c: Condition| c.loss_since(&FULL);
    assert_eq!(loss(FULL), None);
    assert_eq!(FULL.loss_since(&NEW), None);
    let expected = [
        (Condition { stage: Stage::Building, ..FULL }, "giai đoạn từ “đang vận hành” về “đang xây dựng”"),
        (Condition { provincial: false, ..FULL }, "kết nối Trung tâm dữ liệu tỉnh từ “đã kết nối” về “chưa kết nối”"),
        (Condition { national: false, ..FULL }, "kết nối quốc gia từ “đã kết nối” về “chưa kết nối”"),
        (Condition { security_level: Some(2), ..FULL }, "cấp độ an toàn từ “cấp độ 3” về “cấp độ 2”"),
        (Condition { security_level: None, ..FULL }, "cấp độ an toàn từ “cấp độ 3” về “chưa có”"),
        (Condition { steps_done: 1, ..FULL }, "số bước đã xong từ “4” về “1”"),
    ];
    for (condition, sentence) in expected {
        assert_eq!(loss(condition).as_deref(), Some(sentence));
    }
}
