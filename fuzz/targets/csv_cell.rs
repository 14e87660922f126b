//! Cells of the export: no piece of one begins a formula, a line is one record, and the import gives each text back.
#![no_main]

use domain::csv_cell::{csv_cell, csv_line, unguarded};
use libfuzzer_sys::fuzz_target;

const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The record ends with the first line end that is not between quotes.
fn ends_once(line: &str) -> bool {
    let mut quoted = false;
    let mut ends = 0;
    for c in line.chars() {
        quoted ^= c == '"';
        ends += usize::from(!quoted && c == '\n');
    }
    ends == 1 && !quoted
}

fuzz_target!(|cells: Vec<&str>| {
    for cell in &cells {
        let written = csv_cell(cell);
        let quoted = written
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        let read = quoted.map_or(written.clone(), |text| text.replace("\"\"", "\""));
        assert_eq!(unguarded(&read), **cell);
    }
    let line = csv_line(&cells);
    assert!(ends_once(&line));
    let content = line.strip_suffix("\r\n").expect("a line end");
    for piece in content.split([',', ';', '\t', '\r', '\n']) {
        assert!(!piece.trim_start_matches(['"', ' ']).starts_with(FORMULA));
    }
});
