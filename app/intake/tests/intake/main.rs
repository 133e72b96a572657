//! Whole files through intake's public door, in one program so that it links once.

mod bases;
mod beside;
mod changed;
mod common;
mod evidence;
mod files;
mod form;
mod formats;
mod headers;
mod hostile;
mod judge;
mod layers;
mod marked;
mod mutations;
mod names;
mod numbers;
mod ods;
mod parts;
mod sections;
mod strangers;
mod titles;
mod totals;
mod traps;
mod unseen;
mod xls;
mod xlsx;
