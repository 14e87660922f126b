//! The audit log, filtered and paged.

use crate::support::{START, TestApp};
use backend::access::Principal;
use domain::{AuditAction, Timestamp};
use wire::AuditQuery;
use wire::audit_query::AUDIT_PAGE_SIZE;
use wire::view::AuditList;

async fn page(app: &TestApp, admin: &Principal, query: &AuditQuery) -> AuditList {
    let admin = admin.admin().unwrap();
    app.backend.audit_page(admin, query).await.unwrap()
}

/// The result of a query: who did what to whom.
async fn found(app: &TestApp, admin: &Principal, query: &AuditQuery) -> Vec<String> {
    let page = page(app, admin, query).await;
    let lines = page.entries.iter();
    lines
        .map(|e| format!("{} {} {}", e.actor, e.action, e.target))
        .collect()
}

#[tokio::test]
async fn each_filter_lets_its_own_entries_through() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.advance(86_400);
    let lea = app.user("Léa Lefèvre").await;
    app.open(&lea).await;
    app.advance(86_400);
    app.invitee("Max 50%").await;
    let created = "bouclier user-created Léa Lefèvre";
    let signed_in = "Léa Lefèvre signed-in ";
    let none = AuditQuery::default();
    assert_eq!(found(&app, &admin, &none).await.len(), 5);
    let actor = AuditQuery {
        actor: "LEFEVRE lea".into(),
        ..none.clone()
    };
    assert_eq!(found(&app, &admin, &actor).await, [signed_in]);
    let target = AuditQuery {
        target: "fèv".into(),
        ..none.clone()
    };
    assert_eq!(found(&app, &admin, &target).await, [created]);
    let wildcard = AuditQuery {
        target: "%".into(),
        ..none.clone()
    };
    assert_eq!(
        found(&app, &admin, &wildcard).await,
        ["bouclier user-created Max 50%"]
    );
    let action = AuditQuery {
        action: Some(AuditAction::SignedIn),
        ..none.clone()
    };
    assert_eq!(
        found(&app, &admin, &action).await,
        [signed_in, "Ada Byron signed-in "]
    );
    let both = AuditQuery {
        actor: "lea".into(),
        target: "lea".into(),
        ..none
    };
    assert_eq!(found(&app, &admin, &both).await, [""; 0]);
}

#[tokio::test]
async fn days_count_from_their_first_second_to_their_last_in_the_zone_of_the_browser() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let midnight = Timestamp::parse_day(&START.to_day()).unwrap().plus(86_400);
    // Midnight in Chicago is six hours after that of UTC.
    let late = midnight.plus(6 * 3_600);
    app.advance(midnight.since(START) - 1);
    app.invitee("Fin Jour").await;
    app.advance(1);
    app.invitee("Nouveau Jour").await;
    app.advance(late.since(midnight) - 1);
    app.invitee("Fin Chicago").await;
    app.advance(1);
    app.invitee("Nouveau Chicago").await;
    let chicago = async |from: Option<Timestamp>, to: Option<Timestamp>| {
        let query = AuditQuery {
            from,
            to,
            zone: "America/Chicago".into(),
            target: "chicago".into(),
            ..AuditQuery::default()
        };
        let page = page(&app, &admin, &query).await;
        page.entries
            .into_iter()
            .map(|e| e.target)
            .collect::<Vec<_>>()
    };
    let day = Some(midnight.plus(-86_400));
    assert_eq!(chicago(None, day).await, ["Fin Chicago"]);
    assert_eq!(chicago(Some(midnight), None).await, ["Nouveau Chicago"]);
    let targets = async |from: Option<Timestamp>, to: Option<Timestamp>| {
        let query = AuditQuery {
            from,
            to,
            target: "jour".into(),
            ..AuditQuery::default()
        };
        let page = page(&app, &admin, &query).await;
        page.entries
            .into_iter()
            .map(|e| e.target)
            .collect::<Vec<_>>()
    };
    let first = Some(midnight.plus(-86_400));
    assert_eq!(targets(None, first).await, ["Fin Jour"]);
    assert_eq!(targets(Some(midnight), None).await, ["Nouveau Jour"]);
    assert_eq!(targets(first, Some(midnight)).await.len(), 2);
    assert_eq!(targets(Some(midnight), first).await.len(), 0);
}

#[tokio::test]
async fn the_pages_together_are_the_whole_log_even_while_it_grows() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for number in 0..AUDIT_PAGE_SIZE + 10 {
        app.invitee(&format!("Nom {number}")).await;
    }
    let all = app.entry_count().await;
    let mut query = AuditQuery::default();
    let mut seen = Vec::new();
    loop {
        let page = page(&app, &admin, &query).await;
        assert!(page.entries.len() <= 50);
        seen.extend(page.entries.iter().map(|e| e.id.get()));
        app.invitee(&format!("Tard {}", seen.len())).await;
        let Some(older) = page.older else { break };
        query = query.before(Some(older));
    }
    let expected: Vec<i64> = (1..=all).rev().collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_full_last_page_leads_nowhere() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for number in 2..AUDIT_PAGE_SIZE {
        app.invitee(&format!("Nom {number}")).await;
    }
    let page = page(&app, &admin, &AuditQuery::default()).await;
    assert_eq!((page.entries.len(), page.older), (50, None));
}
