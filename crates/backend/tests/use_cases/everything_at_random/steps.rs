//! What happens, at random.

use crate::support::Dice;
use domain::grace::DAY;
use domain::{BulkKind, Grace, OverrideRule, ResetFallback, Role, Timestamp};

/// The time that a rule gives: none, days, or until the end of the day that comes after as many.
#[derive(Debug, Clone, Copy)]
pub enum Time {
    No,
    Days(i64),
    Until(i64),
}

impl Time {
    pub fn grace(self, now: Timestamp) -> Grace {
        match self {
            Self::No => Grace::None,
            Self::Days(days) => Grace::Days(days),
            Self::Until(days) => Grace::Until(now.plus(days * DAY)),
        }
    }
}

/// Whom an operation on many is about.
#[derive(Debug, Clone, Copy)]
pub enum Many {
    /// Every other account, from this one on.
    Listed,
    /// All ordinary users.
    Users,
    /// All ordinary users of whom 2FA is required and who have none: they leave the filter as they are done.
    Pending,
}

/// How an operation that is begun in the browser ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is cancelled before its first user.
    Cancelled,
    /// It is carried out.
    Done,
    /// That too, and then it is taken back.
    TakenBack,
}

/// What somebody does. The accounts and the group are numbers beside it.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Create(Role, Option<OverrideRule>),
    Import,
    Delete,
    Disabled(bool),
    Role(Role),
    Invite,
    Require(Time),
    /// With an end, or for good.
    NotRequired(Option<i64>),
    EndRule(OverrideRule),
    Extend(i64),
    CreateGroup,
    RenameGroup,
    DeleteGroup,
    GroupRule {
        requires: bool,
        time: Time,
        end_sessions: bool,
    },
    Join,
    Leave,
    ForAll {
        time: Time,
        keep_announced: bool,
        end_exemptions: bool,
    },
    /// The policy gives another time.
    TimeForAll(Time),
    Optional {
        keep_individual: bool,
    },
    Undo,
    SignIn,
    Enrol,
    RemoveFactor,
    Reset(ResetFallback),
    Bulk(BulkKind, Many),
    /// The same, as an admin does it in the browser.
    Browse(BulkKind, Many, End),
    /// Time goes by.
    Pass(i64),
    /// What the program does by itself with exemptions that have ended.
    EndExemptions,
    Sweep,
}

#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub who: usize,
    pub act: Act,
    pub whom: usize,
    pub group: usize,
}

fn time(dice: &mut Dice) -> Time {
    match dice.roll(4) {
        0 => Time::No,
        1 | 2 => Time::Days([1, 7, 14, 30][dice.roll(4)]),
        _ => Time::Until([1, 5, 20][dice.roll(3)]),
    }
}

fn of<T: Copy>(dice: &mut Dice, all: &[T]) -> T {
    all[dice.roll(all.len())]
}

fn many(dice: &mut Dice) -> Many {
    of(dice, &[Many::Listed, Many::Users, Many::Pending])
}

fn act(dice: &mut Dice) -> Act {
    match dice.roll(72) {
        0 | 1 => Act::Create(of(dice, Role::ALL), None),
        2 => Act::Create(of(dice, Role::ALL), Some(of(dice, OverrideRule::ALL))),
        3 => Act::Import,
        4 => Act::Delete,
        5 | 6 => Act::Disabled(true),
        7 | 8 => Act::Disabled(false),
        9..=11 => Act::Role(of(dice, Role::ALL)),
        12 => Act::Invite,
        13..=16 => Act::Require(time(dice)),
        17..=19 => Act::NotRequired(Some([1, 3, 30][dice.roll(3)])),
        20 => Act::NotRequired(None),
        21..=23 => Act::EndRule(of(dice, OverrideRule::ALL)),
        24..=26 => Act::Extend([0, 2, 10, 40][dice.roll(4)]),
        27 => Act::CreateGroup,
        28 => Act::DeleteGroup,
        29..=32 => Act::GroupRule {
            requires: dice.roll(3) > 0,
            time: time(dice),
            end_sessions: dice.roll(2) == 0,
        },
        33..=35 => Act::Join,
        36 | 37 => Act::Leave,
        38..=41 => Act::ForAll {
            time: time(dice),
            keep_announced: dice.roll(2) == 0,
            end_exemptions: dice.roll(3) == 0,
        },
        42 | 43 => Act::Optional {
            keep_individual: dice.roll(2) == 0,
        },
        44 | 45 => Act::Undo,
        46..=49 => Act::SignIn,
        50..=52 => Act::Enrol,
        53 => Act::RemoveFactor,
        54 | 55 => Act::Reset(of(dice, ResetFallback::ALL)),
        56..=58 => Act::Bulk(of(dice, BulkKind::ALL), many(dice)),
        64..=68 => {
            let end = of(
                dice,
                &[End::Cancelled, End::Done, End::TakenBack, End::TakenBack],
            );
            Act::Browse(of(dice, BulkKind::ALL), many(dice), end)
        }
        69 | 70 => Act::TimeForAll(time(dice)),
        71 => Act::RenameGroup,
        59 => Act::EndExemptions,
        60 => Act::Sweep,
        _ => Act::Pass([60, 3_600, DAY, 2 * DAY, 10 * DAY][dice.roll(5)]),
    }
}

pub fn step(dice: &mut Dice) -> Step {
    Step {
        act: act(dice),
        who: dice.roll(1_000),
        whom: dice.roll(1_000),
        group: dice.roll(1_000),
    }
}
