//! A request for a link to another password.

use crate::column::Stored;
use domain::Timestamp;
use sea_orm::entity::prelude::*;

/// A request for a link to another password, whether there is such an account or not.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_requests")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// SHA-256 over the key of the address, or over the known device that asked; over the network, if no mail was to follow.
    #[sea_orm(column_type = "Blob")]
    pub subject: Vec<u8>,
    /// SHA-256 over the network; none for a known device, or where the network is unknown.
    #[sea_orm(column_type = "Blob", nullable)]
    pub network: Option<Vec<u8>>,
    /// The key of the address; none once the request was looked at, or if no mail was to follow.
    #[sea_orm(column_type = "Text", nullable)]
    pub email_key: Option<String>,
    /// The browser, as it identified itself; empty once the request was looked at.
    #[sea_orm(column_type = "Text")]
    pub user_agent: String,
    /// The IP address; empty once the request was looked at.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// Seconds since the Unix epoch.
    pub asked_at: Stored<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
