//! Serving the console.

use crate::cli::Failure;
use crate::config::Config;
use crate::router::{Web, router};
use axum::ServiceExt;
use axum::extract::Request;
use axum::serve::ListenerExt;
use backend::Backend;
use std::io::Write;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Serves until the process is asked to stop; requests that have begun are finished.
pub async fn run(config: &Config, backend: Backend) -> Result<(), Failure> {
    let web = Web::from_config(config);
    if !web.has_site() {
        return Err(Failure::new(format!(
            "{}: the files for the browser are not there; build with `make run`",
            config.site_dir.display()
        )));
    }
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|e| Failure::new(format!("cannot listen on {}: {e}", config.listen)))?;
    announce(config, &backend).await?;
    // Without it each streamed page waits 40 ms for an acknowledgement.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(error.cause = %error, "no TCP_NODELAY");
        }
    });
    let app = router(backend, &web);
    let service = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(app);
    axum::serve(listener, service)
        .with_graceful_shutdown(asked_to_stop())
        .await
        .map_err(|e| Failure::new(format!("serving failed: {e}")))
}

/// Says where the console is and, on an empty database, how the first admin is made.
async fn announce(config: &Config, backend: &Backend) -> Result<(), Failure> {
    let set_up = backend.set_up_link().await?;
    let mut out = std::io::stdout().lock();
    let mut say = |line: String| writeln!(out, "{line}").map_err(Failure::from_output);
    say(format!("Bouclier is on {}", config.public_url.as_str()))?;
    if let Some(link) = set_up {
        say("There is no account yet. Create the first admin here, within 24 hours:".to_owned())?;
        say(link)?;
    }
    Ok(())
}

async fn asked_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = terminated => {}
        () = interrupted => {}
    }
}
