//! Why an input was refused, as a closed list that every interface can put into words.

use crate::code::CodeError;
use crate::email::EmailError;
use crate::name::NameError;
use crate::password::PasswordError;
use crate::text_enum::text_enum;

text_enum! {
    /// The reason of a refusal. The text form is the key of its translation.
    Problem {
        /// The address is missing.
        EmailMissing = "email-missing",
        /// Not an address.
        EmailForm = "email-form",
        /// The address is too long.
        EmailTooLong = "email-too-long",
        /// The address has an impossible character.
        EmailCharacter = "email-character",
        /// Another account has the address.
        EmailTaken = "email-taken",
        /// The name is missing.
        NameMissing = "name-missing",
        /// The name is too long.
        NameTooLong = "name-too-long",
        /// The name has an invisible character.
        NameCharacter = "name-character",
        /// The password has too few characters.
        PasswordTooShort = "password-too-short",
        /// The password has too many characters.
        PasswordTooLong = "password-too-long",
        /// The password contains the user's own words.
        PasswordOwnWords = "password-own-words",
        /// The password is one that is guessed first.
        PasswordCommon = "password-common",
        /// The two entries of the new password differ.
        PasswordsDiffer = "passwords-differ",
        /// Address or password are wrong; which of them is not said.
        Credentials = "credentials",
        /// The present password is wrong.
        CurrentPassword = "current-password",
        /// Neither six digits nor a recovery code.
        CodeForm = "code-form",
        /// The code is wrong.
        CodeWrong = "code-wrong",
        /// The code was right and has been used already.
        CodeUsed = "code-used",
        /// Too many wrong codes: an admin has to reset the factor.
        FactorBlocked = "factor-blocked",
        /// The enrolment was begun elsewhere or anew.
        EnrolmentGone = "enrolment-gone",
        /// The box « I saved these codes » is not ticked.
        CodesNotSaved = "codes-not-saved",
        /// 2FA is required, so it cannot be deactivated.
        TwoFactorRequired = "two-factor-required",
        /// No reason was given.
        ReasonMissing = "reason-missing",
        /// The reason is too long.
        ReasonTooLong = "reason-too-long",
        /// Not a day of the calendar.
        DateForm = "date-form",
        /// The day is over.
        DatePast = "date-past",
        /// No admin who can sign in would be left.
        LastAdmin = "last-admin",
        /// The link has been used, has expired or never was.
        LinkGone = "link-gone",
        /// The admin has to activate the own 2FA first.
        OwnFactorMissing = "own-factor-missing",
        /// There is no factor that a one-time access code could stand in for.
        NoFactor = "no-factor",
        /// A value that no form offers.
        Unknown = "unknown",
    }
}

impl From<EmailError> for Problem {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::Missing => Self::EmailMissing,
            EmailError::Form => Self::EmailForm,
            EmailError::TooLong => Self::EmailTooLong,
            EmailError::Character => Self::EmailCharacter,
        }
    }
}

impl From<NameError> for Problem {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Missing => Self::NameMissing,
            NameError::TooLong => Self::NameTooLong,
            NameError::Character => Self::NameCharacter,
        }
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::TooShort => Self::PasswordTooShort,
            PasswordError::TooLong => Self::PasswordTooLong,
            PasswordError::OwnWords => Self::PasswordOwnWords,
        }
    }
}

impl From<CodeError> for Problem {
    fn from(_: CodeError) -> Self {
        Self::CodeForm
    }
}
