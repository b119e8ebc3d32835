//! The history: which version of which service changed what, and for whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::findings::Finding;
use super::people::People;
use super::source::{Options, Source};
use crate::deploy::{Changed, DeployError, Diff, diff};
use crate::report::listing::{Listing, Locate};
use crate::report::{Document, Included, WhyIncluded};
use crate::store::{Contents, Version, contents, seals};
use crate::verify;

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

/// The view of one page of the history.
#[derive(Serialize)]
pub(super) struct Page<'p> {
    pages: usize,
    all: usize,
    left_out: usize,
    entries: &'p [Entry],
}

/// A version, and what it changed.
#[derive(Serialize)]
pub(super) struct Entry {
    #[serde(skip)]
    of: String,
    service: Option<usize>,
    version: String,
    before: Option<String>,
    published: String,
    committer: Option<String>,
    run: Option<String>,
    changes: Vec<Change>,
    broken: Vec<Finding>,
    problems: Vec<String>,
    fixed: usize,
    already_broken: usize,
}

#[derive(Serialize)]
struct Change {
    role: &'static str,
    event: String,
    known: Option<usize>,
    name: Option<String>,
    kind: &'static str,
    differences: Vec<String>,
    newly_valid: usize,
    no_longer_valid: usize,
    unproven: bool,
}

impl History {
    /// The changes of one service, the newest first.
    pub(super) fn of_service(&self, service: &str) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.of == service).collect()
    }

    /// All entries, page by page. With a store there is always a first page.
    pub(super) fn views(&self) -> impl Iterator<Item = Page<'_>> {
        let least = usize::from(self.is_known);
        let pages = self.entries.len().div_ceil(OF_PAGE).max(least);
        (0..pages).map(move |at| {
            let first = at * OF_PAGE;
            let last = self.entries.len().min(first + OF_PAGE);
            Page {
                pages,
                all: self.entries.len(),
                left_out: self.left_out,
                entries: &self.entries[first..last],
            }
        })
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
        .sort_by(|a, b| (&b.published, &a.of).cmp(&(&a.published, &b.of)));
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
    let listing = found.map(|diff| Listing::of(&diff.broken, locate));
    let rows = listing.iter().flat_map(|listing| &listing.rows);
    let changes = found.into_iter().flat_map(|diff| &diff.changes);
    let broken = rows.map(|row| Finding::of(row, people, options)).collect();
    Entry {
        of: seal.service.clone(),
        service: people.service(&seal.service),
        version: seal.version.clone(),
        before: before.map(|one| one.version.clone()),
        published: seal.published.to_string(),
        committer: seal.origin.committer.clone(),
        run: seal.origin.run.clone(),
        changes: changes.map(|one| change(one, people)).collect(),
        broken,
        problems: listing.map_or_else(Vec::new, |listing| listing.problems),
        fixed: found.map_or(0, |diff| diff.fixed.len()),
        already_broken: found.map_or(0, |diff| diff.already_broken),
    }
}

fn change(one: &Changed, people: &People) -> Change {
    let kind = match (&one.old, &one.new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    };
    Change {
        role: one.identity.role().as_str(),
        event: one.identity.event().to_owned(),
        known: people.event(one.identity.event()),
        name: one.identity.name().map(str::to_owned),
        kind,
        differences: one.differences.iter().map(|one| one.text.clone()).collect(),
        newly_valid: one.newly_valid.len(),
        no_longer_valid: one.no_longer_valid.len(),
        unproven: one.unproven,
    }
}
