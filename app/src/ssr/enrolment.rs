//! Where the enrolment leads.

use crate::access::{after, with_next};
use crate::flash::Flash;
use domain::{Gate, Role};
use wire::path;
use wire::return_to::ReturnTo;

/// A step of the enrolment, with the page to return to.
pub fn step(path: &str, next: &str) -> String {
    with_next(path, ReturnTo::parse(next).as_ref())
}

/// Where a finished enrolment leads: the page that was asked for, else the own account, which
/// says that 2FA is active.
pub fn finished(role: Role, next: &str) -> String {
    if ReturnTo::parse(next).is_some() || role == Role::Admin {
        after(Gate::Open, role, Some(next))
    } else {
        path::with(path::ME, "notice", Flash::Activated.as_str())
    }
}
