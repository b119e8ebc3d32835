use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;

use super::*;
use crate::guard::{Found, RefusalRule, Role};

fn letter() -> DeadLetter {
    let mut refusal = Refusal::new(
        Role::Consumes,
        "user.registered",
        "auth-service",
        RefusalRule::PropertyMissing,
    );
    refusal.set_place("/email", false);
    refusal.set_expected("the member `email`");
    refusal.found = Found::Absent;
    DeadLetter::new(
        MessageId::new("user-service", "e-17"),
        "user.registered",
        br#"{"user_id":7}"#,
    )
    .key("7")
    .headers([("trace-id", b"t1".to_vec()), ("raw", vec![0xff, 0])])
    .origin("users/3", "4711")
    .consumer("auth-service", "1.2.3")
    .refusal(refusal)
    .failed(UNIX_EPOCH + Duration::from_millis(1_795_952_475_839))
    .failed(UNIX_EPOCH + Duration::from_millis(1_795_952_479_001))
}

fn read(text: &str) -> Result<DeadLetter, LetterError> {
    DeadLetter::from_json(text.as_bytes())
}

/// The letter with other members: each replaces one, or is added.
fn with(members: &[(&str, serde_json::Value)]) -> Result<DeadLetter, LetterError> {
    let mut document: serde_json::Value = serde_json::from_str(&letter().to_json()).unwrap();
    for (member, value) in members {
        document[*member] = value.clone();
    }
    read(&document.to_string())
}

#[test]
fn a_letter_is_one_line_in_a_fixed_order() {
    insta::assert_snapshot!(letter().to_json(), @r#"{"format":1,"id":{"source":"user-service","id":"e-17"},"event":"user.registered","key":"7","headers":[{"name":"trace-id","value":"t1"},{"name":"raw","value_base64":"/wA="}],"payload":"{\"user_id\":7}","origin":{"stream":"users/3","position":"4711"},"consumer":{"service":"auth-service","version":"1.2.3"},"refusal":{"role":"consumes","event":"user.registered","service":"auth-service","rule":"property-missing","part":"payload","place":"/email","expected":"the member `email`","found":"absent"},"attempts":2,"first_failure":"2026-11-29T11:41:15.839Z","last_failure":"2026-11-29T11:41:19.001Z"}"#);
    let error = DeadLetter::new(MessageId::new("a", "b"), "e", vec![0xff]).error("MailboxFull", "of 7");
    insta::assert_snapshot!(error.to_json(), @r#"{"format":1,"id":{"source":"a","id":"b"},"event":"e","payload_base64":"/w==","error":{"name":"MailboxFull","message":"of 7"}}"#);
}

#[test]
fn documents_of_another_version_are_named_with_the_fix() {
    let of = |format: serde_json::Value| with(&[("format", format)]).unwrap_err().to_string();
    insta::assert_snapshot!(of(2.into()), @"format 2 of a dead letter is newer than 1, the newest that this version reads: update counterpart");
    insta::assert_snapshot!(of(serde_json::json!(1.5)), @"format 1.5 of a dead letter is newer than 1, the newest that this version reads: update counterpart");
    insta::assert_snapshot!(of(0.into()), @"format 0 of a dead letter is older than 1, the oldest that this version reads");
    insta::assert_snapshot!(of("1".into()), @"not a dead letter: it has no `format`; `cargo counterpart schema dead-letter` describes one");
    assert_eq!(read("[]"), Err(LetterError::NotALetter));
    assert_eq!(read(r#"{"payload":"x"}"#), Err(LetterError::NotALetter));
}

#[test]
fn members_that_are_not_known_are_ignored_and_null_is_as_good_as_absent() {
    let read = with(&[
        ("later", serde_json::json!({"x": [1]})),
        ("edited", serde_json::Value::Null),
    ]);
    assert_eq!(read.unwrap(), letter());
}

#[test]
fn a_letter_that_contradicts_itself_is_refused_by_name() {
    use serde_json::json;
    let refused = |members: &[(&str, serde_json::Value)]| with(members).unwrap_err();
    for (members, contradiction) in [
        (
            vec![("payload_base64", json!("AA=="))],
            Contradiction::TwoPayloads,
        ),
        (vec![("key_base64", json!("AA=="))], Contradiction::TwoKeys),
        (
            vec![("headers", json!([{"name": "x", "value": "", "value_base64": ""}]))],
            Contradiction::TwoValues,
        ),
        (vec![("error", json!({"name": "x"}))], Contradiction::TwoCauses),
        (vec![("attempts", json!(0))], Contradiction::FailedWithoutAttempt),
        (
            vec![("last_failure", json!("2026-11-29T11:41:15.838Z"))],
            Contradiction::TimeGoesBack,
        ),
        (vec![("last_failure", json!(null))], Contradiction::HalfOfTheTimes),
        (
            vec![("event", json!("other"))],
            Contradiction::RefusalOfAnotherEvent,
        ),
    ] {
        assert_eq!(
            refused(&members),
            LetterError::Contradiction(contradiction),
            "{members:?}"
        );
    }
    for (members, error) in [
        (
            vec![("payload", json!(null))],
            LetterError::Missing("payload` or `payload_base64"),
        ),
        (
            vec![("payload", json!(null)), ("payload_base64", json!("A"))],
            LetterError::Malformed {
                member: "payload_base64",
                expected: "base64 with padding (RFC 4648, section 4)",
            },
        ),
        (
            vec![("attempts", json!(-1))],
            LetterError::Malformed {
                member: "attempts",
                expected: "a whole number that is not negative",
            },
        ),
        (
            vec![("id", json!("e-17"))],
            LetterError::Malformed {
                member: "id",
                expected: "an object with `source` and `id`",
            },
        ),
    ] {
        assert_eq!(refused(&members), error, "{members:?}");
    }
    // Of two members of one name, nobody could say which one counts.
    let twice = letter()
        .to_json()
        .replacen("\"payload\"", "\"payload\":\"\",\"payload\"", 1);
    insta::assert_snapshot!(read(&twice).unwrap_err(), @r#"not JSON: the key "payload" is repeated at line 1 column 195"#);
}

#[test]
fn refusals_of_documents_show_no_value_of_the_message() {
    let secret = "s3cr3t";
    for member in [
        "id",
        "event",
        "key",
        "key_base64",
        "payload_base64",
        "headers",
        "origin",
        "consumer",
        "refusal",
        "error",
        "attempts",
        "first_failure",
        "redriven",
        "edited",
    ] {
        let said = with(&[(member, secret.into())]).map_err(|error| error.to_string());
        if let Err(said) = said {
            assert!(!said.contains(secret), "{member}: {said}");
        }
    }
}

#[test]
fn a_text_that_was_cut_says_so() {
    let whole = letter().to_json();
    for end in 1..whole.len() {
        assert_eq!(
            read(&whole[..end]),
            Err(LetterError::CutShort),
            "{}",
            &whole[..end]
        );
    }
    assert_eq!(read(&whole).unwrap(), letter());
}

#[test]
fn hostile_texts_are_refused() {
    for text in [
        "[".repeat(1_000_000),
        "{\"a\":".repeat(1_000_000),
        "\0".to_owned(),
        "1e999".to_owned(),
    ] {
        assert!(read(&text).is_err());
    }
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let said = read(
        &letter()
            .to_json()
            .replacen('{', &format!("{{\"later\":{deep},"), 1),
    )
    .unwrap_err();
    assert!(
        matches!(&said, LetterError::NotJson(reason) if reason.contains("recursion limit")),
        "{said}"
    );
}

#[test]
fn headers_of_brokers_are_not_sent_again() {
    let headers = [
        "x-death",
        "X-First-Death-Queue",
        "x-delivery-count",
        "__connect.errors.topic",
        "kafka_dlt-exception-fqcn",
        "kafka_exception-message",
        "retry_topic-attempts",
        "Nats-Msg-Id",
        "nats-expected-last-sequence",
        "counterpart-dead-letter",
        "COUNTERPART-REDRIVEN",
        "trace-id",
        "ce-id",
        "x-deat",
        "natsy",
    ];
    let letter = letter().headers(headers.map(|name| (name, "2")));
    assert_eq!(letter.redriven, 2);
    let sent = letter.redrive_headers();
    let names: Vec<&str> = sent.iter().map(|header| header.name.as_str()).collect();
    assert_eq!(
        names,
        ["trace-id", "ce-id", "x-deat", "natsy", "counterpart-redriven"]
    );
    assert_eq!(sent[4].text(), Some("3"));
    assert_eq!(letter.redrive_id(), "user-service/e-17#redrive-3");
    // The next letter counts on.
    let next = super::DeadLetter::new(letter.id.clone(), "user.registered", "{}").headers(sent);
    assert_eq!(next.redriven, 3);
}

#[test]
fn told_fills_what_the_letter_does_not_say() {
    let told = foreign::sqs([
        ("ApproximateReceiveCount", "9"),
        ("DeadLetterQueueSourceArn", "a:b:orders"),
    ])
    .unwrap();
    let own = letter().told(told.clone());
    assert_eq!(own, letter());
    let new = DeadLetter::new(MessageId::new("a", "b"), "e", "{}").told(told);
    assert_eq!(
        (new.attempts, new.origin.clone().unwrap().stream),
        (Some(9), "orders".into())
    );
    assert_eq!(read(&new.to_json()).unwrap(), new);
}

fn letters() -> impl Strategy<Value = DeadLetter> {
    let bytes = || prop_oneof![any::<Vec<u8>>(), any::<String>().prop_map(String::into_bytes)];
    let header =
        (any::<String>(), proptest::option::of(bytes())).prop_map(|(name, value)| Header { name, value });
    let cause = prop_oneof![
        Just(None),
        (any::<String>(), proptest::option::of(any::<String>()))
            .prop_map(|(name, message)| Some(Cause::Error(HandlerError { name, message }))),
        (".{0,20}", "(/.{0,5}){0,5}").prop_map(|(expected, place)| {
            let mut refusal = Refusal::new(Role::Consumes, "e", "s", RefusalRule::TypeMismatch);
            refusal.set_place(&place, true);
            refusal.set_expected(&expected);
            Some(Cause::Refusal(Box::new(refusal)))
        }),
    ];
    let times = (proptest::option::of(0..1_u64 << 42), 0..1_u64 << 30);
    let origin = proptest::option::of((any::<String>(), proptest::option::of(any::<String>())));
    let edited = proptest::option::of((bytes(), proptest::collection::vec(any::<String>(), 0..3)));
    let message = (
        proptest::option::of(bytes()),
        proptest::collection::vec(header, 0..4),
        bytes(),
    );
    (
        message,
        cause,
        times,
        origin,
        edited,
        any::<(String, String, u32)>(),
    )
        .prop_map(
            |((key, headers, payload), cause, (first, span), origin, edited, (source, id, redriven))| {
                let at = |milliseconds| UNIX_EPOCH + Duration::from_millis(milliseconds);
                DeadLetter {
                    key,
                    headers,
                    cause,
                    origin: origin.map(|(stream, position)| Origin { stream, position }),
                    attempts: first.map(|first| first + 1),
                    first_failure: first.map(at),
                    last_failure: first.map(|first| at(first + span)),
                    redriven,
                    edited: edited.map(|(original, at)| Edited { original, at }),
                    ..DeadLetter::new(MessageId { source, id }, "e", payload)
                }
            },
        )
}

proptest! {
    #[test]
    fn every_letter_is_read_from_its_document(letter in letters()) {
        let text = letter.to_json();
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(DeadLetter::from_json(text.as_bytes()), Ok(letter));
    }

    #[test]
    fn every_letter_is_read_from_the_headers_of_its_message(mut letter in letters()) {
        letter.headers.retain(|header| !header.name.eq_ignore_ascii_case(LETTER));
        let (key, payload) = (letter.key.clone(), letter.payload.clone());
        let headers = letter.clone().into_headers();
        let value = headers.last().unwrap().value.clone().unwrap();
        prop_assert!(value.iter().all(|byte| (b' '..=b'~').contains(byte)));
        prop_assert_eq!(DeadLetter::from_headers(headers, key, payload), Ok(Some(letter)));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*", cut in any::<proptest::sample::Index>()) {
        let _ = read(&text);
        let mut whole = letter().to_json().into_bytes();
        let at = cut.index(whole.len());
        whole[at] = whole[at].wrapping_add(1);
        let _ = DeadLetter::from_json(&whole);
    }
}

#[test]
fn a_message_with_two_letters_in_its_headers_is_refused() {
    let mut headers = letter().into_headers();
    headers.push(headers.last().unwrap().clone());
    let refused = DeadLetter::from_headers(headers, None, Vec::new()).unwrap_err();
    insta::assert_snapshot!(refused, @"`counterpart-dead-letter` should be one header, and the message has several");
    assert_eq!(DeadLetter::from_headers(Vec::new(), None, Vec::new()), Ok(None));
}

#[test]
fn the_schema_takes_what_is_written_and_refuses_what_the_reader_refuses() {
    use serde_json::json;
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let plain = DeadLetter::new(MessageId::new("a", "b"), "e", vec![0xff]).error("x", "y");
    let mut edited = letter();
    edited.edited = Some(Edited {
        original: b"{}".to_vec(),
        at: vec!["/a".into()],
    });
    for letter in [letter(), plain, edited] {
        let document = serde_json::from_str(&letter.to_json()).unwrap();
        schema.validate(&document).unwrap();
    }
    for (member, value) in [
        ("format", json!(2)),
        ("payload_base64", json!("AA==")),
        ("payload", json!(null)),
        ("key_base64", json!("AA==")),
        ("key_base64", json!("A")),
        ("error", json!({"name": "x"})),
        ("headers", json!([{"name": "x", "value": "", "value_base64": ""}])),
        ("first_failure", json!("yesterday")),
        ("redriven", json!(1_u64 << 32)),
        ("edited", json!({"at": []})),
    ] {
        let mut document: serde_json::Value = serde_json::from_str(&letter().to_json()).unwrap();
        document[member] = value;
        assert!(!schema.is_valid(&document), "{member}");
        assert!(read(&document.to_string()).is_err(), "{member}");
    }
}

#[test]
fn identities_that_differ_have_different_redrive_ids() {
    let id = |source: &str, id: &str, redriven: u32| {
        let mut letter = super::DeadLetter::new(MessageId::new(source, id), "e", "{}");
        letter.redriven = redriven;
        letter.redrive_id()
    };
    assert_ne!(id("a", "b/c", 0), id("a/b", "c", 0));
    assert_ne!(id("a/b", "c", 0), id("a%2Fb", "c", 0));
    assert_ne!(id("a", "b#redrive-1", 0), id("a", "b", 0));
    assert_eq!(id("a b", "ü:1", 1), "a b/ü:1#redrive-2");
}
