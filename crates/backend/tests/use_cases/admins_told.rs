//! What the other admins are told of what is done to an admin (attack 25).

use crate::admins::{choose, colleague, give_code, invite, notice, reset, set_role};
use crate::notices::told;
use crate::support::{TestApp, origin, token_in};
use backend::access::{Operator, Principal};
use domain::{Language, Named, NoticeKind, ResetFallback, Role};

const DAY: i64 = 86_400;
const CHOSEN: &str = "cinq chevaux verts dansent";

#[tokio::test]
async fn attack_25_all_other_admins_are_told_at_once_of_what_is_done_to_an_admin() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let (gone, _) = colleague(&app, "Eve Petit").await;
    let invited = app.invitee("Zoé Petit").await;
    app.sql(&format!(
        "UPDATE users SET role = 'admin' WHERE id = {}",
        invited.id
    ))
    .await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .set_disabled(right, gone.id, true)
        .await
        .unwrap();
    let lea = app.user("Léa Lefèvre").await;
    let lea = app.open(&lea).await;
    let bob = app.add_admin("Bob Martin").await;
    let kept = app.enrol(&bob).await;
    app.sql("DELETE FROM notices").await;
    app.sql("DELETE FROM events").await;
    choose(&app, &invite(&app, &admin, bob.id).await.unwrap()).await;
    reset(&app, &admin, bob.id, ResetFallback::Later)
        .await
        .unwrap();
    app.advance(DAY);
    let code = give_code(&app, &admin, bob.id).await.unwrap();
    let own = app.come_back(&bob, &code).await;
    drop(kept);
    set_role(&app, &admin, bob.id, Role::User).await;
    set_role(&app, &admin, bob.id, Role::Admin).await;
    for disabled in [true, false] {
        let done = app.backend.set_disabled(right, bob.id, disabled);
        done.await.unwrap();
    }
    app.backend
        .delete_user(&right.into(), bob.id)
        .await
        .unwrap();
    app.add_admin("Bob Martin").await;
    let mut notices = told(&app, &max).await;
    notices.reverse();
    let kinds: Vec<NoticeKind> = notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(
        kinds,
        [
            NoticeKind::AdminLinkGiven,
            NoticeKind::AdminLinkUsed,
            NoticeKind::AdminReset,
            NoticeKind::AdminCodeGiven,
            NoticeKind::AdminCodeUsed,
            NoticeKind::AdminDemoted,
            NoticeKind::AdminAppointed,
            NoticeKind::AdminDisabled,
            NoticeKind::AdminEnabled,
            NoticeKind::AdminDeleted,
            NoticeKind::AdminCreated,
        ]
    );
    let ada = format!("Ada Byron ({})", admin.email());
    for notice in &notices {
        assert_eq!(notice.about.as_ref().unwrap().name, "Bob Martin");
        let given = notice.given_by.as_ref().and_then(Named::shown);
        let by = notice.by.as_ref().map(Named::shown);
        if notice.kind.is_by_a_bearer() {
            assert_eq!((by, given), (None, Some(ada.clone())));
            assert_eq!(notice.address, origin().address);
        } else {
            let expected = if notice.kind == NoticeKind::AdminCreated {
                None
            } else {
                Some(ada.clone())
            };
            assert_eq!((by, given), (Some(expected), None));
            assert_eq!(notice.address, "");
        }
    }
    // The actor was told of what the link and code did, and of what the command line did.
    let of_ada: Vec<NoticeKind> = told(&app, &admin).await.iter().map(|n| n.kind).collect();
    assert_eq!(
        of_ada,
        [
            NoticeKind::AdminCreated,
            NoticeKind::AdminCodeUsed,
            NoticeKind::AdminLinkUsed
        ]
    );
    // Each is mailed, and open windows hear of it.
    let due = format!(
        "SELECT count(*) FROM notices WHERE user_id = {} AND mail_due_at IS NOT NULL",
        max.user()
    );
    assert_eq!(app.number(&due).await, 11);
    let heard = format!(
        "SELECT count(*) FROM events WHERE user_id = {} AND kind = 'log'",
        max.user()
    );
    assert_eq!(app.number(&heard).await, 11);
    // Nobody else is.
    assert!(told(&app, &lea).await.is_empty());
    assert!(own.member().is_ok());
    for id in [gone.id, invited.id] {
        let found = format!("SELECT count(*) FROM notices WHERE user_id = {id}");
        assert_eq!(app.number(&found).await, 0);
    }
}

#[tokio::test]
async fn attack_25_admins_are_told_of_each_way_into_the_account_of_an_auditor_or_of_the_helpdesk() {
    for role in [Role::Auditor, Role::Helpdesk] {
        let app = TestApp::new().await;
        let admin = app.admin_with_factor().await;
        let (_, max) = colleague(&app, "Max Durand").await;
        let person = app.with_role("Bob Martin", role).await;
        app.enrol(&person).await;
        app.sql("DELETE FROM notices").await;
        choose(&app, &invite(&app, &admin, person.id).await.unwrap()).await;
        app.advance(DAY);
        let handed_over = reset(&app, &admin, person.id, ResetFallback::Code).await;
        let code = handed_over.unwrap().code.unwrap().code;
        app.come_back(&person, &code).await;
        let mut kinds = kinds_of(&app, &max).await;
        kinds.reverse();
        assert_eq!(
            kinds,
            [
                NoticeKind::AdminLinkGiven,
                NoticeKind::AdminLinkUsed,
                NoticeKind::AdminReset,
                NoticeKind::AdminCodeGiven,
                NoticeKind::AdminCodeUsed,
            ],
            "{role}"
        );
    }
}

async fn kinds_of(app: &TestApp, reader: &Principal) -> Vec<NoticeKind> {
    let told = told(app, reader).await;
    told.iter().map(|notice| notice.kind).collect()
}

#[tokio::test]
async fn attack_25_what_is_done_to_a_user_is_no_business_of_the_other_admins() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    app.sql("DELETE FROM notices").await;
    choose(&app, &invite(&app, &admin, lea.id).await.unwrap()).await;
    let given = reset(&app, &admin, lea.id, ResetFallback::Both)
        .await
        .unwrap();
    let token = token_in(&given.link.unwrap().url);
    app.backend
        .accept_invitation(&token, CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    let right = admin.fresh_admin().unwrap();
    app.backend
        .delete_user(&right.into(), lea.id)
        .await
        .unwrap();
    assert!(told(&app, &max).await.is_empty());
}

#[tokio::test]
async fn attack_25_that_a_user_is_made_an_admin_by_a_link_of_the_machine_is_told_to_admins_and_user()
 {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    app.sql("DELETE FROM notices").await;
    let operator = Operator::assume_command_line();
    let link = app.backend.recover_admin(operator, &lea.email).await;
    let about = Some(Named::new("Léa Lefèvre", &lea.email));
    let made = notice(&app, &admin, NoticeKind::AdminRecoveryMade).await;
    assert_eq!(made.about, about);
    // None: the command line, whatever it is called.
    assert_eq!(made.by.as_ref().unwrap().shown(), None);
    let token = token_in(&link.unwrap().url);
    let from = origin();
    let used = app.backend.accept_invitation(&token, CHOSEN, CHOSEN, &from);
    used.await.unwrap();
    let restored = notice(&app, &admin, NoticeKind::AdminRestored).await;
    assert_eq!((restored.about, restored.by), (about, None));
    assert_eq!(restored.given_by.unwrap().shown(), None);
    assert_eq!(restored.address, origin().address);
    let signed_in = app.backend.sign_in(&lea.email, CHOSEN, &from, None);
    let own = app.load(&signed_in.await.unwrap().token).await;
    let access = notice(&app, &own, NoticeKind::AccessRestored).await;
    assert_eq!((access.about, access.by), (None, None));
    assert_eq!(access.given_by.unwrap().shown(), None);
    notice(&app, &own, NoticeKind::PasswordReset).await;
}

#[tokio::test]
async fn a_user_who_gets_another_role_is_told_by_whom() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    set_role(&app, &admin, lea.id, Role::Admin).await;
    let own = app.open(&lea).await;
    let changed = notice(&app, &own, NoticeKind::RoleChanged).await;
    assert_eq!(changed.by, Some(Named::new("Ada Byron", admin.email())));
    assert_eq!(changed.about, None);
}

#[tokio::test]
async fn attack_39_an_admin_who_takes_the_name_of_another_is_told_of_and_called_by_address() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let bob = app.add_admin("Bob Martin").await;
    app.sql("DELETE FROM notices").await;
    let save = async |principal: &Principal, name, language| {
        let member = principal.member().unwrap();
        let saved = app.backend.save_profile(member, name, language);
        saved.await.unwrap();
    };
    save(&admin, "Ada Byron", Language::En).await;
    let lea = app.open(&app.user("Léa Lefèvre").await).await;
    save(&lea, "Léa Roy", Language::Fr).await;
    assert!(told(&app, &max).await.is_empty());
    save(&admin, "Max Durand", Language::En).await;
    let renamed = notice(&app, &max, NoticeKind::AdminRenamed).await;
    let about = Named::new("Ada Byron → Max Durand", admin.email());
    assert_eq!(renamed.about, Some(about));
    assert!(told(&app, &admin).await.is_empty());
    let (_, like_the_program) = colleague(&app, "bouclier").await;
    invite(&app, &like_the_program, bob.id).await.unwrap();
    let given = notice(&app, &max, NoticeKind::AdminLinkGiven).await;
    let shown = format!("bouclier ({})", like_the_program.email());
    assert_eq!(given.by.unwrap().shown(), Some(shown));
}

#[tokio::test]
async fn attack_25_who_is_deactivated_and_activated_again_and_again_is_told_of_in_that_order() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let bob = app.add_admin("Bob Martin").await;
    app.sql("DELETE FROM notices").await;
    let right = admin.fresh_admin().unwrap();
    for disabled in [true, false, true, false] {
        let done = app.backend.set_disabled(right, bob.id, disabled);
        done.await.unwrap();
    }
    let (off, on) = (NoticeKind::AdminDisabled, NoticeKind::AdminEnabled);
    assert_eq!(kinds_of(&app, &max).await, [on, off, on, off]);
}
