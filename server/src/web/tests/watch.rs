//! What the reviewer is told of units over several rounds.

use super::House;
use chrono::Days;
use store::round;

/// The part of a page between a title and the end of its list.
fn part<'a>(body: &'a str, title: &str) -> &'a str {
    body.split_once(title).map_or("", |(_, rest)| rest.split("</details>").next().unwrap_or_default())
}

#[tokio::test]
async fn the_queue_names_who_is_silent_and_who_copies() {
    let mut house = House::new().await;
    let december = house.period;
    let site = house.ground.site.clone();
    let catalogue = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let province = catalogue.province("dong-nai").unwrap().id;
    let reviewer = house.session("reviewer").await;
    let page = format!("/tham-dinh?dot={december}");
    let quiet = house.get(&page, &reviewer).await;
    assert!(!quiet.body.contains("Chép số liệu") && !quiet.body.contains("Nhiều đợt không nộp"), "nothing is due, nothing to compare with");

    // Two months before it that are long due, and December due yesterday: SYT sent one of the three, SNV none.
    for back in [-1, -2] {
        house.ground.open_round(province, december.shift(back), -50, -10).await;
    }
    let due = site.today() - Days::new(1);
    let old = round::of_period(&mut site.db.read().await.unwrap(), province, december).await.unwrap().unwrap();
    store::in_tx!(site.db, |tx| round::change(tx, old.id, due, old.closes, "open").await).unwrap();
    // January says what December said.
    house.period = december.next();
    house.ground.open_round(province, house.period, -5, 5).await;
    house.report("focal", "SYT", true).await;
    house.report("clerk", "SNV", false).await;

    let body = house.get(&format!("/tham-dinh?dot={}", house.period), &reviewer).await.body;
    let silent = part(&body, "Nhiều đợt không nộp");
    assert!(silent.contains("Sở Nội vụ") && silent.contains("không nộp 3 đợt liền"), "{silent}");
    assert!(!silent.contains("Sở Y tế"), "December came");
    let copied = part(&body, "Chép số liệu");
    assert!(copied.contains("Sở Y tế") && copied.contains(&format!("số liệu giống hệt {}", december.label())), "{copied}");
    assert!(!copied.contains("Sở Nội vụ"), "a draft is its unit's own");
    let before = house.get(&page, &reviewer).await.body;
    assert!(!before.contains("Chép số liệu"), "December has no November to be compared with");
}
