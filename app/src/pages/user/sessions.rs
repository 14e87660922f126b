//! The open sessions of the user, and ending them.

use crate::components::{FormAlert, PostForm, SessionItem, Submission, device_name};
use domain::{Timestamp, UserId};
use leptos::prelude::*;
use wire::view::SessionView;

/// The card with the open sessions: each can be ended, and all of them at once, except the one that the
/// admin is using.
#[component]
pub fn Sessions(
    user: UserId,
    sessions: Vec<SessionView>,
    now: Timestamp,
    action: Submission,
    /// Whether they can be ended here.
    changes: bool,
) -> impl IntoView {
    let others = sessions.iter().filter(|session| !session.current).count();
    let content = if sessions.is_empty() {
        view! { <p class="muted">{tr!(user::sessions::NONE)}</p> }.into_any()
    } else {
        let item = |session| {
            view! { <Item user=user session=session now=now action=action changes=changes/> }
        };
        view! { <ul class="items">{sessions.into_iter().map(item).collect_view()}</ul> }.into_any()
    };
    let all = (changes && others > 1).then(|| {
        view! {
            <PostForm to=action class="">
                <input type="hidden" name="id" value=user.to_string()/>
                <button class="btn" type="submit" aria-disabled=action.waits()>
                    {tr!(user::sessions::END_ALL)}
                </button>
            </PostForm>
        }
    });
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{tr!(session::TITLE)}</h2>
            <FormAlert error=action.error()/>
            {content}
            {all}
        </section>
    }
}

#[component]
fn Item(
    user: UserId,
    session: SessionView,
    now: Timestamp,
    action: Submission,
    changes: bool,
) -> impl IntoView {
    let id = session.id.to_string();
    let label = tr!(
        user::sessions::END_ONE,
        device = device_name(&session.user_agent)
    );
    let end = (changes && !session.current).then(|| {
        view! {
            <PostForm to=action class="">
                <input type="hidden" name="id" value=user.to_string()/>
                <input type="hidden" name="session" value=id/>
                <button class="btn btn--small" type="submit" aria-label=label>
                    {tr!(user::sessions::END)}
                </button>
            </PostForm>
        }
    });
    view! { <SessionItem session=session now=now>{end}</SessionItem> }
}
