//! Passwords, tokens, signing in.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use std::sync::LazyLock;
use store::{Db, person};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// OWASP's first choice of argon2id parameters: 19 MiB, two passes, one lane.
static HASHER: LazyLock<Argon2<'static>> =
    LazyLock::new(|| Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).unwrap_or_default()));

/// At most one hash per core, so that a flood of sign-ins cannot take the memory or the other requests' time.
static CORES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// A hash that no password has, verified when the name is unknown so that both cases take the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(&random_token()).unwrap_or_default());

const SESSION_HOURS: i64 = 12;
const FREE_FAILURES: i32 = 5;
const ADDRESS_FAILURES: i64 = 100;

fn hash_now(password: &str) -> Result<String, String> {
    HASHER.hash_password(password.as_bytes()).map(|h| h.to_string()).map_err(|e| e.to_string())
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|e| e.to_string())
}

/// argon2id hash of a password.
pub async fn hash(password: String) -> Result<String, String> {
    let _turn = CORES.acquire().await.map_err(|e| e.to_string())?;
    off_thread(move || hash_now(&password)).await?
}

async fn verify(password: String, hash: Option<String>) -> Result<bool, String> {
    off_thread(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        PasswordHash::new(&hash).is_ok_and(|h| HASHER.verify_password(password.as_bytes(), &h).is_ok()) && known
    })
    .await
}

/// 256 random bits as text.
pub fn random_token() -> String {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).unwrap_or_else(|e| panic!("the system gives no random numbers: {e}"));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A code a person can type: three groups of four, without look-alikes.
pub fn random_code() -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bytes = [0u8; 12];
    getrandom::fill(&mut bytes).unwrap_or_else(|e| panic!("the system gives no random numbers: {e}"));
    let letters: String = bytes.iter().map(|b| LETTERS[usize::from(b % 32)] as char).collect();
    format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..])
}

/// What is stored of a token or code.
pub fn token_hash(token: &str) -> Vec<u8> {
    store::upload::sha256(token.as_bytes()).into_bytes()
}

/// A typed code as it was printed: upper case, with its dashes.
pub fn normal_code(typed: &str) -> String {
    let letters: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    letters.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>().join("-")
}

/// A password is refused with a sentence when it is too easy.
pub fn check_password(password: &str, username: &str) -> Result<(), &'static str> {
    if password.chars().count() < 10 {
        return Err("Mật khẩu cần ít nhất 10 ký tự.");
    }
    if password.chars().count() > 200 {
        return Err("Mật khẩu dài nhất 200 ký tự.");
    }
    if password.to_lowercase().contains(&username.to_lowercase()) {
        return Err("Mật khẩu không được chứa tên đăng nhập.");
    }
    Ok(())
}

pub struct SignedIn {
    pub token: String,
    pub must_change: bool,
    pub seconds: i64,
}

#[derive(Debug)]
pub enum SignInError {
    /// For the user, as it is.
    Refused(String),
    Broken(String),
}

impl From<store::Error> for SignInError {
    fn from(e: store::Error) -> Self {
        Self::Broken(e.to_string())
    }
}

const WRONG: &str = "Tên đăng nhập hoặc mật khẩu không đúng.";

/// Checks name and password and starts a session. An account slows down after five failures in a row, doubling from
/// 30 seconds to 15 minutes; an address only after 100 in ten minutes, as a whole province may share one.
pub async fn sign_in(db: &Db, username: &str, password: String, address: &str, now: DateTime<Utc>) -> Result<SignedIn, SignInError> {
    let username = username.trim().to_lowercase();
    // The turn is taken before the limits are read and given back after the failure is counted: guesses cannot pass in parallel.
    let _turn = CORES.acquire().await.map_err(|e| SignInError::Broken(e.to_string()))?;
    let mut tx = db.read().await?;
    let found = person::by_username(&mut tx, &username).await?;
    let from_address = person::failures_from(&mut tx, address, now).await?;
    drop(tx);
    if from_address >= ADDRESS_FAILURES {
        return Err(SignInError::Refused("Mạng này đã nhập sai quá nhiều lần. Thử lại sau mười phút.".into()));
    }
    if let Some(until) = found.as_ref().and_then(|p| p.blocked_until).filter(|until| *until > now) {
        let seconds = (until - now).num_seconds() + 1;
        return Err(SignInError::Refused(format!("Tài khoản đã nhập sai nhiều lần. Thử lại sau {seconds} giây.")));
    }
    let hash = found.as_ref().filter(|p| p.active).and_then(|p| p.password_hash.clone());
    if !verify(password, hash).await.map_err(SignInError::Broken)? {
        let failures = found.as_ref().map_or(0, |p| p.failures + 1);
        let blocked = (failures >= FREE_FAILURES).then(|| now + Duration::seconds((30 << (failures - FREE_FAILURES).min(5)).min(900)));
        let id = found.as_ref().map(|p| p.id);
        store::in_tx!(db, |tx| person::failed(tx, id, blocked, address, now).await)?;
        return Err(SignInError::Refused(match blocked {
            Some(until) => format!("{WRONG} Thử lại sau {} giây.", (until - now).num_seconds()),
            None => WRONG.to_owned(),
        }));
    }
    let Some(person) = found else { return Err(SignInError::Refused(WRONG.into())) };
    let token = start_session(db, person.id, now).await?;
    Ok(SignedIn { token, must_change: person.must_change, seconds: SESSION_HOURS * 3600 })
}

/// A fresh session with a fresh token: nothing of an earlier one is reused.
pub async fn start_session(db: &Db, person_id: Uuid, now: DateTime<Utc>) -> Result<String, store::Error> {
    let (token, csrf) = (random_token(), random_token());
    let hash = token_hash(&token);
    store::in_tx!(db, |tx| {
        person::succeeded(tx, person_id).await?;
        person::start_session(tx, &hash, person_id, &csrf, now, now + Duration::hours(SESSION_HOURS)).await?;
        store::audit::write(tx, now, Some(person_id), "session.start", "person", person_id, serde_json::json!({})).await
    })?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(normal_code(" abcd efgh-2345 "), "ABCD-EFGH-2345");
        assert_eq!(normal_code(&random_code()).len(), 14);
    }

    #[test]
    fn easy_passwords_are_refused() {
        assert!(check_password("ngan", "an").is_err());
        assert!(check_password("loctv2026x", "loctv").is_err());
        assert!(check_password("mùa xuân trên sông", "loctv").is_ok());
    }
}
