//! The pages that a session may see, and the redirects from others. It only spares users a page that would
//! refuse them: the use cases check the right itself.

use domain::{Gate, Role};
use wire::path;
use wire::return_to::ReturnTo;

/// What to do with a request for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Render it.
    Show,
    /// Go there instead.
    Redirect(String),
}

/// Who may see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: the page asks for its own token, or shows nothing personal.
    Everybody,
    /// The sign-in, and asking for another password: users who are not signed in yet.
    SignIn,
    /// The enrolment.
    Enrolment,
    /// Signed-in users.
    Members,
    /// Those who see the users: admins, auditors, the helpdesk.
    Staff,
    /// Those who read everything: admins and auditors.
    Readers,
    /// Admins.
    Admins,
}

/// Every page with its audience: the routes of the application, in the router's notation.
pub const PAGES: &[(&str, Audience)] = &[
    (path::ROOT, Audience::Members),
    (path::SIGN_IN, Audience::SignIn),
    (path::FORGOT_PASSWORD, Audience::SignIn),
    (path::ENROL, Audience::Enrolment),
    (path::STEP_UP, Audience::Members),
    (path::AUTHENTICATOR_APPS, Audience::Everybody),
    (path::INVITATION.as_str(), Audience::Everybody),
    (path::SECURE_ACCOUNT.as_str(), Audience::Everybody),
    (path::SET_UP.as_str(), Audience::Everybody),
    (path::ME, Audience::Members),
    (path::USERS, Audience::Staff),
    (path::SAVED_FILTERS, Audience::Staff),
    (path::NEW_USER, Audience::Admins),
    (path::INVITE_USERS, Audience::Admins),
    (path::REMIND_USERS, Audience::Readers),
    (path::IMPORT, Audience::Admins),
    (path::IMPORTED.as_str(), Audience::Admins),
    (path::BULK, Audience::Readers),
    (path::BULK_ONE.as_str(), Audience::Readers),
    (path::USER.as_str(), Audience::Staff),
    (path::EDIT_USER.as_str(), Audience::Admins),
    (path::GROUPS, Audience::Readers),
    (path::GROUP.as_str(), Audience::Readers),
    (path::SECURITY, Audience::Readers),
    (path::EXEMPTIONS, Audience::Readers),
    (path::PREVIEW, Audience::Readers),
    (path::REPORT, Audience::Readers),
    (path::ORGANISATION, Audience::Readers),
    (path::MAILS, Audience::Readers),
    (path::AUDIT, Audience::Readers),
];

/// The first page after the sign-in.
pub const fn home(role: Role) -> &'static str {
    match role {
        Role::Admin | Role::Auditor | Role::Helpdesk => path::USERS,
        Role::User => path::ME,
    }
}

/// Where to go once the session has reached `gate`; `next` is the page that was asked for.
pub fn after(gate: Gate, role: Role, next: Option<&str>) -> String {
    let next = next.and_then(ReturnTo::parse);
    match gate {
        Gate::SecondFactor => with_next(&path::with(path::SIGN_IN, "step", "code"), next.as_ref()),
        Gate::Enrolment => with_next(path::ENROL, next.as_ref()),
        Gate::Open => next.map_or_else(|| home(role).to_owned(), |n| n.as_str().to_owned()),
    }
}

/// An address with the page to return to.
pub fn with_next(path: &str, next: Option<&ReturnTo>) -> String {
    match next {
        Some(next) => path::with(path, "next", next.as_str()),
        None => path.to_owned(),
    }
}

/// The audience of a path; `None` if the path is not a page.
pub fn audience(path: &str) -> Option<Audience> {
    PAGES
        .iter()
        .find(|(pattern, _)| matches(pattern, path))
        .map(|(_, audience)| *audience)
}

fn matches(pattern: &str, path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    let pattern = pattern.strip_suffix('/').unwrap_or(pattern);
    let mut parts = path.split('/');
    pattern.split('/').all(|want| {
        parts
            .next()
            .is_some_and(|part| want == part || (want.starts_with(':') && !part.is_empty()))
    }) && parts.next().is_none()
}

/// The step of the sign-in that says how long there is time to activate 2FA.
pub const TIME_STEP: &str = "time";

/// Decides on a request for the page at the path `asked`. `session` is the gate that the caller's session has reached and
/// the caller's role; `full` is the path with its query.
#[expect(clippy::match_same_arms, reason = "one case a line")]
pub fn decide(asked: &str, full: &str, session: Option<(Gate, Role)>) -> Decision {
    let (Some(audience), next) = (audience(asked), ReturnTo::parse(full)) else {
        return Decision::Show;
    };
    let step_time = full.contains("step=time");
    let step_code = full.contains("step=code") || full.contains("step=recovery");
    match (audience, session) {
        (Audience::Everybody, _)
        | (Audience::Enrolment, Some((Gate::Enrolment | Gate::Open, _))) => Decision::Show,
        (Audience::SignIn, Some((Gate::Open, _))) if step_time => Decision::Show,
        (Audience::SignIn, None) if step_code || step_time => {
            Decision::Redirect(path::SIGN_IN.into())
        }
        (Audience::SignIn, None) => Decision::Show,
        (Audience::SignIn, Some((Gate::SecondFactor, _))) if step_code => Decision::Show,
        (Audience::SignIn, Some((gate, role))) => Decision::Redirect(after(gate, role, None)),
        (
            Audience::Members | Audience::Staff | Audience::Readers | Audience::Admins,
            Some((Gate::Open, role)),
        ) => {
            if asked == path::ROOT {
                Decision::Redirect(home(role).into())
            } else {
                Decision::Show
            }
        }
        (_, None) if asked == path::ROOT => Decision::Redirect(path::SIGN_IN.into()),
        (_, None) => Decision::Redirect(with_next(path::SIGN_IN, next.as_ref())),
        (_, Some((gate, role))) => {
            let next = next.filter(|n| n.as_str() != path::ROOT);
            Decision::Redirect(after(gate, role, next.as_ref().map(ReturnTo::as_str)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::path::encode;

    fn go(path: &str) -> Decision {
        Decision::Redirect(path.into())
    }

    #[test]
    fn without_a_session_every_page_but_the_public_ones_leads_to_sign_in_and_back() {
        assert_eq!(decide("/me", "/me", None), go("/sign-in?next=%2Fme"));
        assert_eq!(
            decide("/account/users", "/account/users?q=a", None),
            go("/sign-in?next=%2Faccount%2Fusers%3Fq%3Da")
        );
        assert_eq!(
            decide("/enrol", "/enrol", None),
            go("/sign-in?next=%2Fenrol")
        );
        assert_eq!(decide("/", "/", None), go("/sign-in"));
        for path in ["/sign-in", "/invitation/abc", "/set-up/abc", "/nowhere"] {
            assert_eq!(decide(path, path, None), Decision::Show, "{path}");
        }
        for step in ["/sign-in?step=code", "/sign-in?step=time"] {
            assert_eq!(decide("/sign-in", step, None), go("/sign-in"));
        }
    }

    #[test]
    fn a_session_without_its_second_factor_sees_the_code_field_and_nothing_else() {
        let session = Some((Gate::SecondFactor, Role::Admin));
        let step = "/sign-in?step=recovery";
        assert_eq!(decide("/sign-in", step, session), Decision::Show);
        assert_eq!(
            decide("/sign-in", "/sign-in", session),
            go("/sign-in?step=code")
        );
        assert_eq!(decide("/", "/", session), go("/sign-in?step=code"));
        for path in [
            "/me",
            "/enrol",
            "/account/users",
            "/account/users/1",
            "/account/security",
        ] {
            let expected = format!("/sign-in?step=code&next={}", encode(path));
            assert_eq!(decide(path, path, session), go(&expected), "{path}");
        }
    }

    #[test]
    fn a_session_at_enrolment_sees_the_enrolment_and_nothing_else() {
        let session = Some((Gate::Enrolment, Role::User));
        assert_eq!(decide("/enrol", "/enrol", session), Decision::Show);
        assert_eq!(decide("/sign-in", "/sign-in", session), go("/enrol"));
        assert_eq!(decide("/me", "/me", session), go("/enrol?next=%2Fme"));
        assert_eq!(decide("/", "/", session), go("/enrol"));
    }

    #[test]
    fn an_open_session_is_led_past_the_sign_in_to_its_home() {
        for role in Role::ALL {
            let session = Some((Gate::Open, *role));
            assert_eq!(decide("/sign-in", "/sign-in", session), go(home(*role)));
            let told = decide("/sign-in", "/sign-in?step=time", session);
            assert_eq!(told, Decision::Show);
            assert_eq!(decide("/", "/", session), go(home(*role)));
            for path in ["/me", "/enrol", "/account/users", "/account/users/7"] {
                assert_eq!(decide(path, path, session), Decision::Show, "{path}");
            }
        }
    }

    #[test]
    fn the_way_back_is_a_path_of_this_site_or_the_users_home() {
        assert_eq!(after(Gate::Open, Role::User, Some("//evil")), "/me");
        assert_eq!(after(Gate::Open, Role::User, Some("/\\evil")), "/me");
        assert_eq!(after(Gate::Open, Role::Admin, Some("/me")), "/me");
        assert_eq!(after(Gate::Open, Role::Admin, None), "/account/users");
        assert_eq!(
            after(Gate::SecondFactor, Role::User, Some("//evil")),
            "/sign-in?step=code"
        );
    }

    #[test]
    fn a_pattern_matches_its_own_paths_only() {
        assert_eq!(audience("/account/users/12"), Some(Audience::Staff));
        assert_eq!(audience("/account/users/"), Some(Audience::Staff));
        for path in [
            "/account",
            "/account/users/12/x",
            "/accounts/users",
            "/me/x",
        ] {
            assert_eq!(audience(path), None, "{path}");
        }
    }
}
