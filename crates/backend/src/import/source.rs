//! The file as bytes: its first line, and what the CSV reader does not report about the rest.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

/// A longer line is not a header.
const HEADER_LIMIT: u64 = 64 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file whose first line has been read, without its byte order mark.
pub(super) type Opened<R> = Chain<Cursor<Vec<u8>>, BufReader<R>>;

/// Reads the first line that is not blank; returns it with the whole text.
pub(super) fn peek<R: Read>(reader: R) -> io::Result<(Vec<u8>, Opened<R>)> {
    let mut rest = BufReader::new(reader);
    let mut head = Vec::new();
    loop {
        let before = head.len();
        let left = HEADER_LIMIT.saturating_sub(before as u64);
        let read = rest.by_ref().take(left).read_until(b'\n', &mut head)?;
        // The lines before this one are blank.
        let line = head.get(before..).unwrap_or_default();
        if read == 0 || first_line(line).is_some() {
            break;
        }
    }
    if head.starts_with(BYTE_ORDER_MARK) {
        head.drain(..BYTE_ORDER_MARK.len());
    }
    let line = first_line(&head).unwrap_or_default().to_vec();
    Ok((line, Cursor::new(head).chain(rest)))
}

fn first_line(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.split(|b| matches!(b, b'\r' | b'\n'))
        .find(|line| !line.is_empty())
}

/// The delimiter that a first line names instead of columns, as spreadsheets write it: `sep=;`.
pub(super) fn named_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_start();
    let line = line
        .strip_prefix(b"\"")
        .and_then(|line| line.strip_suffix(b"\""))
        .unwrap_or(line);
    let (name, delimiter) = line.split_at_checked(b"sep=".len())?;
    match delimiter {
        [delimiter @ (b',' | b';' | b'\t' | b'|')] if name.eq_ignore_ascii_case(b"sep=") => {
            Some(*delimiter)
        }
        _ => None,
    }
}

/// The delimiter of a header line: of comma, semicolon and tab the one that it has most of.
#[expect(clippy::naive_bytecount, reason = "it is one line")]
pub(super) fn delimiter(header: &[u8]) -> u8 {
    let count = |wanted: u8| header.iter().filter(|b| **b == wanted).count();
    // Of several with one count the last is the greatest.
    let most = [b'\t', b';', b','].into_iter().max_by_key(|d| count(*d));
    most.unwrap_or(b',')
}

/// Passes the text on and finds, by the same rules as the CSV reader, on which line each record
/// starts and whether a quote was never closed: the reader's own line numbers are wrong after CRLF
/// and blank lines, and it treats the end of the file as the end of the quote.
pub(super) struct Scanner<R> {
    inner: R,
    delimiter: u8,
    state: State,
    after_cr: bool,
    line: u64,
    starts: VecDeque<u64>,
    quote_line: u64,
    ended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    RecordStart,
    FieldStart,
    Unquoted,
    Quoted,
    QuoteInQuoted,
}

impl<R> Scanner<R> {
    pub(super) const fn new(inner: R, delimiter: u8) -> Self {
        Self {
            inner,
            delimiter,
            state: State::RecordStart,
            after_cr: false,
            line: 1,
            starts: VecDeque::new(),
            quote_line: 0,
            ended: false,
        }
    }

    /// The line on which the next record starts; to be called once for each record.
    pub(super) fn next_start(&mut self) -> u64 {
        self.starts.pop_front().unwrap_or(self.line)
    }

    /// The line of a quote that is still open where the text ends.
    pub(super) fn open_quote(&self) -> Option<u64> {
        (self.ended && self.state == State::Quoted).then_some(self.quote_line)
    }

    fn step(&mut self, byte: u8) {
        let line_end = matches!(byte, b'\r' | b'\n');
        if self.state == State::RecordStart && !line_end {
            self.starts.push_back(self.line);
        }
        let state = self.after(byte, line_end);
        if state == State::Quoted && matches!(self.state, State::RecordStart | State::FieldStart) {
            self.quote_line = self.line;
        }
        self.state = state;
        if line_end && !(byte == b'\n' && self.after_cr) {
            self.line += 1;
        }
        self.after_cr = byte == b'\r';
    }

    const fn after(&self, byte: u8, line_end: bool) -> State {
        match (self.state, byte) {
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _)
            | (State::RecordStart | State::FieldStart | State::QuoteInQuoted, b'"') => {
                State::Quoted
            }
            _ if line_end => State::RecordStart,
            _ if byte == self.delimiter => State::FieldStart,
            _ => State::Unquoted,
        }
    }
}

impl<R: Read> Read for Scanner<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        for byte in buffer.iter().take(read) {
            self.step(*byte);
        }
        self.ended = read == 0 && !buffer.is_empty();
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records as the CSV reader sees them, each with the line number from the scanner.
    fn records(text: &str) -> (Vec<(u64, String)>, Option<u64>) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Scanner::new(text.as_bytes(), b','));
        let mut found = Vec::new();
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap() {
            let first = String::from_utf8_lossy(&record[0]).into_owned();
            found.push((reader.get_mut().next_start(), first));
        }
        (found, reader.get_ref().open_quote())
    }

    #[test]
    fn each_record_has_the_line_on_which_it_starts_whatever_the_line_ends() {
        for end in ["\n", "\r\n", "\r"] {
            let text = [
                "a,b",
                "",
                "\"c,\"\"",
                "\",d",
                "e\",\"f\"",
                "",
                "",
                "\"\"",
                "g",
            ]
            .join(end);
            let (found, open) = records(&text);
            let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 3, 5, 8, 9], "{end:?}");
            assert_eq!(found[4].1, "g");
            assert_eq!(open, None);
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_is_found_with_its_line() {
        assert_eq!(records("a,b\nc,\"d\ne,f\n").1, Some(2));
        assert_eq!(records("a,b\nc,\"d\ne,f\"").1, None);
        assert_eq!(records("a,b\nc\"d,e\n").1, None);
    }

    #[test]
    fn peeking_skips_blank_lines_and_the_mark_and_loses_nothing() {
        let text = "\u{feff}\r\n\r\nemail;name\r\nx;y\r\n";
        let (line, mut opened) = peek(text.as_bytes()).unwrap();
        assert_eq!(line, b"email;name");
        let mut all = String::new();
        opened.read_to_string(&mut all).unwrap();
        assert_eq!(all, "\r\n\r\nemail;name\r\nx;y\r\n");
    }

    #[test]
    fn the_delimiter_is_what_the_header_has_more_of() {
        assert_eq!(delimiter(b"email;name;role"), b';');
        assert_eq!(delimiter(b"email,name,role"), b',');
        assert_eq!(delimiter(b"email"), b',');
        assert_eq!(delimiter(b"email\tname\trole"), b'\t');
    }

    #[test]
    fn a_first_line_may_name_the_delimiter() {
        for (line, delimiter) in [
            (&b"sep=;"[..], Some(b';')),
            (b"SEP=,", Some(b',')),
            (b"\"sep=|\"", Some(b'|')),
            (b"sep=\t", Some(b'\t')),
            (b"sep=", None),
            (b"sep=;;", None),
            (b"separator", None),
            (b"email;name", None),
        ] {
            assert_eq!(named_delimiter(line), delimiter);
        }
    }
}
