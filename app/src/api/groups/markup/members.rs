//! The members of a group: the search among them, their pages, and how others are added.

use super::frees_oneself;
use crate::api::groups::{AddMembers, GroupsAsked, RemoveMember};
use crate::format::number;
use crate::grace::fields::write_short_preview_button;
use crate::html::Html;
use crate::i18n::named;
use crate::preview_button::write_preview_button_with;
use crate::shield::{ShieldSize, write_shield};
use domain::GroupId;
use leptos::server_fn::ServerFn;
use wire::cursor::RowKey;
use wire::path;
use wire::preview_query::FORM;
use wire::view::{GroupDetail, UserRow};
use wire::{Cursor, PreviewedForm, UserQuery};

/// The members, with a search and the links to the neighbouring pages.
pub(super) fn members(out: &mut Html, asked: &GroupsAsked, shown: &GroupDetail, changes: bool) {
    let (id, list, query) = (shown.group.id, &shown.members, &asked.members);
    html!(out,
        "<section class=\"card\"><h2>" {tr!(groups::MEMBERS)} "</h2>"
    );
    if shown.group.members > 0 || list.total > 0 || !query.search.is_empty() {
        search(
            out,
            id,
            ("q", query.search.as_str()),
            &tr!(groups::SEARCH_MEMBERS),
        );
    }
    if list.rows.is_empty() {
        let none = if query.search.is_empty() {
            tr!(groups::NO_MEMBERS)
        } else {
            tr!(groups::NO_MATCH)
        };
        html!(out, "<p>" {none} "</p>");
    } else {
        begin(out, &tr!(groups::MEMBERS), changes);
        for row in &list.rows {
            person(out, row);
            if !changes {
                html!(out, "</tr>");
                continue;
            }
            if frees_oneself(shown.group.requires, row.id) {
                html!(out, "<td>" {tr!(problem::OWN_EXEMPTION)} "</td></tr>");
                continue;
            }
            button(
                out,
                (RemoveMember::PATH, "user", PreviewedForm::Leave),
                id,
                row,
                [
                    tr!(groups::REMOVE),
                    tr!(groups::REMOVE_OF, name = row.name.as_str()),
                    tr!(preview::OF_LEAVING, name = row.name.as_str()),
                ],
            );
        }
        html!(out, "</tbody></table></div>");
    }
    pages(out, id, query, list.total, list.ends.as_ref());
    html!(out, "</section>");
}

/// The forms that add users: those found by a search, and a list of addresses.
pub(super) fn add(
    out: &mut Html,
    asked: &GroupsAsked,
    shown: &GroupDetail,
    found: Option<&[UserRow]>,
    unknown: &[String],
) {
    let id = shown.group.id;
    html!(out, "<section class=\"card\"><h2>" {tr!(groups::ADD_TITLE)} "</h2>");
    search(out, id, ("find", asked.find.as_str()), &tr!(groups::FIND));
    match found {
        None => (),
        Some([]) => {
            html!(out, "<p>" {tr!(groups::NOBODY)} "</p>");
        }
        Some(found) => {
            begin(out, &tr!(groups::ADD_TITLE), true);
            for row in found {
                person(out, row);
                button(
                    out,
                    (AddMembers::PATH, "users", PreviewedForm::Join),
                    id,
                    row,
                    [
                        tr!(groups::ADD),
                        tr!(groups::ADD_OF, name = row.name.as_str()),
                        tr!(preview::OF_JOINING, name = row.name.as_str()),
                    ],
                );
            }
            html!(out, "</tbody></table></div>");
        }
    }
    if !unknown.is_empty() {
        html!(out, "<p class=\"message message--plain\" role=\"alert\">" {tr!(groups::UNKNOWN)} "</p>");
    }
    html!(out,
        "<form class=\"form\" method=\"post\" action=\"" {AddMembers::PATH} "\"><input type=\"hidden\" name=\"id\" value=\""
        {id.to_string()} "\"><div class=\"field\"><label class=\"field__label\" for=\"group-users\">" {tr!(groups::ADDRESSES)}
        "</label><textarea class=\"input\" id=\"group-users\" name=\"users\" rows=\"3\" required>" {unknown.join("\n")}
        "</textarea></div><div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {tr!(groups::ADD_ALL)} "</button>"
    );
    write_preview_button_with(out, (FORM, PreviewedForm::Join.as_str()));
    html!(out, "</div></form></section>");
}

fn search(out: &mut Html, id: GroupId, (name, value): (&'static str, &str), label: &str) {
    html!(out,
        "<form class=\"form\" role=\"search\" aria-label=\"" {label} "\" method=\"get\" action=\"" {path::group(id)}
        "\"><div class=\"field\"><label class=\"field__label\" for=\"group-" [name] "\">" {label}
        "</label><input class=\"input\" type=\"search\" id=\"group-" [name] "\" name=\"" [name] "\" value=\"" {value}
        "\"></div><div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {tr!(groups::SEARCH)} "</button></div></form>"
    );
}

fn begin(out: &mut Html, caption: &str, acts: bool) {
    html!(out,
        "<div class=\"table-scroll\" role=\"region\" aria-label=\"" {caption}
        "\" tabindex=\"0\"><table class=\"table table--list\"><thead><tr><th scope=\"col\">" {tr!(field::NAME)} "</th><th scope=\"col\">"
        {tr!(users::column::EMAIL)} "</th><th scope=\"col\">" {tr!(users::column::TWO_FACTOR)} "</th>"
    );
    if acts {
        html!(out, "<th scope=\"col\">" {tr!(groups::ACTION)} "</th>");
    }
    html!(out, "</tr></thead><tbody>");
}

/// Name, address and shield; [`button`] ends the row.
fn person(out: &mut Html, row: &UserRow) {
    html!(out,
        "<tr><th scope=\"row\"><a class=\"link\" href=\"" {path::user(row.id)} "\">" {row.name} "</a></th><td>" {row.email} "</td><td>"
    );
    write_shield(out, row.shown_status(), ShieldSize::default());
    let status = match row.shown_status() {
        Some(status) => tr!(named::status_label(status)),
        None => tr!(user::DEACTIVATED),
    };
    html!(out, " " {status} "</td>");
}

/// The last cell: the button that acts, and the one that previews. `labels` are what the former shows, and what names each.
fn button(
    out: &mut Html,
    (path, field, form): (&str, &'static str, PreviewedForm),
    id: GroupId,
    row: &UserRow,
    [label, name, preview]: [String; 3],
) {
    html!(out,
        "<td><form class=\"form__actions\" method=\"post\" action=\"" {path} "\"><input type=\"hidden\" name=\"id\" value=\"" {id.to_string()}
        "\"><input type=\"hidden\" name=\"" [field] "\" value=\"" {row.id.to_string()} "\"><button class=\"btn\" type=\"submit\" aria-label=\""
        {name} "\">" {label} "</button>"
    );
    write_short_preview_button(out, form, &preview);
    html!(out, "</form></td></tr>");
}

/// Where the rows are in the list, and links to the pages beside this one.
fn pages(
    out: &mut Html,
    id: GroupId,
    query: &UserQuery,
    total: u64,
    ends: Option<&(RowKey, RowKey)>,
) {
    let size = query.size.rows();
    let pages = total.div_ceil(size);
    if pages < 2 {
        return;
    }
    let current = match &query.cursor {
        Some(Cursor::End) => pages,
        _ => query.page.min(pages),
    };
    let query = UserQuery {
        page: current,
        group: None,
        ..query.clone()
    };
    let first = (current - 1) * size + 1;
    let range = tr!(
        pager::RANGE,
        first = number(first),
        last = number((current * size).min(total)),
        total = number(total)
    );
    html!(out, "<nav class=\"pager\" aria-label=\"" {tr!(pager::LABEL)} "\"><span>" {range} "</span><ul class=\"pager__list\">");
    for (page, label) in [
        (current - 1, tr!(pager::PREVIOUS)),
        (current + 1, tr!(pager::NEXT)),
    ] {
        if (1..=pages).contains(&page) {
            let target = query.to_page(page, pages, ends);
            let href = path::with_all(&path::group(id), &target.params());
            html!(out, "<li class=\"pager__step\"><a href=\"" {href} "\">" {label} "</a></li>");
        }
    }
    html!(out, "</ul></nav>");
}
