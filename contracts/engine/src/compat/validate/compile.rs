//! From schemas to states.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;
use num_traits::ToPrimitive as _;

use super::plans::{Plan, Plans};
use super::program::{
    ArrayCode, BITS, Bits, Child, Entry, Evaluated, KEYS, KeySet, Keys, NumberCode, ObjectCode, Op, State,
    TextCode, TextTest, kind,
};
use crate::compat::formats;
use crate::compat::schema::Schema;
use crate::compat::schema::node::{Body, Cycle, Keywords, NodeId, Types};
use crate::json::{Json, Number};

/// States of several schemas, at most; beyond, each schema has its own.
const MOST_STATES: usize = 20_000;

/// States, and those that the schemas start in.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) states: Vec<State>,
    /// Routed to the numbers of the schemas: each part with the schemas of each of its outputs.
    pub(super) roots: Vec<(u32, Vec<Vec<usize>>)>,
    /// The schemas that are `true` and `false`.
    pub(super) always: Vec<(usize, bool)>,
}

impl Program {
    pub(super) fn of(schemas: &[Arc<Schema>]) -> Self {
        Self::within(schemas, usize::MAX).expect("there is no limit")
    }

    /// `None` if there would be more states than `most`.
    pub(super) fn within(schemas: &[Arc<Schema>], most: usize) -> Option<Self> {
        let mut compiler = Compiler {
            plans: Plans::of(schemas),
            states: Vec::new(),
            known: HashMap::default(),
            pending: Vec::new(),
        };
        let mut asked: BTreeMap<Plan, Vec<usize>> = BTreeMap::new();
        let mut always = Vec::new();
        for (number, schema) in schemas.iter().enumerate() {
            let plan = compiler.plans.plan(number, schema.root());
            match compiler.plans.body(plan) {
                Body::Always(all) => always.push((number, *all)),
                Body::Keywords(_) => asked.entry(plan).or_default().push(number),
            }
        }
        let plans: Vec<Plan> = asked.keys().copied().collect();
        let roots = compiler
            .split(&plans)
            .into_iter()
            .map(|(state, plans)| (state, plans.iter().map(|plan| asked[plan].clone()).collect()))
            .collect();
        while let Some((state, asked)) = compiler.pending.pop() {
            if compiler.states.len() > most {
                return None;
            }
            compiler.states[state as usize] = compiler.state(&asked);
        }
        Some(Self {
            states: compiler.states,
            roots,
            always,
        })
    }
}

struct Compiler {
    plans: Plans,
    states: Vec<State>,
    known: HashMap<Vec<Plan>, u32>,
    /// States that are named and not made yet.
    pending: Vec<(u32, Vec<Plan>)>,
}

/// A bit of the state that is being made.
struct Member<'a> {
    plan: Plan,
    bit: usize,
    /// `None` for `true` and `false`, and for what only the exact evaluator knows.
    keywords: Option<&'a Keywords>,
    /// Kinds that the exact evaluator judges.
    exact: [bool; kind::COUNT],
}

/// Returns true if the exact evaluator judges all values.
fn is_foreign(schema: &Schema, node: NodeId, keywords: &Keywords) -> bool {
    schema.cycle(node) != Cycle::No
        || !keywords.unsupported.is_empty()
        || !keywords.dependent_schemas.is_empty()
}

impl Compiler {
    fn always(&self, plan: Plan) -> Option<bool> {
        match self.plans.body(plan) {
            Body::Always(all) => Some(*all),
            Body::Keywords(_) => None,
        }
    }

    /// The schemas that are applied to a value with this one, if the compiled form knows how.
    fn in_place(&self, plan: Plan) -> Vec<Plan> {
        let Body::Keywords(keywords) = self.plans.body(plan) else {
            return Vec::new();
        };
        if is_foreign(self.plans.schema(plan), self.plans.node(plan).1, keywords) {
            return Vec::new();
        }
        keywords
            .in_place()
            .map(|node| self.plans.beside(plan, node))
            .collect()
    }

    /// Adds a schema and all that it applies to the same value, these first. `false` if these are too many.
    fn close(&self, plan: Plan, most: usize, closed: &mut Vec<Plan>) -> bool {
        if closed.contains(&plan) {
            return true;
        }
        // On the way to it there is always less than there is to add.
        if most == 0 {
            return false;
        }
        let all = self
            .in_place(plan)
            .into_iter()
            .all(|below| self.close(below, most - 1, closed));
        closed.push(plan);
        all && closed.len() <= BITS
    }

    fn keys(&self, plans: &[Plan]) -> Vec<Arc<str>> {
        let mut keys: Vec<Arc<str>> = Vec::new();
        for plan in plans {
            if let Body::Keywords(keywords) = self.plans.body(*plan) {
                keys.extend(keywords.properties.keys().cloned());
                keys.extend(keywords.required.iter().cloned());
                for (name, needed) in &keywords.dependent_required {
                    keys.push(Arc::clone(name));
                    keys.extend(needed.iter().cloned());
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// States for these schemas, which are sorted: one, if they are not too many for that.
    fn split(&mut self, plans: &[Plan]) -> Vec<(u32, Vec<Plan>)> {
        let mut groups: Vec<Vec<Plan>> = Vec::new();
        let mut closed: Vec<Plan> = Vec::new();
        for plan in plans {
            let mut with = closed.clone();
            let fits = self.close(*plan, BITS, &mut with)
                && self.states.len() < MOST_STATES
                && self.keys(&with).len() <= KEYS;
            match groups.last_mut() {
                Some(group) if fits => {
                    group.push(*plan);
                    closed = with;
                }
                _ => {
                    groups.push(vec![*plan]);
                    closed.clear();
                    self.close(*plan, BITS, &mut closed);
                }
            }
        }
        groups
            .into_iter()
            .map(|group| (self.named(&group), group))
            .collect()
    }

    fn named(&mut self, plans: &[Plan]) -> u32 {
        if let Some(known) = self.known.get(plans) {
            return *known;
        }
        let number = self.states.len() as u32;
        self.states.push(State::default());
        self.known.insert(plans.to_vec(), number);
        self.pending.push((number, plans.to_vec()));
        number
    }

    /// Schemas for one part of a value, each with the bit that asks.
    fn child(&mut self, wanted: &[(Plan, usize)]) -> Child {
        let mut child = Child::default();
        let mut asked: BTreeMap<Plan, Bits> = BTreeMap::new();
        for (plan, bit) in wanted {
            let bit: Bits = 1 << bit;
            match self.always(*plan) {
                Some(true) => child.reading |= bit,
                Some(false) => child.refused |= bit,
                None => {
                    child.asking |= bit;
                    *asked.entry(*plan).or_default() |= bit;
                }
            }
        }
        let plans: Vec<Plan> = asked.keys().copied().collect();
        child.parts = self
            .split(&plans)
            .into_iter()
            .map(|(state, plans)| (state, plans.iter().map(|plan| asked[plan]).collect()))
            .collect();
        child
    }

    fn state(&mut self, asked: &[Plan]) -> State {
        let mut closed = Vec::new();
        let fits = asked.iter().all(|plan| self.close(*plan, BITS, &mut closed));
        let knows_keys = self.keys(&closed).len() <= KEYS;
        if !fits {
            // One schema alone that is too wide.
            closed = asked.to_vec();
        }
        let bodies: Vec<Body> = closed.iter().map(|plan| self.plans.body(*plan).clone()).collect();
        let members: Vec<Member<'_>> = closed
            .iter()
            .zip(&bodies)
            .enumerate()
            .map(|(bit, (plan, body))| self.member(*plan, bit, body, fits, knows_keys))
            .collect();
        let mut state = State {
            all: if closed.len() == BITS {
                Bits::MAX
            } else {
                (1 << closed.len()) - 1
            },
            nodes: closed.iter().map(|plan| self.plans.node(*plan)).collect(),
            ..State::default()
        };
        let place = |plan: Plan| closed.iter().position(|other| *other == plan);
        if asked != closed {
            state.outputs = asked
                .iter()
                .filter_map(|plan| place(*plan))
                .map(|bit| bit as u8)
                .collect();
        }
        let mut closing: Vec<bool> = members.iter().map(|member| self.closes(member)).collect();
        // What exact evaluation hides from the compiled form evaluates members that it does not know.
        let mut hidden: Vec<bool> = Vec::new();
        for member in &members {
            let below = self.in_place(member.plan);
            let hides = member.exact[kind::OBJECT]
                || fits
                    && below
                        .iter()
                        .filter_map(|plan| place(*plan))
                        .any(|bit| hidden.get(bit) == Some(&true));
            hidden.push(hides);
        }
        let mut members = members;
        for (member, hides) in members.iter_mut().zip(&hidden) {
            if closing[member.bit] && *hides {
                closing[member.bit] = false;
                member.exact[kind::OBJECT] = true;
            }
        }
        for member in &members {
            let bit: Bits = 1 << member.bit;
            for (kind, exact) in member.exact.iter().enumerate() {
                state.exact[kind] |= if *exact { bit } else { 0 };
            }
            if let Body::Always(false) = &bodies[member.bit] {
                state.refused = state.refused.map(|bits| bits | bit);
            }
            if let Body::Keywords(keywords) = &bodies[member.bit] {
                refuse_types(&mut state, bit, keywords);
            }
            if let Some(keywords) = member.keywords {
                self.ops(&mut state, member, keywords, &place, closing[member.bit]);
            }
        }
        state.text = self.text(&mut state, &members);
        state.number = number(&mut state, &members);
        state.object = self.object(&members, &closing, &place);
        state.array = self.array(&members);
        state
    }

    fn member<'a>(&self, plan: Plan, bit: usize, body: &'a Body, fits: bool, knows_keys: bool) -> Member<'a> {
        let mut exact = [false; kind::COUNT];
        let mut known = None;
        if let Body::Keywords(keywords) = body {
            if !fits || is_foreign(self.plans.schema(plan), self.plans.node(plan).1, keywords) {
                exact = [true; kind::COUNT];
            } else {
                known = Some(&**keywords);
                exact[kind::ARRAY] = keywords.unique_items
                    || keywords.contains.is_some()
                    || keywords
                        .unevaluated_items
                        .is_some_and(|node| self.always(self.plans.beside(plan, node)) != Some(true));
                exact[kind::OBJECT] = !knows_keys
                    || !keywords.pattern_properties.is_empty()
                    || keywords.property_names.is_some()
                    || keywords.min_properties > 0
                    || keywords.max_properties.is_some()
                    || keywords
                        .unevaluated_properties
                        .is_some_and(|node| self.always(self.plans.beside(plan, node)).is_none());
            }
        }
        Member {
            plan,
            bit,
            keywords: known,
            exact,
        }
    }

    /// Returns true if the schema has `unevaluatedProperties: false`, and what others on the same value
    /// evaluate decides.
    fn closes(&self, member: &Member<'_>) -> bool {
        let Some(keywords) = member.keywords.filter(|_| !member.exact[kind::OBJECT]) else {
            return false;
        };
        let unevaluated = keywords.unevaluated_properties;
        let refuses = unevaluated.and_then(|node| self.always(self.plans.beside(member.plan, node)));
        refuses == Some(false) && keywords.additional_properties.is_none() && keywords.applies_in_place()
    }

    fn ops(
        &self,
        state: &mut State,
        member: &Member<'_>,
        keywords: &Keywords,
        place: &impl Fn(Plan) -> Option<usize>,
        closes: bool,
    ) {
        let at = |node: NodeId| place(self.plans.beside(member.plan, node)).unwrap_or(member.bit) as u8;
        let set = |nodes: &[NodeId]| nodes.iter().fold(0, |set: Bits, node| set | 1 << at(*node));
        let bit = member.bit as u8;
        let ops = &mut state.ops;
        let all = set(&keywords.references) | set(&keywords.all_of);
        if all != 0 {
            ops.push(Op::All { bit, of: all });
        }
        if !keywords.any_of.is_empty() {
            let of = set(&keywords.any_of);
            ops.push(Op::Any { bit, of });
        }
        if !keywords.one_of.is_empty() {
            let of = keywords.one_of.iter().map(|node| at(*node)).collect();
            ops.push(Op::One { bit, of });
        }
        if let Some(not) = keywords.not {
            ops.push(Op::Not { bit, of: at(not) });
        }
        if let Some(condition) = &keywords.condition {
            ops.push(Op::If {
                bit,
                when: at(condition.when),
                then: condition.then.map(at),
                otherwise: condition.otherwise.map(at),
            });
        }
        if closes {
            ops.push(Op::Closed { bit });
        }
    }

    fn text(&self, state: &mut State, members: &[Member<'_>]) -> Option<Box<TextCode>> {
        let mut code = TextCode::default();
        let mut constants: BTreeMap<&str, Bits> = BTreeMap::new();
        for member in members {
            let bit: Bits = 1 << member.bit;
            let Some(keywords) = member.keywords else { continue };
            if state.refused[kind::STRING] & bit != 0 {
                continue;
            }
            if let Some(values) = &keywords.values {
                code.constant |= bit;
                for text in values.iter().filter_map(Json::as_str) {
                    *constants.entry(text).or_default() |= bit;
                }
            }
            if keywords.min_length > 0 || keywords.max_length.is_some() {
                let most = keywords.max_length.unwrap_or(u64::MAX);
                code.tests
                    .push((bit, TextTest::Length(keywords.min_length, most)));
            }
            if let Some(source) = &keywords.pattern {
                let schema = self.plans.node(member.plan).0;
                code.tests
                    .push((bit, TextTest::Pattern(schema, Arc::clone(source))));
            }
            if let Some(name) = &keywords.format {
                match formats::named(name) {
                    Some(format) => code.tests.push((bit, TextTest::Format(format))),
                    None if self.plans.schema(member.plan).is_described(keywords) => {}
                    None => code.tests.push((bit, TextTest::Unknown)),
                }
            }
        }
        code.accepting = constants.values().copied().collect();
        if constants.len() >= usize::from(u16::MAX) {
            // More constants than the table has places for.
            state.exact[kind::STRING] |= code.constant;
            code.constant = 0;
        } else {
            code.constants = Keys::of(constants.keys().copied());
        }
        (code.constant != 0 || !code.tests.is_empty()).then(|| Box::new(code))
    }

    fn object(
        &mut self,
        members: &[Member<'_>],
        closing: &[bool],
        place: &impl Fn(Plan) -> Option<usize>,
    ) -> Option<Box<ObjectCode>> {
        let native: Vec<(&Member<'_>, &Keywords)> = members
            .iter()
            .filter(|member| !member.exact[kind::OBJECT])
            .filter_map(|member| Some((member, member.keywords?)))
            .filter(|(member, keywords)| {
                closing[member.bit]
                    || !keywords.properties.is_empty()
                    || keywords.additional_properties.is_some()
                    || keywords.unevaluated_properties.is_some()
                    || !keywords.required.is_empty()
                    || !keywords.dependent_required.is_empty()
            })
            .collect();
        if native.is_empty() {
            return None;
        }
        let plans: Vec<Plan> = native.iter().map(|(member, _)| member.plan).collect();
        let names = self.keys(&plans);
        let number = |name: &str| names.binary_search_by(|known| (**known).cmp(name)).ok();
        let set = |keys: &mut KeySet, key: usize| keys[key / 64] |= 1 << (key % 64);
        let mut code = ObjectCode {
            keys: Keys::of(names.iter().map(|name| &**name)),
            ..ObjectCode::default()
        };
        // `unevaluatedProperties: false` of a schema that applies no other to the value is about its own properties.
        let additional = |compiler: &Self, member: &Member<'_>, keywords: &Keywords| {
            let own = !closing[member.bit] && !keywords.applies_in_place();
            let node = keywords.additional_properties;
            let node = node.or(keywords.unevaluated_properties.filter(|_| own));
            node.map(|node| compiler.plans.beside(member.plan, node))
        };
        for name in &names {
            let mut wanted = Vec::new();
            let mut readers = 0;
            for (member, keywords) in &native {
                let own = keywords.properties.get(name).copied();
                let plan = own.map(|node| self.plans.beside(member.plan, node));
                if let Some(plan) = plan.or_else(|| additional(self, member, keywords)) {
                    wanted.push((plan, member.bit));
                    readers |= 1 << member.bit;
                }
            }
            let child = self.child(&wanted);
            let readers = readers & !child.refused;
            code.entries.push(Entry { child, readers });
        }
        let mut wanted = Vec::new();
        for (member, keywords) in &native {
            if let Some(plan) = additional(self, member, keywords) {
                wanted.push((plan, member.bit));
            }
            let bit: Bits = 1 << member.bit;
            let keys = |needed: &crate::compat::schema::node::Names| {
                let mut keys = KeySet::default();
                needed
                    .iter()
                    .filter_map(|name| number(name))
                    .for_each(|key| set(&mut keys, key));
                keys
            };
            if !keywords.required.is_empty() {
                code.required.push((bit, keys(&keywords.required)));
            }
            for (name, needed) in &keywords.dependent_required {
                if let Some(key) = number(name) {
                    code.dependent.push((bit, key as u16, keys(needed)));
                }
            }
        }
        code.other = self.child(&wanted);
        code.maps = code.other.asking | code.other.reading;
        if closing.contains(&true) {
            code.evaluated = members
                .iter()
                .map(|member| {
                    let Some(keywords) = member.keywords else {
                        return Evaluated::default();
                    };
                    let at = |node: NodeId| {
                        place(self.plans.beside(member.plan, node)).unwrap_or(member.bit) as u8
                    };
                    let mut evaluated = Evaluated {
                        all: keywords.additional_properties.is_some()
                            || keywords.unevaluated_properties.is_some(),
                        ..Evaluated::default()
                    };
                    keywords
                        .properties
                        .keys()
                        .filter_map(|name| number(name))
                        .for_each(|key| set(&mut evaluated.own, key));
                    let lists = [
                        &keywords.references,
                        &keywords.all_of,
                        &keywords.any_of,
                        &keywords.one_of,
                    ];
                    evaluated.with = lists.into_iter().flatten().map(|node| at(*node)).collect();
                    let condition = keywords.condition.as_ref();
                    evaluated.condition = condition.map(|condition| {
                        (
                            at(condition.when),
                            condition.then.map(at),
                            condition.otherwise.map(at),
                        )
                    });
                    evaluated
                })
                .collect();
        }
        Some(Box::new(code))
    }

    fn array(&mut self, members: &[Member<'_>]) -> Option<Box<ArrayCode>> {
        let native: Vec<(&Member<'_>, &Keywords)> = members
            .iter()
            .filter(|member| !member.exact[kind::ARRAY])
            .filter_map(|member| Some((member, member.keywords?)))
            .filter(|(_, keywords)| {
                keywords.items.is_some()
                    || !keywords.prefix_items.is_empty()
                    || keywords.min_items > 0
                    || keywords.max_items.is_some()
            })
            .collect();
        if native.is_empty() {
            return None;
        }
        let longest = native
            .iter()
            .map(|(_, keywords)| keywords.prefix_items.len())
            .max();
        let mut at = |index: Option<usize>| {
            let wanted: Vec<(Plan, usize)> = native
                .iter()
                .filter_map(|(member, keywords)| {
                    let own = index.and_then(|index| keywords.prefix_items.get(index).copied());
                    let node = own.or(keywords.items)?;
                    Some((self.plans.beside(member.plan, node), member.bit))
                })
                .collect();
            self.child(&wanted)
        };
        let mut code = ArrayCode {
            prefix: (0..longest.unwrap_or(0)).map(|index| at(Some(index))).collect(),
            rest: at(None),
            lengths: Vec::new(),
        };
        for (member, keywords) in &native {
            if keywords.min_items > 0 || keywords.max_items.is_some() {
                let most = keywords.max_items.unwrap_or(u64::MAX);
                code.lengths.push((1 << member.bit, keywords.min_items, most));
            }
        }
        Some(Box::new(code))
    }
}

/// The kinds that `type`, `const` and `enum` refuse.
fn refuse_types(state: &mut State, bit: Bits, keywords: &Keywords) {
    let mut refuse = |kind: usize, refused: bool| {
        if refused {
            state.refused[kind] |= bit;
        }
    };
    let kinds = [
        (kind::NULL, Types::NULL),
        (kind::TRUE, Types::BOOLEAN),
        (kind::FALSE, Types::BOOLEAN),
        (kind::INTEGER, Types::INTEGER),
        (kind::FRACTION, Types::FRACTION),
        (kind::STRING, Types::STRING),
        (kind::ARRAY, Types::ARRAY),
        (kind::OBJECT, Types::OBJECT),
    ];
    for (kind, types) in kinds {
        refuse(kind, keywords.types.is_some_and(|known| !known.contains(types)));
        if let Some(values) = &keywords.values {
            let is_of_kind = |value: &Json| match value {
                Json::Bool(value) => kind == if *value { kind::TRUE } else { kind::FALSE },
                value => Types::of(value) == types,
            };
            refuse(kind, !values.iter().any(is_of_kind));
        }
    }
    if keywords.values.is_some() {
        for kind in [kind::ARRAY, kind::OBJECT] {
            state.exact[kind] |= bit & !state.refused[kind];
        }
    }
}

fn number(state: &mut State, members: &[Member<'_>]) -> Option<Box<NumberCode>> {
    let mut code = NumberCode::default();
    for member in members {
        let bit: Bits = 1 << member.bit;
        let Some(keywords) = member.keywords else { continue };
        if let Some(values) = &keywords.values {
            code.constant |= bit;
            let integers = values.iter().filter_map(Json::as_number);
            for value in integers.filter_map(|number| number.to_integer()?.to_i128()) {
                match code.constants.iter_mut().find(|(known, _)| *known == value) {
                    Some((_, bits)) => *bits |= bit,
                    None => code.constants.push((value, bit)),
                }
            }
        }
        let (mut low, mut high) = (i128::MIN, i128::MAX);
        let mut fits = true;
        let mut bound =
            |number: &Option<Number>, of: fn(&Number) -> num_bigint::BigInt, beyond: i128, is_low: bool| {
                let Some(number) = number else { return };
                match of(number).to_i128().and_then(|bound| bound.checked_add(beyond)) {
                    Some(bound) if is_low => low = low.max(bound),
                    Some(bound) => high = high.min(bound),
                    None => fits = false,
                }
            };
        bound(&keywords.minimum, Number::ceil, 0, true);
        bound(&keywords.exclusive_minimum, Number::floor, 1, true);
        bound(&keywords.maximum, Number::floor, 0, false);
        bound(&keywords.exclusive_maximum, Number::ceil, -1, false);
        if (low, high) != (i128::MIN, i128::MAX) {
            code.ranges.push((bit, low, high));
        }
        // A bound at or beyond the end of 128 bits still refuses larger numbers, which the ranges do not hold.
        let bounds = [
            &keywords.minimum,
            &keywords.exclusive_minimum,
            &keywords.maximum,
            &keywords.exclusive_maximum,
        ];
        if bounds.into_iter().any(Option::is_some) {
            code.judging |= bit;
        }
        if let Some(step) = &keywords.multiple_of {
            code.judging |= bit;
            match step.to_integer().and_then(|step| step.to_i128()) {
                Some(step) => code.multiples.push((bit, step)),
                None => fits = false,
            }
        }
        if !fits {
            state.exact[kind::INTEGER] |= bit;
            state.exact[kind::FRACTION] |= bit;
        }
    }
    code.judging |= code.constant;
    code.constants.sort_unstable();
    (code.judging != 0).then(|| Box::new(code))
}
