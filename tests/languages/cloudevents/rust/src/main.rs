//! The messages that the CloudEvents SDK of Rust reads and writes. `record CASES` prints its record; `samples` reads a message
//! a line from standard input, and fails if the SDK refuses one; `modes` does so with messages in binary mode and batches.

use std::error::Error;
use std::io::BufRead;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cloudevents::binding::http::{Builder, Serializer, to_event};
use cloudevents::message::BinaryDeserializer;
use cloudevents::{AttributesReader, Data, Event, EventBuilder, EventBuilderV10};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

type Failure = Box<dyn Error>;

const STRUCTURED: &str = "application/cloudevents+json";

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("record") => record(&arguments.next().ok_or("name the cases")?),
        Some("samples") => samples(),
        Some("modes") => modes(),
        _ => Err("record, samples or modes".into()),
    }
}

fn headers(of: &Map<String, Value>) -> Result<HeaderMap<HeaderValue>, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in of {
        let value = value.as_str().ok_or("a header is a text")?;
        headers.insert(HeaderName::try_from(name.as_str())?, HeaderValue::try_from(value)?);
    }
    Ok(headers)
}

fn structured(text: &str) -> Result<Event, Failure> {
    let of = json!({ "content-type": STRUCTURED });
    let headers = headers(of.as_object().ok_or("an object")?)?;
    Ok(to_event(&headers, text.as_bytes().to_vec())?)
}

fn read(case: &Value) -> Result<Vec<Event>, Failure> {
    if let Some(text) = case["text"].as_str() {
        return Ok(vec![structured(text)?]);
    }
    if let Some(batch) = case["batch"].as_str() {
        return Ok(serde_json::from_str(batch)?);
    }
    let named = case["headers"].as_object().ok_or("a case has a text, a batch or headers")?;
    if named.keys().any(|name| name.starts_with("ce_")) {
        return Err("not asked: the binding is one of librdkafka".into());
    }
    let body = case["body"].as_str().ok_or("a body")?.as_bytes().to_vec();
    Ok(vec![to_event(&headers(named)?, body)?])
}

fn seen(events: &[Event], case: &Value) -> Value {
    let [event] = events else {
        return json!({ "events": events.len() });
    };
    if case["batch"].is_string() {
        return json!({ "events": 1 });
    }
    let data = match event.data() {
        None => Value::Null,
        Some(Data::Json(value)) => json!({ "value": value }),
        Some(Data::String(text)) => json!({ "text": text }),
        Some(Data::Binary(bytes)) => json!({ "bytes": BASE64_STANDARD.encode(bytes) }),
    };
    let mut attributes = Map::new();
    for (name, value) in event.iter() {
        attributes.insert(name.to_owned(), json!(value.to_string()));
    }
    for (name, value) in event.iter_extensions() {
        attributes.insert(name.to_owned(), json!(value));
    }
    attributes.sort_keys();
    json!({ "data": data, "attributes": attributes })
}

fn refusal(error: &Failure) -> Value {
    json!({ "refused": error.to_string().lines().next().unwrap_or_default() })
}

fn event() -> EventBuilderV10 {
    EventBuilderV10::new()
        .id("1")
        .source("/orders")
        .ty("order.placed")
        .time("2026-01-02T03:04:05Z")
}

const JSON: &str = "application/json";
const TEXT: &str = r#"{"order":7}"#;

fn order() -> EventBuilderV10 {
    event().data(JSON, json!({ "order": 7 }))
}

fn structured_writes() -> Vec<(&'static str, EventBuilderV10)> {
    let no_time = EventBuilderV10::new().id("1").source("/orders").ty("order.placed");
    vec![
        ("an object", order()),
        ("an object, no time", no_time.data(JSON, json!({ "order": 7 }))),
        ("bytes of JSON, declared as JSON", event().data(JSON, TEXT.as_bytes().to_vec())),
        ("a text of JSON, declared as JSON", event().data(JSON, TEXT)),
        ("an object, declared as `application/JSON`", event().data("application/JSON", json!({ "order": 7 }))),
        ("a list", event().data(JSON, json!([{ "order": 7 }]))),
        ("`false`", event().data(JSON, json!(false))),
        ("nothing", event()),
        ("a time with microseconds", order().time("2026-01-02T03:04:05.678900Z")),
        ("a time without an offset", order().time("2026-01-02T03:04:05")),
        ("an extension that is a string", order().extension("priority", "high")),
        ("an extension that is an integer", order().extension("priority", 7)),
        ("an extension of 33 bits", order().extension("priority", 2_147_483_648)),
        ("an extension that is `true`", order().extension("priority", true)),
        ("an extension with a capital", order().extension("tracePart", "a")),
    ]
}

fn binary_writes() -> Vec<(&'static str, EventBuilderV10)> {
    vec![
        ("an object", order()),
        ("a list", event().data(JSON, json!([{ "paid": true }]))),
        ("an extension that is `true`", order().extension("priority", true)),
        ("a subject with other letters", order().subject("€ 7")),
        ("an object, declared as `application/JSON`", event().data("application/JSON", json!({ "order": 7 }))),
    ]
}

/// Batches are what serde writes of a list of events.
fn batch_writes() -> Vec<(&'static str, Vec<EventBuilderV10>)> {
    let no_time = EventBuilderV10::new().id("1").source("/orders").ty("order.placed");
    vec![
        ("two objects", vec![order(), order().id("2")]),
        ("nothing", vec![]),
        ("an object, no time", vec![no_time.data(JSON, json!({ "order": 7 }))]),
    ]
}

fn batch(builders: Vec<EventBuilderV10>) -> Result<Value, Failure> {
    let events: Vec<Event> = builders.into_iter().map(EventBuilder::build).collect::<Result<_, _>>()?;
    let mut made: Value = serde_json::to_value(&events)?;
    made.sort_all_objects();
    Ok(json!({ "batch": made.to_string() }))
}

/// A request as its headers and body.
#[derive(Default)]
struct Request(Map<String, Value>);

impl Builder<Value> for Request {
    fn header(&mut self, key: &str, value: HeaderValue) {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        self.0.insert(key.to_owned(), text.into());
    }

    fn body(&mut self, bytes: Vec<u8>) -> cloudevents::message::Result<Value> {
        self.0.sort_keys();
        Ok(json!({ "headers": self.0, "body": String::from_utf8_lossy(&bytes) }))
    }

    fn finish(&mut self) -> cloudevents::message::Result<Value> {
        self.body(Vec::new())
    }
}

/// The JSON in order of names. (The SDK writes extensions in the order of a hash map.)
fn text(builder: EventBuilderV10) -> Result<Value, Failure> {
    let text = serde_json::to_string(&builder.build()?)?;
    let mut made: Map<String, Value> = serde_json::from_str(&text)?;
    made.sort_keys();
    Ok(json!({ "text": Value::Object(made).to_string() }))
}

fn binary(builder: EventBuilderV10) -> Result<Value, Failure> {
    let event = builder.build()?;
    Ok(event.deserialize_binary(Serializer::new(Request::default()))?)
}

fn named(names: &[(&str, &Value)], answer: Result<Value, Failure>) -> Value {
    let mut all: Map<String, Value> = names
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).clone()))
        .collect();
    let answer = answer.unwrap_or_else(|error| refusal(&error));
    all.extend(answer.as_object().cloned().unwrap_or_default());
    Value::Object(all)
}

fn record(cases: &str) -> Result<(), Failure> {
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(cases)?)?;
    let answers = cases.iter().map(|case| {
        let names = [("section", &case["section"]), ("construct", &case["construct"])];
        named(&names, read(case).map(|events| seen(&events, case)))
    });
    let forms: [(&str, Vec<_>, fn(EventBuilderV10) -> Result<Value, Failure>); 2] =
        [("structured", structured_writes(), text), ("http", binary_writes(), binary)];
    let batches = batch_writes().into_iter().map(|(construct, builders)| {
        named(&[("form", &json!("batch")), ("construct", &json!(construct))], batch(builders))
    });
    let written = forms.into_iter().flat_map(|(form, writes, write)| {
        writes.into_iter().map(move |(construct, builder)| {
            named(&[("form", &json!(form)), ("construct", &json!(construct))], write(builder))
        })
    });
    let lines = |items: Vec<Value>| -> String {
        let items: Vec<String> = items.iter().map(|item| format!("    {item}")).collect();
        items.join(",\n")
    };
    println!("{{\n  \"sdk\": \"cloudevents-sdk (crates.io)\",\n  \"version\": \"0.9.0\",\n  \"read\": [");
    println!("{}\n  ],\n  \"written\": [", lines(answers.collect()));
    println!("{}\n  ]\n}}", lines(written.chain(batches).collect()));
    Ok(())
}

fn modes() -> Result<(), Failure> {
    let (mut binary, mut batches) = (0, 0);
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let sent: Value = serde_json::from_str(&line)?;
        let headers = sent["headers"].as_object();
        if headers.is_some_and(|headers| headers.contains_key("ce_id")) {
            // The binding of Kafka is one of librdkafka.
            continue;
        }
        let events = read(&sent).map_err(|error| format!("{error}: {line}"))?;
        let Some(headers) = headers else {
            let batch: Vec<Value> = serde_json::from_str(sent["batch"].as_str().ok_or("a batch")?)?;
            let is_same = |(event, sent): (&Event, &Value)| {
                event.id() == sent["id"] && event.data() == Some(&Data::Json(sent["data"].clone()))
            };
            if events.len() != batch.len() || !events.iter().zip(&batch).all(is_same) {
                return Err(format!("reads other events than in: {line}").into());
            }
            batches += 1;
            continue;
        };
        let [event] = events.as_slice() else {
            return Err(format!("reads no event in: {line}").into());
        };
        let body = sent["body"].as_str().ok_or("a body")?;
        let mut attributes: Map<String, Value> = event
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_string().into()))
            .collect();
        attributes.extend(event.iter_extensions().map(|(name, value)| (name.to_owned(), json!(value))));
        let is_read = |(name, value): (&String, &Value)| match name.strip_prefix("ce-") {
            // Moments and URLs are read as such.
            None | Some("time" | "dataschema") => true,
            // The media type is that of `content-type`.
            Some("datacontenttype") => true,
            Some(own) => attributes.get(own) == Some(value),
        };
        if event.data() != Some(&Data::Binary(body.as_bytes().to_vec())) || !headers.iter().all(is_read) {
            return Err(format!("reads something else than in: {line}").into());
        }
        binary += 1;
    }
    println!("rust: {binary} in binary mode of HTTP and {batches} batches read");
    Ok(())
}

fn samples() -> Result<(), Failure> {
    let mut count = 0;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let sent: Value = serde_json::from_str(&line)?;
        let event = structured(&line).map_err(|error| format!("{error}: {line}"))?;
        if event.data() != Some(&Data::Json(sent["data"].clone())) || event.id() != sent["id"] {
            return Err(format!("reads other data than in: {line}").into());
        }
        count += 1;
    }
    println!("rust: {count} read");
    Ok(())
}
