//! An admin who reads the mailbox of another one asks for a link to another password there (attack 25).

use crate::adding::with_mails;
use crate::admins::{choose, colleague, give_code, reset, set_role};
use crate::forgotten_password::{ask, asked, mails, works};
use backend::Error;
use domain::{ResetFallback, Role};

const DAY: i64 = 86_400;

#[tokio::test]
async fn attack_25_no_admin_gives_a_code_within_a_day_of_a_link_that_another_admin_asked_for_and_used()
 {
    for demoted in [false, true] {
        let app = with_mails().await;
        let admin = app.admin_with_factor().await;
        let (bob, _) = colleague(&app, "Bob Martin").await;
        if demoted {
            set_role(&app, &admin, bob.id, Role::User).await;
        }
        choose(&app, &asked(&app, &bob).await).await;
        app.advance(60);
        for code in [
            give_code(&app, &admin, bob.id).await.map(drop),
            reset(&app, &admin, bob.id, ResetFallback::Code)
                .await
                .map(drop),
        ] {
            assert!(matches!(code, Err(Error::SecondMeans { .. })), "{code:?}");
        }
        app.advance(DAY - 60);
        give_code(&app, &admin, bob.id).await.unwrap();
    }
}

#[tokio::test]
async fn a_link_that_is_only_asked_for_keeps_no_admin_from_a_code_and_a_used_one_no_user() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    let link = asked(&app, &bob).await;
    give_code(&app, &admin, bob.id).await.unwrap();
    assert!(!works(&app, &link).await, "the code ends it");
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    choose(&app, &asked(&app, &lea).await).await;
    give_code(&app, &admin, lea.id).await.unwrap();
    assert!(works(&app, &asked(&app, &lea).await).await);
}

#[tokio::test]
async fn attack_25_an_admin_with_a_code_of_today_or_an_unproven_reset_gets_no_link_by_asking() {
    for demoted in [false, true] {
        let app = with_mails().await;
        let admin = app.admin_with_factor().await;
        let (bob, _) = colleague(&app, "Bob Martin").await;
        let (eve, _) = colleague(&app, "Eve Petit").await;
        if demoted {
            set_role(&app, &admin, bob.id, Role::User).await;
            set_role(&app, &admin, eve.id, Role::User).await;
        }
        give_code(&app, &admin, bob.id).await.unwrap();
        let later = ResetFallback::Later;
        reset(&app, &admin, eve.id, later).await.unwrap();
        app.advance(DAY - 1);
        for person in [&bob, &eve] {
            ask(&app, &person.email).await.unwrap();
            assert!(mails(&app).await.is_empty(), "{}", person.name);
        }
        app.advance(1);
        assert!(works(&app, &asked(&app, &bob).await).await);
    }
}
