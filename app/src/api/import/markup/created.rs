//! The accounts that an import creates, or has created.

use super::pieces::{cell, end, named, table};
use crate::html::Html;
use crate::i18n::named as texts;
use crate::moments::{GAPS, Moment, write_with};
use backend::import::{Column, ImportReport, PlannedAccount};
use backend::upload::Shown;
use domain::{BulkKind, GroupName, OverrideRule};
use wire::{UserQuery, path};

/// The first accounts, as they would be created.
pub(super) fn first_accounts(out: &mut Html, shown: &Shown, plan: &ImportReport) {
    if plan.first.is_empty() {
        return;
    }
    let head = |column| named(column, &shown.columns);
    let heads = [
        tr!(import::LINE),
        head(Column::Name),
        head(Column::Email),
        head(Column::Role),
        head(Column::Language),
        head(Column::Required),
        head(Column::Group),
    ];
    table(out, &tr!(import::FIRST), &heads);
    for account in &plan.first {
        let user = &account.user;
        html!(out, "<tr>");
        cell(out, &heads[0], &account.line.to_string());
        html!(out, "<th scope=\"row\">" {user.name.as_str()} "</th>");
        cell(out, &heads[2], user.email.as_str());
        cell(out, &heads[3], &tr!(texts::role(user.role)));
        cell(out, &heads[4], &tr!(texts::language(user.language)));
        html!(out, "<td data-label=\"" {heads[5]} "\">");
        write_rule(out, account);
        html!(out, "</td>");
        cell(out, &heads[6], &groups(&user.groups));
        html!(out, "</tr>");
    }
    end(out, plan.created, plan.first.len());
}

/// The rule on the user, and whether the account is deactivated.
fn write_rule(out: &mut Html, account: &PlannedAccount) {
    let rule = match (account.user.rule, account.until) {
        (None, _) => String::new(),
        (Some(OverrideRule::Required), _) => tr!(import::REQUIRED),
        (Some(OverrideRule::Exempt), None) => tr!(import::EXEMPT),
        (Some(OverrideRule::Exempt), Some(_)) => {
            tr!(rule::UNTIL, date = GAPS[0], rule = tr!(import::EXEMPT))
        }
    };
    let state = account.is_deactivated.then(|| tr!(import::IS_DEACTIVATED));
    let parts = [rule, state.unwrap_or_default()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let last = account.until.map(Moment::last_day_before);
    write_with(out, &parts.join(", "), last.as_slice());
}

fn groups(groups: &[GroupName]) -> String {
    let names: Vec<&str> = groups.iter().map(GroupName::as_str).collect();
    names.join(", ")
}

/// The way from an import to those whom it has created: the table of them, and an invitation for each.
pub(super) fn found_again(out: &mut Html, shown: &Shown) {
    if shown.kept.created == 0 {
        return;
    }
    let import = shown.kept.id;
    let created = UserQuery {
        import: Some(import),
        ..UserQuery::default()
    };
    html!(out, "<div class=\"form__actions\">");
    if shown.mails {
        html!(out,
            "<form method=\"post\" action=\"" {path::BULK_SELECT} "\"><input type=\"hidden\" name=\"kind\" value=\""
            {BulkKind::Invite.as_str()} "\"><input type=\"hidden\" name=\"who\" value=\"all\">"
        );
        for (name, value) in created.params() {
            html!(out, "<input type=\"hidden\" name=\"" [name] "\" value=\"" {value} "\">");
        }
        html!(out, "<button class=\"btn btn--primary\" type=\"submit\">" {tr!(import::INVITE)} "</button></form>");
    } else {
        html!(out, "<a class=\"btn btn--primary\" href=\"" {path::INVITE_USERS} "\">" {tr!(import::LINKS)} "</a>");
    }
    html!(out, "<a class=\"btn\" href=\"" {created.href()} "\">" {tr!(import::FIND_CREATED)} "</a></div>");
}
