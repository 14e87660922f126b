//! The users of the table: by search or by segment, in an order, a page at a time.

mod by_number;
mod keyset;
mod search;
mod segment;
mod segments;
mod sort_key;

pub use by_number::{Among, numbers};
pub use search::{Matching, search};
pub use segment::Segment;
pub use segments::Segments;
pub use sort_key::{Window, ends};
