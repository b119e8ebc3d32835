//! Random schemas and values: both evaluators must say the same.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::compat::schema::{Draft, Options, Schema};
use crate::compat::second_evaluator::Scope;
use crate::json::{Json, Object};

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (-2i64..4).prop_map(|number| Json::Number(number.into())),
        prop_oneof![Just("0.5"), Just("1e20"), Just("-1.5")]
            .prop_map(|text| Json::Number(text.parse().unwrap())),
        prop_oneof![
            Just(""),
            Just("a"),
            Just("ab"),
            Just("é😀"),
            Just("::1"),
            Just("2024-01-31")
        ]
        .prop_map(Json::from),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just("a"), Just("b"), Just("c"), Just("ab")].prop_map(str::to_owned)
}

pub(crate) fn object_of(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    prop::collection::vec((name(), value), 0..4)
        .prop_map(|members| Json::Object(members.into_iter().collect::<Object>()))
}

pub(crate) fn value() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            object_of(inner),
        ]
    })
}

fn text(options: &'static [&'static str]) -> impl Strategy<Value = Json> {
    prop::sample::select(options).prop_map(Json::from)
}

fn count() -> impl Strategy<Value = Json> {
    (0u8..4).prop_map(|count| Json::Number(count.into()))
}

fn number() -> impl Strategy<Value = Json> {
    prop::sample::select(&["-1", "0", "0.5", "1", "2", "3", "1e20"][..])
        .prop_map(|text| Json::Number(text.parse().unwrap()))
}

fn names() -> impl Strategy<Value = Json> {
    prop::collection::btree_set(name(), 0..3)
        .prop_map(|names| Json::Array(names.into_iter().map(Json::from).collect()))
}

fn keyword(schema: BoxedStrategy<Json>) -> BoxedStrategy<(&'static str, Json)> {
    const TYPES: &[&str] = &[
        "null", "boolean", "integer", "number", "string", "array", "object",
    ];
    const PATTERNS: &[&str] = &["^a", "b$", "^[a-b]{1,2}$", "."];
    let one = |keyword: &'static str| schema.clone().prop_map(move |schema| (keyword, schema)).boxed();
    let list = |keyword: &'static str| {
        prop::collection::vec(schema.clone(), 1..4)
            .prop_map(move |schemas| (keyword, Json::Array(schemas)))
            .boxed()
    };
    let map = |keyword: &'static str| {
        object_of(schema.clone())
            .prop_map(move |map| (keyword, map))
            .boxed()
    };
    let with = |keyword: &'static str, value: BoxedStrategy<Json>| {
        value.prop_map(move |value| (keyword, value)).boxed()
    };
    let patterns = (prop::sample::select(PATTERNS), schema.clone())
        .prop_map(|(pattern, schema)| Json::from([(pattern, schema)]));
    let references = text(&["#", "#/$defs/x", "#/$defs/y"]);
    proptest::strategy::Union::new([
        with("type", text(TYPES).boxed()),
        with(
            "type",
            prop::sample::subsequence(TYPES, 1..4)
                .prop_map(|types| Json::Array(types.into_iter().map(Json::from).collect()))
                .boxed(),
        ),
        with(
            "enum",
            prop::collection::vec(scalar(), 1..4)
                .prop_map(|values| Json::Array(crate::compat::distinct::distinct(values)))
                .boxed(),
        ),
        with("const", value().boxed()),
        with("minimum", number().boxed()),
        with("maximum", number().boxed()),
        with("exclusiveMinimum", number().boxed()),
        with("exclusiveMaximum", number().boxed()),
        with(
            "multipleOf",
            (1u8..4).prop_map(|step| Json::Number(step.into())).boxed(),
        ),
        with("minLength", count().boxed()),
        with("maxLength", count().boxed()),
        with("pattern", text(PATTERNS).boxed()),
        with(
            "format",
            text(&["date", "ip", "ipv6", "hostname", "uri-reference"]).boxed(),
        ),
        list("prefixItems"),
        one("items"),
        one("contains"),
        with("minContains", count().boxed()),
        with("maxContains", count().boxed()),
        with("minItems", count().boxed()),
        with("maxItems", count().boxed()),
        with("uniqueItems", any::<bool>().prop_map(Json::Bool).boxed()),
        one("unevaluatedItems"),
        map("properties"),
        map("properties"),
        with("patternProperties", patterns.boxed()),
        one("additionalProperties"),
        one("propertyNames"),
        with("required", names().boxed()),
        with("minProperties", count().boxed()),
        with("maxProperties", count().boxed()),
        with("dependentRequired", object_of(names()).boxed()),
        map("dependentSchemas"),
        map("dependencies"),
        one("unevaluatedProperties"),
        one("unevaluatedProperties"),
        with("$ref", references.boxed()),
        list("allOf"),
        list("anyOf"),
        list("oneOf"),
        one("not"),
        one("if"),
        one("then"),
        one("else"),
    ])
    .boxed()
}

pub(crate) fn schema() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![1 => any::<bool>().prop_map(Json::Bool), 3 => scalar().prop_map(|value| Json::from([("const", value)]))];
    let whole = leaf.prop_recursive(4, 24, 4, |inner| {
        prop::collection::vec(keyword(inner.boxed()), 0..4).prop_map(|keywords| {
            let members = keywords
                .into_iter()
                .map(|(keyword, value)| (keyword.to_owned(), value));
            Json::Object(members.collect::<Object>())
        })
    });
    (whole.clone(), whole.clone(), whole)
        .prop_map(|(mut top, x, y)| {
            if let Json::Object(members) = &mut top {
                members.insert("$defs".to_owned(), Json::from([("x", x), ("y", y)]));
                top
            } else {
                Json::from([
                    ("allOf", Json::Array(vec![top])),
                    ("$defs", Json::from([("x", x), ("y", y)])),
                ])
            }
        })
        .boxed()
}

#[test]
fn random_schemas_mean_the_same_to_both_evaluators() {
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::with_cases(600)
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let drafts = prop::sample::select(
        &[
            Draft::Draft6,
            Draft::Draft7,
            Draft::Draft201909,
            Draft::Draft202012,
            Draft::Draft202012,
        ][..],
    );
    let counts = std::cell::Cell::new((0u32, 0u32));
    runner
        .run(
            &(drafts, schema(), prop::collection::vec(value(), 8)),
            |(draft, document, values)| {
                let options = Options::default().default_draft(draft);
                let Ok(schema) = Schema::from_json(document, &options) else {
                    return Ok(());
                };
                let Some(second) = schema.second() else {
                    return Ok(());
                };
                for value in values {
                    let (Ok(ours), Some(theirs)) = (schema.accepts(&value), second.accepts(&value)) else {
                        continue;
                    };
                    prop_assert_eq!(ours, theirs, "{:?} {} on {}", draft, schema.document(), value);
                    // Neither is asked if the work is unbounded.
                    let whole = schema.second_opinion(&value, Scope::Full);
                    prop_assert!(whole.is_none_or(|whole| whole == theirs));
                    let touched = schema.second_opinion(&value, Scope::Slice);
                    prop_assert_eq!(touched, whole, "{:?} {} on {}", draft, schema.document(), value);
                    prop_assert_eq!(
                        schema.explain(&value).is_empty(),
                        ours,
                        "{} on {}",
                        schema.document(),
                        value
                    );
                    let (compared, accepted) = counts.get();
                    counts.set((compared + 1, accepted + u32::from(ours)));
                }
                Ok(())
            },
        )
        .unwrap();
    let (compared, accepted) = counts.get();
    assert!(compared > 2_000, "{compared}");
    assert!(
        accepted > compared / 5 && accepted < compared / 5 * 4,
        "{accepted} of {compared}"
    );
}
