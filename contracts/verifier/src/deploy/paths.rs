//! The places that the messages of a schema have, for an error that names them.

use std::collections::BTreeSet;

use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{Json, Object, Pointer};

use super::alternatives::reference;

/// The maximum number of steps of a place.
const STEPS: usize = 6;
/// The maximum number of schemas to look at.
const LOOKED_AT: usize = 5_000;

/// The places of fields, items and values, the short ones first. Alternatives are left out: a place
/// without them covers all.
pub(super) fn paths(schema: &Object) -> Vec<String> {
    let root = Json::Object(schema.clone());
    let mut search = Search {
        root: &root,
        found: BTreeSet::new(),
        looked_at: 0,
    };
    search.at(&root, &Place::default(), &mut Vec::new());
    search.found.into_iter().map(|(_, path)| path).collect()
}

struct Search<'j> {
    root: &'j Json,
    /// With the number of its steps.
    found: BTreeSet<(usize, String)>,
    looked_at: usize,
}

impl<'j> Search<'j> {
    fn at(&mut self, schema: &'j Json, place: &Place, open: &mut Vec<Pointer>) {
        self.looked_at += 1;
        let Some(members) = schema.as_object().filter(|_| self.looked_at <= LOOKED_AT) else {
            return;
        };
        for list in ["allOf", "anyOf", "oneOf"] {
            for inner in members.get(list).and_then(Json::as_array).into_iter().flatten() {
                self.at(inner, place, open);
            }
        }
        for branch in ["then", "else"] {
            if let Some(inner) = members.get(branch) {
                self.at(inner, place, open);
            }
        }
        if let Some(pointer) = reference(members).filter(|pointer| !open.contains(pointer)) {
            if let Some(target) = pointer.find(self.root) {
                open.push(pointer);
                self.at(target, place, open);
                open.pop();
            }
        }
        if place.0.len() == STEPS {
            return;
        }
        if let Some(Json::Object(properties)) = members.get("properties") {
            for (name, inner) in properties {
                self.below(inner, place, PlaceStep::Property(name.clone()), open);
            }
        }
        let items = members.get("prefixItems").and_then(Json::as_array);
        for (index, inner) in items.into_iter().flatten().enumerate() {
            self.below(inner, place, PlaceStep::Item(index), open);
        }
        for keyword in ["items", "additionalProperties", "unevaluatedProperties"] {
            if let Some(inner) = members.get(keyword).filter(|inner| inner.as_object().is_some()) {
                self.below(inner, place, PlaceStep::AnyItem, open);
            }
        }
        if let Some(Json::Object(patterns)) = members.get("patternProperties") {
            for inner in patterns.values() {
                self.below(inner, place, PlaceStep::AnyProperty, open);
            }
        }
    }

    fn below(&mut self, schema: &'j Json, place: &Place, step: PlaceStep, open: &mut Vec<Pointer>) {
        let mut below = place.clone();
        below.0.push(step);
        self.found.insert((below.0.len(), below.to_string()));
        self.at(schema, &below, open);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_listed_through_references_unions_and_collections_and_end() {
        let schema = counterpart_engine::json::parse(
            br##"{"properties":{
                "lines":{"type":"array","items":{"$ref":"#/$defs/Line"}},
                "plan":{"oneOf":[{"properties":{"seats":{}}},{"properties":{"until":{}}}]},
                "pair":{"prefixItems":[{},{}]},
                "a(b":{"additionalProperties":{"type":"string"}},
                "next":{"$ref":"#"}
            },"$defs":{"Line":{"properties":{"sku":{},"more":{"$ref":"#/$defs/Line"}}}}}"##,
        )
        .unwrap();
        let found = paths(schema.as_object().unwrap());
        assert_eq!(found[..5], ["/a%28b", "/lines", "/next", "/pair", "/plan"]);
        for place in [
            "/lines/*/sku",
            "/plan/seats",
            "/plan/until",
            "/pair/1",
            "/a%28b/*",
            "/lines/*/more",
        ] {
            assert!(found.iter().any(|one| one == place), "{place} {found:?}");
        }
        assert!(found.iter().all(|one| one.matches('/').count() <= STEPS));
    }
}
