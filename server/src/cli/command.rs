//! What may be asked on the command line.

use super::audit;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Parser, Subcommand, ValueEnum};
use domain::Period;
use std::path::PathBuf;
use uuid::Uuid;

/// Tiến Độ: data targets of a province, from the spreadsheet that comes in to the chart leaders decide by.
#[derive(Parser)]
#[command(name = "tiendo", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Csv,
    Jsonl,
}

impl ExportFormat {
    /// By the end of the file's name; a table unless it says otherwise.
    pub fn of(file: &std::path::Path) -> Self {
        let json = file.extension().is_some_and(|e| e == "jsonl" || e == "json" || e == "ndjson");
        if json { Self::Jsonl } else { Self::Csv }
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Start the web server
    Serve {
        /// Load the catalogue and an illustrative year first, and make demo accounts (loopback only)
        #[arg(long)]
        demo: bool,
        /// Months of the illustrative data
        #[arg(long, default_value_t = 12, requires = "demo")]
        months: u16,
    },
    /// Bring the database schema up to date
    Migrate,
    /// Write a unit's form for a period as .xlsx
    Form {
        #[arg(long)]
        unit: String,
        #[arg(long)]
        period: Period,
        #[arg(long)]
        out: PathBuf,
    },
    /// Read a filled form and say what was understood; stores nothing. Exit 0: nothing blocks, 1: something does, 2: unreadable
    Check {
        file: PathBuf,
        #[command(flatten)]
        from: Origin,
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Take a file, or every file of a folder, into the drafts of the units it speaks of: each file whole or not at all
    Import {
        path: PathBuf,
        #[command(flatten)]
        from: Origin,
        /// Only say what would be taken
        #[arg(long)]
        dry_run: bool,
        /// User name whose rights apply
        #[arg(long = "as")]
        user: String,
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Submit a unit's draft
    Submit {
        #[arg(long)]
        unit: String,
        #[arg(long)]
        period: Period,
        #[arg(long = "as")]
        user: String,
        /// Reason given for every finding that needs one and has none
        #[arg(long)]
        reason: Option<String>,
    },
    /// Accept a submitted report with all its undecided items
    Accept {
        #[arg(long)]
        unit: String,
        #[arg(long)]
        period: Period,
        #[arg(long = "as")]
        user: String,
    },
    /// Progress of the province's targets, or of one unit
    Progress {
        #[arg(long, default_value = "dong-nai")]
        province: String,
        #[arg(long)]
        unit: Option<String>,
        #[arg(long)]
        indicator: Option<String>,
        #[arg(long)]
        year: Option<i32>,
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// How many accepted figures are in force
    Figures,
    /// Where a figure comes from: file, sheet, cell, raw text
    Trace {
        observation: Uuid,
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// The catalogue of units, indicators, targets and assignments
    Catalogue {
        #[command(subcommand)]
        what: CatalogueCommand,
    },
    /// The documents' own text
    Documents {
        #[command(subcommand)]
        what: DocumentsCommand,
    },
    /// Open a reporting round, or make those that the reporting duties ask for
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Round {
        #[command(subcommand)]
        what: Option<RoundCommand>,
        #[arg(long, default_value = "dong-nai")]
        province: String,
        #[arg(long, required = true)]
        period: Option<Period>,
        /// Last day on which a report is in time; the 15th of the month after when not given
        #[arg(long)]
        due: Option<NaiveDate>,
        /// Last day on which a report can come in; ten days after `due` when not given
        #[arg(long)]
        closes: Option<NaiveDate>,
    },
    /// Tell everybody what their units owe today, and send the mails that wait; the server does so by itself
    Remind {
        /// As if it were the morning of this day
        #[arg(long)]
        date: Option<NaiveDate>,
        /// As if it were this moment, as 2026-11-12T08:00:00+07:00
        #[arg(long, conflicts_with = "date")]
        at: Option<DateTime<Utc>>,
    },
    /// People and their rights
    User {
        #[command(subcommand)]
        what: UserCommand,
    },
    /// Bearer tokens for the read-only API
    Token {
        #[command(subcommand)]
        what: TokenCommand,
    },
    /// The record of who did what
    Audit {
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// Write a consistent copy of the SQLite database
    Backup { file: PathBuf },
    /// Reads one upload from standard input; used by the server itself
    #[command(hide = true)]
    ParseUpload {
        #[arg(long)]
        name: String,
    },
}

/// Whose figures a file holds, where it does not say so itself.
#[derive(clap::Args)]
pub struct Origin {
    /// Code of the unit; where it is left out, the file has to name its units
    #[arg(long)]
    pub unit: Option<String>,
    /// The month before this one when not given
    #[arg(long)]
    pub period: Option<Period>,
    #[arg(long, default_value = "dong-nai")]
    pub province: String,
}

#[derive(Subcommand)]
pub enum CatalogueCommand {
    /// Load the built-in data files, or those of a folder: all of them or, where one row is wrong, none
    Load {
        #[arg(long)]
        from: Option<PathBuf>,
    },
    /// Print the catalogue in force as JSON, or write it as data files
    Export {
        #[arg(long, default_value = "json")]
        format: Format,
        /// Folder for the data files
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Is every line of the documents accounted for? Exit 1 when one is not
    Coverage {
        #[arg(long, default_value = "text")]
        format: Format,
    },
}

#[derive(Subcommand)]
pub enum DocumentsCommand {
    /// Load the source documents' lines from a folder
    Load { folder: Option<PathBuf> },
}

#[derive(Subcommand)]
pub enum RoundCommand {
    /// Make every round that the province's reporting duties ask for and that is not there yet
    Generate {
        #[arg(long, default_value = "dong-nai")]
        province: String,
        /// Last day of the data of the last round
        #[arg(long)]
        until: NaiveDate,
        /// Only say what would be made
        #[arg(long)]
        dry_run: bool,
    },
    /// Move a round on: appraise, notify, finalise, publish or supersede
    Step {
        step: domain::workflow::RoundAction,
        #[arg(long, default_value = "dong-nai")]
        province: String,
        #[arg(long)]
        period: Period,
        #[arg(long = "as")]
        user: String,
        /// With notify: last day for explanations
        #[arg(long)]
        explain_until: Option<NaiveDate>,
        /// With appraise: units that sent nothing are noted as missing
        #[arg(long)]
        note_missing: bool,
        /// With publish and supersede: the paper that publishes
        #[arg(long, default_value = "")]
        document: String,
        /// With supersede: why it is corrected
        #[arg(long, default_value = "")]
        notice: String,
    },
}

#[derive(Subcommand)]
pub enum UserCommand {
    /// Add a person with one role and print a one-time activation code
    Add {
        username: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        role: domain::access::Role,
        #[arg(long, default_value = "dong-nai")]
        province: String,
        #[arg(long)]
        unit: Option<String>,
        /// Where reminders go
        #[arg(long)]
        email: Option<String>,
        /// Read the password from standard input instead of printing a code
        #[arg(long)]
        password_stdin: bool,
    },
    /// Add people from a CSV file: username,name,role,province,unit, and email where reminders go by mail
    Import {
        file: PathBuf,
        /// Only say what would be done
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Make a token for a person and print it once
    Add {
        #[arg(long = "as")]
        user: String,
        #[arg(long)]
        name: String,
        #[arg(long, default_value_t = 365)]
        days: i64,
    },
}

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Is every line as it was written? Exit 0: yes, 1: no, and which lines; 2: cannot be read
    Verify {
        /// A head that was written down elsewhere, as `tiendo audit head` printed it; may be given more than once
        #[arg(long, value_name = "NUMBER:HASH", value_parser = audit::known_head)]
        head: Vec<store::audit::Head>,
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Print the number and hash of the newest line, to be written down outside the computer
    Head {
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Write lines into a file, the oldest first, as .csv or, whole and exact, as .jsonl
    Export {
        #[arg(long)]
        out: PathBuf,
        /// By the name of the file when not given
        #[arg(long)]
        format: Option<ExportFormat>,
        /// First day, in Vietnam's time
        #[arg(long)]
        from: Option<NaiveDate>,
        /// Last day
        #[arg(long)]
        to: Option<NaiveDate>,
        /// User name of who did it
        #[arg(long)]
        person: Option<String>,
        /// KIND, or KIND:ID as the lines have it
        #[arg(long)]
        object: Option<String>,
    },
}
