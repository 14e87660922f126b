//! When somebody last gave a user a link or an access code, or took a role away.

use crate::column::Stored;
use crate::entity::handover::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::handover::Given;
use domain::{Giver, Means, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use std::collections::HashMap;

/// What this giver last did to the user.
pub async fn find(db: &impl ConnectionTrait, giver: UserId, user: UserId) -> Result<Given> {
    let key = (giver.into(), user.into());
    let row: Option<Model> = Entity::find_by_id(key).one(db).await?;
    Ok(row.as_ref().map(given).unwrap_or_default())
}

/// What a giver last did to each of these users, at most a thousand; none for what they did to themselves.
pub async fn of_these(
    db: &impl ConnectionTrait,
    giver: Option<UserId>,
    users: &[UserId],
) -> Result<HashMap<UserId, Given>> {
    let giver = match giver {
        Some(giver) => Column::GiverId.eq(giver.get()),
        None => Expr::col(Column::GiverId).eq(Expr::col(Column::UserId)),
    };
    let rows = Entity::find()
        .filter(giver)
        .filter(Column::UserId.is_in(users.iter().map(|id| id.get())))
        .all(db)
        .await?;
    Ok(rows.iter().map(|row| (*row.user_id, given(row))).collect())
}

/// What each giver last did to the user.
pub async fn all_of(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Given>> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .all(db)
        .await?;
    Ok(rows.iter().map(given).collect())
}

/// The users whom this giver helped as the helpdesk after a moment, and when last.
pub async fn helped_since(
    db: &impl ConnectionTrait,
    giver: UserId,
    after: Timestamp,
) -> Result<Vec<(UserId, Timestamp)>> {
    let rows = Entity::find()
        .filter(Column::GiverId.eq(giver.get()))
        .filter(Column::HelpedAt.gt(after.unix()))
        .all(db)
        .await?;
    let helped = rows.iter().filter_map(|row| {
        let at = row.helped_at?;
        Some((*row.user_id, *at))
    });
    Ok(helped.collect())
}

fn given(row: &Model) -> Given {
    Given {
        link: row.link_at.map(|at| *at),
        code: row.code_at.map(|at| *at),
        demoted: row.demoted_at.map(|at| *at),
        helped: row.helped_at.map(|at| *at),
    }
}

/// Notes that the giver gave the user this means.
pub async fn note(
    tx: &impl ConnectionTrait,
    giver: UserId,
    user: UserId,
    means: Means,
    now: Timestamp,
) -> Result<()> {
    let (column, given) = match means {
        Means::Link => (
            Column::LinkAt,
            Given {
                link: Some(now),
                ..Given::default()
            },
        ),
        Means::AccessCode => (
            Column::CodeAt,
            Given {
                code: Some(now),
                ..Given::default()
            },
        ),
    };
    write(tx, giver, user, column, given).await
}

/// Notes that the giver took from the user a role that gives a right over others.
pub async fn note_demotion(
    tx: &impl ConnectionTrait,
    giver: UserId,
    user: UserId,
    now: Timestamp,
) -> Result<()> {
    let given = Given {
        demoted: Some(now),
        ..Given::default()
    };
    write(tx, giver, user, Column::DemotedAt, given).await
}

/// Notes that the giver helps the user as the helpdesk.
pub async fn note_help(
    tx: &impl ConnectionTrait,
    giver: UserId,
    user: UserId,
    now: Timestamp,
) -> Result<()> {
    let given = Given {
        helped: Some(now),
        ..Given::default()
    };
    write(tx, giver, user, Column::HelpedAt, given).await
}

/// Moves moments that are later than `now`, because the clock was set back, to `now`: else they would count for as long as it was ahead.
pub async fn move_back(tx: &impl ConnectionTrait, now: Timestamp) -> Result<()> {
    let moments = [
        Column::LinkAt,
        Column::CodeAt,
        Column::DemotedAt,
        Column::HelpedAt,
    ];
    for moment in moments {
        Entity::update_many()
            .col_expr(moment, Expr::value(now.unix()))
            .filter(moment.gt(now.unix()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

async fn write(
    tx: &impl ConnectionTrait,
    giver: UserId,
    user: UserId,
    changed: Column,
    given: Given,
) -> Result<()> {
    let row = ActiveModel {
        giver_id: Set(giver.into()),
        user_id: Set(user.into()),
        link_at: Set(given.link.map(Into::into)),
        code_at: Set(given.code.map(Into::into)),
        demoted_at: Set(given.demoted.map(Into::into)),
        helped_at: Set(given.helped.map(Into::into)),
    };
    let again = OnConflict::columns([Column::GiverId, Column::UserId])
        .update_column(changed)
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Who gave a link or code, as its row says; none where nobody noted it.
pub fn giver(
    id: Option<Stored<UserId>>,
    name: Option<String>,
    email: Option<String>,
) -> Option<Giver> {
    let id = id.map(|id| *id);
    name.map(|name| Giver { id, name, email })
}
