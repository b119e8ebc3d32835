//! Values at a few places of a text, found without making a tree.

use std::borrow::Cow;
use std::fmt;

use super::Scratch;
use super::outcome::Malformed;
use super::scan::{self, Broken, Open, Scanned};
use crate::json::Pointer;

/// What a value is, as its first byte says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// Any number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The kind of the value that starts with this byte.
    pub(super) fn of(first: u8) -> Self {
        match first {
            b'n' => Kind::Null,
            b't' | b'f' => Kind::Boolean,
            b'"' => Kind::String,
            b'[' => Kind::Array,
            b'{' => Kind::Object,
            _ => Kind::Number,
        }
    }

    /// The name that JSON Schema has for it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean => "boolean",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Array => "array",
            Kind::Object => "object",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A value in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'t> {
    /// The value as it is written.
    pub raw: &'t [u8],
    /// Where it starts, in bytes from the start of the text.
    pub offset: usize,
    /// What it is.
    pub kind: Kind,
}

impl<'t> Found<'t> {
    /// The content of a string, its escapes resolved; `None` if it is another value.
    ///
    /// # Errors
    /// Fails if the content is no text: not UTF-8, or half of a surrogate pair.
    pub fn text(&self) -> Option<Result<Cow<'t, str>, Malformed>> {
        if self.kind != Kind::String {
            return None;
        }
        let inside = &self.raw[1..self.raw.len() - 1];
        Some(match std::str::from_utf8(inside) {
            Ok(plain) if !inside.contains(&b'\\') => Ok(Cow::Borrowed(plain)),
            _ => match serde_json::from_slice::<String>(self.raw) {
                Ok(text) => Ok(Cow::Owned(text)),
                Err(_) => Err(Malformed::of_string(self.raw, 0, self.raw.len())
                    .map(|malformed| Malformed {
                        offset: malformed.offset + self.offset,
                        ..malformed
                    })
                    .unwrap_or(Malformed {
                        offset: self.offset,
                        why: "invalid string".to_owned(),
                    })),
            },
        })
    }
}

/// Finds the values at a few places: the event and the payload in the row of a log, say.
///
/// ```
/// use counterpart_engine::compat::validate::{Finder, Kind, Scratch};
///
/// let finder = Finder::new(&["/event".parse()?, "/payload".parse()?, "/key".parse()?]);
/// let row = br#"{"at": 1, "event": "user.\u0072egistered", "payload": {"user_id": 7}}"#;
/// let mut found = Vec::new();
/// finder.find(row, &mut Scratch::default(), &mut found)?;
/// assert_eq!(found[0].unwrap().text().unwrap()?, "user.registered");
/// assert_eq!((found[1].unwrap().raw, found[1].unwrap().kind), (&br#"{"user_id": 7}"#[..], Kind::Object));
/// assert_eq!(found[2], None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Finder {
    top: Branch,
    count: usize,
}

/// A place, and those below it that are asked for.
#[derive(Debug, Clone, Default)]
struct Branch {
    /// The numbers of the pointers that end here.
    asked: Vec<usize>,
    below: Vec<(String, Branch)>,
}

impl Finder {
    /// For these places, which are answered by their positions.
    pub fn new(pointers: &[Pointer]) -> Self {
        let mut top = Branch::default();
        for (number, pointer) in pointers.iter().enumerate() {
            let mut at = &mut top;
            for step in pointer.steps() {
                let known = at.below.iter().position(|(name, _)| name == step);
                let index = known.unwrap_or_else(|| {
                    at.below.push((step.clone(), Branch::default()));
                    at.below.len() - 1
                });
                at = &mut at.below[index].1;
            }
            at.asked.push(number);
        }
        Self {
            top,
            count: pointers.len(),
        }
    }

    /// Looks through a text. `found` then has the value of each pointer, or `None` where there is none. Of
    /// members with the same key the last one counts, with all that is below it; what is returned tells which
    /// pointers this is about.
    ///
    /// # Errors
    /// Fails if the text is no JSON, anywhere in it.
    pub fn find<'t>(
        &self,
        text: &'t [u8],
        scratch: &mut Scratch,
        found: &mut Vec<Option<Found<'t>>>,
    ) -> Result<Repeated, Malformed> {
        found.clear();
        found.resize(self.count, None);
        scratch.open.forget();
        let start = scan::space(text, 0);
        let mut search = Search {
            text,
            open: &mut scratch.open,
            found,
            repeated: Repeated::default(),
        };
        let whole = self.top.value(start, &mut search);
        let repeated = search.repeated;
        whole
            .and_then(|end| scan::at_end(text, end))
            .map_err(|Broken| super::validator::malformed(text))?;
        Ok(repeated)
    }
}

/// The pointers that lead through a key which one object repeats: other readers may take the first value, and
/// `serde` refuses both. Only the first 64 pointers are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repeated(u64);

impl Repeated {
    /// Returns true if no key of a pointer is repeated.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns true if a key of this pointer is repeated.
    pub fn contains(self, pointer: usize) -> bool {
        pointer < 64 && self.0 >> pointer & 1 == 1
    }

    fn add(&mut self, pointer: usize) {
        if pointer < 64 {
            self.0 |= 1 << pointer;
        }
    }
}

/// A text that is looked through.
struct Search<'s, 't> {
    text: &'t [u8],
    open: &'s mut Open,
    found: &'s mut [Option<Found<'t>>],
    repeated: Repeated,
}

impl Branch {
    /// Forgets what was found here, as another value is in its place.
    fn forget(&self, search: &mut Search<'_, '_>) {
        for number in &self.asked {
            search.found[*number] = None;
            search.repeated.add(*number);
        }
        self.below.iter().for_each(|(_, below)| below.forget(search));
    }

    fn value(&self, start: usize, search: &mut Search<'_, '_>) -> Scanned {
        let text = search.text;
        let end = match text.get(start) {
            Some(b'{') if !self.below.is_empty() => self.members(start + 1, search)?,
            Some(b'[') if !self.below.is_empty() => self.items(start + 1, search)?,
            _ => scan::value(text, start, search.open)?,
        };
        for number in &self.asked {
            search.found[*number] = Some(Found {
                raw: &text[start..end],
                offset: start,
                kind: Kind::of(text[start]),
            });
        }
        Ok(end)
    }

    fn members(&self, at: usize, search: &mut Search<'_, '_>) -> Scanned {
        let text = search.text;
        let mut at = scan::space(text, at);
        if text.get(at) == Some(&b'}') {
            return Ok(at + 1);
        }
        // Of the first 64 places below: those whose keys were met.
        let mut met = 0_u64;
        loop {
            if text.get(at) != Some(&b'"') {
                return Err(Broken);
            }
            let key = scan::string(text, at + 1, &mut search.open.block)?;
            let written = &text[at + 1..key.end - 1];
            let unescaped: String;
            let name = if key.escaped {
                unescaped = serde_json::from_slice(&text[at..key.end]).unwrap_or_default();
                unescaped.as_bytes()
            } else {
                written
            };
            at = scan::colon(text, key.end)?;
            let below = self.below.iter().position(|(known, _)| known.as_bytes() == name);
            at = match below {
                Some(number) => {
                    let below = &self.below[number].1;
                    let bit = 1_u64.checked_shl(number as u32).unwrap_or_default();
                    if met & bit != 0 || bit == 0 {
                        below.forget(search);
                    }
                    met |= bit;
                    below.value(at, search)?
                }
                None => scan::value(text, at, search.open)?,
            };
            at = scan::space(text, at);
            match text.get(at) {
                Some(b',') => at = scan::space(text, at + 1),
                Some(b'}') => return Ok(at + 1),
                _ => return Err(Broken),
            }
        }
    }

    fn items(&self, at: usize, search: &mut Search<'_, '_>) -> Scanned {
        let text = search.text;
        let mut at = scan::space(text, at);
        if text.get(at) == Some(&b']') {
            return Ok(at + 1);
        }
        for index in 0_usize.. {
            let name = index.to_string();
            let below = self.below.iter().find(|(known, _)| *known == name);
            at = match below {
                Some((_, below)) => below.value(at, search)?,
                None => scan::value(text, at, search.open)?,
            };
            at = scan::space(text, at);
            match text.get(at) {
                Some(b',') => at = scan::space(text, at + 1),
                Some(b']') => return Ok(at + 1),
                _ => return Err(Broken),
            }
        }
        Err(Broken)
    }
}
