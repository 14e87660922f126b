//! Every plain endpoint (neither page nor server function) with the answer for each caller.

/// Every plain endpoint: its method, its path, and the status for an
/// anonymous caller, one with the password only, one at enrolment, a plain user, an admin, and an
/// admin whose last proof is old.
pub const ENDPOINTS: &[(&str, &str, [u16; 6])] = &[
    ("GET", "/healthz", [200; 6]),
    ("GET", "/readyz", [200; 6]),
    ("GET", "/events", [401, 403, 403, 200, 200, 200]),
    (
        "GET",
        "/account/organisation/mails/preview",
        [401, 403, 403, 403, 404, 404],
    ),
    (
        "POST",
        "/account/audit/export.csv",
        [401, 403, 403, 403, 200, 200],
    ),
    (
        "POST",
        "/account/audit/export.jsonl",
        [401, 403, 403, 403, 200, 200],
    ),
    (
        "POST",
        "/account/users/invite/links.csv",
        [401, 403, 403, 403, 303, 303],
    ),
    (
        "POST",
        "/account/users/import/file",
        [401, 403, 403, 403, 303, 303],
    ),
    (
        "POST",
        "/account/users/import/columns",
        [401, 403, 403, 403, 422, 422],
    ),
    (
        "POST",
        "/account/users/import/refused.csv",
        [401, 403, 403, 403, 422, 422],
    ),
    (
        "POST",
        "/account/preview/export.csv",
        [401, 403, 403, 403, 200, 200],
    ),
    (
        "POST",
        "/account/preview/export.jsonl",
        [401, 403, 403, 403, 200, 200],
    ),
    (
        "POST",
        "/account/report/export.csv",
        [401, 403, 403, 403, 200, 200],
    ),
    (
        "POST",
        "/account/report/export.jsonl",
        [401, 403, 403, 403, 200, 200],
    ),
    (
        "POST",
        "/account/users/bulk/select",
        [401, 403, 403, 403, 422, 422],
    ),
    (
        "POST",
        "/account/users/bulk/plan/export.csv",
        [401, 403, 403, 403, 422, 422],
    ),
    (
        "POST",
        "/account/users/bulk/plan/export.jsonl",
        [401, 403, 403, 403, 422, 422],
    ),
    (
        "POST",
        "/account/users/bulk/report/export.csv",
        [401, 403, 403, 403, 422, 422],
    ),
    (
        "POST",
        "/account/users/bulk/report/export.jsonl",
        [401, 403, 403, 403, 422, 422],
    ),
    (
        "POST",
        "/account/users/bulk/export.csv",
        [401, 403, 403, 403, 303, 303],
    ),
    (
        "POST",
        "/account/users/bulk/export.jsonl",
        [401, 403, 403, 403, 303, 303],
    ),
    (
        "POST",
        "/account/users/export.csv",
        [401, 403, 403, 403, 200, 200],
    ),
    (
        "POST",
        "/account/users/export.jsonl",
        [401, 403, 403, 403, 200, 200],
    ),
];

/// The files for the browser, and the fallback, as the router names them.
pub const FOLDERS: &[&str] = &["GET /pkg/{*name}", "* /", "* /{*__private__axum_fallback}"];

/// Paths of files and of nothing, with the status for everybody.
pub const FILES: &[(&str, u16)] = &[
    ("/pkg/0a/bouclier.js", 200),
    ("/pkg/0a/bouclier_bg.wasm", 200),
    ("/pkg/fr.0a.json", 200),
    ("/pkg/fr-rest.0a.json", 200),
    ("/pkg/favicon.0a.svg", 200),
    ("/pkg/", 404),
    ("/pkg/nothing.js", 404),
    ("/pkg/../private.txt", 404),
    ("/pkg/%2e%2e/private.txt", 404),
    ("/private.txt", 404),
    ("/nowhere", 404),
    ("/api/nowhere", 404),
];
