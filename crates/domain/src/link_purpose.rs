//! What one-time links are for.

use crate::text_enum::text_enum;

text_enum! {
    /// The purpose of a one-time link.
    LinkPurpose {
        /// To choose a password.
        Invitation = "invitation",
        /// To choose another password, as somebody asked on the page of the sign-in.
        ForgottenPassword = "forgotten-password",
        /// To choose a password and be an admin again.
        Recovery = "recovery",
        /// To secure an account, whose user says in answer to a mail that a change of it was somebody else's.
        SecureAccount = "secure-account",
        /// To create the first admin.
        SetUp = "set-up",
    }
}
