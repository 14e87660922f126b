//! Recovery codes that their users have not saved yet: how far a session has come depends on them.

use crate::entity::recovery_code::{Column, Entity};
use crate::error::Result;
use domain::UserId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

/// Whether a recovery code of the user is kept in readable form.
pub async fn has_unsaved_codes(db: &impl ConnectionTrait, user: UserId) -> Result<bool> {
    let unsaved = Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::SealedCode.is_not_null())
        .count(db)
        .await?;
    Ok(unsaved > 0)
}

/// Those of these users of whom a recovery code is kept in readable form, once for each code.
pub async fn users_with_unsaved_codes(
    db: &impl ConnectionTrait,
    users: &[UserId],
) -> Result<Vec<UserId>> {
    let users: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::UserId.is_in(users.iter().map(|id| id.get())))
        .filter(Column::SealedCode.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(users.into_iter().map(UserId::new).collect())
}
