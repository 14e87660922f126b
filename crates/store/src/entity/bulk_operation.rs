//! Something that is done to many users at once.

use crate::column::{OrNewer, Stored};
use domain::{BulkKind, BulkState, ExemptionKind, GroupId, OperationId, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// Something that is done to many users at once, in the order of their numbers.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_operations")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: Stored<OperationId>,
    /// Who acts; none for the command line, and for an account that is gone.
    pub user_id: Option<Stored<UserId>>,
    /// When it was prepared.
    pub created_at: Stored<Timestamp>,
    /// What is done.
    #[sea_orm(column_type = "Text")]
    pub kind: OrNewer<BulkKind>,
    /// The group that it is about.
    pub group_id: Option<Stored<GroupId>>,
    /// Why the users are exempt.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// When the exemptions end by themselves.
    pub until: Option<Stored<Timestamp>>,
    /// Who is exempt.
    #[sea_orm(column_type = "Text", nullable)]
    pub exemption_kind: Option<Stored<ExemptionKind>>,
    /// The users: a filter of the table, or their numbers, as JSON.
    #[sea_orm(column_type = "Text")]
    pub selection: String,
    /// How far it is.
    #[sea_orm(column_type = "Text")]
    pub state: Stored<BulkState>,
    /// From where it was begun.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// By which browser it was begun.
    #[sea_orm(column_type = "Text")]
    pub user_agent: String,
    /// How many users there were when it began.
    pub total: i64,
    /// The highest number of a user when it began: those who come later are not meant.
    pub last_user: Stored<UserId>,
    /// The number of the last user who was looked at.
    pub place: Stored<UserId>,
    /// To how many it was done.
    pub done: i64,
    /// Of how many it was so before.
    pub already: i64,
    /// How many were refused.
    pub refused: i64,
    /// When it last did something; none before.
    pub acted_at: Option<Stored<Timestamp>>,
    /// The operation that this one takes back.
    pub undoes: Option<Stored<OperationId>>,
    /// How many days a requirement gives to comply, where it gives days.
    pub grace_days: Option<i64>,
    /// Until when it gives time, where it gives a date.
    pub grace_until: Option<Stored<Timestamp>>,
    /// The name of who acted, once the account is gone.
    #[sea_orm(column_type = "Text", nullable)]
    pub by_name: Option<String>,
    /// How far its plan has come, as JSON, where that takes more than one look.
    #[sea_orm(column_type = "Text", nullable)]
    pub plan: Option<String>,
    /// Who acts.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<Option<super::user::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
