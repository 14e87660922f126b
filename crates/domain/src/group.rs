//! Names of groups of users.

use crate::fold::fold;
use crate::lookalike::{mixes_scripts, shapes};
use crate::name::cleaned;
use crate::text::{bad_character, is_visible};
use serde::Serialize;
use std::collections::HashSet;

/// The maximum number of characters of a name.
pub const MAX_LENGTH: usize = 80;

/// The most groups that there are: each change of a group reads all of them.
pub const MOST: u64 = 2_000;

/// Between the names of several groups in one cell of a file. No name contains it.
pub const SEPARATOR: char = '|';

/// The most groups that one cell of a file names.
pub const MOST_IN_CELL: usize = 100;

/// The name of a group as an admin wrote it (trimmed, NFC, 1 to 80 characters).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct GroupName(String);

/// Why a text is no name of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupNameError {
    /// It is empty, or a reader sees nothing of it.
    #[error("the name of the group is missing")]
    Missing,
    /// Over 80 characters.
    #[error("the name of the group is too long (at most 80 characters)")]
    TooLong,
    /// A line break, another control character or an invisible one.
    #[error("the name of the group has an invisible or control character")]
    Character,
    /// A word with letters of scripts that do not belong together.
    #[error("the name of the group has a word with letters that look like others")]
    Lookalike,
    /// What separates groups in a file.
    #[error("the name of the group has a \"|\", which separates groups in files")]
    Separator,
    /// More names than one cell of a file may have.
    #[error("more than {MOST_IN_CELL} groups")]
    TooMany,
}

impl GroupName {
    /// Reads a name; surrounding spaces are dropped.
    pub fn parse(text: &str) -> Result<Self, GroupNameError> {
        let text = cleaned(text);
        if !is_visible(&text) {
            Err(GroupNameError::Missing)
        } else if text.chars().count() > MAX_LENGTH {
            Err(GroupNameError::TooLong)
        } else if bad_character(&text).is_some() {
            Err(GroupNameError::Character)
        } else if text.contains(SEPARATOR) {
            Err(GroupNameError::Separator)
        } else if text.split_whitespace().any(mixes_scripts) {
            Err(GroupNameError::Lookalike)
        } else {
            Ok(Self(text))
        }
    }

    /// Reads the names in a cell of a file, each once, in their order; none where the cell is empty. At most [`MOST_IN_CELL`].
    pub fn parse_list(cell: &str) -> Result<Vec<Self>, GroupNameError> {
        let (mut names, mut seen) = (Vec::new(), HashSet::new());
        for text in cell.split(SEPARATOR).filter(|text| !text.trim().is_empty()) {
            let name = Self::parse(text)?;
            if !seen.insert(name.key()) {
                continue;
            }
            if names.len() == MOST_IN_CELL {
                return Err(GroupNameError::TooMany);
            }
            names.push(name);
        }
        Ok(names)
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which names are unique: case and accents make no difference.
    pub fn key(&self) -> String {
        fold(&self.0)
    }

    /// Whether a reader could take it for another one: they are the same but for case and accents, or look the same in one of two ways.
    pub fn is_taken_for(&self, other: &str) -> bool {
        let pairs = shapes(&self.0).into_iter().zip(shapes(other));
        self.key() == fold(other) || pairs.into_iter().any(|(one, other)| one == other)
    }
}

/// The names as a cell of a file has them.
pub fn cell<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    names.join(&SEPARATOR.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> GroupName {
        GroupName::parse(text).unwrap()
    }

    fn list(cell: &str) -> Vec<String> {
        let names = GroupName::parse_list(cell).unwrap();
        names.iter().map(|name| name.as_str().to_owned()).collect()
    }

    #[test]
    fn a_cell_names_a_hundred_groups_at_the_most() {
        let names: Vec<String> = (0..=MOST_IN_CELL).map(|n| format!("g{n}")).collect();
        let at = |count: usize| GroupName::parse_list(&names[..count].join("|"));
        assert_eq!(at(MOST_IN_CELL).unwrap().len(), MOST_IN_CELL);
        assert_eq!(at(MOST_IN_CELL + 1), Err(GroupNameError::TooMany));
        let again = "g0|".repeat(1_000);
        assert_eq!(GroupName::parse_list(&again).unwrap().len(), 1);
    }

    #[test]
    fn a_name_is_trimmed_and_otherwise_kept() {
        for text in [
            "R&D",
            "C++",
            "Ventes, Nord; Sud",
            "Équipe 1",
            "Бухгалтерия",
            "営業部",
        ] {
            assert_eq!(name(&format!("  {text} ")).as_str(), text);
        }
    }

    #[test]
    fn a_name_of_80_characters_is_accepted_and_of_81_refused() {
        assert!(GroupName::parse(&"é".repeat(80)).is_ok());
        let refused = GroupName::parse(&"é".repeat(81));
        assert_eq!(refused, Err(GroupNameError::TooLong));
    }

    #[test]
    fn what_a_reader_does_not_see_or_would_misread_is_refused() {
        for (text, error) in [
            ("", GroupNameError::Missing),
            (" \u{2800} ", GroupNameError::Missing),
            ("a\nb", GroupNameError::Character),
            ("Ven\u{200B}tes", GroupNameError::Character),
            ("Ventes\u{202E}", GroupNameError::Character),
            ("Ventes|Nord", GroupNameError::Separator),
            ("Équipe Vеntes", GroupNameError::Lookalike),
        ] {
            assert_eq!(GroupName::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn names_are_one_whatever_their_case_and_accents() {
        assert_eq!(name("Comptabilité").key(), name("COMPTABILITE").key());
        assert_ne!(name("C").key(), name("C++").key());
    }

    #[test]
    fn a_name_is_taken_for_one_that_folds_or_looks_alike_and_for_no_other() {
        assert!(name("Ventes").is_taken_for("VENTÈS"));
        assert!(name("Теам").is_taken_for("Теам"));
        assert!(name("Ера").is_taken_for("Epa"));
        assert!(name("Team l").is_taken_for("Team I"));
        for other in ["C++", "C#", "D", ""] {
            assert!(!name("C").is_taken_for(other), "{other}");
        }
    }

    #[test]
    fn a_cell_holds_several_names_each_once_and_is_written_as_it_is_read() {
        assert_eq!(list("Ventes| Nord |ventes||"), ["Ventes", "Nord"]);
        assert_eq!(list("Ventes, Nord; Sud"), ["Ventes, Nord; Sud"]);
        assert_eq!(list(" | "), [""; 0]);
        assert_eq!(cell(["Ventes", "Nord"]), "Ventes|Nord");
        assert_eq!(cell([]), "");
        let refused = GroupName::parse_list("Ventes|a\nb");
        assert_eq!(refused, Err(GroupNameError::Character));
    }
}
