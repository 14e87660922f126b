//! Who made a rule on a user, and why, in the words of the reader.

use domain::exemption::{COMMAND_LINE, FROM_FILE};
/// Who made a rule on a user, as it is kept.
pub fn rule_author(by: &str) -> String {
    if by == COMMAND_LINE {
        tr!(rule::COMMAND_LINE)
    } else {
        by.to_owned()
    }
}

/// Why a user is exempt, as it is kept.
pub fn rule_reason(reason: &str) -> String {
    if reason == FROM_FILE {
        tr!(rule::FROM_FILE)
    } else {
        reason.to_owned()
    }
}
