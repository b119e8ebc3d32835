//! The catalogue as a static site: fixed assets, and one classic script for each view.
//!
//! The page works from `file://`. There, a browser lets a page load scripts and nothing else, so data are scripts.
//! No text of another team is in a name of a file, in HTML or in code: it is in one string literal of each script.

pub(crate) mod folder;
pub(crate) mod letters;
mod script;
pub(crate) mod server;

use std::collections::BTreeMap;

use counterpart_engine::json::Json;
use counterpart_verifier::catalogue::{Options, Source, views};
use counterpart_verifier::report::listing::Locate;

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
pub(crate) trait Files {
    /// Takes one file.
    fn file(&mut self, name: &str, content: Vec<u8>) -> Result<(), Failure>;
}

/// A site in memory.
#[derive(Debug, Default)]
pub(crate) struct Site(pub(crate) BTreeMap<String, Vec<u8>>);

impl Files for Site {
    fn file(&mut self, name: &str, content: Vec<u8>) -> Result<(), Failure> {
        self.0.insert(name.to_owned(), content);
        Ok(())
    }
}

/// Writes all files of a site. A served one looks for changes.
pub(crate) fn write(
    source: &Source<'_>,
    options: &Options,
    locate: &dyn Locate,
    served: bool,
    files: &mut dyn Files,
) -> Result<(), Failure> {
    for (name, text) in ASSETS {
        files.file(name, text.as_bytes().to_vec())?;
    }
    views(source, options, locate, &mut |name, mut view| {
        if served
            && name == "index"
            && let Some(members) = view.as_object_mut()
        {
            members.insert("served".to_owned(), Json::Bool(true));
        }
        files.file(&format!("data/{name}.js"), script::of(&name, &view).into_bytes())
    })
}
