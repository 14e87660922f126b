//! What admins change of the profiles of others, and that another address hands over no account (attack 44).

use crate::admins::{colleague, give_code, invite, set_role};
use crate::notices::{kinds, told, unread};
use crate::support::{PASSWORD, Person, TestApp, origin, problem, token_in};
use backend::access::Principal;
use backend::users::ProfileInput;
use backend::{Error, Result};
use domain::problem::Problem;
use domain::{AuditAction, Gate, Language, NoticeKind, Proof, Role, UserId};

const DAY: i64 = 86_400;
const NEW: &str = "nouvelle@exemple.fr";

/// A person with everything as it is.
fn same(person: &Person) -> ProfileInput<'_> {
    ProfileInput {
        name: &person.name,
        email: &person.email,
        language: Language::Fr,
    }
}

async fn edit(
    app: &TestApp,
    admin: &Principal,
    id: UserId,
    input: ProfileInput<'_>,
) -> Result<bool> {
    app.backend.edit_user(admin.fresh_admin()?, id, input).await
}

pub async fn move_to(
    app: &TestApp,
    admin: &Principal,
    person: &Person,
    email: &str,
) -> Result<bool> {
    let input = ProfileInput {
        email,
        ..same(person)
    };
    edit(app, admin, person.id, input).await
}

/// The addresses of the mails that are due, with what they tell, in their order.
async fn due(app: &TestApp) -> Vec<(NoticeKind, String)> {
    let mut due = Vec::new();
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        due.push((mail.notice.kind, mail.email));
    }
    due
}

#[tokio::test]
async fn another_name_and_language_are_written_from_what_to_what_and_told() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = app.open(&lea).await;
    let input = ProfileInput {
        name: "Léa Roy",
        language: Language::En,
        ..same(&lea)
    };
    assert!(edit(&app, &admin, lea.id, input).await.unwrap());
    let row = app.row(&admin, lea.id).await;
    assert_eq!((row.name.as_str(), row.language), ("Léa Roy", Language::En));
    assert_eq!(row.email, lea.email);
    let entries = app.entries(&admin, lea.id).await;
    assert_eq!(entries[0].action, AuditAction::UserEdited);
    assert_eq!(entries[0].actor_id, Some(admin.user()));
    assert_eq!(entries[0].target, "Léa Lefèvre");
    let detail = entries[0].detail.to_string();
    assert_eq!(detail, "Léa Lefèvre → Léa Roy · fr → en");
    assert_eq!(kinds(&app, &own).await, [NoticeKind::ProfileEdited]);
    let by = told(&app, &own).await[0].by.clone().unwrap();
    assert_eq!(
        by.shown().unwrap(),
        format!("Ada Byron ({})", admin.email())
    );
    assert_eq!(due(&app).await, [(NoticeKind::ProfileEdited, lea.email)]);
}

#[tokio::test]
async fn a_user_is_found_by_the_new_name_and_address_and_no_longer_by_the_old_ones() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let input = ProfileInput {
        name: "Zoé Roy",
        email: NEW,
        language: Language::Fr,
    };
    edit(&app, &admin, lea.id, input).await.unwrap();
    for (text, found) in [("zoe roy", 1), ("nouvelle@", 1), ("lefevre", 0)] {
        let query = wire::UserQuery {
            search: text.to_owned(),
            ..wire::UserQuery::default()
        };
        let right = admin.admin().unwrap();
        let list = app.backend.list_users(right, &query).await.unwrap();
        assert_eq!(list.total, found, "{text}");
    }
}

#[tokio::test]
async fn what_stays_the_same_leaves_no_entry_and_tells_nobody() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let before = app.entry_count().await;
    assert!(!edit(&app, &admin, lea.id, same(&lea)).await.unwrap());
    let input = ProfileInput {
        name: " Léa Lefèvre ",
        ..same(&lea)
    };
    assert!(!edit(&app, &admin, lea.id, input).await.unwrap());
    assert_eq!(app.entry_count().await, before);
    assert_eq!(app.number("SELECT count(*) FROM notices").await, 0);
}

#[tokio::test]
async fn a_name_and_an_address_of_other_rules_stay_where_something_else_is_changed() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    app.sql(&format!(
        "UPDATE users SET email = 'pаypal@exemple.fr', name = '' WHERE id = {}",
        lea.id
    ))
    .await;
    let old = ProfileInput {
        name: "",
        email: "pаypal@exemple.fr",
        language: Language::En,
    };
    assert!(edit(&app, &admin, lea.id, old).await.unwrap());
    let moved = ProfileInput {
        name: "",
        email: NEW,
        language: Language::En,
    };
    assert!(edit(&app, &admin, lea.id, moved).await.unwrap());
    let back = ProfileInput {
        email: "pаypal@exemple.fr",
        ..moved
    };
    let refused = edit(&app, &admin, lea.id, back).await;
    assert_eq!(problem(refused), Problem::EmailLookalike);
}

#[tokio::test]
async fn sessions_go_on_and_the_next_sign_in_takes_the_new_address() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    move_to(&app, &admin, &lea, NEW).await.unwrap();
    assert_eq!(app.load(&token).await.gate(), Gate::Open);
    assert_eq!(app.load(&token).await.email(), NEW);
    let sign_in = |email: &'static str| {
        let backend = app.backend.clone();
        async move { backend.sign_in(email, PASSWORD, &origin(), None).await }
    };
    assert_eq!(sign_in(NEW).await.unwrap().gate, Gate::Open);
    let from = origin();
    let old = app.backend.sign_in(&lea.email, PASSWORD, &from, None).await;
    assert_eq!(problem(old), Problem::Credentials);
}

#[tokio::test]
async fn an_address_that_another_account_has_is_refused_and_changes_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let before = app.entry_count().await;
    let input = ProfileInput {
        name: "Zoé Roy",
        email: &admin.email().to_uppercase(),
        language: Language::En,
    };
    let refused = edit(&app, &admin, lea.id, input).await;
    assert_eq!(problem(refused), Problem::EmailTaken);
    assert_eq!(app.row(&admin, lea.id).await.name, lea.name);
    assert_eq!(app.entry_count().await, before);
    for (name, email, expected) in [
        ("", NEW, Problem::NameMissing),
        ("Zoé Roy", "zoe", Problem::EmailForm),
    ] {
        let input = ProfileInput {
            name,
            email,
            language: Language::Fr,
        };
        assert_eq!(problem(edit(&app, &admin, lea.id, input).await), expected);
    }
}

#[tokio::test]
async fn attack_11_only_an_admin_with_a_fresh_proof_edits_others_and_nobody_themselves() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Durand").await;
    let max = app.open(&max).await;
    let forbidden = move_to(&app, &max, &lea, NEW).await;
    assert!(matches!(forbidden, Err(Error::Forbidden)));
    let token = app.password(&ada).await.token;
    let fresh = app.load(&token).await;
    let own = move_to(&app, &fresh, &ada, NEW).await;
    assert_eq!(problem(own), Problem::OwnAccount);
    app.advance(301);
    let stale = app.load(&token).await;
    let refused = move_to(&app, &stale, &lea, NEW).await;
    assert!(matches!(refused, Err(Error::StepUp(Proof::Password))));
}

#[tokio::test]
async fn attack_44_the_old_address_hears_of_the_new_one_and_of_all_that_was_before() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    // A link for an account with a password is told; its mail waits.
    invite(&app, &admin, lea.id).await.unwrap();
    move_to(&app, &admin, &lea, NEW).await.unwrap();
    move_to(&app, &admin, &lea, "encore@exemple.fr")
        .await
        .unwrap();
    set_role(&app, &admin, lea.id, Role::Admin).await;
    let old = lea.email.clone();
    assert_eq!(
        due(&app).await,
        [
            (NoticeKind::LinkGiven, old.clone()),
            (NoticeKind::AddressChanged, old),
            (NoticeKind::AddressChanged, NEW.to_owned()),
            (NoticeKind::RoleChanged, "encore@exemple.fr".to_owned()),
        ]
    );
    let entries = app.entries(&admin, lea.id).await;
    let moved = entries
        .iter()
        .find(|entry| entry.action == AuditAction::AddressChanged)
        .unwrap();
    assert_eq!(
        moved.detail.to_string(),
        format!("{NEW} → encore@exemple.fr")
    );
}

#[tokio::test]
async fn attack_44_the_user_reads_of_the_new_address_in_sessions_that_go_on() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = app.open(&lea).await;
    move_to(&app, &admin, &lea, NEW).await.unwrap();
    assert_eq!(unread(&app, &own).await, [NoticeKind::AddressChanged]);
}

#[tokio::test]
async fn attack_44_links_and_codes_of_before_end_with_the_address() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await;
    drop(phone);
    let link = invite(&app, &admin, lea.id).await.unwrap();
    let code = give_code(&app, &admin, lea.id).await.unwrap();
    move_to(&app, &admin, &lea, NEW).await.unwrap();
    let found = app.backend.invitation(&link).await;
    assert_eq!(problem(found), Problem::LinkGone);
    let moved = Person {
        email: NEW.to_owned(),
        ..lea
    };
    let session = app.begin(&moved).await;
    assert!(app.give(&session, &code).await.is_err());
}

#[tokio::test]
async fn attack_44_one_admin_gives_another_no_address_and_code_within_a_day() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    let (eve, _) = colleague(&app, "Eve Petit").await;
    move_to(&app, &admin, &bob, NEW).await.unwrap();
    let code = give_code(&app, &admin, bob.id).await;
    assert!(matches!(code, Err(Error::SecondMeans { from, .. }) if from == app.now().plus(DAY)));
    give_code(&app, &admin, eve.id).await.unwrap();
    let address = move_to(&app, &admin, &eve, "eve2@exemple.fr").await;
    assert!(matches!(
        address,
        Err(Error::SecondMeans {
            role: Role::Admin,
            ..
        })
    ));
    assert_eq!(app.row(&admin, eve.id).await.email, eve.email);
    // Not by taking the role away either.
    set_role(&app, &admin, eve.id, Role::User).await;
    let address = move_to(&app, &admin, &eve, "eve2@exemple.fr").await;
    assert!(matches!(
        address,
        Err(Error::SecondMeans {
            role: Role::User,
            ..
        })
    ));
    // Another name is no means.
    let renamed = ProfileInput {
        name: "Eve Grand",
        ..same(&eve)
    };
    assert!(edit(&app, &admin, eve.id, renamed).await.unwrap());
    app.advance(DAY);
    assert!(
        move_to(&app, &admin, &eve, "eve2@exemple.fr")
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn attack_44_the_other_admins_are_told_of_another_address_or_name_of_an_admin() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let bob = app.add_admin("Bob Martin").await;
    let lea = app.user("Léa Lefèvre").await;
    app.sql("DELETE FROM notices").await;
    move_to(&app, &admin, &lea, "lea2@exemple.fr")
        .await
        .unwrap();
    let language = ProfileInput {
        language: Language::En,
        ..same(&bob)
    };
    edit(&app, &admin, bob.id, language).await.unwrap();
    assert!(told(&app, &max).await.is_empty());
    let both = ProfileInput {
        name: "Bob Grand",
        email: NEW,
        language: Language::En,
    };
    edit(&app, &admin, bob.id, both).await.unwrap();
    let notices = told(&app, &max).await;
    let said: Vec<_> = notices
        .iter()
        .map(|notice| {
            let about = notice.about.as_ref().unwrap().shown().unwrap();
            (notice.kind, about)
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                NoticeKind::AdminAddressChanged,
                format!("Bob Martin ({} → {NEW})", bob.email)
            ),
            (
                NoticeKind::AdminRenamed,
                format!("Bob Martin → Bob Grand ({})", bob.email)
            ),
        ]
    );
    let by = notices[0].by.as_ref().unwrap().shown().unwrap();
    assert_eq!(by, format!("Ada Byron ({})", admin.email()));
    assert!(told(&app, &admin).await.is_empty());
}

#[tokio::test]
async fn attack_44_an_invitation_that_waits_to_be_mailed_is_mailed_to_no_other_address() {
    let app = crate::adding::with_mails().await;
    let admin = app.admin().await;
    let id = crate::adding::add_mailed(&app, &admin).await;
    let input = ProfileInput {
        name: "Léa Lefèvre",
        email: NEW,
        language: Language::En,
    };
    edit(&app, &admin, id, input).await.unwrap();
    let mails = due(&app).await;
    assert!(mails.iter().all(|(kind, _)| *kind != NoticeKind::Invited));
    let right = admin.fresh_admin().unwrap().into();
    let link = app.backend.invite(&right, id).await.unwrap();
    let found = app.backend.invitation(&token_in(&link.url)).await;
    assert_eq!(found.unwrap().email, NEW);
}
