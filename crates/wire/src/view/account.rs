//! Factors, sessions, audit entries and invitations.

use domain::{
    AuditAction, AuditDetail, DeviceId, EntryId, Named, NoticeId, NoticeKind, SessionId, Timestamp,
    UserId,
};
use serde::{Deserialize, Serialize};

/// The user's own second factor.
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
    /// The browser, as it identified itself.
    pub user_agent: String,
    /// The IP address at sign-in.
    pub address: String,
    /// Whether it is the session of this request.
    pub current: bool,
}

/// A browser that the user has signed in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDevice {
    /// The device.
    pub id: DeviceId,
    /// The first sign-in with it.
    pub since: Timestamp,
    /// The last one.
    pub last_seen: Timestamp,
    /// The browser, as it identified itself.
    pub user_agent: String,
    /// Whether the session of this request is one of it.
    pub current: bool,
}

/// Something that happened to the user's account or, for admins, to that of an admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountNotice {
    /// Its number.
    pub id: NoticeId,
    /// What happened.
    pub kind: NoticeKind,
    /// When; for several at once, the last one.
    pub at: Timestamp,
    /// How many times.
    pub count: u64,
    /// The admin whom it is about, if it is not the user: the name at that time, or that of before and that of after.
    pub about: Option<Named>,
    /// Who did it, if it was not the user, and is known.
    pub by: Option<Named>,
    /// Who gave the link or access code by which it was done.
    pub given_by: Option<Named>,
    /// The browser, as it identified itself; empty where `by` is somebody.
    pub user_agent: String,
    /// The IP address; empty where `by` is somebody.
    pub address: String,
    /// Recovery codes left, where relevant.
    pub codes_left: Option<u64>,
}

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: AuditAction,
    /// Who did it; none for the command line.
    pub actor_id: Option<UserId>,
    /// The name of that user at the time.
    pub actor: String,
    /// The address of that user at the time; empty for the command line, and in entries that are older than addresses.
    pub actor_email: String,
    /// On whom; none where the entry is about nobody.
    pub target_id: Option<UserId>,
    /// The name of that user at the time; empty where the entry is about nobody.
    pub target: String,
    /// The address of that user at the time; empty likewise.
    pub target_email: String,
    /// What the action alone does not say.
    pub detail: AuditDetail,
    /// The IP address; empty for the command line.
    pub address: String,
}

/// One page of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditList {
    /// The entries, newest first, at most fifty.
    pub entries: Vec<Entry>,
    /// The cursor of the next page: entries before this one; none on the last page.
    pub older: Option<EntryId>,
    /// The name and address of the account that is asked for; none for a deleted one, and without such a filter.
    pub account: Option<String>,
}

/// The account that the link in a mail secures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secured {
    /// The user's address.
    pub email: String,
    /// Whether nobody else could sign in as an admin, so that only the command line secures it.
    pub last_admin: bool,
}

/// The recipient of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The user's name.
    pub name: String,
    /// The user's address.
    pub email: String,
    /// Whether the link restores an admin: it makes the account an active admin without a factor.
    pub recovery: bool,
    /// Whether it was asked for on the page of the sign-in.
    pub asked: bool,
}
