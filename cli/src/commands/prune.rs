//! `cargo counterpart prune`

use std::time::Duration;

use clap::Args;
use counterpart::contract::Retention;
use counterpart_engine::json::Json;
use counterpart_verifier::store::Timestamp;
use counterpart_verifier::store::prune::{Pruning, plan, remove, remove_unsealed};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::store::{StoreFlags, moment};
use crate::terminal::output;

/// Remove versions from the store that nobody needs
///
/// Kept is what is deployed or released, what was and may still have messages under way, the latest of each branch, what
/// was published a short time ago, and of a main branch the first that emits or requires what it does. What is left of
/// publishers that were stopped goes too. Without --yes nothing is removed, and what would be is listed.
#[derive(Debug, Args)]
pub(crate) struct Prune {
    #[command(flatten)]
    store: StoreFlags,
    /// Keep what was published within so long: 90d, 12h
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = age)]
    older_than: Duration,
    /// Remove them
    #[arg(long, visible_alias = "force")]
    yes: bool,
    /// The moment that is asked for, instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn age(text: &str) -> Result<Duration, String> {
    match Retention::parse(text) {
        Some(Retention::For(time)) => Ok(time),
        _ => Err("write a number with a unit, as in `90d` (`s`, `m`, `h`, `d`, `w`)".into()),
    }
}

impl Prune {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let settings = self.store.settings()?;
        let store = self.store.open()?;
        let pruning = Pruning {
            older_than: self.older_than,
            retention: settings.retention.value,
            at: self.at.unwrap_or_else(Timestamp::now),
        };
        let plan = plan(&*store, &pruning)?;
        if self.yes {
            remove(&*store, &plan.removed)?;
            remove_unsealed(&*store, &plan.unsealed)?;
        }
        output::json_or_text(
            self.json,
            &if self.json {
                let named = |(service, version): &(String, String)| {
                    vec![
                        ("service", Json::from(service.as_str())),
                        ("version", Json::from(version.as_str())),
                    ]
                };
                let object = |members: Vec<(&str, Json)>| {
                    let members = members.into_iter().map(|(key, value)| (key.to_owned(), value));
                    Json::Object(members.collect())
                };
                let removed = plan.removed.iter().map(|name| object(named(name)));
                let unsealed = plan.unsealed.keys().map(|name| object(named(name)));
                let kept = plan.kept.iter().map(|(name, why)| {
                    let mut members = named(name);
                    members.push(("why", Json::from(why.to_string())));
                    object(members)
                });
                Json::from([
                    ("format", Json::Number(1.into())),
                    ("done", Json::Bool(self.yes)),
                    ("removed", Json::Array(removed.collect())),
                    ("unsealed", Json::Array(unsealed.collect())),
                    ("kept", Json::Array(kept.collect())),
                ])
                .to_pretty()
            } else {
                let mut text = String::new();
                let (goes, sum) = if self.yes {
                    ("removed", "removed")
                } else {
                    ("would remove", "would be removed; --yes removes them")
                };
                for (service, version) in &plan.removed {
                    text.push_str(&format!("{goes} {service} {version}\n"));
                }
                for (service, version) in plan.unsealed.keys() {
                    text.push_str(&format!(
                        "{goes} {service} {version}: its publisher was stopped before it was whole\n"
                    ));
                }
                for ((service, version), why) in &plan.kept {
                    text.push_str(&format!("keep {service} {version}: it {why}\n"));
                }
                text.push_str(&format!(
                    "{} kept, {} {sum}\n",
                    plan.kept.len(),
                    plan.removed.len() + plan.unsealed.len()
                ));
                text
            },
        )?;
        Ok(Exit::Compatible)
    }
}
