//! Which versions count, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::party::Before;
use super::{DeployError, Snapshot};
use crate::report::{Stand, Warning};
use crate::store::Span;
use crate::timestamp::Timestamp;

/// Which versions of other services count.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Of which branch the latest version counts.
    pub branches: Branches,
    /// In which environments what is there counts; `None` for all of them.
    pub environments: Option<Vec<String>>,
    /// The consumers whose contracts are looked at; `None` for all.
    pub consumers: Option<BTreeSet<String>>,
    /// The events that are looked at; `None` for all.
    pub events: Option<BTreeSet<String>>,
}

/// Of which branch the latest version counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Branches {
    /// Of each service's main branch.
    #[default]
    Main,
    /// Of the branch of this name, where a service has it.
    Named(String),
    /// Of none.
    None,
}

/// A version that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standpoint {
    pub(super) stand: Stand,
    /// The version that stood there before.
    pub(super) before: Option<Before>,
}

/// The versions that count, by service and version.
#[derive(Debug, Default)]
pub(super) struct Standings {
    pub(super) versions: BTreeMap<(String, String), Vec<Standpoint>>,
    pub(super) warnings: Vec<Warning>,
}

impl Standings {
    pub(super) fn add(&mut self, service: &str, version: &str, standpoint: Standpoint) {
        let key = (service.to_owned(), version.to_owned());
        self.versions.entry(key).or_default().push(standpoint);
    }
}

impl Scope {
    /// The versions that count at a moment. Of the services in `superseded`, no branch does: their newest state is in the
    /// question itself.
    ///
    /// # Errors
    /// Where an environment or a branch is named that is nowhere.
    pub(super) fn standings(
        &self,
        snapshot: &Snapshot<'_>,
        superseded: &BTreeSet<String>,
        at: Timestamp,
    ) -> Result<Standings, DeployError> {
        let catalogue = &snapshot.catalogue;
        let mut standings = Standings::default();
        if let Branches::Named(branch) = &self.branches {
            let has = |service: &str| catalogue.latest(service, branch).is_some();
            if !catalogue.services().any(has) {
                let branches = catalogue
                    .services()
                    .flat_map(|service| catalogue.branches(service));
                let known: BTreeSet<&str> = branches.collect();
                return Err(DeployError::NoBranch {
                    branch: branch.clone(),
                    known: known.into_iter().map(str::to_owned).collect(),
                });
            }
        }
        for service in catalogue.services().filter(|name| !superseded.contains(*name)) {
            let branch = match &self.branches {
                Branches::None => continue,
                Branches::Named(branch) => branch.clone(),
                Branches::Main => match snapshot.main_branch(service) {
                    Some(branch) => branch.to_owned(),
                    None => {
                        standings.warnings.push(snapshot.no_main_branch(service));
                        continue;
                    }
                },
            };
            let heads = catalogue.heads(service, &branch);
            let history = catalogue.history(service, &branch);
            let mut older = history[..history.len() - heads.len()].iter();
            let before = older.next_back().map(|version| Before {
                version: (*version).to_owned(),
                since: None,
            });
            for head in heads {
                let (stand, before) = (Stand::Branch(branch.clone()), before.clone());
                standings.add(service, head, Standpoint { stand, before });
            }
        }
        let known: Vec<&str> = catalogue.environments().collect();
        let environments = match &self.environments {
            None => known.clone(),
            Some(named) => named.iter().map(String::as_str).collect(),
        };
        for environment in environments {
            snapshot.check_environment(environment)?;
            for service in catalogue.services_in(environment) {
                let spans = catalogue.spans(environment, service);
                for (index, span) in spans.iter().enumerate().filter(|(_, span)| span.covers(at)) {
                    let standpoint = Standpoint {
                        stand: stand_of(span, environment),
                        before: before(&spans, index),
                    };
                    standings.add(service, &span.version, standpoint);
                }
            }
        }
        Ok(standings)
    }
}

/// Why a version that is in an environment counts.
pub(super) fn stand_of(span: &Span, environment: &str) -> Stand {
    let (environment, since) = (environment.to_owned(), span.since);
    if span.released {
        Stand::Released { environment, since }
    } else {
        Stand::Deployed { environment, since }
    }
}

/// The version that was in an environment before the one with this index: the last other one that came before it.
pub(super) fn before(spans: &[Span], index: usize) -> Option<Before> {
    let version = &spans[index].version;
    let other = spans[..index].iter().rev().find(|span| span.version != *version);
    other.map(before_of)
}

/// The version of a span as one that stood there before.
pub(super) fn before_of(span: &Span) -> Before {
    Before {
        version: span.version.clone(),
        since: Some(span.since),
    }
}
