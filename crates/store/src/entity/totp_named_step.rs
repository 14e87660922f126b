//! A time step of an authenticator app that an answer has named: its code works no more.

use crate::column::Stored;
use domain::FactorId;
use sea_orm::entity::prelude::*;

/// A time step of an authenticator app that an answer has named: its code works no more.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "totp_named_steps")]
pub struct Model {
    /// The app.
    #[sea_orm(primary_key, auto_increment = false)]
    pub factor_id: Stored<FactorId>,
    /// The step (RFC 6238 §4.2).
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: i64,
    /// The app.
    #[sea_orm(belongs_to, from = "factor_id", to = "id")]
    pub factor: BelongsTo<super::factor::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
