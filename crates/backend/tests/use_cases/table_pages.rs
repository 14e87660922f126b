//! Keyset pagination of the table, from the rows at the ends of the pages.

use crate::support::TestApp;
use backend::access::Principal;
use domain::{Role, TwoFactorStatus, UserId};
use wire::view::{Neighbours, UserList};
use wire::{Cursor, Direction, RequirementFilter, UserQuery, UserSort};

/// The admin and 170 users: every kind, few languages, many equal names and times.
async fn crowd() -> (TestApp, Principal) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.sql("UPDATE policies SET required_generation = 3, exempt_generation = 7")
        .await;
    app.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 170) \
         INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at, \
           last_sign_in_at, two_factor_since, override_rule, override_generation, override_until) \
         SELECT 'u' || (i * 37 % 171), 'u' || (i * 37 % 171), 'N' || (i % 9), 'n' || (i % 9), 'name n' || (i % 9), \
           CASE WHEN i % 11 = 0 THEN 'admin' ELSE 'user' END, \
           CASE i % 3 WHEN 0 THEN 'fr' WHEN 1 THEN 'en' ELSE 'de' END, 0, \
           CASE WHEN i % 2 = 0 THEN 1700000000 + i % 5 END, CASE WHEN i % 4 < 2 THEN 1 END, \
           CASE i % 5 WHEN 1 THEN 'required' WHEN 2 THEN 'exempt' END, \
           CASE i % 5 WHEN 1 THEN 2 + i % 2 WHEN 2 THEN 7 END, \
           CASE WHEN i % 5 = 2 AND i % 3 = 0 THEN 1799999990 + i END FROM n",
    )
    .await;
    (app, admin)
}

async fn page(app: &TestApp, admin: &Principal, query: &UserQuery) -> UserList {
    let admin = admin.admin().unwrap();
    app.backend.list_users(admin, query).await.unwrap()
}

fn ids(page: &UserList) -> Vec<UserId> {
    page.rows.iter().map(|row| row.id).collect()
}

/// Filters of every kind, with and without a search.
fn filters() -> Vec<UserQuery> {
    let all = UserQuery::default;
    let mut filters = vec![
        all(),
        UserQuery {
            search: "name".to_owned(),
            ..all()
        },
        UserQuery {
            search: "n1".to_owned(),
            status: Some(TwoFactorStatus::Inactive),
            ..all()
        },
        UserQuery {
            role: Some(Role::User),
            ..all()
        },
    ];
    filters.extend(TwoFactorStatus::ALL.iter().map(|status| UserQuery {
        status: Some(*status),
        ..all()
    }));
    filters.extend(RequirementFilter::ALL.iter().map(|requirement| UserQuery {
        requirement: Some(*requirement),
        ..all()
    }));
    filters
}

fn ordered() -> Vec<UserQuery> {
    let mut queries = Vec::new();
    for filter in filters() {
        for sort in UserSort::ALL {
            for direction in Direction::ALL {
                queries.push(UserQuery {
                    sort: *sort,
                    direction: *direction,
                    ..filter.clone()
                });
            }
        }
    }
    queries
}

#[tokio::test]
async fn pages_read_from_row_to_row_are_the_pages_that_counting_off_gives_forwards_and_backwards() {
    let (app, admin) = crowd().await;
    for query in ordered() {
        let first = page(&app, &admin, &query).await;
        let pages = first.total.div_ceil(50).max(1);
        let mut counted = vec![ids(&first)];
        for number in 2..=pages {
            counted.push(ids(&page(&app, &admin, &query.on_page(number)).await));
        }
        let all: usize = counted.iter().map(Vec::len).sum();
        assert_eq!(all as u64, first.total, "{query:?}");

        let (mut at, mut ends) = (query.clone(), first.ends);
        for number in 2..=pages {
            at = at.on_page(number - 1).to_page(number, 0, ends.as_ref());
            let next = page(&app, &admin, &at).await;
            assert_eq!(
                ids(&next),
                counted[usize::try_from(number - 1).unwrap()],
                "{at:?}"
            );
            ends = next.ends;
        }
        let mut at = query.at(pages, Cursor::End);
        for number in (1..=pages).rev() {
            let found = page(&app, &admin, &at).await;
            assert_eq!(
                ids(&found),
                counted[usize::try_from(number - 1).unwrap()],
                "{at:?}"
            );
            if let Some((first, _)) = found.ends {
                at = query.at(number - 1, Cursor::Before(first));
            }
        }
    }
}

#[tokio::test]
async fn the_neighbours_of_a_user_are_those_in_the_table_in_each_order_under_each_filter() {
    let (app, admin) = crowd().await;
    for query in ordered() {
        let mut all = Vec::new();
        let pages = page(&app, &admin, &query).await.total.div_ceil(50);
        for number in 1..=pages {
            all.extend(ids(&page(&app, &admin, &query.on_page(number)).await));
        }
        // Both ends, what is beside them, and where a page ends.
        for place in [0, 1, 49, 50, all.len().saturating_sub(1)] {
            let Some(id) = all.get(place) else { continue };
            // Whatever page the table showed.
            let at = query.on_page(2);
            let right = admin.admin().unwrap();
            let found = app.backend.neighbours(right, *id, &at).await.unwrap();
            let before = place.checked_sub(1).and_then(|before| all.get(before));
            assert_eq!(
                found.previous.map(|user| user.id),
                before.copied(),
                "{at:?}"
            );
            let after = all.get(place + 1);
            assert_eq!(found.next.map(|user| user.id), after.copied(), "{at:?}");
        }
    }
}

#[tokio::test]
async fn a_user_who_is_gone_has_no_neighbours() {
    let (app, admin) = crowd().await;
    let gone = UserId::new(9_999);
    let right = admin.admin().unwrap();
    let all = UserQuery::default();
    let found = app.backend.neighbours(right, gone, &all).await.unwrap();
    let nobody = Neighbours {
        user: gone,
        previous: None,
        next: None,
    };
    assert_eq!(found, nobody);
}

#[tokio::test]
async fn users_who_come_and_go_make_no_page_skip_or_repeat_another() {
    let (app, admin) = crowd().await;
    for query in ordered() {
        if !query.search.is_empty() {
            continue;
        }
        let before = page(&app, &admin, &query).await;
        let Some((_, last)) = before.ends.clone() else {
            continue;
        };
        if before.total <= 50 {
            continue;
        }
        let shown = page(&app, &admin, &query.at(2, Cursor::After(last.clone()))).await;
        // One of the users seen is deleted, and others are added before them in every order.
        let gone = before.rows[0].id;
        app.sql(&format!(
            "CREATE TABLE gone AS SELECT * FROM users WHERE id = {gone}"
        ))
        .await;
        app.sql(&format!("DELETE FROM users WHERE id = {gone}"))
            .await;
        let row = |id: i64, name: &str| {
            format!(
                "INSERT INTO users SELECT {id}, 'x{id}', '{name}{id}', '{name}', '{name}', '{name}', role, language, \
                 password_hash, created_at, disabled_at, last_sign_in_at, two_factor_since, \
                 override_rule, override_generation, override_until, override_at, override_by, override_reason, reset_proof, \
                 invited_at, override_kind, suspended_generation, suspended_at, suspended_by, group_required_since, comply_since, comply_not_before, grace_used_up_at, own_deadline, own_grace_days, \
                 group_deadline, group_grace_days, reminded_at, undeliverable_since, table_look, import_id, \
                 override_by_email, suspended_by_email FROM users WHERE id = {}",
                before.rows[1].id
            )
        };
        let name = match query.direction {
            Direction::Ascending => "a",
            Direction::Descending => "zz",
        };
        app.sql(&row(1001, name)).await;
        app.sql(&row(1002, name)).await;
        let after = page(&app, &admin, &query.at(2, Cursor::After(last))).await;
        assert_eq!(ids(&after), ids(&shown), "{query:?}");
        app.sql("DELETE FROM users WHERE id IN (1001, 1002)").await;
        app.sql("INSERT INTO users SELECT * FROM gone").await;
        app.sql("DROP TABLE gone").await;
    }
}

#[tokio::test]
async fn a_place_of_another_order_is_no_place() {
    let (app, admin) = crowd().await;
    let by_name = page(&app, &admin, &UserQuery::default()).await;
    let (_, last) = by_name.ends.unwrap();
    let query = UserQuery {
        sort: UserSort::Role,
        ..UserQuery::default()
    };
    let lost = UserQuery {
        cursor: Some(Cursor::After(last)),
        ..query.clone()
    };
    let (found, first) = (
        page(&app, &admin, &lost).await,
        page(&app, &admin, &query).await,
    );
    assert_eq!(ids(&found), ids(&first));
}

#[tokio::test]
async fn exemptions_that_end_on_many_different_days_are_paged_like_all_others() {
    let (app, admin) = crowd().await;
    app.sql(
        "UPDATE users SET override_rule = 'exempt', override_generation = 7, \
             override_until = 1799999900 + id WHERE id > 1",
    )
    .await;
    for direction in Direction::ALL {
        for sort in UserSort::ALL {
            let query = UserQuery {
                sort: *sort,
                direction: *direction,
                requirement: Some(RequirementFilter::Exempt),
                ..UserQuery::default()
            };
            let first = page(&app, &admin, &query).await;
            assert_eq!((first.total, first.rows.len()), (71, 50), "{query:?}");
            let second = page(&app, &admin, &query.to_page(2, 2, first.ends.as_ref())).await;
            assert_eq!(
                ids(&second),
                ids(&page(&app, &admin, &query.on_page(2)).await),
                "{query:?}"
            );
            assert_eq!(second.rows.len(), 21);
        }
    }
}

#[tokio::test]
async fn a_page_beyond_the_last_one_is_the_last_one_that_there_is() {
    let (app, admin) = crowd().await;
    for filter in filters() {
        let whole = page(&app, &admin, &filter).await;
        let pages = whole.total.div_ceil(50);
        if pages == 0 {
            continue;
        }
        let last = page(&app, &admin, &filter.on_page(pages)).await;
        let (_, end) = last.ends.clone().unwrap();
        for beyond in [
            filter.on_page(pages + 1),
            filter.on_page(1_000_000),
            filter.at(pages + 1, Cursor::After(end)),
        ] {
            let shown = page(&app, &admin, &beyond).await;
            assert_eq!(ids(&shown), ids(&last), "{beyond:?}");
            assert_eq!(shown.total, whole.total);
        }
        let (start, _) = whole.ends.clone().unwrap();
        let before = page(&app, &admin, &filter.at(1, Cursor::Before(start))).await;
        assert_eq!(ids(&before), ids(&whole));
    }
}
