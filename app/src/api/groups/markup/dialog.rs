//! The dialogs of a group: what a change would do, before it is made.

use crate::access::with_next;
use crate::api::groups::{ChangeGroupRule, DeleteGroup};
use crate::api::policy::markup::time::write_days_from;
use crate::api::preview::markup::write_figures;
use crate::grace::fields::{grace_fields, write_preview_button};
use crate::html::Html;
use crate::locale::separator;
use crate::preview_button::write_preview_button_with;
use crate::shield::{ShieldSize, write_shield};
use domain::seen::group_rule;
use domain::{GroupRule, Outlook, TwoFactorStatus};
use leptos::server_fn::ServerFn;
use wire::path;
use wire::return_to::ReturnTo;
use wire::view::GroupDetail;

/// The dialog before a group is deleted, as the address names it.
pub(super) const DELETE: &str = "delete";

/// The dialog that the address names, as long as it still applies. `without_rule` is what comes of it if the group requires nothing any more,
/// for the dialogs that are about that.
pub(super) fn dialog(
    out: &mut Html,
    named: &str,
    shown: &GroupDetail,
    without_rule: Option<&Outlook>,
) {
    let group = &shown.group;
    match GroupRule::parse(named) {
        _ if named == DELETE => delete(out, shown, without_rule),
        _ if named == "time" && group.requires == GroupRule::Required => change_time(out, shown),
        Some(rule) if rule == group.requires => (),
        Some(GroupRule::Required) if !shown.own_factor => activate_first(out, shown),
        Some(GroupRule::Required) => require(out, shown),
        Some(GroupRule::Nothing) => lift(out, shown, without_rule),
        None => (),
    }
}

fn begin(out: &mut Html, title: &str) {
    html!(out,
        "<dialog class=\"dialog\" id=\"dialog-group\" aria-labelledby=\"dialog-group-title\" open><div class=\"dialog__body\"><h2 id=\"dialog-group-title\">"
        {title} "</h2>"
    );
}

fn form(out: &mut Html, path: &str, shown: &GroupDetail) {
    html!(out,
        "<form class=\"form\" method=\"post\" action=\"" {path} "\"><input type=\"hidden\" name=\"id\" value=\""
        {shown.group.id.to_string()} "\">"
    );
}

/// A form that changes the rule.
fn rule_form(out: &mut Html, shown: &GroupDetail) {
    form(out, ChangeGroupRule::PATH, shown);
    let seen = group_rule(shown.group.requires, shown.grace);
    html!(out, "<input type=\"hidden\" name=\"seen\" value=\"" {seen} "\">");
}

/// The two buttons, and the end of the form.
fn end(out: &mut Html, shown: &GroupDetail, class: &'static str, label: &str) {
    html!(out,
        "<div class=\"dialog__actions\"><a class=\"btn\" href=\"" {path::group(shown.group.id)} "\">" {tr!(action::CANCEL)}
        "</a><button class=\"" [class] "\" type=\"submit\">" {label} "</button></div></form></div></dialog>"
    );
}

fn item(out: &mut Html, status: TwoFactorStatus, text: &str) {
    html!(out, "<li>");
    write_shield(out, Some(status), ShieldSize::default());
    html!(out, "<span>" {text} "</span></li>");
}

fn require(out: &mut Html, shown: &GroupDetail) {
    let effect = shown.effect;
    begin(out, &tr!(groups::REQUIRE_TITLE, name = shown.group.name));
    html!(out, "<ul class=\"consequences\">");
    let activate = tr_count!(security::WILL_ACTIVATE, effect.to_activate);
    item(out, TwoFactorStatus::Pending, &activate);
    let active = tr_count!(security::ALREADY_ACTIVE, effect.active);
    item(out, TwoFactorStatus::Protected, &active);
    if effect.exempt > 0 {
        let exempt = tr_count!(security::EXEMPT_STAY, effect.exempt);
        item(out, TwoFactorStatus::Inactive, &exempt);
    }
    html!(out, "</ul>");
    members(out, shown);
    rule_form(out, shown);
    html!(
        out,
        "<input type=\"hidden\" name=\"rule\" value=\"required\"><input type=\"hidden\" name=\"zone\" value=\"\">"
    );
    out.append(grace_fields(shown.grace));
    write_preview_button(out);
    html!(out,
        "<label class=\"check\"><input type=\"checkbox\" name=\"end_sessions\"><span>" {tr!(security::END_SESSIONS)}
        "</span></label>"
    );
    end(out, shown, "btn btn--primary", &tr!(groups::REQUIRE));
}

fn change_time(out: &mut Html, shown: &GroupDetail) {
    begin(out, &tr!(groups::TIME_TITLE, name = shown.group.name));
    rule_form(out, shown);
    html!(
        out,
        "<input type=\"hidden\" name=\"rule\" value=\"required\"><input type=\"hidden\" name=\"zone\" value=\"\">"
    );
    out.append(grace_fields(shown.grace));
    if let Some(made) = shown.required_since {
        write_days_from(out, shown.grace, made);
    }
    write_preview_button(out);
    end(out, shown, "btn btn--primary", &tr!(action::SAVE));
}

/// The members as a file, each with status and rule, which say what the rule of the group would do.
fn members(out: &mut Html, shown: &GroupDetail) {
    html!(out,
        "<form method=\"post\" action=\"" {path::export(path::USERS, "csv")} "\"><input type=\"hidden\" name=\"group\" value=\""
        {shown.group.id.to_string()} "\">"
    );
    if let Some(by) = separator() {
        html!(out, "<input type=\"hidden\" name=\"separator\" value=\"" {by.as_str()} "\">");
    }
    html!(out, "<button class=\"btn\" type=\"submit\">" {tr!(groups::EXPORT)} "</button></form>");
}

fn lift(out: &mut Html, shown: &GroupDetail, without_rule: Option<&Outlook>) {
    begin(out, &tr!(groups::LIFT_TITLE, name = shown.group.name));
    consequences(out, shown, without_rule);
    members(out, shown);
    rule_form(out, shown);
    html!(
        out,
        "<input type=\"hidden\" name=\"rule\" value=\"nothing\">"
    );
    write_preview_button(out);
    end(out, shown, "btn btn--primary", &tr!(groups::LIFT));
}

/// How many members have nothing to do any more, and what the others have to.
fn consequences(out: &mut Html, shown: &GroupDetail, without_rule: Option<&Outlook>) {
    match without_rule {
        Some(outlook) if shown.effect.released > 0 => write_figures(out, outlook),
        Some(outlook) if *outlook != Outlook::default() => {
            html!(out, "<p>" {tr!(groups::NONE_RELEASED)} "</p>");
            write_figures(out, outlook);
        }
        Some(_) | None => {
            html!(out, "<p>" {tr!(groups::NONE_RELEASED)} "</p>");
        }
    }
}

fn delete(out: &mut Html, shown: &GroupDetail, without_rule: Option<&Outlook>) {
    begin(out, &tr!(groups::DELETE_TITLE, name = shown.group.name));
    html!(out, "<p>" {tr!(groups::DELETE_TEXT)} "</p>");
    form(out, DeleteGroup::PATH, shown);
    if shown.group.requires == GroupRule::Required {
        consequences(out, shown, without_rule);
        // What a group that is gone requires is what one without a rule does.
        write_preview_button_with(out, ("rule", GroupRule::Nothing.as_str()));
    }
    end(out, shown, "btn btn--danger", &tr!(groups::DELETE));
}

/// An admin who requires a second factor must have one.
fn activate_first(out: &mut Html, shown: &GroupDetail) {
    let page = path::group(shown.group.id);
    let back = path::with(&page, "dialog", GroupRule::Required.as_str());
    let enrol = with_next(path::ENROL, ReturnTo::parse(&back).as_ref());
    begin(out, &tr!(groups::REQUIRE_TITLE, name = shown.group.name));
    html!(out,
        "<p>" {tr!(security::ACTIVATE_FIRST)} "</p><div class=\"dialog__actions\"><a class=\"btn\" href=\"" {page} "\">"
        {tr!(action::CANCEL)} "</a><a class=\"btn btn--primary\" rel=\"external\" href=\"" {enrol} "\">" {tr!(me::ACTIVATE)}
        "</a></div></div></dialog>"
    );
}
