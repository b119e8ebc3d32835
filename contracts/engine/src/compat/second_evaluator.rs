//! `jsonschema`'s validator as a second evaluator, so that one mistake alone does not decide.
//!
//! Its answer only counts where it means the same as ours: its numbers are `u64`, `i64` and `f64`.

mod cost;
mod made;
mod part;
mod patterns;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::{ValidationOptions, Validator, draft4, draft6, draft7, draft201909, draft202012};
use referencing::SPECIFICATIONS;
use serde_json::Value;

use self::part::Parts;
use super::formats::library;
use super::schema::node::{Body, NodeId};
use super::schema::{Draft, Schema};
use crate::json::{Json, Number, Pointer};

/// A schema as `jsonschema` holds it.
pub(crate) struct SecondEvaluator {
    validator: Arc<Validator>,
    multiples: Multiples,
    /// At most so many schemas are applied to one value within each other.
    longest_in_place: usize,
}

/// The second evaluator's data for a schema.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    /// The whole schema, made when it is first asked.
    whole: OnceLock<Option<SecondEvaluator>>,
    /// The number of schemas in all parts that were prepared.
    in_parts: AtomicUsize,
    most_applied: OnceLock<u64>,
    multiples: OnceLock<Multiples>,
}

/// A schema's use of multiples. With fractions, the library divides in `f64`, which is not exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Multiples {
    None,
    OfIntegers,
    OfFractions,
}

/// The library recurses once for each schema that it applies within another. In reach of the smallest stack that
/// threads have by default: it overflows that between 5,000 and 10,000.
const MAX_NESTING: usize = 2_500;

impl fmt::Debug for SecondEvaluator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondEvaluator").finish_non_exhaustive()
    }
}

/// The document from which the library makes its validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Only the part that the value touches, if there is such a part: for few values.
    Slice,
    /// The whole document, which is cached: for many values.
    Full,
}

impl Schema {
    /// The whole schema for the second evaluator, if that can represent it.
    pub(crate) fn second(&self) -> Option<&SecondEvaluator> {
        self.prepared
            .whole
            .get_or_init(|| SecondEvaluator::of(self))
            .as_ref()
    }

    /// Returns true if preparing parts has cost as much as the whole schema would: a producer's is asked once for each
    /// consumer that it breaks.
    fn asked_often(&self) -> bool {
        self.prepared.in_parts.load(Ordering::Relaxed) >= self.len()
    }

    /// At most so many schemas it applies for each value in a value.
    fn most_applied(&self) -> u64 {
        *self
            .prepared
            .most_applied
            .get_or_init(|| cost::most_applied(self))
    }

    /// Asks for opinions on several values.
    pub(crate) fn with_opinions<T>(&self, ask: impl FnOnce(&mut Opinions<'_>) -> T) -> T {
        self.with_flat(|document| {
            let parts = Parts::new(self, document);
            ask(&mut Opinions { schema: self, parts })
        })
    }

    /// Returns true if the library accepts the value; `None` if its answer would not count.
    #[cfg(test)]
    pub(crate) fn second_opinion(&self, value: &Json, extent: Scope) -> Option<bool> {
        self.with_opinions(|opinions| opinions.of(value, extent))
    }
}

/// The second evaluator's answers about one schema.
pub(crate) struct Opinions<'a> {
    pub(crate) schema: &'a Schema,
    parts: Parts<'a>,
}

impl Opinions<'_> {
    /// Returns true if the library accepts the value; `None` if its answer would not count.
    pub(crate) fn of(&mut self, value: &Json, extent: Scope) -> Option<bool> {
        /// The nodes of a schema whose validator is larger than everything else in a check.
        const LARGE: usize = 5_000;
        let schema = self.schema;
        if !cost::is_bounded(schema, value) {
            return None;
        }
        let is_kept = || schema.asked_often() && schema.second().is_some();
        let wants_part = schema.len() > LARGE || extent == Scope::Slice && !is_kept();
        if wants_part && schema.longest_in_place() <= MAX_NESTING {
            if let Some((document, schemas)) = self.parts.touched_by(value) {
                schema.prepared.in_parts.fetch_add(schemas, Ordering::Relaxed);
                return SecondEvaluator::build(schema, document)?.accepts(value);
            }
        }
        schema.second()?.accepts(value)
    }

    /// Returns true if the library refuses the value for what the schema demands of the part at this place. `false` may
    /// also mean that it is to be asked about the whole.
    pub(crate) fn refuses_at(&mut self, value: &Json, place: &Pointer) -> bool {
        let schema = self.schema;
        if schema.longest_in_place() > MAX_NESTING || !cost::is_bounded(schema, value) {
            return false;
        }
        let refuses =
            |(demanded, part): (Value, &Json)| SecondEvaluator::build(schema, demanded)?.accepts(part);
        self.parts.demanded_at(value, place.steps()).and_then(refuses) == Some(false)
    }

    /// An opinion with these patterns assumed to match everywhere.
    pub(crate) fn assuming(&self, value: &Json, patterns: &BTreeSet<String>) -> Option<bool> {
        self.schema.second_opinion_assuming(value, patterns)
    }
}

impl Schema {
    /// The same, with these patterns assumed to match everywhere.
    fn second_opinion_assuming(&self, value: &Json, patterns: &BTreeSet<String>) -> Option<bool> {
        if self.longest_in_place() > MAX_NESTING {
            return None;
        }
        let mut document = self.document().clone();
        if !self.integer_formats().is_empty() {
            document = with_integer_bounds(self)?;
        }
        without_patterns(&mut document, patterns);
        SecondEvaluator::build(self, document.to_serde_json()?)?.accepts(value)
    }
}

/// Removes the patterns, wherever the keyword occurs.
fn without_patterns(document: &mut Json, patterns: &BTreeSet<String>) {
    match document {
        Json::Array(items) => items.iter_mut().for_each(|item| without_patterns(item, patterns)),
        Json::Object(members) => {
            let stands_here = members.get("pattern").and_then(Json::as_str);
            if stands_here.is_some_and(|source| patterns.contains(source)) {
                members.shift_remove("pattern");
            }
            for value in members.values_mut() {
                without_patterns(value, patterns);
            }
        }
        _ => {}
    }
}

impl SecondEvaluator {
    /// `None` if the library's numbers cannot hold the schema, or if it refuses the schema.
    pub(crate) fn of(schema: &Schema) -> Option<Self> {
        if schema.longest_in_place() > MAX_NESTING {
            return None;
        }
        let document = if schema.integer_formats().is_empty() {
            schema.document().to_serde_json()?
        } else {
            with_integer_bounds(schema)?.to_serde_json()?
        };
        Self::build(schema, document)
    }

    fn build(schema: &Schema, document: Value) -> Option<Self> {
        let options = options(
            schema.draft(),
            schema.format_asserts(),
            schema.refers_to_metaschemas(),
        );
        let spelled = patterns::spelled_out(schema, document)?;
        Some(Self {
            validator: made::validator(options, spelled)?,
            multiples: *schema.prepared.multiples.get_or_init(|| multiples(schema)),
            longest_in_place: schema.longest_in_place(),
        })
    }

    /// Returns true if the schema accepts the value; `None` if the answer would not count.
    pub(crate) fn accepts(&self, value: &Json) -> Option<bool> {
        let within = facts(value);
        let counts = match self.multiples {
            Multiples::None => true,
            Multiples::OfIntegers => within.only_small_integers,
            Multiples::OfFractions => !within.numbers,
        };
        if !counts || (within.depth + 1).saturating_mul(self.longest_in_place) > MAX_NESTING {
            return None;
        }
        Some(self.validator.is_valid(&value.to_serde_json()?))
    }
}

/// The library's options for reading a document. Made once, because the table of formats is long.
fn options(
    draft: Draft,
    format_asserts: bool,
    with_metaschemas: bool,
) -> &'static ValidationOptions<'static> {
    type Key = (Draft, bool, bool);
    static MADE: Mutex<BTreeMap<Key, &'static ValidationOptions<'static>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry((draft, format_asserts, with_metaschemas))
        .or_insert_with(|| {
            let options = make_options(draft, format_asserts, with_metaschemas);
            // There are as many as drafts and flags, and they are wanted for as long as the program runs.
            Box::leak(Box::new(options))
        })
}

fn make_options(draft: Draft, format_asserts: bool, with_metaschemas: bool) -> ValidationOptions<'static> {
    let options = match draft {
        Draft::Draft4 => draft4::options(),
        Draft::Draft6 => draft6::options(),
        Draft::Draft7 => draft7::options(),
        Draft::Draft201909 => draft201909::options(),
        Draft::Draft202012 => draft202012::options(),
    };
    let mut options = options.offline();
    if with_metaschemas {
        // By itself it knows only those of the document's own draft.
        options = options.with_registry(&SPECIFICATIONS);
    }
    for encoding in ["base64", "base64url", "base32", "base32hex", "base16"] {
        options = options.without_content_encoding_support(encoding);
    }
    options = options.without_content_media_type_support("application/json");
    if format_asserts {
        library::register(options)
    } else {
        options.should_validate_formats(false)
    }
}

/// The document with the bounds that we read into integer formats, which mean nothing to the library.
fn with_integer_bounds(schema: &Schema) -> Option<Json> {
    let mut document = schema.document().clone();
    for (node, format) in schema.integer_formats() {
        let pointer = schema.pointer(*node);
        let place = pointer
            .steps()
            .iter()
            .try_fold(&mut document, |value, step| match value {
                Json::Object(members) => members.get_mut(step),
                Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
                _ => None,
            })?;
        let bounds = Json::from([
            ("minimum", Json::Number(format.minimum())),
            ("maximum", Json::Number(format.maximum())),
        ]);
        let all_of = place.as_object_mut()?.entry("allOf".to_owned());
        match all_of.or_insert_with(|| Json::Array(Vec::new())) {
            Json::Array(schemas) => schemas.push(bounds),
            _ => return None,
        }
    }
    Some(document)
}

fn multiples(schema: &Schema) -> Multiples {
    let steps = (0..schema.len() as u32).filter_map(|id| match &schema.node(NodeId(id)).body {
        Body::Keywords(keywords) => keywords.multiple_of.as_ref(),
        Body::Always(_) => None,
    });
    steps.fold(Multiples::None, |so_far, step| match so_far {
        Multiples::OfFractions => so_far,
        _ if is_small_integer(step) => Multiples::OfIntegers,
        _ => Multiples::OfFractions,
    })
}

struct Facts {
    depth: usize,
    numbers: bool,
    only_small_integers: bool,
}

fn facts(value: &Json) -> Facts {
    let mut facts = Facts {
        depth: 0,
        numbers: false,
        only_small_integers: true,
    };
    let mut stack = vec![(value, 0)];
    while let Some((value, depth)) = stack.pop() {
        facts.depth = facts.depth.max(depth);
        match value {
            Json::Number(number) => {
                facts.numbers = true;
                facts.only_small_integers &= is_small_integer(number);
            }
            Json::Array(items) => stack.extend(items.iter().map(|item| (item, depth + 1))),
            Json::Object(members) => stack.extend(members.values().map(|value| (value, depth + 1))),
            _ => {}
        }
    }
    facts
}

/// Held exactly as an integer and as an `f64`.
fn is_small_integer(number: &Number) -> bool {
    const EXACT: u128 = 1 << 53;
    let integer = number.to_small_integer();
    integer.is_some_and(|integer| integer.unsigned_abs() <= EXACT)
}
