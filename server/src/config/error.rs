//! Why the configuration cannot work, in one line each.

use backend::error::with_causes;
use backend::key_file::KeyError;
use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the value of an option cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OptionError {
    /// The address to listen on.
    #[error("--{option} {value:?} is not an IP address with a port, e.g. {example}")]
    Listen {
        /// The option.
        option: &'static str,
        /// The given value.
        value: String,
        /// An example of a valid one.
        example: &'static str,
    },
    /// Not an address.
    #[error("--public-url {0:?} is not https://HOST[:PORT] without a path")]
    PublicUrl(String),
    /// A host with a dot at its end.
    #[error("--public-url {0:?} has a dot after the host: leave it out")]
    DottedPublicUrl(String),
    /// Plain http to another machine.
    #[error("--public-url {0:?} is plain http: use https:// (plain http is for this machine only)")]
    PlainPublicUrl(String),
    /// An entry of the list.
    #[error("--trusted-proxies: {0:?} is not an IP address or a network like 10.0.0.0/8")]
    TrustedProxies(String),
    /// An entry of the list that holds addresses of strangers.
    #[error(
        "--trusted-proxies: {0:?} is too large (at most /8, IPv6 /16): everybody in it can claim to come from anywhere; name the proxies alone"
    )]
    WideProxies(String),
    /// An address that may hold a password, so it is not repeated.
    #[error(
        "--smtp-url is not smtp[s]://[USER:PASSWORD@]HOST[:PORT] with, for smtp, ?tls=required or ?tls=opportunistic"
    )]
    SmtpUrl,
    /// The sender of mails.
    #[error("--mail-from {0:?} is not an email address")]
    MailFrom(String),
    /// The host of the public address is nothing that mails can come from.
    #[error(
        "--public-url: bouclier@{0} is not an email address, so --mail-from has to name the sender of mails"
    )]
    NoSender(String),
    /// What to log.
    #[error("--log {0:?} is not a list like \"info\" or \"warn,bouclier=debug\"")]
    Log(String),
    /// One of a few words.
    #[error("--{option} {value:?} is neither {one} nor {other}")]
    Word {
        /// The option.
        option: &'static str,
        /// The given value.
        value: String,
        /// One of the words.
        one: &'static str,
        /// The other one.
        other: &'static str,
    },
    /// A duration.
    #[error("--{option} {value:?} is not a whole number from {least} to {most}")]
    Number {
        /// The option.
        option: &'static str,
        /// The given value.
        value: String,
        /// The smallest value.
        least: u32,
        /// The greatest value.
        most: u32,
    },
}

/// Why the configuration cannot work.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// One of its options.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// The listener is open to a network, and users would come over plain http.
    #[error(
        "--listen {0} is open to the network: set --public-url to the https:// address of the proxy in front of it (plain http is for this machine only)"
    )]
    PlainListener(String),
    /// An address that may hold a password, so it is not repeated.
    #[error("--database-url is not postgres://USER:PASSWORD@HOST[:PORT]/DATABASE")]
    Postgres,
    /// An address that may hold a password, so it is not repeated.
    #[error(
        "--database-url is neither sqlite://FILE with a file that can be written nor postgres://…"
    )]
    DatabaseUrl,
    /// A path that cannot stand in a URL.
    #[error("--data-dir {0:?} is not UTF-8: choose another folder or set --database-url")]
    DataDirName(PathBuf),
    /// The data folder.
    #[error("--data-dir {path:?} cannot be created: {cause}")]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// The error of the system.
        cause: std::io::Error,
    },
    /// A file or folder of the database that cannot be written.
    #[error("--{option} {path:?} cannot be written{mode}: {cause}")]
    Closed {
        /// The option that names it.
        option: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Its mode and owner.
        mode: Mode,
        /// The error of the system.
        cause: std::io::Error,
    },
    /// The folder of the database does not exist.
    #[error("--database-url: there is no folder {0:?}")]
    NoFolder(PathBuf),
    /// The database.
    #[error("--database-url: {}", plain(.0))]
    Database(backend::Error),
    /// An address that nobody can listen on now.
    #[error("--{option} {address}: {}", unheard(.cause))]
    Deaf {
        /// The option.
        option: &'static str,
        /// The address.
        address: SocketAddr,
        /// The error of the system.
        cause: std::io::Error,
    },
    /// The key file.
    #[error("--secret-key-file {path:?}: {cause}")]
    Key {
        /// The file.
        path: PathBuf,
        /// The fault of the file.
        cause: KeyError,
    },
    /// The database is not the one that this machine has seen.
    #[error("--database-url: {0}")]
    NotAsSeen(#[from] backend::audit::LogError),
    /// A problem that no setting can solve.
    #[error("{}", plain(.0))]
    Other(#[from] backend::Error),
    /// The process has no working folder.
    #[error("the working folder cannot be found: {0}")]
    Surroundings(#[from] std::io::Error),
}

/// The mode of a file and the number of its owner, for a message; nothing if the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode(pub Option<(u32, u32)>);

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((mode, owner)) => write!(f, " (mode {:04o}, user {owner})", mode & 0o7777),
            None => Ok(()),
        }
    }
}

/// An error as the user of the command line reads it: what is internal to requests is not to them.
fn plain(error: &backend::Error) -> String {
    match error {
        backend::Error::Internal(failure) => with_causes(failure),
        other => with_causes(other),
    }
}

/// Why nobody can listen on an address.
fn unheard(cause: &std::io::Error) -> String {
    match cause.kind() {
        ErrorKind::AddrInUse => {
            "another program listens there; stop it or choose another port".to_owned()
        }
        ErrorKind::AddrNotAvailable => "this machine does not have that address".to_owned(),
        ErrorKind::PermissionDenied => {
            "this user may not listen there (ports below 1024 are for root)".to_owned()
        }
        _ => cause.to_string(),
    }
}
