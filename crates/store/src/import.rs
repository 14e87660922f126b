//! Accounts from a file, many in one statement.

pub mod deferred_indexes;

use crate::column::Stored;
use crate::entity::user::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::UserId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The properties of an existing account that a file can differ in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: UserId,
    /// The form of the address by which accounts are unique.
    pub email_key: String,
    /// The name.
    pub name: String,
    /// [`domain::Role`].
    pub role: String,
    /// [`domain::Language`].
    pub language: String,
    /// The group.
    pub group: Option<String>,
}

type Row = (
    Stored<UserId>,
    String,
    String,
    String,
    String,
    Option<String>,
);

/// The accounts with one of these addresses, each in the form by which accounts are unique.
pub async fn existing(db: &impl ConnectionTrait, email_keys: &[&str]) -> Result<Vec<Account>> {
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::EmailKey,
            Column::Name,
            Column::Role,
            Column::Language,
            Column::GroupName,
        ])
        .filter(Column::EmailKey.is_in(email_keys.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let account = |(id, email_key, name, role, language, group): Row| Account {
        id: *id,
        email_key,
        name,
        role,
        language,
        group,
    };
    Ok(rows.into_iter().map(account).collect())
}

/// Creates accounts; at least one.
pub async fn insert(tx: &impl ConnectionTrait, rows: Vec<impl Into<ActiveModel>>) -> Result<()> {
    let rows = rows.into_iter().map(Into::into);
    Entity::insert_many::<ActiveModel, _>(rows).exec(tx).await?;
    Ok(())
}

/// The accounts that were created with these addresses, each in the form by which accounts are unique; in the order of their creation.
pub async fn created(tx: &impl ConnectionTrait, email_keys: &[&str]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::EmailKey.is_in(email_keys.iter().copied()))
        .order_by_asc(Column::Id)
        .all(tx)
        .await?)
}
