//! One file a page: its data, and the view of it.

pub mod account;
pub mod audit;
pub mod document;
pub mod duty;
pub mod editing;
pub mod event;
pub mod evidence;
pub mod failure;
pub mod indicator;
pub mod method;
pub mod notice;
pub mod organisation;
pub mod overview;
pub mod people;
pub mod process;
pub mod report;
pub mod review;
pub mod rules;
pub mod search;
pub mod system;
pub mod target;
pub mod task;
pub mod trace;
pub mod two;
pub mod unit;
