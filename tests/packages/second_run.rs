//! What a second run builds: nothing.

use std::process::Command;

use fixture::program;
use fixture::workspace::{Workspace, declare};

/// As of ring: what cargo sets for a program is what the build script watches.
const BUILD_SCRIPT: &str = r#"
fn main() {
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "OUT_DIR"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
}
"#;

#[test]
fn a_second_run_builds_nothing_however_the_program_was_started() {
    let emits = declare("emits", "user.registered", "UserRegistered", "pub id: u64");
    let consumes = declare("consumes", "user.registered", "UserRegistered", "pub id: u64");
    let workspace = Workspace::of(
        "a_second_run_builds_nothing_however_the_program_was_started",
        &[
            (
                "user-service",
                &[("src/lib.rs", &emits), ("build.rs", BUILD_SCRIPT)],
            ),
            ("auth-service", &[("src/lib.rs", &consumes)]),
        ],
    );
    workspace.accept();
    let verify = |outer: &[(&str, &str)]| {
        let mut command = Command::new(program());
        command
            .args(["verify", "--color", "never"])
            .current_dir(workspace.folder.path());
        let answer = workspace.folder.answer_with(command, outer);
        answer.exits(0);
        answer.stderr
    };
    workspace.write("user-service/src/lib.rs", &format!("{emits}// changed\n"));
    let first = verify(&[]);
    assert!(first.contains("Compiling user-service"), "{first}");
    for outer in [
        &[][..],
        // As `cargo run` leaves it.
        &[
            ("CARGO_MANIFEST_DIR", "/elsewhere"),
            ("CARGO_PKG_NAME", "elsewhere"),
            ("OUT_DIR", "/elsewhere/out"),
        ],
        &[("CARGO_PKG_NAME", "another")],
    ] {
        let again = verify(outer);
        assert!(!again.contains("Compiling"), "{outer:?}\n{again}");
    }
}
