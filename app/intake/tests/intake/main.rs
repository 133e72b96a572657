//! Whole files through intake's public door, in one program so that it links once.

mod common;
mod files;
mod form;
mod hostile;
mod marked;
