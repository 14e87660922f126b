//! Why an input was refused: a closed list that every interface can translate.

use crate::code::CodeError;
use crate::email::EmailError;
use crate::group::GroupNameError;
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
        /// The address has a character that is not allowed.
        EmailCharacter = "email-character",
        /// The address has letters that look like those of another script.
        EmailLookalike = "email-lookalike",
        /// Another account has this address.
        EmailTaken = "email-taken",
        /// The name is missing.
        NameMissing = "name-missing",
        /// The name is too long.
        NameTooLong = "name-too-long",
        /// The name has an invisible character.
        NameCharacter = "name-character",
        /// The name of the organisation is too long.
        OrganisationTooLong = "organisation-too-long",
        /// Of the name of the organisation a reader does not see all.
        OrganisationCharacter = "organisation-character",
        /// Whom to ask: too long.
        ContactTooLong = "contact-too-long",
        /// Whom to ask: a reader does not see all of it.
        ContactCharacter = "contact-character",
        /// The organisation's own sentence is too long.
        SentenceTooLong = "sentence-too-long",
        /// What was typed is no list of days for reminders.
        ReminderDays = "reminder-days",
        /// Of the organisation's own sentence a reader does not see all.
        SentenceCharacter = "sentence-character",
        /// There is no such time zone.
        TimeZoneUnknown = "time-zone-unknown",
        /// The password has too few characters.
        PasswordTooShort = "password-too-short",
        /// The password has too many characters.
        PasswordTooLong = "password-too-long",
        /// The password contains the user's own name or address.
        PasswordOwnWords = "password-own-words",
        /// The password is a common one.
        PasswordCommon = "password-common",
        /// The two entries of the new password differ.
        PasswordsDiffer = "passwords-differ",
        /// Address or password is wrong; the message does not say which.
        Credentials = "credentials",
        /// Too many wrong passwords for the account by browsers that it does not know.
        PasswordBlocked = "password-blocked",
        /// Too many wait in the network for a moment to be promised.
        TooManyWait = "too-many-wait",
        /// The current password is wrong.
        CurrentPassword = "current-password",
        /// Neither six digits nor a recovery code.
        CodeForm = "code-form",
        /// The code is wrong.
        CodeWrong = "code-wrong",
        /// The access code after a reset is wrong, used or too old.
        AccessCodeWrong = "access-code-wrong",
        /// The code was right and has been used already.
        CodeUsed = "code-used",
        /// Too many wrong codes: an admin has to reset the factor.
        FactorBlocked = "factor-blocked",
        /// The enrolment was begun elsewhere or begun again.
        EnrolmentGone = "enrolment-gone",
        /// The box « I saved these codes » is not ticked.
        CodesNotSaved = "codes-not-saved",
        /// 2FA is required, so it cannot be deactivated.
        TwoFactorRequired = "two-factor-required",
        /// No reason was given.
        ReasonMissing = "reason-missing",
        /// The reason is too long.
        ReasonTooLong = "reason-too-long",
        /// Not a date of the calendar.
        DateForm = "date-form",
        /// The date is in the past.
        DatePast = "date-past",
        /// No number of days from 0 to 180.
        GraceDays = "grace-days",
        /// Nothing has to be activated, so there is no deadline.
        NoDeadline = "no-deadline",
        /// The deadline is in the past.
        DeadlinePast = "deadline-past",
        /// The deadline is more than a year ahead.
        DeadlineFar = "deadline-far",
        /// An exemption for a time without an end, or one for good with an end.
        EndOfKind = "end-of-kind",
        /// The policy has changed since the form was rendered.
        PolicyChanged = "policy-changed",
        /// What the form changes was changed by somebody else since it was rendered.
        ChangedMeanwhile = "changed-meanwhile",
        /// A change cannot be undone any more.
        UndoTooLate = "undo-too-late",
        /// No admin who can sign in would remain.
        LastAdmin = "last-admin",
        /// The link was used, has expired or never existed.
        LinkGone = "link-gone",
        /// The admin has to activate 2FA for their own account first.
        OwnFactorMissing = "own-factor-missing",
        /// What admins cannot do to their own account.
        OwnAccount = "own-account",
        /// What frees one’s own account from 2FA, or gives more time for it: that is left to another admin.
        OwnExemption = "own-exemption",
        /// Somebody of the helpdesk wants to help an account that has a right over others.
        OrdinaryUsersOnly = "ordinary-users-only",
        /// What a reset does not give an admin: both a link and a code, a link in place of the password, or a code where there is no
        /// password.
        ResetOfAdmin = "reset-of-admin",
        /// There is no factor that a one-time access code could replace.
        NoFactor = "no-factor",
        /// Of 2FA a user is reminded who must use it, has none, and can sign in to activate it.
        ReminderPointless = "reminder-pointless",
        /// The user was reminded within a day.
        RemindedLately = "reminded-lately",
        /// A text that is no name of a group.
        GroupName = "group-name",
        /// Another group has this name, or one that a reader would take for it.
        GroupTaken = "group-taken",
        /// The admin has saved as many filters as there may be.
        FiltersFull = "filters-full",
        /// There are as many groups as there may be.
        GroupsFull = "groups-full",
        /// Nobody was chosen, or more users than can be named one by one.
        NobodyChosen = "nobody-chosen",
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
            EmailError::Lookalike => Self::EmailLookalike,
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

impl From<GroupNameError> for Problem {
    fn from(_: GroupNameError) -> Self {
        Self::GroupName
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
