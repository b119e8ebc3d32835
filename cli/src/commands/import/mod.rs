//! `cargo counterpart import`

mod asyncapi;
mod encoded;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgGroup, Args, Command, ValueEnum};
use counterpart::contract::Retention;
use counterpart::contract::{ContractFile, Identity, Library, Role, folder};
use counterpart_engine::compat::schema::Draft;
use counterpart_verifier::import::{
    self, AvroOptions, Doubt, DraftTaken, Integers, Omits, Options, PROFILES, ProtobufOptions,
    SchemaSettings, Times, Warning,
};

use self::asyncapi::AsyncApiFlags;
use self::encoded::Encoded;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::patterns::PatternDialect;
use crate::project::cargo::CargoFlags;
use crate::project::workspace::Workspace;
use crate::render::imported;
use crate::render::view::View;
use crate::terminal::output;

/// Make a contract file from JSON Schema files, Protobuf or Avro, for a service that is not written in Rust
///
/// Drafts 4 to 2020-12 are read, in JSON or YAML. `nullable` and `discriminator` mean what OpenAPI says. Files that a FILE
/// refers to are included; they must be in the base folder, and nothing is fetched. Several FILEs are alternatives: a
/// message of the event fits one of them. FILE#POINTER names a schema inside a file, as in
/// api.yaml#/components/schemas/Order.
///
/// With --asyncapi, each message of a document becomes a contract file; --emits or --consumes selects a role.
///
/// In an emitted schema, objects that declare properties and do not mention others are closed, and integers without bounds
/// get some. The contract file records both.
///
/// With `--from protobuf`, FILE is a descriptor set, as `protoc --include_imports --descriptor_set_out` and `buf build`
/// write it. `--message` names the event in it, and `--written-by` the library that writes or reads its JSON. With `--from
/// avro`, FILE is a schema of Avro.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("role")))]
pub(crate) struct Import {
    /// The schemas say what the service sends
    #[arg(long, group = "role")]
    emits: bool,
    /// The schemas say what the service requires
    #[arg(long, group = "role")]
    consumes: bool,
    #[command(flatten)]
    asyncapi: AsyncApiFlags,
    /// The service
    #[arg(long, value_name = "SERVICE", required_unless_present = "asyncapi")]
    service: Option<String>,
    /// The event
    #[arg(long, value_name = "EVENT", required_unless_present = "asyncapi")]
    event: Option<String>,
    /// The contract's name, where the service has several for the event
    #[arg(long, value_name = "NAME", conflicts_with_all = ["emits", "asyncapi"])]
    name: Option<String>,
    /// The only producer that the contract is for
    #[arg(long, value_name = "SERVICE", conflicts_with = "emits")]
    producer: Option<String>,
    /// The team to ask
    #[arg(long, value_name = "TEAM")]
    owner: Option<String>,
    /// How long messages are kept, as in 14d, or forever
    #[arg(long, value_name = "TIME", value_parser = retention, conflicts_with = "consumes")]
    retention: Option<Retention>,
    /// The folder that references between files may start from, besides the file's own; by default the innermost folder
    /// that holds all FILEs
    #[arg(long, value_name = "DIR")]
    base: Option<PathBuf>,
    /// The bounds of integers that have none, in an emitted schema
    #[arg(long, value_enum, value_name = "SIZE", default_value_t = Size::I64)]
    integers: Size,
    /// Leave open what the emitted schema leaves open
    #[arg(long)]
    open: bool,
    /// The draft of files without `$schema`; by default that of an AsyncAPI or OpenAPI document, then that of the FILEs
    /// that have one, else 2020-12
    #[arg(long, value_enum, value_name = "DRAFT")]
    draft: Option<DraftName>,
    /// Allow a schema that accepts everything
    #[arg(long)]
    anything: bool,
    /// Fail on a probable mistake in a schema instead of warning
    #[arg(long)]
    strict: bool,
    /// The dialect of the patterns in the FILEs; they are rewritten to ECMA-262. By default that of the library, else
    /// ecma
    #[arg(long, value_enum, value_name = "DIALECT")]
    patterns: Option<PatternDialect>,
    /// The library that wrote the FILEs: they are corrected where it writes or reads something else than they say. Or
    /// `protobuf` or `avro`, if FILE is no JSON Schema
    #[arg(long, value_name = "LIBRARY", value_parser = OriginParser)]
    from: Option<Origin>,
    #[command(flatten)]
    encoded: Encoded,
    /// With `--from protobuf`: the full name of the message, as in shop.v1.Event. With `--asyncapi`: only the message of
    /// this name; may be repeated
    #[arg(long, value_name = "MESSAGE")]
    message: Vec<String>,
    /// The times of day that the service writes or reads, where its library's schemas do not tell
    #[arg(long, value_enum, value_name = "TIMES", default_value_t = TimesName::Any, requires = "from")]
    times: TimesName,
    /// The members that the service leaves out, by an option of its library such as `exclude_none`; may be a list
    #[arg(
        long,
        value_enum,
        value_name = "MEMBERS",
        value_delimiter = ',',
        requires = "from",
        conflicts_with = "consumes"
    )]
    omits: Vec<OmittedName>,
    /// The folder of contract files to write into, instead of the workspace's
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH", conflicts_with = "contracts")]
    manifest_path: Option<PathBuf>,
    /// The JSON Schema files, or schemas inside files (FILE#POINTER); or a descriptor set, or a schema of Avro
    #[arg(
        value_name = "FILE",
        required_unless_present = "asyncapi",
        conflicts_with = "asyncapi"
    )]
    files: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Size {
    /// As an `i64`
    I64,
    /// The integers that a JavaScript number holds exactly: ±(2^53 - 1)
    U53,
    /// Any
    Unbounded,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TimesName {
    /// With an offset from UTC or without one
    Any,
    /// Always with an offset
    Offset,
    /// Never with an offset
    Local,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OmittedName {
    /// Those that are null
    Nulls,
    /// Those that are equal to their default, or were not set
    Defaults,
}

/// What the FILEs are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Library(Library),
    Protobuf,
    Avro,
}

/// Reads the id of a library, or of another language of schemas.
#[derive(Clone)]
struct OriginParser;

const PROTOBUF: &str = "protobuf";
const AVRO: &str = "avro";

impl TypedValueParser for OriginParser {
    type Value = Origin;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Origin, clap::Error> {
        let ids = PROFILES.iter().map(|profile| profile.library.id());
        let ids = PossibleValuesParser::new(ids.chain([PROTOBUF, AVRO]));
        let id = ids.parse_ref(command, argument, value)?;
        let of_id = Library::ALL.into_iter().find(|library| library.id() == id);
        Ok(match of_id {
            Some(library) => Origin::Library(library),
            None if id == AVRO => Origin::Avro,
            None => Origin::Protobuf,
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |library: Library| PossibleValue::new(library.id()).help(library.to_string());
        let protobuf = PossibleValue::new(PROTOBUF).help("A descriptor set of Protobuf");
        let avro = PossibleValue::new(AVRO).help("A schema of Avro");
        let libraries = PROFILES.iter().map(move |profile| value(profile.library));
        Some(Box::new(libraries.chain([protobuf, avro])))
    }
}

/// A draft, as it is written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum DraftName {
    #[value(name = "04")]
    Draft4,
    #[value(name = "06")]
    Draft6,
    #[value(name = "07")]
    Draft7,
    #[value(name = "2019-09")]
    Draft201909,
    #[value(name = "2020-12")]
    Draft202012,
}

impl DraftName {
    pub(super) fn draft(self) -> Draft {
        match self {
            DraftName::Draft4 => Draft::Draft4,
            DraftName::Draft6 => Draft::Draft6,
            DraftName::Draft7 => Draft::Draft7,
            DraftName::Draft201909 => Draft::Draft201909,
            DraftName::Draft202012 => Draft::Draft202012,
        }
    }
}

impl Import {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        if let Some(file) = self.asyncapi.file() {
            return self.run_asyncapi(file);
        }
        let view = View::of_output();
        match self.from {
            Some(Origin::Protobuf) => return self.run_protobuf(&view),
            Some(Origin::Avro) => return self.run_avro(&view),
            _ => {}
        }
        self.encoded.only_for_encodings(&self.message)?;
        let options = self.options()?;
        let imported = import::import(&self.files, &options)?;
        warn(&imported.warnings, &imported.drafts, self.strict)?;
        let path = self.write(&view, &options.identity, &imported.contract)?;
        for never in &imported.never_sent {
            output::progress(&format!("warning: {never}"));
        }
        output::results(&imported::imported(&path, &imported, &view))?;
        Ok(Exit::Compatible)
    }

    fn run_protobuf(&self, view: &View) -> Result<Exit, Failure> {
        let [file] = &self.files[..] else {
            return Err(Failure::new("`--from protobuf` takes one descriptor set")
                .hint("put all `.proto` files into one: `protoc` and `buf build` take several"));
        };
        self.nothing_of_json_schema()?;
        let options = self.encoded.protobuf(file, self.identity()?, &self.message)?;
        let options = ProtobufOptions {
            producer: self.producer.clone(),
            owner: self.owner.clone(),
            retention: self.retention,
            ..options
        };
        let imported =
            import::import_protobuf(file, &options).map_err(|error| encoded::failure(file, error))?;
        let path = self.write(view, &options.identity, &imported.contract)?;
        output::results(&imported::message(
            &path,
            &imported.contract,
            &imported.narrowed,
            view,
        ))?;
        Ok(Exit::Compatible)
    }

    fn run_avro(&self, view: &View) -> Result<Exit, Failure> {
        let [file] = &self.files[..] else {
            return Err(Failure::new("`--from avro` takes one schema")
                .hint("put the types that it names into the file, where each is first used"));
        };
        self.nothing_of_json_schema()?;
        let identity = self.identity()?;
        let options = AvroOptions {
            identity: identity.clone(),
            producer: self.producer.clone(),
            owner: self.owner.clone(),
            retention: self.retention,
            encoding: self.encoded.avro(&self.message)?,
        };
        let contract =
            import::import_avro(file, &options).map_err(|error| encoded::avro_failure(file, error))?;
        let path = self.write(view, &identity, &contract)?;
        output::results(&imported::message(&path, &contract, &[], view))?;
        Ok(Exit::Compatible)
    }

    /// Fails if a flag is given that is about JSON Schemas.
    fn nothing_of_json_schema(&self) -> Result<(), Failure> {
        let of_schemas = [
            ("--base", self.base.is_some()),
            ("--integers", !matches!(self.integers, Size::I64)),
            ("--open", self.open),
            ("--draft", self.draft.is_some()),
            ("--anything", self.anything),
            ("--strict", self.strict),
            ("--patterns", self.patterns.is_some()),
            ("--times", !matches!(self.times, TimesName::Any)),
            ("--omits", !self.omits.is_empty()),
        ];
        match of_schemas.iter().find(|(_, is_given)| *is_given) {
            Some((flag, _)) => Err(Failure::new(format!(
                "`{flag}` is about JSON Schemas, and means nothing for a schema of Protobuf or Avro"
            ))
            .hint("leave it out")),
            None => Ok(()),
        }
    }

    /// Writes a contract file to its place, and returns that.
    fn write(&self, view: &View, identity: &Identity, contract: &ContractFile) -> Result<PathBuf, Failure> {
        let path = folder::path_in(&self.folder(view)?, identity);
        keep_what_rust_declares(&path)?;
        folder::write(&path, &contract.to_text())?;
        Ok(path)
    }

    /// The folder to write into.
    fn folder(&self, view: &View) -> Result<PathBuf, Failure> {
        match &self.contracts {
            Some(folder) => Ok(view.here.join(folder)),
            None => Ok(
                Workspace::find(&CargoFlags::of_manifest(self.manifest_path.clone()))
                    .map_err(|failure| failure.hint("name the folder to write into with --contracts DIR"))?
                    .folder(),
            ),
        }
    }

    /// The role that is named.
    fn role(&self) -> Option<Role> {
        match (self.emits, self.consumes) {
            (true, _) => Some(Role::Emits),
            (_, true) => Some(Role::Consumes),
            _ => None,
        }
    }

    fn omits(&self) -> Omits {
        Omits {
            nulls: self.omits.contains(&OmittedName::Nulls),
            defaults: self.omits.contains(&OmittedName::Defaults),
        }
    }

    /// The library that wrote the FILEs.
    fn library(&self) -> Option<Library> {
        match self.from {
            Some(Origin::Library(library)) => Some(library),
            _ => None,
        }
    }

    /// The identity of the one contract file that a FILE makes.
    fn identity(&self) -> Result<Identity, Failure> {
        let Some(role) = self.role() else {
            return Err(
                Failure::new("nothing says whether the service sends or requires this")
                    .hint("add one of --emits|--consumes"),
            );
        };
        // Both are required without `--asyncapi`.
        let (service, event) = (self.service.as_deref(), self.event.as_deref());
        Identity::new(
            service.unwrap_or_default(),
            role,
            event.unwrap_or_default(),
            self.name.as_deref(),
        )
        .map_err(|error| Failure::new(error.to_string()))
    }

    fn schema_settings(&self) -> SchemaSettings {
        SchemaSettings {
            base: self.base.clone(),
            integers: self.integers.into(),
            open: self.open,
            draft: self.draft.map(DraftName::draft),
            anything: self.anything,
            patterns: self.patterns.map(Into::into),
            from: self.library(),
            times: self.times.into(),
            omits: self.omits(),
        }
    }

    fn options(&self) -> Result<Options, Failure> {
        let identity = self.identity()?;
        Ok(Options {
            producer: self.producer.clone(),
            owner: self.owner.clone(),
            retention: self.retention,
            schemas: self.schema_settings(),
            ..Options::new(identity)
        })
    }
}

impl From<Size> for Integers {
    fn from(size: Size) -> Self {
        match size {
            Size::I64 => Integers::I64,
            Size::U53 => Integers::U53,
            Size::Unbounded => Integers::Unbounded,
        }
    }
}

impl From<TimesName> for Times {
    fn from(times: TimesName) -> Self {
        match times {
            TimesName::Any => Times::Any,
            TimesName::Offset => Times::WithOffset,
            TimesName::Local => Times::Local,
        }
    }
}

/// Reports the doubtful keywords of the schemas, and the drafts that were assumed. With `strict` a
/// doubtful keyword is an error.
pub(super) fn warn(warnings: &[Warning], drafts: &[DraftTaken], strict: bool) -> Result<(), Failure> {
    for draft in drafts {
        output::progress(&format!("note: {draft}"));
    }
    if strict && !warnings.is_empty() {
        let all: Vec<String> = warnings.iter().map(Warning::to_string).collect();
        let hint = "correct the schema, or leave out `--strict`, which turns these warnings into errors";
        return Err(Failure::new(all.join("\n")).hint(hint));
    }
    let mut has_readings = false;
    for warning in warnings {
        output::progress(&format!("warning: {warning}"));
        has_readings |= matches!(&warning.doubt, Doubt::Pattern(pattern) if !pattern.readings.is_empty());
    }
    if has_readings {
        output::progress(
            "help: `--patterns python`, `rust` or `java` rewrites all patterns from that dialect; or write them as \
             ECMA-262",
        );
    }
    Ok(())
}

/// A file belongs to one declaration. A file that cannot be read belongs to none.
pub(super) fn keep_what_rust_declares(path: &Path) -> Result<(), Failure> {
    let Ok(stored) = folder::read_file(path) else {
        return Ok(());
    };
    match stored.contract.header.types.first() {
        None => Ok(()),
        Some(declared) => Err(Failure::new(format!(
            "{} belongs to the Rust type {}",
            path.display(),
            declared.path
        ))
        .hint(
            "give the import another --service, --event or --name, or remove the declaration and the file",
        )),
    }
}

/// Reads `--retention`.
fn retention(text: &str) -> Result<Retention, String> {
    Retention::parse(text).ok_or_else(|| format!("write {}", Retention::FORM))
}
