//! The commands, one file each.

mod accept;
mod asyncapi;
mod audit;
mod can_i_deploy;
mod catalogue;
mod check;
mod completions;
mod config;
mod conform;
mod diff;
mod environments;
mod events;
mod explain;
mod impact;
mod import;
mod init;
mod man;
#[cfg(feature = "pact")]
mod pact;
#[cfg(not(feature = "pact"))]
#[path = "without_pact.rs"]
mod pact;
mod prune;
mod publish;
mod record;
mod redrive;
mod reject;
mod review;
mod rules;
mod sample;
mod schema;
mod services;
mod verify;
mod versions;
#[cfg(all(test, feature = "pact"))]
mod without_pact;

use clap::{Parser, Subcommand};
use counterpart_verifier::store::DeploymentChange;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output::OutputFlags;

/// Proves that every event a producer can emit is one that every consumer accepts.
///
/// Exit codes: 0 all compatible, 100 incompatible (something needs fixing), 101 could not complete.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-counterpart",
    bin_name = "cargo counterpart",
    version,
    propagate_version = true,
    infer_subcommands = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) output: OutputFlags,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Verify(verify::Verify),
    Accept(accept::Accept),
    Review(review::Review),
    Reject(reject::Reject),
    Check(check::Check),
    Audit(audit::Audit),
    Conform(conform::Conform),
    Import(import::Import),
    #[command(name = "asyncapi")]
    AsyncApi(asyncapi::AsyncApi),
    Pact(pact::Pact),
    Init(init::Init),
    Config(config::Config),
    Publish(publish::Publish),
    /// Record that a version is deployed to an environment and replaces the one before it
    RecordDeployment(record::Arrival),
    /// Record that a version is no longer deployed to an environment
    RecordUndeployment(record::Departure),
    /// Record that a version is released to users, alongside earlier versions
    RecordRelease(record::Arrival),
    /// Record that a released version is no longer supported
    RecordSupportEnded(record::Departure),
    Environments(environments::Environments),
    Services(services::Services),
    Versions(versions::Versions),
    Events(events::Events),
    CanIDeploy(can_i_deploy::CanIDeploy),
    Impact(impact::Impact),
    Diff(diff::Diff),
    Catalogue(catalogue::Catalogue),
    Redrive(redrive::Redrive),
    Prune(prune::Prune),
    Sample(sample::Sample),
    Rules(rules::Rules),
    Explain(explain::Explain),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self {
            Command::Verify(command) => command.run(),
            Command::Accept(command) => command.run(),
            Command::Review(command) => command.run(),
            Command::Reject(command) => command.run(),
            Command::Check(command) => command.run(),
            Command::Audit(command) => command.run(),
            Command::Conform(command) => command.run(),
            Command::Import(command) => command.run(),
            Command::AsyncApi(command) => command.run(),
            Command::Pact(command) => command.run(),
            Command::Init(command) => command.run(),
            Command::Config(command) => command.run(),
            Command::Publish(command) => command.run(),
            Command::RecordDeployment(command) => command.run(DeploymentChange::Deployed),
            Command::RecordUndeployment(command) => command.run(DeploymentChange::Undeployed),
            Command::RecordRelease(command) => command.run(DeploymentChange::Released),
            Command::RecordSupportEnded(command) => command.run(DeploymentChange::Withdrawn),
            Command::Environments(command) => command.run(),
            Command::Services(command) => command.run(),
            Command::Versions(command) => command.run(),
            Command::Events(command) => command.run(),
            Command::CanIDeploy(command) => command.run(),
            Command::Impact(command) => command.run(),
            Command::Diff(command) => command.run(),
            Command::Catalogue(command) => command.run(),
            Command::Redrive(command) => command.run(),
            Command::Prune(command) => command.run(),
            Command::Sample(command) => command.run(),
            Command::Rules(command) => command.run(),
            Command::Explain(command) => command.run(),
            Command::Schema(command) => command.run(),
            Command::Completions(command) => command.run(),
            Command::Man(command) => command.run(),
        }
    }
}
