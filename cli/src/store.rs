//! The store that a command works with, and the way to open it.

use std::path::{Path, PathBuf};

use clap::Args;
use counterpart::collect::ROOT;
use counterpart::config::network::Network;
use counterpart::config::{Flags, Settings};
use counterpart_verifier::store::{Address, Store, Timestamp};

use crate::failure::{BEGIN_STORE, Failure};
use crate::network::{NetworkFlags, tell};
use crate::terminal::output;

/// Which store: the same flags, with the same meaning, in every command that knows stores.
#[derive(Debug, Default, Args)]
pub(crate) struct StoreFlags {
    /// Use this store; without URL, the configured one: COUNTERPART_STORE, else `store` in counterpart.toml
    ///
    /// A URL is a folder, file:///…, git+ssh://…, git+https://… or git+file://… with #branch, s3://…, gs://… or az://….
    /// Before another word write `--store=URL`.
    #[arg(long, value_name = "URL", num_args = 0..=1)]
    store: Option<Option<String>>,
    #[command(flatten)]
    network: NetworkFlags,
}

impl StoreFlags {
    /// Returns `true` if `--store` is given, with a URL or without.
    pub(crate) fn is_asked(&self) -> bool {
        self.store.is_some()
    }

    /// The URL, if one is given.
    pub(crate) fn url(&self) -> Option<&str> {
        self.store.as_ref().and_then(Option::as_deref)
    }

    /// The flags, over everything else that chooses the store.
    pub(crate) fn flags(&self) -> Flags {
        Flags {
            store: self.url().map(str::to_owned),
            timeout: self.network.network_timeout,
            size: self.network.network_size,
        }
    }

    /// The settings in force where the command was called, without asking cargo.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        Ok(Settings::find(&here()?, &self.flags())?)
    }

    /// Opens the store to read it. A store that does not exist is a mistake, not an empty store.
    pub(crate) fn open(&self) -> Result<Box<dyn Store>, Failure> {
        open_settings(&self.settings()?)
    }

    /// Opens the store to read it, for a command that can do without: `None` if none is named and
    /// none is requested.
    pub(crate) fn open_if_any(&self, settings: &Settings) -> Result<Option<Box<dyn Store>>, Failure> {
        if settings.store.value.is_some() || self.is_asked() {
            open_settings(settings).map(Some)
        } else {
            Ok(None)
        }
    }
}

/// Opens the store in force, to read it.
pub(crate) fn open_settings(settings: &Settings) -> Result<Box<dyn Store>, Failure> {
    let store = open_address(&address(settings)?, &settings.network(tell))?;
    output::step(1, || {
        format!("the store is {} (from {})", store.location(), settings.store.from)
    });
    Ok(store)
}

/// Opens a store to read it. A place where nobody began one is a mistake, and not an empty store.
pub(crate) fn open_address(address: &Address, network: &Network) -> Result<Box<dyn Store>, Failure> {
    check_exists(address)?;
    let store = address.open_within(network)?;
    store.check_exists()?;
    Ok(store)
}

/// The folder for finding settings: the one that the variable names, else the current folder.
pub(crate) fn here() -> Result<PathBuf, Failure> {
    match std::env::var_os(ROOT).filter(|value| !value.is_empty()) {
        Some(root) => Ok(PathBuf::from(root)),
        None => crate::project::here::folder(),
    }
}

/// The store in force.
pub(crate) fn address(settings: &Settings) -> Result<Address, Failure> {
    match &settings.store.value {
        Some(store) => Ok(Address::parse(store)?),
        None => Err(Failure::new("no store is named").hint(
            "name one with --store, COUNTERPART_STORE or `store` in counterpart.toml: a folder, git+ssh://…, git+https://…, \
             git+file://…, s3://…, gs://… or az://…",
        )),
    }
}

fn check_exists(address: &Address) -> Result<(), Failure> {
    match address.folder() {
        Some(folder) if !folder.is_dir() => {
            Err(Failure::new(format!("the store {} does not exist", folder.display())).hint(BEGIN_STORE))
        }
        _ => Ok(()),
    }
}

/// Reads `--at`.
pub(crate) fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "write 2026-11-23T15:00:00Z, in UTC, or a day".into())
}

/// The file that a flag names, as people write it.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}
