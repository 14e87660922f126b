//! Where pages and endpoints are: each address stands here once. A colon begins the part of a template that differs, as in the
//! notation of the router.
//!
//! Server functions have their address with their code (`endpoint = "…"`); it begins with [`API`].

use domain::UserId;

/// The beginning, from which everybody is led on.
pub const ROOT: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Enrolling a factor.
pub const ENROL: &str = "/enrol";
/// Proving a factor again, without script.
pub const STEP_UP: &str = "/step-up";
/// Which applications make codes.
pub const APPLICATIONS: &str = "/applications";
/// Choosing a password over a link: a template.
pub const INVITATION: &str = "/invitation/:token";
/// Creating the first admin over a link: a template.
pub const SET_UP: &str = "/set-up/:token";
/// One's own account.
pub const ME: &str = "/me";
/// The table of users.
pub const USERS: &str = "/account/users";
/// A user: a template.
pub const USER: &str = "/account/users/:id";
/// The rule for all, and how many have which status.
pub const SECURITY: &str = "/account/security";
/// The audit log.
pub const AUDIT: &str = "/account/audit";

/// What the addresses of server functions begin with.
pub const API: &str = "/api/";
/// What the addresses of the browser's files begin with.
pub const PACKAGE: &str = "/pkg/";
/// The stream of events (server-sent events).
pub const EVENTS: &str = "/events";
/// Whether the process is there.
pub const HEALTHY: &str = "/healthz";
/// Whether it can answer.
pub const READY: &str = "/readyz";

/// The page of a user.
pub fn user(id: UserId) -> String {
    format!("{USERS}/{id}")
}

/// The page of a user with a dialog open.
pub fn user_dialog(id: UserId, dialog: &str) -> String {
    with(&user(id), "dialog", dialog)
}

/// The page on which a password is chosen over a link.
pub fn invitation(token: &str) -> String {
    INVITATION.replace(":token", token)
}

/// The page on which the first admin is created over a link.
pub fn set_up(token: &str) -> String {
    SET_UP.replace(":token", token)
}

/// The file that a page can be saved as: `ending` is `csv` or `jsonl`.
pub fn export(page: &str, ending: &str) -> String {
    format!("{page}/export.{ending}")
}

/// A page with a parameter more; the value is a word.
pub fn with(page: &str, name: &str, value: &str) -> String {
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}{name}={value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_fit_their_templates() {
        assert_eq!(user(UserId::new(7)), USER.replace(":id", "7"));
        assert_eq!(invitation("abc"), "/invitation/abc");
        assert_eq!(set_up("abc"), "/set-up/abc");
        assert_eq!(
            user_dialog(UserId::new(7), "reset"),
            "/account/users/7?dialog=reset"
        );
        assert_eq!(export(USERS, "csv"), "/account/users/export.csv");
        assert_eq!(with("/me?a=b", "c", "d"), "/me?a=b&c=d");
    }
}
