//! What admins do, at random.

use super::DAY;
use backend::policy::PolicyChange;
use domain::{OverrideRule, Policy, ResetFallback, Role};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A change of the policy with all that it can end.
pub const ALL_AT_ONCE: PolicyChange = PolicyChange {
    policy: Policy::Required,
    end_sessions: true,
    end_exemptions: true,
    keep_individual: false,
    grace: domain::Grace::None,
    keep_announced: false,
};

/// What somebody does; who and to whom are numbers in the list of people.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Invite,
    Code,
    /// Another address.
    Address,
    Reset(ResetFallback),
    Role(Role),
    Disabled(bool),
    Delete,
    Require(bool),
    EndRule(OverrideRule),
    /// Time until a day.
    Extend,
    /// Into a group that requires 2FA, and out of it.
    Join,
    Leave,
    Policy(Policy),
    /// Its target uses the last link.
    UseLink,
    /// The same with the last code, to the end of the enrolment.
    UseCode,
    /// The command line creates another admin, who has no password yet.
    Create,
    Pass(i64),
}

pub type Step = (usize, Act, usize);

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => Just(Act::Invite),
        6 => Just(Act::Code),
        3 => Just(Act::Address),
        4 => select(ResetFallback::ALL).prop_map(Act::Reset),
        6 => select(Role::ALL).prop_map(Act::Role),
        2 => any::<bool>().prop_map(Act::Disabled),
        1 => Just(Act::Delete),
        2 => any::<bool>().prop_map(Act::Require),
        1 => select(OverrideRule::ALL).prop_map(Act::EndRule),
        1 => Just(Act::Extend),
        1 => Just(Act::Join),
        1 => Just(Act::Leave),
        1 => select(Policy::ALL).prop_map(Act::Policy),
        2 => Just(Act::UseLink),
        3 => Just(Act::UseCode),
        1 => Just(Act::Create),
        3 => select(vec![60, 3_000, DAY / 2, DAY]).prop_map(Act::Pass),
    ]
}

/// Mostly the first two, so that several things happen between the same two.
fn who() -> impl Strategy<Value = usize> {
    prop_oneof![6 => 0..2_usize, 2 => 2..4_usize]
}

/// What the rule is about: roles and the two means.
fn handing_over() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Invite),
        3 => Just(Act::Code),
        1 => Just(Act::Address),
        2 => select(Role::ALL).prop_map(Act::Role),
        1 => Just(Act::Reset(ResetFallback::Later)),
        1 => select(vec![60, DAY / 2]).prop_map(Act::Pass),
    ]
}

/// Some acts of one person to another, one after the other: what several steps between the same two make possible is rare among
/// steps that know nothing of each other.
fn turns() -> impl Strategy<Value = Vec<Step>> {
    let alone = (who(), acts(), who()).prop_map(|step| vec![step]);
    let together = (who(), vec(handing_over(), 3..6), who()).prop_map(|(by, acts, to)| {
        acts.into_iter()
            .map(|act| (by, act, to))
            .collect::<Vec<_>>()
    });
    prop_oneof![3 => alone, 1 => together]
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(turns(), 10..24).prop_map(|turns| turns.concat())
}
