//! Every page with the answer for each caller.

/// The answer to a caller of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The page itself, with this status.
    Shown(u16),
    /// A redirect.
    To(&'static str),
}

use Page::{Shown, To};

/// Every page with the answers for an anonymous caller, one with the password only, one at enrolment, a
/// plain user and an admin.
pub const PAGES: &[(&str, [Page; 5])] = &[
    (
        "/",
        [
            To("/sign-in"),
            To("/sign-in?step=code"),
            To("/enrol"),
            To("/me"),
            To("/account/users"),
        ],
    ),
    (
        "/sign-in",
        [
            Shown(200),
            To("/sign-in?step=code"),
            To("/enrol"),
            To("/me"),
            To("/account/users"),
        ],
    ),
    (
        "/forgot-password",
        [
            Shown(200),
            To("/sign-in?step=code"),
            To("/enrol"),
            To("/me"),
            To("/account/users"),
        ],
    ),
    (
        "/enrol",
        [
            To("/sign-in?next=%2Fenrol"),
            To("/sign-in?step=code&next=%2Fenrol"),
            Shown(200),
            Shown(200),
            Shown(200),
        ],
    ),
    (
        "/step-up",
        [
            To("/sign-in?next=%2Fstep-up"),
            To("/sign-in?step=code&next=%2Fstep-up"),
            To("/enrol?next=%2Fstep-up"),
            Shown(200),
            Shown(200),
        ],
    ),
    ("/applications", [Shown(200); 5]),
    ("/invitation/:token", [Shown(410); 5]),
    ("/secure-account/:token", [Shown(410); 5]),
    ("/set-up/:token", [Shown(410); 5]),
    (
        "/me",
        [
            To("/sign-in?next=%2Fme"),
            To("/sign-in?step=code&next=%2Fme"),
            To("/enrol?next=%2Fme"),
            Shown(200),
            Shown(200),
        ],
    ),
    (
        "/account/users",
        [
            To("/sign-in?next=%2Faccount%2Fusers"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers"),
            To("/enrol?next=%2Faccount%2Fusers"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/users/new",
        [
            To("/sign-in?next=%2Faccount%2Fusers%2Fnew"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers%2Fnew"),
            To("/enrol?next=%2Faccount%2Fusers%2Fnew"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/users/invite",
        [
            To("/sign-in?next=%2Faccount%2Fusers%2Finvite"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers%2Finvite"),
            To("/enrol?next=%2Faccount%2Fusers%2Finvite"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/users/import",
        [
            To("/sign-in?next=%2Faccount%2Fusers%2Fimport"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers%2Fimport"),
            To("/enrol?next=%2Faccount%2Fusers%2Fimport"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/users/import/:id",
        [
            To("/sign-in?next=%2Faccount%2Fusers%2Fimport%2F{victim}"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers%2Fimport%2F{victim}"),
            To("/enrol?next=%2Faccount%2Fusers%2Fimport%2F{victim}"),
            Shown(403),
            Shown(404),
        ],
    ),
    (
        "/account/users/:id",
        [
            To("/sign-in?next=%2Faccount%2Fusers%2F{victim}"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers%2F{victim}"),
            To("/enrol?next=%2Faccount%2Fusers%2F{victim}"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/users/:id/edit",
        [
            To("/sign-in?next=%2Faccount%2Fusers%2F{victim}%2Fedit"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers%2F{victim}%2Fedit"),
            To("/enrol?next=%2Faccount%2Fusers%2F{victim}%2Fedit"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/security",
        [
            To("/sign-in?next=%2Faccount%2Fsecurity"),
            To("/sign-in?step=code&next=%2Faccount%2Fsecurity"),
            To("/enrol?next=%2Faccount%2Fsecurity"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/organisation",
        [
            To("/sign-in?next=%2Faccount%2Forganisation"),
            To("/sign-in?step=code&next=%2Faccount%2Forganisation"),
            To("/enrol?next=%2Faccount%2Forganisation"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/audit",
        [
            To("/sign-in?next=%2Faccount%2Faudit"),
            To("/sign-in?step=code&next=%2Faccount%2Faudit"),
            To("/enrol?next=%2Faccount%2Faudit"),
            Shown(403),
            Shown(200),
        ],
    ),
];
