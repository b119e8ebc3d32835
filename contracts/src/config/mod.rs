//! `counterpart.toml`, and the effective settings after flags and variables.

mod allowance;
pub mod asyncapi;
mod date;
mod layers;
pub mod network;
pub mod pact;
mod rule;
mod severity;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::bounded::{self, MAX_SETTINGS_BYTES, ReadError};
use crate::contract::Retention;
pub use allowance::Allowance;
pub use date::Date;
pub use layers::{Flags, Layer, Setting, Settings};
#[doc(hidden)]
pub use rule::{FileRule, RuleId};
pub use severity::{Severities, Severity};

/// The name of the configuration file.
pub const FILE_NAME: &str = "counterpart.toml";

/// The content of `counterpart.toml`; missing keys have their defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Config {
    /// The folder of contract files, relative to the file. Default: `contracts`.
    pub contracts: Option<PathBuf>,
    /// The address of the store that the services share; a folder is relative to the file. Default: none.
    pub store: Option<String>,
    /// The retention of events that do not declare one. Default: unknown.
    pub retention: Option<Retention>,
    /// The allowances. Default: none.
    pub allow: Vec<Allowance>,
    /// The severity of findings, by rule. Default: each is an error.
    pub rules: Severities,
    /// The mapping between pacts and contracts.
    pub pact: pact::Settings,
    /// What an exported AsyncAPI document says besides the contracts.
    pub asyncapi: asyncapi::Settings,
    /// The limits of time and size for everything read over a network.
    pub network: network::Table,
}

/// The reason why the configuration cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The folder in which to look for settings is unknown: it was deleted.
    Folder(PathBuf, io::Error),
    /// The file cannot be read, is not a plain file, or is larger than 1 MiB.
    Read(ReadError),
    /// The text is not TOML, or has a key that does not exist or holds something else; the place is shown.
    Malformed(PathBuf, String),
    /// An environment variable holds something else than it should.
    Variable {
        /// The variable.
        name: &'static str,
        /// The problem.
        why: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::Folder(path, error) => {
                write!(f, "cannot look for {FILE_NAME} in {}: {error}", path.display())
            }
            ConfigError::Read(error) => write!(f, "{error}"),
            ConfigError::Malformed(path, error) => write!(f, "{}: {error}", path.display()),
            ConfigError::Variable { name, why } => write!(f, "{name} {why}"),
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ConfigError::Folder(_, error) => Some(error),
            ConfigError::Read(error) => Some(error),
            _ => None,
        }
    }
}

/// A configuration and its location.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found {
    /// The folder that its paths are relative to: the folder of the file, or without a file the one in which the
    /// search began.
    pub folder: PathBuf,
    /// The file; `None` if there is none.
    pub file: Option<PathBuf>,
    /// Its content.
    pub config: Config,
}

impl Config {
    /// Reads the configuration for `folder`: the nearest `counterpart.toml` in it or above it. The search ends at
    /// the root of the repository, a folder with `.git`, because folders above it belong to others. Without a file,
    /// the defaults apply.
    ///
    /// # Errors
    /// Fails if a file is there and cannot be read, or says something that this version does not know.
    pub fn find(folder: &Path) -> Result<Found, ConfigError> {
        let absolute =
            std::path::absolute(folder).map_err(|error| ConfigError::Folder(folder.to_owned(), error))?;
        for above in absolute.ancestors() {
            let file = above.join(FILE_NAME);
            if let Some(config) = Self::read(&file)? {
                return Ok(Found {
                    folder: above.to_owned(),
                    file: Some(file),
                    config,
                });
            }
            if above.join(".git").exists() {
                break;
            }
        }
        Ok(Found {
            folder: folder.to_owned(),
            file: None,
            config: Self::default(),
        })
    }

    /// Reads one file; `None` if it does not exist.
    fn read(file: &Path) -> Result<Option<Self>, ConfigError> {
        match bounded::read_text(file, MAX_SETTINGS_BYTES) {
            Ok(text) => toml::from_str(&text).map(Some).map_err(|error| {
                ConfigError::Malformed(file.to_owned(), error.to_string().trim_end().into())
            }),
            Err(error) if error.is_absent() => Ok(None),
            Err(error) => Err(ConfigError::Read(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join(FILE_NAME), text).unwrap();
        Config::find(root.path())
            .map(|found| found.config)
            .map_err(|error| error.to_string().replace(&root.path().display().to_string(), ""))
    }

    #[test]
    fn each_key_that_is_left_out_has_its_default() {
        assert_eq!(read("").unwrap(), Config::default());
        assert_eq!(
            read("contracts = \"examples/contracts\"").unwrap().contracts,
            Some(PathBuf::from("examples/contracts"))
        );
    }

    #[test]
    fn the_nearest_file_upwards_counts_and_its_paths_are_its_own() {
        let root = tempfile::tempdir().unwrap();
        let (upper, lower) = (root.path().join("a"), root.path().join("a/b/c"));
        std::fs::create_dir_all(&lower).unwrap();
        let none = Config::find(&lower).unwrap();
        assert_eq!(
            (none.folder, none.file, none.config),
            (lower.clone(), None, Config::default())
        );
        std::fs::write(upper.join(FILE_NAME), "store = \"upper\"").unwrap();
        let found = Config::find(&lower).unwrap();
        assert_eq!(found.folder, upper);
        assert_eq!(found.file, Some(upper.join(FILE_NAME)));
        assert_eq!(found.config.store.as_deref(), Some("upper"));
        std::fs::create_dir(root.path().join("a/b/.git")).unwrap();
        assert_eq!(
            Config::find(&lower).unwrap().file,
            None,
            "another repository's file"
        );
        std::fs::write(root.path().join("a/b").join(FILE_NAME), "").unwrap();
        assert_eq!(Config::find(&lower).unwrap().folder, root.path().join("a/b"));
    }

    #[cfg(unix)]
    #[test]
    fn configuration_that_is_not_a_plain_file_is_refused_without_waiting() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(FILE_NAME);
        let refused = || {
            let error = Config::find(root.path()).unwrap_err().to_string();
            std::fs::remove_file(&file).unwrap();
            error.replace(&root.path().display().to_string(), "")
        };
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&file)
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(refused(), "/counterpart.toml is not a file");
        std::os::unix::fs::symlink("/dev/zero", &file).unwrap();
        assert_eq!(refused(), "/counterpart.toml is not a file");
        std::os::unix::fs::symlink("nothing", &file).unwrap();
        assert_eq!(refused(), "/counterpart.toml is a broken link");
        std::fs::write(&file, "#".repeat(1 + (1 << 20))).unwrap();
        assert_eq!(refused(), "/counterpart.toml is larger than 1 MiB");
    }

    #[test]
    fn settings_nested_without_end_are_an_error() {
        for text in [
            format!("store = {}", "[".repeat(500_000)),
            format!("store = {}", "{a=".repeat(300_000)),
            format!("{}x = 1", "a.".repeat(500_000)),
            format!("[{}x]", "a.".repeat(500_000)),
        ] {
            assert!(read(&text).is_err());
        }
    }

    #[test]
    fn an_unknown_key_is_an_error_that_shows_its_place() {
        insta::assert_snapshot!(read("\ncontract = \"x\"").unwrap_err(), @r#"
        /counterpart.toml: TOML parse error at line 2, column 1
          |
        2 | contract = "x"
          | ^^^^^^^^
        unknown field `contract`, expected one of `contracts`, `store`, `retention`, `allow`, `rules`, `pact`, `asyncapi`, `network`
        "#);
        insta::assert_snapshot!(read("retention = \"14 days\"").unwrap_err(), @r#"
        /counterpart.toml: TOML parse error at line 1, column 13
          |
        1 | retention = "14 days"
          |             ^^^^^^^^^
        invalid value: string "14 days", expected a number with a unit, as in `14d` (`s`, `m`, `h`, `d`, `w`), or `forever`
        "#);
        insta::assert_snapshot!(read("[network]\ntimeout = \"0s\"").unwrap_err(), @r#"
        /counterpart.toml: TOML parse error at line 2, column 11
          |
        2 | timeout = "0s"
          |           ^^^^
        invalid value: string "0s", expected a number with a unit, as in `90s` (`s`, `m`, `h`), of at least `1s`
        "#);
        insta::assert_snapshot!(read("[network]\nsize = \"1GB\"").unwrap_err(), @r#"
        /counterpart.toml: TOML parse error at line 2, column 8
          |
        2 | size = "1GB"
          |        ^^^^^
        invalid value: string "1GB", expected a number with a unit, as in `256MiB` (`B`, `KiB`, `MiB`, `GiB`)
        "#);
        insta::assert_snapshot!(read("[[allow]]\nevent = \"e\"\nreasons = \"x\"").unwrap_err(), @r#"
        /counterpart.toml: TOML parse error at line 3, column 1
          |
        3 | reasons = "x"
          | ^^^^^^^
        unknown field `reasons`, expected one of `event`, `consumer`, `place`, `rule`, `reason`, `until`
        "#);
    }
}
