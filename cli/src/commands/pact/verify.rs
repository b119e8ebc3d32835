//! `cargo counterpart pact verify`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use counterpart::compat::Limits;
use counterpart::pact::{Levels, Options, Outcome, Report, verify};

use super::producing::Producing;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// Verify the message pacts of consumers against what the services here emit
///
/// Each interaction is looked at twice. By proof: what it accepts becomes a schema, and every message that the producer can
/// emit must be one of these. By example: the messages of `#[contract(samples = …)]` are compared as every tool of Pact
/// compares them. An interaction belongs to an event by its description, by its metadata, or by the table `[pact]` in
/// counterpart.toml.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Pacts, and folders of pacts with all that lies below them
    #[arg(value_name = "FILE|DIR", required = true)]
    paths: Vec<PathBuf>,
    /// Look only at the pacts of this provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// What is asked of each interaction
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Level::Both)]
    level: Level,
    /// Let interactions pass that can be neither proven nor refuted
    #[arg(long)]
    allow_unproven: bool,
    /// How many steps one proof may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
    #[command(flatten)]
    producing: Producing,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    /// By proof and by example
    Both,
    /// By proof alone
    Proof,
    /// By example alone
    Example,
}

impl Verify {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        // Pacts that cannot be read are said before a build of minutes.
        let pacts =
            counterpart::pact::read::read(&self.paths).map_err(|error| Failure::new(error.to_string()))?;
        drop(pacts);
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
        let report = verify(&self.paths, &found.producers, &options)
            .map_err(|error| Failure::new(error.to_string()))?;
        say(&report)
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
