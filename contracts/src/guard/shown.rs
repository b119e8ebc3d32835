//! The refused value, for someone who asked for it.

use super::explain::{self, Value};
use super::message::Message;
use super::{Found, Part, Refusal, RefusalRule};

/// The most values that are looked at, one by one, for a place that is hidden. A value with more is not shown.
const VALUES: usize = 4096;

const HIDDEN: &str = "\"[hidden]\"";

impl Refusal {
    /// Adds the refused value of the message, except for what is hidden: `hides` is asked about each place in it, the
    /// refused place first, and a place that it hides is written as `"[hidden]"`. The places are those of
    /// [`full_place`](Self::full_place).
    ///
    /// Nothing is added if there is no value, or if it has more than 4,096 parts.
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
        if self.rule == RefusalRule::PropertyDenied {
            // The offset is the one of the name.
            let colon = explain::start(text, explain::end(text, start)?);
            start = explain::start(text, colon + 1);
        }
        let whole = Value {
            path: Vec::new(),
            name: None,
            range: start..explain::end(text, start)?,
        };
        let values = explain::all(text, whole.clone(), VALUES)?;
        let mut shown = String::new();
        let mut done = whole.range.start;
        // The pointers of the values that are open, innermost last.
        let mut above: Vec<String> = Vec::new();
        for value in values {
            above.truncate(value.path.len());
            let mut pointer = above.last().map_or_else(|| place.to_owned(), Clone::clone);
            match (&value.name, value.path.last()) {
                (Some(name), _) => explain::push_step(&mut pointer, &explain::decoded(text, name)),
                (None, Some(index)) => explain::push_step(&mut pointer, &index.to_string()),
                (None, None) => {}
            }
            if value.range.start >= done && hides(&pointer) {
                shown.push_str(std::str::from_utf8(&text[done..value.range.start]).ok()?);
                shown.push_str(HIDDEN);
                done = value.range.end;
            }
            above.push(pointer);
        }
        shown.push_str(std::str::from_utf8(&text[done..whole.range.end]).ok()?);
        Some(shown)
    }
}

/// A header or a key as JSON.
fn plain(value: Option<&[u8]>, place: &str, hides: &dyn Fn(&str) -> bool) -> Option<String> {
    if hides(place) {
        return Some(HIDDEN.to_owned());
    }
    serde_json::to_string(&String::from_utf8_lossy(value?)).ok()
}
