//! The services that emit an event, as far as the workspace and its store know. `accept` uses them
//! for contracts that go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use counterpart::config::Settings;
use counterpart::contract::{Identity, Role};
use counterpart::near::near;
use counterpart_verifier::report::Document;
use counterpart_verifier::store::{Catalogue, Rules, Timestamp, seals};

use crate::failure::Failure;
use crate::store::StoreFlags;
use crate::terminal::output;

/// By event, the services that emit it.
#[derive(Debug, Default)]
pub(crate) struct Emitters(BTreeMap<String, BTreeSet<String>>);

impl Emitters {
    /// The emitters in the workspace, and in the store that the flags or its settings name. If the
    /// store cannot be read, the reason is added to those of the workspace.
    pub(crate) fn find(
        documents: &[Arc<Document>],
        root: &Path,
        store: &StoreFlags,
    ) -> (Self, Option<String>) {
        let mut emitters = Self::default();
        let of_workspace = documents.iter().map(|document| document.identity());
        of_workspace.for_each(|identity| emitters.add(identity));
        let unasked = emitters
            .ask_store(root, store)
            .err()
            .map(|failure| failure.message().to_owned());
        (emitters, unasked)
    }

    fn add(&mut self, identity: &Identity) {
        if identity.role() == Role::Emits {
            let services = self.0.entry(identity.event().to_owned()).or_default();
            services.insert(identity.service().to_owned());
        }
    }

    fn ask_store(&mut self, root: &Path, flags: &StoreFlags) -> Result<(), Failure> {
        let settings = Settings::find(root, &flags.flags())?;
        let Some(store) = flags.open_if_any(&settings)? else {
            return Ok(());
        };
        output::step(1, || {
            "asking the store who emits what is no longer required".to_owned()
        });
        let (catalogue, rules) = (Catalogue::read(&*store)?, Rules::read(&*store)?);
        for seal in seals(&*store, &rules.counting(&catalogue, Timestamp::now()))? {
            seal.identities().for_each(|identity| self.add(&identity));
        }
        Ok(())
    }

    /// The meaning of a document's removal, without a full stop.
    pub(crate) fn meaning(&self, gone: &Identity) -> String {
        let (service, event) = (gone.service(), gone.event());
        match gone.role() {
            Role::Emits => format!("{service} no longer emits {event}, and no contract here wants it"),
            Role::Consumes => match self.0.get(event) {
                Some(services) => format!(
                    "{service} stops requiring {event}, which {} {}",
                    listed(services),
                    if services.len() == 1 { "emits" } else { "emit" },
                ),
                None => format!("{service} stops requiring {event}, which nobody known here emits"),
            },
        }
    }

    /// A warning about a contract for an event that nobody emits, if an event with a similar name
    /// is emitted.
    pub(crate) fn doubt(&self, written: &Identity) -> Option<String> {
        let (service, event) = (written.service(), written.event());
        if written.role() != Role::Consumes || self.0.contains_key(event) {
            return None;
        }
        let meant = *near(event, self.0.keys().map(String::as_str)).first()?;
        Some(format!(
            "{service} now requires {event}, which nobody known here emits; {} emits {meant}",
            listed(&self.0[meant])
        ))
    }
}

fn listed(services: &BTreeSet<String>) -> String {
    let services: Vec<&str> = services.iter().map(String::as_str).collect();
    services.join(", ")
}
