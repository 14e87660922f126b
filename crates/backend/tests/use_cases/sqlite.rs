//! What only SQLite has: its settings, its index for search, and a file to copy. Left out of the run on PostgreSQL, by the name
//! of this module (`scripts/test-rust`).

mod backup;
mod ended;
mod search;
mod settings;
mod sign_in_cost;
