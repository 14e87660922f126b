//! The layers that several surfaces bring with them.

use super::known::Known;
use super::{caller, cross_site};
use axum::{Router, middleware};
use std::sync::Arc;

impl Known {
    /// Around whatever asks who calls: there is a `Caller` in each request.
    pub fn with_session(&self, routes: Router) -> Router {
        routes.layer(middleware::from_fn_with_state(
            self.clone(),
            caller::identify,
        ))
    }

    /// Around whatever browsers send forms to: no other site makes them send one. Programs that send forms do not get
    /// through.
    pub fn with_form_guard(&self, routes: Router) -> Router {
        routes.layer(middleware::from_fn_with_state(
            Arc::clone(&self.web),
            cross_site::refuse,
        ))
    }
}
