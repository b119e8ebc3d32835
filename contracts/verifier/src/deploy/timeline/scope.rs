//! Decides which versions count, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::lineage::Baseline;
use crate::deploy::{DeployError, Snapshot};
use crate::report::{Warning, WhyIncluded};
use crate::store::Span;
use crate::timestamp::Timestamp;
use counterpart::contract::{Identity, Role};

/// The versions of other services that count.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The branch whose latest version counts.
    pub branches: Branches,
    /// The environments whose versions count; `None` for all of them.
    pub environments: Option<Vec<String>>,
    /// The services whose versions count; `None` for all.
    pub services: Option<BTreeSet<String>>,
    /// The consumers whose contracts are included; `None` for all.
    pub consumers: Option<BTreeSet<String>>,
    /// The events that are included; `None` for all.
    pub events: Option<BTreeSet<String>>,
}

/// The branch whose latest version counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Branches {
    /// Each service's main branch.
    #[default]
    Main,
    /// The branch of this name, if a service has it.
    Named(String),
    /// No branch.
    None,
}

/// The reason why a version is included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::deploy) struct Inclusion {
    pub(in crate::deploy) why: WhyIncluded,
    /// The version that was there before.
    pub(in crate::deploy) before: Option<Baseline>,
}

/// The versions that are included, by service and version.
#[derive(Debug, Default)]
pub(in crate::deploy) struct Inclusions {
    pub(in crate::deploy) versions: BTreeMap<(String, String), Vec<Inclusion>>,
    pub(in crate::deploy) warnings: Vec<Warning>,
}

impl Inclusions {
    pub(in crate::deploy) fn add(&mut self, service: &str, version: &str, inclusion: Inclusion) {
        let key = (service.to_owned(), version.to_owned());
        self.versions.entry(key).or_default().push(inclusion);
    }
}

impl Scope {
    /// Returns `true` if the scope includes a document's event and, for a contract, its consumer.
    pub(in crate::deploy) fn looks_at(&self, identity: &Identity) -> bool {
        let has = |named: &Option<BTreeSet<String>>, name: &str| {
            named.as_ref().is_none_or(|named| named.contains(name))
        };
        has(&self.events, identity.event())
            && (identity.role() == Role::Emits || has(&self.consumers, identity.service()))
    }

    /// The versions that count at a moment. For the services in `superseded`, no branch counts:
    /// their newest state is in the question itself.
    ///
    /// # Errors
    /// Fails if an unknown environment or branch is named.
    pub(in crate::deploy) fn inclusions(
        &self,
        snapshot: &Snapshot<'_>,
        superseded: &BTreeSet<String>,
        at: Timestamp,
    ) -> Result<Inclusions, DeployError> {
        let catalogue = &snapshot.catalogue;
        let counts = |service: &str| {
            let services = self.services.as_ref();
            services.is_none_or(|services| services.contains(service))
        };
        let mut inclusions = Inclusions::default();
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
        let services = catalogue.services().filter(|service| counts(service));
        for service in services.filter(|service| !superseded.contains(*service)) {
            let branch = match &self.branches {
                Branches::None => continue,
                Branches::Named(branch) => branch.clone(),
                Branches::Main => match snapshot.main_branch(service) {
                    Some(branch) => branch.to_owned(),
                    None => {
                        inclusions.warnings.push(snapshot.no_main_branch(service));
                        continue;
                    }
                },
            };
            let heads = catalogue.heads(service, &branch);
            let history = catalogue.history(service, &branch);
            let mut older = history[..history.len() - heads.len()].iter();
            let before = older.next_back().map(|version| Baseline {
                version: (*version).to_owned(),
                since: None,
            });
            for head in heads {
                let (why, before) = (WhyIncluded::Branch(branch.clone()), before.clone());
                inclusions.add(service, head, Inclusion { why, before });
            }
        }
        let known: Vec<&str> = catalogue.environments().collect();
        let environments = match &self.environments {
            None => known.clone(),
            Some(named) => named.iter().map(String::as_str).collect(),
        };
        for environment in environments {
            snapshot.check_environment(environment)?;
            for service in catalogue
                .services_in(environment)
                .filter(|service| counts(service))
            {
                let spans = catalogue.spans(environment, service);
                for (index, span) in spans.iter().enumerate().filter(|(_, span)| span.covers(at)) {
                    let inclusion = Inclusion {
                        why: why_there(span, environment),
                        before: baseline(&spans, index),
                    };
                    inclusions.add(service, &span.version, inclusion);
                }
            }
        }
        Ok(inclusions)
    }
}

/// The reason why a version in an environment counts.
pub(in crate::deploy) fn why_there(span: &Span, environment: &str) -> WhyIncluded {
    let (environment, since) = (environment.to_owned(), span.since);
    if span.released {
        WhyIncluded::Released { environment, since }
    } else {
        WhyIncluded::Deployed { environment, since }
    }
}

/// The version that was in an environment before the one with this index: the last other one that came before it.
pub(in crate::deploy) fn baseline(spans: &[Span], index: usize) -> Option<Baseline> {
    let version = &spans[index].version;
    let other = spans[..index].iter().rev().find(|span| span.version != *version);
    other.map(baseline_of)
}

/// The version of a span, as a version that was there before.
pub(in crate::deploy) fn baseline_of(span: &Span) -> Baseline {
    Baseline {
        version: span.version.clone(),
        since: Some(span.since),
    }
}
