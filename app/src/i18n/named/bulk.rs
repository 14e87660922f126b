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
        BulkKind::Extend => kind::EXTEND,
        BulkKind::Remind => kind::REMIND,
        BulkKind::Invite => kind::INVITE,
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
        BulkRefusal::NoDeadline => key::problem::NO_DEADLINE,
        BulkRefusal::NoMailServer => refusal::NO_MAIL_SERVER,
        BulkRefusal::NoReminder => key::problem::REMINDER_POINTLESS,
        BulkRefusal::RemindedLately => key::problem::REMINDED_LATELY,
        BulkRefusal::HasPassword => refusal::HAS_PASSWORD,
        BulkRefusal::Deactivated => refusal::DEACTIVATED,
        BulkRefusal::AwaitsReset => refusal::AWAITS_RESET,
        BulkRefusal::SecondMeans => refusal::SECOND_MEANS,
        BulkRefusal::Changed => refusal::CHANGED,
        BulkRefusal::Gone => refusal::GONE,
    }
}
