//! One browser that signed in.

use crate::column::Stored;
use domain::{DeviceId, FactorId, ProofKind, SessionId, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// One browser that signed in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// The number in the list of sessions.
    #[sea_orm(primary_key)]
    pub id: Stored<SessionId>,
    /// SHA-256 of the token in the cookie.
    #[sea_orm(column_type = "Blob", unique)]
    pub token_hash: Vec<u8>,
    /// The owner of the session.
    pub user_id: Stored<UserId>,
    /// When the password was proven.
    pub created_at: Stored<Timestamp>,
    /// The last request, to the minute.
    pub last_seen_at: Stored<Timestamp>,
    /// When the second factor was proven.
    pub factor_proven_at: Option<Stored<Timestamp>>,
    /// How it was proven; none before that, and in sessions of a version that did not record it.
    #[sea_orm(column_type = "Text", nullable)]
    pub factor_proof: Option<Stored<ProofKind>>,
    /// Which factor was proven, if it was a factor; it may have been removed.
    pub proven_factor_id: Option<Stored<FactorId>>,
    /// When the password was proven last.
    pub password_proven_at: Option<Stored<Timestamp>>,
    /// When a one-time access code was used; set until a new factor is confirmed.
    pub replacing_since: Option<Stored<Timestamp>>,
    /// When the gate opened.
    pub opened_at: Option<Stored<Timestamp>>,
    /// The browser, as it identified itself.
    #[sea_orm(column_type = "Text")]
    pub user_agent: String,
    /// The known device that began it, or that it has become.
    pub device_id: Option<Stored<DeviceId>>,
    /// The IP address.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// Who gave the access code that it has used: the number of the account, none for the command line.
    pub given_by_id: Option<Stored<UserId>>,
    /// The name at that time; none where nobody noted it.
    #[sea_orm(column_type = "Text", nullable)]
    pub given_by_name: Option<String>,
    /// The address at that time; none for the command line.
    #[sea_orm(column_type = "Text", nullable)]
    pub given_by_email: Option<String>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
