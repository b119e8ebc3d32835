//! Where things stand, for formats that machines read: relative to the root of the repository.

use std::path::{Component, Path, PathBuf};

use counterpart::contract::Header;
use counterpart_engine::compat::Place;
use counterpart_verifier::report::listing::{Files, Locate, Source};

use super::view::View;

/// What a view knows, seen from the root of the repository.
pub(crate) struct Places<'a> {
    view: &'a View,
    files: Files,
}

impl<'a> Places<'a> {
    /// The root is the nearest folder upwards that holds `.git`, else the folder that the command was called in.
    pub(crate) fn of(view: &'a View) -> Self {
        let root = view.here.ancestors().find(|folder| folder.join(".git").exists());
        let root = root.unwrap_or(&view.here).to_owned();
        Self {
            view,
            files: Files { root },
        }
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        self.view.here.join(path)
    }

    /// Where a file stands that is written relative to the root.
    pub(crate) fn absolute_of(&self, shown: &str) -> PathBuf {
        let mut path = self.files.root.clone();
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
        self.files.path(&self.absolute(path))
    }

    fn source(&self, header: &Header, place: &Place) -> Option<Source> {
        let found = self.view.sources.find(header, place)?;
        let column = |at: usize| 1 + found.text.get(..at).map_or(0, |before| before.chars().count());
        let columns = (column(found.span.start), column(found.span.end));
        Some(Source {
            path: self.path(&found.path),
            line: found.line,
            columns: (columns.0 < columns.1).then_some(columns),
            text: found.text.trim().to_owned(),
        })
    }

    fn contract_dirs(&self) -> Vec<String> {
        let folders = self.view.folders.iter().map(|folder| self.path(folder));
        folders.chain(self.view.store.clone()).collect()
    }
}
