//! The results of `import`.

use std::fmt::Write;
use std::path::Path;

use counterpart::contract::Assumption;
use counterpart_verifier::import::Imported;

use super::view::View;

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
