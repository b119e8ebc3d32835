//! `store.toml` in the root of a store: the rules for everyone who reads it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::backend::{NewFile, Store, Writer};
use super::catalogue::Catalogue;
use super::error::StoreError;
use super::key::Key;
use super::layout;
use super::layout::Entry;
use crate::timestamp::Timestamp;

/// The rules of a store.
///
/// ```toml
/// # The branch whose latest version counts, where a service has no other.
/// main-branch = "main"
///
/// [services.billing]
/// main-branch = "trunk"
///
/// # Versions of these services count only where a signed commit of one of these people brought them.
/// [[publish]]
/// services = ["billing", "payments-*"]
/// committers = ["ci@example.com"]
/// signed = true
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Rules {
    /// The branch whose latest version counts. Default: `main`, or `master` if a service has only
    /// that one.
    pub main_branch: Option<String>,
    /// The rules for single services.
    pub services: BTreeMap<String, ServiceRules>,
    /// The people who may publish. Everyone who may write can publish services that no rule names.
    pub publish: Vec<PublishRule>,
}

/// The rules for one service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServiceRules {
    /// Its main branch.
    pub main_branch: String,
}

/// The people who may publish some services. The rule is checked when versions are read, against
/// the commits that brought them and put them on their branches. Only a git store knows these.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PublishRule {
    /// The services; `*` matches any text.
    pub services: Vec<String>,
    /// The e-mail addresses that commits may have as committer; empty for anyone's. Without
    /// `signed`, writers choose their own committer.
    #[serde(default)]
    pub committers: Vec<String>,
    /// True if the commit must have a signature that git finds good and knows the signer of.
    #[serde(default)]
    pub signed: bool,
}

/// `store.toml` of a store that was begun and has no rule yet.
const BEGUN: &str = "\
# What holds for everyone who reads this store. That this file is here makes the folder a store, before anything is published.

# The branch whose latest version counts. Without this, `main`, or `master` where a service has that one alone.
# main-branch = \"main\"
";

/// Begins an empty store: writes a `store.toml` in which every rule is a comment. An existing file
/// stays unchanged.
///
/// # Errors
/// Fails if the store refuses.
pub fn begin(store: &dyn Store) -> Result<(), StoreError> {
    let file = NewFile {
        key: layout::rules(),
        content: BEGUN.as_bytes().to_vec(),
    };
    store.create(&[file]).map(drop)
}

impl Rules {
    /// Reads the rules of a store; without `store.toml`, the defaults.
    ///
    /// # Errors
    /// Fails if the store refuses, or the file has a line that this version does not know. The
    /// error shows the line.
    pub fn read(store: &dyn Store) -> Result<Self, StoreError> {
        let key = layout::rules();
        let Some(content) = store.read(&key)? else {
            return Ok(Self::default());
        };
        let wrong = |why: String| StoreError::Record {
            key: key.clone(),
            why,
        };
        let text = String::from_utf8(content).map_err(|_| wrong("is not UTF-8".into()))?;
        let rules: Self = toml::from_str(&text)
            .map_err(|error| wrong(format!("cannot be used: {}", error.to_string().trim_end())))?;
        for rule in &rules.publish {
            if rule.services.is_empty() {
                return Err(wrong(
                    "has a rule in `publish` that names no service in `services`".into(),
                ));
            }
            if rule.committers.is_empty() && !rule.signed {
                return Err(wrong(
                    "has a rule in `publish` with neither `committers` nor `signed`: it asks for nothing"
                        .into(),
                ));
            }
        }
        Ok(rules)
    }

    /// The main branch of a service: its own by the rules; else the store's, `main` or `master`,
    /// the first that has a version. `None` if there is none.
    pub fn main_branch<'a>(&'a self, catalogue: &Catalogue, service: &str) -> Option<&'a str> {
        let candidates: Vec<&str> = match self.services.get(service) {
            Some(own) => vec![&own.main_branch],
            None => self
                .main_branch
                .as_deref()
                .into_iter()
                .chain(["main", "master"])
                .collect(),
        };
        let has = |branch: &&str| catalogue.latest(service, branch).is_some();
        candidates.into_iter().find(has)
    }

    /// The versions that count: the latest of each main branch, and those that run in an
    /// environment at a moment. As service and version, sorted.
    pub fn counting(&self, catalogue: &Catalogue, at: Timestamp) -> Vec<(String, String)> {
        let mut counting = BTreeSet::new();
        for service in catalogue.services() {
            let main = self.main_branch(catalogue, service);
            let latest = main.map_or_else(Vec::new, |main| catalogue.heads(service, main));
            let latest = latest.into_iter().map(str::to_owned);
            let running = catalogue
                .environments()
                .flat_map(|environment| catalogue.running(environment, service, at))
                .filter(|version| catalogue.has(service, version));
            counting.extend(latest.chain(running).map(|version| (service.to_owned(), version)));
        }
        counting.into_iter().collect()
    }

    /// Returns `true` if a rule decides who may publish the service.
    pub fn restricts(&self, service: &str) -> bool {
        self.of(service).next().is_some()
    }

    fn of(&self, service: &str) -> impl Iterator<Item = &PublishRule> {
        self.publish
            .iter()
            .filter(move |rule| rule.services.iter().any(|pattern| is_meant(pattern, service)))
    }

    /// Checks that an authorised writer brought each of these versions, and put it on its branches.
    /// All rules that name a service must hold.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] names the first version that breaks a rule. [`StoreError::Record`]
    /// names the rule if the store cannot tell who wrote a file.
    pub fn check(&self, store: &dyn Store, versions: &[(String, String)]) -> Result<(), StoreError> {
        let restricted: BTreeSet<&(String, String)> = versions
            .iter()
            .filter(|(service, _)| self.restricts(service))
            .collect();
        if restricted.is_empty() {
            return Ok(());
        }
        let mut wanted = Vec::new();
        for (service, version) in &restricted {
            wanted.push((service.as_str(), layout::seal(service, version)?));
        }
        let services: BTreeSet<&str> = restricted.iter().map(|(service, _)| service.as_str()).collect();
        // A writer who can put an old version on top of a branch decides which version counts.
        for service in services {
            for key in store.list(Some(&layout::all_branches(service)?))? {
                if let Entry::Branch { version, .. } = layout::entry(&key)? {
                    if restricted.contains(&(service.to_owned(), version)) {
                        wanted.push((service, key));
                    }
                }
            }
        }
        let keys: Vec<Key> = wanted.iter().map(|(_, key)| key.clone()).collect();
        let Some(writers) = store.writers(&keys)? else {
            return Err(StoreError::Record {
                key: layout::rules(),
                why: "says in `publish` who may publish, and this store does not know who wrote a file: \
                      keep it in a git repository, or remove the rule"
                    .into(),
            });
        };
        for (service, key) in wanted {
            // A file that nobody published is reported when somebody reads it.
            let Some(writer) = writers.get(&key) else {
                continue;
            };
            for rule in self.of(service) {
                rule.check(writer).map_err(|why| StoreError::Forbidden {
                    key: key.clone(),
                    commit: writer.commit.clone(),
                    why,
                })?;
            }
        }
        Ok(())
    }
}

impl PublishRule {
    fn check(&self, writer: &Writer) -> Result<(), String> {
        let known = |committer: &String| committer.eq_ignore_ascii_case(&writer.committer);
        if !self.committers.is_empty() && !self.committers.iter().any(known) {
            return Err(format!(
                "its committer is {}, and `store.toml` allows {}",
                writer.committer,
                self.committers.join(", ")
            ));
        }
        if self.signed && writer.signature != 'G' {
            let said = match writer.signature {
                'N' => "it has no signature",
                'U' => "it is signed by someone whom git on this machine does not trust",
                'E' => {
                    "its signature cannot be checked on this machine: the signer's key is not known to git"
                }
                'X' | 'Y' => "its signature, or the key of it, has expired",
                'R' => "its key was revoked",
                _ => "its signature is bad",
            };
            return Err(format!("{said}, and `store.toml` asks for a signed commit"));
        }
        Ok(())
    }
}

/// Returns `true` if the pattern matches the name: `*` matches any text.
fn is_meant(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Directory, NewFile};

    fn read(text: &str) -> Result<Rules, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("store.toml"), text).unwrap();
        Rules::read(&Directory::new(folder.path())).map_err(|error| error.to_string())
    }

    #[test]
    fn the_main_branch_is_main_or_master_unless_the_store_says_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = Directory::new(folder.path());
        for (service, branch) in [
            ("a", "main"),
            ("b", "master"),
            ("c", "trunk"),
            ("c", "main"),
            ("d", "x"),
        ] {
            let empty = |key| NewFile {
                key,
                content: Vec::new(),
            };
            let keys = [
                layout::branch(service, branch, 1, "1"),
                layout::seal(service, "1"),
            ];
            store.create(&keys.map(|key| empty(key.unwrap()))).unwrap();
        }
        let catalogue = Catalogue::read(&store).unwrap();
        let main = |rules: &Rules| {
            let of = |service| {
                rules
                    .main_branch(&catalogue, service)
                    .unwrap_or("none")
                    .to_owned()
            };
            ["a", "b", "c", "d", "nobody"].map(of).join(" ")
        };
        assert_eq!(main(&Rules::read(&store).unwrap()), "main master main none none");
        assert_eq!(
            main(&read("main-branch = \"trunk\"").unwrap()),
            "main master trunk none none"
        );
        let own = "[services.c]\nmain-branch = \"trunk\"\n[services.a]\nmain-branch = \"gone\"";
        assert_eq!(main(&read(own).unwrap()), "none master trunk none none");
    }

    #[test]
    fn a_store_that_was_begun_is_one_and_has_no_rule() {
        let folder = tempfile::tempdir().unwrap();
        let store = Directory::new(folder.path().join("store"));
        assert!(matches!(store.check_exists(), Err(StoreError::NoStore { .. })));
        begin(&store).unwrap();
        begin(&store).unwrap();
        assert!(store.check_exists().is_ok());
        assert_eq!(Rules::read(&store).unwrap(), Rules::default());
    }

    #[test]
    fn error_in_the_rules_is_shown_with_its_line() {
        insta::assert_snapshot!(read("main-branch = \"main\"\nmain = 1").unwrap_err(), @r#"
        store.toml in the store cannot be used: TOML parse error at line 2, column 1
          |
        2 | main = 1
          | ^^^^
        unknown field `main`, expected one of `main-branch`, `services`, `publish`
        "#);
        insta::assert_snapshot!(read("[[publish]]\nservices = [\"a\"]").unwrap_err(), @"store.toml in the store has a rule in `publish` with neither `committers` nor `signed`: it asks for nothing");
        insta::assert_snapshot!(read("[[publish]]\nservices = []\nsigned = true").unwrap_err(), @"store.toml in the store has a rule in `publish` that names no service in `services`");
        insta::assert_snapshot!(read("[[publish]]\nservices = [\"a\"]\nsigned = 1").unwrap_err(), @r#"
        store.toml in the store cannot be used: TOML parse error at line 3, column 10
          |
        3 | signed = 1
          |          ^
        invalid type: integer `1`, expected a boolean
        "#);
    }

    #[test]
    fn a_folder_cannot_tell_who_wrote_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let store = Directory::new(folder.path());
        std::fs::write(
            folder.path().join("store.toml"),
            "[[publish]]\nservices = [\"pay-*\"]\nsigned = true",
        )
        .unwrap();
        let rules = Rules::read(&store).unwrap();
        let seal = NewFile {
            key: layout::seal("pay-eu", "1").unwrap(),
            content: b"{}".to_vec(),
        };
        store.create(&[seal]).unwrap();
        assert!(rules.check(&store, &[("other".into(), "1".into())]).is_ok());
        let error = rules.check(&store, &[("pay-eu".into(), "1".into())]).unwrap_err();
        insta::assert_snapshot!(error, @"store.toml in the store says in `publish` who may publish, and this store does not know who wrote a file: keep it in a git repository, or remove the rule");
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name, yes) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("*", "", true),
            ("*b", "ab", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abcd", false),
            ("a*a", "a", false),
            ("pay-*", "payments", false),
        ] {
            assert_eq!(is_meant(pattern, name), yes, "{pattern} {name}");
        }
    }

    #[test]
    fn only_a_good_signature_of_a_known_signer_and_a_named_committer_will_do() {
        let rule = PublishRule {
            services: vec!["*".into()],
            committers: vec!["ci@example.com".into()],
            signed: true,
        };
        let writer = |committer: &str, signature| Writer {
            commit: "0123".into(),
            committer: committer.into(),
            signature,
        };
        assert_eq!(rule.check(&writer("CI@example.com", 'G')), Ok(()));
        assert!(rule.check(&writer("me@example.com", 'G')).is_err());
        for signature in ['N', 'U', 'E', 'X', 'Y', 'R', 'B', '?'] {
            assert!(
                rule.check(&writer("ci@example.com", signature)).is_err(),
                "{signature}"
            );
        }
    }
}
