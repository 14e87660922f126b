//! When users are reminded to activate 2FA.

use crate::timestamp::Timestamp;
use std::fmt;

/// Seconds between two reminders to one user, at the least.
pub const PAUSE: i64 = 86_400;
/// How many reminders there are before a deadline, at the most.
pub const MAX_REMINDERS: usize = 10;
/// How many days before a deadline the first of them is, at the most: no rule gives more time.
pub const MAX_DAYS: u16 = 180;

const DAY: i64 = 86_400;

/// How many days before a deadline users are reminded, the most days first; none if they are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderDays(Vec<u16>);

impl Default for ReminderDays {
    fn default() -> Self {
        Self(vec![14, 7, 3, 1])
    }
}

impl ReminderDays {
    /// Reads numbers of days, with commas, semicolons or spaces between them; nothing for no reminders. None for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self(Vec::new()));
        }
        let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
        let mut days = parts
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.parse()
                    .ok()
                    .filter(|days| (1..=MAX_DAYS).contains(days))
            })
            .collect::<Option<Vec<u16>>>()?;
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
        ((1..=MAX_REMINDERS).contains(&days.len())).then_some(Self(days))
    }

    /// The most days, if there are reminders.
    pub fn first(&self) -> Option<u16> {
        self.0.first().copied()
    }
}

/// As a form shows them, and the database has them: `14, 7, 3, 1`.
impl fmt::Display for ReminderDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days: Vec<String> = self.0.iter().map(u16::to_string).collect();
        f.write_str(&days.join(", "))
    }
}

/// Whether another reminder is not too soon after the last one.
pub fn may_remind(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| now.since(last) >= PAUSE)
}

/// Whether a reminder is due before a deadline: one of its moments has come, and there was no reminder since. Of several moments that
/// have come, as when a rule gives less time than the first of them or no server ran, there is one reminder. None once the deadline has passed.
pub fn is_due(
    deadline: Timestamp,
    days: &ReminderDays,
    last: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    if now >= deadline || !may_remind(last, now) {
        return false;
    }
    let moments = days
        .0
        .iter()
        .map(|days| deadline.plus(-i64::from(*days) * DAY));
    let come = moments.filter(|moment| *moment <= now).max();
    come.is_some_and(|moment| last.is_none_or(|last| last < moment))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEADLINE: i64 = 100 * DAY;

    fn at(days: i64, seconds: i64) -> Timestamp {
        Timestamp::from_unix(DEADLINE - days * DAY + seconds)
    }

    fn due(last: Option<Timestamp>, now: Timestamp) -> bool {
        let deadline = Timestamp::from_unix(DEADLINE);
        is_due(deadline, &ReminderDays::default(), last, now)
    }

    #[test]
    fn a_reminder_is_due_fourteen_seven_three_and_one_day_before_a_deadline() {
        let mut last = None;
        let mut sent = Vec::new();
        for hour in 0..40 * 24 {
            let now = at(30, hour * 3_600);
            if due(last, now) {
                last = Some(now);
                sent.push((DEADLINE - now.unix()) / DAY);
            }
        }
        assert_eq!(sent, [14, 7, 3, 1]);
    }

    #[test]
    fn it_is_due_from_its_second_on_until_the_deadline() {
        assert!(!due(None, at(14, -1)));
        assert!(due(None, at(14, 0)));
        assert!(due(None, at(0, -1)));
        assert!(!due(None, at(0, 0)));
    }

    #[test]
    fn moments_that_were_missed_are_one_reminder() {
        assert!(due(None, at(2, 0)));
        assert!(!due(Some(at(2, 0)), at(2, 3_600)));
        assert!(due(Some(at(2, 0)), at(1, 0)));
        assert!(due(Some(at(9, 0)), at(6, 0)));
        assert!(!due(Some(at(6, 0)), at(5, 0)));
    }

    #[test]
    fn a_reminder_by_hand_counts_and_none_follows_another_within_a_day() {
        assert!(!due(Some(at(7, -3_600)), at(7, 0)), "an hour before");
        assert!(due(Some(at(7, -3_600)), at(6, -3_600)));
        assert!(!due(Some(at(1, -3_600)), at(1, 0)));
        let now = at(7, 0);
        assert!(may_remind(None, now));
        assert!(!may_remind(Some(now.plus(1 - PAUSE)), now));
        assert!(may_remind(Some(now.plus(-PAUSE)), now));
        assert!(!may_remind(Some(now.plus(60)), now), "the clock went back");
    }

    #[test]
    fn days_are_read_as_people_write_them_and_written_the_most_first() {
        for (text, written) in [
            ("14, 7, 3, 1", "14, 7, 3, 1"),
            ("1;3 7,14,7", "14, 7, 3, 1"),
            (" 180 ", "180"),
        ] {
            let days = ReminderDays::parse(text).unwrap();
            assert_eq!(days.to_string(), written);
            assert_eq!(ReminderDays::parse(written), Some(days));
        }
        assert_eq!(ReminderDays::default().to_string(), "14, 7, 3, 1");
        assert_eq!(ReminderDays::default().first(), Some(14));
    }

    #[test]
    fn other_numbers_and_too_many_of_them_are_refused() {
        for text in ["0", "181", ",", "-1", "a", "7.5", "1 2 3 4 5 6 7 8 9 10 11"] {
            assert_eq!(ReminderDays::parse(text), None, "{text}");
        }
    }

    #[test]
    fn without_days_there_are_no_reminders() {
        let none = ReminderDays::parse(" ").unwrap();
        assert_eq!(none.to_string(), "");
        assert_eq!(none.first(), None);
        assert!(!is_due(
            Timestamp::from_unix(DEADLINE),
            &none,
            None,
            at(1, 0)
        ));
    }
}
