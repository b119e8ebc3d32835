//! What the program's own cargo left in the environment does not reach the cargo that the program calls.

#![cfg(unix)]

use std::process::Command;

use fixture::{Folder, program};

/// Writes its arguments and its environment to a file, and fails.
const CARGO: &str = "#!/bin/sh\n{ echo \"$@\"; env; } >> seen\nexit 1\n";

#[test]
fn what_cargo_sets_for_a_program_does_not_reach_the_inner_cargo_and_what_people_set_does() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::with(&[("cargo", CARGO)]);
    let cargo = folder.path().join("cargo");
    std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(program());
    command.arg("verify").current_dir(folder.path());
    let answer = folder.answer_with(
        command,
        &[
            ("CARGO", cargo.to_str().unwrap()),
            ("CARGO_MANIFEST_DIR", "/outer"),
            ("CARGO_MANIFEST_PATH", "/outer/Cargo.toml"),
            ("CARGO_PKG_NAME", "outer"),
            ("CARGO_PKG_DESCRIPTION", "two\nlines"),
            ("CARGO_BIN_NAME", "outer"),
            ("CARGO_CRATE_NAME", "outer"),
            ("CARGO_PRIMARY_PACKAGE", "1"),
            ("OUT_DIR", "/outer/out"),
            ("CARGO_BUILD_JOBS", "3"),
            ("CARGO_ENCODED_RUSTFLAGS", "--cfg=mine"),
        ],
    );
    answer.exits(101);
    let seen = folder.read("seen");
    assert!(seen.starts_with("metadata "), "{seen}");
    assert!(
        !seen.contains("outer") && !seen.contains("CARGO_PRIMARY_PACKAGE"),
        "{seen}"
    );
    for kept in ["CARGO_BUILD_JOBS=3", "CARGO_ENCODED_RUSTFLAGS=--cfg=mine"] {
        assert!(seen.contains(kept), "{kept}\n{seen}");
    }
}
