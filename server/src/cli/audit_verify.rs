//! `bouclier audit verify`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::Backend;
use backend::audit::{Broken, Difference, Flaw, Verdict, Vouched};

/// What neither the chain nor the comparison of the schema says anything of.
const NOT_LOOKED_AT: &str = "not looked at: what is in other tables; tables and their columns; \
    roles, rights and settings of the database server; files of the database; \
    what was written meanwhile";

/// Prints that the chain is intact, and the hash at its end, to be kept elsewhere: a chain that was
/// rewritten as a whole ends with another hash. Then prints where the schema differs from what the
/// migrations create. Fails with the first entry at which the chain breaks, or if the schema
/// differs; otherwise prints what was not looked at.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let backend = config.open_as_it_is().await?;
    let head = backend.audit_head(&manager()).await?;
    let verdict = backend.verify_audit(&manager()).await?;
    let differences = backend.verify_schema(&manager()).await?;
    let adopted = backend.adopted_entries(&manager()).await?;
    let vouched = vouched(&backend, verdict).await?;
    let said = say_found(verdict, &head, &differences).and_then(|()| say_vouched(vouched));
    let certain = differences.iter().filter(|found| found.is_certain());
    // A reader that closes early does not turn a failure into a success.
    match (verdict, certain.count()) {
        (Verdict::Broken(broken), _) => Err(Failure::new(format!("audit log: {broken}"))),
        (Verdict::Holds(_), 0) => said.and_then(|()| say_limits(adopted, differences.is_empty())),
        (Verdict::Holds(_), count) => Err(Failure::new(format!(
            "schema: not as Bouclier made it, in {count} {}",
            if count == 1 { "place" } else { "places" }
        ))),
    }
}

/// What this machine has seen of a log whose chain holds and whose seal does not.
async fn vouched(backend: &Backend, verdict: Verdict) -> Result<Option<Vouched>, Failure> {
    match verdict {
        Verdict::Broken(Broken {
            flaw: Flaw::Unsealed | Flaw::FalseSeal | Flaw::UnknownKey,
            ..
        }) => Ok(backend.vouched(&manager()).await?),
        _ => Ok(None),
    }
}

fn say_vouched(vouched: Option<Vouched>) -> Result<(), Failure> {
    match vouched {
        None => Ok(()),
        Some(Vouched::Until(id)) => say(format_args!(
            "up to entry {id} it is the log that this machine has seen; nothing vouches for what is after that"
        )),
        Some(Vouched::Differs(id)) => say(format_args!(
            "entry {id}, the last one that this machine has seen, is gone or says something else: nothing vouches for any entry"
        )),
    }
}

fn say_found(verdict: Verdict, head: &str, differences: &[Difference]) -> Result<(), Failure> {
    match verdict {
        Verdict::Holds(1) => say(format_args!("1 entry, the chain holds, head {head}"))?,
        Verdict::Holds(entries) => say(format_args!(
            "{entries} entries, the chain holds, head {head}"
        ))?,
        Verdict::Broken(_) => {}
    }
    differences.iter().try_for_each(say)
}

/// What the verdict is about, and what it is not about.
fn say_limits(adopted: i64, is_as_made: bool) -> Result<(), Failure> {
    say(if is_as_made {
        "triggers, functions, indexes, views, rules and policies are as Bouclier made them"
    } else {
        "the other triggers, functions, indexes, views, rules and policies are as Bouclier made them"
    })?;
    say(NOT_LOOKED_AT)?;
    match adopted {
        0 => Ok(()),
        1 => say("1 entry is from before the chain, which holds it as it was found"),
        _ => say(format_args!(
            "{adopted} entries are from before the chain, which holds them as they were found"
        )),
    }
}
