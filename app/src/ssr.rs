//! Code for the server alone: the request, its answer, and the use cases between them.

mod answer;
mod assets;
mod caller;
mod cookies;
mod csp;
pub mod enrolment;
mod organisation;
mod page_message;
mod redirect;
mod request;

pub use answer::{answer_with, run, run_anonymous, run_renewing, set_status, told};
pub use assets::{Assets, assets, next_page, provide_named, still_to_name, texts};
pub use caller::{Caller, Changes, Unexpected, caller, locale, mails, now, path};
pub use cookies::{
    Cookies, clear_dead_session, clear_session, clear_storage, device_tokens, has_dead_session,
    keep_device, keep_for_page, keep_form, keep_typed, kept_form, sent_cookie, set_language,
    set_session, shown_once, typed,
};
pub use csp::protect_page;
pub use organisation::{PageOrganisation, offset_minutes, organisation};
pub use page_message::{carry_error, tell_once, told as page_told};
pub use redirect::{
    redirect_back, redirect_back_without_script, redirect_or_return, redirect_or_return_path,
    redirect_or_return_to, redirect_or_show, show_once_at,
};
pub use request::{RequestId, Traced};
