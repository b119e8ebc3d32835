//! Contracts mapped for engines that export logs: they accept what became of each message that the contract accepts, and
//! still refuse what no accepted message could have become.

mod columns;
mod members;

use std::sync::Arc;

use counterpart::sample::{Options as Making, Sampler};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::validate::{Outcome, Scratch, Validator};
use counterpart_engine::json::{self, Json, Number, Object};
use counterpart_verifier::lakes::{ENGINES, Reading, VALUES, engine};

fn schema(text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &Options::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn reading(id: &str) -> Reading {
    match id {
        "absent-is-null" => Reading {
            absent_is_null: true,
            ..Reading::default()
        },
        id => Reading {
            exported_by: Some(engine(id).unwrap_or_else(|| panic!("{id}"))),
            ..Reading::default()
        },
    }
}

/// A schema that judges by its compiled form and by the evaluator, which have to agree.
struct Judge {
    schema: Arc<Schema>,
    compiled: Validator,
    scratch: Scratch,
}

impl Judge {
    fn new(schema: Schema) -> Self {
        let schema = Arc::new(schema);
        Self {
            compiled: Validator::new(vec![Arc::clone(&schema)]),
            schema,
            scratch: Scratch::default(),
        }
    }

    /// The schema, mapped for the engine of this id, or for absent members.
    fn through(id: &str, schema: &Schema) -> Self {
        Self::new(reading(id).widen(schema).unwrap())
    }

    fn accepts(&mut self, message: &Json) -> bool {
        let text = message.to_string();
        let outcome = &self.compiled.judge(text.as_bytes(), &mut self.scratch).unwrap()[0];
        let exact = self.schema.accepts(message);
        match &exact {
            Ok(true) => assert_eq!(*outcome, Outcome::Accepted, "{text}"),
            Ok(false) => assert_eq!(*outcome, Outcome::Refused, "{text}"),
            Err(_) => assert!(matches!(outcome, Outcome::Undecided(_)), "{text}: {outcome:?}"),
        }
        // What is undecided is not refused.
        exact != Ok(false)
    }
}

/// Schemas with all keywords that a mapping touches.
const SCHEMAS: &[&str] = &[
    r#"{"type": "object", "properties": {"id": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
        "at": {"type": "string", "format": "date-time"}, "day": {"type": "string", "format": "date"},
        "price": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01}, "note": {"type": "string", "minLength": 1},
        "gone": {"type": ["string", "null"]}, "flag": {"type": "boolean"}, "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1}},
        "required": ["id", "at", "gone", "flag"], "additionalProperties": false}"#,
    r##"{"$ref": "#/$defs/order", "$defs": {"order": {"type": "object", "properties": {"lines": {"type": "array", "uniqueItems": true,
        "items": {"$ref": "#/$defs/line"}}, "parent": {"$ref": "#/$defs/order"}}, "required": ["lines"], "maxProperties": 2},
        "line": {"type": "object", "properties": {"sku": {"type": "string", "pattern": "^[A-Z]{3}$"}, "count": {"type": "integer"},
        "hint": {"anyOf": [{"type": "null"}, {"type": "string"}]}}, "required": ["sku", "hint"], "minProperties": 2, "additionalProperties": false}}}"##,
    r#"{"oneOf": [{"properties": {"kind": {"const": "card"}, "last": {"type": "string", "maxLength": 4}}, "required": ["kind", "last"], "type": "object"},
        {"properties": {"kind": {"const": "cash"}, "till": {"type": "integer"}}, "required": ["kind"], "type": "object"}]}"#,
    r#"{"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "x": {"type": "integer"}}, "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]}, "then": {"required": ["x"]}, "else": {"properties": {"y": {"type": "boolean"}}}}"#,
    r#"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}, "c": {"type": ["integer", "null"]}},
        "not": {"required": ["a", "b"]}, "dependentRequired": {"a": ["c"]}, "dependentSchemas": {"b": {"required": ["c"]}}}"#,
    r#"{"allOf": [{"properties": {"a": {"type": "string"}, "b": {"type": ["null", "integer"]}}}, {"required": ["a", "b"]}], "unevaluatedProperties": false}"#,
    r#"{"type": "object", "additionalProperties": {"type": "object", "properties": {"n": {"type": "number"}}, "additionalProperties": false},
        "propertyNames": {"pattern": "^[a-z]{1,3}$"}}"#,
    r#"{"type": "object", "patternProperties": {"^[0-9]{4}-[0-9]{2}$": {"type": "integer"}}, "additionalProperties": false}"#,
    r#"{"type": "object", "properties": {"a.b": {"type": "integer"}, "c": {"type": ["string", "integer"], "minLength": 2}}, "required": ["a.b"]}"#,
    r#"{"type": "object", "properties": {"id": {"type": "string", "format": "uuid", "pattern": "^[0-9A-F-]+$"},
        "when": {"anyOf": [{"type": "string", "format": "date-time", "pattern": "Z$"}, {"type": "null"}]}, "e": {"const": 9007199254740993},
        "o": {"type": "object", "properties": {"x": {"type": "null"}}}}, "required": ["id", "o"]}"#,
    r#"{"type": "array", "items": {"type": "object", "properties": {"t": {"type": "string", "format": "time"}}, "required": ["t"]},
        "contains": {"type": "object", "required": ["u"]}, "minContains": 0, "maxContains": 1}"#,
    r#"{"type": "object", "properties": {"shape": {"const": {"a": null, "at": "2024-05-06T07:08:09Z", "x": [{}]}}, "e": {"enum": [9007199254740993, "a", true]}},
        "required": ["shape"]}"#,
    r#"{"type": "object", "allOf": [{"properties": {"n": {"type": "number"}, "m": {"type": "integer"}}}, {"required": ["n", "m"]}]}"#,
    r#"{"type": "object", "properties": {"ratio": {"type": "number", "minimum": 0, "maximum": 1}, "tuple": {"prefixItems": [{"type": "string"}, {"type": "number"}], "items": false}}}"#,
];

/// Chooses without a clock: the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What became of a message: the engines' behaviour written down a second time, value by value. Each thing happens or
/// not, as columns of other rows decide.
fn become_of(id: &str, message: &Json, names: &[String], dice: &mut Dice) -> Json {
    let row = match message {
        // SQLite has json_patch besides columns.
        Json::Object(members) if id == "pandas" || id == "sqlite" && dice.roll(2) == 0 => {
            let columns = members
                .iter()
                .map(|(name, value)| (name.clone(), column(id, value, dice)));
            let mut row: Object = columns.collect();
            fill(&mut row, names, dice);
            return Json::Object(row);
        }
        message => message,
    };
    value_of(id, row, names, dice)
}

fn fill(row: &mut Object, names: &[String], dice: &mut Dice) {
    for name in names {
        if !row.contains_key(name) && dice.roll(2) == 0 {
            row.insert(name.clone(), Json::Null);
        }
    }
}

/// A column of pandas or SQLite.
fn column(id: &str, value: &Json, dice: &mut Dice) -> Json {
    match (id, value) {
        ("pandas" | "sqlite", Json::Bool(flag)) if dice.roll(2) == 0 => Json::Number(u32::from(*flag).into()),
        ("pandas", Json::String(text)) => {
            let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = text.parse::<Number>();
            match number {
                Ok(number) if is_digits => Json::Number(number),
                _ if moment(text).is_some() => Json::Number(1_714_979_289_000_u64.into()),
                _ => value.clone(),
            }
        }
        ("sqlite", Json::Array(_) | Json::Object(_)) if dice.roll(2) == 0 => {
            Json::from(value.to_string().as_str())
        }
        (_, Json::Number(number)) => Json::Number(rounded(number)),
        _ => value.clone(),
    }
}

/// As a float is written and read again.
fn rounded(number: &Number) -> Number {
    let float = number.to_f64();
    match float.is_finite() {
        true => format!("{float:e}").parse().unwrap(),
        false => number.clone(),
    }
}

/// The parts of a moment: date, time, fraction.
fn moment(text: &str) -> Option<(&str, &str, &str)> {
    let is_moment = counterpart_engine::compat::formats::is_valid("date-time", text) == Some(true);
    let (date, time, rest) = (text.get(..10)?, text.get(11..19)?, text.get(19..)?);
    let end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    is_moment.then_some((date, time, &rest[..end.min(7)]))
}

fn text_of(id: &str, text: &str) -> String {
    let is = |format| counterpart_engine::compat::formats::is_valid(format, text) == Some(true);
    match (id, moment(text)) {
        ("duckdb", Some((date, time, fraction))) => format!("{date} {time}{fraction}+00"),
        ("clickhouse", Some((date, time, fraction))) => format!("{date} {time}{fraction}"),
        ("polars", Some((date, time, fraction))) => format!("{date} {time}{fraction}"),
        ("postgres", Some((date, time, fraction))) => format!("{date}T{time}{fraction}+02:00"),
        ("datafusion" | "spark", Some((date, time, fraction))) => format!("{date}T{time}{fraction}"),
        ("duckdb" | "clickhouse" | "postgres", None) if is("uuid") => text.to_lowercase(),
        ("polars" | "datafusion" | "duckdb", None) if is("time") => text[..8].to_owned(),
        ("spark", None) if is("date") => format!("{text}T00:00:00.000Z"),
        _ => text.to_owned(),
    }
}

fn value_of(id: &str, value: &Json, names: &[String], dice: &mut Dice) -> Json {
    let fills = matches!(id, "duckdb" | "polars" | "clickhouse" | "postgres");
    let drops = matches!(
        id,
        "spark" | "datafusion" | "clickhouse" | "postgres" | "absent-is-null"
    );
    match value {
        Json::String(text) => Json::from(text_of(id, text).as_str()),
        // NaN came from elsewhere, in place of any fraction.
        Json::Number(number)
            if matches!(id, "polars" | "clickhouse" | "datafusion")
                && !number.is_integer()
                && dice.roll(5) == 0 =>
        {
            Json::Null
        }
        Json::Number(number) if id == "polars" && !number.is_integer() && dice.roll(2) == 0 => {
            Json::from(number.to_string().as_str())
        }
        Json::Number(number) if id == "datafusion" && number.to_f64().abs() > 9e18 => {
            Json::Number(rounded(number))
        }
        Json::Array(items) => Json::Array(items.iter().map(|item| value_of(id, item, names, dice)).collect()),
        Json::Object(members) => {
            let mut row = Object::default();
            for (name, member) in members {
                let is_gone = match member {
                    Json::Null => drops,
                    Json::Object(inner) => {
                        id == "clickhouse" && inner.values().all(|value| *value == Json::Null)
                    }
                    _ => false,
                };
                if is_gone && dice.roll(2) == 0 {
                    continue;
                }
                let member = value_of(id, member, names, dice);
                match name.split_once('.') {
                    Some((first, rest))
                        if id == "clickhouse" && !rest.is_empty() && !members.contains_key(first) =>
                    {
                        let inner: Object = [(rest.to_owned(), member)].into_iter().collect();
                        row.insert(first.to_owned(), Json::Object(inner));
                    }
                    _ => _ = row.insert(name.clone(), member),
                }
            }
            if fills {
                fill(&mut row, names, dice);
            }
            Json::Object(row)
        }
        other => other.clone(),
    }
}

const IDS: [&str; 9] = [
    "clickhouse",
    "datafusion",
    "duckdb",
    "pandas",
    "polars",
    "postgres",
    "spark",
    "sqlite",
    "absent-is-null",
];

#[test]
fn every_engine_is_in_these_tests() {
    let ids: Vec<&str> = ENGINES.iter().map(|engine| engine.id).collect();
    assert_eq!(ids, IDS[..8]);
}

#[test]
fn what_became_of_an_accepted_message_is_accepted() {
    let mut judged = 0;
    let mut changed = [0; IDS.len()];
    for text in SCHEMAS {
        let own = schema(text);
        let names: Vec<String> = [
            "extra", "a", "c", "x", "note", "day", "tags", "hint", "parent", "when", "e",
        ]
        .map(str::to_owned)
        .to_vec();
        let messages: Vec<Json> = Sampler::new(&own, Making::default().names(names.clone()))
            .take(150)
            .map(|message| message.value().clone())
            .collect();
        assert!(messages.len() > 3, "{text}: {}", messages.len());
        for (number, id) in IDS.into_iter().enumerate() {
            let mut widened = Judge::through(id, &own);
            let mut dice = Dice(7);
            for message in &messages {
                assert!(widened.accepts(message), "{id}: {message}\n{text}");
                for _ in 0..4 {
                    let became = become_of(id, message, &names, &mut dice);
                    changed[number] += usize::from(became != *message);
                    judged += 1;
                    assert!(
                        widened.accepts(&became),
                        "{id}: {message}\nbecame {became}\n{text}"
                    );
                }
            }
        }
    }
    assert!(judged > 10_000, "{judged}");
    assert!(changed.iter().all(|changed| *changed > 100), "{changed:?}");
}

/// A contract, and for each engine messages that show a break.
const BREAKS: &[(&str, &str, &[&str])] = &[
    (
        r#"{"type": "object", "properties": {"id": {"type": "integer"}, "email": {"type": "string"}, "at": {"type": "string", "format": "date-time"},
            "gone": {"type": ["string", "null"]}, "tags": {"type": "array", "items": {"type": "string"}}, "plan": {"enum": ["free", "pro"]},
            "inner": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}},
            "required": ["id", "email", "at", "gone", "inner"], "additionalProperties": false}"#,
        r#"{"id": 1, "email": "a", "at": "2024-05-06T07:08:09Z", "gone": "x", "inner": {"n": 1}}"#,
        &[
            r#"{"id": "1"}"#,
            r#"{"id": null}"#,
            r#"{"id": 1.5}"#,
            r#"{"email": null}"#,
            r#"{"email": ["a"]}"#,
            r#"{"at": "yesterday"}"#,
            r#"{"at": "2024-05-06"}"#,
            r#"{"at": ""}"#,
            r#"{"at": ["2024-05-06 07:08:09"]}"#,
            r#"{"tags": [1]}"#,
            r#"{"tags": [null]}"#,
            r#"{"tags": "a"}"#,
            r#"{"plan": "gold"}"#,
            r#"{"plan": ["pro"]}"#,
            r#"{"plan": 1}"#,
            r#"{"inner": "{}"}"#,
            r#"{"inner": {"n": "1"}}"#,
            r#"{"inner": {"n": null}}"#,
            r#"{"inner": {}}"#,
            r#"{"inner": []}"#,
            r#"{"surplus": 1}"#,
        ],
    ),
    (
        r#"{"allOf": [{"properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}, {"required": ["a", "b"]}]}"#,
        r#"{"a": "x", "b": 1}"#,
        &[r#"{"b": null}"#, r#"{"b": "x"}"#, r#"{"a": null}"#],
    ),
    (
        r#"{"oneOf": [{"properties": {"kind": {"const": "card"}, "last": {"type": "integer"}}, "required": ["kind", "last"], "type": "object"},
            {"properties": {"kind": {"const": "cash"}}, "required": ["kind"], "type": "object"}]}"#,
        r#"{"kind": "card", "last": 1}"#,
        &[
            r#"{"kind": "coin"}"#,
            r#"{"last": "1"}"#,
            r#"{"last": null}"#,
            r#"{"kind": null}"#,
        ],
    ),
    (
        r#"{"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "x": {"type": "integer"}}, "required": ["kind"],
            "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]}, "then": {"required": ["x"]}}"#,
        r#"{"kind": "a", "x": 1}"#,
        &[r#"{"x": null}"#, r#"{"x": "1"}"#, r#"{"kind": "c"}"#],
    ),
];

#[test]
fn planted_break_is_found_through_every_engine() {
    for (text, message, changes) in BREAKS {
        let own = schema(text);
        for id in IDS {
            let mut widened = Judge::through(id, &own);
            let message = json::parse(message.as_bytes()).unwrap();
            assert!(widened.accepts(&message), "{id}: {message}");
            for change in *changes {
                let mut broken = message.clone();
                let Json::Object(members) = json::parse(change.as_bytes()).unwrap() else {
                    panic!("{change}");
                };
                for (name, value) in &members {
                    broken
                        .as_object_mut()
                        .unwrap()
                        .insert(name.clone(), value.clone());
                }
                assert_eq!(own.accepts(&broken), Ok(false), "{broken}");
                assert!(!widened.accepts(&broken), "{id}: {broken}\n{text}");
            }
        }
    }
}

#[test]
fn member_that_is_missing_is_found_unless_it_may_be_null() {
    let own = schema(
        r#"{"properties": {"a": {"type": "integer"}, "b": {"type": ["integer", "null"]}}, "required": ["a", "b"]}"#,
    );
    let leaves_out = [
        "absent-is-null",
        "spark",
        "datafusion",
        "clickhouse",
        "postgres",
        "sqlite",
    ];
    for id in IDS {
        let mut widened = Judge::through(id, &own);
        let mut judge = |text: &str| widened.accepts(&json::parse(text.as_bytes()).unwrap());
        assert!(!judge(r#"{"b": 1}"#), "{id}");
        assert_eq!(judge(r#"{"a": 1}"#), leaves_out.contains(&id), "{id}");
    }
}

#[test]
fn refusals_through_an_engine_have_the_places_and_words_of_the_contract() {
    let own = schema(
        r##"{"properties": {"at": {"$ref": "#/$defs/at"}, "n": {"type": "integer"}, "m": {"additionalProperties": false}}, "required": ["n"],
            "$defs": {"at": {"type": "string", "format": "date-time"}}}"##,
    );
    let widened = reading("duckdb").widen(&own).unwrap();
    let broken = json::parse(br#"{"at": "yesterday", "n": "1", "m": {"x": 1}}"#).unwrap();
    let refusals: Vec<(String, String, &str)> = widened
        .explain(&broken)
        .into_iter()
        .map(|refusal| {
            (
                refusal.at.to_string(),
                refusal.schema.to_string(),
                refusal.keyword,
            )
        })
        .collect();
    let expected = [
        ("/at", "/$defs/at", "format"),
        ("/n", "/properties/n", "type"),
        ("/m/x", "/properties/m/additionalProperties", "false"),
    ];
    for (at, schema, keyword) in expected {
        assert!(
            refusals.contains(&(at.to_owned(), schema.to_owned(), keyword)),
            "{at}: {refusals:?}"
        );
    }
    assert_eq!(refusals.len(), expected.len(), "{refusals:?}");

    let own = schema(
        r#"{"properties": {"v": {"oneOf": [{"type": "integer"}, {"type": "boolean"}]}}, "required": ["v"]}"#,
    );
    let refusals = reading("duckdb")
        .widen(&own)
        .unwrap()
        .explain(&json::parse(br#"{"v": "x"}"#).unwrap());
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    assert_eq!(
        (refusals[0].schema.to_string().as_str(), refusals[0].keyword),
        ("/properties/v", "oneOf")
    );
}

/// What the book's table says that engines write, judged by the narrowest contract of the value.
#[test]
fn what_the_table_of_engines_says_is_accepted_through_their_mappings() {
    let contracts = [
        r#"{"type": "string", "format": "date-time", "pattern": "Z$"}"#,
        r#"{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$"}"#,
        r#"{"type": "array", "minItems": 1}"#,
        r#"{"type": ["integer", "null"]}"#,
        r#"{"type": "number", "minimum": 12.5, "maximum": 12.5}"#,
        r#"{"type": "integer", "minimum": 2, "maximum": 2}"#,
        r#"{"type": "number"}"#,
        r#"{"type": "integer", "maximum": 18446744073709551615}"#,
        r#"{"type": "boolean"}"#,
        r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#,
        r#"{"type": "object", "properties": {"a.b": {"type": "integer"}}, "required": ["a.b"]}"#,
    ];
    assert_eq!(contracts.len(), VALUES.len());
    let mut judged = 0;
    for engine in &ENGINES {
        for (row, contract) in contracts.iter().enumerate() {
            // An absent member is not required.
            let required = if row == 2 { "" } else { r#", "required": ["v"]"# };
            let own = schema(&format!(
                r#"{{"type": "object", "properties": {{"v": {contract}}}{required}, "additionalProperties": false}}"#
            ));
            let mut widened = Judge::through(engine.id, &own);
            for part in engine.writes[row].split("; ") {
                let text = match part.strip_prefix('`').and_then(|part| part.split_once('`')) {
                    Some(("NaN", _)) => continue,
                    Some((value, _)) => format!(r#"{{"v":{value}}}"#),
                    None if part.starts_with("absent") => "{}".to_owned(),
                    None => panic!("{part}"),
                };
                let message = json::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
                assert!(widened.accepts(&message), "{}: {text}\n{contract}", engine.id);
                judged += 1;
            }
        }
    }
    assert!(judged > 90, "{judged}");
}

#[test]
fn odd_and_large_schemas_are_mapped() {
    let names: Vec<String> = (0..300)
        .map(|name| format!(r##""p{name}": {{"$ref": "#"}}"##))
        .collect();
    let properties = names.join(", ");
    let many = format!(
        r#"{{"type": "object", "properties": {{{properties}}}, "required": ["p1"], "anyOf": [{{"required": ["p2"]}}, {{"required": ["p3"]}}]}}"#
    );
    let branches: Vec<String> = (0..60).map(|_| r##"{"$ref": "#/$defs/a"}"##.to_owned()).collect();
    let nested = format!(
        r##"{{"if": {{"$ref": "#/$defs/a"}}, "$defs": {{"a": {{"anyOf": [{0}]}}, "b": {{"not": {{"$ref": "#/$defs/a"}}}}}}}}"##,
        branches.join(", ").replace("#/$defs/a", "#/$defs/b")
    );
    let odd = [
        "true",
        "false",
        r##"{"$ref": "#"}"##,
        r##"{"properties": {"a": {"$ref": "#/properties/b/items"}, "b": {"items": {"type": "integer"}}}}"##,
        r#"{"enum": []}"#,
        r#"{"not": {}}"#,
        r##"{"items": {"$id": "https://example.com/x", "$dynamicAnchor": "n", "properties": {"y": {"$dynamicRef": "#n"}}}}"##,
        r#"{"type": "string", "format": "nobody-knows"}"#,
        &many,
        &nested,
    ];
    for text in odd {
        let own = schema(text);
        for id in IDS {
            let widened = reading(id).widen(&own).unwrap();
            for message in [
                "null",
                "{}",
                "[]",
                r#"{"p1": {}, "a": null, "y": {"y": 1}}"#,
                r#"[{"y": {}}]"#,
            ] {
                let message = json::parse(message.as_bytes()).unwrap();
                if own.accepts(&message) == Ok(true) {
                    assert_eq!(widened.accepts(&message), Ok(true), "{id}: {message}\n{text}");
                }
            }
        }
    }
}
