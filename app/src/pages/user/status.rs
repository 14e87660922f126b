//! The large shield with its reason, and what mails have reached the user.

use crate::components::{
    Day, FormAlert, Icon, Minute, PostForm, Shield, ShieldSize, Submission, deadline_line, icons,
    meaning, own_zone, rule_line, status_title,
};
use crate::i18n::key;
use domain::{Timestamp, UserId};
use leptos::prelude::*;
use wire::UserQuery;
use wire::view::{GivenInvitation, InvitationMail, InvitationStands, UserDetail};

/// The large shield with its reason.
#[component]
pub fn Status(user: UserDetail, remind: Submission) -> impl IntoView {
    let reminder = (user.can_be_reminded || user.reminded.is_some()).then(|| {
        view! { <Reminder id=user.row.id can=user.can_be_reminded last=user.reminded action=remind/> }
    });
    let unreached = user.undeliverable_since.map(|since| {
        let table = UserQuery {
            undeliverable: true,
            ..UserQuery::default()
        };
        view! {
            <p>
                <Icon path=icons::WARNING/>
                " "
                {tr!(user::UNREACHED)}
                " "
                <Minute at=since/>
                ". "
                <a class="link" href=table.href()>
                    {tr!(user::UNREACHED_ALL)}
                </a>
            </p>
        }
    });
    let row = user.row;
    let (status, title, now) = (row.shown_status(), status_title(&row), user.now);
    let text = meaning(&row, now);
    let disabled = user.disabled_since.map(|since| {
        view! { <p>{tr!(user::DISABLED_SINCE)} " " <Day at=since/></p> }
    });
    let zone = own_zone();
    let of_deadline = row.clone();
    let deadline = move || {
        deadline_line(&of_deadline, now, zone)
            .map(|line| view! { <p class="status__rule">{line}</p> })
    };
    let rule = move || rule_line(&row, zone);
    let invited = user.invitation.map(|invitation| {
        view! { <Invited invitation=invitation/> }
    });
    view! {
        <section class="card" aria-labelledby="status-title">
            <div class="status">
                <Shield status=status size=ShieldSize::Large/>
                <div class="status__text">
                    <h2 id="status-title">{title}</h2>
                    <p>{text}</p>
                    <p class="status__rule">{rule}</p>
                    {deadline}
                    {invited}
                    {disabled}
                    {unreached}
                    {reminder}
                </div>
            </div>
        </section>
    }
}

/// When the user was reminded last, and another reminder.
#[component]
fn Reminder(id: UserId, can: bool, last: Option<Timestamp>, action: Submission) -> impl IntoView {
    let last = last.map(|at| view! { <p>{tr!(user::REMINDED)} " " <Minute at=at/></p> });
    let form = can.then(|| {
        view! {
            <FormAlert error=action.error()/>
            <PostForm to=action class="">
                <input type="hidden" name="id" value=id.to_string()/>
                <button class="btn" type="submit" aria-disabled=action.waits()>
                    {tr!(user::REMIND)}
                </button>
            </PostForm>
        }
    });
    view! {
        {last}
        {form}
    }
}

/// How the last invitation stands.
#[component]
fn Invited(invitation: GivenInvitation) -> impl IntoView {
    use key::user::invited;
    let (given, at) = match invitation.mail {
        None => (invited::GIVEN, Some(invitation.given)),
        Some(InvitationMail::Waiting) => (invited::WAITING, None),
        Some(InvitationMail::Again(at)) => (invited::AGAIN, Some(at)),
        Some(InvitationMail::Sent(at)) => (invited::SENT, Some(at)),
        Some(InvitationMail::Refused) => (invited::REFUSED, None),
    };
    let (link, until) = match invitation.link {
        None => (invited::LAPSED, None),
        Some(InvitationStands {
            until,
            opened: None,
        }) => (invited::UNTIL, Some(until)),
        Some(InvitationStands { until, .. }) => (invited::OPENED, Some(until)),
    };
    let moment = |at: Option<Timestamp>| at.map(|at| view! { " " <Minute at=at/> });
    // Until a mail is accepted nobody has the link.
    let is_out = matches!(invitation.mail, None | Some(InvitationMail::Sent(_)));
    let link = is_out.then(|| view! { " " {tr!(link)} {moment(until)} "." });
    view! { <p>{tr!(given)} {moment(at)} "." {link}</p> }
}
