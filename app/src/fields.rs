//! The fields that each server function takes. Server only.
//!
//! The framework ignores unknown fields; here a field that no form offers is refused. The names
//! come from the argument types themselves.

use crate::api::{
    account, attention, audit, bulk, edit_user, enrolment, exemptions, filters, forgot_password,
    groups, import, invitation, invite_users, mails, me, new_user, organisation, policy, preview,
    report, secure_account, session, step_up, users,
};
use leptos::server_fn::ServerFn;
use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The encoding of the arguments of a server function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// As fields of a form or of the address.
    Form,
    /// As JSON.
    Json,
}

/// One server function: its path, the encoding of its arguments, their names.
pub type Function = (&'static str, Sent, fn() -> &'static [&'static str]);

macro_rules! functions {
    ($($sent:ident: $($arguments:path),+;)+) => {
        &[$($((<$arguments as ServerFn>::PATH, Sent::$sent, names::<$arguments>)),+),+]
    };
}

/// Every server function. A function that is missing here cannot be called.
pub const FUNCTIONS: &[Function] = functions! {
    Form:
        account::ChangeRole,
        account::DeleteUser,
        account::EndRule,
        account::ExtendDeadline,
        account::GiveAccessCode,
        account::Invite,
        account::ResetTwoFactor,
        account::SaveRequirement,
        account::SetDisabled,
        account::ShownOnce,
        attention::MarkNoticesRead,
        attention::ReadAttention,
        attention::ReadSessionEnd,
        attention::StaySignedIn,
        bulk::CancelBulk,
        bulk::ChooseBulkTerms,
        bulk::ReadBulk,
        bulk::StartBulk,
        bulk::UndoBulk,
        edit_user::EditUser,
        edit_user::ReadProfile,
        enrolment::BeginEnrolment,
        enrolment::ConfirmEnrolment,
        enrolment::FinishEnrolment,
        enrolment::ReadEnrolment,
        exemptions::ReadExemptions,
        report::ReadReport,
        filters::DeleteFilter,
        filters::SaveFilter,
        forgot_password::AskForPassword,
        groups::AddMembers,
        groups::ChangeGroupRule,
        groups::CreateGroup,
        groups::DeleteGroup,
        groups::RemoveMember,
        groups::RenameGroup,
        import::DiscardImport,
        import::ReadImport,
        import::StartImport,
        invitation::AcceptInvitation,
        invitation::CheckSetUp,
        invitation::ReadInvitation,
        invitation::SetUp,
        invite_users::InviteAll,
        invite_users::ReadUninvited,
        mails::ChangeReminderDays,
        mails::ReadMails,
        mails::RemindAll,
        mails::RemindUser,
        mails::SendMailSample,
        me::ChangePassword,
        me::DeactivateTwoFactor,
        me::EndOtherSessions,
        me::EndOwnSession,
        me::ForgetOwnDevice,
        me::ReadOwnAccount,
        me::RenewRecoveryCodes,
        me::SaveProfile,
        new_user::AddUser,
        new_user::ReadNewUser,
        organisation::ChangeOrganisation,
        organisation::ReadOrganisation,
        policy::ChangePolicy,
        policy::SecurityCourse,
        policy::SecurityOverview,
        policy::UndoPolicy,
        secure_account::ReadSecured,
        secure_account::SecureAccount,
        session::ChooseLanguage,
        session::GiveCode,
        session::ReadViewer,
        session::SignIn,
        session::SignOut,
        step_up::GiveProof,
        users::ChooseLook,
        users::EndSessions,
        users::ReadUserCard;
    Json:
        audit::ReadAudit,
        filters::ReadFilters,
        groups::ReadGroups,
        preview::ReadPreview,
        users::ListUsers,
        users::ReadNeighbours;
};

/// The server functions that are called by POST and change nothing that lasts: lists whose filters are no part of an address, and
/// what a page does by itself.
const READ_BY_POST: &[&str] = &[
    account::ShownOnce::PATH,
    attention::StaySignedIn::PATH,
    audit::ReadAudit::PATH,
    filters::ReadFilters::PATH,
    groups::ReadGroups::PATH,
    preview::ReadPreview::PATH,
    users::ListUsers::PATH,
    users::ReadNeighbours::PATH,
];

/// The server functions that use something up, so that the same form once more would be refused, or end what the first one began: a
/// code, a link, a step that is then over, a link that is mailed.
const USING_UP: &[&str] = &[
    enrolment::ConfirmEnrolment::PATH,
    enrolment::FinishEnrolment::PATH,
    forgot_password::AskForPassword::PATH,
    invitation::AcceptInvitation::PATH,
    invitation::SetUp::PATH,
    secure_account::SecureAccount::PATH,
    session::GiveCode::PATH,
    step_up::GiveProof::PATH,
];

/// Whether a server function uses something up.
pub fn uses_up(path: &str) -> bool {
    USING_UP.contains(&path)
}

/// The server functions by which users throw a stranger out of their account: what another session changes must keep nobody from it.
const SECURING: &[&str] = &[
    me::ChangePassword::PATH,
    me::DeactivateTwoFactor::PATH,
    me::EndOtherSessions::PATH,
    me::EndOwnSession::PATH,
    me::ForgetOwnDevice::PATH,
    step_up::GiveProof::PATH,
];

/// The server functions that pages call without any action of the user, see [`crate::BACKGROUND_HEADER`].
pub const BACKGROUND_CALLS: &[&str] = &[attention::ReadSessionEnd::PATH];

/// Whether a server function that is called by POST changes something.
pub fn changes(path: &str) -> bool {
    !READ_BY_POST.contains(&path)
}

/// Whether it is one by which users throw a stranger out.
pub fn secures(path: &str) -> bool {
    SECURING.contains(&path)
}

/// The names of the fields of a structure, as it gives them to its deserialiser.
fn names<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // Always an error: there is nothing to read.
    let _: Result<T, Error> = T::deserialize(Names(&mut names));
    names
}

/// A deserialiser that reads nothing and notes the names of the fields.
struct Names<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("nothing to read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::axum::server_fn_paths;
    use std::collections::BTreeSet;

    #[test]
    fn every_server_function_is_listed() {
        let listed: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, _, _)| *path).collect();
        let registered: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
        assert_eq!(listed, registered);
        assert_eq!(listed.len(), FUNCTIONS.len());
    }

    #[test]
    fn what_is_sent_as_json_only_reads_and_what_takes_a_form_by_post_changes_something() {
        for (path, sent, _) in FUNCTIONS {
            if matches!(sent, Sent::Json) {
                assert!(!changes(path), "{path}");
            }
        }
        assert!(changes("/api/me/profile") && changes("/api/policy/change"));
        let known = |path: &&&str| FUNCTIONS.iter().any(|(one, _, _)| one == *path);
        assert_eq!(
            READ_BY_POST.iter().filter(known).count(),
            READ_BY_POST.len()
        );
        assert!(SECURING.iter().all(|path| known(&path) && changes(path)));
    }

    #[test]
    fn the_script_of_the_events_knows_its_addresses_and_the_header_of_background_requests() {
        let script = include_str!("../../public/live.js");
        for name in [
            wire::path::EVENTS,
            me::ReadOwnAccount::PATH,
            crate::BACKGROUND_HEADER,
        ] {
            let mut quoted = ["\"", "`"].iter().map(|quote| format!("{quote}{name}"));
            assert!(quoted.any(|name| script.contains(&name)), "{name}");
        }
    }

    #[test]
    fn the_names_are_those_of_the_arguments() {
        let of = |path: &str| FUNCTIONS.iter().find(|(p, _, _)| *p == path).unwrap().2();
        assert_eq!(of("/api/sign-in"), ["email", "password", "next"]);
        assert_eq!(of("/api/sign-out"), [""; 0]);
        assert_eq!(of("/api/users"), ["query"]);
    }
}
