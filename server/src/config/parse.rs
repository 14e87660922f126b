//! How the text of each option becomes its value.

use super::network::ProxyError;
use super::public_url::UrlError;
use super::{OptionError, PublicUrl, SmtpUrl, TrustedProxies};
use domain::EmailAddress;
use lettre::Address;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use tracing_subscriber::EnvFilter;

/// An address to listen on.
pub fn listen(
    option: &'static str,
    example: &'static str,
) -> impl Fn(&str) -> Result<SocketAddr, OptionError> + Clone {
    move |text| {
        text.parse().map_err(|_| OptionError::Listen {
            option,
            value: text.to_owned(),
            example,
        })
    }
}

/// A whole number.
pub fn number(
    option: &'static str,
    allowed: RangeInclusive<u32>,
) -> impl Fn(&str) -> Result<u32, OptionError> + Clone {
    move |text| {
        text.parse()
            .ok()
            .filter(|number| allowed.contains(number))
            .ok_or_else(|| OptionError::Number {
                option,
                value: text.to_owned(),
                least: *allowed.start(),
                most: *allowed.end(),
            })
    }
}

/// One of two words.
pub fn word<T: Copy>(
    option: &'static str,
    words: [(&'static str, T); 2],
) -> impl Fn(&str) -> Result<T, OptionError> + Clone {
    move |text| {
        let found = words.into_iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| value).ok_or_else(|| {
            let [one, other] = words.map(|(word, _)| word);
            OptionError::Word {
                option,
                value: text.to_owned(),
                one,
                other,
            }
        })
    }
}

/// The address under which users reach the console.
pub fn public_url(text: &str) -> Result<PublicUrl, OptionError> {
    PublicUrl::parse(text).map_err(|error| match error {
        UrlError::Form => OptionError::PublicUrl(text.to_owned()),
        UrlError::Dot => OptionError::DottedPublicUrl(text.to_owned()),
        UrlError::Plain => OptionError::PlainPublicUrl(text.to_owned()),
    })
}

/// The trusted proxies.
pub fn proxies(list: &str) -> Result<TrustedProxies, OptionError> {
    TrustedProxies::parse(list).map_err(|error| match error {
        ProxyError::Form(entry) => OptionError::TrustedProxies(entry),
        ProxyError::Wide(entry) => OptionError::WideProxies(entry),
    })
}

/// The mail server.
pub fn smtp(text: &str) -> Result<SmtpUrl, OptionError> {
    SmtpUrl::parse(text).ok_or(OptionError::SmtpUrl)
}

/// The sender of mails.
pub fn sender(text: &str) -> Result<Address, OptionError> {
    EmailAddress::for_mail(text)
        .parse()
        .map_err(|_| OptionError::MailFrom(text.to_owned()))
}

/// What to log.
pub fn log(text: &str) -> Result<String, OptionError> {
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(OptionError::Log(text.to_owned())),
    }
}
