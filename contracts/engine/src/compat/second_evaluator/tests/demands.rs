//! Random schemas and values: a refusal by the demand on one part is a refusal by the whole schema.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::compat::eval::tests::against_the_second::{object_of, schema, value};
use crate::compat::schema::{Draft, Options, Schema};
use crate::json::{Json, Pointer};

/// The places of all members and items in the value.
fn places(value: &Json) -> Vec<Pointer> {
    let mut places = Vec::new();
    let mut open = vec![(value, Pointer::root())];
    while let Some((value, place)) = open.pop() {
        let below: Vec<(Pointer, &Json)> = match value {
            Json::Object(members) => members
                .iter()
                .map(|(name, member)| (place.child(name.as_str()), member))
                .collect(),
            Json::Array(items) => (0..)
                .zip(items)
                .map(|(index, item): (usize, _)| (place.child(index.to_string()), item))
                .collect(),
            _ => continue,
        };
        places.extend(below.iter().map(|(place, _)| place.clone()));
        open.extend(below.into_iter().map(|(place, part)| (part, place)));
    }
    places
}

/// A schema that reaches properties directly, by `allOf`, by a reference, in one of two branches or in `not`.
fn document() -> BoxedStrategy<Json> {
    let properties = || object_of(schema()).prop_map(|map| Json::from([("properties", map)]));
    let reached = (properties(), properties(), schema(), 0..6u8).prop_map(|(inner, outer, random, form)| {
        let all_of = |schemas: Vec<Json>| Json::from([("allOf", Json::Array(schemas))]);
        let mut document = match form {
            0 => all_of(vec![random.clone(), inner.clone()]),
            1 => all_of(vec![inner.clone(), outer]),
            2 => Json::from([("$ref", Json::from("#/$defs/x"))]),
            // What only some branch demands is no demand of the whole.
            3 => Json::from([("anyOf", Json::Array(vec![inner.clone(), outer]))]),
            4 => Json::from([("not", inner.clone())]),
            _ => outer,
        };
        if let Json::Object(members) = &mut document {
            members.insert("$defs".to_owned(), Json::from([("x", inner), ("y", random)]));
        }
        document
    });
    prop_oneof![schema(), reached].boxed()
}

#[test]
fn refusal_at_a_place_is_a_refusal_by_the_whole_schema() {
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::with_cases(240)
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]));
    let drafts = prop::sample::select(
        &[
            Draft::Draft6,
            Draft::Draft7,
            Draft::Draft201909,
            Draft::Draft202012,
        ][..],
    );
    let (refused, accepted) = (Cell::new(0u32), Cell::new(0u32));
    let values = prop::collection::vec(object_of(value()), 6);
    runner
        .run(&(drafts, document(), values), |(draft, document, values)| {
            let options = Options::default().default_draft(draft);
            let Ok(schema) = Schema::from_json(document, &options) else {
                return Ok(());
            };
            let Some(whole) = schema.second() else {
                return Ok(());
            };
            for value in values {
                let answer = whole.accepts(&value);
                accepted.set(accepted.get() + u32::from(answer == Some(true)));
                for place in places(&value) {
                    if schema.with_opinions(|opinions| opinions.refuses_at(&value, &place)) {
                        refused.set(refused.get() + 1);
                        prop_assert_eq!(
                            answer,
                            Some(false),
                            "{:?} {} on {} at `{}`",
                            draft,
                            schema.document(),
                            value,
                            place
                        );
                    }
                }
            }
            Ok(())
        })
        .unwrap();
    let (refused, accepted) = (refused.get(), accepted.get());
    assert!(
        refused > 40 && accepted > 40,
        "{refused} refusals, {accepted} accepted values"
    );
}
