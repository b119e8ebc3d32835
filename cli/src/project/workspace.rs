//! The workspace that the command was called for: its root, its packages, its contracts folder.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package};
use counterpart::collect::ROOT;
use counterpart::config::Allowance;
use counterpart::config::Severities;
use counterpart::config::{FILE_NAME, Flags, Settings};

use crate::failure::Failure;
use crate::named;
use crate::project::cargo::{CargoFlags, PackageFlags, program, shown};
use crate::project::graph::Graph;
use crate::project::here;
use crate::terminal::output;

#[derive(Debug)]
pub(crate) struct Workspace {
    metadata: Metadata,
    graph: Graph,
    root: PathBuf,
    /// True if the command was called for the root. In the folder of a member, the command is about
    /// that member.
    is_called_at_root: bool,
    settings: Settings,
}

impl Workspace {
    /// Asks cargo for the workspace, and reads its `counterpart.toml`.
    pub(crate) fn find(flags: &CargoFlags) -> Result<Self, Failure> {
        // Cargo and rustup would explain it in twenty lines.
        here::folder()?;
        let mut command = flags.metadata();
        output::step(2, || format!("running {}", shown(&command)));
        let output = command.output().map_err(|error| {
            Failure::new(format!("cannot run {}: {error}", program().display()))
                .hint("`--no-build --contracts DIR` checks only files, without cargo")
        })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.trim().trim_start_matches("error: ");
            return Err(Failure::new(format!("cargo cannot read the workspace: {said}")).hint(
                "run this inside a workspace, name one with --manifest-path, or check only files with `--no-build --contracts DIR`",
            ));
        }
        let metadata = String::from_utf8(output.stdout)
            .map_err(|error| error.to_string())
            .and_then(|text| MetadataCommand::parse(text).map_err(|error| error.to_string()))
            .map_err(|error| Failure::new(format!("cannot read what `cargo metadata` says: {error}")))?;
        // The derived tests use the folder that this variable names. So the files must be read from
        // there too.
        let root = match std::env::var_os(ROOT).filter(|value| !value.is_empty()) {
            Some(named) => PathBuf::from(named),
            None => metadata.workspace_root.as_std_path().to_owned(),
        };
        if !root.is_dir() {
            return Err(
                Failure::new(format!("{ROOT} names {}, which is not a folder", root.display()))
                    .hint("name the root of the workspace, or unset the variable"),
            );
        }
        let settings = Settings::find(&root, &Flags::default())?;
        output::step(1, || format!("the workspace is {}", root.display()));
        settings_said(&settings);
        let workspace = Self {
            is_called_at_root: is_called_at(metadata.workspace_root.as_std_path(), flags),
            metadata,
            graph: Graph::of(flags),
            root,
            settings,
        };
        workspace.warn_of_other_settings();
        Ok(workspace)
    }

    /// Warns about settings in the folder of a member, which would silently be ignored.
    fn warn_of_other_settings(&self) {
        let folders = self.packages().into_iter();
        let folders = folders.filter_map(|package| package.manifest_path.parent());
        for file in folders.map(|folder| folder.as_std_path().join(FILE_NAME)) {
            if self.settings.file.as_ref() != Some(&file) && file.is_file() {
                output::progress(&format!(
                    "warning: {} is not read: the settings of a workspace belong at its root or above",
                    file.display()
                ));
            }
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the workspace's own `Cargo.toml`.
    pub(crate) fn manifest_folder(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// The folder that cargo builds into, unless a flag names another.
    pub(crate) fn target_dir(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// The settings in `[pact]`.
    #[cfg(feature = "pact")]
    pub(crate) fn pact(&self) -> &counterpart::config::pact::Settings {
        &self.settings.pact
    }

    /// The folder of contract files.
    pub(crate) fn folder(&self) -> PathBuf {
        self.settings.contracts.value.clone()
    }

    /// The allowances of the team.
    pub(crate) fn allow(&self) -> &[Allowance] {
        &self.settings.allow.value
    }

    /// The severity of the findings of each rule.
    pub(crate) fn rules(&self) -> &Severities {
        &self.settings.rules.value
    }

    /// Returns `true` if nobody chooses among the packages: none is named, and the command is
    /// called for the root of the workspace.
    pub(crate) fn chooses_by_default(&self, packages: &PackageFlags) -> bool {
        !packages.select() && self.is_called_at_root
    }

    /// All packages of the workspace.
    pub(crate) fn packages(&self) -> Vec<&Package> {
        self.metadata.workspace_packages()
    }

    /// The packages that those of the workspace depend on, for a caller that needs them.
    pub(crate) fn graph(&self) -> Graph {
        self.graph.clone()
    }

    /// The packages that the flags select. Without flags, they are those that cargo itself would
    /// take in this folder, except those that the workspace [excludes](Self::excluded).
    pub(crate) fn select(&self, flags: &PackageFlags) -> Result<Vec<&Package>, Failure> {
        let all = self.packages();
        for spec in flags.packages.iter().chain(&flags.exclude) {
            self.check_matches(spec, "")?;
        }
        if flags.workspace {
            let chosen = |package: &&Package| !is_any(&flags.exclude, package);
            return Ok(all.into_iter().filter(chosen).collect());
        }
        if !flags.packages.is_empty() {
            let chosen = |package: &&Package| is_any(&flags.packages, package);
            return Ok(all.into_iter().filter(chosen).collect());
        }
        let by_default = self.metadata.workspace_default_packages();
        if !self.chooses_by_default(flags) {
            return Ok(by_default);
        }
        let excluded = self.exclude()?;
        let chosen = |package: &&Package| !is_any(&excluded, package);
        let chosen: Vec<&Package> = by_default.into_iter().filter(chosen).collect();
        if chosen.is_empty() {
            return Err(
                Failure::new(format!("{EXCLUDE} excludes every package of the workspace"))
                    .hint("shorten the list, or select packages with -p or --workspace"),
            );
        }
        if !excluded.is_empty() {
            output::progress(&format!(
                "note: {EXCLUDE} leaves out {}; -p or --workspace selects them",
                excluded.join(", ")
            ));
        }
        Ok(chosen)
    }

    /// The packages that `exclude` of `[workspace.metadata.counterpart]` names. They are left out
    /// if nobody selects any.
    pub(crate) fn excluded(&self) -> Result<Vec<&Package>, Failure> {
        let exclude = self.exclude()?;
        let named = |package: &&Package| is_any(&exclude, package);
        Ok(self.packages().into_iter().filter(named).collect())
    }

    /// The packages that `[workspace.metadata.counterpart]` excludes, as `--exclude` would name
    /// them.
    fn exclude(&self) -> Result<Vec<String>, Failure> {
        let file = self.metadata.workspace_root.join("Cargo.toml");
        let wrong =
            |what: String| Failure::new(format!("{file}: {what} in [workspace.metadata.counterpart]"));
        let settings = &self.metadata.workspace_metadata["counterpart"];
        for key in settings.as_object().into_iter().flat_map(|keys| keys.keys()) {
            if key != "exclude" {
                return Err(wrong(format!("unknown key `{key}` (known: `exclude`)")));
            }
        }
        let list = &settings["exclude"];
        if list.is_null() {
            return Ok(Vec::new());
        }
        let specs: Option<Vec<String>> = list.as_array().and_then(|specs| {
            let texts = specs.iter().map(|spec| spec.as_str().map(str::to_owned));
            texts.collect()
        });
        let specs = specs.ok_or_else(|| wrong("`exclude` should be a list of strings".to_owned()))?;
        for spec in &specs {
            self.check_matches(spec, &format!("{EXCLUDE}: "))?;
        }
        Ok(specs)
    }

    /// A specification that matches no package is a mistake.
    fn check_matches(&self, spec: &str, place: &str) -> Result<(), Failure> {
        let all = self.packages();
        if all.iter().any(|package| matches(spec, package)) {
            return Ok(());
        }
        let names: Vec<_> = all.iter().map(|package| package.name.as_str()).collect();
        let failed = format!("{place}no package of the workspace is called `{spec}`");
        Err(named::unknown(spec, &names, failed))
    }
}

/// The name of the list of excluded packages in messages.
pub(crate) const EXCLUDE: &str = "`exclude` of [workspace.metadata.counterpart]";

/// Returns `true` if the command was called for the manifest in this folder.
fn is_called_at(root: &Path, flags: &CargoFlags) -> bool {
    let here = std::env::current_dir().unwrap_or_default();
    let base = here.join(flags.folder().unwrap_or(&here));
    let manifest = base
        .ancestors()
        .find(|folder| folder.join("Cargo.toml").is_file());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    manifest.is_some_and(|folder| real(folder) == real(root))
}

/// Returns `true` if any of the specifications matches a package.
fn is_any(specs: &[String], package: &Package) -> bool {
    specs.iter().any(|spec| matches(spec, package))
}

/// The file that has the settings, for messages.
pub(crate) fn file_said(settings: &Settings) {
    output::step(1, || match &settings.file {
        Some(file) => format!("settings are in {}", file.display()),
        None => "no counterpart.toml here or above".to_owned(),
    });
}

/// Reports the settings in force and their source.
pub(crate) fn settings_said(settings: &Settings) {
    file_said(settings);
    output::step(1, || {
        let contracts = &settings.contracts;
        format!(
            "contracts are in {} (from {})",
            contracts.value.display(),
            contracts.from
        )
    });
}

/// Returns `true` if a name matches a package. The name may have a version, be a pattern, or be the
/// id that cargo prints.
fn matches(spec: &str, package: &Package) -> bool {
    if spec == package.id.repr {
        return true;
    }
    match spec.rsplit_once('@') {
        Some((name, version)) => {
            let full = package.version.to_string();
            name == package.name.as_str() && (full == version || full.starts_with(&format!("{version}.")))
        }
        None => glob(spec, &package.name),
    }
}

/// `*` matches any text, `?` any character.
fn glob(pattern: &str, name: &str) -> bool {
    match (pattern.chars().next(), name.chars().next()) {
        (None, None) => true,
        (Some('*'), _) => {
            glob(&pattern[1..], name)
                || name
                    .chars()
                    .next()
                    .is_some_and(|first| glob(pattern, &name[first.len_utf8()..]))
        }
        (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
            glob(&pattern[wanted.len_utf8()..], &name[found.len_utf8()..])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_as_cargo_s_do() {
        for (pattern, name, yes) in [
            ("user-service", "user-service", true),
            ("user-service", "user-service-2", false),
            ("user-*", "user-service", true),
            ("*-service", "user-service", true),
            ("*", "x", true),
            ("u?er*", "user", true),
            ("u?er", "usser", false),
            ("", "x", false),
        ] {
            assert_eq!(glob(pattern, name), yes, "{pattern} {name}");
        }
    }
}
