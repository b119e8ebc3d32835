//! Publishing a version: once, whole, and the same for every reader.

use std::collections::BTreeMap;
use std::fmt;

use similar::TextDiff;

use super::backend::{Created, NewFile, Store};
use super::digest::Digest;
use super::error::StoreError;
use super::key::Key;
use super::layout;
use super::layout::Entry;
use super::version::{Branch, Origin, Version, VersionFile};
use crate::timestamp::Timestamp;
use counterpart::config::Allowance;
use counterpart::contract::Retention;
use counterpart::contract::{ContractFile, Identity};
use counterpart_engine::json::Json;

/// The contents of a service's publication.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The service.
    pub service: String,
    /// Its version.
    pub version: String,
    /// Its contracts and emitted schemas.
    pub documents: Vec<ContractFile>,
    /// The branch that it becomes the newest version of.
    pub branch: Option<Branch>,
    /// The origin of the version.
    pub origin: Origin,
    /// The retention of an event's messages if its document does not declare one.
    pub retention: Option<Retention>,
    /// The allowances of the service.
    pub allow: Vec<Allowance>,
    /// When.
    pub at: Timestamp,
}

/// The name in [`PublishError::Changed`] for the settings that are published alongside the
/// documents.
pub const SETTINGS: &str = "settings";

/// The result of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// The version is there now.
    New,
    /// It was there, with the same content.
    Again,
}

/// The reason why a version was not published.
#[derive(Debug)]
#[non_exhaustive]
pub enum PublishError {
    /// The store refused.
    Store(StoreError),
    /// There is neither a contract nor an emitted schema to publish.
    Nothing {
        /// The service.
        service: String,
    },
    /// A document of another service.
    Foreign(Identity),
    /// Two documents have the same place.
    Twice(Identity),
    /// Another version has the sequence number on the branch, and was not published before this
    /// one. It would stay the latest.
    SameSequence {
        /// The service.
        service: String,
        /// The branch.
        branch: Branch,
        /// The version that has it.
        version: String,
        /// The time of its publication.
        published: Timestamp,
    },
    /// The version exists with different content.
    Changed {
        /// The service.
        service: String,
        /// The version.
        version: String,
        /// The differences, by file. [`SETTINGS`] represents the settings in its
        /// `counterpart.toml`.
        changes: BTreeMap<String, Change>,
    },
}

/// The difference between a document to publish and the existing one at its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The existing text.
    pub there: Option<String>,
    /// The new text.
    pub new: Option<String>,
}

impl Change {
    /// The lines that differ, with three around them, as `diff -u` writes them.
    pub fn diff(&self) -> String {
        let (there, new) = (
            self.there.as_deref().unwrap_or_default(),
            self.new.as_deref().unwrap_or_default(),
        );
        TextDiff::from_lines(there, new)
            .unified_diff()
            .header("published", "to be published")
            .to_string()
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Store(error) => write!(f, "{error}"),
            PublishError::Nothing { service } => {
                write!(
                    f,
                    "{service} has neither a contract nor an emitted schema to publish"
                )
            }
            PublishError::Foreign(identity) => {
                write!(
                    f,
                    "`{identity}` belongs to another service than the one that is published"
                )
            }
            PublishError::SameSequence {
                service,
                branch,
                version,
                published,
            } => write!(
                f,
                "version {version} of {service} has sequence number {} on branch {} already, published at {published}: a version \
                 that is published no later with the same number would never be the latest",
                branch.sequence, branch.name
            ),
            PublishError::Twice(identity) => {
                write!(f, "`{identity}` is to be published twice in one version")
            }
            PublishError::Changed {
                service,
                version,
                changes,
            } => write!(
                f,
                "version {version} of {service} is published already, and differs in {} of its files: \
                 publish the change under another version",
                changes.len()
            ),
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<StoreError> for PublishError {
    fn from(error: StoreError) -> Self {
        PublishError::Store(error)
    }
}

/// The maximum number of times to restart a publication because another writer was first.
const ATTEMPTS: u32 = 16;

/// Publishes a version. The same content again is not an error, whatever its bytes. Different
/// content is one.
///
/// A publisher that is stopped half-way leaves files that nobody reads, because the seal is written
/// last. Publishing again continues from there.
///
/// # Errors
/// See [`PublishError`].
pub fn publish(store: &dyn Store, publication: &Publication) -> Result<Published, PublishError> {
    let documents = documents(publication)?;
    for _ in 0..ATTEMPTS {
        let found = sealed(store, &publication.service, &publication.version)?;
        if let Some(found) = found {
            let changes = changes(store, &found, publication, &documents)?;
            if !changes.is_empty() {
                return Err(PublishError::Changed {
                    service: publication.service.clone(),
                    version: publication.version.clone(),
                    changes,
                });
            }
            let entry = branch_entry(publication)?;
            check_sequence(store, publication, found.published, &documents)?;
            store.create(entry.as_slice())?;
            return Ok(Published::Again);
        }
        check_sequence(store, publication, publication.at, &documents)?;
        let (files, is_first) = files(store, publication, &documents)?;
        if store.create(&files)? == Created::All {
            if !is_first {
                // Another publisher's files were sealed, but may have been removed as leftovers
                // before that.
                store.create(&files)?;
            }
            return Ok(Published::New);
        }
    }
    Err(StoreError::Contended {
        attempts: ATTEMPTS,
        last: None,
    }
    .into())
}

/// The seal of a version, if it is published.
///
/// # Errors
/// Fails if the store refuses, or the seal cannot be read.
pub fn sealed(store: &dyn Store, service: &str, version: &str) -> Result<Option<Version>, StoreError> {
    let content = store.read(&layout::seal(service, version)?)?;
    content
        .map(|content| Version::parse(service, version, &content))
        .transpose()
}

/// The documents by their place in the version's folder.
fn documents(publication: &Publication) -> Result<BTreeMap<String, &ContractFile>, PublishError> {
    let mut documents = BTreeMap::new();
    for document in &publication.documents {
        let identity = &document.header.identity;
        if identity.service() != publication.service {
            return Err(PublishError::Foreign(identity.clone()));
        }
        if documents.insert(layout::document(identity), document).is_some() {
            return Err(PublishError::Twice(identity.clone()));
        }
    }
    if documents.is_empty() {
        return Err(PublishError::Nothing {
            service: publication.service.clone(),
        });
    }
    Ok(documents)
}

/// Refuses a sequence number that another version has, unless this one is published later, or has
/// the same content.
fn check_sequence(
    store: &dyn Store,
    publication: &Publication,
    at: Timestamp,
    documents: &BTreeMap<String, &ContractFile>,
) -> Result<(), PublishError> {
    let Some(branch) = &publication.branch else {
        return Ok(());
    };
    let folder = layout::branches(&publication.service, &branch.name)?;
    let (mut others, mut is_there) = (Vec::new(), false);
    for key in store.list(Some(&folder))? {
        if let Entry::Branch {
            sequence, version, ..
        } = layout::entry(&key)?
        {
            if sequence == branch.sequence && version == publication.version {
                is_there = true;
            } else if sequence == branch.sequence {
                others.push(version);
            }
        }
    }
    if is_there {
        return Ok(());
    }
    for version in others {
        let Some(other) = sealed(store, &publication.service, &version)? else {
            continue;
        };
        if other.published >= at && !changes(store, &other, publication, documents)?.is_empty() {
            return Err(PublishError::SameSequence {
                service: publication.service.clone(),
                branch: branch.clone(),
                version,
                published: other.published,
            });
        }
    }
    Ok(())
}

/// The differences from an existing version. Documents have the names that they get if nothing is
/// in their way.
fn changes(
    store: &dyn Store,
    found: &Version,
    publication: &Publication,
    documents: &BTreeMap<String, &ContractFile>,
) -> Result<BTreeMap<String, Change>, StoreError> {
    let folder = layout::version(&found.service, &found.version)?;
    let mut changes = BTreeMap::new();
    if (found.retention, &found.allow) != (publication.retention, &publication.allow) {
        let change = Change {
            there: Some(settings(found.retention, &found.allow)),
            new: Some(settings(publication.retention, &publication.allow)),
        };
        changes.insert(SETTINGS.to_owned(), change);
    }
    let mut same = Vec::new();
    for file in &found.files {
        let place = layout::plain_name(&file.path);
        match documents.get(&place) {
            Some(document) if Digest::of(document) == file.digest => same.push(place),
            _ => {
                let there = store.read(&folder.join(&file.path))?;
                let there = there.map(|content| String::from_utf8_lossy(&content).into_owned());
                changes.insert(place, Change { there, new: None });
            }
        }
    }
    for (place, document) in documents {
        if !same.contains(place) {
            changes.entry(place.clone()).or_default().new = Some(document.to_text());
        }
    }
    Ok(changes)
}

fn settings(retention: Option<Retention>, allow: &[Allowance]) -> String {
    let retention = retention.map_or(Json::Null, |retention| Json::from(retention.to_string()));
    let allow = allow.iter().map(Allowance::to_json).collect();
    Json::from([("retention", retention), ("allow", Json::Array(allow))]).to_pretty()
}

/// All files of the publication: the documents, then the seal, then the branch. Also returns
/// whether nothing was there before.
fn files(
    store: &dyn Store,
    publication: &Publication,
    documents: &BTreeMap<String, &ContractFile>,
) -> Result<(Vec<NewFile>, bool), StoreError> {
    let folder = layout::version(&publication.service, &publication.version)?;
    let left_behind = store.list(Some(&folder))?;
    let mut files = Vec::new();
    let mut listed = Vec::new();
    for (place, document) in documents {
        let digest = Digest::of(document);
        let content = document.to_text().into_bytes();
        let mut path = place.clone();
        if left_behind.contains(&folder.join(&path))
            && store.read(&folder.join(&path))?.as_ref() != Some(&content)
        {
            // The file of a publisher that was stopped before its seal. It looks the same as a file
            // of a publisher that is still at work. So it stays, and this file gets a name of its
            // own.
            path = layout::name_beside(place, digest);
        }
        let bytes = Digest::of_bytes(&content);
        files.push(NewFile {
            key: folder.join(&path),
            content,
        });
        listed.push(VersionFile { path, digest, bytes });
    }
    listed.sort();
    let seal = Version {
        service: publication.service.clone(),
        version: publication.version.clone(),
        published: publication.at,
        origin: publication.origin.clone(),
        retention: publication.retention,
        allow: publication.allow.clone(),
        files: listed,
    };
    files.push(NewFile {
        key: layout::seal(&seal.service, &seal.version)?,
        content: seal.to_text().into_bytes(),
    });
    files.extend(branch_entry(publication)?);
    Ok((files, left_behind.is_empty()))
}

fn branch_entry(publication: &Publication) -> Result<Option<NewFile>, StoreError> {
    let Some(branch) = &publication.branch else {
        return Ok(None);
    };
    let key: Key = layout::branch(
        &publication.service,
        &branch.name,
        branch.sequence,
        &publication.version,
    )?;
    Ok(Some(NewFile {
        key,
        content: Vec::new(),
    }))
}
