//! `cargo counterpart events`

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use counterpart::contract::Role;
use counterpart::near::did_you_mean;
use counterpart_engine::json::Json;
use counterpart_verifier::store::{Catalogue, Rules, Timestamp, seals};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::table::table;
use crate::store::{StoreFlags, moment};
use crate::terminal::output;

/// List the events, who emits them and who consumes them
///
/// The latest version of each service's main branch counts, and what runs in an environment.
#[derive(Debug, Args)]
pub(crate) struct Events {
    #[command(flatten)]
    store: StoreFlags,
    /// Only this event
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The services on the two sides of an event.
#[derive(Default)]
struct Sides {
    producers: BTreeSet<String>,
    consumers: BTreeSet<String>,
}

impl Events {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let store = self.store.open()?;
        let (catalogue, rules) = (Catalogue::read(&*store)?, Rules::read(&*store)?);
        let at = self.at.unwrap_or_else(Timestamp::now);
        let counting = rules.counting(&catalogue, at);
        let mut events: BTreeMap<String, Sides> = BTreeMap::new();
        for seal in seals(&*store, &counting)? {
            for identity in seal.identities() {
                let sides = events.entry(identity.event().to_owned()).or_default();
                let side = match identity.role() {
                    Role::Emits => &mut sides.producers,
                    Role::Consumes => &mut sides.consumers,
                };
                side.insert(seal.service.clone());
            }
        }
        if let Some(event) = &self.event {
            let meant = did_you_mean(event, events.keys().map(String::as_str));
            events.retain(|known, _| known == event);
            if events.is_empty() {
                return Err(Failure::new(format!("nobody emits or consumes {event}{meant}"))
                    .hint("`cargo counterpart events` lists all events"));
            }
        }
        let list = |services: &BTreeSet<String>| {
            Json::Array(
                services
                    .iter()
                    .map(|service| Json::from(service.as_str()))
                    .collect(),
            )
        };
        let shown = |services: &BTreeSet<String>| {
            let services: Vec<&str> = services.iter().map(String::as_str).collect();
            if services.is_empty() {
                "-".to_owned()
            } else {
                services.join(", ")
            }
        };
        output::json_or_text(
            self.json,
            &if self.json {
                let events = events.iter().map(|(event, sides)| {
                    Json::from([
                        ("event", Json::from(event.as_str())),
                        ("producers", list(&sides.producers)),
                        ("consumers", list(&sides.consumers)),
                    ])
                });
                Json::from([
                    ("format", Json::Number(1.into())),
                    ("events", Json::Array(events.collect())),
                ])
                .to_pretty()
            } else if events.is_empty() {
                "no event is emitted or consumed on a main branch or in an environment\n".to_owned()
            } else {
                let rows: Vec<[String; 3]> = events
                    .iter()
                    .map(|(event, sides)| [event.clone(), shown(&sides.producers), shown(&sides.consumers)])
                    .collect();
                table(["event", "producers", "consumers"], &rows)
            },
        )?;
        Ok(Exit::Compatible)
    }
}
