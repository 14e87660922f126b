//! The context of every use case.

use crate::clock::Clock;
use crate::error::Result;
use crate::gathered::Gathered;
use crate::hasher::{Cost, Hasher};
use crate::hub::Hub;
use crate::log_lines::LogLines;
use crate::tally::{SecurityEvents, SignIns};
use crate::vault::Vault;
use crate::write_rates::WriteRates;
use domain::{Timestamp, UserId};
use std::collections::HashMap;
use std::sync::Arc;
use store::Db;
use tokio::sync::Mutex;

/// The settings of an installation.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The public URL of the console, without a trailing slash: links are made from it and from
    /// nothing else.
    pub public_url: String,
    /// Seconds without a request after which a session ends.
    pub session_idle: i64,
    /// Seconds after which a session ends in any case.
    pub session_absolute: i64,
    /// Whether notices are mailed.
    pub mails: bool,
    /// The cost of a password hash. No option sets it.
    pub hash_cost: Cost,
    /// How many passwords are hashed at once.
    pub hashes_at_once: u32,
    /// How many more may wait for their turn; beyond that [`crate::Error::Busy`].
    pub hashes_waiting: u32,
    /// The maximum number of streams of events per session; beyond that
    /// [`crate::Error::Throttled`].
    pub streams_of_a_session: usize,
    /// The maximum number of streams of events in total; beyond that [`crate::Error::Busy`].
    pub streams: usize,
}

impl Settings {
    /// For tests that are not about passwords: hashes cost next to nothing.
    pub fn for_tests(public_url: &str) -> Self {
        Self {
            hash_cost: Cost::NEXT_TO_NOTHING,
            ..Self::new(public_url)
        }
    }

    /// The usual settings for an address: sessions of an hour idle and twelve hours in all (NIST
    /// SP 800-63B-4 §2.2.3), as many hashes as there are cores.
    pub fn new(public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
            session_idle: 3_600,
            session_absolute: 12 * 3_600,
            mails: false,
            hash_cost: Cost::PRESENT,
            hashes_at_once: std::thread::available_parallelism()
                .map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(1)),
            hashes_waiting: 64,
            streams_of_a_session: 8,
            streams: 10_000,
        }
    }
}

/// Whose deadlines have passed between two minutes.
pub(crate) type LateUsers = HashMap<(Timestamp, Timestamp), Vec<UserId>>;

/// The use cases and their resources. Only they can use the database:
///
/// ```compile_fail,E0616
/// fn database(backend: &backend::Backend) -> &store::Db {
///     &backend.db
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Backend {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) vault: Arc<Vault>,
    pub(crate) hasher: Hasher,
    pub(crate) settings: Arc<Settings>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) sign_ins: Arc<SignIns>,
    pub(crate) security_events: Arc<SecurityEvents>,
    pub(crate) gathered: Arc<Gathered>,
    pub(crate) log_lines: Arc<LogLines>,
    pub(crate) write_rates: Arc<WriteRates>,
    /// For the windows that ask in one minute.
    pub(crate) late: Arc<Mutex<LateUsers>>,
}

impl Backend {
    /// Creates the use cases on an open database.
    pub fn new(db: Db, vault: Vault, clock: Clock, settings: Settings) -> Result<Self> {
        let hasher = Hasher::new(
            settings.hash_cost,
            settings.hashes_at_once,
            settings.hashes_waiting,
        )?;
        Ok(Self {
            db,
            clock,
            vault: Arc::new(vault),
            hasher,
            settings: Arc::new(settings),
            hub: Arc::default(),
            sign_ins: Arc::default(),
            security_events: Arc::default(),
            gathered: Arc::default(),
            log_lines: Arc::default(),
            write_rates: Arc::default(),
            late: Arc::default(),
        })
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The settings of the installation.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How sign-ins ended since the process began.
    pub fn sign_ins(&self) -> &SignIns {
        &self.sign_ins
    }

    /// How many security events there were since the process began.
    pub fn security_events(&self) -> &SecurityEvents {
        &self.security_events
    }

    /// The password hasher.
    pub const fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Closes every connection to the database: later calls fail.
    pub async fn close(&self) -> Result<()> {
        Ok(self.db.clone().close().await?)
    }
}
