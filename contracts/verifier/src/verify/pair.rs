//! Checks one emitted schema against one contract, in all parts of a message.

use std::sync::Arc;

use super::event_mode;
use super::metadata::{self, Key};
use crate::report::Document;
use counterpart::contract::{Assumption, ContractFile, leap_seconds, number_form};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{self, Examination, Limits, Verdict};
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
    event_mode::in_modes(of_pair, emitted, contract)
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
