//! Sessions: whose token it is, how far the session has progressed, and how it ends.

mod again;
mod device;
mod end;
mod ended;
mod list;
mod live_sessions;
mod load;
mod open;
mod opened;

use crate::token::Token;

pub(crate) use device::DEVICE_LIFETIME;
pub use device::DeviceCookie;
pub use ended::ENDED_KEPT;
pub(crate) use ended::{ENDED_MOST, ended};
pub(crate) use live_sessions::{existing_sessions, live_sessions};
pub(crate) use load::recovery_saved;
pub(crate) use open::{Begun, Progress, create, was_open};
pub(crate) use opened::complete_sign_in;
pub(crate) use store::session::{end_all_of, end_others};
pub use wire::view::SessionView;

/// The tokens for the cookies of an answer.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The session's new token.
    pub session: Token,
    /// What the browser does with its device cookie.
    pub device: DeviceCookie,
}

/// Seconds for which a form that renews a session, sent again, has the outcome of the first time.
pub const RENEWED_KEPT: i64 = 10;
/// Seconds for which a session may wait for its second factor: a password alone gives little trust.
pub(crate) const CLAIM_LIFETIME: i64 = 15 * 60;
/// Seconds by which a clock may be set back, or that of another process be behind, without ending
/// sessions.
pub(crate) const CLOCK_SLACK: i64 = 60;
