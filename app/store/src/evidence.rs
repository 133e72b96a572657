//! Files attached to the figures of a report. Of a revision that was handed in nothing is changed any more.

use crate::{Result, Tx, audit, db::on, file, refuse, submission, submission::Submission};
use chrono::{DateTime, Utc};
use domain::{evidence::EvidenceKind, workflow::SubmissionState};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Evidence {
    pub id: Uuid,
    pub submission_id: Uuid,
    pub indicator_id: Uuid,
    pub sha256: String,
    pub name: String,
    #[sqlx(try_from = "String")]
    pub kind: EvidenceKind,
    /// Where to look, from 1; none for the whole file.
    pub page: Option<i32>,
    pub added_by: Uuid,
    pub added_at: DateTime<Utc>,
}

/// Most files at one figure: nobody looks at more.
const MOST: usize = 10;

const SETTLED: &str = "Mục này đã được chấp nhận, không thêm hay bỏ minh chứng được.";

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Evidence>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from evidence where id = $1").bind(id).fetch_optional(c).await)?)
}

/// The revision of the report that a file of evidence belongs to.
pub async fn report_of(tx: &mut Tx, id: Uuid) -> Result<Option<Submission>> {
    const SQL: &str = "select s.* from submission s join evidence e on e.submission_id = s.id where e.id = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await)?)
}

/// Of one revision, in the order they were attached.
pub async fn of_submission(tx: &mut Tx, submission_id: Uuid) -> Result<Vec<Evidence>> {
    const SQL: &str = "select * from evidence where submission_id = $1 order by added_at, id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(submission_id).fetch_all(c).await)?)
}

/// Behind one figure.
pub async fn of_observation(tx: &mut Tx, observation_id: Uuid) -> Result<Vec<Evidence>> {
    const SQL: &str = "select e.* from evidence e join observation o on o.submission_id = e.submission_id and o.indicator_id = e.indicator_id \
         where o.id = $1 order by e.added_at, e.id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(observation_id).fetch_all(c).await)?)
}

/// A file behind a figure in force.
#[derive(Clone, Debug, FromRow)]
pub struct InForce {
    pub observation_id: Uuid,
    pub sha256: String,
    pub name: String,
    pub page: Option<i32>,
}

/// Behind every accepted figure of a province.
pub async fn in_force(tx: &mut Tx, province_id: Uuid) -> Result<Vec<InForce>> {
    const SQL: &str = "select o.id as observation_id, e.sha256, e.name, e.page from evidence e \
         join observation o on o.submission_id = e.submission_id and o.indicator_id = e.indicator_id \
         join indicator i on i.id = o.indicator_id where i.province_id = $1 and o.in_force order by e.added_at, e.id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(province_id).fetch_all(c).await)?)
}

/// Attaches a file to a figure of a draft. `e` says for what; the revision, the hash, the person and the moment are those given here.
pub async fn add(tx: &mut Tx, draft: &Submission, e: &Evidence, content: &[u8], by: Uuid, now: DateTime<Utc>) -> Result<()> {
    check_open(tx, draft, e.indicator_id).await?;
    let there: Vec<Evidence> = of_submission(tx, draft.id).await?.into_iter().filter(|o| o.indicator_id == e.indicator_id).collect();
    let sha256 = file::sha256(content);
    if let Some(same) = there.iter().find(|o| o.sha256 == sha256 && o.page == e.page) {
        return refuse(format!("Tệp này đã được đính kèm cho mục này dưới tên “{}”. Không có gì thay đổi.", same.name));
    }
    if there.len() >= MOST {
        return refuse(format!("Mỗi mục đính kèm nhiều nhất {MOST} tệp. Bỏ bớt tệp không cần, hoặc ghép lại thành một tệp PDF."));
    }
    file::put(tx, content).await?;
    let e = Evidence { submission_id: draft.id, sha256, added_by: by, added_at: now, ..e.clone() };
    insert(tx, &e).await?;
    submission::touch(tx, draft).await?;
    audit::write(tx, now, Some(by), "evidence.add", "submission", draft.id, told(&e)).await
}

/// Takes a file away from a figure of a draft; its bytes go too unless something else has the same.
pub async fn remove(tx: &mut Tx, draft: &Submission, e: &Evidence, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    check_open(tx, draft, e.indicator_id).await?;
    const SQL: &str = "delete from evidence where id = $1 and submission_id = $2";
    let gone = on!(tx, |c| sqlx::query(SQL).bind(e.id).bind(draft.id).execute(c).await.map(|r| r.rows_affected()))?;
    if gone == 0 {
        return refuse("Minh chứng này không còn ở bản nháp. Tải lại trang để xem bản mới nhất.");
    }
    file::drop_unused(tx, &e.sha256).await?;
    submission::touch(tx, draft).await?;
    audit::write(tx, now, Some(by), "evidence.remove", "submission", draft.id, told(e)).await
}

/// Copies what is attached to one revision to the next.
pub(crate) async fn carry(tx: &mut Tx, from: Uuid, to: Uuid) -> Result<()> {
    for e in of_submission(tx, from).await? {
        insert(tx, &Evidence { id: Uuid::now_v7(), submission_id: to, ..e }).await?;
    }
    Ok(())
}

async fn check_open(tx: &mut Tx, draft: &Submission, indicator_id: Uuid) -> Result<()> {
    if draft.state != SubmissionState::Draft {
        return refuse(format!("Báo cáo đang ở trạng thái “{}”, không thêm hay bỏ minh chứng được.", draft.state.label()));
    }
    let items = submission::observations(tx, draft.id).await?;
    if items.iter().any(|o| o.indicator_id == indicator_id && o.is_settled()) {
        return refuse(SETTLED);
    }
    Ok(())
}

fn told(e: &Evidence) -> serde_json::Value {
    json!({ "indicator": e.indicator_id, "file": e.sha256, "name": e.name, "page": e.page })
}

async fn insert(tx: &mut Tx, e: &Evidence) -> Result<()> {
    const SQL: &str = "insert into evidence (id, submission_id, indicator_id, sha256, name, kind, page, added_by, added_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(e.id)
        .bind(e.submission_id)
        .bind(e.indicator_id)
        .bind(&e.sha256)
        .bind(&e.name)
        .bind(e.kind.code())
        .bind(e.page)
        .bind(e.added_by)
        .bind(e.added_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
