//! A text that was read once, for callers that ask it twice.
//!
//! Of a contract file, the header is read first, and the schema later or never. So the list of its values is kept for
//! the schema, which takes it: then only the text is held.

use std::sync::{Arc, Mutex, PoisonError};

use super::flat::{Flat, List, Part};
use super::{Json, ParseError, parse_flat};

/// A text that is JSON.
#[derive(Debug)]
pub struct ReadText {
    text: Arc<str>,
    /// Its values, until somebody takes them.
    list: Mutex<Option<Box<List>>>,
}

/// Members of an object, in the order of their names.
type Members<const N: usize> = [Option<Json>; N];

impl ReadText {
    /// Reads a whole text, and these members of its top; `None` if the top is not an object.
    ///
    /// # Errors
    /// Like [`parse`](super::parse()).
    pub fn parse<const N: usize>(
        text: &[u8],
        names: [&str; N],
    ) -> Result<(Self, Option<Members<N>>), ParseError> {
        let (flat, _) = parse_flat(text, false)?;
        let members = flat.top().as_object();
        let members = members.map(|members| names.map(|name| members.get(name).map(Part::to_json)));
        let read = Self {
            text: Arc::from(flat.text()),
            list: Mutex::new(Some(Box::new(flat.into_list()))),
        };
        Ok((read, members))
    }

    /// The text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The values. They are read again if somebody took them before.
    pub(crate) fn take(&self) -> Flat<'_> {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner).take();
        match list {
            Some(list) => list.with_text(&self.text),
            None => {
                let read = parse_flat(self.text.as_bytes(), false);
                read.expect("it was read before").0
            }
        }
    }
}

impl Clone for ReadText {
    /// Has the same text. What is asked of it is read again.
    fn clone(&self) -> Self {
        Self {
            text: Arc::clone(&self.text),
            list: Mutex::new(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn values_are_the_same_however_often_they_are_taken() {
        let text = r#"{"a": [1, -2.5], "b": {"c": "\u00e9x"}}"#;
        let (read, members) = ReadText::parse(text.as_bytes(), ["a", "x"]).unwrap();
        assert_eq!(members, Some([Some(parse(b"[1, -2.5]").unwrap()), None]));
        let whole = parse(text.as_bytes()).unwrap();
        let copy = read.clone();
        for read in [&read, &read, &copy] {
            assert_eq!(read.take().top().to_json(), whole);
        }
        assert!(ReadText::parse(b"[]", ["a"]).unwrap().1.is_none());
        assert!(ReadText::parse(b"{", ["a"]).is_err());
    }
}
