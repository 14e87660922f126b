//! The page of groups, and of one, as markup.

mod dialog;
mod members;
pub mod user;

use dialog::{DELETE, dialog};
use members::{add, members};

use crate::api::groups::{CreateGroup, GroupsAsked, GroupsShown, RenameGroup, name_form};
use crate::format::number;
use crate::grace::grace_text_with;
use crate::html::Html;
use crate::i18n::Key;
use crate::i18n::key::groups;
use crate::moments::{GAPS, Moment, write_with};
use domain::group::MAX_LENGTH;
use domain::{Grace, GroupRule, Outlook, Role, UserId};
use leptos::server_fn::ServerFn;
use wire::UserQuery;
use wire::path;
use wire::view::{GroupDetail, GroupRow, UserRow};

/// Bytes of most pages.
const ROOM: usize = 16 * 1024;

/// The page of all groups: a figure for each, and the form for another one.
pub fn of_all(all: &[GroupRow]) -> GroupsShown {
    let mut out = Html::with_room(ROOM);
    html!(out, "<section class=\"card\"><p>" {tr!(groups::INTRO)} "</p>");
    if changes() {
        html!(out, "<form class=\"form\" method=\"post\" action=\"" {CreateGroup::PATH} "\">");
        let typed = crate::ssr::kept_form(&name_form(None)).pop();
        name_field(&mut out, &typed.unwrap_or_default());
        html!(out,
            "<div class=\"form__actions\"><button class=\"btn btn--primary\" type=\"submit\">" {tr!(groups::CREATE)}
            "</button></div></form>"
        );
    }
    html!(out, "</section>");
    if !all.is_empty() {
        let caption = tr!(frame::GROUPS);
        html!(out,
            "<section class=\"card card--flush\"><div class=\"table-scroll\" role=\"region\" aria-label=\"" {caption}
            "\" tabindex=\"0\"><table class=\"table\"><thead><tr><th scope=\"col\">" {tr!(field::NAME)} "</th><th scope=\"col\">"
            {tr!(groups::rule::TITLE)} "</th><th scope=\"col\" class=\"col-members\">" {tr!(groups::MEMBERS)} "</th><th scope=\"col\">" {tr!(groups::ACTIVE)}
            "</th></tr></thead><tbody>"
        );
        for group in all {
            html!(out,
                "<tr><th scope=\"row\"><a class=\"link\" href=\"" {path::group(group.id)} "\">" {group.name} "</a></th><td>"
                {tr!(rule(group.requires))} "</td><td class=\"col-members\">" {number(group.members)} "</td><td>" {active(group)} "</td></tr>"
            );
        }
        html!(out, "</tbody></table></div></section>");
    }
    GroupsShown {
        name: String::new(),
        html: out.into_text(),
    }
}

/// Whether the dialog is about a group that requires nothing any more.
pub fn is_about_lifting(dialog: &str) -> bool {
    dialog == DELETE || dialog == GroupRule::Nothing.as_str()
}

/// The page of one group. `without_rule` is what comes of it if the group requires nothing any more, where the dialog is about that.
pub fn of_one(
    asked: &GroupsAsked,
    shown: &GroupDetail,
    found: Option<&[UserRow]>,
    unknown: &[String],
    without_rule: Option<&Outlook>,
) -> GroupsShown {
    let (mut out, group) = (Html::with_room(ROOM), &shown.group);
    let changes = changes();
    if changes {
        dialog(&mut out, &asked.dialog, shown, without_rule);
    }
    about(&mut out, group, shown.grace, changes);
    members(&mut out, asked, shown, changes);
    if changes {
        add(&mut out, asked, shown, found, unknown);
    }
    GroupsShown {
        name: group.name.clone(),
        html: out.into_text(),
    }
}

/// Whether the one who looks may change groups, and not only read about them.
fn changes() -> bool {
    crate::host::role() == Role::Admin
}

/// Whether who looks would leave a group that requires 2FA: nobody does that to themselves.
fn frees_oneself(group: GroupRule, user: UserId) -> bool {
    let principal = crate::ssr::caller().principal;
    group == GroupRule::Required && principal.is_some_and(|me| me.user() == user)
}

/// The rule, the figure and the name.
fn about(out: &mut Html, group: &GroupRow, grace: Grace, changes: bool) {
    let page = path::group(group.id);
    // As for all: requiring is what the page is for, lifting is not.
    let (change, text, class) = match group.requires {
        GroupRule::Nothing => (GroupRule::Required, groups::REQUIRE, "btn btn--primary"),
        GroupRule::Required => (GroupRule::Nothing, groups::LIFT, "btn"),
    };
    let table = UserQuery {
        group: Some(group.id),
        ..UserQuery::default()
    };
    let time = grace_text_with(grace, |_| GAPS[0].to_string());
    let last = grace.until().map(Moment::last_day_before);
    html!(out,
        "<section class=\"card\" aria-labelledby=\"rule-title\"><h2 id=\"rule-title\">" {tr!(groups::rule::TITLE)} "</h2><p>"
        {tr!(rule(group.requires))}
    );
    if let Some(time) = time {
        html!(out, " · ");
        write_with(out, &time, last.as_slice());
    }
    html!(out,
        "</p><dl class=\"facts facts--numbers\"><div><dt>" {tr!(groups::MEMBERS)} "</dt><dd>"
        {number(group.members)} "</dd></div><div><dt>" {tr!(groups::ACTIVE)} "</dt><dd>" {active(group)}
        "</dd></div></dl><div class=\"form__actions\">"
    );
    if changes {
        html!(out,
            "<a class=\"" [class] "\" href=\"" {path::with(&page, "dialog", change.as_str())} "\">" {tr!(text)} "</a> "
        );
    }
    if changes && group.requires == GroupRule::Required {
        html!(out,
            "<a class=\"btn\" href=\"" {path::with(&page, "dialog", "time")} "\">" {tr!(security::CHANGE_TIME)} "</a> "
        );
    }
    html!(out,
        "<a class=\"btn\" href=\"" {table.href()} "\">" {tr!(groups::IN_TABLE)} "</a></div></section>"
    );
    if !changes {
        return;
    }
    let typed = crate::ssr::kept_form(&name_form(Some(group.id))).pop();
    html!(out,
        "<section class=\"card\" aria-labelledby=\"name-title\"><h2 id=\"name-title\">" {tr!(field::NAME)}
        "</h2><form class=\"form\" method=\"post\" action=\"" {RenameGroup::PATH} "\"><input type=\"hidden\" name=\"id\" value=\""
        {group.id.to_string()} "\"><input type=\"hidden\" name=\"seen\" value=\"" {group.name} "\">"
    );
    name_field(out, typed.as_deref().unwrap_or(&group.name));
    html!(out,
        "<div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {tr!(groups::RENAME)}
        "</button> <a class=\"btn\" href=\"" {path::with(&page, "dialog", DELETE)} "\">" {tr!(groups::DELETE)}
        "</a></div></form></section>"
    );
}

fn name_field(out: &mut Html, name: &str) {
    html!(out,
        "<div class=\"field\"><label class=\"field__label\" for=\"group-name\">" {tr!(groups::NAME)}
        "</label><input class=\"input\" id=\"group-name\" name=\"name\" autocomplete=\"off\" required maxlength=\""
        {MAX_LENGTH.to_string()} "\" value=\"" {name} "\"></div>"
    );
}

/// How many members are active, of all.
fn active(group: &GroupRow) -> String {
    format!("{} / {}", number(group.active), number(group.members))
}

/// What a group requires.
const fn rule(rule: GroupRule) -> Key {
    match rule {
        GroupRule::Nothing => groups::rule::NOTHING,
        GroupRule::Required => groups::rule::REQUIRED,
    }
}
