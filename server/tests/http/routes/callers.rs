//! The answers for each caller that many functions share.

use super::{Args, Get, VICTIM};

pub const EVERYBODY: [Get; 6] = [Get::Done; 6];
pub const EVERYBODY_REFUSED: [Get; 6] = [Get::Refused; 6];
pub const SESSIONS: [Get; 6] = [
    Get::SignIn,
    Get::Done,
    Get::Done,
    Get::Done,
    Get::Done,
    Get::Done,
];
pub const CLAIMANTS: [Get; 6] = [
    Get::SignIn,
    Get::Refused,
    Get::TooFar,
    Get::TooFar,
    Get::TooFar,
    Get::TooFar,
];
pub const ENROLLEES: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Done,
    Get::Done,
    Get::Done,
    Get::Done,
];
pub const ENROLLEES_BEGIN: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Done,
    Get::Done,
    Get::Done,
    Get::StepUp,
];
pub const ENROLLEES_CONFIRM: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Refused,
    Get::Refused,
    Get::Refused,
    Get::StepUp,
];
pub const ENROLLEES_REFUSED: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Refused,
    Get::Refused,
    Get::Refused,
    Get::Refused,
];
pub const MEMBERS: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Enrol,
    Get::Done,
    Get::Done,
    Get::Done,
];
pub const MEMBERS_REFUSED: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Enrol,
    Get::Refused,
    Get::Refused,
    Get::Refused,
];
pub const MEMBERS_PASSWORD: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Enrol,
    Get::Refused,
    Get::Refused,
    Get::StepUp,
];
pub const ADMINS: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Enrol,
    Get::NoRight,
    Get::Done,
    Get::Done,
];
pub const ADMINS_CHANGE: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Enrol,
    Get::NoRight,
    Get::Done,
    Get::StepUp,
];
pub const ADMINS_REFUSED: [Get; 6] = [
    Get::SignIn,
    Get::Code,
    Get::Enrol,
    Get::NoRight,
    Get::Refused,
    Get::StepUp,
];
pub const DEVICE: Args = Args::Form(&[("id", "{device}")]);
pub const USER: Args = Args::Form(&[("id", VICTIM)]);
