//! The results of `import`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use counterpart::contract::{Assumption, ContractFile, Role};
use counterpart_verifier::asyncapi::Document;
use counterpart_verifier::import::{Imported, Narrowed, Profile, encoding_notes, profile};

use super::encodings::OPTIONS;
use super::view::View;

/// The number of places of one correction that are named.
const SHOWN_PLACES: usize = 5;

/// The written file, and the parts of it that the schemas did not contain.
pub(crate) fn imported(path: &Path, imported: &Imported, view: &View) -> String {
    let mut out = String::new();
    let files = match imported.contract.header.imported.len() {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(out, "wrote {} from {files}", view.path(path));
    corrections(&mut out, imported);
    integers(&mut out, std::slice::from_ref(&imported));
    if !imported.closed.is_empty() {
        let _ = writeln!(out, "{CLOSED}");
        closed(&mut out, imported, "  ");
    }
    out
}

/// The written files of an AsyncAPI document, with their operations, and the parts that the document did not contain.
pub(crate) fn of_document(document: &Document, paths: &[PathBuf], view: &View) -> String {
    let mut out = String::new();
    for (path, one) in paths.iter().zip(&document.contracts) {
        let _ = writeln!(out, "wrote {} ({})", view.path(path), one.operations.join(", "));
        if !one.is_ours {
            corrections(&mut out, &one.imported);
        }
    }
    let all: Vec<&Imported> = document
        .contracts
        .iter()
        .filter(|one| !one.is_ours)
        .map(|one| &one.imported)
        .collect();
    integers(&mut out, &all);
    if all.iter().any(|one| !one.closed.is_empty()) {
        let _ = writeln!(out, "{CLOSED}");
    }
    for (path, one) in paths.iter().zip(&document.contracts) {
        if !one.imported.closed.is_empty() {
            let _ = writeln!(out, "  {}", view.path(path));
            closed(&mut out, &one.imported, "    ");
        }
    }
    out
}

const CLOSED: &str = "closed, so that nothing is sent but what is declared (`--open` changes this):";

fn integers(out: &mut String, all: &[&Imported]) {
    let mut assumes = all.iter().flat_map(|one| &one.contract.header.assumes);
    let size = assumes.find_map(|assumption| match assumption {
        Assumption::IntegersAreI64 => Some("i64"),
        Assumption::IntegersAreU53 => Some("u53"),
        _ => None,
    });
    if let Some(size) = size {
        let _ = writeln!(
            out,
            "integers without bounds are taken as {size} (`--integers` changes this)"
        );
    }
}

fn closed(out: &mut String, imported: &Imported, indent: &str) {
    for place in &imported.closed {
        let place = place.to_string();
        let shown = if place.is_empty() {
            "the top of the schema"
        } else {
            &place
        };
        let _ = writeln!(out, "{indent}{shown}");
    }
}

/// The written file, and the encoding that it is of.
pub(crate) fn message(path: &Path, contract: &ContractFile, narrowed: &[Narrowed], view: &View) -> String {
    let header = &contract.header;
    let role = header.identity.role();
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "wrote {} from {}",
        view.path(path),
        header.imported.join(", ")
    );
    let encoding = header.assumes.iter().find_map(|assumption| match assumption {
        Assumption::WrittenIn(encoding) | Assumption::ReadIn(encoding) => Some(*encoding),
        _ => None,
    });
    let notes = encoding.and_then(|encoding| Some((encoding, encoding_notes(encoding, role)?)));
    let Some((encoding, notes)) = notes else {
        return out;
    };
    let (does, finds) = match role {
        Role::Emits => ("writes", "audit --role emits"),
        Role::Consumes => ("reads", "conform"),
    };
    let _ = writeln!(out, "as {encoding} {does} it (measured on {}):", notes.measured);
    for says in &notes.says {
        let _ = writeln!(out, "  {says}");
    }
    let options: Vec<&str> = OPTIONS
        .into_iter()
        .filter(|(assumption, _)| header.assumes.contains(assumption))
        .map(|(_, says)| says)
        .collect();
    if !options.is_empty() {
        let _ = writeln!(out, "but, by its options, {}", options.join(", "));
    }
    let _ = writeln!(
        out,
        "not in the contract (`cargo counterpart {finds}` finds it):\n  {}",
        notes.unseen
    );
    if !narrowed.is_empty() {
        let _ = writeln!(out, "narrower than the reader, because no schema can say it:");
    }
    for narrowed in narrowed {
        let _ = writeln!(out, "  {narrowed}");
    }
    out
}

/// The corrections for the library that wrote the files, and what its schemas do not show.
fn corrections(out: &mut String, imported: &Imported) {
    let library = imported
        .contract
        .header
        .assumes
        .iter()
        .find_map(|assumption| match assumption {
            Assumption::AsWritten(library) | Assumption::AsRead(library) => Some(*library),
            _ => None,
        });
    let Some(profile) = library.and_then(profile) else {
        return;
    };
    let Profile {
        library, measured, ..
    } = profile;
    if imported.corrected.is_empty() {
        let _ = writeln!(out, "nothing to correct for {library} (measured on {measured})");
    } else {
        let _ = writeln!(out, "corrected for {library} (measured on {measured}):");
    }
    for corrected in &imported.corrected {
        let _ = writeln!(out, "  {}", corrected.says);
        for place in corrected.places.iter().take(SHOWN_PLACES) {
            let _ = writeln!(out, "    {place}");
        }
        if let Some(further) = corrected
            .places
            .len()
            .checked_sub(SHOWN_PLACES)
            .filter(|further| *further > 0)
        {
            let _ = writeln!(out, "    and {further} more");
        }
    }
    let role = imported.contract.header.identity.role();
    let unseen: Vec<_> = profile
        .unseen
        .iter()
        .filter(|unseen| unseen.role == role)
        .collect();
    let finds = match role {
        Role::Emits => "audit --role emits",
        Role::Consumes => "conform",
    };
    if !unseen.is_empty() {
        let _ = writeln!(
            out,
            "not in its schemas, so not in the contract (`cargo counterpart {finds}` finds it):"
        );
    }
    for unseen in unseen {
        let _ = writeln!(out, "  {}", unseen.says);
    }
}
