//! Documents of earlier versions, read when they are asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lineage::Baseline;
use crate::deploy::Snapshot;
use crate::deploy::hashed::HashedDocument;
use crate::store::{Digest, StoreError, Version, VersionFile, documents, layout, seals};
use crate::timestamp::Timestamp;
use counterpart::config::Allowance;
use counterpart::contract::{Identity, Role};

/// The store's knowledge of the past.
pub(in crate::deploy) struct History<'s> {
    snapshot: &'s Snapshot<'s>,
    seals: BTreeMap<(String, String), Arc<Version>>,
    documents: BTreeMap<(String, Digest), HashedDocument>,
    on_main: BTreeMap<Identity, Arc<[OnMain]>>,
    /// The moment of the question.
    pub(in crate::deploy) at: Timestamp,
    /// The environment in question.
    environment: Option<String>,
}

/// The document for an identity in one version of its service's main branch.
pub(in crate::deploy) struct OnMain {
    version: String,
    pub(in crate::deploy) published: Timestamp,
    pub(in crate::deploy) document: Option<HashedDocument>,
}

impl<'s> History<'s> {
    pub(in crate::deploy) fn new(snapshot: &'s Snapshot<'s>, at: Timestamp) -> Self {
        Self {
            snapshot,
            seals: BTreeMap::new(),
            documents: BTreeMap::new(),
            on_main: BTreeMap::new(),
            at,
            environment: None,
        }
    }

    /// Also counts versions that ran in an environment until the moment of the question, in
    /// addition to those on main branches.
    pub(in crate::deploy) fn with_environment(self, environment: &str) -> Self {
        Self {
            environment: Some(environment.to_owned()),
            ..self
        }
    }

    /// The seals of versions, in the order of the request.
    pub(in crate::deploy) fn seals(
        &mut self,
        wanted: &[(String, String)],
    ) -> Result<Vec<Arc<Version>>, StoreError> {
        let absent: BTreeSet<_> = wanted
            .iter()
            .filter(|key| !self.seals.contains_key(*key))
            .collect();
        let absent: Vec<(String, String)> = absent.into_iter().cloned().collect();
        if !absent.is_empty() {
            let read = seals(self.snapshot.store, &absent)?;
            self.seals
                .extend(absent.into_iter().zip(read.into_iter().map(Arc::new)));
        }
        Ok(wanted.iter().map(|key| Arc::clone(&self.seals[key])).collect())
    }

    /// The allowances of a version; none if it is not published.
    pub(in crate::deploy) fn allowances(
        &mut self,
        service: &str,
        version: &str,
    ) -> Result<Vec<Allowance>, StoreError> {
        if !self.snapshot.catalogue.has(service, version) {
            return Ok(Vec::new());
        }
        let seals = self.seals(&[(service.to_owned(), version.to_owned())])?;
        Ok(seals[0].allow.clone())
    }

    /// Documents of versions, in the order of the request. Documents of the same service and
    /// content are read once.
    pub(in crate::deploy) fn documents(
        &mut self,
        wanted: &[(&Version, &VersionFile)],
    ) -> Result<Vec<HashedDocument>, StoreError> {
        let key = |(version, file): &(&Version, &VersionFile)| (version.service.clone(), file.digest);
        let mut absent = BTreeMap::new();
        for one in wanted {
            if !self.documents.contains_key(&key(one)) {
                absent.entry(key(one)).or_insert(*one);
            }
        }
        let ask: Vec<_> = absent.values().copied().collect();
        let read = documents(self.snapshot.store, &ask)?;
        for ((service, digest), document) in absent.into_keys().zip(read) {
            self.documents
                .insert((service, digest), HashedDocument { document, digest });
        }
        Ok(wanted
            .iter()
            .map(|one| self.documents[&key(one)].clone())
            .collect())
    }

    /// The document of a version; `None` if the version has none of this identity, or was pruned.
    pub(in crate::deploy) fn document(
        &mut self,
        version: &str,
        identity: &Identity,
    ) -> Result<Option<HashedDocument>, StoreError> {
        let service = identity.service().to_owned();
        if !self.snapshot.catalogue.has(&service, version) {
            return Ok(None);
        }
        let seal = self.seals(&[(service, version.to_owned())])?.remove(0);
        let file = seal
            .files
            .iter()
            .find(|file| layout::identity(&seal.service, &file.path).as_ref() == Some(identity));
        let Some(file) = file else { return Ok(None) };
        Ok(Some(self.documents(&[(&seal, file)])?.remove(0)))
    }

    /// The published versions of a service's main branch, the oldest first.
    pub(in crate::deploy) fn main_versions(&self, service: &str) -> Vec<String> {
        let branch = self.snapshot.main_branch(service);
        branch
            .map(|branch| self.snapshot.catalogue.history(service, branch))
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    /// The version of a service that was on its main branch before this one. For a version that is
    /// not on it, the latest.
    pub(in crate::deploy) fn main_before(&self, service: &str, version: Option<&str>) -> Option<Baseline> {
        let mut versions = self.main_versions(service);
        if let Some(version) = version {
            if let Some(at) = versions.iter().position(|one| one == version) {
                versions.truncate(at);
            }
        }
        versions.pop().map(|version| Baseline { version, since: None })
    }

    /// The time when an earlier version took its place.
    pub(in crate::deploy) fn since(
        &mut self,
        service: &str,
        before: &Baseline,
    ) -> Result<Timestamp, StoreError> {
        match before.since {
            Some(since) => Ok(since),
            None => Ok(self.seals(&[(service.to_owned(), before.version.clone())])?[0].published),
        }
    }

    /// Every event that a service ever emitted on its main branch, with the seal and file of the
    /// latest version that did. If the question is about a version of that branch, later versions
    /// do not count.
    pub(in crate::deploy) fn ever_emitted(
        &mut self,
        service: &str,
        asked: Option<&str>,
    ) -> Result<BTreeMap<String, (Arc<Version>, VersionFile)>, StoreError> {
        let mut events = BTreeMap::new();
        let mut seals = self.main_seals(service)?;
        if let Some(at) = seals.iter().position(|seal| Some(seal.version.as_str()) == asked) {
            seals.truncate(at);
        }
        for seal in seals {
            for file in &seal.files {
                if let Some(identity) =
                    layout::identity(&seal.service, &file.path).filter(|one| one.role() == Role::Emits)
                {
                    events.insert(identity.event().to_owned(), (Arc::clone(&seal), file.clone()));
                }
            }
        }
        Ok(events)
    }

    fn main_seals(&mut self, service: &str) -> Result<Vec<Arc<Version>>, StoreError> {
        let versions = self.main_versions(service).into_iter();
        let wanted: Vec<_> = versions.map(|version| (service.to_owned(), version)).collect();
        self.seals(&wanted)
    }

    /// The documents for an identity in each version of its service's main branch, the oldest
    /// first.
    pub(in crate::deploy) fn documents_on_main(
        &mut self,
        identity: &Identity,
    ) -> Result<Arc<[OnMain]>, StoreError> {
        if let Some(known) = self.on_main.get(identity) {
            return Ok(Arc::clone(known));
        }
        let seals = self.main_seals(identity.service())?;
        let files: Vec<_> = seals
            .iter()
            .map(|seal| {
                let files = seal.files.iter();
                let mut of_identity = files
                    .filter(|file| layout::identity(&seal.service, &file.path).as_ref() == Some(identity));
                (seal, of_identity.next())
            })
            .collect();
        let wanted: Vec<_> = files
            .iter()
            .filter_map(|(seal, file)| Some((&***seal, (*file)?)))
            .collect();
        let mut samples = self.documents(&wanted)?.into_iter();
        let found = files.iter().map(|(seal, file)| OnMain {
            version: seal.version.clone(),
            published: seal.published,
            document: file.and_then(|_| samples.next()),
        });
        let found: Arc<[_]> = found.collect();
        self.on_main.insert(identity.clone(), Arc::clone(&found));
        Ok(found)
    }

    /// The documents that a service emitted for an event at that moment and later, each content
    /// once. They come from the versions that were on its main branch, and from those that ran in
    /// the environment in question.
    pub(in crate::deploy) fn emitted_since(
        &mut self,
        service: &str,
        event: &str,
        since: Timestamp,
    ) -> Result<Vec<HashedDocument>, StoreError> {
        let Ok(identity) = Identity::new(service, Role::Emits, event, None) else {
            return Ok(Vec::new());
        };
        let all = self.documents_on_main(&identity)?;
        // Nothing tells the order within one second. So the document before that second counts
        // along with those in it.
        let stood = all.iter().rposition(|one| one.published < since);
        let ran: BTreeSet<String> = match &self.environment {
            Some(environment) => {
                let spans = self.snapshot.catalogue.spans(environment, service).into_iter();
                let then = spans
                    .filter(|span| span.since <= self.at && span.until.is_none_or(|until| until >= since));
                then.map(|span| span.version).collect()
            }
            None => BTreeSet::new(),
        };
        let mut seen = BTreeSet::new();
        let counts = all
            .iter()
            .enumerate()
            .filter(|(at, one)| one.published >= since || Some(*at) == stood || ran.contains(&one.version));
        Ok(counts
            .filter_map(|(_, one)| one.document.clone())
            .filter(|sample| seen.insert(sample.digest))
            .collect())
    }
}
