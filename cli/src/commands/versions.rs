//! `cargo counterpart versions`

use clap::Args;
use counterpart_engine::json::Json;
use counterpart_verifier::deploy::DeployError;
use counterpart_verifier::store::{Catalogue, Timestamp, seals};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::table::table;
use crate::store::{StoreFlags, moment};
use crate::terminal::output;

/// List the versions of a service, the newest first: on which branches, who published them, where they run
#[derive(Debug, Args)]
pub(crate) struct Versions {
    #[command(flatten)]
    store: StoreFlags,
    /// The service
    #[arg(long, value_name = "SERVICE")]
    service: String,
    /// Only those of this branch
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Versions {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let store = self.store.open()?;
        let catalogue = Catalogue::read(&*store)?;
        if !catalogue.services().any(|service| service == self.service) {
            return Err(DeployError::NoService {
                service: self.service,
                known: catalogue.services().map(str::to_owned).collect(),
            }
            .into());
        }
        if let Some(branch) = &self.branch {
            let known: Vec<String> = catalogue.branches(&self.service).map(str::to_owned).collect();
            if !known.contains(branch) {
                return Err(DeployError::NotOnBranch {
                    service: self.service,
                    branch: Some(branch.clone()),
                    known,
                }
                .into());
            }
        }
        let at = self.at.unwrap_or_else(Timestamp::now);
        let service = self.service.as_str();
        let names = match &self.branch {
            Some(branch) => catalogue.history(service, branch),
            None => catalogue.versions(service).collect(),
        };
        let names: Vec<_> = names
            .into_iter()
            .map(|name| (service.to_owned(), name.to_owned()))
            .collect();
        let mut found = seals(&*store, &names)?;
        found.sort_by(|a, b| (b.published, &b.version).cmp(&(a.published, &a.version)));
        found.dedup();
        let mut rows: Vec<[String; 5]> = Vec::new();
        let mut versions = Vec::new();
        for seal in found {
            let on = |branch: &&str| {
                catalogue
                    .history(service, branch)
                    .contains(&seal.version.as_str())
            };
            let branches: Vec<&str> = catalogue.branches(service).filter(on).collect();
            let runs = |environment: &&str| {
                catalogue
                    .running(environment, service, at)
                    .contains(&seal.version)
            };
            let running: Vec<&str> = catalogue.environments().filter(runs).collect();
            let list = |items: &[&str]| Json::Array(items.iter().map(|item| Json::from(*item)).collect());
            let optional = |text: &Option<String>| text.as_deref().map_or(Json::Null, Json::from);
            versions.push(Json::from([
                ("version", Json::from(seal.version.as_str())),
                ("published", Json::from(seal.published.to_string())),
                ("branches", list(&branches)),
                ("running", list(&running)),
                ("commit", optional(&seal.origin.commit)),
                ("committer", optional(&seal.origin.committer)),
                ("run", optional(&seal.origin.run)),
            ]));
            let shown = |items: &[&str]| {
                if items.is_empty() {
                    "-".to_owned()
                } else {
                    items.join(", ")
                }
            };
            rows.push([
                seal.version.clone(),
                seal.published.to_string(),
                shown(&branches),
                shown(&running),
                seal.origin.committer.clone().unwrap_or_else(|| "-".into()),
            ]);
        }
        output::json_or_text(
            self.json,
            &if self.json {
                Json::from([
                    ("format", Json::Number(1.into())),
                    ("service", Json::from(service)),
                    ("versions", Json::Array(versions)),
                ])
                .to_pretty()
            } else if rows.is_empty() {
                format!("{service} has no version\n")
            } else {
                table(
                    ["version", "published", "branches", "runs in", "committer"],
                    &rows,
                )
            },
        )?;
        Ok(Exit::Compatible)
    }
}
