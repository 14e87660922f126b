//! Errors in words, and the fields that they are about.

use super::moment::offset;
use super::submit::Submission;
use crate::error::AppError;
use crate::format::date_time;
use crate::i18n::{key, named};
use domain::help::{MOST_IN_DAY, MOST_IN_HOUR};
use domain::problem::Problem;
use domain::{Gate, Role};
use leptos::prelude::*;

/// The message of an error for users.
pub fn error_text(error: &AppError) -> String {
    match error {
        AppError::Refused(problem) => tr!(named::problem(*problem)),
        AppError::SecondMeans { from, role } => {
            let key = match role {
                Role::Admin => key::error::SECOND_MEANS_ADMIN,
                Role::Helpdesk => key::error::SECOND_MEANS_HELPDESK,
                Role::User | Role::Auditor => key::error::SECOND_MEANS_USER,
            };
            tr!(key, moment = date_time(*from, offset(*from)))
        }
        AppError::HelpLimited { from } => tr!(
            error::HELP_LIMITED,
            day = MOST_IN_DAY,
            hour = MOST_IN_HOUR,
            moment = date_time(*from, offset(*from))
        ),
        AppError::ClockOff { seconds } => {
            let key = if *seconds > 0 {
                key::error::CLOCK_AHEAD
            } else {
                key::error::CLOCK_BEHIND
            };
            let off = seconds.unsigned_abs();
            let amount = if off < 60 {
                tr!(time::IN_SECONDS, count = off)
            } else {
                tr!(time::IN_MINUTES, count = off.div_ceil(60))
            };
            tr!(key, amount = amount)
        }
        AppError::Throttled { retry_after } if *retry_after < 60 => {
            tr!(error::THROTTLED_SECONDS, count = retry_after)
        }
        AppError::Throttled { retry_after } => {
            tr!(
                error::THROTTLED_MINUTES,
                count = retry_after.unsigned_abs().div_ceil(60)
            )
        }
        AppError::WritesLimited { retry_after } => {
            tr!(error::WRITES_LIMITED, count = retry_after)
        }
        AppError::Busy { retry_after } => tr!(error::BUSY, count = retry_after),
        AppError::Internal { reference } => tr!(error::INTERNAL, reference = reference),
        AppError::Unauthenticated | AppError::Gate(Gate::SecondFactor | Gate::Enrolment) => {
            tr!(error::SESSION_OVER)
        }
        AppError::Gate(Gate::Open) | AppError::NotFound => tr!(error::NOT_FOUND),
        AppError::StepUp(_) => tr!(error::STEP_UP),
        AppError::Forbidden => tr!(error::FORBIDDEN),
        AppError::Transport => tr!(error::TRANSPORT),
    }
}

/// The field that a problem is about, by the name of its input.
const fn field_of(problem: Problem) -> Option<&'static str> {
    match problem {
        Problem::EmailMissing
        | Problem::EmailForm
        | Problem::EmailTooLong
        | Problem::EmailCharacter
        | Problem::EmailLookalike
        | Problem::EmailTaken => Some("email"),
        Problem::GroupName
        | Problem::GroupTaken
        | Problem::FiltersFull
        | Problem::GroupsFull
        | Problem::NameMissing
        | Problem::NameTooLong
        | Problem::NameCharacter => Some("name"),
        Problem::OrganisationTooLong | Problem::OrganisationCharacter => Some("organisation"),
        Problem::ContactTooLong | Problem::ContactCharacter => Some("contact"),
        Problem::SentenceTooLong | Problem::SentenceCharacter => Some("sentence"),
        Problem::TimeZoneUnknown => Some("time_zone"),
        Problem::PasswordTooShort
        | Problem::PasswordTooLong
        | Problem::PasswordOwnWords
        | Problem::PasswordCommon => Some("password"),
        Problem::PasswordsDiffer => Some("repeated"),
        Problem::CurrentPassword => Some("current"),
        Problem::CodeForm | Problem::CodeWrong | Problem::CodeUsed | Problem::AccessCodeWrong => {
            Some("code")
        }
        Problem::ReasonMissing | Problem::ReasonTooLong => Some("reason"),
        Problem::DateForm
        | Problem::DatePast
        | Problem::EndOfKind
        | Problem::DeadlinePast
        | Problem::DeadlineFar => Some("until"),
        Problem::GraceDays | Problem::ReminderDays => Some("days"),
        Problem::CodesNotSaved => Some("saved"),
        Problem::ReminderPointless
        | Problem::RemindedLately
        | Problem::Credentials
        | Problem::FactorBlocked
        | Problem::EnrolmentGone
        | Problem::TwoFactorRequired
        | Problem::LastAdmin
        | Problem::PolicyChanged
        | Problem::ChangedMeanwhile
        | Problem::UndoTooLate
        | Problem::LinkGone
        | Problem::OwnFactorMissing
        | Problem::OwnAccount
        | Problem::OwnExemption
        | Problem::OrdinaryUsersOnly
        | Problem::ResetOfAdmin
        | Problem::NoFactor
        | Problem::NoDeadline
        | Problem::PasswordBlocked
        | Problem::TooManyWait
        | Problem::NobodyChosen
        | Problem::Unknown => None,
    }
}

/// The name of the input that an error is about, if it is about one.
pub fn field_in_error(error: Option<&AppError>) -> Option<&'static str> {
    match error {
        Some(AppError::Refused(problem)) => field_of(*problem),
        _ => None,
    }
}

/// Puts the focus on the field that an error is about, whenever a form is refused. Its id is its name.
pub fn focus_error(action: Submission) {
    let error = action.error();
    Effect::new(move |_| {
        if let Some(field) = error.with(|error| field_in_error(error.as_ref())) {
            crate::browser::focus(field);
        }
    });
}

/// Whether an error is about the input of this name.
pub fn concerns(error: Option<&AppError>, name: &str) -> bool {
    match error {
        Some(AppError::Refused(problem)) => field_of(*problem) == Some(name),
        Some(AppError::ClockOff { .. }) => name == "code",
        _ => false,
    }
}
