//! What layers work with.

use crate::web::Web;
use backend::Backend;
use std::sync::Arc;

/// What layers work with.
#[derive(Debug, Clone)]
pub struct Known {
    /// Finds the session.
    pub backend: Backend,
    /// Knows the cookies and the proxies.
    pub web: Arc<Web>,
}
