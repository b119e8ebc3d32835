//! A line for each public item, field, variant, method and implementation.

use std::path::Path;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, Meta, TraitItem, Type, UseTree};

use super::read::{Module, feature, is_hidden, is_public, library};

/// The listing of a crate, with an end of line after each.
pub(crate) fn listing(source: &Path) -> String {
    let root = library(source);
    let mut implementations = Vec::new();
    collect(&root, &mut Vec::new(), &mut implementations);
    let mut listing = Listing {
        root: &root,
        implementations,
        lines: Vec::new(),
    };
    listing.module(&root, &[], &[]);
    listing.lines.dedup();
    listing.lines.join("\n") + "\n"
}

struct Listing<'m> {
    root: &'m Module,
    /// Each with the module that it stands in.
    implementations: Vec<(Vec<String>, &'m ItemImpl)>,
    lines: Vec<String>,
}

fn collect<'m>(module: &'m Module, path: &mut Vec<String>, all: &mut Vec<(Vec<String>, &'m ItemImpl)>) {
    for item in &module.items {
        if let Item::Impl(implementation) = item
            && !is_hidden(&implementation.attrs)
        {
            all.push((path.clone(), implementation));
        }
    }
    for (name, child) in &module.children {
        path.push(name.clone());
        collect(child, path, all);
        path.pop();
    }
}

impl<'m> Listing<'m> {
    /// `place` is where the module is, `shown` where people find it.
    fn module(&mut self, module: &'m Module, place: &[String], shown: &[String]) {
        for item in &module.items {
            match item {
                Item::Mod(child) if is_public(&child.vis) && !is_hidden(&child.attrs) => {
                    let name = child.ident.to_string();
                    let (place, shown) = (with(place, &name), with(shown, &name));
                    self.lines
                        .push(format!("mod {}{}", shown.join("::"), feature(&child.attrs)));
                    self.module(&module.children[&name], &place, &shown);
                }
                Item::Use(exported) if is_public(&exported.vis) && !is_hidden(&exported.attrs) => {
                    for (path, name) in leaves(&exported.tree, &[]) {
                        self.exported(&path, &name, place, shown, &feature(&exported.attrs));
                    }
                }
                _ => self.item(item, place, shown, None),
            }
        }
    }

    /// The items that `pub use` exports: an item of this crate, or a name of another one.
    fn exported(&mut self, path: &[String], name: &str, place: &[String], shown: &[String], feature: &str) {
        let (first, rest) = path.split_first().expect("a path");
        let from: Vec<String> = match first.as_str() {
            "crate" => rest.to_vec(),
            "self" => [place, rest].concat(),
            _ if self
                .at(place)
                .is_some_and(|module| module.children.contains_key(first)) =>
            {
                [place, path].concat()
            }
            _ => {
                let line = format!(
                    "use {} = {}{feature}",
                    with(shown, name).join("::"),
                    path.join("::")
                );
                return self.lines.push(line);
            }
        };
        let (target, inside) = from.split_last().expect("a path");
        let Some(module) = self.at(inside) else {
            panic!("no module {inside:?}")
        };
        if let Some(child) = module.children.get(target) {
            let shown = with(shown, name);
            self.lines.push(format!("mod {}{feature}", shown.join("::")));
            return self.module(child, &from, &shown);
        }
        let found: Vec<&Item> = module
            .items
            .iter()
            .filter(|item| named(item).is_some_and(|it| it == *target))
            .collect();
        for item in &found {
            self.item(item, inside, shown, Some(name));
        }
        if !found.is_empty() {
            return;
        }
        for item in &module.items {
            let Item::Use(again) = item else { continue };
            for (path, known) in leaves(&again.tree, &[]) {
                if known == *target {
                    return self.exported(&path, name, inside, shown, feature);
                }
            }
        }
        panic!("nothing is called {target} in {inside:?}");
    }

    fn at(&self, path: &[String]) -> Option<&'m Module> {
        path.iter()
            .try_fold(self.root, |module, step| module.children.get(step))
    }

    /// An item; `called` where it is exported from a module that need not be public.
    fn item(&mut self, item: &'m Item, place: &[String], shown: &[String], called: Option<&str>) {
        let Some(own) = named(item) else { return };
        let (visible, attributes) = outside(item);
        if is_hidden(attributes) || !(visible || called.is_some()) {
            return;
        }
        let path = with(shown, called.unwrap_or(&own)).join("::");
        let attributes = format!(
            "{}{}{}",
            derived(attributes),
            open(attributes),
            feature(attributes)
        );
        match item {
            Item::Struct(it) => {
                self.lines
                    .push(format!("struct {path}{}{attributes}", text(&it.generics)));
                self.fields(&path, &it.fields, false);
                self.implemented(&own, place, &path);
            }
            Item::Enum(it) => {
                self.lines
                    .push(format!("enum {path}{}{attributes}", text(&it.generics)));
                for variant in &it.variants {
                    let name = format!("{path}::{}", variant.ident);
                    self.lines.push(format!("variant {name}{}", open(&variant.attrs)));
                    self.fields(&name, &variant.fields, true);
                }
                self.implemented(&own, place, &path);
            }
            Item::Trait(it) => {
                self.lines
                    .push(format!("trait {path}{}{attributes}", text(&it.generics)));
                for item in &it.items {
                    if let TraitItem::Fn(method) = item {
                        let provided = if method.default.is_some() {
                            " (provided)"
                        } else {
                            ""
                        };
                        self.lines
                            .push(format!("method {path}: {}{provided}", text(&method.sig)));
                    }
                }
            }
            Item::Fn(it) => self
                .lines
                .push(format!("function {path}: {}{attributes}", text(&it.sig))),
            Item::Const(it) => self.lines.push(format!("constant {path}: {}", text(&it.ty))),
            Item::Type(it) => self.lines.push(format!("type {path} = {}", text(&it.ty))),
            Item::Macro(_) => self.lines.push(format!("macro {path}!{attributes}")),
            _ => panic!("no line for {own}"),
        }
    }

    fn fields(&mut self, path: &str, fields: &Fields, all: bool) {
        for (number, field) in fields.iter().enumerate() {
            if (all || is_public(&field.vis)) && !is_hidden(&field.attrs) {
                let name = field
                    .ident
                    .as_ref()
                    .map_or_else(|| number.to_string(), ToString::to_string);
                self.lines
                    .push(format!("field {path}.{name}: {}", text(&field.ty)));
            }
        }
    }

    /// The implementations for a type of this name: in its own module, or below and next to it if no other type has
    /// the name.
    fn implemented(&mut self, name: &str, place: &[String], shown: &str) {
        let mut lines = Vec::new();
        for (inside, implementation) in &self.implementations {
            let Type::Path(it) = &*implementation.self_ty else {
                continue;
            };
            let is_it = it.path.segments.last().is_some_and(|last| last.ident == name);
            if !is_it || !self.is_meant(name, place, inside) {
                continue;
            }
            if let Some((of, _)) = &implementation.trait_ {
                lines.push(format!("implements {shown}: {}", text(of)));
                continue;
            }
            for item in &implementation.items {
                match item {
                    ImplItem::Fn(method) if is_public(&method.vis) && !is_hidden(&method.attrs) => {
                        lines.push(format!("method {shown}: {}", text(&method.sig)));
                    }
                    ImplItem::Const(constant) if is_public(&constant.vis) && !is_hidden(&constant.attrs) => {
                        lines.push(format!(
                            "constant {shown}::{}: {}",
                            constant.ident,
                            text(&constant.ty)
                        ));
                    }
                    _ => {}
                }
            }
        }
        lines.sort();
        self.lines.extend(lines);
    }

    /// Returns true if the name, where the implementation stands, means the type that is defined at `place`.
    fn is_meant(&self, name: &str, place: &[String], inside: &[String]) -> bool {
        let defines = |path: &[String]| {
            self.at(path).is_some_and(|module| {
                module
                    .items
                    .iter()
                    .any(|item| named(item).is_some_and(|it| it == name))
            })
        };
        if inside == place {
            return true;
        }
        !defines(inside) && inside.first() == place.first()
    }
}

fn with(path: &[String], name: &str) -> Vec<String> {
    [path, &[name.to_owned()]].concat()
}

fn leaves(tree: &UseTree, before: &[String]) -> Vec<(Vec<String>, String)> {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &with(before, &path.ident.to_string())),
        UseTree::Name(name) => vec![(with(before, &name.ident.to_string()), name.ident.to_string())],
        UseTree::Rename(name) => vec![(with(before, &name.ident.to_string()), name.rename.to_string())],
        UseTree::Group(group) => group.items.iter().flat_map(|tree| leaves(tree, before)).collect(),
        UseTree::Glob(_) => vec![(before.to_vec(), "*".to_owned())],
    }
}

fn named(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Struct(it) => &it.ident,
        Item::Enum(it) => &it.ident,
        Item::Trait(it) => &it.ident,
        Item::Fn(it) => &it.sig.ident,
        Item::Const(it) => &it.ident,
        Item::Type(it) => &it.ident,
        Item::Macro(it) => it.ident.as_ref()?,
        _ => return None,
    };
    Some(ident.to_string())
}

/// Returns true if it can be named from outside of its module, and its attributes.
fn outside(item: &Item) -> (bool, &[Attribute]) {
    match item {
        Item::Struct(it) => (is_public(&it.vis), &it.attrs),
        Item::Enum(it) => (is_public(&it.vis), &it.attrs),
        Item::Trait(it) => (is_public(&it.vis), &it.attrs),
        Item::Fn(it) => (is_public(&it.vis), &it.attrs),
        Item::Const(it) => (is_public(&it.vis), &it.attrs),
        Item::Type(it) => (is_public(&it.vis), &it.attrs),
        Item::Macro(it) => (
            it.attrs.iter().any(|one| one.path().is_ident("macro_export")),
            &it.attrs,
        ),
        _ => (false, &[]),
    }
}

fn open(attributes: &[Attribute]) -> &'static str {
    let is_open = attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("non_exhaustive"));
    if is_open { " (non-exhaustive)" } else { "" }
}

fn derived(attributes: &[Attribute]) -> String {
    let derives = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("derive") => Some(list.tokens.to_string().replace(" ,", ",")),
        _ => None,
    });
    derives.map(|derives| format!(" derives {derives}")).collect()
}

/// Tokens as one writes them.
fn text(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, plain) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        (" :", ":"),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
        (" (", "("),
        (" ;", ";"),
        ("[ ", "["),
        (" ]", "]"),
        ("' ", "'"),
    ] {
        text = text.replace(spaced, plain);
    }
    text
}
