//! Headers, keys and envelopes.

use counterpart::Contract;
use counterpart::guard::{Extension, Message, Reader, Refusal, read};
use serde::Deserialize;

fn line(refusal: &Refusal) -> String {
    let place = refusal.full_place();
    format!(
        "{} {place}: {}, {}",
        refusal.rule, refusal.expected, refusal.found
    )
}

#[test]
fn headers_are_checked_as_the_contract_says() {
    #[derive(Deserialize, Contract, Debug)]
    #[contract(consumes = "e", headers("trace-id" = String, "attempt" = Option<u8>, "mode" = Mode))]
    struct Order {
        id: u64,
    }
    #[derive(Deserialize, Contract, Debug)]
    #[serde(rename_all = "lowercase")]
    enum Mode {
        Live,
        Test,
    }
    let answer = |headers: &[(&str, &[u8])]| {
        let message = Message::new(br#"{"id":7}"#).headers(headers);
        read::<Order>(&message)
            .map(|order| order.id)
            .map_err(|refusal| line(&refusal))
    };
    assert_eq!(answer(&[("trace-id", b"x"), ("mode", b"live")]), Ok(7));
    assert_eq!(
        answer(&[
            ("trace-id", b"x"),
            ("mode", b"test"),
            ("attempt", b"3"),
            ("other", b"\xff")
        ]),
        Ok(7)
    );
    let refused = |headers: &[(&str, &[u8])]| answer(headers).unwrap_err();
    insta::assert_snapshot!(refused(&[]), @"property-missing /headers/trace-id: the header `trace-id`, nothing");
    insta::assert_snapshot!(refused(&[("trace_id", b"x")]), @"property-missing /headers/trace-id: the header `trace-id`, nothing");
    insta::assert_snapshot!(refused(&[("trace-id", b"\xff")]), @"malformed-text /headers/trace-id: text in UTF-8, malformed text");
    insta::assert_snapshot!(refused(&[("trace-id", b"x"), ("attempt", b"300")]), @"type-mismatch /headers/attempt: u8, a string");
    insta::assert_snapshot!(refused(&[("trace-id", b"x"), ("mode", b"dry")]), @"value-not-accepted /headers/mode: one of `live`, `test`, a string");

    // HTTP and NATS send capitals. A name in the letters of the contract comes before one in others.
    assert_eq!(answer(&[("Trace-Id", b"x"), ("MODE", b"live")]), Ok(7));
    assert_eq!(
        answer(&[("trace-id", b"x"), ("mode", b"live"), ("Mode", b"dry")]),
        Ok(7)
    );
    assert_eq!(
        answer(&[("trace-id", b"x"), ("Mode", b"dry"), ("mode", b"live")]),
        Ok(7)
    );

    let lookup = |name: &str| (name != "attempt").then_some(&b"live"[..]);
    let message = Message::new(br#"{"id":7}"#).headers_by(&lookup);
    assert!(read::<Order>(&message).is_ok());
}

#[test]
fn key_must_be_the_value_of_its_field() {
    #[derive(Deserialize, Contract, Debug)]
    #[contract(consumes = "e", key = "id")]
    struct Order {
        #[serde(rename = "id")]
        _id: String,
    }
    let refused = |text: &str, key: Option<&[u8]>| {
        let message = Message::new(text.as_bytes());
        let message = key.map_or(message, |key| message.key(key));
        read::<Order>(&message).err().map(|refusal| line(&refusal))
    };
    assert_eq!(refused(r#"{"x":{"id":"z"},"id":"a"}"#, Some(b"a")), None);
    assert_eq!(refused(r#"{"i\u0064":"a\"b"}"#, Some(b"a\"b")), None);
    insta::assert_snapshot!(refused(r#"{"id":"a"}"#, Some(b"b")).unwrap(), @"key-mismatch /key: the value of the member `id`, a string");
    insta::assert_snapshot!(refused(r#"{"id":"a"}"#, None).unwrap(), @"key-mismatch /key: the value of the member `id`, nothing");
    // A message that cannot be read is not asked for its key.
    insta::assert_snapshot!(refused("{}", None).unwrap(), @"property-missing /id: the member `id`, nothing");
}

#[derive(Deserialize, Debug, PartialEq)]
struct Changed {
    n: u8,
}

counterpart::__private::guarded! {
    by: derive,
    type: [Changed],
    consumes: [{
        event: "changed",
        service: "reader",
        name: None,
        key: Some("n"),
        event_type: ["com.example.changed"],
        mode: [Structured],
        requires_time: false,
        extensions: ["traceparent": String, "sequence": Option<i32>],
        headers: [],
    }],
    emits: [],
    older: [],
    with: [],
}

const CHANGED: Reader<Changed> = Reader::only();

fn event(change: impl Fn(&mut serde_json::Map<String, serde_json::Value>)) -> String {
    let mut event = serde_json::json!({
        "specversion": "1.0", "id": "1", "source": "/s", "type": "com.example.changed", "traceparent": "00-x",
        "other": [1], "data": {"n": 7},
    });
    change(event.as_object_mut().unwrap());
    event.to_string()
}

fn refused(text: &str) -> String {
    let refusal = CHANGED
        .read_event(&Message::new(text.as_bytes()).key(b"7"))
        .unwrap_err();
    let read = CHANGED.read(&Message::new(text.as_bytes()).key(b"7"));
    assert_eq!(read.unwrap_err(), refusal);
    line(&refusal)
}

#[test]
fn event_is_read_in_its_envelope() {
    let text = event(|event| {
        event.insert("sequence".into(), 3.into());
        event.insert("subject".into(), serde_json::Value::Null);
        event.insert("time".into(), "2026-01-01T00:00:00Z".into());
    });
    let message = Message::new(text.as_bytes())
        .key(b"7")
        .content_type("application/cloudevents+json");
    let read = CHANGED.read_event(&message).unwrap();
    assert_eq!(
        (&*read.id, &*read.source, read.subject, read.data),
        ("1", "/s", None, Changed { n: 7 })
    );
    assert_eq!(
        read.extensions,
        [
            ("sequence", Extension::Integer(3)),
            ("traceparent", Extension::Text("00-x".into()))
        ]
    );
    assert_eq!(CHANGED.read(&message).unwrap(), Changed { n: 7 });
}

#[test]
fn place_in_an_envelope_is_that_of_the_whole_message() {
    let set = |name: &str, value: serde_json::Value| {
        refused(&event(|event| {
            event.insert(name.into(), value.clone());
        }))
    };
    let without = |name: &str| {
        refused(&event(|event| {
            event.remove(name);
        }))
    };
    insta::assert_snapshot!(set("data", serde_json::json!({"n": 300})), @"number-range /data/n: u8, a number");
    insta::assert_snapshot!(set("data", serde_json::json!({})), @"property-missing /data/n: the member `n`, nothing");
    insta::assert_snapshot!(set("type", "other".into()), @"value-not-accepted /type: `com.example.changed`, a string");
    insta::assert_snapshot!(set("specversion", "0.3".into()), @"value-not-accepted /specversion: `1.0`, a string");
    insta::assert_snapshot!(set("id", "".into()), @"string-content /id: a string that is not empty, a string");
    insta::assert_snapshot!(set("id", 7.into()), @"type-mismatch /id: a string, a number");
    insta::assert_snapshot!(set("sequence", "x".into()), @"type-mismatch /sequence: i32, a string");
    insta::assert_snapshot!(set("traceparent", serde_json::Value::Null), @"null-emitted /traceparent: a string, an integer or a boolean, null");
    insta::assert_snapshot!(without("data"), @"property-missing /data: the member `data`, nothing");
    insta::assert_snapshot!(without("source"), @"property-missing /source: the member `source`, nothing");
    insta::assert_snapshot!(without("traceparent"), @"property-missing /traceparent: the member `traceparent`, nothing");
    insta::assert_snapshot!(refused("[]"), @"type-mismatch : an event of CloudEvents, an array");
    insta::assert_snapshot!(refused(r#"{"id":"1","id":"2"}"#), @"property-repeated /id: the member `id` once, a string");
}

#[test]
fn attributes_are_headers_in_binary_mode() {
    let headers = |prefix: &str, id: &str| -> Vec<(String, Vec<u8>)> {
        let of = |name: &str, value: &str| (format!("{prefix}{name}"), value.as_bytes().to_vec());
        vec![
            of("specversion", "1.0"),
            of("type", "com.example.changed"),
            of("source", "/s"),
            of("id", id),
            of("traceparent", "00-x"),
        ]
    };
    let read = |headers: &[(String, Vec<u8>)], text: &str| {
        let headers: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let message = Message::new(text.as_bytes())
            .key(b"7")
            .headers(&headers)
            .content_type("application/json");
        CHANGED.read_event(&message).map_err(|refusal| line(&refusal))
    };
    for (prefix, id) in [("ce-", "%C3%BC%"), ("ce_", "ü%"), ("cloudEvents:", "ü%")] {
        let event = read(&headers(prefix, id), r#"{"n":7}"#).unwrap();
        assert_eq!((&*event.id, event.data), ("ü%", Changed { n: 7 }), "{prefix}");
        assert_eq!(event.datacontenttype.as_deref(), Some("application/json"));
        assert_eq!(
            event.extensions,
            [("traceparent", Extension::Text("00-x".into()))]
        );
    }
    insta::assert_snapshot!(read(&headers("ce-", "1"), r#"{"n":"x"}"#).unwrap_err(), @"type-mismatch /data/n: u8, a string");
    insta::assert_snapshot!(read(&headers("ce_", ""), r#"{"n":7}"#).unwrap_err(), @"string-content /id: a string that is not empty (in the header `ce_id`), a string");
    insta::assert_snapshot!(read(&headers("ce_", "1")[..4], r#"{"n":7}"#).unwrap_err(), @"property-missing /traceparent: the header `traceparent` (in the header `ce_traceparent`), nothing");
    let mut other = headers("ce-", "1");
    other[1].1 = b"other".to_vec();
    insta::assert_snapshot!(read(&other, r#"{"n":7}"#).unwrap_err(), @"value-not-accepted /type: `com.example.changed` (in the header `ce-type`), a string");

    // A content type of CloudEvents is the sign of structured mode.
    let headers = [("ce-specversion", &b"1.0"[..])];
    let text = event(|_| {});
    let message = Message::new(text.as_bytes()).key(b"7").headers(&headers);
    assert!(
        CHANGED
            .read(&message.content_type("application/cloudevents+json; charset=utf-8"))
            .is_ok()
    );
    assert!(CHANGED.read(&message).is_err());
}

#[test]
fn binary_mode_does_not_depend_on_the_case_of_names() {
    let headers = [
        ("Ce-Specversion", &b"1.0"[..]),
        ("CE-Type", b"com.example.changed"),
        ("Ce-Id", b"%+f%41%zz%4"),
        ("Ce-Source", b"/s"),
        ("Ce-Traceparent", b"00-x"),
    ];
    let message = Message::new(br#"{"n":7}"#).key(b"7").headers(&headers);
    let read = CHANGED
        .read_event(&message.content_type(" application/json "))
        .unwrap();
    // What is no escape stays as it is.
    assert_eq!(read.id, "%+fA%zz%4");
    assert_eq!(read.datacontenttype.as_deref(), Some("application/json"));
    // Blanks around the content type do not hide structured mode.
    let text = event(|_| {});
    let message = Message::new(text.as_bytes()).key(b"7").headers(&headers);
    let message = message.content_type("\t Application/CloudEvents+json; charset=utf-8");
    assert_eq!(CHANGED.read_event(&message).unwrap().id, "1");
}

#[test]
fn events_of_a_batch_have_answers_of_their_own() {
    let wrong = event(|event| {
        event.insert("data".into(), serde_json::json!({"n": "x"}));
    });
    let text = format!(" [{0}, {wrong},{0} ]", event(|_| {}));
    let message = Message::new(text.as_bytes())
        .key(b"7")
        .content_type("application/cloudevents-batch+json");
    let answers = CHANGED.read_batch(&message).unwrap();
    assert_eq!(answers.len(), 3);
    assert!(answers[0].is_ok() && answers[2].is_ok());
    let refusal = answers[1].as_ref().unwrap_err();
    insta::assert_snapshot!(line(refusal), @"type-mismatch /data/n: u8, a string");
    assert_eq!(&text[refusal.offset.unwrap() as usize..][..3], r#""x""#);

    let whole = |text: &str| {
        CHANGED
            .read_batch(&Message::new(text.as_bytes()).key(b"7"))
            .map(|all| all.len())
    };
    assert_eq!(whole("[]"), Ok(0));
    insta::assert_snapshot!(line(&whole("{}").unwrap_err()), @"type-mismatch : a batch of CloudEvents, an object");
    insta::assert_snapshot!(line(&whole(&text[..text.len() - 3]).unwrap_err()), @"malformed-text : more text, malformed text");
}

#[test]
fn value_is_shown_only_if_asked_for_and_without_what_is_hidden() {
    let wrong = event(|event| {
        event.insert(
            "data".into(),
            serde_json::json!({"n": {"a/b": [1, {"c": "secret", "d": 2}], "e": "x"}}),
        );
    });
    let text = format!("[{}, {wrong}]", event(|_| {}));
    let message = Message::new(text.as_bytes()).key(b"7");
    let answers = CHANGED.read_batch(&message).unwrap();
    let shown = |hidden: &[&str]| {
        let mut refusal = answers[1].as_ref().unwrap_err().clone();
        assert_eq!(refusal.value, None);
        refusal.show_value(&message, |place| hidden.contains(&place));
        refusal.value.unwrap()
    };
    assert_eq!(shown(&[]), r#"{"a/b":[1,{"c":"secret","d":2}],"e":"x"}"#);
    assert_eq!(
        shown(&["/data/n/a~1b/1/c", "/data/n/e"]),
        r#"{"a/b":[1,{"c":"[hidden]","d":2}],"e":"[hidden]"}"#
    );
    assert_eq!(
        shown(&["/data/n/a~1b", "/data/n/a~1b/1/c"]),
        r#"{"a/b":"[hidden]","e":"x"}"#
    );
    assert_eq!(shown(&["/data/n"]), r#""[hidden]""#);

    let one = event(|_| {});
    let message = Message::new(one.as_bytes()).key(b"8");
    let mut refusal = CHANGED.read(&message).unwrap_err();
    refusal.show_value(&message, |_| false);
    assert_eq!(refusal.value.as_deref(), Some(r#""8""#));
    refusal.show_value(&message, |place| place == "/key");
    assert_eq!(refusal.value.as_deref(), Some(r#""[hidden]""#));
}

/// The refusal of a message with a list of small numbers, and a header of one.
fn refusal_of_bill(message: &Message<'_>) -> Box<Refusal> {
    #[derive(Deserialize, Contract, Debug)]
    #[contract(consumes = "e", headers("card" = Option<u8>))]
    struct Billed {
        #[serde(rename = "plan")]
        _plan: Option<Plan>,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Plan {
        #[serde(rename = "cards")]
        _cards: Vec<u8>,
    }
    read::<Billed>(message).unwrap_err()
}

#[test]
fn hidden_place_hides_all_below_it() {
    let shown = |hidden: &str| {
        let message = Message::new(br#"{"plan":{"cards":[1,{"n":"4111"}]}}"#);
        let mut refusal = refusal_of_bill(&message);
        assert_eq!(refusal.place, "/plan/cards/1");
        refusal.show_value(&message, |place| place == hidden);
        refusal.value.unwrap()
    };
    for above in ["", "/plan", "/plan/cards", "/plan/cards/1"] {
        assert_eq!(shown(above), r#""[hidden]""#, "{above}");
    }
    for other in ["/pla", "/plan/card", "/plan/cards/0", "/plan/cards/1/m"] {
        assert_eq!(shown(other), r#"{"n":"4111"}"#, "{other}");
    }
    assert_eq!(shown("/plan/cards/1/n"), r#"{"n":"[hidden]"}"#);
}

#[test]
fn header_is_hidden_by_its_full_place() {
    let headers = [("card", &b"4111"[..])];
    let message = Message::new(b"{}").headers(&headers);
    let shown = |hidden: &str| {
        let mut refusal = refusal_of_bill(&message);
        assert_eq!(
            (&*refusal.place, refusal.full_place()),
            ("/card", "/headers/card".to_owned())
        );
        refusal.show_value(&message, |place| place == hidden);
        refusal.value.unwrap()
    };
    assert_eq!(shown("/headers/card"), r#""[hidden]""#);
    assert_eq!(shown("/headers"), r#""[hidden]""#);
    // A place of the payload.
    assert_eq!(shown("/card"), r#""4111""#);
}

#[test]
fn value_of_any_depth_and_size_is_shown_as_far_as_a_refusal_holds_it() {
    let shown = |value: &str, hides: &dyn Fn(&str) -> bool| {
        let text = format!(r#"{{"plan":{{"cards":[{value}]}}}}"#);
        let message = Message::new(text.as_bytes());
        let mut refusal = refusal_of_bill(&message);
        let asked = std::cell::Cell::new(0);
        refusal.show_value(&message, |place| {
            asked.set(asked.get() + 1);
            hides(place)
        });
        assert!(asked.get() <= 2 * Refusal::TEXT, "{} places", asked.get());
        refusal.value
    };
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let value = shown(&deep, &|_| false).unwrap();
    assert!(value.len() <= Refusal::TEXT && value.ends_with("[[…"));
    let wide = format!("[{}1]", r#"{"a":{"b":1}},"#.repeat(50_000));
    let value = shown(&wide, &|_| false).unwrap();
    assert!(value.len() <= Refusal::TEXT && value.starts_with(r#"[{"a":{"b":1}},{"#));
    assert_eq!(
        shown(r#"{"a":[{}, [] ] , "b" :{}}"#, &|_| false).unwrap(),
        r#"{"a":[{}, [] ] , "b" :{}}"#
    );
    let hidden = format!(r#"{{"a":{wide},"b":2}}"#);
    let hides = |place: &str| place.ends_with("/a");
    assert_eq!(shown(&hidden, &hides).unwrap(), r#"{"a":"[hidden]","b":2}"#);
}

#[test]
fn member_that_is_denied_is_shown_as_its_value() {
    #[derive(Deserialize, Contract, Debug)]
    #[serde(deny_unknown_fields)]
    #[contract(consumes = "e")]
    struct Closed {
        #[serde(rename = "id")]
        _id: u8,
    }
    let message = Message::new(br#"{"id":1, "more" : [1, 2] }"#);
    let mut refusal = read::<Closed>(&message).unwrap_err();
    assert_eq!((&*refusal.place, refusal.offset), ("/more", Some(9)));
    refusal.show_value(&message, |_| false);
    assert_eq!(refusal.value.as_deref(), Some("[1, 2]"));
}

#[test]
fn futures_that_hold_what_is_read_can_be_sent() {
    fn is_sent<T: Send>(_: &T) {}
    async fn handle(payload: Vec<u8>) -> Result<Changed, Box<Refusal>> {
        let message = Message::new(&payload).key(b"7");
        let read = CHANGED.read(&message);
        std::future::ready(()).await;
        match read {
            Ok(changed) => Ok(changed),
            Err(refusal) => {
                std::future::ready(&refusal).await;
                Err(refusal)
            }
        }
    }
    is_sent(&handle(Vec::new()));
    fn is_static<T: Send + Sync + 'static>() {}
    is_static::<Reader<std::cell::Cell<u8>>>();
}
