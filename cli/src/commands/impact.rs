//! `cargo counterpart impact`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use counterpart_engine::compat::Limits;
use counterpart_verifier::deploy::{Scope, Snapshot, impact, impact_document, included_documents};
use counterpart_verifier::report::Document;
use counterpart_verifier::store::Timestamp;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::named::EventPlace;
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::render::impact as render;
use crate::render::places::Places;
use crate::render::view::View;
use crate::store::{StoreFlags, moment};
use crate::terminal::output;

/// Say who reads a field of an event, and who would break if it were removed, optional or of another type
///
/// Each is computed: the field is edited in the producer's emitted schema, and the result is checked against each contract.
/// A contract that is broken already is named as such. Looks in the store, where one is named or configured, else in the
/// contract files of the workspace. Nothing is written.
#[derive(Debug, Args)]
pub(crate) struct Impact {
    /// The event and the place of the field, as findings show it
    ///
    /// `user.registered#/email`, `cart#/items/*/sku`, `orders#(order.cancelled)/data/reason`, `user.registered#/headers/tenant`.
    #[arg(value_name = "EVENT#PLACE")]
    field: String,
    #[command(flatten)]
    store: StoreFlags,
    /// Look in this folder of contract files instead; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    contracts: Vec<PathBuf>,
    /// Print JSON; `cargo counterpart schema impact` describes it
    #[arg(long)]
    json: bool,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// How many steps one pair may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
}

impl Impact {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let EventPlace {
            event,
            place: Some(place),
        } = EventPlace::parse(&self.field)?
        else {
            return Err(
                Failure::new(format!("`{}` names an event and no field of it", self.field))
                    .hint("write the event, `#` and the place, as in `user.registered#/email`"),
            );
        };
        let (event, place) = (event.as_str(), place.to_string());
        let place = place.as_str();
        let limits = Limits {
            steps: self.steps,
            ..Limits::default()
        };
        let documents = self.documents(event)?;
        let (impacts, problems) = impact(&documents, event, place, &limits)?;
        let view = View::of_output();
        if self.json {
            let document = impact_document(event, place, &impacts, &problems, &Places::of(&view));
            output::json(&document.to_pretty())?;
        } else {
            output::print(render::impacts(event, place, &impacts, &problems, &view))?;
        }
        Ok(if problems.is_empty() {
            Exit::Compatible
        } else {
            Exit::Incomplete
        })
    }

    fn documents(&self, event: &str) -> Result<Vec<Arc<Document>>, Failure> {
        let files = if self.contracts.is_empty() {
            let settings = self.store.settings()?;
            if let Some(store) = self.store.open_if_any(&settings)? {
                let snapshot = Snapshot::read(&*store)?;
                let at = self.at.unwrap_or_else(Timestamp::now);
                let scope = |events| Scope {
                    events,
                    ..Scope::default()
                };
                let of_event = Some([event.to_owned()].into());
                let found = included_documents(&snapshot, &scope(of_event), at)?;
                return if found.is_empty() {
                    // For the error, which names the existing events.
                    Ok(included_documents(&snapshot, &scope(None), at)?)
                } else {
                    Ok(found)
                };
            }
            folders::read(&Workspace::find(&CargoFlags::of_manifest(None))?.folder())?
        } else {
            folders::read_others(&self.contracts, None)?
        };
        Ok(files
            .into_iter()
            .map(|stored| Arc::new(Document::from(stored)))
            .collect())
    }
}
