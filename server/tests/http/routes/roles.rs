//! What the helpdesk and auditors get: for each route the answer of an admin or that of a plain user.

/// Where the helpdesk gets what an admin gets. It sees the users, and helps ordinary ones; everywhere else it is a plain user.
pub const HELPDESK: &[&str] = &[
    "/",
    "/sign-in",
    "/forgot-password",
    "/account/users",
    "/account/users/:id",
    "/account/users/filters",
    "/api/filters",
    "/api/filters/save",
    "/api/filters/delete",
    "/api/users",
    "/api/users/one",
    "/api/users/neighbours",
    "/api/users/look",
    "/api/users/shown-once",
    "/api/users/invite",
    "/api/users/reset",
    "/api/users/access-code",
];

/// Where auditors get what an admin gets. They read everything; everywhere else they are plain users.
pub const AUDITOR: &[&str] = &[
    "/",
    "/sign-in",
    "/forgot-password",
    "/account/users",
    "/account/users/:id",
    "/account/users/filters",
    "/account/users/remind",
    "/account/users/bulk",
    "/account/users/bulk/:id",
    "/account/users/bulk/plan/export.csv",
    "/account/users/bulk/plan/export.jsonl",
    "/account/users/bulk/report/export.csv",
    "/account/users/bulk/report/export.jsonl",
    "/account/organisation/mails",
    "/account/organisation/mails/preview",
    "/api/filters",
    "/api/filters/save",
    "/api/filters/delete",
    "/api/bulk",
    "/api/mails",
    "/account/groups",
    "/account/groups/:id",
    "/account/security",
    "/account/exemptions",
    "/account/organisation",
    "/account/audit",
    "/account/preview",
    "/account/preview/export.csv",
    "/account/preview/export.jsonl",
    "/account/report",
    "/account/report/export.csv",
    "/account/report/export.jsonl",
    "/api/preview",
    "/api/report",
    "/account/audit/export.csv",
    "/account/audit/export.jsonl",
    "/account/users/bulk/export.csv",
    "/account/users/bulk/export.jsonl",
    "/account/users/export.csv",
    "/account/users/export.jsonl",
    "/api/policy",
    "/api/policy/course",
    "/api/users",
    "/api/users/one",
    "/api/users/neighbours",
    "/api/users/look",
    "/api/users/shown-once",
    "/api/audit",
    "/api/exemptions",
    "/api/groups",
    "/api/organisation",
];

/// The place of a plain user in the tables, and of an admin.
const USER: usize = 3;
const ADMIN: usize = 4;

/// The answer to the caller of a number at a path. Pages say the same to an admin whose proof is old.
pub fn expected<T: Copy>(row: &[T], which: usize, path: &str) -> T {
    let like = |same: &[&str]| if same.contains(&path) { ADMIN } else { USER };
    row[match which {
        6 => like(HELPDESK),
        7 => like(AUDITOR),
        other => other.min(row.len() - 1),
    }]
}
