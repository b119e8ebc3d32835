//! The judge of texts, as callers see it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::compile::Program;
use super::outcome::{Malformed, Outcome};
use super::program::Bits;
use super::run::{Event, Judged, Run, Stop, spare};
use super::scan::{self, Open};
use super::shapes::Shapes;
use super::strings;
use crate::compat::schema::Schema;
use crate::compat::{ReasonKind, Undecided};
use crate::json::{self, ErrorKind, Json, ParseError};

/// Several schemas, compiled to judge one text in one pass.
///
/// The outcome of a schema is that of [`Schema::accepts`] for the parsed value, with these additions for
/// texts that have no such value:
///
/// - What no schema looks at is only JSON, as `serde_json` skips it: any depth, bytes that are no UTF-8,
///   halves of surrogate pairs, numbers of any size, repeated keys.
/// - A string or a key that a schema looks at and that is no text makes that schema refuse; so do containers
///   that it looks at within 127 others, which is where `serde_json` stops reading.
/// - A schema that looks at the value of a key that stands twice in one object does not know what the object
///   means. It is undecided if its answer depends on that.
#[derive(Debug)]
pub struct Validator {
    schemas: Vec<Arc<Schema>>,
    program: Program,
    /// What a thread has learned of texts, it has learned of this validator.
    number: u64,
    /// Each schema by itself, made when they must be told apart.
    alone: OnceLock<Vec<Validator>>,
}

/// Buffers that are used again from text to text, and the shapes of texts that came before. One for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) open: Open,
    keys: Vec<u64>,
    events: Vec<Event>,
    pub(super) shapes: Shapes,
    outcomes: Vec<Outcome>,
    /// Why a reader of the last schema that refused could not read the text.
    pub(super) unreadable: Option<Malformed>,
}

impl Validator {
    /// Compiles schemas. The outcomes of a text are in their order.
    pub fn new(schemas: Vec<Arc<Schema>>) -> Self {
        let program = Program::of(&schemas);
        Self::of(schemas, program)
    }

    /// Compiles one schema; `None` if its compiled form would have more than `most` states. A state is a set of schemas
    /// that apply to one value, so unions that refer to themselves may have many.
    pub fn within(schema: Arc<Schema>, most: usize) -> Option<Self> {
        let schemas = vec![schema];
        let program = Program::within(&schemas, most)?;
        Some(Self::of(schemas, program))
    }

    fn of(schemas: Vec<Arc<Schema>>, program: Program) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            schemas,
            program,
            alone: OnceLock::new(),
        }
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
        // Most often they are as the last text left them.
        let accepts = |outcome: &Outcome| matches!(outcome, Outcome::Accepted);
        if scratch.outcomes.len() != self.schemas.len() || !scratch.outcomes.iter().all(accepts) {
            scratch.outcomes.clear();
            scratch.outcomes.resize(self.schemas.len(), Outcome::Accepted);
        }
        scratch.unreadable = None;
        scratch.open.forget();
        match self.by_path(text, scratch) {
            Followed::Path(0) => Ok(&scratch.outcomes),
            followed => self.in_full(text, scratch, followed),
        }
    }

    /// Follows the paths of texts that came before. Of all that is here, most texts need no more than this.
    #[inline(always)]
    fn by_path(&self, text: &[u8], scratch: &mut Scratch) -> Followed {
        // What several states say is too much to be learned.
        let ([_], []) = (&*self.program.roots, &*self.program.always) else {
            return Followed::Nothing;
        };
        scratch.keys.clear();
        let Some(paths) = scratch.shapes.paths(self.number) else {
            return Followed::Nothing;
        };
        let mut run = Run {
            states: &self.program.states,
            schemas: &self.schemas,
            text,
            open: &mut scratch.open,
            keys: &mut scratch.keys,
            spare: spare(text),
            events: None,
            asked_of_parts: false,
        };
        match paths.follow(&mut run) {
            Some(no) => Followed::Path(no),
            None => Followed::NewPath,
        }
    }

    /// What else there is to do.
    #[inline(never)]
    fn in_full<'s>(
        &self,
        text: &[u8],
        scratch: &'s mut Scratch,
        followed: Followed,
    ) -> Result<&'s [Outcome], Malformed> {
        let start = scan::space(text, 0);
        let mut doubts = Vec::new();
        let run = match followed {
            Followed::Path(no) => {
                for (_, schemas) in &self.program.roots {
                    note(no, 0, schemas, &mut scratch.outcomes, &mut doubts);
                }
                Ok(())
            }
            Followed::NewPath => self.run(text, start, scratch, &mut doubts, true),
            Followed::Nothing => self.run(text, start, scratch, &mut doubts, false),
        };
        match run {
            Ok(()) => {}
            Err(Stop::Broken) => return Err(malformed(text)),
            Err(stop) => {
                scan::whole(text, &mut scratch.open).map_err(|_| malformed(text))?;
                match stop {
                    Stop::Costly => doubts = (0..self.schemas.len()).collect(),
                    _ if self.schemas.len() > 1 => self.judge_alone(text, scratch)?,
                    stop => {
                        scratch.unreadable = unreadable(text, stop);
                        scratch.outcomes[0] = Outcome::Refused;
                    }
                }
            }
        }
        if !doubts.is_empty() {
            self.decide(text, &doubts, &mut scratch.outcomes);
        }
        Ok(&scratch.outcomes)
    }

    /// Reads the text, and learns its path if it may. The schemas of which nothing is known are added to `doubts`.
    fn run(
        &self,
        text: &[u8],
        start: usize,
        scratch: &mut Scratch,
        doubts: &mut Vec<usize>,
        learns: bool,
    ) -> Result<(), Stop> {
        scratch.keys.clear();
        scratch.events.clear();
        let mut run = Run {
            states: &self.program.states,
            schemas: &self.schemas,
            text,
            open: &mut scratch.open,
            keys: &mut scratch.keys,
            spare: spare(text),
            events: learns.then_some(&mut scratch.events),
            asked_of_parts: false,
        };
        for (state, schemas) in &self.program.roots {
            let Judged { end, no, unknown } = run.value(*state, start, 0)?;
            scan::at_end(text, end)?;
            note(no, unknown, schemas, &mut scratch.outcomes, doubts);
            if learns && unknown == 0 && !run.asked_of_parts {
                if let Some(events) = run.events.take() {
                    scratch.shapes.learn(self.number, text, events, no);
                }
            }
        }
        for (schema, all) in &self.program.always {
            if !all {
                scratch.outcomes[*schema] = Outcome::Refused;
            }
        }
        if self.program.always.iter().any(|(_, all)| *all) {
            let end = strings::readable(text, start, super::run::MOST_READ, &mut run.open.block)?;
            scan::at_end(text, end)?;
        } else if self.program.roots.is_empty() {
            scan::whole(text, run.open)?;
        }
        Ok(())
    }

    /// The outcome of each schema by itself: one of them looks at something that cannot be read, and others may not.
    fn judge_alone(&self, text: &[u8], scratch: &mut Scratch) -> Result<(), Malformed> {
        let mut own = Scratch::default();
        for (index, outcome) in scratch.outcomes.iter_mut().enumerate() {
            let outcomes = self.alone(index).judge(text, &mut own)?;
            *outcome = outcomes.first().cloned().unwrap_or(Outcome::Accepted);
        }
        Ok(())
    }

    /// The schema of this index by itself.
    pub(super) fn alone(&self, index: usize) -> &Validator {
        if self.schemas.len() == 1 {
            return self;
        }
        let alone = self.alone.get_or_init(|| {
            let schemas = self.schemas.iter().cloned();
            schemas.map(|schema| Validator::new(vec![schema])).collect()
        });
        &alone[index]
    }

    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// Asks the exact evaluator about the whole text.
    fn decide(&self, text: &[u8], doubts: &[usize], outcomes: &mut [Outcome]) {
        let value = json::parse(text);
        for schema in doubts {
            outcomes[*schema] = decided(&self.schemas[*schema], &value);
        }
    }
}

/// What the paths of texts that came before say of a text.
#[derive(Clone, Copy)]
enum Followed {
    /// It takes one of them, and these refuse it.
    Path(Bits),
    /// It takes none of them, and its own can be learned.
    NewPath,
    /// They were not asked.
    Nothing,
}

/// Writes down what is said of schemas: those of each bit.
#[inline]
fn note(no: Bits, unknown: Bits, schemas: &[Vec<usize>], outcomes: &mut [Outcome], doubts: &mut Vec<usize>) {
    if no | unknown == 0 {
        return;
    }
    for (output, schemas) in schemas.iter().enumerate() {
        let bit = 1 << output;
        if no & bit != 0 {
            schemas
                .iter()
                .for_each(|schema| outcomes[*schema] = Outcome::Refused);
        } else if unknown & bit != 0 {
            doubts.extend(schemas);
        }
    }
}

fn decided(schema: &Schema, value: &Result<Json, ParseError>) -> Outcome {
    match value.as_ref().map(|value| schema.accepts(value)) {
        Ok(Ok(true)) => Outcome::Accepted,
        Ok(Ok(false)) => Outcome::Refused,
        Ok(Err(why)) => Outcome::Undecided(why),
        Err(error) => Outcome::Undecided(unread(error)),
    }
}

/// Why the exact evaluator has no value of a text.
fn unread(error: &ParseError) -> Undecided {
    let kind = match error.kind {
        ErrorKind::Depth | ErrorKind::Exponent | ErrorKind::Size => ReasonKind::Budget,
        _ => ReasonKind::Unsupported,
    };
    // The key that is repeated may be content of the message.
    let text = match error.kind {
        ErrorKind::DuplicateKey(_) => format!("a key stands twice in one object, at byte {}", error.offset),
        _ => error.to_string(),
    };
    Undecided { kind, text }
}

/// Why a reader cannot read the text.
fn unreadable(text: &[u8], stop: Stop) -> Option<Malformed> {
    match stop {
        Stop::Unreadable(start, end) => Malformed::of_string(text, start, end),
        Stop::Deep(offset) => Some(Malformed {
            offset,
            why: "recursion limit exceeded".to_owned(),
        }),
        Stop::Broken | Stop::Costly => None,
    }
}

/// What is wrong with a text that was refused.
pub(super) fn malformed(text: &[u8]) -> Malformed {
    Malformed::of(text).unwrap_or(Malformed {
        offset: 0,
        why: "not JSON".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::schema::Options;

    #[test]
    fn schema_whose_compiled_form_is_beyond_the_limit_has_none() {
        let text =
            r##"{"properties": {"a": {"properties": {"b": {"type": "string"}}}, "c": {"$ref": "#"}}}"##;
        let schema = Arc::new(Schema::parse(text.as_bytes(), &Options::default()).unwrap());
        assert!(Validator::within(Arc::clone(&schema), 1).is_none());
        let validator = Validator::within(schema, 100).unwrap();
        let mut scratch = Scratch::default();
        let refused = validator.judge(br#"{"c":{"a":{"b":1}}}"#, &mut scratch);
        assert_eq!(refused.unwrap(), [Outcome::Refused]);
    }
}
