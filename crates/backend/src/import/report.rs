//! The result of an import.

use super::ImportOptions;
use super::error::Refusal;
use super::header::{Layout, Understood};
use super::namesake::Namesakes;
use super::row::Candidate;
use super::update::ProfileChanges;
use crate::users::NewUser;
use domain::Timestamp;

/// The first new accounts that a report shows as they are.
const SHOWN: usize = 20;

/// An account as a row of a file creates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedAccount {
    /// The line of the file on which the row starts, from 1.
    pub line: u64,
    /// The account.
    pub user: NewUser,
    /// The end of its exemption, where that has one.
    pub until: Option<Timestamp>,
    /// Whether it is deactivated.
    pub is_deactivated: bool,
}

/// The result of an import.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// The columns of the file, in its order, and how each was understood.
    pub columns: Vec<Understood>,
    /// Whether columns of unknown names were passed over, as in the export of a directory.
    pub is_lenient: bool,
    /// Accounts created.
    pub created: u64,
    /// The first of them, in the order of the file.
    pub first: Vec<PlannedAccount>,
    /// Those among them with a right over others: admins, the helpdesk, auditors.
    pub admins: u64,
    /// Those among them that are deactivated.
    pub deactivated: u64,
    /// Those among them whose exemption had ended by then: the rules below apply to them.
    pub ended: u64,
    /// Rows whose address already has an account.
    pub already_there: u64,
    /// Those among them whose name, role, language or groups differ in the file, and stay as they are.
    pub differing: u64,
    /// The groups that did not exist, by the names that come first in the file.
    pub groups: Vec<String>,
    /// The accounts that existed and whose name, language or groups were changed to what the file says.
    pub updated: ProfileChanges,
    /// Accounts that were not created because of [`ImportOptions::all_or_nothing`].
    pub held_back: u64,
    /// The refused rows, in the order of the file.
    pub refused: Vec<Refusal>,
    /// The rows that give a new account, or one that exists, a name that looks like that of an admin: of those that were there, or of
    /// the same file further up.
    pub namesakes: Namesakes,
}

impl ImportReport {
    /// Nothing yet.
    pub(super) fn of(layout: &Layout) -> Self {
        Self {
            columns: layout.understood(),
            is_lenient: layout.is_lenient(),
            ..Self::default()
        }
    }

    /// Shows the first of the accounts that are created.
    pub(super) fn show(&mut self, created: &[Candidate]) {
        let room = SHOWN.saturating_sub(self.first.len());
        let planned = |row: &Candidate| PlannedAccount {
            line: row.line,
            user: row.user.clone(),
            until: row.until,
            is_deactivated: row.is_deactivated,
        };
        self.first.extend(created.iter().take(room).map(planned));
    }

    /// Rows of the file.
    pub const fn rows(&self) -> u64 {
        self.created + self.already_there + self.held_back + self.refused.len() as u64
    }

    /// Whether nothing has changed.
    pub const fn changed_nothing(&self) -> bool {
        self.created == 0 && self.updated.count == 0
    }

    /// Takes everything back if a row was refused and that was to stop the import.
    pub(super) fn hold_back(&mut self, options: &ImportOptions) {
        if options.all_or_nothing && !self.refused.is_empty() {
            self.held_back = std::mem::take(&mut self.created);
            self.first.clear();
            self.admins = 0;
            self.deactivated = 0;
            self.ended = 0;
            self.groups.clear();
            self.differing += std::mem::take(&mut self.updated).count;
        }
    }
}
