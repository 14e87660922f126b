//! Who made a rule is called by name and address: the name is one's own to change (attack 39).

use crate::admins::colleague;
use crate::bulk_kinds::EXEMPT;
use crate::support::{TestApp, asked, by_the_box};
use backend::access::Principal;
use backend::bulk::{Selected, Terms};
use backend::import::ImportOptions;
use backend::users::RequirementInput;
use domain::{AuditDetail, BulkKind, Language, Named, OverrideRule, Policy, UserId};
use wire::ExemptionQuery;

async fn rename(app: &TestApp, admin: &Principal, name: &str) {
    let member = admin.member().unwrap();
    let saved = app.backend.save_profile(member, name, Language::Fr);
    saved.await.unwrap();
}

async fn author(app: &TestApp, admin: &Principal, id: UserId) -> Option<Named> {
    app.row(admin, id).await.rule_by
}

#[tokio::test]
async fn attack_39_who_takes_another_name_for_a_rule_is_called_by_address() {
    let app = TestApp::new().await;
    let (ada, admin) = colleague(&app, "Ada Byron").await;
    let (_, bob) = colleague(&app, "Bob Martin").await;
    let lea = app.user("Léa Lefèvre").await;
    let zoe = app.user("Zoé Roy").await;
    rename(&app, &admin, "Bob Martin").await;
    let admin = app.proven(ada.id).await;
    app.set_policy(&admin, Policy::Required).await;
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, lea.id, asked(false));
    saved.await.unwrap();
    rename(&app, &admin, "Ada Byron").await;
    let by = Named::new("Bob Martin", &ada.email);
    assert_eq!(author(&app, &bob, lea.id).await, Some(by.clone()));
    assert_eq!(author(&app, &bob, zoe.id).await, Some(by.clone()));
    let reader = bob.reader().unwrap();
    let listed = app
        .backend
        .exemptions(reader, ExemptionQuery::default())
        .await;
    assert_eq!(listed.unwrap().rows[0].by, Some(by.clone()));
    let overview = app.backend.security_overview(reader).await.unwrap();
    assert_eq!(overview.by, Some(by.clone()));
    let last = overview.last_change.unwrap();
    assert_eq!(last.by, Some(by.clone()));
    // So is who made what is undone, in the log.
    let undone = app
        .backend
        .undo_policy(bob.fresh_admin().unwrap(), last.number)
        .await;
    undone.unwrap();
    let entries = app.entries(&bob, bob.user()).await;
    let detail = entries.iter().find_map(|entry| match &entry.detail {
        AuditDetail::UndonePolicy { by, .. } => Some(by.clone()),
        _ => None,
    });
    assert_eq!(detail, by.shown());
    assert_eq!(
        author(&app, &bob, zoe.id).await,
        Some(Named::new("Bob Martin", bob.email()))
    );
}

#[tokio::test]
async fn the_address_of_an_author_outlives_what_suspends_the_rule_and_what_is_taken_back() {
    let app = TestApp::new().await;
    let (ada, admin) = colleague(&app, "Ada Byron").await;
    let (_, bob) = colleague(&app, "Bob Martin").await;
    let lea = app.user("Léa Lefèvre").await;
    let required = async |by: &Principal| {
        let right = by.fresh_admin().unwrap();
        let saved = app
            .backend
            .save_requirement(right, lea.id, by_the_box(true));
        assert!(saved.await.unwrap().changed);
    };
    required(&admin).await;
    let made = Named::new("Ada Byron", &ada.email);
    assert_eq!(author(&app, &bob, lea.id).await, Some(made.clone()));
    let exempt = RequirementInput::from_form(false, "congé", "2027-12-31", "", None);
    let right = bob.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, lea.id, exempt);
    saved.await.unwrap();
    let by_bob = Named::new("Bob Martin", bob.email());
    assert_eq!(author(&app, &admin, lea.id).await, Some(by_bob.clone()));
    // An act on many, which is taken back: the exemption and what it suspends are those of before.
    let one = Selected::Listed(vec![lea.id]);
    let operator = TestApp::operator();
    let (_, lasting, _) = app.ran(&operator, BulkKind::Exempt, EXEMPT, &one).await;
    assert_eq!(lasting.done, 1);
    let line = Named::new(" command-line", "");
    assert_eq!(author(&app, &admin, lea.id).await, Some(line));
    app.undone(&admin, lasting.id).await;
    assert_eq!(author(&app, &admin, lea.id).await, Some(by_bob));
    let right = bob.fresh_admin().unwrap();
    let ended = app.backend.end_rule(right, lea.id, OverrideRule::Exempt);
    ended.await.unwrap();
    assert_eq!(author(&app, &bob, lea.id).await, Some(made));
    let manager = bob.fresh_admin().unwrap().into();
    app.ran(&manager, BulkKind::Lift, Terms::default(), &one)
        .await;
    app.ran(&manager, BulkKind::Require, Terms::default(), &one)
        .await;
    assert_eq!(
        author(&app, &admin, lea.id).await,
        Some(Named::new("Bob Martin", bob.email()))
    );
}

#[tokio::test]
async fn who_imports_a_user_with_a_rule_is_called_by_address() {
    let app = TestApp::new().await;
    let (_, bob) = colleague(&app, "Bob Martin").await;
    let file = "email,name,role,language,required\nlea@exemple.fr,Léa,user,fr,yes\n";
    let (by, options) = (bob.fresh_admin().unwrap().into(), ImportOptions::default());
    let imported = app
        .backend
        .import_users(&by, file.as_bytes(), &options, |_| {});
    assert_eq!(imported.await.unwrap().created, 1);
    let id = "SELECT id FROM users WHERE email = 'lea@exemple.fr'";
    let id = UserId::new(app.number(id).await);
    let made = Named::new("Bob Martin", bob.email());
    assert_eq!(author(&app, &bob, id).await, Some(made));
}
