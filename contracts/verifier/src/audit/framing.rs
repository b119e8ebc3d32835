//! Where a message has its event and its payload.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterpart_engine::compat::validate::{Finder, Found, Kind as JsonKind, Malformed, Repeated, Scratch};
use counterpart_engine::json::Pointer;

/// Where a message has its event and its payload.
#[derive(Debug, Clone)]
pub struct Framing {
    way: Way,
    strings: Option<Strings>,
}

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
    /// A part that two readers may read differently.
    pub(super) ambiguous: Option<Ambiguity>,
}

/// A part of a message that is given more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ambiguity {
    Event,
    Version,
    Payload,
    Data,
}

impl Ambiguity {
    /// As a fragment.
    pub(super) fn text(self) -> &'static str {
        match self {
            Ambiguity::Event => "its event is given twice",
            Ambiguity::Version => "`specversion` is given twice",
            Ambiguity::Payload => "its payload is given twice",
            Ambiguity::Data => "`data` and `data_base64` are both there",
        }
    }

    /// Returns true if it is not even known what event the message is.
    pub(super) fn is_of_event(self) -> bool {
        matches!(self, Ambiguity::Event | Ambiguity::Version)
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Payload<'m> {
    Text(Cow<'m, [u8]>),
    /// A string in a row: as it is written, and its content, which may be JSON.
    Quoted(&'m [u8], Cow<'m, str>),
    /// Why there is none.
    Absent(&'static str),
}

/// What a string means where a row has its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strings {
    /// It holds JSON, as databases store it.
    Json,
    /// It is the payload.
    Payload,
}

pub(super) const NOTHING_THERE: &str = "the payload is missing";

impl Framing {
    fn of(way: Way) -> Self {
        Self { way, strings: None }
    }

    /// What a string means where a row has its payload. Unless that is known here, each contract tells: one that
    /// accepts no string wants the JSON in it, and one that accepts nothing else wants the string. Of what a contract
    /// of both says, only that is taken which is the same for both.
    pub fn strings(mut self, are: Option<Strings>) -> Self {
        self.strings = are;
        self
    }

    /// What a string means where a row has its payload, if it is known.
    pub(super) fn known_strings(&self) -> Option<Strings> {
        self.strings
    }

    /// All messages are of this event. Without a place, the whole message is the payload.
    pub fn named(event: &str, payload: Option<&Pointer>) -> Self {
        Self::of(Way::Named {
            event: event.to_owned(),
            payload: payload.map(|at| Finder::new(std::slice::from_ref(at))),
        })
    }

    /// The event is a string at a place of each message. Without a place, the whole message is the
    /// payload.
    pub fn rows(event: &Pointer, payload: Option<&Pointer>) -> Self {
        let places: Vec<Pointer> = [Some(event), payload].into_iter().flatten().cloned().collect();
        Self::of(Way::Rows {
            finder: Finder::new(&places),
            has_payload: payload.is_some(),
        })
    }

    /// Events of CloudEvents in JSON, and rows such as `{"event": "user.registered", "payload": …}`.
    pub fn known() -> Self {
        let places = KNOWN.map(|place| Pointer::of([place[1..].to_owned()]));
        Self::of(Way::Known(Finder::new(&places)))
    }

    /// The event of every message, if it is named here, and the message is the payload.
    pub(super) fn whole(&self) -> Option<&str> {
        match &self.way {
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
        let mut framed = Framed {
            event: None,
            payload: Payload::Text(Cow::Borrowed(message)),
            is_cloud_event: false,
            ambiguous: None,
        };
        match &self.way {
            Way::Named { event, payload } => {
                framed.event = Some(Cow::Borrowed(event));
                if let Some(finder) = payload {
                    let repeated = finder.find(message, scratch, found)?;
                    framed.payload = of_row(found[0]);
                    framed.ambiguous = (!repeated.is_empty()).then_some(Ambiguity::Payload);
                }
            }
            Way::Rows { finder, has_payload } => {
                let repeated = finder.find(message, scratch, found)?;
                framed.event = text(found[0]);
                if *has_payload {
                    framed.payload = of_row(found[1]);
                }
                framed.ambiguous = twice(repeated, &[(0, Ambiguity::Event), (1, Ambiguity::Payload)]);
            }
            Way::Known(finder) => {
                let repeated = finder.find(message, scratch, found)?;
                let &[version, kind, data, base64, event, payload] = found.as_slice() else {
                    unreachable!("each place has an answer");
                };
                if let (Some(_), Some(kind)) = (version, text(kind)) {
                    let (data, base64) = without_null(data, base64);
                    framed.event = Some(kind);
                    framed.payload = of_cloud_event(data, base64);
                    framed.is_cloud_event = true;
                    let places = [
                        (0, Ambiguity::Version),
                        (1, Ambiguity::Event),
                        (2, Ambiguity::Payload),
                        (3, Ambiguity::Payload),
                    ];
                    framed.ambiguous = twice(repeated, &places);
                    if data.is_some() && base64.is_some() {
                        framed.ambiguous.get_or_insert(Ambiguity::Data);
                    }
                } else if let Some(event) = text(event) {
                    framed.event = Some(event);
                    framed.payload = of_row(payload);
                    framed.ambiguous = twice(repeated, &[(4, Ambiguity::Event), (5, Ambiguity::Payload)]);
                } else {
                    // Of two, the one that counts here may be the one that is not an event.
                    let places = [(0, Ambiguity::Version), (1, Ambiguity::Event)];
                    let of_cloud_event = version.and_then(|_| twice(repeated, &places));
                    let of_row = payload.and_then(|_| twice(repeated, &[(4, Ambiguity::Event)]));
                    framed.ambiguous = of_cloud_event.or(of_row);
                }
            }
        }
        Ok(framed)
    }
}

/// The part that is given twice, if there is one.
#[inline]
fn twice(repeated: Repeated, places: &[(usize, Ambiguity)]) -> Option<Ambiguity> {
    if repeated.is_empty() {
        return None;
    }
    let mut twice = places.iter().filter(|(place, _)| repeated.contains(*place));
    twice.next().map(|(_, what)| *what)
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
            Some(Ok(text)) => Payload::Quoted(found.raw, text),
            _ => Payload::Absent("the payload is a string that is no text"),
        },
        Some(found) => Payload::Text(Cow::Borrowed(found.raw)),
    }
}

/// The two members for data. Beside the other one, null is no data: a table has a column for each.
fn without_null<'m>(
    data: Option<Found<'m>>,
    base64: Option<Found<'m>>,
) -> (Option<Found<'m>>, Option<Found<'m>>) {
    let base64 = base64.filter(|base64| base64.kind != JsonKind::Null);
    let data = data.filter(|data| data.kind != JsonKind::Null || base64.is_none());
    (data, base64)
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
            Payload::Quoted(raw, text) => format!("{} or {text}", String::from_utf8_lossy(raw)),
            Payload::Absent(why) => format!("! {why}"),
        };
        let cloud = if framed.is_cloud_event { " (cloud)" } else { "" };
        let why = framed.ambiguous;
        let why = why.map_or(String::new(), |why| format!(" ? {}", why.text()));
        format!("{event}{cloud} {payload}{why}")
    }

    #[test]
    fn events_and_payloads_are_found_where_they_are_usual() {
        let known = Framing::known();
        for (message, expected) in [
            (r#"{"event":"a","payload":{"x":1}}"#, r#"a {"x":1}"#),
            (
                r#"{"event":"a","payload":"{\"x\":1}"}"#,
                r#"a "{\"x\":1}" or {"x":1}"#,
            ),
            (r#"{"event":"a","payload":"[1]"}"#, r#"a "[1]" or [1]"#),
            (r#"{"event":"a","x":1}"#, "a ! the payload is missing"),
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
                r#"{"specversion":"1.0","type":"a","data":{"x":1},"data_base64":null}"#,
                r#"a (cloud) {"x":1}"#,
            ),
            (
                r#"{"specversion":"1.0","type":"a","data":null,"data_base64":"eyJ4IjoxfQ=="}"#,
                r#"a (cloud) {"x":1}"#,
            ),
            (
                r#"{"specversion":"1.0","type":"a","data":null,"data_base64":null}"#,
                "a (cloud) null",
            ),
            (
                r#"{"specversion":"1.0","type":"a","data_base64":"?"}"#,
                "a (cloud) ! `data_base64` is not base64",
            ),
            (
                r#"{"specversion":"1.0","type":"a"}"#,
                "a (cloud) ! the payload is missing",
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
        assert_eq!(
            framed(&rows, r#"{"body":"1","meta":{"type":"a"}}"#),
            "a \"1\" or 1"
        );
        assert_eq!(framed(&rows, r#"{"body":1}"#), "? 1");
        let whole = Framing::rows(&at("/type"), None);
        assert_eq!(framed(&whole, r#"{"type":"a"}"#), r#"a {"type":"a"}"#);
        let named = Framing::named("b", Some(&at("/body")));
        assert_eq!(framed(&named, r#"{"body":[]}"#), "b []");
        assert_eq!(framed(&named, "{}"), "b ! the payload is missing");
        assert_eq!(framed(&Framing::named("b", None), "{}"), "b {}");
    }

    #[test]
    fn what_stands_twice_is_ambiguous_if_it_says_what_the_message_is() {
        let known = Framing::known();
        for (message, expected) in [
            (
                r#"{"event":"a","payload":1,"payload":2}"#,
                "a 2 ? its payload is given twice",
            ),
            (
                r#"{"event":"a","\u0065vent":"b","payload":2}"#,
                "b 2 ? its event is given twice",
            ),
            (
                r#"{"event":"a","payload":1,"type":1,"type":2,"x":1,"x":2}"#,
                "a 1",
            ),
            (
                r#"{"specversion":"1.0","type":"a","type":"b","data":1}"#,
                "b (cloud) 1 ? its event is given twice",
            ),
            (
                r#"{"specversion":"1.0","type":"a","data":1,"data":2}"#,
                "a (cloud) 2 ? its payload is given twice",
            ),
            (
                r#"{"specversion":"1.0","type":"a","data":1,"data_base64":"Mg=="}"#,
                "a (cloud) 1 ? `data` and `data_base64` are both there",
            ),
            (
                r#"{"event":"a","event":1,"payload":2}"#,
                r#"? {"event":"a","event":1,"payload":2} ? its event is given twice"#,
            ),
            (
                r#"{"specversion":"1.0","specversion":"0.3","type":"a","data":1}"#,
                "a (cloud) 1 ? `specversion` is given twice",
            ),
        ] {
            assert_eq!(framed(&known, message), expected);
        }
        let at = |text: &str| text.parse::<Pointer>().unwrap();
        let rows = Framing::rows(&at("/meta/type"), Some(&at("/meta/body")));
        // The second one forgets what the first one said.
        let twice = r#"{"meta":{"type":"a","body":1},"meta":{"type":"a"}}"#;
        assert_eq!(
            framed(&rows, twice),
            "a ! the payload is missing ? its event is given twice"
        );
        let named = Framing::named("b", Some(&at("/body")));
        assert_eq!(
            framed(&named, r#"{"body":1,"body":1}"#),
            "b 1 ? its payload is given twice"
        );
    }
}
