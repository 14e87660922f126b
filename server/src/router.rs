//! The router: the surfaces, each with layers of its own, and the layers around all of them.

use crate::layers::{LayerState, common, finish, headers};
use crate::web::Web;
use crate::{bulk, console, events, export, health, imports, links, mail_previews};
use axum::{Router, middleware};
use backend::Backend;
use std::sync::Arc;

/// The whole application as one service.
pub fn router(backend: Backend, web: &Web) -> Router {
    let web = Arc::new(web.clone());
    mount(surfaces(backend, &web), &web)
}

/// The surfaces for users. The metrics have an address of their own.
fn surfaces(backend: Backend, web: &Arc<Web>) -> [Router; 9] {
    let known = LayerState {
        backend,
        web: Arc::clone(web),
    };
    let files = web.site.routes();
    [
        files.layer(middleware::from_fn(headers::store_forever)),
        health::routes(&known),
        console::routes(&known),
        export::routes(&known),
        bulk::routes(&known),
        imports::routes(&known),
        links::routes(&known),
        mail_previews::routes(&known),
        events::routes(&known),
    ]
}

fn mount(surfaces: impl IntoIterator<Item = Router>, web: &Arc<Web>) -> Router {
    let all = surfaces.into_iter().fold(Router::new(), Router::merge);
    // Around each surface, so that none can forget it.
    let all = all.layer(middleware::from_fn(finish::finish));
    common::around(all, web)
}

#[cfg(test)]
mod tests;
