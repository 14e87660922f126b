//! The sort key of a row in an order of the table, in Rust and in SQL.

use crate::entity::user;
use crate::error::{Error, Result};
use crate::requirement::required;
use crate::segment::ACTIVE;
use domain::{Rules, Timestamp, TwoFactorStatus, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use wire::cursor::{RowKey, SortValue};
use wire::view::UserRow;
use wire::{Cursor, Direction, UserQuery, UserSort};

/// The maximum page number; a greater one is replaced by it: far beyond any table, far below
/// overflow.
const LAST_PAGE: u64 = 1_000_000;

/// Which rows of an order are read.
#[derive(Debug, Clone)]
pub struct Window {
    /// The order.
    pub sort: UserSort,
    /// The direction of reading.
    pub direction: Direction,
    /// Rows after this one in the direction of reading.
    pub after: Option<RowKey>,
    /// Rows that are skipped first.
    pub offset: u64,
    /// The maximum number of rows.
    pub limit: u64,
    /// Whether the rows are read from the end of the page to its beginning.
    pub backwards: bool,
}

impl Window {
    /// The first rows by name.
    pub const fn first(limit: u64) -> Self {
        Self {
            sort: UserSort::Name,
            direction: Direction::Ascending,
            after: None,
            offset: 0,
            limit,
            backwards: false,
        }
    }

    /// The first rows of a query, or those after a row, regardless of its page.
    pub fn after(query: &UserQuery, after: Option<RowKey>, limit: u64) -> Self {
        Self {
            sort: query.sort,
            direction: query.direction,
            after,
            ..Self::first(limit)
        }
    }

    /// The page that a query asks for, of `total` rows.
    pub fn of(query: &UserQuery, total: u64) -> Self {
        let page = query.page.clamp(1, LAST_PAGE);
        let size = query.size.rows();
        let start = Self::after(query, None, size);
        let back = Self {
            direction: query.direction.reversed(),
            backwards: true,
            ..start.clone()
        };
        match query.cursor.clone().filter(|c| c.fits(query.sort)) {
            None => Self {
                offset: (page - 1) * size,
                ..start
            },
            Some(Cursor::After(key)) => Self {
                after: Some(key),
                ..start
            },
            Some(Cursor::Before(key)) => Self {
                after: Some(key),
                ..back
            },
            Some(Cursor::End) => Self {
                limit: total.saturating_sub(1) % size + 1,
                ..back
            },
        }
    }

    /// Puts rows in the direction of reading into the order of the page.
    pub fn in_order(&self, mut ids: Vec<UserId>) -> Vec<UserId> {
        if self.backwards {
            ids.reverse();
        }
        ids
    }

    /// The direction of reading in SQL.
    pub const fn order(&self) -> Order {
        match self.direction {
            Direction::Ascending => Order::Asc,
            Direction::Descending => Order::Desc,
        }
    }

    /// The operator for later rows in the direction of reading.
    pub fn beyond(&self, what: Expr, value: impl Into<Expr>) -> Expr {
        match self.direction {
            Direction::Ascending => what.gt(value),
            Direction::Descending => what.lt(value),
        }
    }

    /// The rows after `after` by the sorted column, where that is equal by name, equal names by number.
    pub fn later(&self, sorted: Expr, after: &RowKey) -> Expr {
        let [name, id] = [user::Column::NameKey, user::Column::Id].map(Expr::col);
        let (text, number) = (after.text.as_str(), after.id.get());
        let place = [value(after), Expr::val(text), Expr::val(number)];
        self.beyond(Expr::tuple([sorted, name, id]), Expr::tuple(place))
    }

    /// The rows after `after` where the sorted column is equal: by name, equal names by number.
    pub fn later_name(&self, after: &RowKey) -> Expr {
        let columns = [user::Column::NameKey, user::Column::Id].map(Expr::col);
        let place = [Expr::val(after.text.as_str()), Expr::val(after.id.get())];
        self.beyond(Expr::tuple(columns), Expr::tuple(place))
    }
}

/// The position of each status in the order, as a number.
pub const fn rank(status: TwoFactorStatus) -> i32 {
    match status {
        TwoFactorStatus::Inactive => 0,
        TwoFactorStatus::Pending => 1,
        TwoFactorStatus::Voluntary => 2,
        TwoFactorStatus::Protected => 3,
    }
}

/// The sorted column; for statuses their [`rank`].
pub fn column(sort: UserSort, rules: &Rules, now: Timestamp) -> Expr {
    match sort {
        UserSort::Name => Expr::col(user::Column::NameKey),
        UserSort::Email => Expr::col(user::Column::EmailKey),
        UserSort::Role => Expr::col(user::Column::Role),
        UserSort::Language => Expr::col(user::Column::Language),
        UserSort::LastSignIn => Expr::cust("coalesce(last_sign_in_at, -1)"),
        UserSort::Status => required(rules, now).add(ACTIVE.expr().mul(2)),
    }
}

/// The value in [`column`] of a row with this key.
pub fn value(key: &RowKey) -> Expr {
    match key.value {
        SortValue::Name | SortValue::Email => Expr::val(key.text.as_str()),
        SortValue::Role(role) => Expr::val(role.as_str()),
        SortValue::Language(language) => Expr::val(language.as_str()),
        SortValue::LastSignIn(at) => Expr::val(at),
        SortValue::Status(status) => Expr::val(rank(status)),
    }
}

/// The sort keys of the first and the last row.
pub fn ends(
    sort: UserSort,
    models: &[user::Model],
    rows: &[UserRow],
) -> Result<Option<(RowKey, RowKey)>> {
    let key = |user: Option<&user::Model>, row: Option<&UserRow>| match (user, row) {
        (Some(user), Some(row)) => Ok(Some(sort_key_of(sort, user, row))),
        (None, None) => Ok(None),
        _ => Err(Error::failed("reading users", "rows without users")),
    };
    let first = key(models.first(), rows.first())?;
    Ok(first.zip(key(models.last(), rows.last())?))
}

fn sort_key_of(sort: UserSort, user: &user::Model, row: &UserRow) -> RowKey {
    let value = match sort {
        UserSort::Name => SortValue::Name,
        UserSort::Email => SortValue::Email,
        UserSort::Role => SortValue::Role(row.role),
        UserSort::Language => SortValue::Language(row.language),
        UserSort::LastSignIn => {
            SortValue::LastSignIn(user.last_sign_in_at.map_or(-1, |at| at.unix()))
        }
        UserSort::Status => SortValue::Status(row.status),
    };
    let text = match sort {
        UserSort::Email => &user.email_key,
        _ => &user.name_key,
    };
    RowKey {
        value,
        text: text.clone(),
        id: *user.id,
    }
}
