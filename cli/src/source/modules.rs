//! The modules of a crate, and the names in them, looked up as the compiler does.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::features::choose;
use super::files::{File, Files};
use super::packages::{Id, Package, Packages, Root};
use super::scan::{Child, Import, Scope, TypeItem};
use super::start::Known;

/// The maximum number of names to look up on the way to one type. Imports may lead around in
/// circles.
const MAX_LOOKUPS: usize = 2_000;
/// The maximum nesting of modules.
const MAX_MODULES: usize = 60;

/// The code in which to look up names.
pub(super) struct Code<'a> {
    pub(super) packages: &'a Packages,
    pub(super) files: &'a Files,
    pub(super) known: &'a Known,
}

/// A module, or the root of a crate.
pub(super) type Module = Rc<ModuleData>;

pub(super) struct ModuleData {
    pub(super) package: Id,
    /// The path, beginning with the name of the crate.
    pub(super) path: Vec<String>,
    parent: Option<Module>,
    pub(super) file: Rc<File>,
    pub(super) scope: Rc<Scope>,
    /// The folder of its modules' files.
    folder: PathBuf,
    /// No condition on features excludes it.
    is_compiled: bool,
    /// Another module of its name may be compiled instead.
    is_doubtful: bool,
}

/// A type and the module that declares it.
#[derive(Clone)]
pub(super) struct Declared {
    pub(super) module: Module,
    pub(super) item: Rc<TypeItem>,
    /// No condition on features excludes it.
    pub(super) is_compiled: bool,
    /// Another type of its name may be compiled instead.
    pub(super) is_doubtful: bool,
}

/// The target of a path.
enum Named {
    Module(Module),
    Type(Declared),
}

/// A path of names.
#[derive(Clone, Copy)]
pub(super) struct Steps<'a> {
    pub(super) steps: &'a [String],
    /// It begins at the crates: `::serde::Serialize`.
    pub(super) global: bool,
}

/// The reach of a lookup.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Names that the crate itself declares.
    Crate,
    /// Everything that its code may name.
    Code,
    /// Every library of the graph, for the full paths that the compiler writes.
    Graph,
}

struct Lookup {
    reach: Reach,
    left: Cell<usize>,
    /// Modules and names whose lookup is in progress.
    open: RefCell<BTreeSet<(*const Scope, String)>>,
}

impl Code<'_> {
    /// The root of a crate.
    pub(super) fn root(&self, package: Id, root: &Root) -> Option<Module> {
        let file = self.files.file(&root.file)?;
        let folder = root.file.parent().unwrap_or(Path::new("")).to_owned();
        Some(Rc::new(ModuleData {
            package,
            path: vec![root.name.clone()],
            parent: None,
            scope: Rc::clone(&file.scope),
            file,
            folder,
            is_compiled: true,
            is_doubtful: false,
        }))
    }

    /// A file as a module by itself, if only its path tells something about the modules around it.
    pub(super) fn alone(&self, package: Id, path: &Path) -> Option<Module> {
        let file = self.files.file(path)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let sources = self.packages.get(package).folder.join("src");
        let below = path
            .strip_prefix(sources)
            .unwrap_or(Path::new(""))
            .with_extension("");
        let steps = below.iter().map(|step| step.to_string_lossy().into_owned());
        Some(Rc::new(ModuleData {
            package,
            path: steps
                .filter(|step| !["mod", "lib", "main"].contains(&step.as_str()))
                .collect(),
            parent: None,
            scope: Rc::clone(&file.scope),
            file,
            folder,
            is_compiled: true,
            is_doubtful: true,
        }))
    }

    /// The module of this name in another.
    pub(super) fn child(&self, of: &Module, name: &str) -> Option<Module> {
        if of.path.len() > MAX_MODULES {
            return None;
        }
        let package = self.packages.get(of.package);
        let features = package.features();
        let named = of.scope.modules.iter().filter(|child| child.name == name);
        let chosen = choose(named, |child| features.may_hold(&child.attributes))?;
        let attributes = features.expand(&chosen.value.attributes);
        let is_compiled = of.is_compiled && features.may_hold(&chosen.value.attributes);
        drop(features);
        let (file, scope, folder) = self.body(of, chosen.value, &attributes, &package)?;
        let mut path = of.path.clone();
        path.push(name.to_owned());
        Some(Rc::new(ModuleData {
            package: of.package,
            path,
            parent: Some(Rc::clone(of)),
            file,
            scope,
            folder,
            is_compiled,
            is_doubtful: of.is_doubtful || chosen.is_doubtful,
        }))
    }

    /// The contents of a module, and the place of its own modules.
    fn body(
        &self,
        of: &Module,
        child: &Child,
        attributes: &[Attribute],
        package: &Package,
    ) -> Option<(Rc<File>, Rc<Scope>, PathBuf)> {
        let is_inline_parent = !Rc::ptr_eq(&of.scope, &of.file.scope);
        let beside = if is_inline_parent {
            of.folder.as_path()
        } else {
            of.file.path.parent()?
        };
        let named = attributes.iter().find_map(path_of).map(|path| beside.join(path));
        if let Some(scope) = &child.body {
            let folder = named.unwrap_or_else(|| of.folder.join(&child.name));
            return Some((Rc::clone(&of.file), Rc::clone(scope), folder));
        }
        if let Some(path) = named {
            let file = self.files.file(&inside(&path, package)?)?;
            let folder = path.parent()?.to_owned();
            return Some((Rc::clone(&file), Rc::clone(&file.scope), folder));
        }
        let folder = of.folder.join(&child.name);
        let candidates = [
            of.folder.join(format!("{}.rs", child.name)),
            folder.join("mod.rs"),
        ];
        let file = candidates
            .iter()
            .filter(|path| path.is_file())
            .find_map(|path| self.files.file(&inside(path, package)?))?;
        Some((Rc::clone(&file), Rc::clone(&file.scope), folder))
    }

    /// All modules below one, itself first. `visit` returns when it has enough.
    pub(super) fn below<T>(
        &self,
        module: &Module,
        visit: &mut impl FnMut(&Module) -> Option<T>,
    ) -> Option<T> {
        let mut open = vec![Rc::clone(module)];
        // A file may be named as a module inside itself.
        let mut left = MAX_LOOKUPS;
        while let Some(module) = open.pop() {
            left = left.checked_sub(1)?;
            if let Some(found) = visit(&module) {
                return Some(found);
            }
            let names: BTreeSet<&str> = module
                .scope
                .modules
                .iter()
                .map(|child| child.name.as_str())
                .collect();
            open.extend(
                names
                    .into_iter()
                    .rev()
                    .filter_map(|name| self.child(&module, name)),
            );
        }
        None
    }

    /// The type that a path leads to, as code in `module` means it.
    pub(super) fn resolve(&self, module: &Module, names: Steps<'_>, reach: Reach) -> Option<Declared> {
        let lookup = Lookup {
            reach,
            left: Cell::new(MAX_LOOKUPS),
            open: RefCell::default(),
        };
        match self.follow(&lookup, module, names)? {
            Named::Type(declared) => Some(declared),
            Named::Module(_) => None,
        }
    }

    /// The type of this name that a module itself declares.
    pub(super) fn declared(&self, module: &Module, name: &str) -> Option<Declared> {
        let package = self.packages.get(module.package);
        let features = package.features();
        let is_named = |item: &&Rc<TypeItem>| {
            let ident = item.ident();
            ident.is_some_and(|ident| super::scan::plain(ident) == name)
        };
        let named = module.scope.types.iter().filter(is_named);
        let chosen = choose(named, |item| features.may_hold(item.attributes()))?;
        Some(Declared {
            module: Rc::clone(module),
            item: Rc::clone(chosen.value),
            is_compiled: module.is_compiled && features.may_hold(chosen.value.attributes()),
            is_doubtful: module.is_doubtful || chosen.is_doubtful,
        })
    }

    fn follow(&self, lookup: &Lookup, module: &Module, names: Steps<'_>) -> Option<Named> {
        let (first, rest) = names.steps.split_first()?;
        let start = if names.global {
            self.library(lookup, module, first).map(Named::Module)?
        } else {
            match first.as_str() {
                "crate" | "$crate" => Named::Module(root_of(module)),
                "self" => Named::Module(Rc::clone(module)),
                "super" => Named::Module(module.parent.clone()?),
                _ => self.name(lookup, module, first).or_else(|| {
                    let is_path = !rest.is_empty();
                    is_path
                        .then(|| self.library(lookup, module, first))?
                        .map(Named::Module)
                })?,
            }
        };
        rest.iter().try_fold(start, |at, step| match at {
            Named::Module(module) if step == "super" => module.parent.clone().map(Named::Module),
            Named::Module(module) if step == "self" => Some(Named::Module(module)),
            Named::Module(module) => self.name(lookup, &module, step),
            Named::Type(_) => None,
        })
    }

    /// The meaning of a name in a module: first its declarations, then its imports, then globs.
    fn name(&self, lookup: &Lookup, module: &Module, name: &str) -> Option<Named> {
        lookup.left.set(lookup.left.get().checked_sub(1)?);
        if let Some(declared) = self.declared(module, name) {
            return Some(Named::Type(declared));
        }
        if let Some(child) = self.child(module, name) {
            return Some(Named::Module(child));
        }
        let key = (Rc::as_ptr(&module.scope), name.to_owned());
        if !lookup.open.borrow_mut().insert(key.clone()) {
            return None;
        }
        let found = self.imported(lookup, module, name);
        lookup.open.borrow_mut().remove(&key);
        found
    }

    fn imported(&self, lookup: &Lookup, module: &Module, name: &str) -> Option<Named> {
        let may_hold = |import: &&Import| {
            let package = self.packages.get(module.package);
            package.features().may_hold(&import.attributes)
        };
        let imports = &module.scope.imports;
        let named = imports
            .iter()
            .filter(|import| import.name.as_deref() == Some(name));
        let globs = imports.iter().filter(|import| import.name.is_none());
        let by_name = named
            .filter(may_hold)
            .find_map(|import| self.import(lookup, module, import, None));
        by_name.or_else(|| {
            globs
                .filter(may_hold)
                .find_map(|import| self.import(lookup, module, import, Some(name)))
        })
    }

    fn import(&self, lookup: &Lookup, module: &Module, import: &Import, name: Option<&str>) -> Option<Named> {
        let follow = |module: &Module| {
            let names = Steps {
                steps: &import.path,
                global: import.global,
            };
            match (self.follow_import(lookup, module, names)?, name) {
                (found, None) => Some(found),
                (Named::Module(found), Some(name)) => self.name(lookup, &found, name),
                (Named::Type(_), Some(_)) => None,
            }
        };
        // In the edition of 2015, imports begin at the root.
        let root = root_of(module);
        follow(module).or_else(|| (!Rc::ptr_eq(&root, module)).then(|| follow(&root))?)
    }

    /// Like [`follow`](Self::follow), but a crate may also be named without a path: `use serde;`.
    fn follow_import(&self, lookup: &Lookup, module: &Module, names: Steps<'_>) -> Option<Named> {
        if names.steps.is_empty() {
            // `use crate::…` never is; `use ::{a, b}` leads to names of their own.
            return None;
        }
        self.follow(lookup, module, names).or_else(|| match names.steps {
            [only] => self.library(lookup, module, only).map(Named::Module),
            _ => None,
        })
    }

    fn library(&self, lookup: &Lookup, module: &Module, name: &str) -> Option<Module> {
        let own = self.packages.get(module.package);
        let own_library = own.library.as_ref().filter(|library| library.name == name);
        let root = root_of(module);
        let is_own_root = root.path.first().is_some_and(|root| root == name);
        if lookup.reach == Reach::Graph && is_own_root {
            return Some(root);
        }
        if let Some(library) = own_library {
            return self.root(module.package, library);
        }
        if lookup.reach == Reach::Crate {
            return None;
        }
        let direct = self.packages.dependency(module.package, name);
        let id = direct.or_else(|| {
            let is_full = lookup.reach == Reach::Graph;
            is_full.then(|| self.packages.library(Some(module.package), name))?
        })?;
        self.root(id, self.packages.get(id).library.as_ref()?)
    }
}

pub(super) fn root_of(module: &Module) -> Module {
    let mut at = Rc::clone(module);
    while let Some(parent) = at.parent.clone() {
        at = parent;
    }
    at
}

/// `#[path = "…"]`
fn path_of(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(path), ..
            }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The file, unless it is outside of a package of others: `#[path]` and links lead anywhere.
fn inside(path: &Path, package: &Package) -> Option<PathBuf> {
    let plain = normal(path);
    if package.is_own {
        return Some(plain);
    }
    let real = plain.canonicalize().ok()?;
    let folder = package.folder.canonicalize().ok()?;
    real.starts_with(folder).then_some(plain)
}

/// Without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            step => normal.push(step),
        }
    }
    normal
}
