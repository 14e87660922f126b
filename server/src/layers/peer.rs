//! The address of the peer, and the address of the caller behind a proxy.

use crate::config::{TrustedProxies, Unread};
use axum::extract::ConnectInfo;
use axum::http::Extensions;
use axum::http::header::{HeaderMap, HeaderValue};
use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

/// The address of the peer, if the connection has one.
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map(|peer| peer.0.ip())
}

/// The caller's address; empty if the connection has none, or a trusted proxy names none that can be read.
pub fn address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &TrustedProxies) -> String {
    let forwarded = headers.get_all("x-forwarded-for").iter();
    let Some(peer) = peer else {
        return String::new();
    };
    let caller = trusted.caller(peer, forwarded.map(HeaderValue::as_bytes));
    caller.map_or_else(
        |unread| {
            tell(peer, &unread);
            String::new()
        },
        |address| address.to_string(),
    )
}

/// Says once that a proxy names no addresses, so that wrong passwords are not counted by network.
fn tell(peer: IpAddr, unread: &Unread) {
    static TOLD: Once = Once::new();
    TOLD.call_once(|| {
        tracing::error!(
            proxy.address = %peer,
            forwarded = unread.0,
            "X-Forwarded-For of a trusted proxy is no IP address: callers are without an address until it is (said once)"
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_address_is_believed_from_configured_proxies_only() {
        let nothing = HeaderMap::new();
        let mut forwarded = HeaderMap::new();
        let value = HeaderValue::from_static("6.6.6.6, 203.0.113.9, 10.0.0.2");
        forwarded.insert("x-forwarded-for", value);
        let peer = Some("10.0.0.1".parse().unwrap());
        let nobody = TrustedProxies::default();
        assert_eq!(address(peer, &forwarded, &nobody), "10.0.0.1");
        let proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
        assert_eq!(address(peer, &forwarded, &proxies), "203.0.113.9");
        assert_eq!(address(peer, &nothing, &proxies), "10.0.0.1");
        assert_eq!(address(None, &forwarded, &proxies), "");
        let unread = HeaderValue::from_static("203.0.113.9, unknown");
        forwarded.insert("x-forwarded-for", unread);
        assert_eq!(address(peer, &forwarded, &proxies), "");
    }
}
