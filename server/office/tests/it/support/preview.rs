//! The child that reads documents, as a program of its own.

use std::io::{stdin, stdout};
use std::process::ExitCode;

use papers::child::{self, Bounds};

fn main() -> ExitCode {
    child::main(Bounds::default(), stdin().lock(), stdout().lock())
}
