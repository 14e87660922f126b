//! When somebody last gave a user a link or an access code.

use crate::entity::handover::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{Means, Timestamp, UserId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Set};

/// When this giver last gave the user this means.
pub async fn last(
    db: &impl ConnectionTrait,
    giver: UserId,
    user: UserId,
    means: Means,
) -> Result<Option<Timestamp>> {
    let key = (giver.into(), user.into());
    let row: Option<Model> = Entity::find_by_id(key).one(db).await?;
    let at = row.and_then(|row| match means {
        Means::Link => row.link_at,
        Means::AccessCode => row.code_at,
    });
    Ok(at.map(|at| *at))
}

/// Notes that the giver gave the user this means.
pub async fn note(
    tx: &impl ConnectionTrait,
    giver: UserId,
    user: UserId,
    means: Means,
    now: Timestamp,
) -> Result<()> {
    let (column, link, code) = match means {
        Means::Link => (Column::LinkAt, Some(now), None),
        Means::AccessCode => (Column::CodeAt, None, Some(now)),
    };
    let row = ActiveModel {
        giver_id: Set(giver.into()),
        user_id: Set(user.into()),
        link_at: Set(link.map(Into::into)),
        code_at: Set(code.map(Into::into)),
    };
    let again = OnConflict::columns([Column::GiverId, Column::UserId])
        .update_column(column)
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
