//! The facts that a run could not know, and its warnings.

use std::fmt;

use crate::timestamp::Timestamp;
use counterpart::config::Allowance;
use counterpart::contract::Retention;

/// A fact that decides whether a version may be deployed, and that the store does not know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Unknown {
    /// A contract is for an event that nobody sends in the environment.
    NoProducer {
        /// The environment.
        environment: String,
        /// The event.
        event: String,
        /// The only service whose messages the contract accepts.
        producer: Option<String>,
    },
    /// Nothing in the environment shares an event with the version.
    Nobody {
        /// The service of the version.
        service: String,
        /// The environment.
        environment: String,
        /// The environments that exist, if nothing was ever recorded for this one.
        others: Option<Vec<String>>,
    },
    /// The known history of a producer in the environment begins later than the oldest message that
    /// may still be read.
    ShortHistory {
        /// The environment.
        environment: String,
        /// The producer.
        producer: String,
        /// The event.
        event: String,
        /// The first record of the producer there.
        since: Timestamp,
        /// The version that it is about.
        version: String,
        /// True if it was released, and not deployed.
        released: bool,
        /// The retention of its messages.
        retention: Retention,
    },
}

impl Unknown {
    /// The ids of all kinds.
    pub const IDS: [&'static str; 3] = ["no-producer", "nobody", "short-history"];

    /// The stable id, as reports and flags write it.
    pub fn id(&self) -> &'static str {
        match self {
            Unknown::NoProducer { .. } => Self::IDS[0],
            Unknown::Nobody { .. } => Self::IDS[1],
            Unknown::ShortHistory { .. } => Self::IDS[2],
        }
    }

    /// The condition, and the command that settles the notice if the condition is true. `None` if
    /// only time or a deployment settles it.
    ///
    /// Names that a shell would misread are quoted.
    pub fn settled_by(&self) -> Option<(String, String)> {
        let Unknown::ShortHistory {
            environment,
            producer,
            since,
            version,
            released,
            ..
        } = self
        else {
            return None;
        };
        let command = if *released {
            "record-release"
        } else {
            "record-deployment"
        };
        Some((
            format!("nothing of {producer} ran in {environment} before {since}"),
            format!(
                "cargo counterpart {command} --first --service {} --version {} --environment {} --at {since}",
                word(producer),
                word(version),
                word(environment),
            ),
        ))
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unknown::NoProducer {
                environment,
                event,
                producer: None,
            } => write!(f, "no service in {environment} emits {event}"),
            Unknown::NoProducer {
                environment,
                event,
                producer: Some(producer),
            } => write!(
                f,
                "no version of {producer} that emits {event} is in {environment}"
            ),
            Unknown::Nobody {
                service,
                environment,
                others: None,
            } => write!(f, "nothing in {environment} shares an event with {service}"),
            Unknown::Nobody {
                service,
                environment,
                others: Some(others),
            } => match others.as_slice() {
                [] => write!(
                    f,
                    "no deployment was ever recorded, to {environment} or elsewhere, that {service} could be checked against"
                ),
                others => write!(
                    f,
                    "no deployment to {environment} was ever recorded that {service} could be checked against; the \
                     environments are: {}",
                    others.join(", ")
                ),
            },
            Unknown::ShortHistory {
                environment,
                producer,
                event,
                since,
                retention,
                ..
            } => {
                let stay = match retention {
                    Retention::Forever => "are kept forever".to_owned(),
                    Retention::For(_) => format!("are kept for {retention}"),
                };
                write!(
                    f,
                    "messages of {event} {stay}, but {producer}'s history in {environment} starts only at {since}"
                )
            }
        }
    }
}

/// A word of a command, quoted for a shell. Text that others published may hold any character.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// A problem that does not fail a run, and that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Warning {
    /// A service of the store has no main branch, so that no latest version of it counts.
    NoMainBranch {
        /// The service.
        service: String,
        /// The branch that the store's settings name for it.
        wanted: Option<String>,
        /// The branches that it has.
        branches: Vec<String>,
    },
    /// There was no pair to check, because nobody in the store reads the run's events.
    UnreadEvents {
        /// The events.
        events: Vec<String>,
    },
    /// An allowance of this run matches nothing.
    UnusedAllowance {
        /// The allowance.
        allowance: Allowance,
        /// The events, consumers or places of findings of this run that it nearly names.
        meant: Vec<String>,
    },
    /// A producer does not declare the retention of its messages. So messages of versions that have
    /// left were not checked.
    NoRetention {
        /// The producer.
        producer: String,
        /// The event.
        event: String,
    },
    /// Sources declare contracts, and the code was not asked for them.
    NotAsked {
        /// The package, or the target of one, with its kind: `package tools`, `example demo of package tools`.
        declared_in: String,
        /// The events, as the sources name them.
        events: Vec<String>,
        /// The reason why it was not asked, and the next thing to do, without a full stop.
        why: String,
    },
    /// The derived test asked serde about no value at a place of a schema.
    NotReached {
        /// The place, its type and the reason, as the test reports it.
        what: String,
    },
}

impl Warning {
    /// The ids of all kinds.
    pub const IDS: [&'static str; 6] = [
        "no-main-branch",
        "unused-allowance",
        "no-retention",
        "not-asked",
        "unread-events",
        "not-reached",
    ];

    /// The stable id, as reports write it.
    pub fn id(&self) -> &'static str {
        match self {
            Warning::NoMainBranch { .. } => Self::IDS[0],
            Warning::UnusedAllowance { .. } => Self::IDS[1],
            Warning::NoRetention { .. } => Self::IDS[2],
            Warning::NotAsked { .. } => Self::IDS[3],
            Warning::UnreadEvents { .. } => Self::IDS[4],
            Warning::NotReached { .. } => Self::IDS[5],
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::NoMainBranch {
                service,
                wanted,
                branches,
            } => {
                let has = if branches.is_empty() {
                    "it has no branch at all".to_owned()
                } else {
                    format!("it has {}", branches.join(", "))
                };
                match wanted {
                    Some(wanted) => write!(
                        f,
                        "{service} has no branch {wanted}, which store.toml names as its main"
                    ),
                    None => write!(f, "{service} has no main branch: neither main nor master"),
                }?;
                write!(f, "; {has}, and only what is deployed of it counts")
            }
            Warning::UnreadEvents { events } => match events.as_slice() {
                [event] => write!(f, "1 event is emitted, and nobody reads it yet: {event}"),
                events => write!(
                    f,
                    "{} events are emitted, and nobody reads them yet: {}",
                    events.len(),
                    events.join(", ")
                ),
            },
            Warning::UnusedAllowance { allowance, meant } => {
                write!(f, "the allowance of {allowance} matches nothing in this run: ")?;
                if meant.is_empty() {
                    f.write_str("remove it once no run needs it")
                } else {
                    write!(f, "did you mean `{}`?", meant.join("` or `"))
                }
            }
            Warning::NoRetention { producer, event } => write!(
                f,
                "{producer} does not say how long messages of {event} are kept: versions it no longer runs were not checked"
            ),
            Warning::NotAsked {
                declared_in,
                events,
                why,
            } => write!(
                f,
                "{declared_in} declares contracts for {}, and was not asked: {why}",
                events.join(", ")
            ),
            Warning::NotReached { what } => write!(f, "{what}; give `samples` with such a value"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknowns_and_warnings_read_as_sentences() {
        let environment = "production".to_owned();
        let (event, service) = ("paid".to_owned(), "shop".to_owned());
        let unknown = |one: Unknown| format!("{} [{}]", one, one.id());
        insta::assert_snapshot!(unknown(Unknown::NoProducer { environment: environment.clone(), event: event.clone(), producer: None }), @"no service in production emits paid [no-producer]");
        insta::assert_snapshot!(unknown(Unknown::NoProducer { environment: environment.clone(), event: event.clone(), producer: Some(service.clone()) }), @"no version of shop that emits paid is in production [no-producer]");
        insta::assert_snapshot!(unknown(Unknown::Nobody { service: service.clone(), environment: environment.clone(), others: None }), @"nothing in production shares an event with shop [nobody]");
        insta::assert_snapshot!(unknown(Unknown::Nobody { service: service.clone(), environment: environment.clone(), others: Some(vec!["test".into()]) }), @"no deployment to production was ever recorded that shop could be checked against; the environments are: test [nobody]");
        let short = Unknown::ShortHistory {
            environment,
            producer: service.clone(),
            event: event.clone(),
            since: Timestamp::parse("2026-11-20").unwrap(),
            version: "1; id".to_owned(),
            released: false,
            retention: Retention::Forever,
        };
        insta::assert_snapshot!(short.settled_by().unwrap().1, @"cargo counterpart record-deployment --first --service shop --version '1; id' --environment production --at 2026-11-20T00:00:00Z");
        insta::assert_snapshot!(unknown(short), @"messages of paid are kept forever, but shop's history in production starts only at 2026-11-20T00:00:00Z [short-history]");
        let none = Unknown::Nobody {
            service: service.clone(),
            environment: "test".to_owned(),
            others: Some(Vec::new()),
        };
        insta::assert_snapshot!(unknown(none), @"no deployment was ever recorded, to test or elsewhere, that shop could be checked against [nobody]");
        let no_main = |wanted: Option<&str>, branches: &[&str]| Warning::NoMainBranch {
            service: service.clone(),
            wanted: wanted.map(str::to_owned),
            branches: branches.iter().map(|name| (*name).to_owned()).collect(),
        };
        insta::assert_snapshot!(no_main(None, &["develop", "topic"]), @"shop has no main branch: neither main nor master; it has develop, topic, and only what is deployed of it counts");
        insta::assert_snapshot!(no_main(Some("trunk"), &[]), @"shop has no branch trunk, which store.toml names as its main; it has no branch at all, and only what is deployed of it counts");
        insta::assert_snapshot!(Warning::NoRetention { producer: service, event }, @"shop does not say how long messages of paid are kept: versions it no longer runs were not checked");
    }
}
