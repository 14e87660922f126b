//! Open windows: streams of events, as many as are asked for.

use crate::Outcome;
use domain::Event;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Timeout of a stream; after that the run has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes that are read at once from one stream: more than an event has.
const BUFFER: usize = 512;
/// The headers that a browser sends with it.
const HEADERS: &str = "accept: text/event-stream\r\naccept-encoding: gzip, deflate, br, zstd\r\n\
    accept-language: fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3\r\ncache-control: no-cache\r\n\
    user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
    sec-fetch-dest: empty\r\nsec-fetch-mode: cors\r\nsec-fetch-site: same-origin\r\n";

/// An event, and when it arrived.
type Heard = (Event, Instant);

/// The open streams; closed when dropped.
#[derive(Debug)]
pub struct Streams {
    readers: JoinSet<()>,
    heard: UnboundedReceiver<Heard>,
    sender: UnboundedSender<Heard>,
}

impl Streams {
    /// None yet.
    pub fn new() -> Self {
        let (sender, heard) = unbounded_channel();
        Self {
            readers: JoinSet::new(),
            heard,
            sender,
        }
    }

    /// Opens one more and waits until it has begun.
    pub async fn open(&mut self, address: SocketAddr, cookie: &str) -> Outcome<()> {
        let lines = timeout(PATIENCE, begin(address, cookie)).await??;
        self.readers.spawn(read(lines, self.sender.clone()));
        Ok(())
    }

    /// Waits until every stream has sent the event; returns the moment of the last one.
    pub async fn last(&mut self, event: Event) -> Outcome<Instant> {
        let mut last = None;
        for _ in 0..self.readers.len() {
            let heard = timeout(PATIENCE, self.next(event)).await;
            last = last.max(Some(heard.map_err(|_| "a stream has not told")??));
        }
        Ok(last.ok_or("there is no stream")?)
    }

    async fn next(&mut self, event: Event) -> Outcome<Instant> {
        loop {
            let (heard, at) = self.heard.recv().await.ok_or("there is no stream")?;
            if heard == event {
                return Ok(at);
            }
        }
    }
}

/// A stream whose first lines have arrived: its position.
async fn begin(address: SocketAddr, cookie: &str) -> Outcome<Lines<BufReader<TcpStream>>> {
    let mut stream = TcpStream::connect(address).await?;
    let request =
        format!("GET /events HTTP/1.1\r\nhost: {address}\r\n{HEADERS}cookie: {cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut lines = BufReader::with_capacity(BUFFER, stream).lines();
    let status = lines.next_line().await?.unwrap_or_default();
    if !status.contains(" 200 ") {
        return Err(format!("no stream: {status}").into());
    }
    while let Some(line) = lines.next_line().await? {
        if line.starts_with("id: ") {
            return Ok(lines);
        }
    }
    Err("a stream ended at once".into())
}

/// Passes on what arrives. The server writes each event at once, so no frame begins within a line.
async fn read(mut lines: Lines<BufReader<TcpStream>>, sender: UnboundedSender<Heard>) {
    while let Ok(Some(line)) = lines.next_line().await {
        let at = Instant::now();
        let event = line
            .strip_prefix("data: ")
            .and_then(|data| serde_json::from_str(data).ok());
        if let Some(event) = event
            && sender.send((event, at)).is_err()
        {
            return;
        }
    }
}
