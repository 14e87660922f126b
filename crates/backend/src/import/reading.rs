//! How a file is read: its encoding, and what its columns say where the names above them do not.

use super::meaning::Meaning;
use domain::{FileEncoding, Language};
use encoding_rs::WINDOWS_1252;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnRef {
    /// By its position, from 0.
    At(usize),
    /// By the name above it.
    Named(String),
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// How the text is stored.
    pub encoding: FileEncoding,
    /// What these columns say, whatever stands above them.
    pub columns: Vec<(ColumnRef, Meaning)>,
    /// Columns of an unknown name are not read, and what is missing has its usual value: somebody has seen how each column was
    /// understood. The export of a directory is always read like this.
    pub lenient: bool,
    /// The language of people of whom the file does not say one.
    pub language: Language,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            encoding: FileEncoding::Utf8,
            columns: Vec::new(),
            lenient: false,
            language: Language::Fr,
        }
    }
}

/// A file as UTF-8 text.
pub(super) type Decoded<R> = DecodeReaderBytes<Counted<R>, Vec<u8>>;

/// A file that counts the bytes that were read of it.
#[derive(Debug)]
pub(super) struct Counted<R> {
    inner: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The file as UTF-8, and the number of bytes read of it. Bytes of a UTF-8 file that are none stay as they are, so that a row can
/// be refused for them.
pub(super) fn decode<R: Read>(inner: R, encoding: FileEncoding) -> (Decoded<R>, Arc<AtomicU64>) {
    let bytes = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        inner,
        bytes: Arc::clone(&bytes),
    };
    let legacy = match encoding {
        FileEncoding::Utf8 => None,
        FileEncoding::Windows1252 => Some(WINDOWS_1252),
    };
    let decoded = DecodeReaderBytesBuilder::new()
        .encoding(legacy)
        .bom_override(true)
        .utf8_passthru(legacy.is_none())
        .build(counted);
    (decoded, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(file: &[u8], encoding: FileEncoding) -> Vec<u8> {
        let (mut decoded, bytes) = decode(file, encoding);
        let mut text = Vec::new();
        decoded.read_to_end(&mut text).unwrap();
        assert_eq!(bytes.load(Ordering::Relaxed), file.len() as u64);
        let mark = b"\xEF\xBB\xBF";
        text.strip_prefix(mark).unwrap_or(&text).to_vec()
    }

    #[test]
    fn utf_16_is_known_by_its_mark_whatever_was_asked_for() {
        let little: Vec<u8> = "\u{feff}é€"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = "\u{feff}é€"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        for encoding in [FileEncoding::Utf8, FileEncoding::Windows1252] {
            assert_eq!(text(&little, encoding), "é€".as_bytes());
            assert_eq!(text(&big, encoding), "é€".as_bytes());
            assert_eq!(text("\u{feff}é€".as_bytes(), encoding), "é€".as_bytes());
        }
        assert_eq!(FileEncoding::of(&little), FileEncoding::Utf8);
    }

    #[test]
    fn windows_1252_is_read_where_it_is_asked_for_and_bytes_stay_where_it_is_not() {
        let file = b"Ren\xe9 \x80";
        assert_eq!(text(file, FileEncoding::Windows1252), "René €".as_bytes());
        assert_eq!(text(file, FileEncoding::Utf8), file);
        assert_eq!(FileEncoding::of(file), FileEncoding::Windows1252);
        assert_eq!(FileEncoding::of("René".as_bytes()), FileEncoding::Utf8);
    }
}
