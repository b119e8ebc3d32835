//! Contracts that declare a mode of CloudEvents.

use counterpart::Contract;
use counterpart::guard::{CloudEvent, Extension, Message, Outgoing, Reader, Refusal, Writer, read};
use serde::{Deserialize, Serialize};

fn line(refusal: &Refusal) -> String {
    let place = refusal.full_place();
    format!(
        "{} {place}: {}, {}",
        refusal.rule, refusal.expected, refusal.found
    )
}

fn event<T>(data: &T) -> CloudEvent<&T> {
    let mut event = CloudEvent::new("1", "/orders", data);
    event.time = Some("2026-01-02T03:04:05Z".to_owned());
    event
}

fn headers(written: &Outgoing) -> Vec<(&str, &[u8])> {
    let headers = written.headers.iter();
    headers.map(|(name, value)| (&**name, value.as_bytes())).collect()
}

/// In functions, types make no files.
macro_rules! over_http {
    () => {
        #[derive(Serialize, Deserialize, Contract, Debug, PartialEq)]
        #[contract(
            consumes = "order.placed",
            emits = "order.placed",
            envelope("cloudevents", mode = "binary", extensions("tenant" = String, "attempt" = Option<u8>)),
            headers("trace-id" = String)
        )]
        struct OverHttp {
            order: u8,
            #[contract(with = "u8")]
            count: u16,
        }
    };
}

#[test]
fn event_in_declared_binary_mode_is_written_and_read() {
    over_http!();
    let data = OverHttp { order: 7, count: 1 };
    let mut sent = event(&data);
    sent.extensions = vec![
        ("tenant", Extension::Text("acme".into())),
        ("attempt", Extension::Integer(2)),
    ];
    let written = Writer::<OverHttp>::only()
        .write_event(&sent, &[("trace-id", "t1")])
        .unwrap();
    assert_eq!(written.payload, br#"{"order":7,"count":1}"#);
    assert_eq!(written.content_type, "application/json");
    let lines: Vec<_> = written
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    assert_eq!(
        lines,
        [
            "ce-specversion: 1.0",
            "ce-type: order.placed",
            "ce-id: 1",
            "ce-source: /orders",
            "ce-time: 2026-01-02T03:04:05Z",
            "ce-tenant: acme",
            "ce-attempt: 2",
            "trace-id: t1"
        ]
    );
    let headers = headers(&written);
    let message = Message::new(&written.payload)
        .headers(&headers)
        .content_type(written.content_type);
    let received = Reader::<OverHttp>::only().read_event(&message).unwrap();
    assert_eq!(received.data, data);
    assert_eq!(received.datacontenttype.as_deref(), Some("application/json"));
    assert_eq!(read::<OverHttp>(&message).unwrap(), data);
    sent.datacontenttype = Some("application/json; charset=utf-8".to_owned());
    let written = Writer::<OverHttp>::only()
        .write_event(&sent, &[("trace-id", "t1")])
        .unwrap();
    assert_eq!(written.content_type, "application/json; charset=utf-8");
}

#[test]
fn refusal_in_declared_binary_mode_has_the_place_of_the_contract() {
    over_http!();
    let refused = |headers: &[(&str, &[u8])], payload: &[u8]| {
        let message = Message::new(payload).headers(headers);
        line(&read::<OverHttp>(&message).unwrap_err())
    };
    let all: [(&str, &[u8]); 6] = [
        ("trace-id", b"t"),
        ("ce-specversion", b"1.0"),
        ("ce-id", b"1"),
        ("ce-source", b"/orders"),
        ("ce-type", b"order.placed"),
        ("ce-tenant", b"acme"),
    ];
    insta::assert_snapshot!(refused(&all, br#"{"order":300,"count":1}"#), @"number-range /order: u8, a number");
    insta::assert_snapshot!(refused(&all[..1], br#"{"order":7,"count":1}"#), @"property-missing /headers/ce-specversion: the attribute `specversion`, nothing");
    insta::assert_snapshot!(refused(&all[..5], br#"{"order":7,"count":1}"#), @"property-missing /headers/ce-tenant: the header `tenant`, nothing");
    // Structured mode and the headers of another transport are not what the contract says.
    let structured = br#"{"specversion":"1.0","id":"1","source":"/orders","type":"order.placed","tenant":"a","data":{"order":7,"count":1}}"#;
    let message = Message::new(structured)
        .headers(&all[..1])
        .content_type("application/cloudevents+json");
    insta::assert_snapshot!(line(&read::<OverHttp>(&message).unwrap_err()), @"property-missing /headers/ce-specversion: the attribute `specversion`, nothing");
    let kafka = all.map(|(name, value)| {
        (
            name.replacen("ce-", "ce_", usize::from(name.starts_with("ce-"))),
            value,
        )
    });
    let kafka: Vec<_> = kafka.iter().map(|(name, value)| (&**name, *value)).collect();
    insta::assert_snapshot!(refused(&kafka, br#"{"order":7,"count":1}"#), @"property-missing /headers/ce-specversion: the attribute `specversion`, nothing");
}

#[test]
fn what_not_every_sdk_reads_in_a_header_is_not_written() {
    over_http!();
    let data = OverHttp { order: 7, count: 1 };
    let refused = |change: fn(&mut CloudEvent<&OverHttp>)| {
        let mut event = event(&data);
        event.extensions = vec![("tenant", Extension::Text("acme".into()))];
        change(&mut event);
        let refusal = Writer::<OverHttp>::only()
            .write_event(&event, &[("trace-id", "t1")])
            .unwrap_err();
        line(&refusal)
    };
    insta::assert_snapshot!(refused(|event| event.subject = Some("€ 7".into())), @r#"string-content /headers/ce-subject: visible ASCII characters other than `"` and `%`, which all SDKs read without escapes, a string"#);
    insta::assert_snapshot!(refused(|event| event.id = "50%".into()), @r#"string-content /headers/ce-id: visible ASCII characters other than `"` and `%`, which all SDKs read without escapes, a string"#);
    insta::assert_snapshot!(refused(|event| event.extensions[0].1 = Extension::Text(String::new())), @r#"string-content /headers/ce-tenant: visible ASCII characters other than `"` and `%`, which all SDKs read without escapes, a string"#);
    insta::assert_snapshot!(refused(|event| event.datacontenttype = Some("text/json".into())), @"string-content /headers/content-type: `application/json` or `application/json; charset=utf-8`, a string");
    insta::assert_snapshot!(refused(|event| event.time = None), @"property-missing /headers/ce-time: the attribute `time`, nothing");
    let many = OverHttp { order: 7, count: 300 };
    let mut event = event(&many);
    event.extensions = vec![("tenant", Extension::Text("acme".into()))];
    let refusal = Writer::<OverHttp>::only()
        .write_event(&event, &[("trace-id", "t1")])
        .unwrap_err();
    insta::assert_snapshot!(line(&refusal), @"number-range /count: u8, a number");
}

#[test]
fn headers_of_kafka_hold_any_text() {
    #[derive(Serialize, Deserialize, Contract, Debug, PartialEq)]
    #[contract(
        consumes = "order.placed",
        emits = "order.placed",
        envelope("cloudevents", mode = "binary", binding = "kafka"),
        key = "order"
    )]
    struct OverKafka {
        order: u8,
    }
    let data = OverKafka { order: 7 };
    let mut sent = event(&data);
    sent.subject = Some("€ 7 %".to_owned());
    let written = Writer::<OverKafka>::only().write_event(&sent, &[]).unwrap();
    assert_eq!(written.key.as_deref(), Some("7"));
    let headers = headers(&written);
    assert!(headers.contains(&("ce_subject", "€ 7 %".as_bytes())));
    let message = Message::new(&written.payload).headers(&headers).key(b"7");
    let received = Reader::<OverKafka>::only().read_event(&message).unwrap();
    assert_eq!(received.subject, sent.subject);
    assert_eq!(received.data, data);
    let other = Message::new(&written.payload).headers(&headers).key(b"8");
    assert_eq!(read::<OverKafka>(&other).unwrap_err().full_place(), "/key");
}

/// In functions, types make no files.
macro_rules! in_batches {
    () => {
        #[derive(Serialize, Deserialize, Contract, Debug, PartialEq)]
        #[contract(
            consumes = "order.placed",
            emits = "order.placed",
            envelope("cloudevents", mode = "batch")
        )]
        struct InBatches {
            order: u8,
            #[contract(with = "u8")]
            count: u16,
        }
    };
}

#[test]
fn batch_is_written_and_read() {
    in_batches!();
    let (writer, reader) = (Writer::<InBatches>::only(), Reader::<InBatches>::only());
    let data = [1, 2].map(|order| InBatches { order, count: 1 });
    let events = data.each_ref().map(event);
    for events in [&events[..], &events[..1], &[]] {
        let written = writer.write_batch(events, &[]).unwrap();
        assert_eq!(written.content_type, "application/cloudevents-batch+json");
        let message = Message::new(&written.payload).content_type(written.content_type);
        let answers = reader.read_batch(&message).unwrap();
        let received: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().data).collect();
        assert_eq!(received, data[..events.len()]);
    }
    let one = writer.write_event(&events[0], &[]).unwrap();
    assert_eq!(
        one.payload,
        writer.write_batch(&events[..1], &[]).unwrap().payload
    );
}

#[test]
fn place_of_a_refused_event_of_a_batch_has_its_position() {
    in_batches!();
    let writer = Writer::<InBatches>::only();
    let data = [
        InBatches { order: 1, count: 1 },
        InBatches { order: 2, count: 300 },
    ];
    let refusal = writer.write_batch(&data.each_ref().map(event), &[]).unwrap_err();
    insta::assert_snapshot!(line(&refusal), @"number-range /1/data/count: u8, a number");
    let mut events = [event(&data[0]), event(&data[0])];
    events[1].time = None;
    let refusal = writer.write_batch(&events, &[]).unwrap_err();
    insta::assert_snapshot!(line(&refusal), @"property-missing /1/time: the attribute `time`, nothing");
}

#[test]
#[should_panic(expected = "the contract is one of batches: use `read_batch`")]
fn batch_is_not_read_as_one_event() {
    in_batches!();
    let _ = Reader::<InBatches>::only().read(&Message::new(b"[]"));
}

#[test]
#[should_panic(expected = "the contract is one of events in binary mode: use `read_event`")]
fn event_in_binary_mode_is_not_read_as_a_batch() {
    over_http!();
    let _ = Reader::<OverHttp>::only().read_batch(&Message::new(b"[]"));
}
