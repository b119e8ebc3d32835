//! The guard accepts exactly what `serde_json::from_slice` accepts, with equal values; and each refusal has a place that is in
//! the message, or that of an absent member.

use std::fmt::Debug;

use counterpart::guard::{ConsumesOne, Found, Message, Refusal, RefusalRule, read};
use counterpart::json::{self, Json, Pointer};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde::Deserialize;

use crate::types::{Adjacent, Chain, External, Flat, Keys, Lenient, Plain, Topic, Untagged};

/// Compares the answers of one type, and returns a refusal.
fn compare<'m, T>(text: &'m [u8]) -> Result<Option<Box<Refusal>>, TestCaseError>
where
    T: ConsumesOne + Deserialize<'m> + PartialEq + Debug,
{
    let (ours, theirs) = (read::<T>(&Message::new(text)), serde_json::from_slice::<T>(text));
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            prop_assert_eq!(ours, theirs);
            Ok(None)
        }
        (Err(refusal), Err(error)) => {
            check_place(text, &refusal, &error.to_string())?;
            Ok(Some(refusal))
        }
        (ours, theirs) => Err(TestCaseError::fail(format!("{ours:?}, {theirs:?}"))),
    }
}

fn check_place(text: &[u8], refusal: &Refusal, words: &str) -> TestCaseResult {
    let shown = format!("{}: {refusal}: {words}", String::from_utf8_lossy(text));
    prop_assert!(
        refusal.offset.is_some_and(|offset| offset <= text.len() as u64),
        "{}",
        shown
    );
    prop_assert!(refusal.value.is_none(), "{}", shown);
    if refusal.rule == RefusalRule::MalformedText {
        prop_assert_eq!(refusal.found, Found::Malformed);
        return Ok(());
    }
    let Ok(message) = json::parse(text) else {
        return Ok(()); // A member that is there twice: serde refuses it, or does not care.
    };
    let place: Pointer = refusal.place.parse().expect("a pointer");
    if refusal.found == Found::Absent {
        prop_assert!(place.find(&message).is_none(), "{}", shown);
        let above = refusal.place.rfind('/').map_or("", |end| &refusal.place[..end]);
        let above: Pointer = above.parse().expect("a pointer");
        prop_assert!(matches!(above.find(&message), Some(Json::Object(_))), "{}", shown);
        return Ok(());
    }
    let Some(value) = place.find(&message) else {
        return Err(TestCaseError::fail(shown));
    };
    let kind = match value {
        Json::Null => Found::Null,
        Json::Bool(_) => Found::Boolean,
        Json::Number(_) => Found::Number,
        Json::String(_) => Found::String,
        Json::Array(_) => Found::Array,
        Json::Object(_) => Found::Object,
    };
    if !refusal.is_within {
        prop_assert_eq!(refusal.found, kind, "{}", shown);
        let first = text[refusal.offset.unwrap_or_default() as usize];
        let starts = match kind {
            // The offset of a refused name is where the name starts.
            _ if refusal.rule == RefusalRule::PropertyDenied => b"\"".as_slice(),
            Found::Null => b"n",
            Found::Boolean => b"tf",
            Found::Number => b"-0123456789",
            Found::String => b"\"",
            Found::Array => b"[",
            _ => b"{",
        };
        prop_assert!(starts.contains(&first), "{}", shown);
    }
    Ok(())
}

fn compare_all(text: &[u8]) -> Result<usize, TestCaseError> {
    let all = [
        compare::<Plain>(text)?,
        compare::<Topic>(text)?,
        compare::<Adjacent>(text)?,
        compare::<External>(text)?,
        compare::<Untagged>(text)?,
        compare::<Flat>(text)?,
        compare::<Keys>(text)?,
        compare::<Lenient>(text)?,
        compare::<Chain>(text)?,
    ];
    Ok(all.iter().filter(|refused| refused.is_none()).count())
}

/// Messages that some type reads.
const READ: [&str; 14] = [
    r#"{"id":1,"text":"a","cow":"b\n","wide":340282366920938463463374607431768211455,"ratio":1.5,"letter":"ü","unit":null,"pair":[1,true],"bytes":[1,2],"at":"67e55044-10b1-426f-9247-bb680e5fe0c8","more":[{"a":{}}]}"#,
    r#"{"id":1,"text":"a"}"#,
    r#"{"t":"a","part":{"n":1,"s":null},"list":[{"n":1},{"n":2,"s":"x"}]}"#,
    r#"{"t":"b","n":1,"s":"x"}"#,
    r#"{"list":[],"t":"c"}"#,
    r#"{"t":"d","plan":{"C":{"part":{"n":1}}},"deep":{"c":{"n":-1},"t":"B"},"any":[1,2]}"#,
    r#"{"t":"D","c":[1,"x"]}"#,
    r#"{"t":"C"}"#,
    r#"{"D":[1,true]}"#,
    r#""A""#,
    r#"{"n":1}"#,
    r#"{"id":1,"n":2,"s":true,"parts":[{"n":1}],"x":-5,"y":6}"#,
    r#"{"numbers":{"-1":1,"5":2},"truths":{"true":null,"false":{"B":2}},"any":{"x":[1.5]}}"#,
    r#"{"maybe":"no","strict":1,"even":2}"#,
];

/// Values that stand in the place of others.
const OTHERS: [&str; 24] = [
    "null",
    "true",
    "0",
    "1",
    "2",
    "7",
    "255",
    "256",
    "-1",
    "-129",
    "1.0",
    "1.5",
    "1e400",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    r#""""#,
    r#""a""#,
    r#""B""#,
    r#""a\u0041\ud800""#,
    "[]",
    "[1]",
    "[1,2,3]",
    "{}",
    r#"{"n":300}"#,
];

/// The ranges of all values and names of a text that is JSON.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let (bytes, mut found, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'{' | b'[' => {
                let mut stream =
                    serde_json::Deserializer::from_str(&text[at..]).into_iter::<serde_json::Value>();
                if let Some(Ok(_)) = stream.next() {
                    found.push(at..at + stream.byte_offset());
                }
                at += 1;
                continue;
            }
            b'}' | b']' | b',' | b':' | b' ' => {
                at += 1;
                continue;
            }
            _ => {
                while at < bytes.len() && !b"}],: ".contains(&bytes[at]) {
                    at += 1;
                }
            }
        }
        found.push(start..at);
    }
    found
}

/// A message that some type reads, with tokens put in the place of others, members left out, and bytes changed.
fn messages() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..6);
    (0..READ.len(), prop::collection::vec(change, 0..4)).prop_map(|(at, changes)| {
        let mut text = READ[at].to_owned();
        for (place, other, what) in changes {
            let tokens = tokens(&text);
            if tokens.is_empty() {
                break;
            }
            let range = place.get(&tokens).clone();
            match what {
                0..=2 => text.replace_range(range, OTHERS[other.index(OTHERS.len())]),
                // Another token of the same message: two fields with the same value.
                3 => {
                    let copied = text[other.get(&tokens).clone()].to_owned();
                    text.replace_range(range, &copied);
                }
                4 => {
                    // A member that is not there.
                    let end = text[range.end..]
                        .find(',')
                        .map_or(range.end, |comma| range.end + comma + 1);
                    if text.is_char_boundary(end) {
                        text.replace_range(range.start..end, "");
                    }
                }
                _ => text.insert_str(range.start, " \n"),
            }
        }
        text.into_bytes()
    })
}

/// How many messages.
fn cases() -> u32 {
    let texts = std::env::var("COUNTERPART_TEST_TEXTS").ok();
    texts.and_then(|texts| texts.parse().ok()).unwrap_or(2000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn guard_accepts_what_from_slice_accepts(text in messages()) {
        compare_all(&text)?;
    }

    #[test]
    fn bytes_of_any_kind_get_an_answer(text in messages(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = text;
        if !text.is_empty() {
            let at = at.index(text.len());
            text[at] = byte;
            compare_all(&text)?;
            compare_all(&text[..at])?;
        }
    }
}

/// Messages with values that are alike, read by types that serde reads from its own memory.
const ALIKE: [&str; 4] = [
    r#"{"t":"a","part":{"n":1,"s":"1"},"list":[{"n":1,"s":null},{"n":2,"s":"x"},{"s":"2","n":1}]}"#,
    r#"{"list":[{"n":0},{"n":0,"s":"a"}],"more":[null,"x",1,{"n":"x"}],"part":{"s":"x","n":7},"t":"a"}"#,
    r#"{"t":"d","plan":{"C":{"part":{"n":1,"s":null}}},"deep":{"c":{"n":-1},"t":"B"},"any":[1,2]}"#,
    r#"{"id":1,"n":1,"s":true,"parts":[{"n":1,"s":"x"},{"n":1}],"x":1,"y":-1}"#,
];

/// The place of a token that was put into a message.
fn place_of(value: &Json, token: &str, at: &Pointer) -> Option<Pointer> {
    match value {
        Json::String(text) => (text == token).then(|| at.clone()),
        Json::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, item)| place_of(item, token, &at.child(index.to_string())))
        }
        Json::Object(members) => {
            let mut members = members.iter();
            members.find_map(|(name, value)| place_of(value, token, &at.child(name.as_str())))
        }
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn place_is_never_another_one_than_that_of_the_wrong_value(
        message in 0..ALIKE.len(),
        place in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        copies in any::<bool>(),
    ) {
        let text = ALIKE[message];
        let tokens = tokens(text);
        let range = place.get(&tokens).clone();
        let mut marked = text.to_owned();
        marked.replace_range(range.clone(), "\"here\"");
        let marked = json::parse(marked.as_bytes()).expect("JSON");
        // The name of a member is no value.
        let Some(changed) = place_of(&marked, "here", &Pointer::root()) else {
            return Ok(());
        };
        let other = match copies {
            true => &text[other.get(&tokens).clone()],
            false => OTHERS[other.index(OTHERS.len())],
        };
        let mut text = text.to_owned();
        text.replace_range(range, other);
        let refusal = match message {
            3 => compare::<Flat>(text.as_bytes())?,
            _ => compare::<Topic>(text.as_bytes())?,
        };
        let Some(refusal) = refusal else { return Ok(()) };
        if refusal.rule == RefusalRule::MalformedText {
            return Ok(());
        }
        let (said, changed) = (&refusal.place, changed.to_string());
        let is_below = said.starts_with(&changed);
        // The refusal of a tag is that of its object, and of an item that of its array.
        let is_above = changed.starts_with(said.as_str());
        let is_tag = changed.ends_with("/t") || changed.ends_with("/c");
        let is_enum = changed.starts_with("/plan") || changed.starts_with("/any") || changed.starts_with("/deep");
        // Another tag asks for other members.
        let is_right = is_below || is_above && (refusal.is_within || is_tag || is_enum) || is_tag;
        prop_assert!(is_right, "{text}: {changed}: {refusal}");
    }
}

#[test]
fn each_message_is_read_by_some_type() {
    for text in READ {
        let read = compare_all(text.as_bytes()).unwrap();
        assert!(read > 0, "{text}");
    }
}

#[test]
fn refused_value_is_told_from_others_that_are_alike() {
    let place = |refusal: Option<Box<Refusal>>| {
        let refusal = refusal.expect("it is refused");
        assert!(!refusal.is_within, "{refusal}");
        format!("{} {}", refusal.rule, refusal.place)
    };
    let topic = |text: &'static str| place(compare::<Topic>(text.as_bytes()).unwrap());
    // The same value is accepted in one place, and refused in another.
    assert_eq!(
        topic(r#"{"t":"a","list":[{"n":1,"s":"7"},{"n":"7","s":"7"}],"part":{"n":1,"s":"7"}}"#),
        "type-mismatch /list/1/n"
    );
    assert_eq!(
        topic(r#"{"t":"a","list":[{"n":0,"s":null},{"n":null}],"part":{"n":null}}"#),
        "null-emitted /list/1/n"
    );
    assert_eq!(
        topic(r#"{"t":"a","list":[{"n":300},{"n":300}],"part":{"n":1}}"#),
        "number-range /list/0/n"
    );
    assert_eq!(
        topic(r#"{"t":"a","list":[{"n":{}}],"part":{"n":1}}"#),
        "type-mismatch /list/0/n"
    );
    assert_eq!(
        topic(r#"{"t":"a","list":[{"n":1},{}],"part":{}}"#),
        "property-missing /list/1/n"
    );
    assert_eq!(
        topic(r#"{"t":"a","part":{"n":1},"list":[{}]}"#),
        "property-missing /list/0/n"
    );
    assert_eq!(topic(r#"{"t":"a","part":{"n":1}}"#), "property-missing /list");
    assert_eq!(
        topic(r#"{"t":"a","part":{"n":1,"t":1},"list":[]}"#),
        "property-denied /part/t"
    );
    assert_eq!(topic(r#"{"t":"e"}"#), "alternative-not-accepted ");
    assert_eq!(
        topic(r#"{"t":"d","plan":"E","deep":{"t":"C"},"any":true}"#),
        "value-not-accepted /plan"
    );
    // The object of an enum has no room for one more member.
    assert_eq!(
        topic(r#"{"t":"d","plan":{"C":{"C":{"part":{"n":1}}}},"deep":{"t":"C"},"any":true}"#),
        "property-missing /plan/C/part"
    );
    let flat = |text: &'static str| place(compare::<Flat>(text.as_bytes()).unwrap());
    assert_eq!(
        flat(r#"{"id":1,"n":2,"parts":[],"x":5,"y":40000}"#),
        "number-range /y"
    );
    assert_eq!(flat(r#"{"id":1,"n":"2","parts":[],"x":"2"}"#), "type-mismatch /n");
    assert_eq!(flat(r#"{"id":1,"parts":[{}]}"#), "property-missing /parts/0/n");
    assert_eq!(flat(r#"{"id":1,"n":2}"#), "property-missing /parts");
}

#[test]
fn words_of_a_type_with_values_are_not_repeated() {
    let text = br#"{"maybe":"x","strict":1,"even":173}"#;
    let refusal = compare::<Lenient>(text).unwrap().expect("it is refused");
    assert_eq!((&*refusal.place, refusal.rule.id()), ("/even", "number-range"));
    let shown = format!(
        "{refusal} {refusal:?} {}",
        serde_json::to_string(&*refusal).unwrap()
    );
    assert!(!shown.contains("173") && !shown.contains("secret"), "{shown}");
    // An error that the type swallowed is not taken for the one that it returned.
    let text = br#"{"maybe":"x","strict":"y","even":2}"#;
    let refusal = compare::<Lenient>(text).unwrap().expect("it is refused");
    assert_eq!((&*refusal.place, refusal.rule.id()), ("/strict", "type-mismatch"));
}
