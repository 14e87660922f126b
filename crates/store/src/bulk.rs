//! What is done to many users at once.

use crate::column::Stored;
use crate::entity::bulk_operation::{ActiveModel, Column, Entity, Model};
use crate::entity::{bulk_refusal, user};
use crate::error::Result;
use domain::{BulkKind, BulkRefusal, BulkState, OperationId, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set,
};

/// Rows of one statement.
const AT_ONCE: usize = 500;

/// An operation to keep.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Who prepares it; none for the command line.
    pub user: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// What is done.
    pub kind: BulkKind,
    /// The users.
    pub selection: &'a str,
    /// How far it is.
    pub state: BulkState,
}

/// Keeps an operation.
pub async fn insert(tx: &impl ConnectionTrait, new: New<'_>) -> Result<Model> {
    let row = ActiveModel {
        user_id: Set(new.user.map(Into::into)),
        created_at: Set(new.at.into()),
        kind: Set(new.kind.into()),
        group_id: Set(None),
        reason: Set(None),
        until: Set(None),
        exemption_kind: Set(None),
        selection: Set(new.selection.to_owned()),
        state: Set(new.state.into()),
        address: Set(String::new()),
        user_agent: Set(String::new()),
        total: Set(0),
        last_user: Set(Stored(UserId::new(0))),
        place: Set(Stored(UserId::new(0))),
        done: Set(0),
        already: Set(0),
        refused: Set(0),
        acted_at: Set(None),
        undoes: Set(None),
        grace_days: Set(None),
        grace_until: Set(None),
        by_name: Set(None),
        plan: Set(None),
        ..Default::default()
    };
    Ok(row.insert(tx).await?)
}

/// The operation with this number.
pub async fn find(db: &impl ConnectionTrait, id: OperationId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(Stored(id)).one(db).await?)
}

/// The operations in this state, the oldest first.
pub async fn in_state(db: &impl ConnectionTrait, state: BulkState) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::State.eq(state.as_str()))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// At most `limit` operations, the newest first: those of a user, if one is given, and those of others that are not in this state.
pub async fn list(
    db: &impl ConnectionTrait,
    user: Option<UserId>,
    own_alone: BulkState,
    limit: u64,
) -> Result<Vec<Model>> {
    let seen = Condition::any()
        .add_option(user.map(|user| Column::UserId.eq(user.get())))
        .add(Column::State.ne(own_alone.as_str()));
    Ok(Entity::find()
        .filter(seen)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The operations of a user in this state, the newest first.
pub async fn of_user(
    db: &impl ConnectionTrait,
    user: UserId,
    state: BulkState,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::State.eq(state.as_str()))
        .order_by_desc(Column::Id)
        .all(db)
        .await?)
}

/// Saves an operation.
pub async fn save(tx: &impl ConnectionTrait, operation: Model) -> Result<()> {
    let row = operation.into_active_model().reset_all();
    row.update(tx).await?;
    Ok(())
}

/// Keeps how far the plan of an operation has come that was not begun: in place of `before`, or of any where that is none.
pub async fn keep_plan(
    db: &impl ConnectionTrait,
    id: OperationId,
    before: Option<&str>,
    plan: &str,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Plan, Expr::value(plan))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::State.eq(BulkState::Chosen.as_str()))
        .filter(Condition::all().add_option(before.map(|before| Column::Plan.eq(before))))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes an operation with its refusals.
pub async fn delete(tx: &impl ConnectionTrait, id: OperationId) -> Result<()> {
    Entity::delete_by_id(Stored(id)).exec(tx).await?;
    Ok(())
}

/// Deletes the operations in this state that were prepared up to a moment.
pub async fn delete_until(
    tx: &impl ConnectionTrait,
    moment: Timestamp,
    state: BulkState,
) -> Result<()> {
    Entity::delete_many()
        .filter(Column::CreatedAt.lte(moment.unix()))
        .filter(Column::State.eq(state.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stops the operations of a user: those in the first state get the second one.
pub async fn stop(
    tx: &impl ConnectionTrait,
    user: UserId,
    (from, to): (BulkState, BulkState),
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(to.as_str()))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::State.eq(from.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps what a user has begun beyond the account, with this name; `prepared` is the state of what is theirs alone.
pub async fn outlive(
    tx: &impl ConnectionTrait,
    user: UserId,
    name: &str,
    prepared: BulkState,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ByName, Expr::value(name))
        .col_expr(Column::UserId, Expr::value(Option::<i64>::None))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::State.ne(prepared.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps to whom an operation has done nothing.
pub async fn refuse(
    tx: &impl ConnectionTrait,
    operation: OperationId,
    refused: &[(UserId, BulkRefusal)],
) -> Result<()> {
    for refused in refused.chunks(AT_ONCE) {
        let rows = refused
            .iter()
            .map(|(user, reason)| bulk_refusal::ActiveModel {
                operation_id: Set(operation.into()),
                user_id: Set((*user).into()),
                reason: Set((*reason).into()),
            });
        bulk_refusal::Entity::insert_many::<bulk_refusal::ActiveModel, _>(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// At most `limit` users to whom an operation has done nothing, in the order of their numbers: the number, the reason, and
/// name and address where there is the account.
pub async fn refused(
    db: &impl ConnectionTrait,
    operation: OperationId,
    limit: u64,
) -> Result<Vec<(bulk_refusal::Model, Option<user::Model>)>> {
    let refused = bulk_refusal::Entity::find()
        .filter(bulk_refusal::Column::OperationId.eq(operation.get()))
        .order_by_asc(bulk_refusal::Column::UserId)
        .limit(limit)
        .all(db)
        .await?;
    let ids: Vec<i64> = refused.iter().map(|row| row.user_id.get()).collect();
    let mut users = std::collections::HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let found = user::Entity::find()
            .filter(user::Column::Id.is_in(ids.iter().copied()))
            .all(db)
            .await?;
        users.extend(found.into_iter().map(|user| (user.id, user)));
    }
    let named = refused.into_iter().map(|row| {
        let user = users.remove(&row.user_id);
        (row, user)
    });
    Ok(named.collect())
}

/// Forgets all operations.
pub async fn forget(tx: &impl ConnectionTrait) -> Result<u64> {
    Ok(Entity::delete_many().exec(tx).await?.rows_affected)
}

/// The highest number of a user; 0 if there is none.
pub async fn last_user(db: &impl ConnectionTrait) -> Result<UserId> {
    let last: Option<i64> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .order_by_desc(user::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(UserId::new(last.unwrap_or(0)))
}
