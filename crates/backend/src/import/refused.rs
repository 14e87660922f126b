//! The refused rows of a file as a file of their own, to be mended and imported again.

use super::error::{FileError, Refusal};
use super::reading::Reading;
use super::table::Table;
use domain::csv_cell::{Separator, separated_line, unguarded};
use std::collections::HashMap;
use std::io::Read;

/// The refused rows as CSV: line and reason as `describe` says it, which an import passes over, before the columns of the file. At most
/// `most` rows, their cells with this separator between them.
pub fn refused_rows(
    file: impl Read,
    reading: &Reading,
    refused: &[Refusal],
    (most, by): (usize, Separator),
    describe: impl Fn(&Refusal) -> String,
) -> Result<String, FileError> {
    let mut reasons: HashMap<u64, &Refusal> = refused
        .iter()
        .take(most)
        .map(|refusal| (refusal.line, refusal))
        .collect();
    let mut table = Table::open(file, reading)?;
    let mut text = line(
        by,
        "line",
        "reason",
        table.names().iter().map(String::as_str),
    );
    while !reasons.is_empty()
        && let Some((number, record)) = table.record()?
    {
        let Some(refusal) = reasons.remove(&number) else {
            continue;
        };
        let fields: Vec<String> = record
            .iter()
            .map(|field| unguarded(&String::from_utf8_lossy(field)))
            .collect();
        let fields = fields.iter().map(String::as_str);
        text += &line(by, &number.to_string(), &describe(refusal), fields);
    }
    Ok(text)
}

fn line<'a>(
    by: Separator,
    number: &'a str,
    reason: &'a str,
    fields: impl Iterator<Item = &'a str>,
) -> String {
    let cells: Vec<&str> = [number, reason].into_iter().chain(fields).collect();
    separated_line(by, &cells)
}
