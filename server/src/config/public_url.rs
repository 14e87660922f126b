//! The address under which users reach the console.

use http::Uri;
use http::uri::Authority;
use std::net::IpAddr;

/// The fault of a public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlError {
    /// Not `http://host` or `https://host` with nothing after it.
    Form,
    /// A dot after the host: another origin to browsers than the same host without it.
    Dot,
    /// Plain http for a host that is not this machine.
    Plain,
}

/// An address: scheme, host and, if it is not the default one, port; no slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    text: String,
    https: bool,
}

impl PublicUrl {
    /// Parses an address and normalises it to the form in which browsers write origins.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let uri: Uri = text.parse().map_err(|_| UrlError::Form)?;
        let authority = uri.authority().ok_or(UrlError::Form)?;
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !text.contains('#');
        if !bare || authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(UrlError::Form);
        }
        let host = authority.host().to_ascii_lowercase();
        if host.ends_with('.') {
            return Err(UrlError::Dot);
        }
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_loopback(&host) => false,
            Some("http") => return Err(UrlError::Plain),
            _ => return Err(UrlError::Form),
        };
        let port = port(authority, if https { 443 } else { 80 })?;
        let scheme = if https { "https" } else { "http" };
        let text = format!("{scheme}://{host}{port}");
        Ok(Self { text, https })
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether users connect over https.
    pub const fn is_https(&self) -> bool {
        self.https
    }
}

/// The port with its colon; empty if it is the default one.
///
/// Parsed from the text: `Authority::port` returns nothing for a port that is out of range.
fn port(authority: &Authority, usual: u16) -> Result<String, UrlError> {
    let rest = authority.as_str().strip_prefix(authority.host());
    match rest.and_then(|rest| rest.strip_prefix(':')) {
        None => Ok(String::new()),
        Some(port) => match port.parse::<u16>() {
            Ok(port) if port == usual => Ok(String::new()),
            Ok(port) => Ok(format!(":{port}")),
            Err(_) => Err(UrlError::Form),
        },
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_brought_into_the_form_of_origins() {
        let cases = [
            (
                "https://Bouclier.Exemple.fr/",
                "https://bouclier.exemple.fr",
            ),
            ("https://exemple.fr:443", "https://exemple.fr"),
            ("https://exemple.fr:8443", "https://exemple.fr:8443"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://127.1.2.3:80/", "http://127.1.2.3"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://localhost:3000", "http://localhost:3000"),
        ];
        for (text, expected) in cases {
            let url = PublicUrl::parse(text).unwrap();
            assert_eq!(url.as_str(), expected);
            assert_eq!(url.is_https(), expected.starts_with("https"));
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for text in [
            "http://exemple.fr",
            "http://192.0.2.1:3000",
            "http://localhost.exemple.fr",
            "http://0.0.0.0:3000",
            "http://[2001:db8::1]",
        ] {
            assert_eq!(PublicUrl::parse(text), Err(UrlError::Plain), "{text}");
        }
    }

    #[test]
    fn a_host_with_a_dot_at_its_end_is_refused_for_that() {
        for text in ["https://exemple.fr./", "https://exemple.fr.:8443"] {
            assert_eq!(PublicUrl::parse(text), Err(UrlError::Dot), "{text}");
        }
    }

    #[test]
    fn what_is_more_or_less_than_scheme_host_and_port_is_refused() {
        for text in [
            "",
            "exemple.fr",
            "exemple.fr:443",
            "/console",
            "ftp://exemple.fr",
            "https://exemple.fr/console",
            "https://exemple.fr/?a=b",
            "https://exemple.fr#a",
            "https://lea@exemple.fr",
            "https://exemple.fr:99999",
            "https://exemple.fr:",
            "https://",
            "https://ex emple.fr",
        ] {
            assert_eq!(PublicUrl::parse(text), Err(UrlError::Form), "{text}");
        }
    }
}
