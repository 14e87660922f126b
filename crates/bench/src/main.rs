//! `make bench`: measures the built console from outside, over HTTP, at several numbers of users.
//!
//! Every figure is of one run on one machine. Figures that could not be measured are left out.

#![allow(clippy::print_stdout, reason = "it prints a table")]

mod bulk;
mod count;
mod data;
mod figure;
mod groups;
mod import;
mod instance;
mod live;
mod people;
mod rule;
mod server;
mod sign_in;
mod stream;
mod table;
mod web;

use clap::{Parser, ValueEnum};
use figure::{Figure, Report};
use instance::Instance;
use std::path::{Path, PathBuf};

/// Any error ends the run.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Counted instructions
    Instructions,
    /// Pages, searches, sign-ins, open windows
    Console,
    /// Something done to many users
    Bulk,
    /// The table of users in many groups
    Groups,
}

/// Measure the built console.
#[derive(Debug, Parser)]
struct Args {
    /// The program to be measured
    #[arg(long)]
    binary: PathBuf,
    /// Where the figures go, as JSON
    #[arg(long)]
    output: PathBuf,
    /// Where the data sets are made, some gigabytes; those of SQLite are kept for the next run if it is named
    #[arg(long)]
    data: Option<PathBuf>,
    /// The address of a PostgreSQL server on which databases may be made and dropped; without it, only SQLite is measured
    #[arg(long, env = "BOUCLIER_TEST_POSTGRES_URL", hide_env_values = true)]
    postgres: Option<String>,
    /// Leaves SQLite out
    #[arg(long, requires = "postgres")]
    no_sqlite: bool,
    /// Only this part; may be given several times
    #[arg(long)]
    only: Vec<Part>,
    /// The smaller number of users
    #[arg(long, default_value_t = 10_000)]
    small: u64,
    /// The larger number of users
    #[arg(long, default_value_t = 1_000_000)]
    large: u64,
    /// Pages that are read before the memory is looked at
    #[arg(long, default_value_t = 10_000)]
    pages: usize,
}

impl Args {
    fn measures(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let args = Args::parse();
    let scratch = tempfile::tempdir()?;
    let folder = args.data.as_deref().unwrap_or(scratch.path());
    let mut report = Report::new(args.output.clone());
    if args.measures(Part::Instructions) {
        count::measure(&mut report)?;
    }
    if !args.no_sqlite {
        report.go_on_with("sqlite");
        run(&args, folder, None, &mut report).await?;
    }
    if let Some(server) = &args.postgres {
        report.go_on_with("postgres");
        let folder = folder.join("postgres");
        run(&args, &folder, Some(server), &mut report).await?;
    }
    report.print();
    Ok(())
}

/// Measures everything on one database.
async fn run(
    args: &Args,
    folder: &Path,
    postgres: Option<&str>,
    report: &mut Report,
) -> Outcome<()> {
    let instance = |name| Instance::new(args.binary.clone(), folder.join(name), postgres, name);
    if args.measures(Part::Console) {
        console(args, &instance("small"), &instance("large"), report).await?;
    }
    // Of their own: they change what the others measure.
    if args.measures(Part::Bulk) {
        let many = instance("bulk");
        let users = args.large / 10;
        data::prepare(&many, users, report).await?;
        bulk::measure(&many, users, report).await?;
    }
    if args.measures(Part::Groups) {
        let grouped = instance("groups");
        groups::prepare(&grouped, args.large, report).await?;
        let mut server = server::start(&grouped).await?;
        groups::measure(&mut server, args.large, report).await?;
    }
    Ok(())
}

/// Measures pages, searches, sign-ins and open windows at two numbers of users.
async fn console(
    args: &Args,
    small: &Instance,
    large: &Instance,
    report: &mut Report,
) -> Outcome<()> {
    data::prepare(small, args.small, report).await?;
    data::prepare(large, args.large, report).await?;

    server::cold_start(large, report).await?;
    let few = {
        let mut server = server::start(small).await?;
        table::measure(&mut server, args.small, report).await?
    };
    let mut server = server::launch(large).await?;
    // After a page was served, and before anything is hashed.
    server.connect().await?.get(wire::path::SIGN_IN, "").await?;
    let idle = server.resident()?;
    report.add(Figure::memory("memory_idle", idle, 19, args.large))?;
    server.sign_in().await?;
    let many = table::measure(&mut server, args.large, report).await?;
    many.growth(&few, args.large, report)?;
    web::page_rate(&server, args.large, report).await?;
    sign_in::measure(&server, args.large, report).await?;
    web::busy(&server, args.pages).await?;
    let busy = server.resident()?;
    report.add(Figure::memory("memory_busy", busy, 120, args.large))?;
    let sessions = live::sessions(&server).await?;
    let address = server.address;
    drop(server);
    live::measure((large, address), sessions, args.large, report).await
}
