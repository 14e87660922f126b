//! What pages show: read by the use cases, sent to the browser, rendered by the components.

mod account;
mod enrolment;
mod exemptions;
mod group;
mod organisation;
mod policy;
mod security;
mod users;

pub use account::{
    AccountNotice, AuditList, Entry, Invitation, KnownDevice, OwnFactor, Secured, SessionView,
};
pub use enrolment::{Enrolment, Pending, QrCode, RecoverySheet};
pub use exemptions::{ExemptionList, ExemptionRow};
pub use group::{GroupDetail, GroupEffect, GroupRow};
pub use organisation::Organisation;
pub use policy::{Consequences, Overview, UndoableChange};
pub use security::{AttemptSum, SecurityDay};
pub use users::{
    GROUPS_NAMED, GivenInvitation, InvitationMail, InvitationStands, LINKS_AT_ONCE, MemberGroup,
    Namesake, Neighbour, Neighbours, RowGroups, SavedFilter, Undelivered, Uninvited, Unreminded,
    UserDetail, UserList, UserProfile, UserRow,
};
