//! What a change of a rule would do, as markup.

use crate::html::Html;
use crate::moments::{GAPS, Moment, write_with};
use crate::shield::{ShieldSize, write_shield};
use domain::{Outlook, Span, TwoFactorStatus};

/// Bytes of most previews.
const ROOM: usize = 4 * 1024;

/// The figures; one that is zero is left out.
pub fn of(outlook: &Outlook) -> String {
    let mut html = Html::with_room(ROOM);
    let out = &mut html;
    html!(out, "<section class=\"card\"><p>" {tr!(preview::INTRO)} "</p><ul class=\"consequences\">");
    let Outlook {
        active,
        at_next_sign_in,
        in_time,
        never_signed_in,
        exempt,
        exempt_for_a_time,
        released,
    } = *outlook;
    let no_span = Span::default();
    item(out, TwoFactorStatus::Protected, active, &no_span, || {
        tr_count!(preview::ACTIVE, active)
    });
    item(
        out,
        TwoFactorStatus::Pending,
        at_next_sign_in,
        &no_span,
        || tr_count!(preview::AT_NEXT_SIGN_IN, at_next_sign_in),
    );
    item(
        out,
        TwoFactorStatus::Pending,
        in_time.users,
        &in_time,
        || tr_count!(preview::IN_TIME, in_time.users),
    );
    item(
        out,
        TwoFactorStatus::Pending,
        never_signed_in,
        &no_span,
        || tr_count!(preview::NEVER_SIGNED_IN, never_signed_in),
    );
    item(out, TwoFactorStatus::Inactive, exempt, &no_span, || {
        tr_count!(preview::EXEMPT, exempt)
    });
    item(
        out,
        TwoFactorStatus::Inactive,
        exempt_for_a_time.users,
        &exempt_for_a_time,
        || tr_count!(preview::EXEMPT_FOR_A_TIME, exempt_for_a_time.users),
    );
    item(out, TwoFactorStatus::Inactive, released, &no_span, || {
        tr_count!(preview::RELEASED, released)
    });
    html!(out, "</ul>");
    if *outlook == Outlook::default() {
        html!(out, "<p>" {tr!(preview::NOBODY)} "</p>");
    }
    html!(out, "<p class=\"muted\">" {tr!(preview::ADMINS_STAY)} "</p></section>");
    html.into_text()
}

/// For an address that names no rule.
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
    span: &Span,
    text: impl FnOnce() -> String,
) {
    if users == 0 {
        return;
    }
    html!(out, "<li>");
    write_shield(out, Some(status), ShieldSize::default());
    html!(out, "<span>" {text()});
    write_span(out, span);
    html!(out, "</span></li>");
}

/// The moment that all of them share, or the first and the last one.
fn write_span(out: &mut Html, span: &Span) {
    let (Some(first), Some(last)) = (span.first, span.last) else {
        return;
    };
    let [one, other] = GAPS;
    let text = if first == last {
        tr!(preview::UNTIL, moment = one)
    } else {
        tr!(preview::BETWEEN, first = one, last = other)
    };
    html!(out, " ");
    write_with(out, &text, &[first, last].map(Moment::Minute));
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn a_figure_that_is_zero_is_left_out_and_a_shared_moment_is_said_once() {
        let noon = Timestamp::from_unix(1_796_126_400);
        let mut outlook = Outlook {
            active: 3,
            ..Outlook::default()
        };
        outlook.in_time.add(2, Some(noon));
        let html = of(&outlook);
        assert_eq!(html.matches("<li>").count(), 2, "{html}");
        outlook.in_time.add(1, Some(noon.plus(86_400)));
        let longer = of(&outlook);
        assert!(longer.len() > html.len(), "{longer}");
    }
}
