//! The mail server.

use http::Uri;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use std::fmt;
use std::net::IpAddr;

/// The address of a mail server in the form that the mail library reads. It may hold a password, so
/// it cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(String);

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}

impl SmtpUrl {
    /// Reads `smtp[s]://[USER:PASSWORD@]HOST[:PORT][?tls=required|opportunistic]`. Plain `smtp`
    /// to another machine requires TLS, so that no password is sent without it.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let authority = uri.authority()?;
        let host = authority.host();
        let bare = matches!(uri.path(), "" | "/") && !text.contains('#') && !host.is_empty();
        let query = uri.query();
        let known = matches!(query, None | Some("tls=required" | "tls=opportunistic"));
        let smtp = match uri.scheme_str()? {
            "smtp" => true,
            "smtps" => false,
            _ => return None,
        };
        if !bare || !known {
            return None;
        }
        let credentials = authority.as_str().contains('@');
        let url = match (smtp && query.is_none() && !is_loopback(host), credentials) {
            (false, _) => text.to_owned(),
            (true, true) => format!("{text}?tls=required"),
            (true, false) => format!("{text}?tls=opportunistic"),
        };
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).ok()?;
        Some(Self(url))
    }

    /// The address, with its password.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::SmtpUrl;

    #[test]
    fn a_password_goes_to_another_machine_under_tls_only() {
        let cases = [
            ("smtps://u:p@mail.exemple.fr", "smtps://u:p@mail.exemple.fr"),
            (
                "smtp://u:p@mail.exemple.fr",
                "smtp://u:p@mail.exemple.fr?tls=required",
            ),
            (
                "smtp://mail.exemple.fr:25",
                "smtp://mail.exemple.fr:25?tls=opportunistic",
            ),
            (
                "smtp://u:p@mail.exemple.fr?tls=opportunistic",
                "smtp://u:p@mail.exemple.fr?tls=opportunistic",
            ),
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"),
            ("smtp://u:p@[::1]:2525", "smtp://u:p@[::1]:2525"),
            ("smtp://localhost", "smtp://localhost"),
        ];
        for (text, url) in cases {
            assert_eq!(SmtpUrl::parse(text).unwrap().reveal(), url);
        }
    }

    #[test]
    fn what_is_no_mail_server_is_refused() {
        for text in [
            "",
            "mail.exemple.fr",
            "http://mail.exemple.fr",
            "smtp://",
            "smtp://mail.exemple.fr/inbox",
            "smtp://mail.exemple.fr#x",
            "smtp://mail.exemple.fr:99999",
            "smtp://mail.exemple.fr?tls=none",
            "smtp://mail exemple",
        ] {
            assert_eq!(SmtpUrl::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_password_is_never_printed() {
        let url = SmtpUrl::parse("smtps://u:secret@mail.exemple.fr").unwrap();
        assert_eq!(format!("{url:?}"), "SmtpUrl(…)");
    }
}
