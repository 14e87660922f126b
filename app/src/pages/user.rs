//! The page of one user.

mod attempts;
mod deadline;
mod dialogs;
mod exemption;
mod hand_over;
mod journal;
mod neighbours;
mod reset;
mod rule;
mod sections;
mod sessions;
mod status;

use crate::api::account::{
    ChangeRole, DeleteUser, EndRule, ExtendDeadline, SaveRequirement, SetDisabled,
};
use crate::api::groups::{AddMembers, RemoveMember};
use crate::api::mails::RemindUser;
use crate::api::users::{EndSessions, ReadUserCard, UserCard};
use crate::components::{
    Draft, FormAlert, PageHead, Submission, Success, flash_signal, follow, follow_markup, page_of,
};
use crate::flash::Flash;
use crate::i18n::{key, named};
use crate::live::{keep_current, read_after, unless_dialog};
use crate::pages::go_after;
use crate::reading::First;
use attempts::Attempts;
use deadline::DeadlineCard;
use dialogs::Dialogs;
use domain::name::initials;
use domain::{EventKind, OverrideRule, Role, Rule, UserId};
use hand_over::SecretKind;
use journal::Journal;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use neighbours::{NeighbourLinks, address};
use rule::OwnRule;
use sections::{Factors, Menu, Profile, Security, namesake};
use sessions::Sessions;
use status::Status;
use wire::path;
use wire::view::{UserDetail, UserRow};

/// `/account/users/{id}`.
pub struct UserPage;

/// The actions on the account. They live as long as the page, so that an answer outlives its
/// dialog.
#[derive(Clone, Copy)]
struct Actions {
    requirement: Submission,
    rule: Submission,
    deadline: Submission,
    role: Submission,
    disabled: Submission,
    delete: Submission,
    sessions: Submission,
    remind: Submission,
    groups: Submission,
    /// Counts the closed dialogs that hand over a secret.
    handed_over: RwSignal<usize>,
}

impl Actions {
    fn new() -> Self {
        Self {
            requirement: Submission::of_dialog::<SaveRequirement>(),
            rule: Submission::of_dialog::<EndRule>(),
            deadline: Submission::of_dialog::<ExtendDeadline>(),
            handed_over: closed_hand_overs(),
            role: Submission::of_dialog::<ChangeRole>(),
            disabled: Submission::of_dialog::<SetDisabled>(),
            delete: Submission::of_dialog::<DeleteUser>(),
            sessions: Submission::of_dialog::<EndSessions>(),
            remind: Submission::of_dialog::<RemindUser>(),
            groups: Submission::of_markup(&[AddMembers::PATH, RemoveMember::PATH]),
        }
    }

    /// Whether one of them was refused.
    fn is_refused(&self) -> bool {
        let mut all = [
            self.requirement,
            self.rule,
            self.deadline,
            self.role,
            self.disabled,
            self.delete,
            self.sessions,
            self.remind,
            self.groups,
        ]
        .into_iter();
        all.any(|action| action.error().get().is_some())
    }

    /// Counts the answers, so that the page reads its data again after each.
    fn version(&self) -> usize {
        self.requirement.version()
            + self.rule.version()
            + self.deadline.version()
            + self.handed_over.get()
            + self.role.version()
            + self.disabled.version()
            + self.sessions.version()
            + self.remind.version()
            + self.groups.version()
    }
}

/// Counts how often a dialog that hands over a secret was closed. Only then does the page read its data
/// again: new data renders the dialog again, which would lose the secret that it shows.
fn closed_hand_overs() -> RwSignal<usize> {
    let closed = RwSignal::new(0);
    let query = use_query_map();
    let open = move || query.with(|q| q.get("dialog").unwrap_or_default());
    let count = move |_: &String, before: Option<&String>, _| {
        let kinds = [
            SecretKind::Invitation,
            SecretKind::AccessCode,
            SecretKind::Reset,
        ]
        .map(SecretKind::dialog);
        if before.is_some_and(|dialog| kinds.contains(&dialog.as_str())) {
            closed.update(|count| *count += 1);
        }
    };
    Effect::watch(open, count, false);
    closed
}

impl UserPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|p| p.get("id")?.parse::<UserId>().ok()));
        let actions = Actions::new();
        // No account has this number: an invalid number is not found either.
        let card = First::of(move || ReadUserCard {
            id: id.get().unwrap_or(UserId::new(0)),
        });
        let flash = flash_signal();
        let here = move || id.get_untracked().map_or_else(String::new, address);
        follow(actions.requirement, flash, here);
        follow(actions.rule, flash, here);
        follow(actions.deadline, flash, here);
        follow(actions.role, flash, here);
        follow(actions.disabled, flash, here);
        follow(actions.sessions, flash, here);
        follow(actions.remind, flash, here);
        follow_markup(actions.groups, flash);
        // What succeeded before does not stand beside an error.
        Effect::new(move |_| {
            if actions.is_refused() {
                flash.set(None);
            }
        });
        go_after(actions.delete);
        let page = page_of(card, move |card| {
            view! { <Card card=card actions=actions flash=flash/> }.into_any()
        });
        view! {
            <NeighbourLinks id=id/>
            {page}
        }
        .into_any()
    }
}

#[component]
fn Card(card: UserCard, actions: Actions, flash: RwSignal<Option<Flash>>) -> impl IntoView {
    let (id, own) = (card.user.row.id, card.own);
    let shown = RwSignal::new(card);
    let draft = Draft::new();
    let question = move || ReadUserCard { id };
    read_after(
        shown,
        question,
        move || actions.version(),
        move || draft.save(),
    );
    keep_current(shown, question, move |event| match event.user {
        Some(user) => user == id,
        None => !matches!(event.kind, EventKind::Log | EventKind::Attempts),
    });
    let user = Memo::new(move |_| shown.with(|card| card.user.clone()));
    let name = Memo::new(move |_| user.with(|user| user.row.name.clone()));
    let has_password = Memo::new(move |_| user.with(|user| user.has_password));
    let takes_code = Memo::new(move |_| {
        user.with(|user| user.row.status.is_active() || user.row.reset.is_some())
    });
    let disabled = Memo::new(move |_| user.with(|user| user.disabled_since.is_some()));
    let asked = draft.hold(move || {
        user.with(|user| {
            (
                user.row.clone(),
                user.policy,
                is_individual(user),
                user.exempt_kind,
                requiring(user),
            )
        })
    });
    let sessions = Memo::new(move |_| shown.with(|card| card.sessions.clone()));
    let entries = Memo::new(move |_| shown.with(|card| card.entries.clone()));
    let attempts = Memo::new(move |_| shown.with(|card| card.attempts.clone()));
    let groups = Memo::new(move |_| shown.with(|card| card.groups.clone()));
    let now = move || user.with_untracked(|user| user.now);
    let message = move || {
        let user = user.read();
        let text = |n| flash_text(n, &user.row);
        flash.get().map(text)
    };
    let role = crate::host::role();
    let (changes, reads) = (role == Role::Admin, role.reads_everything());
    // Whom one may not help has no menu. The role of the user changes with a new session of theirs, perhaps while this page is open.
    let helps =
        Memo::new(move |_| user.with(|user| role.may_help(user.row.role)) && (changes || !own));
    let menu = move || {
        helps.get().then(|| {
            view! {
                <Menu
                    id=id
                    has_password=has_password
                    takes_code=takes_code
                    disabled=disabled
                    own=own
                    changes=changes
                />
            }
        })
    };
    let title = move || {
        let name = name.get();
        view! {
            <PageHead
                title=name.clone()
                above=(path::USERS, tr!(frame::USERS))
                avatar=initials(&name)
                account=true
            >
                {menu}
            </PageHead>
        }
    };
    let dialogs = move || {
        let card = unless_dialog(shown);
        helps
            .get()
            .then(|| view! { <Dialogs card=card actions=actions changes=changes/> })
    };
    let security = changes.then_some(move || {
        let (row, policy, individual, kind, groups) = asked.get();
        view! {
            <Security
                row=row
                policy=policy
                individual=individual
                kind=kind
                groups=groups
                own=own
                time_fields=shown.with_untracked(|card| card.time_fields.clone())
                action=actions.requirement
                draft=draft
            />
        }
    });
    let deadline = move || {
        let (row, now) = user.with(|user| (user.row.clone(), user.now));
        (row.deadline.is_some() && !row.is_deactivated()).then(|| {
            view! { <DeadlineCard row=row now=now action=actions.deadline changes=changes own=own/> }
        })
    };
    let open = reads.then_some(move || {
        view! {
            <Sessions
                user=id
                sessions=sessions.get()
                now=now()
                action=actions.sessions
                changes=changes
            />
        }
    });
    let journal = reads.then_some(move || view! { <Journal entries=entries.get() id=id/> });
    let namesake = move || user.with(namesake);
    let tried = move || {
        let attempts = attempts.get();
        (!attempts.is_empty()).then(|| view! { <Attempts attempts=attempts id=id now=now()/> })
    };
    view! {
        {title}
        <Success text=Signal::derive(message)/>
        {namesake}
        {dialogs}
        <div class="columns">
            <div class="stack stack--wide">
                {move || view! { <Status user=user.get() remind=actions.remind/> }}
                {move || {
                    view! { <OwnRule user=user.get() action=actions.rule changes=changes own=own/> }
                }}
                {deadline}
                {security}
                {move || view! { <Factors user=user.get()/> }}
                <FormAlert error=actions.groups.error()/>
                <div
                    on:submit=move |event| actions.groups.catch(&event)
                    inner_html=move || groups.get()
                ></div>
                {open}
                {tried}
                {journal}
            </div>
            {move || view! { <Profile user=user.get() links=reads cards=changes/> }}
        </div>
    }
}

/// Whether 2FA is required of the user alone, or will be once an exemption has ended.
fn is_individual(user: &UserDetail) -> bool {
    let required = Rule::Override(OverrideRule::Required);
    user.row.rule == required || user.after_rule == Some(required)
}

/// The text of a flash message about this user.
fn flash_text(flash: Flash, row: &UserRow) -> String {
    let exempt = matches!(row.rule, Rule::Override(OverrideRule::Exempt));
    let about = match flash {
        Flash::NotRequired if exempt && row.status.is_active() => {
            Some(key::flash::user::EXEMPT_ACTIVE)
        }
        Flash::NotRequired if exempt => Some(key::flash::user::EXEMPT),
        other => named::flash_about_user(other),
    };
    match about {
        Some(key) => tr!(key, name = row.name),
        None => tr!(named::flash(flash)),
    }
}

/// The names of the groups that require 2FA of the user.
fn requiring(user: &wire::view::UserDetail) -> Vec<String> {
    let groups = user.groups.iter();
    let requiring = groups.filter(|group| group.requires == domain::GroupRule::Required);
    requiring.map(|group| group.name.clone()).collect()
}

/// The page of the user without a dialog.
fn address_of(user: &UserDetail) -> String {
    address(user.row.id)
}
