//! Decides exactly whether a schema accepts one value, or reports that it is undecided.
//!
//! The result has three values. An undecidable part (an unknown format, a pattern out of reach, the budget) only
//! affects the answer if the answer depends on it.

mod arrays;
mod constants;
mod explain;
mod objects;
mod scalars;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;
use std::fmt;

use foldhash::{HashMap, HashSet, HashSetExt};

pub(crate) use constants::WideEnums;
pub use explain::Refusal;

use super::opaque::OpaqueTexts;
use super::schema::Schema;
use super::schema::node::{Body, Condition, Cycle, Keywords, NodeId};
use super::verdict::{Limits, ReasonKind};
use crate::json::Json;

/// The reason why it could not be decided whether a schema accepts a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The kind of obstacle.
    pub kind: ReasonKind,
    /// The details, as a fragment.
    pub text: String,
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "undecided ({}): {}", self.kind, self.text)
    }
}

impl std::error::Error for Undecided {}

impl Schema {
    /// Returns true if the schema accepts the value.
    ///
    /// ```
    /// use counterpart_engine::compat::schema::{Options, Schema};
    /// use counterpart_engine::json::parse;
    ///
    /// let schema = Schema::parse(br#"{"type": "integer", "maximum": 340282366920938463463374607431768211455}"#,
    ///     &Options::default())?;
    /// assert_eq!(schema.accepts(&parse(b"340282366920938463463374607431768211455")?), Ok(true));
    /// assert_eq!(schema.accepts(&parse(b"340282366920938463463374607431768211456")?), Ok(false));
    /// assert_eq!(schema.accepts(&parse(b"0.5")?), Ok(false));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Fails if the answer depends on something that is not decided.
    pub fn accepts(&self, value: &Json) -> Result<bool, Undecided> {
        self.node_accepts(self.root(), value, Limits::default().steps)
    }

    /// Returns true if one node accepts the value, within so many steps.
    #[doc(hidden)]
    pub fn node_accepts(&self, node: NodeId, value: &Json, steps: u64) -> Result<bool, Undecided> {
        let mut evaluation = Evaluation::new(self, steps);
        let truth = evaluation.check(node, value, None);
        evaluation.answer(truth)
    }

    /// The same for a value that may contain opaque strings: true if it is accepted for all such strings. Also
    /// returns the formats whose meaning was assumed to be that of the pattern beside them.
    ///
    /// Takes its steps off `steps`.
    pub(crate) fn node_accepts_any(
        &self,
        node: NodeId,
        value: &Json,
        steps: &mut u64,
        opaque: &OpaqueTexts,
    ) -> Result<(bool, BTreeSet<String>), Undecided> {
        let evaluation = |patterns_decide, steps| {
            let mut evaluation = Evaluation::new(self, steps);
            evaluation.opaque = Some(opaque).filter(|texts| !texts.is_empty());
            evaluation.patterns_decide = patterns_decide;
            evaluation
        };
        let mut strict = evaluation(false, *steps);
        let truth = strict.check(node, value, None);
        *steps = strict.steps;
        if strict.described.is_empty() || truth != Truth::Unknown {
            return Ok((strict.answer(truth)?, BTreeSet::new()));
        }
        let mut lenient = evaluation(true, *steps);
        let truth = lenient.check(node, value, None);
        *steps = lenient.steps;
        let described = std::mem::take(&mut lenient.described);
        Ok((lenient.answer(truth)?, described))
    }

    /// The same for the whole schema.
    pub(crate) fn accepts_any(
        &self,
        value: &Json,
        steps: &mut u64,
        opaque: &OpaqueTexts,
    ) -> Result<(bool, BTreeSet<String>), Undecided> {
        self.node_accepts_any(self.root(), value, steps, opaque)
    }
}

/// True if something holds, as far as that is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    pub(crate) fn of(truth: bool) -> Self {
        if truth { Truth::Yes } else { Truth::No }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            _ => Truth::Unknown,
        }
    }

    pub(crate) fn not(self) -> Self {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

/// The properties or items of one value that were evaluated, as `unevaluatedProperties` and `unevaluatedItems` see
/// it. By their position in the value.
#[derive(Debug, Clone)]
struct Marks(Vec<Mark>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Unevaluated,
    /// Evaluated if something is true that was not decided.
    Perhaps,
    Evaluated,
}

impl Marks {
    fn for_value(value: &Json) -> Self {
        Self(vec![
            Mark::Unevaluated;
            match value {
                Json::Array(items) => items.len(),
                Json::Object(members) => members.len(),
                _ => 0,
            }
        ])
    }

    fn add(&mut self, other: &Marks, truth: Truth) {
        let most = match truth {
            Truth::Yes => Mark::Evaluated,
            Truth::Unknown => Mark::Perhaps,
            Truth::No => return,
        };
        for (mark, &other) in self.0.iter_mut().zip(&other.0) {
            *mark = (*mark).max(other.min(most));
        }
    }

    /// Something may evaluate any part.
    fn doubt_all(&mut self) {
        self.0
            .iter_mut()
            .for_each(|mark| *mark = (*mark).max(Mark::Perhaps));
    }
}

/// The maximum nesting of checks: four for each level of a message that serde reads (128), one for each level that
/// the JSON reader allows, and within half the stack that threads have by default.
const MAX_NESTING: usize = 600;

/// After so many steps, answers are remembered: a value may be asked about on many ways, which double on each level
/// of a schema. Most evaluations end before. The engine's own tests remember from the first step, which judges it.
const LONG: u64 = if cfg!(test) { 0 } else { 500 };

struct Evaluation<'s> {
    schema: &'s Schema,
    steps: u64,
    /// With so many steps left, answers are remembered.
    remembers_from: u64,
    /// The remembered answers for arrays and objects, by the value's address: these are parts of one value, which
    /// outlives the evaluation.
    known: HashMap<(NodeId, *const Json), Truth>,
    nesting: usize,
    /// The nodes of cycles that are being checked, with the value's address.
    active: HashSet<(NodeId, *const Json)>,
    /// The first thing that was not decided.
    obstacle: Option<Undecided>,
    /// The opaque strings that the value may contain.
    opaque: Option<&'s OpaqueTexts>,
    /// True if a pattern decides in place of a format outside the table beside it.
    patterns_decide: bool,
    /// The formats for which one does, or could.
    described: BTreeSet<String>,
}

impl<'s> Evaluation<'s> {
    fn new(schema: &'s Schema, steps: u64) -> Self {
        Self {
            schema,
            steps,
            remembers_from: steps.saturating_sub(LONG),
            known: HashMap::default(),
            nesting: 0,
            active: HashSet::new(),
            obstacle: None,
            opaque: None,
            patterns_decide: true,
            described: BTreeSet::new(),
        }
    }

    fn answer(self, truth: Truth) -> Result<bool, Undecided> {
        match truth {
            Truth::Yes => Ok(true),
            Truth::No => Ok(false),
            Truth::Unknown => Err(self.obstacle.unwrap_or(Undecided {
                kind: ReasonKind::Budget,
                text: "the value takes more steps to check than are allowed".to_owned(),
            })),
        }
    }

    fn unknown(&mut self, kind: ReasonKind, text: impl FnOnce() -> String) -> Truth {
        if self.obstacle.is_none() {
            self.obstacle = Some(Undecided { kind, text: text() });
        }
        Truth::Unknown
    }

    /// Takes steps off the budget; `false` if it is used up.
    fn spend(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_sub(steps as u64);
        if self.steps == 0 {
            self.unknown(ReasonKind::Budget, || {
                "the value takes more steps to check than are allowed".to_owned()
            });
        }
        self.steps > 0
    }

    /// Returns true if the node accepts the value. `marks` records what the node evaluates, if the caller wants to
    /// know.
    fn check(&mut self, mut node: NodeId, value: &'_ Json, marks: Option<&mut Marks>) -> Truth {
        let schema = self.schema;
        let mut entered = Vec::new();
        let truth = loop {
            if !self.spend(1) {
                break Truth::Unknown;
            }
            let keywords = match &schema.node(node).body {
                Body::Always(all) => break Truth::of(*all),
                Body::Keywords(keywords) => keywords,
            };
            let cycle = schema.cycle(node);
            if cycle != Cycle::No {
                let key = (node, std::ptr::from_ref(value));
                if !self.active.insert(key) {
                    if cycle == Cycle::Monotone && marks.is_none() {
                        // The widest meaning that satisfies the schema: the condition under check may be assumed to
                        // be true.
                        break Truth::Yes;
                    }
                    break self.unknown(ReasonKind::IllFoundedRecursion, || {
                        let at = schema.pointer(node);
                        format!("the schema at `{at}` applies itself to the value that it is applied to")
                    });
                }
                entered.push(key);
            }
            if keywords.is_reference {
                node = keywords.references[0];
                continue;
            }
            if self.nesting == MAX_NESTING {
                break self.unknown(ReasonKind::Budget, || {
                    format!("more than {MAX_NESTING} schemas are applied within each other")
                });
            }
            // Names are checked as strings that do not last, and an answer within a cycle rests on an assumption.
            let key = (node, std::ptr::from_ref(value));
            let is_remembered = self.steps < self.remembers_from
                && marks.is_none()
                && self.active.is_empty()
                && matches!(value, Json::Array(_) | Json::Object(_));
            if is_remembered {
                if let Some(known) = self.known.get(&key) {
                    break *known;
                }
            }
            self.nesting += 1;
            let truth = self.keywords(node, keywords, value, marks);
            self.nesting -= 1;
            if is_remembered && truth != Truth::Unknown {
                self.known.insert(key, truth);
            }
            break truth;
        };
        for key in entered {
            self.active.remove(&key);
        }
        truth
    }

    fn keywords(
        &mut self,
        node: NodeId,
        keywords: &Keywords,
        value: &Json,
        outer: Option<&mut Marks>,
    ) -> Truth {
        let asks = match value {
            Json::Object(_) => keywords.unevaluated_properties.is_some(),
            Json::Array(_) => keywords.unevaluated_items.is_some(),
            _ => false,
        };
        let mut own = None;
        let mut marks = match outer {
            Some(outer) => Some(outer),
            None if asks => Some(own.insert(Marks::for_value(value))),
            None => None,
        };
        let mut truth = self.shallow(node, keywords, value);
        if truth == Truth::No {
            return truth;
        }
        truth = truth.and(match value {
            Json::Array(items) => self.array(keywords, items, marks.as_deref_mut()),
            Json::Object(members) => self.object(keywords, value, members, marks.as_deref_mut()),
            _ => Truth::Yes,
        });
        if truth == Truth::No {
            return truth;
        }
        truth = truth.and(self.in_place(keywords, value, marks.as_deref_mut()));
        if truth == Truth::No {
            return truth;
        }
        if let Some(marks) = marks.filter(|_| asks) {
            truth = truth.and(match value {
                Json::Array(items) => self.unevaluated_items(keywords, items, marks),
                Json::Object(members) => self.unevaluated_properties(keywords, members, marks),
                _ => Truth::Yes,
            });
        }
        if truth == Truth::Yes {
            if let Some(keyword) = keywords.unsupported.first() {
                return self.unknown(ReasonKind::Unsupported, || {
                    format!("this use of `{keyword}` is not supported")
                });
            }
        }
        truth
    }

    /// The keywords that apply schemas to the value itself.
    fn in_place(&mut self, keywords: &Keywords, value: &Json, mut marks: Option<&mut Marks>) -> Truth {
        let mut truth = Truth::Yes;
        if keywords.unresolved().is_some() {
            marks.as_deref_mut().into_iter().for_each(Marks::doubt_all);
        }
        for &schema in keywords.references.iter().chain(&keywords.all_of) {
            truth = truth.and(self.branch(schema, value, marks.as_deref_mut()));
            if truth == Truth::No {
                return truth;
            }
        }
        if !keywords.any_of.is_empty() {
            truth = truth.and(self.any_of(&keywords.any_of, value, marks.as_deref_mut()));
            if truth == Truth::No {
                return truth;
            }
        }
        if !keywords.one_of.is_empty() {
            truth = truth.and(self.one_of(&keywords.one_of, value, marks.as_deref_mut()));
            if truth == Truth::No {
                return truth;
            }
        }
        if let Some(not) = keywords.not {
            // Schemas under `not` never count as evaluated: either they failed, or they make this fail.
            truth = truth.and(self.check(not, value, None).not());
            if truth == Truth::No {
                return truth;
            }
        }
        if let Some(condition) = &keywords.condition {
            truth = truth.and(self.condition(condition, value, marks));
        }
        truth
    }

    /// One schema on the same value; its evaluations count if it accepts.
    fn branch(&mut self, schema: NodeId, value: &Json, marks: Option<&mut Marks>) -> Truth {
        let Some(marks) = marks else {
            return self.check(schema, value, None);
        };
        if !self.spend(marks.0.len() / 16) {
            return Truth::Unknown;
        }
        let mut inner = Marks::for_value(value);
        let truth = self.check(schema, value, Some(&mut inner));
        marks.add(&inner, truth);
        truth
    }

    fn any_of(&mut self, schemas: &[NodeId], value: &Json, mut marks: Option<&mut Marks>) -> Truth {
        let mut truth = Truth::No;
        for &schema in schemas {
            match self.branch(schema, value, marks.as_deref_mut()) {
                // Every branch that accepts evaluates something, so that all must be seen if someone asks.
                Truth::Yes if marks.is_none() => return Truth::Yes,
                Truth::Yes => truth = Truth::Yes,
                Truth::Unknown if truth == Truth::No => truth = Truth::Unknown,
                _ => {}
            }
        }
        truth
    }

    fn one_of(&mut self, schemas: &[NodeId], value: &Json, mut marks: Option<&mut Marks>) -> Truth {
        let (mut accepting, mut unknown) = (0, 0);
        for &schema in schemas {
            match self.branch(schema, value, marks.as_deref_mut()) {
                Truth::Yes => accepting += 1,
                Truth::Unknown => unknown += 1,
                Truth::No => {}
            }
            if accepting > 1 {
                return Truth::No;
            }
        }
        match (accepting, unknown) {
            (1, 0) => Truth::Yes,
            (0, 0) => Truth::No,
            _ => Truth::Unknown,
        }
    }

    fn condition(&mut self, condition: &Condition, value: &Json, mut marks: Option<&mut Marks>) -> Truth {
        let when = self.branch(condition.when, value, marks.as_deref_mut());
        let mut part = |evaluation: &mut Self, schema: Option<NodeId>| match (schema, &mut marks) {
            (None, _) => Truth::Yes,
            (Some(schema), None) => evaluation.check(schema, value, None),
            (Some(schema), Some(marks)) => {
                let mut inner = Marks::for_value(value);
                let truth = evaluation.check(schema, value, Some(&mut inner));
                marks.add(
                    &inner,
                    truth.and(if when == Truth::Unknown {
                        Truth::Unknown
                    } else {
                        Truth::Yes
                    }),
                );
                truth
            }
        };
        match when {
            Truth::Yes => part(self, condition.then),
            Truth::No => part(self, condition.otherwise),
            Truth::Unknown => {
                let then = part(self, condition.then);
                let otherwise = part(self, condition.otherwise);
                if then == otherwise { then } else { Truth::Unknown }
            }
        }
    }
}
