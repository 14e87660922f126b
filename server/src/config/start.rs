//! From the configuration to the use cases: folder, database, key.

use super::{Config, ConfigError, database_url};
use backend::clock::Clock;
use backend::key_file::open_vault;
use backend::{Backend, Settings};
use std::path::Path;
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
            .map_err(|cause| ConfigError::Database(cause.into()))?;
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

    fn settings(&self) -> Settings {
        Settings {
            session_idle: i64::from(self.session_idle_minutes) * 60,
            session_absolute: i64::from(self.session_hours) * 3_600,
            streams: usize::try_from(self.max_streams).unwrap_or(usize::MAX),
            ..Settings::new(self.public_url.as_str())
        }
    }
}
