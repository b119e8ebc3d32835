//! The documents of a run, checked against those in a store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::hashed::HashedDocument;
use super::named::{check_consumers, check_events};
use super::past::{StorePast, services};
use super::stopped::{self, Stopped};
use super::timeline::{Baseline, History, Inclusion, Inclusions, Lineage, Participant, Scope};
use super::unread::unread;
use super::{DeployError, Snapshot};
use crate::report::{Document, Included, Kind, Report, WhyIncluded};
use crate::store::{StoreError, Version, VersionFile, layout};
use crate::timestamp::Timestamp;
use crate::verify::{Evaluator, Options};
use counterpart::contract::{Identity, Role};

/// The documents of a run.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// Its contracts and emitted schemas.
    pub documents: Vec<Arc<Document>>,
    /// The published version of the documents; `None` for code and files that belong to none yet.
    pub version: Option<String>,
}

/// Checks the run's emitted documents against the contracts of every consumer that counts, and its
/// contracts against the emitted documents of every producer that counts.
///
/// `report` holds the existing findings (how files differ from the code); those of the pairs are
/// added. Allowances are those of `options`, and those that were published with the version of
/// either side.
///
/// # Errors
/// Fails if the store refuses. Fails if `scope` names an unknown environment or branch, an event
/// outside the run, or a consumer without a contract that takes part.
pub fn against(
    snapshot: &Snapshot<'_>,
    own: &Own,
    scope: &Scope,
    at: Timestamp,
    options: &Options,
    mut report: Report,
) -> Result<Report, DeployError> {
    let mut history = History::new(snapshot, at);
    let mut participants = own_participants(own, scope, &mut history)?;
    let services = services(&own.documents);
    let inclusions = scope.inclusions(snapshot, &services, at)?;
    report.warnings.extend(inclusions.warnings.iter().cloned());

    let events_of_files: Vec<String> = files(&report)
        .map(|document| document.identity().event().to_owned())
        .collect();
    retain_files(&mut report, scope);
    let mut stopped = stopped::left_over(&mut report);
    let since_main = stopped::since_main(
        &services,
        own.version.as_deref(),
        &participants,
        &stopped,
        scope,
        &mut history,
    )?;
    stopped.extend(since_main);
    let of_run = own
        .documents
        .iter()
        .map(|document| document.identity().event())
        .chain(events_of_files.iter().map(String::as_str));
    check_events(scope, of_run.chain(stopped.iter().map(Stopped::event)))?;
    let emitted: BTreeSet<&str> = events(&participants, Role::Emits)
        .chain(stopped.iter().map(|one| one.event()))
        .collect();
    let consumed: BTreeSet<&str> = events(&participants, Role::Consumes).collect();
    let wanted = |identity: &Identity| match identity.role() {
        Role::Consumes => emitted.contains(identity.event()),
        Role::Emits => {
            consumed.contains(identity.event()) || stopped.iter().any(|one| one.event() == identity.event())
        }
    };
    let others = included_participants(&inclusions, wanted, &mut history)?;
    participants.extend(others);
    check_consumers(scope, &participants)?;
    participants.retain(|one| scope.looks_at(one.identity()));

    let past = StorePast::new(snapshot, history, &options.limits, services, own.version.clone());
    let mut evaluator = Evaluator::new(&participants, past, options);
    evaluator.check(|_, _| true, &mut report)?;
    evaluator.judge_files(&mut report);
    stopped::judge(&stopped, &participants, &mut evaluator)?;
    evaluator.unmatched(&own.documents, &mut report)?;
    report.warnings.extend(unread(
        snapshot,
        own,
        scope,
        &mut evaluator.past.history,
        &report,
    )?);
    evaluator.finish(&mut report);
    Ok(report)
}

/// The documents of files with findings.
fn files(report: &Report) -> impl Iterator<Item = &Arc<Document>> {
    report.findings.iter().filter_map(|finding| match &finding.kind {
        Kind::File(found) => Some(&found.document),
        _ => None,
    })
}

/// Drops the findings of files outside the scope.
fn retain_files(report: &mut Report, scope: &Scope) {
    report.findings.retain(|finding| match &finding.kind {
        Kind::File(found) => scope.looks_at(found.document.identity()),
        _ => true,
    });
}

fn own_participants(
    own: &Own,
    scope: &Scope,
    history: &mut History<'_>,
) -> Result<Vec<Participant>, StoreError> {
    let takes = |document: &&Arc<Document>| {
        let events = scope.events.as_ref();
        events.is_none_or(|named| named.contains(document.identity().event()))
    };
    let participant = |document: &Arc<Document>| {
        let service = document.identity().service().to_owned();
        let mut document = Arc::clone(document);
        let mut allow = Vec::new();
        if let Some(version) = &own.version {
            Arc::make_mut(&mut document).included = vec![Included {
                version: version.clone(),
                why: WhyIncluded::Asked,
            }];
            allow = history.allowances(&service, version)?;
        }
        let HashedDocument { document, digest } = HashedDocument::of(&document);
        Ok(Participant {
            document,
            own: true,
            allow,
            past: Lineage {
                digest,
                before: history.main_before(&service, own.version.as_deref()),
                since: None,
            },
        })
    };
    own.documents.iter().filter(takes).map(participant).collect()
}

fn events(participants: &[Participant], role: Role) -> impl Iterator<Item = &str> {
    let of_role = move |one: &&Participant| one.identity().role() == role;
    participants
        .iter()
        .filter(of_role)
        .map(|one| one.identity().event())
}

/// The documents of versions that count. Documents of one content appear once, with every reason
/// why they are included.
pub(super) fn included_participants(
    inclusions: &Inclusions,
    wanted: impl Fn(&Identity) -> bool,
    history: &mut History<'_>,
) -> Result<Vec<Participant>, StoreError> {
    let versions: Vec<(String, String)> = inclusions.versions.keys().cloned().collect();
    let seals = history.seals(&versions)?;
    let mut files: Vec<(&Version, &VersionFile, &[Inclusion])> = Vec::new();
    for (seal, of_version) in seals.iter().zip(inclusions.versions.values()) {
        for file in &seal.files {
            if layout::identity(&seal.service, &file.path).is_some_and(|identity| wanted(&identity)) {
                files.push((seal, file, of_version));
            }
        }
    }
    merge(files, history)
}

/// The reason why a version is included, its predecessor, and the time since when it is there.
type Reason = (Included, Option<Baseline>, Timestamp);

/// Reads documents that count, and combines those of one content.
pub(super) fn merge(
    files: Vec<(&Version, &VersionFile, &[Inclusion])>,
    history: &mut History<'_>,
) -> Result<Vec<Participant>, StoreError> {
    let asked: Vec<_> = files.iter().map(|(seal, file, _)| (*seal, *file)).collect();
    let documents = history.documents(&asked)?;
    let mut merged: BTreeMap<_, (HashedDocument, Vec<Reason>)> = BTreeMap::new();
    for ((seal, _, inclusions), hashed) in files.into_iter().zip(documents) {
        let key = (
            hashed.document.identity().clone(),
            hashed.digest,
            seal.allow.clone(),
        );
        let (_, all) = merged.entry(key).or_insert_with(|| (hashed, Vec::new()));
        all.extend(inclusions.iter().map(|one| {
            let included = Included {
                version: seal.version.clone(),
                why: one.why.clone(),
            };
            let since = match &one.why {
                WhyIncluded::Deployed { since, .. } | WhyIncluded::Released { since, .. } => *since,
                WhyIncluded::InFlight { left, .. } => *left,
                _ => seal.published,
            };
            (included, one.before.clone(), since)
        }));
    }
    let participants = merged.into_iter().map(|((_, digest, allow), (hashed, mut all))| {
        // A branch comes before environments, and these are sorted by name. The first with a
        // predecessor gives the old version.
        all.sort_by(|a, b| (&a.0.why, &a.0.version).cmp(&(&b.0.why, &b.0.version)));
        let before = all.iter().find_map(|(_, before, _)| before.clone());
        let since = all.iter().map(|(.., since)| *since).min();
        let mut document = hashed.document;
        Arc::make_mut(&mut document).included = all.into_iter().map(|(included, ..)| included).collect();
        Participant {
            document,
            own: false,
            allow,
            past: Lineage {
                digest,
                before,
                since,
            },
        }
    });
    Ok(participants.collect())
}
