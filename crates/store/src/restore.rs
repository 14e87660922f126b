//! What a restored database must not open again. Each function is about all users, and returns how many rows it has removed, unless
//! it says otherwise.

use crate::column::Stored;
use crate::entity::{
    access_code, device_cookie, factor, factor_attempt, import, notice, one_time_link,
    password_turn, recovery_code, session, totp_factor, user,
};
use crate::error::Result;
use domain::{Named, NoticeKind, Role, Timestamp, UserId};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

/// What an account is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub user: UserId,
    /// When it was created.
    pub created: Timestamp,
    /// Its role.
    pub role: Role,
    /// Whether it is deactivated.
    pub disabled: bool,
}

/// What all accounts are allowed. It reads columns that every version has had.
pub async fn accounts(db: &impl ConnectionTrait) -> Result<Vec<Account>> {
    use user::Column;
    type Row = (
        Stored<UserId>,
        Stored<Timestamp>,
        Stored<Role>,
        Option<Stored<Timestamp>>,
    );
    let rows = user::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::CreatedAt,
            Column::Role,
            Column::DisabledAt,
        ])
        .into_tuple::<Row>()
        .all(db)
        .await?;
    let accounts = rows
        .into_iter()
        .map(|(user, created, role, disabled)| Account {
            user: *user,
            created: *created,
            role: *role,
            disabled: disabled.is_some(),
        });
    Ok(accounts.collect())
}

/// Ends every session.
pub async fn end_sessions(tx: &impl ConnectionTrait) -> Result<u64> {
    let ended = session::Entity::delete_many().exec(tx).await?;
    Ok(ended.rows_affected)
}

/// Forgets the files that admins were importing.
pub async fn forget_imports(tx: &impl ConnectionTrait) -> Result<u64> {
    let forgotten = import::Entity::delete_many().exec(tx).await?;
    Ok(forgotten.rows_affected)
}

/// Removes the links that were not used.
pub async fn remove_links(tx: &impl ConnectionTrait) -> Result<u64> {
    let removed = one_time_link::Entity::delete_many()
        .filter(one_time_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(removed.rows_affected)
}

/// Removes the access codes.
pub async fn remove_access_codes(tx: &impl ConnectionTrait) -> Result<u64> {
    let removed = access_code::Entity::delete_many().exec(tx).await?;
    Ok(removed.rows_affected)
}

/// Forgets the devices, and the counts of wrong proofs on them.
pub async fn forget_devices(tx: &impl ConnectionTrait) -> Result<u64> {
    let forgotten = device_cookie::Entity::delete_many().exec(tx).await?;
    factor_attempt::Entity::delete_many()
        .filter(factor_attempt::Column::DeviceId.ne(0))
        .exec(tx)
        .await?;
    Ok(forgotten.rows_affected)
}

/// Removes the recovery codes.
pub async fn remove_recovery_codes(tx: &impl ConnectionTrait) -> Result<u64> {
    let removed = recovery_code::Entity::delete_many().exec(tx).await?;
    Ok(removed.rows_affected)
}

/// Removes the factors that await confirmation.
pub async fn remove_pending(tx: &impl ConnectionTrait) -> Result<u64> {
    let removed = factor::Entity::delete_many()
        .filter(factor::Column::ConfirmedAt.is_null())
        .exec(tx)
        .await?;
    Ok(removed.rows_affected)
}

/// Ends the turns that networks were promised.
pub async fn end_turns(tx: &impl ConnectionTrait) -> Result<u64> {
    let ended = password_turn::Entity::delete_many().exec(tx).await?;
    Ok(ended.rows_affected)
}

/// Takes the time steps of every app up to this one as used; those that are further stay there. Returns how many apps are moved.
pub async fn use_steps_until(tx: &impl ConnectionTrait, step: i64) -> Result<u64> {
    let used = totp_factor::Entity::update_many()
        .col_expr(totp_factor::Column::LastStep, Expr::value(step))
        .filter(
            Condition::any()
                .add(totp_factor::Column::LastStep.is_null())
                .add(totp_factor::Column::LastStep.lt(step)),
        )
        .exec(tx)
        .await?;
    Ok(used.rows_affected)
}

/// Tells every user who has a recovery code, used or not, something of this kind; also by mail. Returns how many are told.
pub async fn tell_owners_of_recovery_codes(
    tx: &impl ConnectionTrait,
    kind: NoticeKind,
    by: &Named,
    at: Timestamp,
) -> Result<u64> {
    use notice::Column;
    let (nothing, at) = (String::new(), at.unix());
    let values = [
        Expr::value(kind.as_str()),
        Expr::value(at),
        Expr::value(at),
        Expr::value(1_i64),
        Expr::value(by.name.as_str()),
        Expr::value(by.email.as_deref()),
        Expr::value(nothing.as_str()),
        Expr::value(nothing.as_str()),
        Expr::value(0),
        Expr::value(at),
        Expr::value(at),
    ];
    let mut owners = Query::select();
    owners
        .distinct()
        .column(recovery_code::Column::UserId)
        .exprs(values)
        .from(recovery_code::Entity);
    let mut notices = Query::insert();
    notices.into_table(notice::Entity).columns([
        Column::UserId,
        Column::Kind,
        Column::At,
        Column::LastAt,
        Column::Count,
        Column::ByName,
        Column::ByEmail,
        Column::UserAgent,
        Column::Address,
        Column::MailAttempts,
        Column::MailDueAt,
        Column::MailPlace,
    ]);
    let notices = notices
        .select_from(owners)
        .map_err(|e| crate::Error::failed("telling the owners of recovery codes", e))?;
    Ok(tx.execute(notices).await?.rows_affected())
}
