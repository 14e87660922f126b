//! Factors, sessions, audit entries and invitations.

use domain::{
    AuditAction, AuditDetail, EntryId, NoticeId, NoticeKind, SessionId, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

/// The own second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFactor {
    /// Since when it is active.
    pub since: Timestamp,
    /// When a code was last accepted.
    pub last_used: Option<Timestamp>,
    /// Recovery codes that can still be used.
    pub recovery_left: u64,
}

/// A session as its user and admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// When it began.
    pub since: Timestamp,
    /// Its last request, to the minute.
    pub last_seen: Timestamp,
    /// The browser as it named itself.
    pub user_agent: String,
    /// The IP address at sign-in.
    pub address: String,
    /// Whether it is the session of this very request.
    pub current: bool,
}

/// Something that happened to the own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountNotice {
    /// Its number.
    pub id: NoticeId,
    /// What.
    pub kind: NoticeKind,
    /// When; of several at once the last.
    pub at: Timestamp,
    /// How many times.
    pub count: u64,
    /// Who, if it was not the user.
    pub by: Option<String>,
    /// The browser as it named itself; empty if somebody else did it.
    pub user_agent: String,
    /// The IP address; empty if somebody else did it.
    pub address: String,
    /// Recovery codes left, where that is of interest.
    pub codes_left: Option<u64>,
}

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: AuditAction,
    /// Who; none for the command line.
    pub actor_id: Option<UserId>,
    /// Who; the name at that time.
    pub actor: String,
    /// Whom; none where nobody is meant.
    pub target_id: Option<UserId>,
    /// Whom; the name at that time, empty where nobody is meant.
    pub target: String,
    /// What the action alone does not say.
    pub detail: AuditDetail,
    /// From which IP address; empty for the command line.
    pub address: String,
}

/// One page of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries, newest first, at most fifty.
    pub entries: Vec<Entry>,
    /// Where the next page begins: before this entry; none on the last page.
    pub older: Option<EntryId>,
}

/// For whom an invitation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The user's name.
    pub name: String,
    /// The user's address.
    pub email: String,
    /// Whether the link restores an admin: it makes the account an active admin without a factor.
    pub recovery: bool,
}
