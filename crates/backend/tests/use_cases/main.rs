//! The use cases, each on a fresh database and with a manual clock.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    missing_docs,
    reason = "tests"
)]

mod access_code;
mod account;
mod account_states;
mod adding;
mod admins;
mod admins_at_random;
mod admins_told;
mod at_rest;
mod audit;
mod audit_chain;
mod audit_page;
mod audit_schema;
mod audit_seal;
mod bulk;
mod bulk_cost;
mod bulk_grace;
mod bulk_kinds;
mod bulk_report;
mod bulk_time;
mod bulk_undo;
mod bulk_undo_again;
mod catalog;
mod clock;
mod course;
mod deadlines;
mod editing;
mod end_rule;
mod ended_sessions;
mod enrolment;
mod events;
mod everything_at_random;
mod exemption;
mod exemptions;
mod forgotten_by_admins;
mod forgotten_often;
mod forgotten_password;
mod group_members;
mod groups;
mod helpdesk;
mod helpdesk_bounds;
mod invitation;
mod inviting;
mod inviting_all;
mod inviting_links;
mod known_devices;
mod last_admin;
mod mail_queue;
mod many_attempts;
mod me;
mod migrated_addresses;
mod migrated_factors;
mod migrated_groups;
mod migrated_invitations;
mod migrated_keys;
mod names;
mod neighbours;
mod notice_mails;
mod notice_reading;
mod notices;
mod one_time_rights;
mod organisation;
mod own_attempts;
mod password_turns;
mod policy;
mod preview;
mod recover;
mod recovery_codes;
mod reminder_days;
mod reminders;
mod replacement;
mod report;
mod requirement;
mod reset;
mod restore;
mod rights_given;
mod roles;
mod rotate;
mod saved_filters;
mod schema;
mod second_factor;
mod secure_account;
mod security_events;
mod segments;
mod session_ends;
mod session_opens;
mod session_proofs;
mod sessions;
mod set_up;
mod sign_in;
mod sql_deadline;
mod sql_resolver;
mod sql_resolver_at_random;
mod sqlite;
mod step_up;
mod support;
mod sweep;
mod table_pages;
mod table_rules;
mod throttle;
mod two_processes;
mod undo_policy;
mod unfinished_enrolments;
mod uploads;
mod uploads_begun;
mod user_counts;
mod users_table;
mod wrong_passwords;
