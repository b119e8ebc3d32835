//! Messages made from a schema: edge cases and random ones.
//!
//! ```
//! use counterpart::compat::schema::{Options, Schema};
//! use counterpart::sample::Sampler;
//!
//! let schema = Schema::parse(br#"{"properties": {"id": {"type": "integer", "minimum": 1, "maximum": 3}},
//!     "required": ["id"], "additionalProperties": false, "type": "object"}"#, &Options::default())?;
//! let mut ids: Vec<String> = Sampler::new(&schema, Default::default()).take(20).map(|message| message.to_string()).collect();
//! ids.sort();
//! ids.dedup();
//! assert_eq!(ids, [r#"{"id":1}"#, r#"{"id":2}"#, r#"{"id":3}"#]);
//! # Ok::<(), counterpart::compat::schema::SchemaError>(())
//! ```

mod arrays;
mod blame;
mod builder;
mod choices;
mod conjunction;
mod depth;
mod guesses;
mod invalid;
mod message;
mod numbers;
mod objects;
mod shrink;
#[cfg(test)]
mod tests;
mod texts;
mod ways;

pub(crate) use builder::mentioned_names;
pub use invalid::NearMisses;
pub(crate) use invalid::{find_mut, places};
pub use message::Message;
#[doc(hidden)]
pub use {blame::to_blame, shrink::shrink};
pub(crate) use {guesses::Guessing, ways::Goal, ways::Leads, ways::Reached, ways::Ways, ways::is_reached};

use std::rc::Rc;

use foldhash::HashMap;

use self::builder::{Builder, Size};
use self::choices::{Choices, Strategy};
use self::conjunction::Conjunction;
use self::depth::Depths;
use self::numbers::Numbers;
use self::objects::Members;
use self::texts::Texts;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::NodeId;
use counterpart_engine::json::{Json, MAX_DEPTH};

/// The options for making messages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The same seed makes the same messages, on every machine.
    pub seed: u64,
    /// Names of properties, in addition to those that the schema mentions, if the schema leaves the names free.
    pub names: Vec<String>,
    /// The maximum number of arrays and objects within each other. Only schemas that refer to themselves reach it.
    pub depth: usize,
    /// True if strings are guessed whose format or pattern is not decided.
    pub(crate) guesses: bool,
}

impl Default for Options {
    /// Seed 0, no names, and the depth that serde reads (127).
    fn default() -> Self {
        Self {
            seed: 0,
            names: Vec::new(),
            depth: 127,
            guesses: false,
        }
    }
}

impl Options {
    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the names.
    #[must_use]
    pub fn names(mut self, names: Vec<String>) -> Self {
        self.names = names;
        self
    }

    /// Guesses strings if a format or a pattern is not decided: the schema may then refuse the result because of
    /// those strings, and for no other reason.
    #[must_use]
    pub(crate) fn guesses(mut self) -> Self {
        self.guesses = true;
        self
    }
}

/// Makes messages that a schema accepts.
///
/// The first message is plain and has every optional part. Then come the edges: each alternative of each choice (a
/// bound, a length, a branch of a union, an absent property, an unknown property) is taken before one is repeated.
/// Every second message is random. Only messages that the schema provably accepts are returned.
///
/// The messages satisfy the assumptions of contracts: integers have no fraction, numbers fit an `f64`, keys are
/// unique, and nesting stays within [`Options::depth`].
///
/// The iterator ends if it can find no more messages, which is at once if the schema accepts nothing.
#[derive(Debug)]
pub struct Sampler<'s> {
    schema: &'s Schema,
    names: Vec<String>,
    depth: usize,
    guesses: bool,
    depths: Depths,
    choices: Choices,
    texts: Texts,
    numbers: Numbers,
    /// The conjunctions that need no choice, by their schemas.
    settled: HashMap<Vec<NodeId>, Rc<Conjunction<'s>>>,
    members: HashMap<Vec<NodeId>, Rc<Members<'s>>>,
    made: usize,
}

/// The step limit for the check of one message. A message that needs more is not a good example.
const STEPS: u64 = 100_000;
/// The number of attempts at a message before the sampler gives up.
const TRIES: usize = 24;
/// And how often one that is to reach a part.
const AIMS: usize = 4;

impl<'s> Sampler<'s> {
    /// A sampler of the schema's messages.
    pub fn new(schema: &'s Schema, options: Options) -> Self {
        Self {
            schema,
            names: builder::names_of(schema, options.names),
            depth: options.depth.min(MAX_DEPTH - 1),
            guesses: options.guesses,
            depths: Depths::of(schema),
            choices: Choices::of(options.seed),
            texts: Texts::default(),
            numbers: Numbers::default(),
            settled: HashMap::default(),
            members: HashMap::default(),
            made: 0,
        }
    }

    fn one(&mut self) -> Option<Message> {
        let root = self.schema.root();
        let size = Size::of(self.made, self.depth, self.depths.most(root));
        self.choices.strategy = match self.made {
            0 => Strategy::Plain,
            made if made % 2 == 1 => Strategy::Covering,
            _ => Strategy::Random,
        };
        self.make(size, Vec::new(), None)
    }

    /// A message that has a value at a part of the schema, and little else.
    pub(crate) fn reaching(&mut self, goal: Goal, ways: &Ways) -> Option<Message> {
        self.choices.strategy = Strategy::Covering;
        let way = ways.to(goal.node);
        (0..AIMS).find_map(|_| self.make(Size::least(self.depth), way.clone(), Some(goal)))
    }

    fn make(&mut self, size: Size, way: Vec<(NodeId, NodeId)>, goal: Option<Goal>) -> Option<Message> {
        let root = self.schema.root();
        let mut builder = Builder::new(self, size, way, goal);
        let value = builder.value(&[root], 0)?;
        let spelled = builder.into_spelled();
        let steps = STEPS + self.steps_of_schema();
        let is_good = height(&value) <= self.depth && self.admits(root, &value, steps);
        is_good.then(|| Message::new(value, spelled))
    }

    /// Additional steps for a value because the schema has many nodes: a union of thousands is not the fault of its
    /// messages.
    fn steps_of_schema(&self) -> u64 {
        const FOR_EACH: u64 = 8;
        self.schema.len() as u64 * FOR_EACH
    }

    /// Returns true if the schema accepts the value, or may accept it if strings are guessed.
    fn admits(&self, node: NodeId, value: &Json, steps: u64) -> bool {
        match self.schema.node_accepts(node, value, steps) {
            Ok(accepts) => accepts,
            Err(undecided) => self.guesses && guesses::is_of_text(&undecided),
        }
    }
}

impl Iterator for Sampler<'_> {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        for _ in 0..TRIES {
            let made = self.one();
            self.made += 1;
            if made.is_some() {
                return made;
            }
        }
        None
    }
}

/// The number of arrays and objects within each other.
fn height(value: &Json) -> usize {
    let mut highest = 0;
    let mut waiting = vec![(value, 0)];
    while let Some((value, above)) = waiting.pop() {
        match value {
            Json::Array(items) => waiting.extend(items.iter().map(|item| (item, above + 1))),
            Json::Object(members) => waiting.extend(members.values().map(|member| (member, above + 1))),
            _ => continue,
        }
        highest = highest.max(above + 1);
    }
    highest
}
