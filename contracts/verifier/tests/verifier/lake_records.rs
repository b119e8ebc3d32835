//! Contracts mapped for engines, against what the real engines wrote: `tests/wires` sent tables of messages through them
//! and keeps what came back.
//!
//! Each table gets the narrowest contract of its messages. Mapped for an engine, it must accept what the engine made of
//! them, except where [`UNDONE`] says why it cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use counterpart_engine::compat::formats;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::{self, Json, Number, Object};
use counterpart_verifier::lakes::{ENGINES, Engine, Reading, engine};
use serde_json::Value;

/// The records, and the engine that each is of.
const RECORDS: [(&str, &str); 9] = [
    ("clickhouse", "clickhouse"),
    ("datafusion", "datafusion"),
    ("duckdb", "duckdb"),
    ("pandas", "pandas"),
    ("polars", "polars"),
    ("postgresql", "postgres"),
    ("spark", "spark"),
    ("sqlite", "sqlite"),
    ("sqlite-3.40", "sqlite"),
];

/// Tables whose inner objects are maps.
const MAPS: [&str; 7] = [
    "maps",
    "maps-of-digits",
    "maps-of-many-keys",
    "typed-maps",
    "typed-integer-keys",
    "typed-date-keys",
    "typed-moment-keys",
];

/// What no mapping undoes: the record, the path (empty for all), the table, and the reason.
const UNDONE: &[(&str, &str, &str, &str)] = &[
    ("clickhouse", "declared", "typed-decimal-texts", TEXT_AS_NUMBER),
    ("clickhouse", "declared", "typed-nan", TEXT_AS_NUMBER),
    (
        "clickhouse",
        "inferred",
        "huge",
        "1 is a text, too, in a column of texts",
    ),
    (
        "clickhouse",
        "inferred",
        "gigantic",
        "1 is a text, too, in a column of texts",
    ),
    ("clickhouse", "inferred", "names-empty", "the member is lost"),
    (
        "clickhouse",
        "not-null",
        "huge",
        "1 is a text, too, in a column of texts",
    ),
    (
        "clickhouse",
        "not-null",
        "gigantic",
        "1 is a text, too, in a column of texts",
    ),
    ("clickhouse", "not-null", "names-empty", "the member is lost"),
    ("datafusion", "declared", "typed-decimal-texts", TEXT_AS_NUMBER),
    ("datafusion", "declared", "typed-nan", TEXT_AS_NUMBER),
    ("duckdb", "declared", "typed-decimal-texts", TEXT_AS_NUMBER),
    ("duckdb", "declared", "typed-nan", "NaN is not JSON"),
    ("duckdb", "", "names-empty", "it is a column named json"),
    ("duckdb", "", "names-of-two-cases", "A is A_1"),
    ("duckdb", "", "only-absent", "it is a column named json"),
    ("duckdb", "", "too-large-floats", "Infinity is not JSON"),
    ("polars", "declared", "typed-decimal-texts", TEXT_AS_NUMBER),
    ("polars", "declared", "typed-nan", TEXT_AS_NUMBER),
    (
        "polars",
        "inferred",
        "names-twice",
        "the first of repeated keys counts",
    ),
    ("postgresql", "", "typed-decimal-texts", TEXT_AS_NUMBER),
    ("spark", "", "typed-bytes", "the text is no base64, and lost"),
    (
        "spark",
        "",
        "typed-bytes-beyond-ascii",
        "the text is no base64, and lost",
    ),
    (
        "spark",
        "",
        "typed-bytes-control",
        "the text is no base64, and lost",
    ),
    ("spark", "", "typed-decimal-texts", TEXT_AS_NUMBER),
    ("spark", "", "names-empty", "the member is lost"),
    (
        "sqlite",
        "declared",
        "typed-bytes-control",
        "a BLOB is JSON by chance",
    ),
    ("sqlite", "declared", "typed-decimal-texts", TEXT_AS_NUMBER),
    ("sqlite-3.40", "declared", "typed-decimal-texts", TEXT_AS_NUMBER),
    ("sqlite-3.40", "members", "too-large-floats", "Inf is not JSON"),
];

const TEXT_AS_NUMBER: &str = "who declared the table stored texts as numbers";

fn text(of: &Value) -> &str {
    of.as_str().unwrap()
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Object {
    let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
    members.collect()
}

fn list(texts: impl IntoIterator<Item = String>) -> Json {
    Json::Array(texts.into_iter().map(|text| Json::from(text.as_str())).collect())
}

/// The narrowest schema of some values. Objects below the top are maps if `of_maps`.
fn narrowest(values: &[&Json], of_maps: bool, is_top: bool) -> Json {
    let mut types: BTreeSet<String> = values.iter().map(|value| value.type_name().to_owned()).collect();
    let numbers: Vec<&Number> = values.iter().filter_map(|value| value.as_number()).collect();
    types.remove("number");
    types.remove("integer");
    let mut schema = Object::default();
    if !numbers.is_empty() {
        let is_integer = numbers.iter().all(|number| number.is_integer());
        types.insert(if is_integer { "integer" } else { "number" }.to_owned());
        let (least, most) = (numbers.iter().min().unwrap(), numbers.iter().max().unwrap());
        schema.extend(object([
            ("minimum", Json::Number((*least).clone())),
            ("maximum", Json::Number((*most).clone())),
        ]));
    }
    let texts: Vec<&str> = values.iter().filter_map(|value| value.as_str()).collect();
    if !texts.is_empty() {
        let is_all = |test: &dyn Fn(&str) -> bool| texts.iter().all(|text| test(text));
        let format = ["date-time", "date"]
            .into_iter()
            .find(|format| is_all(&|text| formats::is_valid(format, text) == Some(true)));
        let is_local = |text: &str| formats::is_valid("date-time", &format!("{text}Z")) == Some(true);
        let is_time = |text: &str| formats::is_valid("time", &format!("{text}Z")) == Some(true);
        if let Some(format) = format {
            schema.insert("format".into(), Json::from(format));
        } else if is_all(&is_local) {
            let local = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$";
            schema.insert("pattern".into(), Json::from(local));
        } else if is_all(&is_time) {
            schema.insert("pattern".into(), Json::from(r"^\d{2}:\d{2}:\d{2}(\.\d+)?$"));
        } else if types
            .iter()
            .all(|name| matches!(name.as_str(), "null" | "string"))
        {
            let listed: BTreeSet<&str> = texts.iter().copied().collect();
            let null = types.contains("null").then_some(Json::Null);
            let listed = listed.into_iter().map(Json::from).chain(null);
            schema.insert("enum".into(), Json::Array(listed.collect()));
        } else {
            // Beside other kinds: none of the texts that numbers become.
            schema.insert("pattern".into(), Json::from("^-?[a-zA-Z]*$"));
        }
    }
    let lists: Vec<&[Json]> = values.iter().filter_map(|value| value.as_array()).collect();
    if !lists.is_empty() {
        let items: Vec<&Json> = lists.iter().flat_map(|list| list.iter()).collect();
        schema.insert("items".into(), narrowest(&items, of_maps, false));
        let least = lists.iter().map(|list| list.len()).min().unwrap_or_default();
        schema.insert("minItems".into(), Json::Number((least as u64).into()));
    }
    let objects: Vec<&Object> = values.iter().filter_map(|value| value.as_object()).collect();
    if !objects.is_empty() {
        let mut members: BTreeMap<&str, Vec<&Json>> = BTreeMap::new();
        for (name, value) in objects.iter().flat_map(|object| object.iter()) {
            members.entry(name).or_default().push(value);
        }
        if of_maps && !is_top {
            for format in ["date", "date-time"] {
                let mut keys = members.keys();
                if !members.is_empty() && keys.all(|key| formats::is_valid(format, key) == Some(true)) {
                    let named = Json::Object(object([("format", Json::from(format))]));
                    schema.insert("propertyNames".into(), named);
                }
            }
            let all: Vec<&Json> = members.values().flatten().copied().collect();
            schema.insert("additionalProperties".into(), narrowest(&all, of_maps, false));
        } else {
            let required = members.iter().filter(|(_, values)| values.len() == objects.len());
            schema.insert(
                "required".into(),
                list(required.map(|(name, _)| (*name).to_owned())),
            );
            let properties = members
                .iter()
                .map(|(name, values)| ((*name).to_owned(), narrowest(values, of_maps, false)));
            schema.insert("properties".into(), Json::Object(properties.collect()));
            schema.insert("additionalProperties".into(), Json::Bool(false));
        }
    }
    if types.is_empty() {
        return Json::Bool(false);
    }
    schema.insert("type".into(), list(types));
    Json::Object(schema)
}

/// A message as it was sent, and what came back.
struct Carried {
    sent: Json,
    /// None if that is not JSON.
    back: Option<Json>,
    text: String,
}

/// The messages of a record by path and table.
fn carried(record: &str) -> BTreeMap<(String, String), Vec<Carried>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/wires/recorded");
    let file = folder.join(format!("{record}.json"));
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    let mut tables: BTreeMap<(String, String), Vec<Carried>> = BTreeMap::new();
    for case in document["cases"].as_array().unwrap() {
        // A message that the engine refused did not come back.
        if case["ok"] != true {
            continue;
        }
        let Ok(sent) = json::parse_last_of_repeated(text(&case["sent"]).as_bytes()) else {
            assert_eq!(case["field"], "surrogate");
            continue;
        };
        let back = json::parse_last_of_repeated(text(&case["text"]).as_bytes()).ok();
        let is_column = sent.get("message").is_none();
        let back = back.map(|back| match back.get("message") {
            Some(message) if is_column => message.clone(),
            _ => back,
        });
        let key = (text(&case["options"]).to_owned(), text(&case["field"]).to_owned());
        tables.entry(key).or_default().push(Carried {
            sent,
            back,
            text: text(&case["text"]).to_owned(),
        });
    }
    tables
}

/// A table of a record, with its contract.
struct Table {
    path: String,
    name: String,
    messages: Vec<Carried>,
    contract: Schema,
}

fn tables(record: &str) -> Vec<Table> {
    let of = |((path, name), messages): ((String, String), Vec<Carried>)| {
        let sent: Vec<&Json> = messages.iter().map(|message| &message.sent).collect();
        let contract = narrowest(&sent, MAPS.contains(&name.as_str()), true);
        let contract = Schema::from_json(contract, &Options::default()).unwrap();
        Table {
            path,
            name,
            messages,
            contract,
        }
    };
    carried(record).into_iter().map(of).collect()
}

/// The place in [`UNDONE`] of a table.
fn undone(record: &str, table: &Table) -> Option<usize> {
    UNDONE.iter().position(|(of, at, one, _)| {
        *of == record && (at.is_empty() || *at == table.path) && *one == table.name
    })
}

fn exported_by(engine: &'static Engine) -> Reading {
    Reading {
        exported_by: Some(engine),
        ..Reading::default()
    }
}

#[test]
fn what_engines_made_of_messages_is_accepted_through_their_mappings() {
    let mut refused = Vec::new();
    let mut excused = BTreeSet::new();
    let mut judged = 0;
    let mut refused_as_they_are = BTreeSet::new();
    for (record, id) in RECORDS {
        for table in tables(record) {
            let widened = exported_by(engine(id).unwrap()).widen(&table.contract).unwrap();
            for message in &table.messages {
                judged += 1;
                let sent = table.contract.accepts(&message.sent);
                assert_ne!(sent, Ok(false), "{record} {}: {}", table.name, message.sent);
                let accepts = |by: &Schema| {
                    message
                        .back
                        .as_ref()
                        .is_some_and(|back| by.accepts(back) != Ok(false))
                };
                if !accepts(&table.contract) {
                    refused_as_they_are.insert(id);
                }
                if accepts(&widened) {
                    continue;
                }
                match undone(record, &table) {
                    Some(known) => _ = excused.insert(known),
                    None => refused.push(format!(
                        "{record} {} {}: {} became {}\n    {}",
                        table.path,
                        table.name,
                        message.sent,
                        message.text,
                        table.contract.document()
                    )),
                }
            }
        }
    }
    assert!(judged > 4_000, "{judged}");
    assert!(
        refused.is_empty(),
        "{} of {judged}:\n{}",
        refused.len(),
        refused.join("\n")
    );
    let unneeded: Vec<_> = (0..UNDONE.len())
        .filter(|known| !excused.contains(known))
        .collect();
    assert!(unneeded.is_empty(), "not needed any more: {unneeded:?}");
    // There is something to map for each engine.
    assert_eq!(refused_as_they_are.len(), ENGINES.len());
}

/// Habits that no record shows with these contracts: the engine, the beginning of the sentence, and the reason.
const NOT_RECORDED: &[(&str, &str, &str)] = &[
    (
        "datafusion",
        "NaN and Infinity are null",
        "it reads none from JSON: they come from elsewhere",
    ),
    (
        "datafusion",
        "A moment without an offset has none, as 2024-05-06T07:08:09",
        "no moment with an offset was stored without one",
    ),
    (
        "pandas",
        "A Decimal is a text, as \"12.50\"",
        "read_json makes no Decimal",
    ),
    (
        "polars",
        "NaN and Infinity are null",
        "it reads none from JSON: they come from elsewhere",
    ),
    (
        "postgres",
        "NaN and Infinity are texts",
        "they come from elsewhere than JSON",
    ),
    (
        "spark",
        "A moment without an offset has none, and a date that was read as a timestamp is a moment",
        "no moment with an offset was stored without one, and no date as a timestamp",
    ),
    ("sqlite", "NaN is null", "it comes from elsewhere than JSON"),
];

#[test]
fn every_habit_of_an_engine_is_needed_for_its_records() {
    let mut unneeded = Vec::new();
    for engine in &ENGINES {
        let records = RECORDS.iter().filter(|(_, id)| *id == engine.id);
        let records: Vec<(&str, Vec<Table>)> = records.map(|(record, _)| (*record, tables(record))).collect();
        for left_out in 0..engine.habits.len() {
            let mut habits = engine.habits.to_vec();
            let habit = habits.remove(left_out);
            let without: &'static Engine = Box::leak(Box::new(Engine {
                habits: Vec::leak(habits),
                id: engine.id,
                assumption: engine.assumption,
                name: engine.name,
                measured: engine.measured,
                writes: engine.writes,
                unseen: engine.unseen,
            }));
            let reading = exported_by(without);
            let is_needed = records.iter().any(|(record, tables)| {
                let tables = tables.iter().filter(|table| undone(record, table).is_none());
                tables.into_iter().any(|table| {
                    let widened = reading.widen(&table.contract);
                    let widened = widened.as_ref().unwrap_or(&table.contract);
                    let backs = || table.messages.iter().map(|message| message.back.as_ref());
                    let refuses = |schema: &Schema, back: Option<&Json>| {
                        back.is_some_and(|back| schema.accepts(back) == Ok(false))
                    };
                    let is_undone = |(of, one, _): &(&str, &str, &str)| *of == *record && *one == table.name;
                    if backs().any(|back| refuses(widened, back)) || UNDONE_ALONE.iter().any(is_undone) {
                        return backs().any(|back| refuses(widened, back));
                    }
                    let events = &table.shared().1;
                    let events = reading.widen_all(&events.iter().collect::<Vec<_>>());
                    backs()
                        .zip(events.iter().flatten())
                        .any(|(back, event)| refuses(event, back))
                })
            });
            if !is_needed {
                unneeded.push((engine.id, habit.says));
            }
        }
    }
    let known: Vec<(&str, &str)> = NOT_RECORDED.iter().map(|(id, says, _)| (*id, *says)).collect();
    assert_eq!(unneeded, known);
}

/// What is not undone where each message has a contract of its own: the record, the table, and the reason.
const UNDONE_ALONE: &[(&str, &str, &str)] = &[
    ("pandas", "nan-texts", "texts such as NaN are null"),
    ("sqlite-3.40", "zero", "a text ends at U+0000"),
];

/// The schema without what it says of the size of numbers: of one message, that is the number itself.
fn with_any_number(schema: &mut Json) {
    match schema {
        Json::Array(items) => items.iter_mut().for_each(with_any_number),
        Json::Object(members) => {
            members.shift_remove("minimum");
            members.shift_remove("maximum");
            if let Some(Json::Array(types)) = members.get_mut("type") {
                let is_integer = |name: &Json| *name == Json::from("integer");
                types
                    .iter_mut()
                    .filter(|name| is_integer(name))
                    .for_each(|name| *name = Json::from("number"));
            }
            members.values_mut().for_each(with_any_number);
        }
        _ => {}
    }
}

impl Table {
    /// Contracts that share the messages of a table in other ways than the narrowest one: each message has an alternative of
    /// its own, or an event of its own.
    fn shared(&self) -> (Schema, Vec<Schema>) {
        let own: Vec<Json> = self
            .messages
            .iter()
            .map(|message| {
                let mut own = narrowest(&[&message.sent], MAPS.contains(&self.name.as_str()), true);
                with_any_number(&mut own);
                own
            })
            .collect();
        let parse = |schema: Json| Schema::from_json(schema, &Options::default()).unwrap();
        let alternatives = parse(Json::Object(object([("anyOf", Json::Array(own.clone()))])));
        (alternatives, own.into_iter().map(parse).collect())
    }
}

#[test]
fn what_engines_made_of_messages_of_alternatives_and_events_is_accepted() {
    let mut refused = Vec::new();
    let mut judged = 0;
    for (record, id) in RECORDS {
        for table in tables(record) {
            let is_undone = |(of, one, _): &(&str, &str, &str)| *of == record && *one == table.name;
            if undone(record, &table).is_some() || UNDONE_ALONE.iter().any(is_undone) {
                continue;
            }
            let reading = exported_by(engine(id).unwrap());
            let (alternatives, events) = table.shared();
            let alternatives = reading.widen(&alternatives).unwrap();
            let events = reading.widen_all(&events.iter().collect::<Vec<_>>()).unwrap();
            for (message, event) in table.messages.iter().zip(&events) {
                let Some(back) = &message.back else { continue };
                for (how, schema) in [("alternative", &alternatives), ("event", event)] {
                    judged += 1;
                    if schema.accepts(back) == Ok(false) {
                        refused.push(format!(
                            "{record} {} {}: as an {how}: {} became {}",
                            table.path, table.name, message.sent, message.text
                        ));
                    }
                }
            }
        }
    }
    assert!(judged > 7_000, "{judged}");
    assert!(
        refused.is_empty(),
        "{} of {judged}:\n{}",
        refused.len(),
        refused.join("\n")
    );
}

#[test]
fn value_of_another_kind_is_found_in_every_table_through_every_engine() {
    let planted = [
        ("string", Json::from("planted")),
        ("boolean", Json::Bool(true)),
        (
            "array",
            Json::Array(vec![Json::Array(vec![Json::from("planted")])]),
        ),
    ];
    let mut found = 0;
    let mut hidden = Vec::new();
    for (record, id) in RECORDS {
        for table in tables(record) {
            if undone(record, &table).is_some() {
                continue;
            }
            let widened = exported_by(engine(id).unwrap()).widen(&table.contract).unwrap();
            let Some(message) = table.messages.iter().find_map(|message| message.back.as_ref()) else {
                continue;
            };
            let properties = table.contract.document().get("properties");
            for (name, property) in properties.and_then(Json::as_object).into_iter().flatten() {
                let types = property.get("type").and_then(Json::as_array).unwrap();
                let kinds = types.iter().filter(|kind| kind.as_str() != Some("null")).count();
                for (kind, value) in &planted {
                    // Where several kinds are allowed, an engine may write texts.
                    if types.contains(&Json::from(*kind)) || (kinds != 1 && *kind == "string") {
                        continue;
                    }
                    let mut broken = message.clone();
                    broken
                        .as_object_mut()
                        .unwrap()
                        .insert(name.clone(), value.clone());
                    match widened.accepts(&broken) {
                        Ok(false) => found += 1,
                        other => hidden.push(format!(
                            "{record} {} {}: {broken}: {other:?}",
                            table.path, table.name
                        )),
                    }
                }
            }
        }
    }
    assert!(
        hidden.is_empty(),
        "{} of {found}:\n{}",
        hidden.len(),
        hidden.join("\n")
    );
    assert!(found > 3_000, "{found}");
}
