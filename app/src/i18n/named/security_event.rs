//! The texts of security events.

use super::super::Key;
use super::super::key::attempts::kind;
use domain::SecurityEventKind;

/// What happened.
pub const fn security_event(value: SecurityEventKind) -> Key {
    match value {
        SecurityEventKind::WrongPassword => kind::WRONG_PASSWORD,
        SecurityEventKind::PasswordOnly => kind::PASSWORD_ONLY,
        SecurityEventKind::WrongCode => kind::WRONG_CODE,
        SecurityEventKind::Refused => kind::REFUSED,
        SecurityEventKind::Throttled => kind::THROTTLED,
        SecurityEventKind::SessionsPushedOut => kind::SESSIONS_PUSHED_OUT,
        SecurityEventKind::WritesLimited => kind::WRITES_LIMITED,
        SecurityEventKind::EnrolmentElsewhere => kind::ENROLMENT_ELSEWHERE,
        SecurityEventKind::HelpsMany => kind::HELPS_MANY,
        SecurityEventKind::UnknownAccount => kind::UNKNOWN_ACCOUNT,
    }
}
