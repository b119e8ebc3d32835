use std::fmt;

use crate::import::ImportError;
use counterpart::contract::NameError;
use counterpart_engine::json::Pointer;

/// The reason why an AsyncAPI document cannot be imported.
#[derive(Debug)]
#[non_exhaustive]
pub enum AsyncApiError {
    /// A file cannot be read, or a schema cannot be imported.
    Import(ImportError),
    /// Places that cannot be taken in, all that were found.
    Refused(Vec<Refusal>),
    /// A name from the command line is of no message or operation of the document.
    Unknown {
        /// What it should name.
        what: &'static str,
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// The names of services, events and the like cannot be names.
    Name(NameError),
    /// The document and the options do not fit.
    Options(String),
}

/// A place of a document that cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The file, relative to the base folder.
    pub file: String,
    /// The place in it.
    pub at: Pointer,
    /// The reason, with the fix.
    pub why: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}: {}", self.file, self.at, self.why)
    }
}

impl AsyncApiError {
    pub(super) fn at(file: &str, at: &Pointer, why: impl Into<String>) -> Self {
        AsyncApiError::Refused(vec![Refusal {
            file: file.to_owned(),
            at: at.clone(),
            why: why.into(),
        }])
    }
}

impl fmt::Display for AsyncApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AsyncApiError::Import(error) => write!(f, "{error}"),
            AsyncApiError::Refused(refused) => {
                for (index, refusal) in refused.iter().enumerate() {
                    if index > 0 {
                        f.write_str("\n")?;
                    }
                    write!(f, "{refusal}")?;
                }
                Ok(())
            }
            AsyncApiError::Unknown { what, name, .. } => {
                write!(f, "the document has no {what} `{name}`")
            }
            AsyncApiError::Name(error) => write!(f, "{error}"),
            AsyncApiError::Options(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for AsyncApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            AsyncApiError::Import(error) => Some(error),
            AsyncApiError::Name(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ImportError> for AsyncApiError {
    fn from(error: ImportError) -> Self {
        AsyncApiError::Import(error)
    }
}

impl From<NameError> for AsyncApiError {
    fn from(error: NameError) -> Self {
        AsyncApiError::Name(error)
    }
}
