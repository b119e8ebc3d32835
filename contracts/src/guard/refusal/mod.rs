//! The reason why a message was not read, or not sent.

mod bounds;
mod found;
mod json;
mod part;
mod rule;

use std::fmt;

pub use found::Found;
pub use part::{Part, Role};
pub use rule::RefusalRule;

use bounds::{PLACE, TEXT, cut, cut_place};

/// A message that a consumer could not read, or that a producer must not send.
///
/// It contains no values of the message: only the place, what was expected there, and the kind of what was found.
/// (Names of members are in the place, also those of maps.) [`show_value`](Self::show_value) adds the value.
///
/// # JSON form
///
/// It is serialized as one object, which is stable: members are only added, and readers ignore those that they do
/// not know. `contract`, `offset` and `value` are left out if they are `None`, and `is_within` if it is false.
///
/// ```
/// use counterpart::guard::{Found, Refusal, RefusalRule, Role};
///
/// let mut refusal = Refusal::new(Role::Consumes, "user.registered", "auth-service", RefusalRule::PropertyMissing);
/// refusal.set_place("/address/street", false);
/// refusal.set_expected("the member `street`");
/// refusal.found = Found::Absent;
/// refusal.offset = Some(41);
///
/// let json = serde_json::to_string(&refusal)?;
/// assert_eq!(
///     json,
///     r#"{"role":"consumes","event":"user.registered","service":"auth-service","rule":"property-missing","part":"payload","place":"/address/street","expected":"the member `street`","found":"absent","offset":41}"#
/// );
/// assert_eq!(serde_json::from_str::<Refusal>(&json)?, refusal);
/// assert_eq!(
///     refusal.to_string(),
///     "auth-service cannot read `user.registered`: expected the member `street` at /address/street, found nothing \
///      (property-missing, byte 41)"
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// Whether the service reads the event or sends it.
    pub role: Role,
    /// The event.
    pub event: String,
    /// The service that read the message, or was about to send it.
    pub service: String,
    /// The name of the contract, if the service has several for the event.
    pub contract: Option<String>,
    /// The kind of refusal.
    pub rule: RefusalRule,
    /// The part of the message that `place` is in.
    pub part: Part,
    /// The place as a JSON Pointer: of the refused value, or of the absent member. The whole part is the empty text. At most
    /// [`Refusal::PLACE`] bytes.
    pub place: String,
    /// True if the refused value may also be deeper than `place`: the reader did not say where, or the place is
    /// too long.
    pub is_within: bool,
    /// What the reader expected, as a fragment: `u64`, ``one of `free`, `paid` ``. At most [`Refusal::TEXT`] bytes.
    pub expected: String,
    /// The kind of what was found.
    pub found: Found,
    /// The byte of the payload at which the refused value starts; for malformed text the byte that was not
    /// expected. An absent member has the offset of its object. `None` if it is not in the payload.
    pub offset: Option<u64>,
    /// The refused value as JSON text, only if it was asked for. At most [`Refusal::TEXT`] bytes.
    pub value: Option<String>,
}

impl Refusal {
    /// The longest place, in bytes. A longer one ends at a value above.
    pub const PLACE: usize = PLACE;

    /// The longest other text, in bytes. A longer one is cut, and ends in `…`.
    pub const TEXT: usize = TEXT;

    /// A refusal of a whole payload.
    pub fn new(role: Role, event: &str, service: &str, rule: RefusalRule) -> Self {
        Self {
            role,
            event: cut(event),
            service: cut(service),
            contract: None,
            rule,
            part: Part::Payload,
            place: String::new(),
            is_within: false,
            expected: String::new(),
            found: Found::Object,
            offset: None,
            value: None,
        }
    }

    /// Sets the place. One that is too long is cut to the place of a value above.
    pub fn set_place(&mut self, pointer: &str, is_within: bool) {
        let place = cut_place(pointer);
        self.is_within = is_within || place.len() < pointer.len();
        place.clone_into(&mut self.place);
    }

    /// Sets the expectation, cut if it is too long.
    pub fn set_expected(&mut self, expected: &str) {
        self.expected = cut(expected);
    }

    /// Sets the value, cut if it is too long.
    pub(super) fn set_value(&mut self, value: &str) {
        self.value = Some(cut(value));
    }

    /// The place in the message as allowances name it: a header is below `/headers`, the key is `/key`.
    pub fn full_place(&self) -> String {
        match self.part {
            Part::Payload => self.place.clone(),
            Part::Headers => format!("/headers{}", self.place),
            Part::Key => format!("/key{}", self.place),
        }
    }
}

/// One line without values of the message. Signs in it that a terminal would obey are escaped.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let does = match self.role {
            Role::Consumes => "cannot read",
            Role::Emits => "must not send",
        };
        write!(f, "{} {does} `{}", Harmless(&self.service), Harmless(&self.event))?;
        if let Some(contract) = &self.contract {
            write!(f, "@{}", Harmless(contract))?;
        }
        write!(f, "`: expected {}", Harmless(&self.expected))?;
        let place = self.full_place();
        match (place.as_str(), self.is_within) {
            ("", false) => {}
            ("", true) => f.write_str(" somewhere in the message")?,
            (place, false) => write!(f, " at {}", Harmless(place))?,
            (place, true) => write!(f, " at or below {}", Harmless(place))?,
        }
        write!(f, ", found {} ({}", self.found, Harmless(self.rule.id()))?;
        if let Some(offset) = self.offset {
            write!(f, ", byte {offset}")?;
        }
        f.write_str(")")?;
        match &self.value {
            Some(value) => write!(f, ": {}", Harmless(value)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

/// Text of others: a sign that a terminal would obey, or that changes the direction of the line, is written as an escape.
struct Harmless<'a>(&'a str);

impl fmt::Display for Harmless<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use std::fmt::Write as _;
        for c in self.0.chars() {
            match c {
                '\'' | '"' | '\\' => f.write_char(c)?,
                c => write!(f, "{}", c.escape_debug())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal() -> Refusal {
        Refusal::new(
            Role::Consumes,
            "user.registered",
            "auth-service",
            RefusalRule::TypeMismatch,
        )
    }

    #[test]
    fn it_can_be_held_by_async_code_and_boxed_as_an_error() {
        fn holds<T: std::error::Error + Send + Sync + 'static>() {}
        holds::<Refusal>();
        holds::<Box<Refusal>>();
    }

    #[test]
    fn place_that_is_too_long_ends_at_a_value_above_and_says_so() {
        let mut refusal = refusal();
        let long = format!("/list/{}", "x".repeat(10 << 20));
        refusal.set_place(&long, false);
        assert_eq!((&*refusal.place, refusal.is_within), ("/list", true));
        assert!(refusal.to_string().contains("at or below /list,"));

        let deep = "/ü~1".repeat(1000);
        refusal.set_place(&deep, false);
        assert!(refusal.place.len() <= Refusal::PLACE && refusal.place.len() > Refusal::PLACE - 10);
        assert!(refusal.is_within && refusal.place.ends_with("/ü~1"));

        refusal.set_place("/a", false);
        assert!(!refusal.is_within);
    }

    #[test]
    fn text_that_is_too_long_is_cut_between_characters() {
        let mut refusal = refusal();
        refusal.set_expected(&"ü".repeat(1 << 20));
        assert!(refusal.expected.len() <= Refusal::TEXT && refusal.expected.ends_with("ü…"));
    }

    #[test]
    fn line_shows_the_part_and_obeys_no_terminal() {
        let mut refusal = refusal();
        refusal.contract = Some("audit".to_owned());
        refusal.part = Part::Headers;
        refusal.set_place("/trace\u{1b}[2J\u{202e}-id", false);
        refusal.set_expected("a string");
        refusal.found = Found::Absent;
        insta::assert_snapshot!(refusal, @r"auth-service cannot read `user.registered@audit`: expected a string at /headers/trace\u{1b}[2J\u{202e}-id, found nothing (type-mismatch)");
        refusal.role = Role::Emits;
        refusal.part = Part::Payload;
        refusal.set_place("", true);
        refusal.found = Found::Null;
        refusal.offset = Some(0);
        refusal.value = Some("null".to_owned());
        insta::assert_snapshot!(refusal, @"auth-service must not send `user.registered@audit`: expected a string somewhere in the message, found null (type-mismatch, byte 0): null");
    }
}
