//! Links for all users who have no password, as a file.

use crate::adding::with_mails;
use crate::support::{TestApp, problem};
use backend::users::LinkOfUser;
use domain::problem::Problem;
use domain::{AuditAction, ResetFallback};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashSet;
use store::entity::audit_entry;

async fn recorded(app: &TestApp) -> Vec<String> {
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.is_in(["invited", "links-exported"]))
        .order_by_asc(audit_entry::Column::Id)
        .all(app.db().read())
        .await
        .unwrap();
    let said = |e: audit_entry::Model| format!("{} {} {}", e.action, e.target_name, e.detail);
    entries.into_iter().map(said).collect()
}

fn names(links: &[LinkOfUser]) -> Vec<&str> {
    links.iter().map(|link| link.name.as_str()).collect()
}

#[tokio::test]
async fn each_who_has_neither_password_nor_invitation_gets_a_link_that_works_and_is_recorded() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let lea = app.invitee("Léa Lefèvre").await;
    let [gone, reset, invited] = [
        app.invitee("Gil Parti").await,
        app.invitee("Rita Remise").await,
        app.invitee("Ugo Invité").await,
    ];
    app.user("Max Martin").await;
    let zoe = app.invitee("Zoé Petit").await;
    app.backend
        .set_disabled(right, gone.id, true)
        .await
        .unwrap();
    let later = ResetFallback::Later;
    let done = app
        .backend
        .reset_two_factor(right, reset.id, "perdu", later);
    done.await.unwrap();
    app.backend.invite(&right.into(), invited.id).await.unwrap();
    let before = recorded(&app).await.len();
    let links = app.backend.links_for_all(right).await.unwrap();
    assert_eq!(names(&links), ["Léa Lefèvre", "Zoé Petit"]);
    assert_eq!(
        [&*links[0].email, &*links[1].email],
        [&*lea.email, &*zoe.email]
    );
    for link in &links {
        assert_eq!(link.expires.since(app.now()), 72 * 3_600);
        let (_, token) = link.url.rsplit_once('/').unwrap();
        assert!(app.backend.invitation(token).await.is_ok());
        assert!(!format!("{link:?}").contains(token));
    }
    assert_eq!(
        recorded(&app).await[before..],
        [
            r#"invited Léa Lefèvre "nothing""#,
            r#"invited Zoé Petit "nothing""#,
            r#"links-exported  {"count":2}"#,
        ]
    );
    assert_eq!(app.backend.links_for_all(right).await.unwrap().len(), 0);
    assert_eq!(recorded(&app).await.len(), before + 3);
    // The links of before have lapsed, and end with the new ones.
    app.advance(73 * 3_600);
    let max = app.add_admin("Max Adjoint").await;
    let max = app.open(&max).await;
    let links = app.backend.links_for_all(max.fresh_admin().unwrap()).await;
    assert_eq!(links.unwrap().len(), 3);
}

#[tokio::test]
async fn a_file_of_several_changes_has_everybody_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for number in 0..230 {
        app.invitee(&format!("Personne {number}")).await;
    }
    let right = admin.fresh_admin().unwrap();
    let links = app.backend.links_for_all(right).await.unwrap();
    let all: HashSet<_> = names(&links).into_iter().collect();
    assert_eq!((links.len(), all.len()), (230, 230));
    let last = recorded(&app).await.pop().unwrap();
    assert_eq!(last, r#"links-exported  {"count":230}"#);
}

#[tokio::test]
async fn attack_25_an_admin_to_whom_one_gave_a_code_is_in_no_file_of_that_one_and_others_are_told()
{
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let max = app.add_admin("Max Martin").await;
    app.enrol(&max).await;
    app.backend.give_access_code(right, max.id).await.unwrap();
    app.sql("UPDATE users SET password_hash = NULL WHERE name = 'Max Martin'")
        .await;
    let zoe = app.add_admin("Zoé Petit").await;
    let eve = app.add_admin("Eve Nouvelle").await;
    app.sql("UPDATE users SET password_hash = NULL WHERE name = 'Eve Nouvelle'")
        .await;
    let links = app.backend.links_for_all(right).await.unwrap();
    assert_eq!(names(&links), ["Eve Nouvelle"]);
    let told = store::entity::notice::Entity::find()
        .filter(store::entity::notice::Column::AboutEmail.eq(&eve.email))
        .filter(store::entity::notice::Column::Kind.eq("admin-link-given"))
        .all(app.db().read())
        .await
        .unwrap();
    let told: Vec<_> = told.iter().map(|row| *row.user_id).collect();
    assert_eq!(told, [zoe.id]);
}

#[tokio::test]
async fn where_mails_are_sent_nobody_is_handed_the_links_of_all() {
    let app = with_mails().await;
    let admin = app.admin().await;
    app.invitee("Léa Lefèvre").await;
    let links = app
        .backend
        .links_for_all(admin.fresh_admin().unwrap())
        .await;
    assert_eq!(problem(links), Problem::Unknown);
    assert!(recorded(&app).await.is_empty());
    assert_eq!(AuditAction::LinksExported.as_str(), "links-exported");
}
