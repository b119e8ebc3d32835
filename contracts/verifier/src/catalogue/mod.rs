//! The data of the catalogue: pages of events, services, environments, history and findings, for people who never
//! open a terminal.
//!
//! [`views`] makes one JSON document for each view, and hands each to a [`Take`]. A catalogue repeats what the commands
//! answer, and computes nothing of its own about compatibility: verdicts come from [`judge`](crate::verify::judge),
//! effects from [`impact`](crate::deploy::impact()), the matrix from [`can_i_deploy`](crate::deploy::can_i_deploy()) and
//! the history from [`diff`](crate::deploy::diff()).
//!
//! Whatever a bound leaves out is counted in the view that lacks it.
//!
//! ```
//! use std::collections::BTreeSet;
//! use std::sync::Mutex;
//!
//! use counterpart_verifier::catalogue::{Options, Source, Take, views};
//! use counterpart_verifier::deploy::DeployError;
//! use counterpart_verifier::report::listing::Files;
//! use serde::Serialize;
//!
//! #[derive(Default)]
//! struct Names(Mutex<BTreeSet<String>>);
//!
//! impl Take for Names {
//!     type Error = DeployError;
//!
//!     fn take<V: Serialize>(&self, name: &str, _view: &V) -> Result<(), DeployError> {
//!         self.0.lock().unwrap().insert(name.to_owned());
//!         Ok(())
//!     }
//! }
//!
//! let source = Source::of_files(vec![], &Default::default());
//! let names = Names::default();
//! views(&source, &Options::default(), &Files::default(), &names)?;
//! let names = names.0.into_inner().unwrap();
//! assert_eq!(names.into_iter().collect::<Vec<_>>(), ["findings-0", "index", "network", "search"]);
//! # Ok::<(), DeployError>(())
//! ```

mod budget;
mod environments;
mod event;
mod fields;
mod findings;
mod graph;
mod history;
mod layout;
mod letters;
mod network;
mod people;
mod service;
mod source;
#[cfg(test)]
mod tests;
mod what_if;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use self::budget::Shares;
use self::event::Context;
use self::fields::Tables;
use self::findings::Pages;
use self::people::{EventRow, People, Service};
pub use self::source::{Options, Source};
use crate::deploy::DeployError;
use crate::report::listing::{Listing, Locate, Tally};
use counterpart::contract::Role;
use counterpart::parallel;

/// The version of the form of the views.
pub const FORMAT: u32 = 1;

/// Takes the views of a catalogue.
pub trait Take: Sync {
    /// The reason why a view is not made or not taken.
    type Error: From<DeployError> + Send;

    /// Takes one view, as several threads may do at a time. Each view has a name of its own.
    ///
    /// # Errors
    /// Fails if it cannot keep the view.
    fn take<V: Serialize>(&self, name: &str, view: &V) -> Result<(), Self::Error>;
}

/// Makes every view, and hands each to `takes` with its name: `index`, `network`, `event-0`, `service-0` and so on.
/// Events and services are numbered in the order of their names, so no name of a view holds foreign text. The order of
/// the calls is not fixed; the views are.
///
/// # Errors
/// Fails if the store refuses, or if `takes` does.
pub fn views<T: Take>(
    source: &Source<'_>,
    options: &Options,
    locate: &dyn Locate,
    takes: &T,
) -> Result<(), T::Error> {
    let listing = Listing::of(&source.report, locate);
    let people = People::of(source);
    let pages = Pages::of(&listing, &people, options);
    let tables = Tables::of(&source.documents);
    let plan: Vec<Vec<String>> = parallel::map(&people.events, |event| tables.places(&event.emitted));
    let shares = Shares::of(&people, &plan, options);

    let environments = environments::of(source, &people, options, locate)?;
    let history = history::of(source, &people, options, locate)?;
    takes.take(
        "index",
        &index(source, &people, &listing, options, (&plan, &shares, &tables)),
    )?;
    let (network, groups) = network::of(&people);
    takes.take("network", &network)?;
    for (name, group) in &groups {
        takes.take(name, group)?;
    }
    takes.take("search", &search(&people, &tables))?;
    for (at, page) in pages.views().enumerate() {
        takes.take(&format!("findings-{at}"), &page)?;
    }
    if let Some(environments) = environments {
        takes.take("environments", &environments)?;
    }
    for (at, page) in history.views().enumerate() {
        takes.take(&format!("history-{at}"), &page)?;
    }
    if let Some(plan) = &source.letters {
        takes.take("letters", &letters::of(plan, &people))?;
    }
    each(people.services.len(), |number| {
        let page = service::of(source, number, &people, &history)?;
        takes.take(&format!("service-{number}"), &page)
    })?;
    let context = Context {
        pages: &pages,
        options,
        files: event::files(&source.documents, locate),
        tables: &tables,
    };
    each(people.events.len(), |number| {
        let places = &plan[number];
        let probed = &places[..shares.of_event(number)];
        let page = event::of(&people.events[number], probed, places.len(), &context);
        takes.take(&format!("event-{number}"), &page)
    })
}

/// Does the same work for each number below `count`, on all processors. After a failure little more is done.
fn each<E: Send>(count: usize, work: impl Fn(usize) -> Result<(), E> + Sync) -> Result<(), E> {
    let has_failed = AtomicBool::new(false);
    let numbers: Vec<usize> = (0..count).collect();
    let done = parallel::map(&numbers, |&number| {
        if has_failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        let done = work(number);
        has_failed.fetch_or(done.is_err(), Ordering::Relaxed);
        done
    });
    done.into_iter().collect()
}

/// The names of everything, the totals, and the bounds that were reached.
#[derive(Serialize)]
struct Index<'v> {
    format: u32,
    version: &'static str,
    title: &'v str,
    from: &'static str,
    at: Option<String>,
    answer: &'static str,
    counts: Counts,
    services: &'v [Service],
    events: Vec<EventRow<'v>>,
    owners: BTreeSet<String>,
    environments: bool,
    history: bool,
    letters: bool,
    served: bool,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Counts {
    services: usize,
    events: usize,
    contracts: usize,
    emitted: usize,
    pairs: usize,
    compatible: usize,
    incompatible: usize,
    unproven: usize,
    warned: usize,
    allowed: usize,
    suppressed: usize,
    fields: usize,
    probed: usize,
}

fn index<'v>(
    source: &Source<'_>,
    people: &'v People,
    listing: &Listing,
    options: &'v Options,
    (plan, shares, tables): (&[Vec<String>], &Shares, &Tables),
) -> Index<'v> {
    let tally = Tally::of(&source.report);
    let count = |role: Role| {
        let documents = source.documents.iter();
        documents.filter(|one| one.identity().role() == role).count()
    };
    let cut = people.events.iter().filter(|event| tables.is_cut(&event.emitted));
    let fields = plan.iter().map(Vec::len).sum();
    let is_store = source.snapshot.is_some();
    Index {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        title: &options.title,
        from: if is_store { "store" } else { "files" },
        at: source.at.map(|at| at.to_string()),
        answer: listing.answer,
        counts: Counts {
            services: people.services.len(),
            events: people.events.len(),
            contracts: count(Role::Consumes),
            emitted: count(Role::Emits),
            pairs: tally.all,
            compatible: tally.compatible,
            incompatible: tally.incompatible,
            unproven: tally.unproven,
            warned: tally.warned,
            allowed: tally.allowed,
            suppressed: tally.suppressed,
            fields,
            probed: shares.all(),
        },
        services: &people.services,
        events: people.events.iter().map(|one| one.row()).collect(),
        owners: people.owners(),
        environments: is_store,
        history: is_store,
        letters: source.letters.is_some(),
        served: options.served,
        notes: notes(cut.count(), fields, shares, options),
    }
}

/// The bounds that left something out of the whole catalogue, as sentences.
fn notes(cut: usize, fields: usize, shares: &Shares, options: &Options) -> Vec<String> {
    let mut notes = Vec::new();
    if shares.all() < fields {
        notes.push(format!(
            "{} of {fields} fields were probed (at most {} of an event, and {} checks in all). `cargo counterpart impact` \
             answers for each of the others.",
            shares.all(),
            options.fields,
            options.checks
        ));
    }
    if cut > 0 {
        notes.push(format!(
            "{cut} events have more fields than the catalogue lists; their schemas are shown as a whole."
        ));
    }
    notes
}

/// The names of fields, and the events that have each.
#[derive(Serialize)]
struct Search<'v> {
    fields: Vec<(&'v str, Vec<usize>)>,
}

fn search<'v>(people: &People, tables: &'v Tables) -> Search<'v> {
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, event) in people.events.iter().enumerate() {
        for place in tables.distinct(event.emitted.iter().chain(&event.contracts)) {
            found.entry(place).or_default().push(number);
        }
    }
    Search {
        fields: found.into_iter().collect(),
    }
}
