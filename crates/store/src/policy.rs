//! The single row of the policy, and what changing it ends.

use crate::account::Author;
use crate::deadline::is_over;
use crate::entity::policy::{Column, Entity, Model};
use crate::entity::{session, user};
use crate::error::Result;
use crate::requirement::is_required;
use crate::segment::{GENERATION, KEY, RULE, SUSPENDED, kept};
use crate::session::{Ended, note_ended};
use domain::{EndReason, OverrideRule, PolicyTime, Rules, SessionId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

/// The number of the row.
const ROW: i64 = 1;

/// The row; nothing if somebody has deleted it.
pub async fn find(db: &impl ConnectionTrait) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(ROW).one(db).await?)
}

/// Replaces the rules, with who did it and when; `before` is what they were, if this can be undone.
pub async fn change(
    tx: &impl ConnectionTrait,
    rules: &Rules,
    before: Option<&Rules>,
    by: Author<'_>,
    now: Timestamp,
) -> Result<()> {
    let moment = |at: Timestamp| Expr::value(at.unix());
    let end = |at: Option<Timestamp>| Expr::value(at.map(Timestamp::unix));
    let was = before.map_or(PolicyTime::NEVER, |before| before.time);
    Entity::update_many()
        .col_expr(Column::Changes, Expr::col(Column::Changes).add(1))
        .col_expr(Column::GraceDays, Expr::value(rules.time.grace.days()))
        .col_expr(Column::GraceUntil, end(rules.time.grace.until()))
        .col_expr(Column::AnnouncedAt, moment(rules.time.announced))
        .col_expr(Column::LiftedAt, moment(rules.time.lifted))
        .col_expr(Column::MadeAt, moment(rules.time.made))
        .col_expr(
            Column::ExemptionsEndedAt,
            moment(rules.time.exemptions_ended),
        )
        .col_expr(Column::BeforeGraceDays, Expr::value(was.grace.days()))
        .col_expr(Column::BeforeGraceUntil, end(was.grace.until()))
        .col_expr(Column::BeforeAnnouncedAt, moment(was.announced))
        .col_expr(Column::BeforeLiftedAt, moment(was.lifted))
        .col_expr(Column::BeforeMadeAt, moment(was.made))
        .col_expr(
            Column::BeforeExemptionsEndedAt,
            moment(was.exemptions_ended),
        )
        .col_expr(
            Column::BeforePolicy,
            Expr::value(before.map(|before| before.policy.as_str())),
        )
        .col_expr(
            Column::BeforeRequiredGeneration,
            Expr::value(before.map(|before| before.required_generation)),
        )
        .col_expr(
            Column::BeforeExemptGeneration,
            Expr::value(before.map(|before| before.exempt_generation)),
        )
        .col_expr(Column::Policy, Expr::value(rules.policy.as_str()))
        .col_expr(
            Column::RequiredGeneration,
            Expr::value(rules.required_generation),
        )
        .col_expr(
            Column::ExemptGeneration,
            Expr::value(rules.exempt_generation),
        )
        .col_expr(Column::ChangedAt, Expr::value(now.unix()))
        .col_expr(Column::ChangedBy, Expr::value(by.name))
        .col_expr(Column::ChangedByEmail, Expr::value(by.email))
        .filter(Column::Id.eq(ROW))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives the individual rules of a kind and a generation another generation, also requirements that are suspended: a range of an index
/// for each segment that has some.
pub async fn move_rules(
    tx: &impl ConnectionTrait,
    rule: OverrideRule,
    from: i64,
    to: i64,
) -> Result<()> {
    for segment in kept(tx, KEY).await? {
        let key = segment.key;
        let made = key.text(&RULE) == rule.as_str() && key.number(&GENERATION) == from;
        let suspended = rule == OverrideRule::Required && key.number(&SUSPENDED) == from;
        let column = match (made, suspended) {
            (true, _) => user::Column::OverrideGeneration,
            (_, true) => user::Column::SuspendedGeneration,
            (false, false) => continue,
        };
        user::Entity::update_many()
            .col_expr(column, Expr::value(to))
            .filter(key.users())
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Deletes the open sessions, except this one, of the users without a factor of whom one is required without time to comply.
pub async fn end_sessions_without_factor(
    tx: &impl ConnectionTrait,
    rules: &Rules,
    now: Timestamp,
    keep: SessionId,
) -> Result<()> {
    end_sessions_among(tx, Condition::all(), (rules, now), keep).await
}

/// The same for some users, who are described by a condition on their rows.
pub(crate) async fn end_sessions_among(
    tx: &impl ConnectionTrait,
    users: Condition,
    (rules, now): (&Rules, Timestamp),
    keep: SessionId,
) -> Result<()> {
    // Asked for each session, not for each user.
    let must_activate = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(
            Expr::col((user::Entity, user::Column::Id))
                .equals((session::Entity, session::Column::UserId)),
        )
        .filter(users)
        .filter(user::Column::TwoFactorSince.is_null())
        .filter(is_required(rules, now, true))
        .filter(is_over(rules, now, true))
        .into_query();
    let which = Condition::all()
        .add(session::Column::OpenedAt.is_not_null())
        .add(session::Column::Id.ne(keep.get()))
        .add(Expr::exists(must_activate));
    let why = Ended {
        reason: EndReason::Required,
        at: now,
    };
    note_ended(tx, which.clone(), why).await?;
    session::Entity::delete_many()
        .filter(which)
        .exec(tx)
        .await?;
    Ok(())
}
