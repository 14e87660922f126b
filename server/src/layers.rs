//! The layers between the network and the application.

mod asked;
pub mod body;
pub mod caller;
pub mod cross_site;
pub mod fields;
pub mod headers;
pub mod observe;
pub mod page_owner;
mod peer;
pub mod referer;
pub mod request_id;
