//! Every server function with the answer for each caller.

mod callers;
mod kinds;
mod roles;
mod values;

use callers::{
    ADMINS, ADMINS_CHANGE, ADMINS_REFUSED, CLAIMANTS, DEVICE, ENROLLEES, ENROLLEES_BEGIN,
    ENROLLEES_CONFIRM, ENROLLEES_REFUSED, EVERYBODY, EVERYBODY_REFUSED, MEMBERS, MEMBERS_PASSWORD,
    MEMBERS_REFUSED, SESSIONS, USER,
};
pub use kinds::{Args, Get};
use kinds::{
    BULK_CANCEL, BULK_START, BULK_TERMS, BULK_UNDO, FILTER, GROUP, GROUPS, LOG, NEIGHBOURS, NEW,
    PREVIEW, TABLE,
};
pub use roles::{AUDITOR, HELPDESK, expected};
pub use values::{Values, ask, method, page_path};

/// A server function: its path, arguments that would have an effect, and the answers for an anonymous
/// caller, one with the password only, one at enrolment, a plain user, an admin, and an admin whose
/// last proof is old.
pub type Function = (&'static str, Args, [Get; 6]);

/// A placeholder in arguments and paths for a user who exists for this request alone.
const VICTIM: &str = "{victim}";

/// Every server function.
pub const FUNCTIONS: &[Function] = &[
    // For everybody: this is the full list.
    (
        "/api/sign-in",
        Args::Form(&[("email", "nobody@exemple.fr"), ("password", NEW)]),
        EVERYBODY_REFUSED,
    ),
    // Without a mail server nobody is promised a link.
    (
        "/api/forgot-password",
        Args::Form(&[("email", "nobody@exemple.fr")]),
        EVERYBODY_REFUSED,
    ),
    ("/api/sign-out", Args::Form(&[]), EVERYBODY),
    (
        "/api/language",
        Args::Form(&[("language", "en")]),
        EVERYBODY,
    ),
    (
        "/api/invitation",
        Args::Form(&[("token", "none")]),
        EVERYBODY_REFUSED,
    ),
    (
        "/api/invitation/accept",
        Args::Form(&[("token", "none"), ("password", NEW), ("repeated", NEW)]),
        EVERYBODY_REFUSED,
    ),
    (
        "/api/secure-account/check",
        Args::Form(&[("token", "none")]),
        EVERYBODY_REFUSED,
    ),
    (
        "/api/secure-account",
        Args::Form(&[("token", "none")]),
        EVERYBODY_REFUSED,
    ),
    (
        "/api/set-up/check",
        Args::Form(&[("token", "none")]),
        EVERYBODY_REFUSED,
    ),
    (
        "/api/set-up",
        Args::Form(&[
            ("token", "none"),
            ("email", "first@exemple.fr"),
            ("name", "First"),
            ("password", NEW),
            ("repeated", NEW),
            ("organisation", "Mairie"),
        ]),
        EVERYBODY_REFUSED,
    ),
    // For callers with a session.
    ("/api/viewer", Args::Query(&[]), SESSIONS),
    (
        "/api/sign-in/code",
        Args::Form(&[("code", "no code")]),
        CLAIMANTS,
    ),
    ("/api/enrolment", Args::Query(&[]), ENROLLEES),
    ("/api/enrolment/begin", Args::Form(&[]), ENROLLEES_BEGIN),
    (
        "/api/enrolment/confirm",
        Args::Form(&[("code", "no code")]),
        ENROLLEES_CONFIRM,
    ),
    (
        "/api/enrolment/finish",
        Args::Form(&[("saved", "on")]),
        ENROLLEES_REFUSED,
    ),
    // For signed-in callers.
    ("/api/me", Args::Query(&[]), MEMBERS),
    (
        "/api/step-up",
        Args::Form(&[("code", "no code")]),
        MEMBERS_REFUSED,
    ),
    (
        "/api/me/profile",
        Args::Form(&[("name", "Another Name"), ("language", "en")]),
        MEMBERS,
    ),
    (
        "/api/me/password",
        Args::Form(&[("current", "wrong"), ("password", NEW), ("repeated", NEW)]),
        MEMBERS_PASSWORD,
    ),
    (
        "/api/me/deactivate",
        Args::Form(&[("code", "no code")]),
        MEMBERS_REFUSED,
    ),
    (
        "/api/me/recovery-codes",
        Args::Form(&[("code", "no code")]),
        MEMBERS_REFUSED,
    ),
    (
        "/api/me/end-session",
        Args::Form(&[("id", "{session}")]),
        MEMBERS,
    ),
    ("/api/me/end-other-sessions", Args::Form(&[]), MEMBERS),
    ("/api/me/forget-device", DEVICE, MEMBERS),
    ("/api/me/attention", Args::Query(&[]), MEMBERS),
    (
        "/api/me/notices-read",
        Args::Form(&[("shown", "1800000000"), ("ids", "1")]),
        MEMBERS,
    ),
    ("/api/session/end", Args::Query(&[]), MEMBERS),
    ("/api/session/stay", Args::Form(&[]), MEMBERS),
    // For admins.
    ("/api/policy", Args::Query(&[]), ADMINS),
    ("/api/policy/course", Args::Query(&[]), ADMINS),
    ("/api/users", Args::Json(TABLE), ADMINS),
    ("/api/audit", Args::Json(LOG), ADMINS),
    (
        "/api/exemptions",
        Args::Query(&[("kind", "for-good"), ("after", "1.2.3")]),
        ADMINS,
    ),
    ("/api/preview", Args::Json(PREVIEW), ADMINS),
    (
        "/api/report",
        Args::Query(&[("from", "2026-01-01")]),
        ADMINS,
    ),
    ("/api/users/one", Args::Query(&[("id", VICTIM)]), ADMINS),
    ("/api/filters", Args::Json(TABLE), ADMINS),
    ("/api/filters/save", FILTER, ADMINS),
    ("/api/filters/delete", Args::Form(&[("id", "1")]), ADMINS),
    ("/api/groups", Args::Json(GROUPS), ADMINS),
    (
        "/api/groups/create",
        Args::Form(&[("name", "Nouveau {victim}")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/groups/rename",
        Args::Form(&[
            ("id", "{group}"),
            ("name", "Autre {victim}"),
            ("seen", "Groupe {victim}"),
        ]),
        ADMINS_CHANGE,
    ),
    (
        "/api/groups/rule",
        Args::Form(&[
            ("id", "{group}"),
            ("rule", "nothing"),
            ("seen", "required|none"),
        ]),
        ADMINS_CHANGE,
    ),
    (
        "/api/groups/add",
        Args::Form(&[("id", "{group}"), ("users", "1")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/groups/remove",
        Args::Form(&[("id", "{group}"), ("user", VICTIM)]),
        ADMINS_CHANGE,
    ),
    ("/api/groups/delete", GROUP, ADMINS_CHANGE),
    ("/api/users/neighbours", Args::Json(NEIGHBOURS), ADMINS),
    (
        "/api/users/look",
        Args::Form(&[("query", "role=user"), ("look", "rows=25")]),
        ADMINS,
    ),
    ("/api/import", Args::Query(&[("id", "{import}")]), ADMINS),
    (
        "/api/import/start",
        Args::Form(&[("id", "{import}")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/import/discard",
        Args::Form(&[("id", "{import}")]),
        ADMINS,
    ),
    ("/api/bulk", Args::Query(&[("id", "{over}")]), ADMINS),
    ("/api/bulk/terms", BULK_TERMS, ADMINS),
    ("/api/bulk/start", BULK_START, ADMINS_CHANGE),
    ("/api/bulk/cancel", BULK_CANCEL, ADMINS_CHANGE),
    ("/api/bulk/undo", BULK_UNDO, ADMINS_CHANGE),
    ("/api/users/new", Args::Query(&[]), ADMINS),
    (
        "/api/users/add",
        Args::Form(&[
            ("name", "Neuve Personne"),
            ("email", "neuve{victim}@exemple.fr"),
            ("role", "user"),
            ("language", "fr"),
            ("link", "link"),
        ]),
        ADMINS_CHANGE,
    ),
    ("/api/users/uninvited", Args::Query(&[]), ADMINS),
    ("/api/users/invite-all", Args::Form(&[]), ADMINS_REFUSED),
    ("/api/mails", Args::Query(&[]), ADMINS),
    (
        "/api/mails/sample",
        Args::Form(&[("kind", "reminder"), ("language", "en")]),
        ADMINS_REFUSED,
    ),
    (
        "/api/mails/reminder-days",
        Args::Form(&[("days", "10, 5"), ("seen", "{reminder-days}")]),
        ADMINS_CHANGE,
    ),
    ("/api/users/remind-all", Args::Form(&[]), ADMINS_REFUSED),
    ("/api/users/remind", USER, ADMINS_REFUSED),
    ("/api/users/profile", Args::Query(&[("id", VICTIM)]), ADMINS),
    (
        "/api/users/edit",
        Args::Form(&[
            ("id", VICTIM),
            ("name", "Autre Nom"),
            ("email", "autre{victim}@exemple.fr"),
            ("language", "en"),
            ("seen", "{profile}"),
        ]),
        ADMINS_CHANGE,
    ),
    (
        "/api/users/requirement",
        Args::Form(&[("id", VICTIM), ("required", "on"), ("policy", "required")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/users/end-rule",
        Args::Form(&[("id", VICTIM), ("rule", "required")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/users/deadline",
        Args::Form(&[("id", VICTIM), ("last_day", "{month}"), ("seen", "0")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/users/reset",
        Args::Form(&[("id", VICTIM), ("reason", "lost"), ("fallback", "later")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/users/role",
        Args::Form(&[("id", VICTIM), ("role", "admin")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/users/disabled",
        Args::Form(&[("id", VICTIM), ("disabled", "true")]),
        ADMINS_CHANGE,
    ),
    ("/api/users/delete", USER, ADMINS_CHANGE),
    ("/api/users/invite", USER, ADMINS_CHANGE),
    ("/api/users/access-code", USER, ADMINS_REFUSED),
    (
        "/api/users/end-sessions",
        Args::Form(&[("id", VICTIM), ("session", "{theirs}")]),
        ADMINS_CHANGE,
    ),
    (
        "/api/users/shown-once",
        Args::Form(&[("dialog", "invite")]),
        ADMINS,
    ),
    ("/api/organisation", Args::Query(&[]), ADMINS),
    (
        "/api/organisation/change",
        Args::Form(&[
            ("organisation", "Mairie {victim}"),
            ("contact", "Ada"),
            ("sentence", ""),
            ("time_zone", "Europe/Paris"),
            ("seen", "{organisation}"),
        ]),
        ADMINS_CHANGE,
    ),
    (
        "/api/policy/undo",
        Args::Form(&[("number", "7")]),
        ADMINS_REFUSED,
    ),
    // Must be last: after it every new session stops at the enrolment.
    (
        "/api/policy/change",
        Args::Form(&[
            ("policy", "required"),
            ("end_sessions", "on"),
            ("end_exemptions", "on"),
            ("keep_individual", "on"),
        ]),
        ADMINS_CHANGE,
    ),
];
