//! Answers whether versions may be deployed to an environment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::against::merge;
use super::hashed::HashedDocument;
use super::past::StorePast;
use super::stopped::{self, Stopped, runs};
use super::timeline::{
    History, Inclusion, Lineage, Participant, baseline, baseline_of, in_flight, unknown_before, why_read,
    why_there,
};
use super::{DeployError, Snapshot};
use crate::report::{Document, Included, Report, Unknown, Warning, WhyIncluded};
use crate::store::{Span, StoreError, Version, VersionFile, layout};
use crate::timestamp::Timestamp;
use crate::verify::{Evaluator, Options, wants};
use counterpart::contract::Retention;
use counterpart::contract::{Identity, Role};

/// The versions, and their target environment.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// The versions, as service and version, one for each service. Several are deployed together.
    pub versions: Vec<(String, String)>,
    /// The environment.
    pub environment: String,
    /// True if the environment may be one without any records, although others have records.
    pub new_environment: bool,
    /// The retention of an event's messages if its producer does not declare one.
    pub retention: Option<Retention>,
    /// The ids of the facts that may be unknown ([`Unknown::id`]).
    pub allow_unknown: BTreeSet<String>,
}

impl Deployment {
    /// The version of a service in question, if there is one.
    fn version_of(&self, service: &str) -> Option<&str> {
        let mut versions = self.versions.iter();
        let found = versions.find(|(known, _)| known == service);
        found.map(|(_, version)| version.as_str())
    }
}

/// Tells whether versions may be deployed to an environment together at a moment.
///
/// The contracts of each version are checked against everything that may be read there. That is
/// what the others emit, and the messages of each producer version that is in the environment.
/// Versions that left within the retention period of their messages count too. The messages that
/// each version emits are checked against the contracts of the others, and of each consumer version
/// in the environment. A replaced version no longer reads, but its messages may still be read. An
/// event that it emits and its successor does not has stopped, if a consumer that is or will be
/// there still wants it.
///
/// [`Report::unknown`] has the facts that the store does not know, and the answer is then no. There
/// are three. The producer of a contract is not in the environment. Its records begin later than
/// the oldest message that may be read. Nothing there shares an event with the version.
///
/// # Errors
/// Fails if the store refuses, or a version is not published. Fails if only other environments have
/// records, and this one is not declared as new.
pub fn can_i_deploy(
    snapshot: &Snapshot<'_>,
    deployment: &Deployment,
    at: Timestamp,
    options: &Options,
) -> Result<Report, DeployError> {
    for (service, version) in &deployment.versions {
        snapshot.check_published(service, version)?;
    }
    let known: Vec<String> = snapshot.catalogue.environments().map(str::to_owned).collect();
    // Before the very first record, there is no name to mistype.
    if !known.is_empty() && !deployment.new_environment {
        snapshot.check_environment(&deployment.environment)?;
    }
    let options = Options {
        today: Some(at.day()),
        ..options.clone()
    };
    let mut history = History::new(snapshot, at).with_environment(&deployment.environment);
    let mut report = Report::default();
    let mut participants = asked(snapshot, deployment, at, &mut history)?;
    let mut stopped = Vec::new();
    for (service, version) in &deployment.versions {
        let spans = snapshot.catalogue.spans(&deployment.environment, service);
        if let Some(replaced) = replaced(&spans, version, at) {
            let of = (service.as_str(), version.as_str());
            stopped.extend(stopped::by_replacement(
                of,
                replaced,
                &spans,
                &participants,
                at,
                &mut history,
            )?);
        }
    }
    let others = others(
        snapshot,
        deployment,
        at,
        (&participants, &stopped),
        &mut history,
        &mut report,
    )?;
    participants.extend(others);
    let past = StorePast::new(
        snapshot,
        history,
        &options.limits,
        deployment
            .versions
            .iter()
            .map(|(service, _)| service.clone())
            .collect(),
        None,
    );
    let mut evaluator = Evaluator::new(&participants, past, &options);
    let pairs = evaluator.check(|_, _| true, &mut report)?;
    stopped::judge(&stopped, &participants, &mut evaluator)?;
    let is_said = |contract: &Arc<Document>| evaluator.has_stopped(contract);
    let mut unknown: Vec<Unknown> = no_producer(&participants, is_said, &deployment.environment);
    evaluator.finish(&mut report);
    unknown.append(&mut report.unknown);
    let of_pairs = pairs.iter().flat_map(|pair| [pair.emitted, pair.contract]);
    let paired: BTreeSet<&str> = of_pairs.map(|at| participants[at].identity().service()).collect();
    for (service, _) in &deployment.versions {
        let is_said = unknown.iter().any(|one| is_about(one, service, &participants));
        if !paired.contains(service.as_str()) && !is_said {
            unknown.push(Unknown::Nobody {
                service: service.clone(),
                environment: deployment.environment.clone(),
                others: (!known.contains(&deployment.environment)).then(|| known.clone()),
            });
        }
    }
    unknown.sort();
    unknown.dedup();
    let allowed = |one: &Unknown| deployment.allow_unknown.contains(one.id());
    (report.unknown_allowed, report.unknown) = unknown.into_iter().partition(allowed);
    Ok(report)
}

/// Returns `true` if the unknown fact is about a contract of this service.
fn is_about(unknown: &Unknown, service: &str, participants: &[Participant]) -> bool {
    let (Unknown::NoProducer { event, .. } | Unknown::ShortHistory { event, .. }) = unknown else {
        return false;
    };
    participants.iter().any(|one| {
        let identity = one.identity();
        one.own
            && identity.role() == Role::Consumes
            && identity.service() == service
            && identity.event() == event
    })
}

/// The documents of the versions themselves.
fn asked(
    snapshot: &Snapshot<'_>,
    deployment: &Deployment,
    at: Timestamp,
    history: &mut History<'_>,
) -> Result<Vec<Participant>, StoreError> {
    let mut participants = Vec::new();
    for seal in history.seals(&deployment.versions)? {
        let wanted: Vec<_> = seal.files.iter().map(|file| (&*seal, file)).collect();
        let spans = snapshot.catalogue.spans(&deployment.environment, &seal.service);
        let replaced = replaced(&spans, &seal.version, at).map(baseline_of);
        let documents = history.documents(&wanted)?;
        let participant = |HashedDocument { mut document, digest }| {
            Arc::make_mut(&mut document).included = vec![Included {
                version: seal.version.clone(),
                why: WhyIncluded::Asked,
            }];
            Participant {
                document,
                own: true,
                allow: seal.allow.clone(),
                past: Lineage {
                    digest,
                    before: replaced.clone(),
                    since: None,
                },
            }
        };
        participants.extend(documents.into_iter().map(participant));
    }
    Ok(participants)
}

/// The version that a version of the same service replaces.
fn replaced<'s>(spans: &'s [Span], version: &str, at: Timestamp) -> Option<&'s Span> {
    let mut latest_first = spans.iter().rev();
    latest_first.find(|span| span.covers(at) && !span.released && span.version != version)
}

/// Everything in the environment that shares an event with the versions, or with the events that
/// they stop.
fn others(
    snapshot: &Snapshot<'_>,
    deployment: &Deployment,
    at: Timestamp,
    (own, stopped): (&[Participant], &[Stopped]),
    history: &mut History<'_>,
    report: &mut Report,
) -> Result<Vec<Participant>, StoreError> {
    let environment = deployment.environment.as_str();
    let events = |role: Role| -> BTreeSet<&str> {
        let of_role = own.iter().filter(|one| one.identity().role() == role);
        of_role.map(|one| one.identity().event()).collect()
    };
    let (emitted, consumed) = (events(Role::Emits), events(Role::Consumes));
    let stopped: BTreeSet<&str> = stopped.iter().map(Stopped::event).collect();
    let is_read = |event: &str| emitted.contains(event) || stopped.contains(event);
    let mut found = Vec::new();
    for service in snapshot.catalogue.services_in(environment) {
        let spans = snapshot.catalogue.spans(environment, service);
        // Versions that have left are pruned once nobody reads their messages.
        let is_there = |span: &&Span| span.covers(at) || snapshot.catalogue.has(service, &span.version);
        let versions: BTreeSet<&str> = spans
            .iter()
            .filter(is_there)
            .map(|span| span.version.as_str())
            .collect();
        let versions: Vec<_> = versions
            .into_iter()
            .map(|version| (service.to_owned(), version.to_owned()))
            .collect();
        let seals = history.seals(&versions)?;
        // The retention of an event's messages, over all versions that were ever there.
        let mut retentions: BTreeMap<String, Option<Retention>> = BTreeMap::new();
        for seal in &seals {
            for file in &seal.files {
                let Some(identity) = layout::identity(&seal.service, &file.path) else {
                    continue;
                };
                let inclusions = match identity.role() {
                    Role::Consumes if is_read(identity.event()) => {
                        reading(&spans, &seal.version, deployment, service, at)
                    }
                    Role::Emits if consumed.contains(identity.event()) && is_wanted(own, &identity) => {
                        let HashedDocument { document, .. } = history.documents(&[(seal, file)])?.remove(0);
                        let said = document.contract.header.metadata.retention;
                        let retention = said.or(seal.retention).or(deployment.retention);
                        let longest = retentions.entry(identity.event().to_owned()).or_default();
                        *longest = (*longest).max(retention);
                        sending(&spans, &seal.version, deployment, service, retention, at)
                    }
                    // The current version may still emit it. Messages in flight are no longer being
                    // sent.
                    Role::Emits if stopped.contains(identity.event()) => {
                        sending(&spans, &seal.version, deployment, service, None, at)
                    }
                    _ => continue,
                };
                if !inclusions.is_empty() {
                    found.push((Arc::clone(seal), file.clone(), inclusions));
                }
            }
        }
        for (event, retention) in retentions {
            match retention {
                None => {
                    let producer = service.to_owned();
                    if spans
                        .iter()
                        .any(|span| span.until.is_some_and(|until| until <= at))
                    {
                        report.warnings.push(Warning::NoRetention { producer, event });
                    }
                }
                Some(_) if snapshot.catalogue.begins_with_records(environment, service) => {}
                Some(retention) => {
                    let of = (service, event.as_str());
                    report
                        .unknown
                        .extend(unknown_before(&spans, environment, of, retention, at));
                }
            }
        }
    }
    let found: Vec<(&Version, &VersionFile, &[Inclusion])> = found
        .iter()
        .map(|(seal, file, inclusions)| (&**seal, file, inclusions.as_slice()))
        .collect();
    merge(found, history)
}

fn is_wanted(own: &[Participant], emitted: &Identity) -> bool {
    own.iter().any(|one| {
        let identity = one.identity();
        identity.role() == Role::Consumes
            && identity.event() == emitted.event()
            && wants(&one.document, emitted.service())
    })
}

/// The reason why a version reads: it is there. For a service in question, deployed versions are
/// replaced, and released versions stay.
fn reading(
    spans: &[Span],
    version: &str,
    deployment: &Deployment,
    service: &str,
    at: Timestamp,
) -> Vec<Inclusion> {
    let asked = deployment.version_of(service);
    let stays = |span: &Span| asked.is_none() || span.released;
    let of = spans.iter().enumerate();
    of.filter(|(_, span)| span.version == version && span.covers(at) && stays(span))
        .filter(|(_, span)| asked != Some(span.version.as_str()))
        .map(|(index, span)| Inclusion {
            why: why_there(span, &deployment.environment),
            before: baseline(spans, index),
        })
        .collect()
}

/// The reason why messages of a version may be read: it is there, or its messages are.
fn sending(
    spans: &[Span],
    version: &str,
    deployment: &Deployment,
    service: &str,
    retention: Option<Retention>,
    at: Timestamp,
) -> Vec<Inclusion> {
    let environment = &deployment.environment;
    let of = spans
        .iter()
        .enumerate()
        .filter(|(_, span)| span.version == version);
    of.filter_map(|(index, span)| {
        let replaced = deployment.version_of(service).is_some() && span.covers(at) && !span.released;
        let why = if replaced {
            in_flight(at, environment, retention?, at)
        } else {
            why_read(span, environment, retention, at)
        };
        Some(Inclusion {
            why: why?,
            before: baseline(spans, index),
        })
    })
    .collect()
}

/// The contracts of the versions whose event nobody in the environment sends, except those that are
/// reported already.
fn no_producer(
    participants: &[Participant],
    is_said: impl Fn(&Arc<Document>) -> bool,
    environment: &str,
) -> Vec<Unknown> {
    let contracts = participants
        .iter()
        .filter(|one| one.own && one.identity().role() == Role::Consumes && !is_said(&one.document));
    contracts
        .filter(|contract| {
            !participants.iter().any(|one| {
                let identity = one.identity();
                identity.role() == Role::Emits
                    && identity.event() == contract.identity().event()
                    && wants(&contract.document, identity.service())
                    && runs(&one.document)
            })
        })
        .map(|contract| Unknown::NoProducer {
            environment: environment.to_owned(),
            event: contract.identity().event().to_owned(),
            producer: contract.document.contract.header.producer.clone(),
        })
        .collect()
}
