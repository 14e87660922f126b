//! Query plans of SQLite, which finds words by an index of its own.

use super::*;
use crate::Db;
use crate::explain::{SORTS, steps};
use test_support::TestDatabase;

#[tokio::test]
async fn a_search_within_a_group_asks_of_each_match_whether_it_is_a_member_and_lists_no_members() {
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    let query = UserQuery {
        search: "mar".to_owned(),
        group: Some(GroupId::new(1)),
        ..UserQuery::default()
    };
    let matching = Matching::of(&query, db.read()).unwrap();
    let at = (&Rules::NEW, Timestamp::from_unix(1_800_000_000));
    let select = matches(&matching, &query, &Window::first(50), at);
    let select = db.read().get_database_backend().build(&select);
    let plan = steps(&db, select, &SORTS).await.join("\n");
    assert!(plan.contains("SCAN users_search VIRTUAL TABLE"), "{plan}");
    assert!(plan.contains("(group_id=? AND user_id=?)"), "{plan}");
    assert!(!plan.contains("(group_id=?)"), "{plan}");
}
