//! The router: pages, server functions, files, and the layers around them.

use crate::config::{Config, TrustedProxies};
use crate::events;
use crate::export::{self, AuditLog, Users};
use crate::health;
use crate::layers::{body, caller, cross_site, fields, headers, page_owner, referer};
use crate::listener::Limits;
use crate::shutdown::Shutdown;
use app::host::text_files;
use app::ssr::Cookies;
use app::{App, shell};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum::{Router, middleware};
use backend::Backend;
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::timeout::TimeoutLayer;

/// What the web side needs to know of the configuration.
#[derive(Debug, Clone)]
pub struct Web {
    /// Where the files for the browser lie.
    pub site_dir: PathBuf,
    /// The address under which users reach the console, without a slash at the end.
    pub public_url: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// Seconds that the session cookie lives.
    pub session_max_age: i64,
    /// What a client may take.
    pub limits: Limits,
    /// Whether the process is about to stop.
    pub shutdown: Shutdown,
}

impl Web {
    /// Takes what is needed from the configuration.
    pub fn from_config(config: &Config) -> Self {
        Self {
            site_dir: config.site_dir.clone(),
            public_url: config.public_url.as_str().to_owned(),
            trusted_proxies: config.trusted_proxies.clone(),
            session_max_age: i64::from(config.session_hours) * 3_600,
            limits: Limits::default(),
            shutdown: Shutdown::default(),
        }
    }

    /// Whether the files for the browser are there.
    pub fn has_site(&self) -> bool {
        self.site_dir.join("pkg").is_dir()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// How the session cookie is written.
    pub fn cookies(&self) -> Cookies {
        Cookies {
            secure: self.is_https(),
            max_age: self.session_max_age,
        }
    }

    fn leptos(&self) -> LeptosOptions {
        let hash_file = "hash.txt";
        let hashed = std::env::current_exe()
            .ok()
            .and_then(|exe| exe.parent().map(Path::to_path_buf))
            .is_some_and(|folder| folder.join(hash_file).is_file());
        LeptosOptions::builder()
            .output_name("bouclier")
            .site_root(self.site_dir.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .hash_files(hashed)
            .hash_file(Arc::from(hash_file))
            .build()
    }
}

/// The whole application as one service.
pub fn router(backend: Backend, web: &Web) -> Router {
    let web = Arc::new(web.clone());
    let options = web.leptos();
    let context = {
        let (backend, cookies) = (backend.clone(), web.cookies());
        move || {
            provide_context(backend.clone());
            provide_context(cookies.clone());
            page_owner::note();
        }
    };
    let page = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let lost = leptos_axum::render_app_async_with_context(context.clone(), page.clone());
    let known = caller::Known {
        backend: backend.clone(),
        web: Arc::clone(&web),
    };
    let pages = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, page)
        .merge(export::routes::<AuditLog, _>(backend.clone()))
        .merge(export::routes::<Users, _>(backend.clone()))
        .fallback(lost)
        .layer(middleware::from_fn(page_owner::keep))
        .with_state(options);
    // An open stream would keep what a compression needs, and has nothing to compress.
    let streams = events::routes(backend.clone());
    Router::new()
        .merge(files(&web))
        .merge(texts())
        .merge(health::routes(backend, web.shutdown.clone()))
        .merge(guarded(pages, &known, &web).layer(CompressionLayer::new()))
        .merge(guarded(streams, &known, &web))
        .layer(middleware::from_fn_with_state(web, headers::protect))
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

/// The files for the browser; those with a hash in their name never change.
fn files(web: &Web) -> Router {
    let packages = ServeDir::new(web.site_dir.join("pkg"))
        .precompressed_br()
        .precompressed_gzip();
    let packages = Router::new()
        .fallback_service(packages)
        .layer(middleware::from_fn(headers::store_forever));
    let file = |name: &str| ServeFile::new(web.site_dir.join(name));
    Router::new()
        .nest("/pkg", packages)
        .route_service("/favicon.svg", file("favicon.svg"))
        .merge(
            Router::new()
                .route_service("/live.js", file("live.js"))
                .layer(middleware::from_fn(headers::ask_again)),
        )
}

/// The interface's texts, one file for each language; their names carry the hash of their content.
fn texts() -> Router {
    text_files()
        .iter()
        .fold(Router::new(), |router, file| {
            let answer = ([(CONTENT_TYPE, "application/json")], file.json.as_str());
            router.route(&file.path, get(async move || answer))
        })
        .layer(middleware::from_fn(headers::store_forever))
        .layer(CompressionLayer::new())
}
