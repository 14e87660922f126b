//! Requests for a link to another password. Subjects and networks are hashes.

use crate::entity::password_request::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select, Set,
};

/// A request.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Whose requests are counted together: the account, or the known device; the network, if no mail is to follow.
    pub subject: Vec<u8>,
    /// The network, where it is counted.
    pub network: Option<Vec<u8>>,
    /// The key of the address; none if nobody has to look at the request.
    pub email_key: Option<String>,
    /// The browser, as it identified itself.
    pub user_agent: &'a str,
    /// The IP address.
    pub address: &'a str,
    /// When it is made.
    pub at: Timestamp,
}

/// The requests of a network in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// How many.
    pub count: u64,
    /// The first.
    pub first: Timestamp,
    /// The last.
    pub last: Timestamp,
}

/// Adds a request. One that nobody has to look at keeps neither browser nor IP address.
pub async fn insert(tx: &impl ConnectionTrait, new: New<'_>) -> Result<()> {
    let (user_agent, address) = match new.email_key {
        Some(_) => (new.user_agent, new.address),
        None => ("", ""),
    };
    let row = ActiveModel {
        subject: Set(new.subject),
        network: Set(new.network),
        email_key: Set(new.email_key),
        user_agent: Set(user_agent.to_owned()),
        address: Set(address.to_owned()),
        asked_at: Set(new.at.into()),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The number of requests of a subject after `since`, up to `until`.
pub async fn count_of(
    db: &impl ConnectionTrait,
    subject: &[u8],
    since: Timestamp,
    until: Timestamp,
) -> Result<u64> {
    let of = between(since, until).filter(Column::Subject.eq(subject));
    Ok(of.count(db).await?)
}

/// The requests of a network after `since`, up to `until`; none if there are none.
pub async fn of_network(
    db: &impl ConnectionTrait,
    network: &[u8],
    since: Timestamp,
    until: Timestamp,
) -> Result<Option<Asked>> {
    let of = between(since, until)
        .filter(Column::Network.eq(network))
        .order_by_asc(Column::AskedAt);
    let rows = of.all(db).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(None);
    };
    Ok(Some(Asked {
        count: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        first: *first.asked_at,
        last: *last.asked_at,
    }))
}

fn between(since: Timestamp, until: Timestamp) -> Select<Entity> {
    Entity::find()
        .filter(Column::AskedAt.gt(since.unix()))
        .filter(Column::AskedAt.lte(until.unix()))
}

/// The oldest request that waits to be looked at, of those with a number beyond `after`.
pub async fn next_waiting(db: &impl ConnectionTrait, after: i64) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::EmailKey.is_not_null())
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .one(db)
        .await?)
}

/// Marks a request as looked at, and forgets whom it named and who asked; returns whether it waited.
pub async fn settle(tx: &impl ConnectionTrait, id: i64) -> Result<bool> {
    let settled = Entity::update_many()
        .col_expr(Column::EmailKey, Expr::value(Option::<String>::None))
        .col_expr(Column::UserAgent, Expr::value(""))
        .col_expr(Column::Address, Expr::value(""))
        .filter(Column::Id.eq(id))
        .filter(Column::EmailKey.is_not_null())
        .exec(tx)
        .await?;
    Ok(settled.rows_affected == 1)
}

/// Deletes the requests up to a moment, or all of them; returns how many.
pub async fn delete_until(tx: &impl ConnectionTrait, moment: Option<Timestamp>) -> Result<u64> {
    let mut old = Entity::delete_many();
    if let Some(moment) = moment {
        old = old.filter(Column::AskedAt.lte(moment.unix()));
    }
    Ok(old.exec(tx).await?.rows_affected)
}
