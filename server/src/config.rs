//! Settings, from the environment only.

use lettre::message::Mailbox;
use std::{
    env, fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

#[derive(Clone, Debug)]
pub struct Config {
    /// `TIENDO_ADDR`: where to listen.
    pub addr: SocketAddr,
    /// `TIENDO_DATA`: folder of the SQLite file and the demo passwords.
    pub data: PathBuf,
    /// `DATABASE_URL`: `postgres://…`; none means SQLite in `data`.
    pub database: Option<String>,
    /// `TIENDO_SOURCES`: folder of the documents' own text.
    pub sources: PathBuf,
    /// `TIENDO_SITE`: folder made by the bundler.
    pub site: PathBuf,
    /// `TIENDO_URL`: where people reach the program, for links in mails; without a slash at the end.
    pub url: String,
    /// `TIENDO_SMTP` and `TIENDO_MAIL_FROM`; none: no mail is made, the inbox works alone.
    pub mail: Option<MailSettings>,
}

/// Where mails go, and from whom.
#[derive(Clone)]
pub struct MailSettings {
    /// May hold a password.
    pub smtp: String,
    pub from: Mailbox,
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings").field("from", &self.from).finish_non_exhaustive()
    }
}

impl MailSettings {
    /// # Errors
    /// One sentence, without the address of the server: it may hold a password.
    pub fn new(smtp: Option<String>, from: Option<String>) -> Result<Option<Self>, String> {
        let Some(smtp) = smtp else { return Ok(None) };
        if crate::mail::transport(&smtp).is_none() {
            return Err("TIENDO_SMTP is not an address like smtp://127.0.0.1:25 or smtps://user:password@mail.example; \
                 a password is sent over TLS only: smtps://, or smtp:// with ?tls=required"
                .into());
        }
        let from = from.ok_or("TIENDO_SMTP needs TIENDO_MAIL_FROM, the sender of the mails")?;
        let from = from.parse().map_err(|_| format!("TIENDO_MAIL_FROM = {from:?} is not a sender like Tiến Độ <tiendo@mail.example>"))?;
        Ok(Some(Self { smtp, from }))
    }
}

impl Config {
    pub fn from_env() -> Result<Self, String> {
        let text = |name: &str| env::var(name).ok().filter(|v| !v.is_empty());
        let folder = |name: &str, default: &str| PathBuf::from(text(name).unwrap_or_else(|| default.to_owned()));
        let addr = match text("TIENDO_ADDR") {
            Some(addr) => addr.parse().map_err(|_| format!("TIENDO_ADDR = {addr:?} is not an address like 127.0.0.1:3000"))?,
            None => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000),
        };
        Ok(Self {
            addr,
            data: folder("TIENDO_DATA", "./data"),
            database: text("DATABASE_URL"),
            sources: folder("TIENDO_SOURCES", "../shared/sources"),
            site: folder("TIENDO_SITE", "target/site"),
            url: text("TIENDO_URL").unwrap_or_else(|| format!("http://{addr}")).trim_end_matches('/').to_owned(),
            mail: MailSettings::new(text("TIENDO_SMTP"), text("TIENDO_MAIL_FROM"))?,
        })
    }
}
