//! Where a message has its event and its payload.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterpart_engine::compat::validate::{Finder, Found, Kind as JsonKind, Malformed, Scratch};
use counterpart_engine::json::Pointer;

/// Where a message has its event and its payload.
#[derive(Debug, Clone)]
pub struct Framing(Way);

#[derive(Debug, Clone)]
enum Way {
    /// All messages are of one event.
    Named { event: String, payload: Option<Finder> },
    /// Rows of a log: at these places.
    Rows { finder: Finder, has_payload: bool },
    /// CloudEvents, or rows with `event` and `payload`.
    Known(Finder),
}

/// The places that are looked at where nobody names one.
const KNOWN: [&str; 6] = [
    "/specversion",
    "/type",
    "/data",
    "/data_base64",
    "/event",
    "/payload",
];

/// A message, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Framed<'m> {
    /// `None` if the message does not name it.
    pub(super) event: Option<Cow<'m, str>>,
    pub(super) payload: Payload<'m>,
    /// True if the whole message is an event of CloudEvents, with the payload in it.
    pub(super) is_cloud_event: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Payload<'m> {
    Text(Cow<'m, [u8]>),
    /// Why there is none.
    Absent(&'static str),
}

const NOTHING_THERE: &str = "nothing is where the payload should be";

impl Framing {
    /// All messages are of this event. Without a place, the whole message is the payload.
    pub fn named(event: &str, payload: Option<&Pointer>) -> Self {
        Self(Way::Named {
            event: event.to_owned(),
            payload: payload.map(|at| Finder::new(std::slice::from_ref(at))),
        })
    }

    /// The event is a string at a place of each message. Without a place, the whole message is the
    /// payload.
    pub fn rows(event: &Pointer, payload: Option<&Pointer>) -> Self {
        let places: Vec<Pointer> = [Some(event), payload].into_iter().flatten().cloned().collect();
        Self(Way::Rows {
            finder: Finder::new(&places),
            has_payload: payload.is_some(),
        })
    }

    /// Events of CloudEvents in JSON, and rows such as `{"event": "user.registered", "payload": …}`.
    pub fn known() -> Self {
        let places = KNOWN.map(|place| Pointer::of([place[1..].to_owned()]));
        Self(Way::Known(Finder::new(&places)))
    }

    /// The event of every message, if it is named here, and the message is the payload.
    pub(super) fn whole(&self) -> Option<&str> {
        match &self.0 {
            Way::Named { event, payload: None } => Some(event),
            _ => None,
        }
    }

    /// Takes a message apart. `found` is used again from message to message.
    pub(super) fn frame<'m>(
        &'m self,
        message: &'m [u8],
        scratch: &mut Scratch,
        found: &mut Vec<Option<Found<'m>>>,
    ) -> Result<Framed<'m>, Malformed> {
        let whole = Payload::Text(Cow::Borrowed(message));
        let is_cloud_event = false;
        match &self.0 {
            Way::Named { event, payload } => {
                let payload = match payload {
                    None => whole,
                    Some(finder) => {
                        finder.find(message, scratch, found)?;
                        of_row(found[0])
                    }
                };
                Ok(Framed {
                    event: Some(Cow::Borrowed(event)),
                    payload,
                    is_cloud_event,
                })
            }
            Way::Rows { finder, has_payload } => {
                finder.find(message, scratch, found)?;
                Ok(Framed {
                    event: text(found[0]),
                    payload: if *has_payload { of_row(found[1]) } else { whole },
                    is_cloud_event,
                })
            }
            Way::Known(finder) => {
                finder.find(message, scratch, found)?;
                let &[version, kind, data, base64, event, payload] = found.as_slice() else {
                    unreachable!("each place has an answer");
                };
                if let (Some(_), Some(kind)) = (version, text(kind)) {
                    return Ok(Framed {
                        event: Some(kind),
                        payload: of_cloud_event(data, base64),
                        is_cloud_event: true,
                    });
                }
                let event = text(event).filter(|_| payload.is_some());
                Ok(Framed {
                    payload: if event.is_some() { of_row(payload) } else { whole },
                    event,
                    is_cloud_event,
                })
            }
        }
    }
}

/// The string that was found.
fn text(found: Option<Found<'_>>) -> Option<Cow<'_, str>> {
    found?.text()?.ok()
}

/// A payload, or a text that holds one.
fn of_row(found: Option<Found<'_>>) -> Payload<'_> {
    match found {
        None => Payload::Absent(NOTHING_THERE),
        Some(found) if found.kind == JsonKind::String => match found.text() {
            Some(Ok(Cow::Borrowed(text))) => Payload::Text(Cow::Borrowed(text.as_bytes())),
            Some(Ok(Cow::Owned(text))) => Payload::Text(Cow::Owned(text.into_bytes())),
            _ => Payload::Absent("the payload is a string that is no text"),
        },
        Some(found) => Payload::Text(Cow::Borrowed(found.raw)),
    }
}

fn of_cloud_event<'m>(data: Option<Found<'m>>, base64: Option<Found<'m>>) -> Payload<'m> {
    if let Some(data) = data {
        return Payload::Text(Cow::Borrowed(data.raw));
    }
    let Some(encoded) = text(base64) else {
        return Payload::Absent(NOTHING_THERE);
    };
    match STANDARD.decode(encoded.as_bytes()) {
        Ok(decoded) => Payload::Text(Cow::Owned(decoded)),
        Err(_) => Payload::Absent("`data_base64` is not base64"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(framing: &Framing, message: &str) -> String {
        let (mut scratch, mut found) = (Scratch::default(), Vec::new());
        let framed = framing
            .frame(message.as_bytes(), &mut scratch, &mut found)
            .unwrap();
        let event = framed.event.as_deref().unwrap_or("?");
        let payload = match &framed.payload {
            Payload::Text(text) => String::from_utf8_lossy(text).into_owned(),
            Payload::Absent(why) => format!("! {why}"),
        };
        let cloud = if framed.is_cloud_event { " (cloud)" } else { "" };
        format!("{event}{cloud} {payload}")
    }

    #[test]
    fn events_and_payloads_are_found_where_they_are_usual() {
        let known = Framing::known();
        for (message, expected) in [
            (r#"{"event":"a","payload":{"x":1}}"#, r#"a {"x":1}"#),
            (r#"{"event":"a","payload":"{\"x\":1}"}"#, r#"a {"x":1}"#),
            (r#"{"event":"a","payload":"[1]"}"#, "a [1]"),
            (r#"{"event":"a","x":1}"#, r#"? {"event":"a","x":1}"#),
            (r#"{"event":1,"payload":1}"#, r#"? {"event":1,"payload":1}"#),
            (
                r#"{"specversion":"1.0","type":"a","data":"x"}"#,
                r#"a (cloud) "x""#,
            ),
            (
                r#"{"specversion":"1.0","type":"a","data_base64":"eyJ4IjoxfQ=="}"#,
                r#"a (cloud) {"x":1}"#,
            ),
            (
                r#"{"specversion":"1.0","type":"a","data_base64":"?"}"#,
                "a (cloud) ! `data_base64` is not base64",
            ),
            (
                r#"{"specversion":"1.0","type":"a"}"#,
                "a (cloud) ! nothing is where the payload should be",
            ),
            ("[1]", "? [1]"),
        ] {
            assert_eq!(framed(&known, message), expected);
        }
    }

    #[test]
    fn events_and_payloads_are_found_where_they_are_said_to_be() {
        let at = |text: &str| text.parse::<Pointer>().unwrap();
        let rows = Framing::rows(&at("/meta/type"), Some(&at("/body")));
        assert_eq!(framed(&rows, r#"{"body":"1","meta":{"type":"a"}}"#), "a 1");
        assert_eq!(framed(&rows, r#"{"body":1}"#), "? 1");
        let whole = Framing::rows(&at("/type"), None);
        assert_eq!(framed(&whole, r#"{"type":"a"}"#), r#"a {"type":"a"}"#);
        let named = Framing::named("b", Some(&at("/body")));
        assert_eq!(framed(&named, r#"{"body":[]}"#), "b []");
        assert_eq!(framed(&named, "{}"), "b ! nothing is where the payload should be");
        assert_eq!(framed(&Framing::named("b", None), "{}"), "b {}");
    }
}
