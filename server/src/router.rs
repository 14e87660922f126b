//! The router: pages, server functions, files, and the layers around them.

use crate::events;
use crate::export::{self, AuditLog, Users};
use crate::health;
use crate::layers::{
    body, caller, cross_site, fields, headers, observe, page_owner, referer, request_id,
};
use crate::web::Web;
use app::{App, shell};
use axum::http::StatusCode;
use axum::{Router, middleware};
use backend::Backend;
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// The whole application as one service.
pub fn router(backend: Backend, web: &Web) -> Router {
    let web = Arc::new(web.clone());
    let options = LeptosOptions::builder().output_name("bouclier").build();
    let context = {
        let (backend, cookies) = (backend.clone(), web.cookies());
        let assets = Arc::clone(web.site.assets());
        move || {
            provide_context(backend.clone());
            provide_context(cookies.clone());
            provide_context(Arc::clone(&assets));
            page_owner::note();
        }
    };
    let lost = leptos_axum::render_app_async_with_context(context.clone(), shell);
    let known = caller::Known {
        backend: backend.clone(),
        web: Arc::clone(&web),
    };
    let pages = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, shell)
        .merge(export::routes::<AuditLog, _>(backend.clone()))
        .merge(export::routes::<Users, _>(backend.clone()))
        .fallback(lost)
        .layer(middleware::from_fn(page_owner::keep))
        .with_state(options);
    // An open stream would keep what a compression needs, and has nothing to compress.
    let streams = events::routes(backend.clone());
    Router::new()
        .merge(
            web.site
                .routes()
                .layer(middleware::from_fn(headers::store_forever)),
        )
        .merge(health::routes(backend, web.shutdown.clone()))
        .merge(guarded(pages, &known, &web).layer(CompressionLayer::new()))
        .merge(guarded(streams, &known, &web))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&web),
            headers::protect,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&web),
            observe::note,
        ))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(request_id::span)
                .on_request(())
                .on_response(())
                .on_body_chunk(())
                .on_eos(())
                .on_failure(()),
        )
        .layer(middleware::from_fn_with_state(web, request_id::give))
}

/// The layers of whatever asks who calls.
fn guarded(routes: Router, known: &caller::Known, web: &Arc<Web>) -> Router {
    routes
        .layer(middleware::from_fn_with_state(
            known.clone(),
            caller::identify,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(web),
            referer::keep_own,
        ))
        .layer(middleware::from_fn(fields::mark))
        .layer(middleware::from_fn(body::limit))
        .layer(middleware::from_fn_with_state(
            Arc::clone(web),
            cross_site::refuse,
        ))
        .layer(middleware::from_fn(headers::never_store))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            web.limits.request_timeout,
        ))
}
