//! The trusted proxies.

use ipnet::IpNet;
use std::borrow::Cow;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The shortest prefixes: those of the largest private network, and of a large organisation's. Whatever is wider holds strangers.
const SHORTEST_V4: u8 = 8;
const SHORTEST_V6: u8 = 16;

/// The fault of a list: its first entry that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyError {
    /// Neither an address nor a network.
    Form(String),
    /// A network with addresses of strangers.
    Wide(String),
}

/// Networks whose `X-Forwarded-…` headers are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Parses a list of addresses and networks separated by commas.
    pub fn parse(list: &str) -> Result<Self, ProxyError> {
        list.split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether no proxy is trusted.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the peer with this address is trusted. A dual-stack socket shows an IPv4 peer as an IPv6 address, which is the
    /// same peer.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The caller's address: the peer's, unless the peer is a trusted proxy; then the last address in
    /// the values of `X-Forwarded-For` that is not a trusted proxy itself. They are read from the end,
    /// proxy by proxy, because the caller may have sent the beginning.
    ///
    /// An error where a trusted proxy has written something else: the proxy's own address would be everybody's.
    pub fn caller<'a>(
        &self,
        peer: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a [u8]>,
    ) -> Result<IpAddr, Unread> {
        let mut entries = forwarded
            .flat_map(|value| value.split(|b| *b == b','))
            .map(<[u8]>::trim_ascii)
            .rev()
            .filter(|entry| !entry.is_empty());
        let mut address = peer;
        while self.contains(address)
            && let Some(entry) = entries.next()
        {
            address = read(entry).ok_or_else(|| Unread::new(entry))?;
        }
        Ok(address)
    }
}

/// What a trusted proxy has written in place of an address, as far as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread(pub String);

impl Unread {
    fn new(entry: &[u8]) -> Self {
        Self(String::from_utf8_lossy(entry).chars().take(60).collect())
    }
}

/// Some proxies write the port of the caller behind the address, as in `Forwarded` (RFC 7239 §6).
fn read(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?;
    let text = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let text = without_zone(text);
    let address = text.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|with| with.ip());
    let bracketed = || {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse::<Ipv6Addr>().ok().map(IpAddr::from)
    };
    address.or_else(with_port).or_else(bracketed)
}

/// Without the zone of an address that is valid on one link alone (RFC 4007 §11): `fe80::1%eth0`, `[fe80::1%eth0]:443`.
fn without_zone(text: &str) -> Cow<'_, str> {
    let Some((address, zone)) = text.split_once('%') else {
        return text.into();
    };
    let after = zone.find(']').and_then(|end| zone.get(end..));
    format!("{address}{}", after.unwrap_or_default()).into()
}

fn parse(entry: &str) -> Result<IpNet, ProxyError> {
    let network = network(entry).ok_or_else(|| ProxyError::Form(entry.to_owned()))?;
    let shortest = match network {
        IpNet::V4(_) => SHORTEST_V4,
        IpNet::V6(_) => SHORTEST_V6,
    };
    if network.prefix_len() < shortest {
        return Err(ProxyError::Wide(entry.to_owned()));
    }
    Ok(network)
}

/// A network, or a single address as a network. The standard library parses addresses and accepts no leading zeros, which
/// some programs take for octal.
fn network(text: &str) -> Option<IpNet> {
    let Some((address, prefix)) = text.split_once('/') else {
        return text.parse::<IpAddr>().ok().map(IpNet::from);
    };
    IpNet::new(address.parse().ok()?, prefix.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{ProxyError, TrustedProxies, Unread};

    fn contains(list: &str, address: &str) -> bool {
        TrustedProxies::parse(list)
            .unwrap()
            .contains(address.parse().unwrap())
    }

    #[test]
    fn an_address_is_in_its_network_and_not_in_the_one_beside() {
        let list = "10.0.0.0/8, 192.0.2.7,2001:db8::/32 ,::1";
        for inside in [
            "10.255.0.1",
            "192.0.2.7",
            "2001:db8:1::1",
            "::1",
            "::ffff:10.1.2.3",
        ] {
            assert!(contains(list, inside), "{inside}");
        }
        for outside in ["11.0.0.1", "192.0.2.6", "2001:db9::1", "::2", "127.0.0.1"] {
            assert!(!contains(list, outside), "{outside}");
        }
    }

    #[test]
    fn attack_42_a_network_with_strangers_in_it_is_refused_by_name() {
        for wide in ["0.0.0.0/0", "10.0.0.0/7", "::/0", "fc00::/7", "2000::/15"] {
            let list = format!("127.0.0.1,{wide}");
            let refused = ProxyError::Wide(wide.to_owned());
            assert_eq!(TrustedProxies::parse(&list), Err(refused));
        }
        assert!(contains("10.0.0.0/8", "10.255.255.255"));
        assert!(contains("2001::/16", "2001:db8::1"));
    }

    fn caller(peer: &str, forwarded: &[&[u8]]) -> String {
        let proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
        let address = proxies.caller(peer.parse().unwrap(), forwarded.iter().copied());
        address.map_or_else(|unread| unread.0, |address| address.to_string())
    }

    #[test]
    fn an_address_is_read_without_the_port_behind_it() {
        for (sent, address) in [
            ("203.0.113.7:51234", "203.0.113.7"),
            ("[2001:db8::9]:443", "2001:db8::9"),
            ("[2001:db8::9]", "2001:db8::9"),
            ("2001:db8::9", "2001:db8::9"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%eth0]:443", "fe80::1"),
            ("\"[2001:db8::9]:443\"", "2001:db8::9"),
            ("6.6.6.6:1, 203.0.113.7:51234 ,10.0.0.2:80", "203.0.113.7"),
        ] {
            assert_eq!(caller("10.0.0.1", &[sent.as_bytes()]), address, "{sent}");
        }
    }

    #[test]
    fn what_a_proxy_writes_in_place_of_an_address_is_no_address_and_not_the_proxys() {
        let proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
        for sent in [
            "unknown",
            "_hidden",
            "203.0.113.7:port",
            "203.0.113",
            "::1::",
        ] {
            let caller = proxies.caller("10.0.0.1".parse().unwrap(), [sent.as_bytes()].into_iter());
            assert_eq!(caller, Err(Unread(sent.to_owned())));
        }
    }

    #[test]
    fn a_forwarded_address_is_believed_from_configured_proxies_only() {
        let sent: &[&[u8]] = &[b"6.6.6.6, 203.0.113.9", b"10.0.0.2"];
        assert_eq!(caller("10.0.0.1", sent), "203.0.113.9");
        assert_eq!(caller("192.0.2.1", sent), "192.0.2.1");
        assert_eq!(caller("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(caller("10.0.0.1", &[b"10.0.0.3,10.0.0.2"]), "10.0.0.3");
    }

    #[test]
    fn nothing_that_a_caller_sends_along_hides_the_address_that_the_proxy_saw() {
        for sent in ["nonsense", "", "1.2.3", ",,", "6.6.6.6:80", "\u{e9}"] {
            let one = format!("{sent}, 203.0.113.9");
            assert_eq!(caller("10.0.0.1", &[one.as_bytes()]), "203.0.113.9");
            let two: &[&[u8]] = &[sent.as_bytes(), b"203.0.113.9"];
            assert_eq!(caller("10.0.0.1", two), "203.0.113.9", "{sent}");
        }
        assert_eq!(caller("10.0.0.1", &[b"\xff, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(caller("10.0.0.1", &[b"203.0.113.9, nonsense"]), "nonsense");
    }

    #[test]
    fn an_empty_list_believes_nobody() {
        assert!(!contains("", "127.0.0.1"));
        assert_eq!(TrustedProxies::parse(" , "), Ok(TrustedProxies::default()));
    }

    #[test]
    fn what_is_no_network_is_refused_by_name() {
        for bad in [
            "proxy",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0/8",
            "10.0.0.0/-1",
            "010.0.0.0/8",
            "1:2:3:4:5:6:7::8/64",
        ] {
            let list = format!("127.0.0.1,{bad}");
            let refused = ProxyError::Form(bad.to_owned());
            assert_eq!(TrustedProxies::parse(&list), Err(refused));
        }
    }
}
