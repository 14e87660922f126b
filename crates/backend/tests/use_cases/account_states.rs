//! What is so of accounts: deactivated ones, and those without a password, in the table of users and in mails.

use crate::support::{Person, TestApp};
use crate::users_table::{four, page, search};
use backend::access::Principal;
use backend::policy::PolicyChange;
use backend::users::ProfileInput;
use domain::{
    AccountState, Grace, Language, NoticeKind, Policy, ResetFallback, ResetProof, Situation,
    TwoFactorStatus, UserId,
};
use wire::UserQuery;

#[tokio::test]
async fn a_deactivated_account_counts_in_no_figure_and_is_found_by_its_own_filter() {
    let (app, admin) = four().await;
    let gil = app.user("Gil Parti").await;
    let ines = app.invitee("Ines Nouvelle").await;
    let ugo = app.invitee("Ugo Invité").await;
    let right = admin.fresh_admin().unwrap();
    app.backend.invite(&right.into(), ugo.id).await.unwrap();
    app.backend.set_disabled(right, gil.id, true).await.unwrap();
    for text in ["", "i"] {
        let everybody = page(&app, &admin, &search(text)).await;
        assert_eq!(everybody.counts.deactivated, 1, "{text:?}");
        assert_eq!(everybody.total, everybody.counts.total() + 1, "{text:?}");
        for (state, found) in [
            (AccountState::Deactivated, gil.id),
            (AccountState::NeverInvited, ines.id),
            (AccountState::Invited, ugo.id),
        ] {
            let query = UserQuery {
                state: Some(state.into()),
                ..search(text)
            };
            let page = page(&app, &admin, &query).await;
            let rows: Vec<_> = page.rows.iter().map(|row| (row.id, row.state)).collect();
            assert_eq!(
                (rows.as_slice(), page.total),
                ([(found, state)].as_slice(), 1)
            );
        }
        let inactive = UserQuery {
            status: Some(TwoFactorStatus::Inactive),
            ..search(text)
        };
        let shown = page(&app, &admin, &inactive).await;
        assert!(shown.rows.iter().all(|row| row.id != gil.id), "{text:?}");
        assert_eq!(shown.total, everybody.counts.inactive, "{text:?}");
    }
}

/// The states that the table says, and by which its filter finds the account.
async fn state(app: &TestApp, admin: &Principal, id: UserId) -> AccountState {
    let mut found = Vec::new();
    for state in AccountState::ALL {
        let query = UserQuery {
            state: Some((*state).into()),
            ..UserQuery::default()
        };
        let page = page(app, admin, &query).await;
        found.extend(
            page.rows
                .iter()
                .filter(|row| row.id == id)
                .map(|row| row.state),
        );
    }
    assert_eq!(found.len(), 1, "{found:?}");
    found[0]
}

#[tokio::test]
async fn an_invitation_counts_while_there_is_no_password_though_it_has_lapsed() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.invitee("Léa Lefèvre").await;
    assert_eq!(
        state(&app, &admin, lea.id).await,
        AccountState::NeverInvited
    );
    let link = app
        .backend
        .invite(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    assert_eq!(state(&app, &admin, lea.id).await, AccountState::Invited);
    app.advance(4 * 24 * 3_600);
    app.backend.sweep(app.now()).await.unwrap();
    assert!(link.expires < app.now());
    assert_eq!(state(&app, &admin, lea.id).await, AccountState::Invited);
    app.sql("UPDATE users SET password_hash = 'x' WHERE name = 'Léa Lefèvre'")
        .await;
    assert_eq!(state(&app, &admin, lea.id).await, AccountState::Usable);
    app.sql("UPDATE users SET password_hash = NULL WHERE name = 'Léa Lefèvre'")
        .await;
    assert_eq!(state(&app, &admin, lea.id).await, AccountState::Invited);
    let wrong = app
        .backend
        .recount_users(&TestApp::operator(), false)
        .await
        .unwrap();
    assert_eq!(wrong, []);
}

/// Says as another name of each user that there is something to mail.
async fn rename(app: &TestApp, admin: &Principal, people: &[Person]) {
    for person in people {
        let input = ProfileInput {
            name: &format!("{} X", app.row(admin, person.id).await.name),
            email: &person.email,
            language: Language::Fr,
        };
        let right = admin.fresh_admin().unwrap();
        app.backend
            .edit_user(right, person.id, input)
            .await
            .unwrap();
    }
}

/// What the mails that are due say of their readers' sign-in.
async fn mailed(app: &TestApp) -> Vec<(UserId, Situation)> {
    let mut mailed = Vec::new();
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        let in_time = mail.situation == Situation::InTime;
        assert_eq!(mail.time_left.is_some(), in_time, "{mail:?}");
        if mail.notice.kind == NoticeKind::ProfileEdited {
            mailed.push((mail.user, mail.situation));
        }
    }
    mailed
}

#[tokio::test]
async fn a_mail_says_of_its_readers_sign_in_what_the_table_says_when_it_is_sent() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let [ana, eve, fay] = [
        app.user("Ana").await,
        app.user("Eve").await,
        app.user("Fay").await,
    ];
    for person in [&ana, &eve, &fay] {
        app.enrol(person).await;
    }
    let (bea, cem, dan) = (
        app.user("Bea").await,
        app.invitee("Cem").await,
        app.user("Dan").await,
    );
    app.password(&bea).await;
    let people = [ana, bea, cem, dan, eve, fay];
    rename(&app, &admin, &people).await;
    // All of it comes after what the mails tell of, and before they are sent.
    let right = admin.fresh_admin().unwrap();
    app.backend
        .set_disabled(right, people[3].id, true)
        .await
        .unwrap();
    for (person, fallback) in [
        (&people[4], ResetFallback::Later),
        (&people[5], ResetFallback::Link),
    ] {
        let reset = app
            .backend
            .reset_two_factor(right, person.id, "perdu", fallback);
        reset.await.unwrap();
    }
    let reset = |proof, has_password| Situation::Reset {
        proof,
        has_password,
    };
    let same = [
        Situation::Deactivated,
        reset(ResetProof::Code, true),
        reset(ResetProof::CodeOrNewPassword, false),
    ];
    let without_password = Situation::WithoutPassword { pending: false };
    let usual = Situation::Usual;
    for (change, days, [ana, bea]) in [
        (
            None,
            0,
            [
                usual(TwoFactorStatus::Voluntary),
                usual(TwoFactorStatus::Inactive),
            ],
        ),
        (
            Some(PolicyChange {
                grace: Grace::Days(14),
                ..PolicyChange::to(Policy::Required)
            }),
            0,
            [usual(TwoFactorStatus::Protected), Situation::InTime],
        ),
        (
            None,
            15,
            [
                usual(TwoFactorStatus::Protected),
                usual(TwoFactorStatus::Pending),
            ],
        ),
    ] {
        app.advance(days * 86_400);
        rename(&app, &admin, &people).await;
        if let Some(change) = change {
            app.backend.change_policy(right, change).await.unwrap();
        }
        let mailed = mailed(&app).await;
        assert!(mailed.len() >= people.len());
        for (person, expected) in people
            .iter()
            .zip([ana, bea, without_password].into_iter().chain(same))
        {
            let told = mailed.iter().filter(|(user, _)| *user == person.id);
            let shown = app.row(&admin, person.id).await.situation(app.now());
            assert_eq!(shown, expected, "{}", person.name);
            assert!(told.clone().count() > 0);
            assert!(
                told.clone().all(|(_, said)| *said == shown),
                "{}: {mailed:?}",
                person.name
            );
        }
    }
}
