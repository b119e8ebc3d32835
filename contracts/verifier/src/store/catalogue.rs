//! The contents of a store: services, versions, branches, environments. It is made only from keys.
//! Documents are read when asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::backend::Store;
use super::digest::Digest;
use super::error::StoreError;
use super::key::Key;
use super::layout::{self, DeploymentChange, Entry};
use super::rules::Rules;
use super::version::{Version, VersionFile};
use crate::report::Document;
use crate::timestamp::Timestamp;
use counterpart::contract::ContractFile;

/// The index of a store, at the time of reading.
#[derive(Debug, Default)]
pub struct Catalogue {
    services: BTreeMap<String, Service>,
    environments: BTreeMap<String, BTreeMap<String, Vec<DeploymentRecord>>>,
    /// By environment and service, the moments recorded as the first of the service there.
    firsts: BTreeMap<(String, String), BTreeSet<Timestamp>>,
}

#[derive(Debug, Default)]
struct Service {
    /// Sealed ones.
    versions: BTreeSet<String>,
    branches: BTreeMap<String, BTreeSet<OnBranch>>,
}

/// A version on a branch, in the order of the branch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct OnBranch {
    sequence: u64,
    /// The time of publication, if another version has the same sequence number. The later one is
    /// then the latest.
    published: Option<Timestamp>,
    version: String,
}

/// A change of a version in an environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeploymentRecord {
    /// When.
    pub at: Timestamp,
    /// The change.
    pub change: DeploymentChange,
    /// To which version.
    pub version: String,
}

/// The time that a version was in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The version.
    pub version: String,
    /// From then on.
    pub since: Timestamp,
    /// The end of that time; `None` while it is still there.
    pub until: Option<Timestamp>,
    /// True if it was released, alongside others, and not deployed in place of another version.
    pub released: bool,
}

impl Span {
    /// Returns `true` if it was in the environment at that moment.
    pub fn covers(&self, at: Timestamp) -> bool {
        self.since <= at && self.until.is_none_or(|until| until > at)
    }
}

impl Catalogue {
    /// Reads the index of a store.
    ///
    /// # Errors
    /// Fails if the store refuses, or has a file that is not a record of this tool.
    pub fn read(store: &dyn Store) -> Result<Self, StoreError> {
        let mut catalogue = Self::default();
        for key in store.list(None)? {
            match layout::entry(&key)? {
                // Without a seal, it belongs to a publisher that has not finished.
                Entry::Document { .. } => {}
                Entry::Seal { service, version } => {
                    catalogue.service(service).versions.insert(version);
                }
                Entry::Branch {
                    service,
                    branch,
                    sequence,
                    version,
                } => {
                    let branches = &mut catalogue.service(service).branches;
                    branches.entry(branch).or_default().insert(OnBranch {
                        sequence,
                        published: None,
                        version,
                    });
                }
                Entry::Deployment {
                    environment,
                    service,
                    at,
                    version,
                    change,
                } => {
                    let services = catalogue.environments.entry(environment).or_default();
                    let records = services.entry(service).or_default();
                    records.push(DeploymentRecord { at, change, version });
                }
                Entry::First {
                    environment,
                    service,
                    at,
                } => {
                    let of_service = catalogue.firsts.entry((environment, service)).or_default();
                    of_service.insert(at);
                }
            }
        }
        let all = catalogue.environments.values_mut().flat_map(BTreeMap::values_mut);
        all.for_each(|records| records.sort());
        catalogue.order_ties(store)?;
        Ok(catalogue)
    }

    /// Orders versions that share a sequence number on a branch by the publication times in their
    /// seals.
    fn order_ties(&mut self, store: &dyn Store) -> Result<(), StoreError> {
        let mut tied = BTreeSet::new();
        for (name, service) in &self.services {
            for entries in service.branches.values() {
                let there: Vec<&OnBranch> = entries
                    .iter()
                    .filter(|entry| service.versions.contains(&entry.version))
                    .collect();
                for same in there.chunk_by(|one, next| one.sequence == next.sequence) {
                    if same.len() > 1 {
                        tied.extend(same.iter().map(|entry| (name.clone(), entry.version.clone())));
                    }
                }
            }
        }
        let tied: Vec<(String, String)> = tied.into_iter().collect();
        if tied.is_empty() {
            return Ok(());
        }
        let published: BTreeMap<(String, String), Timestamp> = seals_of(store, &tied)?
            .into_iter()
            .map(|seal| ((seal.service, seal.version), seal.published))
            .collect();
        for (name, service) in &mut self.services {
            for entries in service.branches.values_mut() {
                *entries = std::mem::take(entries)
                    .into_iter()
                    .map(|entry| OnBranch {
                        published: published.get(&(name.clone(), entry.version.clone())).copied(),
                        ..entry
                    })
                    .collect();
            }
        }
        Ok(())
    }

    fn service(&mut self, name: String) -> &mut Service {
        self.services.entry(name).or_default()
    }

    /// The services, sorted.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(String::as_str)
    }

    /// The versions of a service, sorted by name.
    pub fn versions(&self, service: &str) -> impl Iterator<Item = &str> {
        let known = self.services.get(service);
        known
            .into_iter()
            .flat_map(|service| service.versions.iter().map(String::as_str))
    }

    /// All versions of all services, as service and version, sorted.
    pub fn all(&self) -> Vec<(String, String)> {
        let of = |(name, service): (&String, &Service)| {
            let versions = service.versions.iter();
            versions
                .map(|version| (name.clone(), version.clone()))
                .collect::<Vec<_>>()
        };
        self.services.iter().flat_map(of).collect()
    }

    /// Returns `true` if the version is published.
    pub fn has(&self, service: &str, version: &str) -> bool {
        self.services
            .get(service)
            .is_some_and(|service| service.versions.contains(version))
    }

    /// The branches of a service, sorted by name.
    pub fn branches(&self, service: &str) -> impl Iterator<Item = &str> {
        let known = self.services.get(service);
        known
            .into_iter()
            .flat_map(|service| service.branches.keys().map(String::as_str))
    }

    /// The published versions of a branch, the oldest first. If versions share a sequence number,
    /// the one published later comes later.
    pub fn history(&self, service: &str, branch: &str) -> Vec<&str> {
        self.on_branch(service, branch)
            .map(|entry| entry.version.as_str())
            .collect()
    }

    fn on_branch(&self, service: &str, branch: &str) -> impl DoubleEndedIterator<Item = &OnBranch> {
        let service = self.services.get(service);
        let entries = service.and_then(|service| service.branches.get(branch));
        entries.into_iter().flatten().filter(move |entry| {
            let published = |service: &Service| service.versions.contains(&entry.version);
            service.is_some_and(published)
        })
    }

    /// The latest version of a branch, whatever the order in which CI jobs ended. It is the last of
    /// [`heads`](Self::heads) by name.
    pub fn latest(&self, service: &str, branch: &str) -> Option<&str> {
        self.on_branch(service, branch)
            .next_back()
            .map(|entry| entry.version.as_str())
    }

    /// The latest versions of a branch. There are several if publishers gave one sequence number in
    /// the same second. Nothing tells which of them came later, so each of them counts.
    pub fn heads(&self, service: &str, branch: &str) -> Vec<&str> {
        let mut backwards = self.on_branch(service, branch).rev();
        let Some(last) = backwards.next() else {
            return Vec::new();
        };
        let same = backwards
            .take_while(|entry| (entry.sequence, entry.published) == (last.sequence, last.published));
        let mut heads: Vec<&str> = std::iter::once(last)
            .chain(same)
            .map(|entry| entry.version.as_str())
            .collect();
        heads.reverse();
        heads
    }

    /// The environments, sorted.
    pub fn environments(&self) -> impl Iterator<Item = &str> {
        self.environments.keys().map(String::as_str)
    }

    /// The services that were ever in an environment, sorted.
    pub fn services_in(&self, environment: &str) -> impl Iterator<Item = &str> {
        let services = self.environments.get(environment);
        services
            .into_iter()
            .flat_map(|services| services.keys().map(String::as_str))
    }

    /// The records of a service in an environment, by the time of the change.
    pub fn records(&self, environment: &str, service: &str) -> &[DeploymentRecord] {
        self.environments
            .get(environment)
            .and_then(|services| services.get(service))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns `true` if nothing of a service was in an environment before its records there. The
    /// first of its records declares that.
    pub fn begins_with_records(&self, environment: &str, service: &str) -> bool {
        let firsts = self.firsts.get(&(environment.to_owned(), service.to_owned()));
        let begun = self.records(environment, service).first();
        begun.is_some_and(|begun| firsts.is_some_and(|firsts| firsts.contains(&begun.at)))
    }

    /// The times when each version of a service was in an environment, in the order of their
    /// beginning. A deployment ends the one before it; a release stays alongside those before it.
    /// Only writers at the same time can leave two deployments in the same second. Nothing tells
    /// which came later, so both are there until the next.
    pub fn spans(&self, environment: &str, service: &str) -> Vec<Span> {
        let mut spans: Vec<(Span, DeploymentChange)> = Vec::new();
        for record in self.records(environment, service) {
            let ends = |span: &Span, how: DeploymentChange| match record.change {
                DeploymentChange::Deployed => how == DeploymentChange::Deployed,
                DeploymentChange::Undeployed => {
                    how == DeploymentChange::Deployed && span.version == record.version
                }
                DeploymentChange::Withdrawn => {
                    how == DeploymentChange::Released && span.version == record.version
                }
                DeploymentChange::Released => false,
            };
            for (span, how) in &mut spans {
                if span.until.is_none() && span.since < record.at && ends(span, *how) {
                    span.until = Some(record.at);
                }
            }
            if matches!(
                record.change,
                DeploymentChange::Deployed | DeploymentChange::Released
            ) {
                let span = Span {
                    version: record.version.clone(),
                    since: record.at,
                    until: None,
                    released: record.change == DeploymentChange::Released,
                };
                spans.push((span, record.change));
            }
        }
        spans.into_iter().map(|(span, _)| span).collect()
    }

    /// The versions of a service that are in an environment at a moment, sorted, each once.
    pub fn running(&self, environment: &str, service: &str, at: Timestamp) -> BTreeSet<String> {
        let spans = self.spans(environment, service).into_iter();
        spans
            .filter(|span| span.covers(at))
            .map(|span| span.version)
            .collect()
    }
}

/// A version and its documents.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The contents of its seal.
    pub version: Version,
    /// Its contracts and emitted schemas, by path.
    pub documents: Vec<Arc<Document>>,
}

/// Reads versions with their documents, in the order of the request, on all cores.
///
/// # Errors
/// Fails if the store refuses, a version is not there, or a document cannot be read. Fails if a
/// document differs from its seal, is at a different place from the one in its header, or was
/// brought by someone without permission.
pub fn contents(store: &dyn Store, versions: &[(String, String)]) -> Result<Vec<Contents>, StoreError> {
    Rules::read(store)?.check(store, versions)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = versions.len().div_ceil(threads).max(1);
    let read: Result<Vec<Vec<Contents>>, StoreError> = std::thread::scope(|scope| {
        let workers: Vec<_> = versions
            .chunks(share)
            .map(|share| scope.spawn(|| contents_of(store, share)))
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("reading does not panic"))
            .collect()
    });
    Ok(read?.into_iter().flatten().collect())
}

fn contents_of(store: &dyn Store, versions: &[(String, String)]) -> Result<Vec<Contents>, StoreError> {
    let mut contents: Vec<Contents> = seals_of(store, versions)?
        .into_iter()
        .map(|version| Contents {
            version,
            documents: Vec::new(),
        })
        .collect();
    let mut wanted = Vec::new();
    let mut owners = Vec::new();
    for (of, found) in contents.iter().enumerate() {
        wanted.extend(found.version.files.iter().map(|file| (&found.version, file)));
        owners.extend(found.version.files.iter().map(|_| of));
    }
    let documents = documents_of(store, &wanted)?;
    for (of, document) in owners.into_iter().zip(documents) {
        contents[of].documents.push(document);
    }
    Ok(contents)
}

/// The seals of versions, in the order of the request.
///
/// # Errors
/// Fails if the store refuses, a version is not there, or was brought by someone without
/// permission.
pub fn seals(store: &dyn Store, versions: &[(String, String)]) -> Result<Vec<Version>, StoreError> {
    Rules::read(store)?.check(store, versions)?;
    seals_of(store, versions)
}

fn seals_of(store: &dyn Store, versions: &[(String, String)]) -> Result<Vec<Version>, StoreError> {
    let mut found = BTreeMap::new();
    let keys = versions
        .iter()
        .map(|(service, version)| layout::seal(service, version))
        .collect::<Result<Vec<Key>, _>>()?;
    store.read_each(&keys, &mut |key, content| {
        found.insert(key.clone(), content);
        Ok(())
    })?;
    let parse = |((service, version), key): (&(String, String), &Key)| {
        let seal = found.get(key).ok_or_else(|| StoreError::Record {
            key: key.clone(),
            why: "is not there: the version was never published, or was pruned".into(),
        })?;
        Version::parse(service, version, seal)
    };
    versions.iter().zip(&keys).map(parse).collect()
}

/// Reads documents of versions, in the order of the request, on all cores.
///
/// # Errors
/// As [`contents`].
pub fn documents(
    store: &dyn Store,
    wanted: &[(&Version, &VersionFile)],
) -> Result<Vec<Arc<Document>>, StoreError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = wanted.len().div_ceil(threads).max(1);
    let read: Result<Vec<Vec<Arc<Document>>>, StoreError> = std::thread::scope(|scope| {
        let workers: Vec<_> = wanted
            .chunks(share)
            .map(|share| scope.spawn(|| documents_of(store, share)))
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("reading does not panic"))
            .collect()
    });
    Ok(read?.into_iter().flatten().collect())
}

fn documents_of(
    store: &dyn Store,
    wanted: &[(&Version, &VersionFile)],
) -> Result<Vec<Arc<Document>>, StoreError> {
    let keys = wanted
        .iter()
        .map(|(version, file)| Ok(layout::version(&version.service, &version.version)?.join(&file.path)))
        .collect::<Result<Vec<Key>, StoreError>>()?;
    let expected: BTreeMap<&Key, (&Version, &VersionFile)> =
        keys.iter().zip(wanted.iter().copied()).collect();
    let mut found = BTreeMap::new();
    store.read_each(&keys, &mut |key, content| {
        let (version, file) = expected.get(key).expect("it was asked for");
        let place = layout::plain_name(&file.path);
        let document = document(key, content, &version.service, file, &place)?;
        found.insert(key.clone(), Arc::new(document));
        Ok(())
    })?;
    let take = |key: &Key| {
        found.get(key).cloned().ok_or_else(|| StoreError::Record {
            key: key.clone(),
            why: "is not there, and the version's seal names it: the store was changed by hand".into(),
        })
    };
    keys.iter().map(take).collect()
}

fn document(
    key: &Key,
    content: Vec<u8>,
    service: &str,
    file: &VersionFile,
    place: &str,
) -> Result<Document, StoreError> {
    // The bytes are the published ones, so that their meaning need not be digested again.
    let is_published = Digest::of_bytes(&content) == file.bytes;
    let contract = ContractFile::parse(&content).map_err(|error| StoreError::Document {
        key: key.clone(),
        error,
    })?;
    let wrong = |why: &str| {
        Err(StoreError::Record {
            key: key.clone(),
            why: why.into(),
        })
    };
    let identity = &contract.header.identity;
    if identity.service() != service || layout::document(identity) != place {
        return wrong("says in `x-contract` that it belongs elsewhere: the store was changed by hand");
    }
    if !is_published {
        return wrong("is not what was published: its digest is another one than the version's seal says");
    }
    Ok(Document {
        path: PathBuf::from(key.as_str()),
        text: contract.shared_text(),
        contract,
        declared: false,
        included: Vec::new(),
    })
}
