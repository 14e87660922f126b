//! What can be written in the audit log.

use crate::text_enum::text_enum;

text_enum! {
    /// The kinds of audit entries. A closed list: no free text, so that no secret can get in.
    AuditAction {
        /// The first admin was created through the set-up link.
        SetUp = "set-up",
        /// A link that restores an admin was made on the machine.
        RecoveryLinkMade = "recovery-link-made",
        /// An account was restored as an admin through such a link.
        AdminRecovered = "admin-recovered",
        /// Secrets at rest were sealed with a new key.
        KeysRotated = "keys-rotated",
        /// A backup was put in the place of the database: what it would have opened again was ended.
        DatabaseRestored = "database-restored",
        /// An account was created.
        UserCreated = "user-created",
        /// Accounts were imported from a file; the detail is their number.
        UsersImported = "users-imported",
        /// A one-time link to choose a password was made.
        Invited = "invited",
        /// A user was reminded by mail to activate 2FA.
        Reminded = "reminded",
        /// Somebody asked for a one-time link to another password on the page of the sign-in. It is mailed to the user.
        PasswordAsked = "password-asked",
        /// In answer to a mail, its recipient said that a change of the account was somebody else's: sessions and factor ended.
        AccountSecured = "account-secured",
        /// A password was chosen through a one-time link.
        PasswordChosen = "password-chosen",
        /// The user changed their own password.
        PasswordChanged = "password-changed",
        /// The user changed their own name or language.
        ProfileChanged = "profile-changed",
        /// An admin changed the name or the language of a user.
        UserEdited = "user-edited",
        /// An admin changed the address of a user.
        AddressChanged = "address-changed",
        /// Signed in.
        SignedIn = "signed-in",
        /// A wrong code after a right password.
        CodeRefused = "code-refused",
        /// Signed out.
        SignedOut = "signed-out",
        /// A session was ended from elsewhere.
        SessionEnded = "session-ended",
        /// The user had one of their devices forgotten, or all of them.
        DeviceForgotten = "device-forgotten",
        /// An admin ended sessions of the user; the detail is their number.
        SessionsEnded = "sessions-ended",
        /// A factor was confirmed.
        FactorActivated = "factor-activated",
        /// A new factor replaced the old one.
        FactorReplaced = "factor-replaced",
        /// The user removed their own factor.
        FactorDeactivated = "factor-deactivated",
        /// A new set of recovery codes replaced the old one.
        RecoveryCodesRenewed = "recovery-codes-renewed",
        /// A recovery code was used to sign in.
        RecoveryCodeUsed = "recovery-code-used",
        /// The user proved their identity again before a sensitive action.
        SteppedUp = "stepped-up",
        /// An admin gave the user a one-time access code.
        AccessCodeGiven = "access-code-given",
        /// A one-time access code was used to sign in.
        AccessCodeUsed = "access-code-used",
        /// An individual rule now requires 2FA of this user.
        UserRequired = "user-required",
        /// No individual rule requires 2FA of this user any more.
        UserNotRequired = "user-not-required",
        /// The individual requirement of the user was lifted: what the policy says applies.
        UserRequirementLifted = "user-requirement-lifted",
        /// The user is exempted from the policy.
        UserExempted = "user-exempted",
        /// The exemption of the user was ended: what the other rules say applies again.
        UserFollowsPolicy = "user-follows-policy",
        /// The exemption of the user has ended by itself; the detail has its end.
        ExemptionEnded = "exemption-ended",
        /// An admin gave the user time to comply until a moment, which the detail has.
        DeadlineExtended = "deadline-extended",
        /// An admin removed the user's factors; the detail is the reason given.
        FactorsReset = "factors-reset",
        /// The role was changed; the detail is the new one.
        RoleChanged = "role-changed",
        /// The account was deactivated.
        UserDisabled = "user-disabled",
        /// The account was activated again.
        UserEnabled = "user-enabled",
        /// The account was deleted.
        UserDeleted = "user-deleted",
        /// 2FA was required of everybody.
        PolicyRequired = "policy-required",
        /// 2FA was made optional.
        PolicyOptional = "policy-optional",
        /// The policy gives another time to comply; the detail says which.
        PolicyTimeChanged = "policy-time-changed",
        /// The last change of the policy was undone; the detail says which.
        PolicyUndone = "policy-undone",
        /// A group was created.
        GroupCreated = "group-created",
        /// A group has another name; the detail is from what to what.
        GroupRenamed = "group-renamed",
        /// A group was deleted, and what it required with it.
        GroupDeleted = "group-deleted",
        /// 2FA is required of the members of a group.
        GroupRequired = "group-required",
        /// A group requires nothing any more.
        GroupNotRequired = "group-not-required",
        /// A user was added to a group.
        MemberAdded = "member-added",
        /// Accounts that a file has created were added to a group; the detail names both.
        MembersImported = "members-imported",
        /// A user was removed from a group.
        MemberRemoved = "member-removed",
        /// Name, contact or time zone of the organisation were changed; the detail is from what to what.
        OrganisationChanged = "organisation-changed",
        /// The audit log was exported; the detail is the format.
        AuditExported = "audit-exported",
        /// The table of users was exported; the detail is the format.
        UsersExported = "users-exported",
        /// The report for auditors was exported; the detail is the format.
        ReportExported = "report-exported",
        /// Links to choose a password were made for all who have none, and exported; the number.
        LinksExported = "links-exported",
        /// Something was begun on many users at once; the detail is what, and on how many. Each of them has an entry of their own.
        BulkBegun = "bulk-begun",
        /// Something on many users at once was cancelled; the detail is what, and how many were left.
        BulkCancelled = "bulk-cancelled",
        /// Something that was done to many users at once is being taken back; the detail is what, and of how many.
        BulkUndone = "bulk-undone",
    }
}
