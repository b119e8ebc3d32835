//! Where in a message, as findings print it and as people type it.

use std::fmt;
use std::str::FromStr;

/// Where in a message: like a JSON Pointer, but for all messages of a shape at once.
///
/// It is printed as `/plan/seats`, `/tags/*`, `/address(Pro)/street`; the whole message is the empty text. In a name, `~`
/// and `/` are written `~0` and `~1`, as in a JSON Pointer. What would be taken for another step is percent-encoded: a
/// parenthesis, a name that is only `*`, and a `%` that two hexadecimal digits follow.
///
/// What is printed is read back, see [`FromStr`](#impl-FromStr-for-Place).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place(pub Vec<PlaceStep>);

/// One step of a [`Place`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceStep {
    /// The property of this name.
    Property(String),
    /// Any property that is not named: a map's value.
    AnyProperty,
    /// The item at this position of a tuple.
    Item(usize),
    /// Any item.
    AnyItem,
    /// The alternative of a union, by its tag or title.
    Alternative(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| match step {
            PlaceStep::Property(name) if name == "*" => f.write_str("/%2A"),
            PlaceStep::Property(name) => {
                let name = name.replace('~', "~0").replace('/', "~1");
                write!(f, "/{}", encoded(&name))
            }
            PlaceStep::AnyProperty | PlaceStep::AnyItem => f.write_str("/*"),
            PlaceStep::Item(index) => write!(f, "/{index}"),
            PlaceStep::Alternative(name) => write!(f, "({})", encoded(name)),
        })
    }
}

/// A name without the signs that end one.
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        match c {
            '(' => text.push_str("%28"),
            ')' => text.push_str("%29"),
            '%' if escape(&name[at..]).is_some() => text.push_str("%25"),
            c => text.push(c),
        }
    }
    text
}

/// The byte that an escape at the start of a text stands for.
fn escape(text: &str) -> Option<u8> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

/// The name that percent escapes write; `None` where they write no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match escape(rest) {
            Some(byte) => {
                bytes.push(byte);
                "%2A".len()
            }
            None => {
                bytes.extend_from_slice(&rest.as_bytes()[..first.len_utf8()]);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    String::from_utf8(bytes).ok()
}

/// Why a text names no place of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaceError {
    /// It starts with neither `/` nor `(`.
    Start,
    /// A parenthesis is not closed, or closed and never opened.
    Parenthesis,
    /// `~` is followed by neither 0 nor 1.
    Tilde,
    /// Percent escapes write no UTF-8.
    Percent,
}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PlaceError::Start => "it starts with neither `/` nor `(`",
            PlaceError::Parenthesis => {
                "a parenthesis has no partner: `(` and `)` enclose an alternative, and are `%28` and `%29` in a name"
            }
            PlaceError::Tilde => "`~` is followed by neither 0 nor 1: in a name `~` is `~0`, and `/` is `~1`",
            PlaceError::Percent => "its percent escapes are not UTF-8",
        })
    }
}

impl std::error::Error for PlaceError {}

/// Reads what a finding prints. Two pairs of steps are printed alike, and read as the first one: an item by its position
/// and a property whose name is a number; any item and any property.
///
/// ```
/// use counterpart_engine::compat::{Place, PlaceStep};
///
/// let place: Place = "(order.cancelled)/data/a~1b".parse()?;
/// assert_eq!(place.0[0], PlaceStep::Alternative("order.cancelled".to_owned()));
/// assert_eq!(place.0[2], PlaceStep::Property("a/b".to_owned()));
/// assert_eq!(place.to_string(), "(order.cancelled)/data/a~1b");
/// # Ok::<(), counterpart_engine::compat::PlaceError>(())
/// ```
impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('(') {
                let (name, after) = inside.split_once(')').ok_or(PlaceError::Parenthesis)?;
                if name.contains('(') {
                    return Err(PlaceError::Parenthesis);
                }
                steps.push(PlaceStep::Alternative(decoded(name).ok_or(PlaceError::Percent)?));
                rest = after;
            } else if let Some(below) = rest.strip_prefix('/') {
                let end = below.find(['/', '(']).unwrap_or(below.len());
                let (name, after) = below.split_at(end);
                if name.contains(')') {
                    return Err(PlaceError::Parenthesis);
                }
                steps.push(step(name)?);
                rest = after;
            } else {
                return Err(if steps.is_empty() {
                    PlaceError::Start
                } else {
                    PlaceError::Parenthesis
                });
            }
        }
        Ok(Self(steps))
    }
}

fn step(text: &str) -> Result<PlaceStep, PlaceError> {
    if text == "*" {
        return Ok(PlaceStep::AnyItem);
    }
    let is_index = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(index) = is_index.then(|| text.parse().ok()).flatten() {
        return Ok(PlaceStep::Item(index));
    }
    let name = decoded(text).ok_or(PlaceError::Percent)?;
    let mut escapes = name.split('~').skip(1);
    if !escapes.all(|after| after.starts_with(['0', '1'])) {
        return Err(PlaceError::Tilde);
    }
    Ok(PlaceStep::Property(name.replace("~1", "/").replace("~0", "~")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Place, PlaceError> {
        text.parse()
    }

    fn name(name: &str) -> PlaceStep {
        PlaceStep::Property(name.to_owned())
    }

    fn alternative(name: &str) -> PlaceStep {
        PlaceStep::Alternative(name.to_owned())
    }

    #[test]
    fn places_are_read_as_findings_print_them() {
        for (text, steps) in [
            ("", vec![]),
            ("/email", vec![name("email")]),
            (
                "/lines/*/sku",
                vec![name("lines"), PlaceStep::AnyItem, name("sku")],
            ),
            ("/pair/0", vec![name("pair"), PlaceStep::Item(0)]),
            (
                "(order.cancelled)/data/reason",
                vec![alternative("order.cancelled"), name("data"), name("reason")],
            ),
            (
                "/plan(Pro)/seats",
                vec![name("plan"), alternative("Pro"), name("seats")],
            ),
            ("/plan(a/b)", vec![name("plan"), alternative("a/b")]),
            ("/a~1b/m~0n", vec![name("a/b"), name("m~n")]),
            ("/%2A/a%28b%29", vec![name("*"), name("a(b)")]),
            ("/50%/100%25", vec![name("50%"), name("100%")]),
            ("/gr%C3%B6%C3%9Fe", vec![name("größe")]),
            ("/größe%/01", vec![name("größe%"), name("01")]),
            ("/", vec![name("")]),
        ] {
            assert_eq!(read(text), Ok(Place(steps)), "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_with_the_reason() {
        for (text, error) in [
            ("email", PlaceError::Start),
            ("/a(b", PlaceError::Parenthesis),
            ("/a)b", PlaceError::Parenthesis),
            ("(a(b))", PlaceError::Parenthesis),
            ("(a)b", PlaceError::Parenthesis),
            ("/a~2", PlaceError::Tilde),
            ("/a~", PlaceError::Tilde),
            ("/%FF", PlaceError::Percent),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
        }
    }

    fn steps() -> impl Strategy<Value = Vec<PlaceStep>> {
        // A name of digits is printed as a position is.
        let names = prop_oneof!["[a-z(*)%~/0-9Aé#.]{0,6}", ".{0,5}"];
        let property = names
            .clone()
            .prop_filter("an index", |name| step_of(name).is_none());
        prop::collection::vec(
            prop_oneof![
                property.prop_map(PlaceStep::Property),
                names.prop_map(PlaceStep::Alternative),
                (0usize..20).prop_map(PlaceStep::Item),
                Just(PlaceStep::AnyItem),
            ],
            0..6,
        )
    }

    fn step_of(name: &str) -> Option<usize> {
        match step(name) {
            Ok(PlaceStep::Item(index)) => Some(index),
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn what_a_finding_prints_is_read_as_the_same_place(steps in steps()) {
            let place = Place(steps);
            prop_assert_eq!(read(&place.to_string()), Ok(place));
        }

        #[test]
        fn what_is_read_is_printed_so_that_it_is_read_again(text in "[/a()%*~012Fé]{0,12}") {
            if let Ok(place) = read(&text) {
                prop_assert_eq!(read(&place.to_string()), Ok(place));
            }
        }
    }
}
