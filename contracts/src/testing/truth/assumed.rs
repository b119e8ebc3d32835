//! Messages of the test for which serde does something that an assumption of every contract says of nobody's message. They are
//! the test's and not the user's, so they show nothing.

use super::contract::Contract;
use counterpart_engine::json::{self, ErrorKind, Json};

/// Returns true if a number in a message is read as another one than the nearest `f64`: without its feature
/// `float_roundtrip`, serde_json may miss that by the last bit, and so leave a range.
pub(super) fn is_misread(message: &Json) -> bool {
    match message {
        Json::Number(number) => {
            let text = number.to_string();
            let read = serde_json::from_str::<f64>(&text).ok();
            text.contains(['.', 'e']) && read != text.parse().ok()
        }
        Json::Array(items) => items.iter().any(is_misread),
        Json::Object(members) => members.values().any(is_misread),
        _ => false,
    }
}

/// Returns true if the contract refuses a written text only because of a key that it has twice, or of infinities.
pub(super) fn breaks_an_assumption(message: &Json, text: &str, emitted: &Contract) -> bool {
    let (value, has_twice) = match json::parse(text.as_bytes()) {
        Ok(value) => (Ok(value), false),
        Err(error) if matches!(error.kind, ErrorKind::DuplicateKey(_)) => {
            (json::parse_last_of_repeated(text.as_bytes()), true)
        }
        Err(_) => return false,
    };
    let Ok(mut value) = value else { return false };
    (replace_infinities(message, &mut value) || has_twice) && emitted.schema.accepts(&value) == Ok(true)
}

/// Replaces each `null` in the place of a number that is not finite as a float of 32 bits, or of a text of such a float.
/// Returns true if there is one.
fn replace_infinities(message: &Json, written: &mut Json) -> bool {
    match (message, written) {
        (Json::Number(_) | Json::String(_), written @ Json::Null) if is_infinite(message) => {
            *written = Json::Number("0.5".parse().expect("a number"));
            true
        }
        (Json::Array(before), Json::Array(after)) => {
            let pairs = before.iter().zip(after);
            pairs.fold(false, |any, (message, written)| {
                replace_infinities(message, written) || any
            })
        }
        (Json::Object(before), Json::Object(after)) => {
            after.iter_mut().fold(false, |any, (name, written)| {
                before
                    .get(name)
                    .is_some_and(|message| replace_infinities(message, written))
                    || any
            })
        }
        _ => false,
    }
}

fn is_infinite(message: &Json) -> bool {
    match message {
        Json::Number(number) => number.to_f64().abs() > f64::from(f32::MAX),
        Json::String(text) => text.parse::<f32>().is_ok_and(|float| !float.is_finite()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_misread, replace_infinities};
    use counterpart_engine::json::{Json, parse};

    #[test]
    fn plain_numbers_are_read_as_they_are() {
        for text in ["1", "-0.5", r#"{"a":[1e3,0.1,"0.1x"],"b":null}"#] {
            assert!(!is_misread(&parse(text.as_bytes()).unwrap()), "{text}");
        }
    }

    #[test]
    fn a_null_is_replaced_where_the_message_has_an_infinity() {
        let after = |message: &str, written: &str| {
            let message: Json = parse(message.as_bytes()).unwrap();
            let mut written: Json = parse(written.as_bytes()).unwrap();
            let any = replace_infinities(&message, &mut written);
            any.then(|| written.to_string())
        };
        assert_eq!(
            after(
                r#"{"a":[1e39,1],"b":"NaN","c":"1e400","d":"x","e":1e38}"#,
                r#"{"a":[null,1],"b":null,"c":null,"d":null,"e":null}"#
            )
            .as_deref(),
            Some(r#"{"a":[0.5,1],"b":0.5,"c":0.5,"d":null,"e":null}"#)
        );
        assert_eq!(after("1e38", "null"), None);
        assert_eq!(after(r#"{"a":1e39}"#, r#"{"b":null}"#), None);
        assert_eq!(after("1e39", "1e39"), None);
    }
}
