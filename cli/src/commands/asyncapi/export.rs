//! `cargo counterpart asyncapi export`

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use counterpart::config::Settings;
use counterpart::contract::{ContractFile, Identity};
use counterpart::near::did_you_mean;
use counterpart_verifier::asyncapi::export::{Described, Head, export};
use counterpart_verifier::deploy::Published;
use counterpart_verifier::report::Document;
use counterpart_verifier::store::Timestamp;

use super::descriptions::descriptions;
use crate::destination::Destination;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::named;
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::source::Sources;
use crate::store::StoreFlags;
use crate::terminal::output;

/// The version of a document whose version nobody names.
const NO_VERSION: &str = "0.0.0";

/// Write contract files as one AsyncAPI 3.0 document
///
/// Each contract file becomes an operation: what its service sends or receives. The contract files are read as they are, and
/// nothing is built. Doc comments of Rust types in the workspace become descriptions. Servers, addresses and the title are in
/// `[asyncapi]` of counterpart.toml. `import --asyncapi` makes equal contract files of the document.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Export {
    #[command(flatten)]
    store: StoreFlags,
    /// Only the contract files of this service
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The version of the service: the published one to export from a store, else the one that the document shows
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// A folder of contract files, instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    contracts: Vec<PathBuf>,
    /// The file to write, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    cargo: CargoFlags,
}

/// The contract files to export, and what is known around them.
struct Found {
    documents: Vec<Arc<Document>>,
    sources: Option<Sources>,
    settings: Settings,
}

impl Export {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        // A file that must not be replaced is refused before anything is read.
        let out = self.out.as_deref().map(Destination::find).transpose()?;
        let found = self.find()?;
        let contracts = self.chosen(&found.documents)?;
        warn_of_addresses(&found, &contracts);
        let described: Vec<Described<'_>> = contracts
            .iter()
            .map(|contract| match &found.sources {
                Some(sources) => descriptions(sources, contract),
                None => Described {
                    contract,
                    description: None,
                    places: BTreeMap::new(),
                },
            })
            .collect();
        let head = self.head(&found.documents, &contracts);
        let document = export(&described, &head, &found.settings.asyncapi).map_err(|error| {
            Failure::new(format!(
                "no AsyncAPI document can say the same as the contract: {error}"
            ))
        })?;
        let text = document.to_pretty();
        match out {
            None => output::document(&text)?,
            Some(out) => {
                out.write(&text)?;
                let count = contracts.len();
                let files = if count == 1 {
                    "contract file"
                } else {
                    "contract files"
                };
                output::results(&format!("wrote {} from {count} {files}\n", out.named().display()))?;
            }
        }
        Ok(Exit::Compatible)
    }

    fn find(&self) -> Result<Found, Failure> {
        if self.store.is_asked() {
            let published = Published {
                service: self.service.as_deref(),
                version: self.version.as_deref(),
            };
            return Ok(Found {
                documents: published.documents(&*self.store.open()?, Timestamp::now())?,
                sources: None,
                settings: self.store.settings()?,
            });
        }
        let of = |stored: Vec<counterpart::contract::folder::Stored>| -> Vec<Arc<Document>> {
            let documents = stored.into_iter().map(|stored| Arc::new(Document::from(stored)));
            documents.collect()
        };
        if !self.contracts.is_empty() {
            return Ok(Found {
                documents: of(folders::read_others(&self.contracts, None)?),
                sources: None,
                settings: self.store.settings()?,
            });
        }
        let workspace = Workspace::find(&self.cargo)?;
        Ok(Found {
            documents: of(folders::read(&workspace.folder())?),
            sources: Some(Sources::of(&workspace)),
            settings: Settings::find(workspace.root(), &self.store.flags())?,
        })
    }

    /// The contracts of the service, each once, by identity.
    fn chosen(&self, documents: &[Arc<Document>]) -> Result<Vec<ContractFile>, Failure> {
        let mut chosen: BTreeMap<Identity, &ContractFile> = BTreeMap::new();
        for document in documents {
            let identity = document.identity();
            if self
                .service
                .as_deref()
                .is_some_and(|service| service != identity.service())
            {
                continue;
            }
            match chosen.insert(identity.clone(), &document.contract) {
                Some(other) if *other != document.contract => {
                    return Err(Failure::new(format!(
                        "{identity} has several versions here, and a document has one"
                    ))
                    .hint("say which with --service and --version, or name one folder with --contracts"));
                }
                _ => {}
            }
        }
        if chosen.is_empty() {
            let services: Vec<&str> = documents.iter().map(|one| one.identity().service()).collect();
            return Err(match &self.service {
                Some(service) if !services.is_empty() => named::unknown(
                    service,
                    &services,
                    format!("`{service}` has no contract file here"),
                ),
                _ => Failure::new("there is no contract file to export")
                    .hint("name a folder of contract files with --contracts, or a store with --store"),
            });
        }
        Ok(chosen.into_values().cloned().collect())
    }

    fn head(&self, documents: &[Arc<Document>], contracts: &[ContractFile]) -> Head {
        let services: BTreeSet<&str> = contracts
            .iter()
            .map(|one| one.header.identity.service())
            .collect();
        let exported = documents
            .iter()
            .filter(|one| services.contains(one.identity().service()));
        let versions: BTreeSet<&str> = exported
            .flat_map(|document| document.included.iter().map(|included| included.version.as_str()))
            .collect();
        let only = |set: &BTreeSet<&str>| match set.len() {
            1 => set.first().map(|one| (*one).to_owned()),
            _ => None,
        };
        let published = only(&services).and(only(&versions));
        Head {
            title: only(&services).unwrap_or_else(|| "Contracts".to_owned()),
            version: self
                .version
                .clone()
                .or(published)
                .unwrap_or_else(|| NO_VERSION.to_owned()),
        }
    }
}

/// An address of an event that nobody has is probably misspelt.
fn warn_of_addresses(found: &Found, contracts: &[ContractFile]) {
    let all = found.documents.iter().map(|one| one.identity().event());
    let events: BTreeSet<&str> = all
        .chain(contracts.iter().map(|one| one.header.identity.event()))
        .collect();
    for event in found.settings.asyncapi.addresses.keys() {
        if !events.contains(event.as_str()) {
            let meant = did_you_mean(event, events.iter().copied());
            output::progress(&format!(
                "warning: `[asyncapi.addresses]` names `{event}`, and no contract file has that event{meant}"
            ));
        }
    }
}
