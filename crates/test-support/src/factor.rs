//! How people get a second factor.

use crate::people::{Person, find, sign_in};
use crate::phone::Phone;
use backend::Backend;
use backend::access::Principal;
use backend::token::Token;
use wire::view::{Enrolment, Pending};

/// Somebody who has just enrolled.
#[derive(Debug)]
pub struct Enrolled {
    /// The phone with the secret.
    pub phone: Phone,
    /// The recovery codes.
    pub codes: Vec<String>,
    /// The open session.
    pub token: Token,
}

/// Signs in with the password and enrols a phone, to the end.
pub async fn enrol(backend: &Backend, person: &Person) -> Enrolled {
    let token = sign_in(backend, person).await.token;
    let principal = find(backend, &token).await.expect("the session lives");
    let (phone, token) = confirm(backend, &principal).await;
    let principal = find(backend, &token).await.expect("the session lives");
    let codes = codes_to_save(backend, &principal).await;
    let enrollee = principal.enrollee().unwrap();
    let token = backend
        .finish_enrolment(enrollee, true)
        .await
        .unwrap()
        .session;
    Enrolled {
        phone,
        codes,
        token,
    }
}

/// Begins an enrolment; returns the secret that awaits confirmation.
pub async fn secret(backend: &Backend, principal: &Principal) -> Pending {
    let enrollee = principal.enrollee().unwrap();
    backend
        .begin_enrolment(principal.fresh_enrollee().unwrap())
        .await
        .unwrap();
    match backend.enrolment(enrollee).await.unwrap() {
        Enrolment::Confirm(pending) => pending,
        other => panic!("no secret: {other:?}"),
    }
}

/// Begins and confirms an enrolment; returns the recovery codes, still to be saved.
pub async fn confirm(backend: &Backend, principal: &Principal) -> (Phone, Token) {
    let phone = Phone::scan(&secret(backend, principal).await.secret);
    let code = phone.at(backend.now());
    let confirmed = backend
        .confirm_enrolment(principal.fresh_enrollee().unwrap(), &code)
        .await;
    (phone, confirmed.unwrap())
}

/// The recovery codes still to be saved.
pub async fn codes_to_save(backend: &Backend, principal: &Principal) -> Vec<String> {
    let enrollee = principal.enrollee().unwrap();
    match backend.enrolment(enrollee).await.unwrap() {
        Enrolment::Save(sheet) => sheet.codes,
        other => panic!("no codes to save: {other:?}"),
    }
}
