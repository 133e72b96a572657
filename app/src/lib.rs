//! What server and browser share: islands run in both, pages only on the server, which sends them complete.

// Views nest their types deeply.
#![recursion_limit = "256"]

pub mod islands;

#[cfg(feature = "ssr")]
pub mod board;
#[cfg(feature = "ssr")]
pub mod find;
#[cfg(feature = "ssr")]
pub mod frame;
#[cfg(feature = "ssr")]
mod heat;
#[cfg(feature = "ssr")]
pub mod lens;
#[cfg(feature = "ssr")]
pub mod organisation;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod tasks;
#[cfg(feature = "ssr")]
pub mod ui;
