//! Days, networks and delays.

use domain::Timestamp;
use domain::network::network_of;
use domain::throttle::{Attempt, MAX_FAILURES, attempt, delay, network_attempt, password_attempt};
use proptest::prelude::*;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Moments that are near each other, and any.
fn moment() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        (1_800_000_000_i64..1_800_010_000).prop_map(Timestamp::from_unix),
        any::<i64>().prop_map(Timestamp::from_unix),
    ]
}

proptest! {
    #[test]
    fn every_day_of_four_digits_reads_back(day in -719_528_i64..=2_932_896) {
        let begin = Timestamp::from_unix(day * 86_400);
        prop_assert_eq!(Timestamp::parse_day(&begin.to_day()), Some(begin));
        prop_assert_eq!(begin.plus(86_399).to_day(), begin.to_day());
    }

    #[test]
    fn every_moment_can_be_written(moment in moment(), offset in -1_440_i32..=1_440) {
        let civil = moment.civil(offset);
        prop_assert!((1..=12).contains(&civil.month) && (1..=31).contains(&civil.day));
        prop_assert!(civil.hour < 24 && civil.minute < 60 && civil.second < 60);
        prop_assert!(moment.to_rfc3339().ends_with('Z'));
    }

    #[test]
    fn a_wait_is_never_longer_than_its_delay_whatever_the_clock_does(
        failures in -1..200_i32, first in moment(), last in moment(), now in moment()
    ) {
        for (answer, longest) in [
            (attempt(failures, Some(last), now), delay(failures)),
            (password_attempt(failures, Some(last), now), delay(failures.min(MAX_FAILURES - 1))),
            (network_attempt(failures, first, last, now), 30),
        ] {
            if let Attempt::Wait(until) = answer {
                prop_assert!(now < until || now.unix() == i64::MAX);
                prop_assert!(until.since(now) <= longest, "{:?} at {:?}", answer, now);
            }
        }
        let disabled = attempt(failures, Some(last), now) == Attempt::Disabled;
        prop_assert_eq!(disabled, failures >= MAX_FAILURES);
        prop_assert!(password_attempt(failures, Some(last), now) != Attempt::Disabled);
    }

    #[test]
    fn the_network_of_a_network_is_itself_and_holds_its_neighbours(
        v4 in any::<u32>(), v6 in any::<u128>(), host in any::<u8>()
    ) {
        let own = network_of(&Ipv4Addr::from(v4).to_string());
        prop_assert_eq!(&network_of(&own), &own);
        let neighbour = Ipv4Addr::from(v4 & !0xff | u32::from(host));
        prop_assert_eq!(&network_of(&neighbour.to_string()), &own);
        prop_assert_eq!(&network_of(&neighbour.to_ipv6_mapped().to_string()), &own);
        prop_assert_ne!(&network_of(&Ipv4Addr::from(v4 ^ 0x100).to_string()), &own);
        // Not an IPv4 address written as IPv6, which belongs to the IPv4 network.
        let v6 = v6 | 1 << 120;
        let own = network_of(&Ipv6Addr::from(v6).to_string());
        prop_assert_eq!(&network_of(&own), &own);
        let neighbour = Ipv6Addr::from(v6 ^ u128::from(host) << 64);
        prop_assert_eq!(&network_of(&neighbour.to_string()), &own);
        prop_assert_ne!(&network_of(&Ipv6Addr::from(v6 ^ 1 << 72).to_string()), &own);
    }
}
