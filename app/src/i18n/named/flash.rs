//! What pages say after changes.

use crate::flash::Flash;
use crate::i18n::Key;
use crate::i18n::key::{self, variable};

/// What a page says after a change.
pub const fn flash(value: Flash) -> Key {
    match value {
        Flash::Required | Flash::RequirementLiftedForAll => key::notice::REQUIRED,
        Flash::NotRequired | Flash::RequirementLifted => key::notice::NOT_REQUIRED,
        Flash::ExemptionEnded => key::notice::EXEMPTION_ENDED,
        Flash::ExemptionEndedRequired => key::notice::EXEMPTION_ENDED_REQUIRED,
        Flash::DeadlineSet => key::notice::DEADLINE_SET,
        Flash::Unchanged => key::notice::UNCHANGED,
        Flash::FactorsReset => key::notice::FACTORS_RESET,
        Flash::Added => key::notice::ADDED,
        Flash::Invited => key::notice::INVITED,
        Flash::InvitationMailed => key::user::invite::MAILED,
        Flash::Reminded => key::notice::REMINDED,
        Flash::SampleMailed => key::notice::SAMPLE_MAILED,
        Flash::Edited => key::notice::EDITED,
        Flash::RoleChanged => key::notice::ROLE_CHANGED,
        Flash::Disabled => key::notice::DISABLED,
        Flash::Enabled => key::notice::ENABLED,
        Flash::Deleted => key::notice::DELETED,
        Flash::PolicyRequired => key::notice::POLICY_REQUIRED,
        Flash::PolicyOptional => key::notice::POLICY_OPTIONAL,
        Flash::PolicyTimeChanged => key::notice::POLICY_TIME_CHANGED,
        Flash::PolicyUndone => key::notice::POLICY_UNDONE,
        Flash::OrganisationSaved => key::notice::ORGANISATION_SAVED,
        Flash::GroupCreated => key::notice::GROUP_CREATED,
        Flash::GroupSaved => key::notice::GROUP_SAVED,
        Flash::FilterSaved => key::notice::FILTER_SAVED,
        Flash::FilterDeleted => key::notice::FILTER_DELETED,
        Flash::GroupDeleted => key::notice::GROUP_DELETED,
        Flash::ProfileSaved => key::notice::PROFILE_SAVED,
        Flash::PasswordChanged => key::notice::PASSWORD_CHANGED,
        Flash::Deactivated => key::notice::DEACTIVATED,
        Flash::SessionEnded => key::notice::SESSION_ENDED,
        Flash::DeviceForgotten => key::notice::DEVICE_FORGOTTEN,
        Flash::SessionsEnded => key::notice::SESSIONS_ENDED,
        Flash::Activated => key::notice::ACTIVATED,
        Flash::LinkAsked => key::notice::LINK_ASKED,
        Flash::AccountSecured => key::notice::ACCOUNT_SECURED,
        Flash::PasswordChosen => key::notice::PASSWORD_CHOSEN,
        Flash::MustEnrol => key::notice::MUST_ENROL,
        Flash::SetUp => key::notice::SET_UP,
    }
}

/// The same about a user by name, where there is such a text.
pub const fn flash_about_user(value: Flash) -> Option<Key<(variable::name,)>> {
    match value {
        Flash::Required => Some(key::notice::user::REQUIRED),
        Flash::NotRequired => Some(key::notice::user::NOT_REQUIRED),
        Flash::ExemptionEnded => Some(key::notice::user::EXEMPTION_ENDED),
        Flash::ExemptionEndedRequired => Some(key::notice::user::EXEMPTION_ENDED_REQUIRED),
        Flash::RequirementLifted => Some(key::notice::user::REQUIREMENT_LIFTED),
        Flash::RequirementLiftedForAll => Some(key::notice::user::REQUIREMENT_LIFTED_FOR_ALL),
        Flash::DeadlineSet => Some(key::notice::user::DEADLINE_SET),
        Flash::Unchanged => Some(key::notice::user::UNCHANGED),
        Flash::FactorsReset => Some(key::notice::user::FACTORS_RESET),
        Flash::Added => Some(key::notice::user::ADDED),
        Flash::Invited => Some(key::notice::user::INVITED),
        Flash::Edited => Some(key::notice::user::EDITED),
        Flash::RoleChanged => Some(key::notice::user::ROLE_CHANGED),
        Flash::Disabled => Some(key::notice::user::DISABLED),
        Flash::Enabled => Some(key::notice::user::ENABLED),
        Flash::InvitationMailed
        | Flash::PolicyTimeChanged
        | Flash::Reminded
        | Flash::SampleMailed
        | Flash::Deleted
        | Flash::MustEnrol
        | Flash::PolicyRequired
        | Flash::PolicyOptional
        | Flash::PolicyUndone
        | Flash::OrganisationSaved
        | Flash::GroupCreated
        | Flash::GroupSaved
        | Flash::FilterSaved
        | Flash::FilterDeleted
        | Flash::GroupDeleted
        | Flash::ProfileSaved
        | Flash::PasswordChanged
        | Flash::Deactivated
        | Flash::SessionEnded
        | Flash::DeviceForgotten
        | Flash::SessionsEnded
        | Flash::Activated
        | Flash::LinkAsked
        | Flash::AccountSecured
        | Flash::PasswordChosen
        | Flash::SetUp => None,
    }
}
