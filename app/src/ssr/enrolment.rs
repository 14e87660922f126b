//! The pages that the enrolment leads to.

use super::page_message::tell;
use super::redirect::path_of;
use crate::access::{TIME_STEP, after, with_next};
use crate::flash::Flash;
use backend::sign_in::SignedIn;
use domain::{Gate, Role};
use wire::path;
use wire::return_to::ReturnTo;

/// The address of a step of the enrolment, with the page to return to.
pub fn step(path: &str, next: &str) -> String {
    with_next(path, ReturnTo::parse(next).as_ref())
}

/// The page after a right password. A user who has time to activate 2FA is told how long, and goes on from there.
pub fn after_password(done: &SignedIn, next: &str) -> String {
    if done.has_time {
        return with_next(
            &path::with(path::SIGN_IN, "step", TIME_STEP),
            ReturnTo::parse(next).as_ref(),
        );
    }
    after(done.gate, done.role, Some(next))
}

/// The page after a finished enrolment: the one that was asked for, otherwise the user's first. It says that 2FA is active.
pub fn finished(role: Role, next: &str) -> String {
    let page = after(Gate::Open, role, Some(next));
    tell(path_of(&page), Flash::Activated);
    page
}
