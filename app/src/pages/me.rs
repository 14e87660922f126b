//! The account of the signed-in user.

mod devices;
mod factor;
mod forms;

use crate::api::attention::MarkNoticesRead;
use crate::api::enrolment::BeginEnrolment;
use crate::api::me::{
    ChangePassword, DeactivateTwoFactor, EndOtherSessions, EndOwnSession, ForgetOwnDevice,
    OwnAccount, ReadOwnAccount, RenewRecoveryCodes,
};
use crate::components::{
    Activity, Draft, FlashText, FormAlert, PageHead, PostForm, SessionItem, Submission,
    device_name, flash_signal, follow, page_of,
};
use crate::flash::Flash;
use crate::live::{keep_current, read_after};
use crate::pages::go_after;
use crate::reading::First;
use devices::Devices;
use domain::Timestamp;
use factor::{DeactivateDialog, FactorCard, RenewDialog};
use forms::{PasswordCard, ProfileCard};
use leptos::prelude::*;
use wire::path;
use wire::view::SessionView;

/// `/me`.
pub struct MePage;

#[derive(Clone, Copy)]
struct Actions {
    password: Submission,
    deactivate: Submission,
    renew: Submission,
    replace: Submission,
    end: Submission,
    end_others: Submission,
    forget: Submission,
    read: Submission,
}

impl Actions {
    /// Those after which the page reads again what it shows.
    const fn reread(&self) -> [Submission; 5] {
        [
            self.deactivate,
            self.end,
            self.end_others,
            self.forget,
            self.read,
        ]
    }

    /// Whether one of them was refused.
    fn is_refused(&self) -> bool {
        let others = [self.password, self.renew, self.replace];
        let mut all = self.reread().into_iter().chain(others);
        all.any(|action| action.error().get().is_some())
    }
}

impl MePage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let actions = Actions {
            password: Submission::of_dialog::<ChangePassword>(),
            deactivate: Submission::of_dialog::<DeactivateTwoFactor>(),
            renew: Submission::of_dialog::<RenewRecoveryCodes>(),
            replace: Submission::of_dialog::<BeginEnrolment>(),
            end: Submission::of_dialog::<EndOwnSession>(),
            end_others: Submission::of_dialog::<EndOtherSessions>(),
            forget: Submission::of_dialog::<ForgetOwnDevice>(),
            read: Submission::to::<MarkNoticesRead>(),
        };
        // Rendered again with empty fields.
        let version = move || actions.password.version().to_string();
        let account = First::at_each(version, || ReadOwnAccount {});
        let flash = flash_signal();
        follow(actions.password, flash, || path::ME.to_owned());
        follow(actions.deactivate, flash, || path::ME.to_owned());
        follow(actions.end, flash, || path::ME.to_owned());
        follow(actions.end_others, flash, || path::ME.to_owned());
        follow(actions.forget, flash, || path::ME.to_owned());
        // What succeeded before does not stand beside an error.
        Effect::new(move |_| {
            if actions.is_refused() {
                flash.set(None);
            }
        });
        go_after(actions.renew);
        go_after(actions.replace);
        page_of(account, move |account| {
            view! { <Account account=account actions=actions flash=flash/> }.into_any()
        })
    }
}

#[component]
fn Account(account: OwnAccount, actions: Actions, flash: RwSignal<Option<Flash>>) -> impl IntoView {
    let id = account.id;
    let email = account.email.clone();
    let shown = RwSignal::new(account);
    read_after(
        shown,
        || ReadOwnAccount {},
        move || actions.reread().iter().map(Submission::version).sum(),
        || (),
    );
    keep_current(
        shown,
        || ReadOwnAccount {},
        move |event| event.user.is_none_or(|user| user == id),
    );
    let factor = Memo::new(move |_| {
        shown.with(|own| {
            let rule = (own.requirement, own.requiring.clone(), own.deadline);
            (rule, own.factor.clone())
        })
    });
    let active = Memo::new(move |_| shown.with(|own| own.factor.is_some()));
    let may =
        Memo::new(move |_| shown.with(|own| own.factor.is_some() && !own.requirement.required));
    let sessions = Memo::new(move |_| shown.with(|own| own.sessions.clone()));
    let devices = Memo::new(move |_| shown.with(|own| own.devices.clone()));
    let now = move || shown.with_untracked(|own| own.now);
    let activity = Memo::new(move |_| shown.with(|own| (own.activity.clone(), own.unread.clone())));
    let activity = move || {
        let (notices, unread) = activity.get();
        view! { <Activity notices=notices unread=unread now=now() read=actions.read/> }
    };
    let draft = Draft::new();
    let profile = draft.hold(move || shown.with(|own| (own.name.clone(), own.language)));
    let profile = move || {
        let (name, language) = profile.get();
        view! { <ProfileCard name=name language=language draft=draft/> }
    };
    let card = move || {
        let ((requirement, requiring, deadline), factor) = factor.get();
        view! {
            <FactorCard
                requirement=requirement
                requiring=requiring
                deadline=deadline
                factor=factor
                replace=actions.replace
            />
        }
    };
    view! {
        <PageHead title=tr!(frame::ME)/>
        <FlashText flash=flash/>
        {move || view! { <RenewDialog action=actions.renew active=active.get()/> }}
        {move || view! { <DeactivateDialog action=actions.deactivate may=may.get()/> }}
        <div class="columns columns--even">
            <div class="stack stack--wide">
                {card}
                {move || view! { <Sessions sessions=sessions.get() now=now() actions=actions/> }}
                {move || {
                    view! { <Devices devices=devices.get() now=now() action=actions.forget/> }
                }}
                {activity}
            </div>
            <div class="stack stack--wide">
                {profile}
                <PasswordCard email=email action=actions.password/>
            </div>
        </div>
    }
}

#[component]
fn Sessions(sessions: Vec<SessionView>, now: Timestamp, actions: Actions) -> impl IntoView {
    let action = actions.end;
    let others = (sessions.len() > 1).then(|| {
        view! {
            <PostForm to=actions.end_others>
                <FormAlert error=actions.end_others.error()/>
                <button class="btn" type="submit" aria-disabled=actions.end_others.waits()>
                    {tr!(session::END_OTHERS)}
                </button>
            </PostForm>
        }
    });
    let item = move |session: SessionView| {
        let label = tr!(
            user::sessions::END_ONE,
            device = device_name(&session.user_agent)
        );
        let id = session.id.to_string();
        let button = if session.current {
            view! { <crate::components::SignOut class="btn btn--small"/> }.into_any()
        } else {
            view! {
                <PostForm to=action class="">
                    <input type="hidden" name="id" value=id/>
                    <button class="btn btn--small" type="submit" aria-label=label>
                        {tr!(user::sessions::END)}
                    </button>
                </PostForm>
            }
            .into_any()
        };
        view! { <SessionItem session=session now=now>{button}</SessionItem> }
    };
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{tr!(session::TITLE)}</h2>
            <ul class="items">{sessions.into_iter().map(item).collect_view()}</ul>
            {others}
        </section>
    }
}
