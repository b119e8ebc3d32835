//! The catalogue as a static site: fixed assets, and one classic script for each view.
//!
//! The page works from `file://`. There, a browser lets a page load scripts and nothing else, so data are scripts.
//! No text of another team is in a name of a file, in HTML or in code: it is in one string literal of each script.

mod draft;
pub(crate) mod folder;
pub(crate) mod letters;
mod script;
pub(crate) mod server;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use counterpart_verifier::catalogue::{Options, Source, Take, views};
use counterpart_verifier::report::listing::Locate;
use serde::Serialize;

use crate::failure::Failure;

/// The files that every catalogue has.
pub(crate) const ASSETS: [(&str, &str); 12] = [
    ("index.html", include_str!("../../catalogue/index.html")),
    ("assets/core.js", include_str!("../../catalogue/core.js")),
    ("assets/event.js", include_str!("../../catalogue/event.js")),
    ("assets/icon.svg", include_str!("../../catalogue/icon.svg")),
    ("assets/more.js", include_str!("../../catalogue/more.js")),
    ("assets/network.js", include_str!("../../catalogue/network.js")),
    ("assets/parts.js", include_str!("../../catalogue/parts.js")),
    ("assets/search.js", include_str!("../../catalogue/search.js")),
    ("assets/service.js", include_str!("../../catalogue/service.js")),
    ("assets/start.js", include_str!("../../catalogue/start.js")),
    ("assets/style.css", include_str!("../../catalogue/style.css")),
    // A folder with this file may be replaced by another catalogue.
    (
        folder::MARK,
        "This folder is written by `cargo counterpart catalogue`, and replaced as a whole.\n",
    ),
];

/// Takes the files of a site. Names are relative, with `/`, and ours.
pub(crate) trait Files: Sync {
    /// Takes one file, as several threads may do at a time.
    fn file(&self, name: &str, content: &[u8]) -> Result<(), Failure>;
}

/// A site in memory.
pub(crate) type Site = BTreeMap<String, Vec<u8>>;

impl Files for Mutex<Site> {
    fn file(&self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let mut site = self.lock().unwrap_or_else(PoisonError::into_inner);
        site.insert(name.to_owned(), content.to_vec());
        Ok(())
    }
}

thread_local! {
    /// The script that a thread writes now. One place for all saves each of them from growing anew.
    static SCRIPT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes each view as a script.
struct Scripts<'f, F>(&'f F);

impl<F: Files> Take for Scripts<'_, F> {
    type Error = Failure;

    fn take<V: Serialize>(&self, name: &str, view: &V) -> Result<(), Failure> {
        SCRIPT.with_borrow_mut(|script| {
            script::write(script, name, view)
                .map_err(|error| Failure::new(format!("cannot write the view {name}: {error}")))?;
            self.0.file(&format!("data/{name}.js"), script)
        })
    }
}

/// Writes all files of a site.
pub(crate) fn write<F: Files>(
    source: &Source<'_>,
    options: &Options,
    locate: &dyn Locate,
    files: &F,
) -> Result<(), Failure> {
    for (name, text) in ASSETS {
        files.file(name, text.as_bytes())?;
    }
    views(source, options, locate, &Scripts(files))
}
