//! Hands what a page says first across a redirect.

use super::caller::{parts, path};
use super::cookies::{Cookies, append_cookie, request_cookie};
use crate::error::AppError;
use crate::flash::Flash;
use crate::page_message::PageMessage;
use leptos::server_fn::error::ServerFnUrlError;
use wire::query::encode;
use wire::return_to::percent_decode as decode;

/// Parameters with which the framework would write an error into an address.
const PATH: &str = "__path";
const ERROR: &str = "__err";

/// Lets the page at this path say the flash message once.
pub(super) fn tell(page: &str, flash: Flash) {
    append_cookie(|cookies| cookies.told(page, &PageMessage::Flash(flash)));
}

/// What this page says first.
pub fn told() -> Option<PageMessage> {
    parts()?;
    let value = request_cookie(Cookies::told_name)?;
    let (page, told) = value.split_once('.')?;
    let is_here = decode(page)? == path();
    is_here.then(|| PageMessage::parse(&decode(told)?))?
}

/// What this page says first, as text for the browser that takes the page over. The answer removes the cookie.
pub fn tell_once() -> Option<String> {
    let told = told()?;
    append_cookie(|cookies| cookies.clear(&cookies.told_name()));
    Some(told.wire())
}

/// Takes the error out of an address that the framework has written it into: the address without it, and the cookie that
/// carries it instead.
pub fn carry_error(cookies: &Cookies, location: &str) -> (String, Option<String>) {
    let Some((page, query)) = location.split_once('?') else {
        return (location.to_owned(), None);
    };
    let is_told = |pair: &&str| matches!(name_of(pair), PATH | ERROR);
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_told(pair)).collect();
    let location = if kept.is_empty() {
        page.to_owned()
    } else {
        format!("{page}?{}", kept.join("&"))
    };
    let value = |name| {
        let pair = query.split('&').find(|pair| name_of(pair) == name)?;
        decode(pair.split_once('=')?.1)
    };
    let told = value(PATH)
        .zip(value(ERROR))
        .map(|(to, error)| PageMessage::Refused {
            to,
            error: ServerFnUrlError::<AppError>::decode_err(&error),
        });
    (location, told.map(|told| cookies.told(page, &told)))
}

fn name_of(pair: &str) -> &str {
    pair.split('=').next().unwrap_or_default()
}

impl Cookies {
    fn told_name(&self) -> String {
        self.named("-told")
    }

    /// The cookie from which the page says this once, within a minute.
    fn told(&self, page: &str, told: &PageMessage) -> String {
        let value = format!("{}.{}", encode_dots(page), encode(&told.wire()));
        self.write(&self.told_name(), &value, "Strict", 60)
    }
}

/// Percent encoding, dots too: they part the value.
fn encode_dots(text: &str) -> String {
    encode(text).replace('.', "%2E")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::problem::Problem;

    const COOKIES: Cookies = Cookies {
        secure: true,
        port: None,
        max_age: 60,
    };

    #[test]
    fn an_error_leaves_the_address_for_a_cookie() {
        let error = AppError::Refused(Problem::Credentials);
        let url = ServerFnUrlError::new("/api/sign-in", error);
        let url = url.to_url("http://own.invalid/sign-in?next=%2Fme").unwrap();
        let location = url.as_str().strip_prefix("http://own.invalid").unwrap();
        let (path, cookie) = carry_error(&COOKIES, location);
        assert_eq!(path, "/sign-in?next=%2Fme");
        assert_eq!(
            cookie.as_deref(),
            Some(
                "__Host-bouclier-told=%2Fsign-in.refused%7C%2Fapi%2Fsign-in%7Crefused%3Acredentials; Path=/; HttpOnly; \
                 SameSite=Strict; Max-Age=60; Secure"
            )
        );
    }

    #[test]
    fn an_address_without_an_error_stays_as_it_is() {
        for location in ["/me", "/me?dialog=recovery", "/account/users?q=a&page=2"] {
            assert_eq!(carry_error(&COOKIES, location), (location.to_owned(), None));
        }
    }
}
