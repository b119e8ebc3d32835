//! Finds the versions that nobody needs any more, and removes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use super::backend::Store;
use super::catalogue::{Catalogue, contents, seals};
use super::digest::Digest;
use super::error::StoreError;
use super::key::Key;
use super::layout;
use super::rules::Rules;
use super::unsealed;
pub use super::unsealed::{UnsealedVersions, remove_unsealed};
use super::version::Version;
use crate::timestamp::Timestamp;
use counterpart::contract::Retention;
use counterpart::contract::{ContractFile, Role};
use counterpart_engine::json::Json;

/// The versions to keep in addition to the necessary ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pruning {
    /// Versions published within this time are kept.
    pub older_than: Duration,
    /// The retention of messages if neither the event nor its version declares one.
    pub retention: Option<Retention>,
    /// The moment in question.
    pub at: Timestamp,
    /// The services whose versions may be pruned; `None` for all.
    pub services: Option<BTreeSet<String>>,
    /// Branches that were merged or deleted, as service and branch. Their latest versions are not
    /// kept for being the latest. The main branch of a service is never one.
    pub gone_branches: BTreeSet<(String, String)>,
}

impl Pruning {
    fn looks_at(&self, service: &str) -> bool {
        self.services
            .as_ref()
            .is_none_or(|services| services.contains(service))
    }
}

/// The reason for keeping a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kept {
    /// It is in an environment.
    Running {
        /// The environment.
        environment: String,
    },
    /// It was in an environment, and its messages may still be read.
    InFlight {
        /// The environment.
        environment: String,
        /// The retention of its messages; `None` if nobody declares one.
        retention: Option<Retention>,
    },
    /// It is the latest of a branch.
    Latest {
        /// The branch.
        branch: String,
    },
    /// It was published a short time ago.
    Young,
    /// The version began something on its main branch: an emitted event or a requirement. It shows
    /// whether a contract was satisfied at the time.
    Fact,
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kept::Running { environment } => write!(f, "runs in {environment}"),
            Kept::InFlight {
                environment,
                retention: Some(Retention::Forever),
            } => write!(f, "ran in {environment}, and its messages are kept forever"),
            Kept::InFlight {
                environment,
                retention: Some(retention),
            } => write!(
                f,
                "ran in {environment}, and its messages are kept for {retention}"
            ),
            Kept::InFlight { environment, .. } => {
                write!(
                    f,
                    "ran in {environment}, and how long its messages are kept is not known"
                )
            }
            Kept::Latest { branch } => write!(f, "is the latest of {branch}"),
            Kept::Young => f.write_str("was published a short time ago"),
            Kept::Fact => f.write_str("is the first on its main branch that emits or requires what it does"),
        }
    }
}

/// The effect of pruning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The versions that go, as service and version, sorted.
    pub removed: Vec<(String, String)>,
    /// Among these, the latest versions of branches that are gone, with the branch.
    pub latest_of_gone: BTreeMap<(String, String), String>,
    /// The files of publishers that were stopped before their seal, longer ago than versions are
    /// kept. Pruning removes them too.
    pub unsealed: UnsealedVersions,
    /// The versions to keep, and the first reason for each.
    pub kept: BTreeMap<(String, String), Kept>,
}

/// Finds the versions that nobody needs. Nothing is removed.
///
/// Pruning keeps versions that are deployed or released somewhere, and those whose messages may
/// still be read. It also keeps the latest of each branch that is not gone, and recently published
/// versions. Of consecutive versions on a main branch with equal digests of all their documents, it
/// keeps the first. The emitted events and the requirements of each time are then still known.
///
/// # Errors
/// Fails if the store refuses, or one of its records cannot be read.
pub fn plan(store: &dyn Store, pruning: &Pruning) -> Result<Plan, StoreError> {
    let catalogue = Catalogue::read(store)?;
    let rules = Rules::read(store)?;
    let mut all = catalogue.all();
    all.retain(|(service, _)| pruning.looks_at(service));
    let seals = seals(store, &all)?;
    let mut plan = Plan::default();
    let mut doubtful = Vec::new();
    for version in &seals {
        let name = (version.service.clone(), version.version.clone());
        match reason(&catalogue, &rules, version, pruning) {
            Some(kept) => drop(plan.kept.insert(name, kept)),
            None => doubtful.push(name),
        }
    }
    doubtful = keep_in_flight(store, &catalogue, pruning, doubtful, &mut plan)?;
    let by_name: BTreeMap<(&str, &str), &Version> = seals
        .iter()
        .map(|version| ((version.service.as_str(), version.version.as_str()), version))
        .collect();
    keep_facts(&catalogue, &rules, &by_name, &mut doubtful, &mut plan);
    for (service, version) in &doubtful {
        let is_latest = |branch: &&str| catalogue.heads(service, branch).contains(&version.as_str());
        if let Some(branch) = catalogue.branches(service).find(is_latest) {
            let name = (service.clone(), version.clone());
            plan.latest_of_gone.insert(name, branch.to_owned());
        }
    }
    plan.removed = doubtful;
    plan.unsealed = unsealed::older_than(store, pruning.older_than, pruning.at)?;
    plan.unsealed.retain(|(service, _), _| pruning.looks_at(service));
    Ok(plan)
}

/// The reason for keeping a version, as far as its seal and the index tell.
fn reason(catalogue: &Catalogue, rules: &Rules, version: &Version, pruning: &Pruning) -> Option<Kept> {
    let (service, name) = (version.service.as_str(), version.version.as_str());
    let runs = |environment: &&str| {
        let spans = catalogue.spans(environment, service);
        // A record for later than the requested moment counts as running.
        spans
            .iter()
            .any(|span| span.version == name && span.until.is_none_or(|until| until > pruning.at))
    };
    if let Some(environment) = catalogue.environments().find(runs) {
        return Some(Kept::Running {
            environment: environment.to_owned(),
        });
    }
    let main = rules.main_branch(catalogue, service);
    let is_gone = |branch: &str| {
        let branch = (service.to_owned(), branch.to_owned());
        main != Some(branch.1.as_str()) && pruning.gone_branches.contains(&branch)
    };
    let latest = |branch: &&str| catalogue.heads(service, branch).contains(&name) && !is_gone(branch);
    if let Some(branch) = catalogue.branches(service).find(latest) {
        return Some(Kept::Latest {
            branch: branch.to_owned(),
        });
    }
    (version.published > pruning.at.before(pruning.older_than)).then_some(Kept::Young)
}

/// Keeps versions that ran, as long as their messages may be read. Returns the others.
fn keep_in_flight(
    store: &dyn Store,
    catalogue: &Catalogue,
    pruning: &Pruning,
    versions: Vec<(String, String)>,
    plan: &mut Plan,
) -> Result<Vec<(String, String)>, StoreError> {
    let ended = |(service, version): &(String, String)| {
        let ends = catalogue.environments().flat_map(|environment| {
            let spans = catalogue.spans(environment, service).into_iter();
            spans
                .filter(|span| span.version == *version)
                .filter_map(move |span| Some((span.until?, environment.to_owned())))
        });
        ends.max()
    };
    let (ran, never): (Vec<_>, Vec<_>) = versions.into_iter().partition(|version| ended(version).is_some());
    let mut gone = never;
    for contents in contents(store, &ran)? {
        let name = (contents.version.service.clone(), contents.version.version.clone());
        let (until, environment) = ended(&name).expect("it ran");
        let default = contents.version.retention.or(pruning.retention);
        let documents = contents.documents.iter().map(|document| &document.contract);
        let emitted = documents.filter(|contract| contract.header.identity.role() == Role::Emits);
        let stay: BTreeSet<Option<Retention>> =
            emitted.map(|contract| retention(contract).or(default)).collect();
        // `None`, an unknown time, sorts first.
        let longest = if stay.contains(&None) {
            Some(None)
        } else {
            stay.last().copied()
        };
        let is_over = match longest {
            None => true,
            Some(None) | Some(Some(Retention::Forever)) => false,
            Some(Some(Retention::For(time))) => until.after(time) <= pruning.at,
        };
        if is_over {
            gone.push(name);
        } else {
            let retention = longest.flatten();
            plan.kept.insert(
                name,
                Kept::InFlight {
                    environment,
                    retention,
                },
            );
        }
    }
    gone.sort();
    Ok(gone)
}

fn retention(contract: &ContractFile) -> Option<Retention> {
    contract
        .header
        .to_json()
        .get("retention")
        .and_then(Json::as_str)
        .and_then(Retention::parse)
}

/// Keeps the versions on each main branch with which something began. The emitted events and the
/// requirements of each time show whether a contract was satisfied then.
fn keep_facts(
    catalogue: &Catalogue,
    rules: &Rules,
    seals: &BTreeMap<(&str, &str), &Version>,
    doubtful: &mut Vec<(String, String)>,
    plan: &mut Plan,
) {
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    for service in catalogue.services() {
        let main = rules.main_branch(catalogue, service);
        let history = main.map_or_else(Vec::new, |main| catalogue.history(service, main));
        let versions: Vec<&Version> = history
            .iter()
            .filter_map(|name| seals.get(&(service, *name)).copied())
            .collect();
        let documents = |version: &Version| -> BTreeSet<(String, Digest)> {
            let files = version.files.iter();
            files
                .map(|file| (layout::plain_name(&file.path), file.digest))
                .collect()
        };
        let alike = versions.chunk_by(|one, next| documents(one) == documents(next));
        for (at, run) in alike.enumerate() {
            let requires = run[0].files.iter().any(|file| file.path.starts_with("consumes/"));
            let is_kept = |version: &&Version| {
                plan.kept
                    .contains_key(&(service.to_owned(), version.version.clone()))
            };
            let one = match at {
                // Before the first there was nothing to end: any version that stays shows what was
                // emitted until the next began.
                0 if !requires => (!run.iter().any(is_kept)).then(|| run[run.len() - 1]),
                _ => Some(run[0]),
            };
            told.extend(one.map(|version| (service, version.version.as_str())));
        }
        // A version that was published after a later one was never the latest, but still counts as
        // given.
        let mut latest = None;
        for version in versions {
            if latest.is_some_and(|latest| version.published < latest) {
                told.insert((service, &version.version));
            }
            latest = latest.max(Some(version.published));
        }
    }
    let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(doubtful)
        .into_iter()
        .partition(|(service, version)| told.contains(&(service.as_str(), version.as_str())));
    *doubtful = gone;
    plan.kept
        .extend(kept.into_iter().map(|version| (version, Kept::Fact)));
}

/// Removes versions, the seal of each first: a partly removed version does not exist.
///
/// # Errors
/// Fails if the store refuses. Versions removed before that stay removed, and pruning again
/// continues.
pub fn remove(store: &dyn Store, versions: &[(String, String)]) -> Result<(), StoreError> {
    let gone: BTreeSet<&(String, String)> = versions.iter().collect();
    let is_gone = |service: String, version: String| gone.contains(&(service, version));
    let (mut seals, mut others) = (Vec::<Key>::new(), Vec::new());
    for key in store.list(None)? {
        match layout::entry(&key)? {
            layout::Entry::Seal { service, version } if is_gone(service.clone(), version.clone()) => {
                seals.push(key)
            }
            layout::Entry::Document { service, version } | layout::Entry::Branch { service, version, .. }
                if is_gone(service.clone(), version.clone()) =>
            {
                others.push(key);
            }
            _ => {}
        }
    }
    seals.extend(others);
    store.remove(&seals)
}
