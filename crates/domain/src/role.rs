//! What a user may do.

use crate::text_enum::text_enum;

text_enum! {
    /// A user's role. Admins manage the other users' two-factor authentication.
    Role {
        /// May manage their own account only.
        User = "user",
        /// May manage every account and the policy.
        Admin = "admin",
    }
}
