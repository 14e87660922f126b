//! What the database does to read a page: no more than the page.

use super::{merged, parts, reads};
use crate::db::Db;
use crate::policy::rules;
use crate::users::kind::{Kind, kinds};
use crate::users::place::Window;
use domain::cursor::SortValue;
use domain::{
    Direction, Language, Role, Timestamp, TwoFactorStatus, UserId, UserSort, cursor::RowKey,
};
use sea_orm::ConnectionTrait;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

/// A database with users of four kinds.
async fn open(dir: &tempfile::TempDir) -> Db {
    let url = format!("sqlite://{}/plan.sqlite", dir.path().display());
    let db = Db::open(&url).await.unwrap();
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
    db
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
    let rules = rules::load(db.read()).await.unwrap();
    let all = kinds(db.read(), &rules, NOW).await.unwrap();
    let shown: Vec<&Kind> = all.iter().skip(usize::from(filtered)).collect();
    let mut steps = Vec::new();
    let backend = db.read().get_database_backend();
    for part in parts(&shown, window, (&rules, NOW), backend) {
        let whole = !filtered && part.kinds.len() == shown.len();
        let reads = reads(&part, whole, window, (&rules, NOW));
        let select = merged(&part, window, reads, (0, 50), backend).unwrap();
        let mut explained = backend.build(&select);
        explained.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
        for row in db.read().query_all_raw(explained).await.unwrap() {
            let step: String = row.try_get("", "detail").unwrap();
            if step.contains("users") || step.contains("B-TREE") {
                steps.push(step);
            }
        }
    }
    steps
}

/// Whether a step goes at once to the row after which the page begins.
fn begins_in_the_middle(step: &str) -> bool {
    step.replace("<expr>", "").contains(['<', '>'])
}

#[tokio::test]
async fn every_page_in_every_order_is_read_from_an_index_and_nothing_is_sorted() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(&dir).await;
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
                    assert!(!steps.is_empty());
                    let parted = matches!(sort, UserSort::Role | UserSort::Status);
                    let begun = steps
                        .iter()
                        .filter(|step| begins_in_the_middle(step))
                        .count();
                    let from = if after.is_none() {
                        begun == 0
                    } else {
                        begun == steps.len() || parted && begun > 0
                    };
                    assert!(from, "{sort} {direction} {after:?}: {steps:?}");
                    let plain = !filtered && matches!(sort, UserSort::Name | UserSort::Email);
                    for step in steps {
                        let fine = if plain {
                            step.contains("users USING") && step.contains("INDEX")
                        } else {
                            // Those of the language before the place are not read.
                            let placed = *sort != UserSort::Language
                                || after.is_none()
                                || step.contains("(language,name_key)");
                            placed
                                && step.contains("SEARCH users USING")
                                && step.contains("INDEX idx_users_kind_")
                                && step.contains("AND <expr>=?")
                        };
                        assert!(fine, "{sort} {direction} {after:?}: {step}");
                    }
                }
            }
        }
    }
}
