//! Finds the readers of a field, and those that would break if it changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::against::included_participants;
use super::edit::{Edit, Step, edited, in_any_alternative, names, steps};
use super::paths::paths;
use super::timeline::{History, Scope};
use super::{DeployError, Snapshot};
use crate::report::{Document, Part};
use crate::timestamp::Timestamp;
use crate::verify::{Modes, WithAllowances, check_headers, check_pair, check_payload, schema_of, wants};
use counterpart::contract::{ContractFile, Envelope, MessageMetadata, Role};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::{
    Examination, Finding, Limits, Place, PlaceStep, Reason, ReasonKind, Verdict,
};
use counterpart_engine::json::Object;

/// The effect of one producer's field on the consumers of the event.
#[derive(Debug, Clone)]
pub struct Impact {
    /// The document that the producer sends.
    pub emitted: Arc<Document>,
    /// The contracts for it, in the order of consumers.
    pub readers: Vec<Reader>,
}

/// The effects of one field, and the documents that cannot be read, as problems.
pub type Impacts = (Vec<Impact>, Vec<String>);

/// The effect of a field on one consumer.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The contract.
    pub contract: Arc<Document>,
    /// True if the contract mentions the field, or would break.
    pub reads: bool,
    /// A finding of the pair as it is, if it is broken already: at the field or below it, else the first one.
    pub broken: Option<Box<Finding>>,
    /// The effect of each change. Changes that the field cannot undergo are left out.
    pub effects: Vec<(Edit, Effect)>,
}

/// The effect of a change on a consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Fits,
    /// It would break with this message, and does not break now.
    Breaks(Box<Finding>),
    /// It could be neither proven nor refuted.
    Unproven(Vec<Reason>),
}

/// Finds the readers of a field for each producer of an event. Also finds those that would break if
/// the field went, became optional, or changed its type. Each result comes from editing the
/// producer's document, and checking that.
///
/// The place is written as findings show it: `/plan/seats`, `/plan(Pro)/seats`, `/tags/*`, `/headers/tenant`.
///
/// # Errors
/// Fails if nobody emits the event, the text is not a place, or no message of the event has it. A
/// document that cannot be read is a problem in the second list.
pub fn impact(
    documents: &[Arc<Document>],
    event: &str,
    place: &str,
    limits: &Limits,
) -> Result<Impacts, DeployError> {
    let mut found = impacts(documents, event, &[place], limits);
    found.remove(0)
}

/// The same for several places of one event, in their order. Each document is read once, and each pair is checked
/// once as it is.
pub fn impacts(
    documents: &[Arc<Document>],
    event: &str,
    places: &[&str],
    limits: &Limits,
) -> Vec<Result<Impacts, DeployError>> {
    let mut pairs = Pairs::default();
    let of_place = |place: &&str| of_place(documents, event, place, limits, &mut pairs);
    places.iter().map(of_place).collect()
}

fn of_place(
    documents: &[Arc<Document>],
    event: &str,
    place: &str,
    limits: &Limits,
    pairs: &mut Pairs,
) -> Result<Impacts, DeployError> {
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
    let field = Field::find(event, place, &emitted)?;
    let mut problems = Vec::new();
    let mut impacts = Vec::new();
    let contracts: Vec<&Arc<Document>> = of(Role::Consumes).filter(of_event).collect();
    for document in emitted.into_iter().filter(|document| field.is_in(document)) {
        if let Err(problem) = pairs.schema(document) {
            problems.push(problem.clone());
            continue;
        }
        let edits: Vec<(Edit, Arc<Document>, Result<Schema, String>)> = Edit::ALL
            .into_iter()
            .filter_map(|edit| Some((edit, field.edited(document, edit)?)))
            .map(|(edit, edited)| {
                let schema = schema_of(&edited);
                (edit, Arc::new(edited), schema)
            })
            .collect();
        let mut readers = Vec::new();
        for contract in &contracts {
            if !wants(contract, document.identity().service()) {
                continue;
            }
            let (old, wanted) = pairs.of(&field, document, contract, limits);
            let old = match old {
                Ok(examination) => examination,
                Err(problem) => {
                    problems.push(problem.clone());
                    continue;
                }
            };
            let is_hidden = Modes::of(&document.contract, &contract.contract).hide_payloads();
            let mut effects: Vec<(Edit, Effect)> = Vec::new();
            for (edit, edited, schema) in &edits {
                match field.check((edited, schema), (contract, wanted), limits) {
                    Ok(new) if is_hidden && new.verdict != Verdict::Compatible => {
                        effects.push((*edit, Effect::Unproven(vec![in_another_mode()])));
                    }
                    Ok(new) => effects.push((*edit, effect(old, new))),
                    Err(problem) => problems.push(format!("with the field edited, {problem}")),
                }
            }
            let breaks = |(_, effect): &(Edit, Effect)| matches!(effect, Effect::Breaks(_));
            let broken = match &old.verdict {
                Verdict::Incompatible(findings) => {
                    let here = findings.iter().find(|finding| field.holds(&finding.place));
                    here.or(findings.first()).cloned().map(Box::new)
                }
                _ => None,
            };
            readers.push(Reader {
                broken,
                reads: field.is_described_by(document, contract) || effects.iter().any(breaks),
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

/// Schemas and results that are the same for each place of an event. Addresses identify documents.
#[derive(Default)]
struct Pairs {
    schemas: BTreeMap<usize, Result<Schema, String>>,
    checked: BTreeMap<(bool, usize, usize), Result<Examination, String>>,
}

impl Pairs {
    fn schema(&mut self, document: &Arc<Document>) -> &Result<Schema, String> {
        let address = Arc::as_ptr(document).addr();
        self.schemas.entry(address).or_insert_with(|| schema_of(document))
    }

    /// The result of a pair as it is, and the schema of its contract.
    fn of(
        &mut self,
        field: &Field,
        emitted: &Arc<Document>,
        contract: &Arc<Document>,
        limits: &Limits,
    ) -> (&Result<Examination, String>, &Result<Schema, String>) {
        let addresses = [emitted, contract].map(|document| {
            self.schema(document);
            Arc::as_ptr(document).addr()
        });
        let [sent, wanted] = addresses.map(|address| &self.schemas[&address]);
        let key = (field.part == Part::Headers, addresses[0], addresses[1]);
        let checked = self
            .checked
            .entry(key)
            .or_insert_with(|| field.check((emitted, sent), (contract, wanted), limits));
        (checked, wanted)
    }
}

/// The field in question: the steps to it, in the payload or in the headers.
struct Field {
    part: Part,
    steps: Vec<Step>,
}

impl Field {
    /// The field at a place, which some producer's messages have. The payload comes first: it may
    /// have a field `headers`.
    fn find(event: &str, place: &str, emitted: &[&Arc<Document>]) -> Result<Self, DeployError> {
        let parsed: Place = place.parse().map_err(|error| DeployError::NotAPlace {
            place: place.to_owned(),
            error,
        })?;
        let steps = steps(&parsed).unwrap_or_default();
        let below_headers = match steps.split_first() {
            Some((Step::Named(first), below)) if first == "headers" => below.to_vec(),
            _ => Vec::new(),
        };
        let payload = Self {
            part: Part::Payload,
            steps,
        };
        let headers = Self {
            part: Part::Headers,
            steps: below_headers,
        };
        for field in [payload, headers] {
            if !field.steps.is_empty() && emitted.iter().any(|document| field.is_in(document)) {
                return Ok(field);
            }
        }
        if parsed.to_string() == Part::Key.place(&Place::default()) {
            let keys = emitted.iter().filter_map(|document| {
                let MessageMetadata { key, envelope, .. } = metadata(document);
                let mut place = envelope.map(Envelope::payload).unwrap_or_default();
                place.0.push(PlaceStep::Property(key.clone()?));
                Some(place.to_string())
            });
            return Err(DeployError::IsKey {
                event: event.to_owned(),
                places: keys.collect::<BTreeSet<String>>().into_iter().collect(),
            });
        }
        let mut known: Vec<String> = Vec::new();
        for document in emitted {
            known.extend(paths(document.contract.schema()));
            let headers = paths(&metadata(document).headers);
            known.extend(headers.iter().map(|path| format!("/headers{path}")));
        }
        known.sort_by_key(|path| (path.matches('/').count(), path.clone()));
        known.dedup();
        Err(DeployError::NoPlace {
            event: event.to_owned(),
            place: place.to_owned(),
            known,
        })
    }

    /// The schema that may describe it.
    fn schema<'d>(&self, document: &'d Document) -> &'d Object {
        match self.part {
            Part::Headers => &metadata(document).headers,
            _ => document.contract.schema(),
        }
    }

    /// Returns true if a place is the field, or below it.
    fn holds(&self, place: &Place) -> bool {
        let Some(found) = steps(place) else { return false };
        let names_alternative = self.steps.iter().any(|step| matches!(step, Step::Alternative(_)));
        if names_alternative {
            found.starts_with(&self.steps)
        } else {
            in_any_alternative(&found).starts_with(&self.steps)
        }
    }

    fn is_in(&self, document: &Document) -> bool {
        names(self.schema(document), &self.steps)
    }

    /// Returns `true` if a contract mentions it, whatever it calls the alternatives.
    fn is_described_by(&self, emitted: &Document, contract: &Document) -> bool {
        let steps = in_any_alternative(&self.steps);
        let payload = |document: &Document| {
            let place = metadata(document).envelope.map(Envelope::payload);
            place.and_then(|place| self::steps(&place)).unwrap_or_default()
        };
        let (sent, read) = (payload(emitted), payload(contract));
        match steps.strip_prefix(sent.as_slice()) {
            // In another mode the payload is in another place.
            Some(within) if self.part == Part::Payload && sent != read => {
                let steps: Vec<Step> = read.into_iter().chain(within.iter().cloned()).collect();
                !steps.is_empty() && names(self.schema(contract), &steps)
            }
            _ => names(self.schema(contract), &steps),
        }
    }

    /// The producer's document after the edit.
    fn edited(&self, document: &Document, edit: Edit) -> Option<Document> {
        let new = edited(self.schema(document), &self.steps, edit)?;
        let mut header = document.contract.header.clone();
        let contract = match self.part {
            Part::Headers => {
                header.metadata.headers = new;
                ContractFile::new(header, document.contract.schema().clone())
            }
            _ => ContractFile::new(header, new),
        };
        Some(Document {
            contract,
            ..document.clone()
        })
    }

    fn check(
        &self,
        (emitted, sent): (&Arc<Document>, &Result<Schema, String>),
        (contract, wanted): (&Arc<Document>, &Result<Schema, String>),
        limits: &Limits,
    ) -> Result<Examination, String> {
        let modes = Modes::of(&emitted.contract, &contract.contract);
        if self.part == Part::Headers && !modes.hide_payloads() {
            return check_headers(emitted, contract, limits);
        }
        let (sent, wanted) = (
            sent.as_ref().map_err(String::clone)?,
            wanted.as_ref().map_err(String::clone)?,
        );
        if modes != Modes::Same {
            let mut problems = Vec::new();
            let pair = check_pair((emitted, sent), (contract, wanted), limits, &mut problems);
            return problems.into_iter().next().map_or(Ok(pair.payload), Err);
        }
        Ok(check_payload(
            (&emitted.contract, sent),
            (&contract.contract, wanted),
            limits,
        ))
    }
}

fn metadata(document: &Document) -> &MessageMetadata {
    &document.contract.header.metadata
}

/// The documents of a store that count, for [`impact`]: the latest of each main branch, and those
/// in each environment.
///
/// # Errors
/// Fails if the store refuses, or `scope` names an unknown environment or branch.
pub fn included_documents(
    snapshot: &Snapshot<'_>,
    scope: &Scope,
    at: Timestamp,
) -> Result<Vec<Arc<Document>>, DeployError> {
    let found = included_with_allowances(snapshot, scope, at)?;
    Ok(found.into_iter().map(|(document, _)| document).collect())
}

/// The same documents, with the allowances that were published with their versions.
///
/// # Errors
/// As [`included_documents`].
pub fn included_with_allowances(
    snapshot: &Snapshot<'_>,
    scope: &Scope,
    at: Timestamp,
) -> Result<Vec<WithAllowances>, DeployError> {
    let inclusions = scope.inclusions(snapshot, &Default::default(), at)?;
    let takes = |event: &str| scope.events.as_ref().is_none_or(|events| events.contains(event));
    let mut history = History::new(snapshot, at);
    let participants = included_participants(&inclusions, |identity| takes(identity.event()), &mut history)?;
    Ok(participants
        .into_iter()
        .map(|one| (one.document, one.allow))
        .collect())
}

fn in_another_mode() -> Reason {
    Reason {
        kind: ReasonKind::Unsupported,
        place: Place::default(),
        text: "the consumer reads another form of CloudEvents than is sent, so nothing in them is compared"
            .to_owned(),
    }
}

/// The new part of a verdict. A pair that does not fit now may break in one more way.
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
            // Earlier findings hide no unknown facts.
            None if new.further > old.further => Effect::Unproven(vec![Reason {
                kind: ReasonKind::Budget,
                place: Place::default(),
                text: format!(
                    "at least {} more findings were only counted, so it is not known which are new",
                    new.further - old.further
                ),
            }]),
            None => match new.undecided {
                same if same == old.undecided => Effect::Fits,
                undecided if undecided.is_empty() => Effect::Fits,
                undecided => Effect::Unproven(undecided),
            },
        },
    }
}
