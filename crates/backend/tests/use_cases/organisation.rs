//! The organisation: its name, whom its users ask, its time zone.

use crate::support::{PASSWORD, TestApp, origin, problem, token_in};
use backend::Result;
use backend::access::Principal;
use backend::organisation::OrganisationInput;
use backend::users::FirstAdmin;
use domain::problem::Problem;
use domain::{AuditAction, Language};
use test_support::{ADMIN, try_create};
use wire::view::{Organisation, RecoverySheet};

const MAIRIE: OrganisationInput<'_> = OrganisationInput {
    name: "Mairie de Lille",
    contact: "Ada Byron, poste 12",
    sentence: "La 2FA protège nos habitants.",
    time_zone: "Europe/Paris",
};

async fn change(app: &TestApp, admin: &Principal, input: OrganisationInput<'_>) -> Result<bool> {
    let right = admin.fresh_admin()?;
    app.backend.change_organisation(right, input).await
}

fn nothing() -> Organisation {
    Organisation {
        time_zone: "UTC".to_owned(),
        ..Organisation::default()
    }
}

#[tokio::test]
async fn a_change_is_written_from_what_to_what_and_a_second_one_of_the_same_is_none() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    assert_eq!(app.backend.organisation().await.unwrap(), nothing());
    assert!(change(&app, &admin, MAIRIE).await.unwrap());
    let present = app.backend.organisation().await.unwrap();
    let Organisation {
        name,
        contact,
        sentence,
        time_zone,
    } = present;
    assert_eq!([&*name, &contact], [MAIRIE.name, MAIRIE.contact]);
    assert_eq!(
        [&*sentence, &time_zone],
        [MAIRIE.sentence, MAIRIE.time_zone]
    );
    let entry = app.entries(&admin, admin.user()).await.remove(0);
    assert_eq!(entry.action, AuditAction::OrganisationChanged);
    assert_eq!(entry.actor_id, Some(admin.user()));
    assert_eq!(
        entry.detail.to_string(),
        " → Mairie de Lille ·  → Ada Byron, poste 12 ·  → La 2FA protège nos habitants. · UTC → Europe/Paris"
    );
    let before = app.entry_count().await;
    let same = OrganisationInput {
        name: " Mairie de Lille ",
        ..MAIRIE
    };
    assert!(!change(&app, &admin, same).await.unwrap());
    assert_eq!(app.entry_count().await, before);
    let unnamed = OrganisationInput { name: "", ..MAIRIE };
    assert!(change(&app, &admin, unnamed).await.unwrap());
    let entry = app.entries(&admin, admin.user()).await.remove(0);
    assert_eq!(entry.detail.to_string(), "Mairie de Lille → ");
}

#[tokio::test]
async fn what_is_refused_says_which_field_and_changes_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let before = app.entry_count().await;
    let (name, contact, sentence) = ("é".repeat(61), "é".repeat(201), "é".repeat(301));
    for (input, refusal) in [
        (
            OrganisationInput {
                name: &name,
                ..MAIRIE
            },
            Problem::OrganisationTooLong,
        ),
        (
            OrganisationInput {
                name: "\u{200D}",
                ..MAIRIE
            },
            Problem::OrganisationCharacter,
        ),
        (
            OrganisationInput {
                contact: &contact,
                ..MAIRIE
            },
            Problem::ContactTooLong,
        ),
        (
            OrganisationInput {
                contact: "Ada\u{202E}",
                ..MAIRIE
            },
            Problem::ContactCharacter,
        ),
        (
            OrganisationInput {
                sentence: &sentence,
                ..MAIRIE
            },
            Problem::SentenceTooLong,
        ),
        (
            OrganisationInput {
                sentence: "deux\nlignes",
                ..MAIRIE
            },
            Problem::SentenceCharacter,
        ),
        (
            OrganisationInput {
                time_zone: "Europe/Lille",
                ..MAIRIE
            },
            Problem::TimeZoneUnknown,
        ),
    ] {
        assert_eq!(problem(change(&app, &admin, input).await), refusal);
    }
    assert_eq!(app.backend.organisation().await.unwrap(), nothing());
    assert_eq!(app.entry_count().await, before);
}

#[tokio::test]
async fn a_zone_that_is_not_among_the_choices_stays_one_where_it_is_set() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let old = OrganisationInput {
        time_zone: "Etc/GMT+5",
        ..MAIRIE
    };
    assert!(change(&app, &admin, old).await.unwrap());
    let right = admin.admin().unwrap();
    let (present, zones) = app.backend.organisation_to_change(right).await.unwrap();
    assert_eq!(present.time_zone, "Etc/GMT+5");
    assert_eq!(zones.last(), Some(&present.time_zone));
}

#[tokio::test]
async fn the_authenticator_app_and_the_recovery_codes_name_the_organisation() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    change(&app, &admin, MAIRIE).await.unwrap();
    let lea = app.user("Léa Lefèvre").await;
    let session = app.open(&lea).await;
    let pending = app.secret(&session).await;
    let start = "otpauth://totp/Mairie%20de%20Lille:lea.lefevre%40exemple.fr?";
    assert!(pending.url.starts_with(start), "{}", pending.url);
    assert!(pending.url.contains("issuer=Mairie%20de%20Lille"));
    let (_, token) = app.confirm(&session).await;
    let sheet = sheet(&app, &app.load(&token).await).await;
    assert_eq!(sheet.organisation, "Mairie de Lille");
}

async fn sheet(app: &TestApp, principal: &Principal) -> RecoverySheet {
    let enrollee = principal.enrollee().unwrap();
    match app.backend.enrolment(enrollee).await.unwrap() {
        wire::view::Enrolment::Save(sheet) => sheet,
        other => panic!("nothing to save: {other:?}"),
    }
}

#[tokio::test]
async fn the_longest_name_and_the_longest_address_fit_into_a_qr_code() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let name = "𠀀".repeat(60);
    let long = OrganisationInput {
        name: &name,
        ..MAIRIE
    };
    assert!(change(&app, &admin, long).await.unwrap());
    let email = format!(
        "{}@{}.fr",
        "é".repeat(32),
        ["a".repeat(62), "b".repeat(62), "c".repeat(58)].join(".")
    );
    let long = try_create(&app.backend, &email, "Léa Lefèvre", ADMIN).await;
    let session = app.open(&long.unwrap()).await;
    let pending = app.secret(&session).await;
    assert!(pending.qr.size > 21);
}

#[tokio::test]
async fn the_first_admin_may_name_the_organisation_and_sets_its_time_zone() {
    for (name, time_zone, expected) in [
        ("", "", ""),
        ("", "Europe/Nowhere", ""),
        ("Mairie", "", " → Mairie"),
        ("Mairie", "Europe/Paris", " → Mairie · UTC → Europe/Paris"),
    ] {
        let app = TestApp::new().await;
        let token = token_in(&app.backend.set_up_link().await.unwrap().unwrap());
        let first = FirstAdmin {
            email: "ada@exemple.fr".to_owned(),
            name: "Ada Byron".to_owned(),
            password: PASSWORD.to_owned(),
            repeated: PASSWORD.to_owned(),
            language: Language::Fr,
            organisation: name.to_owned(),
            contact: String::new(),
            time_zone: time_zone.to_owned(),
        };
        let bad = FirstAdmin {
            organisation: "\u{3164}".to_owned(),
            ..first.clone()
        };
        let refused = app.backend.set_up(&token, &bad, &origin()).await;
        assert_eq!(problem(refused), Problem::OrganisationCharacter);
        app.backend.set_up(&token, &first, &origin()).await.unwrap();
        let signed_in = app
            .backend
            .sign_in(&first.email, PASSWORD, &origin(), None)
            .await;
        let admin = app.load(&signed_in.unwrap().token).await;
        let entries = app.entries(&admin, admin.user()).await;
        let changed = entries
            .iter()
            .find(|entry| entry.action == AuditAction::OrganisationChanged);
        let detail = changed.map(|entry| entry.detail.to_string());
        assert_eq!(detail.unwrap_or_default(), expected);
        assert_eq!(app.backend.organisation().await.unwrap().name, name);
    }
}
