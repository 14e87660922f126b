//! Why a session ended before its user signed out.

use crate::text_enum::text_enum;

text_enum! {
    /// Why a session ended. A deactivated account is not among them: the holder of its cookie learns no more than that a session ended.
    EndReason {
        /// Nobody used it for as long as a session may be idle.
        Idle = "idle",
        /// It reached the age at which every session ends.
        Age = "age",
        /// The code after the password was not given in time.
        Waited = "waited",
        /// An admin ended it.
        Admin = "admin",
        /// Its user ended it from another session.
        Elsewhere = "elsewhere",
        /// Another password was chosen.
        Password = "password",
        /// A factor was added, replaced or removed, or recovery codes were made, in another session.
        Factor = "factor",
        /// An admin reset the second factor.
        Reset = "reset",
        /// The role was changed.
        Role = "role",
        /// 2FA was required of the user, by the policy or a group, and sessions without it were to end.
        Required = "required",
        /// Its user had too many sessions, of which it was the oldest.
        Surplus = "surplus",
    }
}
