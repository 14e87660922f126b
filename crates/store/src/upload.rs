//! Files that admins import in the browser.

use crate::column::Stored;
use crate::entity::import::{ActiveModel, Column, Entity, Model};
use crate::entity::import_file;
use crate::error::Result;
use domain::{FileEncoding, ImportId, ImportState, Language, NoticeKind, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, Set,
};

/// A file that was uploaded.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Whose it is.
    pub user: UserId,
    /// When it was uploaded.
    pub at: Timestamp,
    /// Its name.
    pub file_name: &'a str,
    /// How the text is stored.
    pub encoding: FileEncoding,
    /// The language of people of whom it says none.
    pub language: Language,
    /// How far it is.
    pub state: ImportState,
}

/// Keeps a file; returns its number.
pub async fn insert(tx: &impl ConnectionTrait, new: New<'_>, content: Vec<u8>) -> Result<ImportId> {
    let row = ActiveModel {
        user_id: Set(new.user.into()),
        created_at: Set(new.at.into()),
        file_name: Set(new.file_name.to_owned()),
        encoding: Set(new.encoding.into()),
        columns: Set(String::new()),
        language: Set(new.language.into()),
        state: Set(new.state.into()),
        address: Set(String::new()),
        user_agent: Set(String::new()),
        ..Default::default()
    };
    let id = Entity::insert(row).exec(tx).await?.last_insert_id;
    let file = import_file::ActiveModel {
        import_id: Set(id),
        content: Set(content),
    };
    import_file::Entity::insert(file)
        .exec_without_returning(tx)
        .await?;
    Ok(*id)
}

/// The import with this number.
pub async fn find(db: &impl ConnectionTrait, id: ImportId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(Stored(id)).one(db).await?)
}

/// The content of its file; empty if it is gone.
pub async fn content(db: &impl ConnectionTrait, id: ImportId) -> Result<Vec<u8>> {
    let file = import_file::Entity::find_by_id(Stored(id)).one(db).await?;
    Ok(file.map(|file| file.content).unwrap_or_default())
}

/// The imports of an admin, the newest first.
pub async fn list(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .order_by_desc(Column::Id)
        .all(db)
        .await?)
}

/// The imports in this state, the oldest first.
pub async fn in_state(db: &impl ConnectionTrait, state: ImportState) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::State.eq(state.as_str()))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// How many imports of all admins are kept.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(Entity::find().count(db).await?)
}

/// Saves everything but the content.
pub async fn save(tx: &impl ConnectionTrait, import: Model) -> Result<()> {
    import.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

/// Deletes an import with its file.
pub async fn delete(tx: &impl ConnectionTrait, id: ImportId) -> Result<()> {
    Entity::delete_by_id(Stored(id)).exec(tx).await?;
    Ok(())
}

/// Deletes imports that were uploaded before a moment and are not in this state; returns how many.
pub async fn delete_until(
    tx: &impl ConnectionTrait,
    moment: Timestamp,
    besides: ImportState,
) -> Result<u64> {
    let deleted = Entity::delete_many()
        .filter(Column::CreatedAt.lte(moment.unix()))
        .filter(Column::State.ne(besides.as_str()))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}

/// Stops the imports of an admin: those in the first state get the second one, with the reason.
pub async fn stop(
    tx: &impl ConnectionTrait,
    user: UserId,
    (from, to): (ImportState, ImportState),
    reason: Option<NoticeKind>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(to.as_str()))
        .col_expr(
            Column::StoppedFor,
            Expr::value(reason.map(NoticeKind::as_str)),
        )
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::State.eq(from.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
