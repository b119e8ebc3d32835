//! What libraries write and read as JSON of Protobuf and Avro, as `explain` and the book show it.

use std::fmt::Write;

use counterpart::contract::{Assumption, Encoding, Role};
use counterpart_verifier::import::{EncodingNotes, encoding_notes};

/// Options of libraries, and what a service does that has them on.
pub(crate) const OPTIONS: [(Assumption, &str); 4] = [
    (
        Assumption::EmptyIsWritten,
        "fields without presence, lists and maps are always written",
    ),
    (
        Assumption::OriginalNames,
        "fields have the names of the `.proto` file",
    ),
    (Assumption::EnumsAreNumbers, "values of enums are numbers"),
    (Assumption::UnknownIsIgnored, "unknown fields are ignored"),
];

/// The assumptions that `import --from protobuf` and `--from avro` record: the encoding, and its options.
pub(crate) fn recorded() -> impl Iterator<Item = Assumption> {
    let of_encoding = |encoding: Encoding| {
        let roles = [
            (Role::Emits, Assumption::WrittenIn(encoding)),
            (Role::Consumes, Assumption::ReadIn(encoding)),
        ];
        let known = roles
            .into_iter()
            .filter(move |(role, _)| encoding_notes(encoding, *role).is_some());
        known.map(|(_, assumption)| assumption)
    };
    let options = OPTIONS.map(|(assumption, _)| assumption);
    Encoding::ALL.into_iter().flat_map(of_encoding).chain(options)
}

/// The text of an assumption's page, in Markdown.
pub(crate) fn page(assumption: Assumption) -> Option<String> {
    let (encoding, role) = match assumption {
        Assumption::WrittenIn(encoding) => (encoding, Role::Emits),
        Assumption::ReadIn(encoding) => (encoding, Role::Consumes),
        _ => {
            let (_, does) = OPTIONS.into_iter().find(|(option, _)| *option == assumption)?;
            return Some(format!(
                "The library's option is on: {does}.\n\n`import --from protobuf` recorded that the service has it. A service \
                 without it breaks the verdict.\n"
            ));
        }
    };
    let (kind, from, schema) = match encoding.is_protobuf() {
        true => ("Protobuf", "protobuf", "descriptor set"),
        false => ("Avro", "avro", "schema of Avro"),
    };
    let (does, finds) = match role {
        Role::Emits => ("writes", "audit --role emits"),
        Role::Consumes => ("reads", "conform"),
    };
    Some(format!(
        "The service {does} messages of {kind} as JSON, as {encoding} does.\n\n`import --from {from} --written-by {id}` \
         made the contract from a {schema}. A service that {does} them with another library breaks the verdict.\n\n{}\n\
         `cargo counterpart {finds}` finds that.\n",
        part(&encoding_notes(encoding, role)?),
        id = encoding.id(),
    ))
}

/// What a library does in a role, and what no contract shows.
pub(crate) fn part(notes: &EncodingNotes) -> String {
    let mut text = format!("As measured on {}:\n\n", notes.measured);
    // Writing to a string cannot fail.
    for says in &notes.says {
        let _ = writeln!(text, "- {says}");
    }
    let _ = write!(text, "\nNot in the contract: {}.\n", notes.unseen);
    text
}
