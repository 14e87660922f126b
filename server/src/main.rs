//! The binary `bouclier`.

use std::process::ExitCode;

/// This allocator returns the memory of each password hash; the system's own keeps much of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::cli::run().await
}
