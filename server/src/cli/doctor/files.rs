//! The data folder, the file of SQLite and the key file: owners and modes.

use super::finding::Finding;
use std::fs::{Metadata, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const OF_EVERYBODY: u32 = 0o007;
const OF_THE_GROUP: u32 = 0o070;
const READ_AND_WRITE: u32 = 0o6;
const ALL: u32 = 0o7;

/// The user that this process runs as.
#[derive(Debug, Clone)]
pub struct Me {
    user: u32,
    groups: Vec<u32>,
}

/// The state of a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// As it should be.
    Fit(PathBuf),
    /// Not created yet.
    Absent(PathBuf),
    /// Something of another kind has its name.
    OtherKind(PathBuf),
    /// Its mode allows access to everybody on the machine.
    Open(PathBuf, u32),
    /// Its mode allows access to its group, which may have more members than the server.
    Shared(PathBuf, u32),
    /// It belongs to this user, but the process runs as another one.
    Others(PathBuf, u32, u32),
    /// The process may not change it.
    Closed(PathBuf),
    /// The system does not tell.
    Unknown(PathBuf, String),
}

/// A folder of the data.
pub struct Folder(FileState);
/// The file of SQLite.
pub struct DatabaseFile(FileState);
/// The key file.
pub struct KeyFile(pub FileState);

impl Me {
    /// Asks the system; `None` if it does not tell.
    pub fn of_this_process() -> Option<Self> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let numbers = |name: &str| -> Option<Vec<u32>> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().map(|id| id.parse().ok()).collect()
        };
        // Real, effective, saved, of the file system.
        let user = *numbers("Uid:")?.get(1)?;
        let mut groups = numbers("Groups:")?;
        groups.push(*numbers("Gid:")?.get(1)?);
        Some(Self { user, groups })
    }

    fn may(&self, data: &Metadata, what: u32) -> bool {
        let mode = data.mode();
        let granted = if self.user == 0 {
            ALL
        } else if data.uid() == self.user {
            mode >> 6
        } else if self.groups.contains(&data.gid()) {
            mode >> 3
        } else {
            mode
        };
        granted & what == what
    }
}

/// Checks the data folder.
pub fn check_folder(path: &Path, me: Option<&Me>) -> Folder {
    Folder(look(path, |data| {
        if !data.is_dir() {
            return FileState::OtherKind(path.to_owned());
        }
        judge(path, data, me, ALL)
    }))
}

/// Checks the file of SQLite.
pub fn check_database(path: &Path, me: Option<&Me>) -> DatabaseFile {
    DatabaseFile(look(path, |data| {
        if !data.is_file() {
            return FileState::OtherKind(path.to_owned());
        }
        // Before this process opens it elsewhere: closing a file releases all of the process's locks on it.
        if OpenOptions::new().write(true).open(path).is_err() {
            return FileState::Closed(path.to_owned());
        }
        match judge(path, data, me, READ_AND_WRITE) {
            FileState::Fit(path) if data.mode() & OF_THE_GROUP != 0 => {
                FileState::Shared(path, data.mode() & 0o777)
            }
            place => place,
        }
    }))
}

/// Checks the key file. It need neither belong to this user nor be writable: some systems provide it.
pub fn check_key(path: &Path) -> KeyFile {
    KeyFile(look(path, |data| judge(path, data, None, 0)))
}

fn look(path: &Path, judge: impl FnOnce(&Metadata) -> FileState) -> FileState {
    match std::fs::metadata(path) {
        Ok(data) => judge(&data),
        Err(error) if error.kind() == ErrorKind::NotFound => FileState::Absent(path.to_owned()),
        Err(error) => FileState::Unknown(path.to_owned(), error.to_string()),
    }
}

fn judge(path: &Path, data: &Metadata, me: Option<&Me>, what: u32) -> FileState {
    let path = path.to_owned();
    let open = data.mode() & OF_EVERYBODY;
    if open != 0 {
        return FileState::Open(path, data.mode() & 0o777);
    }
    match me {
        Some(me) if !me.may(data, what) && data.uid() == me.user => FileState::Closed(path),
        Some(me) if !me.may(data, what) => FileState::Others(path, data.uid(), me.user),
        // The server could not open files that root creates here.
        Some(me) if me.user == 0 && data.uid() != 0 => FileState::Others(path, data.uid(), 0),
        _ => FileState::Fit(path),
    }
}

impl DatabaseFile {
    /// Whether the file exists and can be examined.
    pub fn can_be_read(&self) -> bool {
        matches!(
            self.0,
            FileState::Fit(_)
                | FileState::Open(..)
                | FileState::Shared(..)
                | FileState::Others(_, _, 0)
        )
    }
}

impl FileState {
    /// The finding in words; `mode` is the mode to set.
    fn into_finding(self, about: &'static str, mode: &str) -> Finding {
        match self {
            Self::Fit(path) => Finding::ok(about, path.display().to_string()),
            Self::Absent(path) => Finding::warning(
                about,
                format!(
                    "{} is not there yet: the first start makes it; else restore it, or look \
                     whether this runs in the right folder with the right settings",
                    path.display()
                ),
            ),
            Self::OtherKind(path) => Finding::problem(
                about,
                format!("{} is something else: choose another name", path.display()),
            ),
            Self::Open(path, found) => Finding::problem(
                about,
                format!(
                    "{0} has the mode {found:o}, so everybody on this machine may use it: chmod \
                     {mode} {0}",
                    path.display()
                ),
            ),
            Self::Shared(path, found) => Finding::warning(
                about,
                format!(
                    "{0} has the mode {found:o}, so everybody in its group may use it: chmod \
                     {mode} {0}",
                    path.display()
                ),
            ),
            Self::Others(path, owner, 0) => Finding::warning(
                about,
                format!(
                    "{} belongs to the user {owner}, and this runs as root: run commands as the \
                     server's user, e.g. setpriv --reuid={owner} --regid={owner} --clear-groups",
                    path.display()
                ),
            ),
            Self::Others(path, owner, me) => Finding::problem(
                about,
                format!(
                    "{} belongs to the user {owner}, and this runs as {me}: run it as {owner}, or \
                     chown -R {me} the data folder",
                    path.display()
                ),
            ),
            Self::Closed(path) => Finding::problem(
                about,
                format!("{0} cannot be written: chmod {mode} {0}", path.display()),
            ),
            Self::Unknown(path, cause) => Finding::problem(
                about,
                format!("{} cannot be examined: {cause}", path.display()),
            ),
        }
    }
}

impl From<Folder> for Finding {
    fn from(folder: Folder) -> Self {
        folder.0.into_finding("data folder", "700")
    }
}

impl From<DatabaseFile> for Finding {
    fn from(file: DatabaseFile) -> Self {
        file.0.into_finding("database file", "600")
    }
}

impl From<KeyFile> for Finding {
    fn from(file: KeyFile) -> Self {
        file.0.into_finding("key file", "600")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_may_be_done_with_a_folder_is_read_from_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let own = metadata(path).unwrap();
        let me = |user, group| Me {
            user,
            groups: vec![group],
        };
        let (owner, member, stranger) = (
            me(own.uid(), u32::MAX),
            me(u32::MAX - 1, own.gid()),
            me(u32::MAX - 1, u32::MAX),
        );
        let found = |mode, me: &Me| {
            set_permissions(path, Permissions::from_mode(mode)).unwrap();
            check_folder(path, Some(me)).0
        };
        let here = path.to_owned();
        assert_eq!(found(0o700, &owner), FileState::Fit(here.clone()));
        assert_eq!(found(0o770, &member), FileState::Fit(here.clone()));
        let other = FileState::Others(here.clone(), own.uid(), u32::MAX - 1);
        assert_eq!(found(0o750, &member), other);
        assert_eq!(found(0o700, &stranger), other);
        assert_eq!(found(0o755, &owner), FileState::Open(here.clone(), 0o755));
        if own.uid() != 0 {
            assert_eq!(found(0o500, &owner), FileState::Closed(here));
        }
    }
}
