//! What libraries write and read as JSON of Protobuf, as `explain` and the book show it.

use std::fmt::Write;

use counterpart::contract::{Assumption, Role};
use counterpart_verifier::import::{
    PROTOBUF_PROFILES, ProtobufProfile, protobuf_profile, protobuf_sentences,
};

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

/// The assumptions that `import --from protobuf` records: the encoding, and its options.
pub(crate) fn recorded() -> impl Iterator<Item = Assumption> {
    let of_encoding = |profile: &ProtobufProfile| {
        let written = Assumption::WrittenIn(profile.encoding);
        let read = profile.reads.map(|_| Assumption::ReadIn(profile.encoding));
        [Some(written), read].into_iter().flatten()
    };
    let options = OPTIONS.map(|(assumption, _)| assumption);
    PROTOBUF_PROFILES.iter().flat_map(of_encoding).chain(options)
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
    let (does, finds) = match role {
        Role::Emits => ("writes", "audit --role emits"),
        Role::Consumes => ("reads", "conform"),
    };
    Some(format!(
        "The service {does} messages of Protobuf as JSON, as {encoding} does.\n\n`import --from protobuf --written-by {id}` \
         made the contract from a descriptor set. A service that {does} them with another library breaks the verdict.\n\n{}\n\
         `cargo counterpart {finds}` finds that.\n",
        part(protobuf_profile(encoding)?, role),
        id = encoding.id(),
    ))
}

/// What a library does in a role, and what no contract shows.
pub(crate) fn part(profile: &ProtobufProfile, role: Role) -> String {
    let mut text = format!("As measured on {}:\n\n", profile.measured);
    // Writing to a string cannot fail.
    for says in protobuf_sentences(profile, role) {
        let _ = writeln!(text, "- {says}");
    }
    let unseen = match role {
        Role::Emits => profile.unseen_written,
        Role::Consumes => profile.unseen_read,
    };
    let _ = write!(text, "\nNot in the contract: {unseen}.\n");
    text
}
