//! The table of users of an organisation with many groups: everybody is in none to eight of two hundred.

use crate::figure::{Figure, Report, Samples};
use crate::instance::Instance;
use crate::server::{Connection, Server};
use crate::table::{ask, queries};
use crate::{Outcome, data};
use backend::groups::GroupRuleChange;
use domain::{Grace, GroupId, GroupRule};
use sea_orm::ConnectionTrait;
use std::time::Instant;
use wire::table_look::TableColumn;
use wire::{RequirementFilter, UserQuery};

/// The groups.
const GROUPS: i64 = 200;
/// Groups that one user is in, at the most.
const MOST: i64 = 8;
/// Every so manieth group requires 2FA.
const REQUIRING: usize = 40;
/// How often each page is requested.
const ROUNDS: usize = 20;

/// Creates the data set if it does not exist.
pub async fn prepare(instance: &Instance, users: u64, report: &mut Report) -> Outcome<()> {
    data::prepare(instance, users, report).await?;
    let done = instance.folder.join("grouped");
    if done.is_file() && instance.is_kept() {
        return Ok(());
    }
    let backend = instance.backend().await?;
    let by = test_support::operator();
    let mut groups = Vec::new();
    for number in 0..GROUPS {
        let name = format!("Groupe {number:03}");
        groups.push(backend.create_group(&by, &name).await?);
    }
    fill(
        instance,
        groups.first().map_or(1, |id| id.get()),
        backend.now().unix(),
    )
    .await?;
    let change = GroupRuleChange {
        rule: GroupRule::Required,
        grace: Grace::Days(14),
        end_sessions: false,
    };
    for group in groups.into_iter().step_by(REQUIRING) {
        backend.set_group_rule(&by, group, change).await?;
    }
    backend.close().await?;
    instance.settle().await?;
    Ok(std::fs::write(done, "")?)
}

/// Adds the users to the groups, the first of which has this number: those of a user are a twenty-fifth of all apart, so that nobody is in
/// one twice.
async fn fill(instance: &Instance, first: i64, now: i64) -> Outcome<()> {
    let db = instance.database().await?;
    let apart = GROUPS / MOST;
    for place in 0..MOST {
        let statement = format!(
            "INSERT INTO group_members (group_id, user_id, added_at) \
             SELECT {first} + (id * 7919 + {place} * {apart}) % {GROUPS}, id, {now} FROM users \
             WHERE (id * 40503) % {} > {place}",
            MOST + 1
        );
        db.write().execute_unprepared(&statement).await?;
    }
    Ok(db.close().await?)
}

/// The pages of groups, those with the column of groups, and the search within a group.
pub async fn measure(server: &mut Server, users: u64, report: &mut Report) -> Outcome<()> {
    println!("==> {users} users in groups: pages");
    let mut connection = server.connect().await?;
    let with_column = queries()
        .into_iter()
        .map(|(name, query)| (name, query.toggling(TableColumn::Groups)));
    let (found, listed) = with_column.partition(|(_, query)| is_found_one_by_one(query));
    let of_groups = (1..=GROUPS).step_by(10).map(|number| {
        let query = UserQuery {
            group: Some(GroupId::new(number)),
            ..UserQuery::default()
        };
        (format!("group {number}"), query)
    });
    let of_groups: Vec<(String, UserQuery)> = of_groups.collect();
    let searched = of_groups.iter().map(|(name, query)| {
        let query = UserQuery {
            search: "mar".to_owned(),
            ..query.clone()
        };
        (format!("mar in {name}"), query)
    });
    let searched: Vec<(String, UserQuery)> = searched.collect();
    for (names, queries, targets) in [
        (
            ["group_column_p50", "group_column_p99"],
            listed,
            [2.0, 10.0],
        ),
        (
            ["group_deadline_p50", "group_deadline_p99"],
            found,
            [100.0, 150.0],
        ),
        (
            ["group_page_p50", "group_page_p99"],
            of_groups,
            [50.0, 150.0],
        ),
        (
            ["group_search_p50", "group_search_p99"],
            searched,
            [50.0, 150.0],
        ),
    ] {
        let samples = asked(&mut connection, server, &queries).await?;
        let shares = [50, 99].into_iter().zip(targets);
        for (name, (share, target)) in names.into_iter().zip(shares) {
            let value = samples.percentile(share);
            report.add(Figure::at_most(name, value, "ms", target, users))?;
        }
    }
    Ok(())
}

/// Whether users are found one by one, by when their time ends, instead of by segment.
fn is_found_one_by_one(query: &UserQuery) -> bool {
    let by_deadline = query.requirement.and_then(RequirementFilter::overdue);
    by_deadline.is_some()
}

async fn asked(
    connection: &mut Connection,
    server: &Server,
    queries: &[(String, UserQuery)],
) -> Outcome<Samples> {
    let mut all = Samples::default();
    for (name, query) in queries {
        ask(connection, server, query).await?;
        let mut samples = Samples::default();
        for _ in 0..ROUNDS {
            let begin = Instant::now();
            ask(connection, server, query).await?;
            samples.push(begin.elapsed());
        }
        println!("      {name:<28} p50 {:>8.3} ms", samples.percentile(50));
        all.extend(&samples);
    }
    Ok(all)
}
