//! The layers between the network and the application.

pub mod body;
pub mod caller;
pub mod cross_site;
pub mod fields;
pub mod headers;
pub mod page_owner;
pub mod referer;
