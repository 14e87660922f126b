//! One change, for open windows. Kept for an hour; accounts may be deleted, so there are no
//! relations.

use crate::column::Stored;
use domain::{EventId, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// One change, for open windows.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Number, in the order of the commits.
    #[sea_orm(primary_key)]
    pub id: Stored<EventId>,
    /// [`domain::EventKind`].
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The account it is about; none where it is about nobody in particular.
    pub user_id: Option<Stored<UserId>>,
    /// Seconds since the Unix epoch.
    pub at: Stored<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
