//! Who reads a field, and who would break if it changed.

use std::sync::Arc;

use super::against::included_participants;
use super::edit::{Edit, edited, fields, names, steps};
use super::timeline::{History, Scope};
use super::{DeployError, Snapshot};
use crate::report::Document;
use crate::timestamp::Timestamp;
use crate::verify::{check_payload, schema_of, wants};
use counterpart::contract::{ContractFile, Role};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Examination, Finding, Limits, Reason, Verdict};
use counterpart_engine::json::Json;

/// What one producer's field means to the consumers of the event.
#[derive(Debug, Clone)]
pub struct Impact {
    /// What the producer sends.
    pub emitted: Arc<Document>,
    /// The contracts for it, in the order of consumers.
    pub readers: Vec<Reader>,
}

/// What a field means to one consumer.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The contract.
    pub contract: Arc<Document>,
    /// Whether the contract says anything of the field, or would break.
    pub reads: bool,
    /// Where the pair is broken already, whatever becomes of the field: the first way in which it is.
    pub broken: Option<Box<Finding>>,
    /// What each change would do; those that the field cannot undergo are not here.
    pub effects: Vec<(Edit, Effect)>,
}

/// What a change would do to a consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Fits,
    /// It would break with this message, where it does not now.
    Breaks(Box<Finding>),
    /// It could be neither proven nor refuted.
    Unproven(Vec<Reason>),
}

/// Says of each producer of an event who reads a field of it and who would break if it went, became optional, or changed
/// its type. Each is computed by editing what the producer says it sends, and checking that.
///
/// # Errors
/// Where nobody emits the event, or no message of it has the place; a document that cannot be read is a problem in the
/// second list.
pub fn impact(
    documents: &[Arc<Document>],
    event: &str,
    place: &str,
    limits: &Limits,
) -> Result<(Vec<Impact>, Vec<String>), DeployError> {
    let of = |role: Role| {
        let is_it = move |document: &&Arc<Document>| document.identity().role() == role;
        documents.iter().filter(is_it)
    };
    let of_event = |document: &&Arc<Document>| document.identity().event() == event;
    let emitted: Vec<&Arc<Document>> = of(Role::Emits).filter(of_event).collect();
    if emitted.is_empty() {
        let mut known: Vec<String> = of(Role::Emits)
            .map(|document| document.identity().event().to_owned())
            .collect();
        known.sort();
        known.dedup();
        return Err(DeployError::NoEvent {
            event: event.to_owned(),
            known,
        });
    }
    let has = |document: &&Arc<Document>, steps: &[_]| names(document.contract.schema(), steps);
    let found = steps(place).filter(|steps| emitted.iter().any(|document| has(document, steps)));
    let Some(steps) = found else {
        let mut known: Vec<String> = emitted
            .iter()
            .flat_map(|document| fields(document.contract.schema()))
            .collect();
        known.sort();
        known.dedup();
        return Err(DeployError::NoPlace {
            event: event.to_owned(),
            place: place.to_owned(),
            known,
        });
    };
    let mut problems = Vec::new();
    let mut impacts = Vec::new();
    let contracts: Vec<&Arc<Document>> = of(Role::Consumes).filter(of_event).collect();
    for document in emitted.into_iter().filter(|document| has(document, &steps)) {
        let edits: Vec<(Edit, ContractFile, Schema)> = Edit::ALL
            .into_iter()
            .filter_map(|edit| {
                let new = edited(document.contract.schema(), &steps, edit)?;
                let file = ContractFile::new(document.contract.header.clone(), new);
                let schema = schema(&file, document, &mut problems)?;
                Some((edit, file, schema))
            })
            .collect();
        let Some(now) = readable(document, &mut problems) else {
            continue;
        };
        let mut readers = Vec::new();
        for contract in &contracts {
            if !wants(contract, document.identity().service()) {
                continue;
            }
            let Some(accepted) = readable(contract, &mut problems) else {
                continue;
            };
            let of_reader = (&contract.contract, &accepted);
            let old = check_payload((&document.contract, &now), of_reader, limits);
            let effects: Vec<(Edit, Effect)> = edits
                .iter()
                .map(|(edit, file, new)| (*edit, effect(&old, check_payload((file, new), of_reader, limits))))
                .collect();
            let breaks = |(_, effect): &(Edit, Effect)| matches!(effect, Effect::Breaks(_));
            let broken = match &old.verdict {
                Verdict::Incompatible(findings) => findings.first().cloned().map(Box::new),
                _ => None,
            };
            readers.push(Reader {
                broken,
                reads: names(contract.contract.schema(), &steps) || effects.iter().any(breaks),
                contract: Arc::clone(contract),
                effects,
            });
        }
        impacts.push(Impact {
            emitted: Arc::clone(document),
            readers,
        });
    }
    problems.sort();
    problems.dedup();
    Ok((impacts, problems))
}

/// The documents of a store that count, for [`impact`]: of each main branch the latest, and what is in each environment.
///
/// # Errors
/// Where the store refuses, or `scope` names an environment or a branch that is nowhere.
pub fn included_documents(
    snapshot: &Snapshot<'_>,
    scope: &Scope,
    at: Timestamp,
) -> Result<Vec<Arc<Document>>, DeployError> {
    let inclusions = scope.inclusions(snapshot, &Default::default(), at)?;
    let takes = |event: &str| scope.events.as_ref().is_none_or(|events| events.contains(event));
    let mut history = History::new(snapshot, at);
    let participants = included_participants(&inclusions, |identity| takes(identity.event()), &mut history)?;
    Ok(participants.into_iter().map(|one| one.document).collect())
}

fn readable(document: &Document, problems: &mut Vec<String>) -> Option<Schema> {
    schema_of(document).map_err(|problem| problems.push(problem)).ok()
}

fn schema(file: &ContractFile, of: &Document, problems: &mut Vec<String>) -> Option<Schema> {
    let json = Json::Object(file.schema().clone());
    Schema::from_json(json, &Options::default())
        .map_err(|error| problems.push(format!("{}, with the field edited: {error}", of.path.display())))
        .ok()
}

/// What is new in a verdict. A pair that does not fit now may break in one more way.
fn effect(old: &Examination, new: Examination) -> Effect {
    let known = |finding: &Finding| match &old.verdict {
        Verdict::Incompatible(old) => old
            .iter()
            .any(|old| old.rule == finding.rule && old.place == finding.place),
        _ => false,
    };
    match new.verdict {
        Verdict::Compatible => Effect::Fits,
        Verdict::Unproven(reasons) => Effect::Unproven(reasons),
        Verdict::Incompatible(findings) => match findings.into_iter().find(|finding| !known(finding)) {
            Some(finding) => Effect::Breaks(Box::new(finding)),
            // What was found before hides nothing that is not known.
            None => match new.undecided {
                same if same == old.undecided => Effect::Fits,
                undecided if undecided.is_empty() => Effect::Fits,
                undecided => Effect::Unproven(undecided),
            },
        },
    }
}
