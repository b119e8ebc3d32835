//! The files that a run reads, and their folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The file of settings.
const SETTINGS: &str = "counterpart.toml";
const MANIFEST: &str = "Cargo.toml";
/// This file marks a folder that can be made again. Cargo writes it into its build folders.
const CACHE: &str = "CACHEDIR.TAG";
/// Contract files are at `<service>/<role>/<event>.json`.
const DEPTH: usize = 2;

/// The files and folders to watch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// The folder that the program was called in.
    here: PathBuf,
    /// Folders of contract files; they need not be there yet.
    contracts: Vec<PathBuf>,
    /// The folders, upwards, that hold the settings or could hold them.
    upwards: Vec<PathBuf>,
    /// The folders of packages whose code is asked.
    packages: Vec<PathBuf>,
    /// The workspace's own folder, whose `Cargo.toml` lists its packages.
    workspace: Option<PathBuf>,
    /// The files that the program writes itself, and its build folders.
    written: Vec<PathBuf>,
}

impl Scope {
    /// Only files, with the settings that hold in the folder `base`.
    pub(crate) fn of_files(here: &Path, base: &Path, contracts: &[PathBuf], written: &[PathBuf]) -> Self {
        let here = real(here);
        let at = |path: &PathBuf| real(&here.join(path));
        Self {
            contracts: contracts.iter().map(at).collect(),
            upwards: upwards(&at(&base.to_owned())),
            written: written.iter().map(at).collect(),
            here,
            ..Self::default()
        }
    }

    /// And the workspace's folder of contract files.
    pub(crate) fn with_contracts(mut self, folder: &Path) -> Self {
        self.contracts.push(real(&self.here.join(folder)));
        self
    }

    /// And the code of packages, built into `target`.
    pub(crate) fn with_code<'a>(
        mut self,
        workspace: &Path,
        packages: impl IntoIterator<Item = &'a Path>,
        target: &Path,
    ) -> Self {
        self.packages = packages.into_iter().map(real).collect();
        self.workspace = Some(real(workspace));
        self.written.push(real(target));
        self
    }

    pub(super) fn here(&self) -> &Path {
        &self.here
    }

    /// Every folder in which to notice a change, as the folders are now.
    pub(super) fn folders(&self) -> BTreeSet<PathBuf> {
        let mut folders: BTreeSet<PathBuf> = self.upwards.iter().cloned().collect();
        folders.extend(self.workspace.clone());
        for contracts in &self.contracts {
            // The folder itself may come and go.
            let above = contracts.ancestors().skip(1).find(|above| above.is_dir());
            folders.extend(above.map(Path::to_owned));
            add_below(contracts, DEPTH, &mut folders, &|path| path.is_dir());
        }
        for package in &self.packages {
            // A link could lead around in a circle. Cargo finds no modules through links to folders
            // unless they are named.
            let goes_in = |path: &Path| !path.is_symlink() && path.is_dir() && self.may_hold_code(path);
            add_below(package, usize::MAX, &mut folders, &goes_in);
        }
        folders
    }

    /// Returns `true` if a run reads a file.
    pub(super) fn counts_file(&self, path: &Path) -> bool {
        let (Some(name), Some(folder)) = (path.file_name(), path.parent()) else {
            return false;
        };
        if self.written.iter().any(|written| path.starts_with(written)) {
            return false;
        }
        let is_above_contracts = || self.contracts.iter().any(|contracts| contracts.starts_with(path));
        let is_contract = || {
            path.extension().is_some_and(|extension| extension == "json")
                && self.contracts.iter().any(|contracts| {
                    path.strip_prefix(contracts)
                        .is_ok_and(|below| below.components().count() <= DEPTH + 1)
                })
        };
        let is_settings = || name == SETTINGS && self.upwards.iter().any(|above| above == folder);
        let is_code = || {
            let is_source = path.extension().is_some_and(|extension| extension == "rs") || name == MANIFEST;
            is_source && self.is_of_code(folder)
        };
        let is_manifest = || name == MANIFEST && self.workspace.as_deref() == Some(folder);
        is_contract() || is_settings() || is_manifest() || is_code() || is_above_contracts()
    }

    /// Returns `true` if it matters that a folder came, went, or was renamed.
    pub(super) fn counts_folder(&self, path: &Path) -> bool {
        if self.written.iter().any(|written| path.starts_with(written)) {
            return false;
        }
        let of_contracts = self.contracts.iter().any(|contracts| {
            contracts.starts_with(path)
                || path
                    .strip_prefix(contracts)
                    .is_ok_and(|below| below.components().count() <= DEPTH)
        });
        of_contracts || self.is_of_code(path)
    }

    /// Returns `true` if a folder belongs to a package, and is not ignored.
    fn is_of_code(&self, folder: &Path) -> bool {
        self.packages.iter().any(|package| {
            folder.starts_with(package)
                && folder
                    .ancestors()
                    .take_while(|above| *above != package)
                    .all(|above| self.may_hold_code(above))
        })
    }

    fn may_hold_code(&self, folder: &Path) -> bool {
        let name = folder.file_name().unwrap_or_default();
        let is_hidden = name.to_string_lossy().starts_with('.');
        let is_written = self.written.iter().any(|written| written == folder);
        !is_hidden && !is_written && !folder.join(CACHE).exists()
    }
}

/// Adds a folder, if it is there, and those below it that `goes_in` accepts.
fn add_below(folder: &Path, depth: usize, folders: &mut BTreeSet<PathBuf>, goes_in: &dyn Fn(&Path) -> bool) {
    let mut open = vec![(folder.to_owned(), depth)];
    while let Some((folder, depth)) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        if depth > 0 {
            let below = entries.flatten().map(|entry| entry.path());
            open.extend(below.filter(|path| goes_in(path)).map(|path| (path, depth - 1)));
        }
        folders.insert(folder);
    }
}

/// The folders from this one up to the folder where the search for settings ends. If the search
/// finds none, only this one.
fn upwards(folder: &Path) -> Vec<PathBuf> {
    let is_last = |above: &&Path| above.join(SETTINGS).is_file() || above.join(".git").exists();
    match folder.ancestors().position(|above| is_last(&above)) {
        Some(steps) => folder.ancestors().take(steps + 1).map(Path::to_owned).collect(),
        None => vec![folder.to_owned()],
    }
}

/// The path as the system names it in events. A part that does not exist yet is below the existing
/// one.
fn real(path: &Path) -> PathBuf {
    for above in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (above.canonicalize(), path.strip_prefix(above)) {
            return if rest.as_os_str().is_empty() {
                real
            } else {
                real.join(rest)
            };
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().canonicalize().unwrap();
        for file in files {
            let path = here.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        (folder, here)
    }

    fn files(here: &Path) -> Scope {
        Scope::of_files(here, here, &["contracts".into()], &["out/report.json".into()])
    }

    fn code(here: &Path) -> Scope {
        files(here).with_code(here, [here.join("user").as_path()], &here.join("user/built"))
    }

    #[track_caller]
    fn counting<'a>(scope: &Scope, here: &Path, paths: &[&'a str]) -> Vec<&'a str> {
        let counts = |path: &&&str| scope.counts_file(&here.join(path));
        paths.iter().filter(counts).copied().collect()
    }

    #[test]
    fn contract_files_and_settings_count_and_what_a_run_writes_does_not() {
        let (_folder, here) = folder(&["contracts/a/emits/x.json"]);
        let paths = [
            "contracts/a/emits/x.json",
            "contracts/a/consumes/new.json",
            "contracts/stray.json",
            "counterpart.toml",
            "contracts/a/emits/x.json.new",
            "contracts/a/emits/.counterpart-abc.tmp",
            "contracts/a/emits/x.json~",
            "contracts/a/emits/deeper/than/x.json",
            "contracts/README.md",
            "other/x.json",
            "other/counterpart.toml",
            "out/report.json",
            "user/src/lib.rs",
            "Cargo.toml",
        ];
        assert_eq!(counting(&files(&here), &here, &paths), paths[..4]);
    }

    #[test]
    fn a_report_that_is_written_among_contracts_does_not_count() {
        let (_folder, here) = folder(&[]);
        let scope = Scope::of_files(&here, &here, &[".".into()], &["out/report.json".into()]);
        assert!(!scope.counts_file(&here.join("out/report.json")));
        assert!(scope.counts_file(&here.join("out/other.json")));
    }

    #[test]
    fn code_counts_where_it_is_built_but_nothing_that_is_built() {
        let (_folder, here) = folder(&["user/target/CACHEDIR.TAG", "user/src/lib.rs"]);
        let paths = [
            "user/src/lib.rs",
            "user/src/target/mod.rs",
            "user/Cargo.toml",
            "user/build.rs",
            "Cargo.toml",
            "contracts/a/emits/x.json",
            "user/src/lib.rs.bk",
            "user/Cargo.lock",
            "user/built/debug/out/gen.rs",
            "user/target/debug/out/gen.rs",
            "user/.git/x.rs",
            "other/src/lib.rs",
        ];
        assert_eq!(counting(&code(&here), &here, &paths), paths[..6]);
    }

    #[test]
    fn a_folder_counts_that_came_where_a_run_looks() {
        let (_folder, here) = folder(&["user/src/lib.rs", "user/target/CACHEDIR.TAG"]);
        let scope = code(&here).with_contracts(Path::new("later/contracts"));
        for (path, counts) in [
            ("contracts", true),
            ("contracts/a", true),
            ("contracts/a/emits", true),
            ("contracts/a/emits/deeper", false),
            ("later", true),
            ("later/contracts", true),
            ("later/other", false),
            ("user/src/new", true),
            ("user/built", false),
            ("user/target", false),
            ("user/.git", false),
            ("other", false),
        ] {
            assert_eq!(scope.counts_folder(&here.join(path)), counts, "{path}");
        }
    }

    #[test]
    fn folders_are_watched_that_hold_what_counts_and_those_above_what_is_to_come() {
        let (_folder, here) = folder(&[
            ".git/HEAD",
            "contracts/a/emits/x.json",
            "contracts/a/emits/deeper/y.json",
            "user/src/deep/mod.rs",
            "user/target/CACHEDIR.TAG",
            "user/target/debug/x.rs",
            "user/.cache/x.rs",
            "user/built/x.rs",
            "sub/here",
        ]);
        let base = here.join("sub");
        let scope = Scope::of_files(
            &base,
            &base,
            &["../contracts".into(), "later/contracts".into()],
            &[],
        );
        let scope = scope.with_code(&here, [here.join("user").as_path()], &here.join("user/built"));
        let folders = scope.folders();
        let names: Vec<_> = folders
            .iter()
            .map(|path| path.strip_prefix(&here).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "",
                "contracts",
                "contracts/a",
                "contracts/a/emits",
                "sub",
                "user",
                "user/src",
                "user/src/deep"
            ]
        );
    }
}
