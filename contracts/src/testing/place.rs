//! The locations of the package, the workspace and the contracts folder, determined when the test runs.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::environment::Environment;
use super::features;
use super::manifest::{self, Manifest};
use super::source;
use crate::config::{Flags, Settings};
use crate::declaration::Declaration;

/// The location of one package and its contract files.
#[derive(Debug)]
pub(super) struct Place {
    /// The service of what does not name another.
    pub(super) service: String,
    /// The root of the workspace.
    pub(super) root: PathBuf,
    /// The folder of contract files.
    pub(super) contracts: PathBuf,
    /// True if the package was built with the features that its contract files belong to.
    pub(super) compared: bool,
    expected: BTreeSet<String>,
    /// The package's folder relative to the root of its workspace.
    within: PathBuf,
}

impl Place {
    pub(super) fn find(environment: &Environment, declaration: &Declaration) -> Result<Self, String> {
        let (folder, manifest) = package(environment, declaration)?;
        let (workspace_root, workspace) = workspace(&folder, &manifest)?;
        let root = environment.root.clone().unwrap_or_else(|| workspace_root.clone());
        let settings: manifest::Settings = manifest.settings()?;
        let expected = features::expected(&manifest, &settings)?;
        let active = active(declaration);
        features::asks_for_testing(
            &manifest,
            workspace.as_ref().unwrap_or(&manifest).workspace(),
            &active,
        )?;
        let in_force = Settings::find(&root, &Flags::default()).map_err(|error| error.to_string())?;
        Ok(Self {
            service: settings.service.unwrap_or_else(|| declaration.package.to_owned()),
            contracts: in_force.contracts.value,
            root,
            compared: active == expected,
            expected,
            within: folder
                .strip_prefix(&workspace_root)
                .unwrap_or(Path::new(""))
                .to_owned(),
        })
    }

    /// The source file of a declaration, relative to the package.
    pub(super) fn source(&self, declaration: &Declaration) -> String {
        source::relative(
            declaration.file,
            declaration.out_dir,
            declaration.manifest_dir,
            &self.within,
        )
    }

    /// A path as people say it: from the root of the workspace.
    pub(super) fn short<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }

    pub(super) fn why_not_compared(&self, declaration: &Declaration) -> String {
        let list = |features: BTreeSet<String>| match features.len() {
            0 => "no features".to_owned(),
            _ => format!(
                "the features {}",
                features.into_iter().collect::<Vec<_>>().join(", ")
            ),
        };
        format!(
            "{} was built with {}, but its contract files belong to {}: they were not compared",
            declaration.package,
            list(active(declaration)),
            list(self.expected.clone()),
        )
    }
}

/// The features that the package was built with.
pub(super) fn active(declaration: &Declaration) -> BTreeSet<String> {
    let on = declaration.features.iter().filter(|(_, on)| *on);
    on.map(|(name, _)| (*name).to_owned()).collect()
}

/// The folder and the manifest of the package: the run's folder, the one at build time, or one below
/// `COUNTERPART_ROOT` with the same final path.
fn package(environment: &Environment, declaration: &Declaration) -> Result<(PathBuf, Manifest), String> {
    let built = Path::new(declaration.manifest_dir);
    let steps: Vec<Component> = built.components().collect();
    let below_root = environment
        .root
        .iter()
        .flat_map(|root| (1..=steps.len()).map(|from| root.join(steps[from..].iter().collect::<PathBuf>())));
    let candidates = environment
        .manifest_dir
        .clone()
        .into_iter()
        .chain([built.to_owned()])
        .chain(below_root);
    for folder in candidates {
        let found = Manifest::read(&folder)?.filter(|manifest| manifest.name() == Some(declaration.package));
        if let Some(manifest) = found {
            return Ok((normal(&folder), manifest));
        }
    }
    Err(format!(
        "the manifest of the package {} is not at {}, nor where the run expects it: set COUNTERPART_ROOT to \
         the root of the workspace",
        declaration.package,
        built.join("Cargo.toml").display(),
    ))
}

/// The root of the package's workspace and, if that differs, its manifest. Cargo's rules apply.
fn workspace(folder: &Path, manifest: &Manifest) -> Result<(PathBuf, Option<Manifest>), String> {
    if manifest.workspace().is_some() {
        return Ok((folder.to_owned(), None));
    }
    if let Some(elsewhere) = manifest.workspace_elsewhere() {
        let root = normal(&folder.join(elsewhere));
        let workspace = Manifest::read(&root)?;
        return Ok((root, workspace));
    }
    for above in folder.ancestors().skip(1) {
        let Some(candidate) = Manifest::read(above)? else {
            continue;
        };
        if candidate.workspace().is_some() && !candidate.excludes(folder) {
            return Ok((above.to_owned(), Some(candidate)));
        }
    }
    Ok((folder.to_owned(), None))
}

/// The path without `.` and `..`, by its text.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
impl Place {
    /// A package at the root of a workspace.
    pub(super) fn for_tests(root: &Path) -> Self {
        Self {
            service: "auth".to_owned(),
            root: root.to_owned(),
            contracts: root.join("contracts"),
            compared: true,
            expected: BTreeSet::new(),
            within: PathBuf::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::build::tests::declaration;
    use super::super::environment::Update;
    use super::*;

    const TESTING: &str = "[dev-dependencies]\ncounterpart = { version = \"1\", features = [\"testing\"] }\n";

    fn package(name: &str, more: &str) -> String {
        format!("[package]\nname = \"{name}\"\n{more}{TESTING}")
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            crate::contract::folder::write(&folder.path().join(path), text).unwrap();
        }
        folder
    }

    /// Finds the package `auth`, whose tests were built at `built` and run at `run`.
    fn find(built: &Path, run: Option<&Path>, root: Option<&Path>) -> Result<Place, String> {
        let environment = Environment {
            collect: None,
            messages: false,
            questions: None,
            limit: std::time::Duration::from_secs(1),
            update: Update::New,
            root: root.map(Path::to_owned),
            manifest_dir: run.map(Path::to_owned),
            truth: Default::default(),
        };
        let declaration = Declaration {
            manifest_dir: Box::leak(built.display().to_string().into_boxed_str()),
            ..declaration("auth::A", "a")
        };
        Place::find(&environment, &declaration)
    }

    #[test]
    fn contract_folder_follows_the_configuration_at_the_workspace_root() {
        let auth = package("auth", "");
        let files = [
            ("Cargo.toml", "[workspace]\nmembers = [\"services/*\"]"),
            ("counterpart.toml", "contracts = \"docs/contracts\""),
            ("services/auth/Cargo.toml", &auth),
        ];
        let folder = folder(&files);
        let member = folder.path().join("services/auth");
        for place in [
            find(&member, None, None),
            find(Path::new("/gone"), Some(&member), None),
        ] {
            let place = place.unwrap();
            assert_eq!(place.contracts, folder.path().join("docs/contracts"));
            assert_eq!(place.within, Path::new("services/auth"));
            assert_eq!((place.service.as_str(), place.compared), ("auth", true));
        }
    }

    #[test]
    fn package_names_its_service_and_may_be_outside_its_workspace() {
        let more = "workspace = \"../elsewhere\"\n[package.metadata.counterpart]\nservice = \"identity\"\n";
        let (alone, elsewhere) = (package("auth", ""), package("auth", more));
        let files = [
            ("Cargo.toml", "[workspace]\nexclude = [\"tools\"]"),
            ("tools/auth/Cargo.toml", alone.as_str()),
            ("elsewhere/Cargo.toml", "[workspace]\nmembers = [\"../auth\"]"),
            ("auth/Cargo.toml", elsewhere.as_str()),
        ];
        let folder = folder(&files);
        let excluded = find(&folder.path().join("tools/auth"), None, None).unwrap();
        assert_eq!(excluded.root, folder.path().join("tools/auth"));
        let place = find(&folder.path().join("auth"), None, None).unwrap();
        assert_eq!(place.root, folder.path().join("elsewhere"));
        assert_eq!(place.service, "identity");
    }

    #[test]
    fn the_variable_is_over_both_and_finds_a_package_that_was_built_elsewhere() {
        let auth = package("auth", "");
        let folder = folder(&[("services/auth/Cargo.toml", &auth)]);
        let built = Path::new("/ci/build/7/services/auth");
        let place = find(built, None, Some(folder.path())).unwrap();
        assert_eq!(place.contracts, folder.path().join("contracts"));
        let said = find(built, None, None).unwrap_err();
        assert!(said.contains("set COUNTERPART_ROOT"), "{said}");
    }

    #[test]
    fn folder_of_another_package_is_not_used() {
        let (auth, other) = (package("auth", ""), package("other", ""));
        let folder = folder(&[("auth/Cargo.toml", &auth), ("other/Cargo.toml", &other)]);
        let place = find(
            &folder.path().join("auth"),
            Some(&folder.path().join("other")),
            None,
        )
        .unwrap();
        assert_eq!(place.root, folder.path().join("auth"));
    }

    #[test]
    fn broken_configuration_is_reported() {
        let auth = package("auth", "");
        let folder = folder(&[("Cargo.toml", &auth), ("counterpart.toml", "nonsense = 1")]);
        let said = find(folder.path(), None, None).unwrap_err();
        assert!(said.contains("unknown field `nonsense`"), "{said}");
    }
}
