//! Counting the users anew, to compare with the counts that the database keeps.

use super::kind::{active, generation, rule, until};
use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect,
};
use std::collections::BTreeMap;
use std::fmt;
use store::entity::{user, user_count};

/// A kind of users of which not as many were counted as were kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The kind.
    kind: Key,
    /// How many the database kept.
    pub kept: i64,
    /// How many there are.
    pub counted: i64,
}

/// Active, rule, generation of the rule, role, end of the rule.
type Key = (i32, String, i64, String, i64);

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (active, rule, generation, role, until) = &self.kind;
        let factor = if *active == 1 { "with" } else { "without" };
        write!(f, "role {role}, {factor} a factor, ")?;
        if rule.is_empty() {
            f.write_str("no rule")?;
        } else {
            write!(f, "rule {rule} of generation {generation}")?;
            if *until != 0 {
                write!(f, " until {until}")?;
            }
        }
        write!(f, ": {} kept, {} counted", self.kept, self.counted)
    }
}

impl Backend {
    /// Counts every user and says where the kept counts differ; `repair` puts them right. Nobody
    /// can change a user meanwhile.
    pub async fn recount_users(&self, _manager: &Manager, repair: bool) -> Result<Vec<Difference>> {
        let tx = self.db.begin().await?;
        let kept: BTreeMap<Key, i64> = user_count::Entity::find()
            .all(&tx)
            .await?
            .into_iter()
            .map(|row| (key(&row), row.users))
            .collect();
        let counted = counted(&tx).await?;
        let differences = differences(&kept, &counted);
        if repair && !differences.is_empty() {
            user_count::Entity::delete_many().exec(&tx).await?;
            for row in counted {
                row.into_active_model().insert(&tx).await?;
            }
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(differences)
    }
}

async fn counted(db: &impl ConnectionTrait) -> Result<Vec<user_count::Model>> {
    let rows: Vec<(i32, String, i64, String, i64, i64)> = user::Entity::find()
        .select_only()
        .expr_as(active(), "active")
        .expr_as(rule(), "override_rule_key")
        .expr_as(generation(), "override_generation_key")
        .column(user::Column::Role)
        .expr_as(until(), "override_until_key")
        .expr_as(Expr::col(user::Column::Id).count(), "users")
        .group_by(active())
        .group_by(rule())
        .group_by(generation())
        .group_by(user::Column::Role.into_expr())
        .group_by(until())
        .into_tuple()
        .all(db)
        .await?;
    let model = |(active, override_rule, override_generation, role, override_until, users)| {
        user_count::Model {
            active,
            override_rule,
            override_generation,
            role,
            override_until,
            users,
        }
    };
    Ok(rows.into_iter().map(model).collect())
}

fn key(row: &user_count::Model) -> Key {
    (
        row.active,
        row.override_rule.clone(),
        row.override_generation,
        row.role.clone(),
        row.override_until,
    )
}

fn differences(kept: &BTreeMap<Key, i64>, counted: &[user_count::Model]) -> Vec<Difference> {
    let counted: BTreeMap<Key, i64> = counted.iter().map(|row| (key(row), row.users)).collect();
    let keys: std::collections::BTreeSet<&Key> = kept.keys().chain(counted.keys()).collect();
    keys.into_iter()
        .map(|kind| Difference {
            kind: kind.clone(),
            kept: kept.get(kind).copied().unwrap_or(0),
            counted: counted.get(kind).copied().unwrap_or(0),
        })
        .filter(|difference| difference.kept != difference.counted)
        .collect()
}
