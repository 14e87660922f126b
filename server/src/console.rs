//! The console: its pages and server functions, and the fallback.

use crate::layers::{LayerState, fields, gate, headers, once, organisation, page_owner, referer};
use app::{App, shell};
use axum::{Router, middleware};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;

/// Every page and server function.
pub fn routes(known: &LayerState) -> Router {
    let options = LeptosOptions::builder().output_name("bouclier").build();
    let context = {
        let (backend, cookies) = (known.backend.clone(), known.web.cookies());
        let assets = Arc::clone(known.web.site.assets());
        move || {
            provide_context(backend.clone());
            provide_context(cookies.clone());
            provide_context(Arc::clone(&assets));
            page_owner::note();
        }
    };
    let lost = leptos_axum::render_app_async_with_context(context.clone(), shell);
    let pages = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, shell)
        .fallback(lost)
        .layer(middleware::from_fn(page_owner::keep))
        .layer(middleware::from_fn_with_state(
            known.clone(),
            organisation::know,
        ))
        .layer(middleware::from_fn(gate::lead))
        .with_state(options);
    let forms = known
        .with_session(pages)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&known.web),
            referer::keep_own,
        ))
        .layer(middleware::from_fn(fields::mark))
        .layer(middleware::from_fn_with_state(
            (known.clone(), once::Outcomes::default()),
            once::answer,
        ));
    known
        .with_form_guard(forms)
        .layer(middleware::from_fn(headers::never_store))
        .layer(CompressionLayer::new())
}
