//! A message on one line. A long message is cut to the part around the wrong place.

use std::ops::Range;

use counterpart_engine::json::{Json, Pointer};
use textwrap::core::display_width;

use crate::terminal::foreign;

/// A message, or its shown part, and the place of the mark in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) mark: Range<usize>,
}

/// The shown amount of a message.
#[derive(Clone, Copy)]
struct Limits {
    /// Characters of a text, and of a number.
    text: usize,
    /// Characters of a key.
    key: usize,
    /// Members or items on either side of the member or item that leads to the wrong place.
    /// Elsewhere, the number of first ones.
    beside: usize,
    /// Levels of values that do not lead there.
    depth: usize,
}

/// Each shows less than the one before it.
const LIMITS: [Limits; 6] = [
    Limits::new(usize::MAX, usize::MAX, usize::MAX, usize::MAX),
    Limits::new(40, 60, usize::MAX, usize::MAX),
    Limits::new(24, 40, 3, 3),
    Limits::new(16, 24, 2, 1),
    Limits::new(12, 16, 1, 1),
    Limits::new(8, 12, 0, 0),
];

impl Limits {
    const fn new(text: usize, key: usize, beside: usize, depth: usize) -> Self {
        Self {
            text,
            key,
            beside,
            depth,
        }
    }
}

/// The message on one line of `width` columns, whole if it fits. The dots for omitted parts are
/// outside of quotes. `None` if the message has no such place.
pub(super) fn on_one_line(message: &Json, at: &Pointer, width: usize, dots: &str) -> Option<Shown> {
    at.find(message)?;
    let fits = |shown: &Shown| display_width(&shown.text) <= width;
    let steps = at.steps();
    for limits in LIMITS {
        let shown = written(message, steps, limits, dots);
        if fits(&shown) {
            return Some(shown);
        }
    }
    // The surroundings of the last steps of the way.
    let mut last = None;
    for above in 1..=steps.len() {
        let (way, rest) = steps.split_at(above);
        let value = Pointer::of(way.to_vec()).find(message)?;
        let is_member = Pointer::of(way[..above - 1].to_vec())
            .find(message)?
            .as_object()
            .is_some();
        let mut line = Line::new(LIMITS[LIMITS.len() - 1], dots);
        line.out.push_str(dots);
        if is_member {
            line.key(&way[above - 1]);
        }
        line.value(value, Some(rest), 0);
        line.out.push_str(dots);
        let shown = line.shown();
        if fits(&shown) {
            return Some(shown);
        }
        last = Some(shown);
    }
    last.or_else(|| Some(written(message, steps, LIMITS[LIMITS.len() - 1], dots)))
}

fn written(message: &Json, way: &[String], limits: Limits, dots: &str) -> Shown {
    let mut line = Line::new(limits, dots);
    line.value(message, Some(way), 0);
    line.shown()
}

struct Line<'d> {
    limits: Limits,
    dots: &'d str,
    out: String,
    mark: Range<usize>,
}

impl<'d> Line<'d> {
    fn new(limits: Limits, dots: &'d str) -> Self {
        Self {
            limits,
            dots,
            out: String::new(),
            mark: 0..0,
        }
    }

    fn shown(self) -> Shown {
        Shown {
            text: self.out,
            mark: self.mark,
        }
    }

    /// A value. `way` leads from it to the wrong place, if that is inside it; `depth` is the
    /// distance from the way.
    fn value(&mut self, value: &Json, way: Option<&[String]>, depth: usize) {
        let start = self.out.len();
        match value {
            Json::Object(members) => {
                let members: Vec<(Option<&str>, &Json)> = members
                    .iter()
                    .map(|(key, value)| (Some(key.as_str()), value))
                    .collect();
                self.all(["{", "}"], &members, way, depth);
            }
            Json::Array(items) => {
                let items: Vec<(Option<&str>, &Json)> = items.iter().map(|item| (None, item)).collect();
                self.all(["[", "]"], &items, way, depth);
            }
            Json::String(text) => self.text(text, self.limits.text),
            Json::Number(_) => {
                let digits = value.to_string();
                match digits.char_indices().nth(self.limits.text.max(20)) {
                    Some((end, _)) => self.out.extend([&digits[..end], self.dots]),
                    None => self.out.push_str(&digits),
                }
            }
            Json::Null | Json::Bool(_) => self.out.push_str(&value.to_string()),
        }
        if way.is_some_and(<[String]>::is_empty) {
            self.mark = start..self.out.len();
        }
    }

    /// The members of an object, or the items of an array.
    fn all(
        &mut self,
        [open, close]: [&str; 2],
        all: &[(Option<&str>, &Json)],
        way: Option<&[String]>,
        depth: usize,
    ) {
        let towards = way.and_then(|way| way.split_first());
        let leading = towards.and_then(|(step, _)| {
            all.iter().enumerate().position(|(index, (key, _))| {
                key.map_or_else(|| index.to_string() == *step, |key| key == step)
            })
        });
        let beside = self.limits.beside;
        let kept = match leading {
            Some(at) => {
                at.saturating_sub(beside)..at.saturating_add(beside + usize::from(beside < usize::MAX))
            }
            None if depth >= self.limits.depth => 0..0,
            None => 0..beside,
        };
        let kept = kept.start..kept.end.min(all.len());
        self.out.push_str(open);
        if kept.start > 0 {
            self.out.push_str(self.dots);
        }
        for index in kept.clone() {
            if index > 0 {
                self.out.push(',');
            }
            let (key, value) = all[index];
            if let Some(key) = key {
                self.key(key);
            }
            match towards {
                Some((_, rest)) if leading == Some(index) => self.value(value, Some(rest), 0),
                _ => self.value(value, None, depth + 1),
            }
        }
        if kept.end < all.len() {
            if kept.end > 0 {
                self.out.push(',');
            }
            self.out.push_str(self.dots);
        }
        self.out.push_str(close);
    }

    fn key(&mut self, key: &str) {
        self.text(key, self.limits.key);
        self.out.push(':');
    }

    /// A text in its quotes, with dots after them if it is longer.
    fn text(&mut self, text: &str, most: usize) {
        let (kept, is_cut) = match text.char_indices().nth(most) {
            Some((end, _)) => (&text[..end], true),
            None => (text, false),
        };
        self.out.push_str(&foreign::json(&Json::from(kept).to_string()));
        if is_cut {
            self.out.push_str(self.dots);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json;

    fn shown(message: &str, at: &str, width: usize) -> (String, String) {
        let message = json::parse(message.as_bytes()).unwrap();
        let shown = on_one_line(&message, &at.parse().unwrap(), width, "…").unwrap();
        assert!(display_width(&shown.text) <= width, "{width}: {}", shown.text);
        (shown.text.clone(), shown.text[shown.mark].to_owned())
    }

    #[test]
    fn message_that_fits_is_whole() {
        let (text, mark) = shown(r#"{"email": null, "id": 0}"#, "/email", 40);
        assert_eq!(
            (text.as_str(), mark.as_str()),
            (r#"{"email":null,"id":0}"#, "null")
        );
    }

    #[test]
    fn long_text_is_cut_behind_its_quotes() {
        let long = "a".repeat(10_000);
        let (text, mark) = shown(&format!(r#"{{"email": null, "note": "{long}"}}"#), "/email", 76);
        assert_eq!(text, format!(r#"{{"email":null,"note":"{}"…}}"#, "a".repeat(40)));
        assert_eq!(mark, "null");
        let (text, mark) = shown(&format!(r#"{{"note": "{long}"}}"#), "/note", 40);
        assert_eq!(text, format!(r#"{{"note":"{}"…}}"#, "a".repeat(24)));
        assert_eq!(mark, format!(r#""{}"…"#, "a".repeat(24)));
    }

    #[test]
    fn wide_message_shows_the_neighbours_of_the_wrong_place() {
        let members: Vec<String> = (0..200)
            .map(|number| format!(r#""field_{number}": {number}"#))
            .collect();
        let message = format!("{{{}}}", members.join(","));
        let (text, mark) = shown(&message, "/field_100", 60);
        assert_eq!(text, r#"{…,"field_99":99,"field_100":100,"field_101":101,…}"#);
        assert_eq!(mark, "100");
        let (text, mark) = shown(&message, "", 60);
        assert_eq!(
            (text.as_str(), mark.as_str()),
            (r#"{"field_0":0,"field_1":1,"field_2":2,…}"#, text.as_str())
        );
    }

    #[test]
    fn deep_message_shows_the_end_of_the_way() {
        let deep = |levels: usize| format!("{}null{}", r#"{"levels":"#.repeat(levels), "}".repeat(levels));
        let (text, mark) = shown(&deep(60), &"/levels".repeat(60), 60);
        assert_eq!(
            (text.as_str(), mark.as_str()),
            (
                r#"…"levels":{"levels":{"levels":{"levels":{"levels":null}}}}…"#,
                "null"
            )
        );
        let (text, _) = shown(
            &format!("[[[[[[[[[{}]]]]]]]]]", deep(9)),
            &format!("{}{}", "/0".repeat(9), "/levels".repeat(9)),
            40,
        );
        assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
    }

    #[test]
    fn key_of_three_hundred_characters_leaves_room_for_the_wrong_value() {
        let key = "k".repeat(300);
        let (text, mark) = shown(&format!(r#"{{"a": 1, "{key}": null}}"#), &format!("/{key}"), 40);
        assert_eq!(mark, "null", "{text}");
        assert!(text.contains("\"…:null"), "{text}");
    }

    #[test]
    fn place_that_the_message_does_not_have_is_not_shown() {
        let message = json::parse(b"{}").unwrap();
        assert_eq!(on_one_line(&message, &"/a".parse().unwrap(), 40, "…"), None);
    }
}
