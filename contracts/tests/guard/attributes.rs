//! The attributes of CloudEvents that the guard reads and writes, against the schema of the contract.

use counterpart::Contract;
use counterpart::compat::schema::{Options, Schema};
use counterpart::contract::{EventReader, Role};
use counterpart::guard::{CloudEvent, Message, Reader, Writer};
use counterpart::json::{self, Json};
use counterpart::schema::{Source, cloud_event};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
struct Placed {
    order: u8,
}

macro_rules! declared {
    ($name:ident, $consumes_time:literal, $emits_time:literal) => {
        #[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
        struct $name {
            order: u8,
        }
        counterpart::__private::guarded! {
            by: derive,
            type: [$name],
            consumes: [{
                event: "e", service: "s", name: None, key: None, event_type: ["e"], mode: [Structured], requires_time: $consumes_time,
                extensions: [], headers: [],
            }],
            emits: [{
                event: "e", service: "s", name: None, key: None, event_type: ["e"], mode: [Structured], requires_time: $emits_time,
                extensions: [], headers: [],
            }],
            older: [],
            with: [],
        }
    };
}

declared!(Usual, false, true);
declared!(Unusual, true, false);

fn schema(role: Role, reader: Option<EventReader>) -> Schema {
    let source: Source = |settings| settings.into_generator().into_root_schema_for::<Placed>();
    let made = cloud_event(source, "e", role, reader).unwrap();
    Schema::from_json(Json::Object(made), &Options::default()).unwrap()
}

/// Texts around each other: the parts of a text left out, doubled and exchanged.
fn variations(texts: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for text in texts {
        all.push((*text).to_owned());
        let characters: Vec<char> = text.chars().collect();
        for at in 0..characters.len() {
            let with = |middle: &str| -> String {
                let (before, after) = (&characters[..at], &characters[at + 1..]);
                before.iter().collect::<String>() + middle + &after.iter().collect::<String>()
            };
            let own = characters[at].to_string();
            for other in [
                "",
                &own.repeat(2),
                "0",
                "3",
                "6",
                "9",
                ":",
                "-",
                ".",
                " ",
                "Z",
                "T",
                "x",
                "/",
                ";",
                "#",
                "%",
                "[",
                "\n",
                "é",
                "_",
            ] {
                all.push(with(other));
            }
        }
    }
    all
}

#[test]
fn writer_refuses_an_attribute_if_the_emitted_contract_does() {
    let emitted = schema(Role::Emits, None);
    let mut asked = [0, 0];
    let mut check = |text: &str, set: fn(&mut CloudEvent<&Usual>, String)| {
        let data = Usual { order: 7 };
        let mut event = CloudEvent::new("1", "/orders", &data);
        event.time = Some("2026-01-02T03:04:05Z".to_owned());
        set(&mut event, text.to_owned());
        let written = Writer::<Usual>::only().write_event(&event, &[]);
        let message = serde_json::json!({
            "specversion": "1.0", "type": "e", "id": event.id, "source": event.source, "data": { "order": 7 },
        });
        let mut message = message.as_object().unwrap().clone();
        let optional = [
            ("time", &event.time),
            ("datacontenttype", &event.datacontenttype),
            ("dataschema", &event.dataschema),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                message.insert(name.to_owned(), value.as_str().into());
            }
        }
        let message = json::parse(serde_json::Value::Object(message).to_string().as_bytes()).unwrap();
        let is_accepted = emitted.accepts(&message).unwrap();
        asked[usize::from(is_accepted)] += 1;
        assert_eq!(written.is_ok(), is_accepted, "{text:?}: {written:?}");
    };
    let times = [
        "2026-01-02T03:04:05Z",
        "2024-02-29t03:04:05.123456789z",
        "1900-02-29T00:00:00+23:59",
        "0001-12-31T23:59:60-00:00",
        "0000-01-01T00:00:00Z",
        "2026-04-31T24:00:00+24:00",
        "",
        "now",
    ];
    for text in variations(&times) {
        check(&text, |event, text| event.time = Some(text));
    }
    let media_types = [
        "application/json",
        "text/json; charset=utf-8",
        "application/json  ;v",
        "application/vnd.shop-1+json",
        "application/JSON",
        "application/vnd.x+json;v=1",
        "image/svg+json",
        "application/xml",
        "+json",
        "a/+json",
    ];
    for text in variations(&media_types) {
        check(&text, |event, text| event.datacontenttype = Some(text));
    }
    let uris = [
        "https://example.com/order.json?v=1#a",
        "http://a-b.c1:8080",
        "urn:example:order:1%20",
        "http://127.0.0.1/",
        "http://x:0/",
        "https://example.com/%zz",
        "order.json",
        "https://example.com#a#b",
        "urn:-a:b",
        "http:",
    ];
    for text in variations(&uris) {
        check(&text, |event, text| event.dataschema = Some(text));
    }
    assert!(asked[0] > 1000 && asked[1] > 1000, "{asked:?}");
}

fn text(change: &[(&str, serde_json::Value)]) -> String {
    let mut message = serde_json::json!({
        "specversion": "1.0", "type": "e", "id": "1", "source": "/orders", "data": { "order": 7 },
    });
    for (name, value) in change {
        message[name] = value.clone();
    }
    message.to_string()
}

#[test]
fn guard_reads_each_event_that_a_contract_of_any_reader_accepts() {
    let changes = [
        ("time", serde_json::json!("2016-12-31T23:59:60Z")),
        ("time", serde_json::json!("2026-01-02T03:04:05Z")),
        ("subject", serde_json::Value::Null),
        ("time", serde_json::Value::Null),
        ("priority", serde_json::json!(1.5)),
        ("priority", serde_json::json!({})),
        ("priority", serde_json::json!(7)),
        ("trace_parent", serde_json::json!("a")),
        ("datacontenttype", serde_json::json!("application/JSON")),
        ("dataschema", serde_json::json!("http:")),
    ];
    let mut accepted = 0;
    for reader in [None].into_iter().chain(EventReader::ALL.map(Some)) {
        let contract = schema(Role::Consumes, reader);
        for change in &changes {
            let text = text(std::slice::from_ref(change));
            if contract.accepts(&json::parse(text.as_bytes()).unwrap()) == Ok(true) {
                accepted += 1;
                let read = Reader::<Usual>::only().read(&Message::new(text.as_bytes()));
                assert_eq!(read.unwrap().order, 7, "{text}");
            }
        }
    }
    assert!(accepted > 20, "{accepted}");
}

#[test]
fn time_is_required_of_what_is_written_and_of_what_is_read_if_the_contract_says_so() {
    let refused = |text: String| {
        let message = Message::new(text.as_bytes());
        let refusal = Reader::<Unusual>::only().read(&message).unwrap_err();
        format!("{} {}", refusal.rule, refusal.full_place())
    };
    assert_eq!(refused(text(&[])), "property-missing /time");
    assert_eq!(
        refused(text(&[("time", serde_json::Value::Null)])),
        "property-missing /time"
    );
    let with_time = text(&[("time", "2026-01-02T03:04:05Z".into())]);
    assert!(
        Reader::<Unusual>::only()
            .read(&Message::new(with_time.as_bytes()))
            .is_ok()
    );
    assert!(
        Reader::<Usual>::only()
            .read(&Message::new(text(&[]).as_bytes()))
            .is_ok()
    );

    let headers = [
        ("ce-specversion", &b"1.0"[..]),
        ("ce-type", b"e"),
        ("ce-id", b"1"),
        ("ce-source", b"/orders"),
    ];
    let binary = Message::new(br#"{"order":7}"#).headers(&headers);
    assert_eq!(
        Reader::<Unusual>::only().read(&binary).unwrap_err().full_place(),
        "/time"
    );
    assert!(Reader::<Usual>::only().read(&binary).is_ok());

    let (usual, unusual) = (Usual { order: 7 }, Unusual { order: 7 });
    let event = CloudEvent::new("1", "/orders", &usual);
    let refusal = Writer::<Usual>::only().write_event(&event, &[]).unwrap_err();
    assert_eq!(
        (refusal.rule.id(), refusal.full_place()),
        ("property-missing", "/time".to_owned())
    );
    let event = CloudEvent::new("1", "/orders", &unusual);
    assert!(Writer::<Unusual>::only().write_event(&event, &[]).is_ok());
}
