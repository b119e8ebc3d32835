//! `cargo counterpart can-i-deploy`

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use counterpart_engine::compat::Limits;
use counterpart_verifier::deploy::{DeployError, Deployment, Snapshot, can_i_deploy};
use counterpart_verifier::report::listing::Asked;
use counterpart_verifier::store::Timestamp;
use counterpart_verifier::verify::Options;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::{Formats, Written};
use crate::render::text;
use crate::render::view::View;
use crate::store::{StoreFlags, moment};

/// Say whether a version may be deployed to an environment
///
/// Its contracts are checked against each version of a producer whose messages may be read there: those that are in the
/// environment, and those that left it later than so long ago as their messages stay. What it emits is checked against the
/// contracts of each version of a consumer that is there. Computed from the store; nothing is written.
///
/// Exit codes: 0 yes, 100 no or not known, 101 could not complete.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct CanIDeploy {
    #[command(flatten)]
    store: StoreFlags,
    /// The service
    #[arg(long, value_name = "SERVICE")]
    service: String,
    /// Its version, as it was published
    #[arg(long, value_name = "VERSION")]
    version: String,
    /// The environment
    #[arg(long, value_name = "NAME")]
    to_environment: String,
    /// The environment is a new one, for which nothing was recorded yet
    #[arg(long)]
    new_environment: bool,
    /// Let pass what the store does not know; without a kind, all of it
    #[arg(long, value_name = "KIND", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    allow_unknown: Vec<Kind>,
    /// Let pairs pass that can be neither proven nor refuted
    #[arg(long)]
    allow_unproven: bool,
    /// How many steps one pair may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
    #[command(flatten)]
    formats: Formats,
    /// The moment that is asked for, instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
}

/// What the store may not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// All of these
    All,
    /// Nobody in the environment sends an event that the version wants
    NoProducer,
    /// What a producer ran is known for a shorter time than its messages stay
    ShortHistory,
    /// Nothing in the environment shares an event with the version
    Nobody,
}

impl CanIDeploy {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        self.formats.check()?;
        let store = self.store.open()?;
        let settings = self.store.settings()?;
        let deployment = Deployment {
            service: self.service,
            version: self.version,
            environment: self.to_environment,
            new_environment: self.new_environment,
            retention: settings.retention.value,
            allow_unknown: allowed(&self.allow_unknown),
        };
        let options = Options {
            limits: Limits {
                steps: self.steps,
                ..Limits::default()
            },
            allow_unproven: self.allow_unproven,
            rules: settings.rules.value,
            ..Options::default()
        };
        let at = self.at.unwrap_or_else(Timestamp::now);
        let report =
            can_i_deploy(&Snapshot::read(&*store)?, &deployment, at, &options).map_err(
                |error| match &error {
                    DeployError::NoEnvironment { .. } => Failure::new(error.to_string())
                        .hint("where it is a new environment, say so with --new-environment"),
                    _ => error.into(),
                },
            )?;
        let view = View {
            store: Some(store.location().to_owned()),
            shows_compared: true,
            ..View::of_output()
        };
        self.formats.write(&Written {
            report: &report,
            view: &view,
            asked: Some(Asked {
                service: deployment.service.clone(),
                version: deployment.version.clone(),
                environment: deployment.environment.clone(),
                at,
            }),
            text: &|options| {
                let mut said = text::report(&report, &view, options);
                text::deployment(&mut said, &report, &deployment, at);
                said
            },
        })?;
        Ok(report.outcome().into())
    }
}

/// The ids of what may be unknown.
fn allowed(kinds: &[Kind]) -> BTreeSet<String> {
    let all = [Kind::NoProducer, Kind::ShortHistory, Kind::Nobody];
    let kinds = if kinds.contains(&Kind::All) { &all } else { kinds };
    kinds
        .iter()
        .filter_map(|kind| Some(kind.to_possible_value()?.get_name().to_owned()))
        .collect()
}
