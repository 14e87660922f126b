//! How sign-ins ended, and how many security events there were, counted since the process began: for monitoring.

use crate::error::{Error, Result};
use domain::{Gate, SecurityEventKind};
use std::sync::atomic::{AtomicU64, Ordering};

/// A step of the sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInStep {
    /// Address and password.
    Password,
    /// The code, or a recovery or access code that replaces it.
    Code,
}

/// The outcome of a step of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInOutcome {
    /// The session is open.
    Opened,
    /// The second factor is asked for next.
    CodeAsked,
    /// The enrolment is asked for next.
    EnrolmentAsked,
    /// The input is wrong.
    Refused,
    /// Not checked: too many attempts.
    Throttled,
    /// Not checked: the server is too busy now.
    Busy,
    /// Another error.
    Failed,
}

impl SignInStep {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Password, Self::Code];

    /// The name of the step.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
        }
    }
}

impl SignInOutcome {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Opened,
        Self::CodeAsked,
        Self::EnrolmentAsked,
        Self::Refused,
        Self::Throttled,
        Self::Busy,
        Self::Failed,
    ];

    /// The name of the outcome.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::CodeAsked => "code_asked",
            Self::EnrolmentAsked => "enrolment_asked",
            Self::Refused => "refused",
            Self::Throttled => "throttled",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }

    fn of(result: Result<Gate, &Error>) -> Self {
        match result {
            Ok(Gate::Open) => Self::Opened,
            Ok(Gate::SecondFactor) => Self::CodeAsked,
            Ok(Gate::Enrolment) => Self::EnrolmentAsked,
            Err(Error::Refused(_) | Error::ClockOff { .. }) => Self::Refused,
            Err(Error::Throttled { .. }) => Self::Throttled,
            Err(Error::Busy { .. }) => Self::Busy,
            Err(_) => Self::Failed,
        }
    }
}

/// The counts.
#[derive(Debug, Default)]
pub struct SignIns {
    password: Counts,
    code: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    opened: AtomicU64,
    code_asked: AtomicU64,
    enrolment_asked: AtomicU64,
    refused: AtomicU64,
    throttled: AtomicU64,
    busy: AtomicU64,
    failed: AtomicU64,
}

impl SignIns {
    /// How many steps of this kind had this outcome.
    pub fn count(&self, step: SignInStep, outcome: SignInOutcome) -> u64 {
        self.counter(step, outcome).load(Ordering::Relaxed)
    }

    pub(crate) fn note(&self, step: SignInStep, result: Result<Gate, &Error>) {
        let counter = self.counter(step, SignInOutcome::of(result));
        counter.fetch_add(1, Ordering::Relaxed);
    }

    const fn counter(&self, step: SignInStep, outcome: SignInOutcome) -> &AtomicU64 {
        let counts = match step {
            SignInStep::Password => &self.password,
            SignInStep::Code => &self.code,
        };
        match outcome {
            SignInOutcome::Opened => &counts.opened,
            SignInOutcome::CodeAsked => &counts.code_asked,
            SignInOutcome::EnrolmentAsked => &counts.enrolment_asked,
            SignInOutcome::Refused => &counts.refused,
            SignInOutcome::Throttled => &counts.throttled,
            SignInOutcome::Busy => &counts.busy,
            SignInOutcome::Failed => &counts.failed,
        }
    }
}

/// How many security events of each kind there were.
#[derive(Debug, Default)]
pub struct SecurityEvents([AtomicU64; SecurityEventKind::ALL.len()]);

impl SecurityEvents {
    /// How many there were of this kind.
    pub fn count(&self, kind: SecurityEventKind) -> u64 {
        self.counter(kind)
            .map_or(0, |count| count.load(Ordering::Relaxed))
    }

    pub(crate) fn note(&self, kind: SecurityEventKind) {
        if let Some(counter) = self.counter(kind) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn counter(&self, kind: SecurityEventKind) -> Option<&AtomicU64> {
        let at = SecurityEventKind::ALL.iter().position(|one| *one == kind)?;
        self.0.get(at)
    }
}
