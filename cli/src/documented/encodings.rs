//! The pages on what libraries write and read as JSON of Protobuf.

use std::fmt::Write;

use counterpart::contract::{Assumption, Role};
use counterpart_verifier::import::{PROTOBUF_PROFILES, protobuf_table};

use super::{compare, filled, root, wrapped};
use crate::render::encodings::part;

/// The comments around a part of a page that is generated.
const START: &str = "<!-- Made by `just book` from contracts/verifier/src/import/protobuf/written_by. -->\n";
const END: &str = "\n<!-- The end of what is made. -->";

#[test]
fn page_from_protobuf_says_who_writes_what() {
    let path = "docs/src/from-protobuf.md";
    let page = std::fs::read_to_string(root().join(path)).expect("the page");
    let (before, rest) = page.split_once(START).expect("the start of the table");
    let (_, after) = rest.split_once(END).expect("the end of the table");
    let mut table = String::from("|");
    for profile in PROTOBUF_PROFILES {
        let _ = write!(table, " | `{}`", profile.encoding.id());
    }
    table.push_str(" |\n|---|");
    table.push_str(&"---|".repeat(PROTOBUF_PROFILES.len()));
    for row in protobuf_table() {
        let _ = write!(table, "\n| {} | {} |", row.construct, row.written.join(" | "));
    }
    compare(path, &format!("{before}{START}\n{table}\n{END}{after}"));
}

#[test]
fn page_on_the_encodings_says_what_import_assumes() {
    let mut page = format!(
        "{START}\n# What is written and read, by encoding\n\n{}\n\n{}\n",
        filled(
            "`import --from protobuf` makes a contract of what one library writes or reads. Each sentence was measured on the \
             real library, in the version that is named. Where a schema cannot say it exactly, what is emitted is wider and \
             what is accepted narrower."
        ),
        filled(
            "[From Protobuf](from-protobuf.md) says how to make a descriptor set. `cargo counterpart explain \
             as-pbjson-0-reads` prints a part of this page."
        ),
    );
    for profile in PROTOBUF_PROFILES {
        let encoding = profile.encoding;
        let _ = write!(page, "\n## {encoding}\n\n`--written-by {}`\n", encoding.id());
        let read = profile
            .reads
            .map(|_| (Role::Consumes, Assumption::ReadIn(encoding)));
        let roles = [Some((Role::Emits, Assumption::WrittenIn(encoding))), read];
        for (role, assumption) in roles.into_iter().flatten() {
            let text = wrapped(&part(profile, role));
            let _ = write!(page, "\n### {}\n\n{text}\n", assumption.id());
        }
    }
    compare("docs/src/encodings.md", &page);
}
