//! Builds one message.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Sampler;
use super::choices::{Choice, ChoicePoint, Strategy};
use super::conjunction::Conjunction;
use super::message::Spelling;
use super::ways::{Goal, Reached};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, NodeId, Types};
use counterpart_engine::json::{Json, Number, Object, Pointer};

/// The maximum size of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Beyond this depth, the flattest alternative is chosen.
    depth: usize,
    /// The number of values that are made before nothing optional is made any more.
    values: usize,
    /// True if to go as deep as the depth allows, along one line.
    deep: bool,
}

impl Size {
    /// The size of the sample with this number: most are small, and for an infinite schema a few are deep. `most`
    /// is the maximum depth of values, if it is bounded.
    pub(super) fn of(number: usize, depth: usize, most: Option<u32>) -> Self {
        const SMALL: usize = 6;
        let recursive = most.is_none();
        let small = Size {
            depth: SMALL.max(most.map_or(0, |most| most as usize)).min(depth),
            values: 50,
            deep: false,
        };
        match number % 100 {
            7 if recursive => Size {
                depth: 20.min(depth),
                deep: true,
                ..small
            },
            11 if recursive => Size {
                depth,
                values: 250,
                deep: true,
            },
            _ => small,
        }
    }

    /// Only what must be there.
    pub(super) fn least(depth: usize) -> Self {
        Size {
            depth,
            values: 0,
            deep: false,
        }
    }
}

/// The number of attempts to make a part that its own schemas refuse.
const TRIES: usize = 6;
/// And how often parts of one message are, all together.
const RETRIES: usize = 40;
/// The number of levels that are left for a way that is lengthened to come to an end.
const LEFT_TO_END: u32 = 6;
/// From how many values on a part is large.
const LARGE: usize = 40;
/// The maximum length of a way through a message: two schemas a level, and those in place.
const DEEPEST: usize = 500;

/// In the order in which they make a plain message.
const KINDS: [Types; 7] = [
    Types::OBJECT,
    Types::STRING,
    Types::INTEGER,
    Types::FRACTION,
    Types::ARRAY,
    Types::BOOLEAN,
    Types::NULL,
];

/// A step to a part of the message.
#[derive(Debug, Clone)]
pub(super) enum Step<'s> {
    Index(u64),
    Name(&'s str),
    Unnamed(Rc<str>),
}

pub(super) struct Builder<'m, 's> {
    pub(super) sampler: &'m mut Sampler<'s>,
    size: Size,
    values: usize,
    tries: usize,
    path: Vec<Step<'s>>,
    spelled: Vec<(Pointer, Spelling)>,
    /// The steps that are to be taken, and how many of them are.
    way: Vec<(NodeId, NodeId)>,
    taken: usize,
    goal: Option<Goal>,
}

impl<'m, 's> Builder<'m, 's> {
    pub(super) fn new(
        sampler: &'m mut Sampler<'s>,
        size: Size,
        way: Vec<(NodeId, NodeId)>,
        goal: Option<Goal>,
    ) -> Self {
        Self {
            sampler,
            size,
            values: 0,
            tries: RETRIES,
            path: Vec::new(),
            spelled: Vec::new(),
            way,
            taken: 0,
            goal,
        }
    }

    /// The next node on the way from this node, if the way passes it.
    pub(super) fn ahead(&self, node: NodeId) -> Option<NodeId> {
        let (from, to) = self.way.get(self.taken)?;
        (*from == node).then_some(*to)
    }

    /// Takes the step that the way has from this node.
    pub(super) fn go(&mut self, node: NodeId) {
        if self.ahead(node).is_some() {
            self.taken += 1;
        }
    }

    pub(super) fn is_without_way(&self) -> bool {
        self.way.is_empty()
    }

    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// Goes back on the way.
    pub(super) fn set_taken(&mut self, taken: usize) {
        self.taken = taken;
    }

    /// The goal, if the way ends at one of these nodes.
    fn goal_at(&self, nodes: &[NodeId]) -> Option<Goal> {
        let goal = self.goal.filter(|_| self.taken == self.way.len())?;
        nodes.contains(&goal.node).then_some(goal)
    }

    pub(super) fn into_spelled(self) -> Vec<(Pointer, Spelling)> {
        self.spelled
    }

    pub(super) fn schema(&self) -> &'s Schema {
        self.sampler.schema
    }

    pub(super) fn strategy(&self) -> Strategy {
        self.sampler.choices.strategy
    }

    pub(super) fn pick(&mut self, site: ChoicePoint, of: usize) -> usize {
        self.sampler.choices.pick(site, of)
    }

    pub(super) fn pick_of(&mut self, site: ChoicePoint, of: usize, allowed: &[usize]) -> usize {
        self.sampler.choices.pick_of(site, of, allowed)
    }

    pub(super) fn least(&self, node: NodeId) -> u32 {
        self.sampler.depths.least(node)
    }

    pub(super) fn is_recursive(&self, node: NodeId) -> bool {
        self.sampler.depths.is_recursive(node)
    }

    /// The maximum depth of a value at this depth.
    pub(super) fn room(&self, depth: usize) -> u32 {
        self.size.depth.saturating_sub(depth) as u32
    }

    /// Returns true if only what must be there is made.
    pub(super) fn is_small(&self) -> bool {
        self.values >= self.size.values
    }

    /// Returns true if the way is to be lengthened here.
    pub(super) fn goes_deep(&self, depth: usize) -> bool {
        self.size.deep && self.room(depth) > LEFT_TO_END
    }

    pub(super) fn is_deep(&self) -> bool {
        self.size.deep
    }

    /// Continues without lengthening the way, because it is lengthened elsewhere; returns the previous setting.
    pub(super) fn set_deep(&mut self, deep: bool) -> bool {
        std::mem::replace(&mut self.size.deep, deep)
    }

    /// Records how the number at the current place is written.
    pub(super) fn spell(&mut self, spelling: Spelling) {
        let steps = self.path.iter().map(|step| match step {
            Step::Index(index) => index.to_string(),
            Step::Name(name) => (*name).to_owned(),
            Step::Unnamed(name) => name.to_string(),
        });
        let at = Pointer::of(steps.collect::<Vec<_>>());
        self.spelled.push((at, spelling));
    }

    /// A part of the value that is being made.
    pub(super) fn part(&mut self, step: Step<'s>, nodes: &[NodeId], depth: usize) -> Option<Json> {
        self.path.push(step);
        let made = self.value(nodes, depth);
        self.path.pop();
        made
    }

    /// A value that all of these schemas accept, as far as this function can tell.
    pub(super) fn value(&mut self, nodes: &[NodeId], depth: usize) -> Option<Json> {
        if depth > DEEPEST {
            return None;
        }
        self.values += 1;
        for _ in 0..TRIES {
            let (spelled, values, taken) = (self.spelled.len(), self.values, self.taken);
            let made = self.conjunction(nodes, depth).and_then(|conjunction| {
                let value = self.of(&conjunction, depth)?;
                // Large values are only checked once, as a whole.
                let is_large = self.values - values > LARGE;
                let is_good = !conjunction.is_rough || is_large || self.is_accepted(nodes, &value);
                is_good.then_some(value)
            });
            if made.is_some() {
                return made;
            }
            self.spelled.truncate(spelled);
            self.taken = taken;
            if self.tries == 0 {
                return None;
            }
            self.tries -= 1;
        }
        None
    }

    fn is_accepted(&self, nodes: &[NodeId], value: &Json) -> bool {
        const STEPS: u64 = 2_000;
        let steps = STEPS + self.sampler.steps_of_schema();
        nodes.iter().all(|node| self.sampler.admits(*node, value, steps))
    }

    fn of(&mut self, conjunction: &Conjunction<'s>, depth: usize) -> Option<Json> {
        let types = conjunction.types();
        let goal = self.goal_at(&conjunction.nodes);
        if let Some(values) = conjunction
            .all
            .iter()
            .find_map(|keywords| keywords.values.as_ref())
        {
            let fits = |value: &Json| {
                let of_all = conjunction
                    .all
                    .iter()
                    .filter_map(|keywords| keywords.values.as_ref());
                types.contains(Types::of(value)) && of_all.into_iter().all(|values| values.contains(value))
            };
            let mut allowed: Vec<usize> = (0..values.len()).filter(|&index| fits(&values[index])).collect();
            if let Some(aimed) = goal.and_then(|goal| self.constant(goal)) {
                allowed.retain(|index| values[*index] == *aimed);
            }
            if allowed.is_empty() {
                return None;
            }
            let picked = self.pick_of((conjunction.id(), Choice::Constant), values.len(), &allowed);
            return Some(values[picked].clone());
        }
        if conjunction.all.is_empty() {
            return Some(self.anything());
        }
        let may_be = |kind: &usize| types.intersects(KINDS[*kind]);
        let mut kinds: Vec<usize> = (0..KINDS.len()).filter(may_be).collect();
        let flat = |kind: &usize| !matches!(KINDS[*kind], Types::ARRAY | Types::OBJECT);
        if let Some(aimed) = self.kind_ahead(conjunction, goal) {
            kinds.retain(|kind| aimed.intersects(KINDS[*kind]));
        } else if self.goes_deep(depth) && kinds.iter().any(|kind| !flat(kind)) {
            kinds.retain(|kind| !flat(kind));
        } else if (self.room(depth) == 0 || self.is_small()) && kinds.iter().any(flat) {
            kinds.retain(flat);
        }
        if kinds.is_empty() {
            return None;
        }
        let kind = KINDS[self.pick_of((conjunction.id(), Choice::Kind), KINDS.len(), &kinds)];
        match kind {
            Types::NULL => Some(Json::Null),
            Types::BOOLEAN => Some(Json::Bool(
                self.pick((conjunction.id(), Choice::Constant), 2) == 0,
            )),
            Types::INTEGER => self.integer(conjunction, types.intersects(Types::FRACTION)),
            Types::FRACTION => self.fraction(conjunction),
            Types::STRING => self.text(conjunction).map(Json::String),
            Types::ARRAY => self.array(conjunction, depth),
            _ => self.object(conjunction, depth),
        }
    }

    /// The constant that a goal is.
    fn constant(&self, goal: Goal) -> Option<&'s Json> {
        let (Reached::Constant(at), Body::Keywords(keywords)) =
            (goal.what, &self.schema().node(goal.node).body)
        else {
            return None;
        };
        keywords.values.as_ref()?.get(at)
    }

    /// The kind that a value must have because of the way or of the goal.
    fn kind_ahead(&self, conjunction: &Conjunction<'s>, goal: Option<Goal>) -> Option<Types> {
        if let Some(Reached::Kind(kind)) = goal.map(|goal| goal.what) {
            return Some(super::ways::KINDS[kind]);
        }
        if self.item_ahead(conjunction).is_some() {
            return Some(Types::ARRAY);
        }
        let of_object = |(at, node): (usize, &NodeId)| Some((conjunction.all[at], self.ahead(*node)?));
        let mut ahead = conjunction.nodes.iter().enumerate().filter_map(of_object);
        ahead.next().map(|_| Types::OBJECT)
    }

    /// A small value, for a schema without constraints.
    pub(super) fn anything(&mut self) -> Json {
        let number = |number: i8| Json::Number(Number::from(number));
        match self.sampler.choices.below(14) {
            0 => Json::Null,
            1 => Json::Bool(true),
            2 => Json::Bool(false),
            3 => number(0),
            4 => number(-1),
            5 => Json::Number(Number::new(5.into(), -1)),
            6 => Json::Number(Number::from(u128::from(u64::MAX) + 1)),
            7 => Json::from(""),
            8 => Json::from("a"),
            9 => Json::from("\u{0}😀"),
            10 => Json::Array(Vec::new()),
            11 => Json::Array(vec![number(1), Json::from("a")]),
            12 => Json::Object(Object::default()),
            _ => Json::from([("a", Json::Null)]),
        }
    }
}

/// The names of extra properties: given ones, those that the schema mentions, and a few that nobody uses.
pub(super) fn names_of(schema: &Schema, given: Vec<String>) -> Vec<String> {
    let unknown = ["x", "", "é", "0", "a b", "\u{0}"].map(str::to_owned);
    let mut names = given;
    names.extend(mentioned_names(schema));
    names.extend(unknown);
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The names of properties that a schema says something of.
pub(crate) fn mentioned_names(schema: &Schema) -> BTreeSet<String> {
    let mut mentioned = BTreeSet::new();
    for node in (0..schema.len() as u32).map(NodeId) {
        if let Body::Keywords(keywords) = &schema.node(node).body {
            mentioned.extend(
                keywords
                    .properties
                    .keys()
                    .chain(&keywords.required)
                    .map(|name| name.to_string()),
            );
        }
    }
    mentioned
}
