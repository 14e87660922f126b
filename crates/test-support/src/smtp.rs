//! A mail server on loopback that keeps the mails it receives.

mod mail;

pub use mail::Mail;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

/// The encryption of a mail server.
#[derive(Debug, Clone)]
pub enum Speech {
    /// In the clear.
    Plain,
    /// Under TLS from the first byte on (RFC 8314).
    Tls(Arc<ServerConfig>),
    /// Under TLS once the client asks for it (RFC 3207).
    StartTls(Arc<ServerConfig>),
}

/// Where a mail server lets its clients wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Before it greets them.
    Greeting,
    /// Once it has kept a mail, before it says so.
    Acknowledgement,
}

/// What a mail server has received.
#[derive(Debug, Default)]
struct Kept {
    mails: Mutex<Vec<Mail>>,
    logins: Mutex<Vec<String>>,
    refusals: Mutex<Vec<String>>,
    refusing: Mutex<Option<&'static str>>,
    hanging_up: AtomicBool,
    pause: Mutex<Option<Pause>>,
    goes_on: Condvar,
    waiting: AtomicUsize,
    conversations: AtomicUsize,
}

/// A mail server on loopback; it keeps a mail before it acknowledges it.
#[derive(Debug)]
pub struct MailServer {
    address: SocketAddr,
    kept: Arc<Kept>,
}

impl MailServer {
    /// On a free port.
    pub fn start() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// On this port.
    pub fn at(address: SocketAddr) -> Self {
        Self::speaking(address, Speech::Plain)
    }

    /// On this port, with this encryption.
    pub fn speaking(address: SocketAddr, speech: Speech) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            kept: Arc::default(),
        };
        let kept = Arc::clone(&server.kept);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, speech) = (Arc::clone(&kept), speech.clone());
                std::thread::spawn(move || speak(stream.unwrap(), &speech, &kept));
            }
        });
        server
    }

    /// Its address.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The mails received so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.kept.mails.lock().unwrap().clone()
    }

    /// Answers every recipient with this line from now on, such as `550 5.1.1 no such user`; takes them again without one.
    pub fn refuse(&self, answer: Option<&'static str>) {
        *self.kept.refusing.lock().unwrap() = answer;
    }

    /// From now on, drops the connection when a mail is about to come, or takes it again.
    pub fn hang_up(&self, on: bool) {
        self.kept.hanging_up.store(on, Ordering::SeqCst);
    }

    /// Lets clients wait here from now on; with none it goes on, also with those who wait.
    pub fn pause(&self, at: Option<Pause>) {
        *self.kept.pause.lock().unwrap() = at;
        self.kept.goes_on.notify_all();
    }

    /// How many clients wait.
    pub fn waiting(&self) -> usize {
        self.kept.waiting.load(Ordering::SeqCst)
    }

    /// The received credentials, `user:password`.
    pub fn logins(&self) -> Vec<String> {
        self.kept.logins.lock().unwrap().clone()
    }

    /// Why clients aborted a connection under TLS.
    pub fn refusals(&self) -> Vec<String> {
        self.kept.refusals.lock().unwrap().clone()
    }

    /// How many conversations have ended.
    pub fn conversations(&self) -> usize {
        self.kept.conversations.load(Ordering::SeqCst)
    }
}

impl Kept {
    fn wait_at(&self, here: Pause) {
        let paused = |pause: &mut Option<Pause>| *pause == Some(here);
        let mut pause = self.pause.lock().unwrap();
        if !paused(&mut pause) {
            return;
        }
        self.waiting.fetch_add(1, Ordering::SeqCst);
        drop(self.goes_on.wait_while(pause, paused).unwrap());
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

fn speak(stream: TcpStream, speech: &Speech, kept: &Kept) {
    match speech {
        Speech::Plain => drop(converse(stream, "220 tests\r\n", "", kept)),
        Speech::Tls(config) => under_tls(stream, config, "220 tests\r\n", kept),
        Speech::StartTls(config) => {
            let plain = converse(stream, "220 tests\r\n", "250-STARTTLS\r\n", kept);
            if let Some(stream) = plain {
                under_tls(stream, config, "", kept);
            }
        }
    }
    kept.conversations.fetch_add(1, Ordering::SeqCst);
}

fn under_tls(mut stream: TcpStream, config: &Arc<ServerConfig>, greeting: &str, kept: &Kept) {
    let mut tls = ServerConnection::new(Arc::clone(config)).unwrap();
    while tls.is_handshaking() {
        if let Err(refusal) = tls.complete_io(&mut stream) {
            kept.refusals.lock().unwrap().push(refusal.to_string());
            return;
        }
    }
    converse(StreamOwned::new(tls, stream), greeting, "", kept);
}

/// One conversation (RFC 5321); ends early where the client disconnects. Returns the stream where
/// the client asked for TLS.
fn converse<S: Read + Write>(stream: S, greeting: &str, more: &str, kept: &Kept) -> Option<S> {
    let mut wire = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut answer = greeting.to_owned();
    kept.wait_at(Pause::Greeting);
    loop {
        wire.get_mut().write_all(answer.as_bytes()).ok()?;
        wire.get_mut().flush().ok()?;
        let line = next_line(&mut wire)?;
        let argument = line.split_once(':').map_or("", |(_, rest)| rest);
        let address = argument.split(['<', '>']).nth(1).unwrap_or("").to_owned();
        answer = match line.get(..4).unwrap_or("").to_ascii_uppercase().as_str() {
            "EHLO" => format!("250-tests\r\n{more}250-AUTH PLAIN\r\n250 8BITMIME\r\n"),
            "STAR" => {
                wire.get_mut().write_all(b"220 go on\r\n").ok()?;
                return Some(wire.into_inner());
            }
            "AUTH" => {
                let secret = STANDARD.decode(line.rsplit(' ').next().unwrap()).unwrap();
                let secret = String::from_utf8(secret).unwrap();
                let login = secret[1..].replace('\0', ":");
                kept.logins.lock().unwrap().push(login);
                "235 welcome\r\n".to_owned()
            }
            "MAIL" => {
                from = address;
                "250 ok\r\n".to_owned()
            }
            "RCPT" if kept.hanging_up.load(Ordering::SeqCst) => return None,
            "RCPT" => {
                if let Some(refusal) = *kept.refusing.lock().unwrap() {
                    format!("{refusal}\r\n")
                } else {
                    to.push(address);
                    "250 ok\r\n".to_owned()
                }
            }
            "DATA" => {
                wire.get_mut().write_all(b"354 go on\r\n").ok()?;
                let mut raw = Vec::new();
                loop {
                    let line = next_line(&mut wire)?;
                    if line == "." {
                        break;
                    }
                    raw.push(line.strip_prefix('.').map(str::to_owned).unwrap_or(line));
                }
                let (from, to, raw) = (from.clone(), std::mem::take(&mut to), raw.join("\n"));
                kept.mails.lock().unwrap().push(Mail { from, to, raw });
                kept.wait_at(Pause::Acknowledgement);
                "250 kept\r\n".to_owned()
            }
            "QUIT" => {
                let _ = wire.get_mut().write_all(b"221 bye\r\n");
                return None;
            }
            _ => "250 ok\r\n".to_owned(),
        };
    }
}

fn next_line(wire: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    let read = wire.read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}
