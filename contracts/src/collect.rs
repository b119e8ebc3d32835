//! Records that test executables write for `cargo counterpart verify`: the contracts that the code declares now.
//!
//! `verify` runs the tests with [`COLLECT`] set to an empty folder. Each test executable that declares contracts leaves
//! one [`Record`] there, named after itself; an executable that should have left one and did not never ran.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::bounded;
use crate::contract::folder::{self, FolderError};
use crate::contract::{ContractFile, DocumentError, RustType};
use counterpart_engine::json::{self, Json};

/// The environment variable that names the folder for records.
pub const COLLECT: &str = "COUNTERPART_COLLECT";

/// The environment variable that names the root of the workspace, overriding the manifest.
pub const ROOT: &str = "COUNTERPART_ROOT";

/// The environment variable that, set together with [`COLLECT`], asks for messages as the code writes them.
pub const MESSAGES: &str = "COUNTERPART_COLLECT_MESSAGES";

/// A text in every executable that declares a contract, so that `verify` can find one without running it. The event
/// and a NUL byte follow it.
pub fn marker() -> &'static str {
    // This library's own executables contain the text too, and the bytes after it would be read as the event.
    const ENDED: &str = "counterpart declares \u{1}\0";
    ENDED.trim_end_matches('\0')
}

/// The declarations of one test executable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The file of the executable.
    pub executable: String,
    /// The cargo package it was built from.
    pub package: String,
    /// The features that the package was built with.
    pub features: BTreeSet<String>,
    /// True if that is the set of features that its contract files belong to.
    pub compared: bool,
    /// The contract files as they should be.
    pub contracts: Vec<ContractFile>,
    /// The problems that kept a declaration from becoming a contract file, as sentences for the user.
    pub problems: Vec<String>,
    /// Types that emit an event, but none of whose messages was compared with the emitted schema.
    pub uncompared: Vec<Uncompared>,
    /// Places of schemas at which serde was asked about no value, as sentences for the user.
    pub unreached: Vec<String>,
    /// Messages that the code writes, where [`MESSAGES`] asked for them.
    pub samples: Vec<Samples>,
}

/// A type that emits an event, and that nothing shows a message of: it can only be written, and has no `samples`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncompared {
    /// The service that emits it.
    pub service: String,
    /// The event.
    pub event: String,
    /// The type, and the source file that declares it.
    pub rust_type: RustType,
}

impl Uncompared {
    fn to_json(&self) -> Json {
        Json::from([
            ("service", Json::from(self.service.as_str())),
            ("event", Json::from(self.event.as_str())),
            ("path", Json::from(self.rust_type.path.as_str())),
            ("package", Json::from(self.rust_type.package.as_str())),
            ("file", Json::from(self.rust_type.file.as_str())),
        ])
    }

    fn from_json(json: &Json) -> Option<Self> {
        let text = |key| Some(json.get(key)?.as_str()?.to_owned());
        Some(Self {
            service: text("service")?,
            event: text("event")?,
            rust_type: RustType {
                path: text("path")?,
                package: text("package")?,
                file: text("file")?,
            },
        })
    }
}

/// Messages of an event as `Serialize` writes what a function of `samples` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    /// The service that emits it.
    pub service: String,
    /// The event.
    pub event: String,
    /// The messages.
    pub samples: Vec<Sample>,
}

/// A written message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its name, if the `samples` function gives one.
    pub name: Option<String>,
    /// The text.
    pub text: String,
}

impl Samples {
    fn to_json(&self) -> Json {
        let sample = |sample: &Sample| {
            let name = sample.name.as_deref().map_or(Json::Null, Json::from);
            Json::from([("name", name), ("text", Json::from(sample.text.as_str()))])
        };
        Json::from([
            ("service", Json::from(self.service.as_str())),
            ("event", Json::from(self.event.as_str())),
            ("samples", Json::Array(self.samples.iter().map(sample).collect())),
        ])
    }

    fn from_json(json: &Json) -> Option<Self> {
        let sample = |sample: &Json| {
            Some(Sample {
                name: sample.get("name")?.as_str().map(str::to_owned),
                text: sample.get("text")?.as_str()?.to_owned(),
            })
        };
        Some(Self {
            service: json.get("service")?.as_str()?.to_owned(),
            event: json.get("event")?.as_str()?.to_owned(),
            samples: json
                .get("samples")?
                .as_array()?
                .iter()
                .map(sample)
                .collect::<Option<_>>()?,
        })
    }
}

/// The reason why a record cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordError {
    /// The file system refused.
    Folder(FolderError),
    /// The record is not one of this version: the tests link another version of the library than the CLI.
    Malformed(PathBuf),
    /// A contract in it cannot be read.
    Document(PathBuf, DocumentError),
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordError::Folder(error) => write!(f, "{error}"),
            RecordError::Malformed(path) => write!(
                f,
                "{} is not a record of this version: use the same version of counterpart and cargo-counterpart",
                path.display()
            ),
            RecordError::Document(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for RecordError {}

impl Record {
    /// Writes the record into `folder` atomically.
    ///
    /// # Errors
    /// Fails if the file system refuses.
    pub fn write(&self, folder: &Path) -> Result<(), FolderError> {
        let name = Path::new(&self.executable)
            .file_name()
            .unwrap_or(OsStr::new("executable"));
        let mut file = folder.join(name).into_os_string();
        file.push(".json");
        let texts = |texts: &mut dyn Iterator<Item = &String>| {
            Json::Array(texts.map(|text| Json::from(text.as_str())).collect())
        };
        let record = Json::from([
            ("executable", Json::from(self.executable.as_str())),
            ("package", Json::from(self.package.as_str())),
            ("features", texts(&mut self.features.iter())),
            ("compared", Json::from(self.compared)),
            (
                "contracts",
                Json::Array(self.contracts.iter().map(ContractFile::to_json).collect()),
            ),
            ("problems", texts(&mut self.problems.iter())),
            (
                "uncompared",
                Json::Array(self.uncompared.iter().map(Uncompared::to_json).collect()),
            ),
            ("unreached", texts(&mut self.unreached.iter())),
            (
                "samples",
                Json::Array(self.samples.iter().map(Samples::to_json).collect()),
            ),
        ]);
        folder::write(Path::new(&file), &record.to_pretty())
    }

    /// Reads one record.
    ///
    /// # Errors
    /// Fails if the file cannot be read or is not a record.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let text =
            bounded::read(path, bounded::MAX_BYTES).map_err(|error| RecordError::Folder(error.into()))?;
        let malformed = || RecordError::Malformed(path.to_owned());
        let record = json::parse(&text).map_err(|_| malformed())?;
        let text = |key| Some(record.get(key)?.as_str()?.to_owned());
        let list = |key| record.get(key).and_then(Json::as_array).ok_or_else(malformed);
        let texts = |key| -> Result<Vec<String>, RecordError> {
            let text = |item: &Json| item.as_str().map(str::to_owned).ok_or_else(malformed);
            list(key)?.iter().map(text).collect()
        };
        Ok(Self {
            executable: text("executable").ok_or_else(malformed)?,
            package: text("package").ok_or_else(malformed)?,
            features: texts("features")?.into_iter().collect(),
            compared: record
                .get("compared")
                .and_then(Json::as_bool)
                .ok_or_else(malformed)?,
            contracts: list("contracts")?
                .iter()
                .map(|contract| {
                    ContractFile::from_json(contract.clone())
                        .map_err(|error| RecordError::Document(path.to_owned(), error))
                })
                .collect::<Result<_, _>>()?,
            problems: texts("problems")?,
            uncompared: list("uncompared")?
                .iter()
                .map(|uncompared| Uncompared::from_json(uncompared).ok_or_else(malformed))
                .collect::<Result<_, _>>()?,
            unreached: texts("unreached")?,
            samples: list("samples")?
                .iter()
                .map(|samples| Samples::from_json(samples).ok_or_else(malformed))
                .collect::<Result<_, _>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Header, Identity, Role};

    #[test]
    fn a_record_reads_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let header = Header {
            identity: Identity::new("user", Role::Emits, "user.registered", None).unwrap(),
            producer: None,
            owner: None,
            metadata: Default::default(),
            types: vec![],
            imported: vec![],
            assumes: vec![],
            trusts: vec![],
        };
        let record = Record {
            executable: "/target/debug/deps/user-0123".into(),
            package: "user".into(),
            features: ["default".to_owned(), "phone".to_owned()].into(),
            compared: true,
            contracts: vec![ContractFile::new(header, Default::default())],
            problems: vec!["two types".into()],
            uncompared: vec![Uncompared {
                service: "user".into(),
                event: "user.registered".into(),
                rust_type: RustType {
                    path: "user::Registered".into(),
                    package: "user".into(),
                    file: "src/lib.rs".into(),
                },
            }],
            unreached: vec!["not compared at `/x` of the schema".into()],
            samples: vec![Samples {
                service: "user".into(),
                event: "user.registered".into(),
                samples: vec![Sample {
                    name: Some("first".into()),
                    text: "{\"a\":1}".into(),
                }],
            }],
        };
        record.write(folder.path()).unwrap();
        assert_eq!(
            Record::read(&folder.path().join("user-0123.json")).unwrap(),
            record
        );
    }
}
