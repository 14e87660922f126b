//! The single row of the organisation.

use crate::entity::organisation::{Column, Entity, Model};
use crate::error::Result;
use domain::reminder::ReminderDays;
use domain::{Contact, OrganisationName, OwnSentence};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// The number of the row.
const ROW: i64 = 1;

/// The row; nothing if somebody has deleted it.
pub async fn find(db: &impl ConnectionTrait) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(ROW).one(db).await?)
}

/// Replaces all that is known of the organisation.
pub async fn change(
    tx: &impl ConnectionTrait,
    name: &OrganisationName,
    contact: &Contact,
    sentence: &OwnSentence,
    time_zone: &str,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Name, Expr::value(name.as_str()))
        .col_expr(Column::Contact, Expr::value(contact.as_str()))
        .col_expr(Column::Sentence, Expr::value(sentence.as_str()))
        .col_expr(Column::TimeZone, Expr::value(time_zone))
        .filter(Column::Id.eq(ROW))
        .exec(tx)
        .await?;
    Ok(())
}

/// Replaces the days before a deadline on which users are reminded.
pub async fn set_reminder_days(tx: &impl ConnectionTrait, days: &ReminderDays) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ReminderDays, Expr::value(days.to_string()))
        .filter(Column::Id.eq(ROW))
        .exec(tx)
        .await?;
    Ok(())
}
