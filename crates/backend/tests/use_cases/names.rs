//! Two accounts that look the same are told apart wherever they are named.

use crate::support::TestApp;
use backend::access::Principal;
use backend::audit::Verdict;
use domain::{AuditAction, AuditDetail, Change, Language, Role};
use test_support::{INVITEE, try_create};
use wire::AuditQuery;
use wire::view::{Entry, Namesake};

async fn found(app: &TestApp, admin: &Principal, query: &AuditQuery) -> Vec<Entry> {
    let page = app.backend.audit_page(admin.admin().unwrap(), query).await;
    page.unwrap().entries
}

#[tokio::test]
async fn attack_39_the_log_names_who_and_whom_by_address_and_finds_them_by_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .change_role(right, lea.id, Role::Admin)
        .await
        .unwrap();
    let query = AuditQuery {
        actor: admin.email().to_uppercase(),
        target: lea.email.clone(),
        ..AuditQuery::default()
    };
    let entries = found(&app, &admin, &query).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].action, AuditAction::RoleChanged);
    assert_eq!(entries[0].actor_email, admin.email());
    assert_eq!(entries[0].target_email, lea.email);
    let by_the_machine = AuditQuery {
        action: Some(AuditAction::UserCreated),
        target: lea.email.clone(),
        ..AuditQuery::default()
    };
    let created = found(&app, &admin, &by_the_machine).await;
    assert_eq!(created[0].actor_email, "");
    let verdict = app
        .backend
        .verify_audit(&TestApp::operator())
        .await
        .unwrap();
    assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
}

#[tokio::test]
async fn attack_39_a_new_name_leaves_the_old_one_in_the_log() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let max = app.user("Max Martin").await;
    let principal = app.open(&max).await;
    let member = principal.member().unwrap();
    let save = async |name, language| {
        app.backend
            .save_profile(member, name, language)
            .await
            .unwrap();
    };
    save("Ada Byron", Language::Fr).await;
    save("Ada Byron", Language::En).await;
    let query = AuditQuery {
        action: Some(AuditAction::ProfileChanged),
        ..AuditQuery::default()
    };
    let details: Vec<AuditDetail> = found(&app, &admin, &query)
        .await
        .into_iter()
        .map(|entry| entry.detail)
        .collect();
    let name = Change::between("Max Martin".to_owned(), "Ada Byron".to_owned());
    let language = Change::between(Language::Fr, Language::En);
    assert_eq!(
        details,
        [
            AuditDetail::Profile {
                name: None,
                language
            },
            AuditDetail::Profile {
                name,
                language: None
            },
        ]
    );
}

#[tokio::test]
async fn attack_39_a_user_whose_name_looks_like_an_admins_is_warned_of() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let right = admin.admin().unwrap();
    let namesake = async |name: &str| {
        let created = try_create(&app.backend, "eve@exemple.fr", name, INVITEE).await;
        let id = created.unwrap().id;
        let detail = app.backend.user_detail(right, id).await.unwrap();
        app.backend
            .delete_user(&TestApp::operator(), id)
            .await
            .unwrap();
        detail.namesake
    };
    app.user("Max Martin").await;
    for name in ["Léa Lefèvre", "Max Martin"] {
        assert_eq!(namesake(name).await, None, "{name}");
    }
    let like = Some(Namesake {
        id: admin.user(),
        name: admin.name().to_owned(),
        email: admin.email().to_owned(),
    });
    for name in ["ADA BYRON", "Аdа Вуrоn"] {
        assert_eq!(namesake(name).await, like, "{name}");
    }
    let own = app.backend.user_detail(right, admin.user()).await.unwrap();
    assert_eq!(own.namesake, None);
}
