//! One outcome for a form that a browser sends twice: a second click ends the first request, and its answer never comes.

use super::peer::{address, peer};
use super::state::LayerState;
use crate::web::Web;
use app::fields;
use app::ssr::sent_cookie;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{LOCATION, SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use backend::access::SentForm;
use domain::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use wire::path;

/// Seconds for which an outcome is there for the same form from the same browser.
const KEPT: i64 = backend::session::RENEWED_KEPT;

/// Outcomes that are kept at once: beyond them, a form that is sent twice is looked at twice.
const MOST: usize = 10_000;

/// SHA-256 of what was sent, and by whom.
type Key = [u8; 32];

/// The outcomes of forms that use something up, from their beginning on.
#[derive(Debug, Clone, Default)]
pub struct Outcomes(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    all: HashMap<Key, Begun>,
    /// When those that are over were last removed.
    swept: Option<Timestamp>,
}

#[derive(Debug)]
struct Begun {
    at: Timestamp,
    outcome: watch::Receiver<Option<Outcome>>,
}

impl Begun {
    /// Whether the outcome is still to come.
    fn is_pending(&self) -> bool {
        self.outcome.has_changed().is_ok() && self.outcome.borrow().is_none()
    }

    /// Whether there is an outcome, for now, or one to come.
    fn is_good(&self, now: Timestamp) -> bool {
        let kept = self.outcome.borrow().is_some() && (0..KEPT).contains(&now.since(self.at));
        kept || self.is_pending()
    }
}

/// The answer to a form that was accepted.
#[derive(Clone)]
struct Outcome {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl fmt::Debug for Outcome {
    /// Without headers and body, which may hold the token of a session.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outcome({})", self.status)
    }
}

impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        (self.status, self.headers, self.body).into_response()
    }
}

/// Which of two requests it is.
enum Turn {
    First(watch::Sender<Option<Outcome>>),
    Second(watch::Receiver<Option<Outcome>>),
}

impl Outcomes {
    fn take_turn(&self, key: Key, at: Timestamp) -> Turn {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Once a second: it looks at all of them.
        if kept.swept.replace(at) != Some(at) {
            kept.all.retain(|_, begun| begun.is_good(at));
        }
        if let Some(begun) = kept.all.get(&key).filter(|begun| begun.is_good(at)) {
            return Turn::Second(begun.outcome.clone());
        }
        let (send, outcome) = watch::channel(None);
        if kept.all.len() < MOST {
            kept.all.insert(key, Begun { at, outcome });
        }
        Turn::First(send)
    }
}

impl Outcomes {
    /// Forgets an outcome when it is of no more use: it may hold links and the token of a session.
    fn forget_later(self, key: Key) {
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(KEPT.unsigned_abs())).await;
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.all.remove(&key);
        });
    }
}

/// Whether a form to this path uses something up.
fn uses_up(to: &str) -> bool {
    fields::uses_up(to) || to == path::INVITATION_LINKS
}

/// Answers a form that uses something up once: the same form from the same browser within some seconds gets the same answer. One
/// that was refused is looked at again, and counted again.
pub async fn answer(
    State((known, outcomes)): State<(LayerState, Outcomes)>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::POST || !uses_up(request.uri().path()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // Limited in size by the outer layer.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (web, now) = (&known.web, known.backend.now());
    let key = key(web, &parts, &body);
    let turn = outcomes.take_turn(key, now);
    let mut request = Request::from_parts(parts, Body::from(body));
    // Where another process answered the same form, that is found by it.
    request.extensions_mut().insert(SentForm::of(key));
    match turn {
        Turn::First(outcome) => {
            let response = keep(web, next.run(request).await, &outcome).await;
            outcomes.forget_later(key);
            response
        }
        Turn::Second(mut outcome) => {
            let kept = outcome.wait_for(Option::is_some).await;
            let kept = kept.ok().and_then(|kept| kept.clone());
            match kept {
                Some(kept) => kept.into_response(),
                None => next.run(request).await,
            }
        }
    }
}

/// The session, the browser and its network address belong to it: the answer may hold a session.
fn key(web: &Web, parts: &Parts, body: &[u8]) -> Key {
    let session = web.cookies().session_name();
    let session = sent_cookie(&parts.headers, &session).unwrap_or_default();
    let address = address(
        peer(&parts.extensions),
        &parts.headers,
        &web.trusted_proxies,
    );
    let header = |name| parts.headers.get(name).map_or(&[][..], |v| v.as_bytes());
    let mut hash = Sha256::new();
    for part in [
        parts.uri.path().as_bytes(),
        session.as_bytes(),
        address.as_bytes(),
        header(USER_AGENT),
        header(axum::http::header::ACCEPT),
        body,
    ] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Keeps the answer if the form was accepted.
async fn keep(web: &Web, response: Response, outcome: &watch::Sender<Option<Outcome>>) -> Response {
    if !is_accepted(web, &response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let kept = Outcome {
        status: parts.status,
        headers: parts.headers,
        body,
    };
    outcome.send_replace(Some(kept.clone()));
    kept.into_response()
}

/// A form without script that was refused is redirected too, with the reason in a cookie.
fn is_accepted(web: &Web, response: &Response) -> bool {
    if !response.status().is_redirection() {
        return response.status().is_success();
    }
    let session = format!("{}=", web.cookies().session_name());
    let cookies = response.headers().get_all(SET_COOKIE);
    let any = |is: &dyn Fn(&str) -> bool| {
        let mut texts = cookies.iter().filter_map(|cookie| cookie.to_str().ok());
        texts.any(is)
    };
    let is_refused = any(&|cookie| cookie.contains(".refused%7C"));
    let is_session = |cookie: &str| {
        let token = cookie.strip_prefix(&session);
        token.is_some_and(|token| !token.starts_with(';'))
    };
    let leads = response.headers().get(LOCATION);
    !is_refused && (any(&is_session) || leads.is_some_and(|to| to == path::SIGN_IN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::post;
    use axum::{Router, middleware};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tower::ServiceExt;

    const CODE: &str = "/api/sign-in/code";
    const OTHER: &str = "/api/me/profile";

    fn web() -> Web {
        Web {
            site: Arc::new(
                crate::site::Site::open(Some(std::path::Path::new(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/tests/site"
                ))))
                .unwrap(),
            ),
            public_url: "https://bouclier.example".to_owned(),
            trusted_proxies: crate::config::TrustedProxies::default(),
            session_max_age: 60,
            limits: crate::listener::Limits::default(),
            shutdown: crate::shutdown::Shutdown::default(),
            access_log: false,
            metrics: None,
        }
    }

    /// Sends one form twice; returns how many of both were looked at, and whether both answers have one cookie.
    async fn twice(path: &str, sessions: [&str; 2], answer: &'static str) -> (usize, bool) {
        let seen = Arc::new(AtomicUsize::new(0));
        let handler = {
            let seen = Arc::clone(&seen);
            move || async move {
                let number = seen.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                let cookie = answer.replace("{}", &number.to_string());
                (StatusCode::FOUND, [(SET_COOKIE, cookie)])
            }
        };
        let known = LayerState {
            backend: test_support::Installation::new().await.backend.clone(),
            web: Arc::new(web()),
        };
        let layer = middleware::from_fn_with_state((known, Outcomes::default()), super::answer);
        let app = Router::new()
            .route(CODE, post(handler.clone()))
            .route(OTHER, post(handler))
            .layer(layer);
        let send = async |session: &str| {
            let request = Request::builder()
                .method(Method::POST)
                .uri(path)
                .header("cookie", format!("__Host-bouclier={session}"));
            let answer = app
                .clone()
                .oneshot(request.body(Body::from("code=1")).unwrap());
            let answer = answer.await.unwrap();
            answer.headers()[SET_COOKIE].clone()
        };
        let [one, two] = sessions.map(&send);
        let (one, two) = tokio::join!(one, two);
        let late = send(sessions[0]).await;
        let count = seen.load(Ordering::SeqCst);
        (count, one == two && two == late)
    }

    const GIVEN: &str = "__Host-bouclier=token{}; Path=/";

    #[tokio::test]
    async fn a_code_that_is_sent_twice_has_one_outcome_while_it_is_checked_and_after() {
        assert_eq!(twice(CODE, ["a", "a"], GIVEN).await, (1, true));
    }

    #[tokio::test]
    async fn attack_04_another_session_and_a_refused_code_have_outcomes_of_their_own() {
        assert_eq!(twice(CODE, ["a", "b"], GIVEN).await.0, 2);
        let refused = "__Host-bouclier-told=%2Fsign-in.refused%7C{}";
        assert_eq!(twice(CODE, ["a", "a"], refused).await.0, 3);
        let ended = "__Host-bouclier=; Path=/; {}";
        assert_eq!(twice(CODE, ["a", "a"], ended).await.0, 3);
    }

    #[test]
    fn attack_18_outcomes_are_kept_up_to_a_bound_and_those_that_are_there_stay_good() {
        let (outcomes, at) = (Outcomes::default(), Timestamp::from_unix(0));
        let key = |number: usize| -> Key { Sha256::digest(number.to_be_bytes()).into() };
        let turn = |number| outcomes.take_turn(key(number), at);
        let pending: Vec<Turn> = (0..=MOST).map(turn).collect();
        assert!(pending.iter().all(|turn| matches!(turn, Turn::First(_))));
        assert!(matches!(turn(0), Turn::Second(_)));
        assert!(matches!(turn(MOST), Turn::First(_)));
    }

    #[tokio::test(start_paused = true)]
    async fn an_outcome_is_forgotten_after_ten_seconds_though_nobody_sends_a_form_again() {
        let (outcomes, key) = (Outcomes::default(), [7; 32]);
        drop(outcomes.take_turn(key, Timestamp::from_unix(0)));
        outcomes.clone().forget_later(key);
        let kept = || outcomes.0.lock().unwrap().all.len();
        // The task begins to wait.
        tokio::task::yield_now().await;
        tokio::time::advance(Duration::from_millis(9_900)).await;
        tokio::task::yield_now().await;
        assert_eq!(kept(), 1);
        tokio::time::advance(Duration::from_millis(200)).await;
        tokio::task::yield_now().await;
        assert_eq!(kept(), 0);
    }

    #[tokio::test]
    async fn what_may_be_changed_back_and_again_is_done_each_time() {
        assert_eq!(twice(OTHER, ["a", "a"], GIVEN).await.0, 3);
    }
}
