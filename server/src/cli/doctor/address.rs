//! The running server, and the path to it through the proxy. With the key the doctor can ask the server
//! how a request arrived: this proves that this installation answers, and shows exactly what the proxy
//! did to the request.

mod path;

use super::finding::Finding;
use crate::ask::{self, Answer, AskError};
use crate::cli::health::here;
use crate::config::Config;
use crate::health::{FORWARDED_FOR, KNOCK};
use backend::clock::Clock;
use backend::knock::Knock;
use backend::vault::Vault;
use http::{HeaderMap, HeaderValue, StatusCode};
use wire::path::READY;

const SERVER: &str = "server";
const PUBLIC: &str = "public address";
/// A forged address of the caller, from a range reserved for documentation (RFC 5737).
const CLAIMED: HeaderValue = HeaderValue::from_static("192.0.2.77");

/// The program that answers at an address.
#[derive(Debug)]
pub enum Behind {
    /// This installation.
    Us(Answer),
    /// A program that says it is ready, but could not be asked whether it is this installation.
    Unproven,
    /// This or another installation, not ready.
    Unready(String),
    /// Another program, or an installation with another key.
    Stranger(StatusCode),
    /// No answer.
    Nobody(AskError),
}

/// Asks the server on this machine and, if there is a proxy, also through the proxy.
pub async fn check(config: &Config, vault: Option<&Vault>) -> Vec<Finding> {
    let here = here(config.listen);
    let mut findings = vec![server(&here, ask_at(&here, vault).await)];
    let url = config.public_url.as_str();
    if config.public_url.is_https() {
        match ask_at(url, vault).await {
            Behind::Us(answer) => findings.extend(path::check(config, &answer)),
            other => findings.push(public(url, other)),
        }
    } else {
        findings.push(Finding::ok(
            PUBLIC,
            format!("{url} is for this machine only"),
        ));
    }
    findings
}

async fn ask_at(url: &str, vault: Option<&Vault>) -> Behind {
    let knock = vault.and_then(|vault| Knock::new(vault, Clock::System.now()).ok());
    let mut headers = HeaderMap::new();
    headers.insert(FORWARDED_FOR, CLAIMED);
    let question = knock
        .as_ref()
        .map(|knock| HeaderValue::try_from(&knock.question));
    if let Some(Ok(question)) = question {
        headers.insert(KNOCK, question);
    }
    match ask::get(&format!("{url}{READY}"), headers).await {
        Err(error) => Behind::Nobody(error),
        Ok(answer) => judge(answer, knock.as_ref()),
    }
}

fn judge(answer: Answer, knock: Option<&Knock>) -> Behind {
    let understood = answer
        .headers
        .get(KNOCK)
        .and_then(|value| value.to_str().ok());
    let is_us = knock.is_some_and(|knock| understood == Some(&*knock.answer));
    match answer.status {
        StatusCode::SERVICE_UNAVAILABLE => Behind::Unready(answer.line),
        _ if is_us => Behind::Us(answer),
        StatusCode::OK if knock.is_none() && answer.line == "ready" => Behind::Unproven,
        status => Behind::Stranger(status),
    }
}

fn server(url: &str, behind: Behind) -> Finding {
    match behind {
        Behind::Us(_) | Behind::Unproven => Finding::ok(SERVER, format!("it is ready on {url}")),
        Behind::Unready(why) => Finding::problem(
            SERVER,
            format!("it runs on {url} and is not ready ({why}); its log says more"),
        ),
        Behind::Stranger(status) => Finding::problem(
            SERVER,
            format!(
                "something else answers on {url} ({}): another program, or a bouclier with another \
                 key; choose another --listen or stop it",
                status.as_u16()
            ),
        ),
        Behind::Nobody(AskError::Connect(_)) => Finding::warning(
            SERVER,
            format!("it does not run on {url}: start it and ask again"),
        ),
        Behind::Nobody(error) => Finding::problem(SERVER, format!("{url}: {error}")),
    }
}

fn public(url: &str, behind: Behind) -> Finding {
    match behind {
        Behind::Us(_) | Behind::Unproven => Finding::warning(
            PUBLIC,
            format!("{url} answers; without the key nobody can tell whether it leads here"),
        ),
        Behind::Unready(why) => Finding::problem(
            PUBLIC,
            format!(
                "{url} is not ready: {why}; is the server running, and the proxy's target right?"
            ),
        ),
        Behind::Stranger(status) => Finding::problem(
            PUBLIC,
            format!(
                "{url} does not lead to this installation (it answers {}): check the name, and the \
                 proxy's target",
                status.as_u16()
            ),
        ),
        Behind::Nobody(error) => Finding::problem(
            PUBLIC,
            format!("{url}: {error}; check the name, the proxy and its certificate"),
        ),
    }
}
