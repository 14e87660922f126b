//! What an admin, or somebody of the helpdesk, has given to others ends with their right to give it (attack 24).

use crate::adding::with_mails;
use crate::secure_account::mailed;
use crate::support::{Person, TestApp, origin, token_in};
use backend::access::Principal;
use domain::{Gate, NoticeKind, ResetFallback, Role};

/// How somebody stops to help others, or is no longer known to be themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Role(Role),
    Deactivation,
    Deletion,
    Reset,
    Secured,
}

const ENDS: &[End] = &[
    End::Role(Role::User),
    End::Role(Role::Helpdesk),
    End::Deactivation,
    End::Deletion,
    End::Reset,
    End::Secured,
];

async fn end(app: &TestApp, admin: &Principal, giver: &Person, end: End) {
    let right = admin.fresh_admin().unwrap();
    match end {
        End::Role(role) => app
            .backend
            .change_role(right, giver.id, role)
            .await
            .unwrap(),
        End::Deactivation => {
            let done = app.backend.set_disabled(right, giver.id, true).await;
            done.unwrap();
        }
        End::Deletion => {
            let done = app.backend.delete_user(&right.into(), giver.id).await;
            done.unwrap();
        }
        End::Reset => {
            let done = app
                .backend
                .reset_two_factor(right, giver.id, "vol", ResetFallback::Code)
                .await;
            done.unwrap();
        }
        End::Secured => {
            let token = mailed(app, giver, NoticeKind::FactorActivated).await;
            let done = app.backend.secure_account(&token, &origin()).await;
            done.unwrap();
        }
    }
}

#[tokio::test]
async fn attack_24_links_codes_and_what_they_opened_end_with_the_right_of_who_gave_them() {
    for how in ENDS {
        let app = with_mails().await;
        let admin = app.admin_with_factor().await;
        let max = app.add_admin("Max Martin").await;
        let giver = app.load(&app.enrol(&max).await.token).await;
        let right = giver.fresh_admin().unwrap();
        let [lea, zoe, own] = [
            app.invitee("Léa Neuve").await,
            app.invitee("Zoé Neuve").await,
            app.invitee("Éva Neuve").await,
        ];
        let shown = app.backend.invite(&right.into(), lea.id).await.unwrap();
        app.backend.mail_invitation(right, zoe.id).await.unwrap();
        let by_ada = admin.fresh_admin().unwrap();
        let by_ada = app.backend.invite(&by_ada.into(), own.id).await.unwrap();
        let [noe, ugo] = [app.user("Noé Roy").await, app.user("Ugo Roy").await];
        for person in [&noe, &ugo] {
            app.enrol(person).await;
        }
        app.backend.give_access_code(right, noe.id).await.unwrap();
        let code = app.backend.give_access_code(right, ugo.id).await.unwrap();
        let opened = app.give(&app.begin(&ugo).await, &code.code).await.unwrap();
        assert_eq!(app.load(&opened.token).await.gate(), Gate::Enrolment);
        let link = |url: &str| token_in(url);
        assert!(app.backend.invitation(&link(&shown.url)).await.is_ok());

        end(&app, &admin, &max, *how).await;

        assert!(
            app.backend.invitation(&link(&shown.url)).await.is_err(),
            "{how:?}"
        );
        let codes = "SELECT count(*) FROM access_codes WHERE user_id <> given_by_id \
            AND given_by_name = 'Max Martin'";
        assert_eq!(app.number(codes).await, 0, "{how:?}");
        assert!(app.find(&opened.token).await.is_none(), "{how:?}");
        assert!(
            app.backend.invitation(&link(&by_ada.url)).await.is_ok(),
            "{how:?}"
        );
        let mailed = "SELECT count(*) FROM one_time_links WHERE shown_at IS NULL AND used_at IS NULL \
            AND purpose = 'invitation'";
        assert_eq!(app.number(mailed).await, 1, "{how:?}: nobody has seen it");
    }
}

#[tokio::test]
async fn somebody_who_gets_a_greater_right_keeps_what_they_gave() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let hugo = app.with_role("Hugo Aide", Role::Helpdesk).await;
    let helper = app.load(&app.enrol(&hugo).await.token).await;
    let lea = app.invitee("Léa Neuve").await;
    let fresh = helper.fresh_helper().unwrap();
    let shown = app.backend.help_by_invitation(fresh, lea.id).await.unwrap();
    end(&app, &admin, &hugo, End::Role(Role::Admin)).await;
    assert!(app.backend.invitation(&token_in(&shown.url)).await.is_ok());
}
