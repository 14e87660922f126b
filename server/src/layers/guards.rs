//! The layers that several surfaces add themselves.

use super::state::LayerState;
use super::{caller, cross_site};
use axum::{Router, middleware};
use std::sync::Arc;

impl LayerState {
    /// For routes that need to know the caller: puts a `Caller` into each request.
    pub fn with_session(&self, routes: Router) -> Router {
        routes.layer(middleware::from_fn_with_state(
            self.clone(),
            caller::identify,
        ))
    }

    /// For routes that take forms from browsers: refuses forms from other sites. Programs that send forms are
    /// refused too.
    pub fn with_form_guard(&self, routes: Router) -> Router {
        routes.layer(middleware::from_fn_with_state(
            Arc::clone(&self.web),
            cross_site::refuse,
        ))
    }
}
