//! Tasks and events: what is said is checked, kept once, and moves the dates that depend on it.

use super::{House, TASK, Visitor};
use app::tasks::{TaskBoard, TaskRow};
use axum::http::{StatusCode, header};
use chrono::NaiveDate;
use domain::task::{Standing, TaskState};
use store::task;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl House {
    async fn said(&self, code: &str) -> Vec<task::Update> {
        task::updates_of(&mut self.ground.site.db.read().await.unwrap(), code).await.unwrap()
    }

    /// Đồng Nai's tasks as they would stand on `today`.
    async fn board(&self, today: NaiveDate, updates: Vec<task::Update>) -> TaskBoard {
        let site = &self.ground.site;
        let catalogue = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
        let province = catalogue.province("dong-nai").unwrap().id;
        TaskBoard::new(catalogue, province, updates, &[], today)
    }
}

fn find<'a>(board: &'a TaskBoard, code: &str) -> &'a TaskRow {
    board.rows.iter().find(|r| r.task.code == code).unwrap()
}

fn said(code: &str, done_on: &str, state: TaskState, percent: i32) -> task::Update {
    task::Update {
        id: Uuid::now_v7(),
        task_code: code.into(),
        at: chrono::DateTime::default(),
        done_on: day(done_on),
        person_id: Uuid::nil(),
        unit_id: Uuid::nil(),
        state,
        percent,
        body: "x".into(),
        evidence: String::new(),
    }
}

#[tokio::test]
async fn the_board_joins_rules_documents_and_updates() {
    let house = House::new().await;
    let board = house.board(day("2026-11-21"), vec![]).await;
    // Counted by hand over tasks.toml without the other province's plan 003.
    let count = |s: Standing| board.rows.iter().filter(|r| r.standing == s).count();
    let expected = [
        (Standing::Overdue, 19),
        (Standing::DueSoon, 0),
        (Standing::OnTime, 39),
        (Standing::Waiting, 16),
        (Standing::Continuous, 22),
        (Standing::NoDate, 50),
    ];
    for (standing, n) in expected {
        assert_eq!(count(standing), n, "{standing:?}");
    }
    assert_eq!(board.rows.len(), 146);
    assert!(board.rows.is_sorted_by_key(|r| (r.standing, r.due.unwrap_or(NaiveDate::MAX))), "those that need eyes first");
    assert!(board.rows.iter().all(|r| !r.task.code.starts_with("003")), "the other province's plan is not here");

    // A yearly task that counts from 2026, though given 20/10/2025: due at the end of the first year without an update.
    let yearly = "001-PL-II-e-7";
    assert_eq!(find(&board, yearly).due, Some(day("2026-12-31")));
    let updates = vec![said(yearly, "2026-03-01", TaskState::InProgress, 50), said(yearly, "2025-12-01", TaskState::InProgress, 60)];
    let later = house.board(day("2026-11-21"), updates).await;
    let row = find(&later, yearly);
    assert_eq!((row.due, row.standing), (Some(day("2027-12-31")), Standing::OnTime), "a later word about 2025 does not take 2026 back");
    assert_eq!(row.percent(), 60);

    // The group "all departments" is led by SYT too, a commune's group is not.
    let syt = board.catalogue.unit_by_code("SYT").unwrap();
    let led = board.led_by(syt);
    assert_eq!(led.len(), 27);
    assert!(led.iter().any(|r| r.task.code == TASK));
}

#[tokio::test]
async fn an_update_is_kept_once_and_never_over_another() {
    let house = House::new().await;
    let (focal, editor) = (house.session("focal").await, house.session("editor").await);
    let path = format!("/nhiem-vu/{TASK}/cap-nhat");
    let today = house.ground.site.today().to_string();
    let fields = |state: &'static str, percent: &'static str, body: &'static str, seen: String| {
        let day = today.clone();
        [
            ("trang-thai", state.to_owned()),
            ("phan-tram", percent.to_owned()),
            ("ngay", day),
            ("noi-dung", body.to_owned()),
            ("da-xem", seen),
        ]
    };
    let send = async |who: &Visitor, fields: [(&str, String); 5]| {
        let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        house.send(who, &path, &fields).await
    };
    let first = fields("in_progress", "40", "Đã khảo sát <b>xong</b>", String::new());
    for _ in 0..2 {
        let reply = send(&focal, first.clone()).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert_eq!(reply.header(header::LOCATION), format!("/nhiem-vu/{TASK}#cap-nhat"));
    }
    let kept = house.said(TASK).await;
    assert_eq!(kept.len(), 1, "the same form sent twice is one update");
    assert_eq!((kept[0].state, kept[0].percent, kept[0].done_on.to_string()), (TaskState::InProgress, 40, today.clone()));
    let page = house.get(&format!("/nhiem-vu/{TASK}"), &focal).await.body;
    assert!(page.contains("Đã khảo sát &lt;b&gt;xong&lt;/b&gt;") && page.contains(&kept[0].id.to_string()));

    // The editor's page was shown before that.
    let late = send(&editor, fields("in_progress", "20", "Từ trang cũ", String::new())).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("vừa được cập nhật") && late.body.contains("Từ trang cũ"), "what was typed is not lost");
    let again = send(&editor, fields("in_progress", "20", "Từ trang cũ", kept[0].id.to_string())).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(house.said(TASK).await.len(), 2);

    // What the rules refuse is not stored, and comes back as typed.
    let seen = house.said(TASK).await[1].id.to_string();
    for (state, percent, part) in [
        ("in_progress", "100", "Chọn “hoàn thành”"),
        ("done", "100", "Chưa có minh chứng"),
        ("not_started", "5", "chưa bắt đầu nhưng tỷ lệ là 5 %"),
        ("in_progress", "4,5", "không phải số nguyên"),
        ("finished", "100", "Chưa chọn trạng thái"),
    ] {
        let reply = send(&focal, fields(state, percent, "Đang ghi dở", seen.clone())).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{state} {percent}");
        assert!(reply.body.contains(part) && reply.body.contains("Đang ghi dở") && reply.body.contains("Chưa có gì được lưu"), "{state}");
    }
    assert_eq!(house.said(TASK).await.len(), 2);
    for (name, status) in [("clerk", StatusCode::FORBIDDEN), ("leader", StatusCode::FORBIDDEN), ("stranger", StatusCode::NOT_FOUND)] {
        let who = house.session(name).await;
        let reply = send(&who, fields("in_progress", "50", "x", seen.clone())).await;
        assert_eq!(reply.status, status, "{name}");
    }
    // SYT's focal point does not speak for another unit.
    let other = [("don-vi", "SNV"), ("trang-thai", "in_progress"), ("phan-tram", "50"), ("ngay", today.as_str()), ("noi-dung", "x")];
    let reply = house.send(&focal, &path, &other).await;
    assert!(reply.status == StatusCode::UNPROCESSABLE_ENTITY && reply.body.contains("không làm việc cho đơn vị đã chọn"));
    assert_eq!(house.said(TASK).await.len(), 2);
}

#[tokio::test]
async fn a_difficulty_is_resolved_by_whose_it_is() {
    let house = House::new().await;
    let (focal, clerk, leader) = (house.session("focal").await, house.session("clerk").await, house.session("leader").await);
    let (raise, resolve) = (format!("/nhiem-vu/{TASK}/kho-khan"), format!("/nhiem-vu/{TASK}/thao-go"));
    let fields = [("thao-go", "SNV"), ("noi-dung", "Thiếu biên chế")];
    for _ in 0..2 {
        assert_eq!(house.send(&focal, &raise, &fields).await.status, StatusCode::SEE_OTHER);
    }
    let all = task::difficulties_of(&mut house.ground.site.db.read().await.unwrap(), TASK).await.unwrap();
    assert_eq!(all.len(), 1, "the same form sent twice is one difficulty");
    for (unit, part) in [("QN-SYT", "Chưa chọn đơn vị cần tháo gỡ"), ("", "Chưa chọn đơn vị cần tháo gỡ")] {
        let reply = house.send(&focal, &raise, &[("thao-go", unit), ("noi-dung", "Thiếu kinh phí")]).await;
        assert!(reply.status == StatusCode::UNPROCESSABLE_ENTITY && reply.body.contains(part) && reply.body.contains("Thiếu kinh phí"));
    }
    let id = all[0].id.to_string();
    let answer = [("id", id.as_str()), ("tra-loi", "Đã bổ sung hai người")];
    for who in [&focal, &leader] {
        assert_eq!(house.send(who, &resolve, &answer).await.status, StatusCode::FORBIDDEN);
    }
    let empty = house.send(&clerk, &resolve, &[("id", id.as_str()), ("tra-loi", "  ")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("Chưa ghi khó khăn được tháo gỡ thế nào"));
    assert_eq!(house.send(&clerk, &resolve, &answer).await.status, StatusCode::SEE_OTHER);
    let page = house.get(&format!("/nhiem-vu/{TASK}"), &leader).await.body;
    assert!(page.contains("Thiếu biên chế") && page.contains("Đã bổ sung hai người"));
    let approver = house.session("approver").await;
    house.send(&approver, &resolve, &[("id", id.as_str()), ("tra-loi", "Khác")]).await;
    let all = task::difficulties_of(&mut house.ground.site.db.read().await.unwrap(), TASK).await.unwrap();
    assert_eq!(all[0].answer, "Đã bổ sung hai người", "what was resolved stays as it was");
}

const EVENT: &str = "002-quyet-dinh-to-chuc-lai";

#[tokio::test]
async fn the_date_of_an_event_gives_the_tasks_that_wait_their_dates() {
    let house = House::new().await;
    let approver = house.session("approver").await;
    let today = house.ground.site.today();
    let due = async || {
        let board = house.board(today, vec![]).await;
        let row = board.rows.iter().find(|r| r.task.time.event() == Some(EVENT)).unwrap();
        (row.due, row.standing == Standing::Waiting)
    };
    assert_eq!(due().await, (None, true));
    let enter = async |day: &str, before: &str, clear: &str| {
        let fields =
            [("su-kien", EVENT), ("ngay", day), ("van-ban", "12/NQ"), ("ly-do", "Có quyết định"), ("truoc", before), ("xoa", clear)];
        house.send(&approver, "/su-kien", &fields).await
    };
    let tomorrow = today.succ_opt().unwrap().to_string();
    for (day, part) in [
        (tomorrow.as_str(), "chưa đến"),
        ("1999-12-31", "trước năm 2000"),
        ("31/12/2025", "không phải một ngày"),
        ("", "không phải một ngày"),
    ] {
        let reply = enter(day, "", "").await;
        assert!(reply.status == StatusCode::UNPROCESSABLE_ENTITY && reply.body.contains(part), "{day}");
    }
    assert_eq!(enter("2025-07-01", "", "").await.status, StatusCode::SEE_OTHER);
    // 15 days after 01/07/2025.
    assert_eq!(due().await, (Some(day("2025-07-16")), false));
    let stale = enter("2025-08-01", "", "").await;
    assert!(stale.status == StatusCode::UNPROCESSABLE_ENTITY && stale.body.contains("vừa được người khác thay đổi"));
    assert_eq!(enter("2025-08-01", "2025-07-01", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(due().await, (Some(day("2025-08-16")), false));
    let page = house.get("/su-kien", &approver).await.body;
    assert!(page.contains("16/08/2025") && page.contains("12/NQ"));
    assert_eq!(enter("", "2025-08-01", "1").await.status, StatusCode::SEE_OTHER);
    assert_eq!(due().await, (None, true));
    let foreign = [("su-kien", "003-lo-trinh-bo-nganh"), ("ngay", "2025-07-01"), ("van-ban", "1"), ("ly-do", "x")];
    let reply = house.send(&approver, "/su-kien", &foreign).await;
    assert!(reply.status == StatusCode::UNPROCESSABLE_ENTITY && reply.body.contains("Không có sự kiện này trong tỉnh"));
}

#[tokio::test]
async fn another_provinces_tasks_are_not_there() {
    let house = House::new().await;
    let (leader, stranger) = (house.session("leader").await, house.session("stranger").await);
    for code in ["003-II-1-c", "KHONG-CO", "%20", "001-VII-3-2-a%00"] {
        assert_eq!(house.get(&format!("/nhiem-vu/{code}"), &leader).await.status, StatusCode::NOT_FOUND, "{code}");
    }
    assert_eq!(house.get("/nhiem-vu/003-II-1-c", &stranger).await.status, StatusCode::OK);
    assert_eq!(house.get(&format!("/nhiem-vu/{TASK}"), &stranger).await.status, StatusCode::NOT_FOUND);
    for query in ["chu-tri=QN-SYT", "chu-tri=KHONG-CO", "van-ban=003", "nhom=x", "trang-thai=x", "tim=khongcotunaynhuthe"] {
        let reply = house.get(&format!("/nhiem-vu?{query}"), &leader).await;
        assert_eq!(reply.status, StatusCode::OK, "{query}");
        assert!(reply.body.contains("Không có nhiệm vụ nào khớp điều kiện lọc."), "{query}");
    }
    let found = house.get("/nhiem-vu?tim=du%20lieu%20nganh%20y%20te&chu-tri=SYT", &leader).await.body;
    assert!(found.contains(TASK), "diacritics do not matter");
    let long = "a".repeat(4000);
    assert_eq!(house.get(&format!("/nhiem-vu?tim={long}"), &leader).await.status, StatusCode::OK);
}

#[tokio::test]
async fn units_and_machines_see_the_same_tasks() {
    let house = House::new().await;
    let (leader, focal) = (house.session("leader").await, house.session("focal").await);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&house.get("/api/v1/tasks", &leader).await.body).unwrap();
    assert_eq!(rows.len(), 146);
    let row = rows.iter().find(|r| r["code"] == TASK).unwrap();
    assert_eq!(row["leads"], serde_json::json!(["SYT"]));
    assert_eq!((&row["time"], &row["standing"], &row["percent"]), (&"unstated".into(), &"no_date".into(), &0.into()));
    let led = rows.iter().filter(|r| r["leads"].as_array().unwrap().iter().any(|u| u == "SYT")).count();
    assert_eq!(led, 27);
    let unit = house.get("/don-vi/SYT", &leader).await.body;
    assert!(unit.contains("Chủ trì 27 nhiệm vụ") && unit.contains("/nhiem-vu?chu-tri=SYT"));
    let own = house.get("/bao-cao", &focal).await.body;
    assert!(own.contains("Nhiệm vụ của đơn vị"));
    let timeline = house.get("/nhiem-vu/lich", &leader).await;
    assert_eq!(timeline.status, StatusCode::OK);
    for code in ["001-PL-II-e-7", TASK, "002-1-2"] {
        assert!(timeline.body.contains(&format!("/nhiem-vu/{code}\"")), "{code} is on the timeline");
    }
}
