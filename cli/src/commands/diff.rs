//! `cargo counterpart diff`

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use counterpart::config::Settings;
use counterpart::contract::folder::Stored;
use counterpart_engine::compat::Limits;
use counterpart_verifier::deploy::{Branches, Scope, Snapshot, diff, diff_document, included_documents};
use counterpart_verifier::report::{Document, Included, Outcome, WhyIncluded};
use counterpart_verifier::store::{Address, Store, Timestamp, contents};
use counterpart_verifier::verify::Options;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::network::tell;
use crate::project::folders;
use crate::project::here;
use crate::project::revision;
use crate::render::diff as render;
use crate::render::places::Places;
use crate::render::view::View;
use crate::store::{StoreFlags, moment, open_address};
use crate::terminal::output;

/// Say what changed between two sets of contracts and emitted schemas, what that breaks, and for whom
///
/// A and B are each a version in the store (`service@version`), a folder of contract files, a revision of git (`main`, or
/// `main:contracts` with the folder), or a store (its latest versions of each main branch). Where a store is named or
/// configured, what changed is checked against the other services in it too. Nothing is written.
///
/// Exit codes: 0 nothing breaks, 100 something does that did not before, 101 could not complete.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The old side
    #[arg(value_name = "A")]
    old: String,
    /// The new side
    #[arg(value_name = "B")]
    new: String,
    #[command(flatten)]
    store: StoreFlags,
    /// Print JSON; `cargo counterpart schema diff` describes it
    #[arg(long)]
    json: bool,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Ignore pairs that can be neither proven nor refuted
    #[arg(long)]
    allow_unproven: bool,
    /// How many steps one pair may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
}

/// One of the two.
struct Side {
    documents: Vec<Arc<Document>>,
    is_store: bool,
}

impl Diff {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let settings = self.store.settings()?;
        let at = self.at.unwrap_or_else(Timestamp::now);
        let store = self.store.open_if_any(&settings)?;
        let store = store.as_deref();
        let old = side(&self.old, store, &settings, at)?;
        let new = side(&self.new, store, &settings, at)?;
        if old.documents.is_empty() && new.documents.is_empty() {
            return Err(Failure::new(format!(
                "neither {} nor {} has a contract or an emitted schema: there is nothing to compare",
                self.old, self.new
            ))
            .hint("name a folder of contract files with a revision, as in `main:contracts`"));
        }
        let others = match store {
            Some(store) if !(old.is_store && new.is_store) => {
                included_documents(&Snapshot::read(store)?, &Scope::default(), at)?
            }
            _ => Vec::new(),
        };
        let options = Options {
            limits: Limits {
                steps: self.steps,
                ..Limits::default()
            },
            allow_unproven: self.allow_unproven,
            ..Options::default()
        };
        let found = diff(&old.documents, &new.documents, &others, &options);
        let view = View::of_output();
        if self.json {
            output::json(&diff_document(&found, &Places::of(&view)).to_pretty())?;
        } else {
            output::print(render::diff(&found, &view))?;
        }
        let nothing = found.broken.checked.pairs == 0 && found.broken.problems.is_empty();
        Ok(match found.broken.outcome() {
            Outcome::Incomplete if nothing => Exit::Compatible,
            outcome => outcome.into(),
        })
    }
}

fn side(named: &str, store: Option<&dyn Store>, settings: &Settings, at: Timestamp) -> Result<Side, Failure> {
    let path = Path::new(named);
    if named.contains("://") || (path.is_dir() && is_store(path)) {
        let other = open_address(&Address::parse(named)?, &settings.network(tell))?;
        return Ok(Side {
            documents: latest(&*other, at)?,
            is_store: true,
        });
    }
    let documents = if path.is_dir() {
        let files = folders::read(path)?;
        if files.is_empty() {
            return Err(Failure::new(format!(
                "{named} is not a store and has no contract file"
            )));
        }
        files.into_iter().map(document).collect()
    } else if let Some(documents) = version(named, store)? {
        documents
    } else {
        let here = here::folder()?;
        let files = match revision::read(&here, named, &settings.contracts.value) {
            Ok(files) => files,
            Err(failure) => {
                // A revision may have an `@` in its name. A name that is not a revision was meant
                // as a version.
                if let (Some(store), Some((service, version))) = (store, named.split_once('@')) {
                    Snapshot::read(store)?.check_published(service, version)?;
                }
                return Err(failure);
            }
        };
        files.into_iter().map(document).collect()
    };
    Ok(Side {
        documents,
        is_store: false,
    })
}

fn document(stored: Stored) -> Arc<Document> {
    Arc::new(Document::from(stored))
}

/// Returns `true` if a folder is a store, and not a folder of contract files.
fn is_store(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).exists();
    let services = folder.join("services").read_dir().into_iter().flatten().flatten();
    has("store.toml")
        || services
            .into_iter()
            .any(|service| service.path().join("versions").is_dir())
}

/// The latest version of each main branch.
fn latest(store: &dyn Store, at: Timestamp) -> Result<Vec<Arc<Document>>, Failure> {
    let scope = Scope {
        branches: Branches::Main,
        environments: Some(Vec::new()),
        ..Scope::default()
    };
    Ok(included_documents(&Snapshot::read(store)?, &scope, at)?)
}

/// The documents of `service@version`, if the store has it.
fn version(named: &str, store: Option<&dyn Store>) -> Result<Option<Vec<Arc<Document>>>, Failure> {
    let (Some(store), Some((service, version))) = (store, named.split_once('@')) else {
        return Ok(None);
    };
    let snapshot = Snapshot::read(store)?;
    if !snapshot.catalogue.services().any(|known| known == service) {
        return Ok(None);
    }
    snapshot.check_published(service, version)?;
    let read = contents(store, &[(service.to_owned(), version.to_owned())])?;
    let documents = read.into_iter().flat_map(|contents| contents.documents);
    let of_version = |document: Arc<Document>| {
        let mut document = Document::clone(&document);
        document.included = vec![Included {
            version: version.to_owned(),
            why: WhyIncluded::Asked,
        }];
        Arc::new(document)
    };
    Ok(Some(documents.map(of_version).collect()))
}
