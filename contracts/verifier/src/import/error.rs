use std::fmt;
use std::path::PathBuf;

use super::kind::DocumentKind;
use super::profiles::Omitted;
use super::yaml::YamlError;
use counterpart::contract::folder::FolderError;
use counterpart::contract::{DocumentError, Library, NameError};
use counterpart_engine::compat::schema::SchemaError;
use counterpart_engine::json::{ErrorKind, Json, ParseError, Pointer};

/// The reason why schemas cannot be imported.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportError {
    /// No file was named.
    NoFiles,
    /// The service, the event, the name or the producer cannot be one.
    Name(NameError),
    /// An emitted schema was given a name or a producer, which only contracts have.
    OnlyForContracts(&'static str),
    /// A named file, or the target of a reference, cannot be read.
    Read(FolderError),
    /// The base folder cannot be used.
    Base(PathBuf, std::io::Error),
    /// A named file is not in the base folder.
    NotInBase {
        /// The file.
        file: PathBuf,
        /// The base folder.
        base: PathBuf,
    },
    /// The path of a file in the base folder is not UTF-8.
    PathNotUtf8(PathBuf),
    /// A file is not JSON, or has a key twice in one object.
    Json {
        /// The file, relative to the base folder.
        file: String,
        /// The reason why not.
        error: ParseError,
        /// True if its text is YAML.
        is_yaml: bool,
    },
    /// A file cannot be read as YAML.
    Yaml {
        /// The file, relative to the base folder.
        file: String,
        /// The reason why not.
        error: YamlError,
    },
    /// A file does not have the place that was named.
    NoPlace {
        /// The file.
        file: String,
        /// The place, as it was named.
        pointer: String,
        /// The existing names.
        there: String,
    },
    /// The named schema is not one, or asserts nothing.
    NotASchema(Box<NotASchema>),
    /// A file is written in a draft before draft-04.
    OldDraft {
        /// The file, relative to the base folder.
        file: String,
        /// The draft, as its `$schema` names it.
        draft: String,
    },
    /// A file is JSON and no schema.
    NoSchema {
        /// The file, relative to the base folder.
        file: String,
        /// The value there.
        found: &'static str,
    },
    /// A reference cannot be followed.
    Reference {
        /// Its file, relative to the base folder.
        file: String,
        /// The reference as written.
        reference: String,
        /// The reason why not.
        problem: ReferenceProblem,
        /// The base folder.
        base: PathBuf,
    },
    /// A schema of a library cannot be corrected so that the contract stays on the safe side.
    Uncorrectable {
        /// The file, relative to the base folder.
        file: String,
        /// The place in that file.
        at: Pointer,
        /// The reason why not.
        why: &'static str,
    },
    /// The service leaves out members that its library always writes, or it is not known which library it has.
    NeverOmitted {
        /// The members.
        omitted: Omitted,
        /// The library.
        library: Option<Library>,
        /// The libraries that can leave them out.
        known: Vec<Library>,
    },
    /// A schema is malformed.
    Schema {
        /// The file, relative to the base folder.
        file: String,
        /// The reason why not, with the place in that file.
        error: SchemaError,
    },
    /// A schema uses a keyword in a way that no plain 2020-12 document can say.
    Unsupported {
        /// The file, relative to the base folder.
        file: String,
        /// The place in the file, as a JSON Pointer.
        at: String,
        /// The keyword.
        keyword: String,
    },
    /// More of something than is taken in.
    TooMuch(&'static str),
    /// No thread can be started to work in.
    Thread(std::io::Error),
    /// The result would nest too deep to be read again.
    Result(DocumentError),
}

/// A value that was named as a schema and is not one, or asserts nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotASchema {
    /// The file, as it was named.
    pub file: String,
    /// The place in the file.
    pub at: Pointer,
    /// The kind of document.
    pub kind: DocumentKind,
    /// Places in the file that hold schemas.
    pub schemas: Vec<Pointer>,
    /// A doubtful word in it, as in the warnings.
    pub doubtful: Option<String>,
}

impl fmt::Display for NotASchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 6;
        let Self {
            file,
            at,
            kind,
            schemas,
            ..
        } = self;
        match at.steps() {
            [] => write!(f, "{file} {kind}")?,
            _ => write!(f, "`{at}` of {file} {kind}")?,
        }
        if let Some(doubtful) = &self.doubtful {
            write!(f, "; {doubtful}")?;
        }
        let Some(first) = schemas.first() else {
            return Ok(());
        };
        let shown: Vec<String> = schemas.iter().take(SHOWN).map(Pointer::to_string).collect();
        write!(f, "; it contains schemas: {}", shown.join(", "))?;
        if let more @ 1.. = schemas.len().saturating_sub(SHOWN) {
            write!(f, " and {more} more")?;
        }
        write!(f, "; choose one: `{file}#{first}`")
    }
}

/// The reason why a reference from one file to another cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferenceProblem {
    /// It names a place in the network.
    Network,
    /// It leads out of the base folder.
    Outside,
    /// No file is there.
    Missing,
    /// Several files of the base folder declare the `$id` that it names.
    Ambiguous,
    /// It is a `file://` URL with a host, and the base folder has no file of that name.
    Host,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::NoFiles => f.write_str("no file to import: name at least one"),
            ImportError::Name(error) => write!(f, "{error}"),
            ImportError::OnlyForContracts(what) => {
                write!(
                    f,
                    "an emitted schema has no {what}: leave it out, or import with `--consumes`"
                )
            }
            ImportError::Read(error) => write!(f, "{error}"),
            ImportError::Base(path, error) => {
                write!(f, "cannot use the base folder {}: {error}", path.display())
            }
            ImportError::NotInBase { file, base } => write!(
                f,
                "{} is not in the base folder {}: name a folder that contains all files with `--base DIR`",
                file.display(),
                base.display()
            ),
            ImportError::PathNotUtf8(path) => {
                write!(f, "the path {} is not UTF-8: rename it", path.display())
            }
            ImportError::Json { file, error, .. } if matches!(error.kind, ErrorKind::DuplicateKey(_)) => {
                write!(
                    f,
                    "{file} cannot be read: {error}, and it is unclear which one counts"
                )
            }
            ImportError::Json { file, error, is_yaml } => {
                write!(f, "{file} is not JSON: {error}")?;
                if *is_yaml {
                    f.write_str("; it is YAML: give it a name that ends in `.yaml`")?;
                }
                Ok(())
            }
            ImportError::Yaml { file, error } => write!(f, "{file} cannot be read as YAML: {error}"),
            ImportError::NoPlace { file, pointer, there } => {
                write!(f, "{file} has no place `{pointer}`: {there}")
            }
            ImportError::NotASchema(refused) => write!(f, "{refused}"),
            ImportError::OldDraft { file, draft } => write!(
                f,
                "{file} is written in an unsupported draft ({draft}), in which keywords have other \
                 meanings: convert it to draft-04 or later"
            ),
            ImportError::NoSchema { file, found } => {
                write!(
                    f,
                    "{file} contains no schema (an object, true or false), but a value of type {found}"
                )
            }
            ImportError::Reference {
                file,
                reference,
                problem,
                base,
            } => {
                let base = base.display();
                write!(f, "the reference {} in {file} ", Json::from(reference.as_str()))?;
                match problem {
                    ReferenceProblem::Network => write!(
                        f,
                        "leads to the network, which is never accessed: save the document into {base} with \
                         that as its `$id`, or name a folder that has it with `--base DIR`"
                    ),
                    ReferenceProblem::Outside => write!(
                        f,
                        "leads out of the base folder {base}: name a folder that contains both files with \
                         `--base DIR`, and write the reference relative to it"
                    ),
                    ReferenceProblem::Missing => write!(
                        f,
                        "leads to no file, neither from the folder of {file} nor from the base folder {base}: name the folder that references start from with `--base DIR`"
                    ),
                    ReferenceProblem::Host => write!(
                        f,
                        "names a host (the part after `file://`), and the base folder {base} has no file of \
                         that name: name the folder that has it with `--base DIR`"
                    ),
                    ReferenceProblem::Ambiguous => write!(
                        f,
                        "names an `$id` that several files below {base} declare: name a narrower folder with `--base DIR`"
                    ),
                }
            }
            ImportError::Uncorrectable { file, at, why } => write!(
                f,
                "{file}#{at} cannot be corrected for its library: {why}; or leave `--from` out, and ask the library with \
                 `conform` or `audit`"
            ),
            ImportError::NeverOmitted {
                omitted,
                library,
                known,
            } => {
                match library {
                    Some(library) => write!(f, "no option of {library} leaves out {omitted}")?,
                    None => write!(f, "it is not known which library leaves out {omitted}")?,
                }
                let known: Vec<String> = known
                    .iter()
                    .map(|library| format!("`{}`", library.id()))
                    .collect();
                write!(
                    f,
                    " of what a service emits: name such a library with `--from` ({}), or leave `--omits` out",
                    known.join(", ")
                )
            }
            ImportError::Schema { file, error } => write!(f, "in {file}, {error}"),
            ImportError::Unsupported { file, at, keyword } => write!(
                f,
                "in {file}, `{keyword}` at `{at}` leads to different schemas on different paths, which a \
                 contract file cannot express: write `$ref` instead"
            ),
            ImportError::TooMuch(what) => write!(f, "too much to import: more than {what}"),
            ImportError::Thread(error) => write!(f, "cannot start a thread to import in: {error}"),
            ImportError::Result(error) => write!(f, "the imported schema could not be read again: {error}"),
        }
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ImportError::Name(error) => Some(error),
            ImportError::Read(error) => Some(error),
            ImportError::Thread(error) | ImportError::Base(_, error) => Some(error),
            ImportError::Json { error, .. } => Some(error),
            ImportError::Yaml { error, .. } => Some(error),
            ImportError::Schema { error, .. } => Some(error),
            ImportError::Result(error) => Some(error),
            _ => None,
        }
    }
}
