//! The meaning of a store's keys.

use super::digest::Digest;
use super::error::StoreError;
use super::key::Key;
use super::version::Branch;
use crate::timestamp::Timestamp;
use counterpart::contract::{Identity, Role, check_name, decode, encode};

/// The meaning of one file of a store, as its key tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A contract file or an emitted schema of a version.
    Document { service: String, version: String },
    /// The seal of a version: with it, the version is there.
    Seal { service: String, version: String },
    /// A version was the newest of a branch.
    Branch {
        service: String,
        branch: String,
        sequence: u64,
        version: String,
    },
    /// A change of a version in an environment.
    Deployment {
        environment: String,
        service: String,
        at: Timestamp,
        version: String,
        change: DeploymentChange,
    },
    /// The version that came into an environment at that moment was the first of its service there.
    First {
        environment: String,
        service: String,
        at: Timestamp,
    },
}

/// A change of a version in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeploymentChange {
    /// It runs from then on, instead of the version that ran before.
    Deployed,
    /// It no longer runs.
    Undeployed,
    /// It is in users' hands from then on, alongside the versions before it.
    Released,
    /// It is no longer supported.
    Withdrawn,
}

impl DeploymentChange {
    pub(crate) const ALL: [DeploymentChange; 4] = [
        DeploymentChange::Deployed,
        DeploymentChange::Undeployed,
        DeploymentChange::Released,
        DeploymentChange::Withdrawn,
    ];

    /// The word in keys and records.
    pub fn as_str(self) -> &'static str {
        match self {
            DeploymentChange::Deployed => "deployed",
            DeploymentChange::Undeployed => "undeployed",
            DeploymentChange::Released => "released",
            DeploymentChange::Withdrawn => "withdrawn",
        }
    }
}

const SEAL: &str = "version.json";
/// The ending of a record that declares that nothing of its service was in the environment before.
const FIRST: &str = "first";

/// The rules of the store.
pub(crate) fn rules() -> Key {
    Key::parse("store.toml").expect("it is one")
}

/// The folder of a version.
pub(crate) fn version(service: &str, version: &str) -> Result<Key, StoreError> {
    Ok(Key::of_names(["services", service, "versions", version])?)
}

/// The seal of a version.
pub(crate) fn seal(service: &str, name: &str) -> Result<Key, StoreError> {
    Ok(version(service, name)?.join(SEAL))
}

/// The place of a document in the folder of its version: as in a folder of contracts, without the
/// service.
pub(crate) fn document(identity: &Identity) -> String {
    let path = identity.path();
    let steps: Vec<_> = path
        .iter()
        .skip(1)
        .map(|step| step.to_str().expect("it is encoded"))
        .collect();
    steps.join("/")
}

/// The name of a document whose place has different content:
/// `consumes/user.registered~0a1b2c3d.json`.
pub(crate) fn name_beside(place: &str, digest: Digest) -> String {
    let stem = place.strip_suffix(".json").unwrap_or(place);
    format!("{stem}~{}.json", digest.short())
}

/// The place of a document, under either of its two names.
pub(crate) fn plain_name(path: &str) -> String {
    match path.split_once('~') {
        Some((stem, _)) => format!("{stem}.json"),
        None => path.to_owned(),
    }
}

/// The identity of the document at a place in the folder of a version, under either of its two
/// names.
pub(crate) fn identity(service: &str, path: &str) -> Option<Identity> {
    let plain = plain_name(path);
    let (role, file) = plain.split_once('/')?;
    let role = [Role::Consumes, Role::Emits]
        .into_iter()
        .find(|known| known.as_str() == role)?;
    let stem = file.strip_suffix(".json")?;
    let (event, name) = match stem.split_once('@') {
        Some((event, name)) => (event, Some(decode(name)?)),
        None => (stem, None),
    };
    Identity::new(service, role, &decode(event)?, name.as_deref()).ok()
}

/// The folder of a service's branches.
pub(crate) fn all_branches(service: &str) -> Result<Key, StoreError> {
    Ok(Key::of_names(["services", service, "branches"])?)
}

/// The folder of a branch.
pub(crate) fn branches(service: &str, branch: &str) -> Result<Key, StoreError> {
    Ok(Key::of_names(["services", service, "branches", branch])?)
}

/// The entry of a version on a branch.
pub(crate) fn branch(service: &str, branch: &str, sequence: u64, version: &str) -> Result<Key, StoreError> {
    check_name(version)?;
    let key = branches(service, branch)?.join(&format!("{sequence}~{}", encode(version)));
    check_sequence(&key, sequence)?;
    Ok(key)
}

/// The record of a change of a version in an environment.
pub(crate) fn deployment_record(
    environment: &str,
    service: &str,
    at: Timestamp,
    version: &str,
    change: DeploymentChange,
) -> Result<Key, StoreError> {
    of_environment(environment, service, at, version, change.as_str())
}

/// The record that a version was the first of its service in an environment.
pub(crate) fn first_record(
    environment: &str,
    service: &str,
    at: Timestamp,
    version: &str,
) -> Result<Key, StoreError> {
    of_environment(environment, service, at, version, FIRST)
}

fn of_environment(
    environment: &str,
    service: &str,
    at: Timestamp,
    version: &str,
    what: &str,
) -> Result<Key, StoreError> {
    check_name(version)?;
    let folder = Key::of_names(["environments", environment, service])?;
    Ok(folder.join(&format!("{}~{}~{what}", at.to_key(), encode(version))))
}

/// Refuses a number that would be the latest of its branch for ever.
fn check_sequence(key: &Key, sequence: u64) -> Result<(), StoreError> {
    if sequence <= Branch::MAX_SEQUENCE {
        return Ok(());
    }
    Err(StoreError::Record {
        key: key.clone(),
        why: format!(
            "has the sequence number {sequence}, higher than {}: no later version could be the latest of its branch. \
             Publish the version with a lower number, and remove this entry where it is in the store",
            Branch::MAX_SEQUENCE
        ),
    })
}

/// Reads a key.
pub(crate) fn entry(key: &Key) -> Result<Entry, StoreError> {
    let entry = read(key).ok_or_else(|| StoreError::Record {
        key: key.clone(),
        why: if writes_capital_as_escape(key) {
            "has a capital letter as a percent escape, as no version since 0.1 writes it: move the whole store away, and \
             publish the versions again"
        } else {
            "is at no place for a record of this version of counterpart: remove it, or update counterpart"
        }
        .into(),
    })?;
    if let Entry::Branch { sequence, .. } = &entry {
        check_sequence(key, *sequence)?;
    }
    Ok(entry)
}

/// Returns `true` if a name in a key is written as before 0.1. Such a key would be ignored as
/// another name.
fn writes_capital_as_escape(key: &Key) -> bool {
    let escapes = key.as_str().split('%').skip(1);
    let codes = escapes.filter_map(|after| u8::from_str_radix(after.get(..2)?, 16).ok());
    codes.into_iter().any(|code| code.is_ascii_uppercase())
}

/// A number as this tool writes it: two entries of one number differ only in their version.
fn sequence(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn read(key: &Key) -> Option<Entry> {
    let steps: Vec<&str> = key.steps().collect();
    let name = |step: &str| {
        let name = decode(step)?;
        check_name(&name).is_ok().then_some(name)
    };
    Some(match steps.as_slice() {
        ["services", service, "versions", version, SEAL] => Entry::Seal {
            service: name(service)?,
            version: name(version)?,
        },
        [
            "services",
            service,
            "versions",
            version,
            "consumes" | "emits",
            file,
        ] if file.ends_with(".json") => Entry::Document {
            service: name(service)?,
            version: name(version)?,
        },
        ["services", service, "branches", branch, entry] => {
            let (sequence, version) = entry.split_once('~')?;
            Entry::Branch {
                service: name(service)?,
                branch: name(branch)?,
                sequence: self::sequence(sequence)?,
                version: name(version)?,
            }
        }
        ["environments", environment, service, record] => {
            let parts: Vec<&str> = record.split('~').collect();
            let [at, version, change] = parts.as_slice() else {
                return None;
            };
            let (environment, service) = (name(environment)?, name(service)?);
            let (at, version) = (Timestamp::from_key(at)?, name(version)?);
            if *change == FIRST {
                return Some(Entry::First {
                    environment,
                    service,
                    at,
                });
            }
            Entry::Deployment {
                environment,
                service,
                at,
                version,
                change: DeploymentChange::ALL
                    .into_iter()
                    .find(|known| known.as_str() == *change)?,
            }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_say_what_they_were_made_of() {
        let at = Timestamp::parse("2026-11-23T15:00:00Z").unwrap();
        let (service, version) = ("Auth/x".to_owned(), "1.0~b".to_owned());
        let keys = [
            (
                seal(&service, &version),
                Entry::Seal {
                    service: service.clone(),
                    version: version.clone(),
                },
            ),
            (
                branch(&service, "feature/a", 12, &version),
                Entry::Branch {
                    service: service.clone(),
                    branch: "feature/a".into(),
                    sequence: 12,
                    version: version.clone(),
                },
            ),
            (
                deployment_record("eu-1", &service, at, &version, DeploymentChange::Undeployed),
                Entry::Deployment {
                    environment: "eu-1".into(),
                    service: service.clone(),
                    at,
                    version: version.clone(),
                    change: DeploymentChange::Undeployed,
                },
            ),
            (
                first_record("eu-1", &service, at, &version),
                Entry::First {
                    environment: "eu-1".into(),
                    service: service.clone(),
                    at,
                },
            ),
        ];
        for (key, expected) in keys {
            let key = key.unwrap();
            assert_eq!(entry(&Key::parse(key.as_str()).unwrap()).unwrap(), expected);
        }
        let identity = Identity::new("auth", Role::Consumes, "user.registered", Some("audit")).unwrap();
        let file = super::version("auth", "1").unwrap().join(&document(&identity));
        assert_eq!(
            file.as_str(),
            "services/auth/versions/1/consumes/user.registered@audit.json"
        );
        assert!(matches!(entry(&file), Ok(Entry::Document { .. })));
        let place = document(&identity);
        assert_eq!(super::identity("auth", &place), Some(identity.clone()));
        assert_eq!(
            super::identity("auth", "consumes/user.registered@audit~0a1b2c3d.json"),
            Some(identity)
        );
    }

    #[test]
    fn no_entry_is_the_latest_of_its_branch_for_ever() {
        assert!(branch("a", "main", Branch::MAX_SEQUENCE, "1").is_ok());
        let written = branch("a", "main", u64::MAX, "1").unwrap_err().to_string();
        let key = Key::parse("services/a/branches/main/18446744073709551615~1").unwrap();
        assert_eq!(entry(&key).unwrap_err().to_string(), written);
        insta::assert_snapshot!(written, @"services/a/branches/main/18446744073709551615~1 in the store has the sequence number 18446744073709551615, higher than 9007199254740991: no later version could be the latest of its branch. Publish the version with a lower number, and remove this entry where it is in the store");
    }

    #[test]
    fn a_key_that_says_nothing_known_is_an_error() {
        for text in [
            "services/a",
            "services/a/versions/1/other.json",
            "services/a/branches/main/x~1",
            "services/a/branches/main/1",
            "services/a/branches/main/01~1",
            "environments/p/a/now~1~deployed",
            "environments/p/a/20261123t150000z~1~paused",
            "services/a/versions/1/emits/x.txt",
            "services/%2E%2E/versions/1/version.json",
        ] {
            let key = Key::parse(text).unwrap();
            let error = entry(&key).unwrap_err().to_string();
            assert!(error.contains("remove it, or update counterpart"), "{error}");
        }
    }

    #[test]
    fn a_key_of_before_0_1_with_a_capital_letter_says_so() {
        let key = Key::parse("services/%55ser/versions/1/version.json").unwrap();
        insta::assert_snapshot!(entry(&key).unwrap_err(), @"services/%55ser/versions/1/version.json in the store has a capital letter as a percent escape, as no version since 0.1 writes it: move the whole store away, and publish the versions again");
    }
}
