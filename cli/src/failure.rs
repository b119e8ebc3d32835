//! Why a command could not complete.

use std::fmt;

use counterpart::config::ConfigError;
use counterpart::contract::folder::FolderError;
use counterpart::deploy::DeployError;
use counterpart::import::{DocumentKind, ImportError};
use counterpart::store::{RecordError, StoreError};

/// Why a command could not complete, and what to try.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        self.hint
            .as_ref()
            .map_or(Ok(()), |hint| write!(f, "\n  hint: {hint}"))
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        let hint = match &error {
            FolderError::Document { .. } => {
                Some("restore the file, or delete it and write it anew with `cargo counterpart accept`")
            }
            FolderError::NotAFile(_) => {
                Some("name a plain file; where a contract should stand, move away what is there")
            }
            _ => None,
        };
        Self {
            message: error.to_string(),
            hint: hint.map(str::to_owned),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Failure::new(error.to_string())
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let failure = Failure::new(error.to_string());
        let ImportError::NotASchema(refused) = error else {
            return failure;
        };
        failure.hint(match refused.kind {
            DocumentKind::Avro | DocumentKind::TypeDefinition | DocumentKind::Protobuf => {
                "write a JSON Schema of the messages as they are in JSON"
            }
            _ => "`--anything` takes it for a schema that accepts every message",
        })
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let hint = match &error {
            StoreError::Backend { error, .. } if error.kind() == std::io::ErrorKind::PermissionDenied => {
                Some("this account may not do that there")
            }
            StoreError::Forbidden { .. } => Some(
                "remove the version from the store, or let who may publish it again; see `store.toml` there",
            ),
            _ => None,
        };
        Self {
            message: error.to_string(),
            hint: hint.map(str::to_owned),
        }
    }
}

impl From<DeployError> for Failure {
    fn from(error: DeployError) -> Self {
        match error {
            DeployError::Store(error) => error.into(),
            DeployError::NoPlace { .. } => {
                Failure::new(error.to_string()).hint("write it as findings show it: `/plan/seats`, `/tags/*`")
            }
            DeployError::NotPublished { ref service, .. } => Failure::new(error.to_string()).hint(format!(
                "publish it first, or see `cargo counterpart versions --service {service}`"
            )),
            DeployError::NoEnvironment { .. } => Failure::new(error.to_string())
                .hint("`cargo counterpart record-deployment` records what runs where"),
            DeployError::NoBranch { .. } => Failure::new(error.to_string())
                .hint("`cargo counterpart versions --service SERVICE` shows the branches of a service"),
            other => Failure::new(other.to_string()),
        }
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Store(error) => error.into(),
            RecordError::NotPublished { ref service, .. } => Failure::new(error.to_string()).hint(format!(
                "`cargo counterpart versions --service {service}` lists what is published"
            )),
            other => {
                Failure::new(other.to_string()).hint("`cargo counterpart environments` lists what runs where")
            }
        }
    }
}
