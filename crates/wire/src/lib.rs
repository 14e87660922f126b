//! What travels between server and browser: what pages show, queries in URLs, and the paths of pages and endpoints.
//!
//! No I/O and no clock; the same code runs in the server and in the browser.

pub mod audit_query;
pub mod cursor;
pub mod exemption_query;
pub mod order;
pub mod path;
pub mod preview_query;
pub mod query;
pub mod report_query;
pub mod return_to;
pub mod selection;
pub mod table_look;
pub mod view;

pub use audit_query::AuditQuery;
pub use cursor::Cursor;
pub use exemption_query::{ExemptionCursor, ExemptionQuery};
pub use order::{Direction, UserSort};
pub use preview_query::{PreviewQuery, Previewed, PreviewedForm};
pub use query::{AccountFilter, RequirementFilter, UserQuery};
pub use report_query::ReportQuery;
pub use selection::selection;
