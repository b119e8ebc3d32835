//! The refused value, for someone who asked for it.

use super::explain::{self, Children};
use super::message::Message;
use super::{Found, Part, Refusal, RefusalRule};

const HIDDEN: &str = "\"[hidden]\"";

impl Refusal {
    /// Adds the refused value of the message, except for what is hidden. `hides` is asked about the places above the
    /// refused one, then about that one and each in it. A value at or below a place that it hides is written as
    /// `"[hidden]"`.
    ///
    /// The places are those of [`full_place`](Self::full_place): `/plan/card` in the payload, `/headers/trace-id` for a
    /// header, `/key` for the key. In binary mode the data is below `/data`, as in the place of the refusal.
    ///
    /// The value is cut behind [`TEXT`](Self::TEXT) bytes. Nothing is added if there is no value, or if its place is longer
    /// than [`PLACE`](Self::PLACE).
    ///
    /// ```
    /// use counterpart::{Contract, guard::{Message, read}};
    ///
    /// #[derive(serde::Deserialize, Contract)]
    /// #[contract(consumes = "user.registered")]
    /// struct User {
    ///     plan: String,
    /// }
    ///
    /// let message = Message::new(br#"{"plan":{"name":"Pro","card":"4111"}}"#);
    /// let mut refusal = read::<User>(&message).map(drop).unwrap_err();
    /// assert_eq!(refusal.value, None);
    /// refusal.show_value(&message, |place| place == "/plan/card");
    /// assert_eq!(refusal.value.as_deref(), Some(r#"{"name":"Pro","card":"[hidden]"}"#));
    /// ```
    pub fn show_value(&mut self, message: &Message<'_>, hides: impl Fn(&str) -> bool) {
        if matches!(self.found, Found::Absent | Found::Malformed) {
            return;
        }
        let place = self.full_place();
        let text = match self.part {
            Part::Payload => self.shown(message.payload, &place, &hides),
            Part::Headers => {
                let name = self.place.strip_prefix('/').unwrap_or_default();
                let name = name.replace("~1", "/").replace("~0", "~");
                plain(message.header(&name), &place, &hides)
            }
            Part::Key => plain(message.key, &place, &hides),
        };
        if let Some(text) = text {
            self.set_value(&text);
        }
    }

    /// The value at the offset, which is right in a batch too.
    fn shown(&self, text: &[u8], place: &str, hides: &dyn Fn(&str) -> bool) -> Option<String> {
        let mut start = usize::try_from(self.offset?).ok()?;
        if self.is_within && explain::pointer_of(text, start)?.len() > Self::PLACE - ABOVE {
            // The place was cut, so that of a part of the value is not known.
            return None;
        }
        if self.rule == RefusalRule::PropertyDenied {
            // The offset is the one of the name.
            let colon = explain::start(text, explain::end(text, start)?);
            start = explain::start(text, colon + 1);
        }
        if is_below_hidden(place, hides) {
            return Some(HIDDEN.to_owned());
        }
        walked(text, start, place, hides)
    }
}

/// The length of what may stand above the place in the text: `/data` in binary mode.
const ABOVE: usize = "/data".len();

/// Tells whether a place is hidden, or one above it.
fn is_below_hidden(place: &str, hides: &dyn Fn(&str) -> bool) -> bool {
    let mut above = place.match_indices('/').map(|(end, _)| &place[..end]);
    above.any(hides) || hides(place)
}

/// A container that is open: what is left of it, the length of its own place, and the index of its next item.
struct Open<'m> {
    children: Children<'m>,
    pointer: usize,
    index: usize,
}

/// The text of a value with its hidden parts replaced, each byte of it read once. It ends early if it is longer than what a
/// refusal holds: that bounds the places that are asked, too.
fn walked(text: &[u8], start: usize, place: &str, hides: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut shown = String::new();
    // All bytes before this one are shown or hidden.
    let mut done = start;
    let mut pointer = place.to_owned();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut next = Some(start);
    loop {
        let end = if let Some(at) = next.take() {
            if at > start && hides(&pointer) {
                shown.push_str(std::str::from_utf8(text.get(done..at)?).ok()?);
                shown.push_str(HIDDEN);
                done = explain::end(text, at)?;
                done
            } else if let Some(children) = Children::of(text, at) {
                let (pointer, index) = (pointer.len(), 0);
                open.push(Open {
                    children,
                    pointer,
                    index,
                });
                at + 1
            } else {
                explain::end(text, at)?
            }
        } else {
            open.pop()?.children.close()?
        };
        if end > done {
            shown.push_str(std::str::from_utf8(text.get(done..end)?).ok()?);
            done = end;
        }
        let Some(inner) = open.last_mut() else {
            return Some(shown);
        };
        if shown.len() > Refusal::TEXT {
            return Some(shown);
        }
        inner.children.resume(end);
        pointer.truncate(inner.pointer);
        if let Some((name, at)) = inner.children.next_start() {
            match name {
                Some(name) => explain::push_step(&mut pointer, &explain::decoded(text, &name)),
                None => explain::push_step(&mut pointer, &inner.index.to_string()),
            }
            inner.index += 1;
            next = Some(at);
        }
    }
}

/// A header or a key as JSON.
fn plain(value: Option<&[u8]>, place: &str, hides: &dyn Fn(&str) -> bool) -> Option<String> {
    if is_below_hidden(place, hides) {
        return Some(HIDDEN.to_owned());
    }
    serde_json::to_string(&String::from_utf8_lossy(value?)).ok()
}
