//! The network of an address: someone who holds one address in it can get the others.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The /24 of an IPv4 address and the /56 of an IPv6 address, as its first address. An IPv4 address
/// written as IPv6 is the IPv4 address; a text that is not an address is a network by itself.
pub fn network_of(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => Ipv4Addr::from(u32::from(ip) & (u32::MAX << 8)).to_string(),
        Ok(IpAddr::V6(ip)) => Ipv6Addr::from(u128::from(ip) & (u128::MAX << 72)).to_string(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::network_of;

    #[test]
    fn addresses_of_one_network_are_the_same_and_neighbours_are_not() {
        let cases = [
            ("192.0.2.7", "192.0.2.0"),
            ("192.0.2.255", "192.0.2.0"),
            ("192.0.3.7", "192.0.3.0"),
            ("::ffff:192.0.2.7", "192.0.2.0"),
            ("2001:db8:0:12ff:1::9", "2001:db8:0:1200::"),
            ("2001:db8:0:1300::9", "2001:db8:0:1300::"),
            ("::1", "::"),
            ("", ""),
            ("proxy", ""),
        ];
        for (address, network) in cases {
            assert_eq!(network_of(address), network, "{address}");
        }
    }
}
