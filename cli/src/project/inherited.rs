//! The variables that cargo sets for a program that it runs, withheld from the cargo that this
//! program calls.
//!
//! `cargo run` describes the package of its program in the environment. A cargo that inherits that
//! treats it as a change. Build scripts name such variables with `rerun-if-env-changed` (ring's
//! does), so they and all crates above them would be built again in each run. Variables that people
//! set to configure cargo (`CARGO_HOME`, `CARGO_TARGET_DIR`, `CARGO_BUILD_JOBS`,
//! `CARGO_ENCODED_RUSTFLAGS`, …) stay.

use std::process::Command;

/// The package: its name, version, authors and the like; and the folder, the path and the `links` of its manifest.
const OF_PACKAGE: [&str; 2] = ["CARGO_PKG_", "CARGO_MANIFEST_"];

/// The program itself, and the others of its package.
const OF_TARGET: [&str; 1] = ["CARGO_BIN_"];

/// Variables for its build script.
const OF_BUILD_SCRIPT: [&str; 2] = ["CARGO_FEATURE_", "CARGO_CFG_"];

/// One variable each: the output folder of its build script, and the settings that its crate was
/// compiled with.
const WHOLE: [&str; 5] = [
    "OUT_DIR",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_RUSTC_CURRENT_DIR",
    "CARGO_TARGET_TMPDIR",
];

/// Removes the variables that cargo set for this program from the environment of a command.
pub(crate) fn forget(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_set_for_program) {
            command.env_remove(name);
        }
    }
}

fn is_set_for_program(name: &str) -> bool {
    let mut prefixes = OF_PACKAGE.iter().chain(&OF_TARGET).chain(&OF_BUILD_SCRIPT);
    WHOLE.contains(&name) || prefixes.any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_sets_for_a_program_is_forgotten_and_what_people_set_stays() {
        for name in [
            "CARGO_PKG_NAME",
            "CARGO_PKG_VERSION_PRE",
            "CARGO_PKG_RUST_VERSION",
            "CARGO_MANIFEST_DIR",
            "CARGO_MANIFEST_PATH",
            "CARGO_MANIFEST_LINKS",
            "CARGO_BIN_NAME",
            "CARGO_BIN_EXE_cargo-counterpart",
            "CARGO_CRATE_NAME",
            "CARGO_PRIMARY_PACKAGE",
            "CARGO_TARGET_TMPDIR",
            "CARGO_FEATURE_STD",
            "CARGO_CFG_TARGET_OS",
            "OUT_DIR",
        ] {
            assert!(is_set_for_program(name), "{name}");
        }
        for name in [
            "CARGO",
            "CARGO_HOME",
            "CARGO_TARGET_DIR",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER",
            "CARGO_TERM_COLOR",
            "CARGO_NET_OFFLINE",
            "CARGO_BUILD_JOBS",
            "CARGO_BUILD_TARGET_DIR",
            "CARGO_PROFILE_DEV_DEBUG",
            "CARGO_REGISTRIES_ACME_TOKEN",
            "CARGO_INCREMENTAL",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_UNSTABLE_SPARSE_REGISTRY",
            "RUSTFLAGS",
            "RUSTUP_TOOLCHAIN",
            "PATH",
            "MY_OUT_DIR",
        ] {
            assert!(!is_set_for_program(name), "{name}");
        }
    }
}
