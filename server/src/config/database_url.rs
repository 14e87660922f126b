//! The address of the database.

use std::fmt;
use std::path::Path;

/// An address of a database. It may hold a password, so it appears in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.split(':').next().unwrap_or_default();
        write!(f, "DatabaseUrl({scheme}:…)")
    }
}

/// The fault of an address of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseUrlError {
    /// Neither SQLite nor PostgreSQL.
    Scheme,
    /// No file: in memory, read only, or no path at all.
    NoFile,
}

/// Brings an address into the form that the database layer takes: `postgres://…`, or
/// `sqlite:///absolute/path`, since the first part of a relative path would be taken for a host.
pub fn parse(url: &str, working_dir: &Path) -> Result<DatabaseUrl, DatabaseUrlError> {
    match url.split_once("://") {
        // The database layer parses the rest after the scheme.
        Some(("postgres" | "postgresql", rest)) => Ok(DatabaseUrl(format!("postgres://{rest}"))),
        _ => sqlite(url, working_dir),
    }
}

fn sqlite(url: &str, working_dir: &Path) -> Result<DatabaseUrl, DatabaseUrlError> {
    let rest = url
        .strip_prefix("sqlite:")
        .ok_or(DatabaseUrlError::Scheme)?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    if path.is_empty() || path == ":memory:" || !matches!(parameters, "" | "mode=rwc" | "mode=rw") {
        return Err(DatabaseUrlError::NoFile);
    }
    if path.starts_with('/') {
        Ok(DatabaseUrl(format!("sqlite://{path}")))
    } else {
        let folder = escape(working_dir).ok_or(DatabaseUrlError::NoFile)?;
        Ok(DatabaseUrl(format!("sqlite://{folder}/{path}")))
    }
}

/// The address of a file; none if its path is not UTF-8.
pub fn of_file(file: &Path) -> Option<DatabaseUrl> {
    escape(file).map(|path| DatabaseUrl(format!("sqlite://{path}")))
}

fn escape(path: &Path) -> Option<String> {
    let path = path.to_str()?.trim_end_matches('/');
    Some(
        path.replace('%', "%25")
            .replace('?', "%3F")
            .replace('#', "%23"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gets_an_absolute_address() {
        let cases = [
            ("sqlite:///var/b.sqlite", "sqlite:///var/b.sqlite"),
            ("sqlite:/var/b.sqlite", "sqlite:///var/b.sqlite"),
            ("sqlite://b.sqlite?mode=rwc", "sqlite:///srv/a%3Fb/b.sqlite"),
            ("sqlite:data/b.sqlite", "sqlite:///srv/a%3Fb/data/b.sqlite"),
        ];
        for (url, expected) in cases {
            let parsed = parse(url, Path::new("/srv/a?b")).unwrap();
            assert_eq!(parsed.as_str(), expected);
        }
        let of_file = of_file(Path::new("/a b/50%#1/b.sqlite")).unwrap();
        assert_eq!(of_file.as_str(), "sqlite:///a b/50%25%231/b.sqlite");
    }

    #[test]
    fn an_address_of_postgresql_keeps_what_it_says_and_shows_no_password() {
        for url in [
            "postgres://u:secret@h:5433/b",
            "postgresql://u:secret@h:5433/b",
        ] {
            let parsed = parse(url, Path::new("/srv")).unwrap();
            assert_eq!(parsed.as_str(), "postgres://u:secret@h:5433/b");
            assert_eq!(format!("{parsed:?}"), "DatabaseUrl(postgres:…)");
        }
    }

    #[test]
    fn what_is_no_file_of_sqlite_is_refused() {
        let cases = [
            ("mysql://h/b", DatabaseUrlError::Scheme),
            ("/var/b.sqlite", DatabaseUrlError::Scheme),
            ("sqlite::memory:", DatabaseUrlError::NoFile),
            ("sqlite://", DatabaseUrlError::NoFile),
            ("sqlite:///b.sqlite?mode=ro", DatabaseUrlError::NoFile),
            ("sqlite:///b.sqlite?mode=memory", DatabaseUrlError::NoFile),
        ];
        for (url, error) in cases {
            assert_eq!(parse(url, Path::new("/srv")), Err(error), "{url}");
        }
    }
}
