//! The places of things, as far as a library can know and a program can tell it.

use std::path::{Component, Path, PathBuf};

use counterpart::contract::Header;
use counterpart_engine::compat::Place;

/// A line of Rust source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, relative to the root of the repository, with `/`.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// The columns in the line, from 1, in characters. The second is the first column that does not
    /// belong to it.
    pub columns: Option<(usize, usize)>,
    /// The line itself, without the space around it.
    pub text: String,
    /// The columns of space before the text.
    pub indent: usize,
}

/// Knows the places of files and sources.
pub trait Locate {
    /// A path as listings write it: relative to the root of the repository, with `/`.
    fn path(&self, path: &Path) -> String;

    /// The line of Rust source that has a place of a message, if it is known.
    fn source(&self, header: &Header, place: &Place) -> Option<Source> {
        let _ = (header, place);
        None
    }

    /// The folders, and the store, that were searched for contracts.
    fn contract_dirs(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Knows only contract files, relative to a folder.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The folder; empty if paths are relative already.
    pub root: PathBuf,
}

impl Locate for Files {
    fn path(&self, path: &Path) -> String {
        relative(&self.root, path)
    }
}

/// The path from `root` to `path`, with `/`. It is never absolute: from another root it has only
/// its steps.
pub(super) fn relative(root: &Path, path: &Path) -> String {
    let steps = |path: &Path| -> Vec<String> {
        let mut steps = Vec::new();
        for component in path.components() {
            match component {
                Component::Normal(step) => steps.push(step.to_string_lossy().into_owned()),
                Component::ParentDir if steps.last().is_some_and(|last| last != "..") => drop(steps.pop()),
                Component::ParentDir if !path.has_root() => steps.push("..".to_owned()),
                _ => {}
            }
        }
        steps
    };
    let to = steps(path);
    if !path.has_root() {
        return to.join("/");
    }
    let from = steps(root);
    let shared = from
        .iter()
        .zip(&to)
        .take_while(|(one, other)| one == other)
        .count();
    let up = if root.has_root() { from.len() - shared } else { 0 };
    let down = if root.has_root() { &to[shared..] } else { &to[..] };
    let all = std::iter::repeat_n("..", up).chain(down.iter().map(String::as_str));
    all.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_to_the_root_and_never_absolute() {
        for (root, path, relative_path) in [
            ("/w/shop", "/w/shop/contracts/a.json", "contracts/a.json"),
            ("/w/shop", "/w/other/a.json", "../other/a.json"),
            ("/w/shop", "contracts/./x/../a.json", "contracts/a.json"),
            ("/w/shop", "../a.json", "../a.json"),
            ("/w/shop", "/../a.json", "../../a.json"),
            ("", "/w/a.json", "w/a.json"),
            ("/", "/w/a.json", "w/a.json"),
        ] {
            assert_eq!(
                relative(Path::new(root), Path::new(path)),
                relative_path,
                "{root} {path}"
            );
        }
    }
}
