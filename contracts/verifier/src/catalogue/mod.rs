//! The data of the catalogue: pages of events, services, environments, history and findings, for people who never
//! open a terminal.
//!
//! [`views`] makes one JSON document for each view, in a fixed order, and hands each to its caller. A catalogue
//! repeats what the commands answer, and computes nothing of its own about compatibility: verdicts come from
//! [`judge`](crate::verify::judge), effects from [`impact`](crate::deploy::impact()), the matrix from
//! [`can_i_deploy`](crate::deploy::can_i_deploy()) and the history from [`diff`](crate::deploy::diff()).
//!
//! Whatever a bound leaves out is counted in the view that lacks it.
//!
//! ```
//! use counterpart_verifier::catalogue::{Options, Source, views};
//! use counterpart_verifier::report::listing::Files;
//!
//! let source = Source::of_files(vec![], &Default::default());
//! let mut names = Vec::new();
//! views(&source, &Options::default(), &Files::default(), &mut |name, _| { names.push(name); Ok::<_, counterpart_verifier::deploy::DeployError>(()) })?;
//! assert_eq!(names, ["index", "network", "search", "findings-0"]);
//! # Ok::<(), counterpart_verifier::deploy::DeployError>(())
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

use self::budget::Shares;
use self::event::Context;
use self::fields::Tables;
use self::findings::Pages;
use self::people::People;
pub use self::source::{Options, Source};
use crate::deploy::DeployError;
use crate::report::listing::{Listing, Locate, Tally};
use counterpart::contract::Role;
use counterpart::parallel;
use counterpart_engine::json::Json;

/// The version of the form of the views.
pub const FORMAT: u32 = 1;

/// The number of events whose views are held at a time.
const HELD: usize = 128;

/// Makes every view, and hands each to `take` with its name: `index`, `network`, `event-0`, `service-0` and so on.
/// Events and services are numbered in the order of their names, so no name of a view holds foreign text.
///
/// # Errors
/// Fails if the store refuses, or if `take` does.
pub fn views<E: From<DeployError>>(
    source: &Source<'_>,
    options: &Options,
    locate: &dyn Locate,
    take: &mut dyn FnMut(String, Json) -> Result<(), E>,
) -> Result<(), E> {
    let listing = Listing::of(&source.report, locate);
    let people = People::of(source);
    let pages = Pages::of(&listing, &people, options);
    let tables = Tables::of(&source.documents);
    let plan: BTreeMap<&str, Vec<String>> = people
        .events
        .iter()
        .map(|event| (event.name.as_str(), tables.places(&event.emitted)))
        .collect();
    let shares = Shares::of(&people, &plan, options);

    let environments = environments::of(source, &people, options, locate)?;
    let history = history::of(source, &people, options, locate)?;
    let cut = people
        .events
        .iter()
        .filter(|event| tables.is_cut(&event.emitted))
        .count();
    let fields: usize = plan.values().map(Vec::len).sum();
    let notes = notes(cut, fields, &shares, options);
    take(
        "index".to_owned(),
        index(source, &people, &listing, (fields, shares.all()), options, notes),
    )?;
    for (name, view) in network::of(&people) {
        take(name, view)?;
    }
    take("search".to_owned(), search(&people, &tables))?;
    for (name, view) in pages.views() {
        take(name, view)?;
    }
    if let Some(view) = environments {
        take("environments".to_owned(), view)?;
    }
    for (name, view) in history.views() {
        take(name, view)?;
    }
    if let Some(plan) = &source.letters {
        take("letters".to_owned(), letters::of(plan, &people))?;
    }
    for (number, service) in people.services.iter().enumerate() {
        let view = service::of(source, service, &people, &history)?;
        take(format!("service-{number}"), view)?;
    }
    let context = Context {
        people: &people,
        pages: &pages,
        options,
        files: event::files(&source.documents, locate),
        tables: &tables,
    };
    let numbers: Vec<usize> = (0..people.events.len()).collect();
    for held in numbers.chunks(HELD) {
        let made = parallel::map(held, |&number| {
            let event = &people.events[number];
            let places = &plan[event.name.as_str()];
            event::of(event, &places[..shares.of_event(number)], places.len(), &context)
        });
        for (&number, view) in held.iter().zip(made) {
            take(format!("event-{number}"), view)?;
        }
    }
    Ok(())
}

/// The names of everything, the totals, and the bounds that were reached.
fn index(
    source: &Source<'_>,
    people: &People,
    listing: &Listing,
    (fields, probed): (usize, usize),
    options: &Options,
    notes: Vec<String>,
) -> Json {
    let tally = Tally::of(&source.report);
    let count = |role: Role| {
        source
            .documents
            .iter()
            .filter(|one| one.identity().role() == role)
            .count()
    };
    Json::from([
        ("format", number(FORMAT as usize)),
        ("version", Json::from(env!("CARGO_PKG_VERSION"))),
        ("title", Json::from(options.title.as_str())),
        (
            "from",
            Json::from(if source.snapshot.is_some() {
                "store"
            } else {
                "files"
            }),
        ),
        (
            "at",
            source.at.map_or(Json::Null, |at| Json::from(at.to_string())),
        ),
        ("answer", Json::from(listing.answer)),
        (
            "counts",
            Json::from([
                ("services", number(people.services.len())),
                ("events", number(people.events.len())),
                ("contracts", number(count(Role::Consumes))),
                ("emitted", number(count(Role::Emits))),
                ("pairs", number(tally.all)),
                ("compatible", number(tally.compatible)),
                ("incompatible", number(tally.incompatible)),
                ("unproven", number(tally.unproven)),
                ("warned", number(tally.warned)),
                ("allowed", number(tally.allowed)),
                ("suppressed", number(tally.suppressed)),
                ("fields", number(fields)),
                ("probed", number(probed)),
            ]),
        ),
        (
            "services",
            Json::Array(people.services.iter().map(|one| one.to_json()).collect()),
        ),
        (
            "events",
            Json::Array(people.events.iter().map(|one| one.to_json(people)).collect()),
        ),
        ("owners", texts(people.owners())),
        ("environments", Json::Bool(source.snapshot.is_some())),
        ("history", Json::Bool(source.snapshot.is_some())),
        ("letters", Json::Bool(source.letters.is_some())),
        ("notes", texts(notes)),
    ])
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
fn search(people: &People, tables: &Tables) -> Json {
    let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (number, event) in people.events.iter().enumerate() {
        for place in tables.places(event.emitted.iter().chain(&event.contracts)) {
            found.entry(place).or_default().insert(number);
        }
    }
    let rows = found.into_iter().map(|(place, events)| {
        Json::Array(vec![
            Json::from(place),
            Json::Array(events.into_iter().map(number).collect()),
        ])
    });
    Json::from([("fields", Json::Array(rows.collect()))])
}

fn number(number: usize) -> Json {
    Json::Number((number as u64).into())
}

fn optional(text: Option<&str>) -> Json {
    text.map_or(Json::Null, Json::from)
}

fn texts<T: Into<String>>(all: impl IntoIterator<Item = T>) -> Json {
    Json::Array(all.into_iter().map(|text| Json::from(text.into())).collect())
}
