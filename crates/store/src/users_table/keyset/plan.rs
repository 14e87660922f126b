//! Query plans: to read a page, the database reads no more than the page.

use super::{merged, parts, reads};
use crate::Db;
use crate::explain::{self, SORTS};
use crate::users_table::segment::Segment;
use crate::users_table::segments::Segments;
use crate::users_table::sort_key::Window;
use domain::{Language, Role, Rules, Timestamp, TwoFactorStatus, UserId};
use sea_orm::ConnectionTrait;
use test_support::TestDatabase;
use wire::cursor::{RowKey, SortValue};
use wire::{Direction, UserSort};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

/// A database with users of four segments.
async fn open() -> (Db, TestDatabase) {
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    for (number, role, since) in [
        (1, "user", "1"),
        (2, "user", "NULL"),
        (3, "admin", "1"),
        (4, "admin", "NULL"),
    ] {
        db.write()
            .execute_unprepared(&format!(
                "INSERT INTO users (email, email_key, name, name_key, search_key, role, language, \
                 created_at, two_factor_since) VALUES ('{number}', '{number}', 'a', 'a', 'a', \
                 '{role}', 'fr', 0, {since})"
            ))
            .await
            .unwrap();
    }
    (db, database)
}

fn key(sort: UserSort) -> RowKey {
    let value = match sort {
        UserSort::Name => SortValue::Name,
        UserSort::Email => SortValue::Email,
        UserSort::Role => SortValue::Role(Role::Admin),
        UserSort::Language => SortValue::Language(Language::Fr),
        UserSort::LastSignIn => SortValue::LastSignIn(7),
        UserSort::Status => SortValue::Status(TwoFactorStatus::Voluntary),
    };
    RowKey {
        value,
        text: "a".to_owned(),
        id: UserId::new(1),
    }
}

/// The steps that read or sort, for every part of a window.
async fn steps(db: &Db, window: &Window, filtered: bool) -> Vec<String> {
    let rules = Rules::NEW;
    let segments = Segments::load(db.read(), &rules, NOW).await.unwrap();
    let shown: Vec<&Segment> = segments.all().iter().skip(usize::from(filtered)).collect();
    let mut steps = Vec::new();
    let backend = db.read().get_database_backend();
    for part in parts(&shown, window, (&rules, NOW), backend) {
        let whole = !filtered && part.segments.len() == shown.len();
        let reads = reads(&part, whole, window, (&rules, NOW));
        let select = merged(&part, window, reads, (0, 50), backend).unwrap();
        let plan = explain::steps(db, backend.build(&select), &SORTS).await;
        steps.extend(reading(&plan));
    }
    steps
}

/// The steps that read or sort: PostgreSQL puts the condition on a separate line after the index.
fn reading(lines: &[String]) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    for line in lines {
        let line = line.trim_start_matches([' ', '-', '>']);
        match steps.last_mut() {
            _ if line.starts_with("Sort Key: ") => {}
            Some(step) if line.starts_with("Index Cond: ") => step.extend([" ", line]),
            // Filtered rows were read in vain.
            _ if line.starts_with("Filter: ") || line.starts_with("Sort") => {
                steps.push(line.to_owned());
            }
            _ if line.contains("users") || line.contains("B-TREE") => steps.push(line.to_owned()),
            _ => {}
        }
    }
    steps
}

/// Whether a step goes directly to the row after which the page begins.
fn begins_in_the_middle(step: &str) -> bool {
    step.replace("<expr>", "").contains(['<', '>'])
}

/// Whether a step reads a range of an index: that of a segment, or of all users by name or address.
fn is_a_range(step: &str, plain: bool) -> bool {
    let by_index = [
        "SEARCH users USING",
        "SCAN users USING",
        "Index Scan",
        "Index Only Scan",
    ];
    let by_index = by_index.iter().any(|way| step.starts_with(way));
    let of_a_segment = step.contains(" idx_users_kind_")
        && (step.contains("AND <expr>=?") || step.contains("(COALESCE(override_until"));
    by_index && (plain || of_a_segment)
}

/// Whether users of the language before the position are skipped: an index that merely contains
/// them is not enough.
fn passes_over_the_language(step: &str) -> bool {
    step.contains("(language,name_key)") || step.contains("ROW(language, name_key, id)")
}

#[tokio::test]
async fn every_page_in_every_order_is_read_from_an_index_and_nothing_is_sorted() {
    let (db, _database) = open().await;
    for sort in UserSort::ALL {
        for direction in Direction::ALL {
            for after in [None, Some(key(*sort))] {
                for filtered in [false, true] {
                    let window = Window {
                        sort: *sort,
                        direction: *direction,
                        after: after.clone(),
                        ..Window::first(50)
                    };
                    let steps = steps(&db, &window, filtered).await;
                    let place = format!("{sort} {direction} {after:?}: {steps:#?}");
                    assert!(!steps.is_empty(), "{place}");
                    let parted = matches!(sort, UserSort::Role | UserSort::Status);
                    let begun = steps.iter().filter(|s| begins_in_the_middle(s)).count();
                    let from = if after.is_none() {
                        begun == 0
                    } else {
                        begun == steps.len() || parted && begun > 0
                    };
                    assert!(from, "{place}");
                    let plain = !filtered && matches!(sort, UserSort::Name | UserSort::Email);
                    assert!(steps.iter().all(|s| is_a_range(s, plain)), "{place}");
                    if *sort == UserSort::Language && after.is_some() {
                        assert!(steps.iter().all(|s| passes_over_the_language(s)), "{place}");
                    }
                }
            }
        }
    }
}
