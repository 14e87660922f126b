//! Whom what ended by itself is about.

use crate::entity::{session, user};
use crate::error::Result;
use domain::{Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

/// Later than the first moment, and not later than the second.
pub type Between = (Timestamp, Timestamp);

/// At most `limit` users whose rule ended.
pub async fn users_of_ended_rules(
    db: &impl ConnectionTrait,
    (from, to): Between,
    limit: u64,
) -> Result<Vec<UserId>> {
    let users: Vec<i64> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::OverrideUntil.gt(from.unix()))
        .filter(user::Column::OverrideUntil.lte(to.unix()))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(users.into_iter().map(UserId::new).collect())
}

/// At most `limit` users with a session that was seen last, or began, within the time given for that.
pub async fn users_of_sessions(
    db: &impl ConnectionTrait,
    last_seen: Between,
    begun: Between,
    limit: u64,
) -> Result<Vec<UserId>> {
    let users: Vec<i64> = session::Entity::find()
        .select_only()
        .column(session::Column::UserId)
        .distinct()
        .filter(
            Condition::any()
                .add(within(session::Column::LastSeenAt, last_seen))
                .add(within(session::Column::CreatedAt, begun)),
        )
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(users.into_iter().map(UserId::new).collect())
}

fn within(column: session::Column, (from, to): Between) -> Expr {
    column.gt(from.unix()).and(column.lte(to.unix()))
}
