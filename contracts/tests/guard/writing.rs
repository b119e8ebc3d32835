//! Messages that are written: what the emitted contract excludes is refused before it is sent.

use std::collections::BTreeMap;

use counterpart::Contract;
use counterpart::guard::{Binding, CloudEvent, Extension, Message, Reader, Refusal, Writer, write};
use serde::Serialize;

fn line(refusal: &Refusal) -> String {
    let place = refusal.full_place();
    format!(
        "{} {place}: {}, {}",
        refusal.rule, refusal.expected, refusal.found
    )
}

#[test]
fn value_that_no_contract_can_hold_is_refused_at_its_place() {
    #[derive(Serialize, Contract, Default)]
    #[contract(emits = "e")]
    struct Sent {
        ratio: f64,
        list: Vec<Option<f32>>,
        choice: Option<Choice>,
        map: BTreeMap<String, (u8, f64)>,
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    }
    #[derive(Serialize, Contract)]
    enum Choice {
        One(f64),
        Two(u8, f64),
        Three { x: f64 },
    }
    let refused = |change: fn(&mut Sent)| {
        let mut sent = Sent::default();
        change(&mut sent);
        line(&write(&sent).unwrap_err())
    };
    let written = write(&Sent::default()).unwrap();
    assert_eq!(
        written.payload,
        br#"{"ratio":0.0,"list":[],"choice":null,"map":{}}"#
    );
    assert_eq!(
        (written.content_type, written.key, written.headers),
        ("application/json", None, vec![])
    );
    insta::assert_snapshot!(refused(|sent| sent.ratio = f64::NAN), @"null-emitted /ratio: a finite number (another one is written as `null`), a number");
    insta::assert_snapshot!(refused(|sent| sent.list = vec![None, Some(f32::INFINITY)]), @"null-emitted /list/1: a finite number (another one is written as `null`), a number");
    let bad = f64::NEG_INFINITY;
    for (choice, place) in [
        (Choice::One(bad), "/choice/One"),
        (Choice::Two(0, bad), "/choice/Two/1"),
        (Choice::Three { x: bad }, "/choice/Three/x"),
    ] {
        let sent = Sent {
            choice: Some(choice),
            ..Sent::default()
        };
        assert_eq!(write(&sent).unwrap_err().place, place);
    }
    // After a variant that is fine, the place is not below it.
    let after = Sent {
        choice: Some(Choice::Three { x: 1.0 }),
        map: [("a/b".to_owned(), (0, bad))].into(),
        ..Sent::default()
    };
    assert_eq!(write(&after).unwrap_err().place, "/map/a~1b/1");
    insta::assert_snapshot!(refused(|sent| sent.rest = [("ratio".to_owned(), 1)].into()), @"property-repeated /ratio: each member once, an object");
}

#[test]
fn refusal_that_a_type_ignores_still_counts() {
    struct Careless(f64);
    impl Serialize for Careless {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct as _;
            let mut written = serializer.serialize_struct("Careless", 1)?;
            let _ = written.serialize_field("ratio", &self.0);
            written.end()
        }
    }
    counterpart::__private::guarded! {
        by: derive,
        type: [Careless],
        consumes: [],
        emits: [{
            event: "careless", service: "s", name: None, key: None, event_type: [], mode: [Structured], requires_time: false, extensions: [], headers: [],
        }],
        older: [],
        with: [],
    }
    assert_eq!(write(&Careless(1.5)).unwrap().payload, br#"{"ratio":1.5}"#);
    let refusal = write(&Careless(f64::NAN)).unwrap_err();
    assert_eq!((refusal.rule.id(), &*refusal.place), ("null-emitted", "/ratio"));
}

#[test]
fn value_beyond_its_with_is_refused() {
    fn wide<S: serde::Serializer>(_: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(300)
    }
    #[derive(Serialize, Contract)]
    #[contract(emits = "e")]
    #[serde(rename_all = "camelCase")]
    struct Sent {
        #[serde(serialize_with = "wide")]
        #[contract(with = "u8")]
        page_size: u64,
    }
    let refusal = write(&Sent { page_size: 1 }).unwrap_err();
    insta::assert_snapshot!(line(&refusal), @"number-range /pageSize: u8, a number");
    assert!(!refusal.to_string().contains("300"));
    insta::assert_snapshot!(refusal, @"counterpart must not send `e`: expected u8 at /pageSize, found a number (number-range, byte 12)");
}

#[test]
fn nesting_beyond_what_is_read_is_refused() {
    #[derive(Serialize)]
    struct Chain(Option<Box<Chain>>);
    counterpart::__private::guarded! {
        by: derive,
        type: [Chain],
        consumes: [],
        emits: [{
            event: "chain", service: "s", name: None, key: None, event_type: [], mode: [Structured], requires_time: false, extensions: [], headers: [],
        }],
        older: [],
        with: [],
    }
    #[derive(Serialize)]
    struct List(Vec<serde_json::Value>);
    let _ = List(Vec::new());
    let chain = (0..1000).fold(Chain(None), |inner, _| Chain(Some(Box::new(inner))));
    // A newtype is no level of its own.
    assert_eq!(write(&chain).unwrap().payload, b"null");
}

#[test]
fn bytes_are_a_level_of_nesting() {
    struct Deep(usize);
    impl Serialize for Deep {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self.0 {
                0 => serializer.serialize_bytes(b"ab"),
                more => [Deep(more - 1)].serialize(serializer),
            }
        }
    }
    counterpart::__private::guarded! {
        by: derive,
        type: [Deep],
        consumes: [],
        emits: [{
            event: "deep", service: "s", name: None, key: None, event_type: [], mode: [Structured], requires_time: false, extensions: [], headers: [],
        }],
        older: [],
        with: [],
    }
    fn is_value(text: &[u8]) -> bool {
        serde_json::from_slice::<serde_json::Value>(text).is_ok()
    }
    assert!(is_value(&write(&Deep(126)).unwrap().payload));
    assert!(!is_value(&serde_json::to_vec(&Deep(127)).unwrap()));
    let refusal = write(&Deep(127)).unwrap_err();
    assert_eq!(refusal.rule.id(), "malformed-text");
}

#[test]
fn names_of_a_map_are_all_that_serde_json_writes() {
    #[derive(Serialize, Contract)]
    #[contract(emits = "e")]
    struct Wide {
        unsigned: BTreeMap<u128, u8>,
        signed: BTreeMap<i128, u8>,
        pairs: Vec<BTreeMap<char, bool>>,
    }
    let wide = Wide {
        unsigned: [(u128::MAX, 1), (7, 2)].into(),
        signed: [(i128::MIN, 3)].into(),
        pairs: vec![[('"', true)].into()],
    };
    assert_eq!(write(&wide).unwrap().payload, serde_json::to_vec(&wide).unwrap());

    #[derive(Serialize, Contract)]
    #[contract(emits = "e")]
    struct NoName(Vec<BTreeMap<(u8, u8), u8>>);
    let refusal = write(&NoName(vec![[((1, 2), 3)].into()])).unwrap_err();
    insta::assert_snapshot!(line(&refusal), @"type-mismatch /0: text, a number or a boolean as the name of a member, an object");
}

#[test]
fn variant_is_as_many_levels_as_it_is_read_with() {
    #[derive(Serialize, serde::Deserialize, Contract, Debug)]
    #[contract(consumes = "e", emits = "e")]
    enum Node {
        End,
        One(Box<Node>),
        Pair(Box<Node>, u8),
        Struct { next: Box<Node> },
    }
    type Wrap = fn(Node) -> Node;
    let kinds: [Wrap; 3] = [
        |node| Node::One(Box::new(node)),
        |node| Node::Pair(Box::new(node), 1),
        |node| Node::Struct { next: Box::new(node) },
    ];
    for (kind, wrap) in kinds.into_iter().enumerate() {
        let mut refused = 0;
        // The last level may be one of another kind.
        for inner in [Node::End, Node::One(Box::new(Node::End))] {
            let mut node = inner;
            for levels in 1..140 {
                node = wrap(node);
                match write(&node) {
                    Ok(written) => {
                        let read = counterpart::guard::read::<Node>(&Message::new(&written.payload));
                        assert!(
                            read.is_ok(),
                            "kind {kind}, {levels} levels: {}",
                            read.unwrap_err()
                        );
                    }
                    Err(refusal) => {
                        let text = serde_json::to_vec(&node).unwrap();
                        assert!(
                            serde_json::from_slice::<Node>(&text).is_err(),
                            "kind {kind}, {levels} levels"
                        );
                        assert_eq!(refusal.rule.id(), "malformed-text");
                        refused += 1;
                    }
                }
            }
        }
        assert!(refused > 20);
    }
}

#[test]
fn key_and_headers_are_those_of_the_contract() {
    #[derive(Serialize, Contract)]
    #[contract(emits = "e", key = "id", headers("trace-id" = String, "attempt" = Option<u8>))]
    struct Sent {
        id: String,
    }
    let writer = Writer::<Sent>::only();
    let sent = Sent {
        id: "a\"b".to_owned(),
    };
    let written = writer
        .write(&sent, &[("attempt", "1"), ("trace-id", "x")])
        .unwrap();
    assert_eq!(written.key.as_deref(), Some("a\"b"));
    assert_eq!(
        written.headers,
        [("trace-id".into(), "x".into()), ("attempt".into(), "1".into())]
    );
    let refused = |headers: &[(&str, &str)]| line(&writer.write(&sent, headers).unwrap_err());
    insta::assert_snapshot!(refused(&[]), @"property-missing /headers/trace-id: the header `trace-id`, nothing");
    insta::assert_snapshot!(refused(&[("trace-id", "x"), ("tenant", "t")]), @"property-denied /headers/tenant: only headers that the contract names, a string");
    let shown = format!("{written:?}");
    assert!(!shown.contains("a\\\"b"), "{shown}");
}

#[test]
fn header_or_attribute_that_is_given_twice_is_refused() {
    #[derive(Serialize, Contract)]
    #[contract(emits = "e", headers("trace-id" = String))]
    struct Sent {
        id: u8,
    }
    let headers = [("trace-id", "a"), ("trace-id", "b")];
    let refusal = Writer::<Sent>::only()
        .write(&Sent { id: 1 }, &headers)
        .unwrap_err();
    insta::assert_snapshot!(line(&refusal), @"property-repeated /headers/trace-id: each header once, a string");

    #[derive(Serialize, Contract)]
    #[contract(emits = "e", envelope("cloudevents", extensions("sequence" = i32)))]
    struct Event {
        id: u8,
    }
    let mut event = CloudEvent::new("1", "/s", &Event { id: 1 });
    event.time = Some("2026-01-02T03:04:05Z".to_owned());
    event.extensions = [1, 2].map(|value| ("sequence", Extension::Integer(value))).into();
    let refusal = Writer::<Event>::only().write_event(&event, &[]).unwrap_err();
    insta::assert_snapshot!(line(&refusal), @"property-repeated /sequence: each attribute once, a string");
}

#[test]
fn event_that_is_written_is_read_in_each_mode() {
    #[derive(Serialize, serde::Deserialize, Contract, Debug, PartialEq)]
    #[contract(
        consumes = "e",
        emits = "e",
        envelope("cloudevents", extensions("traceparent" = String, "sequence" = Option<i32>)),
        key = "n"
    )]
    struct Both {
        n: u8,
        ratio: Option<f64>,
    }
    let (writer, reader) = (Writer::<Both>::only(), Reader::<Both>::only());
    let data = Both { n: 7, ratio: None };
    let mut event = CloudEvent::new("ü 1", "/s", &data);
    event.time = Some("2026-01-02T03:04:05Z".to_owned());
    insta::assert_snapshot!(line(&writer.write_event(&event, &[]).unwrap_err()), @"property-missing /traceparent: the attribute `traceparent`, nothing");
    event.extensions = vec![
        ("traceparent", Extension::Text("00-x".into())),
        ("sequence", Extension::Integer(3)),
    ];
    event.time = Some("2026-01-01T00:00:00Z".into());
    for written in [
        writer.write_event(&event, &[]).unwrap(),
        writer.write_binary(&event, Binding::Http, &[]).unwrap(),
        writer.write_binary(&event, Binding::Kafka, &[]).unwrap(),
    ] {
        let headers: Vec<(&str, &[u8])> = written
            .headers
            .iter()
            .map(|(name, value)| (&**name, value.as_bytes()))
            .collect();
        assert!(
            headers
                .iter()
                .all(|(name, value)| !name.starts_with("ce-") || value.is_ascii())
        );
        let message = Message::new(&written.payload)
            .key(written.key.as_deref().unwrap().as_bytes())
            .headers(&headers)
            .content_type(written.content_type);
        let read = reader.read_event(&message).unwrap();
        assert_eq!((&*read.id, &read.time, &read.data), ("ü 1", &event.time, &data));
    }
    let infinite = Both {
        n: 7,
        ratio: Some(f64::INFINITY),
    };
    let event = event.map(|_| &infinite);
    assert_eq!(writer.write_event(&event, &[]).unwrap_err().place, "/data/ratio");
    assert_eq!(
        writer
            .write_binary(&event, Binding::Kafka, &[])
            .unwrap_err()
            .place,
        "/data/ratio"
    );
}
