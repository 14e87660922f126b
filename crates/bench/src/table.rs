//! The server functions of the table, of search, and of the chart and the policy.

use crate::Outcome;
use crate::figure::{Figure, Report, Samples};
use crate::rule::Ruler;
use crate::server::{Connection, Server};
use domain::{Policy, Role, TwoFactorStatus};
use std::time::Instant;
use wire::query::PAGE_SIZE;
use wire::view::UserList;
use wire::{Cursor, Direction, RequirementFilter, UserQuery, UserSort};

/// How often each page is requested.
const ROUNDS: usize = 20;
/// Parts of names and addresses: from rare to very common.
const WORDS: [&str; 17] = [
    "mar",
    "lef",
    "ine",
    "lefèvre",
    "martin",
    "gaboumont",
    "raphael",
    "adele mar",
    "zoe pic",
    "sofia.dav",
    "nicerbert",
    "ouange",
    "ranez",
    "lecullin",
    "yasmine",
    "emma col",
    "quentin renieux",
];

/// The measurements at one number of users, to compare with another.
#[derive(Debug)]
pub struct Measured {
    pages: Vec<Page>,
    overview: Samples,
    enforce: Samples,
}

/// One kind of page.
#[derive(Debug)]
struct Page {
    name: String,
    rows: usize,
    samples: Samples,
}

/// Requests every kind of page.
pub async fn measure(server: &mut Server, users: u64, report: &mut Report) -> Outcome<Measured> {
    println!("==> {users} users: pages");
    let mut connection = server.connect().await?;
    let mut pages = Vec::new();
    for (name, query) in queries() {
        pages.push(page(&mut connection, server, name, &query).await?);
    }
    for sort in UserSort::ALL {
        let query = UserQuery {
            sort: *sort,
            ..UserQuery::default()
        };
        let middle = middle(&mut connection, server, query).await?;
        let name = format!("middle by {sort}");
        pages.push(page(&mut connection, server, name, &middle).await?);
    }
    let mut all = Samples::default();
    for Page { name, samples, .. } in &pages {
        println!(
            "      {name:<28} p50 {:>8.3} ms  p99 {:>8.3} ms",
            samples.percentile(50),
            samples.percentile(99)
        );
        all.extend(samples);
    }
    report.add(Figure::at_most(
        "users_page_p50",
        all.percentile(50),
        "ms",
        2.0,
        users,
    ))?;
    report.add(Figure::at_most(
        "users_page_p99",
        all.percentile(99),
        "ms",
        10.0,
        users,
    ))?;
    let mut search = Samples::default();
    for word in WORDS {
        let query = UserQuery {
            search: word.to_owned(),
            ..UserQuery::default()
        };
        let found = page(&mut connection, server, word.to_owned(), &query).await?;
        println!(
            "      search {word:<21} p50 {:>8.3} ms",
            found.samples.percentile(50)
        );
        search.extend(&found.samples);
    }
    report.add(Figure::at_most(
        "search_p50",
        search.percentile(50),
        "ms",
        10.0,
        users,
    ))?;
    report.add(Figure::at_most(
        "search_p99",
        search.percentile(99),
        "ms",
        120.0,
        users,
    ))?;
    let overview = overview(&mut connection, server).await?;
    let enforce = enforce(server).await?;
    Ok(Measured {
        pages,
        overview,
        enforce,
    })
}

/// The first page in every order and under every filter, and the last one.
pub fn queries() -> Vec<(String, UserQuery)> {
    let all = UserQuery::default;
    let mut queries = vec![("last".to_owned(), all().at(2, Cursor::End))];
    for sort in UserSort::ALL {
        for direction in Direction::ALL {
            let query = UserQuery {
                sort: *sort,
                direction: *direction,
                ..all()
            };
            queries.push((format!("by {sort} {direction}"), query));
        }
    }
    for status in TwoFactorStatus::ALL {
        let query = UserQuery {
            status: Some(*status),
            ..all()
        };
        queries.push((format!("{status}"), query.clone()));
        let query = UserQuery {
            sort: UserSort::LastSignIn,
            ..query
        };
        queries.push((format!("{status} by last sign-in"), query));
    }
    for requirement in RequirementFilter::ALL {
        let query = UserQuery {
            requirement: Some(*requirement),
            ..all()
        };
        queries.push((format!("requirement {requirement}"), query));
    }
    for role in Role::ALL {
        queries.push((
            format!("role {role}"),
            UserQuery {
                role: Some(*role),
                ..all()
            },
        ));
    }
    queries
}

/// A page in the middle, as a reader reaches it: from the last row of the page before.
async fn middle(
    connection: &mut Connection,
    server: &Server,
    query: UserQuery,
) -> Outcome<UserQuery> {
    let first = ask(connection, server, &query).await?;
    let page = (first.total / PAGE_SIZE / 2).max(2);
    let before = ask(connection, server, &query.on_page(page - 1)).await?;
    Ok(query
        .on_page(page - 1)
        .to_page(page, 0, before.ends.as_ref()))
}

/// One page of the table.
pub async fn ask(
    connection: &mut Connection,
    server: &Server,
    query: &UserQuery,
) -> Outcome<UserList> {
    let body = serde_json::json!({ "query": query }).to_string();
    let answer = connection.json("/api/users", &server.cookie, body).await?;
    Ok(serde_json::from_slice(answer.body())?)
}

async fn page(
    connection: &mut Connection,
    server: &Server,
    name: String,
    query: &UserQuery,
) -> Outcome<Page> {
    let mut samples = Samples::default();
    let rows = ask(connection, server, query).await?.rows.len();
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        ask(connection, server, query).await?;
        samples.push(begin.elapsed());
    }
    Ok(Page {
        name,
        rows,
        samples,
    })
}

async fn overview(connection: &mut Connection, server: &Server) -> Outcome<Samples> {
    let mut samples = Samples::default();
    for _ in 0..ROUNDS * 5 {
        let begin = Instant::now();
        let answer = connection.get("/api/policy", &server.cookie).await?;
        samples.push(begin.elapsed());
        if !answer.status().is_success() {
            return Err("no chart".into());
        }
    }
    Ok(samples)
}

/// Turns « Pour tous » on and off again.
async fn enforce(server: &Server) -> Outcome<Samples> {
    let ruler = Ruler::sign_in(&server.instance).await?;
    let mut samples = Samples::default();
    for _ in 0..ROUNDS {
        for policy in [Policy::Required, Policy::Optional] {
            let begin = Instant::now();
            ruler.change(policy).await?;
            samples.push(begin.elapsed());
        }
    }
    Ok(samples)
}

impl Measured {
    /// The extra cost of more users: the worst kind of page, the chart, and the policy. Pages are
    /// compared where they have the same number of rows: more rows cost more, however many users
    /// there are.
    pub fn growth(&self, fewer: &Self, users: u64, report: &mut Report) -> Outcome<()> {
        let ratio = |many: &Samples, few: &Samples| many.percentile(50) / few.percentile(50);
        let worst = self
            .pages
            .iter()
            .zip(&fewer.pages)
            .filter(|(many, few)| many.rows == few.rows)
            .map(|(many, few)| (ratio(&many.samples, &few.samples), &many.name))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((worst, name)) = worst {
            println!("    the page that grows most: {name}");
            report.add(Figure::at_most("users_page_growth", worst, "x", 1.5, users))?;
        }
        let overview = ratio(&self.overview, &fewer.overview);
        report.add(Figure::at_most(
            "distribution_growth",
            overview,
            "x",
            1.5,
            users,
        ))?;
        let enforce = ratio(&self.enforce, &fewer.enforce);
        report.add(Figure::at_most(
            "enforce_all_growth",
            enforce,
            "x",
            1.5,
            users,
        ))
    }
}
