//! A file that an admin imports in the browser.

use crate::column::{OrNewer, Stored};
use domain::{FileEncoding, ImportId, ImportState, Language, NoticeKind, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A file that an admin imports in the browser, without its content ([`super::import_file`]).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: Stored<ImportId>,
    /// Whose it is: nobody else sees it.
    pub user_id: Stored<UserId>,
    /// When it was uploaded.
    pub created_at: Stored<Timestamp>,
    /// The name of the file, as the browser told it.
    #[sea_orm(column_type = "Text")]
    pub file_name: String,
    /// How the text is stored.
    #[sea_orm(column_type = "Text")]
    pub encoding: Stored<FileEncoding>,
    /// A word for what each column says, separated by commas; empty where nobody has chosen yet.
    #[sea_orm(column_type = "Text")]
    pub columns: String,
    /// Whether names and languages of accounts that exist change: 1, or 0.
    pub updates: i64,
    /// The language of people of whom the file says none.
    #[sea_orm(column_type = "Text")]
    pub language: Stored<Language>,
    /// How far it is.
    #[sea_orm(column_type = "Text")]
    pub state: Stored<ImportState>,
    /// What was done to its admin's account, where that has stopped it.
    #[sea_orm(column_type = "Text", nullable)]
    pub stopped_for: Option<OrNewer<NoticeKind>>,
    /// From where it was begun.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// By which browser it was begun.
    #[sea_orm(column_type = "Text")]
    pub user_agent: String,
    /// Rows of the file.
    pub row_count: i64,
    /// Rows that are done.
    pub done: i64,
    /// Accounts created.
    pub created: i64,
    /// Accounts changed.
    pub updated: i64,
    /// Rows whose address had an account, changed or not.
    pub already_there: i64,
    /// Rows that were refused.
    pub refused: i64,
    /// The admin.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
