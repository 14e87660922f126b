//! `bouclier health`

use super::{Failure, say};
use crate::ask;
use crate::config::Config;
use http::{HeaderMap, StatusCode};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use wire::path::READY;

/// Whom to ask.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the server [default: that of --listen, on this machine]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Prints that the server is ready, or fails with the reason.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let url = match &args.url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => here(config.listen),
    };
    match ask::get(&format!("{url}{READY}"), HeaderMap::new()).await {
        Ok(answer) if answer.status == StatusCode::OK => say("ready"),
        Ok(answer) => Err(Failure::new(format!(
            "{url} is not ready: {} {}",
            answer.status.as_u16(),
            answer.line
        ))),
        Err(error) => Err(Failure::new(format!("{url}: {error}"))),
    }
}

/// The address at which this machine reaches a listener.
pub fn here(listen: SocketAddr) -> String {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, listen.port()))
}

#[cfg(test)]
mod tests {
    use super::here;

    #[test]
    fn a_listener_on_every_address_is_asked_on_this_machine() {
        for (listen, url) in [
            ("0.0.0.0:3000", "http://127.0.0.1:3000"),
            ("[::]:3000", "http://[::1]:3000"),
            ("10.0.0.11:80", "http://10.0.0.11:80"),
        ] {
            assert_eq!(here(listen.parse().unwrap()), url);
        }
    }
}
