//! What the child cannot do.

use std::process::Command;

use crate::CHILD;

#[test]
fn the_child_has_no_files_no_network_and_no_company() {
    let output = Command::new(CHILD).arg("doors").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said.trim(), "[]", "{:?}", output.status);
    assert!(output.status.success());
}
