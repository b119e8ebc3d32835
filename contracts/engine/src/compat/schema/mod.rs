//! A JSON Schema, read and resolved.

#![cfg_attr(
    not(feature = "second-evaluator"),
    allow(dead_code, reason = "the second evaluator asks for the rest")
)]

mod changed;
mod cycles;
mod error;
#[doc(hidden)]
pub mod integers;
mod keywords;
mod metaschemas;
mod names;
#[doc(hidden)]
pub mod node;
mod patterns;
mod read;
#[doc(hidden)]
pub mod resources;
mod shared;
mod structure;
#[cfg(test)]
mod tests;
#[doc(hidden)]
pub mod uri;
#[doc(hidden)]
pub mod vocabulary;

use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

pub use error::{ReferenceProblem, SchemaError};
pub use patterns::{Dialect, ForeignPattern, Rewritten};
pub use vocabulary::Misspelt;

use self::integers::IntegerFormat;
use self::node::{Cycle, Node, NodeId, Origin, Step};
use self::read::{Read, TextRange};
pub(crate) use self::shared::Reading;
use super::eval::WideEnums;
use super::pattern::Pattern;
use super::second_evaluator;
use crate::json::flat::{Flat, Part};
use crate::json::{self, Json, MAX_DEPTH, Pointer};

/// A JSON Schema document, read, checked and resolved: what [`check`](super::check) compares.
///
/// Drafts 4 to 2020-12 are read and then have the meaning of 2020-12. References are followed inside the document
/// and to the metaschemas of JSON Schema, which are built in; nothing is ever fetched.
///
/// ```
/// use counterpart_engine::compat::schema::{Options, Schema};
///
/// let schema = Schema::parse(br#"{"type": "object", "required": ["id"]}"#, &Options::default())?;
/// assert_eq!(schema.document().to_string(), r#"{"type":"object","required":["id"]}"#);
///
/// let error = Schema::parse(br#"{"$ref": "https://example.com/user.json"}"#, &Options::default()).unwrap_err();
/// assert!(error.to_string().contains("https://example.com/user.json"));
/// # Ok::<(), counterpart_engine::compat::schema::SchemaError>(())
/// ```
#[derive(Debug)]
pub struct Schema {
    /// Made from the text on first use, if the schema was read from one: most checks do not use it.
    document: OnceLock<Arc<Json>>,
    text: Option<Text>,
    /// The same for those who walk the document once.
    flat: OnceLock<Flat<'static>>,
    options: Options,
    /// The draft of the document's top.
    draft: Draft,
    nodes: Vec<Node>,
    /// Where nodes are written, for those whose text is all that decides what they mean.
    texts: Vec<Option<TextRange>>,
    in_place: cycles::InPlace,
    patterns: HashMap<Arc<str>, Pattern>,
    /// Nodes with an integer format that was read as bounds, and that format.
    integer_formats: Vec<(NodeId, &'static IntegerFormat)>,
    /// The metaschemas that the document refers to, and the pointers of their tops.
    metaschemas: Vec<(Pointer, Part<'static>)>,
    is_one_resource: bool,
    /// What each node says, in whatever order it says it; made when it is first asked.
    structure: OnceLock<Vec<u64>>,
    /// The second evaluator's data for the schema.
    pub(super) prepared: second_evaluator::Prepared,
    pub(super) wide_enums: WideEnums,
}

/// The text that a schema was read from.
#[derive(Debug)]
struct Text {
    all: Arc<str>,
    /// Members of the top that do not count.
    omitted: &'static [&'static str],
}

/// The options for reading a document, where it does not decide itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    default_draft: Draft,
    format_asserts: bool,
    last_of_repeated_keys: bool,
}

impl Default for Options {
    /// 2020-12, `format` asserts, and keys are unique.
    fn default() -> Self {
        Self {
            default_draft: Draft::Draft202012,
            format_asserts: true,
            last_of_repeated_keys: false,
        }
    }
}

impl Options {
    /// The draft of a document without `$schema`, or with one that is not a draft of JSON Schema.
    #[must_use]
    pub fn default_draft(mut self, draft: Draft) -> Self {
        self.default_draft = draft;
        self
    }

    /// Returns true if `format` decides (`true`) or only describes.
    #[must_use]
    pub fn format_asserts(mut self, yes: bool) -> Self {
        self.format_asserts = yes;
        self
    }

    /// Sets the meaning of a repeated key in one object of the text: a mistake (`false`), or its last value
    /// (`true`), as other validators read it.
    #[must_use]
    pub fn last_of_repeated_keys(mut self, yes: bool) -> Self {
        self.last_of_repeated_keys = yes;
        self
    }
}

/// A version of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Draft {
    /// draft-04
    Draft4,
    /// draft-06
    Draft6,
    /// draft-07
    Draft7,
    /// 2019-09
    Draft201909,
    /// 2020-12
    Draft202012,
}

impl Draft {
    /// The draft as people call it.
    pub fn name(self) -> &'static str {
        match self {
            Draft::Draft4 => "draft-04",
            Draft::Draft6 => "draft-06",
            Draft::Draft7 => "draft-07",
            Draft::Draft201909 => "2019-09",
            Draft::Draft202012 => "2020-12",
        }
    }

    /// The `$schema` that names this draft.
    pub fn uri(self) -> &'static str {
        match self {
            Draft::Draft4 => "http://json-schema.org/draft-04/schema#",
            Draft::Draft6 => "http://json-schema.org/draft-06/schema#",
            Draft::Draft7 => "http://json-schema.org/draft-07/schema#",
            Draft::Draft201909 => "https://json-schema.org/draft/2019-09/schema",
            Draft::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// The draft that a `$schema` names, if it names one.
    pub fn of_uri(uri: &str) -> Option<Self> {
        let uri = uri.strip_suffix('#').unwrap_or(uri);
        let rest = uri
            .strip_prefix("https://")
            .or_else(|| uri.strip_prefix("http://"))?;
        Some(match rest {
            "json-schema.org/draft-04/schema" => Draft::Draft4,
            "json-schema.org/draft-06/schema" => Draft::Draft6,
            "json-schema.org/draft-07/schema" => Draft::Draft7,
            "json-schema.org/draft/2019-09/schema" => Draft::Draft201909,
            "json-schema.org/draft/2020-12/schema" => Draft::Draft202012,
            _ => return None,
        })
    }
}

impl Text {
    fn flat(&self) -> Result<Flat<'_>, json::ParseError> {
        let (mut flat, _) = json::parse_flat(self.all.as_bytes(), false)?;
        flat.omit(self.omitted);
        Ok(flat)
    }
}

impl Schema {
    /// Reads a schema from text.
    ///
    /// # Errors
    /// Fails if the text is not JSON within the bounds of [`json::parse`] (repeated keys are as the options say), a
    /// keyword is malformed, or a reference leads nowhere or out of the document. The first such place is named.
    pub fn parse(text: &[u8], options: &Options) -> Result<Self, SchemaError> {
        let (flat, repeats) =
            json::parse_flat(text, options.last_of_repeated_keys).map_err(SchemaError::Json)?;
        if repeats {
            // Several members with the same key become one in the value.
            return Self::read(Arc::new(flat.top().to_json()), options);
        }
        let read = read::read(flat.top(), options)?;
        let text = Text {
            all: Arc::from(flat.text()),
            omitted: &[],
        };
        Ok(Self::of(read, options, Some(text), OnceLock::new()))
    }

    /// Reads a schema from a shared text, as if these members of its top were not there. Keys may not be repeated.
    ///
    /// # Errors
    /// Like [`Schema::parse`].
    #[doc(hidden)]
    pub fn parse_without(
        text: &Arc<str>,
        omitted: &'static [&'static str],
        options: &Options,
    ) -> Result<Self, SchemaError> {
        let text = Text {
            all: Arc::clone(text),
            omitted,
        };
        let flat = text.flat().map_err(SchemaError::Json)?;
        let read = read::read(flat.top(), options)?;
        Ok(Self::of(read, options, Some(text), OnceLock::new()))
    }

    /// Reads a schema from a value.
    ///
    /// # Errors
    /// Like [`Schema::parse`]; a value that nests deeper than [`MAX_DEPTH`] is refused.
    pub fn from_json(document: Json, options: &Options) -> Result<Self, SchemaError> {
        if is_too_deep(&document) {
            dismantle(document);
            return Err(SchemaError::Depth);
        }
        Self::read(Arc::new(document), options)
    }

    /// Reads a schema from a shared value. Like [`Schema::from_json`].
    #[doc(hidden)]
    pub fn from_shared(document: Arc<Json>, options: &Options) -> Result<Self, SchemaError> {
        if is_too_deep(&document) {
            return Err(SchemaError::Depth);
        }
        Self::read(document, options)
    }

    fn read(document: Arc<Json>, options: &Options) -> Result<Self, SchemaError> {
        let flat = Flat::of(&document).ok_or(SchemaError::Size)?;
        let read = read::read(flat.top(), options)?;
        Ok(Self::of(read, options, None, OnceLock::from(document)))
    }

    fn of(read: Read, options: &Options, text: Option<Text>, document: OnceLock<Arc<Json>>) -> Self {
        Self {
            options: options.clone(),
            draft: read.draft,
            in_place: cycles::in_place(&read.nodes, &read.applying),
            nodes: read.nodes,
            texts: if text.is_some() { read.texts } else { Vec::new() },
            patterns: read.patterns,
            integer_formats: read.integer_formats,
            metaschemas: read.metaschemas,
            is_one_resource: read.is_one_resource,
            document,
            text,
            flat: OnceLock::new(),
            structure: OnceLock::new(),
            prepared: second_evaluator::Prepared::default(),
            wide_enums: WideEnums::default(),
        }
    }

    /// The document as it was read.
    pub fn document(&self) -> &Json {
        self.document
            .get_or_init(|| Arc::new(self.flat().top().to_json()))
    }

    /// The document for those who walk it once.
    pub(crate) fn with_flat<T>(&self, ask: impl FnOnce(Part<'_>) -> T) -> T {
        ask(self.flat().top())
    }

    fn flat(&self) -> &Flat<'static> {
        self.flat.get_or_init(|| match (&self.text, self.document.get()) {
            (Some(text), _) => text.flat().expect("it was read before").into_owned(),
            (None, Some(document)) => Flat::of(document).expect("it was read before"),
            (None, None) => unreachable!("a schema is read from a text or from a value"),
        })
    }

    /// The draft that the top of the document is written in.
    pub fn draft(&self) -> Draft {
        self.draft
    }

    /// Returns true if `format` decides.
    pub(crate) fn format_asserts(&self) -> bool {
        self.options.format_asserts
    }

    /// The nodes whose integer format was read as bounds.
    pub(crate) fn integer_formats(&self) -> &[(NodeId, &'static IntegerFormat)] {
        &self.integer_formats
    }

    /// A hash that nodes share if they say the same, in whatever order they say it and whatever their definitions are called. Nodes that
    /// say different things may share one too.
    pub(crate) fn structure(&self, id: NodeId) -> u64 {
        self.structure.get_or_init(|| structure::hashes(&self.nodes))[id.0 as usize]
    }

    #[doc(hidden)]
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    #[doc(hidden)]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The number of nodes; their ids are 0 to this.
    #[doc(hidden)]
    #[expect(clippy::len_without_is_empty, reason = "the document's top is always one")]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns true if a walk from this node that stays on one value can come back to it.
    pub(crate) fn cycle(&self, id: NodeId) -> Cycle {
        self.in_place.cycle(id)
    }

    /// The text of a node, if nothing but that and [`reading`](Self::reading) decides what it means.
    pub(crate) fn own_text(&self, id: NodeId) -> Option<&str> {
        let (start, end) = (*self.texts.get(id.0 as usize)?)?;
        let text = self.text.as_ref()?;
        text.all.get(start as usize..end.get() as usize)
    }

    /// How its texts were read.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            draft: self.draft,
            format_asserts: self.options.format_asserts,
        }
    }

    /// At most so many nodes are applied to one value within each other.
    pub(crate) fn longest_in_place(&self) -> usize {
        self.in_place.longest
    }

    /// The place of a node in the document. The place of a node in a metaschema is written as if it were below the
    /// first reference that leads there.
    #[doc(hidden)]
    pub fn pointer(&self, id: NodeId) -> Pointer {
        pointer(&self.nodes, id)
    }

    /// The first of the keywords that the schema at such a pointer really writes, or else the first.
    pub(crate) fn written(&self, pointer: &Pointer, keywords: &[&'static str]) -> Option<&'static str> {
        let of = |schema: Part<'_>| {
            let members = schema.as_object()?;
            let is_there = |keyword: &&&'static str| members.get(keyword).is_some();
            keywords.iter().find(is_there).or(keywords.first()).copied()
        };
        let find = |document: Part<'_>, steps: &[String]| {
            let place = steps.iter().try_fold(document, |part, step| part.step(step));
            place.and_then(of)
        };
        let in_metaschemas = || {
            self.metaschemas.iter().find_map(|(top, document)| {
                let below = pointer.steps().strip_prefix(top.steps())?;
                find(*document, below)
            })
        };
        let found = match self.document.get() {
            // It finds a member among many at once.
            Some(document) => {
                let members = pointer.find(document).and_then(Json::as_object);
                members.and_then(|members| {
                    let is_there = |keyword: &&&'static str| members.contains_key(**keyword);
                    keywords.iter().find(is_there).or(keywords.first()).copied()
                })
            }
            None => self.with_flat(|document| find(document, pointer.steps())),
        };
        found.or_else(in_metaschemas).or(keywords.first().copied())
    }

    pub(crate) fn refers_to_metaschemas(&self) -> bool {
        !self.metaschemas.is_empty()
    }

    /// Returns true if nothing in the document but its top has an identity or an anchor, and no reference leads out
    /// of it.
    pub(crate) fn is_one_resource(&self) -> bool {
        self.is_one_resource
    }

    /// From now on the second evaluator reads another document.
    #[cfg(test)]
    pub(crate) fn replace_second(&mut self, other: Schema) {
        self.document = OnceLock::from(Arc::new(other.document().clone()));
        (self.text, self.flat) = (None, OnceLock::new());
    }

    /// The compiled forms of all patterns, in no order.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.patterns.values()
    }

    /// The compiled form of a pattern, if the document has it.
    pub(crate) fn known_pattern(&self, source: &str) -> Option<&Pattern> {
        self.patterns.get(source)
    }

    /// The compiled form of a pattern in a node.
    #[doc(hidden)]
    pub fn pattern(&self, source: &str) -> &Pattern {
        &self.patterns[source]
    }
}

fn pointer(nodes: &[Node], id: NodeId) -> Pointer {
    let mut steps: Vec<String> = Vec::new();
    let mut at = id;
    let start = loop {
        match &nodes[at.0 as usize].origin {
            Origin::At(pointer) => break pointer.as_ref().clone(),
            Origin::Under {
                parent,
                keyword,
                step,
            } => {
                match step {
                    Step::None => {}
                    Step::Key(key) => steps.push(key.to_string()),
                    Step::Index(index) => steps.push(index.to_string()),
                }
                steps.push((*keyword).to_owned());
                at = *parent;
            }
        }
    };
    let steps = steps.into_iter().rev();
    steps.fold(start, |pointer, step| pointer.child(step))
}

fn is_too_deep(document: &Json) -> bool {
    let mut stack = vec![(document, 0)];
    while let Some((value, depth)) = stack.pop() {
        let inner = depth + 1;
        match value {
            Json::Array(items) => stack.extend(items.iter().map(|item| (item, inner))),
            Json::Object(members) => stack.extend(members.values().map(|value| (value, inner))),
            _ => continue,
        }
        if inner > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// Frees a value level by level: the default drop recurses and would overflow the stack.
fn dismantle(document: Json) {
    let mut stack = vec![document];
    while let Some(value) = stack.pop() {
        match value {
            Json::Array(items) => stack.extend(items),
            Json::Object(members) => stack.extend(members.into_values()),
            _ => {}
        }
    }
}
