//! The data of an authenticator app beside its row in `factors`.

use crate::column::Stored;
use domain::{FactorId, SessionId};
use sea_orm::entity::prelude::*;

/// The data of an authenticator app beside its row in `factors`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "totp_factors")]
pub struct Model {
    /// The factor.
    #[sea_orm(primary_key, auto_increment = false)]
    pub factor_id: Stored<FactorId>,
    /// The session that enrols it, until it is confirmed.
    pub session_id: Option<Stored<SessionId>>,
    /// The secret, sealed for its user.
    #[sea_orm(column_type = "Blob")]
    pub sealed_secret: Vec<u8>,
    /// The last accepted time step (RFC 6238 T).
    pub last_step: Option<i64>,
    /// The factor.
    #[sea_orm(belongs_to, from = "factor_id", to = "id")]
    pub factor: BelongsTo<super::factor::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
