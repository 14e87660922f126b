//! `bouclier doctor`: checks everything that an installation needs, and changes nothing.

mod address;
mod clock;
mod database;
mod files;
mod finding;
mod key;
mod mail;
mod settings;

use super::{Failure, say};
use crate::config::Config;
use backend::inspect::{self, Inspection};
use finding::{Finding, Level};

/// Prints a line for each check; fails if one has found a problem.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let findings = examine(config).await;
    for finding in &findings {
        say(finding)?;
    }
    let problems = findings.iter().filter(|f| f.level == Level::Problem);
    match problems.count() {
        0 => Ok(()),
        1 => Err(Failure::new("1 problem")),
        problems => Err(Failure::new(format!("{problems} problems"))),
    }
}

async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = settings::check(config);
    let me = files::Me::of_this_process();
    findings.push(files::check_folder(&config.data_dir, me.as_ref()).into());
    let file = inspect::file(config.database_url.as_str());
    let lies_there = file
        .as_deref()
        .map(|f| files::check_database(f, me.as_ref()));
    let is_there = lies_there
        .as_ref()
        .is_none_or(files::DatabaseFile::can_be_read);
    findings.extend(lies_there.map(Finding::from));
    let key_mode = files::check_key(&config.secret_key_file);
    let mut vault = None;
    if is_there {
        match Inspection::open(config.database_url.as_str()).await {
            Ok(database) => {
                findings.push(database::rights(&database).await.into());
                let schema = database::schema(&database).await;
                let current = schema.is_current();
                findings.push(schema.into());
                let (finding, opened) =
                    key::check(&database, &config.secret_key_file, key_mode).await;
                findings.push(finding);
                vault = opened;
                if current {
                    findings.push(database::addresses(&database).await);
                }
                if let Some(vault) = vault.as_ref().filter(|_| current) {
                    findings.push(database::log(&database, vault).await);
                }
                findings.push(clock::check(&database).await.into());
            }
            Err(error) => findings.push(database::unreachable(&error)),
        }
    } else {
        findings.push(key_mode.into());
    }
    findings.push(mail::check(config.smtp_url.as_ref()).await.into());
    findings.extend(address::check(config, vault.as_ref()).await);
    findings
}
