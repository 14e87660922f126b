//! The shared state of layers.

use crate::web::Web;
use backend::Backend;
use std::sync::Arc;

/// The shared state of layers.
#[derive(Debug, Clone)]
pub struct LayerState {
    /// Finds the session.
    pub backend: Backend,
    /// Has the settings of cookies and proxies.
    pub web: Arc<Web>,
}
