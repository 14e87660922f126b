//! A page of the table as the server sends it to the browser that takes it over. Its rows are already
//! in the document: they are not sent a second time.

use domain::{Distribution, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use wire::cursor::RowKey;
use wire::view::{SavedFilter, UserList, UserRow};

/// A page of the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Listing {
    /// The rows, as many as the query asks for at the most.
    pub(crate) rows: Vec<Listed>,
    /// As in [`UserList`].
    pub(crate) total: u64,
    /// As in [`UserList`].
    pub(crate) counts: Distribution,
    /// As in [`UserList`].
    pub(crate) ends: Option<(RowKey, RowKey)>,
    /// As in [`UserList`].
    pub(crate) now: Timestamp,
    /// As in [`UserList`].
    pub(crate) group: Option<String>,
    /// As in [`UserList`].
    pub(crate) saved: Vec<SavedFilter>,
}

/// One of its rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Listed {
    /// The user.
    pub(crate) id: UserId,
    /// A hash of the content of the row.
    version: u64,
    /// The content of the row; `None` if the server has rendered it.
    #[serde(skip)]
    pub(crate) row: Option<Arc<UserRow>>,
}

impl Listing {
    /// The row of an account.
    pub(crate) fn of(&self, id: UserId) -> Option<&Listed> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// Whether the server has rendered it.
    pub(crate) fn is_taken_over(&self) -> bool {
        self.rows.iter().any(|row| row.row.is_none())
    }
}

impl From<UserList> for Listing {
    fn from(page: UserList) -> Self {
        Self {
            rows: page.rows.into_iter().map(Listed::from).collect(),
            total: page.total,
            counts: page.counts,
            ends: page.ends,
            now: page.now,
            group: page.group,
            saved: page.saved,
        }
    }
}

impl From<UserRow> for Listed {
    fn from(row: UserRow) -> Self {
        let mut version = Version::default();
        row.hash(&mut version);
        Self {
            id: row.id,
            version: version.finish(),
            row: Some(Arc::new(row)),
        }
    }
}

/// Equal if user and content are the same, whether the content is at hand or not.
impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.version == other.version
    }
}

/// FNV-1a of 64 bits, which gives the same result on server and browser: `usize` and `isize`, the type
/// of enum discriminants, are hashed as 64 bits.
struct Version(u64);

impl Default for Version {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Version {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Listed, Listing, Version};
    use domain::{
        AccountState, Distribution, Language, Named, OverrideRule, ResetProof, Role, Rule,
        Timestamp, TwoFactorStatus, UserId,
    };
    use std::hash::{Hash, Hasher};
    use wire::view::{RowGroups, UserList, UserRow};

    /// The moment of the tests.
    pub(crate) const NOW: Timestamp = Timestamp::from_unix(1_793_716_200);
    const DAY: i64 = 86_400;

    /// A row without missing fields.
    pub(crate) fn row() -> UserRow {
        UserRow {
            id: UserId::new(7),
            name: "Léa Petit".to_owned(),
            email: "lea@exemple.fr".to_owned(),
            role: Role::User,
            language: Language::Fr,
            last_sign_in: Some(NOW.plus(-30 * DAY)),
            state: AccountState::Deactivated,
            reset: None,
            status: TwoFactorStatus::Inactive,
            rule: Rule::Override(OverrideRule::Exempt),
            requiring: RowGroups::default(),
            rule_since: Some(NOW.plus(-DAY)),
            rule_by: Some(Named::new("Ada Byron", "ada@exemple.fr")),
            rule_reason: Some("Sans téléphone".to_owned()),
            rule_until: Some(NOW.plus(20 * DAY)),
            active_since: None,
            deadline: None,
            groups: None,
        }
    }

    #[test]
    fn a_page_is_taken_over_without_its_rows_and_their_versions_stay() {
        let page = UserList {
            rows: vec![row()],
            total: 1,
            counts: Distribution::default(),
            ends: None,
            now: Timestamp::from_unix(0),
            group: None,
            saved: Vec::new(),
        };
        let rendered = Listing::from(page);
        let sent = serde_json::to_string(&rendered).unwrap();
        for secret in [&row().name, &row().email] {
            assert!(!sent.contains(secret.as_str()), "{sent}");
        }
        let taken: Listing = serde_json::from_str(&sent).unwrap();
        assert_eq!(
            (rendered.is_taken_over(), taken.is_taken_over()),
            (false, true)
        );
        assert_eq!(rendered.of(row().id), taken.of(row().id));
    }

    #[test]
    fn whatever_changes_in_a_row_makes_another_version() {
        let changes: [fn(&mut UserRow); 12] = [
            |row| row.name.push('x'),
            |row| row.email.push('x'),
            |row| row.role = Role::Admin,
            |row| row.last_sign_in = None,
            |row| row.state = AccountState::Usable,
            |row| row.reset = Some(ResetProof::Code),
            |row| row.status = TwoFactorStatus::Protected,
            |row| row.rule = Rule::Override(OverrideRule::Required),
            |row| row.requiring.others += 1,
            |row| row.rule_by = None,
            |row| row.rule_until = row.rule_since,
            |row| row.groups = Some(RowGroups::default()),
        ];
        let before = Listed::from(row());
        assert_eq!(before, Listed::from(row()));
        for (number, change) in changes.iter().enumerate() {
            let mut changed = row();
            change(&mut changed);
            assert_ne!(Listed::from(changed), before, "change {number}");
        }
    }

    #[test]
    fn numbers_of_the_machines_size_count_the_same_on_every_machine() {
        let version = |write: fn(&mut Version)| {
            let mut version = Version::default();
            write(&mut version);
            version.finish()
        };
        let bytes = version(|v| v.write(&[7, 0, 0, 0, 0, 0, 0, 0]));
        assert_eq!(version(|v| 7_usize.hash(v)), bytes);
        assert_eq!(version(|v| 7_isize.hash(v)), bytes);
        assert_eq!(version(|v| 7_i64.hash(v)), bytes);
    }
}
