//! Makes a message smaller while it still shows what it shows.

use num_bigint::BigInt;

use crate::sample::Message;
use crate::sample::{find_mut, places};
use counterpart_engine::json::{Json, Number, Object};

/// How many smaller messages are tried.
const TRIES: usize = 800;

/// The smallest message that was found of which `shows` is true, as it is of `message`.
pub(super) fn shrink(message: Message, shows: &mut dyn FnMut(&Message) -> bool) -> Message {
    let mut shrinking = Shrinking {
        smallest: message,
        tries: TRIES,
        shows,
    };
    shrinking.run();
    shrinking.smallest
}

struct Shrinking<'f> {
    smallest: Message,
    tries: usize,
    shows: &'f mut dyn FnMut(&Message) -> bool,
}

impl Shrinking<'_> {
    fn run(&mut self) {
        if !self.smallest.is_plain() {
            let plain = self.smallest.plain();
            self.tries -= 1;
            if (self.shows)(&plain) {
                self.smallest = plain;
            }
        }
        loop {
            let before = self.smallest.clone();
            self.leave_out();
            self.simplify();
            if self.smallest == before || self.tries == 0 {
                return;
            }
        }
    }

    /// Takes the value where it is smaller and shows the same.
    fn take(&mut self, value: Json) -> bool {
        let candidate = self.smallest.with_value(value);
        let size = |message: &Message| {
            let text = message.to_string();
            (text.len(), text)
        };
        if self.tries == 0 || size(&candidate) >= size(&self.smallest) {
            return false;
        }
        self.tries -= 1;
        let shows = (self.shows)(&candidate);
        if shows {
            self.smallest = candidate;
        }
        shows
    }

    /// Takes the message with another value at one place.
    fn put(&mut self, at: &counterpart_engine::json::Pointer, part: Json) -> bool {
        let mut value = self.smallest.value().clone();
        match find_mut(&mut value, at) {
            Some(place) => *place = part,
            None => return false,
        }
        self.take(value)
    }

    /// Leaves out properties and items, the outermost first.
    fn leave_out(&mut self) {
        for at in places(self.smallest.value()) {
            let Some(part) = at.find(self.smallest.value()).cloned() else {
                continue;
            };
            match part {
                Json::Object(members) => {
                    if self.put(&at, Json::Object(Object::new())) {
                        continue;
                    }
                    for name in members.keys() {
                        let Some(Json::Object(left)) = at.find(self.smallest.value()) else {
                            break;
                        };
                        let mut left = left.clone();
                        left.shift_remove(name);
                        self.put(&at, Json::Object(left));
                    }
                }
                Json::Array(items) => {
                    if self.put(&at, Json::Array(Vec::new())) {
                        continue;
                    }
                    for index in (0..items.len()).rev() {
                        let Some(Json::Array(left)) = at.find(self.smallest.value()) else {
                            break;
                        };
                        let mut left = left.clone();
                        left.remove(index);
                        self.put(&at, Json::Array(left));
                    }
                }
                _ => {}
            }
        }
    }

    /// Puts simpler values in the place of others.
    fn simplify(&mut self) {
        for at in places(self.smallest.value()) {
            let Some(part) = at.find(self.smallest.value()).cloned() else {
                continue;
            };
            let inner: Vec<Json> = match &part {
                Json::Object(members) => members.values().cloned().collect(),
                Json::Array(items) => items.clone(),
                _ => Vec::new(),
            };
            let simple = [
                Json::Number(Number::zero()),
                Json::from(""),
                Json::from("a"),
                Json::Null,
                Json::Number(Number::from(1)),
                Json::Number(Number::from(-1)),
            ];
            if simple
                .into_iter()
                .chain(inner)
                .any(|simpler| self.put(&at, simpler))
            {
                continue;
            }
            match part {
                Json::Number(number) => self.nearer_to_zero(&at, &number),
                Json::String(text) => self.shorter(&at, &text),
                _ => {}
            }
        }
    }

    /// The least of the integers that show it, if all beyond it do.
    fn nearer_to_zero(&mut self, at: &counterpart_engine::json::Pointer, number: &Number) {
        let Some(mut far) = number.to_integer() else {
            return;
        };
        let mut near = BigInt::ZERO;
        while self.tries > 0 {
            let middle: BigInt = (&near + &far) / 2;
            if middle == near || middle == far {
                return;
            }
            if self.put(at, Json::Number(Number::from(middle.clone()))) {
                far = middle;
            } else {
                near = middle;
            }
        }
    }

    fn shorter(&mut self, at: &counterpart_engine::json::Pointer, text: &str) {
        let mut left: Vec<char> = text.chars().collect();
        let mut step = left.len() / 2;
        while step > 0 && self.tries > 0 {
            let mut from = 0;
            while from + step <= left.len() {
                let mut shorter = left.clone();
                shorter.drain(from..from + step);
                if self.put(at, Json::String(shorter.iter().collect())) {
                    left = shorter;
                } else {
                    from += step;
                }
            }
            step /= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json::parse;

    fn smallest(text: &str, shows: fn(&Json) -> bool) -> String {
        let message = Message::plainly(parse(text.as_bytes()).unwrap());
        shrink(message, &mut |message| shows(message.value())).to_string()
    }

    #[test]
    fn what_does_not_matter_is_left_out() {
        let text = r#"{"a":[1,{"b":[12345,"long text"]},3],"c":{"d":1.5},"e":"f"}"#;
        let has_b = |value: &Json| {
            places(value)
                .iter()
                .any(|at| at.steps().last().is_some_and(|step| step == "b"))
        };
        assert_eq!(smallest(text, has_b), r#"{"b":0}"#);
    }

    #[test]
    fn a_number_goes_to_the_edge_of_what_shows_it() {
        let large = |value: &Json| {
            value
                .as_number()
                .is_some_and(|number| *number > Number::from(u32::MAX))
        };
        assert_eq!(smallest("18446744073709551615", large), "4294967296");
    }

    #[test]
    fn a_text_loses_what_it_can() {
        let has_two = |value: &Json| value.as_str().is_some_and(|text| text.matches('x').count() >= 2);
        assert_eq!(smallest(r#""abcx defghx ijxkl""#, has_two), r#""xx""#);
    }

    #[test]
    fn what_shows_only_as_it_is_stays() {
        assert_eq!(
            smallest(r#"{"a":[1,2]}"#, |value| value.to_string() == r#"{"a":[1,2]}"#),
            r#"{"a":[1,2]}"#
        );
    }
}
