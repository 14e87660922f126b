//! Words of closed lists, written into a statement. SQLite is built not to look at bound values when it plans
//! (`SQLITE_ENABLE_QPSG`, see `.cargo/config.toml`): it would plan each statement with a limit anew each time that it runs. So what the
//! condition of a partial index names is written out.

use crate::entity::user::Column;
use domain::Role;
use sea_orm::sea_query::{Expr, ExprTrait};

/// The word as a text of SQL.
pub(crate) fn word(word: &'static str) -> Expr {
    Expr::cust(format!("'{word}'"))
}

/// That a user is an admin.
pub(crate) fn is_admin() -> Expr {
    Expr::col(Column::Role).eq(word(Role::Admin.as_str()))
}
