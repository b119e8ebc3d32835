//! The error of a command that could not complete.

use std::fmt;

use counterpart::config::ConfigError;
use counterpart::contract::folder::FolderError;
use counterpart_verifier::asyncapi::AsyncApiError;
use counterpart_verifier::deploy::DeployError;
use counterpart_verifier::import::{DocumentKind, ImportError};
use counterpart_verifier::store::{RecordError, StoreError};

/// The advice on how to create a store.
pub(crate) const BEGIN_STORE: &str = "`cargo counterpart publish` creates it with the first version; \
                                `cargo counterpart init --store URL` creates it empty";

/// The written form of a place.
pub(crate) const PLACE_FORM: &str =
    "write it as findings show it: `/plan/seats`, `/tags/*`, `(order.cancelled)/data/reason`";

/// The reason why a command could not complete, and the next thing to try.
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

    /// The reason, without the next thing to try.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The next thing to try, if something is known.
    pub(crate) fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
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
                Some("restore the file, or delete it and run `cargo counterpart accept`")
            }
            FolderError::Link(_) => {
                Some("replace the link with a plain file, or edit the file that it points to")
            }
            FolderError::Misnamed(_) => Some("rename it, or move it out of the folder of contract files"),
            FolderError::NotAFile(_) => {
                Some("name a plain file; if a contract file belongs there, move what is there")
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
        let failure = Failure::new(error.to_string());
        match error {
            ConfigError::Folder(..) => failure.hint("change to a folder that exists"),
            ConfigError::Read(_) => failure.hint("put a plain file of settings there, or remove it"),
            _ => failure,
        }
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let failure = Failure::new(error.to_string());
        let ImportError::NotASchema(refused) = error else {
            return failure;
        };
        failure.hint(match refused.kind {
            DocumentKind::Avro => "`import --from avro` makes a contract of it, and of the library that writes its JSON",
            DocumentKind::Protobuf => {
                "`import --from protobuf` makes a contract of a descriptor set, and of the library that writes its JSON"
            }
            DocumentKind::TypeDefinition => "write a JSON Schema of the messages as they are in JSON",
            _ => "`--anything` takes it as a schema that accepts every message",
        })
    }
}

impl From<AsyncApiError> for Failure {
    fn from(error: AsyncApiError) -> Self {
        match error {
            AsyncApiError::Import(error) => error.into(),
            AsyncApiError::Unknown {
                ref name, ref known, ..
            } => {
                let near = counterpart::near::near(name, known.iter().map(String::as_str));
                let failure = Failure::new(error.to_string());
                match near.first() {
                    Some(near) => failure.hint(format!("did you mean `{near}`?")),
                    None => failure.hint(format!("it has {}", known.join(", "))),
                }
            }
            other => Failure::new(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let hint = match &error {
            StoreError::Backend { error, .. } if error.kind() == std::io::ErrorKind::PermissionDenied => {
                Some("this account has no permission for that")
            }
            StoreError::NoCache | StoreError::Cache { .. } => {
                Some("set COUNTERPART_CACHE to a folder of your own; it is created if it does not exist")
            }
            StoreError::NoStore { .. } => Some(BEGIN_STORE),
            StoreError::NoBranch { known, .. } if known.is_empty() => Some(BEGIN_STORE),
            StoreError::NoBranch { .. } => Some("name the branch behind `#` in the address of the store"),
            StoreError::Forbidden { .. } => Some(
                "remove the version from the store, or ask someone who may publish it; `store.toml` in the store says who",
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
            DeployError::NotAPlace { .. } => Failure::new(error.to_string()).hint(PLACE_FORM),
            DeployError::NoService { .. } => {
                Failure::new(error.to_string()).hint("`cargo counterpart services` lists them")
            }
            DeployError::NotPublished { ref service, .. } => Failure::new(error.to_string()).hint(format!(
                "publish it first, or see `cargo counterpart versions --service {service}`"
            )),
            DeployError::NoEnvironment { .. } => Failure::new(error.to_string())
                .hint("the first `cargo counterpart record-deployment` makes an environment"),
            DeployError::SeveralLatest { .. } => {
                Failure::new(error.to_string()).hint("name one of them with --version")
            }
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
            RecordError::NoService { .. } => {
                Failure::new(error.to_string()).hint("`cargo counterpart services` lists them")
            }
            RecordError::SameTime { .. } => {
                Failure::new(error.to_string()).hint("set --at of the later one to a second after the other")
            }
            RecordError::NotPublished { ref service, .. } => Failure::new(error.to_string()).hint(format!(
                "`cargo counterpart versions --service {service}` lists what is published"
            )),
            RecordError::NotFirst { .. } => Failure::new(error.to_string())
                .hint("give --first with the earliest deployment of the service there, or leave it out"),
            other => {
                Failure::new(other.to_string()).hint("`cargo counterpart environments` lists what runs where")
            }
        }
    }
}
