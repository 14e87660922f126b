//! Filters that an admin has saved, and pages of every size.

use crate::support::TestApp;
use std::collections::BTreeSet;
use wire::table_look::PageSize;
use wire::{Cursor, UserQuery};

#[tokio::test]
async fn saved_filters_are_those_of_their_admin_and_go_with_the_account() {
    let app = TestApp::new().await;
    let ada = app.admin().await;
    let eve = app.add_admin("Eve Moreau").await;
    let eve = app.begin(&eve).await;
    let query = UserQuery {
        search: "léa".to_owned(),
        ..UserQuery::default()
    };
    let save = |admin| app.backend.save_filter(admin, "À relancer", &query);
    save(ada.admin().unwrap()).await.unwrap();
    let of_eve = app.backend.saved_filters(eve.admin().unwrap()).await;
    assert_eq!(of_eve.unwrap(), []);
    let saved = app.backend.saved_filters(ada.admin().unwrap()).await;
    let saved = saved.unwrap();
    assert_eq!((saved.len(), saved[0].href.clone()), (1, query.href()));
    let stolen = app.backend.delete_filter(eve.admin().unwrap(), saved[0].id);
    assert!(!stolen.await.unwrap());
    app.backend
        .delete_user(&TestApp::operator(), ada.user())
        .await
        .unwrap();
    assert_eq!(app.number("SELECT count(*) FROM saved_filters").await, 0);
}

#[tokio::test]
async fn pages_of_every_size_show_everybody_once_forwards_and_the_last_page_from_the_end() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for number in 0..59 {
        app.invitee(&format!("Person {number}")).await;
    }
    for size in PageSize::ALL {
        let mut query = UserQuery::default().of_size(*size);
        let mut seen = BTreeSet::new();
        let pages = 60_u64.div_ceil(size.rows());
        let mut last = Vec::new();
        for page in 1..=pages {
            let list = app.backend.list_users(admin.admin().unwrap(), &query).await;
            let list = list.unwrap();
            assert_eq!(list.total, 60);
            last = list.rows.iter().map(|row| row.id).collect();
            seen.extend(last.iter().copied());
            query = query.to_page(page + 1, pages, list.ends.as_ref());
        }
        assert_eq!(seen.len(), 60, "{size}");
        let end = UserQuery::default().of_size(*size).at(pages, Cursor::End);
        let list = app.backend.list_users(admin.admin().unwrap(), &end).await;
        let rows: Vec<_> = list.unwrap().rows.iter().map(|row| row.id).collect();
        assert_eq!(rows, last, "{size}");
    }
}
