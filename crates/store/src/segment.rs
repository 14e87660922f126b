//! Segments of users: a segment has all users with the same key, which holds everything that status, requirement and role depend
//! on. Triggers in the database keep the number of users of each segment (`user_counts`), so that counting costs the same for ten
//! users as for a million.
//!
//! [`KEY`] is the single definition: the expressions of queries, the recount, and the texts of triggers and indexes
//! ([`definition`]) are generated from it. A new column needs one line here and a migration with the generated texts.

pub mod definition;

use crate::entity::{user, user_count};
use crate::error::Result;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, QueryResult};

/// The database type of a column of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyColumnType {
    /// A 32-bit number.
    Integer,
    /// A 64-bit number.
    BigInteger,
    /// A text.
    Text,
}

/// A column of the key of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyColumn {
    /// The column of `user_counts`.
    pub name: &'static str,
    /// Its type.
    pub kind: KeyColumnType,
    /// The column of `users` that it depends on.
    pub source: &'static str,
    /// Its value for a row of `users`, in SQL, never null; `{}` stands for the row.
    pub expression: &'static str,
    /// What a change of the value depends on, in SQL; `{}` stands for the row.
    pub watched: &'static str,
}

/// 1 with a confirmed factor, else 0.
pub const ACTIVE: KeyColumn = KeyColumn {
    name: "active",
    kind: KeyColumnType::Integer,
    source: "two_factor_since",
    expression: "CASE WHEN {}two_factor_since IS NULL THEN 0 ELSE 1 END",
    watched: "({}two_factor_since IS NULL)",
};
/// The rule on the user; empty for none.
pub const RULE: KeyColumn = KeyColumn::text(
    "override_rule",
    "coalesce({}override_rule, '')",
    "{}override_rule",
);
/// The generation of the rule; 0 for none.
pub const GENERATION: KeyColumn = KeyColumn::number(
    "override_generation",
    "coalesce({}override_generation, 0)",
    "{}override_generation",
);
/// 1 where a group requires 2FA, else 0.
pub const GROUP: KeyColumn = KeyColumn {
    name: "group_required",
    kind: KeyColumnType::Integer,
    source: "group_required_since",
    expression: "CASE WHEN {}group_required_since IS NULL THEN 0 ELSE 1 END",
    watched: "({}group_required_since IS NULL)",
};
/// The role.
pub const ROLE: KeyColumn = KeyColumn::text("role", "{}role", "{}role");
/// 1 for a deactivated account, else 0.
pub const DEACTIVATED: KeyColumn = KeyColumn {
    name: "deactivated",
    kind: KeyColumnType::Integer,
    source: "disabled_at",
    expression: "CASE WHEN {}disabled_at IS NULL THEN 0 ELSE 1 END",
    watched: "({}disabled_at IS NULL)",
};
/// 1 with a password, else 0.
pub const PASSWORD: KeyColumn = KeyColumn {
    name: "has_password",
    kind: KeyColumnType::Integer,
    source: "password_hash",
    expression: "CASE WHEN {}password_hash IS NULL THEN 0 ELSE 1 END",
    watched: "({}password_hash IS NULL)",
};
/// 1 without a password and with a link to choose one that was given, whether it works or not; else 0, so that those who have a
/// password are no further segments.
pub const INVITED: KeyColumn = KeyColumn {
    name: "invited",
    kind: KeyColumnType::Integer,
    source: "invited_at",
    expression: "CASE WHEN {}invited_at IS NULL OR {}password_hash IS NOT NULL THEN 0 ELSE 1 END",
    watched: "({}invited_at IS NULL OR {}password_hash IS NOT NULL)",
};
/// The generation of the requirement that an exemption suspends; -1 for none.
pub const SUSPENDED: KeyColumn = KeyColumn::number(
    "suspended_generation",
    "coalesce({}suspended_generation, -1)",
    "{}suspended_generation",
);
/// Who is exempt; empty for nobody.
pub const KIND: KeyColumn = KeyColumn::text(
    "override_kind",
    "coalesce({}override_kind, '')",
    "{}override_kind",
);
/// When the rule ends by itself, in seconds since the Unix epoch; 0 for never.
pub const UNTIL: KeyColumn = KeyColumn::number(
    "override_until",
    "coalesce({}override_until, 0)",
    "{}override_until",
);

/// The key. The end of a rule is the last column: segments that differ only in it are one range of an index.
pub const KEY: &[KeyColumn] = &[
    ACTIVE,
    RULE,
    GENERATION,
    GROUP,
    ROLE,
    DEACTIVATED,
    PASSWORD,
    INVITED,
    SUSPENDED,
    KIND,
    UNTIL,
];

impl KeyColumn {
    /// A text column: the column of that name.
    pub const fn text(name: &'static str, expression: &'static str, watched: &'static str) -> Self {
        Self {
            name,
            kind: KeyColumnType::Text,
            source: name,
            expression,
            watched,
        }
    }

    /// A number column: the column of that name.
    pub const fn number(
        name: &'static str,
        expression: &'static str,
        watched: &'static str,
    ) -> Self {
        Self {
            kind: KeyColumnType::BigInteger,
            ..Self::text(name, expression, watched)
        }
    }

    /// Its value for a row of `users`. An index over an expression serves only a query that writes it in the same way.
    pub fn expr(&self) -> Expr {
        Expr::cust(self.of(""))
    }

    /// The same as a text, for a row with this prefix.
    fn of(&self, row: &str) -> String {
        self.expression.replace("{}", row)
    }

    fn read(&self, row: &QueryResult, index: usize) -> Result<KeyValue> {
        Ok(match self.kind {
            KeyColumnType::Integer => KeyValue::Integer(row.try_get_by_index(index)?),
            KeyColumnType::BigInteger => KeyValue::BigInteger(row.try_get_by_index(index)?),
            KeyColumnType::Text => KeyValue::Text(row.try_get_by_index(index)?),
        })
    }
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum KeyValue {
    Integer(i32),
    BigInteger(i64),
    Text(String),
}

impl KeyValue {
    fn expr(&self) -> Expr {
        match self {
            Self::Integer(number) => Expr::val(*number),
            Self::BigInteger(number) => Expr::val(*number),
            Self::Text(text) => Expr::val(text.as_str()),
        }
    }
}

/// The key of a segment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    columns: &'static [KeyColumn],
    values: Vec<KeyValue>,
}

impl Key {
    fn read(columns: &'static [KeyColumn], row: &QueryResult) -> Result<Self> {
        let values = columns.iter().enumerate();
        Ok(Self {
            columns,
            values: values
                .map(|(index, column)| column.read(row, index))
                .collect::<Result<_>>()?,
        })
    }

    fn pairs(&self) -> impl Iterator<Item = (&KeyColumn, &KeyValue)> {
        self.columns.iter().zip(&self.values)
    }

    fn value(&self, column: &KeyColumn) -> Option<&KeyValue> {
        let found = self.pairs().find(|(own, _)| own.name == column.name);
        found.map(|(_, value)| value)
    }

    /// The number in this column; 0 where it has none.
    pub fn number(&self, column: &KeyColumn) -> i64 {
        match self.value(column) {
            Some(KeyValue::Integer(number)) => i64::from(*number),
            Some(KeyValue::BigInteger(number)) => *number,
            Some(KeyValue::Text(_)) | None => 0,
        }
    }

    /// The text in this column; empty where it has none.
    pub fn text(&self, column: &KeyColumn) -> &str {
        match self.value(column) {
            Some(KeyValue::Text(text)) => text,
            Some(KeyValue::Integer(_) | KeyValue::BigInteger(_)) | None => "",
        }
    }

    /// Exactly the users of this segment: a range of each of the indexes by segment.
    pub fn users(&self) -> Condition {
        condition(self.pairs())
    }

    /// These users, and those whose segments differ only in this column.
    pub fn users_but_for(&self, column: &KeyColumn) -> Condition {
        condition(self.pairs().filter(|(own, _)| own.name != column.name))
    }

    /// Whether the other segment differs at most in this column.
    pub fn is_like_but_for(&self, other: &Self, column: &KeyColumn) -> bool {
        let rest = |key: &Self| -> Vec<KeyValue> {
            let rest = key.pairs().filter(|(own, _)| own.name != column.name);
            rest.map(|(_, value)| value.clone()).collect()
        };
        rest(self) == rest(other)
    }
}

/// The users who have these values in these columns.
fn condition<'a>(pairs: impl Iterator<Item = (&'a KeyColumn, &'a KeyValue)>) -> Condition {
    pairs.fold(Condition::all(), |condition, (column, value)| {
        condition.add(column.expr().eq(value.expr()))
    })
}

/// A segment and how many users it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The segment.
    pub key: Key,
    /// The number of users.
    pub users: i64,
}

/// Every segment, from the counts that the database keeps.
pub async fn kept(
    db: &impl ConnectionTrait,
    columns: &'static [KeyColumn],
) -> Result<Vec<Counted>> {
    let mut select = Query::select();
    select
        .columns(columns.iter().map(|column| column.name))
        .column(user_count::Column::Users)
        .from(user_count::Entity);
    read(db, columns, &select).await
}

/// Every segment, counted again.
pub async fn counted(
    db: &impl ConnectionTrait,
    columns: &'static [KeyColumn],
) -> Result<Vec<Counted>> {
    counted_among(db, columns, Condition::all()).await
}

/// The users for whom a condition holds, counted by segment.
pub async fn counted_among(
    db: &impl ConnectionTrait,
    columns: &'static [KeyColumn],
    users: Condition,
) -> Result<Vec<Counted>> {
    let mut select = Query::select();
    select.from(user::Entity).cond_where(users);
    for column in columns {
        select.expr(column.expr()).add_group_by([column.expr()]);
    }
    select.expr(Expr::col(user::Column::Id).count());
    read(db, columns, &select).await
}

async fn read(
    db: &impl ConnectionTrait,
    columns: &'static [KeyColumn],
    select: &sea_orm::sea_query::SelectStatement,
) -> Result<Vec<Counted>> {
    let rows = db.query_all(select).await?;
    rows.iter()
        .map(|row| {
            Ok(Counted {
                key: Key::read(columns, row)?,
                users: row.try_get_by_index(columns.len())?,
            })
        })
        .collect()
}

/// Replaces the kept counts with these.
pub async fn replace(
    tx: &impl ConnectionTrait,
    columns: &'static [KeyColumn],
    segments: &[Counted],
) -> Result<()> {
    let mut delete = Query::delete();
    delete.from_table(user_count::Entity);
    tx.execute(&delete).await?;
    for segment in segments {
        let mut insert = Query::insert();
        insert
            .into_table(user_count::Entity)
            .columns(columns.iter().map(|column| column.name).chain(["users"]));
        let values = segment.key.values.iter().map(KeyValue::expr);
        insert.values_panic(values.chain([Expr::val(segment.users)]));
        tx.execute(&insert).await?;
    }
    Ok(())
}
