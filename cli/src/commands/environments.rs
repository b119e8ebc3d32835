//! `cargo counterpart environments`

use clap::Args;
use counterpart_engine::json::Json;
use counterpart_verifier::store::{Catalogue, Timestamp};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::table::table;
use crate::store::{StoreFlags, moment};
use crate::terminal::output;

/// List the environments, and what runs in them
#[derive(Debug, Args)]
pub(crate) struct Environments {
    #[command(flatten)]
    store: StoreFlags,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Environments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let store = self.store.open()?;
        let catalogue = Catalogue::read(&*store)?;
        let at = self.at.unwrap_or_else(Timestamp::now);
        let mut rows: Vec<[String; 4]> = Vec::new();
        let mut environments = Vec::new();
        for environment in catalogue.environments() {
            let mut running = Vec::new();
            for service in catalogue.services_in(environment) {
                let spans = catalogue.spans(environment, service).into_iter();
                for span in spans.filter(|span| span.since <= at && span.until.is_none_or(|until| until > at))
                {
                    running.push([service.to_owned(), span.version, span.since.to_string()]);
                }
            }
            running.dedup();
            environments.push(Json::from([
                ("environment", Json::from(environment)),
                (
                    "running",
                    Json::Array(
                        running
                            .iter()
                            .map(|[service, version, since]| {
                                Json::from([
                                    ("service", Json::from(service.as_str())),
                                    ("version", Json::from(version.as_str())),
                                    ("since", Json::from(since.as_str())),
                                ])
                            })
                            .collect(),
                    ),
                ),
            ]));
            if running.is_empty() {
                rows.push([environment.to_owned(), "-".into(), "-".into(), "-".into()]);
            }
            rows.extend(
                running
                    .into_iter()
                    .map(|[service, version, since]| [environment.to_owned(), service, version, since]),
            );
        }
        output::json_or_text(
            self.json,
            &if self.json {
                Json::from([
                    ("format", Json::Number(1.into())),
                    ("at", Json::from(at.to_string())),
                    ("environments", Json::Array(environments)),
                ])
                .to_pretty()
            } else if rows.is_empty() {
                "no deployment was ever recorded\n".to_owned()
            } else {
                table(["environment", "service", "version", "since"], &rows)
            },
        )?;
        Ok(Exit::Compatible)
    }
}
