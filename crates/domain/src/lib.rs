//! Bouclier's rules and types.
//!
//! Everything here is a pure function or a parsed value: no I/O, no clock, no randomness. The
//! same code runs in the server and in the browser.

mod text_enum;

pub mod account_state;
pub mod audit;
pub mod audit_detail;
pub mod bulk;
pub mod code;
pub mod course;
pub mod csv_cell;
pub mod deadline;
pub mod distribution;
pub mod email;
pub mod end_reason;
pub mod event;
pub mod exemption;
pub mod factor;
pub mod first_link;
pub mod fold;
pub mod gate;
pub mod grace;
pub mod group;
pub mod handover;
pub mod help;
pub mod ids;
pub mod import;
pub mod language;
pub mod link_purpose;
pub mod log_line;
pub mod lookalike;
pub mod mail_queue;
pub mod meaning;
pub mod name;
pub mod network;
pub mod notice;
pub mod organisation;
pub mod outlook;
pub mod password;
pub mod problem;
pub mod reason;
pub mod reminder;
pub mod requirement;
pub mod reset;
pub mod role;
pub mod security_event;
pub mod seen;
pub mod session_end;
pub mod situation;
pub mod status;
pub mod step_up;
pub mod text;
pub mod throttle;
pub mod timestamp;
pub mod undo;
pub mod user_agent;
pub mod write_rate;

pub use account_state::AccountState;
pub use audit::AuditAction;
pub use audit_detail::{AuditDetail, Change};
pub use bulk::{BulkAct, BulkFacts, BulkKind, BulkOutcome, BulkRefusal, BulkState};
pub use code::{AccessCode, OneTimeCode, RecoveryCode, SecondFactorInput};
pub use deadline::{Compliance, Deadline, DeadlineBy};
pub use distribution::Distribution;
pub use email::{EmailAddress, EmailError};
pub use end_reason::EndReason;
pub use event::{Event, EventKind};
pub use exemption::{Exemption, ExemptionInput, ExemptionKind};
pub use factor::{FactorKind, ProofKind, Proven};
pub use first_link::FirstLink;
pub use gate::{Gate, Standing, gate};
pub use grace::{DaysFrom, Grace, GraceInput, PolicyTime};
pub use group::{GroupName, GroupNameError};
pub use handover::{Giver, Means, Named};
pub use help::Help;
pub use ids::{
    DeviceId, EntryId, EventId, FactorId, GroupId, ImportId, LinkId, NoticeId, OperationId,
    SavedFilterId, SessionId, UserId,
};
pub use import::{FileEncoding, ImportState};
pub use language::{Language, Locale};
pub use link_purpose::LinkPurpose;
pub use name::{DisplayName, NameError};
pub use notice::NoticeKind;
pub use organisation::{Contact, OrganisationName, OwnSentence};
pub use outlook::{Outcome, OutcomeKind, Outlook, Prospect, Span};
pub use password::{NewPassword, PasswordError};
pub use reason::Reason;
pub use requirement::{GroupRule, Made, Override, OverrideRule, Policy, Requirement, Rule, Rules};
pub use reset::{ResetFallback, ResetProof};
pub use role::Role;
pub use security_event::SecurityEventKind;
pub use session_end::{Ending, SessionEnd};
pub use situation::Situation;
pub use status::TwoFactorStatus;
pub use step_up::Proof;
pub use timestamp::Timestamp;
