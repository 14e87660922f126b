//! The table of stories.

use super::story::Step::{self, *};
use super::story::Time::{Before, Days, No};
use super::story::Told::{self, AfterFirstSignIn, Day, Nothing, Over};

pub type Row = (&'static str, &'static [(i64, Step)], Told);

/// The policy « 14 days » is made on the first day, unless a story says otherwise.
pub const TABLE: &[Row] = &[
    (
        "there and without a factor: from the rule on",
        &[(1, SignsIn), (1, ForAll(Days(14))), (3, SignsIn)],
        Day(15),
    ),
    (
        "a new account: from the first sign-in on",
        &[(1, ForAll(Days(14))), (12, SignsIn)],
        Day(26),
    ),
    (
        "a new account before it: days that have not begun",
        &[(1, ForAll(Days(14))), (10, Group(Days(20))), (10, Joins)],
        AfterFirstSignIn(14),
    ),
    (
        "a later sign-in changes nothing",
        &[(1, ForAll(Days(14))), (12, SignsIn), (20, SignsIn)],
        Day(26),
    ),
    (
        "a group with an earlier date",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Joins),
            (3, Group(Before(8))),
        ],
        Day(8),
    ),
    (
        "who leaves it has the time of the policy again",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (3, Group(Before(8))),
            (3, Joins),
            (5, Leaves),
        ],
        Day(15),
    ),
    (
        "and who joins it again the earlier date",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (3, Group(Before(8))),
            (3, Joins),
            (5, Leaves),
            (7, Joins),
        ],
        Day(8),
    ),
    (
        "a group's days count from the joining",
        &[(1, SignsIn), (1, Group(Days(7))), (5, Joins)],
        Day(12),
    ),
    (
        "a group's days count from the first sign-in",
        &[(1, Group(Days(7))), (2, Joins), (9, SignsIn)],
        Day(16),
    ),
    (
        "after an exemption the time of the rule",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Exempt(Some(20))),
            (21, SignsIn),
        ],
        Day(34),
    ),
    (
        "the same after one that was ended",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Exempt(None)),
            (20, ExemptionEnds),
        ],
        Day(34),
    ),
    (
        "under a date that is over one day after the exemption",
        &[
            (1, SignsIn),
            (1, ForAll(Before(10))),
            (2, Exempt(Some(20))),
            (20, SignsIn),
        ],
        Day(21),
    ),
    (
        "and no longer",
        &[
            (1, SignsIn),
            (1, ForAll(Before(10))),
            (2, Exempt(Some(20))),
            (21, SignsIn),
        ],
        Over,
    ),
    (
        "an exemption from a group's rule gives its days again",
        &[
            (1, SignsIn),
            (1, Group(Days(7))),
            (1, Joins),
            (2, Exempt(Some(20))),
            (20, SignsIn),
        ],
        Day(27),
    ),
    (
        "a reset gives no new time",
        &[(1, ForAll(Days(14))), (1, Activates), (3, IsReset)],
        Over,
    ),
    (
        "made again: what was announced stays",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (5, Optional),
            (6, ForAll(Days(14))),
        ],
        Day(15),
    ),
    (
        "made again with a new announcement",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (5, Optional),
            (6, ForAllAnew(Days(14))),
        ],
        Day(20),
    ),
    (
        "a deactivated account has one day at least",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (5, IsDeactivated),
            (30, IsActiveAgain),
        ],
        Day(31),
    ),
    (
        "a deactivation that is taken back within minutes gives none",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (30, DeactivationIsUndone),
        ],
        Over,
    ),
    (
        "and leaves what was there",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (14, DeactivationIsUndone),
        ],
        Day(15),
    ),
    (
        "more time for a person beats a group's rule",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Extended(32)),
            (3, Group(Before(21))),
            (3, Joins),
        ],
        Day(32),
    ),
    (
        "it is of no use in another year",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Extended(20)),
            (5, Optional),
            (300, ForAllAnew(Days(14))),
        ],
        Day(314),
    ),
    (
        "who removed the factor while it was optional has the time of the rule made again",
        &[
            (1, ForAll(Days(14))),
            (1, Activates),
            (2, Optional),
            (4, RemovesFactor),
            (5, ForAll(Days(14))),
        ],
        Day(19),
    ),
    (
        "required alone, with days",
        &[(1, SignsIn), (3, Required(Days(7)))],
        Day(10),
    ),
    (
        "required alone, with days, before the first sign-in and after it",
        &[(3, Required(Days(7))), (5, SignsIn)],
        Day(12),
    ),
    (
        "required alone, with a date",
        &[(3, Required(Before(9)))],
        Day(9),
    ),
    (
        "required alone, at once, whatever the policy gives afterwards",
        &[(1, SignsIn), (3, Required(No)), (4, ForAll(Days(14)))],
        Over,
    ),
    (
        "an exemption suspends it: its days begin anew",
        &[
            (1, SignsIn),
            (3, Required(Days(7))),
            (4, Exempt(Some(20))),
            (20, SignsIn),
        ],
        Day(27),
    ),
    (
        "what was lifted with all other rules counts no more",
        &[
            (1, SignsIn),
            (1, Required(Before(9))),
            (2, ForAll(Days(14))),
            (3, Optional),
            (20, ForAllAnew(Days(14))),
        ],
        Day(34),
    ),
    (
        "exemptions that end together give the time of the rule, also to who was there",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Exempt(Some(40))),
            (5, Optional),
            (6, AllExemptionsEnd(Days(14))),
        ],
        Day(20),
    ),
    (
        "and more time for a person later, which is decided again",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Exempt(Some(40))),
            (5, Optional),
            (6, AllExemptionsEnd(Days(14))),
            (7, Extended(30)),
        ],
        Day(30),
    ),
    (
        "required alone, with days that are over: a requiring group gives no time",
        &[
            (1, SignsIn),
            (3, Required(Days(7))),
            (12, Group(No)),
            (12, Joins),
        ],
        Over,
    ),
    (
        "nor does one that gives days",
        &[
            (1, SignsIn),
            (3, Required(Days(7))),
            (12, Group(Days(7))),
            (12, Joins),
        ],
        Over,
    ),
    (
        "a deadline of a person that is over stays over in a group that gives time",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Extended(5)),
            (6, Group(Days(7))),
            (6, Joins),
        ],
        Over,
    ),
    (
        "a deadline of a person that was over while nothing was required is of no use in a group",
        &[
            (1, SignsIn),
            (1, ForAll(Days(14))),
            (2, Extended(5)),
            (3, Optional),
            (6, Group(Days(7))),
            (6, Joins),
        ],
        Day(13),
    ),
    (
        "an exemption that was dropped while 2FA was optional leaves no time",
        &[
            (1, SignsIn),
            (2, Required(No)),
            (3, Exempt(Some(40))),
            (4, NotRequired),
            (5, ForAll(No)),
            (7, SignsIn),
        ],
        Over,
    ),
    (
        "an exemption that became one for good ends with all others as of then",
        &[
            (1, SignsIn),
            (1, ForAll(No)),
            (2, Exempt(Some(40))),
            (3, Exempt(None)),
            (5, Optional),
            (6, AllExemptionsEnd(No)),
            (8, SignsIn),
        ],
        Over,
    ),
    (
        "who signs in first while exempt has the time of the rule from its end",
        &[
            (1, ForAll(Days(14))),
            (2, Exempt(Some(20))),
            (5, SignsIn),
            (21, SignsIn),
        ],
        Day(34),
    ),
    (
        "nothing is required",
        &[(1, SignsIn), (1, ForAll(Days(14))), (5, Optional)],
        Nothing,
    ),
    (
        "who is exempt has no deadline",
        &[(1, SignsIn), (1, ForAll(No)), (2, Exempt(None))],
        Nothing,
    ),
];
