//! Where things are, asked when the test runs: the package, the workspace, the contracts folder.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::environment::Environment;
use super::features;
use super::manifest::{Manifest, Settings};
use super::source;
use crate::config::Config;
use crate::declaration::Declaration;

/// Where one package and its contract files are.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) package: String,
    /// The service of what does not name another.
    pub(super) service: String,
    /// The root of the workspace.
    pub(super) root: PathBuf,
    /// The folder of contract files.
    pub(super) contracts: PathBuf,
    /// Whether the package was built with the features that its contract files belong to.
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
        let settings: Settings = manifest.settings()?;
        let expected = features::expected(&manifest, &settings)?;
        let active = active(declaration);
        features::asks_for_testing(
            &manifest,
            workspace.as_ref().unwrap_or(&manifest).workspace(),
            &active,
        )?;
        let config = Config::read(&root).map_err(|error| error.to_string())?;
        Ok(Self {
            package: declaration.package.to_owned(),
            service: settings.service.unwrap_or_else(|| declaration.package.to_owned()),
            contracts: root.join(config.contracts),
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
            "{} was built with {}, and its contract files belong to {}: they were not compared",
            declaration.package,
            list(active(declaration)),
            list(self.expected.clone()),
        )
    }
}

fn active(declaration: &Declaration) -> BTreeSet<String> {
    let on = declaration.features.iter().filter(|(_, on)| *on);
    on.map(|(name, _)| (*name).to_owned()).collect()
}

/// The folder and the manifest of the package: where the run says, where it was built, or below `COUNTERPART_ROOT` by the
/// end of the path where it was built.
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
        "the manifest of the package {} is neither at {} nor where the run says: set COUNTERPART_ROOT to the root of the \
         workspace",
        declaration.package,
        built.join("Cargo.toml").display(),
    ))
}

/// The root of the package's workspace and, where that is another, its manifest. Cargo's rules.
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
