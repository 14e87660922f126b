//! What agrees in the database, whatever was cut off or killed: what is counted, entered into the log, noted and told of.

use crate::sql::{texts, value};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

/// Where wrong passwords are events, for [`by_user`].
pub const PASSWORD_EVENTS: &str =
    "SELECT user_id AS who, count AS n FROM security_events WHERE kind = 'wrong-password'";

/// The sum of `n` for each user, `who`, of a query.
pub async fn by_user(db: &impl ConnectionTrait, from: &str) -> BTreeMap<i64, i64> {
    let query = format!("SELECT who || ' ' || sum(n) FROM ({from}) AS counted GROUP BY who");
    let pair = |line: String| {
        let (who, sum) = line.split_once(' ').unwrap();
        (who.parse().unwrap(), sum.parse().unwrap())
    };
    texts(db, &query).await.into_iter().map(pair).collect()
}

/// Asserts that counts of wrong codes, their entries, notices and events agree; returns the counts.
pub async fn wrong_codes(db: &impl ConnectionTrait) -> BTreeMap<i64, i64> {
    let failures = "SELECT user_id AS who, failures AS n FROM factor_attempts";
    let counts = by_user(db, failures).await;
    for (what, from) in [
        (
            "entries",
            "SELECT actor_id AS who, 1 AS n FROM audit_entries WHERE action = 'code-refused'",
        ),
        (
            "notices",
            "SELECT user_id AS who, count AS n FROM notices WHERE kind = 'code-refused'",
        ),
        (
            "events",
            "SELECT user_id AS who, count AS n FROM security_events WHERE kind = 'wrong-code'",
        ),
    ] {
        assert_eq!(by_user(db, from).await, counts, "{what}");
    }
    counts
}

/// Asserts that who has signed in with a code since a moment, in seconds, has an open session, an entry and a code that is used, and
/// who has not yet, a session that waits and its event; and that each rule that requires 2FA of a user has its entry. There is one of
/// each at least.
pub async fn sign_ins_and_rules(db: &impl ConnectionTrait, begun: i64) {
    let opened = format!("SELECT user_id AS who, 1 AS n FROM sessions WHERE opened_at >= {begun}");
    let signed_in = format!(
        "SELECT actor_id AS who, 1 AS n FROM audit_entries WHERE action = 'signed-in' AND at >= {begun}"
    );
    let used = format!(
        "SELECT user_id AS who, 1 AS n FROM totp_factors JOIN factors ON id = factor_id WHERE last_step >= {}",
        begun / 30 - 1
    );
    let waiting = format!(
        "SELECT user_id AS who, 1 AS n FROM sessions WHERE created_at >= {begun} AND opened_at IS NULL"
    );
    let without_code = "SELECT user_id AS who, count AS n FROM security_events WHERE kind = 'password-only' AND count > 0";
    let rules = "SELECT id AS who, 1 AS n FROM users WHERE override_rule = 'required'";
    let entries =
        "SELECT target_id AS who, 1 AS n FROM audit_entries WHERE action = 'user-required'";
    for (one, other) in [
        (opened.as_str(), signed_in.as_str()),
        (&opened, &used),
        (&waiting, without_code),
        (rules, entries),
    ] {
        let (one, other) = (by_user(db, one).await, by_user(db, other).await);
        assert_eq!(one, other);
        assert!(!one.is_empty(), "{other:?}");
    }
}

/// How many wrong passwords there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongPasswords {
    /// Those that count for their accounts.
    pub counted: i64,
    /// Those of them that are still to be noted as events.
    pub pending: i64,
    /// The events.
    pub noted: i64,
}

/// How many wrong passwords there are.
pub async fn wrong_passwords(db: &impl ConnectionTrait) -> WrongPasswords {
    let sum = async |column: &str, table: &str| {
        let query = format!("SELECT CAST(coalesce(sum({column}), 0) AS BIGINT) FROM {table}");
        value::<i64>(db, &query).await
    };
    WrongPasswords {
        counted: sum("failures", "account_failures").await,
        pending: sum("pending", "password_failures").await,
        noted: by_user(db, PASSWORD_EVENTS).await.values().sum(),
    }
}
