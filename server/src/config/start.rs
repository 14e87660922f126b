//! From the configuration to the use cases: folder, database, key.

use super::error::Mode;
use super::{Config, ConfigError, database_url};
use backend::clock::Clock;
use backend::key_file::open_vault;
use backend::{Backend, Settings};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use store::Db;

impl Config {
    /// Opens everything that the configuration names. A setting that cannot work is an error before
    /// anything is created that would hide it.
    pub async fn open(&self) -> Result<Backend, ConfigError> {
        self.open_with(|db| db).await
    }

    /// The same, on a database derived from the opened one.
    pub async fn open_with(&self, prepare: impl FnOnce(Db) -> Db) -> Result<Backend, ConfigError> {
        let backend = self.assemble(prepare).await?;
        backend.meet_log().await?;
        Ok(backend)
    }

    /// The same for a command that looks at a database that may not be what this machine has seen.
    pub async fn open_as_it_is(&self) -> Result<Backend, ConfigError> {
        let backend = self.assemble(|db| db).await?;
        backend.meet_log_as_it_is().await?;
        Ok(backend)
    }

    /// The same of a database that was restored: it may be older than what this machine has seen.
    pub async fn open_restored(&self) -> Result<Backend, ConfigError> {
        self.assemble(|db| db).await
    }

    async fn assemble(&self, prepare: impl FnOnce(Db) -> Db) -> Result<Backend, ConfigError> {
        self.make_data_dir()?;
        let db = Db::open_with(self.database_url.as_str(), self.database_connections)
            .await
            .map_err(|cause| self.closed().unwrap_or(ConfigError::Database(cause.into())))?;
        let vault = open_vault(&db, &self.secret_key_file)
            .await
            .map_err(|cause| ConfigError::Key {
                path: self.secret_key_file.clone(),
                cause,
            })?;
        Ok(Backend::new(
            prepare(db),
            vault,
            Clock::System,
            self.settings(),
        )?)
    }

    /// The same configuration on another file of SQLite.
    pub fn on_file(&self, file: &Path) -> Result<Self, ConfigError> {
        let database_url =
            database_url::of_file(file).ok_or_else(|| ConfigError::DataDirName(file.to_owned()))?;
        Ok(Self {
            database_url,
            ..self.clone()
        })
    }

    /// Makes the data folder, for its owner only, unless it is there.
    pub fn make_data_dir(&self) -> Result<(), ConfigError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&self.data_dir)
            .map_err(|cause| ConfigError::DataDir {
                path: self.data_dir.clone(),
                cause,
            })
    }

    /// What of a database that could not be opened cannot be written, if it is a file.
    fn closed(&self) -> Option<ConfigError> {
        let file = store::file(self.database_url.as_str())?;
        let folder = file.parent()?;
        if !folder.exists() {
            return Some(ConfigError::NoFolder(folder.to_owned()));
        }
        let option = if folder == self.data_dir {
            "data-dir"
        } else {
            "database-url"
        };
        // SQLite keeps its log in files beside the database.
        let log = |end: &str| {
            let mut name = file.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let of_file = [file.clone(), log("-wal"), log("-shm")]
            .into_iter()
            .find_map(|file| closed(option, file, change));
        of_file.or_else(|| closed(option, folder.to_owned(), create_in))
    }

    fn settings(&self) -> Settings {
        Settings {
            session_idle: i64::from(self.session_idle_minutes) * 60,
            session_absolute: i64::from(self.session_hours) * 3_600,
            mails: self.smtp_url.is_some(),
            streams: usize::try_from(self.max_streams).unwrap_or(usize::MAX),
            ..Settings::new(self.public_url.as_str())
        }
    }
}

/// The error for what cannot be written, if that is so.
fn closed(
    option: &'static str,
    path: PathBuf,
    attempt: impl FnOnce(&Path) -> io::Result<()>,
) -> Option<ConfigError> {
    let cause = attempt(&path).err()?;
    Some(ConfigError::Closed {
        option,
        mode: mode(&path),
        path,
        cause,
    })
}

/// Opens a file to change it, if it is there.
fn change(file: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        opened => opened.map(drop),
    }
}

/// Makes a file in a folder, and removes it.
fn create_in(folder: &Path) -> io::Result<()> {
    let file = folder.join(format!(".bouclier-{}", std::process::id()));
    File::create_new(&file)?;
    std::fs::remove_file(&file)
}

fn mode(path: &Path) -> Mode {
    use std::os::unix::fs::MetadataExt;
    let data = std::fs::metadata(path);
    Mode(data.ok().map(|data| (data.mode(), data.uid())))
}
