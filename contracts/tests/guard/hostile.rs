//! Messages that are made to hurt.

use std::collections::BTreeMap;

use counterpart::guard::{Consumes, ConsumesOne, Declared, Message, Mode, Refusal, RefusalRule, Role, read};
use serde::Deserialize;

use crate::types::{Chain, Plain, Topic, Untagged};

#[derive(Deserialize)]
#[serde(transparent)]
struct Map(BTreeMap<String, u8>);

impl Consumes for Map {
    const CONSUMED: &'static [Declared] = &[Declared::of(
        Role::Consumes,
        "e",
        "s",
        None,
        None,
        &[],
        Mode::Structured,
        false,
        &[],
        &[],
        &[],
    )];
}
impl ConsumesOne for Map {}

fn refusal<T: ConsumesOne + for<'m> Deserialize<'m>>(text: &[u8]) -> Box<Refusal> {
    let Err(refusal) = read::<T>(&Message::new(text)) else {
        panic!("{} is read", String::from_utf8_lossy(text))
    };
    let size = serde_json::to_string(&refusal).unwrap().len();
    assert!(size < 4 * (Refusal::PLACE + Refusal::TEXT), "{size}");
    refusal
}

#[test]
fn nesting_beyond_what_serde_reads_is_refused_on_a_usual_stack() {
    for levels in [127, 128, 1000, 1_000_000] {
        let text = format!("{}{}", r#"{"next":"#.repeat(levels), "}".repeat(levels));
        let refused = refusal::<Chain>(text.as_bytes());
        assert_eq!(refused.rule, RefusalRule::MalformedText, "{levels}");
        let text = format!("{}1{}", r#"{"next":"#.repeat(levels), "}".repeat(levels));
        let refused = refusal::<Chain>(text.as_bytes());
        let expected = ["type-mismatch", "malformed-text"][usize::from(levels > 127)];
        assert_eq!(refused.rule.id(), expected, "{levels}");
        let text = format!(r#"{{"t":"a","x":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
        refusal::<Topic>(text.as_bytes());
        let text = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        refusal::<Untagged>(text.as_bytes());
    }
}

#[test]
fn place_of_any_length_is_bounded() {
    let name = "x".repeat(10 << 20);
    let refused = refusal::<Map>(format!(r#"{{"{name}":300}}"#).as_bytes());
    assert_eq!((&*refused.place, refused.is_within), ("", true));
    assert_eq!(refused.rule, RefusalRule::NumberRange);
    assert_eq!(refused.offset, Some(10_485_764));
}

#[test]
fn many_values_that_are_alike_end_in_a_place_above() {
    let items = vec![r#"{"n":"7"}"#; 200_000].join(",");
    let text = format!(r#"{{"t":"a","part":{{"n":1}},"list":[{items}]}}"#);
    let refused = refusal::<Topic>(text.as_bytes());
    assert_eq!((&*refused.place, refused.is_within), ("", true));
    assert_eq!(
        (refused.rule.id(), refused.found.id()),
        ("type-mismatch", "string")
    );
}

#[test]
fn text_that_is_no_utf8_is_refused_where_it_is_read_and_where_it_is_skipped_as_serde_does() {
    let refused = refusal::<Map>(b"{\"a\xff\":1}");
    assert_eq!((refused.rule.id(), refused.offset), ("malformed-text", Some(3)));
    let text = b"{\"id\":1,\"text\":\"a\",\"more\":\"\xff\"}";
    assert_eq!(
        read::<Plain>(&Message::new(text)).is_ok(),
        serde_json::from_slice::<Plain>(text).is_ok()
    );
    for text in [
        &b""[..],
        b" ",
        b"\0",
        b"{",
        b"{\"a\":1} x",
        b"\xef\xbb\xbf{}",
        b"{\"a\":1,}",
        b"{\"a\":\"\\ud800\"}",
    ] {
        let refused = refusal::<Map>(text);
        assert_eq!(
            refused.rule.id(),
            "malformed-text",
            "{}",
            String::from_utf8_lossy(text)
        );
    }
}

#[test]
fn value_whose_place_was_cut_is_not_shown() {
    let name = "x".repeat(Refusal::PLACE);
    for (text, is_cut) in [
        (format!(r#"{{"a":1,"{name}":{{"card":4111}}}}"#), true),
        (r#"{"a":1,"b":{"card":4111}}"#.to_owned(), false),
    ] {
        let message = Message::new(text.as_bytes());
        let mut refused = refusal::<Map>(text.as_bytes());
        assert_eq!(refused.is_within, is_cut);
        // Its places are not known, so nobody can hide them.
        refused.show_value(&message, |place| place.ends_with("/card"));
        assert_eq!(
            refused.value.as_deref(),
            (!is_cut).then_some(r#"{"card":"[hidden]"}"#)
        );
    }
}

#[test]
fn member_that_is_there_twice_is_named() {
    let refused = Box::new(read::<Plain>(&Message::new(br#"{"id":1,"text":"a","id":2}"#)).unwrap_err());
    assert_eq!((refused.rule.id(), &*refused.place), ("property-repeated", "/id"));
    // A map takes the last.
    assert!(read::<Map>(&Message::new(br#"{"a":1,"a":2}"#)).is_ok());
}

#[test]
fn marker_of_the_guard_in_a_message_misleads_nobody() {
    let text =
        br#"{"t":"a","part":{"n":"counterpart asks again"},"list":[{"n":1,"s":"counterpart asks again"}]}"#;
    let refused = refusal::<Topic>(text);
    assert!(refused.is_within, "{refused}");
    assert_eq!(refused.rule.id(), "type-mismatch");
}

#[test]
fn half_of_a_surrogate_pair_is_malformed_at_its_place() {
    #[derive(Deserialize, counterpart::Contract)]
    #[contract(consumes = "e")]
    struct Named {
        #[serde(rename = "list")]
        _list: Vec<BTreeMap<String, String>>,
    }
    for half in [
        r"\ud800",
        r"\ud800x",
        r"\ud800\n",
        r"\ud800\ud800",
        r"\udc00",
        r"x\udbff\u0041",
    ] {
        let place = |text: String| {
            let refused = refusal::<Named>(text.as_bytes());
            assert_eq!(refused.rule, RefusalRule::MalformedText, "{text}");
            assert_eq!(
                (&*refused.expected, refused.found.id()),
                ("text in Unicode", "malformed")
            );
            assert!(
                text.as_bytes()[refused.offset.unwrap() as usize..].len() < text.len(),
                "{text}"
            );
            refused.place
        };
        assert_eq!(
            place(format!(r#"{{"list":[{{}},{{"a":"{half}"}}]}}"#)),
            "/list/1/a"
        );
        // A name that is no text has no place of its own.
        assert_eq!(place(format!(r#"{{"list":[{{}},{{"{half}":"a"}}]}}"#)), "/list/1");
        assert_eq!(place(format!(r#"{{"{half}":"a","list":[]}}"#)), "");
        // What is left out is not read.
        assert!(read::<Named>(&Message::new(format!(r#"{{"list":[],"x":"{half}"}}"#).as_bytes())).is_ok());
    }
}
