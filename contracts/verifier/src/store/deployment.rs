//! Records of the versions that run in each environment, each written once.

use std::fmt;

use super::backend::{NewFile, Store};
use super::catalogue::{Catalogue, DeploymentRecord};
use super::error::StoreError;
use super::layout::{self, DeploymentChange};
use super::publish::sealed;
use crate::timestamp::Timestamp;
use counterpart::near::{did_you_mean, listed};

/// The reason why a change was not recorded.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordError {
    /// The store refused.
    Store(StoreError),
    /// The service never published anything.
    NoService {
        /// The given name.
        service: String,
        /// The services that published something.
        known: Vec<String>,
    },
    /// Nothing was ever recorded in the environment that the version is to leave.
    NoEnvironment {
        /// The given name.
        environment: String,
        /// The existing environments.
        known: Vec<String>,
    },
    /// A different change was recorded for the same second, and nothing tells which comes later.
    SameTime {
        /// The environment.
        environment: String,
        /// The service.
        service: String,
        /// The existing record.
        other: DeploymentRecord,
    },
    /// The version was never published.
    NotPublished {
        /// The service.
        service: String,
        /// The version.
        version: String,
    },
    /// The environment already has an earlier record of the service.
    NotFirst {
        /// The environment.
        environment: String,
        /// The service.
        service: String,
        /// The first record.
        first: DeploymentRecord,
    },
    /// The version is not there, so it cannot be removed.
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
            RecordError::NoService { service, known } => write!(
                f,
                "{service} has published nothing{}; the services are: {}",
                did_you_mean(service, known.iter().map(String::as_str)),
                listed(known)
            ),
            RecordError::NoEnvironment { environment, known } => write!(
                f,
                "nothing was ever recorded in {environment}{}; the environments are: {}",
                did_you_mean(environment, known.iter().map(String::as_str)),
                listed(known)
            ),
            RecordError::SameTime {
                environment,
                service,
                other,
            } => write!(
                f,
                "version {} of {service} is recorded as {} in {environment} at {} already, and nothing would tell which of \
                 the two records is the later one",
                other.version,
                other.change.as_str(),
                other.at
            ),
            RecordError::NotPublished { service, version } => write!(
                f,
                "version {version} of {service} is not published: publish it before it is deployed"
            ),
            RecordError::NotFirst {
                environment,
                service,
                first,
            } => write!(
                f,
                "version {} of {service} is recorded as {} in {environment} at {}, which is earlier: this deployment is not \
                 the first",
                first.version,
                first.change.as_str(),
                first.at
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

/// Records a change of a version in an environment. The same record again is not an error.
///
/// # Errors
/// Fails if the store refuses, or the version was never published. Fails if the version is to leave
/// an environment that it is not in, or a record for the same second contradicts it.
pub fn record(
    store: &dyn Store,
    environment: &str,
    service: &str,
    version: &str,
    change: DeploymentChange,
    at: Timestamp,
) -> Result<(), RecordError> {
    write(store, (environment, service, version), change, at, false)
}

/// Like [`record`], for a version that comes into the environment (deployed or released). It also
/// records that nothing of its service was there before. So the service's history there is known
/// from its beginning, however long its messages stay. For an existing record, this adds only that
/// fact.
///
/// # Errors
/// Fails like [`record`], or if an earlier record of the service exists there.
pub fn record_first(
    store: &dyn Store,
    environment: &str,
    service: &str,
    version: &str,
    change: DeploymentChange,
    at: Timestamp,
) -> Result<(), RecordError> {
    write(store, (environment, service, version), change, at, true)
}

fn write(
    store: &dyn Store,
    (environment, service, version): (&str, &str, &str),
    change: DeploymentChange,
    at: Timestamp,
    is_first: bool,
) -> Result<(), RecordError> {
    let catalogue = Catalogue::read(store)?;
    if sealed(store, service, version)?.is_none() {
        let service = service.to_owned();
        let known: Vec<String> = catalogue.services().map(str::to_owned).collect();
        return Err(if known.contains(&service) {
            RecordError::NotPublished {
                service,
                version: version.to_owned(),
            }
        } else {
            RecordError::NoService { service, known }
        });
    }
    let record = DeploymentRecord {
        at,
        change,
        version: version.to_owned(),
    };
    let records = catalogue.records(environment, service);
    if !records.contains(&record) {
        check_new(&catalogue, environment, service, &record)?;
    }
    let earlier = records.first().filter(|first| is_first && first.at < at);
    if let Some(first) = earlier {
        return Err(RecordError::NotFirst {
            environment: environment.to_owned(),
            service: service.to_owned(),
            first: first.clone(),
        });
    }
    let mut keys = vec![layout::deployment_record(
        environment,
        service,
        at,
        version,
        change,
    )?];
    if is_first {
        // After the deployment: without that it would mean nothing.
        keys.push(layout::first_record(environment, service, at, version)?);
    }
    let empty = |key| NewFile {
        key,
        content: Vec::new(),
    };
    store.create(&keys.into_iter().map(empty).collect::<Vec<_>>())?;
    Ok(())
}

/// Checks that a new record would hold from its moment on.
fn check_new(
    catalogue: &Catalogue,
    environment: &str,
    service: &str,
    record: &DeploymentRecord,
) -> Result<(), RecordError> {
    let records = catalogue.records(environment, service);
    let contradicts = |other: &&DeploymentRecord| other.at == record.at && contradict(other, record);
    if let Some(other) = records.iter().find(contradicts) {
        return Err(RecordError::SameTime {
            environment: environment.to_owned(),
            service: service.to_owned(),
            other: other.clone(),
        });
    }
    if matches!(
        record.change,
        DeploymentChange::Deployed | DeploymentChange::Released
    ) {
        return Ok(());
    }
    let known: Vec<String> = catalogue.environments().map(str::to_owned).collect();
    if !known.iter().any(|known| known == environment) {
        return Err(RecordError::NoEnvironment {
            environment: environment.to_owned(),
            known,
        });
    }
    if catalogue
        .running(environment, service, record.at)
        .contains(&record.version)
    {
        return Ok(());
    }
    Err(RecordError::NotThere {
        environment: environment.to_owned(),
        service: service.to_owned(),
        version: record.version.clone(),
    })
}

/// Returns `true` if the result of two records of one second depends on which of them is later.
fn contradict(one: &DeploymentRecord, other: &DeploymentRecord) -> bool {
    match (one.change, other.change) {
        (DeploymentChange::Deployed, DeploymentChange::Deployed) => one.version != other.version,
        (DeploymentChange::Deployed, DeploymentChange::Undeployed)
        | (DeploymentChange::Undeployed, DeploymentChange::Deployed)
        | (DeploymentChange::Released, DeploymentChange::Withdrawn)
        | (DeploymentChange::Withdrawn, DeploymentChange::Released) => one.version == other.version,
        _ => false,
    }
}

/// Tells whether a record holds at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Holds {
    /// It holds, and no record ends it.
    Yes,
    /// It begins later than the moment.
    NotYet,
    /// It holds, until a record for a later time.
    Until(DeploymentRecord),
    /// It held, until a later record.
    NoLonger(DeploymentRecord),
}

impl Holds {
    /// Returns `true` if it holds at the moment.
    pub fn is_so(&self) -> bool {
        matches!(self, Holds::Yes | Holds::Until(_))
    }
}

/// Tells whether a record of the catalogue holds at a moment. Records may come in any order, and
/// one of the past may be over.
pub fn holds(
    catalogue: &Catalogue,
    environment: &str,
    service: &str,
    record: &DeploymentRecord,
    at: Timestamp,
) -> Holds {
    if record.at > at {
        return Holds::NotYet;
    }
    let ends = |later: &&DeploymentRecord| {
        later.at > record.at
            && match record.change {
                DeploymentChange::Deployed => {
                    later.change == DeploymentChange::Deployed && later.version != record.version
                        || later.change == DeploymentChange::Undeployed && later.version == record.version
                }
                DeploymentChange::Undeployed => {
                    later.change == DeploymentChange::Deployed && later.version == record.version
                }
                DeploymentChange::Released => {
                    later.change == DeploymentChange::Withdrawn && later.version == record.version
                }
                DeploymentChange::Withdrawn => {
                    later.change == DeploymentChange::Released && later.version == record.version
                }
            }
    };
    match catalogue.records(environment, service).iter().find(ends) {
        None => Holds::Yes,
        Some(end) if end.at <= at => Holds::NoLonger(end.clone()),
        Some(end) => Holds::Until(end.clone()),
    }
}
