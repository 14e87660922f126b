//! A mail and its parts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A mail as it came over the wire.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// Headers and body, with line feeds.
    pub raw: String,
}

impl Mail {
    /// The header lines, unfolded.
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
        self.part("text/plain; charset=utf-8")
    }

    /// The page, decoded.
    pub fn html(&self) -> String {
        self.part("text/html; charset=utf-8")
    }

    /// The part of this type.
    fn part(&self, kind: &str) -> String {
        let whole = self.header("Content-Type");
        let (_, boundary) = whole.split_once("boundary=\"").unwrap();
        let boundary = format!("--{}", boundary.split('"').next().unwrap());
        let parts = self.raw.split(&boundary);
        let found: Vec<&str> = parts.filter(|part| part.contains(kind)).collect();
        assert_eq!(found.len(), 1, "{kind} in {}", self.raw);
        let (head, body) = found[0].trim_start().split_once("\n\n").unwrap();
        let body = body.strip_suffix('\n').unwrap_or(body);
        let coding = head
            .lines()
            .find_map(|line| line.strip_prefix("Content-Transfer-Encoding: "));
        match coding.unwrap() {
            "7bit" => body.to_owned(),
            "quoted-printable" => unquote(body),
            "base64" => {
                String::from_utf8(STANDARD.decode(body.replace('\n', "")).unwrap()).unwrap()
            }
            other => panic!("{other}"),
        }
    }
}

/// An encoded word between two marks, so that the spaces between adjacent ones can be removed.
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
