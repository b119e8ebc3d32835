//! The packages whose sources may be looked up: those of the workspace, and, once a type leads
//! there, their dependencies.

use std::cell::{OnceCell, Ref, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use cargo_metadata::{Metadata, PackageId, Target};

use super::features::Features;
use crate::project::graph::Graph;

/// A package and its place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(usize);

pub(super) struct Package {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) library: Option<Root>,
    /// Programs, tests and the like.
    pub(super) others: Vec<Root>,
    /// True if it is the workspace's own. Only those are edited.
    pub(super) is_own: bool,
    /// The features decide which of several items with one name is there.
    features: RefCell<Features>,
    /// The packages that its code names, by the names that it gives them.
    dependencies: RefCell<BTreeMap<String, Id>>,
}

/// The root of a crate.
#[derive(Clone)]
pub(super) struct Root {
    pub(super) name: String,
    pub(super) file: PathBuf,
}

/// The list grows once: from the workspace's packages to all of the dependency graph.
#[derive(Default)]
pub(super) struct Packages {
    own: Vec<Rc<Package>>,
    graph: Option<Graph>,
    others: OnceCell<Vec<Rc<Package>>>,
    ids: BTreeMap<PackageId, Id>,
}

impl Packages {
    pub(super) fn of(members: &[&cargo_metadata::Package], graph: Option<Graph>) -> Self {
        let mut packages = Self {
            graph,
            ..Self::default()
        };
        for member in members {
            packages.ids.insert(member.id.clone(), Id(packages.own.len()));
            let features = Features::of_manifest(member);
            packages.own.push(Rc::new(Package::of(member, true, features)));
        }
        // A member's manifest names the folders of other members that it depends on.
        let by_folder: BTreeMap<&Path, Id> = packages
            .own
            .iter()
            .enumerate()
            .map(|(at, package)| (package.folder.as_path(), Id(at)))
            .collect();
        for (at, member) in members.iter().enumerate() {
            for dependency in &member.dependencies {
                let path = dependency.path.as_ref().map(|path| path.as_std_path());
                let Some(id) = path.and_then(|path| by_folder.get(path)) else {
                    continue;
                };
                let library = packages.own[id.0].library.as_ref();
                let renamed = dependency.rename.as_deref().map(crate_name);
                if let Some(name) = renamed.or_else(|| library.map(|library| library.name.clone())) {
                    packages.own[at].dependencies.borrow_mut().insert(name, *id);
                }
            }
        }
        packages
    }

    /// Only these packages, each with the names and places of its dependencies.
    #[cfg(test)]
    pub(super) fn by_hand(packages: Vec<(Package, Vec<(&str, usize)>)>) -> Self {
        let own = packages.into_iter().map(|(package, dependencies)| {
            let named = dependencies.into_iter();
            *package.dependencies.borrow_mut() = named.map(|(name, at)| (name.to_owned(), Id(at))).collect();
            Rc::new(package)
        });
        Self {
            own: own.collect(),
            ..Self::default()
        }
    }

    /// Sets the features that a package of the workspace was built with.
    pub(super) fn as_built(&self, name: &str, features: &Features) {
        for package in self.own.iter().filter(|package| package.name == name) {
            package.features.replace(features.clone());
        }
    }

    pub(super) fn get(&self, id: Id) -> Rc<Package> {
        let others = || {
            self.others
                .get()
                .and_then(|others| others.get(id.0 - self.own.len()))
        };
        Rc::clone(
            self.own
                .get(id.0)
                .or_else(others)
                .expect("an id is made with its package"),
        )
    }

    /// The packages of the workspace that have this name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = Id> {
        let named = self.own.iter().enumerate();
        named.filter_map(move |(at, package)| (package.name == name).then_some(Id(at)))
    }

    /// The library that code of a package means by a name.
    pub(super) fn dependency(&self, of: Id, name: &str) -> Option<Id> {
        let known = |id| self.get(id).dependencies.borrow().get(name).copied();
        let is_of_compiler = ["std", "core", "alloc", "proc_macro", "test"].contains(&name);
        if is_of_compiler {
            return None;
        }
        known(of).or_else(|| {
            self.all();
            known(of)
        })
    }

    /// The library of this name that is nearest to a package. A type's full path may name a library
    /// that the package's code does not name.
    pub(super) fn library(&self, from: Option<Id>, name: &str) -> Option<Id> {
        let has_name = |id: &Id| {
            let library = self.get(*id).library.clone();
            library.is_some_and(|library| library.name == name)
        };
        let own = || (0..self.own.len()).map(Id);
        let mut open: VecDeque<Id> = match from {
            Some(from) => VecDeque::from([from]),
            None => own().collect(),
        };
        let mut nearest = || {
            let mut seen = open.iter().copied().collect::<std::collections::BTreeSet<_>>();
            while let Some(id) = open.pop_front() {
                if has_name(&id) {
                    return Some(id);
                }
                let next = self
                    .get(id)
                    .dependencies
                    .borrow()
                    .values()
                    .copied()
                    .collect::<Vec<_>>();
                open.extend(next.into_iter().filter(|next| seen.insert(*next)));
            }
            None
        };
        if let Some(found) = own().find(has_name) {
            // Nothing outside is asked if the workspace has it, unless two have that name.
            if own().filter(has_name).nth(1).is_none() {
                return Some(found);
            }
        }
        self.all();
        nearest()
    }

    /// Asks cargo for the whole graph, once.
    fn all(&self) {
        self.others.get_or_init(|| {
            let metadata = self.graph.as_ref().and_then(Graph::ask);
            metadata.map_or_else(Vec::new, |metadata| self.others_of(&metadata))
        });
    }

    fn others_of(&self, metadata: &Metadata) -> Vec<Rc<Package>> {
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        let nodes: BTreeMap<&PackageId, _> = nodes.map(|node| (&node.id, node)).collect();
        let mut others = Vec::new();
        let mut ids = self.ids.clone();
        for package in &metadata.packages {
            if ids.contains_key(&package.id) {
                continue;
            }
            let active = nodes.get(&package.id).into_iter().flat_map(|node| &node.features);
            let features = Features::resolved(active.map(ToString::to_string));
            ids.insert(package.id.clone(), Id(self.own.len() + others.len()));
            others.push(Rc::new(Package::of(package, false, features)));
        }
        for (id, node) in nodes {
            let Some(id) = ids.get(id) else {
                continue;
            };
            let package = self
                .own
                .get(id.0)
                .or_else(|| others.get(id.0.wrapping_sub(self.own.len())));
            let named = node.deps.iter();
            let named = named.filter_map(|one| Some((one.name.clone(), *ids.get(&one.pkg)?)));
            if let Some(package) = package {
                package.dependencies.borrow_mut().extend(named);
            }
        }
        others
    }
}

impl Package {
    fn of(package: &cargo_metadata::Package, is_own: bool, features: Features) -> Self {
        let root = |target: &Target| Root {
            name: crate_name(&target.name),
            file: target.src_path.as_std_path().to_owned(),
        };
        let is_library = |target: &&Target| target.is_lib() || target.is_proc_macro();
        let others = package.targets.iter().filter(|target| !is_library(target));
        let folder = package.manifest_path.parent();
        Self {
            name: package.name.to_string(),
            folder: folder.map_or_else(PathBuf::new, |folder| folder.as_std_path().to_owned()),
            library: package.targets.iter().find(is_library).map(root),
            others: others
                .filter(|target| !target.is_custom_build())
                .map(root)
                .collect(),
            is_own,
            features: RefCell::new(features),
            dependencies: RefCell::default(),
        }
    }

    /// A library at `src/lib.rs` without features.
    #[cfg(test)]
    pub(super) fn by_hand(name: &str, library: &str, folder: &Path, is_own: bool) -> Self {
        Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            library: Some(Root {
                name: library.to_owned(),
                file: folder.join("src/lib.rs"),
            }),
            others: Vec::new(),
            is_own,
            features: RefCell::default(),
            dependencies: RefCell::default(),
        }
    }

    pub(super) fn features(&self) -> Ref<'_, Features> {
        self.features.borrow()
    }

    /// All roots, the library's first.
    pub(super) fn roots(&self) -> impl Iterator<Item = &Root> {
        self.library.iter().chain(&self.others)
    }
}

/// The name that code has for a package or a target.
fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}
