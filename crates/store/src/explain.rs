//! Query plans, for tests: how the database would read something.

use crate::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};

/// Whole tables.
pub const SCANS: [&str; 1] = ["seqscan"];
/// Whole tables, what is sorted, and what would have to be.
pub const SORTS: [&str; 4] = ["seqscan", "sort", "bitmapscan", "incremental_sort"];

/// The steps of a plan, as the database writes them. A small table may be read in any way, so PostgreSQL does without these ways where it
/// can: the question is what the plan needs.
pub async fn steps(db: &Db, mut statement: Statement, without: &[&str]) -> Vec<String> {
    let tx = db.read().begin().await.unwrap();
    let (words, column) = if tx.get_database_backend() == DbBackend::Postgres {
        for way in without {
            let never = format!("SET LOCAL enable_{way} = off");
            tx.execute_unprepared(&never).await.unwrap();
        }
        ("EXPLAIN (COSTS OFF) ", "QUERY PLAN")
    } else {
        ("EXPLAIN QUERY PLAN ", "detail")
    };
    statement.sql.insert_str(0, words);
    let rows = tx.query_all_raw(statement).await.unwrap();
    let steps = rows.iter().map(|row| row.try_get("", column).unwrap());
    steps.collect()
}
