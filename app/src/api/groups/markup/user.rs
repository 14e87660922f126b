//! The groups of a user, on the page of that user.

use super::frees_oneself;
use crate::api::groups::{AddMembers, RemoveMember};
use crate::grace::fields::write_short_preview_button;
use crate::html::Html;
use crate::preview_button::write_preview_button_with;
use leptos::server_fn::ServerFn;
use wire::preview_query::FORM;
use wire::view::{GroupRow, UserDetail};
use wire::{PreviewedForm, path};

/// The groups, each with a button by which the user leaves it, and a choice of those that the user could join.
pub fn of_user(user: &UserDetail, all: &[GroupRow]) -> String {
    let (mut out, row) = (Html::with_room(4 * 1024), &user.row);
    html!(out,
        "<section class=\"card\" aria-labelledby=\"groups-title\"><h2 id=\"groups-title\">" {tr!(user::GROUPS)} "</h2>"
    );
    if user.groups.is_empty() {
        html!(out, "<p class=\"muted\">" {tr!(user::NO_GROUP)} "</p>");
    } else {
        html!(out, "<ul class=\"items\">");
        for group in &user.groups {
            let name = tr!(user::LEAVE_OF, group = group.name.as_str());
            html!(out,
                "<li class=\"item\"><a class=\"link item__title\" href=\"" {path::group(group.id)} "\">" {group.name} "</a>"
            );
            if frees_oneself(group.requires, row.id) {
                html!(out, "<p class=\"item__text\">" {tr!(problem::OWN_EXEMPTION)} "</p></li>");
                continue;
            }
            html!(out,
                "<form class=\"form__actions\" method=\"post\" action=\"" {RemoveMember::PATH} "\"><input type=\"hidden\" name=\"id\" value=\""
                {group.id.to_string()} "\"><input type=\"hidden\" name=\"user\" value=\"" {row.id.to_string()}
                "\"><button class=\"btn\" type=\"submit\" aria-label=\"" {name} "\">" {tr!(groups::REMOVE)} "</button>"
            );
            let preview = tr!(preview::OF_LEAVING_GROUP, group = group.name.as_str());
            write_short_preview_button(&mut out, PreviewedForm::Leave, &preview);
            html!(out, "</form></li>");
        }
        html!(out, "</ul>");
    }
    let is_in = |group: &&GroupRow| user.groups.iter().any(|own| own.id == group.id);
    let others: Vec<&GroupRow> = all.iter().filter(|group| !is_in(group)).collect();
    if others.is_empty() {
        html!(out, "<p><a class=\"link\" href=\"" {path::GROUPS} "\">" {tr!(user::ALL_GROUPS)} "</a></p>");
    } else {
        html!(out,
            "<form class=\"form\" method=\"post\" action=\"" {AddMembers::PATH} "\"><input type=\"hidden\" name=\"users\" value=\""
            {row.id.to_string()} "\"><div class=\"field\"><label class=\"field__label\" for=\"join-group\">" {tr!(user::JOIN)}
            "</label><span class=\"select\"><select id=\"join-group\" name=\"id\">"
        );
        for group in others {
            html!(out, "<option value=\"" {group.id.to_string()} "\">" {group.name} "</option>");
        }
        html!(out,
            "</select></span></div><div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {tr!(groups::ADD)} "</button>"
        );
        write_preview_button_with(&mut out, (FORM, PreviewedForm::Join.as_str()));
        html!(out, "</div></form>");
    }
    html!(out, "</section>");
    out.into_text()
}
