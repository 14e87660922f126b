//! Pages per second, compared with a handler that answers the same bytes and does nothing else.

use crate::Outcome;
use crate::figure::{Figure, Report, Samples};
use crate::server::{Connection, Server};
use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use wire::path;

/// Connections that are kept open, each with one request at a time.
const CONNECTIONS: usize = 16;
/// The duration of the measurement.
const TIME: Duration = Duration::from_secs(5);
/// The page.
const PAGE: &str = path::USERS;

/// Measures both.
pub async fn page_rate(server: &Server, users: u64, report: &mut Report) -> Outcome<()> {
    println!("==> pages a second");
    let page = server.connect().await?.get(PAGE, &server.cookie).await?;
    if !page.status().is_success() {
        return Err("no page".into());
    }
    let bare = serve(page.into_body()).await?;
    let (bare, _) = rate(bare, "").await?;
    let (real, samples) = rate(server.address, &server.cookie).await?;
    println!(
        "      {real:.0} pages/s, bare {bare:.0}/s, p50 {:.2} ms",
        samples.percentile(50)
    );
    report.add(Figure::at_least(
        "page_rate_ratio",
        real / bare,
        "x",
        0.03,
        users,
    ))
}

/// Requests this many pages, to see how much memory stays in use.
pub async fn busy(server: &Server, pages: usize) -> Outcome<()> {
    let each = pages / CONNECTIONS;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (address, cookie) = (server.address, server.cookie.clone());
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await?;
            for _ in 0..each {
                connection.get(PAGE, &cookie).await?;
            }
            Outcome::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}

async fn serve(body: Bytes) -> Outcome<SocketAddr> {
    let app = Router::new().route(PAGE, get(async move || body.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

/// Pages per second, and how long each took.
async fn rate(address: SocketAddr, cookie: &str) -> Outcome<(f64, Samples)> {
    let mut tasks = tokio::task::JoinSet::new();
    let begin = Instant::now();
    for _ in 0..CONNECTIONS {
        let cookie = cookie.to_owned();
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut samples = Vec::new();
            while begin.elapsed() < TIME {
                let asked = Instant::now();
                connection.get(PAGE, &cookie).await?;
                samples.push(asked.elapsed());
            }
            Outcome::Ok(samples)
        });
    }
    let (mut samples, mut count) = (Samples::default(), 0_u32);
    while let Some(done) = tasks.join_next().await {
        for sample in done?? {
            samples.push(sample);
            count += 1;
        }
    }
    Ok((f64::from(count) / begin.elapsed().as_secs_f64(), samples))
}
