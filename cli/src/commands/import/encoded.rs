//! The flags of `import` for messages of Protobuf and Avro.

use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, Command};
use counterpart::contract::{Encoding, Identity, Role};
use counterpart_verifier::import::{
    AVRO_PROFILES, AvroError, PROTOBUF_PROFILES, ProtobufError, ProtobufOption, ProtobufOptions, messages_in,
};
use std::ffi::OsStr;

use crate::failure::Failure;

/// How a compiler writes a descriptor set.
const MAKE_A_SET: &str = "write one with `protoc --include_imports --descriptor_set_out=events.binpb FILE.proto`, or with \
                          `buf build -o events.binpb`";

/// The number of messages that an error lists.
const LISTED: usize = 20;

/// The message, and the library that writes or reads its JSON.
#[derive(Debug, Args)]
pub(super) struct Encoded {
    /// With `--from protobuf` and `--from avro`: the library that writes the JSON, or that reads it
    #[arg(long, value_name = "ENCODING", value_parser = EncodingParser, visible_alias = "read-by")]
    written_by: Option<Encoding>,
    /// The writer has its option to write fields without presence, lists and maps where they are empty, too
    #[arg(long)]
    always_print: bool,
    /// The writer has its option to write the names of the `.proto` file
    #[arg(long)]
    original_names: bool,
    /// The writer has its option to write values of enums as numbers
    #[arg(long)]
    enums_as_integers: bool,
    /// The reader has its option to ignore unknown fields
    #[arg(long)]
    ignore_unknown: bool,
}

/// Reads the id of an encoding.
#[derive(Clone)]
struct EncodingParser;

impl TypedValueParser for EncodingParser {
    type Value = Encoding;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Encoding, clap::Error> {
        let ids = PossibleValuesParser::new(Encoding::ALL.map(Encoding::id));
        let id = ids.parse_ref(command, argument, value)?;
        let of_id = Encoding::ALL.into_iter().find(|encoding| encoding.id() == id);
        Ok(of_id.expect("the ids of the encodings are the possible values"))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |encoding: Encoding| PossibleValue::new(encoding.id()).help(encoding.to_string());
        Some(Box::new(Encoding::ALL.into_iter().map(value)))
    }
}

impl Encoded {
    fn options(&self) -> Vec<ProtobufOption> {
        let is_on = |option: &ProtobufOption| match option {
            ProtobufOption::AlwaysPrint => self.always_print,
            ProtobufOption::OriginalNames => self.original_names,
            ProtobufOption::EnumsAsIntegers => self.enums_as_integers,
            ProtobufOption::IgnoreUnknown => self.ignore_unknown,
        };
        ProtobufOption::ALL.into_iter().filter(is_on).collect()
    }

    /// Fails if one of the flags is given without a schema of their kind.
    pub(super) fn only_for_encodings(&self, message: &[String]) -> Result<(), Failure> {
        let given = match self.options().first() {
            _ if !message.is_empty() => "--message",
            _ if self.written_by.is_some() => "--written-by",
            Some(option) => option.flag(),
            None => return Ok(()),
        };
        Err(Failure::new(format!(
            "`{given}` is only for `--from protobuf` or `--from avro`"
        ))
        .hint("add it if FILE is a descriptor set or a schema of Avro, or leave the flag out"))
    }

    /// Fails if an option is one of readers and the import is of a writer, or the reverse.
    fn check_role(&self, role: Role) -> Result<(), Failure> {
        let is_of_other = |option: &ProtobufOption| match option {
            ProtobufOption::AlwaysPrint | ProtobufOption::EnumsAsIntegers => role == Role::Consumes,
            ProtobufOption::IgnoreUnknown => role == Role::Emits,
            ProtobufOption::OriginalNames => false,
        };
        let Some(option) = self.options().into_iter().find(is_of_other) else {
            return Ok(());
        };
        let (who, given, other) = match role {
            Role::Emits => (
                "readers",
                "`--emits` describes what a writer writes",
                "--consumes",
            ),
            Role::Consumes => ("writers", "`--consumes` describes what a reader reads", "--emits"),
        };
        let flag = option.flag();
        Err(
            Failure::new(format!("`{flag}` is an option of {who}, and {given}"))
                .hint(format!("leave `{flag}` out, or import with `{other}`")),
        )
    }

    /// The options of an import, without what every import has.
    pub(super) fn protobuf(
        &self,
        file: &Path,
        identity: Identity,
        message: &[String],
    ) -> Result<ProtobufOptions, Failure> {
        self.check_role(identity.role())?;
        let Some(encoding) = self.written_by else {
            let ids: Vec<&str> = PROTOBUF_PROFILES
                .iter()
                .map(|profile| profile.encoding.id())
                .collect();
            return Err(Failure::new(
                "`--from protobuf` needs `--written-by ENCODING`: the JSON of a message depends on the library that \
                 writes or reads it",
            )
            .hint(format!(
                "the encodings are {}; `protojson` is what the specification says",
                ids.join(", ")
            )));
        };
        let [message] = message else {
            let known = messages_in(file).map_err(|error| failure(file, error))?;
            let said = match message {
                [] => "`--from protobuf` needs `--message MESSAGE`",
                _ => "`--from protobuf` takes one `--message`: each is an event of its own",
            };
            return Err(Failure::new(said).hint(listed(&known)));
        };
        Ok(ProtobufOptions {
            identity,
            producer: None,
            owner: None,
            retention: None,
            message: message.clone(),
            encoding,
            library_options: self.options(),
        })
    }
}

impl Encoded {
    /// The encoding of an import from Avro.
    pub(super) fn avro(&self, message: &[String]) -> Result<Encoding, Failure> {
        let given = match self.options().first() {
            _ if !message.is_empty() => Some("--message"),
            Some(option) => Some(option.flag()),
            None => None,
        };
        if let Some(given) = given {
            return Err(Failure::new(format!("`{given}` is only for `--from protobuf`")).hint("leave it out"));
        }
        self.written_by.ok_or_else(|| {
            let ids: Vec<&str> = AVRO_PROFILES.iter().map(|profile| profile.encoding.id()).collect();
            Failure::new(
                "`--from avro` needs `--written-by ENCODING`: the JSON of a message depends on the library that writes or \
                 reads it",
            )
            .hint(format!(
                "the encodings are {}; `avro-json` is what the specification says",
                ids.join(", ")
            ))
        })
    }
}

/// The failure of an import from Avro, with the next thing to try.
pub(super) fn avro_failure(file: &Path, error: AvroError) -> Failure {
    let said = format!("{}: {error}", file.display());
    match error {
        AvroError::Read(_) | AvroError::Name(_) | AvroError::OnlyForContracts(_) => Failure::new(error.to_string()),
        AvroError::NotOfAvro(_) => Failure::new(error.to_string()).hint("`--from protobuf` takes it"),
        AvroError::OnlyWritten(_) => Failure::new(error.to_string()).hint(
            "`avro-json` and `apache-avro` were measured for `--consumes`; or import a JSON Schema of what the service reads",
        ),
        AvroError::NotASchema { .. } => Failure::new(said)
            .hint("name a file with one whole schema: the types that it names are in it, where each is first used"),
        _ => Failure::new(said),
    }
}

fn listed(known: &[String]) -> String {
    let shown = known
        .iter()
        .take(LISTED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    match known.len().checked_sub(LISTED).filter(|further| *further > 0) {
        Some(further) => format!("the descriptor set has {shown} and {further} more"),
        None => format!("the descriptor set has {shown}"),
    }
}

/// Of the names of messages, those in the package or the message that a name is in.
fn beside(name: &str, known: &[String]) -> Vec<String> {
    let name = name.trim_start_matches('.');
    let Some((around, _)) = name.rsplit_once('.') else {
        return Vec::new();
    };
    let is_beside = |other: &&String| {
        let rest = other.strip_prefix(around);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    known.iter().filter(is_beside).cloned().collect()
}

/// The failure of an import, with the next thing to try.
pub(super) fn failure(file: &Path, error: ProtobufError) -> Failure {
    let is_source = file.extension().is_some_and(|extension| extension == "proto");
    let said = format!("{}: {error}", file.display());
    match error {
        ProtobufError::Read(error) => Failure::new(error.to_string()).hint(MAKE_A_SET),
        ProtobufError::NotADescriptorSet if is_source => {
            Failure::new(format!("{} is the source, not a descriptor set", file.display())).hint(MAKE_A_SET)
        }
        ProtobufError::NotADescriptorSet | ProtobufError::Malformed(_) => Failure::new(said).hint(MAKE_A_SET),
        ProtobufError::NoType { .. } => {
            Failure::new(said).hint("write the descriptor set with its imports: `protoc --include_imports`")
        }
        ProtobufError::NoMessage {
            ref name,
            is_enum: true,
            ref known,
        } => {
            let near = beside(name, known);
            Failure::new(said).hint(listed(if near.is_empty() { known } else { &near }))
        }
        ProtobufError::NoMessage { ref known, .. } => Failure::new(said).hint(listed(known)),
        ProtobufError::SameName { .. } => Failure::new(said).hint(
            "give one of them another `json_name` in the `.proto` file, or another name if the library ignores \
             `json_name`; with `--original-names`, the names are those of the `.proto` file",
        ),
        ProtobufError::OnlyWritten(_) => Failure::new(error.to_string())
            .hint("`--consumes` needs the library that the service reads with, as `--written-by protojson`"),
        ProtobufError::NoSuchOption { .. } => Failure::new(error.to_string()).hint("leave it out"),
        ProtobufError::NotMeasured { .. } => {
            Failure::new(said).hint("import a message without it, or one of `--written-by protojson`")
        }
        ProtobufError::NotOfProtobuf(_) => Failure::new(error.to_string()).hint("`--from avro` takes it"),
        ProtobufError::Name(_) | ProtobufError::OnlyForContracts(_) => Failure::new(error.to_string()),
        _ => Failure::new(said),
    }
}
