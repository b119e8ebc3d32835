//! `cargo counterpart record-deployment`, `record-undeployment`, `record-release`, `record-support-ended`

use std::time::Duration;

use clap::Args;
use counterpart::near::did_you_mean;
use counterpart_engine::json::Json;
use counterpart_verifier::deploy::{DeployError, Snapshot};
use counterpart_verifier::store::{
    Catalogue, DeploymentChange, DeploymentRecord, Holds, RecordError, Store, Timestamp, holds, record,
    record_first,
};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::store::{StoreFlags, moment};
use crate::terminal::output;

/// What happened to which version, where and when.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Record {
    #[command(flatten)]
    store: StoreFlags,
    /// The service
    #[arg(long, value_name = "SERVICE")]
    service: String,
    /// Its version, as it was published
    #[arg(long, value_name = "VERSION")]
    version: String,
    /// The environment
    #[arg(long, visible_alias = "to-environment", value_name = "ENVIRONMENT")]
    environment: String,
    /// The environment is new, although its name is close to that of another
    #[arg(long)]
    new_environment: bool,
    /// Nothing of the service ran in the environment before this: its history there starts here
    ///
    /// `can-i-deploy` then does not wait until messages of earlier versions would have expired. Give it with the first
    /// deployment or release of the service, or later, by repeating that record with its --version and --at.
    #[arg(long)]
    first: bool,
    /// When it happened, instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Record {
    pub(crate) fn run(mut self, change: DeploymentChange) -> Result<Exit, Failure> {
        let comes = matches!(change, DeploymentChange::Deployed | DeploymentChange::Released);
        if self.first && !comes {
            return Err(Failure::new(
                "--first is about a version that comes into the environment, and this one leaves it",
            )
            .hint("give it to `record-deployment` or `record-release`"));
        }
        let store = self.store.open()?;
        let snapshot = Snapshot::read(&*store)?;
        // The record itself refuses any other version that is not published.
        match snapshot.version_named(&self.service, &self.version) {
            Ok(version) => self.version = version,
            Err(error @ DeployError::SeveralCommits { .. }) => return Err(error.into()),
            Err(_) => {}
        }
        if comes && !self.new_environment {
            self.check_environment(&snapshot.catalogue)?;
        }
        let at = self.record(&*store, change)?;
        let Self {
            service,
            version,
            environment,
            ..
        } = &self;
        let made = DeploymentRecord {
            at,
            change,
            version: version.clone(),
        };
        let holds = holds(
            &Catalogue::read(&*store)?,
            environment,
            service,
            &made,
            Timestamp::now(),
        );
        let text = if self.json {
            let text = |text: &str| Json::from(text);
            Json::from([
                ("format", Json::Number(1.into())),
                ("recorded", text(change.as_str())),
                ("service", text(service)),
                ("version", text(version)),
                ("environment", text(environment)),
                ("at", text(&at.to_string())),
                ("in-force", Json::Bool(holds.is_so())),
                ("first", Json::Bool(self.first)),
            ])
            .to_pretty()
        } else {
            let happened = match change {
                DeploymentChange::Deployed => "is deployed to",
                DeploymentChange::Undeployed => "is no longer deployed to",
                DeploymentChange::Released => "is released to",
                DeploymentChange::Withdrawn => "is no longer supported in",
            };
            let mut text = format!("recorded: {service} {version} {happened} {environment} since {at}\n");
            if self.first {
                text.push_str(&format!(
                    "recorded: nothing of {service} ran in {environment} before\n"
                ));
            }
            if let Some(limit) = limit(&holds) {
                text.push_str(&format!("note: {limit}\n"));
            }
            text
        };
        output::results(&text)?;
        Ok(Exit::Compatible)
    }

    /// Refuses a name without any records that is probably a mistyped name of a known one.
    fn check_environment(&self, catalogue: &Catalogue) -> Result<(), Failure> {
        let environment = self.environment.as_str();
        if catalogue.environments().any(|known| known == environment) {
            return Ok(());
        }
        let meant = did_you_mean(environment, catalogue.environments());
        if meant.is_empty() {
            return Ok(());
        }
        Err(
            Failure::new(format!("nothing was ever recorded in {environment}{meant}"))
                .hint("if the environment is new, say so with --new-environment"),
        )
    }

    /// Records it, and reports the moment.
    fn record(&self, store: &dyn Store, change: DeploymentChange) -> Result<Timestamp, Failure> {
        let mut attempts = 0;
        loop {
            let at = self.at.unwrap_or_else(Timestamp::now);
            let record = if self.first { record_first } else { record };
            match record(store, &self.environment, &self.service, &self.version, change, at) {
                Ok(()) => return Ok(at),
                // A change that happens now comes after one that was recorded a moment ago.
                Err(RecordError::SameTime { .. }) if self.at.is_none() && attempts < 3 => {
                    attempts += 1;
                    std::thread::sleep(Duration::from_secs(1));
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// The reason why a record is not in force, now or later.
fn limit(holds: &Holds) -> Option<String> {
    let said = |record: &DeploymentRecord| {
        format!(
            "version {} is recorded as {} at {}",
            record.version,
            record.change.as_str(),
            record.at
        )
    };
    match holds {
        Holds::NotYet => Some("it is not in force yet: that is later than now".to_owned()),
        Holds::Until(record) => Some(format!("it is in force until {}: {}", record.at, said(record))),
        Holds::NoLonger(record) => Some(format!("it is not in force now: {}", said(record))),
        _ => None,
    }
}
