//! The declarations in the sources of a target, read without building it. A target that is not
//! built cannot be asked, and a report should mention it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};

/// Files beyond this are not searched.
const MAX_FILES: usize = 5_000;
const MAX_BYTES: u64 = 4 << 20;
/// The maximum nesting of delimiters in searched tokens.
const MAX_DEPTH: usize = 100;

/// The events that the sources of a target declare with `#[contract(…)]` or `contract!(…)`,
/// including its modules in other files. Code that macros write is not seen.
pub(super) fn events(root: &Path) -> BTreeSet<String> {
    let mut search = Search::default();
    // The modules of a root are next to it, whatever its name is.
    search.file(root, root.parent().unwrap_or(Path::new("")));
    search.events
}

#[derive(Default)]
struct Search {
    events: BTreeSet<String>,
    seen: BTreeSet<PathBuf>,
}

/// The folder in which to look for the modules that a file declares.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The folder of the file, for `#[path]` and `include!`.
    folder: &'a Path,
    /// The folder of its modules.
    modules: &'a Path,
    depth: usize,
}

impl Search {
    fn file(&mut self, path: &Path, modules: &Path) {
        if self.seen.len() >= MAX_FILES || !self.seen.insert(path.to_owned()) {
            return;
        }
        let is_small = std::fs::metadata(path).is_ok_and(|kind| kind.is_file() && kind.len() <= MAX_BYTES);
        let text = is_small.then(|| std::fs::read_to_string(path).ok()).flatten();
        let Some(tokens) = text.and_then(|text| text.parse::<TokenStream>().ok()) else {
            return;
        };
        let place = Place {
            folder: path.parent().unwrap_or(Path::new("")),
            modules,
            depth: 0,
        };
        self.tokens(tokens, place);
    }

    fn tokens(&mut self, tokens: TokenStream, place: Place<'_>) {
        if place.depth > MAX_DEPTH {
            return;
        }
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut named_path = None;
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at..] {
                [TokenTree::Ident(name), rest @ ..] if name == "contract" => {
                    if let Some(keys) = arguments(rest) {
                        collect(keys.stream(), &mut self.events, place.depth);
                    }
                }
                [TokenTree::Ident(name), rest @ ..] if name == "include" => {
                    let file = arguments(rest).and_then(|file| text_of(file.stream().into_iter().next()?));
                    if let Some(file) = file {
                        let file = place.folder.join(file);
                        self.file(&file, file.parent().unwrap_or(place.folder));
                    }
                }
                [TokenTree::Ident(keyword), TokenTree::Ident(name), next, ..] if keyword == "mod" => {
                    let name = name.to_string();
                    let name = name.trim_start_matches("r#");
                    match next {
                        TokenTree::Punct(end) if end.as_char() == ';' => {
                            self.module(name, named_path.take(), place);
                        }
                        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                            let modules = place.modules.join(name);
                            let inside = Place {
                                modules: &modules,
                                depth: place.depth + 1,
                                ..place
                            };
                            self.tokens(body.stream(), inside);
                            named_path = None;
                            at += 3;
                            continue;
                        }
                        _ => {}
                    }
                }
                [TokenTree::Punct(hash), TokenTree::Group(attribute), ..] if hash.as_char() == '#' => {
                    named_path = path_of(attribute.stream()).or(named_path);
                }
                [TokenTree::Punct(end), ..] if end.as_char() == ';' => named_path = None,
                _ => {}
            }
            if let TokenTree::Group(group) = &tokens[at] {
                let inside = Place {
                    depth: place.depth + 1,
                    ..place
                };
                self.tokens(group.stream(), inside);
            }
            at += 1;
        }
    }

    fn module(&mut self, name: &str, named: Option<String>, place: Place<'_>) {
        if let Some(named) = named {
            let file = place.folder.join(named);
            self.file(&file, file.parent().unwrap_or(place.folder));
            return;
        }
        let inside = place.modules.join(name);
        self.file(&place.modules.join(format!("{name}.rs")), &inside);
        self.file(&inside.join("mod.rs"), &inside);
    }
}

/// The tokens in parentheses after a name, or after a name and `!`.
fn arguments(behind: &[TokenTree]) -> Option<&Group> {
    let behind = match behind {
        [TokenTree::Punct(call), rest @ ..] if call.as_char() == '!' => rest,
        behind => behind,
    };
    match behind.first()? {
        TokenTree::Group(group) if group.delimiter() != Delimiter::None => Some(group),
        _ => None,
    }
}

/// The texts of `emits = "…"` and `consumes = "…"`.
fn collect(keys: TokenStream, events: &mut BTreeSet<String>, depth: usize) {
    let keys: Vec<TokenTree> = keys.into_iter().collect();
    for at in 0..keys.len() {
        match &keys[at..] {
            [TokenTree::Ident(role), TokenTree::Punct(is), event @ ..]
                if is.as_char() == '=' && (role == "emits" || role == "consumes") =>
            {
                // In a macro, a variable may be in this place.
                let words = || event.iter().take(2).map(TokenTree::to_string).collect();
                let text = event.first().cloned().and_then(text_of);
                events.insert(text.unwrap_or_else(words));
            }
            // A `macro_rules!` may have put it into a group.
            [TokenTree::Group(group), ..] if depth < MAX_DEPTH => {
                collect(group.stream(), events, depth + 1);
            }
            _ => {}
        }
    }
}

/// The text of `path = "…"`.
fn path_of(attribute: TokenStream) -> Option<String> {
    let tokens: Vec<TokenTree> = attribute.into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(path), TokenTree::Punct(is), text] if path == "path" && is.as_char() == '=' => {
            text_of(text.clone())
        }
        _ => None,
    }
}

fn text_of(token: TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    text(&literal)
}

fn text(literal: &Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string())
        .ok()
        .map(|text| text.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        events(&folder.path().join(files[0].0)).into_iter().collect()
    }

    #[test]
    fn attributes_and_calls_declare_events_and_texts_and_comments_do_not() {
        let text = r##"
            #[derive(Contract)]
            #[contract(crate = "facade::counterpart", emits = "a", samples = f)]
            struct A;
            #[cfg_attr(all(), contract(consumes = r"b"))]
            struct B;
            fn inside() { facade::contract!(Other<u8>, emits = "c", name = "x"); }
            macro_rules! event { ($name:literal) => { contract!(Event, emits = $name); } }
            /// #[contract(emits = "comment")]
            #[contract(trust = "emits = nothing")]
            const TEXT: &str = "#[contract(emits = \"text\")]";
            fn contract(emits: u8) {}
        "##;
        assert_eq!(found(&[("lib.rs", text)]), ["$name", "a", "b", "c"]);
    }

    #[test]
    fn modules_in_other_files_are_read_and_files_beside_them_are_not() {
        let declares = |event: &str| format!("#[contract(emits = \"{event}\")] struct A;");
        let root = "mod one; mod two { mod three; } #[path = \"elsewhere/four.rs\"] mod four; mod gone; include!(\"five.rs\");";
        let files = [
            ("tests/it.rs", root.to_owned()),
            ("tests/one.rs", format!("{} mod inner;", declares("one"))),
            ("tests/one/inner.rs", declares("inner")),
            ("tests/two/three/mod.rs", format!("{} mod it;", declares("three"))),
            ("tests/two/three/it.rs", "mod it;".to_owned()),
            ("tests/elsewhere/four.rs", declares("four")),
            ("tests/five.rs", declares("five")),
            ("tests/other.rs", declares("other")),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert_eq!(found(&files), ["five", "four", "inner", "one", "three"]);
    }

    #[test]
    fn a_file_that_is_absent_or_includes_itself_or_is_no_rust_declares_nothing() {
        assert!(found(&[("lib.rs", "include!(\"lib.rs\"); #[path = \"lib.rs\"] mod a;")]).is_empty());
        assert!(found(&[("lib.rs", "#[contract(emits = \"a\" struct")]).is_empty());
        let deep = format!("{}{}", "(".repeat(90), ")".repeat(90));
        assert!(found(&[("lib.rs", &deep)]).is_empty());
        assert!(events(Path::new("/no/such/file.rs")).is_empty());
    }
}
