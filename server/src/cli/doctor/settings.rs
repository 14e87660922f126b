//! Settings that are valid but contradict each other.

use super::finding::Finding;
use crate::config::{Config, Hazard};
use backend::inspect::is_unproven;

const ABOUT: &str = "configuration";

/// Settings that contradict others or are not safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contradiction {
    NoProxy,
    NoPlainProxy,
    UnprovenDatabase,
    IdleLongerThanSession,
}

/// All findings about the settings.
pub fn check(config: &Config) -> Vec<Finding> {
    let contradictions = contradictions(config).into_iter().map(Finding::from);
    let found: Vec<Finding> = contradictions.chain(passwords(config)).collect();
    if found.is_empty() {
        let url = config.public_url.as_str();
        return vec![Finding::ok(
            ABOUT,
            format!("users reach the console at {url}"),
        )];
    }
    found
}

/// The passwords that others on the machine may see. The database is looked at with the other files.
fn passwords(config: &Config) -> impl Iterator<Item = Finding> {
    let hazards = config.hazards().into_iter();
    hazards
        .filter(|hazard| matches!(hazard, Hazard::PasswordInArguments(_)))
        .map(|hazard| Finding::warning(ABOUT, hazard.to_string()))
}

fn contradictions(config: &Config) -> Vec<Contradiction> {
    let proxies = &config.trusted_proxies;
    let https = config.public_url.is_https();
    [
        (https && proxies.is_empty(), Contradiction::NoProxy),
        (!https && !proxies.is_empty(), Contradiction::NoPlainProxy),
        (
            is_unproven(config.database_url.as_str()),
            Contradiction::UnprovenDatabase,
        ),
        (
            config.session_idle_minutes > config.session_hours.saturating_mul(60),
            Contradiction::IdleLongerThanSession,
        ),
    ]
    .into_iter()
    .filter_map(|(is_so, contradiction)| is_so.then_some(contradiction))
    .collect()
}

impl From<Contradiction> for Finding {
    fn from(contradiction: Contradiction) -> Self {
        Self::warning(
            ABOUT,
            match contradiction {
                Contradiction::NoProxy => {
                    "--public-url is https and --trusted-proxies is empty: everybody seems to come \
                     from the proxy, and wrong passwords of one slow down all; set \
                     --trusted-proxies to the proxy's address"
                }
                Contradiction::NoPlainProxy => {
                    "--trusted-proxies is set and --public-url is plain http: behind a proxy set \
                     --public-url to its https:// address"
                }
                Contradiction::UnprovenDatabase => {
                    "--database-url leads over a network to a server that proves nothing: add \
                     ?sslmode=verify-full"
                }
                Contradiction::IdleLongerThanSession => {
                    "--session-idle-minutes is more than --session-hours: the latter ends every \
                     session first"
                }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Options, Surroundings};

    fn found(given: &[(&str, &str)]) -> Vec<Contradiction> {
        let around = Surroundings {
            working_dir: "/srv".into(),
            arguments: Vec::new(),
        };
        let options = Options::given(given).unwrap();
        contradictions(&Config::from_options(&options, &around).unwrap())
    }

    #[test]
    fn each_contradiction_is_found_and_a_plain_installation_has_none() {
        assert_eq!(found(&[]), []);
        let https = ("public-url", "https://b.example");
        assert_eq!(found(&[https]), [Contradiction::NoProxy]);
        let right = [https, ("trusted-proxies", "10.0.0.0/8")];
        assert_eq!(found(&right), []);
        let plain = ("trusted-proxies", "127.0.0.1");
        assert_eq!(found(&[plain]), [Contradiction::NoPlainProxy]);
        let far = ("database-url", "postgres://u:p@db/b");
        assert_eq!(found(&[far]), [Contradiction::UnprovenDatabase]);
        let idle = [("session-idle-minutes", "61"), ("session-hours", "1")];
        assert_eq!(found(&idle), [Contradiction::IdleLongerThanSession]);
    }
}
