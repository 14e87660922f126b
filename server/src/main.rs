//! The binary `bouclier`.

use std::process::ExitCode;

/// Gives the memory of each password hash back; the system's own keeps much of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::cli::run().await
}
