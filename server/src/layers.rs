//! The layers between the network and the application: those around everything ([`common`]), and those that a surface adds
//! itself.

mod body;
mod caller;
pub mod common;
mod cross_site;
pub mod fields;
pub mod finish;
pub mod gate;
mod guards;
pub mod headers;
mod observe;
pub mod once;
pub mod organisation;
pub mod page_owner;
mod peer;
pub mod query;
pub mod referer;
mod request_id;
mod route_labels;
mod state;
mod target;

pub use state::LayerState;
