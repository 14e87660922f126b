//! The address of the database.

use std::path::Path;

/// What is wrong with an address of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseUrlError {
    /// PostgreSQL.
    Postgres,
    /// Neither SQLite nor PostgreSQL.
    Scheme,
    /// No file: in memory, read only, or no path at all.
    NoFile,
}

/// Brings an address into the form `sqlite:///absolute/path`: the database layer parses it as a
/// URL, and the first part of a relative path would be taken for a host.
pub fn parse(url: &str, working_dir: &Path) -> Result<String, DatabaseUrlError> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Err(DatabaseUrlError::Postgres);
    }
    let rest = url
        .strip_prefix("sqlite:")
        .ok_or(DatabaseUrlError::Scheme)?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    if path.is_empty() || path == ":memory:" || !matches!(parameters, "" | "mode=rwc" | "mode=rw") {
        return Err(DatabaseUrlError::NoFile);
    }
    if path.starts_with('/') {
        Ok(format!("sqlite://{path}"))
    } else {
        let folder = escape(working_dir).ok_or(DatabaseUrlError::NoFile)?;
        Ok(format!("sqlite://{folder}/{path}"))
    }
}

/// The address of a file; none where its path is not UTF-8.
pub fn of_file(file: &Path) -> Option<String> {
    escape(file).map(|path| format!("sqlite://{path}"))
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
            assert_eq!(parse(url, Path::new("/srv/a?b")).as_deref(), Ok(expected));
        }
        assert_eq!(
            of_file(Path::new("/a b/50%#1/b.sqlite")).as_deref(),
            Some("sqlite:///a b/50%25%231/b.sqlite")
        );
    }

    #[test]
    fn what_is_no_file_of_sqlite_is_refused() {
        let cases = [
            ("postgres://u@h/b", DatabaseUrlError::Postgres),
            ("postgresql://u@h/b", DatabaseUrlError::Postgres),
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
