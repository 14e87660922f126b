//! Why there is a rule on a user, in the words of the reader.

use domain::exemption::FROM_FILE;

/// Why a user is exempt, as it is kept.
pub fn rule_reason(reason: &str) -> String {
    if reason == FROM_FILE {
        tr!(rule::FROM_FILE)
    } else {
        reason.to_owned()
    }
}
