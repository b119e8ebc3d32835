//! The schema against Pact itself: messages made of each example by small changes, judged by both.

use pact_matching::{CoreMatchingContext, DiffConfig, json::compare_json};
use pact_models::matchingrules::MatchingRuleCategory;
use pact_models::path_exp::DocPath;
use serde_json::{Value, json};

use super::*;
use counterpart_engine::compat::schema::{Options, Schema};

fn category(rules: &Value) -> MatchingRuleCategory {
    let mut category = MatchingRuleCategory::empty("body");
    category.add_v3_rules_from_json(rules).unwrap();
    category
}

fn pact_accepts(example: &Value, rules: &MatchingRuleCategory, message: &Value) -> bool {
    let context = CoreMatchingContext::new(DiffConfig::AllowUnexpectedKeys, rules);
    compare_json(&DocPath::root(), example, message, &context).is_ok()
}

/// Values that replace any part of a message.
fn others() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(-7),
        json!(1.5),
        json!(u64::MAX),
        json!(""),
        json!("a"),
        json!("true"),
        json!("12"),
        json!("o-1"),
        json!("2026-01-02"),
        json!("2026-02-30"),
        json!("2026-01-02T03:04:05Z"),
        json!("1.2.3"),
        json!([]),
        json!([1]),
        json!(["a", "b"]),
        json!({}),
        json!({"a": 1}),
        json!({"1": "x", "b": 2}),
    ]
}

/// The value with one change somewhere: a part replaced, left out, doubled, or a member more.
fn changed(value: &Value) -> Vec<Value> {
    let mut all = others();
    match value {
        Value::Object(members) => {
            for (name, part) in members {
                let mut without = members.clone();
                without.remove(name);
                all.push(Value::Object(without));
                for other in changed(part) {
                    let mut with = members.clone();
                    with.insert(name.clone(), other);
                    all.push(Value::Object(with));
                }
            }
            for other in others() {
                for name in ["more", "1", "*"] {
                    let mut with = members.clone();
                    with.insert(name.into(), other.clone());
                    all.push(Value::Object(with));
                }
            }
        }
        Value::Array(items) => {
            for (index, part) in items.iter().enumerate() {
                let mut without = items.clone();
                without.remove(index);
                all.push(Value::Array(without));
                for other in changed(part) {
                    let mut with = items.clone();
                    with[index] = other.clone();
                    all.push(Value::Array(with.clone()));
                    with.push(part.clone());
                    all.push(Value::Array(with.clone()));
                    with.push(other);
                    all.push(Value::Array(with));
                }
            }
        }
        _ => {}
    }
    all
}

/// Changes that Pact accepts and the schema refuses; the reverse fails the test.
fn beyond(example: &Value, rules: &Value) -> (Vec<Value>, Accepted) {
    let rules = category(rules);
    let accepted = of_value(example, rules.clone(), true);
    let schema = Schema::from_json(accepted.schema.clone(), &Options::default())
        .unwrap_or_else(|error| panic!("{}: {error}", accepted.schema));
    let mut beyond = Vec::new();
    for message in std::iter::once(example.clone()).chain(changed(example)) {
        let ours = schema.accepts(&Json::from(&message)).unwrap();
        let theirs = pact_accepts(example, &rules, &message);
        assert!(
            !ours || theirs,
            "{message} is refused by Pact and accepted by {}",
            accepted.schema
        );
        if theirs && !ours {
            beyond.push(message);
        }
    }
    (beyond, accepted)
}

/// The schema accepts just what Pact accepts, of all changes.
#[track_caller]
fn exact(example: Value, rules: Value) {
    let (beyond, accepted) = beyond(&example, &rules);
    let shown: Vec<String> = beyond.iter().take(5).map(Value::to_string).collect();
    assert!(
        beyond.is_empty(),
        "Pact accepts {} beyond {}",
        shown.join(" and "),
        accepted.schema
    );
}

fn rule(matchers: Value) -> Value {
    json!({ "matchers": matchers })
}

#[test]
fn without_rules_values_are_compared_and_other_members_pass() {
    for example in [
        json!({"a": 1, "b": {"c": "x"}, "d": [1, "y"], "e": null}),
        json!([1, 2]),
        json!([]),
        json!({}),
        json!("text"),
        json!(1),
        json!(1.5),
        json!(null),
        json!({"list": [], "map": {}}),
    ] {
        exact(example, json!({}));
    }
}

#[test]
fn whole_number_with_a_fraction_is_another_value_that_no_schema_expresses() {
    let accepted = of_value(&json!({"a": 1.0}), category(&json!({})), false);
    assert_eq!(accepted.narrowings.len(), 1);
    assert_eq!(accepted.narrowings[0].path, "$.a");
}

#[test]
fn each_matcher_of_a_scalar_accepts_what_pact_accepts() {
    for (example, matchers) in [
        (json!(1), json!([{"match": "type"}])),
        (json!(1.5), json!([{"match": "type"}])),
        (json!("x"), json!([{"match": "type"}])),
        (json!(true), json!([{"match": "type"}])),
        (json!(null), json!([{"match": "type"}])),
        (json!(1), json!([{"match": "integer"}])),
        (json!(1.5), json!([{"match": "decimal"}])),
        (json!(1), json!([{"match": "number"}])),
        (json!(true), json!([{"match": "boolean"}])),
        (json!(null), json!([{"match": "null"}])),
        (json!("x"), json!([{"match": "notEmpty"}])),
        (json!("1.0.0"), json!([{"match": "semver"}])),
        (
            json!("2026-01-02"),
            json!([{"match": "date", "format": "yyyy-MM-dd"}]),
        ),
        (json!("2026-01-02"), json!([{"match": "date"}])),
        (
            json!("2026-01-02T03:04:05Z"),
            json!([{"match": "timestamp", "timestamp": "yyyy-MM-dd'T'HH:mm:ssX"}]),
        ),
        (
            json!("2026-01-02T03:04:05Z"),
            json!([{"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ssX"}]),
        ),
        (json!("o-1"), json!([{"match": "regex", "regex": "^o-\\d+$"}])),
        (json!("12"), json!([{"match": "regex", "regex": "\\d+"}])),
        (json!("true"), json!([{"match": "regex", "regex": "true|false"}])),
        (json!("a"), json!([{"match": "equality"}])),
        (json!("x"), json!([{"match": "statusCode", "status": "success"}])),
        (json!("x"), json!([{"match": "unheard-of"}])),
        (json!("x"), json!([{"match": "regex", "regex": "("}])),
        (json!("x"), json!([{"match": "integer"}, {"match": "type"}])),
    ] {
        exact(example.clone(), json!({ "$": rule(matchers.clone()) }));
        exact(json!({ "a": example }), json!({ "$.a": rule(matchers) }));
    }
}

#[test]
fn a_part_of_a_text_is_looked_for_in_strings_and_the_rest_is_noted() {
    let (beyond, accepted) = beyond(
        &json!("x1"),
        &json!({ "$": rule(json!([{"match": "include", "value": "1"}])) }),
    );
    assert!(beyond.iter().all(|message| !message.is_string()), "{beyond:?}");
    assert_eq!(accepted.narrowings.len(), 1);
}

#[test]
fn any_of_several_rules_is_a_union_and_all_of_them_an_intersection() {
    let nullable = json!([{"match": "integer"}, {"match": "null"}]);
    exact(
        json!({"a": 1}),
        json!({ "$.a": {"matchers": nullable, "combine": "OR"} }),
    );
    exact(
        json!({"a": 1}),
        json!({ "$.a": {"matchers": nullable, "combine": "AND"} }),
    );
    exact(
        json!({"a": {"b": 1}}),
        json!({ "$.a": {"matchers": [{"match": "type"}, {"match": "null"}], "combine": "OR"} }),
    );
    exact(
        json!({"a": [1]}),
        json!({ "$.a": {"matchers": [{"match": "type", "min": 2}, {"match": "equality"}], "combine": "OR"} }),
    );
}

#[test]
fn rule_applies_to_everything_below_unless_a_heavier_one_does() {
    let example = json!({"a": {"b": 1, "c": "x"}, "d": [{"e": 1}]});
    exact(example.clone(), json!({ "$": rule(json!([{"match": "type"}])) }));
    exact(
        example.clone(),
        json!({ "$": rule(json!([{"match": "type"}])), "$.a.b": rule(json!([{"match": "equality"}])) }),
    );
    exact(
        example.clone(),
        json!({ "$.a": rule(json!([{"match": "integer"}])) }),
    );
    exact(
        example.clone(),
        json!({ "$.a": rule(json!([{"match": "equality"}])) }),
    );
    exact(
        example.clone(),
        json!({ "$.*": rule(json!([{"match": "type"}])) }),
    );
    exact(
        example.clone(),
        json!({ "$.a.*": rule(json!([{"match": "type"}])), "$.d[*].e": rule(json!([{"match": "integer"}])) }),
    );
    exact(
        example.clone(),
        json!({ "$.d": rule(json!([{"match": "notEmpty"}])) }),
    );
    exact(
        example,
        json!({ "$.absent": rule(json!([{"match": "integer"}])), "$.d[*].absent": rule(json!([{"match": "null"}])) }),
    );
}

#[test]
fn arrays_take_lengths_items_and_positions_from_their_rules() {
    for rules in [
        json!({ "$.l": rule(json!([{"match": "type"}])) }),
        json!({ "$.l": rule(json!([{"match": "type", "min": 1}])) }),
        json!({ "$.l": rule(json!([{"match": "type", "max": 1}])) }),
        json!({ "$.l": rule(json!([{"match": "type", "min": 2, "max": 3}])) }),
        json!({ "$.l": rule(json!([{"match": "type", "min": 1}])), "$.l[*].id": rule(json!([{"match": "integer"}])) }),
        json!({ "$.l": rule(json!([{"match": "type"}])), "$.l[1].id": rule(json!([{"match": "equality"}])) }),
        json!({ "$.l[*].id": rule(json!([{"match": "integer"}])) }),
        json!({ "$.l[*]": rule(json!([{"match": "type"}])) }),
        json!({ "$.l": rule(json!([{"match": "arrayContains", "variants": []}])) }),
        json!({ "$.l": rule(json!([{"match": "arrayContains", "variants": [{"index": 0, "rules": {"$.id": {"matchers": [{"match": "integer"}]}}}]}])) }),
        json!({ "$.l": rule(json!([{"match": "arrayContains", "variants": [{"index": 4, "rules": {}}]}])) }),
        json!({ "$.l": rule(json!([{"match": "eachValue", "rules": [{"match": "type"}], "value": "x"}])) }),
    ] {
        exact(json!({"l": [{"id": 1}]}), rules.clone());
        exact(json!({"l": [{"id": 1}, {"id": 2, "more": "x"}]}), rules.clone());
        exact(json!({"l": []}), rules);
    }
    exact(
        json!([1]),
        json!({ "$": rule(json!([{"match": "type", "min": 1}])) }),
    );
}

#[test]
fn maps_take_their_keys_and_values_from_their_rules() {
    let each_key =
        json!({"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z]+"}], "value": "a"});
    let each_value = json!({"match": "eachValue", "rules": [{"match": "integer"}], "value": "1"});
    for rules in [
        json!({ "$.m": rule(json!([{"match": "values"}])) }),
        json!({ "$.m": rule(json!([each_value])) }),
        json!({ "$.m": rule(json!([each_key])) }),
        json!({ "$.m": rule(json!([each_key, each_value])) }),
        json!({ "$.m": rule(json!([{"match": "type", "min": 1}])) }),
        json!({ "$.m": rule(json!([{"match": "type", "min": 1, "max": 1}])) }),
        json!({ "$.m": rule(json!([{"match": "equality"}])) }),
        json!({ "$.m": rule(json!([{"match": "notEmpty"}])) }),
        json!({ "$.m": rule(json!([{"match": "values"}])), "$.m.*": rule(json!([{"match": "type"}])) }),
        json!({ "$.m": rule(json!([{"match": "values"}])), "$.m.special": rule(json!([{"match": "integer"}])) }),
        json!({ "$.m": rule(json!([{"match": "integer"}])) }),
    ] {
        exact(json!({"m": {"a": 1, "b": 2}}), rules.clone());
        exact(json!({"m": {}}), rules.clone());
        exact(json!({"m": {"a": {"x": 1}}}), rules);
    }
}

#[test]
fn keys_with_dots_brackets_and_digits_are_found() {
    exact(
        json!({"a.b": 1, "c": {"d e": "x"}}),
        json!({ "$['a.b']": rule(json!([{"match": "type"}])), "$.c['d e']": rule(json!([{"match": "type"}])) }),
    );
    exact(
        json!({"2": {"s": "x"}}),
        json!({ "$['2'].s": rule(json!([{"match": "regex", "regex": "\\w+"}])) }),
    );
    exact(
        json!({"2": {"s": "x"}}),
        json!({ "$.*.s": rule(json!([{"match": "type"}])) }),
    );
}

#[test]
fn rules_of_the_same_weight_are_ambiguous_and_noted() {
    let rules =
        json!({ "$.a[*]": rule(json!([{"match": "integer"}])), "$.*[0]": rule(json!([{"match": "type"}])) });
    let accepted = of_value(&json!({"a": ["x"]}), category(&rules), false);
    assert_eq!(accepted.narrowings[0].path, "$.a[0]");
}

#[test]
fn an_example_that_nests_too_deep_or_a_rule_for_a_far_item_is_noted_and_never_guessed() {
    let deep = (0..200).fold(json!(1), |value, _| json!([value]));
    assert!(!of_value(&deep, category(&json!({})), false).narrowings.is_empty());
    let far = json!({ "$.l": rule(json!([{"match": "type"}])), "$.l[100000]": rule(json!([{"match": "integer"}])) });
    assert!(
        !of_value(&json!({"l": [1]}), category(&far), false)
            .narrowings
            .is_empty()
    );
}
