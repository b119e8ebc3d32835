//! The items of a source file for finding types: types, modules, imports and calls of macros.
//!
//! Bodies of functions and of `impl`s are skipped as tokens. That is faster than parsing a whole
//! file, and an expression of a million operators overflows no stack.

use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::Parser;
use syn::{Attribute, Item, ItemUse, UseTree};

/// The maximum nesting of delimiters and angle brackets in parsed text: parsers recurse.
const MAX_DEPTH: usize = 60;
/// The maximum number of tokens in a row without a comma or a semicolon, except attributes:
/// operators nest too.
const MAX_RUN: usize = 300;

/// The contents of a module.
#[derive(Default)]
pub(super) struct Scope {
    pub(super) types: Vec<Rc<TypeItem>>,
    pub(super) modules: Vec<Child>,
    pub(super) imports: Vec<Import>,
    pub(super) calls: Vec<Call>,
}

/// A struct, an enum or an alias.
pub(super) struct TypeItem {
    pub(super) item: Item,
    /// The tokens are arguments of a macro, which may change them.
    pub(super) from_macro: bool,
}

/// A module declaration.
pub(super) struct Child {
    pub(super) name: String,
    pub(super) attributes: Vec<Attribute>,
    /// Its contents, if they are in this file.
    pub(super) body: Option<Rc<Scope>>,
}

/// One name of a `use`.
pub(super) struct Import {
    /// The target path, relative to the crates if it is `global`.
    pub(super) path: Vec<String>,
    pub(super) global: bool,
    /// The new name of the import; a glob has none.
    pub(super) name: Option<String>,
    pub(super) attributes: Rc<[Attribute]>,
}

/// A call of a macro in the place of an item.
pub(super) struct Call {
    pub(super) name: Ident,
    pub(super) tokens: TokenStream,
    pub(super) end: Span,
}

impl Scope {
    /// The number of types, including those of its modules.
    pub(super) fn count(&self) -> usize {
        let inside = self.modules.iter().filter_map(|module| module.body.as_ref());
        self.types.len() + inside.map(|scope| scope.count()).sum::<usize>()
    }
}

impl TypeItem {
    pub(super) fn ident(&self) -> Option<&Ident> {
        match &self.item {
            Item::Struct(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            _ => None,
        }
    }

    pub(super) fn attributes(&self) -> &[Attribute] {
        match &self.item {
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Type(item) => &item.attrs,
            _ => &[],
        }
    }
}

/// A name without the mark of a raw identifier.
pub(super) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The items of a file, of a module or of a macro's arguments.
pub(super) fn scope(tokens: TokenStream) -> Scope {
    let mut scope = Scope::default();
    scan(tokens, false, 0, &mut scope);
    scope
}

fn scan(tokens: TokenStream, from_macro: bool, depth: usize, scope: &mut Scope) {
    if depth > MAX_DEPTH {
        return;
    }
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = inner_attributes(&tokens);
    while at < tokens.len() {
        let item = Rough::read(&tokens[at..]);
        item.note_in(from_macro, depth, scope);
        at += item.tokens.len().max(1);
    }
}

/// The number of tokens that belong to attributes of the surrounding item: `//! …`, `#![allow(…)]`.
/// No item has them.
fn inner_attributes(tokens: &[TokenTree]) -> usize {
    let mut at = 0;
    while is_punct(tokens.get(at), '#') && is_punct(tokens.get(at + 1), '!') {
        at += 3;
    }
    at
}

/// An item, recognised by its first words.
struct Rough<'a> {
    tokens: &'a [TokenTree],
    /// The end of its attributes, and the end of its visibility.
    attributes: usize,
    keyword: usize,
}

impl<'a> Rough<'a> {
    fn read(tokens: &'a [TokenTree]) -> Self {
        let mut at = 0;
        while is_punct(tokens.get(at), '#') {
            at += 2;
        }
        let attributes = at.min(tokens.len());
        if is_ident(tokens.get(at), "pub") {
            at += 1;
            if group(tokens.get(at), Delimiter::Parenthesis).is_some() {
                at += 1;
            }
        }
        let keyword = at.min(tokens.len());
        let rest = &tokens[keyword..];
        let ends_at_semicolon = match rest {
            [TokenTree::Ident(first), second, ..] => match first.to_string().as_str() {
                "use" | "type" => true,
                "extern" => is_ident(Some(second), "crate"),
                "static" => true,
                "const" => !["fn", "unsafe", "async", "extern"]
                    .iter()
                    .any(|word| is_ident(Some(second), word)),
                _ => false,
            },
            _ => false,
        };
        let length = end(rest, ends_at_semicolon);
        Self {
            tokens: &tokens[..keyword + length],
            attributes,
            keyword,
        }
    }

    fn note_in(&self, from_macro: bool, depth: usize, scope: &mut Scope) {
        let rest = &self.tokens[self.keyword..];
        let [TokenTree::Ident(first), ..] = rest else {
            return;
        };
        match first.to_string().as_str() {
            "struct" | "enum" | "type" => {
                if let Some(item) = self.parse::<Item>() {
                    scope.types.push(Rc::new(TypeItem { item, from_macro }));
                }
            }
            "use" => {
                if let Some(item) = self.parse::<ItemUse>() {
                    let attributes: Rc<[Attribute]> = item.attrs.into();
                    let global = item.leading_colon.is_some();
                    imports(&item.tree, &mut Vec::new(), global, &attributes, scope);
                }
            }
            "extern" => self.extern_crate(rest, scope),
            "mod" => self.module(rest, from_macro, depth, scope),
            _ => self.call(rest, depth, scope),
        }
    }

    fn parse<T: syn::parse::Parse>(&self) -> Option<T> {
        if !is_shallow(self.tokens, 0) {
            return None;
        }
        syn::parse2(self.tokens.iter().cloned().collect()).ok()
    }

    fn attributes(&self) -> Vec<Attribute> {
        let tokens = &self.tokens[..self.attributes];
        if !is_shallow(tokens, 0) {
            return Vec::new();
        }
        let parsed = Attribute::parse_outer.parse2(tokens.iter().cloned().collect());
        parsed.unwrap_or_default()
    }

    fn extern_crate(&self, rest: &[TokenTree], scope: &mut Scope) {
        let [_, TokenTree::Ident(keyword), TokenTree::Ident(name), rest @ ..] = rest else {
            return;
        };
        if keyword != "crate" {
            return;
        }
        let own = match rest {
            [TokenTree::Ident(keyword), TokenTree::Ident(own), ..] if keyword == "as" => own,
            _ => name,
        };
        scope.imports.push(Import {
            path: vec![plain(name)],
            global: name != "self",
            name: Some(plain(own)),
            attributes: self.attributes().into(),
        });
    }

    fn module(&self, rest: &[TokenTree], from_macro: bool, depth: usize, scope: &mut Scope) {
        let [_, TokenTree::Ident(name), rest @ ..] = rest else {
            return;
        };
        let body = group(rest.first(), Delimiter::Brace).map(|body| {
            let mut inside = Scope::default();
            scan(body.stream(), from_macro, depth + 1, &mut inside);
            Rc::new(inside)
        });
        scope.modules.push(Child {
            name: plain(name),
            attributes: self.attributes(),
            body,
        });
    }

    /// `path::name! { … }`
    fn call(&self, rest: &[TokenTree], depth: usize, scope: &mut Scope) {
        let mark = rest.iter().position(|token| is_punct(Some(token), '!'));
        let Some((mark, [before @ .., TokenTree::Ident(name)])) = mark.map(|mark| (mark, &rest[..mark]))
        else {
            return;
        };
        let is_path = before
            .iter()
            .all(|token| matches!(token, TokenTree::Ident(_)) || is_punct(Some(token), ':'));
        let Some(TokenTree::Group(given)) = rest.get(mark + 1) else {
            return;
        };
        if !is_path || name == "macro_rules" {
            return;
        }
        let given = given.clone();
        let declares = |token: TokenTree| {
            ["struct", "enum", "type", "mod"]
                .iter()
                .any(|word| is_ident(Some(&token), word))
        };
        if given.stream().into_iter().any(declares) {
            scan(given.stream(), true, depth + 1, scope);
        }
        scope.calls.push(Call {
            name: name.clone(),
            tokens: given.stream(),
            end: given.span_close(),
        });
    }
}

/// The number of tokens of an item: to its semicolon, or to its body.
fn end(tokens: &[TokenTree], at_semicolon: bool) -> usize {
    let is_macro = |at: usize| {
        // `name! {…}`, and `name! other {…}`.
        is_punct(tokens.get(at.wrapping_sub(1)), '!') || is_punct(tokens.get(at.wrapping_sub(2)), '!')
    };
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(end) if end.as_char() == ';' => return at + 1,
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace && !at_semicolon => {
                // The default of a constant parameter is not a body.
                let is_value = is_punct(tokens.get(at.wrapping_sub(1)), '=');
                if !is_value {
                    let has_semicolon = is_macro(at) && is_punct(tokens.get(at + 1), ';');
                    return at + 1 + usize::from(has_semicolon);
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

fn imports(
    tree: &UseTree,
    path: &mut Vec<String>,
    global: bool,
    attributes: &Rc<[Attribute]>,
    scope: &mut Scope,
) {
    let mut add = |path: Vec<String>, name: Option<String>| {
        scope.imports.push(Import {
            path,
            global,
            name,
            attributes: Rc::clone(attributes),
        });
    };
    match tree {
        UseTree::Path(inner) => {
            path.push(plain(&inner.ident));
            imports(&inner.tree, path, global, attributes, scope);
            path.pop();
        }
        UseTree::Name(inner) => {
            // `use a::{self}` is `use a`.
            let name = plain(&inner.ident);
            let mut whole = path.clone();
            if name != "self" {
                whole.push(name);
            }
            let own = whole.last().cloned();
            add(whole, own);
        }
        UseTree::Rename(inner) => {
            let name = plain(&inner.ident);
            let mut whole = path.clone();
            if name != "self" {
                whole.push(name);
            }
            add(whole, Some(plain(&inner.rename)));
        }
        UseTree::Glob(_) => add(path.clone(), None),
        UseTree::Group(group) => {
            for inner in &group.items {
                imports(inner, path, global, attributes, scope);
            }
        }
    }
}

/// The parsed text, unless it nests too deeply to be parsed.
pub(super) fn parse<T>(text: &str, parser: impl Parser<Output = T>) -> Option<T> {
    let tokens: TokenStream = text.parse().ok()?;
    let all: Vec<TokenTree> = tokens.clone().into_iter().collect();
    is_shallow(&all, 0).then(|| parser.parse2(tokens).ok())?
}

/// Returns `true` if a recursive parser gets through this on any stack.
pub(super) fn is_shallow(tokens: &[TokenTree], depth: usize) -> bool {
    let (mut run, mut angles) = (0, 0_usize);
    let mut before = ' ';
    let mut is_attribute = false;
    for token in tokens {
        let mark = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match mark {
            ',' | ';' => run = 0,
            '<' => angles += 1,
            '>' if before != '-' && before != '=' => angles = angles.saturating_sub(1),
            _ => {}
        }
        if let TokenTree::Group(inner) = token {
            let tokens: Vec<TokenTree> = inner.stream().into_iter().collect();
            if depth >= MAX_DEPTH || !is_shallow(&tokens, depth + 1) {
                return false;
            }
        }
        // Documentation comments nest nothing.
        is_attribute = mark == '#' || (is_attribute && mark == '!');
        let is_of_attribute = is_attribute || before == '#';
        run += usize::from(!is_of_attribute);
        if run > MAX_RUN || angles > MAX_DEPTH {
            return false;
        }
        before = mark;
    }
    true
}

fn is_punct(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

fn is_ident(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

fn group(token: Option<&TokenTree>, delimiter: Delimiter) -> Option<&Group> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
        _ => None,
    }
}
