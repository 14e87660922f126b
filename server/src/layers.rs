//! The layers between the network and the application: those around everything ([`common`]), and those that a surface adds
//! itself.

mod asked;
mod body;
mod caller;
pub mod common;
mod cross_site;
pub mod fields;
pub mod finish;
pub mod gate;
mod guards;
pub mod headers;
mod known;
mod observe;
pub mod page_owner;
mod peer;
pub mod referer;
mod request_id;
mod target;

pub use known::Known;
