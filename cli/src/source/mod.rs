//! Finds a place of a message in Rust source: the line of the field that is written there.
//!
//! A contract file names its types and their files but no lines, so that it does not change when
//! lines move. They are looked up here, when a report is made. A failed lookup is not an error: the
//! report then shows the contract file instead.

mod comments;
mod edit;
mod features;
mod files;
mod modules;
mod names;
mod packages;
mod scan;
mod start;
#[cfg(test)]
mod tests;
mod types;
mod walk;

use std::ops::Range;
use std::path::PathBuf;

use counterpart::collect::Record;
use counterpart::contract::{Header, Role, RustType};
use counterpart_engine::compat::Place;

pub(crate) use self::edit::TextEdit;
use self::features::Features;
use self::files::Files;
use self::modules::Code;
use self::packages::Packages;
use self::start::Known;
use crate::project::workspace::Workspace;

/// A line of a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceLine {
    pub(crate) path: PathBuf,
    /// From 1.
    pub(crate) line: usize,
    /// The line itself, without trailing space.
    pub(crate) text: String,
    /// The meant part of the line, in bytes.
    pub(crate) span: Range<usize>,
}

/// The source files of the workspace's packages and of their dependencies, read when they are first
/// asked for.
#[derive(Default)]
pub(crate) struct Sources {
    packages: Packages,
    files: Files,
    known: Known,
}

impl Sources {
    pub(crate) fn of(workspace: &Workspace) -> Self {
        Self {
            packages: Packages::of(&workspace.packages(), Some(workspace.graph())),
            ..Self::default()
        }
    }

    /// The sources of one package without features, whose library has its name.
    #[cfg(test)]
    pub(crate) fn of_package(name: &str, folder: &std::path::Path) -> Self {
        let package = packages::Package::by_hand(name, &name.replace('-', "_"), folder, true);
        Self {
            packages: Packages::by_hand(vec![(package, vec![])]),
            ..Self::default()
        }
    }

    /// Takes the features that the packages were built with, instead of those that their contract
    /// files belong to.
    pub(crate) fn as_built(&mut self, records: &[Record]) {
        for record in records {
            let features = Features::of_build(&record.features);
            self.packages.as_built(&record.package, &features);
        }
        self.known = Known::default();
    }

    /// The line of `place` in the types of a contract. It is the deepest field on the way that can
    /// be found, else the type itself, else the declaration of its contract.
    pub(crate) fn find(&self, header: &Header, place: &Place) -> Option<SourceLine> {
        let place = in_payload(header, place);
        let found = header
            .types
            .iter()
            .filter_map(|rust| self.find_in(rust, header.identity.role(), &place));
        // A union of types: take the type that has more of the way.
        found
            .enumerate()
            .max_by_key(|(at, (_, depth))| (*depth, std::cmp::Reverse(*at)))
            .map(|(_, (line, _))| line)
    }

    /// The doc comment of the field at `place`, or of the type itself, if `place` is the top. It is not that of a field
    /// on the way.
    pub(crate) fn doc_comment(&self, header: &Header, place: &Place) -> Option<String> {
        let inside = in_payload(header, place);
        let is_outside = inside.0.is_empty() && !place.0.is_empty() && header.metadata.envelope.is_some();
        let is_payload = header
            .metadata
            .envelope
            .is_some_and(|envelope| *place == envelope.payload());
        if is_outside && !is_payload {
            return None;
        }
        header.types.iter().find_map(|rust| {
            let (line, depth) = self.find_in(rust, header.identity.role(), &inside)?;
            let file = (depth == Some(inside.0.len())).then(|| self.files.file(&line.path))??;
            comments::above(&file.text, line.line)
        })
    }

    /// The line, and the number of steps that lead there. It is zero if only the declaration was
    /// found.
    fn find_in(&self, rust: &RustType, role: Role, place: &Place) -> Option<(SourceLine, Option<usize>)> {
        let code = self.code();
        let begin = code.start(rust);
        let found = begin
            .start
            .as_ref()
            .and_then(|start| walk::walk(&code, start, role, &place.0));
        let line = found.and_then(|found| {
            let line = found.mark.file.line(found.mark.from, found.mark.to)?;
            Some((line, Some(found.depth)))
        });
        line.or_else(|| {
            let stand = begin.stand.as_ref()?;
            Some((stand.file.line(stand.from, stand.to)?, None))
        })
    }

    fn code(&self) -> Code<'_> {
        Code {
            packages: &self.packages,
            files: &self.files,
            known: &self.known,
        }
    }
}

/// The place in the Rust type. No type has the steps of an envelope.
fn in_payload(header: &Header, place: &Place) -> Place {
    match header.metadata.envelope {
        None => place.clone(),
        Some(envelope) => Place(envelope.within_payload(&place.0).unwrap_or_default().to_vec()),
    }
}
