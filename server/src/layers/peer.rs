//! The address of the peer, and the address of the caller behind a proxy.

use crate::config::TrustedProxies;
use axum::extract::ConnectInfo;
use axum::http::Extensions;
use axum::http::header::{HeaderMap, HeaderValue};
use std::net::{IpAddr, SocketAddr};

/// The address of the peer, if the connection has one.
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map(|peer| peer.0.ip())
}

/// The caller's address; empty if the connection has none.
pub fn address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &TrustedProxies) -> String {
    let forwarded = headers.get_all("x-forwarded-for").iter();
    peer.map_or_else(String::new, |peer| {
        let values = forwarded.map(HeaderValue::as_bytes);
        trusted.caller(peer, values).to_string()
    })
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
    }
}
