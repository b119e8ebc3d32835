//! What `verify` does with a store.

use std::sync::Arc;

use clap::Args;
use counterpart::config::{Flags, Settings};
use counterpart_verifier::deploy::{Branches, Own, Scope, Snapshot, against};
use counterpart_verifier::report::{Document, Report};
use counterpart_verifier::store::{Store, contents};
use counterpart_verifier::timestamp::Timestamp;
use counterpart_verifier::verify::Options;

use crate::failure::Failure;
use crate::network::NetworkFlags;
use crate::render::view::View;
use crate::store::{here, moment, open_settings};

/// Which store, and what of it.
#[derive(Debug, Args)]
pub(crate) struct Against {
    /// Check against the services of this store; without URL, of the one that COUNTERPART_STORE or counterpart.toml names
    #[arg(long, value_name = "URL", num_args = 0..=1, default_missing_value = "")]
    store: Option<String>,
    /// Against what is in this environment alone; may be repeated
    #[arg(long = "environment", value_name = "NAME", requires = "store")]
    environments: Vec<String>,
    /// Against the latest version of this branch alone
    #[arg(long, value_name = "NAME", requires = "store")]
    branch: Option<String>,
    /// Against the contracts of this consumer alone; may be repeated
    #[arg(long = "consumer", value_name = "SERVICE", requires = "store")]
    consumers: Vec<String>,
    /// This event alone; may be repeated
    #[arg(long = "event", value_name = "EVENT", requires = "store")]
    events: Vec<String>,
    /// Ask of a published version of this service instead of the code
    #[arg(long, value_name = "SERVICE", requires_all = ["store", "version"], conflicts_with_all = ["contracts", "no_build"])]
    service: Option<String>,
    /// The published version
    #[arg(long, value_name = "VERSION", requires = "service")]
    version: Option<String>,
    /// The moment that is asked for, instead of now
    #[arg(long, value_name = "TIME", value_parser = moment, requires = "store")]
    at: Option<Timestamp>,
    #[command(flatten)]
    network: NetworkFlags,
}

impl Against {
    /// Whether a store is to be asked.
    pub(super) fn asks(&self) -> bool {
        self.store.is_some()
    }

    /// Whether it is asked of a published version.
    pub(super) fn asks_of_version(&self) -> bool {
        self.service.is_some()
    }

    /// What the code and the files say, against the store.
    pub(super) fn code(
        &self,
        documents: Vec<Arc<Document>>,
        report: Report,
        view: &mut View,
        options: &Options,
    ) -> Result<Report, Failure> {
        let store = self.open(view)?;
        let own = Own {
            documents,
            version: None,
        };
        self.ask(&*store, &own, report, options)
    }

    /// What a published version says, against the others.
    pub(super) fn version(&self, view: &mut View, options: &Options) -> Result<Report, Failure> {
        let store = self.open(view)?;
        let service = self.service.clone().unwrap_or_default();
        let named = self.version.as_deref().unwrap_or_default();
        let version = Snapshot::read(&*store)?.version_named(&service, named)?;
        let mut read = contents(&*store, &[(service, version.clone())])?;
        let own = Own {
            documents: read.swap_remove(0).documents,
            version: Some(version),
        };
        self.ask(&*store, &own, Report::default(), options)
    }

    fn ask(
        &self,
        store: &dyn Store,
        own: &Own,
        report: Report,
        options: &Options,
    ) -> Result<Report, Failure> {
        let at = self.at.unwrap_or_else(Timestamp::now);
        let options = Options {
            today: Some(at.day()),
            ..options.clone()
        };
        let snapshot = Snapshot::read(store)?;
        Ok(against(&snapshot, own, &self.scope(), at, &options, report)?)
    }

    fn open(&self, view: &mut View) -> Result<Box<dyn Store>, Failure> {
        let flags = Flags {
            store: self.store.clone().filter(|store| !store.is_empty()),
            timeout: self.network.network_timeout,
            size: self.network.network_size,
        };
        let store = open_settings(&Settings::find(&here()?, &flags)?)?;
        view.store = Some(store.location().to_owned());
        Ok(store)
    }

    fn scope(&self) -> Scope {
        let named = |names: &[String]| (!names.is_empty()).then(|| names.iter().cloned().collect());
        let (branches, environments) = match (&self.branch, self.environments.is_empty()) {
            (None, true) => (Branches::Main, None),
            (None, false) => (Branches::None, Some(self.environments.clone())),
            (Some(branch), _) => (Branches::Named(branch.clone()), Some(self.environments.clone())),
        };
        Scope {
            branches,
            environments,
            consumers: named(&self.consumers),
            events: named(&self.events),
        }
    }
}
