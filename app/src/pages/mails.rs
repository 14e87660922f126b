//! The mails, and reminders.

use crate::api::mails::ReadMails;
use crate::components::{
    FlashText, FormAlert, PageHead, flash_signal, page_of, refusal_of_another,
};
use crate::reading::First;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use wire::path;

/// `/account/organisation/mails`, and `/account/users/remind`.
pub struct MailsPage;

impl MailsPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let (here, query) = (use_location().pathname, use_query_map());
        let reminders = here.with_untracked(|path| path.starts_with(path::REMIND_USERS));
        let asked = Memo::new(move |_| {
            let get = |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
            (get("kind"), get("language"))
        });
        let page = First::of(move || {
            let (kind, language) = asked.get();
            ReadMails {
                kind: (!reminders).then_some(kind),
                language,
            }
        });
        let (refused, flash) = (refusal_of_another(&[]), flash_signal());
        page_of(page, move |shown| {
            let above = if reminders {
                (path::USERS, tr!(frame::USERS))
            } else {
                (path::ORGANISATION, tr!(frame::ORGANISATION))
            };
            view! {
                <PageHead title=shown.title above=above account=true/>
                <FlashText flash=flash/>
                {refused.clone().map(|error| view! { <FormAlert error=Some(error)/> })}
                <div class="stack" inner_html=shown.html></div>
            }
            .into_any()
        })
    }
}
