//! The child alone, for this crate's tests: `papers-child [MEMORY_BYTES CPU_SECONDS | doors |
//! crowd]`.

use std::io::{stdin, stdout};
use std::process::ExitCode;

use papers::child::{self, Bounds};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (first, second) = (args.next(), args.next());
    if first.as_deref() == Some("doors") {
        let open = child::try_doors(Bounds::default());
        println!("{open:?}");
        return if open.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    if first.as_deref() == Some("crowd") {
        std::thread::spawn(std::thread::park);
    }
    let number = |arg: Option<String>| arg.and_then(|arg| arg.parse().ok());
    let bounds = Bounds::default();
    let bounds = Bounds {
        memory_bytes: number(first).unwrap_or(bounds.memory_bytes),
        cpu_seconds: number(second).unwrap_or(bounds.cpu_seconds),
    };
    child::main(bounds, stdin().lock(), stdout().lock())
}
