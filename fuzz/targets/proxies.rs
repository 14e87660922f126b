//! `--trusted-proxies` and `X-Forwarded-For`: what a caller sends along never hides what the proxy saw.
#![no_main]

#[path = "../../server/src/config/network.rs"]
mod network;

use domain::network::network_of;
use libfuzzer_sys::fuzz_target;
use network::TrustedProxies;
use std::net::IpAddr;

const PROXY: &str = "10.0.0.1";
const SEEN: &str = "203.0.113.9";

fuzz_target!(|input: (&str, Vec<&[u8]>)| {
    let (list, mut sent) = input;
    let networks = network_of(list);
    assert_eq!(network_of(&networks), networks);
    let peer: IpAddr = PROXY.parse().expect("an address");
    if let Ok(proxies) = TrustedProxies::parse(list) {
        let found = proxies.caller(peer, sent.iter().copied());
        assert!(proxies.contains(peer) || found == Ok(peer));
    }
    let proxies = TrustedProxies::parse(PROXY).expect("a list");
    assert!(!proxies.is_empty());
    // As a proxy adds it: to the last header, or as one more.
    let last = [
        sent.last().copied().unwrap_or_default(),
        b", ",
        SEEN.as_bytes(),
    ]
    .concat();
    let mut added = sent.clone();
    added.pop();
    added.push(&last);
    sent.push(SEEN.as_bytes());
    for values in [added, sent] {
        let found = proxies.caller(peer, values.into_iter());
        assert_eq!(
            found.map(|address| address.to_string()).as_deref(),
            Ok(SEEN)
        );
    }
});
