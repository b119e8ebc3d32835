//! `cargo counterpart record-deployment`, `record-undeployment`, `record-release`, `record-support-ended`

use clap::Args;
use counterpart::json::Json;
use counterpart::store::{Timestamp, What, record};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::store::{StoreFlags, moment};

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
    /// When it happened, instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Record {
    pub(crate) fn run(self, what: What) -> Result<Exit, Failure> {
        let store = self.store.open()?;
        let at = self.at.unwrap_or_else(Timestamp::now);
        record(&*store, &self.environment, &self.service, &self.version, what, at)?;
        let Self {
            service,
            version,
            environment,
            ..
        } = &self;
        let text = if self.json {
            let text = |text: &str| Json::from(text);
            Json::from([
                ("format", Json::Number(1.into())),
                ("recorded", text(what.as_str())),
                ("service", text(service)),
                ("version", text(version)),
                ("environment", text(environment)),
                ("at", text(&at.to_string())),
            ])
            .to_pretty()
        } else {
            let happened = match what {
                What::Deployed => "is deployed to",
                What::Undeployed => "is no longer deployed to",
                What::Released => "is released to",
                What::Withdrawn => "is no longer supported in",
            };
            format!("recorded: {service} {version} {happened} {environment} since {at}\n")
        };
        output::results(&text)?;
        Ok(Exit::Compatible)
    }
}
