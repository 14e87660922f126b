//! A mail server on loopback that keeps what it is given.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A mail as it came over the wire.
#[derive(Debug, Clone)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body, with line feeds.
    pub raw: String,
}

impl Mail {
    /// The lines of the headers, those that were folded as one.
    pub fn headers(&self) -> Vec<String> {
        let head = self.raw.split("\n\n").next().unwrap();
        head.replace("\n ", " ")
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// A header, decoded (RFC 2047, base64 only).
    pub fn header(&self, name: &str) -> String {
        let start = format!("{name}: ");
        let headers = self.headers();
        let found: Vec<&String> = headers.iter().filter(|h| h.starts_with(&start)).collect();
        assert_eq!(found.len(), 1, "{name} in {}", self.raw);
        let words = found[0][start.len()..].split(' ').map(decode_word);
        words
            .collect::<Vec<_>>()
            .join(" ")
            .replace("\u{0} \u{0}", "")
            .replace('\u{0}', "")
    }

    /// The text, decoded.
    pub fn text(&self) -> String {
        let (_, body) = self.raw.split_once("\n\n").unwrap();
        match self.header("Content-Transfer-Encoding").as_str() {
            "7bit" => body.to_owned(),
            "quoted-printable" => unquote(body),
            "base64" => {
                String::from_utf8(STANDARD.decode(body.replace('\n', "")).unwrap()).unwrap()
            }
            other => panic!("{other}"),
        }
    }
}

/// An encoded word between two marks, so that the spaces between two of them can go.
fn decode_word(word: &str) -> String {
    let encoded = word
        .strip_prefix("=?utf-8?b?")
        .and_then(|w| w.strip_suffix("?="));
    encoded.map_or_else(
        || word.to_owned(),
        |w| {
            format!(
                "\u{0}{}\u{0}",
                String::from_utf8(STANDARD.decode(w).unwrap()).unwrap()
            )
        },
    )
}

fn unquote(body: &str) -> String {
    let body = body.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let pair = [rest.next().unwrap(), rest.next().unwrap()];
            let pair = std::str::from_utf8(&pair).unwrap();
            bytes.push(u8::from_str_radix(pair, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The mail server; what it has been given is kept before it says so.
pub struct MailServer {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
    logins: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// On a port of its own.
    pub fn start() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// On this port.
    pub fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            mails: Arc::default(),
            logins: Arc::default(),
        };
        let (mails, logins) = (Arc::clone(&server.mails), Arc::clone(&server.logins));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mails, logins) = (Arc::clone(&mails), Arc::clone(&logins));
                std::thread::spawn(move || converse(&stream.unwrap(), &mails, &logins));
            }
        });
        server
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What has come so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    /// The credentials that were given, `user:password`.
    pub fn logins(&self) -> Vec<String> {
        self.logins.lock().unwrap().clone()
    }
}

/// One conversation (RFC 5321); nothing where the client leaves in the middle of it.
fn converse(mut stream: &TcpStream, mails: &Mutex<Vec<Mail>>, logins: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut say = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes()).is_ok();
    let (mut from, mut to) = (String::new(), Vec::new());
    say("220 tests");
    while let Some(line) = lines.next() {
        let argument = line.split_once(':').map_or("", |(_, rest)| rest);
        let address = argument.split(['<', '>']).nth(1).unwrap_or("").to_owned();
        match line.get(..4).unwrap_or("").to_ascii_uppercase().as_str() {
            "EHLO" => say("250-tests\r\n250-AUTH PLAIN\r\n250 8BITMIME"),
            "AUTH" => {
                let secret = STANDARD.decode(line.rsplit(' ').next().unwrap()).unwrap();
                let secret = String::from_utf8(secret).unwrap();
                logins.lock().unwrap().push(secret[1..].replace('\0', ":"));
                say("235 welcome")
            }
            "MAIL" => {
                from = address;
                say("250 ok")
            }
            "RCPT" => {
                to.push(address);
                say("250 ok")
            }
            "DATA" => {
                say("354 go on");
                let raw: Vec<String> = lines
                    .by_ref()
                    .take_while(|line| line != ".")
                    .map(|line| line.strip_prefix('.').map(str::to_owned).unwrap_or(line))
                    .collect();
                let (from, to, raw) = (from.clone(), std::mem::take(&mut to), raw.join("\n"));
                mails.lock().unwrap().push(Mail { from, to, raw });
                say("250 kept")
            }
            "QUIT" => {
                say("221 bye");
                return;
            }
            _ => say("250 ok"),
        };
    }
}
