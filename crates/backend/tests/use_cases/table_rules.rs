//! The group that decides about a user, in the table.

use crate::support::TestApp;
use backend::Settings;
use backend::access::Principal;
use backend::groups::GroupRuleChange;
use domain::{Grace, GroupRule, Rule, UserId};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use test_support::PUBLIC_URL;
use wire::UserQuery;
use wire::view::{RowGroups, UserList};

async fn table(app: &TestApp, admin: &Principal) -> UserList {
    let right = admin.admin().unwrap();
    app.backend
        .list_users(right, &UserQuery::default())
        .await
        .unwrap()
}

async fn requiring(app: &TestApp, admin: &Principal, id: UserId) -> RowGroups {
    let rows = table(app, admin).await.rows;
    rows.into_iter().find(|row| row.id == id).unwrap().requiring
}

async fn require(app: &TestApp, name: &str, grace: Grace, members: &[UserId]) {
    let (by, group) = (TestApp::operator(), app.group_of(name, members).await);
    let change = GroupRuleChange {
        rule: GroupRule::Required,
        grace,
        end_sessions: false,
    };
    let changed = app.backend.set_group_rule(&by, group, change).await;
    changed.unwrap();
}

#[tokio::test]
async fn a_row_names_the_group_that_gives_the_least_time_and_counts_the_others() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.open(&lea).await;
    let newcomer = app.user("Max Martin").await;
    let both = [lea.id, newcomer.id];
    app.group_of("Achats", &both).await;
    let alone = |name: &str, others| RowGroups {
        named: vec![name.to_owned()],
        others,
    };
    assert_eq!(requiring(&app, &admin, lea.id).await, RowGroups::default());
    require(&app, "Nord", Grace::Days(30), &both).await;
    assert_eq!(requiring(&app, &admin, lea.id).await, alone("Nord", 0));
    let late = Grace::Until(app.now().plus(40 * 86_400));
    require(&app, "Ouest", late, &both).await;
    require(&app, "Ventes", Grace::Days(14), &[lea.id]).await;
    assert_eq!(requiring(&app, &admin, lea.id).await, alone("Ventes", 2));
    // Days have not begun before the first sign-in, a date has been set.
    let of_newcomer = requiring(&app, &admin, newcomer.id).await;
    assert_eq!(of_newcomer, alone("Ouest", 1));
    require(&app, "Zénith", Grace::None, &both).await;
    assert_eq!(requiring(&app, &admin, lea.id).await, alone("Zénith", 3));
    // Of two that give none the first by name.
    require(&app, "Ateliers", Grace::None, &both).await;
    assert_eq!(requiring(&app, &admin, lea.id).await, alone("Ateliers", 4));
    let of_newcomer = requiring(&app, &admin, newcomer.id).await;
    assert_eq!(of_newcomer, alone("Ateliers", 3));
    // Before the first sign-in the fewest days.
    let zoe = app.user("Zoé Petit").await.id;
    require(&app, "Alpes", Grace::Days(30), &[zoe]).await;
    require(&app, "Berry", Grace::Days(14), &[zoe]).await;
    assert_eq!(requiring(&app, &admin, zoe).await, alone("Berry", 1));
}

#[tokio::test]
async fn a_page_asks_once_for_the_groups_that_decide_and_not_at_all_where_none_does() {
    let counted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&counted);
    let app = TestApp::with_database(Settings::for_tests(PUBLIC_URL), |db| {
        db.timed(move |_, _| {
            count.fetch_add(1, Ordering::Relaxed);
        })
    })
    .await;
    let admin = app.admin_with_factor().await;
    let mut users = Vec::new();
    for number in 0..6 {
        users.push(app.user(&format!("Léa {number}")).await.id);
    }
    app.group_of("Achats", &users).await;
    let cost = async || {
        let before = counted.load(Ordering::Relaxed);
        let rows = table(&app, &admin).await.rows;
        let decided = rows.iter().filter(|row| row.rule == Rule::Group).count();
        (decided, counted.load(Ordering::Relaxed) - before)
    };
    let (decided, without) = cost().await;
    assert_eq!(decided, 0);
    require(&app, "Nord", Grace::None, &users).await;
    require(&app, "Ventes", Grace::Days(9), &users).await;
    assert_eq!(cost().await, (6, without + 1));
}
