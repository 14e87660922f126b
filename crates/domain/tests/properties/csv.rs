//! Cells of the export.

use crate::support::text;
use domain::csv_cell::{csv_cell, csv_line, unguarded};
use proptest::collection::vec;
use proptest::prelude::*;

const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The cells of one record, as a CSV reader sees them.
fn read(line: &str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

proptest! {
    #[test]
    fn a_line_reads_back_as_one_record_with_the_text_of_each_cell(cells in vec(text(), 2..6)) {
        let borrowed: Vec<&str> = cells.iter().map(String::as_str).collect();
        let line = csv_line(&borrowed);
        prop_assert!(line.ends_with("\r\n"));
        // After a header, as in a file: a reader removes a byte order mark at the very beginning.
        let records = read(&format!("{}{line}", csv_line(&["who", "what"])));
        prop_assert_eq!(records.len(), 2, "{:?}", line);
        prop_assert_eq!(records[1].len(), cells.len());
        for (cell, text) in records[1].iter().zip(&cells) {
            // Only apostrophes are added, and none of the text is lost.
            prop_assert_eq!(cell.replace('\'', ""), text.replace('\'', ""));
            prop_assert!(cell.len() >= text.len());
            prop_assert_eq!(&unguarded(cell), text);
            if !text.contains(FORMULA) {
                prop_assert_eq!(cell, text);
            }
        }
    }

    #[test]
    fn no_cell_begins_with_a_formula_however_a_spreadsheet_splits_the_line(text in text()) {
        let cell = csv_cell(&text);
        let ends = [',', ';', '\t', '\r', '\n'];
        for piece in cell.split(ends) {
            let begin = piece.trim_start_matches(['"', ' ']);
            prop_assert!(!begin.starts_with(FORMULA), "{:?} in {:?}", begin, cell);
        }
    }
}
