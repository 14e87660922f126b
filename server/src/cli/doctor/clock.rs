//! The clock: codes are valid for half a minute.

use super::finding::Finding;
use backend::clock::Clock;
use backend::inspect::Inspection;
use std::path::Path;

/// Seconds by which the clock may differ, including a round trip and truncated fractions.
const FINE: u64 = 5;
/// Seconds of difference at which right codes are refused.
const BAD: u64 = 30;
/// The file that systemd-timesyncd touches when it has set the clock.
const SET: &str = "/run/systemd/timesync/synchronized";

/// The result of the check of the clock.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    /// There is no other clock to compare with; whether this machine says that it synchronises its clock.
    Unknown(bool),
    /// Seconds between the clocks of this machine and the database server.
    Seconds(u64),
}

/// Compares the clock with the database server's.
pub async fn check(database: &Inspection) -> Difference {
    match database.clock().await {
        Ok(Some(theirs)) => Difference::Seconds(Clock::System.now().unix().abs_diff(theirs)),
        _ => Difference::Unknown(Path::new(SET).exists()),
    }
}

impl From<Difference> for Finding {
    fn from(difference: Difference) -> Self {
        let about = "clock";
        match difference {
            Difference::Unknown(true) => Self::ok(about, "this machine sets it over the network"),
            Difference::Unknown(false) => Self::ok(
                about,
                "there is nothing to compare it with; codes are refused when it is half a minute \
                 off: timedatectl says whether it is set over the network",
            ),
            Difference::Seconds(seconds) if seconds <= FINE => {
                Self::ok(about, "it agrees with that of the database server")
            }
            Difference::Seconds(seconds) => {
                let text = format!(
                    "it is {seconds} s off that of the database server: set both over the \
                     network (timedatectl set-ntp true); codes are refused from {BAD} s on"
                );
                if seconds > BAD {
                    Self::problem(about, text)
                } else {
                    Self::warning(about, text)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn more_than_five_seconds_are_a_warning_and_more_than_thirty_a_problem() {
        for (seconds, level) in [
            (5, Level::Ok),
            (6, Level::Warning),
            (30, Level::Warning),
            (31, Level::Problem),
        ] {
            let finding = Finding::from(Difference::Seconds(seconds));
            assert_eq!(finding.level, level, "{seconds}");
        }
    }
}
