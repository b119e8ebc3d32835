//! Cargo's own flags, passed through to the cargo that called us.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process;

use cargo_metadata::Package;
use clap::Args;

use super::inherited;

/// Which packages of the workspace to check.
#[derive(Debug, Args)]
#[command(next_help_heading = "Package selection")]
pub(crate) struct PackageFlags {
    /// Package to check (name, name@version or a pattern with `*` and `?`); may be repeated
    #[arg(short, long = "package", value_name = "SPEC")]
    pub(crate) packages: Vec<String>,
    /// All packages of the workspace
    #[arg(long, visible_alias = "all")]
    pub(crate) workspace: bool,
    /// Package to leave out, with --workspace; may be repeated
    #[arg(long, value_name = "SPEC", requires = "workspace")]
    pub(crate) exclude: Vec<String>,
}

impl PackageFlags {
    /// Returns `true` if any of them is given.
    pub(crate) fn select(&self) -> bool {
        self.workspace || !self.packages.is_empty()
    }
}

/// Flags that cargo gets as they are.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Passed on to cargo")]
pub(crate) struct CargoFlags {
    /// Features to activate, separated by spaces or commas; may be repeated
    #[arg(short = 'F', long)]
    features: Vec<String>,
    /// Activate all features
    #[arg(long)]
    all_features: bool,
    /// Do not activate the `default` feature
    #[arg(long)]
    no_default_features: bool,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// Build for this target triple
    #[arg(long, value_name = "TRIPLE")]
    target: Option<String>,
    /// Build with this profile
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Build in release mode
    #[arg(short, long, conflicts_with = "profile")]
    release: bool,
    /// Folder for what is built
    #[arg(long, value_name = "DIRECTORY")]
    target_dir: Option<PathBuf>,
    /// Cargo.lock must not change
    #[arg(long)]
    locked: bool,
    /// Do not touch the network
    #[arg(long)]
    offline: bool,
    /// The same as --locked and --offline
    #[arg(long)]
    frozen: bool,
    /// Override a value of cargo's configuration; may be repeated
    #[arg(long, value_name = "KEY=VALUE|PATH")]
    config: Vec<OsString>,
}

/// A command as a person would type it, for `-vv`.
pub(crate) fn shown(command: &process::Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words
        .map(|word| {
            let word = word.to_string_lossy();
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:+@,#".contains(c);
            if !word.is_empty() && word.chars().all(is_plain) {
                word.into_owned()
            } else {
                format!("'{}'", word.replace('\'', r"'\''"))
            }
        })
        .collect();
    words.join(" ")
}

/// The cargo that called us, or the one on the path.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// A call of [`program`], which does not see how this program was started.
fn call(subcommand: &str) -> process::Command {
    let mut command = process::Command::new(program());
    command.arg(subcommand);
    inherited::forget(&mut command);
    command
}

impl CargoFlags {
    /// For a command that builds nothing and only looks for the workspace.
    pub(crate) fn of_manifest(manifest_path: Option<PathBuf>) -> Self {
        Self {
            manifest_path,
            ..Self::default()
        }
    }

    /// Returns `true` if features other than the default ones were requested.
    pub(crate) fn chooses_features(&self) -> bool {
        !self.features.is_empty() || self.all_features || self.no_default_features
    }

    /// Returns `true` if a feature of a package of the workspace is on: by name, by another
    /// feature, or by default.
    pub(crate) fn turns_on(&self, package: &Package, feature: &str) -> bool {
        if self.all_features {
            return true;
        }
        let named = self.features.iter().flat_map(|some| some.split([' ', ',']));
        // Cargo accepts `package/feature`, and a feature of the package in the current folder.
        let of_package = |name: &str| match name.split_once('/') {
            Some((of, feature)) => (of == package.name.as_str()).then(|| feature.to_owned()),
            None => Some(name.to_owned()),
        };
        let mut open: Vec<String> = named.filter_map(of_package).collect();
        if !self.no_default_features {
            open.push("default".to_owned());
        }
        let mut on = BTreeSet::new();
        while let Some(name) = open.pop() {
            if on.insert(name.clone()) {
                open.extend(package.features.get(&name).into_iter().flatten().cloned());
            }
        }
        on.contains(feature)
    }

    /// The folder of the named manifest.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.manifest_path.as_deref()?.parent()
    }

    /// The target folder, if it was named.
    pub(crate) fn target_dir(&self) -> Option<&Path> {
        self.target_dir.as_deref()
    }

    /// `cargo metadata`, only for the members of the workspace.
    pub(crate) fn metadata(&self) -> process::Command {
        let mut command = call("metadata");
        command.args(["--format-version=1", "--no-deps", "--color=never"]);
        self.add_common(&mut command);
        command
    }

    /// `cargo metadata`, for all packages that are built. It works from this machine only, and
    /// keeps the lock file unchanged.
    pub(super) fn graph(&self, one_platform: bool, features: bool) -> process::Command {
        let mut command = call("metadata");
        command.args(["--format-version=1", "--color=never"]);
        if one_platform {
            let platform = self.target.as_deref().unwrap_or("host-tuple");
            command.args(["--filter-platform", platform]);
        }
        if features {
            self.add_features(&mut command);
        }
        self.add_common(&mut command);
        for (flag, given) in [("--locked", self.locked), ("--offline", self.offline)] {
            if !given {
                command.arg(flag);
            }
        }
        command
    }

    /// `cargo test`, with the targets to build.
    pub(crate) fn test(&self) -> process::Command {
        let mut command = call("test");
        // If nobody asked, cargo reads the same variables, and knows its own terminal.
        if let Some(when) = crate::terminal::output::color() {
            command.arg("--color").arg(when.name());
        }
        self.add_common(&mut command);
        self.add_features(&mut command);
        if self.release {
            command.arg("--release");
        }
        if let Some(target) = &self.target {
            command.arg("--target").arg(target);
        }
        if let Some(profile) = &self.profile {
            command.arg("--profile").arg(profile);
        }
        if let Some(folder) = &self.target_dir {
            command.arg("--target-dir").arg(folder);
        }
        command
    }

    fn add_features(&self, command: &mut process::Command) {
        for features in &self.features {
            command.arg("--features").arg(features);
        }
        let flags = [
            ("--all-features", self.all_features),
            ("--no-default-features", self.no_default_features),
        ];
        command.args(flags.iter().filter(|(_, given)| *given).map(|(flag, _)| flag));
    }

    fn add_common(&self, command: &mut process::Command) {
        if let Some(path) = &self.manifest_path {
            command.arg("--manifest-path").arg(path);
        }
        let flags = [
            ("--locked", self.locked),
            ("--offline", self.offline),
            ("--frozen", self.frozen),
        ];
        command.args(flags.iter().filter(|(_, given)| *given).map(|(flag, _)| flag));
        for config in &self.config {
            command.arg("--config").arg(config);
        }
    }
}
