//! Flash messages: what a page says after a successful change.

use serde::{Deserialize, Serialize};

macro_rules! flashes {
    ($($(#[$meta:meta])* $variant:ident = $text:literal,)+) => {
        /// A successful change. Without script it comes back in a cookie (`crate::page_message`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Flash {
            $($(#[$meta])* $variant,)+
        }

        impl Flash {
            /// Every message.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable text form: the key of its translation.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// This message where something has changed, else that nothing has.
            pub const fn if_changed(self, changed: bool) -> Self {
                if changed { self } else { Self::Unchanged }
            }

            /// Reads the stable text form.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|n| n.as_str() == text)
            }
        }
    };
}

flashes! {
    /// 2FA is now required of the user.
    Required = "required",
    /// 2FA is no longer required of the user.
    NotRequired = "not-required",
    /// The exemption of the user is ended.
    ExemptionEnded = "exemption-ended",
    /// The same, and 2FA is required of the user now.
    ExemptionEndedRequired = "exemption-ended-required",
    /// The individual requirement of the user is lifted.
    RequirementLifted = "requirement-lifted",
    /// The same, and 2FA stays required of the user as of everybody.
    RequirementLiftedForAll = "requirement-lifted-for-all",
    /// The user has time until another day.
    DeadlineSet = "deadline-set",
    /// The checkbox was saved as it was.
    Unchanged = "unchanged",
    /// The user's factors are removed.
    FactorsReset = "factors-reset",
    /// The account is added.
    Added = "added",
    /// The account is added, and its invitation on its way.
    Invited = "invited",
    /// An invitation is on its way.
    InvitationMailed = "invitation-mailed",
    /// A reminder is on its way.
    Reminded = "reminded",
    /// A sample of a mail is on its way to the admin.
    SampleMailed = "sample-mailed",
    /// The profile of the user is changed.
    Edited = "edited",
    /// The role is changed.
    RoleChanged = "role-changed",
    /// The account is deactivated.
    Disabled = "disabled",
    /// The account is active again.
    Enabled = "enabled",
    /// The account is deleted.
    Deleted = "deleted",
    /// 2FA is required of everybody.
    PolicyRequired = "policy-required",
    /// 2FA is optional.
    PolicyOptional = "policy-optional",
    /// The policy gives another time to comply.
    PolicyTimeChanged = "policy-time-changed",
    /// The last change of the policy is undone.
    PolicyUndone = "policy-undone",
    /// The organisation is saved.
    OrganisationSaved = "organisation-saved",
    /// The group is created.
    GroupCreated = "group-created",
    /// A group is saved: its name, rule or members.
    GroupSaved = "group-saved",
    /// The filter is saved.
    FilterSaved = "filter-saved",
    /// The saved filter is deleted.
    FilterDeleted = "filter-deleted",
    /// The group is deleted.
    GroupDeleted = "group-deleted",
    /// Name and language are saved.
    ProfileSaved = "profile-saved",
    /// The password is changed.
    PasswordChanged = "password-changed",
    /// The user's own factor is removed.
    Deactivated = "deactivated",
    /// A session is ended.
    SessionEnded = "session-ended",
    /// A device of the user is not known any more.
    DeviceForgotten = "device-forgotten",
    /// Every session of the user is ended.
    SessionsEnded = "sessions-ended",
    /// The enrolment is complete.
    Activated = "activated",
    /// A link to another password is mailed, if there is such an account.
    LinkAsked = "link-asked",
    /// The account is secured: nobody can sign in to it without an access code.
    AccountSecured = "account-secured",
    /// A password was chosen; now sign in.
    PasswordChosen = "password-chosen",
    /// The first admin was created; now sign in.
    SetUp = "set-up",
}
