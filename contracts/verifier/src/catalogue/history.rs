//! The history: which version of which service changed what, and for whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::findings;
use super::people::People;
use super::source::{Options, Source};
use super::{number, optional, texts};
use crate::deploy::{Changed, DeployError, Diff, diff};
use crate::report::listing::{Listing, Locate};
use crate::report::{Document, Included, WhyIncluded};
use crate::store::{Contents, Version, contents, seals};
use crate::verify;
use counterpart_engine::json::Json;

/// The number of versions of a page.
const OF_PAGE: usize = 50;

/// The changes of versions, the newest first.
#[derive(Default)]
pub(super) struct History {
    entries: Vec<Entry>,
    /// The changes of version that were not compared.
    left_out: usize,
    is_known: bool,
}

struct Entry {
    service: String,
    published: String,
    view: Json,
}

impl History {
    /// The changes of one service, the newest first.
    pub(super) fn of_service(&self, service: &str) -> Json {
        let own = self.entries.iter().filter(|entry| entry.service == service);
        Json::Array(own.map(|entry| entry.view.clone()).collect())
    }

    pub(super) fn views(&self) -> Vec<(String, Json)> {
        if !self.is_known {
            return Vec::new();
        }
        let pages: Vec<&[Entry]> = if self.entries.is_empty() {
            vec![&[]]
        } else {
            self.entries.chunks(OF_PAGE).collect()
        };
        let count = pages.len();
        let view = |(at, entries): (usize, &&[Entry])| {
            let view = Json::from([
                ("pages", number(count)),
                ("all", number(self.entries.len())),
                ("left_out", number(self.left_out)),
                (
                    "entries",
                    Json::Array(entries.iter().map(|one| one.view.clone()).collect()),
                ),
            ]);
            (format!("history-{at}"), view)
        };
        pages.iter().enumerate().map(view).collect()
    }
}

/// Compares the latest versions of each main branch with the one before, as `diff` does.
pub(super) fn of(
    source: &Source<'_>,
    people: &People,
    options: &Options,
    locate: &dyn Locate,
) -> Result<History, DeployError> {
    let Some(snapshot) = source.snapshot else {
        return Ok(History::default());
    };
    let mut history = History {
        is_known: true,
        ..History::default()
    };
    let mut others: BTreeMap<&str, Vec<Arc<Document>>> = BTreeMap::new();
    for document in &source.documents {
        others
            .entry(document.identity().event())
            .or_default()
            .push(Arc::clone(document));
    }
    for service in snapshot.catalogue.services() {
        let Some(main) = snapshot.rules.main_branch(&snapshot.catalogue, service) else {
            continue;
        };
        let on_main = snapshot.catalogue.history(service, main);
        let first = on_main.len().saturating_sub(options.history + 1);
        // The version before the oldest change is left out too.
        history.left_out += if first > 0 { first + 1 } else { 0 };
        let named: Vec<(String, String)> = on_main[first..]
            .iter()
            .map(|version| (service.to_owned(), (*version).to_owned()))
            .collect();
        let sealed = seals(snapshot.store, &named)?;
        for (at, seal) in sealed.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| &sealed[at]);
            if before.is_none() && first > 0 {
                continue;
            }
            let is_same = before.is_some_and(|before| is_same(before, seal));
            let found = if is_same {
                None
            } else {
                let wanted: Vec<(String, String)> = before
                    .into_iter()
                    .chain([seal])
                    .map(|one| (service.to_owned(), one.version.clone()))
                    .collect();
                let mut read = contents(snapshot.store, &wanted)?;
                let new = read.pop().map(asked).unwrap_or_default();
                let old = read.pop().map(asked).unwrap_or_default();
                Some(compare(&old, &new, &others, options))
            };
            history
                .entries
                .push(entry(seal, before, found.as_ref(), people, options, locate));
        }
    }
    history
        .entries
        .sort_by(|a, b| (&b.published, &a.service).cmp(&(&a.published, &b.service)));
    Ok(history)
}

fn is_same(before: &Version, seal: &Version) -> bool {
    let of = |version: &Version| -> BTreeMap<String, String> {
        let files = version.files.iter();
        files
            .map(|file| (file.path.clone(), file.digest.to_string()))
            .collect()
    };
    of(before) == of(seal)
}

/// The documents of a version, named by it.
fn asked(contents: Contents) -> Vec<Arc<Document>> {
    let version = contents.version.version;
    let of_version = |document: Arc<Document>| {
        let mut document = Document::clone(&document);
        document.included = vec![Included {
            version: version.clone(),
            why: WhyIncluded::Asked,
        }];
        Arc::new(document)
    };
    contents.documents.into_iter().map(of_version).collect()
}

/// The changes, checked against the others that share an event with one side: no other can be a side of a pair.
fn compare(
    old: &[Arc<Document>],
    new: &[Arc<Document>],
    others: &BTreeMap<&str, Vec<Arc<Document>>>,
    options: &Options,
) -> Diff {
    let events: BTreeSet<&str> = old.iter().chain(new).map(|one| one.identity().event()).collect();
    let near = events.iter().filter_map(|event| others.get(event)).flatten();
    let near: Vec<Arc<Document>> = near.cloned().collect();
    let judging = verify::Options {
        limits: options.limits.clone(),
        ..verify::Options::default()
    };
    diff(old, new, &near, &judging)
}

fn entry(
    seal: &Version,
    before: Option<&Version>,
    found: Option<&Diff>,
    people: &People,
    options: &Options,
    locate: &dyn Locate,
) -> Entry {
    let broken = found.map(|diff| Listing::of(&diff.broken, locate));
    let rows = broken.iter().flat_map(|listing| &listing.rows);
    let changes = found.into_iter().flat_map(|diff| &diff.changes);
    let view = Json::from([
        (
            "service",
            people.service(&seal.service).map_or(Json::Null, number),
        ),
        ("version", Json::from(seal.version.as_str())),
        ("before", optional(before.map(|one| one.version.as_str()))),
        ("published", Json::from(seal.published.to_string())),
        ("committer", optional(seal.origin.committer.as_deref())),
        ("run", optional(seal.origin.run.as_deref())),
        (
            "changes",
            Json::Array(changes.map(|one| change(one, people)).collect()),
        ),
        (
            "broken",
            Json::Array(rows.map(|row| findings::row(row, people, options)).collect()),
        ),
        (
            "problems",
            texts(broken.iter().flat_map(|listing| listing.problems.clone())),
        ),
        ("fixed", number(found.map_or(0, |diff| diff.fixed.len()))),
        (
            "already_broken",
            number(found.map_or(0, |diff| diff.already_broken)),
        ),
    ]);
    Entry {
        service: seal.service.clone(),
        published: seal.published.to_string(),
        view,
    }
}

fn change(one: &Changed, people: &People) -> Json {
    let kind = match (&one.old, &one.new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    };
    Json::from([
        ("role", Json::from(one.identity.role().as_str())),
        ("event", Json::from(one.identity.event())),
        (
            "known",
            people.event(one.identity.event()).map_or(Json::Null, number),
        ),
        ("name", optional(one.identity.name())),
        ("kind", Json::from(kind)),
        (
            "differences",
            texts(one.differences.iter().map(|one| one.text.as_str())),
        ),
        ("newly_valid", number(one.newly_valid.len())),
        ("no_longer_valid", number(one.no_longer_valid.len())),
        ("unproven", Json::Bool(one.unproven)),
    ])
}
