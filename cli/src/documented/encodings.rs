//! The pages on what libraries write and read as JSON of Protobuf and Avro.

use std::fmt::Write;

use counterpart::contract::{Assumption, Encoding, Role};
use counterpart_verifier::import::{
    AVRO_PROFILES, PROTOBUF_PROFILES, avro_table, encoding_notes, protobuf_table,
};

use super::{compare, filled, root, wrapped};
use crate::render::encodings::part;

/// The comments around a part of a page that is generated.
const START: &str = "<!-- Made by `just book` from contracts/verifier/src/import. -->\n";
const END: &str = "\n<!-- The end of what is made. -->";

/// Compares the table of a page.
#[track_caller]
fn compare_table(path: &str, encodings: &[Encoding], rows: &[(&str, Vec<String>)]) {
    let page = std::fs::read_to_string(root().join(path)).expect("the page");
    let (before, rest) = page.split_once(START).expect("the start of the table");
    let (_, after) = rest.split_once(END).expect("the end of the table");
    let mut table = String::from("|");
    for encoding in encodings {
        let _ = write!(table, " | `{}`", encoding.id());
    }
    table.push_str(" |\n|---|");
    table.push_str(&"---|".repeat(encodings.len()));
    for (construct, cells) in rows {
        let _ = write!(table, "\n| {construct} | {} |", cells.join(" | "));
    }
    compare(path, &format!("{before}{START}\n{table}\n{END}{after}"));
}

#[test]
fn page_from_protobuf_says_who_writes_what() {
    let encodings: Vec<Encoding> = PROTOBUF_PROFILES.iter().map(|profile| profile.encoding).collect();
    let rows: Vec<(&str, Vec<String>)> = protobuf_table()
        .into_iter()
        .map(|row| (row.construct, row.written))
        .collect();
    compare_table("docs/src/from-protobuf.md", &encodings, &rows);
}

#[test]
fn page_from_avro_says_who_writes_what() {
    let encodings: Vec<Encoding> = AVRO_PROFILES.iter().map(|profile| profile.encoding).collect();
    let rows: Vec<(&str, Vec<String>)> = avro_table()
        .into_iter()
        .map(|(construct, cells)| (construct, cells.into_iter().map(str::to_owned).collect()))
        .collect();
    compare_table("docs/src/from-avro.md", &encodings, &rows);
}

#[test]
fn page_on_the_encodings_says_what_import_assumes() {
    let mut page = format!(
        "{START}\n# What is written and read, by encoding\n\n{}\n\n{}\n",
        filled(
            "`import --from protobuf` and `import --from avro` make a contract of what one library writes or reads. Each sentence was measured on the \
             real library, in the version that is named. Where a schema cannot say it exactly, what is emitted is wider and \
             what is accepted narrower."
        ),
        filled(
            "[From Protobuf](from-protobuf.md) and [From Avro](from-avro.md) say how. `cargo counterpart explain \
             as-pbjson-0-reads` prints a part of this page."
        ),
    );
    for encoding in Encoding::ALL {
        let _ = write!(page, "\n## {encoding}\n\n`--written-by {}`\n", encoding.id());
        let roles = [
            (Role::Emits, Assumption::WrittenIn(encoding)),
            (Role::Consumes, Assumption::ReadIn(encoding)),
        ];
        for (role, assumption) in roles {
            let Some(notes) = encoding_notes(encoding, role) else {
                continue;
            };
            let text = wrapped(&part(&notes));
            let _ = write!(page, "\n### {}\n\n{text}\n", assumption.id());
        }
    }
    compare("docs/src/encodings.md", &page);
}
