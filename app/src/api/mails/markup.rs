//! The pages of the mails and of the reminders, as markup.

use crate::api::mails::{ChangeReminderDays, MailsShown, RemindAll, SendMailSample};
use crate::format::number;
use crate::html::Html;
use crate::i18n::named::{self, What};
use domain::notice::SAMPLE_NAME;
use domain::{Language, Locale, NoticeKind};
use leptos::server_fn::ServerFn;
use wire::UserQuery;
use wire::path;
use wire::view::Unreminded;

/// Bytes of most pages.
const ROOM: usize = 16 * 1024;

/// The field for the days of reminders.
#[derive(Debug, Clone, Copy)]
pub struct DaysField<'a> {
    /// What it begins with: the days, or what was typed where a form without script was refused.
    pub shown: &'a str,
    /// The saved days that the form began with.
    pub seen: &'a str,
}

/// What a mail looks like, and the others to choose from. `mails` is whether there is a mail server, for those who may send a sample and
/// change something.
pub fn samples(
    kind: NoticeKind,
    language: Language,
    mails: Option<bool>,
    days: DaysField<'_>,
) -> MailsShown {
    let mut out = Html::with_room(ROOM);
    html!(out,
        "<section class=\"card\"><p>" {tr!(mails::INTRO)} "</p><form class=\"form\" method=\"get\" action=\"" {path::MAILS} "\">"
    );
    select(&mut out, "kind", &tr!(mails::KIND), |out| {
        for (title, of_another) in [(tr!(mails::TO_USERS), false), (tr!(mails::TO_ADMINS), true)] {
            html!(out, "<optgroup label=\"" {title} "\">");
            let all = NoticeKind::ALL.iter().copied();
            let shown = all.filter(|kind| {
                kind.is_of_another() == of_another && *kind != NoticeKind::MailSample
            });
            for one in shown {
                option(out, one.as_str(), one == kind, &name(one));
            }
            html!(out, "</optgroup>");
        }
    });
    select(&mut out, "language", &tr!(mails::LANGUAGE), |out| {
        for one in Locale::ALL.iter().map(|locale| locale.language()) {
            option(
                out,
                one.as_str(),
                one == language,
                &tr!(named::language(one)),
            );
        }
    });
    html!(out,
        "<div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {tr!(mails::SHOW)} "</button></div></form></section>"
    );
    let source = |part| path::mail_preview(kind.as_str(), language.as_str(), part);
    // The browser fetches a lazy frame when it is shown: that of the text once it is unfolded.
    html!(out,
        "<section class=\"card\"><h2>" {tr!(mails::AS_PAGE)} "</h2><iframe class=\"mail-preview\" sandbox title=\""
        {tr!(mails::AS_PAGE)} "\" src=\"" {source("html")} "\"></iframe></section><section class=\"card\"><details class=\"mail-text\"><summary>" {tr!(mails::AS_TEXT)}
        "</summary><iframe class=\"mail-preview\" sandbox loading=\"lazy\" title=\"" {tr!(mails::AS_TEXT)} "\" src=\""
        {source("text")} "\"></iframe></details></section>"
    );
    if let Some(mails) = mails {
        send(&mut out, kind, language, mails);
    }
    reminder_days(&mut out, days, mails.is_some());
    MailsShown {
        title: tr!(mails::TITLE),
        html: out.into_text(),
    }
}

/// The button that mails a sample.
fn send(out: &mut Html, kind: NoticeKind, language: Language, mails: bool) {
    html!(out, "<section class=\"card\"><h2>" {tr!(mails::SEND_TITLE)} "</h2>");
    if mails {
        html!(out,
            "<p>" {tr!(mails::SEND_TEXT)} "</p><form class=\"form\" method=\"post\" action=\"" {SendMailSample::PATH}
            "\"><input type=\"hidden\" name=\"kind\" value=\"" {kind.as_str()} "\"><input type=\"hidden\" name=\"language\" value=\""
            {language.as_str()} "\"><div class=\"form__actions\"><button class=\"btn btn--primary\" type=\"submit\">" {tr!(mails::SEND)}
            "</button></div></form>"
        );
    } else {
        html!(out, "<p>" {tr!(mails::NO_SERVER)} "</p>");
    }
    html!(out, "</section>");
}

/// The form about the days before a deadline on which users are reminded; it may be one to read alone.
fn reminder_days(out: &mut Html, days: DaysField<'_>, changes: bool) {
    let disabled = if changes { "" } else { " disabled" };
    html!(out,
        "<section class=\"card\"><h2>" {tr!(mails::REMINDERS_TITLE)} "</h2><form class=\"form\" method=\"post\" action=\""
        {ChangeReminderDays::PATH} "\"><input type=\"hidden\" name=\"seen\" value=\"" {days.seen} "\"><fieldset class=\"form\"" [disabled] "><div class=\"field\"><label class=\"field__label\" for=\"reminder-days\">" {tr!(mails::REMINDER_DAYS)}
        "</label><input class=\"input\" id=\"reminder-days\" name=\"days\" autocomplete=\"off\" value=\"" {days.shown}
        "\" aria-describedby=\"reminder-days-hint\"><p class=\"field__hint\" id=\"reminder-days-hint\">" {tr!(mails::REMINDER_DAYS_HINT)}
        "</p></div>"
    );
    if changes {
        html!(out, "<div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {tr!(action::SAVE)} "</button></div>");
    }
    html!(out, "</fieldset></form></section>");
}

/// Whom there is to remind, and whom no mail reaches; `changes` is whether the one who looks may remind them.
pub fn reminders(found: Unreminded, unreached: u64, changes: bool) -> MailsShown {
    let mut out = Html::default();
    let Unreminded {
        count,
        mails,
        under_way,
    } = found;
    html!(out,
        "<section class=\"card\"><p><strong>" {tr!(remind_users::COUNT, count = number(count))} "</strong></p>"
    );
    if !mails {
        html!(out, "<p>" {tr!(mails::NO_SERVER)} "</p>");
    } else if under_way {
        html!(out, "<p>" {tr!(remind_users::UNDER_WAY)} "</p>");
    } else if count > 0 && changes {
        html!(out,
            "<p>" {tr!(remind_users::TEXT)} "</p><form class=\"form\" method=\"post\" action=\"" {RemindAll::PATH}
            "\"><div class=\"form__actions\"><button class=\"btn btn--primary\" type=\"submit\">" {tr!(remind_users::SEND)}
            "</button> <a class=\"btn\" href=\"" {path::mail(NoticeKind::Reminder.as_str(), crate::ssr::locale().as_str())} "\">" {tr!(remind_users::PREVIEW)}
            "</a></div></form>"
        );
    }
    html!(out, "</section>");
    if unreached > 0 {
        let table = UserQuery {
            undeliverable: true,
            ..UserQuery::default()
        };
        html!(out,
            "<section class=\"card\"><p>" {tr!(remind_users::UNREACHED, count = number(unreached))} " <a class=\"link\" href=\""
            {table.href()} "\">" {tr!(remind_users::IN_TABLE)} "</a></p></section>"
        );
    }
    MailsShown {
        title: tr!(remind_users::TITLE),
        html: out.into_text(),
    }
}

/// What a mail of this kind tells.
fn name(kind: NoticeKind) -> String {
    match named::notice(kind) {
        What::Plain(key) => tr!(key),
        What::Named(key) => tr!(key, name = SAMPLE_NAME),
    }
}

fn select(out: &mut Html, name: &'static str, label: &str, options: impl Fn(&mut Html)) {
    html!(out,
        "<div class=\"field\"><label class=\"field__label\" for=\"mail-" [name] "\">" {label}
        "</label><span class=\"select\"><select id=\"mail-" [name] "\" name=\"" [name] "\">"
    );
    options(out);
    html!(out, "</select></span></div>");
}

fn option(out: &mut Html, value: &str, chosen: bool, text: &str) {
    let end = if chosen { "\" selected>" } else { "\">" };
    html!(out, "<option value=\"" {value} [end] {text} "</option>");
}
