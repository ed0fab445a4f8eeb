//! The program. All it does itself is say why a command failed, and keep threads away from the
//! process that reads hostile documents: a runtime in it could not be shut in.

use std::io::{stdin, stdout};
use std::process::ExitCode;

use clap::Parser;
use papers::child::{self, Bounds};
use server::cli::{Cli, run};
use tikv_jemallocator::Jemalloc;

/// A page is made of thousands of small strings: a tenth less of the processor than with the system's.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.is_preview() {
        return child::main(Bounds::default(), stdin().lock(), stdout().lock());
    }
    serve(cli)
}

#[tokio::main]
async fn serve(cli: Cli) -> ExitCode {
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("privity: {error}");
            ExitCode::FAILURE
        }
    }
}
