//! `cargo counterpart sample`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use counterpart::contract::folder::Stored;
use counterpart::contract::{Identity, Role};
use counterpart::sample::{NearMisses, Options, Sampler};
use counterpart_engine::compat::schema::{Options as Reading, Schema};
use counterpart_engine::json::Json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::named;
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::terminal::output;

/// Make messages of an event, one JSON text a line
///
/// They are made from the contract file: of what is emitted if there is such a file, else of what is consumed. The first
/// one is plain, then come the edges of what may be sent. The same seed makes the same messages.
#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// The event
    event: String,
    /// How many messages
    #[arg(short, long = "count", value_name = "N", default_value_t = 1)]
    n: usize,
    /// Make messages that are refused instead, each a minimal change away from a valid message
    #[arg(long)]
    invalid: bool,
    /// Another seed makes other messages
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Of this service's file
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// Of what is emitted, or of what is consumed
    #[arg(long, value_name = "ROLE")]
    role: Option<Side>,
    /// Of the contract of this name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A folder of contract files, instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR")]
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
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let stored = if self.contracts.is_empty() {
            folders::read(&Workspace::find(&self.cargo)?.folder())?
        } else {
            folders::read_others(&self.contracts, None)?
        };
        let stored = self.choose(stored)?;
        let schema = Schema::from_json(
            Json::Object(stored.contract.schema().clone()),
            &Reading::default(),
        )
        .map_err(|error| Failure::new(format!("{}: {error}", stored.path.display())))?;
        let sampler = Sampler::new(&schema, Options::default().seed(self.seed));
        let made: Vec<String> = if self.invalid {
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
                stored.path.display()
            )));
        }
        output::json(&made.concat())?;
        Ok(Exit::Compatible)
    }

    /// The one file that is meant.
    fn choose(&self, stored: Vec<Stored>) -> Result<Stored, Failure> {
        let identity = |stored: &Stored| stored.contract.header.identity.clone();
        let there: Vec<Identity> = stored.iter().map(identity).collect();
        let mut fitting: Vec<Stored> = stored
            .into_iter()
            .filter(|stored| {
                let identity = identity(stored);
                identity.event() == self.event
                    && self
                        .service
                        .as_deref()
                        .is_none_or(|service| service == identity.service())
                    && self.role.is_none_or(|role| Role::from(role) == identity.role())
                    && (self.name.is_none() || self.name.as_deref() == identity.name())
            })
            .collect();
        if self.role.is_none()
            && fitting
                .iter()
                .any(|stored| identity(stored).role() == Role::Emits)
        {
            fitting.retain(|stored| identity(stored).role() == Role::Emits);
        }
        if fitting.len() > 1 {
            let names: Vec<String> = fitting
                .iter()
                .map(|stored| identity(stored).to_string())
                .collect();
            return Err(Failure::new(format!(
                "`{}` has several files: {}",
                self.event,
                names.join(", ")
            ))
            .hint("say which with --service, --role or --name"));
        }
        fitting.pop().ok_or_else(|| self.none_fits(&there))
    }

    /// Why no file is meant: the event that is named has none, or its files are of other services, roles or names.
    fn none_fits(&self, there: &[Identity]) -> Failure {
        let failed = format!("no contract file of `{}` is there that fits", self.event);
        if there.is_empty() {
            return Failure::new(failed).hint("name a folder of contract files with --contracts");
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
            _ => {
                let files: Vec<String> = of_event.iter().map(ToString::to_string).collect();
                Failure::new(failed).hint(format!("its files are {}", files.join(", ")))
            }
        }
    }
}
