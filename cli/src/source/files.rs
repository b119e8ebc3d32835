//! Source files, read once, within limits.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use counterpart::bounded;
use proc_macro2::{Span, TokenStream};

use super::SourceLine;
use super::scan::{self, Scope};

/// For one run: a report must not take longer than the check.
const MAX_FILES: usize = 5_000;
const MAX_TOTAL_BYTES: usize = 64 << 20;
/// For one file.
const MAX_BYTES: u64 = 4 << 20;

#[derive(Clone, Default)]
pub(super) struct Files {
    read: RefCell<BTreeMap<PathBuf, Option<Rc<File>>>>,
    bytes: Cell<usize>,
    /// The Rust files below a folder, once a type was looked for there.
    below: RefCell<BTreeMap<PathBuf, Rc<[PathBuf]>>>,
}

pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// The number of bytes before the parsed text: a byte order mark, a line for the shell.
    skipped: usize,
    pub(super) scope: Rc<Scope>,
}

impl Files {
    pub(super) fn file(&self, path: &Path) -> Option<Rc<File>> {
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone();
        }
        if self.read.borrow().len() >= MAX_FILES || self.bytes.get() >= MAX_TOTAL_BYTES {
            return None;
        }
        let file = File::read(path).map(Rc::new);
        let bytes = file.as_ref().map_or(0, |file| file.text.len());
        self.bytes.set(self.bytes.get() + bytes);
        self.read.borrow_mut().insert(path.to_owned(), file.clone());
        file
    }

    /// Uses a file in place of the existing one.
    pub(super) fn replace(&mut self, file: File) {
        let path = file.path.clone();
        self.read.get_mut().insert(path, Some(Rc::new(file)));
    }

    /// The Rust files below a folder, sorted; none if there are too many.
    pub(super) fn below(&self, folder: &Path) -> Rc<[PathBuf]> {
        if let Some(known) = self.below.borrow().get(folder) {
            return Rc::clone(known);
        }
        let found: Rc<[PathBuf]> = rust_files(folder).into();
        self.below
            .borrow_mut()
            .insert(folder.to_owned(), Rc::clone(&found));
        found
    }

    /// The number of files that were read.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.read.borrow().len()
    }
}

impl File {
    fn read(path: &Path) -> Option<Self> {
        Self::parse(path.to_owned(), bounded::read_text(path, MAX_BYTES).ok()?)
    }

    /// The file, if it had this text.
    pub(super) fn parse(path: PathBuf, text: String) -> Option<Self> {
        let skipped = skipped(&text);
        let tokens: TokenStream = text[skipped..].parse().ok()?;
        Some(Self {
            path,
            skipped,
            scope: Rc::new(scan::scope(tokens)),
            text,
        })
    }

    /// The place in the file of a span of one of its tokens.
    pub(super) fn range(&self, span: Span) -> Option<std::ops::Range<usize>> {
        let range = span.byte_range();
        let range = range.start + self.skipped..range.end + self.skipped;
        (range.start < range.end && self.text.get(range.clone()).is_some()).then_some(range)
    }

    /// The line where `from` begins. The mark ends with `to`, or with `from` if `to` is on another
    /// line.
    pub(super) fn line(&self, from: Span, to: Span) -> Option<SourceLine> {
        let (from, to) = (self.range(from)?, self.range(to)?);
        let start = self.text[..from.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[from.start..]
            .find('\n')
            .map_or(self.text.len(), |at| from.start + at);
        let text = self.text[start..end].trim_end();
        let marked_to = if to.end <= end { to.end } else { from.end };
        let span = from.start - start..(marked_to.max(from.start) - start).min(text.len());
        Some(SourceLine {
            path: self.path.clone(),
            line: 1 + self.text[..start].matches('\n').count(),
            text: text.to_owned(),
            span: span.start.min(span.end)..span.end,
        })
    }
}

/// The bytes at the start of a Rust file that are not Rust.
fn skipped(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let rest = &text[mark..];
    // An inner attribute begins with the same two characters.
    if rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[') {
        return mark + rest.find('\n').unwrap_or(rest.len());
    }
    mark
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    let mut looked_in = 0;
    while let Some(folder) = folders.pop() {
        looked_in += 1;
        if files.len() > MAX_FILES || looked_in > MAX_FILES {
            return Vec::new();
        }
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
    }
    files.sort();
    files
}
