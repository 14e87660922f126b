//! How far the organisation is, as markup that the server alone makes: each figure with its bar, and a link to the users whom it counts.

use crate::format::{number, percent};
use crate::html::Html;
use backend::policy::Progress;
use domain::TwoFactorStatus;
use wire::{AccountFilter, RequirementFilter, UserQuery, path};

/// Bytes of most charts.
const ROOM: usize = 8 * 1024;

/// The two cards.
pub fn cards(progress: &Progress) -> String {
    let mut out = Html::with_room(ROOM);
    html!(out, "<div class=\"columns columns--half\">");
    funnel(&mut out, progress);
    groups(&mut out, progress);
    html!(out, "</div>");
    out.into_text()
}

/// From everybody to those who still have to activate 2FA: those who have time left, and those who do it at their next sign-in.
fn funnel(out: &mut Html, progress: &Progress) {
    let people = &progress.people;
    let required = people.protected + people.pending;
    let of = |query: UserQuery| query.href();
    let status = |status| of(UserQuery::default().with_status(Some(status)));
    let counted = || UserQuery::default().with_state(Some(AccountFilter::People));
    let rule = |rule| {
        of(UserQuery {
            requirement: Some(rule),
            ..counted()
        })
    };
    let steps = [
        (tr!(progress::ALL), people.total(), "all", of(counted())),
        (
            tr!(progress::REQUIRED),
            required,
            "required",
            rule(RequirementFilter::Required),
        ),
        (
            tr!(progress::ACTIVE),
            people.protected,
            "active",
            status(TwoFactorStatus::Protected),
        ),
        (
            tr!(progress::TO_DO),
            people.pending,
            "to-do",
            status(TwoFactorStatus::Pending),
        ),
        (
            tr!(progress::IN_TIME),
            progress.in_time,
            "in-time",
            rule(RequirementFilter::InTime),
        ),
        (
            tr!(progress::OVERDUE),
            progress.overdue,
            "overdue",
            rule(RequirementFilter::Overdue),
        ),
    ];
    begin(out, "funnel", &tr!(progress::FUNNEL), &tr!(progress::STEP));
    for (name, count, class, href) in steps {
        html!(out,
            "<tr class=\"funnel--" [class] "\"><th scope=\"row\">" {name} "</th><td class=\"num\"><a class=\"link\" href=\"" {href} "\">" {number(count)}
            "</a></td><td class=\"num\">" {percent(people.per_mille(count))} "</td><td class=\"rate\">"
        );
        bar(out, class, people.per_mille(count));
        html!(out, "</td></tr>");
    }
    html!(out, "</tbody></table></div>");
    if progress.exempt + progress.service_accounts > 0 {
        html!(out, "<p class=\"counts__apart\"><a class=\"link\" href=\"" {rule(RequirementFilter::Exempt)} "\">" {tr_count!(progress::EXEMPT, progress.exempt)} "</a>");
        if progress.service_accounts > 0 {
            let service = UserQuery::default().with_state(Some(AccountFilter::Service));
            html!(out, " · <a class=\"link\" href=\"" {service.href()} "\">" {tr_count!(security::SERVICE_APART, progress.service_accounts)} "</a>");
        }
        html!(out, "</p>");
    }
    html!(out, "</section>");
}

/// The share of the members of each of the largest groups who are active.
fn groups(out: &mut Html, progress: &Progress) {
    if progress.groups.is_empty() {
        return;
    }
    begin(out, "rates", &tr!(progress::GROUPS), &tr!(progress::GROUP));
    for group in &progress.groups {
        let members = UserQuery {
            group: Some(group.id),
            ..UserQuery::default().with_state(Some(AccountFilter::People))
        };
        let share = group.active_per_mille();
        html!(out,
            "<tr><th scope=\"row\"><a class=\"link\" href=\"" {path::group(group.id)} "\">" {group.name}
            "</a></th><td class=\"num\"><a class=\"link\" href=\"" {members.href()} "\">" {number(group.active)} " / " {number(group.members)}
            "</a></td><td class=\"num\">" {percent(share)} "</td><td class=\"rate\">"
        );
        bar(out, "active", share);
        html!(out, "</td></tr>");
    }
    html!(out, "</tbody></table></div>");
    if progress.other_groups > 0 {
        html!(out,
            "<p><a class=\"link\" href=\"" {path::GROUPS} "\">" {tr_count!(progress::OTHERS, progress.other_groups)} "</a></p>"
        );
    }
    html!(out, "</section>");
}

fn begin(out: &mut Html, id: &'static str, title: &str, what: &str) {
    html!(out,
        "<section class=\"card\" aria-labelledby=\"" [id] "-title\"><h2 id=\"" [id] "-title\">" {title}
        "</h2><div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" {what}
        "\"><table class=\"table\"><thead><tr><th scope=\"col\">" {what} "</th><th scope=\"col\" class=\"num\">" {tr!(progress::USERS)}
        "</th><th scope=\"col\" class=\"num\">" {tr!(progress::SHARE)} "</th><td class=\"rate\"></td></tr></thead><tbody>"
    );
}

/// A bar of this many tenths of a percent. The figure beside it says the same.
fn bar(out: &mut Html, class: &'static str, length: u64) {
    html!(out,
        "<svg class=\"rate__bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"rate__ground\" width=\"1000\" height=\"10\"></rect><rect class=\"rate__length rate__length--"
        [class] "\" width=\"" {length.to_string()} "\" height=\"10\"></rect></svg>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Distribution, GroupId, GroupRule};
    use wire::view::GroupRow;

    fn group(id: i64, (active, members): (u64, u64)) -> GroupRow {
        GroupRow {
            id: GroupId::new(id),
            name: format!("<Groupe {id}>"),
            requires: GroupRule::Nothing,
            members,
            active,
        }
    }

    #[test]
    fn each_figure_has_its_bar_and_leads_to_the_users_whom_it_counts() {
        let progress = Progress {
            people: Distribution {
                protected: 30,
                voluntary: 10,
                pending: 20,
                inactive: 40,
                deactivated: 7,
            },
            in_time: 12,
            overdue: 8,
            exempt: 3,
            service_accounts: 0,
            groups: vec![group(7, (1, 3)), group(8, (0, 0))],
            other_groups: 2,
        };
        let html = cards(&progress);
        for part in [
            "href=\"/account/users?account=people\">100</a>",
            "href=\"/account/users?requirement=required&amp;account=people\">50</a>",
            "href=\"/account/users?status=protected\">30</a>",
            "href=\"/account/users?status=pending\">20</a>",
            "href=\"/account/users?requirement=in-time&amp;account=people\">12</a>",
            "href=\"/account/users?requirement=overdue&amp;account=people\">8</a>",
            "rate__length--in-time\" width=\"120\"",
            "rate__length--overdue\" width=\"80\"",
            "rate__length--required\" width=\"500\"",
            "rate__length--to-do\" width=\"200\"",
            "href=\"/account/users?account=people&amp;group=7\">1 / 3</a>",
            "rate__length--active\" width=\"333\"",
            "&lt;Groupe 7&gt;",
            "href=\"/account/users?requirement=exempt&amp;account=people\"",
            "href=\"/account/groups\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("<Groupe"), "{html}");
    }
}
