//! The source files of one package, parsed.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use counterpart::bounded;
use syn::{Attribute, Item};

use super::features::{Features, choose};

/// Files beyond this are not searched: a report should not take longer than the check.
const MAX_FILES: usize = 5_000;
const MAX_BYTES: u64 = 4 << 20;

pub(super) struct Files {
    folder: PathBuf,
    /// Of several items of one name, they tell which is there.
    pub(super) features: Features,
    read: BTreeMap<PathBuf, Option<Rc<File>>>,
    /// Every file below `src`, once a type was looked for there.
    all: Option<Vec<PathBuf>>,
}

pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) lines: Vec<String>,
    /// Types of the file, those of its inline modules among them, each with its `#[cfg]`s and those of the modules.
    types: Vec<(Rc<Item>, Vec<Attribute>)>,
}

/// A type and the file it stands in.
#[derive(Clone)]
pub(super) struct Declared {
    pub(super) file: Rc<File>,
    pub(super) item: Rc<Item>,
}

impl Files {
    pub(super) fn new(folder: &Path, features: Features) -> Self {
        Self {
            folder: folder.to_owned(),
            features,
            read: BTreeMap::new(),
            all: None,
        }
    }

    /// The type of this name in one file of the package.
    pub(super) fn declared_in(&mut self, file: &str, name: &str) -> Option<Declared> {
        let relative = Path::new(file);
        let stays_inside = relative
            .components()
            .all(|step| matches!(step, Component::Normal(_) | Component::CurDir));
        if !stays_inside {
            return None;
        }
        let file = self.file(&self.folder.join(relative))?;
        self.declared(&file, name)
    }

    /// The type of this name that is nearest to a file: in it, else the only one of the package.
    pub(super) fn near(&mut self, file: &Rc<File>, name: &str) -> Option<Declared> {
        self.declared(file, name).or_else(|| self.anywhere(name))
    }

    /// The only type of this name in the package.
    pub(super) fn anywhere(&mut self, name: &str) -> Option<Declared> {
        let all = match &self.all {
            Some(all) => all.clone(),
            None => self.all.insert(rust_files(&self.folder.join("src"))).clone(),
        };
        let mut found = all.iter().filter_map(|path| {
            let file = self.file(path)?;
            self.declared(&file, name)
        });
        let first = found.next();
        if found.next().is_some() { None } else { first }
    }

    fn declared(&self, file: &Rc<File>, name: &str) -> Option<Declared> {
        let named = file.types.iter().filter(|(item, _)| is_named(item, name));
        let (item, _) = choose(named, |(_, conditions)| self.features.may_hold(conditions))?;
        Some(Declared {
            file: Rc::clone(file),
            item: Rc::clone(item),
        })
    }

    fn file(&mut self, path: &Path) -> Option<Rc<File>> {
        if let Some(known) = self.read.get(path) {
            return known.clone();
        }
        let file = parse(path).map(Rc::new);
        self.read.insert(path.to_owned(), file.clone());
        file
    }
}

fn parse(path: &Path) -> Option<File> {
    let text = bounded::read_text(path, MAX_BYTES).ok()?;
    let file = syn::parse_file(&text).ok()?;
    let mut types = Vec::new();
    collect_types(file.items, &[], &mut types);
    Some(File {
        path: path.to_owned(),
        lines: text.lines().map(|line| line.trim_end().to_owned()).collect(),
        types,
    })
}

fn collect_types(items: Vec<Item>, outer: &[Attribute], types: &mut Vec<(Rc<Item>, Vec<Attribute>)>) {
    for item in items {
        let own = match &item {
            Item::Mod(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Type(item) => &item.attrs,
            _ => continue,
        };
        let own = own.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        let conditions: Vec<_> = outer.iter().chain(own).cloned().collect();
        match item {
            Item::Mod(module) => {
                if let Some((_, items)) = module.content {
                    collect_types(items, &conditions, types);
                }
            }
            item => types.push((Rc::new(item), conditions)),
        }
    }
}

fn is_named(item: &Item, name: &str) -> bool {
    match item {
        Item::Struct(item) => item.ident == name,
        Item::Enum(item) => item.ident == name,
        Item::Type(item) => item.ident == name,
        _ => false,
    }
}

/// The Rust files below a folder, sorted.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let path = entry.path();
            // A link could lead around in a circle.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(kind) if kind.is_file() && path.extension().is_some_and(|end| end == "rs") => {
                    files.push(path)
                }
                _ => {}
            }
        }
        if files.len() > MAX_FILES {
            return Vec::new();
        }
    }
    files.sort();
    files
}
