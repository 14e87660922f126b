//! The rows of a file, a chunk at a time.

use super::error::{FileError, MOST_COLUMNS, Refusal};
use super::header::Layout;
use super::reading::{Decoded, Reading, decode};
use super::row::{Candidate, Seen, candidate, is_empty};
use super::source::{Opened, Scanner, delimiter, named_delimiter, peek};
use csv::{ByteRecord, Reader, ReaderBuilder};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file while it is read.
pub(super) struct Table<R> {
    reader: Reader<Scanner<Opened<Decoded<R>>>>,
    bytes: Arc<AtomicU64>,
    layout: Layout,
    seen: Seen,
    record: ByteRecord,
}

/// Some rows of a file.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) candidates: Vec<Candidate>,
    pub(super) refused: Vec<Refusal>,
}

impl Chunk {
    /// Rows.
    pub(super) fn len(&self) -> usize {
        self.candidates.len() + self.refused.len()
    }
}

impl<R: Read> Table<R> {
    /// Reads as far as the header line.
    pub(super) fn open(reader: R, reading: &Reading) -> Result<Self, FileError> {
        let opened = open(reader, reading)?;
        Ok(Self {
            layout: Layout::parse(&opened.header, reading)?,
            reader: opened.reader,
            bytes: opened.bytes,
            seen: Seen::default(),
            record: opened.header,
        })
    }

    /// The columns of the file.
    pub(super) const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The names above the columns.
    pub(super) fn names(&self) -> &[String] {
        self.layout.names()
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// The next rows, at most `rows` of them; none at the end of the file.
    pub(super) fn chunk(&mut self, rows: usize) -> Result<Option<Chunk>, FileError> {
        let mut chunk = Chunk::default();
        while chunk.len() < rows
            && let Some(line) = self.next_line()?
        {
            match candidate(&self.layout, &self.record, line, &mut self.seen) {
                Ok(candidate) => chunk.candidates.push(candidate),
                Err((column, reason)) => chunk.refused.push(Refusal {
                    line,
                    column,
                    reason,
                }),
            }
        }
        Ok((chunk.len() > 0).then_some(chunk))
    }

    /// The next row as it is, with its line; none at the end of the file.
    pub(super) fn record(&mut self) -> Result<Option<(u64, &ByteRecord)>, FileError> {
        let line = self.next_line()?;
        Ok(line.map(|line| (line, &self.record)))
    }

    /// Reads the next row that is not empty; returns its line.
    fn next_line(&mut self) -> Result<Option<u64>, FileError> {
        while next_record(&mut self.reader, &mut self.record)? {
            let line = self.reader.get_mut().next_start();
            if !is_empty(&self.record) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }
}

/// A file whose header line was read.
pub(super) struct HeaderRead<R> {
    pub(super) reader: Reader<Scanner<Opened<Decoded<R>>>>,
    pub(super) bytes: Arc<AtomicU64>,
    pub(super) header: ByteRecord,
}

/// Reads as far as the header line.
pub(super) fn open<R: Read>(reader: R, reading: &Reading) -> Result<HeaderRead<R>, FileError> {
    let (decoded, bytes) = decode(reader, reading.encoding);
    let (header, text) = peek(decoded)?;
    if header.contains(&0) {
        return Err(FileError::Utf16);
    }
    let named = named_delimiter(&header);
    let delimiter = named.unwrap_or_else(|| delimiter(&header));
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(Scanner::new(text, delimiter));
    let mut record = ByteRecord::new();
    if !next_record(&mut reader, &mut record)? {
        return Err(FileError::Empty);
    }
    reader.get_mut().next_start();
    if named.is_some() {
        if !next_record(&mut reader, &mut record)? {
            return Err(FileError::Empty);
        }
        reader.get_mut().next_start();
    }
    if record.len() > MOST_COLUMNS {
        return Err(FileError::TooManyColumns(record.len()));
    }
    Ok(HeaderRead {
        reader,
        bytes,
        header: record,
    })
}

/// Reads a record. A record in which the file ends inside a quote does not count: the quote has
/// swallowed the rows after it.
fn next_record<R: Read>(
    reader: &mut Reader<Scanner<R>>,
    record: &mut ByteRecord,
) -> Result<bool, FileError> {
    let found = reader.read_byte_record(record)?;
    match reader.get_ref().open_quote() {
        Some(line) => Err(FileError::UnclosedQuote { line }),
        None => Ok(found),
    }
}
