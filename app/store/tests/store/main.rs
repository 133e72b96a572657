//! Every noun of the store on both databases; `both!` makes two tests out of one.

mod ground;
mod house;

mod audit;
mod catalogue;
mod evidence;
mod first;
mod migrations;
mod notices;
mod past;
mod people;
mod race;
mod records;
mod register;
mod report;
mod revisions;
mod rounds;
mod uploads;
