//! The envelope of CloudEvents, against what the SDKs of Rust, Python and JavaScript really read and write.
//!
//! `tests/languages/cloudevents` asks the SDKs and keeps their answers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use counterpart::Contract;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::{Binding, Envelope, EventReader, Role};
use counterpart::json::{self, Json, Object};
use counterpart::sample::Sampler;
use counterpart::schema::{Source, cloud_event, cloud_event_in};
use serde_json::Value;

const SDKS: [(&str, EventReader); 3] = [
    ("rust", EventReader::Rust09),
    ("python", EventReader::Python2),
    ("javascript", EventReader::JavaScript10),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/languages/cloudevents")
}

fn read(name: &str) -> Value {
    let path = folder().join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares a file with its expected text, or writes it if the environment asks for that.
fn compare(name: &str, text: &str) {
    let path = folder().join(name);
    if std::env::var_os("COUNTERPART_TEST_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        return std::fs::write(&path, text).unwrap();
    }
    let written = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        written == text,
        "{} is not current: run again with COUNTERPART_TEST_UPDATE=1, and look at the difference",
        path.display()
    );
}

/// The schema of an event around any payload.
fn around_anything(role: Role, reader: Option<EventReader>) -> Object {
    let source: Source = |settings| settings.into_generator().into_root_schema_for::<Value>();
    cloud_event(source, "order.placed", role, reader).unwrap()
}

fn parsed(schema: Object) -> Schema {
    Schema::from_json(Json::Object(schema), &Options::default()).unwrap()
}

/// `false` also for text that is no JSON of ours: a key is repeated, for example.
fn accepts(schema: &Schema, text: &str) -> bool {
    json::parse(text.as_bytes()).is_ok_and(|message| schema.accepts(&message) == Ok(true))
}

/// True where a message keeps to the assumptions of every contract: integers are written without fraction or exponent.
fn is_plain(text: &str) -> bool {
    !["1.0", "1e0"]
        .iter()
        .any(|number| text.contains(&format!("\"priority\":{number}")))
}

/// The problem with an SDK's reading of a message; nothing if it reads what was sent.
fn misread(text: &str, answer: &Value) -> Option<String> {
    if let Some(refused) = answer.get("refused") {
        return Some(format!("refuses it: {refused}"));
    }
    let sent: Value = serde_json::from_str(text).unwrap();
    let data = match &sent["data"] {
        Value::Null => Value::Null,
        data => serde_json::json!({ "value": data }),
    };
    // Numbers of JavaScript are what they are; the integers of a payload are the payload's contract.
    let (of, answered) = (data.to_string(), answer["data"].to_string());
    let is_null = answered == r#"{"value":null}"# && data.is_null();
    if of != answered && !is_null && !of.contains("9007199254740993") {
        return Some(format!("reads {answered} for {of}"));
    }
    for (name, value) in sent.as_object().unwrap() {
        let is_compared = !matches!(&**name, "data" | "time") && !value.is_null();
        if is_compared && answer["attributes"][name] != *value {
            return Some(format!("reads {} as its `{name}`", answer["attributes"][name]));
        }
        if name == "time" && answer["attributes"]["time"] == "(invented)" && !value.is_null() {
            return Some("reads the moment of reading as its `time`".to_owned());
        }
    }
    None
}

/// The cases in the structured mode, with the answers of each SDK.
fn cases() -> Vec<(String, String, BTreeMap<&'static str, Value>)> {
    let records: Vec<_> = SDKS
        .iter()
        .map(|(sdk, _)| (*sdk, read(&format!("recorded/{sdk}.json"))))
        .collect();
    let cases = read("cases.json");
    let cases: Vec<_> = cases.as_array().unwrap().iter().enumerate().collect();
    for (sdk, record) in &records {
        let answers = record["read"].as_array().unwrap();
        assert_eq!(
            answers.len(),
            cases.len(),
            "{sdk}: run tests/languages/run_cloudevents --update"
        );
        for (at, case) in &cases {
            assert_eq!(answers[*at]["construct"], case["construct"], "{sdk}");
        }
    }
    let structured = cases.iter().filter_map(|(at, case)| {
        let text = case["text"].as_str()?.to_owned();
        let name = format!("{}: {}", case["section"].as_str()?, case["construct"].as_str()?);
        let answers = records
            .iter()
            .map(|(sdk, record)| (*sdk, record["read"][*at].clone()));
        Some((name, text, answers.collect()))
    });
    structured.collect()
}

#[test]
fn message_that_a_contract_accepts_is_read_by_each_sdk() {
    let shared = parsed(around_anything(Role::Consumes, None));
    let mut wrong = Vec::new();
    let mut accepted = 0;
    for (name, text, answers) in cases() {
        if !is_plain(&text) {
            continue;
        }
        accepted += usize::from(accepts(&shared, &text));
        for (sdk, reader) in SDKS {
            let own = parsed(around_anything(Role::Consumes, Some(reader)));
            let Some(misread) = misread(&text, &answers[sdk]) else {
                continue;
            };
            for (contract, schema) in [("every reader", &shared), (reader.id(), &own)] {
                if accepts(schema, &text) {
                    wrong.push(format!(
                        "{name}: the contract of {contract} accepts it, and {sdk} {misread}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(accepted > 50, "only {accepted} messages are accepted");
}

/// The contract of a consumer of events around any payload in a mode: the schemas of messages and of their headers.
fn in_mode(envelope: Envelope, role: Role) -> (Object, Object) {
    let source: Source = |settings| settings.into_generator().into_root_schema_for::<Value>();
    cloud_event_in(envelope, source, "order.placed", role, None).unwrap()
}

/// A message in binary mode.
struct Binary<'c> {
    name: String,
    binding: Binding,
    headers: &'c Value,
    body: &'c str,
}

impl<'c> Binary<'c> {
    fn of(case: &'c Value) -> Option<Self> {
        let headers = case.get("headers")?;
        let is_kafka = headers.as_object()?.keys().any(|name| name.starts_with("ce_"));
        Some(Self {
            name: format!("{}: {}", case["section"].as_str()?, case["construct"].as_str()?),
            binding: if is_kafka { Binding::Kafka } else { Binding::Http },
            headers,
            body: case["body"].as_str()?,
        })
    }

    fn is_accepted(&self) -> bool {
        let (payload, headers) = in_mode(Envelope::CloudEventsBinary(self.binding), Role::Consumes);
        accepts(&parsed(payload), self.body) && accepts(&parsed(headers), &self.headers.to_string())
    }

    /// The problem with an SDK's reading; nothing if it reads what was sent.
    fn misread(&self, sdk: &str, answer: &Value) -> Option<String> {
        if let Some(refused) = answer.get("refused") {
            return Some(format!("refuses it: {refused}"));
        }
        let sent: Value = serde_json::from_str(self.body).unwrap_or(Value::String("(no JSON)".to_owned()));
        let read = &answer["data"];
        // The SDK of Rust hands the bytes of a body over as they are.
        let is_read = match sdk {
            "rust" => read.get("bytes").is_some(),
            _ => read.get("value") == Some(&sent) || read.is_null() && sent.is_null(),
        };
        if !is_read {
            return Some(format!("reads {read} for {sent}"));
        }
        let attributes = &answer["attributes"];
        if attributes["id"] == "(invented)" {
            return Some("reads an `id` of its own".to_owned());
        }
        for (name, value) in self.headers.as_object().unwrap() {
            let Some(name) = name.strip_prefix(self.binding.prefix()) else {
                continue;
            };
            match name {
                "time" if attributes[name] != "(invented)" => {}
                _ if attributes[name] == *value => {}
                _ => return Some(format!("reads {} as its `{name}`", attributes[name])),
            }
        }
        (attributes["time"] == "(invented)"
            && self
                .headers
                .get(format!("{}time", self.binding.prefix()))
                .is_some())
        .then(|| "reads the moment of reading as its `time`".to_owned())
    }
}

#[test]
fn message_in_binary_mode_that_a_contract_accepts_is_read_by_each_sdk() {
    let cases = read("cases.json");
    let mut wrong = Vec::new();
    let (mut accepted, mut listed) = (0, String::new());
    for (at, case) in cases.as_array().unwrap().iter().enumerate() {
        let Some(message) = Binary::of(case) else { continue };
        let is_accepted = message.is_accepted();
        accepted += usize::from(is_accepted);
        let mut is_read = true;
        for (sdk, _) in SDKS {
            if (sdk, message.binding) == ("rust", Binding::Kafka) {
                continue;
            }
            let answer = &read(&format!("recorded/{sdk}.json"))["read"][at];
            let Some(misread) = message.misread(sdk, answer) else {
                continue;
            };
            is_read = false;
            if is_accepted {
                wrong.push(format!(
                    "{}: the contract accepts it, and {sdk} {misread}",
                    message.name
                ));
            }
        }
        if is_read && !is_accepted {
            listed.push_str(&format!("{}\n", message.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(accepted > 30, "only {accepted} messages are accepted");
    // Each SDK reads these, and the contract refuses them.
    insta::assert_snapshot!(listed);
}

#[test]
fn message_that_a_contract_refuses_is_listed_if_its_reader_reads_it() {
    let mut listed = String::new();
    for (sdk, reader) in SDKS {
        let own = parsed(around_anything(Role::Consumes, Some(reader)));
        for (name, text, answers) in cases() {
            if misread(&text, &answers[sdk]).is_none() && !accepts(&own, &text) {
                listed.push_str(&format!("{sdk} reads {name}\n"));
            }
        }
    }
    insta::assert_snapshot!(listed);
}

#[test]
fn contract_of_all_readers_is_within_that_of_each() {
    let shared = parsed(around_anything(Role::Consumes, None));
    let emitted = parsed(around_anything(Role::Emits, None));
    for reader in EventReader::ALL {
        let own = parsed(around_anything(Role::Consumes, Some(reader)));
        let verdict = check(&shared, &own, &Limits::default());
        assert_eq!(verdict, Verdict::Compatible, "{reader}");
    }
    // The payloads of the emitted one include `false`, which JavaScript loses.
    assert!(matches!(
        check(&emitted, &shared, &Limits::default()),
        Verdict::Incompatible(_)
    ));
}

#[test]
fn files_of_the_contracts_are_those_of_the_macros() {
    let all = [None].into_iter().chain(EventReader::ALL.map(Some));
    for reader in all {
        let name = reader.map_or("every-reader", EventReader::id);
        let schema = Json::Object(around_anything(Role::Consumes, reader));
        compare(
            &format!("contracts/{name}.json"),
            &format!("{}\n", schema.to_pretty()),
        );
    }
}

#[test]
fn files_of_the_contracts_of_modes_are_those_of_the_macros() {
    for (name, envelope) in MODES {
        let (message, headers) = in_mode(envelope, Role::Consumes);
        let both = Json::from([
            ("message", Json::Object(message)),
            ("headers", Json::Object(headers)),
        ]);
        compare(
            &format!("contracts/{name}.json"),
            &format!("{}\n", both.to_pretty()),
        );
    }
}

/// The modes besides the structured one.
const MODES: [(&str, Envelope); 3] = [
    ("binary-http", Envelope::CloudEventsBinary(Binding::Http)),
    ("binary-kafka", Envelope::CloudEventsBinary(Binding::Kafka)),
    ("batch", Envelope::CloudEventsBatch),
];

/// A payload with each kind of value that survives in every SDK.
#[derive(serde::Serialize, Contract)]
#[allow(dead_code, reason = "only its schema is asked for")]
struct Order {
    order: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    lines: Vec<Line>,
    is_paid: bool,
    state: State,
}

#[derive(serde::Serialize, Contract)]
#[allow(dead_code, reason = "only its schema is asked for")]
struct Line {
    article: String,
    count: i16,
    note: Option<String>,
}

#[derive(serde::Serialize, Contract)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(dead_code, reason = "only its schema is asked for")]
enum State {
    Open,
    Shipped { carrier: String, weight: u16 },
}

const SOURCES: [(&str, Source); 3] = [
    ("order.placed", |settings| {
        settings.into_generator().into_root_schema_for::<Order>()
    }),
    ("order.state", |settings| {
        settings.into_generator().into_root_schema_for::<State>()
    }),
    ("order.lines", |settings| {
        settings.into_generator().into_root_schema_for::<Vec<Line>>()
    }),
];

#[test]
fn samples_of_contracts_are_those_that_the_sdks_are_asked_about() {
    let mut text = String::new();
    for (event, source) in SOURCES {
        let emitted = parsed(cloud_event(source, event, Role::Emits, None).unwrap());
        let consumed = parsed(cloud_event(source, event, Role::Consumes, None).unwrap());
        assert_eq!(
            check(&emitted, &consumed, &Limits::default()),
            Verdict::Compatible,
            "{event}"
        );
        // A consumer's contract has more: extensions that it does not name, and members of the payload that it does not know.
        for schema in [&emitted, &consumed] {
            let made: Vec<_> = Sampler::new(schema, Default::default()).take(100).collect();
            assert_eq!(made.len(), 100, "{event}");
            for message in made {
                assert!(accepts(&consumed, &message.to_string()), "{message}");
                text.push_str(&format!("{message}\n"));
            }
        }
    }
    compare("samples.ndjson", &text);
}

#[test]
fn samples_in_other_modes_are_those_that_the_sdks_are_asked_about() {
    let mut text = String::new();
    for ((event, source), (_, envelope)) in SOURCES.iter().flat_map(|source| MODES.map(|mode| (source, mode)))
    {
        let of = |role| {
            let (message, headers) = cloud_event_in(envelope, *source, event, role, None).unwrap();
            (parsed(message), parsed(headers))
        };
        let (emitted, consumed) = (of(Role::Emits), of(Role::Consumes));
        for (sent, read) in [(&emitted.0, &consumed.0), (&emitted.1, &consumed.1)] {
            assert_eq!(
                check(sent, read, &Limits::default()),
                Verdict::Compatible,
                "{event} {envelope}"
            );
        }
        for (message, headers) in [&emitted, &consumed] {
            let made: Vec<_> = Sampler::new(message, Default::default()).take(100).collect();
            assert_eq!(made.len(), 100, "{event}");
            // Of other headers, the contract says nothing.
            let headers = Sampler::new(headers, Default::default())
                .take(100)
                .filter_map(|made| {
                    let mut headers = made.value().as_object()?.clone();
                    headers.retain(|name, _| name.starts_with("ce") || name == "content-type");
                    Some(Json::Object(headers))
                });
            let mut headers = headers.collect::<Vec<_>>().into_iter().cycle();
            for message in made {
                let line = match envelope {
                    Envelope::CloudEventsBatch => Json::from([("batch", Json::from(message.to_string()))]),
                    _ => Json::from([
                        ("headers", headers.next().unwrap()),
                        ("body", Json::from(message.to_string())),
                    ]),
                };
                text.push_str(&format!("{line}\n"));
            }
        }
    }
    compare("modes.ndjson", &text);
}
