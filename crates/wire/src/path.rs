//! Paths of pages and endpoints: each is defined here, once. A colon begins a parameter of a template, as in the notation of the
//! router.
//!
//! Routes, links, redirects and mails take it from here; `scripts/check-modules` refuses it elsewhere. Only the root stands as `/` in
//! markup too. Server functions have their path beside their code (`endpoint = "…"`); it begins with [`API`].

use domain::{GroupId, ImportId, OperationId, UserId};

/// The address of pages that differ by one value, for which a segment with a colon stands. It is no link: the function of these pages,
/// which takes the value, makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template(&'static str);

impl Template {
    /// In the notation of the router.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The address with this value.
    fn link(self, value: impl std::fmt::Display) -> String {
        let mut link = String::with_capacity(self.0.len());
        for segment in self.0.split('/').skip(1) {
            link.push('/');
            if segment.starts_with(':') {
                link.push_str(&value.to_string());
            } else {
                link.push_str(segment);
            }
        }
        link
    }
}

/// The root, which redirects everybody.
pub const ROOT: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Asking for a link to another password.
pub const FORGOT_PASSWORD: &str = "/forgot-password";
/// Enrolling a factor.
pub const ENROL: &str = "/enrol";
/// Proving a factor again, without JavaScript.
pub const STEP_UP: &str = "/step-up";
/// The supported authenticator apps.
pub const AUTHENTICATOR_APPS: &str = "/applications";
/// Choosing a password through a link: a template.
pub const INVITATION: Template = Template("/invitation/:token");
/// Securing an account through the link in a mail: a template.
pub const SECURE_ACCOUNT: Template = Template("/secure-account/:token");
/// Creating the first admin through a link: a template.
pub const SET_UP: Template = Template("/set-up/:token");
/// The user's own account.
pub const ME: &str = "/me";
/// The table of users.
pub const USERS: &str = "/account/users";
/// Adding a user.
pub const NEW_USER: &str = "/account/users/new";
/// Inviting all users who have no password.
pub const INVITE_USERS: &str = "/account/users/invite";
/// The download of invitation links for all of them, by POST.
pub const INVITATION_LINKS: &str = "/account/users/invite/links.csv";
/// Reminding everybody who must activate 2FA.
pub const REMIND_USERS: &str = "/account/users/remind";
/// Importing a file.
pub const IMPORT: &str = "/account/users/import";
/// An import: a template.
pub const IMPORTED: Template = Template("/account/users/import/:id");
/// The upload of a file, by POST.
pub const IMPORT_FILE: &str = "/account/users/import/file";
/// What the columns of a file say, by POST.
pub const IMPORT_COLUMNS: &str = "/account/users/import/columns";
/// The download of the refused rows, by POST.
pub const IMPORT_REFUSED: &str = "/account/users/import/refused.csv";
/// What is done to many users at once.
pub const BULK: &str = "/account/users/bulk";
/// One of these operations: a template.
pub const BULK_ONE: Template = Template("/account/users/bulk/:id");
/// Who was chosen, and for what, by POST.
pub const BULK_SELECT: &str = "/account/users/bulk/select";
/// What came of one of these operations for each user: the page of which [`export`] makes files, by POST.
pub const BULK_REPORT: &str = "/account/users/bulk/report";
/// What one of these operations would do to each user: the page of which [`export`] makes files, by POST.
pub const BULK_PLAN: &str = "/account/users/bulk/plan";
/// A user: a template.
pub const USER: Template = Template("/account/users/:id");
/// Changing the profile of a user: a template.
pub const EDIT_USER: Template = Template("/account/users/:id/edit");
/// The filters of the table of users that an admin has saved.
pub const SAVED_FILTERS: &str = "/account/users/filters";
/// The groups.
pub const GROUPS: &str = "/account/groups";
/// A group: a template.
pub const GROUP: Template = Template("/account/groups/:id");
/// The policy, and how many users have each status.
pub const SECURITY: &str = "/account/security";
/// What a change of a rule would do.
pub const PREVIEW: &str = "/account/preview";
/// All exemptions.
pub const EXEMPTIONS: &str = "/account/exemptions";
/// The report for auditors.
pub const REPORT: &str = "/account/report";
/// Name, contact and time zone of the organisation.
pub const ORGANISATION: &str = "/account/organisation";
/// The mails: what each kind looks like.
pub const MAILS: &str = "/account/organisation/mails";
/// What one looks like, as a document of its own.
pub const MAIL_PREVIEW: &str = "/account/organisation/mails/preview";
/// The audit log.
pub const AUDIT: &str = "/account/audit";

/// Where there is nothing: no page and no endpoint has this path.
pub const NOWHERE: &str = "/nowhere";

/// The prefix of the paths of server functions.
pub const API: &str = "/api/";
/// The prefix of the paths of the browser's files.
pub const PACKAGE: &str = "/pkg/";
/// The stream of events (server-sent events).
pub const EVENTS: &str = "/events";
/// Whether the process is alive.
pub const HEALTHY: &str = "/healthz";
/// Whether it is ready to answer.
pub const READY: &str = "/readyz";

/// The page of a user.
pub fn user(id: UserId) -> String {
    USER.link(id)
}

/// The page of a group.
pub fn group(id: GroupId) -> String {
    GROUP.link(id)
}

/// The page of an import.
pub fn import(id: ImportId) -> String {
    IMPORTED.link(id)
}

/// The page of an operation on many users.
pub fn bulk(id: OperationId) -> String {
    BULK_ONE.link(id)
}

/// The page on which the profile of a user is changed.
pub fn edit_user(id: UserId) -> String {
    EDIT_USER.link(id)
}

/// The page of the mails, with one of this kind in this language.
pub fn mail(kind: &str, language: &str) -> String {
    with(&with(MAILS, "kind", kind), "language", language)
}

/// What a part of that mail looks like: `html` or `text`.
pub fn mail_preview(kind: &str, language: &str, part: &str) -> String {
    let preview = with(&with(MAIL_PREVIEW, "kind", kind), "language", language);
    with(&preview, "part", part)
}

/// The page on which a password is chosen through a link.
pub fn invitation(token: &str) -> String {
    INVITATION.link(token)
}

/// The page on which an account is secured through the link in a mail.
pub fn secure_account(token: &str) -> String {
    SECURE_ACCOUNT.link(token)
}

/// The page on which the first admin is created through a link.
pub fn set_up(token: &str) -> String {
    SET_UP.link(token)
}

/// The download of a page as a file: `ending` is `csv` or `jsonl`.
pub fn export(page: &str, ending: &str) -> String {
    format!("{page}/export.{ending}")
}

/// A page with one more parameter, whose value is percent-encoded.
pub fn with(page: &str, name: &str, value: &str) -> String {
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}{name}={}", encode(value))
}

/// A page with these parameters, in their order.
pub fn with_all(page: &str, params: &[(&'static str, String)]) -> String {
    params.iter().fold(page.to_owned(), |page, (name, value)| {
        with(&page, name, value)
    })
}

/// Percent encoding of a URL parameter's value.
pub fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_fit_their_templates() {
        assert_eq!(user(UserId::new(7)), "/account/users/7");
        assert_eq!(edit_user(UserId::new(7)), "/account/users/7/edit");
        assert_eq!(group(GroupId::new(7)), "/account/groups/7");
        assert_eq!(import(ImportId::new(7)), "/account/users/import/7");
        assert_eq!(bulk(OperationId::new(7)), "/account/users/bulk/7");
        assert_eq!(invitation("abc"), "/invitation/abc");
        assert_eq!(set_up("abc"), "/set-up/abc");
        assert_eq!(secure_account("abc"), "/secure-account/abc");
        assert_eq!(export(USERS, "csv"), "/account/users/export.csv");
        assert_eq!(with("/me?a=b", "c", "d"), "/me?a=b&c=d");
    }

    #[test]
    fn each_sign_of_a_value_comes_back_the_same() {
        for code in 0..=0x2FF_u32 {
            let value = format!("a{}b", char::from_u32(code).unwrap());
            let params = [("one", value.clone()), ("two", value.clone())];
            let address = format!("https://bouclier.exemple.fr{}", with_all(USERS, &params));
            let read = url::Url::parse(&address).unwrap();
            let pairs: Vec<(String, String)> = read.query_pairs().into_owned().collect();
            assert_eq!(read.path(), USERS);
            assert_eq!(read.fragment(), None, "{address}");
            let sent = params.map(|(name, value)| (name.to_owned(), value));
            assert_eq!(pairs, sent, "{address}");
        }
    }

    #[test]
    fn a_page_without_parameters_has_no_question_mark() {
        assert_eq!(with_all(USERS, &[]), USERS);
    }
}
