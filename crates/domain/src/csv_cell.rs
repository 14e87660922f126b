//! Cells of a CSV file (RFC 4180) that a spreadsheet reads as text.

use crate::text_enum::text_enum;

text_enum! {
    /// What stands between two cells.
    Separator {
        /// As RFC 4180 has it.
        Comma = "comma",
        /// What spreadsheets expect where a comma begins the decimals, as in French.
        Semicolon = "semicolon",
    }
}

impl Separator {
    const fn sign(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Semicolon => ";",
        }
    }
}

/// A cell as it is written: text that a spreadsheet would read as a formula gets an apostrophe in
/// front (OWASP, CSV Injection), and text that would end the cell is quoted. Spreadsheets in some
/// languages split at semicolons even inside quotes, so a formula after a semicolon counts too.
pub fn csv_cell(text: &str) -> String {
    let guarded = guarded(text);
    if guarded.contains(['"', ',', ';', '\r', '\n']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// The text with an apostrophe before each sign that begins a formula where a cell may begin; and before apostrophes that already
/// stand before such a sign, so that [`unguarded`] gives the text back.
fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len() + 1);
    let mut may_begin = true;
    for (at, c) in text.char_indices() {
        if may_begin && may_be_guard(text.get(at..).unwrap_or_default()) {
            guarded.push('\'');
        }
        may_begin = may_begin_after(c, may_begin);
        guarded.push(c);
    }
    guarded
}

/// The text of a cell that [`csv_cell`] or a spreadsheet has guarded with apostrophes.
pub fn unguarded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut may_begin = true;
    let mut characters = text.char_indices();
    while let Some((at, mut c)) = characters.next() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        if may_begin
            && c == '\''
            && may_be_guard(rest)
            && let Some((_, next)) = characters.next()
        {
            c = next;
        }
        may_begin = may_begin_after(c, may_begin);
        plain.push(c);
    }
    plain
}

/// Whether a text begins with a sign that begins a formula, behind any number of apostrophes.
fn may_be_guard(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(begins_formula)
}

/// Whether a cell may begin behind this sign.
const fn may_begin_after(c: char, may_begin: bool) -> bool {
    matches!(c, ';' | ',' | '\t' | '\r' | '\n') || (may_begin && (c == '"' || c == ' '))
}

/// Full-width forms count too: some spreadsheets read them as the plain ones.
const fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}

/// A line of cells with commas between them, and its line ending.
pub fn csv_line(cells: &[&str]) -> String {
    separated_line(Separator::Comma, cells)
}

/// A line of cells with its line ending.
pub fn separated_line(separator: Separator, cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
    format!("{}\r\n", cells.join(separator.sign()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised() {
        let cases = [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "\"'\r'=1\""),
            ("=\"a\",1", "\"'=\"\"a\"\",1\""),
            ("Léa;=cmd|' /C calc'!A0", "\"Léa;'=cmd|' /C calc'!A0\""),
            ("Léa; \"+1", "\"Léa; \"\"'+1\""),
            ("a,-1", "\"a,'-1\""),
            (" =1", " '=1"),
            ("＝1", "'＝1"),
            ("'-1", "''-1"),
            ("'Ndiaye", "'Ndiaye"),
        ];
        for (text, cell) in cases {
            assert_eq!(csv_cell(text), cell, "{text:?}");
        }
    }

    #[test]
    fn a_guarded_text_is_given_back() {
        for text in [
            "-Ève",
            "'-Ève",
            "''=1",
            "'Ndiaye",
            "Léa; \"+1",
            "\t=1",
            "\r=1",
            "a,'-1",
            " '@x",
            "'",
        ] {
            assert_eq!(unguarded(&guarded(text)), text, "{text:?}");
        }
        assert_eq!(unguarded("'-Ève"), "-Ève");
    }

    #[test]
    fn what_would_end_a_cell_is_quoted_and_everything_else_stays() {
        let cases = [
            ("", ""),
            ("Léa Lefèvre", "Léa Lefèvre"),
            ("a-b=c", "a-b=c"),
            ("Byron, Ada", "\"Byron, Ada\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
        ];
        for (text, cell) in cases {
            assert_eq!(csv_cell(text), cell, "{text:?}");
        }
    }

    #[test]
    fn a_line_ends_with_carriage_return_and_line_feed() {
        assert_eq!(csv_line(&["1", "", "=a,b"]), "1,,\"'=a,b\"\r\n");
    }

    #[test]
    fn semicolons_separate_cells_that_may_hold_either_sign() {
        let line = separated_line(Separator::Semicolon, &["1", "", "a,b", "a;b"]);
        assert_eq!(line, "1;;\"a,b\";\"a;b\"\r\n");
    }
}
