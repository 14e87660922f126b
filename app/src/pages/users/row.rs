//! The content of a row, as one string: a table has fifty rows, and views for each cell would be most
//! of the server's cost of the page.

use crate::components::{
    ShieldSize, deadline_around_day, last_moment, meaning, rule_around_days, status_label,
    status_title, write_ago, write_day, write_shield,
};
use crate::html::Html;
use crate::i18n::named;
use crate::locale::looked_up_once;
use domain::name::initials;
use domain::{AccountState, Role, Timestamp};
use wire::path;
use wire::view::UserRow;

/// The approximate length of a row.
const ROOM: usize = 2048;

/// The cells of a row. `zone` returns the minutes east of UTC at a moment; `table` is what follows the address of the user's page, by
/// which that page knows the table.
pub(super) fn cells(
    row: &UserRow,
    table: &str,
    now: Timestamp,
    zone: fn(Timestamp) -> i32,
) -> Html {
    looked_up_once(|| write_cells(row, table, now, zone))
}

fn write_cells(row: &UserRow, table: &str, now: Timestamp, zone: fn(Timestamp) -> i32) -> Html {
    let mut html = Html::with_room(ROOM);
    let out = &mut html;
    let id = row.id.to_string();
    write_person(out, row, &id, table);
    html!(out, r#"<td class="col-email">"# {row.email} r#"</td><td class="col-role">"#);
    match row.role {
        Role::User => out.value(&tr!(role::USER)),
        role => write_badge(out, &tr!(named::role(role))),
    }
    let language = tr!(named::language(row.language));
    html!(out, r#"</td><td class="col-language">"# {language} r#"</td><td class="col-seen">"#);
    match row.last_sign_in {
        Some(at) => write_ago(out, at, now, zone),
        None => out.value(&tr!(time::NEVER)),
    }
    if let Some(groups) = &row.groups {
        html!(out, r#"</td><td class="col-groups">"# {groups.named.join(", ")});
        if groups.others > 0 {
            html!(out, " " {tr_count!(users::OTHER_GROUPS, groups.others)});
        }
    }
    out.markup(r#"</td><td class="col-2fa">"#);
    write_status(out, row, &id, (now, zone));
    out.markup("</td>");
    html
}

fn write_badge(out: &mut Html, text: &str) {
    html!(out, r#"<span class="badge">"# {text} "</span>");
}

/// What is so of an account, after the name.
fn write_state(out: &mut Html, text: &str) {
    out.markup(" ");
    write_badge(out, text);
}

/// The user. Focusable elements have an id, by which the focus is restored when the row is rendered
/// again.
fn write_person(out: &mut Html, row: &UserRow, id: &str, table: &str) {
    html!(out,
        r#"<th scope="row" class="col-name"><div class="person"><input type="checkbox" class="choose" id="choose-"# {id} r#"" name="user" value=""# {id} r#"" form="bulk" autocomplete="off" aria-labelledby="user-"# {id} r#""><span class="avatar" aria-hidden="true">"# {initials(&row.name)} "</span>"
        r#"<div><a id="user-"# {id} r#"" class="person__name" href=""# {path::user(row.id)} {table} r#"">"# {row.name} "</a>"
    );
    match row.state {
        AccountState::Usable => {}
        AccountState::NeverInvited | AccountState::Invited => {
            write_state(out, &tr!(user::WITHOUT_PASSWORD));
        }
        AccountState::Deactivated => write_state(out, &tr!(user::DEACTIVATED)),
    }
    html!(out, r#"<span class="person__address">"# {row.email} "</span></div></div></th>");
}

/// The shield with its tooltip. Its name begins with the user's: all of a status would be called the same.
fn write_status(
    out: &mut Html,
    row: &UserRow,
    id: &str,
    (now, zone): (Timestamp, fn(Timestamp) -> i32),
) {
    let name = row.shown_status().map_or_else(
        || tr!(users::account::DEACTIVATED),
        |status| tr!(users::SHIELD, status = status_label(status)),
    );
    html!(out,
        r#"<span class="tip"><button id="shield-"# {id} r#"" type="button" class="tip__trigger" aria-describedby="tip-"# {id}
        r#"" aria-label=""# {name} r#"" aria-labelledby="user-"# {id} " shield-" {id} r#"">"#
    );
    write_shield(out, row.shown_status(), ShieldSize::Table);
    let [before, between, after] = rule_around_days(row);
    html!(out,
        r#"</button><span role="tooltip" id="tip-"# {id} r#"" class="tip__bubble"><strong>"# {status_title(row)} "</strong> "
        {meaning(row, now)} r#" <span class="tip__rule">"# {before}
    );
    if let Some(last) = last_moment(row) {
        write_day(out, last, zone);
    }
    out.value(&between);
    if let Some(since) = row.rule_since {
        write_day(out, since, zone);
    }
    out.value(&after);
    if let Some((before, day, after)) = deadline_around_day(row, now) {
        html!(out, "<br>" {before});
        if let Some(day) = day {
            write_day(out, day, zone);
        }
        out.value(&after);
    }
    html!(out, "</span></span></span>");
}

#[cfg(test)]
mod tests {
    use super::cells;
    use crate::listing::tests::{NOW, row};
    use domain::{Deadline, DeadlineBy, Named, Rule, TwoFactorStatus};
    use wire::view::{RowGroups, UserRow};

    fn rendered(row: &UserRow) -> String {
        cells(row, "?list=1&sort=email", NOW, |_| 0).into_text()
    }

    #[test]
    fn a_row_holds_who_it_is_and_what_the_shield_means() {
        let html = rendered(&row());
        for part in [
            r#"<span class="avatar" aria-hidden="true">LP</span>"#,
            r#"<a id="user-7" class="person__name" href="/account/users/7?list=1&amp;sort=email">Léa Petit</a>"#,
            r#"<td class="col-email">lea@exemple.fr</td>"#,
            "aria-describedby=\"tip-7\" aria-label=\"Compte\u{a0}: désactivé\" aria-labelledby=\"user-7 shield-7\">",
            r#"<th scope="row" class="col-name">"#,
            r#"<span role="tooltip" id="tip-7" class="tip__bubble">"#,
            "exemption par Ada Byron (ada@exemple.fr) jusqu’au <time datetime=\"2026-11-",
            "\">23\u{a0}nov. 2026</time>, depuis le ",
            "<time datetime=\"2026-11-02T14:30:00Z\">2\u{a0}nov. 2026</time>. ",
            "Sans téléphone</span></span></span></td>",
            "<time datetime=\"2026-10-04T14:30:00Z\" title=\"4\u{a0}oct. 2026, 14:30\">4\u{a0}oct. 2026</time>",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
    }

    #[test]
    fn the_first_groups_are_named_and_the_others_counted_where_there_is_a_column() {
        assert!(!rendered(&row()).contains("col-groups"));
        let mut member = row();
        for (named, others, expected) in [
            (vec![], 0, r#"<td class="col-groups"></td>"#),
            (
                vec!["Nord", "<Sud>"],
                3,
                r#"<td class="col-groups">Nord, &lt;Sud&gt; + 3</td>"#,
            ),
        ] {
            let named = named.into_iter().map(str::to_owned).collect();
            member.groups = Some(RowGroups { named, others });
            let html = rendered(&member);
            assert!(html.contains(expected), "{expected}\n{html}");
        }
    }

    #[test]
    fn the_tooltip_names_the_group_that_decides_and_counts_the_others() {
        let mut member = row();
        member.rule = Rule::Group;
        (member.rule_reason, member.rule_until) = (None, None);
        let end = Deadline::At(NOW.plus(86_400), DeadlineBy::Group);
        (member.status, member.deadline) = (TwoFactorStatus::Pending, Some(end));
        for (named, others, groups) in [
            (
                &[][..],
                0,
                ["pour l’un de ses groupes,", "(règle d’un groupe)."],
            ),
            (
                &["<Ventes>"],
                0,
                [
                    "pour les membres de &lt;Ventes&gt;, depuis",
                    "(règle de groupe\u{a0}: &lt;Ventes&gt;).",
                ],
            ),
            (
                &["Nord"],
                1,
                [
                    "pour les membres de Nord et 1 autre groupe, depuis",
                    "(règle de groupe\u{a0}: Nord et 1 autre groupe).",
                ],
            ),
            (
                &["Nord"],
                4,
                [
                    "pour les membres de Nord et 4 autres groupes, depuis",
                    "(règle de groupe\u{a0}: Nord et 4 autres groupes).",
                ],
            ),
        ] {
            let named = named.iter().map(|name| (*name).to_owned()).collect();
            member.requiring = RowGroups { named, others };
            let html = rendered(&member);
            for part in groups {
                assert!(html.contains(part), "{part}\n{html}");
            }
        }
    }

    #[test]
    fn moments_are_those_of_the_zone() {
        let html = cells(&row(), "", NOW, |_| 10 * 60).into_text();
        assert!(
            html.contains("title=\"5\u{a0}oct. 2026, 00:30\">5\u{a0}oct. 2026</time>"),
            "{html}"
        );
        assert!(html.contains(">3\u{a0}nov. 2026</time>"), "{html}");
    }

    #[test]
    fn nothing_that_a_person_has_typed_becomes_markup() {
        const TYPED: &str = "<b>&\"' onclick=x";
        let mut typed = row();
        typed.name = TYPED.to_owned();
        typed.email = TYPED.to_owned();
        typed.rule_by = Some(Named::new(TYPED, TYPED));
        typed.rule_reason = Some(TYPED.to_owned());
        let html = rendered(&typed);
        // The name, the address twice, who set the rule, by name and address, and why.
        let escaped = "&lt;b&gt;&amp;&quot;&#39;";
        assert_eq!(html.matches(escaped).count(), 6, "{html}");
        // As many tags as in the row of a user with a harmless name.
        assert_eq!(
            html.matches('<').count(),
            rendered(&row()).matches('<').count(),
            "{html}"
        );
        assert_eq!(
            html.matches('"').count(),
            rendered(&row()).matches('"').count(),
            "{html}"
        );
    }

    #[test]
    fn each_element_that_is_opened_is_closed() {
        let mut open = Vec::new();
        let html = rendered(&row());
        for tag in html.split('<').skip(1) {
            if tag.starts_with("input ") {
                continue;
            }
            let name = tag.split([' ', '>']).next().unwrap();
            match name.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name), "{html}"),
                None => open.push(name),
            }
        }
        assert_eq!(open, [""; 0], "{html}");
    }
}
