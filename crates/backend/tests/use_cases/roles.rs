//! Roles: what each of them reads and changes, and who is told when somebody gets one.

use crate::admins::set_role;
use crate::notices::told;
use crate::support::{TestApp, problem};
use backend::Error;
use backend::import::ImportOptions;
use domain::problem::Problem;
use domain::{AuditAction, NoticeKind, Role};
use wire::UserQuery;

#[tokio::test]
async fn an_auditor_reads_everything_and_gets_no_right_to_change_anything() {
    let app = TestApp::new().await;
    app.add_admin("Ada Byron").await;
    let lea = app.user("Léa Lefèvre").await;
    let auditor = app.with_role("Aude Lire", Role::Auditor).await;
    let auditor = app.open(&auditor).await;
    let reader = auditor.reader().unwrap();
    let all = UserQuery::default();
    let list = app.backend.list_users(reader, &all);
    assert_eq!(list.await.unwrap().total, 3);
    app.backend.user_detail(reader, lea.id).await.unwrap();
    app.backend.sessions_of(reader, lea.id).await.unwrap();
    app.backend.attempts_of(reader, lea.id).await.unwrap();
    app.backend.security_overview(reader).await.unwrap();
    app.backend.groups(reader).await.unwrap();
    app.backend.organisation_to_change(reader).await.unwrap();
    let log = app.backend.audit_of(reader, lea.id, 10).await.unwrap();
    assert_eq!(
        log.first().map(|entry| entry.action),
        Some(AuditAction::UserCreated)
    );
    assert!(matches!(auditor.admin(), Err(Error::Forbidden)));
    assert!(matches!(auditor.fresh_admin(), Err(Error::Forbidden)));
    assert!(matches!(auditor.fresh_helper(), Err(Error::Forbidden)));
}

#[tokio::test]
async fn the_helpdesk_sees_the_users_and_reads_neither_the_log_nor_the_rules() {
    let app = TestApp::new().await;
    app.add_admin("Ada Byron").await;
    let hugo = app.with_role("Hugo Aide", Role::Helpdesk).await;
    let hugo = app.open(&hugo).await;
    let all = UserQuery::default();
    let list = app.backend.list_users(hugo.staff().unwrap(), &all);
    assert_eq!(list.await.unwrap().total, 2);
    assert!(matches!(hugo.reader(), Err(Error::Forbidden)));
    assert!(matches!(hugo.admin(), Err(Error::Forbidden)));
    assert!(matches!(hugo.fresh_admin(), Err(Error::Forbidden)));
}

#[tokio::test]
async fn attack_25_admins_are_told_who_gets_a_role_and_who_loses_one() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.add_admin("Max Durand").await;
    let max = app.open(&max).await;
    let lea = app.user("Léa Lefèvre").await;
    app.sql("DELETE FROM notices").await;
    for role in [
        Role::Helpdesk,
        Role::Auditor,
        Role::User,
        Role::Admin,
        Role::Auditor,
        Role::Helpdesk,
        Role::User,
        Role::Admin,
        Role::User,
    ] {
        set_role(&app, &admin, lea.id, role).await;
    }
    let mut kinds: Vec<NoticeKind> = told(&app, &max).await.iter().map(|n| n.kind).collect();
    kinds.reverse();
    assert_eq!(
        kinds,
        [
            NoticeKind::UserHelpdesk,
            NoticeKind::UserAuditor,
            NoticeKind::UserWithoutRole,
            NoticeKind::AdminAppointed,
            NoticeKind::AdminDemoted,
            NoticeKind::UserAuditor,
            NoticeKind::UserHelpdesk,
            NoticeKind::UserWithoutRole,
            NoticeKind::AdminAppointed,
            NoticeKind::AdminDemoted,
        ]
    );
    let own = told(&app, &admin).await;
    assert!(own.is_empty(), "who did it knows: {own:?}");
}

#[tokio::test]
async fn attack_12_the_last_admin_takes_no_lesser_role() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.with_role("Hugo Aide", Role::Helpdesk).await;
    app.with_role("Aude Lire", Role::Auditor).await;
    for role in [Role::Helpdesk, Role::Auditor, Role::User] {
        let right = admin.fresh_admin().unwrap();
        let refused = app.backend.change_role(right, admin.user(), role).await;
        assert_eq!(problem(refused), Problem::LastAdmin, "{role}");
    }
}

#[tokio::test]
async fn attack_25_whom_a_file_gives_a_role_is_in_the_log_and_told_to_the_admins() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.sql("DELETE FROM notices").await;
    let file = "email,name,role,language\n\
                hugo@exemple.fr,Hugo Aide,helpdesk,fr\n\
                aude@exemple.fr,Aude Lire,Auditrice,fr\n\
                lea@exemple.fr,Lea Petit,user,fr\n";
    let options = ImportOptions::default();
    let report = app
        .backend
        .import_users(&TestApp::operator(), file.as_bytes(), &options, |_| {})
        .await
        .unwrap();
    assert_eq!((report.created, report.admins), (3, 2));
    let mut kinds: Vec<NoticeKind> = told(&app, &admin).await.iter().map(|n| n.kind).collect();
    kinds.reverse();
    assert_eq!(kinds, [NoticeKind::UserHelpdesk, NoticeKind::UserAuditor]);
    let created = "SELECT count(*) FROM audit_entries WHERE action = 'user-created' AND target_email \
                   IN ('hugo@exemple.fr', 'aude@exemple.fr')";
    assert_eq!(app.number(created).await, 2);
}
