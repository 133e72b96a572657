//! Targets set in the grid, one at a time: put in force with their document, never overwritten.

use super::{House, Reply, Visitor};
use axum::http::StatusCode;

const GRID: &str = "/muc-tieu";

/// The fields of one cell's form, some of them changed.
async fn set(house: &House, who: &Visitor, changes: &[(&str, &str)]) -> Reply {
    let mut fields = vec![
        ("don-vi", ""),
        ("chi-tieu", "CQS-02"),
        ("nam", "2027"),
        ("dau", "≥"),
        ("gia-tri", "85,5"),
        ("han", "2027-12-31"),
        ("van-ban", ""),
        ("so", "12/QĐ-UBND"),
        ("ly-do", "Nâng mục tiêu"),
    ];
    for (name, value) in changes {
        fields.iter_mut().find(|f| f.0 == *name).unwrap().1 = value;
    }
    house.send(who, GRID, &fields).await
}

#[tokio::test]
async fn one_target_is_set_with_its_document() {
    let house = House::new().await;
    let approver = house.session("approver").await;
    let before = house.copy().await;
    let refusals = [
        ("gia-tri", "105", "vượt quá 100"),
        ("gia-tri", "-1", "là số âm"),
        ("gia-tri", "nhiều", "không phải một số"),
        ("so", "", "Chưa có văn bản ban hành"),
        ("han", "2029-01-01", "không thuộc năm 2027"),
        ("han", "hôm nay", "không phải một ngày"),
        ("nam", "1999", "Năm 1999 không hợp lệ"),
        ("dau", "~", "Chọn một trong ba dấu"),
        ("ly-do", " ", "Chưa ghi lý do"),
    ];
    for (name, value, sentence) in refusals {
        let reply = set(&house, &approver, &[(name, value)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value}");
        assert!(reply.body.contains(sentence), "{name} {value}");
    }
    assert!(house.copy().await == before, "nothing was stored");
    assert_eq!(set(&house, &approver, &[]).await.status, StatusCode::SEE_OTHER);
    let shown = house.get(&format!("{GRID}?sua=CQS-02&nam=2027"), &approver).await;
    assert!(shown.body.contains("≥\u{a0}85,5\u{a0}%") && shown.body.contains("12/QĐ-UBND"));
    assert!(shown.body.contains("Nâng mục tiêu"), "the change is on record");
    let again = set(&house, &approver, &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(set(&house, &approver, &[("gia-tri", "90")]).await.status, StatusCode::SEE_OTHER);
    let shown = house.get(&format!("{GRID}?sua=CQS-02&nam=2027"), &approver).await;
    assert!(shown.body.contains("≥\u{a0}85,5\u{a0}% → ≥\u{a0}90\u{a0}%"), "what it was stays readable");
}
