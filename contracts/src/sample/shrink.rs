//! Reduces a message while it still shows the problem.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::{Message, find_mut, places};
use counterpart_engine::json::{Json, Number, Object, Pointer};

/// The number of smaller that messages are tried.
const TRIES: usize = 800;

/// Returns the smallest message found for which `shows` is true, as it is for `message`. It asks at most 800 times.
pub fn shrink(message: Message, shows: &mut dyn FnMut(&Message) -> bool) -> Message {
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
            let before = self.smallest.text().to_owned();
            self.leave_out();
            self.simplify();
            // The accepted replacement is always smaller.
            if self.smallest.text() == before || self.tries == 0 {
                return;
            }
        }
    }

    /// Accepts a change that makes the message smaller, if it still shows the problem.
    fn take<T>(
        &mut self,
        change: impl FnOnce(&mut Json) -> Option<T>,
        undo: impl FnOnce(&mut Json, T),
    ) -> bool {
        if self.tries == 0 {
            return false;
        }
        let (tries, shows) = (&mut self.tries, &mut self.shows);
        let is_taken = |candidate: &Message| {
            *tries -= 1;
            shows(candidate)
        };
        self.smallest.try_change(change, is_taken, undo)
    }

    /// Accepts another value at one place, if it is smaller and still shows the problem.
    fn put(&mut self, at: &Pointer, part: Json) -> bool {
        let Some(place) = at.find(self.smallest.value()) else {
            return false;
        };
        // For a plainly written message, the texts of the parts show which is smaller, and every part that has
        // parts of its own has been replaced.
        let is_smaller = match self.smallest.is_plain() {
            true => has_parts(place) || by_size(&part.to_string(), &place.to_string()).is_lt(),
            false => {
                let mut value = self.smallest.value().clone();
                if let Some(place) = find_mut(&mut value, at) {
                    part.clone_into(place);
                }
                by_size(self.smallest.with_value(value).text(), self.smallest.text()).is_lt()
            }
        };
        if !is_smaller {
            return false;
        }
        let change = |value: &mut Json| Some(std::mem::replace(find_mut(value, at)?, part));
        self.take(change, |value, part| {
            if let Some(place) = find_mut(value, at) {
                *place = part;
            }
        })
    }

    /// Leaves out properties and items, the outermost first.
    fn leave_out(&mut self) {
        for at in places(self.smallest.value()) {
            match at.find(self.smallest.value()) {
                Some(Json::Object(members)) => {
                    let names: Vec<String> = members.keys().cloned().collect();
                    if self.put(&at, Json::Object(Object::default())) {
                        continue;
                    }
                    for name in names {
                        self.leave_out_member(&at, &name);
                    }
                }
                Some(Json::Array(items)) => {
                    let count = items.len();
                    if self.put(&at, Json::Array(Vec::new())) {
                        continue;
                    }
                    for index in (0..count).rev() {
                        self.leave_out_item(&at, index);
                    }
                }
                _ => {}
            }
        }
    }

    fn leave_out_member(&mut self, at: &Pointer, name: &str) {
        let change = |value: &mut Json| find_mut(value, at)?.as_object_mut()?.shift_remove_full(name);
        self.take(change, |value, (index, name, member)| {
            if let Some(Json::Object(members)) = find_mut(value, at) {
                members.shift_insert(index, name, member);
            }
        });
    }

    fn leave_out_item(&mut self, at: &Pointer, index: usize) {
        let change = |value: &mut Json| match find_mut(value, at)? {
            Json::Array(items) if index < items.len() => Some(items.remove(index)),
            _ => None,
        };
        self.take(change, |value, item| {
            if let Some(Json::Array(items)) = find_mut(value, at) {
                items.insert(index, item);
            }
        });
    }

    /// Puts simpler values in the place of others.
    fn simplify(&mut self) {
        for at in places(self.smallest.value()) {
            let Some(part) = at.find(self.smallest.value()) else {
                continue;
            };
            let simple = [
                Json::Number(Number::zero()),
                Json::from(""),
                Json::from("a"),
                Json::Null,
                Json::Number(Number::from(1)),
                Json::Number(Number::from(-1)),
            ];
            let here = self.smallest.is_plain().then(|| part.to_string());
            let is_smaller = |simpler: &Json| {
                here.as_ref()
                    .is_none_or(|here| by_size(&simpler.to_string(), here).is_lt())
            };
            let mut simple = simple.into_iter().filter(is_smaller);
            if simple.any(|simpler| self.put(&at, simpler)) || self.put_inner(&at) {
                continue;
            }
            match at.find(self.smallest.value()) {
                Some(Json::Number(number)) => self.nearer_to_zero(&at, &number.clone()),
                Some(Json::String(text)) => self.shorter(&at, &text.clone()),
                _ => {}
            }
        }
    }

    /// Replaces the value at a place with one of its parts.
    fn put_inner(&mut self, at: &Pointer) -> bool {
        for index in 0.. {
            let inner = match at.find(self.smallest.value()) {
                Some(Json::Object(members)) => members.get_index(index).map(|(_, member)| member),
                Some(Json::Array(items)) => items.get(index),
                _ => None,
            };
            let Some(inner) = inner.cloned() else {
                break;
            };
            if self.put(at, inner) {
                return true;
            }
        }
        false
    }

    /// The least of the integers that show it, if all beyond it do.
    fn nearer_to_zero(&mut self, at: &Pointer, number: &Number) {
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

    fn shorter(&mut self, at: &Pointer, text: &str) {
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

/// The shorter one is less.
fn by_size(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

fn has_parts(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty(),
        Json::Object(members) => !members.is_empty(),
        _ => false,
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
    fn irrelevant_parts_are_removed() {
        let text = r#"{"a":[1,{"b":[12345,"long text"]},3],"c":{"d":1.5},"e":"f"}"#;
        let has_b = |value: &Json| {
            places(value)
                .iter()
                .any(|at| at.steps().last().is_some_and(|step| step == "b"))
        };
        assert_eq!(smallest(text, has_b), r#"{"b":0}"#);
    }

    #[test]
    fn number_shrinks_to_the_edge_of_the_problem() {
        let large = |value: &Json| {
            value
                .as_number()
                .is_some_and(|number| *number > Number::from(u32::MAX))
        };
        assert_eq!(smallest("18446744073709551615", large), "4294967296");
    }

    #[test]
    fn string_shrinks_as_far_as_possible() {
        let has_two = |value: &Json| value.as_str().is_some_and(|text| text.matches('x').count() >= 2);
        assert_eq!(smallest(r#""abcx defghx ijxkl""#, has_two), r#""xx""#);
    }

    #[test]
    fn irreducible_message_stays() {
        assert_eq!(
            smallest(r#"{"a":[1,2]}"#, |value| value.to_string() == r#"{"a":[1,2]}"#),
            r#"{"a":[1,2]}"#
        );
    }
}
