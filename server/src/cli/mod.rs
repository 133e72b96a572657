//! The command line: the same rules as the pages, so that a whole month can be run by script.

pub mod audit;
mod command;
mod data;
pub mod people;
mod remind;
mod report;
pub mod serve;

use crate::{appraisal::Given, chain, config::Config, site::Site};
use std::{process::ExitCode, sync::Arc};
use store::Db;

pub use command::{
    AuditCommand, CatalogueCommand, Cli, Command, DocumentsCommand, ExportFormat, Format, Origin, RoundCommand, TokenCommand, UserCommand,
};

/// A failure of a command: one sentence on standard error, exit code 2.
pub type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

pub async fn run(cli: Cli) -> Fallible<ExitCode> {
    let config = Config::from_env()?;
    std::fs::create_dir_all(&config.data).map_err(|e| format!("cannot make the data folder {}: {e}", config.data.display()))?;
    let db = Db::open(config.database.as_deref(), &config.data).await?;
    db.migrate().await?;
    let ready = !matches!(cli.command, Command::Serve { .. });
    let site = Arc::new(Site::new(config, db, ready));
    let outcome = obey(&site, cli.command).await;
    chain::note_head(&site, &mut store::audit::Head::default()).await;
    outcome
}

async fn obey(site: &Arc<Site>, command: Command) -> Fallible<ExitCode> {
    match command {
        Command::Serve { demo, months } => serve::run(site, demo.then_some(months)).await?,
        Command::Migrate => println!("schema is up to date"),
        Command::Form { unit, period, out } => report::form(site, &unit, period, &out).await?,
        Command::Check { file, from, format } => return report::check(site, &file, &from, format).await,
        Command::Import { path, from, dry_run, user, format } => return report::import(site, &path, &from, &user, dry_run, format).await,
        Command::Submit { unit, period, user, reason } => report::submit(site, &unit, period, &user, reason.as_deref()).await?,
        Command::Accept { unit, period, user } => report::accept(site, &unit, period, &user).await?,
        Command::Progress { province, unit, indicator, year, format } => {
            data::progress(site, &province, unit.as_deref(), indicator.as_deref(), year, format).await?;
        }
        Command::Figures => println!("{}", store::figure::count(&mut site.db.read().await?).await?),
        Command::Trace { observation, format } => data::trace(site, observation, format).await?,
        Command::Catalogue { what: CatalogueCommand::Load { from } } => data::load(site, from).await?,
        Command::Catalogue { what: CatalogueCommand::Export { out, .. } } => data::export(site, out).await?,
        Command::Catalogue { what: CatalogueCommand::Coverage { format } } => {
            return Ok(if data::coverage(site, format).await? { ExitCode::SUCCESS } else { ExitCode::from(1) });
        }
        Command::Documents { what: DocumentsCommand::Load { folder } } => data::load_documents(site, folder).await?,
        Command::Round { what: Some(RoundCommand::Generate { province, until, dry_run }), .. } => {
            data::generate_rounds(site, &province, until, dry_run).await?;
        }
        Command::Round {
            what: Some(RoundCommand::Step { step, province, period, user, explain_until, note_missing, document, notice }),
            ..
        } => {
            let given = Given { explain_until, silence_noted: note_missing, document, notice };
            data::step_round(site, &province, period, step, &given, &user).await?;
        }
        Command::Round { what: None, province, period, due, closes } => {
            let period = period.ok_or("which period? Give --period")?;
            data::open_round(site, &province, period, due, closes).await?;
        }
        Command::Remind { date, at } => remind::run(site, date, at).await?,
        Command::User { what: UserCommand::Add { username, name, role, province, unit, email, password_stdin } } => {
            let (unit, email) = (unit.unwrap_or_default(), email.unwrap_or_default());
            let new = people::NewPerson { username: username.to_lowercase(), name, role, province, unit, email };
            people::add(site, &new, password_stdin).await?;
        }
        Command::User { what: UserCommand::Import { file, dry_run } } => people::import(site, &file, dry_run).await?,
        Command::Token { what: TokenCommand::Add { user, name, days } } => people::add_token(site, &user, &name, days).await?,
        Command::Audit { what } => return audit::run(site, what).await,
        Command::Backup { file } => {
            site.db.backup(&file).await?;
            println!("copied to {}", file.display());
        }
        Command::ParseUpload { .. } => unreachable!("handled before the runtime starts"),
    }
    Ok(ExitCode::SUCCESS)
}
