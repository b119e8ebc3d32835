//! The check against brute force: values from a pool, tried on both schemas.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Values that the generated schemas tell apart.
fn pool() -> Vec<Json> {
    let scalars = [
        "null", "true", "false", "0", "1", "2", "3", "-1", "0.5", "1.5", "7", "12", "\"\"", "\"a\"", "\"b\"",
        "\"ab\"", "\"abc\"", "\"A\"", "\"x1\"",
    ];
    let mut pool: Vec<String> = scalars.map(str::to_owned).to_vec();
    for one in ["null", "0", "1", "0.5", "\"a\"", "\"ab\"", "{}", "[]", "true"] {
        pool.push(format!("[{one}]"));
        for name in ["a", "b", "x", "zz"] {
            pool.push(format!("{{\"{name}\":{one}}}"));
            for other in ["1", "\"a\"", "null"] {
                pool.push(format!("{{\"{name}\":{one},\"c\":{other}}}"));
                if name != "b" {
                    pool.push(format!("{{\"{name}\":{one},\"b\":{other}}}"));
                }
            }
        }
        for other in ["1", "0", "\"a\"", "null", "{\"a\":1}"] {
            pool.push(format!("[{one},{other}]"));
            pool.push(format!("[{one},{other},1]"));
        }
    }
    pool.push("{}".to_owned());
    pool.push("[]".to_owned());
    pool.push("{\"a\":{\"a\":1}}".to_owned());
    pool.push("{\"a\":{\"b\":\"a\"},\"b\":[1]}".to_owned());
    pool.push("{\"a\":[1,1]}".to_owned());
    pool.iter()
        .map(|text| json::parse(text.as_bytes()).unwrap())
        .collect()
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(true)),
        Just(json!(false)),
        Just(json!({"type": "string"})),
        Just(json!({"type": "integer"})),
        Just(json!({"type": "number"})),
        Just(json!({"type": ["string", "null"]})),
        Just(json!({"type": "boolean"})),
        Just(json!({"enum": ["a", 1, null, [1]]})),
        Just(json!({"const": "a"})),
        Just(json!({"const": {"a": 1}})),
        (-1..3i32, 0..3i32).prop_map(|(low, span)| json!({"minimum": low, "maximum": low + span})),
        (0..3i32).prop_map(|bound| json!({"type": "number", "exclusiveMinimum": bound})),
        prop::sample::select(vec![0.5, 1.0, 2.0, 3.0]).prop_map(|step| json!({"multipleOf": step})),
        (0..3u32, 0..3u32)
            .prop_map(|(low, span)| json!({"type": "string", "minLength": low, "maxLength": low + span})),
        prop::sample::select(vec!["^a", "b$", "^[a-z]*$", "1"])
            .prop_map(|pattern| json!({"pattern": pattern})),
        (0..3u32, 0..2u32).prop_map(|(low, span)| json!({"minItems": low, "maxItems": low + span})),
        (0..3u32, 0..2u32).prop_map(|(low, span)| json!({"minProperties": low, "maxProperties": low + span})),
        Just(json!({"uniqueItems": true})),
        prop::sample::subsequence(vec!["a", "b", "c"], 1..3)
            .prop_map(|names| json!({"type": "object", "required": names})),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 1..3);
        let names = prop::sample::select(vec!["a", "b", "c"]);
        let properties = prop::collection::btree_map(names.clone(), inner.clone(), 0..3);
        let required = prop::sample::subsequence(vec!["a", "b", "c"], 0..2);
        prop_oneof![
            (properties.clone(), required, prop::option::of(inner.clone())).prop_map(|(properties, required, rest)| {
                let mut schema = json!({"type": "object", "properties": properties, "required": required});
                if let Some(rest) = rest {
                    schema["additionalProperties"] = rest;
                }
                schema
            }),
            (properties.clone(), inner.clone(), list.clone(), any::<bool>()).prop_map(|(properties, left, of, any)| {
                let union = if any { "anyOf" } else { "oneOf" };
                json!({"properties": properties, union: of, "unevaluatedProperties": left})
            }),
            (inner.clone(), prop::sample::select(vec!["^a", "b", "^[xz]"])).prop_map(|(value, pattern)| {
                json!({"patternProperties": {pattern: value}})
            }),
            inner.clone().prop_map(|names| json!({"propertyNames": names})),
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            (list.clone(), prop::option::of(inner.clone()), any::<bool>()).prop_map(|(prefix, items, distinct)| {
                let mut schema = json!({"prefixItems": prefix, "uniqueItems": distinct});
                if let Some(items) = items {
                    schema["items"] = items;
                }
                schema
            }),
            (list.clone(), inner.clone(), inner.clone()).prop_map(|(prefix, some, left)| {
                json!({"prefixItems": prefix, "anyOf": [{"contains": some}, {"items": left.clone()}], "unevaluatedItems": left})
            }),
            (inner.clone(), 0..3u32, 0..2u32).prop_map(|(some, low, span)| {
                json!({"contains": some, "minContains": low, "maxContains": low + span})
            }),
            list.clone().prop_map(|of| json!({"allOf": of})),
            list.clone().prop_map(|of| json!({"anyOf": of})),
            list.clone().prop_map(|of| json!({"oneOf": of})),
            inner.clone().prop_map(|not| json!({"not": not})),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(when, then, otherwise)| {
                json!({"if": when, "then": then, "else": otherwise})
            }),
            (names.clone(), inner.clone()).prop_map(|(name, then)| json!({"dependentSchemas": {name: then}})),
            (names.clone(), names).prop_map(|(name, other)| json!({"dependentRequired": {name: [other]}})),
        ]
    })
}

fn judge(emitted: &Value, accepted: &Value, pool: &[Json]) -> Result<Verdict, TestCaseError> {
    let read = |schema: &Value| Schema::parse(schema.to_string().as_bytes(), &Options::default()).unwrap();
    let (sub, sup) = (read(emitted), read(accepted));
    let verdict = check(
        &sub,
        &sup,
        &Limits {
            steps: 200_000,
            findings: 20,
        },
    );
    match &verdict {
        Verdict::Compatible => {
            for value in pool {
                let breaks = sub.accepts(value) == Ok(true) && sup.accepts(value) == Ok(false);
                prop_assert!(!breaks, "{emitted} in {accepted}: {value} breaks it");
            }
        }
        Verdict::Incompatible(findings) => {
            prop_assert!(!findings.is_empty());
            for finding in findings {
                let is_witness =
                    sub.accepts(&finding.witness) == Ok(true) && sup.accepts(&finding.witness) == Ok(false);
                prop_assert!(
                    is_witness,
                    "{emitted} in {accepted}: {} is no witness",
                    finding.witness
                );
                prop_assert!(finding.witness_at.find(&finding.witness).is_some());
            }
        }
        Verdict::Unproven(reasons) => {
            prop_assert!(!reasons.is_empty());
            let unconfirmed = reasons
                .iter()
                .find(|reason| reason.kind == counterpart_engine::compat::ReasonKind::Unconfirmed);
            prop_assert!(unconfirmed.is_none(), "{emitted} in {accepted}: {unconfirmed:?}");
        }
    }
    Ok(verdict)
}

fn cases() -> u32 {
    std::env::var("COUNTERPART_TEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1_500)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, max_shrink_iters: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn a_verdict_on_any_two_schemas_agrees_with_every_value_of_the_pool(one in schema(), other in schema()) {
        let pool = pool();
        judge(&one, &other, &pool)?;
        // A pair that is contained by construction, and one that is not unless the second is empty.
        let both = json!({"allOf": [one, other]});
        let verdict = judge(&both, &other, &pool)?;
        prop_assert!(!matches!(verdict, Verdict::Incompatible(_)), "{both} in {other}");
    }
}
