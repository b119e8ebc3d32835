//! The sources of one crate as modules and items.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, Meta, Visibility};

/// A module, with those below it.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) items: Vec<Item>,
    pub(crate) children: BTreeMap<String, Module>,
}

/// Reads a crate from its `lib.rs`.
pub(crate) fn library(source: &Path) -> Module {
    file(&source.join("lib.rs"), source)
}

fn file(path: &Path, folder: &Path) -> Module {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    module(parsed.items, folder)
}

fn module(items: Vec<Item>, folder: &Path) -> Module {
    let mut children = BTreeMap::new();
    for item in &items {
        let Item::Mod(child) = item else { continue };
        if is_for_tests(&child.attrs) {
            continue;
        }
        let name = child.ident.to_string();
        let inner = folder.join(&name);
        let read = match &child.content {
            Some((_, items)) => module(items.clone(), &inner),
            None => match path_attribute(&child.attrs) {
                Some(path) => {
                    let place = folder.join(path);
                    file(&place, place.parent().expect("a file stands in a folder"))
                }
                None => file(&place(folder, &name), &inner),
            },
        };
        // A module may be declared twice, public under one feature and private under another: what is public counts.
        if is_public(&child.vis) || !children.contains_key(&name) {
            children.insert(name, read);
        }
    }
    Module { items, children }
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

fn place(folder: &Path, name: &str) -> PathBuf {
    let plain = folder.join(format!("{name}.rs"));
    if plain.is_file() {
        plain
    } else {
        folder.join(name).join("mod.rs")
    }
}

pub(crate) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns true if it is left out of what is promised.
pub(crate) fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| says(attribute, "doc", "hidden"))
        || is_for_tests(attributes)
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| says(attribute, "cfg", "test") || says(attribute, "cfg", "doc"))
}

fn says(attribute: &Attribute, name: &str, what: &str) -> bool {
    matches!(&attribute.meta, Meta::List(list) if list.path.is_ident(name) && list.tokens.to_string() == what)
}

/// ` [feature]` for what a feature brings.
pub(crate) fn feature(attributes: &[Attribute]) -> String {
    let cfg = attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => Some(list.tokens.to_string()),
        _ => None,
    });
    cfg.map_or_else(String::new, |cfg| {
        format!(" [{}]", cfg.replace("feature = ", "").replace('"', ""))
    })
}
