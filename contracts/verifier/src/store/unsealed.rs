//! Versions without a seal: files of publishers that were stopped before they wrote it, and their removal.
//!
//! Nobody reads such files, and another publisher of the same version may still seal them. So a
//! remover looks for a seal afterwards and puts back the files that it names. A publisher that
//! seals files of others checks once more that they are there.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::backend::{NewFile, Store};
use super::error::StoreError;
use super::key::Key;
use super::layout;
use crate::timestamp::Timestamp;

/// The files of versions that have no seal, by service and version.
pub type UnsealedVersions = BTreeMap<(String, String), Vec<Key>>;

/// The files of versions that have no seal, if the youngest of them is older than the given age. A
/// backend whose files always come together with their seal has none.
pub(super) fn older_than(
    store: &dyn Store,
    age: Duration,
    at: Timestamp,
) -> Result<UnsealedVersions, StoreError> {
    let (mut sealed, mut found) = (BTreeSet::new(), UnsealedVersions::new());
    for key in store.list(None)? {
        match layout::entry(&key)? {
            layout::Entry::Seal { service, version } => drop(sealed.insert((service, version))),
            layout::Entry::Document { service, version } | layout::Entry::Branch { service, version, .. } => {
                found.entry((service, version)).or_default().push(key);
            }
            layout::Entry::Deployment { .. } | layout::Entry::First { .. } => {}
        }
    }
    found.retain(|name, _| !sealed.contains(name));
    let keys: Vec<Key> = found.values().flatten().cloned().collect();
    let written = match keys.is_empty() {
        true => None,
        false => store.written(&keys)?,
    };
    let Some(written) = written else {
        return Ok(UnsealedVersions::new());
    };
    let limit = at.before(age);
    // A file without a time has gone since the listing, or is nobody's to judge.
    found.retain(|_, keys| {
        keys.iter()
            .all(|key| written.get(key).is_some_and(|written| *written <= limit))
    });
    Ok(found)
}

/// Removes the files of versions that have no seal. A version that is sealed meanwhile stays whole.
///
/// # Errors
/// Fails if the store refuses. Files removed before that stay removed.
pub fn remove_unsealed(store: &dyn Store, unsealed: &UnsealedVersions) -> Result<(), StoreError> {
    for ((service, version), keys) in unsealed {
        let seal = layout::seal(service, version)?;
        if store.read(&seal)?.is_some() {
            continue;
        }
        let mut files = Vec::new();
        store.read_each(keys, &mut |key, content| {
            let key = key.clone();
            files.push(NewFile { key, content });
            Ok(())
        })?;
        store.remove(keys)?;
        if store.read(&seal)?.is_some() {
            store.create(&files)?;
        }
    }
    Ok(())
}
