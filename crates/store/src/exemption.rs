//! Exemptions: those that have ended by themselves, and the list of those that apply.

use crate::column::Stored;
use crate::entity::user::{Column, Entity, Model};
use crate::error::Result;
use domain::{ExemptionKind, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use std::collections::HashMap;

/// The end, in SQL: what never ends comes last. As in the index of exemptions.
const END: &str = "(coalesce(override_until, 9223372036854775807))";

/// The beginning, in SQL, as in that index.
const BEGINNING: &str = "(coalesce(override_at, 0))";

/// Where an exemption stands in the list: those that end soon first, then by beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExemptionSortKey {
    /// The end in seconds since the Unix epoch; the largest number for never.
    pub end: i64,
    /// When it was made.
    pub at: i64,
    /// Whose it is.
    pub user: UserId,
}

impl ExemptionSortKey {
    /// Where the exemption of this user stands.
    pub fn of(user: &Model) -> Self {
        Self {
            end: user.override_until.map_or(i64::MAX, |end| end.unix()),
            at: user.override_at.map_or(0, |at| at.unix()),
            user: *user.id,
        }
    }
}

/// Written out, since the index of exemptions is used for nothing else.
fn is_exemption() -> SimpleExpr {
    Expr::cust("override_rule = 'exempt'")
}

/// The first users whose exemption has ended by itself, whether it still applied or not.
pub async fn ended(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(is_exemption())
        .filter(Column::OverrideUntil.lte(now.unix()))
        .order_by_asc(Column::OverrideUntil)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The users whose exemption of this generation applies, of one kind or of all, after a place: a range of the index.
pub async fn list(
    db: &impl ConnectionTrait,
    at: (i64, Timestamp),
    kind: Option<ExemptionKind>,
    after: Option<ExemptionSortKey>,
    limit: u64,
) -> Result<Vec<Model>> {
    Ok(select(at, kind, after, limit).all(db).await?)
}

/// The service accounts whose exemption of this generation applies, deactivated ones apart, and whether each has a factor. The cost is that
/// of the exemptions.
pub async fn service_accounts(
    db: &impl ConnectionTrait,
    at: (i64, Timestamp),
) -> Result<HashMap<UserId, bool>> {
    let rows: Vec<(Stored<UserId>, Option<i64>)> = services(at).into_tuple().all(db).await?;
    let rows = rows.into_iter();
    Ok(rows.map(|(id, since)| (*id, since.is_some())).collect())
}

fn services(at: (i64, Timestamp)) -> Select<Entity> {
    let kind = Some(ExemptionKind::ServiceAccount);
    select(at, kind, None, i64::MAX.unsigned_abs())
        .filter(Column::DisabledAt.is_null())
        .select_only()
        .column(Column::Id)
        .column(Column::TwoFactorSince)
}

fn select(
    (generation, now): (i64, Timestamp),
    kind: Option<ExemptionKind>,
    after: Option<ExemptionSortKey>,
    limit: u64,
) -> Select<Entity> {
    let (end, at) = (Expr::cust(END), Expr::cust(BEGINNING));
    // By itself, so that the databases begin to read there.
    let first = match after {
        Some(place) => end.clone().gte(place.end),
        None => end.clone().gt(now.unix()),
    };
    let beyond = after.map(|place| {
        Condition::all()
            .add(
                Column::OverrideUntil
                    .is_null()
                    .or(Column::OverrideUntil.gt(now.unix())),
            )
            .add(
                Condition::any()
                    .add(end.clone().gt(place.end))
                    .add(at.clone().gt(place.at))
                    .add(at.clone().eq(place.at).and(Column::Id.gt(place.user.get()))),
            )
    });
    Entity::find()
        .filter(is_exemption())
        .filter(first)
        .filter(Column::OverrideGeneration.eq(generation))
        .filter(
            Condition::all()
                .add_option(beyond)
                .add_option(kind.map(|kind| Column::OverrideKind.eq(kind.as_str()))),
        )
        .order_by_asc(end)
        .order_by_asc(at)
        .order_by_asc(Column::Id)
        .limit(limit)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::Db;
    use crate::explain::{SORTS, steps};
    use sea_orm::QueryTrait;
    use test_support::TestDatabase;

    /// The plans of these queries, of databases that do without what can be done without.
    async fn plans(queries: Vec<Select<Entity>>) -> Vec<String> {
        let database = TestDatabase::new();
        let db = Db::open(database.url()).await.unwrap();
        let mut plans = Vec::new();
        for query in queries {
            let query = query.build(db.read().get_database_backend());
            plans.push(steps(&db, query, &SORTS).await.join("\n"));
        }
        plans
    }

    fn reads_the_index(plan: &str) {
        assert!(plan.contains("idx_users_exemptions"), "{plan}");
        assert!(!plan.contains("Sort") && !plan.contains("B-TREE"), "{plan}");
        let begins = plan.contains("<expr>>") || plan.contains("Index Cond");
        assert!(begins, "{plan}");
    }

    #[tokio::test]
    async fn a_page_is_read_from_the_index_of_exemptions_and_nothing_is_sorted() {
        let place = ExemptionSortKey {
            end: i64::MAX,
            at: 1_800_000_000,
            user: UserId::new(7),
        };
        let at = (0, Timestamp::from_unix(1_800_000_000));
        let kinds = [None, Some(ExemptionKind::ForGood)];
        let pages = [None, Some(place)].map(|after| kinds.map(|kind| select(at, kind, after, 51)));
        for plan in plans(pages.into_iter().flatten().collect()).await {
            reads_the_index(&plan);
        }
    }

    #[tokio::test]
    async fn service_accounts_are_read_from_the_index_of_exemptions() {
        let at = (0, Timestamp::from_unix(1_800_000_000));
        let found = plans(vec![services(at)]).await;
        assert_eq!(found.len(), 1);
        reads_the_index(&found[0]);
    }
}
