//! Files of every kind: whatever they contain, each row becomes an account or is refused with its
//! line.

use backend::import::{Column, FileContent, FileError, Reading, read};
use domain::{DisplayName, EmailAddress, GroupName, Language, OverrideRule, Role};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::collections::HashSet;

/// Six cells in the order of [`Column::ALL`].
type Row = [String; 6];

/// A file as it is written: its columns, its rows and their formatting.
#[derive(Debug, Clone)]
struct Written {
    columns: Vec<Column>,
    rows: Vec<Row>,
    delimiter: u8,
    crlf: bool,
    quoted: bool,
    mark: bool,
}

/// Values that are wrong in most columns, or hard to quote.
const ODD: &[&str] = &[
    "",
    " ",
    "é",
    "a\u{200b}b",
    "=1",
    "a,b;c",
    "say \"hi\"",
    "two\nlines",
    "x\r\ny",
    "a@b",
    "\u{feff}",
];

fn cell(usual: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        8 => select(usual),
        1 => select(ODD),
    ]
    .prop_map(str::to_owned)
}

fn row() -> impl Strategy<Value = Row> {
    let emails = [
        "lea@exemple.fr",
        "LEA@exemple.fr",
        "hugo@exemple.fr",
        "tête@exemple.fr",
        "te\u{302}te@exemple.fr",
    ];
    let email = prop_oneof![
        3 => "[a-z]{1,3}@[a-z]{1,3}\\.fr",
        1 => select(emails.to_vec()).prop_map(str::to_owned),
        1 => cell(&["x", "x@"]),
    ];
    [
        email.boxed(),
        cell(&["Léa", " Hugo ", "Byron, Ada"]).boxed(),
        cell(&["user", "admin", " user "]).boxed(),
        cell(&["fr", "en", "nl"]).boxed(),
        cell(&["yes", "no", "exempt", ""]).boxed(),
        cell(&["Support", ""]).boxed(),
    ]
}

fn written() -> impl Strategy<Value = Written> {
    let optional = subsequence(vec![Column::Required, Column::Group], 0..=2);
    let columns = optional
        .prop_map(|more| [&Column::ALL[..4], &more].concat())
        .prop_shuffle();
    let style = any::<(bool, bool, bool, bool)>();
    (columns, vec(row(), 0..12), style).prop_map(
        |(columns, rows, (semicolon, crlf, quoted, mark))| Written {
            columns,
            rows,
            delimiter: if semicolon { b';' } else { b',' },
            crlf,
            quoted,
            mark,
        },
    )
}

impl Written {
    /// The value of a row in a column; nothing if the file does not have it.
    fn cell<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        let place = Column::ALL.iter().position(|c| *c == column).unwrap();
        if self.columns.contains(&column) {
            &row[place]
        } else {
            ""
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .quote_style(if self.quoted {
                csv::QuoteStyle::Always
            } else {
                csv::QuoteStyle::Necessary
            })
            .terminator(if self.crlf {
                csv::Terminator::CRLF
            } else {
                csv::Terminator::Any(b'\n')
            })
            .from_writer(Vec::new());
        writer
            .write_record(self.columns.iter().map(|c| c.as_str()))
            .unwrap();
        for row in &self.rows {
            writer
                .write_record(self.columns.iter().map(|c| self.cell(row, *c)))
                .unwrap();
        }
        let mark: &[u8] = if self.mark { b"\xEF\xBB\xBF" } else { b"" };
        [mark, &writer.into_inner().unwrap()].concat()
    }

    /// The accepted addresses and the first flaw of each other row, by the rules of the single
    /// columns.
    fn expected(&self) -> (Vec<String>, Vec<(u64, Column)>) {
        let mut seen = HashSet::new();
        let mut line = 2;
        let (mut accepted, mut refused) = (Vec::new(), Vec::new());
        for row in &self.rows {
            match self.flaw(row, &mut seen) {
                _ if self.is_empty(row) => {}
                Some(column) => refused.push((line, column)),
                None => accepted.push(row[0].trim().to_owned()),
            }
            let breaks = |text: &str| text.replace("\r\n", "\n").matches(['\n', '\r']).count();
            let inner: usize = self
                .columns
                .iter()
                .map(|c| breaks(self.cell(row, *c)))
                .sum();
            line += 1 + inner as u64;
        }
        (accepted, refused)
    }

    /// Whether nothing shows of a row.
    fn is_empty(&self, row: &Row) -> bool {
        let mut cells = self.columns.iter().map(|c| self.cell(row, *c));
        cells.all(|cell| bare(cell).is_empty())
    }

    fn flaw(&self, row: &Row, seen: &mut HashSet<String>) -> Option<Column> {
        let email = EmailAddress::parse(&row[0]).ok();
        let new = email.is_some_and(|email| seen.insert(email.key()));
        let groups = GroupName::parse_list(self.cell(row, Column::Group));
        let flaws = [
            (!new, Column::Email),
            (DisplayName::parse(&row[1]).is_err(), Column::Name),
            (Role::parse(bare(&row[2])).is_none(), Column::Role),
            (Language::parse(bare(&row[3])).is_none(), Column::Language),
            (
                !["yes", "no", "exempt", ""].contains(&bare(self.cell(row, Column::Required))),
                Column::Required,
            ),
            (groups.is_err(), Column::Group),
        ];
        flaws
            .into_iter()
            .find(|(flawed, _)| *flawed)
            .map(|(_, column)| column)
    }
}

/// Without what does not show at the ends.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || domain::text::is_ignorable(c))
}

fn rule(text: &str) -> Option<OverrideRule> {
    match bare(text) {
        "yes" => Some(OverrideRule::Required),
        "exempt" => Some(OverrideRule::Exempt),
        _ => None,
    }
}

/// What holds for reading any file.
fn check(content: &FileContent, file: &[u8]) -> Result<(), TestCaseError> {
    let lines: Vec<u64> = content.refused.iter().map(|refusal| refusal.line).collect();
    prop_assert!(lines.is_sorted_by(|a, b| a < b), "{:?}", lines);
    prop_assert!(lines.iter().all(|line| *line <= file.len() as u64 + 1));
    let keys: HashSet<_> = content.accounts.iter().map(|a| a.email.key()).collect();
    prop_assert_eq!(keys.len(), content.accounts.len(), "each address once");
    for refusal in &content.refused {
        prop_assert!(
            !refusal.to_string().contains(char::is_control),
            "{}",
            refusal
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_row_of_a_file_is_an_account_or_is_refused_on_its_line(written in written()) {
        let file = written.bytes();
        let content = read(file.as_slice(), &Reading::default()).unwrap();
        check(&content, &file)?;
        let (accepted, refused) = written.expected();
        let found: Vec<_> = content.refused.iter().map(|r| (r.line, r.column.unwrap())).collect();
        prop_assert_eq!(found, refused);
        let found: Vec<_> = content.accounts.iter().map(|a| a.email.as_str().to_owned()).collect();
        let accepted: Vec<_> = accepted
            .iter()
            .map(|text| EmailAddress::parse(text).unwrap().as_str().to_owned())
            .collect();
        prop_assert_eq!(found, accepted);
        for account in &content.accounts {
            let row = written.rows.iter().find(|row| {
                EmailAddress::parse(&row[0]).is_ok_and(|email| email == account.email)
            });
            let row = row.unwrap();
            prop_assert_eq!(&account.name, &DisplayName::parse(&row[1]).unwrap());
            prop_assert_eq!(account.role.as_str(), row[2].trim());
            prop_assert_eq!(account.language.as_str(), row[3].trim());
            prop_assert_eq!(account.rule, rule(written.cell(row, Column::Required)));
            let groups = GroupName::parse_list(written.cell(row, Column::Group)).unwrap();
            prop_assert_eq!(&account.groups, &groups);
        }
    }

    #[test]
    fn any_bytes_are_read_to_their_end_or_refused_as_a_whole(
        bytes in vec(prop_oneof![4 => select(b",;\"\r\n @a\xff".to_vec()), 1 => any::<u8>()], 0..200),
        header in any::<bool>(),
    ) {
        let header: &[u8] = if header { b"email,name,role,language\n" } else { b"" };
        let file = [header, &bytes].concat();
        match read(file.as_slice(), &Reading::default()) {
            Ok(content) => check(&content, &file)?,
            Err(FileError::Read(error)) => {
                return Err(TestCaseError::fail(format!("bytes in memory: {error}")));
            }
            Err(refused) => prop_assert!(!refused.to_string().is_empty()),
        }
    }
}
