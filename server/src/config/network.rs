//! Which proxies are believed.

use std::net::IpAddr;

/// Networks whose `X-Forwarded-…` headers are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// An address with the length of its network's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u8,
}

impl TrustedProxies {
    /// Reads a list of addresses and networks with commas between; gives the first entry that is
    /// neither.
    pub fn parse(list: &str) -> Result<Self, String> {
        list.split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(|entry| Network::parse(entry).ok_or_else(|| entry.to_owned()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether the peer with this address is believed.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Some(longest), |p| p.parse().ok())?;
        (prefix <= longest).then_some(Self { address, prefix })
    }

    /// Compares the first bits. A dual-stack socket shows an IPv4 peer as an IPv6 address, which
    /// is the same peer.
    fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let bits = own.to_bits() ^ other.to_bits();
                bits.checked_shr(32 - u32::from(self.prefix)).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let bits = own.to_bits() ^ other.to_bits();
                bits.checked_shr(128 - u32::from(self.prefix)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TrustedProxies;

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
    fn a_prefix_of_zero_holds_every_address_of_its_kind() {
        assert!(contains("0.0.0.0/0", "203.0.113.9"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("::/0", "2001:db8::1"));
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
        ] {
            let list = format!("127.0.0.1,{bad}");
            assert_eq!(TrustedProxies::parse(&list), Err(bad.to_owned()));
        }
    }
}
