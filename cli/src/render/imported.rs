//! The results of `import`.

use std::fmt::Write;
use std::path::Path;

use counterpart::contract::{Assumption, ContractFile, Role};
use counterpart_verifier::import::{Imported, Narrowed, Profile, encoding_notes, profile};

use super::encodings::OPTIONS;
use super::view::View;

/// The number of places of one correction that are named.
const SHOWN_PLACES: usize = 5;

/// The written file, and the parts of it that the schemas did not contain.
pub(crate) fn imported(path: &Path, imported: &Imported, view: &View) -> String {
    let header = &imported.contract.header;
    let mut out = String::new();
    let files = match header.imported.len() {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(out, "wrote {} from {files}", view.path(path));
    corrections(&mut out, imported);
    let size = header.assumes.iter().find_map(|assumption| match assumption {
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
    if !imported.closed.is_empty() {
        let _ = writeln!(
            out,
            "closed, so that nothing is sent but what is declared (`--open` changes this):"
        );
        for place in &imported.closed {
            let place = place.to_string();
            let shown = if place.is_empty() {
                "the top of the schema"
            } else {
                &place
            };
            let _ = writeln!(out, "  {shown}");
        }
    }
    out
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
