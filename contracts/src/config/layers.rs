use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Config, ConfigError, Found};
use crate::config::Allowance;
use crate::config::Severities;
use crate::config::network::{self, Network, Size};
use crate::contract::Retention;

/// The environment variables that override `counterpart.toml`.
const CONTRACTS: &str = "COUNTERPART_CONTRACTS";
const STORE: &str = "COUNTERPART_STORE";
const RETENTION: &str = "COUNTERPART_RETENTION";
const TIMEOUT: &str = "COUNTERPART_NETWORK_TIMEOUT";
const SIZE: &str = "COUNTERPART_NETWORK_SIZE";

const DEFAULT_CONTRACTS: &str = "contracts";

/// The source of an effective setting.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layer {
    /// A flag of the command line.
    Flag(&'static str),
    /// An environment variable.
    Variable(&'static str),
    /// A key of this file.
    File(PathBuf),
    /// The default.
    Default,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Layer::Flag(name) => write!(f, "the flag {name}"),
            Layer::Variable(name) => write!(f, "the variable {name}"),
            Layer::File(path) => write!(f, "{}", path.display()),
            Layer::Default => f.write_str("the default"),
        }
    }
}

/// A value and who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting<T> {
    /// The effective value.
    pub value: T,
    /// Its source.
    pub from: Layer,
}

/// The settings on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--store`.
    pub store: Option<String>,
    /// `--network-timeout`.
    pub timeout: Option<Duration>,
    /// `--network-size`.
    pub size: Option<Size>,
}

/// The effective settings: a flag, else an environment variable, else `counterpart.toml`, else the default.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The folder that relative paths in the file refer to.
    pub folder: PathBuf,
    /// The configuration file, if there is one.
    pub file: Option<PathBuf>,
    /// The folder of contract files. `COUNTERPART_CONTRACTS`, `contracts`.
    pub contracts: Setting<PathBuf>,
    /// The address of the store. `--store`, `COUNTERPART_STORE`, `store`.
    pub store: Setting<Option<String>>,
    /// The retention of events that do not declare one. `COUNTERPART_RETENTION`, `retention`.
    pub retention: Setting<Option<Retention>>,
    /// The allowances. `[[allow]]`.
    pub allow: Setting<Vec<Allowance>>,
    /// The severity of findings, by rule. `[rules]`.
    pub rules: Setting<Severities>,
    /// The mapping between pacts and contracts. `[pact]`.
    pub pact: crate::config::pact::Settings,
    /// What an exported AsyncAPI document says besides the contracts. `[asyncapi]`.
    pub asyncapi: crate::config::asyncapi::Settings,
    /// The time limit of one request, or of one call of git. `--network-timeout`, `COUNTERPART_NETWORK_TIMEOUT`,
    /// `timeout` of `[network]`.
    pub timeout: Setting<Duration>,
    /// The size limit for everything read from one store or broker. `--network-size`, `COUNTERPART_NETWORK_SIZE`,
    /// `size` of `[network]`.
    pub size: Setting<Size>,
}

impl Settings {
    /// Returns the effective settings for `folder`, with these flags and the variables of this process.
    ///
    /// # Errors
    /// Fails if the file or a variable cannot be read.
    pub fn find(folder: &Path, flags: &Flags) -> Result<Self, ConfigError> {
        Self::from(folder, flags, |name| std::env::var_os(name))
    }

    /// Returns the effective settings for the network; long waits are reported to `told`.
    pub fn network(&self, told: fn(&network::Notice<'_>)) -> Network {
        Network {
            timeout: self.timeout.value,
            size: self.size.value,
            told,
        }
    }

    fn from(
        folder: &Path,
        flags: &Flags,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ConfigError> {
        let Found { folder, file, config } = Config::find(folder)?;
        let variable = |name| variable(name).filter(|value| !value.is_empty());
        let text = |name: &'static str| {
            let value = variable(name).map(OsString::into_string).transpose();
            value.map_err(|_| ConfigError::Variable {
                name,
                why: "is not UTF-8".into(),
            })
        };
        let said = |by_file: bool| match &file {
            Some(file) if by_file => Layer::File(file.clone()),
            _ => Layer::Default,
        };
        let contracts = match variable(CONTRACTS) {
            Some(value) => Setting {
                value: PathBuf::from(value),
                from: Layer::Variable(CONTRACTS),
            },
            None => Setting {
                from: said(config.contracts.is_some()),
                value: config
                    .contracts
                    .unwrap_or_else(|| PathBuf::from(DEFAULT_CONTRACTS)),
            },
        };
        let store = match (&flags.store, text(STORE)?) {
            (Some(value), _) => Setting {
                value: Some(value.clone()),
                from: Layer::Flag("--store"),
            },
            (None, Some(value)) => Setting {
                value: Some(value),
                from: Layer::Variable(STORE),
            },
            (None, None) => Setting {
                from: said(config.store.is_some()),
                value: config.store.map(|store| beside(&folder, store)),
            },
        };
        let retention = match text(RETENTION)? {
            Some(value) => Setting {
                value: Some(Retention::parse(&value).ok_or_else(|| ConfigError::Variable {
                    name: RETENTION,
                    why: format!("is {value:?}: write {}", Retention::FORM),
                })?),
                from: Layer::Variable(RETENTION),
            },
            None => Setting {
                from: said(config.retention.is_some()),
                value: config.retention,
            },
        };
        let default = Network::default();
        let timeout = match (flags.timeout, text(TIMEOUT)?) {
            (Some(value), _) => Setting {
                value,
                from: Layer::Flag("--network-timeout"),
            },
            (None, Some(value)) => Setting {
                value: network::timeout(&value).ok_or_else(|| ConfigError::Variable {
                    name: TIMEOUT,
                    why: format!("is {value:?}: write {}", network::TIMEOUT_FORM),
                })?,
                from: Layer::Variable(TIMEOUT),
            },
            (None, None) => Setting {
                from: said(config.network.timeout.is_some()),
                value: config.network.timeout.unwrap_or(default.timeout),
            },
        };
        let size = match (flags.size, text(SIZE)?) {
            (Some(value), _) => Setting {
                value,
                from: Layer::Flag("--network-size"),
            },
            (None, Some(value)) => Setting {
                value: Size::parse(&value).ok_or_else(|| ConfigError::Variable {
                    name: SIZE,
                    why: format!("is {value:?}: write {}", Size::FORM),
                })?,
                from: Layer::Variable(SIZE),
            },
            (None, None) => Setting {
                from: said(config.network.size.is_some()),
                value: config.network.size.unwrap_or(default.size),
            },
        };
        Ok(Self {
            timeout,
            size,
            contracts: Setting {
                value: folder.join(contracts.value),
                from: contracts.from,
            },
            store,
            retention,
            allow: Setting {
                from: said(!config.allow.is_empty()),
                value: config.allow,
            },
            rules: Setting {
                from: said(!config.rules.is_empty()),
                value: config.rules,
            },
            pact: config.pact,
            asyncapi: config.asyncapi,
            folder,
            file,
        })
    }
}

/// A folder in the file is relative to the file, wherever the command was called; an address stays unchanged.
fn beside(folder: &Path, store: String) -> String {
    if store.contains(':') && !Path::new(&store).is_absolute() {
        return store;
    }
    folder.join(&store).to_str().map_or(store, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::FILE_NAME;
    use super::*;

    fn settings(text: &str, flag: Option<&str>, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join(FILE_NAME), text).unwrap();
        let flags = Flags {
            store: flag.map(str::to_owned),
            ..Flags::default()
        };
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let here = root.path().display().to_string();
        Settings::from(root.path(), &flags, variable)
            .map(|mut settings| {
                settings.store.value = settings.store.value.map(|store| store.replace(&here, "HERE"));
                settings.contracts.value = settings.contracts.value.strip_prefix(root.path()).unwrap().into();
                settings
            })
            .map_err(|error| error.to_string())
    }

    #[test]
    fn flag_overrides_variable_overrides_file_overrides_default() {
        let store = |text, flag, variables: &[_]| {
            let store = settings(text, flag, variables).unwrap().store;
            let from = match store.from {
                Layer::File(_) => "file".into(),
                other => other.to_string(),
            };
            format!("{} {from}", store.value.unwrap_or_default())
        };
        let (file, variable) = ("store = \"git+https://host/c\"", [(STORE, "s3://v")]);
        assert_eq!(store(file, Some("x"), &variable), "x the flag --store");
        assert_eq!(
            store(file, None, &variable),
            "s3://v the variable COUNTERPART_STORE"
        );
        assert_eq!(store(file, None, &[(STORE, "")]), "git+https://host/c file");
        assert_eq!(store("", None, &[]), " the default");
        assert_eq!(store("store = \"../shared\"", None, &[]), "HERE/../shared file");
    }

    #[test]
    fn the_bounds_of_the_network_have_their_layers() {
        let said = |text, variables: &[_]| {
            let said = settings(text, None, variables).unwrap();
            (said.timeout.value.as_secs(), said.size.value.to_string())
        };
        let (file, variables) = (
            "[network]\ntimeout = \"10s\"\nsize = \"64MiB\"",
            [(TIMEOUT, "20s"), (SIZE, "1KiB")],
        );
        assert_eq!(said("", &[]), (300, "1GiB".into()));
        assert_eq!(said(file, &[]), (10, "64MiB".into()));
        assert_eq!(said(file, &variables), (20, "1KiB".into()));
        insta::assert_snapshot!(settings("", None, &[(TIMEOUT, "5")]).unwrap_err(), @"COUNTERPART_NETWORK_TIMEOUT is \"5\": write a number with a unit, as in `90s` (`s`, `m`, `h`), of at least `1s`");
        insta::assert_snapshot!(settings("", None, &[(SIZE, "5")]).unwrap_err(), @"COUNTERPART_NETWORK_SIZE is \"5\": write a number with a unit, as in `256MiB` (`B`, `KiB`, `MiB`, `GiB`)");
    }

    #[test]
    fn the_other_settings_have_their_layers_too() {
        let said = settings(
            "contracts = \"a\"\nretention = \"14d\"\n[[allow]]\nevent = \"e\"\nreason = \"r\"",
            None,
            &[(CONTRACTS, "b")],
        )
        .unwrap();
        assert_eq!(said.contracts.value, Path::new("b"));
        assert_eq!(said.contracts.from, Layer::Variable(CONTRACTS));
        assert_eq!(said.retention.value, Retention::parse("14d"));
        assert_eq!(said.allow.value.len(), 1);
        assert!(matches!(said.allow.from, Layer::File(_)));
        let said = settings("", None, &[(RETENTION, "forever")]).unwrap();
        assert_eq!(said.retention.value, Some(Retention::Forever));
        assert_eq!(said.contracts.from, Layer::Default);
        insta::assert_snapshot!(settings("", None, &[(RETENTION, "long")]).unwrap_err(), @r#"COUNTERPART_RETENTION is "long": write a number with a unit, as in `14d` (`s`, `m`, `h`, `d`, `w`), or `forever`"#);
    }
}
