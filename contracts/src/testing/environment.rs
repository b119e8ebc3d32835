//! The environment variables that derived tests read.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use super::truth;
use crate::collect::{COLLECT, MESSAGES, ROOT};
use crate::questions::{MOST_SECONDS, QUESTIONS, SECONDS};

const UPDATE: &str = "COUNTERPART_UPDATE";
const SAMPLES: &str = "COUNTERPART_SAMPLES";

/// The action if a contract file differs from the code. The words are insta's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Update {
    /// Write the file.
    Always,
    /// Write the new version next to it, and fail.
    New,
    /// Write nothing, and fail.
    No,
}

/// The environment of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Environment {
    /// The folder for a record, instead of comparing.
    pub(super) collect: Option<PathBuf>,
    /// True if to leave messages as the code writes them, too.
    pub(super) messages: bool,
    /// A file of questions about single messages, to be answered beside the record.
    pub(super) questions: Option<PathBuf>,
    /// The time that one answer may take.
    pub(super) limit: Duration,
    pub(super) update: Update,
    /// The root of the workspace, overriding the manifests.
    pub(super) root: Option<PathBuf>,
    /// The folder of the package's manifest, as cargo and nextest say it.
    pub(super) manifest_dir: Option<PathBuf>,
    /// The extent of the truth test.
    pub(super) truth: truth::Options,
}

impl Environment {
    pub(super) fn read() -> Result<Self, String> {
        Self::from(|name| std::env::var_os(name))
    }

    fn from(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, String> {
        let variable = |name| variable(name).filter(|value| !value.is_empty());
        let in_ci = variable("CI").is_some_and(|value| value != "false" && value != "0");
        let update = match variable(UPDATE) {
            None if in_ci => Update::No,
            None => Update::New,
            Some(value) => match value.to_str() {
                Some("always") => Update::Always,
                Some("new") => Update::New,
                Some("no") => Update::No,
                _ => {
                    return Err(format!(
                        "{UPDATE} is {value:?}: write `always` (write contract files), `new` (leave `.new` files for \
                         review) or `no` (write nothing)"
                    ));
                }
            },
        };
        let root = variable(ROOT).map(PathBuf::from);
        if let Some(absent) = root.as_ref().filter(|root| !root.is_dir()) {
            return Err(format!(
                "{ROOT} names {}, which is not a folder: name the root of the workspace, or unset it",
                absent.display()
            ));
        }
        let mut truth = truth::Options::default();
        if let Some(value) = variable(SAMPLES) {
            let count = value.to_str().and_then(|text| text.parse().ok());
            truth.samples = count.filter(|count| *count > 0).ok_or_else(|| {
                format!(
                    "{SAMPLES} is {value:?}: write how many messages of each contract to give to serde, a \
                     number above 0"
                )
            })?;
        }
        Ok(Self {
            truth,
            collect: variable(COLLECT).map(PathBuf::from),
            messages: variable(MESSAGES).is_some(),
            questions: variable(QUESTIONS).map(PathBuf::from),
            limit: Duration::from_secs(match variable(SECONDS) {
                None => MOST_SECONDS,
                Some(value) => value.to_str().and_then(|text| text.parse().ok()).ok_or_else(|| {
                    format!(
                        "{SECONDS} is {value:?}: write how many seconds one answer may take, a whole number"
                    )
                })?,
            }),
            update,
            root,
            manifest_dir: variable("CARGO_MANIFEST_DIR").map(PathBuf::from),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(variables: &[(&str, &str)]) -> Result<Update, String> {
        Environment::from(|name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(OsString::from(value))
        })
        .map(|environment| environment.update)
    }

    #[test]
    fn without_a_word_a_new_version_is_left_for_review_but_not_in_ci() {
        assert_eq!(update(&[]), Ok(Update::New));
        assert_eq!(update(&[("CI", "true")]), Ok(Update::No));
        for no_ci in ["", "false", "0"] {
            assert_eq!(update(&[("CI", no_ci)]), Ok(Update::New), "{no_ci:?}");
        }
    }

    #[test]
    fn the_word_is_over_ci_and_an_unknown_word_is_an_error() {
        assert_eq!(update(&[("CI", "true"), (UPDATE, "always")]), Ok(Update::Always));
        assert_eq!(update(&[("CI", "true"), (UPDATE, "new")]), Ok(Update::New));
        assert_eq!(update(&[(UPDATE, "no")]), Ok(Update::No));
        assert_eq!(update(&[(UPDATE, "")]), Ok(Update::New));
        insta::assert_snapshot!(update(&[(UPDATE, "yes")]).unwrap_err(), @r#"COUNTERPART_UPDATE is "yes": write `always` (write contract files), `new` (leave `.new` files for review) or `no` (write nothing)"#);
    }

    #[test]
    fn the_number_of_messages_is_a_number_above_zero() {
        let samples = |value: &str| {
            let variable = |name: &str| (name == SAMPLES).then(|| OsString::from(value));
            Environment::from(variable).map(|environment| environment.truth.samples)
        };
        assert_eq!(samples("10000"), Ok(10_000));
        assert_eq!(samples(""), Ok(truth::Options::default().samples));
        for bad in ["0", "-1", "many", "1e3"] {
            let said = samples(bad).unwrap_err();
            assert!(said.contains("a number above 0"), "{said}");
        }
    }

    #[test]
    fn root_that_is_not_a_folder_is_refused_before_anything_is_written() {
        assert_eq!(
            update(&[(ROOT, "/nowhere/at/all")]).unwrap_err(),
            "COUNTERPART_ROOT names /nowhere/at/all, which is not a folder: name the root of the workspace, or unset it"
        );
    }
}
