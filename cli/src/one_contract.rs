//! One contract file of an event, as flags select it.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use counterpart::contract::{Identity, Role};
use counterpart::near::near;
use counterpart_verifier::deploy::Published;
use counterpart_verifier::report::Document;
use counterpart_verifier::store::Timestamp;

use crate::failure::Failure;
use crate::named;
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::store::StoreFlags;

#[derive(Debug, Args)]
pub(crate) struct OneContract {
    #[command(flatten)]
    store: StoreFlags,
    /// Of this service's file
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// Of this published version of the service
    #[arg(long, value_name = "VERSION", requires_all = ["store", "service"])]
    version: Option<String>,
    /// Of the contract of this name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A folder of contract files, instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    contracts: Vec<PathBuf>,
    #[command(flatten)]
    cargo: CargoFlags,
}

impl OneContract {
    /// The file of the event, in the workspace, in folders or in a store. Without a role, what is emitted is preferred.
    pub(crate) fn find(&self, event: &str, role: Option<Role>) -> Result<Arc<Document>, Failure> {
        let documents = if self.store.is_asked() {
            let published = Published {
                service: self.service.as_deref(),
                version: self.version.as_deref(),
            };
            published.documents(&*self.store.open()?, Timestamp::now())?
        } else {
            let stored = if self.contracts.is_empty() {
                folders::read(&Workspace::find(&self.cargo)?.folder())?
            } else {
                folders::read_others(&self.contracts, None)?
            };
            let documents = stored.into_iter().map(|stored| Arc::new(Document::from(stored)));
            documents.collect()
        };
        self.choose(event, role, documents)
    }

    /// The one document that the flags select.
    fn choose(
        &self,
        event: &str,
        role: Option<Role>,
        documents: Vec<Arc<Document>>,
    ) -> Result<Arc<Document>, Failure> {
        let there: Vec<Identity> = documents.iter().map(|one| one.identity().clone()).collect();
        let mut fitting: Vec<Arc<Document>> = documents
            .into_iter()
            .filter(|document| {
                let identity = document.identity();
                identity.event() == event
                    && self
                        .service
                        .as_deref()
                        .is_none_or(|service| service == identity.service())
                    && role.is_none_or(|role| role == identity.role())
                    && (self.name.is_none() || self.name.as_deref() == identity.name())
            })
            .collect();
        let is_emitted = |document: &Arc<Document>| document.identity().role() == Role::Emits;
        if role.is_none() && fitting.iter().any(is_emitted) {
            fitting.retain(is_emitted);
        }
        if fitting.len() > 1 {
            let with_version = |document: &Arc<Document>| match document.included.first() {
                Some(included) => format!("{} {included}", document.identity()),
                None => document.identity().to_string(),
            };
            let names: Vec<String> = fitting.iter().map(with_version).collect();
            let by_version = fitting.iter().all(|one| one.identity() == fitting[0].identity());
            let hint = if by_version {
                "say which with --service and --version"
            } else {
                "say which with --service, --role or --name"
            };
            return Err(
                Failure::new(format!("`{event}` has several files: {}", names.join(", "))).hint(hint),
            );
        }
        fitting.pop().ok_or_else(|| self.none_fits(event, &there))
    }

    /// The reason why no file is meant: the named event has none, or its files are of other
    /// services, roles or names.
    fn none_fits(&self, event: &str, there: &[Identity]) -> Failure {
        let failed = format!("no contract file of `{event}` is there that fits");
        if there.is_empty() {
            return Failure::new(failed)
                .hint("name a folder of contract files with --contracts, or look in a store with --store");
        }
        let of_event: Vec<&Identity> = there.iter().filter(|one| one.event() == event).collect();
        if of_event.is_empty() {
            let events: Vec<&str> = there.iter().map(Identity::event).collect();
            return named::unknown(event, &events, failed);
        }
        let services: Vec<&str> = of_event.iter().map(|one| one.service()).collect();
        match &self.service {
            Some(service) if !services.contains(&service.as_str()) => named::unknown(
                service,
                &services,
                format!("`{service}` has no contract file of `{event}`"),
            ),
            _ if self.is_near_a_name(&of_event) => {
                let names: Vec<&str> = of_event.iter().filter_map(|one| one.name()).collect();
                let name = self.name.as_deref().unwrap_or_default();
                let failed = format!("no contract of `{event}` has the name `{name}`");
                named::unknown(name, &names, failed)
            }
            _ => {
                let files: Vec<String> = of_event.iter().map(ToString::to_string).collect();
                Failure::new(failed).hint(format!("its files are {}", files.join(", ")))
            }
        }
    }

    /// Returns `true` if `--name` is probably a mistyped name of one of these contracts.
    fn is_near_a_name(&self, contracts: &[&Identity]) -> bool {
        let names = contracts.iter().filter_map(|one| one.name());
        self.name
            .as_deref()
            .is_some_and(|name| !near(name, names).is_empty())
    }
}
