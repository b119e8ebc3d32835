//! `counterpart.toml` at the root of a workspace.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::pact_settings::Settings;

/// The name of the configuration file.
pub const FILE_NAME: &str = "counterpart.toml";

/// What `counterpart.toml` says; each key that it leaves out has its default.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder of contract files, relative to the root. Default: `contracts`.
    pub contracts: PathBuf,
    /// How pacts and contracts belong together.
    pub pact: Settings,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            contracts: PathBuf::from("contracts"),
            pact: Settings::default(),
        }
    }
}

/// Why the configuration cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file system refused.
    Io(PathBuf, io::Error),
    /// The text is not TOML, or has a key that does not exist or holds something else; the place is shown.
    Malformed(PathBuf, String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::Io(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            ConfigError::Malformed(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ConfigError::Io(_, error) => Some(error),
            ConfigError::Malformed(..) => None,
        }
    }
}

impl Config {
    /// Reads the configuration of the workspace at `root`; without a file, the defaults.
    ///
    /// # Errors
    /// Where the file is there and cannot be read, or says something that this version does not know.
    pub fn read(root: &Path) -> Result<Self, ConfigError> {
        let path = root.join(FILE_NAME);
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text)
                .map_err(|error| ConfigError::Malformed(path, error.to_string().trim_end().into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ConfigError::Io(path, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join(FILE_NAME), text).unwrap();
        Config::read(root.path())
            .map_err(|error| error.to_string().replace(&root.path().display().to_string(), ""))
    }

    #[test]
    fn contracts_stand_in_a_folder_of_that_name_unless_configured() {
        assert_eq!(read("").unwrap().contracts, Path::new("contracts"));
        assert_eq!(
            read("contracts = \"examples/contracts\"").unwrap().contracts,
            Path::new("examples/contracts")
        );
        assert_eq!(
            Config::read(Path::new("/nowhere/at/all")).unwrap(),
            Config::default()
        );
    }

    #[test]
    fn an_unknown_key_is_an_error_that_shows_its_place() {
        insta::assert_snapshot!(read("\ncontract = \"x\"").unwrap_err(), @r#"
        /counterpart.toml: TOML parse error at line 2, column 1
          |
        2 | contract = "x"
          | ^^^^^^^^
        unknown field `contract`, expected `contracts` or `pact`
        "#);
    }
}
