//! The page on the libraries whose schemas are corrected.

use std::fmt::Write;

use counterpart::contract::{Assumption, Role};
use counterpart_verifier::import::PROFILES;

use super::{compare, filled, wrapped};
use crate::render::corrections::part;

#[test]
fn page_on_the_libraries_says_what_import_corrects() {
    let mut page = format!(
        "<!-- Made by `just book` from contracts/verifier/src/import/profiles. -->\n\n\
         # What is corrected, by library\n\n{}\n\n{}\n",
        filled(
            "`import --from LIBRARY` corrects a schema where the library that wrote it writes or reads \
             something else than it says. Each correction was measured on the real library, in the version that is named. \
             Where a schema cannot say it exactly, what is emitted becomes wider and what is accepted narrower. All of them \
             hold for a library as it is usually called: options that change what it writes or reads are named with the rest \
             that is not in its schemas."
        ),
        filled(
            "[Services in other languages](other-languages.md) says which call makes the schema, and how to find what no \
             schema shows. `cargo counterpart explain as-pydantic-2-writes` prints a part of this page."
        ),
    );
    for profile in PROFILES {
        let library = profile.library;
        let _ = write!(page, "\n## {library}\n\n`--from {}`\n", library.id());
        let roles = [
            (Role::Emits, Assumption::AsWritten(library)),
            (Role::Consumes, Assumption::AsRead(library)),
        ];
        for (role, assumption) in roles {
            let text = wrapped(&part(profile, role));
            let _ = write!(page, "\n### {}\n\n{text}\n", assumption.id());
        }
    }
    compare("docs/src/libraries.md", &page);
}
