//! Settings with which the server works, but which show somebody what they should not.

use super::Config;
use backend::inspect;
use std::ffi::OsString;
use std::fmt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The options whose values may hold a password.
const WITH_PASSWORD: [&str; 2] = ["--database-url", "--smtp-url"];
/// Permissions of everybody but the owner.
const OF_OTHERS: u32 = 0o077;

/// What is shown, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hazard {
    /// Others than its owner may read or change the database: the file, and its mode.
    ExposedDatabase(PathBuf, u32),
    /// This option holds a password, and every user of the machine may read the arguments of a process.
    PasswordInArguments(&'static str),
}

impl Hazard {
    /// A stable name, for the log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ExposedDatabase(..) => "config.exposed-database",
            Self::PasswordInArguments(_) => "config.password-in-arguments",
        }
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExposedDatabase(file, mode) => write!(
                f,
                "{0} has the mode {mode:o}: others than its owner may use the database; chmod 600 {0}",
                file.display()
            ),
            Self::PasswordInArguments(option) => write!(
                f,
                "{option} is an argument with a password, and every user of this machine may see it: set {} in the environment instead",
                variable(option)
            ),
        }
    }
}

fn variable(option: &str) -> String {
    let name = option.trim_start_matches('-').replace('-', "_");
    format!("BOUCLIER_{}", name.to_uppercase())
}

impl Config {
    /// Everything that is shown to others. Looks at files, and changes none.
    pub fn hazards(&self) -> Vec<Hazard> {
        let database = inspect::file(self.database_url.as_str());
        let exposed = database.and_then(|file| exposed(&file));
        let arguments = self.secrets_in_arguments.iter().copied();
        exposed
            .into_iter()
            .chain(arguments.map(Hazard::PasswordInArguments))
            .collect()
    }
}

/// The database, or the log beside it, whichever others may use.
fn exposed(file: &Path) -> Option<Hazard> {
    let mut log = OsString::from(file);
    log.push("-wal");
    [file.to_owned(), log.into()].into_iter().find_map(|file| {
        let mode = std::fs::metadata(&file).ok()?.mode() & 0o777;
        (mode & OF_OTHERS != 0).then_some(Hazard::ExposedDatabase(file, mode))
    })
}

/// The options among the arguments of a process whose values have a password.
pub fn passwords_in(arguments: &[OsString]) -> Vec<&'static str> {
    let texts: Vec<_> = arguments.iter().map(|one| one.to_string_lossy()).collect();
    let given = |option: &str| {
        let with_sign = texts.iter().filter_map(move |text| {
            let value = text.strip_prefix(option)?.strip_prefix('=')?;
            Some(value.to_owned())
        });
        let apart = texts
            .iter()
            .zip(texts.iter().skip(1))
            .filter(move |(name, _)| **name == option)
            .map(|(_, value)| value.to_string());
        with_sign.chain(apart).any(|url| has_password(&url))
    };
    WITH_PASSWORD
        .into_iter()
        .filter(|option| given(option))
        .collect()
}

/// Whether an address holds a password: before the host, or among the parameters of PostgreSQL.
fn has_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or_default();
    let before_host = authority.rsplit_once('@').map_or("", |(before, _)| before);
    let in_place = before_host
        .split_once(':')
        .is_some_and(|(_, password)| !password.is_empty());
    in_place
        || parameters
            .split('&')
            .any(|parameter| parameter.starts_with("password="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Options, Surroundings};
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::PermissionsExt;

    fn found(arguments: &[&str]) -> Vec<&'static str> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        passwords_in(&arguments)
    }

    #[test]
    fn attack_42_a_password_among_the_arguments_is_found_in_each_form() {
        let smtp = "smtps://u:secret@mail.exemple.fr";
        assert_eq!(found(&["serve", "--smtp-url", smtp]), ["--smtp-url"]);
        let joined = format!("--smtp-url={smtp}");
        assert_eq!(found(&[&joined, "serve"]), ["--smtp-url"]);
        for url in [
            "postgres://u:p@db/b",
            "postgresql://u:p%40q@db:5433/b?sslmode=require",
            "postgres://u@db/b?sslmode=require&password=p",
        ] {
            let found = found(&["--database-url", url, "doctor"]);
            assert_eq!(found, ["--database-url"], "{url}");
        }
        for none in [
            &["serve"][..],
            &["--smtp-url", "smtps://u@mail.exemple.fr"],
            &["--smtp-url", "smtp://mail.exemple.fr:2525"],
            &["--database-url", "postgres://u@db:5432/b"],
            &["--database-url", "sqlite:///var/a:b@c.sqlite"],
            &["--public-url", smtp],
            &["serve", "--smtp-url"],
        ] {
            assert_eq!(found(none), [""; 0], "{none:?}");
        }
    }

    #[test]
    fn attack_42_no_password_is_told_with_the_warning_of_it() {
        let hazard = Hazard::PasswordInArguments("--smtp-url");
        assert_eq!(hazard.name(), "config.password-in-arguments");
        assert!(hazard.to_string().contains("BOUCLIER_SMTP_URL"), "{hazard}");
    }

    #[test]
    fn attack_42_a_database_that_others_may_read_is_found_and_its_log_too() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bouclier.sqlite");
        let log = folder.path().join("bouclier.sqlite-wal");
        let options = Options::given(&[("data-dir", folder.path().to_str().unwrap())]).unwrap();
        let around = Surroundings {
            working_dir: folder.path().to_owned(),
            arguments: Vec::new(),
        };
        let config = Config::from_options(&options, &around).unwrap();
        assert_eq!(config.hazards(), []);
        for path in [&file, &log] {
            write(path, "").unwrap();
            for (mode, shown) in [(0o600, false), (0o640, true), (0o606, true), (0o400, false)] {
                set_permissions(path, Permissions::from_mode(mode)).unwrap();
                let hazard = Hazard::ExposedDatabase(path.clone(), mode);
                let expected = if shown { vec![hazard] } else { Vec::new() };
                assert_eq!(config.hazards(), expected, "{path:?} {mode:o}");
            }
        }
    }
}
