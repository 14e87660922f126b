//! Black-box tests over HTTP against the whole router.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod access_matrix;
mod admins;
mod attacks;
mod attempts;
mod audit;
mod bulk;
mod bulk_undo;
mod canary;
mod cross_site;
mod deadlines;
mod edit_user;
mod ended_sessions;
mod enrolment;
mod events;
mod exemption;
mod exemption_reasons;
mod fields;
mod figures;
mod files;
mod filters;
mod forgot_password;
mod forms_without_script;
mod groups;
mod headers;
mod helpdesk_bounds;
mod imports;
mod invitation;
mod invitation_links;
mod inviting;
mod known_devices;
mod languages;
mod limits;
mod mail_pages;
mod mails;
mod me;
mod metrics;
mod names;
mod new_user;
mod notices;
mod organisation;
mod page_links;
mod page_routes;
mod pages;
mod plain_routes;
mod policy;
mod preview;
mod report;
mod request_id;
mod return_address;
mod routes;
mod secure_account;
mod sessions;
mod set_up;
mod sign_in;
mod stale_forms;
mod state_texts;
mod step_up;
mod streams;
mod support;
mod targets;
mod texts;
mod twice;
mod users;
mod users_beside;
mod users_export;
mod users_export_back;
mod what_was_typed;
mod words;
mod write_rate;
