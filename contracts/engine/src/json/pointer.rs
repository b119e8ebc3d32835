use std::fmt;
use std::str::FromStr;

use super::Json;

/// A JSON Pointer (RFC 6901): the way from the top of a document to a place in it. The empty pointer is the top.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// The top of the document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The place at the end of these steps.
    #[doc(hidden)]
    pub fn of(steps: impl Into<Vec<String>>) -> Self {
        Self(steps.into())
    }

    /// One step further: a key, or an index written in decimal.
    pub fn child(&self, step: impl Into<String>) -> Self {
        let mut steps = self.0.clone();
        steps.push(step.into());
        Self(steps)
    }

    /// The steps, unescaped.
    pub fn steps(&self) -> &[String] {
        &self.0
    }

    /// The value at this place, if there is one.
    pub fn find<'a>(&self, document: &'a Json) -> Option<&'a Json> {
        self.0.iter().try_fold(document, |value, step| match value {
            Json::Object(members) => members.get(step),
            Json::Array(items) if step == "0" || !step.starts_with('0') => {
                items.get(step.parse::<usize>().ok()?)
            }
            _ => None,
        })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|step| write!(f, "/{}", step.replace('~', "~0").replace('/', "~1")))
    }
}

/// The text is not a JSON Pointer: it does not start with `/`, or a `~` is not followed by 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointerError;

impl fmt::Display for PointerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a JSON Pointer: it is empty or starts with `/`, and `~` is written `~0`, `/` in a key `~1`",
        )
    }
}

impl std::error::Error for PointerError {}

impl FromStr for Pointer {
    type Err = PointerError;

    fn from_str(text: &str) -> Result<Self, PointerError> {
        if text.is_empty() {
            return Ok(Self::root());
        }
        let steps = text.strip_prefix('/').ok_or(PointerError)?.split('/');
        steps
            .map(|step| {
                let escapes_are_known = step
                    .split('~')
                    .skip(1)
                    .all(|rest| rest.starts_with('0') || rest.starts_with('1'));
                escapes_are_known
                    .then(|| step.replace("~1", "/").replace("~0", "~"))
                    .ok_or(PointerError)
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn a_pointer_reads_back_as_it_was_written_and_finds_its_place() {
        let document = parse(br#"{"a/b": {"~": [10, {"": 5}]}}"#).unwrap();
        let pointer: Pointer = "/a~1b/~0/1/".parse().unwrap();
        assert_eq!(pointer.to_string(), "/a~1b/~0/1/");
        assert_eq!(pointer.find(&document), Some(&Json::Number(5.into())));
        assert_eq!("/a~1b/~0/01".parse::<Pointer>().unwrap().find(&document), None);
        assert_eq!(Pointer::root().find(&document), Some(&document));
        for bad in ["a", "/~", "/~2"] {
            assert_eq!(bad.parse::<Pointer>(), Err(PointerError), "{bad}");
        }
    }
}
