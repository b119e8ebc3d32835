//! Finds the package of the workspace that a diagnostic belongs to.

use std::path::{Path, PathBuf};

use cargo_metadata::{Package, Target};
use counterpart_engine::json::Json;

use super::diagnostic::list;

/// The packages of a workspace, as far as messages of cargo name them.
#[derive(Debug, Default)]
pub(crate) struct Packages {
    /// The folder of the workspace.
    root: PathBuf,
    /// The first is for diagnostics that belong to no package.
    all: Vec<Package>,
}

impl Packages {
    /// The packages of the workspace in this folder. The selected ones come first.
    pub(crate) fn of(root: &Path, all: Vec<Package>) -> Self {
        Self {
            root: root.to_owned(),
            all,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The one whose folder holds the file, else the one with this name, else with the name of the service, else the first.
    pub(super) fn find(&self, file: Option<&Path>, name: Option<&str>, service: &str) -> Option<&Package> {
        let folder = |package: &Package| {
            let folder = package.manifest_path.as_std_path().parent()?;
            let file = file?;
            file.starts_with(folder).then(|| folder.components().count())
        };
        let holding = self.all.iter().filter(|package| folder(package).is_some());
        let holding = holding.max_by_key(|package| folder(package));
        let named = |name: &str| self.all.iter().find(|package| package.name.as_str() == name);
        holding
            .or_else(|| name.and_then(named))
            .or_else(|| named(service))
            .or(self.all.first())
    }

    /// The first.
    pub(super) fn first(&self) -> Option<&Package> {
        self.all.first()
    }
}

/// The line in which cargo passes on a diagnostic of a package. Without a workspace there is no
/// package, but each line has to name one.
pub(super) fn message(package: Option<&Package>, diagnostic: Json) -> Json {
    let target = package.and_then(|package| {
        let library = package.targets.iter().find(|target| target.is_lib());
        library.or(package.targets.first())
    });
    let id = package.map_or("counterpart", |package| package.id.repr.as_str());
    let manifest = package.map_or("Cargo.toml", |package| package.manifest_path.as_str());
    Json::from([
        ("reason", Json::from("compiler-message")),
        ("package_id", Json::from(id)),
        ("manifest_path", Json::from(manifest)),
        ("target", target.map_or_else(no_target, target_to_json)),
        ("message", diagnostic),
    ])
}

fn target_to_json(target: &Target) -> Json {
    Json::from([
        ("kind", list(&target.kind, |kind| Json::from(kind.to_string()))),
        (
            "crate_types",
            list(&target.crate_types, |kind| Json::from(kind.to_string())),
        ),
        ("name", Json::from(target.name.as_str())),
        ("src_path", Json::from(target.src_path.as_str())),
        ("edition", Json::from(target.edition.as_str())),
        ("doc", Json::Bool(target.doc)),
        ("doctest", Json::Bool(target.doctest)),
        ("test", Json::Bool(target.test)),
    ])
}

fn no_target() -> Json {
    let library = || Json::Array(vec![Json::from("lib")]);
    Json::from([
        ("kind", library()),
        ("crate_types", library()),
        ("name", Json::from("counterpart")),
        ("src_path", Json::from("")),
    ])
}
