//! The crates of this project that a source file names, token by token.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path in the code: a crate, where it is another one than the file's own, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// `None` for `crate::…` and `super::…`.
    pub(crate) root: Option<String>,
    /// As far as the path leads in one way: `a::b::{c, d}` is followed to each of `c` and `d`.
    pub(crate) steps: Vec<String>,
}

/// All places that a file names, without those of its tests. `inside` is where the file stands below its crate's `src`.
pub(crate) fn imports(text: &str, inside: &str) -> Vec<Place> {
    let tokens: TokenStream = text.parse().expect("Rust");
    let mut modules: Vec<String> = inside
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    if modules
        .last()
        .is_some_and(|last| last == "mod" || last == "lib" || last == "main")
    {
        modules.pop();
    }
    let mut places = Vec::new();
    read(tokens, &modules, &mut places);
    places
}

fn read(tokens: TokenStream, modules: &[String], places: &mut Vec<Place>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        if is_cfg_test(&tokens[at..]) {
            at = behind_item(&tokens, at + 2);
            continue;
        }
        match &tokens[at] {
            TokenTree::Ident(word) if !follows_path(&tokens, at) => {
                if let Some((root, steps, next)) = begins(&word.to_string(), &tokens, at, modules) {
                    follow(&tokens[next..], root.as_deref(), &steps, places);
                    at = next;
                    continue;
                }
            }
            TokenTree::Group(group) => {
                let mut inner = modules.to_vec();
                if let Some(name) = module_before(&tokens, at, group.delimiter()) {
                    inner.push(name);
                }
                read(group.stream(), &inner, places);
            }
            _ => {}
        }
        at += 1;
    }
}

/// `#[cfg(test)]`.
fn is_cfg_test(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(hash), TokenTree::Group(attribute), ..]
        if hash.as_char() == '#' && attribute.stream().to_string().replace(' ', "") == "cfg(test)")
}

/// The position after the item that begins here, further attributes included: its braces or its semicolon.
fn behind_item(tokens: &[TokenTree], from: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    (from..tokens.len())
        .find(|at| ends(&tokens[*at]))
        .map_or(tokens.len(), |at| at + 1)
}

/// Returns true if a `::` or a `$` stands before: then the word is no beginning of a path of ours.
fn follows_path(tokens: &[TokenTree], at: usize) -> bool {
    at > 0
        && matches!(&tokens[at - 1], TokenTree::Punct(punct) if ":$".contains(punct.as_char()))
        && (at < 2 || !matches!(&tokens[at - 2], TokenTree::Punct(punct) if punct.as_char() != ':'))
}

/// The module whose braces these are.
fn module_before(tokens: &[TokenTree], at: usize, delimiter: Delimiter) -> Option<String> {
    let [.., TokenTree::Ident(word), TokenTree::Ident(name)] = &tokens[..at] else {
        return None;
    };
    (delimiter == Delimiter::Brace && word == "mod").then(|| name.to_string())
}

/// Returns true if a path of this project begins with the word: its crate, the steps that `super` has already gone,
/// and where the rest begins.
fn begins(
    word: &str,
    tokens: &[TokenTree],
    at: usize,
    modules: &[String],
) -> Option<(Option<String>, Vec<String>, usize)> {
    let mut next = behind_colons(tokens, at + 1)?;
    match word {
        "crate" => Some((None, Vec::new(), next)),
        "super" => {
            let mut left = modules.len().checked_sub(1)?;
            while matches!(tokens.get(next), Some(TokenTree::Ident(word)) if word == "super") {
                left = left.checked_sub(1)?;
                next = behind_colons(tokens, next + 1)?;
            }
            Some((None, modules[..left].to_vec(), next))
        }
        _ if word.starts_with("counterpart") => Some((Some(word.to_owned()), Vec::new(), next)),
        _ => None,
    }
}

fn behind_colons(tokens: &[TokenTree], at: usize) -> Option<usize> {
    let is_colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    (is_colon(at) && is_colon(at + 1)).then_some(at + 2)
}

/// Follows a path to each of its ends.
fn follow(tokens: &[TokenTree], root: Option<&str>, steps: &[String], places: &mut Vec<Place>) {
    let place = |steps: Vec<String>| Place {
        root: root.map(str::to_owned),
        steps,
    };
    match tokens.first() {
        Some(TokenTree::Ident(word)) => {
            let mut steps = steps.to_vec();
            if word != "self" {
                steps.push(word.to_string());
            }
            match behind_colons(tokens, 1) {
                Some(next) => follow(&tokens[next..], root, &steps, places),
                None => places.push(place(steps)),
            }
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let is_comma =
                |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
            for one in inner.split(is_comma).filter(|one| !one.is_empty()) {
                follow(one, root, steps, places);
            }
        }
        _ => places.push(place(steps.to_vec())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, inside: &str) -> Vec<String> {
        let places = imports(text, inside).into_iter();
        let shown = |place: Place| format!("{}/{}", place.root.unwrap_or_default(), place.steps.join("/"));
        places.map(shown).collect()
    }

    #[test]
    fn a_path_is_followed_to_each_of_its_ends() {
        assert_eq!(
            named(
                "use crate::{a::{self, b::C}, d}; fn f() -> counterpart::json::Json { super::super::e() }",
                "x/y.rs"
            ),
            ["/a", "/a/b/C", "/d", "counterpart/json/Json", "/e"]
        );
    }

    #[test]
    fn super_leaves_its_own_module() {
        assert_eq!(named("use super::a;", "x/mod.rs"), ["/a"]);
        assert_eq!(named("use super::a;", "x/y.rs"), ["/x/a"]);
        assert_eq!(named("mod inner { use super::a; }", "x/y.rs"), ["/x/y/a"]);
    }

    #[test]
    fn tests_and_macro_output_name_no_rooms() {
        assert!(named("#[cfg(test)] mod tests { use crate::a; }", "x.rs").is_empty());
        assert!(named("#[cfg(test)] use crate::a;", "x.rs").is_empty());
        assert!(named("macro_rules! m { () => { $crate::a!() }; }", "x.rs").is_empty());
    }
}
