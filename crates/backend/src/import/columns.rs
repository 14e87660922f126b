//! The columns of a file before it is imported: how each is understood, so that somebody can say otherwise.

use super::error::{Excerpt, FileError};
use super::header::Layout;
use super::meaning::Meaning;
use super::reading::Reading;
use super::table::open;
use csv::ByteRecord;
use std::io::Read;

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileColumn {
    /// What stands above it.
    pub name: Excerpt,
    /// What it says.
    pub meaning: Meaning,
    /// What it says in the first row.
    pub example: Excerpt,
}

/// The columns of a file, also of one that cannot be imported as it is read now.
pub fn columns(file: impl Read, reading: &Reading) -> Result<Vec<FileColumn>, FileError> {
    let opened = open(file, reading)?;
    let (mut reader, header) = (opened.reader, opened.header);
    let mut first = ByteRecord::new();
    while reader.read_byte_record(&mut first)? && super::row::is_empty(&first) {}
    let understood = Layout::guess(&header, reading);
    let column = |(at, understood): (usize, super::header::Understood)| FileColumn {
        name: understood.name,
        meaning: understood.meaning,
        example: Excerpt::bytes(first.get(at).unwrap_or_default()),
    };
    Ok(understood.into_iter().enumerate().map(column).collect())
}
