//! How many users have each status.

use crate::status::TwoFactorStatus;
use serde::{Deserialize, Serialize};

/// The number of users of each status, deactivated accounts apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// Active and required.
    pub protected: u64,
    /// Active by choice.
    pub voluntary: u64,
    /// Required, not yet active.
    pub pending: u64,
    /// Neither.
    pub inactive: u64,
    /// Deactivated accounts, which count nowhere else.
    pub deactivated: u64,
}

/// One segment of the ring, in fractions of the whole circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// The status that the segment stands for.
    pub status: TwoFactorStatus,
    /// Where it starts, 0 to 1, clockwise from the top.
    pub start: f64,
    /// How long it is, 0 to 1.
    pub length: f64,
}

impl Distribution {
    /// The number of users with this status.
    pub const fn of(&self, status: TwoFactorStatus) -> u64 {
        match status {
            TwoFactorStatus::Protected => self.protected,
            TwoFactorStatus::Voluntary => self.voluntary,
            TwoFactorStatus::Pending => self.pending,
            TwoFactorStatus::Inactive => self.inactive,
        }
    }

    /// Adds `count` users of one status.
    pub const fn add(&mut self, status: TwoFactorStatus, count: u64) {
        match status {
            TwoFactorStatus::Protected => self.protected += count,
            TwoFactorStatus::Voluntary => self.voluntary += count,
            TwoFactorStatus::Pending => self.pending += count,
            TwoFactorStatus::Inactive => self.inactive += count,
        }
    }

    /// All accounts, deactivated ones too.
    pub const fn accounts(&self) -> u64 {
        self.total() + self.deactivated
    }

    /// All users, except those whose accounts are deactivated.
    pub const fn total(&self) -> u64 {
        self.protected + self.voluntary + self.pending + self.inactive
    }

    /// Users with an active factor.
    pub const fn active(&self) -> u64 {
        self.protected + self.voluntary
    }

    /// The share of `count` in all users, in tenths of a percent, rounded; 0 without users.
    pub fn per_mille(&self, count: u64) -> u64 {
        let total = self.total();
        (count * 1000 + total / 2).checked_div(total).unwrap_or(0)
    }

    /// The segments of the ring in the order of [`TwoFactorStatus::ALL`], the empty ones left out.
    pub fn segments(&self) -> Vec<Segment> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a drawing does not need 2^53 users"
        )]
        let share = |count: u64| count as f64 / self.total() as f64;
        let mut start = 0.0;
        TwoFactorStatus::ALL
            .iter()
            .map(|status| (*status, self.of(*status)))
            .filter(|(_, count)| *count > 0)
            .map(|(status, count)| {
                let segment = Segment {
                    status,
                    start,
                    length: share(count),
                };
                start += segment.length;
                segment
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: Distribution = Distribution {
        protected: 812,
        voluntary: 117,
        pending: 243,
        inactive: 28,
        deactivated: 0,
    };

    #[test]
    fn the_figures_add_up() {
        assert_eq!((SAMPLE.total(), SAMPLE.active()), (1200, 929));
        let mut built = Distribution::default();
        for status in TwoFactorStatus::ALL {
            built.add(*status, SAMPLE.of(*status));
        }
        assert_eq!(built, SAMPLE);
    }

    #[test]
    fn deactivated_accounts_are_accounts_and_count_in_no_share() {
        let with = Distribution {
            deactivated: 800,
            ..SAMPLE
        };
        assert_eq!((with.total(), with.accounts()), (1200, 2000));
        assert_eq!(with.per_mille(812), SAMPLE.per_mille(812));
        assert_eq!(with.segments(), SAMPLE.segments());
    }

    #[test]
    fn shares_are_rounded_and_an_empty_organisation_divides_by_nothing() {
        assert_eq!(SAMPLE.per_mille(812), 677);
        assert_eq!(SAMPLE.per_mille(28), 23);
        assert_eq!(Distribution::default().per_mille(0), 0);
        assert!(Distribution::default().segments().is_empty());
    }

    #[test]
    fn the_ring_is_closed_and_leaves_out_what_nobody_has() {
        let ring = SAMPLE.segments();
        let sum: f64 = ring.iter().map(|s| s.length).sum();
        assert!((sum - 1.0).abs() < 1e-9);
        assert!(
            ring.windows(2)
                .all(|w| (w[0].start + w[0].length - w[1].start).abs() < 1e-9)
        );
        let only = Distribution {
            pending: 4,
            ..Distribution::default()
        };
        assert_eq!(only.segments().len(), 1);
    }
}
