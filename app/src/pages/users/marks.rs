//! The rows that are marked because they have just changed.

use domain::UserId;

/// Milliseconds that a mark lasts, as in `style/components/live.css`.
const LASTS: f64 = 2400.0;

/// The marks of a table. Each lasts its full time, even if other rows are marked meanwhile.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Marks(Vec<Mark>);

#[derive(Debug, Clone, PartialEq)]
struct Mark {
    row: UserId,
    /// Milliseconds by [`crate::browser::moment`].
    since: f64,
    /// A name other than that of the mark it replaces, so that the row visibly changes again.
    name: &'static str,
}

impl Marks {
    /// Marks these rows at a moment in milliseconds; removes expired marks.
    pub(super) fn mark(&mut self, rows: &[UserId], now: f64) {
        let again = |row| match self.of(row) {
            Some("even") => "odd",
            _ => "even",
        };
        let new: Vec<Mark> = rows
            .iter()
            .map(|row| Mark {
                row: *row,
                since: now,
                name: again(*row),
            })
            .collect();
        self.0
            .retain(|mark| now - mark.since < LASTS && !rows.contains(&mark.row));
        self.0.extend(new);
    }

    /// The name of the mark of this row.
    pub(super) fn of(&self, row: UserId) -> Option<&'static str> {
        let mark = self.0.iter().find(|mark| mark.row == row);
        mark.map(|mark| mark.name)
    }
}

#[cfg(test)]
mod tests {
    use super::{LASTS, Marks};
    use domain::UserId;

    #[test]
    fn a_mark_lasts_its_time_whatever_other_rows_are_marked_meanwhile() {
        let (lea, noa, tom) = (UserId::new(1), UserId::new(2), UserId::new(3));
        let mut marks = Marks::default();
        marks.mark(&[lea], 0.0);
        marks.mark(&[noa], 100.0);
        marks.mark(&[], LASTS - 1.0);
        let all = [lea, noa, tom].map(|row| marks.of(row));
        assert_eq!(all, [Some("even"), Some("even"), None]);
        marks.mark(&[], LASTS);
        assert_eq!([lea, noa].map(|row| marks.of(row)), [None, Some("even")]);
    }

    #[test]
    fn a_row_that_changes_again_gets_a_mark_of_another_name_with_its_full_time() {
        let lea = UserId::new(1);
        let mut marks = Marks::default();
        for (now, name) in [(0.0, "even"), (100.0, "odd"), (200.0, "even")] {
            marks.mark(&[lea], now);
            assert_eq!(marks.of(lea), Some(name));
        }
        marks.mark(&[], LASTS + 199.0);
        assert_eq!(marks.of(lea), Some("even"));
        marks.mark(&[lea], 2.0 * LASTS + 1000.0);
        assert_eq!(marks.of(lea), Some("odd"));
    }
}
