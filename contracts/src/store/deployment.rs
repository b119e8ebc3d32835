//! Records of what runs where, each written once.

use std::fmt;

use super::layout::{self, What};
use super::{Catalogue, NewFile, Store, StoreError, Timestamp, sealed};

/// Why something was not recorded.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordError {
    /// The store refused.
    Store(StoreError),
    /// The version was never published.
    NotPublished {
        /// The service.
        service: String,
        /// The version.
        version: String,
    },
    /// The version is not there to be taken away.
    NotThere {
        /// The environment.
        environment: String,
        /// The service.
        service: String,
        /// The version.
        version: String,
    },
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordError::Store(error) => write!(f, "{error}"),
            RecordError::NotPublished { service, version } => write!(
                f,
                "version {version} of {service} is not published: publish it before it is deployed"
            ),
            RecordError::NotThere {
                environment,
                service,
                version,
            } => write!(f, "version {version} of {service} is not in {environment}"),
        }
    }
}

impl std::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            RecordError::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<StoreError> for RecordError {
    fn from(error: StoreError) -> Self {
        RecordError::Store(error)
    }
}

/// Records what happened to a version in an environment. The same record again is no error.
///
/// # Errors
/// Where the store refuses, the version was never published, or it is to leave an environment in which it is not.
pub fn record(
    store: &dyn Store,
    environment: &str,
    service: &str,
    version: &str,
    what: What,
    at: Timestamp,
) -> Result<(), RecordError> {
    if sealed(store, service, version)?.is_none() {
        return Err(RecordError::NotPublished {
            service: service.to_owned(),
            version: version.to_owned(),
        });
    }
    let leaves = matches!(what, What::Undeployed | What::Withdrawn);
    if leaves
        && !Catalogue::read(store)?
            .running(environment, service, at)
            .contains(version)
    {
        return Err(RecordError::NotThere {
            environment: environment.to_owned(),
            service: service.to_owned(),
            version: version.to_owned(),
        });
    }
    let key = layout::event(environment, service, at, version, what)?;
    let content = Vec::new();
    store.create(&[NewFile { key, content }])?;
    Ok(())
}
