//! Sums of security events, as admins see them.

use domain::{SecurityEventKind, Timestamp};
use serde::{Deserialize, Serialize};

/// How often something has happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptSum {
    /// What it was.
    pub kind: SecurityEventKind,
    /// How many times within the last 24 hours.
    pub day: u64,
    /// How many times within the last seven days.
    pub week: u64,
    /// The last time.
    pub last_at: Timestamp,
    /// The IP address of the last time.
    pub last_address: String,
}

/// What happened within the last 24 hours, over all accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityDay {
    /// The beginning of the first hour; none where nothing was read.
    pub since: Option<Timestamp>,
    /// How many events there were in each hour; the last is the present one.
    pub hours: Vec<u64>,
    /// How many there were of each kind of which there were any.
    pub kinds: Vec<(SecurityEventKind, u64)>,
}
