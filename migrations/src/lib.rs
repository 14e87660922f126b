//! Bouclier's database schema: one change per file, in the order of [`Migrator::migrations`], not of the numbers: some are
//! missing, and `m0015` comes before `m0014`.
//!
//! The migrations define the schema. They name tables and columns by plain text and know nothing of
//! the entities, so that a later column never breaks an earlier migration. Moments are stored as
//! seconds since the Unix epoch.

use sea_orm_migration::async_trait;
pub use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};

mod helpers;
mod m0001_create_users;
mod m0002_create_policies;
mod m0003_create_sessions;
mod m0004_create_totp_factors;
mod m0005_create_recovery_codes;
mod m0006_create_one_time_links;
mod m0007_create_audit_entries;
mod m0008_add_proofs_to_sessions;
mod m0009_create_password_failures;
mod m0010_chain_audit_entries;
mod m0012_create_access_codes;
mod m0013_add_override_reason;
mod m0014_create_notices;
mod m0015_create_events;
mod m0019_index_audit_actions;
mod m0020_count_users;
mod m0021_index_users_by_rule;
mod m0022_search_users_by_trigrams;
mod m0023_compare_text_by_bytes;
mod m0024_create_key_checks;
mod m0025_index_sealed_keys;
mod m0026_version_audit_entries;
mod m0027_separate_factors;
mod m0028_define_segments;
mod m0029_count_proofs_singly;
mod m0030_add_reset_proof;
mod m0032_sum_security_events;
mod m0033_adopt_entries;
mod m0035_note_who_gave;
mod m0036_know_devices;
mod m0037_mark_demo_data;
mod m0038_seal_audit_head;
mod m0039_name_who_gave;
mod m0041_note_enrolment_places;
mod m0042_rename_seen_agents;
mod m0043_name_by_address;
mod m0044_name_by_address_in_notices;
mod m0046_key_domains_in_letters;
mod m0047_mail_invitations;
mod m0048_mail_old_addresses;
mod m0049_create_organisations;
mod m0050_request_passwords;
mod m0051_follow_invitations;
mod m0052_keep_imports;
mod m0053_keep_import_files;
mod m0054_tell_accounts_apart;
mod m0055_note_invitations;
mod m0056_say_why_imports_stop;
mod m0058_undo_policy;
mod m0059_tell_exemptions_apart;
mod m0060_index_exemptions;
mod m0061_create_groups;
mod m0062_tell_group_rules_apart;
mod m0065_note_attempting_session;
mod m0066_keep_why_sessions_ended;
mod m0067_keep_daily_figures;
mod m0068_give_time;
mod m0070_keep_bulk_operations;
mod m0071_keep_bulk_refusals;
mod m0072_add_sentence;
mod m0073_remind_users;
mod m0074_follow_mails;
mod m0075_note_help;
mod m0077_count_members;
mod m0078_say_who_and_why_in_words;
mod m0079_save_filters;
mod m0080_undo_bulk_operations;
mod m0082_remind_by_organisation;
mod m0085_keep_table_look;
mod m0088_keep_steps_of_bulk_operations;
mod m0089_note_imports;
mod m0092_index_given_time;
mod m0093_note_links_shown;
mod m0094_name_who_began_bulk_operations;
mod m0095_index_singled_out;
mod m0096_take_turns_in_mails;
mod m0097_name_authors_by_address;
mod m0098_keep_plans_and_service_accounts;
mod m0099_keep_unnoted_attempts;

/// Brings a database to the present schema.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_create_users::Migration),
            Box::new(m0002_create_policies::Migration),
            Box::new(m0003_create_sessions::Migration),
            Box::new(m0004_create_totp_factors::Migration),
            Box::new(m0005_create_recovery_codes::Migration),
            Box::new(m0006_create_one_time_links::Migration),
            Box::new(m0007_create_audit_entries::Migration),
            Box::new(m0008_add_proofs_to_sessions::Migration),
            Box::new(m0009_create_password_failures::Migration),
            Box::new(m0010_chain_audit_entries::Migration),
            Box::new(m0012_create_access_codes::Migration),
            Box::new(m0013_add_override_reason::Migration),
            Box::new(m0014_create_notices::Migration),
            Box::new(m0015_create_events::Migration),
            Box::new(m0019_index_audit_actions::Migration),
            Box::new(m0020_count_users::Migration),
            Box::new(m0021_index_users_by_rule::Migration),
            Box::new(m0022_search_users_by_trigrams::Migration),
            Box::new(m0023_compare_text_by_bytes::Migration),
            Box::new(m0024_create_key_checks::Migration),
            Box::new(m0025_index_sealed_keys::Migration),
            Box::new(m0026_version_audit_entries::Migration),
            Box::new(m0027_separate_factors::Migration),
            Box::new(m0028_define_segments::Migration),
            Box::new(m0029_count_proofs_singly::Migration),
            Box::new(m0030_add_reset_proof::Migration),
            Box::new(m0032_sum_security_events::Migration),
            Box::new(m0033_adopt_entries::Migration),
            Box::new(m0035_note_who_gave::Migration),
            Box::new(m0036_know_devices::Migration),
            Box::new(m0037_mark_demo_data::Migration),
            Box::new(m0038_seal_audit_head::Migration),
            Box::new(m0039_name_who_gave::Migration),
            Box::new(m0041_note_enrolment_places::Migration),
            Box::new(m0042_rename_seen_agents::Migration),
            Box::new(m0043_name_by_address::Migration),
            Box::new(m0044_name_by_address_in_notices::Migration),
            Box::new(m0046_key_domains_in_letters::Migration),
            Box::new(m0047_mail_invitations::Migration),
            Box::new(m0048_mail_old_addresses::Migration),
            Box::new(m0049_create_organisations::Migration),
            Box::new(m0050_request_passwords::Migration),
            Box::new(m0051_follow_invitations::Migration),
            Box::new(m0052_keep_imports::Migration),
            Box::new(m0053_keep_import_files::Migration),
            Box::new(m0054_tell_accounts_apart::Migration),
            Box::new(m0055_note_invitations::Migration),
            Box::new(m0056_say_why_imports_stop::Migration),
            Box::new(m0058_undo_policy::Migration),
            Box::new(m0059_tell_exemptions_apart::Migration),
            Box::new(m0060_index_exemptions::Migration),
            Box::new(m0061_create_groups::Migration),
            Box::new(m0062_tell_group_rules_apart::Migration),
            Box::new(m0065_note_attempting_session::Migration),
            Box::new(m0066_keep_why_sessions_ended::Migration),
            Box::new(m0067_keep_daily_figures::Migration),
            Box::new(m0068_give_time::Migration),
            Box::new(m0070_keep_bulk_operations::Migration),
            Box::new(m0071_keep_bulk_refusals::Migration),
            Box::new(m0072_add_sentence::Migration),
            Box::new(m0073_remind_users::Migration),
            Box::new(m0074_follow_mails::Migration),
            Box::new(m0075_note_help::Migration),
            Box::new(m0077_count_members::Migration),
            Box::new(m0078_say_who_and_why_in_words::Migration),
            Box::new(m0079_save_filters::Migration),
            Box::new(m0080_undo_bulk_operations::Migration),
            Box::new(m0082_remind_by_organisation::Migration),
            Box::new(m0085_keep_table_look::Migration),
            Box::new(m0088_keep_steps_of_bulk_operations::Migration),
            Box::new(m0089_note_imports::Migration),
            Box::new(m0092_index_given_time::Migration),
            Box::new(m0093_note_links_shown::Migration),
            Box::new(m0094_name_who_began_bulk_operations::Migration),
            Box::new(m0095_index_singled_out::Migration),
            Box::new(m0096_take_turns_in_mails::Migration),
            Box::new(m0097_name_authors_by_address::Migration),
            Box::new(m0098_keep_plans_and_service_accounts::Migration),
            Box::new(m0099_keep_unnoted_attempts::Migration),
        ]
    }
}
