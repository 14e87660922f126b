//! A user, with the rule that an admin set on the account.

use crate::column::Stored;
use domain::{
    ExemptionKind, ImportId, Language, OverrideRule, ResetProof, Role, Timestamp, UserId,
};
use sea_orm::entity::prelude::*;

/// A user, with the rule that an admin set on the account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// The number in URLs.
    #[sea_orm(primary_key)]
    pub id: Stored<UserId>,
    /// The address as written.
    #[sea_orm(column_type = "Text")]
    pub email: String,
    /// The form of the address by which accounts are unique.
    #[sea_orm(column_type = "Text", unique)]
    pub email_key: String,
    /// The name as written.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The folded name: the order of the table.
    #[sea_orm(column_type = "Text")]
    pub name_key: String,
    /// Folded name and address: the text that search uses.
    #[sea_orm(column_type = "Text")]
    pub search_key: String,
    /// [`domain::Role`].
    #[sea_orm(column_type = "Text")]
    pub role: Stored<Role>,
    /// [`domain::Language`].
    #[sea_orm(column_type = "Text")]
    pub language: Stored<Language>,
    /// Argon2id in PHC form; none until a password is chosen.
    #[sea_orm(column_type = "Text", nullable)]
    pub password_hash: Option<String>,
    /// When a link to choose a password was last given, whether it still works or not.
    pub invited_at: Option<Stored<Timestamp>>,
    /// When the user was reminded last to activate 2FA.
    pub reminded_at: Option<Stored<Timestamp>>,
    /// Since when mails to the address are refused; none once one was delivered, or the address is another.
    pub undeliverable_since: Option<Stored<Timestamp>>,
    /// Seconds since the Unix epoch.
    pub created_at: Stored<Timestamp>,
    /// Since when the account is deactivated.
    pub disabled_at: Option<Stored<Timestamp>>,
    /// The last complete sign-in.
    pub last_sign_in_at: Option<Stored<Timestamp>>,
    /// Since when a confirmed factor exists; none without one.
    pub two_factor_since: Option<Stored<Timestamp>>,
    /// What has to be proven since a reset, before a factor is enrolled; none where the password suffices.
    #[sea_orm(column_type = "Text", nullable)]
    pub reset_proof: Option<Stored<ResetProof>>,
    /// [`domain::OverrideRule`].
    #[sea_orm(column_type = "Text", nullable)]
    pub override_rule: Option<Stored<OverrideRule>>,
    /// See [`domain::Rules`].
    pub override_generation: Option<i64>,
    /// When the rule ends by itself.
    pub override_until: Option<Stored<Timestamp>>,
    /// When the rule was made.
    pub override_at: Option<Stored<Timestamp>>,
    /// Who made the rule: the name at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub override_by: Option<String>,
    /// The address of that admin at that time; none for the command line, and for rules from before addresses were kept.
    #[sea_orm(column_type = "Text", nullable)]
    pub override_by_email: Option<String>,
    /// Why the rule was made, if a reason was given.
    #[sea_orm(column_type = "Text", nullable)]
    pub override_reason: Option<String>,
    /// Who is exempt; none but for an exemption.
    #[sea_orm(column_type = "Text", nullable)]
    pub override_kind: Option<Stored<ExemptionKind>>,
    /// The generation of the requirement that the exemption suspends.
    pub suspended_generation: Option<i64>,
    /// When that requirement was made.
    pub suspended_at: Option<Stored<Timestamp>>,
    /// Who made it: the name at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub suspended_by: Option<String>,
    /// As `override_by_email`.
    #[sea_orm(column_type = "Text", nullable)]
    pub suspended_by_email: Option<String>,
    /// Since when a group of the user requires 2FA; none where none does. Whatever changes a membership or the rule of a group keeps it.
    pub group_required_since: Option<Stored<Timestamp>>,
    /// See [`domain::Compliance`]: this column and those that follow.
    pub comply_since: Option<Stored<Timestamp>>,
    /// The deadline is not before this moment.
    pub comply_not_before: Option<Stored<Timestamp>>,
    /// Since when there is no time, after a reset.
    pub grace_used_up_at: Option<Stored<Timestamp>>,
    /// What was decided about this user: until when.
    pub own_deadline: Option<Stored<Timestamp>>,
    /// The same in days.
    pub own_grace_days: Option<i64>,
    /// The earliest deadline by the rules of the user's groups.
    pub group_deadline: Option<Stored<Timestamp>>,
    /// The same in days that count from the first sign-in.
    pub group_grace_days: Option<i64>,
    /// How the table of users looks to this user, as in its address; none for the usual look.
    #[sea_orm(column_type = "Text", nullable)]
    pub table_look: Option<String>,
    /// The number of the import in the browser that has created the account; its row and its file may be gone.
    pub import_id: Option<Stored<ImportId>>,
}

impl ActiveModelBehavior for ActiveModel {}
