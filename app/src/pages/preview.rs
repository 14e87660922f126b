//! What a change would do.

use crate::api::preview::ReadPreview;
use crate::components::{Export, PageHead, localise_markup, page_of};
use crate::reading::First;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::{PreviewQuery, Previewed, path};

/// `/account/preview`: the address holds the change. It is of one moment: nothing of it changes while it is open.
pub struct PreviewPage;

impl PreviewPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_query_map();
        let asked =
            Memo::new(move |_| params.with(|p| PreviewQuery::from_params(|name| p.get(name))));
        let preview = First::of(move || ReadPreview { asked: asked.get() });
        page_of(preview, move |html| {
            localise_markup(|| ());
            let asked = asked.get_untracked();
            let above = match asked.change {
                Some(Previewed::Group(..) | Previewed::Join(_) | Previewed::Leave(_)) => {
                    (path::GROUPS, tr!(frame::GROUPS))
                }
                Some(Previewed::Policy(_)) | None => (path::SECURITY, tr!(frame::SECURITY)),
                Some(_) => (path::USERS, tr!(frame::USERS)),
            };
            let is_of_account = matches!(
                asked.change,
                Some(Previewed::Deactivation(_) | Previewed::Deletion(_) | Previewed::Role(..))
            );
            let export = (asked.change.is_some() && !is_of_account)
                .then(|| view! { <Export page=path::PREVIEW params=asked.params()/> });
            view! {
                <PageHead title=tr!(preview::TITLE) above=above account=true>
                    {export}
                </PageHead>
                <div class="stack" inner_html=html></div>
            }
            .into_any()
        })
    }
}
