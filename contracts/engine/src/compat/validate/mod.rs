//! Judges texts against schemas without making a tree of them.
//!
//! [`Validator`] is the compiled form of one or several schemas: it reads a text once, skips what none of them looks at, and says of each
//! whether it accepts the value. It says what [`Schema::accepts`](super::schema::Schema::accepts) says of the parsed value; what its
//! compiled form does not know, it asks the exact evaluator.
//!
//! ```
//! use std::sync::Arc;
//! use counterpart_engine::compat::schema::{Options, Schema};
//! use counterpart_engine::compat::validate::{Outcome, Scratch, Validator};
//!
//! let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).map(Arc::new);
//! let validator = Validator::new(vec![
//!     read(r#"{"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}"#)?,
//!     read(r#"{"type": "object", "required": ["id", "name"]}"#)?,
//! ]);
//! let mut scratch = Scratch::default();
//! let outcomes = validator.judge(br#"{"id": 7, "more": [1, 2]}"#, &mut scratch)?;
//! assert_eq!(outcomes, [Outcome::Accepted, Outcome::Refused]);
//!
//! let malformed = validator.judge(br#"{"id": 7, "more": [1, 2}"#, &mut scratch).unwrap_err();
//! assert_eq!(malformed.to_string(), "expected `,` or `]` at byte 23");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod explanation;
mod find;
mod outcome;
mod plain;
mod scan;

use std::sync::Arc;

pub use explanation::{Cause, Explanation};
pub use find::{Finder, Found, Kind};
pub use outcome::{Malformed, Outcome};

use self::scan::{Broken, Open};
use super::schema::Schema;
use super::{ReasonKind, Undecided};
use crate::json::{self, ErrorKind};

/// Several schemas, compiled to judge one text in one pass.
#[derive(Debug)]
pub struct Validator {
    schemas: Vec<Arc<Schema>>,
}

/// Buffers that are used again from text to text. One for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    open: Open,
    outcomes: Vec<Outcome>,
    /// Why a reader of the last schema that refused could not read the text.
    unreadable: Option<Malformed>,
}

impl Validator {
    /// Compiles schemas. The outcomes of a text are in their order.
    pub fn new(schemas: Vec<Arc<Schema>>) -> Self {
        Self { schemas }
    }

    /// The schemas, in the order of the outcomes.
    pub fn schemas(&self) -> &[Arc<Schema>] {
        &self.schemas
    }

    /// Judges one text: an outcome for each schema.
    ///
    /// # Errors
    /// Fails if the text is no JSON, anywhere in it.
    pub fn judge<'s>(&self, text: &[u8], scratch: &'s mut Scratch) -> Result<&'s [Outcome], Malformed> {
        scan::whole(text, &mut scratch.open).map_err(|Broken| malformed(text))?;
        scratch.outcomes.clear();
        scratch.unreadable = None;
        let value = json::parse(text);
        scratch
            .outcomes
            .extend(self.schemas.iter().map(|schema| match &value {
                Ok(value) => match schema.accepts(value) {
                    Ok(true) => Outcome::Accepted,
                    Ok(false) => Outcome::Refused,
                    Err(why) => Outcome::Undecided(why),
                },
                Err(error) => Outcome::Undecided(unread(error)),
            }));
        Ok(&scratch.outcomes)
    }
}

/// Why the exact evaluator has no value of a text.
fn unread(error: &json::ParseError) -> Undecided {
    let kind = match error.kind {
        ErrorKind::Depth | ErrorKind::Exponent | ErrorKind::Size => ReasonKind::Budget,
        _ => ReasonKind::Unsupported,
    };
    // The key that is repeated may be content of the message.
    let text = match error.kind {
        ErrorKind::DuplicateKey(_) => "a key stands twice in one object".to_owned(),
        _ => error.to_string(),
    };
    Undecided { kind, text }
}

/// What is wrong with a text that was refused.
fn malformed(text: &[u8]) -> Malformed {
    Malformed::of(text).unwrap_or(Malformed {
        offset: 0,
        why: "not JSON".to_owned(),
    })
}
