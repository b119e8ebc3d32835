//! The errors of questions that could not be answered.

use std::fmt;

use crate::store::StoreError;
use counterpart::near::{did_you_mean, listed};
use counterpart_engine::compat::{Place, PlaceError, PlaceStep};

/// The reason why a question could not be answered.
#[derive(Debug)]
#[non_exhaustive]
pub enum DeployError {
    /// The store refused.
    Store(StoreError),
    /// A service that never published anything.
    NoService {
        /// The name in the question.
        service: String,
        /// The services that published something.
        known: Vec<String>,
    },
    /// A version that was never published, or was pruned.
    NotPublished {
        /// The service.
        service: String,
        /// The version.
        version: String,
        /// The latest versions.
        known: Vec<String>,
    },
    /// The start of several commits that are published as versions.
    SeveralCommits {
        /// The service.
        service: String,
        /// The name in the question.
        start: String,
        /// The versions that begin with it.
        versions: Vec<String>,
    },
    /// An environment without any records.
    NoEnvironment {
        /// The name in the question.
        environment: String,
        /// The existing environments.
        known: Vec<String>,
    },
    /// A branch that no service has.
    NoBranch {
        /// The name in the question.
        branch: String,
        /// The existing branches.
        known: Vec<String>,
    },
    /// A branch without a version of the service.
    NotOnBranch {
        /// The service.
        service: String,
        /// The name in the question; `None` for the main branch, which it does not have.
        branch: Option<String>,
        /// The branches that it has.
        known: Vec<String>,
    },
    /// A branch with several latest versions.
    SeveralLatest {
        /// The service.
        service: String,
        /// The versions.
        versions: Vec<String>,
    },
    /// An event that the run neither emits nor consumes.
    NotOfRun {
        /// The name in the question.
        event: String,
        /// The events of the run.
        known: Vec<String>,
    },
    /// A requested consumer without a contract that the run is checked against.
    NotConsuming {
        /// The name in the question.
        consumer: String,
        /// The consumers that have one.
        known: Vec<String>,
    },
    /// An event that nobody emits.
    NoEvent {
        /// The name in the question.
        event: String,
        /// The existing events.
        known: Vec<String>,
    },
    /// A text that does not name a place of a message.
    NotAPlace {
        /// The place in the question.
        place: String,
        /// Why not.
        error: PlaceError,
    },
    /// A place that no message of the event has.
    NoPlace {
        /// The event.
        event: String,
        /// The place in the question.
        place: String,
        /// The places that messages have.
        known: Vec<String>,
    },
    /// The key of messages, which is not a field of its own.
    IsKey {
        /// The event.
        event: String,
        /// The places of the fields whose values are the keys.
        places: Vec<String>,
    },
}

impl fmt::Display for DeployError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meant = |name: &str, known: &[String]| did_you_mean(name, known.iter().map(String::as_str));
        match self {
            DeployError::Store(error) => write!(f, "{error}"),
            DeployError::NoService { service, known } => write!(
                f,
                "{service} has published nothing{}; the services are: {}",
                meant(service, known),
                listed(known)
            ),
            DeployError::NotPublished {
                service,
                version,
                known,
            } => write!(
                f,
                "version {version} of {service} is not published{}; there is {}",
                meant(version, known),
                listed(known)
            ),
            DeployError::SeveralCommits {
                service,
                start,
                versions,
            } => write!(
                f,
                "several versions of {service} begin with {start}: {}",
                listed(versions)
            ),
            DeployError::NoEnvironment { environment, known } => write!(
                f,
                "nothing was ever deployed to {environment}{}; the environments are: {}",
                meant(environment, known),
                listed(known)
            ),
            DeployError::NoBranch { branch, known } => write!(
                f,
                "no service of the store has a branch {branch}{}; the branches are: {}",
                meant(branch, known),
                listed(known)
            ),
            DeployError::NotOnBranch {
                service,
                branch: Some(branch),
                known,
            } => write!(
                f,
                "{service} has no branch {branch}{}; its branches are: {}",
                meant(branch, known),
                listed(known)
            ),
            DeployError::NotOnBranch { service, known, .. } => write!(
                f,
                "{service} has no main branch, of which a version would be the latest; its branches are: {}",
                listed(known)
            ),
            DeployError::SeveralLatest { service, versions } => write!(
                f,
                "{service} has several latest versions on that branch, because they were published with one sequence number in \
                 the same second: {}",
                versions.join(", ")
            ),
            DeployError::NotOfRun { event, known } => write!(
                f,
                "nothing here emits or consumes {event}{}; the events here are: {}",
                meant(event, known),
                listed(known)
            ),
            DeployError::NotConsuming { consumer, known } => write!(
                f,
                "{consumer} has no contract that this run is checked against{}; the consumers are: {}",
                meant(consumer, known),
                listed(known)
            ),
            DeployError::NoEvent { event, known } => write!(
                f,
                "no service emits {event}{}; the events are: {}",
                meant(event, known),
                listed(known)
            ),
            DeployError::NotAPlace { place, error } => {
                write!(f, "`{place}` is not a place in a message: {error}")
            }
            DeployError::NoPlace { event, place, known } if is_whole(place) => write!(
                f,
                "`{event}#{place}` is a whole message and not a field of it; known paths: {}",
                listed(known)
            ),
            DeployError::NoPlace { event, place, known } => write!(
                f,
                "messages of {event} have no {place}{}; known paths: {}",
                meant(place, known),
                listed(known)
            ),
            DeployError::IsKey { event, places } if places.is_empty() => {
                write!(f, "messages of {event} have no key")
            }
            DeployError::IsKey { event, places } => {
                let places: Vec<String> = places.iter().map(|place| format!("`{event}#{place}`")).collect();
                write!(
                    f,
                    "the key of messages of {event} is the value of a field; ask for {}",
                    places.join(" or ")
                )
            }
        }
    }
}

/// Returns `true` if a place is the whole message, or an alternative of it.
fn is_whole(place: &str) -> bool {
    let is_alternative = |step: &PlaceStep| matches!(step, PlaceStep::Alternative(_));
    place
        .parse()
        .is_ok_and(|Place(steps)| steps.iter().all(is_alternative))
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
