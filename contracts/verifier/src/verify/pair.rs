//! Checks one emitted schema against one contract, in all parts of a message.

use std::sync::Arc;

use super::metadata::{self, Key};
use crate::report::{Document, Part};
use counterpart::contract::{Assumption, ContractFile, Envelope, leap_seconds, number_form};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{
    self, Examination, Finding, Limits, Place, PlaceStep, Reason, ReasonKind, Verdict,
};
use counterpart_engine::json::Json;

/// The results for the parts of one pair's messages.
pub(crate) struct OfPair {
    pub(crate) payload: Examination,
    pub(crate) headers: Examination,
    pub(crate) key: Key,
}

/// Returns `true` if the contract is for an event that this service emits.
pub(crate) fn wants(contract: &Document, producer: &str) -> bool {
    let named = contract.contract.header.producer.as_deref();
    named.is_none_or(|named| named == producer)
}

/// The schema of a document.
///
/// # Errors
/// Fails if it cannot be read, with the reason as a sentence.
pub(crate) fn schema_of(document: &Document) -> Result<Schema, String> {
    let schema = document.contract.to_schema();
    schema.map_err(|error| format!("{}: {error}", document.path.display()))
}

/// Checks one pair. A document that cannot be read becomes a problem, and counts as fitting.
pub(crate) fn check(
    (emitted, emitted_schema): (&Arc<Document>, &Schema),
    (contract, accepted_schema): (&Arc<Document>, &Schema),
    limits: &Limits,
    problems: &mut Vec<String>,
) -> OfPair {
    let headers = metadata::headers(emitted, contract, limits);
    let key = metadata::key(emitted, contract, limits);
    let of_pair = OfPair {
        payload: payload(
            (&emitted.contract, emitted_schema),
            (&contract.contract, accepted_schema),
            limits,
        ),
        headers: or_problem(headers, Verdict::Compatible.into(), problems),
        key: or_problem(key, Key::Fits, problems),
    };
    let form = |document: &Document| document.contract.header.metadata.envelope;
    match (form(emitted), form(contract)) {
        (Some(sent), Some(read)) if sent != read => unproven_if_it_fits(of_other_mode(of_pair, read)),
        _ => of_pair,
    }
}

/// An event in another mode is one difference, however many places it shows at. The other places are only counted: nobody
/// has compared the payloads.
fn of_other_mode(of_pair: OfPair, read: Envelope) -> OfPair {
    let OfPair {
        mut payload,
        mut headers,
        key,
    } = of_pair;
    let findings = |examination: &mut Examination| match &mut examination.verdict {
        Verdict::Incompatible(findings) => std::mem::take(findings),
        _ => Vec::new(),
    };
    let (of_payload, of_headers) = (findings(&mut payload), findings(&mut headers));
    let is_sign = |part: Part, finding: &Finding| {
        let sign = read
            .binding()
            .map(|binding| format!("{}specversion", binding.prefix()));
        match (part, sign) {
            (Part::Headers, Some(sign)) => finding.place.0 == [PlaceStep::Property(sign)],
            (Part::Payload, None) => match finding.place.0.as_slice() {
                [] => true,
                [PlaceStep::Property(name)] => name == "specversion",
                _ => false,
            },
            _ => false,
        }
    };
    let mut all: Vec<(Part, Finding)> = of_headers.into_iter().map(|one| (Part::Headers, one)).collect();
    all.extend(of_payload.into_iter().map(|one| (Part::Payload, one)));
    let count = all.len();
    let at = all
        .iter()
        .position(|(part, one)| is_sign(*part, one))
        .unwrap_or(0);
    if count > 0 {
        let (part, finding) = all.swap_remove(at);
        let (kept, other) = match part {
            Part::Headers => (&mut headers, &mut payload),
            _ => (&mut payload, &mut headers),
        };
        kept.verdict = Verdict::Incompatible(vec![finding]);
        kept.further += count - 1 + std::mem::take(&mut other.further);
        if matches!(&other.verdict, Verdict::Incompatible(_)) {
            other.verdict = Verdict::Compatible;
        }
    }
    OfPair {
        payload,
        headers,
        key,
    }
}

/// Schemas that say little fit an event in another mode too. That its reader understands it is not proven by that.
fn unproven_if_it_fits(mut of_pair: OfPair) -> OfPair {
    let fits = |examination: &Examination| examination.verdict == Verdict::Compatible;
    if fits(&of_pair.payload) && fits(&of_pair.headers) {
        of_pair.payload.verdict = Verdict::Unproven(vec![Reason {
            kind: ReasonKind::Unsupported,
            place: Place::default(),
            text: "the event is sent in another mode of CloudEvents than it is read in, and the schemas do not tell \
                   them apart: describe the attributes in both"
                .to_owned(),
        }]);
    }
    of_pair
}

/// Checks only the payloads.
pub(crate) fn payload(
    (emitted, emitted_schema): (&ContractFile, &Schema),
    (contract, accepted_schema): (&ContractFile, &Schema),
    limits: &Limits,
) -> Examination {
    let assumes = |assumption| {
        [emitted, contract]
            .iter()
            .any(|file| file.header.assumes.contains(&assumption))
    };
    let mut narrowed = contract
        .header
        .assumes
        .contains(&Assumption::FloatsHaveFractions)
        .then(|| number_form::with_distinct_floats(emitted));
    if assumes(Assumption::NoLeapSeconds) && leap_seconds::occur_in(emitted.schema()) {
        let schema = narrowed.unwrap_or_else(|| Json::Object(emitted.schema().clone()));
        narrowed = Some(leap_seconds::left_out(schema));
    }
    // The schema is read again. The added part can be read in any schema.
    let narrowed = narrowed.and_then(|schema| Schema::from_json(schema, &Options::default()).ok());
    compat::examine(
        narrowed.as_ref().unwrap_or(emitted_schema),
        accepted_schema,
        limits,
    )
}

/// A problem makes the run incomplete, whatever else it finds.
fn or_problem<T>(result: Result<T, String>, otherwise: T, problems: &mut Vec<String>) -> T {
    result.unwrap_or_else(|problem| {
        problems.push(problem);
        otherwise
    })
}
