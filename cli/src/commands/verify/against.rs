//! `verify` against a store, or against a revision of the repository.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use counterpart_verifier::deploy::{Branches, Own, Revision, Scope, Snapshot, against};
use counterpart_verifier::report::{Document, Report};
use counterpart_verifier::store::{Store, contents};
use counterpart_verifier::timestamp::Timestamp;
use counterpart_verifier::verify::Options;

use crate::failure::Failure;
use crate::project::checkout::Checkout;
use crate::project::revision;
use crate::render::view::View;
use crate::store::{StoreFlags, moment};
use crate::terminal::output;

/// Which store, and what of it; or which revision.
#[derive(Debug, Args)]
pub(crate) struct Against {
    /// Also check against the contracts and emitted schemas of a git revision: main, origin/main, a tag or a commit
    ///
    /// Emitted events are checked against the contracts of the revision, and contracts against its emitted events, as
    /// `buf breaking --against '.git#branch=main'` does for Protobuf. A break that the revision already has is shown as
    /// pending. If the folder of contract files has another name there, add it: main:contracts.
    #[arg(long, value_name = "REV", conflicts_with_all = ["store", "service"])]
    against: Option<String>,
    #[command(flatten)]
    store: StoreFlags,
    /// Only against what is in this environment; may be repeated
    #[arg(long = "environment", value_name = "NAME", requires = "store")]
    environments: Vec<String>,
    /// Only against the latest version of this branch
    #[arg(long, value_name = "NAME", requires = "store")]
    branch: Option<String>,
    /// Only against the contracts of this consumer; may be repeated
    #[arg(long = "consumer", value_name = "SERVICE", requires = "store")]
    consumers: Vec<String>,
    /// Only this event; may be repeated
    #[arg(long = "event", value_name = "EVENT", requires = "store")]
    events: Vec<String>,
    /// Check a published version of this service instead of the code
    #[arg(long, value_name = "SERVICE", requires_all = ["store", "version"], conflicts_with_all = ["contracts", "no_build"])]
    service: Option<String>,
    /// The published version
    #[arg(long, value_name = "VERSION", requires = "service")]
    version: Option<String>,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment, requires = "store")]
    at: Option<Timestamp>,
}

impl Against {
    /// Returns `true` if the run asks a store.
    pub(super) fn asks(&self) -> bool {
        self.store.is_asked()
    }

    /// The contents of the named revision, from the same folders as the run.
    pub(super) fn revision(&self, here: &Path, folders: &[PathBuf]) -> Result<Option<Revision>, Failure> {
        let Some(named) = &self.against else {
            return Ok(None);
        };
        if Checkout::find(here).is_none() {
            return Err(Failure::new(format!(
                "--against {named} names a revision of git, and {} is in no git repository",
                here.display()
            ))
            .hint("`--store --branch NAME` checks against a branch of the services in a store"));
        }
        let commit = revision::commit_of(here, named)?;
        let mut documents = Vec::new();
        for folder in folders {
            for stored in revision::read(here, named, folder)? {
                documents.push(Arc::new(Document::from(stored)));
            }
            // It names the folder itself.
            if named.contains(':') {
                break;
            }
        }
        if documents.is_empty() {
            output::progress(&format!(
                "warning: {named} has no contract file: the run is only checked against itself"
            ));
        }
        output::progress(&format!("checking against {named} ({commit:.10}) too"));
        Ok(Some(Revision {
            name: named.clone(),
            commit,
            documents,
        }))
    }

    /// Returns `true` if the question is about a published version.
    pub(super) fn asks_of_version(&self) -> bool {
        self.service.is_some()
    }

    /// Checks the code and the files against the store.
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

    /// Checks a published version against the others.
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
        let store = self.store.open()?;
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
            ..Scope::default()
        }
    }
}
