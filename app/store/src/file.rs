//! The bytes of files, each once, under their hash: whoever refers to one names the hash.

use crate::{Result, Tx, db::on};
use sha2::{Digest, Sha256};

/// Lower-case hex of the SHA-256.
pub fn sha256(content: &[u8]) -> String {
    sha256_of(std::iter::once(content))
}

/// The same of pieces, one behind the other.
pub fn sha256_of<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> String {
    let all = pieces.fold(Sha256::new(), |hash, piece| hash.chain_update(piece));
    all.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// Stores the bytes unless they are there already, and gives their hash.
pub async fn put(tx: &mut Tx, content: &[u8]) -> Result<String> {
    const SQL: &str = "insert into file (sha256, size, content) values ($1, $2, $3) on conflict (sha256) do nothing";
    let hash = sha256(content);
    on!(tx, |c| sqlx::query(SQL).bind(&hash).bind(content.len() as i64).bind(content).execute(c).await.map(drop))?;
    Ok(hash)
}

pub async fn get(tx: &mut Tx, sha256: &str) -> Result<Option<Vec<u8>>> {
    Ok(on!(tx, |c| sqlx::query_scalar("select content from file where sha256 = $1").bind(sha256).fetch_optional(c).await)?)
}

/// Deletes a file that nothing refers to any more. Every table with a reference to `file` stands here.
pub(crate) async fn drop_unused(tx: &mut Tx, sha256: &str) -> Result<()> {
    const SQL: &str = "delete from file where sha256 = $1 and not exists (select 1 from upload where upload.sha256 = $1) \
         and not exists (select 1 from evidence where evidence.sha256 = $1) and not exists (select 1 from batch where batch.sha256 = $1)";
    on!(tx, |c| sqlx::query(SQL).bind(sha256).execute(c).await.map(drop))?;
    Ok(())
}
