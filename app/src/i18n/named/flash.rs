//! What pages say after changes.

use crate::flash::Flash;
use crate::i18n::Key;
use crate::i18n::key::{self, variable};

/// What a page says after a change.
pub const fn flash(value: Flash) -> Key {
    match value {
        Flash::Required | Flash::RequirementLiftedForAll => key::flash::REQUIRED,
        Flash::NotRequired | Flash::RequirementLifted => key::flash::NOT_REQUIRED,
        Flash::ExemptionEnded => key::flash::EXEMPTION_ENDED,
        Flash::ExemptionEndedRequired => key::flash::EXEMPTION_ENDED_REQUIRED,
        Flash::DeadlineSet => key::flash::DEADLINE_SET,
        Flash::Unchanged => key::flash::UNCHANGED,
        Flash::FactorsReset => key::flash::FACTORS_RESET,
        Flash::Added => key::flash::ADDED,
        Flash::Invited => key::flash::INVITED,
        Flash::InvitationMailed => key::user::invite::MAILED,
        Flash::Reminded => key::flash::REMINDED,
        Flash::SampleMailed => key::flash::SAMPLE_MAILED,
        Flash::Edited => key::flash::EDITED,
        Flash::RoleChanged => key::flash::ROLE_CHANGED,
        Flash::Disabled => key::flash::DISABLED,
        Flash::Enabled => key::flash::ENABLED,
        Flash::Deleted => key::flash::DELETED,
        Flash::PolicyRequired => key::flash::POLICY_REQUIRED,
        Flash::PolicyOptional => key::flash::POLICY_OPTIONAL,
        Flash::PolicyTimeChanged => key::flash::POLICY_TIME_CHANGED,
        Flash::PolicyUndone => key::flash::POLICY_UNDONE,
        Flash::OrganisationSaved => key::flash::ORGANISATION_SAVED,
        Flash::GroupCreated => key::flash::GROUP_CREATED,
        Flash::GroupSaved => key::flash::GROUP_SAVED,
        Flash::FilterSaved => key::flash::FILTER_SAVED,
        Flash::FilterDeleted => key::flash::FILTER_DELETED,
        Flash::GroupDeleted => key::flash::GROUP_DELETED,
        Flash::ProfileSaved => key::flash::PROFILE_SAVED,
        Flash::PasswordChanged => key::flash::PASSWORD_CHANGED,
        Flash::Deactivated => key::flash::DEACTIVATED,
        Flash::SessionEnded => key::flash::SESSION_ENDED,
        Flash::DeviceForgotten => key::flash::DEVICE_FORGOTTEN,
        Flash::SessionsEnded => key::flash::SESSIONS_ENDED,
        Flash::Activated => key::flash::ACTIVATED,
        Flash::LinkAsked => key::flash::LINK_ASKED,
        Flash::AccountSecured => key::flash::ACCOUNT_SECURED,
        Flash::PasswordChosen => key::flash::PASSWORD_CHOSEN,
        Flash::SetUp => key::flash::SET_UP,
    }
}

/// The same about a user by name, where there is such a text.
pub const fn flash_about_user(value: Flash) -> Option<Key<(variable::name,)>> {
    match value {
        Flash::Required => Some(key::flash::user::REQUIRED),
        Flash::NotRequired => Some(key::flash::user::NOT_REQUIRED),
        Flash::ExemptionEnded => Some(key::flash::user::EXEMPTION_ENDED),
        Flash::ExemptionEndedRequired => Some(key::flash::user::EXEMPTION_ENDED_REQUIRED),
        Flash::RequirementLifted => Some(key::flash::user::REQUIREMENT_LIFTED),
        Flash::RequirementLiftedForAll => Some(key::flash::user::REQUIREMENT_LIFTED_FOR_ALL),
        Flash::DeadlineSet => Some(key::flash::user::DEADLINE_SET),
        Flash::Unchanged => Some(key::flash::user::UNCHANGED),
        Flash::FactorsReset => Some(key::flash::user::FACTORS_RESET),
        Flash::Added => Some(key::flash::user::ADDED),
        Flash::Invited => Some(key::flash::user::INVITED),
        Flash::Edited => Some(key::flash::user::EDITED),
        Flash::RoleChanged => Some(key::flash::user::ROLE_CHANGED),
        Flash::Disabled => Some(key::flash::user::DISABLED),
        Flash::Enabled => Some(key::flash::user::ENABLED),
        Flash::InvitationMailed
        | Flash::PolicyTimeChanged
        | Flash::Reminded
        | Flash::SampleMailed
        | Flash::Deleted
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
