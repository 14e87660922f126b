//! What a change would do, as markup.

use crate::html::Html;
use crate::moments::{GAPS, Moment, write_with};
use crate::shield::{ShieldSize, write_shield};
use backend::preview::{Foretold, ForetoldUser, Proposal};
use domain::{OutcomeKind, Outlook, Span, TwoFactorStatus};

/// Bytes of most previews.
const ROOM: usize = 4 * 1024;

/// What becomes of one user, or the figures; and whether an admin can sign in afterwards.
pub fn of(proposal: &Proposal, foretold: &Foretold) -> String {
    let mut html = Html::with_room(ROOM);
    let out = &mut html;
    html!(out, "<section class=\"card\"><p>" {tr!(preview::INTRO)} "</p>");
    if let Some(sentence) = sentence(proposal, foretold) {
        html!(out, "<p>");
        out.append(sentence);
        html!(out, "</p>");
    } else {
        write_figures(out, &foretold.outlook);
        html!(out, "<p>" {admins(proposal, foretold)} "</p><p class=\"muted\">" {tr!(preview::LIST_SAYS)} "</p>");
    }
    html!(out, "</section>");
    html.into_text()
}

/// What a change of one user would do, in one sentence or two; none of any other.
fn sentence(proposal: &Proposal, foretold: &Foretold) -> Option<Html> {
    let mut html = Html::default();
    let out = &mut html;
    if let Proposal::Account(..) = proposal {
        html!(out, { admins(proposal, foretold) });
    } else {
        write_of_user(out, foretold.user.as_ref()?);
        if foretold.admins == 0 {
            html!(out, " " {tr!(preview::NO_ADMIN_NOW)});
        }
    }
    Some(html)
}

/// How many admins can sign in afterwards.
fn admins(proposal: &Proposal, foretold: &Foretold) -> String {
    let count = foretold.admins;
    match proposal {
        _ if foretold.is_refused => tr!(preview::NO_ADMIN),
        Proposal::Account(..) => tr_count!(preview::OTHER_ADMINS, count),
        _ if count == 0 => tr!(preview::NO_ADMIN_NOW),
        _ => tr_count!(preview::ADMINS, count),
    }
}

fn write_of_user(out: &mut Html, user: &ForetoldUser) {
    let until = user.outcome.and_then(|outcome| outcome.until);
    let moment = until.map(Moment::Until);
    write_with(out, &of_user(user), moment.as_slice());
}

/// With a gap for the moment until which something is.
fn of_user(user: &ForetoldUser) -> String {
    let name = user.name.as_str();
    if user.is_deactivated {
        return tr!(preview::user::DEACTIVATED, name = name);
    }
    let Some(outcome) = user.outcome else {
        return tr!(preview::user::FREE, name = name);
    };
    match (outcome.kind, outcome.until, outcome.days) {
        (OutcomeKind::Active, ..) => tr!(preview::user::ACTIVE, name = name),
        (OutcomeKind::Released, ..) => tr!(preview::user::RELEASED, name = name),
        (OutcomeKind::Exempt, None, _) => tr!(preview::user::EXEMPT, name = name),
        (OutcomeKind::Exempt, Some(_), _) => {
            tr!(preview::user::EXEMPT_UNTIL, moment = GAPS[0], name = name)
        }
        (_, Some(_), _) => tr!(preview::user::IN_TIME, moment = GAPS[0], name = name),
        (_, None, Some(days)) => {
            tr_count!(preview::user::DAYS, days.unsigned_abs(), name = name)
        }
        (OutcomeKind::NeverSignedIn, None, None) => {
            tr!(preview::user::AT_FIRST_SIGN_IN, name = name)
        }
        (OutcomeKind::AtNextSignIn | OutcomeKind::InTime, None, None) => {
            tr!(preview::user::AT_NEXT_SIGN_IN, name = name)
        }
    }
}

/// The figures; one that is zero is left out.
pub fn write_figures(out: &mut Html, outlook: &Outlook) {
    html!(out, "<ul class=\"consequences\">");
    let Outlook {
        active,
        at_next_sign_in,
        in_time,
        never_signed_in,
        exempt,
        exempt_for_a_time,
        released,
    } = *outlook;
    let (pending, inactive) = (TwoFactorStatus::Pending, TwoFactorStatus::Inactive);
    item(out, TwoFactorStatus::Protected, active, None, || {
        tr_count!(preview::ACTIVE, active)
    });
    item(out, pending, at_next_sign_in, None, || {
        tr_count!(preview::AT_NEXT_SIGN_IN, at_next_sign_in)
    });
    let deadlines = Some((&in_time, Ending::Time));
    item(out, pending, in_time.users, deadlines, || {
        tr_count!(preview::IN_TIME, in_time.users)
    });
    item(out, pending, never_signed_in, None, || {
        tr_count!(preview::NEVER_SIGNED_IN, never_signed_in)
    });
    item(out, inactive, exempt, None, || {
        tr_count!(preview::EXEMPT, exempt)
    });
    let ends = Some((&exempt_for_a_time, Ending::Exemption));
    item(out, inactive, exempt_for_a_time.users, ends, || {
        tr_count!(preview::EXEMPT_FOR_A_TIME, exempt_for_a_time.users)
    });
    item(out, inactive, released, None, || {
        tr_count!(preview::RELEASED, released)
    });
    html!(out, "</ul>");
    if *outlook == Outlook::default() {
        html!(out, "<p>" {tr!(preview::NOBODY)} "</p>");
    }
}

/// For an address that names no change.
pub fn of_nothing() -> String {
    let mut html = Html::with_room(ROOM);
    let out = &mut html;
    html!(out, "<section class=\"card\"><p>" {tr!(preview::NO_RULE)} "</p></section>");
    html.into_text()
}

fn item(
    out: &mut Html,
    status: TwoFactorStatus,
    users: u64,
    ends: Option<(&Span, Ending)>,
    text: impl FnOnce() -> String,
) {
    if users == 0 {
        return;
    }
    html!(out, "<li>");
    write_shield(out, Some(status), ShieldSize::default());
    html!(out, "<span>" {text()});
    if let Some((span, ending)) = ends {
        write_span(out, span, ending);
    }
    html!(out, "</span></li>");
}

/// What ends at a moment that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The time to comply.
    Time,
    /// An exemption.
    Exemption,
}

/// The moment that all of them share, or the first and the last one.
fn write_span(out: &mut Html, span: &Span, ending: Ending) {
    let (Some(first), Some(last)) = (span.first, span.last) else {
        return;
    };
    let [one, other] = GAPS;
    let text = match (ending, first == last) {
        (Ending::Time, true) => tr!(preview::UNTIL, moment = one),
        (Ending::Time, false) => tr!(preview::BETWEEN, first = one, last = other),
        (Ending::Exemption, true) => tr!(preview::EXEMPT_UNTIL, moment = one),
        (Ending::Exemption, false) => tr!(preview::EXEMPT_BETWEEN, first = one, last = other),
    };
    html!(out, " ");
    write_with(out, &text, &[first, last].map(Moment::Until));
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Outcome, Timestamp};

    fn figures(outlook: &Outlook) -> String {
        let mut html = Html::default();
        write_figures(&mut html, outlook);
        html.into_text()
    }

    #[test]
    fn a_figure_that_is_zero_is_left_out_and_a_shared_moment_is_said_once() {
        let noon = Timestamp::from_unix(1_796_126_400);
        let mut outlook = Outlook {
            active: 3,
            ..Outlook::default()
        };
        outlook.in_time.add(2, Some(noon));
        let html = figures(&outlook);
        assert_eq!(html.matches("<li>").count(), 2, "{html}");
        outlook.in_time.add(1, Some(noon.plus(86_400)));
        let longer = figures(&outlook);
        assert!(longer.len() > html.len(), "{longer}");
    }

    #[test]
    fn the_end_of_an_exemption_is_not_called_a_deadline() {
        let noon = Timestamp::from_unix(1_796_126_400);
        let mut outlook = Outlook::default();
        for end in [noon, noon.plus(86_400)] {
            outlook.exempt_for_a_time.add(1, Some(end));
            let html = figures(&outlook);
            assert!(html.contains("<time "), "{html}");
            let word = html.to_lowercase();
            assert!(
                !word.contains("deadline") && !word.contains("échéance"),
                "{html}"
            );
        }
    }

    #[test]
    fn each_outcome_of_one_user_is_another_sentence_with_the_name() {
        let noon = Some(Timestamp::from_unix(1_796_126_400));
        let of = |outcome, is_deactivated| {
            of_user(&ForetoldUser {
                name: "Zoé".to_owned(),
                is_deactivated,
                outcome,
            })
        };
        let outcome = |kind, until, days| {
            Some(Outcome {
                kind,
                until,
                days,
                by: None,
            })
        };
        let mut told = vec![
            of(None, false),
            of(None, true),
            of(outcome(OutcomeKind::Exempt, noon, None), false),
            of(outcome(OutcomeKind::NeverSignedIn, None, Some(14)), false),
        ];
        for kind in OutcomeKind::ALL {
            let until = noon.filter(|_| *kind == OutcomeKind::InTime);
            told.push(of(outcome(*kind, until, None), false));
        }
        assert!(told.iter().all(|text| text.contains("Zoé")), "{told:?}");
        told.sort();
        let all = told.len();
        told.dedup();
        assert_eq!(told.len(), all, "{told:?}");
    }
}
