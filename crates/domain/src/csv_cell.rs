//! Cells of a CSV file (RFC 4180) that a spreadsheet reads as text.

/// A cell as it is written: text that a spreadsheet would read as a formula gets an apostrophe in
/// front (OWASP, CSV Injection), and text that would end the cell is quoted. Spreadsheets in some
/// languages split at semicolons even inside quotes, so a formula after a semicolon counts too.
pub fn csv_cell(text: &str) -> String {
    let guarded = guarded(text);
    if guarded.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// The text with an apostrophe before each sign that begins a formula where a cell may begin.
fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len() + 1);
    let mut may_begin = true;
    for c in text.chars() {
        if may_begin && begins_formula(c) {
            guarded.push('\'');
        }
        may_begin =
            matches!(c, ';' | ',' | '\t' | '\r' | '\n') || (may_begin && (c == '"' || c == ' '));
        guarded.push(c);
    }
    guarded
}

/// Full-width forms count too: some spreadsheets read them as the plain ones.
const fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}

/// A line of cells with its line ending.
pub fn csv_line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
    format!("{}\r\n", cells.join(","))
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
            ("Léa;=cmd|' /C calc'!A0", "Léa;'=cmd|' /C calc'!A0"),
            ("Léa; \"+1", "\"Léa; \"\"'+1\""),
            ("a,-1", "\"a,'-1\""),
            (" =1", " '=1"),
            ("＝1", "'＝1"),
        ];
        for (text, cell) in cases {
            assert_eq!(csv_cell(text), cell, "{text:?}");
        }
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
}
