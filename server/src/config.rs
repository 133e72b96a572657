//! Settings, from the environment only.

use std::{
    env,
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
        })
    }
}
