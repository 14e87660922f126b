//! Why sessions ended.

use crate::entity::{ended_session, session};
use crate::error::{Error, Result};
use domain::{EndReason, Timestamp};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

/// Why sessions end, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Why.
    pub reason: EndReason,
    /// When.
    pub at: Timestamp,
}

/// Notes why the sessions that meet a condition end, before they are deleted. One that two requests end at once is noted once.
pub(crate) async fn note_ended(
    db: &impl ConnectionTrait,
    which: Condition,
    ended: Ended,
) -> Result<()> {
    use ended_session::Column;
    let mut sessions = session::Entity::find()
        .select_only()
        .columns([session::Column::TokenHash, session::Column::UserId])
        .filter(which)
        .into_query();
    sessions.expr(Expr::value(ended.reason.as_str()));
    sessions.expr(Expr::value(ended.at.unix()));
    let mut insert = Query::insert();
    insert
        .into_table(ended_session::Entity)
        .columns([
            Column::TokenHash,
            Column::UserId,
            Column::Reason,
            Column::EndedAt,
        ])
        .on_conflict(
            OnConflict::column(Column::TokenHash)
                .do_nothing()
                .to_owned(),
        );
    // As many columns as values: cannot happen.
    insert
        .select_from(sessions)
        .map_err(|error| Error::failed("noting why sessions end", error))?;
    db.execute(&insert).await?;
    Ok(())
}

/// Why the session whose token had this hash ended, if that was noted lately, by a version that had no other reasons.
pub async fn reason_of(
    db: &impl ConnectionTrait,
    token_hash: Vec<u8>,
) -> Result<Option<EndReason>> {
    let found = ended_session::Entity::find()
        .filter(ended_session::Column::TokenHash.eq(token_hash))
        .one(db)
        .await?;
    Ok(found.and_then(|row| row.reason.known()))
}

/// Forgets why sessions ended up to a moment, and all but the newest `most`.
pub async fn forget_ended(tx: &impl ConnectionTrait, moment: Timestamp, most: u64) -> Result<()> {
    let newest = ended_session::Entity::find()
        .select_only()
        .column(ended_session::Column::Id)
        .order_by_desc(ended_session::Column::Id)
        .offset(most)
        .limit(1)
        .into_tuple::<i64>()
        .one(tx)
        .await?;
    let old = Condition::any()
        .add(ended_session::Column::EndedAt.lte(moment.unix()))
        .add_option(newest.map(|id| ended_session::Column::Id.lte(id)));
    ended_session::Entity::delete_many()
        .filter(old)
        .exec(tx)
        .await?;
    Ok(())
}
