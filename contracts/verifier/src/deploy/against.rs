//! What a run has, against what stands in a store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::history::History;
use super::judge::{Judge, Sample};
use super::named::{check_consumers, check_events};
use super::party::{Before, Party};
use super::pending::is_pending_event;
use super::settle::{Desk, Settled, settle};
use super::standing::{Scope, Standings, Standpoint};
use super::unmatched::unmatched;
use super::unread::unread;
use super::{DeployError, Snapshot};
use crate::report::{Document, FileFinding, FileRule, Report, Stand, Standing};
use crate::store::{StoreError, Version, VersionFile, layout};
use crate::timestamp::Timestamp;
use crate::verify::{Fate, Options, wants};
use counterpart::contract::{Identity, Role};

/// What a run has.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// Its contracts and emitted schemas.
    pub documents: Vec<Arc<Document>>,
    /// The published version that they are of; `None` for code and files that are of none yet.
    pub version: Option<String>,
}

/// Checks what a run emits against the contracts of every consumer that counts, and its contracts against what every
/// producer that counts emits.
///
/// `report` is what is known already (how files differ from the code); what comes of the pairs is added. Allowances are
/// those of `options`, and those that were published with the version of either side.
///
/// # Errors
/// Where the store refuses, or `scope` names an environment or a branch that is nowhere, an event that is none of the run's,
/// or a consumer without a contract that takes part.
pub fn against(
    snapshot: &Snapshot<'_>,
    own: &Own,
    scope: &Scope,
    at: Timestamp,
    options: &Options,
    mut report: Report,
) -> Result<Report, DeployError> {
    let mut desk = Desk {
        history: History::new(snapshot, at),
        judge: Judge::new(&options.limits),
        options,
        today: options.today,
    };
    let mut parties = own_parties(own, scope, &mut desk.history)?;
    let services: BTreeSet<String> = own
        .documents
        .iter()
        .map(|document| document.identity().service().to_owned())
        .collect();
    let standings = scope.standings(snapshot, &services, at)?;
    report.warnings.extend(standings.warnings.iter().cloned());

    let stopped = stopped(
        &services,
        own.version.as_deref(),
        &parties,
        scope,
        &mut desk.history,
    )?;
    let of_run = own.documents.iter().map(|document| document.identity().event());
    check_events(scope, of_run.chain(stopped.iter().map(Stopped::event)))?;
    let emitted: BTreeSet<&str> = events(&parties, Role::Emits)
        .chain(stopped.iter().map(|one| one.event()))
        .collect();
    let consumed: BTreeSet<&str> = events(&parties, Role::Consumes).collect();
    let wanted = |identity: &Identity| match identity.role() {
        Role::Consumes => emitted.contains(identity.event()),
        Role::Emits => {
            consumed.contains(identity.event()) || stopped.iter().any(|one| one.event() == identity.event())
        }
    };
    let others = standing_parties(&standings, wanted, &mut desk.history)?;
    parties.extend(others);
    check_consumers(scope, &parties)?;

    let takes = |_: &Party, contract: &Party| {
        let consumers = scope.consumers.as_ref();
        consumers.is_none_or(|named| named.contains(contract.identity().service()))
    };
    let Settled {
        mut sheet,
        allowances,
    } = settle(&parties, takes, &mut desk, &mut report)?;
    for one in &stopped {
        if let Some((finding, fate)) = event_stopped(one, &parties, takes, &mut desk)? {
            sheet.enter_file(finding, fate);
        }
    }
    unmatched(snapshot, own, at, &parties, &mut desk.history, &mut report)?;
    report
        .warnings
        .extend(unread(snapshot, own, scope, &mut desk.history, &report)?);
    report.unproven_allowed |= options.allow_unproven;
    sheet.finish(&mut report, &allowances);
    Ok(report)
}

fn own_parties(own: &Own, scope: &Scope, history: &mut History<'_>) -> Result<Vec<Party>, StoreError> {
    let takes = |document: &&Arc<Document>| {
        let events = scope.events.as_ref();
        events.is_none_or(|named| named.contains(document.identity().event()))
    };
    let party = |document: &Arc<Document>| {
        let mut document = Document::clone(document);
        if let Some(version) = &own.version {
            document.standing = vec![Standing {
                version: version.clone(),
                stand: Stand::Asked,
            }];
        }
        let service = document.identity().service().to_owned();
        let allow = match &own.version {
            Some(version) => history.allowances(&service, version)?,
            None => Vec::new(),
        };
        Ok(Party {
            sample: Sample::of(&Arc::new(document)),
            own: true,
            before: history.main_before(&service, own.version.as_deref()),
            since: None,
            allow,
        })
    };
    own.documents.iter().filter(takes).map(party).collect()
}

fn events(parties: &[Party], role: Role) -> impl Iterator<Item = &str> {
    let of_role = move |party: &&Party| party.identity().role() == role;
    parties
        .iter()
        .filter(of_role)
        .map(|party| party.identity().event())
}

/// The documents of versions that count, those of one content once, with every place that they stand at.
pub(super) fn standing_parties(
    standings: &Standings,
    wanted: impl Fn(&Identity) -> bool,
    history: &mut History<'_>,
) -> Result<Vec<Party>, StoreError> {
    let versions: Vec<(String, String)> = standings.versions.keys().cloned().collect();
    let seals = history.seals(&versions)?;
    let mut files: Vec<(&Version, &VersionFile, &[Standpoint])> = Vec::new();
    for (seal, standpoints) in seals.iter().zip(standings.versions.values()) {
        for file in &seal.files {
            if layout::identity(&seal.service, &file.path).is_some_and(|identity| wanted(&identity)) {
                files.push((seal, file, standpoints));
            }
        }
    }
    merge(files, history)
}

/// Why a version counts, what stood there before, and since when it stands there.
type Stood = (Standing, Option<Before>, Timestamp);

/// Reads documents that count, and puts those of one content together.
pub(super) fn merge(
    files: Vec<(&Version, &VersionFile, &[Standpoint])>,
    history: &mut History<'_>,
) -> Result<Vec<Party>, StoreError> {
    let asked: Vec<_> = files.iter().map(|(seal, file, _)| (*seal, *file)).collect();
    let samples = history.documents(&asked)?;
    let mut merged: BTreeMap<_, (Sample, Vec<Stood>)> = BTreeMap::new();
    for ((seal, _, standpoints), sample) in files.into_iter().zip(samples) {
        let key = (
            sample.document.identity().clone(),
            sample.digest,
            seal.allow.clone(),
        );
        let (_, all) = merged.entry(key).or_insert_with(|| (sample, Vec::new()));
        all.extend(standpoints.iter().map(|one| {
            let standing = Standing {
                version: seal.version.clone(),
                stand: one.stand.clone(),
            };
            let since = match &one.stand {
                Stand::Deployed { since, .. } | Stand::Released { since, .. } => *since,
                Stand::InFlight { left, .. } => *left,
                _ => seal.published,
            };
            (standing, one.before.clone(), since)
        }));
    }
    let parties = merged.into_iter().map(|((_, digest, allow), (sample, mut all))| {
        // A branch stands before environments, and these by name; of the first that something stood at before, that is old.
        all.sort_by(|a, b| (&a.0.stand, &a.0.version).cmp(&(&b.0.stand, &b.0.version)));
        let before = all.iter().find_map(|(_, before, _)| before.clone());
        let since = all.iter().map(|(.., since)| *since).min();
        let mut document = Document::clone(&sample.document);
        document.standing = all.into_iter().map(|(standing, ..)| standing).collect();
        let document = Arc::new(document);
        Party {
            sample: Sample { document, digest },
            own: false,
            before,
            since,
            allow,
        }
    });
    Ok(parties.collect())
}

/// The latest documents of events that a service of the run emitted on its main branch once, and does not emit now.
struct Stopped {
    last: Arc<Document>,
}

impl Stopped {
    fn event(&self) -> &str {
        self.last.identity().event()
    }
}

fn stopped(
    services: &BTreeSet<String>,
    asked: Option<&str>,
    own: &[Party],
    scope: &Scope,
    history: &mut History<'_>,
) -> Result<Vec<Stopped>, StoreError> {
    let mut stopped = Vec::new();
    for service in services {
        for (event, (seal, file)) in history.ever_emitted(service, asked)? {
            let still = |party: &Party| {
                let identity = party.identity();
                identity.role() == Role::Emits && identity.service() == service && identity.event() == event
            };
            let looked_at = scope.events.as_ref().is_none_or(|named| named.contains(&event));
            if looked_at && !own.iter().any(still) {
                let last = history.documents(&[(&seal, &file)])?.remove(0).document;
                stopped.push(Stopped { last });
            }
        }
    }
    Ok(stopped)
}

/// The contracts that still want an event that stopped: those for this producer alone, and those for anyone where nobody
/// else emits it. Pending where it was never given to them.
fn event_stopped(
    stopped: &Stopped,
    parties: &[Party],
    takes: impl Fn(&Party, &Party) -> bool,
    desk: &mut Desk<'_>,
) -> Result<Option<(FileFinding, Fate)>, StoreError> {
    let producer = stopped.last.identity().service();
    let of_event = |party: &&Party| party.identity().event() == stopped.event();
    let others = parties
        .iter()
        .filter(of_event)
        .any(|party| party.identity().role() == Role::Emits && party.identity().service() != producer);
    let mut wanted_by = Vec::new();
    let mut fate = Fate::Pending;
    for party in parties.iter().filter(of_event) {
        let named = party.sample.document.contract.header.producer.is_some();
        let wants = party.identity().role() == Role::Consumes
            && wants(&party.sample.document, producer)
            && (named || !others)
            && takes(party, party);
        if !wants {
            continue;
        }
        let (history, judge) = (&mut desk.history, &mut desk.judge);
        let pending = !party.own && is_pending_event(history, judge, producer, &party.sample)?;
        if !pending {
            fate = Fate::Fails;
        }
        wanted_by.push(Arc::clone(&party.sample.document));
    }
    let finding = FileFinding {
        rule: FileRule::EventStopped,
        document: Arc::clone(&stopped.last),
        wanted_by,
        meant: Vec::new(),
    };
    Ok((!finding.wanted_by.is_empty()).then_some((finding, fate)))
}
