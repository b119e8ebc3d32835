//! `cargo counterpart services`

use clap::Args;
use counterpart_engine::json::Json;
use counterpart_verifier::store::{Catalogue, Rules};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::table::table;
use crate::store::StoreFlags;
use crate::terminal::output;

/// List the services, and the latest version of each on its main branch
#[derive(Debug, Args)]
pub(crate) struct Services {
    #[command(flatten)]
    store: StoreFlags,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Services {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let store = self.store.open()?;
        let (catalogue, rules) = (Catalogue::read(&*store)?, Rules::read(&*store)?);
        let mut rows: Vec<[String; 4]> = Vec::new();
        let mut services = Vec::new();
        for service in catalogue.services() {
            let main = rules.main_branch(&catalogue, service);
            let heads = main.map_or_else(Vec::new, |main| catalogue.heads(service, main));
            let latest = (!heads.is_empty()).then(|| heads.join(", "));
            let latest = latest.as_deref();
            let versions = catalogue.versions(service).count();
            let optional = |text: Option<&str>| text.map_or(Json::Null, Json::from);
            services.push(Json::from([
                ("service", Json::from(service)),
                ("main-branch", optional(main)),
                ("latest", optional(latest)),
                ("versions", Json::Number(versions.into())),
            ]));
            let shown = |text: Option<&str>| text.unwrap_or("-").to_owned();
            rows.push([
                service.to_owned(),
                shown(main),
                shown(latest),
                versions.to_string(),
            ]);
        }
        output::json_or_text(
            self.json,
            &if self.json {
                Json::from([
                    ("format", Json::Number(1.into())),
                    ("services", Json::Array(services)),
                ])
                .to_pretty()
            } else if rows.is_empty() {
                "no service has published anything\n".to_owned()
            } else {
                table(["service", "main branch", "latest", "versions"], &rows)
            },
        )?;
        Ok(Exit::Compatible)
    }
}
