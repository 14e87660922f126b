//! Where the chain of the audit log ends: one row.

use sea_orm::entity::prelude::*;

/// Where the chain of the audit log ends: one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_heads")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The number of the last entry; 0 before the first.
    pub last_id: i64,
    /// Its hash; 32 zero bytes before the first.
    #[sea_orm(column_type = "Blob")]
    pub hash: Vec<u8>,
    /// The number of entries in the chain.
    pub entries: i64,
    /// The number of entries that were there before the end of the log was sealed; 0 in a database that began with the seal.
    pub adopted: i64,
    /// Tells this database from every other: 32 hexadecimal digits, at random.
    #[sea_orm(column_type = "Text")]
    pub database: String,
    /// What the program has sealed of the above with the key file; none until the first start.
    #[sea_orm(column_type = "Blob", nullable)]
    pub seal: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
