//! The texts of what is done to many users at once.

use crate::i18n::Key;
use crate::i18n::key;
use domain::{BulkKind, BulkRefusal};

/// What is done to many users at once.
pub const fn bulk_kind(value: BulkKind) -> Key {
    use key::bulk::kind;

    match value {
        BulkKind::Require => kind::REQUIRE,
        BulkKind::Lift => kind::LIFT,
        BulkKind::Exempt => kind::EXEMPT,
        BulkKind::Join => kind::JOIN,
        BulkKind::Leave => kind::LEAVE,
        BulkKind::EndSessions => kind::END_SESSIONS,
        BulkKind::Deactivate => kind::DEACTIVATE,
    }
}

/// Why nothing is done to one of them.
pub const fn bulk_refusal(value: BulkRefusal) -> Key {
    use key::bulk::refusal;

    match value {
        BulkRefusal::OwnAccount => refusal::OWN_ACCOUNT,
        BulkRefusal::LastAdmin => refusal::LAST_ADMIN,
        BulkRefusal::Exempt => refusal::EXEMPT,
        BulkRefusal::Gone => refusal::GONE,
    }
}
