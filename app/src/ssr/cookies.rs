//! The cookies of an answer.

use super::caller::{caller, now, parts, wants_html};
use crate::hand_over::HandedOver;
use backend::session::DeviceCookie;
use backend::token::Token;
use domain::{Locale, Timestamp};
use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use wire::path::encode;
use wire::return_to::percent_decode as decode;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// How to write the session cookie.
#[derive(Debug, Clone)]
pub struct Cookies {
    /// Whether the public address is https: the cookie is Secure and has the `__Host-` prefix.
    pub secure: bool,
    /// The port of the public address, unless it is the one of its scheme. Browsers do not part the cookies of ports (RFC 6265
    /// §8.5): two installations on one host have names of their own.
    pub port: Option<u16>,
    /// The lifetime of the cookie in seconds.
    pub max_age: i64,
}

impl Cookies {
    /// The name of the session cookie.
    pub fn session_name(&self) -> String {
        self.named("")
    }

    /// The name of the device cookie: a token for each user who has signed in with this browser. It proves nothing.
    pub fn device_name(&self) -> String {
        self.named("-device")
    }

    /// The name of the cookie that carries a secret to hand over across the redirect of a form
    /// without script.
    fn once_name(&self) -> String {
        self.named("-once")
    }

    /// The name of the cookie with the language of a user who is not signed in.
    pub fn language_name(&self) -> String {
        self.of_port("lang")
    }

    /// The name of a cookie that no other host may set.
    pub(super) fn named(&self, what: &str) -> String {
        let prefix = if self.secure { "__Host-" } else { "" };
        self.of_port(&format!("{prefix}bouclier{what}"))
    }

    fn of_port(&self, name: &str) -> String {
        self.port
            .map_or_else(|| name.to_owned(), |port| format!("{name}-{port}"))
    }

    /// The text of a cookie: `HttpOnly`, and on https `Secure`.
    pub(super) fn write(&self, name: &str, value: &str, same_site: &str, max_age: i64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}; Max-Age={max_age}{secure}")
    }

    /// The text that removes a cookie for one answer.
    pub(super) fn clear(&self, name: &str) -> String {
        self.write(name, "", "Strict", 0)
    }
}

/// Adds a cookie to the answer.
pub(super) fn append_cookie(write: impl FnOnce(&Cookies) -> String) {
    let (Some(response), Some(cookies)) =
        (use_context::<ResponseOptions>(), use_context::<Cookies>())
    else {
        return;
    };
    if let Ok(value) = HeaderValue::from_str(&write(&cookies)) {
        response.append_header(SET_COOKIE, value);
    }
}

/// Sets the session cookie to a new token.
pub fn set_session(token: &Token) {
    append_cookie(|c| c.write(&c.session_name(), &token.reveal(), "Lax", c.max_age));
}

/// Seconds for which a browser keeps its device cookie: as long as browsers keep any.
const DEVICE_AGE: i64 = 400 * 86_400;

/// Writes the browser's device cookie after a sign-in. A new token comes before those of other users; the oldest of too many goes.
pub fn keep_device(cookie: &DeviceCookie) {
    if matches!(cookie, DeviceCookie::Kept) {
        return;
    }
    let before = request_cookie(Cookies::device_name).unwrap_or_default();
    let others = device_tokens(&before).map(|token| token.reveal());
    let tokens = cookie.token().map(Token::reveal).into_iter().chain(others);
    let tokens: Vec<String> = tokens.take(MAX_DEVICE_TOKENS).collect();
    append_cookie(|c| c.write(&c.device_name(), &tokens.join("."), "Lax", DEVICE_AGE));
}

/// The maximum number of users whose token a browser keeps.
const MAX_DEVICE_TOKENS: usize = 5;

/// The tokens of a device cookie.
pub fn device_tokens(cookie: &str) -> impl Iterator<Item = Token> {
    cookie
        .split('.')
        .take(MAX_DEVICE_TOKENS)
        .filter_map(Token::parse)
}

/// Removes the session cookie.
pub fn clear_session() {
    append_cookie(|c| c.write(&c.session_name(), "", "Lax", 0));
}

/// Whether the browser has a session cookie that leads to no session: the session has ended, and not by signing out here.
pub fn has_dead_session() -> bool {
    request_cookie(Cookies::session_name).is_some() && caller().principal.is_none()
}

/// Removes a session cookie that leads to no session. The sign-in does so alone: other answers may come after one that has
/// renewed the cookie.
pub fn clear_dead_session() {
    if has_dead_session() {
        clear_session();
    }
}

/// Lets the browser forget what pages have stored in it (Clear-Site-Data of the W3C, ASVS 5.0 14.3.1). Pages are never stored,
/// and files are nobody's: they stay.
pub fn clear_storage() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(CLEAR_SITE_DATA, HeaderValue::from_static("\"storage\""));
    }
}

/// Remembers the language of a user who is not signed in.
pub fn set_language(locale: Locale) {
    append_cookie(|c| c.write(&c.language_name(), locale.as_str(), "Lax", 365 * 86_400));
}

/// Seconds for which a secret, or an address typed at the sign-in, waits for the page that shows it.
const SECRET_WAITS: i64 = 60;
/// Seconds for which what was typed waits for the page of its form: there may be a proof before, for which somebody fetches a phone.
const FORM_WAITS: i64 = 300;

/// Hands texts to the next page that shows them within this time, and to no later one.
fn hand_over<'a>(place: &str, texts: impl Iterator<Item = (Timestamp, &'a str)>, seconds: i64) {
    let texts = texts.map(|(expires, text)| format!("{}.{}", expires.unix(), encode(text)));
    let texts: Vec<String> = texts.collect();
    let value = format!("{place}.{}", texts.join("|"));
    append_cookie(|c| c.write(&c.once_name(), &value, "Strict", seconds));
}

/// Hands secrets to this dialog of the next page.
pub(super) fn hand_over_secrets(dialog: &str, secrets: &[HandedOver]) {
    let texts = secrets.iter().map(|s| (s.expires, s.text.as_str()));
    hand_over(dialog, texts, SECRET_WAITS);
}

/// The name under which [`hand_over`] keeps the address typed at the sign-in.
const TYPED: &str = "sign-in";
/// The longest address (RFC 5321, 4.5.3.1).
const LONGEST_ADDRESS: usize = 320;

/// Keeps the typed address for the page that returns with the error, if the form was sent without script.
pub fn keep_typed(address: &str) {
    if parts().is_some_and(|p| wants_html(&p)) && address.len() <= LONGEST_ADDRESS {
        hand_over(TYPED, std::iter::once((now(), address)), SECRET_WAITS);
    }
}

/// The address that [`keep_typed`] has kept.
pub fn typed() -> Option<String> {
    shown_once(TYPED).pop().map(|kept| kept.text)
}

/// The most bytes of a form that are kept: a cookie has 4,096, and a byte may become three.
const LONGEST_FORM: usize = 1_000;

/// The name under which a form is kept: somebody who signs in after its user on the same browser does not get it.
fn of_reader(form: &str) -> String {
    let user = caller().principal.map(|me| me.user().to_string());
    format!("{form}-by-{}", user.unwrap_or_default())
}

/// Keeps what was typed into the fields of this form for the page that returns with the error, if it was sent without script.
pub fn keep_form(form: &str, texts: &[&str]) {
    if parts().is_some_and(|p| wants_html(&p)) {
        keep_for_page(form, texts);
    }
}

/// Keeps texts for the page to which an answer leads, with script too: that page is loaded in full.
pub fn keep_for_page(form: &str, texts: &[&str]) {
    let length: usize = texts.iter().map(|text| text.len()).sum();
    if length <= LONGEST_FORM {
        let at = now();
        let texts = texts.iter().map(|text| (at, *text));
        hand_over(&of_reader(form), texts, FORM_WAITS);
    }
}

/// What [`keep_form`] has kept of this form, in the same order; the answer removes it.
pub fn kept_form(form: &str) -> Vec<String> {
    let kept = shown_once(&of_reader(form));
    kept.into_iter().map(|kept| kept.text).collect()
}

/// The secrets handed over for this dialog of the page; the answer removes them.
pub fn shown_once(dialog: &str) -> Vec<HandedOver> {
    let cookie = request_cookie(Cookies::once_name).unwrap_or_default();
    let texts = cookie
        .strip_prefix(dialog)
        .and_then(|c| c.strip_prefix('.'));
    let Some(texts) = texts else {
        return Vec::new();
    };
    append_cookie(|c| c.clear(&c.once_name()));
    texts.split('|').filter_map(read_handed_over).collect()
}

fn read_handed_over(text: &str) -> Option<HandedOver> {
    let (expires, text) = text.split_once('.')?;
    Some(HandedOver {
        text: decode(text)?,
        expires: Timestamp::from_unix(expires.parse().ok()?),
    })
}

/// The value of a cookie of the request.
pub(super) fn request_cookie(name: impl FnOnce(&Cookies) -> String) -> Option<String> {
    let parts = parts()?;
    let name = name(&use_context::<Cookies>()?);
    sent_cookie(&parts.headers, &name).map(str::to_owned)
}

/// The value of a cookie in the head of a request; of several with one name the first.
pub fn sent_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::Cookies;

    #[test]
    fn neighbours_on_one_host_have_cookies_with_names_of_their_own() {
        let names = |secure, port| {
            let cookies = Cookies {
                secure,
                port,
                max_age: 60,
            };
            [
                cookies.session_name(),
                cookies.device_name(),
                cookies.language_name(),
            ]
        };
        assert_eq!(
            names(true, None),
            ["__Host-bouclier", "__Host-bouclier-device", "lang"]
        );
        assert_eq!(
            names(true, Some(8443)),
            [
                "__Host-bouclier-8443",
                "__Host-bouclier-device-8443",
                "lang-8443"
            ]
        );
        assert_eq!(
            names(false, Some(3000)),
            ["bouclier-3000", "bouclier-device-3000", "lang-3000"]
        );
    }
}
