//! The sender of mails.

use http::Uri;
use lettre::Address;
use std::net::IpAddr;

/// The default sender: `bouclier` at the host of the public address; or the host, if that makes no sender.
pub fn default_sender(public_url: &str) -> Result<Address, String> {
    let uri: Option<Uri> = public_url.parse().ok();
    let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let domain = match address.parse::<IpAddr>() {
        Ok(_) => "localhost",
        Err(_) => host,
    };
    Address::new("bouclier", domain).map_err(|_| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::default_sender;

    #[test]
    fn the_sender_is_at_the_host_of_the_public_address() {
        let cases = [
            ("https://2fa.exemple.fr:8443", "bouclier@2fa.exemple.fr"),
            ("http://127.0.0.1:3000", "bouclier@localhost"),
            ("http://[::1]:3000", "bouclier@localhost"),
        ];
        for (url, sender) in cases {
            assert_eq!(default_sender(url).unwrap().to_string(), sender);
        }
        let nobody = default_sender("https://-exemple.fr");
        assert_eq!(nobody, Err("-exemple.fr".to_owned()));
    }
}
