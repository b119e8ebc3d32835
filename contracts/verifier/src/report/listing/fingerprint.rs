//! The identity of a finding from one run to the next.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Row;
use counterpart_engine::json::Json;

/// Gives each row its fingerprint. Rows with nothing in it to tell them apart are numbered in their
/// order.
pub(super) fn mark(rows: &mut [Row]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        let text = identity(row);
        let count = seen.entry(text.clone()).or_default();
        *count += 1;
        let numbered = if *count == 1 {
            text
        } else {
            format!("{text} {count}")
        };
        let digest = Sha256::digest(numbered);
        row.fingerprint = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    }
}

/// Rule, event, part, places and services, in a form that is different for any two of them.
fn identity(row: &Row) -> String {
    let mut consumers: Vec<(&str, Option<&str>)> = row
        .consumers
        .iter()
        .map(|one| (one.side.service.as_str(), one.side.name.as_deref()))
        .collect();
    consumers.sort_unstable();
    consumers.dedup();
    let name = |name: Option<&str>| name.map_or(Json::Null, Json::from);
    let consumers = consumers
        .into_iter()
        .map(|(service, of)| Json::Array(vec![Json::from(service), name(of)]));
    let places = row.places.iter().map(|place| Json::from(place.as_str()));
    Json::Array(vec![
        Json::from(row.rule),
        Json::from(row.event.as_str()),
        Json::from(row.part.id()),
        Json::Array(places.collect()),
        name(row.producer.as_ref().map(|side| side.service.as_str())),
        Json::Array(consumers.collect()),
    ])
    .to_string()
}
