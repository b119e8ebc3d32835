//! JSON text walked by positions, without recursion and without a tree. serde_json has read what is walked, or refused it
//! later: text that is not JSON ends the walk.

use std::ops::Range;

use crate::guard::Found;

/// A value in the text.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::guard) struct Value {
    /// The index of the item or member in each container.
    pub(in crate::guard) path: Vec<usize>,
    /// The name of the member, with its quotes.
    pub(in crate::guard) name: Option<Range<usize>>,
    /// The value itself.
    pub(in crate::guard) range: Range<usize>,
}

/// The kind of the value that starts with this byte.
pub(in crate::guard) fn kind(text: &[u8], at: usize) -> Found {
    match text.get(at) {
        Some(b'n') => Found::Null,
        Some(b't' | b'f') => Found::Boolean,
        Some(b'-' | b'0'..=b'9') => Found::Number,
        Some(b'"') => Found::String,
        Some(b'[') => Found::Array,
        Some(b'{') => Found::Object,
        _ => Found::Malformed,
    }
}

/// The position of the next byte that is not a blank.
pub(in crate::guard) fn start(text: &[u8], at: usize) -> usize {
    let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    at + text
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(blank)
        .count()
}

/// The end of the string that starts here.
fn string_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The end of the value that starts here.
pub(in crate::guard) fn end(text: &[u8], start: usize) -> Option<usize> {
    match kind(text, start) {
        Found::String => string_end(text, start),
        Found::Array | Found::Object => {
            let (mut at, mut depth) = (start, 0usize);
            loop {
                match text.get(at)? {
                    b'"' => at = string_end(text, at)?,
                    b'[' | b'{' => {
                        depth += 1;
                        at += 1;
                    }
                    b']' | b'}' => {
                        depth -= 1;
                        at += 1;
                        if depth == 0 {
                            return Some(at);
                        }
                    }
                    _ => at += 1,
                }
            }
        }
        Found::Malformed => None,
        _ => {
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
            Some(start + text[start..].iter().take_while(is_part).count())
        }
    }
}

/// The items or members of the container that starts at a position, as far as the text is JSON: the range of the name, and
/// the start of the value.
pub(in crate::guard) struct Children<'m> {
    text: &'m [u8],
    at: usize,
    is_object: bool,
    is_first: bool,
}

impl<'m> Children<'m> {
    /// Nothing for a value without parts.
    pub(in crate::guard) fn of(text: &'m [u8], start: usize) -> Option<Self> {
        let is_object = match kind(text, start) {
            Found::Object => true,
            Found::Array => false,
            _ => return None,
        };
        Some(Self {
            text,
            at: start + 1,
            is_object,
            is_first: true,
        })
    }

    /// The next one, whose value may not be complete.
    pub(in crate::guard) fn next_start(&mut self) -> Option<(Option<Range<usize>>, usize)> {
        let mut at = start(self.text, self.at);
        if !self.is_first {
            if self.text.get(at) != Some(&b',') {
                return None;
            }
            at = start(self.text, at + 1);
        }
        self.is_first = false;
        let mut name = None;
        if self.is_object {
            if self.text.get(at) != Some(&b'"') {
                return None;
            }
            let after = string_end(self.text, at)?;
            name = Some(at..after);
            at = start(self.text, after);
            if self.text.get(at) != Some(&b':') {
                return None;
            }
            at = start(self.text, at + 1);
        }
        if kind(self.text, at) == Found::Malformed {
            return None;
        }
        self.at = at;
        Some((name, at))
    }

    /// Goes on behind the value that was returned.
    pub(in crate::guard) fn skip(&mut self) -> Option<()> {
        self.at = end(self.text, self.at)?;
        Some(())
    }

    /// Goes on behind a value whose end is known.
    pub(in crate::guard) fn resume(&mut self, end: usize) {
        self.at = end;
    }

    /// The end of the container, if there is no further item or member.
    pub(in crate::guard) fn close(&self) -> Option<usize> {
        let at = start(self.text, self.at);
        let bracket = if self.is_object { b'}' } else { b']' };
        (self.text.get(at) == Some(&bracket)).then_some(at + 1)
    }
}

/// The value that the steps lead to, and its place as a JSON Pointer. Steps that lead nowhere are left out.
pub(in crate::guard) fn find(text: &[u8], path: &[usize]) -> (Value, String) {
    let first = start(text, 0);
    let mut value = Value {
        path: Vec::new(),
        name: None,
        range: first..first,
    };
    let mut pointer = String::new();
    for index in path {
        let Some((name, at)) = child(text, value.range.start, *index) else {
            break;
        };
        match &name {
            Some(name) => push_step(&mut pointer, &decoded(text, name)),
            None => push_step(&mut pointer, &index.to_string()),
        }
        value.name = name;
        value.path.push(*index);
        value.range = at..at;
    }
    value.range.end = end(text, value.range.start).unwrap_or(text.len());
    (value, pointer)
}

/// The place of the value that starts at an offset, as a JSON Pointer.
pub(in crate::guard) fn pointer_of(text: &[u8], offset: usize) -> Option<String> {
    let mut pointer = String::new();
    let mut at = start(text, 0);
    while at != offset {
        let mut children = Children::of(text, at)?;
        let mut index = 0usize;
        at = loop {
            let (name, at) = children.next_start()?;
            // The value goes on to the end of the text if it is not complete.
            let is_last = children.skip().is_none();
            if is_last || offset < children.at {
                match &name {
                    Some(name) => push_step(&mut pointer, &decoded(text, name)),
                    None => push_step(&mut pointer, &index.to_string()),
                }
                break at;
            }
            index += 1;
        };
    }
    Some(pointer)
}

fn child(text: &[u8], start: usize, index: usize) -> Option<(Option<Range<usize>>, usize)> {
    let mut children = Children::of(text, start)?;
    for _ in 0..index {
        children.next_start()?;
        children.skip()?;
    }
    children.next_start()
}

/// The start of the value of the last member of this name, as far as the text is JSON.
pub(in crate::guard) fn last_member(text: &[u8], start: usize, name: &str) -> Option<usize> {
    let mut children = Children::of(text, start)?;
    let mut last = None;
    while let Some((found, value)) = children.next_start() {
        if found.is_some_and(|found| decoded(text, &found) == name) {
            last = Some(value);
        }
        if children.skip().is_none() {
            break;
        }
    }
    last
}

/// Adds a step to a JSON Pointer.
pub(in crate::guard) fn push_step(pointer: &mut String, name: &str) {
    pointer.push('/');
    for c in name.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// The string at this range, without its escapes.
pub(in crate::guard) fn decoded(text: &[u8], range: &Range<usize>) -> String {
    let quoted = text.get(range.clone()).unwrap_or_default();
    serde_json::from_slice(quoted).unwrap_or_else(|_| String::from_utf8_lossy(quoted).into_owned())
}

/// The value that starts here and everything in it, in the order of the text; nothing if there are more than `most`.
pub(in crate::guard) fn all(text: &[u8], value: Value, most: usize) -> Option<Vec<Value>> {
    let mut found = Vec::new();
    let mut open: Vec<(Children<'_>, Vec<usize>, usize)> = Vec::new();
    let mut next = Some(value);
    loop {
        if let Some(value) = next.take() {
            if found.len() == most {
                return None;
            }
            if let Some(children) = Children::of(text, value.range.start) {
                open.push((children, value.path.clone(), 0));
            }
            found.push(value);
        }
        let Some((children, path, index)) = open.last_mut() else {
            return Some(found);
        };
        match children.next_start() {
            None => {
                open.pop();
            }
            Some((name, at)) => {
                children.skip()?;
                let mut path = path.clone();
                path.push(*index);
                *index += 1;
                let range = at..children.at;
                next = Some(Value { path, name, range });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = br#" {"a" : [1, {"x~/\u0041": null}, "]}\""] , "b":{} } "#;

    fn found(path: &[usize]) -> (String, &'static str) {
        let (value, pointer) = find(TEXT, path);
        (pointer, std::str::from_utf8(&TEXT[value.range]).unwrap())
    }

    #[test]
    fn steps_lead_to_a_value_and_its_pointer() {
        assert_eq!(found(&[0, 1, 0]), ("/a/1/x~0~1A".to_owned(), "null"));
        assert_eq!(found(&[0, 2]), ("/a/2".to_owned(), r#""]}\"""#));
        assert_eq!(found(&[1]), ("/b".to_owned(), "{}"));
        // Steps that lead nowhere are left out.
        assert_eq!(found(&[0, 0, 7]), ("/a/0".to_owned(), "1"));
        assert_eq!(found(&[2]).0, "");
    }

    #[test]
    fn all_values_are_in_the_order_of_the_text() {
        let (root, _) = find(TEXT, &[]);
        let paths = |most| {
            let values = all(TEXT, root.clone(), most)?.into_iter();
            Some(values.map(|value| value.path).collect::<Vec<_>>())
        };
        let expected: Vec<Vec<usize>> = vec![
            vec![],
            vec![0],
            vec![0, 0],
            vec![0, 1],
            vec![0, 1, 0],
            vec![0, 2],
            vec![1],
        ];
        assert_eq!(paths(7), Some(expected));
        assert_eq!(paths(6), None);
    }

    #[test]
    fn text_that_ends_early_ends_the_walk() {
        for text in [
            &b""[..],
            b"{",
            b"{\"a",
            b"{\"a\"",
            b"{\"a\":",
            b"{\"a\":[",
            b"{\"a\":[1,",
            b"\"\\",
            b"[}",
        ] {
            let (value, _) = find(text, &[0, 1, 2]);
            assert!(value.range.end <= text.len(), "{text:?}");
        }
    }
}
