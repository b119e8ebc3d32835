//! The search: does a value exist for which all these conditions hold?
//!
//! See `METHOD.md` in this folder.

mod arrays;
mod base_case;
mod counting;
mod evaluated;
mod expand;
mod flat;
pub(crate) mod goal;
mod implications;
mod item_counts;
mod lookahead;
mod matching;
mod memo;
mod model_check;
mod name_sorts;
mod names;
mod number_sets;
mod numbers;
mod objects;
mod opaque;
mod state;
mod strings;
mod structural_equality;
mod subjects;
pub(crate) mod subsumption;
#[cfg(test)]
mod tests;
mod texts;
pub(crate) mod unions;
mod value_table;

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use self::base_case::Next;
use self::goal::{Claim, Formula, Goal, Name, NodeRef, ReasonId, Union, ValueId};
use self::memo::{Known, Memo};
use self::state::State;
use self::value_table::Values;
use super::opaque::OpaqueTexts;
use super::place::Place;
use super::schema::Schema;
use super::schema::node::{Body, Cycle, Keywords, NodeId, Types};
use super::verdict::{Reason, ReasonKind};
use crate::json::{Json, Pointer};

/// True if a goal has a value.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Found(Rc<Json>),
    /// Proven: no value.
    Empty,
    Unknown(ReasonId),
}

/// One check's search: both schemas, the results so far, and the remaining budget.
pub(crate) struct Search<'a> {
    schemas: [&'a Schema; 2],
    steps: u64,
    spent: u64,
    pub(crate) values: Values,
    /// Texts of formats and patterns that are not decided.
    pub(crate) opaque: OpaqueTexts,
    /// Formats outside the table in whose place a pattern decided, if that mattered.
    pub(crate) described: BTreeSet<String>,
    memo: Memo<'a>,
    reasons: Vec<Reason>,
    unions: HashMap<(NodeRef, Union), Rc<unions::Index<'a>>>,
    summaries: HashMap<NodeRef, Rc<unions::Summary<'a>>>,
    equal: HashMap<(NodeRef, NodeRef), structural_equality::Known>,
    /// Of nodes, whether they are flat.
    flat: HashMap<NodeRef, bool>,
    contained: subsumption::Contained,
    presence: subsumption::Presence,
    /// It is about two texts, whatever else is known.
    is_about_texts: bool,
    /// Questions about the states of the search that plain containment answered.
    shown: subsumption::Shown,
    /// What the presence of properties brings with it, for each schema that was asked.
    implications: HashMap<NodeRef, Rc<implications::Implications<'a>>>,
    /// The parts of wide schemas.
    parts_by_word: HashMap<NodeRef, Rc<subsumption::relevant::PartsByWord<'a>>>,
    /// Whether items that were made are as some condition wants them.
    weighed_items: HashMap<(Claim, ValueId), bool>,
    /// For wide unions: the branches that evaluate a name, and those that may evaluate any.
    evaluating: HashMap<NodeRef, Rc<evaluated::ByName>>,
    /// The names that a new name must differ from.
    avoided: Option<Rc<BTreeSet<Name>>>,
    /// Schemas of the wanted object whose properties should be accepted if possible.
    pub(crate) preferred: Vec<NodeRef>,
    /// The maximum depth of goals within goals.
    max_depth: usize,
    /// The first goal that is too deep ends the search, because another one with more room follows.
    gives_up: bool,
    /// A goal was given up because it stood too deep.
    too_deep: bool,
}

/// In the order in which they make good examples.
const KINDS: [Types; 7] = [
    Types::NULL,
    Types::BOOLEAN,
    Types::INTEGER,
    Types::FRACTION,
    Types::STRING,
    Types::ARRAY,
    Types::OBJECT,
];

impl<'a> Search<'a> {
    pub(crate) fn new(emitted: &'a Schema, accepted: &'a Schema, steps: u64, max_depth: usize) -> Self {
        Search {
            schemas: [emitted, accepted],
            steps,
            spent: 0,
            values: Values::default(),
            opaque: OpaqueTexts::default(),
            described: BTreeSet::new(),
            memo: Memo::default(),
            reasons: Vec::new(),
            unions: HashMap::new(),
            summaries: HashMap::new(),
            equal: HashMap::new(),
            flat: HashMap::new(),
            contained: subsumption::Contained::default(),
            presence: subsumption::Presence::default(),
            is_about_texts: false,
            shown: subsumption::Shown::default(),
            implications: HashMap::new(),
            parts_by_word: HashMap::new(),
            weighed_items: HashMap::new(),
            evaluating: HashMap::new(),
            avoided: None,
            preferred: Vec::new(),
            max_depth,
            gives_up: false,
            too_deep: false,
        }
    }

    /// From now on, the first goal that is too deep ends the search.
    pub(crate) fn give_up_when_too_deep(&mut self) {
        self.gives_up = true;
    }

    /// Returns true if the search ended because a goal was too deep. Then its answers mean nothing.
    pub(crate) fn has_given_up(&self) -> bool {
        self.gives_up && self.too_deep
    }

    /// Records that a goal, or a part of the walk to the findings, is too deep.
    pub(crate) fn go_too_deep(&mut self) -> ReasonId {
        self.too_deep = true;
        let text = format!(
            "schemas stand in each other more than {} levels deep",
            self.max_depth
        );
        self.reason(ReasonKind::Budget, text)
    }

    pub(crate) fn schema(&self, side: usize) -> &'a Schema {
        self.schemas[side]
    }

    pub(crate) fn body(&self, at: NodeRef) -> &'a Body {
        &self.schemas[at.side()].node(at.node()).body
    }

    pub(crate) fn keywords(&self, at: NodeRef) -> Option<&'a Keywords> {
        match self.body(at) {
            Body::Keywords(keywords) => Some(keywords),
            Body::Always(_) => None,
        }
    }

    /// The node's `enum`.
    pub(crate) fn constants(&self, at: NodeRef) -> &'a [Json] {
        self.keywords(at)
            .and_then(|keywords| keywords.values.as_deref())
            .unwrap_or_default()
    }

    pub(crate) fn pointer(&self, at: NodeRef) -> Pointer {
        self.schemas[at.side()].pointer(at.node())
    }

    pub(crate) fn cycle(&self, at: NodeRef) -> Cycle {
        self.schemas[at.side()].cycle(at.node())
    }

    /// The node behind nodes that are only a reference.
    pub(crate) fn resolve(&self, mut at: NodeRef) -> NodeRef {
        const LONGEST: usize = 100;
        for _ in 0..LONGEST {
            match self.body(at) {
                Body::Keywords(keywords) if keywords.is_reference => at = at.sibling(keywords.references[0]),
                _ => break,
            }
        }
        at
    }

    pub(crate) fn resolve_claim(&self, claim: Claim) -> Claim {
        match claim {
            Claim::Accepts(at) => Claim::Accepts(self.resolve(at)),
            Claim::Refuses(at) => Claim::Refuses(self.resolve(at)),
            other => other,
        }
    }

    pub(crate) fn branches(&self, at: NodeRef, union: Union) -> &'a [NodeId] {
        match (self.body(at), union) {
            (Body::Always(_), _) => &[],
            (Body::Keywords(keywords), Union::AnyOf) => &keywords.any_of,
            (Body::Keywords(keywords), Union::OneOf) => &keywords.one_of,
        }
    }

    fn step(&mut self) {
        self.take_steps(1);
    }

    /// Many steps at once.
    pub(crate) fn take_steps(&mut self, steps: u64) {
        let steps = steps.min(self.steps);
        self.steps -= steps;
        self.spent += steps;
    }

    /// Takes steps for so many comparisons, copies or look-ups of small things, many of which are worth one step.
    pub(crate) fn take_steps_for(&mut self, small: usize) {
        const WORTH_A_STEP: usize = 32;
        self.take_steps((small / WORTH_A_STEP) as u64);
    }

    /// Returns true if nothing more may be done.
    pub(crate) fn is_out_of_steps(&self) -> bool {
        self.steps == 0 || self.has_given_up()
    }

    /// The maximum depth of goals within goals.
    pub(crate) fn max_depth(&self) -> usize {
        self.max_depth
    }

    /// Steps left.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    /// Steps taken so far.
    pub(crate) fn spent(&self) -> u64 {
        self.spent
    }

    /// Allows so many steps more.
    pub(crate) fn grant(&mut self, steps: u64) {
        self.steps = self.steps.saturating_add(steps);
    }

    pub(crate) fn reason(&mut self, kind: ReasonKind, text: String) -> ReasonId {
        let known = self
            .reasons
            .iter()
            .position(|reason| reason.kind == kind && reason.text == text);
        let place = known.unwrap_or_else(|| {
            self.reasons.push(Reason {
                kind,
                place: Place::default(),
                text,
            });
            self.reasons.len() - 1
        });
        ReasonId(place as u32)
    }

    pub(crate) fn reason_of(&self, id: ReasonId) -> &Reason {
        &self.reasons[id.0 as usize]
    }

    pub(crate) fn budget_reason(&mut self) -> ReasonId {
        self.reason(
            ReasonKind::Budget,
            "more steps are needed than the limit allows".to_owned(),
        )
    }

    /// Returns true if the goal has a value. Goals inside this goal's own search must be about members or items of
    /// its value.
    pub(crate) fn solve(&mut self, goal: &Goal<'a>) -> Answer {
        if self.has_given_up() {
            return Answer::Unknown(self.go_too_deep());
        }
        if self.is_plainly_empty(goal) {
            return Answer::Empty;
        }
        match self.memo.open(goal) {
            None => {}
            Some(Known::Answer(answer)) => return answer,
            Some(Known::TooDeep(reason)) => {
                self.too_deep = true;
                return Answer::Unknown(reason);
            }
        }
        // Only the outermost value is the one whose properties should be accepted.
        let is_outermost = self.memo.depth() == 1;
        let preferred = (!is_outermost).then(|| std::mem::take(&mut self.preferred));
        let too_deep_before = std::mem::take(&mut self.too_deep);
        let answer = if self.memo.depth() > self.max_depth {
            Answer::Unknown(self.go_too_deep())
        } else {
            let by_texts = self.solve_by_texts(goal);
            by_texts.unwrap_or_else(|| self.solve_kinds(goal))
        };
        // A value or a proof is one, whatever else was too deep.
        let is_cut = self.too_deep && matches!(answer, Answer::Unknown(_));
        self.memo.close(goal, &answer, is_cut);
        self.too_deep = too_deep_before || is_cut || self.has_given_up();
        if let Some(preferred) = preferred {
            self.preferred = preferred;
        }
        answer
    }

    /// The same, with at most so many of the steps that are left.
    pub(crate) fn solve_within(&mut self, goal: &Goal<'a>, most: u64) -> Answer {
        let kept = self.steps.saturating_sub(most);
        self.steps -= kept;
        let answer = self.solve(goal);
        self.steps += kept;
        answer
    }

    /// Contradictions that show without taking anything apart.
    fn is_plainly_empty(&mut self, goal: &Goal<'a>) -> bool {
        self.step();
        self.take_steps_for(goal.atoms.len());
        for (index, atom) in goal.atoms.iter().enumerate() {
            let goal::Atom::Claim(claim) = atom else { continue };
            match *claim {
                Claim::Accepts(at) if matches!(self.body(at), Body::Always(false)) => return true,
                Claim::Refuses(at) => {
                    if matches!(self.body(at), Body::Always(true)) {
                        return true;
                    }
                    for other in goal.atoms[..index].iter().chain(&goal.atoms[index + 1..]) {
                        if let goal::Atom::Claim(Claim::Accepts(accepting)) = other {
                            if self.is_covered(*accepting, at) {
                                return true;
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Returns true if the outer node accepts everything that the inner one accepts, as far as that shows without a
    /// search.
    pub(crate) fn is_covered(&mut self, inner: NodeRef, outer: NodeRef) -> bool {
        self.same(inner, outer) || self.within(inner, outer)
    }

    fn solve_kinds(&mut self, goal: &Goal<'a>) -> Answer {
        let mut types = goal.types;
        for atom in &goal.atoms {
            match atom {
                goal::Atom::Claim(Claim::Accepts(at)) => types = types.and(self.types_of(*at)),
                goal::Atom::Claim(Claim::Is(value)) => types = types.and(Types::of(&self.values.get(*value))),
                _ => {}
            }
        }
        let mut unknown = None;
        for kind in KINDS {
            if !types.intersects(kind) {
                continue;
            }
            match self.solve_kind(goal, kind) {
                Answer::Empty => {}
                Answer::Unknown(reason) => unknown = unknown.or(Some(reason)),
                found => return found,
            }
        }
        unknown.map_or(Answer::Empty, Answer::Unknown)
    }

    /// Depth first through the alternatives, with a stack of its own.
    pub(super) fn solve_kind(&mut self, goal: &Goal<'a>, kind: Types) -> Answer {
        match kind {
            Types::NULL => return self.try_constants([&Json::Null], kind, goal),
            Types::BOOLEAN => {
                return self.try_constants([&Json::Bool(true), &Json::Bool(false)], kind, goal);
            }
            Types::INTEGER | Types::FRACTION => {
                if let Some(answer) = self.numbers_without_choice(goal, kind) {
                    return answer;
                }
            }
            _ => {}
        }
        struct Choice<'a> {
            state: State<'a>,
            alternatives: std::vec::IntoIter<Formula<'a>>,
            /// The alternative that is being tried.
            tried: Option<Formula<'a>>,
        }
        let mut choices: Vec<Choice<'a>> = Vec::new();
        let mut state = State::new(kind, goal);
        let mut unknown = None;
        loop {
            if self.is_out_of_steps() {
                return Answer::Unknown(self.budget_reason());
            }
            match self.advance(&mut state, goal) {
                Next::Found(value) => return Answer::Found(value),
                Next::Dead => {}
                Next::Unknown(reason) => unknown = unknown.or(Some(reason)),
                Next::Split(alternatives) => choices.push(Choice {
                    state,
                    alternatives: alternatives.into_iter(),
                    tried: None,
                }),
            }
            loop {
                let Some(choice) = choices.last_mut() else {
                    if self.is_out_of_steps() {
                        // What was found out after the last step is no proof.
                        return Answer::Unknown(self.budget_reason());
                    }
                    return unknown.map_or(Answer::Empty, Answer::Unknown);
                };
                let Some(alternative) = choice.alternatives.next() else {
                    choices.pop();
                    continue;
                };
                self.step();
                if let Some(tried) = choice.tried.take().filter(|_| unknown.is_none()) {
                    // It has no value, so whatever is left is of its opposite.
                    let opposite = self.simple_opposite(&choice.state, &tried);
                    choice.state.todo.extend(opposite);
                }
                if choice.alternatives.len() == 0 {
                    state = choices.pop().expect("it was just looked at").state;
                } else {
                    choice.tried = Some(alternative.clone());
                    self.take_steps_for(choice.state.size());
                    state = choice.state.clone();
                }
                state.todo.push(alternative);
                break;
            }
        }
    }
}
