//! No secret lies readable in the database.

use crate::support::{PASSWORD, TestApp, origin, token_in};
use backend::sign_in::SignedIn;
use backend::token::Token;
use domain::Gate;
use totp_rs::Secret;

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

/// Both forms of a token: the text in the cookie and the bytes behind it.
fn forms(token: &Token) -> [Vec<u8>; 2] {
    use base64::Engine;
    let text = token.reveal();
    let raw = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(&text)
        .unwrap();
    [text.into_bytes(), raw]
}

#[tokio::test]
async fn neither_secrets_nor_recovery_codes_nor_tokens_nor_passwords_can_be_read_from_the_files() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let mut secrets: Vec<Vec<u8>> = vec![PASSWORD.as_bytes().to_vec()];

    let SignedIn { token, device, .. } = app.password(&lea).await;
    secrets.extend(forms(&token));
    secrets.extend(forms(device.token().unwrap()));
    let principal = app.load(&token).await;
    let first = app.secret(&principal).await.secret;
    let (phone, token) = app.confirm(&principal).await;
    secrets.extend(forms(&token));
    secrets.push(first.clone().into_bytes());
    secrets.push(Secret::try_from_base32(&first).unwrap().as_ref().to_vec());
    let principal = app.load(&token).await;
    let codes = app.codes_to_save(&principal).await;
    for code in &codes {
        secrets.push(code.replace('-', "").into_bytes());
        secrets.push(code.clone().into_bytes());
        secrets.push(code.replace('-', "").as_bytes()[4..].to_vec());
    }
    let token = app
        .backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await
        .unwrap()
        .session;
    secrets.extend(forms(&token));
    app.advance(30);
    let principal = app.begin(&lea).await;
    let signed_in = app.give(&principal, &phone.at(app.now())).await.unwrap();
    assert_eq!(signed_in.gate, Gate::Open);
    secrets.extend(forms(&signed_in.token));
    let principal = app.begin(&lea).await;
    secrets.extend(forms(&app.give(&principal, &codes[0]).await.unwrap().token));

    let manager = admin.fresh_admin().unwrap().into();
    let link = app.backend.invite(&manager, lea.id).await.unwrap();
    let invitation = token_in(&link.url);
    secrets.extend(forms(&Token::parse(&invitation).unwrap()));
    let chosen = "cinq chevaux verts dansent";
    app.backend
        .accept_invitation(&invitation, chosen, chosen, &origin())
        .await
        .unwrap();
    secrets.push(chosen.as_bytes().to_vec());

    let again = app
        .backend
        .sign_in(&lea.email, chosen, &origin(), None)
        .await;
    let token = again.unwrap().token;
    secrets.extend(forms(&token));

    let files = app.stored().await;
    assert!(
        contains(&files, lea.email.as_bytes()),
        "what is no secret is found"
    );
    assert!(
        contains(&files, &token.hash()),
        "of a token the hash is found"
    );
    for (index, secret) in secrets.iter().enumerate() {
        assert!(secret.len() >= 12, "{index}");
        assert!(
            !contains(&files, secret),
            "secret {index} lies in the database"
        );
    }
}

#[tokio::test]
async fn the_secret_of_the_phone_that_was_enrolled_is_sealed_for_its_user() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let of_lea = app.enrol(&lea).await;
    app.enrol(&max).await;
    // An attacker who can write to the database gives Max the sealed secret of Léa.
    app.sql(&format!(
        "UPDATE totp_factors SET sealed_secret = (SELECT sealed_secret FROM totp_factors \
         JOIN factors ON id = factor_id WHERE user_id = {}) \
         WHERE factor_id = (SELECT id FROM factors WHERE user_id = {})",
        lea.id, max.id
    ))
    .await;
    app.advance(30);
    let principal = app.begin(&max).await;
    let refused = app.give(&principal, &of_lea.phone.at(app.now())).await;
    assert!(
        matches!(refused, Err(backend::Error::Internal(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_readable_form_of_recovery_codes_is_erased_when_they_are_saved() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (_, token) = app.confirm(&app.open(&lea).await).await;
    let sealed = "SELECT count(*) FROM recovery_codes WHERE sealed_code IS NOT NULL";
    assert_eq!(app.number(sealed).await, 10);
    let principal = app.load(&token).await;
    app.backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await
        .unwrap();
    assert_eq!(app.number(sealed).await, 0);
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 10);
}
