//! Other people's readers of calendars, in a Python of their own that `bin/test` sets up.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A program of that Python.
pub(crate) fn program(name: &str) -> Command {
    let folder = std::env::var_os("PRIVITY_CACHE")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("XDG_CACHE_HOME")?).join("privity")))
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/privity")))
        .unwrap();
    let program = folder.join("tools/calendars/bin").join(name);
    assert!(program.exists(), "{} is missing: bin/test sets it up", program.display());
    Command::new(program)
}

/// What it answers to `input`.
pub(crate) fn ask(question: &str, input: &str) -> String {
    let mut python = program("python");
    python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/others.py")).arg(question);
    run(&mut python, input)
}

pub(crate) fn run(command: &mut Command, input: &str) -> String {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    writing.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
