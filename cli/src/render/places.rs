//! Paths: relative to the root of the repository for machines, relative to the current folder for
//! people.

use std::path::{Component, Path, PathBuf};

use counterpart::contract::Header;
use counterpart_engine::compat::Place;
use counterpart_verifier::report::listing::{Files, Locate, Source};

use super::view::View;

/// A view's information, with paths relative to the root of the repository, or as people see them.
pub(crate) struct Places<'a> {
    view: &'a View,
    /// The root, for formats that machines read.
    files: Option<Files>,
}

impl<'a> Places<'a> {
    /// For machines. The root is the nearest folder upwards with `.git`, else the folder that the
    /// command was called in.
    pub(crate) fn of(view: &'a View) -> Self {
        let root = view.here.ancestors().find(|folder| folder.join(".git").exists());
        let root = root.unwrap_or(&view.here).to_owned();
        Self {
            view,
            files: Some(Files { root }),
        }
    }

    /// For people: seen from the folder that the command was called in.
    pub(super) fn from_here(view: &'a View) -> Self {
        Self { view, files: None }
    }

    /// The absolute path of a file that is written relative to the root.
    pub(crate) fn absolute_of(&self, shown: &str) -> PathBuf {
        let root = self.files.as_ref().map_or(&self.view.here, |files| &files.root);
        let mut path = root.clone();
        for step in Path::new(shown).components() {
            match step {
                Component::ParentDir => drop(path.pop()),
                step => path.push(step),
            }
        }
        path
    }
}

impl Locate for Places<'_> {
    fn path(&self, path: &Path) -> String {
        match &self.files {
            Some(files) => files.path(&self.view.here.join(path)),
            None => self.view.path(path),
        }
    }

    fn source(&self, header: &Header, place: &Place) -> Option<Source> {
        let found = self.view.sources.find(header, place)?;
        let column = |at: usize| 1 + found.text.get(..at).map_or(0, |before| before.chars().count());
        let columns = (column(found.span.start), column(found.span.end));
        let text = found.text.trim();
        let indent = found.text.len() - found.text.trim_start().len();
        Some(Source {
            path: self.path(&found.path),
            line: found.line,
            columns: (columns.0 < columns.1).then_some(columns),
            text: text.to_owned(),
            indent: column(indent) - 1,
        })
    }

    fn contract_dirs(&self) -> Vec<String> {
        let folders = self.view.folders.iter().map(|folder| self.path(folder));
        folders.chain(self.view.store.clone()).collect()
    }
}
