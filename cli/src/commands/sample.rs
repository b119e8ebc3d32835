//! `cargo counterpart sample`

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use counterpart::contract::{Identity, Role};
use counterpart::near::near;
use counterpart::sample::{NearMisses, Options, Sampler};
use counterpart_engine::compat::schema::{Options as Reading, Schema};
use counterpart_engine::json::{Json, Object};
use counterpart_verifier::deploy::with_place;
use counterpart_verifier::report::Document;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::named::{self, EventPlace};
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::published::Published;
use crate::store::StoreFlags;
use crate::terminal::output;

/// The number of messages to make for one that is refused at a place.
const TRIES: usize = 100;

/// Make messages of an event, one JSON text a line
///
/// They are made from the contract file: of what is emitted if there is such a file, else of what is consumed. The first
/// one is plain, and edge cases follow. The same seed makes the same messages. With a place, each message has a value there,
/// and with --invalid the change is made there.
///
/// With --store they are made of what the services in it published: the latest version of a main branch, else what is in
/// an environment, or the published --version of a --service.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Sample {
    #[command(flatten)]
    store: StoreFlags,
    /// The event, or a place in it that each message has, as in user.registered#/email
    #[arg(value_name = "EVENT[#PLACE]")]
    event: String,
    /// How many messages
    #[arg(short, long = "count", value_name = "N", default_value_t = 1)]
    n: usize,
    /// Make invalid messages instead, each a minimal change away from a valid one
    #[arg(long)]
    invalid: bool,
    /// Another seed makes other messages
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Of this service's file
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// Of this published version of the service
    #[arg(long, value_name = "VERSION", requires_all = ["store", "service"])]
    version: Option<String>,
    /// Of what is emitted, or of what is consumed
    #[arg(long, value_name = "ROLE")]
    role: Option<Side>,
    /// Of the contract of this name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A folder of contract files, instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    contracts: Vec<PathBuf>,
    #[command(flatten)]
    cargo: CargoFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Side {
    Emits,
    Consumes,
}

impl From<Side> for Role {
    fn from(side: Side) -> Self {
        match side {
            Side::Emits => Role::Emits,
            Side::Consumes => Role::Consumes,
        }
    }
}

impl Sample {
    pub(crate) fn run(mut self) -> Result<Exit, Failure> {
        let EventPlace { event, place } = EventPlace::parse(&self.event)?;
        let place = place.filter(|place| !place.0.is_empty());
        self.event = event;
        let documents = if self.store.is_asked() {
            {
                let published = Published {
                    service: self.service.as_deref(),
                    version: self.version.as_deref(),
                };
                published.documents(&*self.store.open()?)?
            }
        } else {
            let stored = if self.contracts.is_empty() {
                folders::read(&Workspace::find(&self.cargo)?.folder())?
            } else {
                folders::read_others(&self.contracts, None)?
            };
            let documents = stored.into_iter().map(|stored| Arc::new(Document::from(stored)));
            documents.collect()
        };
        let document = self.choose(documents)?;
        let read = |schema: &Object| {
            Schema::from_json(Json::Object(schema.clone()), &Reading::default())
                .map_err(|error| Failure::new(format!("{}: {error}", document.path.display())))
        };
        let whole = read(document.contract.schema())?;
        let narrowed = match &place {
            Some(place) => Some(read(&with_place(
                &self.event,
                document.contract.schema(),
                place,
            )?)?),
            None => None,
        };
        let schema = narrowed.as_ref().unwrap_or(&whole);
        let sampler = Sampler::new(schema, Options::default().seed(self.seed));
        let made: Vec<String> = if let (true, Some(place)) = (self.invalid, place) {
            NearMisses::new(sampler)
                .at(place)
                .take(self.n.saturating_mul(TRIES))
                // A message that only the narrowed schema refuses is valid.
                .filter(|message| whole.accepts(message.value()) == Ok(false))
                .take(self.n)
                .map(|message| format!("{message}\n"))
                .collect()
        } else if self.invalid {
            NearMisses::new(sampler)
                .take(self.n)
                .map(|message| format!("{message}\n"))
                .collect()
        } else {
            sampler
                .take(self.n)
                .map(|message| format!("{message}\n"))
                .collect()
        };
        if made.is_empty() && self.n > 0 {
            let kind = if self.invalid { "refuses" } else { "accepts" };
            return Err(Failure::new(format!(
                "no message was found that {} {kind}",
                document.path.display()
            )));
        }
        output::json(&made.concat())?;
        Ok(Exit::Compatible)
    }

    /// The one document that the flags select.
    fn choose(&self, documents: Vec<Arc<Document>>) -> Result<Arc<Document>, Failure> {
        let there: Vec<Identity> = documents.iter().map(|one| one.identity().clone()).collect();
        let mut fitting: Vec<Arc<Document>> = documents
            .into_iter()
            .filter(|document| {
                let identity = document.identity();
                identity.event() == self.event
                    && self
                        .service
                        .as_deref()
                        .is_none_or(|service| service == identity.service())
                    && self.role.is_none_or(|role| Role::from(role) == identity.role())
                    && (self.name.is_none() || self.name.as_deref() == identity.name())
            })
            .collect();
        let is_emitted = |document: &Arc<Document>| document.identity().role() == Role::Emits;
        if self.role.is_none() && fitting.iter().any(is_emitted) {
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
            return Err(Failure::new(format!(
                "`{}` has several files: {}",
                self.event,
                names.join(", ")
            ))
            .hint(hint));
        }
        fitting.pop().ok_or_else(|| self.none_fits(&there))
    }

    /// The reason why no file is meant: the named event has none, or its files are of other
    /// services, roles or names.
    fn none_fits(&self, there: &[Identity]) -> Failure {
        let failed = format!("no contract file of `{}` is there that fits", self.event);
        if there.is_empty() {
            return Failure::new(failed)
                .hint("name a folder of contract files with --contracts, or look in a store with --store");
        }
        let of_event: Vec<&Identity> = there.iter().filter(|one| one.event() == self.event).collect();
        if of_event.is_empty() {
            let events: Vec<&str> = there.iter().map(Identity::event).collect();
            return named::unknown(&self.event, &events, failed);
        }
        let services: Vec<&str> = of_event.iter().map(|one| one.service()).collect();
        match &self.service {
            Some(service) if !services.contains(&service.as_str()) => named::unknown(
                service,
                &services,
                format!("`{service}` has no contract file of `{}`", self.event),
            ),
            _ if self.is_near_a_name(&of_event) => {
                let names: Vec<&str> = of_event.iter().filter_map(|one| one.name()).collect();
                let name = self.name.as_deref().unwrap_or_default();
                let failed = format!("no contract of `{}` has the name `{name}`", self.event);
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
