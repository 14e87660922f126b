//! The figures of each day.

use crate::entity::daily_figure::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::course::DayFigures;
use domain::{Distribution, TwoFactorStatus};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Set};

/// Keeps the figures of a day, in place of earlier ones of that day.
pub async fn keep(db: &impl ConnectionTrait, figures: &DayFigures) -> Result<()> {
    let count = |status| Set(i64::try_from(figures.distribution.of(status)).unwrap_or(i64::MAX));
    let row = ActiveModel {
        day: Set(figures.day.into()),
        protected: count(TwoFactorStatus::Protected),
        voluntary: count(TwoFactorStatus::Voluntary),
        pending: count(TwoFactorStatus::Pending),
        inactive: count(TwoFactorStatus::Inactive),
        service_accounts: Set(figures.service_accounts.and_then(|n| i64::try_from(n).ok())),
    };
    let again = OnConflict::column(Column::Day)
        .update_columns([
            Column::Protected,
            Column::Voluntary,
            Column::Pending,
            Column::Inactive,
            Column::ServiceAccounts,
        ])
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The figures of all days, in their order.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<DayFigures>> {
    let rows = Entity::find().order_by_asc(Column::Day).all(db).await?;
    Ok(rows.iter().map(figures).collect())
}

fn figures(row: &Model) -> DayFigures {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    DayFigures {
        day: *row.day,
        distribution: Distribution {
            protected: count(row.protected),
            voluntary: count(row.voluntary),
            pending: count(row.pending),
            inactive: count(row.inactive),
            ..Distribution::default()
        },
        service_accounts: row.service_accounts.map(count),
    }
}
