//! What admins change of the accounts, and what they read of them.

use crate::column::Stored;
use crate::entity::user::{Column, Entity, Model};
use crate::error::Result;
use crate::factor_attempt::users_with;
use crate::word::is_admin;
use domain::{ExemptionKind, OverrideRule, ProofKind, Role, Timestamp, UserId};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

/// Who made a rule, as called then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author<'a> {
    /// The name.
    pub name: &'a str,
    /// The address; none for the command line, and where it was not kept.
    pub email: Option<&'a str>,
}

impl Author<'_> {
    /// Nobody who is known.
    pub const NOBODY: Self = Self {
        name: "",
        email: None,
    };
}

/// A rule on a user, with its author; an exemption may have a reason and an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRule<'a> {
    /// The rule.
    pub rule: OverrideRule,
    /// The generation of its kind.
    pub generation: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: Author<'a>,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
    /// Why it was made.
    pub reason: Option<&'a str>,
    /// Who is exempt, where it is an exemption.
    pub kind: Option<ExemptionKind>,
    /// The requirement that it suspends, where it is an exemption.
    pub suspended: Option<Suspended<'a>>,
}

/// An individual requirement that applies again once an exemption has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspended<'a> {
    /// Its generation.
    pub generation: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: Option<Author<'a>>,
}

/// Whether there is an account.
pub async fn is_any(db: &impl ConnectionTrait) -> Result<bool> {
    let one: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(one.is_some())
}

/// The users with these numbers, in any order.
pub async fn list(db: &impl ConnectionTrait, ids: &[UserId]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.get())))
        .all(db)
        .await?)
}

/// The users after this number, in the order of their numbers.
pub async fn list_after(
    db: &impl ConnectionTrait,
    after: UserId,
    limit: u64,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Id.gt(after.get()))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// How many admins besides this user are not deactivated, have a password, have given fewer wrong codes of their app than this,
/// and wait for nothing that an admin would have to give them after a reset.
pub async fn count_other_admins(
    db: &impl ConnectionTrait,
    besides: UserId,
    failures: i32,
) -> Result<u64> {
    Ok(usable_admins(failures)
        .filter(Column::Id.ne(besides.get()))
        .count(db)
        .await?)
}

/// The same admins, by their numbers.
pub async fn list_usable_admins(db: &impl ConnectionTrait, failures: i32) -> Result<Vec<UserId>> {
    let admins: Vec<Stored<UserId>> = usable_admins(failures)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(admins.into_iter().map(|id| *id).collect())
}

fn usable_admins(failures: i32) -> Select<Entity> {
    Entity::find()
        .filter(is_admin())
        .filter(Column::DisabledAt.is_null())
        .filter(Column::PasswordHash.is_not_null())
        .filter(Column::Id.not_in_subquery(users_with(failures, ProofKind::Totp)))
        .filter(Column::ResetProof.is_null())
}

/// The admins besides this user, in the order of their numbers.
pub async fn list_other_admins(db: &impl ConnectionTrait, besides: UserId) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(is_admin())
        .filter(Column::Id.ne(besides.get()))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Name, address, and the form of the address by which accounts are unique, of the first admins by their numbers, at most this many.
pub async fn list_admin_names(
    db: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<(String, String, String)>> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Name, Column::Email, Column::EmailKey])
        .filter(is_admin())
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// Notes a completed sign-in.
pub async fn note_sign_in(tx: &impl ConnectionTrait, id: UserId, at: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LastSignInAt, Expr::value(at.unix()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Changes the role.
pub async fn set_role(tx: &impl ConnectionTrait, id: UserId, role: Role) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Role, Expr::value(role.as_str()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deactivates the account as of a moment, or activates it.
pub async fn set_disabled(
    tx: &impl ConnectionTrait,
    id: UserId,
    since: Option<Timestamp>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::DisabledAt, Expr::value(since.map(Timestamp::unix)))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps how the table of users looks to this user.
pub async fn set_table_look(
    tx: &impl ConnectionTrait,
    id: UserId,
    look: Option<&str>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::TableLook, Expr::value(look))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes the account, and with it all that belongs to it.
pub async fn delete(tx: &impl ConnectionTrait, id: UserId) -> Result<()> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Replaces the rule on the user, or removes it.
pub async fn set_rule(
    tx: &impl ConnectionTrait,
    id: UserId,
    stored: Option<StoredRule<'_>>,
) -> Result<()> {
    set_rules(tx, &[id], stored.as_ref()).await
}

/// Replaces the rule on each of these users, at most a thousand, or removes it.
pub async fn set_rules(
    tx: &impl ConnectionTrait,
    ids: &[UserId],
    made: Option<&StoredRule<'_>>,
) -> Result<()> {
    let mut update = Entity::update_many();
    for (column, value) in rule_values(made) {
        update = update.col_expr(column, value);
    }
    update
        .filter(Column::Id.is_in(ids.iter().map(|id| id.get())))
        .exec(tx)
        .await?;
    Ok(())
}

fn name(by: Option<Author<'_>>) -> SimpleExpr {
    Expr::value(by.map(|by| by.name))
}

fn email(by: Option<Author<'_>>) -> SimpleExpr {
    Expr::value(by.and_then(|by| by.email))
}

/// What the row of a user says of a rule on this user, or of none.
pub(crate) fn rule_values(made: Option<&StoredRule<'_>>) -> [(Column, SimpleExpr); 12] {
    let rule = made.map(|made| made.rule.as_str());
    let generation = made.map(|made| made.generation);
    let until = made.and_then(|made| made.until).map(Timestamp::unix);
    let at = made.map(|made| made.at.unix());
    let reason = made.and_then(|made| made.reason);
    let kind = made.and_then(|made| made.kind).map(ExemptionKind::as_str);
    let suspended = made.and_then(|made| made.suspended);
    let suspended_generation = suspended.map(|rule| rule.generation);
    let suspended_at = suspended.map(|rule| rule.at.unix());
    let by = made.map(|made| made.by);
    let suspended_by = suspended.and_then(|rule| rule.by);
    [
        (Column::OverrideRule, Expr::value(rule)),
        (Column::OverrideGeneration, Expr::value(generation)),
        (Column::OverrideUntil, Expr::value(until)),
        (Column::OverrideAt, Expr::value(at)),
        (Column::OverrideBy, name(by)),
        (Column::OverrideByEmail, email(by)),
        (Column::OverrideReason, Expr::value(reason)),
        (Column::OverrideKind, Expr::value(kind)),
        (
            Column::SuspendedGeneration,
            Expr::value(suspended_generation),
        ),
        (Column::SuspendedAt, Expr::value(suspended_at)),
        (Column::SuspendedBy, name(suspended_by)),
        (Column::SuspendedByEmail, email(suspended_by)),
    ]
}
