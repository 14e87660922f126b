//! Parts of pages rendered on their own, so that their cost can be counted.

use crate::pages::users::ShownUsers;
use crate::pages::users::table::Table;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;
use std::sync::Arc;
use wire::UserQuery;
use wire::path;
use wire::view::UserList;

/// The table of users, as a page renders it.
pub fn render_users(page: UserList) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new())));
    let rendered = owner.with(|| {
        provide_context(RequestUrl::new(path::USERS));
        let query = UserQuery::default();
        let asked = Memo::new(|_| UserQuery::default());
        view! {
            <Router>
                <Table shown=ShownUsers::new(page.into()) query=query asked=asked generation=0/>
            </Router>
        }
        .to_html()
    });
    owner.cleanup();
    rendered
}
