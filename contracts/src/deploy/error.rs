//! Why a question could not be answered.

use std::fmt;

use crate::store::StoreError;

/// Why a question could not be answered.
#[derive(Debug)]
#[non_exhaustive]
pub enum DeployError {
    /// The store refused.
    Store(StoreError),
    /// A version that was never published, or was pruned.
    NotPublished {
        /// The service.
        service: String,
        /// The version.
        version: String,
        /// The latest versions that there are.
        known: Vec<String>,
    },
    /// An environment in which nothing was ever recorded.
    NoEnvironment {
        /// As it was asked for.
        environment: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A branch that no service has.
    NoBranch {
        /// As it was asked for.
        branch: String,
    },
    /// An event that nobody emits.
    NoEvent {
        /// As it was asked for.
        event: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A place that no message of the event has.
    NoPlace {
        /// The event.
        event: String,
        /// As it was asked for.
        place: String,
        /// What a message has there instead.
        known: Vec<String>,
    },
}

impl fmt::Display for DeployError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |known: &[String]| {
            if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            }
        };
        match self {
            DeployError::Store(error) => write!(f, "{error}"),
            DeployError::NotPublished {
                service,
                version,
                known,
            } => write!(
                f,
                "version {version} of {service} is not published; there is {}",
                listed(known)
            ),
            DeployError::NoEnvironment { environment, known } => write!(
                f,
                "nothing was ever deployed to {environment}; the environments are: {}",
                listed(known)
            ),
            DeployError::NoBranch { branch } => write!(f, "no service of the store has a branch {branch}"),
            DeployError::NoEvent { event, known } => {
                write!(f, "no service emits {event}; the events are: {}", listed(known))
            }
            DeployError::NoPlace { event, place, known } => write!(
                f,
                "no message of {event} has {place}; there is: {}",
                listed(known)
            ),
        }
    }
}

impl std::error::Error for DeployError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            DeployError::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<StoreError> for DeployError {
    fn from(error: StoreError) -> Self {
        DeployError::Store(error)
    }
}
