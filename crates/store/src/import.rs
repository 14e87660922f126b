//! Accounts from a file, many in one statement.

pub mod deferred_indexes;

use crate::column::Stored;
use crate::entity::user::{ActiveModel, Column, Entity, Model};
use crate::entity::{group, group_member};
use crate::error::Result;
use domain::{Language, Role, UserId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait,
};
use std::collections::HashMap;

/// The properties of an existing account that a file can differ in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: UserId,
    /// The form of the address by which accounts are unique.
    pub email_key: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The language.
    pub language: Language,
    /// The keys of the groups that it is in.
    pub groups: Vec<String>,
}

type Row = (
    Stored<UserId>,
    String,
    String,
    Stored<Role>,
    Stored<Language>,
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
        ])
        .filter(Column::EmailKey.is_in(email_keys.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let ids: Vec<UserId> = rows.iter().map(|row| *row.0).collect();
    let mut groups = groups(db, &ids).await?;
    let account = |(id, email_key, name, role, language): Row| Account {
        id: *id,
        email_key,
        name,
        role: *role,
        language: *language,
        groups: groups.remove(&*id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(account).collect())
}

/// The numbers of the accounts with these addresses, in the form by which accounts are unique.
pub async fn ids_of(
    db: &impl ConnectionTrait,
    email_keys: &[&str],
) -> Result<HashMap<String, UserId>> {
    let rows: Vec<(String, Stored<UserId>)> = Entity::find()
        .select_only()
        .columns([Column::EmailKey, Column::Id])
        .filter(Column::EmailKey.is_in(email_keys.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(key, id)| (key, *id)).collect())
}

/// The keys of the groups of these accounts.
async fn groups(db: &impl ConnectionTrait, ids: &[UserId]) -> Result<HashMap<UserId, Vec<String>>> {
    let mut groups: HashMap<UserId, Vec<String>> = HashMap::new();
    if ids.is_empty() {
        return Ok(groups);
    }
    let rows: Vec<(Stored<UserId>, String)> = group_member::Entity::find()
        .select_only()
        .column(group_member::Column::UserId)
        .column(group::Column::NameKey)
        .join(JoinType::InnerJoin, group_member::Relation::Group.def())
        .filter(group_member::Column::UserId.is_in(ids.iter().map(|id| id.get())))
        .into_tuple()
        .all(db)
        .await?;
    for (id, key) in rows {
        groups.entry(*id).or_default().push(key);
    }
    Ok(groups)
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
