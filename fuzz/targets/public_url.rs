//! `--public-url`: what is accepted is an origin as browsers write it, and https wherever it is not this machine.
#![no_main]

#[path = "../../server/src/config/public_url.rs"]
mod public_url;

use libfuzzer_sys::fuzz_target;
use public_url::PublicUrl;
use url::{Host, Url};

fuzz_target!(|text: &str| {
    let Ok(read) = PublicUrl::parse(text) else {
        return;
    };
    assert_eq!(PublicUrl::parse(read.as_str()).as_ref(), Ok(&read));
    let Ok(url) = Url::parse(read.as_str()) else {
        return;
    };
    assert_eq!(url.scheme() == "https", read.is_https());
    let local = match url.host().expect("a host") {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.to_canonical().is_loopback(),
    };
    assert!(read.is_https() || local, "{}", read.as_str());
});
