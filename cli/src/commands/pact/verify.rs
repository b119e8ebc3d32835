//! `cargo counterpart pact verify`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use counterpart_engine::compat::Limits;
use counterpart_pact::broker::{Fetched, Wanted, selector};
use counterpart_pact::read;
use counterpart_pact::{Checked, Levels, Options, Outcome, Report, verify_pacts};

use super::broker::BrokerFlags;
use super::producing::Producing;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output;

/// Verify the message pacts of consumers against what the services here emit
///
/// Each interaction is looked at twice. By proof: what it accepts becomes a schema, and every message that the producer can
/// emit must be one of these. By example: the messages of `#[contract(samples = …)]` are compared as every tool of Pact
/// compares them. An interaction belongs to an event by its description, by its metadata, or by the table `[pact]` in
/// counterpart.toml.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Pacts, and folders of pacts with all that lies below them
    #[arg(value_name = "FILE|DIR", required_unless_present = "broker")]
    paths: Vec<PathBuf>,
    /// Look only at the pacts of this provider; with a broker, fetch those
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// What is asked of each interaction
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Level::Both)]
    level: Level,
    /// Ignore interactions that can be neither proven nor refuted
    #[arg(long)]
    allow_unproven: bool,
    /// How many steps one proof may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
    #[command(flatten)]
    broker: BrokerFlags,
    /// Which versions of consumers the pacts are fetched of, as JSON: '{"mainBranch": true}'; may be repeated
    #[arg(long, value_name = "JSON", requires = "broker")]
    selector: Vec<String>,
    /// Publish the results for this version of the provider
    #[arg(long, value_name = "VERSION", requires = "broker")]
    publish: Option<String>,
    /// The branch of the provider, by which the broker knows what is pending
    #[arg(long, value_name = "BRANCH", requires = "broker")]
    branch: Option<String>,
    #[command(flatten)]
    producing: Producing,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    /// By proof and by example
    Both,
    /// Only by proof
    Proof,
    /// Only by example
    Example,
}

impl Verify {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::new(error.to_string());
        let broker = self.broker.find()?;
        let selectors: Result<Vec<_>, _> = self.selector.iter().map(|text| selector(text)).collect();
        let selectors = selectors.map_err(|error| failed(&error))?;
        // Report pacts that cannot be read or fetched before a build of minutes.
        let mut pacts = match self.paths.is_empty() {
            true => read::Found::default(),
            false => read::read(&self.paths).map_err(|error| failed(&error))?,
        };
        let mut fetched = Vec::new();
        if let Some(broker) = &broker {
            let provider = self.provider.clone().ok_or_else(|| {
                Failure::new("a broker has the pacts of many providers").hint("name yours with --provider")
            })?;
            let wanted = Wanted {
                provider,
                selectors,
                branch: self.branch.clone(),
            };
            fetched = broker.fetch(&wanted).map_err(|error| failed(&error))?;
        }
        let found = self.producing.find()?;
        let options = Options {
            settings: found.settings,
            levels: match self.level {
                Level::Both => Levels::Both,
                Level::Proof => Levels::Proof,
                Level::Example => Levels::Example,
            },
            limits: Limits {
                steps: self.steps,
                ..Limits::default()
            },
            allow_unproven: self.allow_unproven,
            provider: self.provider,
        };
        let of_files = pacts.pacts.len();
        let (links, more): (Vec<_>, Vec<_>) = fetched.into_iter().map(Fetched::split).unzip();
        pacts.pacts.extend(more);
        let mut report = verify_pacts(&pacts.pacts, &found.producers, &options);
        report.notes.splice(0..0, pacts.notes);
        let exit = say(&report)?;
        if let (Some(broker), Some(version)) = (&broker, &self.publish) {
            for (pact, links) in pacts.pacts[of_files..].iter().zip(&links) {
                let of_pact = |checked: &&Checked| checked.source == pact.source;
                let checked: Vec<&Checked> = report.checked.iter().filter(of_pact).collect();
                if checked.len() < pact.messages.len() {
                    output::progress(&format!(
                        "note: {} was not looked at whole, and its result is not published",
                        pact.source
                    ));
                    continue;
                }
                broker
                    .publish_result(
                        links,
                        &checked,
                        version,
                        self.branch.as_deref(),
                        self.allow_unproven,
                    )
                    .map_err(|error| failed(&error))?;
                output::progress(&format!("published the result of {}", pact.source));
            }
        }
        Ok(exit)
    }
}

fn say(report: &Report) -> Result<Exit, Failure> {
    output::results(&report.to_string())?;
    Ok(match report.outcome() {
        Outcome::Passed => Exit::Compatible,
        Outcome::Failed => Exit::Incompatible,
        Outcome::Incomplete => Exit::Incomplete,
    })
}
