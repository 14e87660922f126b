//! The time to comply that a rule gives, as text.

#[cfg(feature = "ssr")]
pub mod fields;

use crate::format::date;
use domain::{Grace, Timestamp};

/// The time that a rule gives, in a sentence; none where it gives none. `offset` gives the minutes east of UTC at a moment.
pub(crate) fn grace_text(grace: Grace, offset: impl Fn(Timestamp) -> i32) -> Option<String> {
    grace_text_with(grace, |last| date(last, offset(last)))
}

/// The same; `day` says the day of a moment.
pub(crate) fn grace_text_with(
    grace: Grace,
    day: impl FnOnce(Timestamp) -> String,
) -> Option<String> {
    match grace {
        Grace::None => None,
        Grace::Days(days) => Some(tr_count!(grace::GIVES, days.unsigned_abs())),
        Grace::Until(end) => Some(tr!(grace::GIVES_UNTIL, date = day(end.plus(-1)))),
    }
}
