//! What a mail says of its reader's sign-in: what is so when it is sent, whatever it was when it was written. No other text of a mail
//! says it.

#[cfg(test)]
mod tests;

use super::sender::Sender;
use super::text::{Key, mail, one_line, text, variable};
use backend::notice::TimeLeft;
use domain::grace::DAY;
use domain::{Deadline, DeadlineBy, Locale, ResetProof, Situation, TwoFactorStatus};

/// What is so of the reader's sign-in, with how long there is time to activate 2FA, if there is.
pub(super) fn said(
    situation: Situation,
    left: Option<&TimeLeft>,
    locale: Locale,
    sender: &Sender<'_>,
) -> String {
    use ResetProof::{Code, CodeOrNewPassword};
    use mail::situation as key;
    let key = match situation {
        Situation::Deactivated => key::DEACTIVATED,
        Situation::Reset {
            proof,
            has_password,
        } => match (proof, has_password) {
            (Code, true) => key::RESET_CODE,
            (Code, false) => key::RESET_BOTH,
            (CodeOrNewPassword, true) => key::RESET_CODE_OR_LINK,
            (CodeOrNewPassword, false) => key::RESET_LINK,
        },
        Situation::WithoutPassword { pending: true } => key::NO_PASSWORD_PENDING,
        Situation::WithoutPassword { pending: false } => key::NO_PASSWORD_YET,
        Situation::InTime => match left {
            Some(left) => return time_left(left, locale, sender),
            None => key::PENDING,
        },
        Situation::Usual(TwoFactorStatus::Pending) => key::PENDING,
        Situation::Usual(TwoFactorStatus::Protected | TwoFactorStatus::Voluntary) => key::ACTIVE,
        Situation::Usual(TwoFactorStatus::Inactive) => key::INACTIVE,
    };
    text!(locale, key)
}

/// Until when there is time, by which rule, and how many days are left: one that has begun counts.
fn time_left(left: &TimeLeft, locale: Locale, sender: &Sender<'_>) -> String {
    let rule = match left.deadline.by() {
        DeadlineBy::Person => text!(locale, mail::rule::PERSON),
        DeadlineBy::Group if left.groups.is_empty() => text!(locale, mail::rule::GROUP),
        DeadlineBy::Group => {
            let names = one_line(&left.groups.join(", "));
            text!(locale, mail::rule::GROUPS, names = names)
        }
        DeadlineBy::Policy => text!(locale, mail::rule::POLICY),
    };
    match left.deadline {
        Deadline::At(at, _) => {
            let days = at.since(left.now).max(0).unsigned_abs();
            let days = days.div_ceil(DAY.unsigned_abs());
            text!(
                locale,
                mail::situation::IN_TIME,
                count = days,
                moment = sender.until(at, locale),
                rule = rule
            )
        }
        Deadline::AfterFirstSignIn(days, _) => {
            text!(
                locale,
                mail::situation::IN_TIME_DAYS,
                count = days,
                rule = rule
            )
        }
    }
}
