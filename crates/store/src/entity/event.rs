//! One change, for open windows. Kept for an hour; accounts may be deleted, so there are no
//! relations.

use crate::column::{OrNewer, Stored};
use domain::{EventId, EventKind, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// One change, for open windows.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Number, in the order of the commits.
    #[sea_orm(primary_key)]
    pub id: Stored<EventId>,
    /// What has changed.
    #[sea_orm(column_type = "Text")]
    pub kind: OrNewer<EventKind>,
    /// The account it is about; none where it is about nobody in particular.
    pub user_id: Option<Stored<UserId>>,
    /// Seconds since the Unix epoch.
    pub at: Stored<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
