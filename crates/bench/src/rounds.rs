//! `bouclier-bench-rounds WHAT ROUNDS`: runs an operation this many times, for a program that
//! counts instructions.

use app::cost::render_users;
use clap::{Parser, ValueEnum};
use domain::requirement::{Override, resolve};
use domain::{
    AccountState, Distribution, GroupRule, Language, Named, OverrideRule, Policy, Role, Rule,
    Rules, Timestamp, TwoFactorStatus, UserId,
};
use std::hint::black_box;
use wire::view::{UserList, UserRow};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const DAY: i64 = 86_400;

#[derive(Debug, Parser)]
struct Args {
    what: What,
    rounds: u32,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Whether 2FA is required, and why: every combination once.
    Resolver,
    /// The table of users with fifty rows, as it is rendered into a page.
    Rows,
}

fn main() -> Result<(), &'static str> {
    let args = Args::parse();
    match args.what {
        What::Resolver => {
            let combinations = combinations();
            for _ in 0..args.rounds {
                for (rules, stored) in &combinations {
                    black_box(resolve(
                        black_box(rules),
                        black_box(stored.as_ref()),
                        black_box(GroupRule::Nothing),
                        NOW,
                    ));
                }
            }
        }
        What::Rows => {
            let page = page();
            // Checks that the intended content is measured: the heading and fifty rows.
            if render_users(page.clone()).matches("</tr>").count() != 51 {
                return Err("the table has not been rendered");
            }
            for _ in 0..args.rounds {
                black_box(render_users(black_box(page.clone())));
            }
        }
    }
    Ok(())
}

/// Each policy with no rule on the user and with each, lifted or not, without an end, before it and
/// after it.
fn combinations() -> Vec<(Rules, Option<Override>)> {
    let mut all = Vec::new();
    for policy in Policy::ALL {
        let rules = Rules {
            policy: *policy,
            required_generation: 3,
            exempt_generation: 7,
            time: domain::PolicyTime::NEVER,
        };
        all.push((rules, None));
        for rule in OverrideRule::ALL {
            for lifted in [0, 1] {
                for until in [None, Some(NOW.plus(1)), Some(NOW)] {
                    let generation = rules.generation(*rule) - lifted;
                    let stored = Override {
                        rule: *rule,
                        generation,
                        until,
                        suspended: None,
                    };
                    all.push((rules, Some(stored)));
                }
            }
        }
    }
    all
}

fn page() -> UserList {
    UserList {
        rows: (0..50).map(row).collect(),
        total: 1_000_000,
        counts: Distribution::default(),
        ends: None,
        now: NOW,
        group: None,
        saved: Vec::new(),
    }
}

/// Some users of every status and rule.
fn row(number: i64) -> UserRow {
    let exempt = number % 7 == 3;
    let rule = match number % 7 {
        1 => Rule::Override(OverrideRule::Required),
        3 => Rule::Override(OverrideRule::Exempt),
        _ => Rule::Policy(Policy::Optional),
    };
    let active = number % 3 != 0;
    let required = rule == Rule::Override(OverrideRule::Required);
    UserRow {
        id: UserId::new(number + 1),
        name: format!("Raphaël Lefèvre {number}"),
        email: format!("raphael.lefevre.{number}@exemple.fr"),
        role: if number % 10 == 0 {
            Role::Admin
        } else {
            Role::User
        },
        language: Language::Fr,
        last_sign_in: (number % 4 != 0).then(|| NOW.plus(-number * DAY)),
        state: AccountState::of(number % 25 == 24, true, true),
        reset: None,
        status: TwoFactorStatus::of(active, required),
        rule,
        requiring: wire::view::RowGroups::default(),
        rule_since: (number % 7 % 2 == 1).then(|| NOW.plus(-DAY)),
        rule_by: (number % 7 % 2 == 1).then(|| Named::new("Ada Byron", "ada@exemple.fr")),
        rule_reason: exempt.then(|| "Sans téléphone".to_owned()),
        rule_until: exempt.then(|| NOW.plus(20 * DAY)),
        active_since: active.then(|| NOW.plus(-30 * DAY)),
        deadline: None,
        groups: None,
    }
}
