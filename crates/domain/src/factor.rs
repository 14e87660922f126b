//! Second factors, and what proves them.

use crate::ids::FactorId;
use crate::text_enum::text_enum;

text_enum! {
    /// The kind of a second factor.
    FactorKind {
        /// An authenticator app (RFC 6238).
        Totp = "totp",
    }
}

text_enum! {
    /// How a session has proven the second factor.
    ProofKind {
        /// A code of an authenticator app.
        Totp = "totp",
        /// A recovery code, whatever factors the user has.
        RecoveryCode = "recovery-code",
        /// A one-time access code from an admin, whatever factors the user has.
        AccessCode = "access-code",
    }
}

/// What a user has just proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proven {
    /// The password.
    Password,
    /// This authenticator app, by one of its codes.
    Totp(FactorId),
    /// A recovery code, which is used up.
    RecoveryCode,
    /// A one-time access code, which is used up: a new factor has to be enrolled.
    AccessCode,
}

impl Proven {
    /// What the session stores as the proof of a second factor; none for the password.
    pub const fn kind(self) -> Option<ProofKind> {
        match self {
            Self::Password => None,
            Self::Totp(_) => Some(ProofKind::Totp),
            Self::RecoveryCode => Some(ProofKind::RecoveryCode),
            Self::AccessCode => Some(ProofKind::AccessCode),
        }
    }

    /// Which factor was proven; none where a code replaced it.
    pub const fn factor(self) -> Option<FactorId> {
        match self {
            Self::Totp(factor) => Some(factor),
            Self::Password | Self::RecoveryCode | Self::AccessCode => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_no_proof_of_a_second_factor() {
        assert_eq!(Proven::Password.kind(), None);
        assert_eq!(Proven::Password.factor(), None);
    }

    #[test]
    fn a_code_of_an_app_says_which_app_and_a_code_that_stands_in_for_it_does_not() {
        let app = FactorId::new(7);
        assert_eq!(Proven::Totp(app).factor(), Some(app));
        assert_eq!(Proven::Totp(app).kind(), Some(ProofKind::Totp));
        for (stand_in, kind) in [
            (Proven::RecoveryCode, ProofKind::RecoveryCode),
            (Proven::AccessCode, ProofKind::AccessCode),
        ] {
            assert_eq!((stand_in.factor(), stand_in.kind()), (None, Some(kind)));
        }
    }
}
