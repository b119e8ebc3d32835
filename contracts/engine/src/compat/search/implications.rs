//! Which properties follow from the presence of one: `dependentRequired`, `dependentSchemas`, `if` and `then`.
//!
//! Each condition of the kind "where this property is there, that one is" is an edge of a graph, and what a property
//! brings with it is what it reaches. All of that is worked out once for a schema, so that a long chain costs no
//! more than its edges.

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::Search;
use super::goal::{Atom, Claim, Formula, Goal, Name, NodeRef};
use super::state::State;
use crate::compat::schema::node::{Cycle, Keywords, Types};

/// Schemas that mention more names in such conditions are not followed.
const MOST_NAMES: usize = 8_192;
/// The number of schemas on one value whose conditions are gathered.
const MOST_PARTS: usize = 100_000;
/// States with fewer clauses find out what follows by themselves.
const FEW_CLAUSES: usize = 16;

/// A set of names by their places.
type Bits = Box<[u64]>;

/// What the presence of each name brings with it, and what its absence does.
#[derive(Default)]
pub(super) struct Implications<'a> {
    names: Vec<&'a Name>,
    places: HashMap<&'a Name, usize>,
    /// Of each name, those that are there with it.
    brings: Vec<Bits>,
    /// Of each name, those that bring it.
    brought_by: Vec<Bits>,
}

impl Implications<'_> {
    /// Returns true if objects with the first property have the second.
    pub(super) fn leads(&self, from: &Name, to: &Name) -> bool {
        match (self.places.get(from), self.places.get(to)) {
            (Some(from), Some(to)) => has(&self.brings[*from], *to),
            _ => from == to,
        }
    }
}

fn has(bits: &Bits, place: usize) -> bool {
    bits[place / 64] >> (place % 64) & 1 == 1
}

fn set(bits: &mut Bits, place: usize) {
    bits[place / 64] |= 1 << (place % 64);
}

fn ones(bits: &Bits) -> impl Iterator<Item = usize> + '_ {
    (0..bits.len() * 64).filter(|place| has(bits, *place))
}

/// The name of a schema that only asks for one property.
fn only_name(keywords: &Keywords) -> Option<&Name> {
    let is_one = asks_for_names(keywords) && keywords.required.len() == 1;
    keywords.required.iter().next().filter(|_| is_one)
}

/// Returns true if the schema asks objects for some properties, and nothing else of them.
fn asks_for_names(keywords: &Keywords) -> bool {
    let has_objects = keywords.types.is_none_or(|types| types.contains(Types::OBJECT));
    has_objects && keywords.asserts_only_required()
}

impl<'a> Search<'a> {
    /// Returns true if objects of the nodes that have the first property have the second.
    pub(super) fn presence_leads(&mut self, nodes: &[NodeRef], from: &Name, to: &Name) -> bool {
        nodes.iter().any(|at| self.implications_of(*at).leads(from, to))
    }

    /// Returns true if the properties that the goal's values have in any case bring this one.
    pub(crate) fn presence_brings(&mut self, goal: &Goal<'a>, to: &Name) -> bool {
        let nodes: Vec<NodeRef> = goal.atoms.iter().filter_map(Atom::accepting).collect();
        let mut from: Vec<&Name> = Vec::new();
        for atom in &goal.atoms {
            match atom {
                Atom::Present(name) => from.push(name),
                Atom::Claim(Claim::Accepts(at)) => {
                    let keywords = self.keywords(self.resolve(*at));
                    from.extend(keywords.into_iter().flat_map(|keywords| &keywords.required));
                }
                _ => {}
            }
        }
        from.into_iter().any(|from| self.presence_leads(&nodes, from, to))
    }

    pub(super) fn implications_of(&mut self, at: NodeRef) -> Rc<Implications<'a>> {
        let at = self.resolve(at);
        if let Some(known) = self.implications.get(&at) {
            return known.clone();
        }
        let edges = self.implication_edges(at);
        let implications = Rc::new(self.close(edges));
        self.implications.insert(at, implications.clone());
        implications
    }

    /// The conditions of the node, its references and its `allOf` that one name brings others.
    fn implication_edges(&mut self, at: NodeRef) -> Vec<(&'a Name, &'a Name)> {
        let mut edges = Vec::new();
        let mut seen = HashSet::default();
        let mut pending = vec![at];
        while let Some(at) = pending.pop() {
            let at = self.resolve(at);
            let Some(keywords) = self.keywords(at) else {
                continue;
            };
            if seen.len() == MOST_PARTS || self.cycle(at) != Cycle::No || !seen.insert(at) {
                continue;
            }
            for (name, needed) in &keywords.dependent_required {
                edges.extend(needed.iter().map(|other| (name, other)));
            }
            let schemas = keywords
                .dependent_schemas
                .iter()
                .map(|(name, then)| (name, *then));
            let condition = keywords.condition.as_ref().and_then(|condition| {
                let when = self.keywords(self.resolve(at.sibling(condition.when)))?;
                Some((only_name(when)?, condition.then?))
            });
            for (name, then) in schemas.chain(condition) {
                let required = &self.summary(at.sibling(then)).required;
                edges.extend(required.iter().map(|other| (name, *other)));
            }
            pending.extend(
                keywords
                    .references
                    .iter()
                    .chain(&keywords.all_of)
                    .map(|node| at.sibling(*node)),
            );
        }
        if !edges.is_empty() {
            self.steps_of(seen.len() + edges.len() / 8);
        }
        edges
    }

    fn steps_of(&mut self, count: usize) {
        for _ in 0..=count {
            self.step();
        }
    }

    /// All that follows from the edges.
    fn close(&mut self, edges: Vec<(&'a Name, &'a Name)>) -> Implications<'a> {
        let mut implications = Implications::default();
        let names: BTreeSet<&'a Name> = edges.iter().flat_map(|(from, to)| [*from, *to]).collect();
        if names.len() > MOST_NAMES {
            return implications;
        }
        implications.names = names.into_iter().collect();
        implications.places = implications
            .names
            .iter()
            .enumerate()
            .map(|(place, name)| (*name, place))
            .collect();
        let count = implications.names.len();
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (from, to) in edges {
            next[implications.places[from]].push(implications.places[to]);
        }
        self.steps_of(count * count / 512);
        let words = count.div_ceil(64);
        implications.brings = reached(&next, words);
        implications.brought_by = vec![vec![0; words].into(); count];
        for (from, brought) in implications.brings.iter().enumerate() {
            for to in ones(brought) {
                set(&mut implications.brought_by[to], from);
            }
        }
        implications
    }

    /// Asserts what follows from the properties that are there and that are not. `false`: nothing new does.
    pub(super) fn follow_presence(&mut self, state: &mut State<'a>) -> bool {
        if state.clauses.len() < FEW_CLAUSES || state.presence.len() == state.followed {
            return false;
        }
        state.followed = state.presence.len();
        for at in state.roots.clone().iter() {
            let implications = self.implications_of(*at);
            if implications.names.is_empty() {
                continue;
            }
            let words = implications.names.len().div_ceil(64);
            let (mut there, mut missing): (Bits, Bits) = (vec![0; words].into(), vec![0; words].into());
            for (name, is_there) in &state.presence {
                let Some(place) = implications.places.get(name) else {
                    continue;
                };
                let (into, from) = if *is_there {
                    (&mut there, &implications.brings[*place])
                } else {
                    (&mut missing, &implications.brought_by[*place])
                };
                into.iter_mut().zip(from).for_each(|(into, from)| *into |= from);
            }
            self.steps_of(state.presence.len() * words / 16);
            for place in ones(&there) {
                let name = implications.names[place];
                if state.presence.get(name) != Some(&true) {
                    state.todo.push(Atom::Present(name.clone()).into());
                }
            }
            for place in ones(&missing) {
                let name = implications.names[place];
                if state.presence.get(name) != Some(&false) {
                    state.todo.push(Atom::Absent(name.clone()).into());
                }
            }
        }
        !state.todo.is_empty()
    }

    /// The alternatives, first with none of the properties of which it is open whether they are there: that fulfils
    /// each condition that one of them brings another.
    pub(super) fn guess_absences(
        &mut self,
        state: &mut State<'a>,
        alternatives: Vec<Formula<'a>>,
    ) -> Vec<Formula<'a>> {
        if state.clauses.len() < FEW_CLAUSES || state.has_guessed {
            return alternatives;
        }
        state.has_guessed = true;
        let mut guess: Vec<Formula<'a>> = Vec::new();
        for at in state.roots.clone().iter() {
            let implications = self.implications_of(*at);
            let open = implications
                .names
                .iter()
                .filter(|name| !state.presence.contains_key(**name));
            guess.extend(open.map(|name| Atom::Absent((*name).clone()).into()));
        }
        if guess.is_empty() {
            return alternatives;
        }
        self.steps_of(guess.len());
        let rest = Formula::Any(alternatives);
        guess.push(rest.clone());
        vec![Formula::All(guess), rest]
    }

    /// Whether the node accepts objects of the state, if it asks for some properties and nothing else.
    pub(super) fn presence_decides(&self, state: &State<'a>, at: NodeRef) -> Option<bool> {
        if state.kind != Types::OBJECT {
            return None;
        }
        let keywords = self.keywords(at)?;
        if keywords.required.is_empty() || !asks_for_names(keywords) {
            return None;
        }
        let mut all = true;
        for name in &keywords.required {
            match state.presence.get(name) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = false,
            }
        }
        all.then_some(true)
    }

    /// Returns true if the claim holds of all objects of the state because of the properties that are there.
    pub(super) fn presence_fulfils(&self, state: &State<'a>, claim: Claim) -> bool {
        match claim {
            Claim::Accepts(at) => self.presence_decides(state, at) == Some(true),
            Claim::Refuses(at) => self.presence_decides(state, at) == Some(false),
            _ => false,
        }
    }

    /// Returns true if a property that these conditions want brings one that they do not.
    pub(super) fn presence_contradicts(&mut self, state: &State<'a>, parts: &[Formula<'a>]) -> bool {
        if state.clauses.len() < FEW_CLAUSES {
            return false;
        }
        let [Formula::Atom(Atom::Present(from)), absent] = parts else {
            return false;
        };
        let brings = |search: &mut Self, part: &Formula<'a>| match part {
            Formula::Atom(Atom::Absent(to)) => search.presence_leads(&state.roots, from, to),
            _ => false,
        };
        match absent {
            Formula::Any(parts) => parts.iter().all(|part| brings(self, part)),
            part => brings(self, part),
        }
    }
}

/// What each place reaches, itself included: strongly connected places reach the same.
fn reached(next: &[Vec<usize>], words: usize) -> Vec<Bits> {
    const NEW: usize = usize::MAX;
    let count = next.len();
    let mut order = vec![NEW; count];
    let mut lowest = vec![0; count];
    let mut is_open = vec![false; count];
    let mut stack: Vec<usize> = Vec::new();
    let mut reached: Vec<Bits> = vec![Bits::default(); count];
    let mut met = 0;
    for root in 0..count {
        if order[root] != NEW {
            continue;
        }
        let mut walk = vec![(root, 0)];
        while let Some((place, edge)) = walk.pop() {
            if edge == 0 {
                order[place] = met;
                lowest[place] = met;
                met += 1;
                stack.push(place);
                is_open[place] = true;
            }
            if let Some(&other) = next[place].get(edge) {
                walk.push((place, edge + 1));
                if order[other] == NEW {
                    walk.push((other, 0));
                } else if is_open[other] {
                    lowest[place] = lowest[place].min(order[other]);
                }
                continue;
            }
            if let Some((above, _)) = walk.last() {
                lowest[*above] = lowest[*above].min(lowest[place]);
            }
            if lowest[place] < order[place] {
                continue;
            }
            // The places since this one reach each other, and what any of their edges reaches.
            let start = stack.iter().rposition(|open| *open == place).unwrap_or(0);
            let alike: Vec<usize> = stack.drain(start..).collect();
            let mut all: Bits = vec![0; words].into();
            for member in &alike {
                is_open[*member] = false;
                set(&mut all, *member);
            }
            for other in alike.iter().flat_map(|member| &next[*member]) {
                if !has(&all, *other) {
                    let further = std::mem::take(&mut reached[*other]);
                    all.iter_mut()
                        .zip(&further)
                        .for_each(|(into, from)| *into |= from);
                    reached[*other] = further;
                }
            }
            for member in alike {
                reached[member] = all.clone();
            }
        }
    }
    reached
}
