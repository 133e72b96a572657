//! `tiendo`: the program and its command line.

mod appraisal;
mod auth;
mod catalogue;
mod chain;
mod cli;
mod config;
mod demo;
mod listen;
mod mail;
mod notice;
mod parse;
mod report;
#[cfg(test)]
mod report_tests;
mod rounds;
mod site;
mod steward;
mod web;

use clap::Parser;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    // The reader of hostile files runs in a process of its own, before there are threads or a database.
    if let cli::Command::ParseUpload { name } = &cli.command {
        return parse::child(name);
    }
    let filter = EnvFilter::try_from_env("TIENDO_LOG").unwrap_or_else(|_| EnvFilter::new("warn,tiendo=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
    let workers = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cannot start: {error}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(cli::run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
