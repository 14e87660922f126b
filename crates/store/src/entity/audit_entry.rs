//! One line of the audit log. Accounts may be deleted, so there are no relations.

use crate::column::Stored;
use domain::{EntryId, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// One line of the audit log. Accounts may be deleted, so there are no relations.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    /// Number, in the order of writing.
    #[sea_orm(primary_key)]
    pub id: Stored<EntryId>,
    /// Seconds since the Unix epoch.
    pub at: Stored<Timestamp>,
    /// [`domain::AuditAction`].
    #[sea_orm(column_type = "Text")]
    pub action: String,
    /// Who did it; none for the command line.
    pub actor_id: Option<Stored<UserId>>,
    /// The name of that user at the time.
    #[sea_orm(column_type = "Text")]
    pub actor_name: String,
    /// The address of that user at the time; empty before version 3, and for the command line.
    #[sea_orm(column_type = "Text")]
    pub actor_email: String,
    /// On whom.
    pub target_id: Option<Stored<UserId>>,
    /// The name of that user at the time.
    #[sea_orm(column_type = "Text")]
    pub target_name: String,
    /// The address of that user at the time; empty before version 3.
    #[sea_orm(column_type = "Text")]
    pub target_email: String,
    /// What the action alone does not say, e.g. the reason.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    /// The IP address.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// SHA-256 over this entry and the hash of the one before it; none in a row of an older
    /// database that is not chained yet.
    #[sea_orm(column_type = "Blob", nullable)]
    pub hash: Option<Vec<u8>>,
    /// What a search for the actor looks at: [`domain::fold::fold`] of the name, since version 3 of name and address.
    #[sea_orm(column_type = "Text")]
    pub actor_key: String,
    /// The same for the target.
    #[sea_orm(column_type = "Text")]
    pub target_key: String,
    /// The format: since 2 the detail is the JSON of a [`domain::AuditDetail`], before that a text; since 3 the addresses of the
    /// people are there. It is part of what is hashed.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
