//! Checks what the proxy does to a request.

use super::{CLAIMED, PUBLIC};
use crate::ask::Answer;
use crate::cli::doctor::finding::Finding;
use crate::config::Config;
use crate::health::{SEEN_FORWARDED, SEEN_HOST, SEEN_PEER};
use http::{HeaderName, Uri};
use std::net::IpAddr;

/// A fault in the settings of the proxy.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    /// The proxy's address is not a trusted one.
    NotTrusted(String),
    /// It does not send the caller's address.
    SaysNobody,
    /// It sends the address that the caller claims.
    SaysWhatIsClaimed,
    /// It sends another `Host`.
    OtherHost(String),
}

/// Checks how the request arrived.
pub fn check(config: &Config, answer: &Answer) -> Vec<Finding> {
    let seen = |name: HeaderName| {
        let value = answer.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let url = config.public_url.as_str();
    let peer = seen(SEEN_PEER).unwrap_or_default();
    let trusted = peer
        .parse()
        .is_ok_and(|peer: IpAddr| config.trusted_proxies.contains(peer));
    let faults: Vec<Fault> = [
        (!trusted).then_some(Fault::NotTrusted(peer)),
        forwarded(seen(SEEN_FORWARDED).as_deref()),
        host(url, seen(SEEN_HOST)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if faults.is_empty() {
        let text = format!("{url} leads here, and the proxy says who calls");
        return vec![Finding::ok(PUBLIC, text)];
    }
    faults.into_iter().map(Finding::from).collect()
}

/// The last address is the one that the proxy itself has seen.
fn forwarded(seen: Option<&str>) -> Option<Fault> {
    let last = seen.and_then(|seen| seen.rsplit(',').next()).map(str::trim);
    match last {
        None | Some("") => Some(Fault::SaysNobody),
        Some(last) if last.as_bytes() == CLAIMED.as_bytes() => Some(Fault::SaysWhatIsClaimed),
        Some(_) => None,
    }
}

/// Equal with or without the port: some proxies leave it out.
fn host(url: &str, seen: Option<String>) -> Option<Fault> {
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?;
    let seen = seen.unwrap_or_default();
    let right = seen.eq_ignore_ascii_case(authority.as_str())
        || seen.eq_ignore_ascii_case(authority.host());
    (!right).then_some(Fault::OtherHost(seen))
}

impl From<Fault> for Finding {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotTrusted(peer) => Self::problem(
                PUBLIC,
                format!(
                    "the proxy comes from {peer}, which --trusted-proxies does not name: everybody \
                     seems to come from there; add {peer}"
                ),
            ),
            Fault::SaysNobody => Self::problem(
                PUBLIC,
                "the proxy sends no X-Forwarded-For: set it to the caller's address",
            ),
            Fault::SaysWhatIsClaimed => Self::problem(
                PUBLIC,
                "the proxy passes on whatever X-Forwarded-For a caller claims: have it set the \
                 header to the address that it sees",
            ),
            Fault::OtherHost(host) => Self::warning(
                PUBLIC,
                format!("the proxy asks for the host {host:?}: have it pass on the caller's Host"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_says_whom_it_has_seen_and_not_what_a_caller_claims() {
        assert_eq!(forwarded(None), Some(Fault::SaysNobody));
        assert_eq!(forwarded(Some("")), Some(Fault::SaysNobody));
        let claimed = Some(Fault::SaysWhatIsClaimed);
        assert_eq!(forwarded(Some("192.0.2.77")), claimed);
        assert_eq!(forwarded(Some("10.0.0.1, 192.0.2.77")), claimed);
        assert_eq!(forwarded(Some("192.0.2.77, 10.0.0.1")), None);
        assert_eq!(forwarded(Some("10.0.0.1")), None);
    }

    #[test]
    fn the_host_is_that_of_the_public_address_with_or_without_its_port() {
        let url = "https://b.example:8443";
        for right in ["b.example:8443", "B.example"] {
            assert_eq!(host(url, Some(right.to_owned())), None);
        }
        for wrong in ["127.0.0.1:3000", ""] {
            let fault = Fault::OtherHost(wrong.to_owned());
            assert_eq!(host(url, Some(wrong.to_owned())), Some(fault));
        }
    }
}
