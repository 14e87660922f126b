//! What a reset of somebody's second factor leaves to prove. It assumes that the password is known to others: alone it must not
//! enrol another factor (NIST SP 800-63B-4 §4.2).

use crate::text_enum::text_enum;

text_enum! {
    /// What a user has to prove before a factor is enrolled in place of the reset one.
    ResetProof {
        /// An access code, or a new password, chosen through a link.
        CodeOrNewPassword = "code-or-new-password",
        /// An access code, whatever the password is.
        Code = "code",
    }
}

text_enum! {
    /// What the admin who resets hands to the user by another way.
    ResetFallback {
        /// An access code.
        Code = "code",
        /// A link to a new password. The present one ends.
        Link = "link",
        /// Both, and both are needed.
        Both = "both",
        /// Nothing yet: what was there ends at once, and an access code is given later.
        Later = "later",
    }
}

impl ResetFallback {
    /// Whether an access code is given.
    pub const fn gives_code(self) -> bool {
        matches!(self, Self::Code | Self::Both)
    }

    /// Whether a link is given, and the present password ends.
    pub const fn gives_link(self) -> bool {
        matches!(self, Self::Link | Self::Both)
    }

    /// What the user then has to prove.
    pub const fn proof(self) -> ResetProof {
        match self {
            Self::Code | Self::Link => ResetProof::CodeOrNewPassword,
            Self::Both | Self::Later => ResetProof::Code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_handed_over_the_password_alone_is_no_proof() {
        for fallback in ResetFallback::ALL {
            let one = fallback.gives_code() != fallback.gives_link();
            let suffices = fallback.proof() == ResetProof::CodeOrNewPassword;
            assert_eq!(suffices, one, "{fallback}");
        }
    }
}
