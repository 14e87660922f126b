//! How often the log has a line about events that cost their caller nothing but a request.

use crate::timestamp::Timestamp;

/// Seconds after a line within which further events of the same kind, account and network are only counted.
pub const PAUSE: i64 = 60;

/// The last line of a series of events, and how many came after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLine {
    written_at: Timestamp,
    left_out: u64,
}

impl LogLine {
    /// The first event of a series has its line at once.
    pub const fn first(at: Timestamp) -> Self {
        Self {
            written_at: at,
            left_out: 0,
        }
    }

    /// One more event: for how many its line stands, if it has one.
    pub fn another(&mut self, at: Timestamp) -> Option<u64> {
        self.left_out = self.left_out.saturating_add(1);
        self.due(at)
    }

    /// For how many events a line is due that stands for those without one, if there are any.
    pub fn due(&mut self, now: Timestamp) -> Option<u64> {
        if self.left_out == 0 || self.is_recent(now) {
            return None;
        }
        let count = self.left_out;
        *self = Self::first(now);
        Some(count)
    }

    /// Whether nothing is left to be written and a further event begins a new series.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.left_out == 0 && !self.is_recent(now)
    }

    /// Whether the last line is less than a pause ago; one in the future is of a clock that was set back.
    fn is_recent(&self, now: Timestamp) -> bool {
        (0..PAUSE).contains(&now.since(self.written_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(10_000);

    #[test]
    fn after_a_line_further_events_are_counted_and_a_minute_later_one_line_stands_for_all() {
        let mut line = LogLine::first(T);
        for after in [0, 1, 59] {
            assert_eq!(line.another(T.plus(after)), None);
        }
        assert_eq!(line.due(T.plus(59)), None);
        assert_eq!(line.another(T.plus(60)), Some(4));
        assert_eq!(line.another(T.plus(61)), None);
        assert_eq!(line.due(T.plus(120)), Some(1));
        assert_eq!(line.due(T.plus(180)), None);
    }

    #[test]
    fn a_series_is_over_after_a_minute_in_which_nothing_was_left_out() {
        let mut line = LogLine::first(T);
        assert!(!line.is_over(T.plus(59)));
        assert!(line.is_over(T.plus(60)));
        line.another(T);
        assert!(!line.is_over(T.plus(60)));
    }

    #[test]
    fn a_clock_that_was_set_back_silences_nothing() {
        let mut line = LogLine::first(T.plus(86_400));
        assert_eq!(line.another(T), Some(1));
    }
}
