//! A message: a value, and how it is written.

use std::fmt::{self, Write as _};
use std::sync::{Arc, OnceLock};

use counterpart_engine::json::{Json, Pointer};

/// A message that was made from a schema. [`Display`](fmt::Display) writes it as JSON on one line.
///
/// JSON distinguishes `1` and `1.0` in writing, not in value. If a number need not be an integer, both forms are
/// made.
#[derive(Debug, Clone)]
pub struct Message {
    /// Shared by the copies of a message: whole trees are expensive to copy in a build without optimizations.
    value: Arc<Json>,
    spelled: Vec<(Pointer, Spelling)>,
    /// The written form, made when it is first needed.
    text: OnceLock<Arc<str>>,
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.spelled == other.spelled
    }
}

impl Eq for Message {}

/// The written form of a number without a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `1.0`
    Fraction,
    /// `1e0`
    Exponent,
    /// `-0.0`
    NegativeZero,
}

impl Message {
    pub(super) fn new(value: Json, spelled: Vec<(Pointer, Spelling)>) -> Self {
        let mut message = Self {
            value: Arc::new(value),
            spelled,
            text: OnceLock::new(),
        };
        message.forget_absent();
        message
    }

    /// The message as JSON on one line.
    pub(crate) fn text(&self) -> &str {
        self.text.get_or_init(|| self.written().into())
    }

    fn written(&self) -> String {
        let mut text = String::new();
        let here: Vec<(&[String], Spelling)> = self
            .spelled
            .iter()
            .map(|(at, spelling)| (at.steps(), *spelling))
            .collect();
        write(&mut text, &self.value, &here).expect("a string takes everything");
        text
    }

    /// A value in its plain written form.
    #[cfg(test)]
    pub(crate) fn plainly(value: Json) -> Self {
        Self::new(value, Vec::new())
    }

    /// The value.
    pub fn value(&self) -> &Json {
        &self.value
    }

    /// The same message with another value; parts that remain are written as before.
    #[must_use]
    pub(crate) fn with_value(&self, value: Json) -> Self {
        Self::new(value, self.spelled.clone())
    }

    /// Only a number that is written with digits alone has another written form.
    fn forget_absent(&mut self) {
        let value = &*self.value;
        self.spelled.retain(|(at, spelling)| {
            let Some(number) = at.find(value).and_then(Json::as_number) else {
                return false;
            };
            let is_written_in_full = !number.to_string().contains(['.', 'e']);
            is_written_in_full && (*spelling != Spelling::NegativeZero || number.is_zero())
        });
    }
}

/// For who makes a message smaller.
impl Message {
    /// The same value, written plainly.
    #[must_use]
    pub(crate) fn plain(&self) -> Self {
        Self {
            value: Arc::clone(&self.value),
            spelled: Vec::new(),
            text: OnceLock::new(),
        }
    }

    /// The same message with a change that is kept if `keeps` accepts the result; otherwise `undo` restores the
    /// message from the result of `change`. Nothing is copied.
    ///
    /// `change` returns nothing if it changes nothing. Returns whether the change is kept.
    pub(crate) fn try_change<T>(
        &mut self,
        change: impl FnOnce(&mut Json) -> Option<T>,
        keeps: impl FnOnce(&Message) -> bool,
        undo: impl FnOnce(&mut Json, T),
    ) -> bool {
        let Some(changed) = change(Arc::make_mut(&mut self.value)) else {
            return false;
        };
        let text = std::mem::take(&mut self.text);
        let spelled = self.spelled.clone();
        self.forget_absent();
        if keeps(self) {
            return true;
        }
        undo(Arc::make_mut(&mut self.value), changed);
        (self.text, self.spelled) = (text, spelled);
        false
    }

    /// Returns true if some number is written in another than the plain way.
    pub(crate) fn is_plain(&self) -> bool {
        self.spelled.is_empty()
    }

    /// The numbers that are written in another than the plain way.
    pub(crate) fn spelled(&self) -> impl Iterator<Item = &Pointer> {
        self.spelled.iter().map(|(at, _)| at)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// Writes a value; `spelled` lists the numbers that are written in another form, by the steps to them.
fn write(f: &mut String, value: &Json, spelled: &[(&[String], Spelling)]) -> fmt::Result {
    let below = |step: &str| -> Vec<(&[String], Spelling)> {
        let within = spelled
            .iter()
            .filter(|(steps, _)| steps.first().is_some_and(|first| first == step));
        within.map(|(steps, spelling)| (&steps[1..], *spelling)).collect()
    };
    match value {
        _ if spelled.is_empty() => write!(f, "{value}"),
        Json::Array(items) => {
            f.write_str("[")?;
            for (index, item) in items.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { "," })?;
                write(f, item, &below(&index.to_string()))?;
            }
            f.write_str("]")
        }
        Json::Object(members) => {
            f.write_str("{")?;
            for (index, (name, member)) in members.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { "," })?;
                write!(f, "{}:", Json::from(name.as_str()))?;
                write(f, member, &below(name))?;
            }
            f.write_str("}")
        }
        number => match spelled[0].1 {
            Spelling::Fraction => write!(f, "{number}.0"),
            Spelling::Exponent => write!(f, "{number}e0"),
            Spelling::NegativeZero => f.write_str("-0.0"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json::parse;

    #[test]
    fn number_keeps_its_written_form_and_the_rest_is_plain() {
        let value = parse(br#"{"a":[1,2,0.5],"b":{"a":0}}"#).unwrap();
        let spelled = [
            ("/a/1", Spelling::Fraction),
            ("/a/2", Spelling::Fraction),
            ("/b/a", Spelling::NegativeZero),
            ("/c", Spelling::Exponent),
        ];
        let spelled = spelled.map(|(at, spelling)| (at.parse().unwrap(), spelling));
        let message = Message::new(value.clone(), spelled.to_vec());
        assert_eq!(message.to_string(), r#"{"a":[1,2.0,0.5],"b":{"a":-0.0}}"#);
        assert_eq!(parse(message.to_string().as_bytes()).unwrap(), value);
        assert_eq!(message.plain().to_string(), value.to_string());
    }
}
