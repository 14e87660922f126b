//! SeaORM entities, one table per file. The migrations define the schema; a test proves that the
//! entities agree.

pub mod access_code;
pub mod account_failure;
pub mod audit_entry;
pub mod audit_head;
pub mod demo_mark;
pub mod device_cookie;
pub mod enrolment_place;
pub mod event;
pub mod factor;
pub mod factor_attempt;
pub mod handover;
pub mod key_check;
pub mod notice;
pub mod one_time_link;
pub mod password_failure;
pub mod password_turn;
pub mod policy;
pub mod recovery_code;
pub mod security_event;
pub mod seen_agent;
pub mod session;
pub mod totp_factor;
pub mod totp_named_step;
pub mod user;
pub mod user_count;
