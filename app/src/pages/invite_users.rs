//! Inviting all users who have no password.

use super::go_after;
use crate::api::invite_users::{InviteAll, ReadUninvited};
use crate::components::{FormAlert, PageHead, PostForm, Submission, page_of};
use crate::format::number;
use crate::i18n::key;
use crate::locale::separator;
use crate::reading::First;
use leptos::prelude::*;
use wire::path;
use wire::view::{LINKS_AT_ONCE, Uninvited};

/// `/account/users/invite`.
pub struct InviteUsersPage;

impl InviteUsersPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let action = Submission::to::<InviteAll>();
        go_after(action);
        page_of(First::of(|| ReadUninvited {}), move |uninvited| {
            let Uninvited {
                count,
                mails,
                under_way,
            } = uninvited;
            let text = match (mails, under_way) {
                (false, _) => key::new_user::link::NO_MAILS,
                (true, true) => key::invite_users::UNDER_WAY,
                (true, false) => key::invite_users::TEXT,
            };
            let form = (mails && !under_way && count > 0).then(|| {
                view! {
                    <FormAlert error=action.error()/>
                    <PostForm to=action>
                        <button class="btn btn--primary" type="submit" aria-disabled=action.waits()>
                            {tr!(invite_users::SEND)}
                        </button>
                    </PostForm>
                }
            });
            view! {
                <PageHead
                    title=tr!(invite_users::TITLE)
                    above=(path::USERS, tr!(frame::USERS))
                    account=true
                />
                <section class="card">
                    <p>
                        <strong>{tr!(invite_users::COUNT, count = number(count))}</strong>
                    </p>
                    {(count > 0 || !mails || under_way).then(|| view! { <p>{tr!(text)}</p> })}
                    {form}
                    {(!mails && count > 0).then(|| links(count))}
                </section>
            }
            .into_any()
        })
    }
}

/// Where no mails are sent: the links as a file. A plain form, whose answer is a download.
fn links(count: u64) -> AnyView {
    let most = (count > LINKS_AT_ONCE).then(|| {
        let most = number(LINKS_AT_ONCE);
        view! { <p>{tr!(invite_users::LINKS_MOST, most = most)}</p> }
    });
    view! {
        <p>{tr!(invite_users::LINKS_TEXT)}</p>
        {most}
        <form method="post" action=path::INVITATION_LINKS>
            {separator()
                .map(|by| view! { <input type="hidden" name="separator" value=by.as_str()/> })}
            <button class="btn btn--primary" type="submit">
                {tr!(invite_users::LINKS)}
            </button>
        </form>
    }
    .into_any()
}
