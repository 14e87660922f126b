//! Components that several pages share.

mod activity;
mod attention;
mod authenticator_apps;
mod copy;
mod dialog;
mod draft;
mod drop_down;
mod error_text;
mod export;
mod failure;
mod foresee;
mod form;
mod frame;
mod gate;
mod heading;
mod icon;
mod logged;
mod message;
mod moment;
mod session_end;
mod sessions;
mod shield;
mod sign_out;
mod status_text;
mod step_up;
mod step_up_dialog;
mod submit;
mod unsuspended;

pub use crate::entry_text::{entry_about, entry_author, entry_detail, entry_text};
pub use activity::Activity;
pub use authenticator_apps::AuthenticatorApps;
pub use authenticator_apps::authenticator_app_names;
pub use copy::CopyButton;
pub use dialog::{Dialog, DialogActions, make_modal};
pub use draft::Draft;
pub use drop_down::DropDown;
pub use error_text::{field_in_error, focus_error};
pub use export::Export;
pub use failure::{Failure, NotFound, page_of};
pub use foresee::Foresee;
pub use form::{
    Check, CodeField, Field, FormAlert, LanguageSelect, NewPasswordFields, Next, SelectField,
};
pub use frame::{Frame, PageHead};
pub use gate::GateCard;
pub use heading::Heading;
pub use icon::{Icon, icons};
pub use logged::refused_codes;
pub use message::{FlashText, Success, flash_signal, follow, follow_markup};
pub use moment::{
    Ago, Day, Minute, Until, ZoneField, localise, localise_markup, own_zone, provide_hydrated,
    write_ago, write_day, zone,
};
pub use sessions::{SessionItem, device_name};
pub use shield::{Shield, ShieldSize, write_shield};
pub use sign_out::SignOut;
pub use status_text::{
    deadline_around_day, deadline_line, first_name, last_moment, meaning, rule_around_days,
    rule_line, status_label, status_title,
};
pub use step_up::StepUp;
pub use step_up_dialog::{ProofField, StepUpDialog, StepUpForm};
pub use submit::{PostForm, SearchForm, Submission, refusal_of_another};
pub use unsuspended::unsuspended;
