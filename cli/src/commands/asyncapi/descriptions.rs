//! Doc comments of Rust types as descriptions of the schemas that were made of them.

use std::collections::{BTreeMap, BTreeSet};

use counterpart::contract::{ContractFile, Envelope};
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{Json, Pointer};
use counterpart_verifier::asyncapi::export::Described;

use crate::source::Sources;

/// The number of places of one contract that are looked up.
const MAX_PLACES: usize = 2_000;
const MAX_DEPTH: usize = 12;

/// A contract with the doc comments of its types: of the type itself for the message, and of its fields, here and below.
pub(super) fn descriptions<'c>(sources: &Sources, contract: &'c ContractFile) -> Described<'c> {
    let mut walk = Walk {
        sources,
        contract,
        schema: Json::Object(contract.schema().clone()),
        seen: BTreeSet::new(),
        found: BTreeMap::new(),
    };
    if !contract.header.types.is_empty() {
        walk.below(&Pointer::root(), &Place::default());
    }
    let top = contract
        .header
        .metadata
        .envelope
        .map(Envelope::payload)
        .unwrap_or_default();
    Described {
        contract,
        description: sources.doc_comment(&contract.header, &top),
        places: walk.found,
    }
}

struct Walk<'w> {
    sources: &'w Sources,
    contract: &'w ContractFile,
    schema: Json,
    seen: BTreeSet<Pointer>,
    found: BTreeMap<Pointer, String>,
}

impl Walk<'_> {
    /// Looks at the properties of the schema at a pointer, which describes the value at a place.
    fn below(&mut self, at: &Pointer, place: &Place) {
        if place.0.len() > MAX_DEPTH || self.seen.len() > MAX_PLACES || !self.seen.insert(at.clone()) {
            return;
        }
        let Some(Json::Object(members)) = at.find(&self.schema) else {
            return;
        };
        let reference = members.get("$ref").and_then(Json::as_str).and_then(|reference| {
            let pointer = reference.strip_prefix('#')?;
            pointer.parse::<Pointer>().ok()
        });
        let properties = members.get("properties").and_then(Json::as_object);
        let names: Vec<String> = properties
            .into_iter()
            .flat_map(|properties| properties.keys().cloned())
            .collect();
        let has_items = members.get("items").is_some();
        if let Some(target) = reference {
            self.below(&target, place);
        }
        for name in names {
            let at = at.child("properties").child(name.as_str());
            let place = then(place, PlaceStep::Property(name));
            if let Some(comment) = self.sources.doc_comment(&self.contract.header, &place) {
                self.found.entry(at.clone()).or_insert(comment);
            }
            self.below(&at, &place);
        }
        if has_items {
            self.below(&at.child("items"), &then(place, PlaceStep::AnyItem));
        }
    }
}

fn then(place: &Place, step: PlaceStep) -> Place {
    let mut place = place.clone();
    place.0.push(step);
    place
}
