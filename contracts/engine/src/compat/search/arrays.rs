//! Arrays: how many items, and what each position holds.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use foldhash::HashMap;

use super::base_case::{Leaf, least_items, most_items};
use super::goal::{Atom, Claim, Formula, Goal, NodeRef, ReasonId};
use super::state::State;
use super::{Answer, Search};
use crate::compat::schema::node::Body;
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// Longer arrays are not made.
const LONGEST: u64 = 4_096;

/// A demand that some item must meet, at one of these positions or later.
#[derive(Debug, Clone, Copy)]
pub(super) enum Demand {
    Claimed {
        from: u64,
        claim: Claim,
    },
    /// An item that is left over for `unevaluatedItems` of the node, and breaks it.
    Unevaluated(NodeRef),
}

/// A schema whose accepted items are counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) item: NodeRef,
    pub(super) at_least: u64,
    pub(super) at_most: u64,
}

/// An array's conditions, grouped by subject.
pub(super) struct Plan {
    pub(super) least: u64,
    pub(super) most: u64,
    /// From this position on, all positions are alike.
    pub(super) uniform_from: u64,
    pub(super) demands: Vec<Demand>,
    pub(super) counted: Vec<Counted>,
    unevaluated: Vec<NodeRef>,
    pub(super) distinct: bool,
    pub(super) repeats: bool,
}

impl Plan {
    /// Returns true if it matters which items are evaluated.
    pub(super) fn depends_on_evaluation(&self) -> bool {
        let is_unevaluated = |demand: &Demand| matches!(demand, Demand::Unevaluated(_));
        !self.unevaluated.is_empty() || self.demands.iter().any(is_unevaluated)
    }
}

/// The role of one item, besides the schema of its position: the demands that it meets and the counted schemas that
/// accept it, as sets of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Role {
    pub(super) meets: u32,
    pub(super) counts: u32,
}

/// More of either are not followed.
const MOST_ROLES: usize = 12;
/// With more of either, wants are counted before all roles are tried.
const FEW_ROLES: usize = 8;
/// The same for arrays with a condition on equal items.
const FEW_ROLES_OF_ROWS: usize = 6;

impl<'a> Search<'a> {
    pub(super) fn is_dead_item(&mut self, state: &State<'a>, index: u64, claim: Claim) -> bool {
        if index >= most_items(state) {
            return true;
        }
        let goal = self.item_goal(state, index, vec![claim]);
        !goal.atoms.is_empty() && matches!(self.solve(&goal), Answer::Empty)
    }

    pub(super) fn is_dead_some_item(&mut self, state: &State<'a>, from: u64, claim: Claim) -> bool {
        let last = self
            .uniform_from(state)
            .max(from)
            .min(most_items(state).saturating_sub(1));
        if from >= most_items(state) || last - from > LONGEST {
            return from >= most_items(state);
        }
        (from..=last).all(|index| self.is_dead_item(state, index, claim))
    }

    /// The schemas of a position, from `prefixItems` and `items`, and the known facts about the item there.
    pub(super) fn item_goal(&mut self, state: &State<'a>, index: u64, mut claims: Vec<Claim>) -> Goal<'a> {
        for claim in &mut claims {
            *claim = self.resolve_claim(*claim);
        }
        for atom in &state.atoms {
            match atom {
                Atom::Items(at) => {
                    let Body::Keywords(keywords) = self.body(*at) else {
                        continue;
                    };
                    let place = usize::try_from(index).unwrap_or(usize::MAX);
                    let node = keywords.prefix_items.get(place).copied().or(keywords.items);
                    claims.extend(node.map(|node| Claim::Accepts(self.resolve(at.sibling(node)))));
                }
                Atom::Item(at, claim) if *at == index => claims.push(*claim),
                _ => {}
            }
        }
        claims.retain(|claim| !self.is_trivial(*claim));
        Goal::of_claims(claims)
    }

    fn uniform_from(&self, state: &State<'a>) -> u64 {
        let mut from = 0;
        for atom in &state.atoms {
            match atom {
                Atom::Items(at) => {
                    if let Body::Keywords(keywords) = self.body(*at) {
                        from = from.max(keywords.prefix_items.len() as u64);
                    }
                }
                Atom::Item(index, _) => from = from.max(index + 1),
                Atom::SomeItem(index, _) => from = from.max(*index),
                _ => {}
            }
        }
        from
    }

    pub(super) fn arrays(&mut self, state: &mut State<'a>) -> Leaf<'a> {
        for atom in &state.atoms {
            let (Atom::UnevaluatedItems(at) | Atom::SomeUnevaluatedItem(at)) = atom else {
                continue;
            };
            match self.open_item_guards(state, *at) {
                Ok(Some(Claim::Accepts(node) | Claim::Refuses(node))) => {
                    return Leaf::Split(vec![Formula::accepts(node), Formula::refuses(node)]);
                }
                Ok(_) => {}
                Err(reason) => return Leaf::Answer(Answer::Unknown(reason)),
            }
        }
        let plan = self.plan(state);
        if plan.least > plan.most || plan.distinct && plan.repeats {
            return Leaf::Answer(Answer::Empty);
        }
        let roles = plan.demands.len() + plan.counted.len();
        let speaks_of_equals = plan.distinct || plan.repeats;
        if roles > FEW_ROLES || speaks_of_equals && roles > FEW_ROLES_OF_ROWS {
            if let Some(answer) = self.count_wants(state, &plan) {
                return Leaf::Answer(answer);
            }
        }
        if roles > MOST_ROLES {
            return Leaf::Answer(self.too_many_roles());
        }
        if let Some(answer) = self.count_items(state, &plan) {
            return Leaf::Answer(answer);
        }
        Leaf::Answer(if speaks_of_equals {
            self.match_items(state, &plan)
        } else {
            self.line_up(state, &plan)
        })
    }

    fn too_many_roles(&mut self) -> Answer {
        let text = format!("an array with more than {MOST_ROLES} conditions on some item");
        Answer::Unknown(self.reason(ReasonKind::Budget, text))
    }

    fn plan(&mut self, state: &State<'a>) -> Plan {
        let mut plan = Plan {
            least: least_items(state),
            most: most_items(state),
            uniform_from: self.uniform_from(state),
            demands: Vec::new(),
            counted: Vec::new(),
            unevaluated: Vec::new(),
            distinct: false,
            repeats: false,
        };
        let mut by_structure: HashMap<u64, Vec<usize>> = HashMap::default();
        for atom in &state.atoms {
            match atom {
                Atom::SomeItem(from, claim) => plan.demands.push(Demand::Claimed {
                    from: *from,
                    claim: *claim,
                }),
                Atom::SomeUnevaluatedItem(at) => plan.demands.push(Demand::Unevaluated(*at)),
                Atom::UnevaluatedItems(at) => plan.unevaluated.push(*at),
                Atom::Contains {
                    item,
                    at_least,
                    at_most,
                } => {
                    let most = at_most.unwrap_or(u64::MAX);
                    let item = self.resolve(*item);
                    // The same schema on both sides counts the same items.
                    let same = if plan.counted.len() <= MOST_ROLES {
                        let mut counted = plan.counted.iter();
                        counted.position(|counted| self.same(counted.item, item))
                    } else {
                        let like_it = by_structure.get(&self.structure(item)).into_iter().flatten();
                        let mut like_it = like_it.copied();
                        like_it.find(|place| self.same(plan.counted[*place].item, item))
                    };
                    match same.map(|same| &mut plan.counted[same]) {
                        Some(counted) => {
                            counted.at_least = counted.at_least.max(*at_least);
                            counted.at_most = counted.at_most.min(most);
                        }
                        None if *at_least == 0 && at_most.is_none() => {}
                        None => {
                            let like_it = by_structure.entry(self.structure(item)).or_default();
                            like_it.push(plan.counted.len());
                            plan.counted.push(Counted {
                                item,
                                at_least: *at_least,
                                at_most: most,
                            });
                        }
                    }
                }
                Atom::Distinct => plan.distinct = true,
                Atom::Repeats => plan.repeats = true,
                _ => {}
            }
        }
        // The items that `contains` evaluates depend on which ones it accepts, so its accepted items are
        // distinguished.
        let of_unevaluated: Vec<NodeRef> = plan.unevaluated.clone();
        for at in of_unevaluated {
            let from = self.unevaluated_uniform_from(state, at);
            plan.uniform_from = plan.uniform_from.max(from);
            for item in self.evaluating_items(state, at, u64::MAX).unwrap_or_default() {
                let item = self.resolve(item);
                if !plan.counted.iter().any(|counted| counted.item == item) {
                    plan.counted.push(Counted {
                        item,
                        at_least: 0,
                        at_most: u64::MAX,
                    });
                }
            }
        }
        for demand in plan.demands.clone() {
            if let Demand::Unevaluated(at) = demand {
                plan.uniform_from = plan.uniform_from.max(self.unevaluated_uniform_from(state, at));
            }
        }
        plan
    }

    /// The position after which the node evaluates all positions alike.
    fn unevaluated_uniform_from(&mut self, state: &State<'a>, at: NodeRef) -> u64 {
        let mut longest = 0;
        let mut pending = vec![at];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(at) = pending.pop() {
            let Body::Keywords(keywords) = self.body(at) else {
                continue;
            };
            if seen.insert(at) {
                self.step();
                longest = longest.max(keywords.prefix_items.len() as u64);
                pending.extend(super::names::in_place(keywords).map(|node| at.sibling(node)));
            }
        }
        longest.max(self.uniform_from(state))
    }

    /// The goal of an item in this role at this position; `None` if the role is impossible there.
    pub(super) fn role_goal(
        &mut self,
        state: &State<'a>,
        plan: &Plan,
        index: u64,
        role: Role,
    ) -> Option<Goal<'a>> {
        let mut claims = Vec::new();
        for (bit, demand) in plan.demands.iter().enumerate() {
            if role.meets >> bit & 1 == 0 {
                continue;
            }
            match *demand {
                Demand::Claimed { from, claim } if index >= from => claims.push(claim),
                Demand::Claimed { .. } => return None,
                Demand::Unevaluated(at) => {
                    let left = self.left_items(at)?;
                    let evaluating = self.evaluating_items(state, at, index)?;
                    claims.push(Claim::Refuses(left));
                    claims.extend(evaluating.into_iter().map(Claim::Refuses));
                }
            }
        }
        for (bit, counted) in plan.counted.iter().enumerate() {
            claims.push(if role.counts >> bit & 1 == 1 {
                Claim::Accepts(counted.item)
            } else {
                Claim::Refuses(counted.item)
            });
        }
        for at in &plan.unevaluated {
            let Some(left) = self.left_items(*at) else {
                continue;
            };
            let Some(evaluating) = self.evaluating_items(state, *at, index) else {
                continue;
            };
            let is_evaluated = evaluating.into_iter().any(|item| {
                let item = self.resolve(item);
                let place = plan.counted.iter().position(|counted| counted.item == item);
                place.is_some_and(|bit| role.counts >> bit & 1 == 1)
            });
            if !is_evaluated {
                claims.push(Claim::Accepts(left));
            }
        }
        Some(self.item_goal(state, index, claims))
    }

    fn left_items(&self, at: NodeRef) -> Option<NodeRef> {
        match self.body(at) {
            Body::Keywords(keywords) => keywords.unevaluated_items.map(|node| at.sibling(node)),
            Body::Always(_) => None,
        }
    }

    /// All roles, the plainest first.
    pub(super) fn roles(&self, plan: &Plan, open: u32) -> Vec<Role> {
        let mut roles = Vec::new();
        for counts in 0..1u32 << plan.counted.len() {
            for meets in 0..1u32 << plan.demands.len() {
                if meets & !open == 0 {
                    roles.push(Role { meets, counts });
                }
            }
        }
        roles
    }

    /// The shortest array without a condition on equal items: position by position, keeping only what the rest
    /// depends on.
    fn line_up(&mut self, state: &State<'a>, plan: &Plan) -> Answer {
        /// The progress: the position (all are alike after some point), the number of items of each counted schema,
        /// and the open demands.
        type Stage = (u64, Vec<u64>, u32);
        let all_open = ((1u64 << plan.demands.len()) - 1) as u32;
        let caps: Vec<u64> = plan
            .counted
            .iter()
            .map(|counted| match counted.at_most {
                u64::MAX => counted.at_least,
                most => most.saturating_add(1).max(counted.at_least),
            })
            .collect();
        let position_cap = plan.uniform_from.max(plan.least);
        let start: Stage = (0, vec![0; plan.counted.len()], all_open);
        let mut came_from: BTreeMap<Stage, Option<(Stage, Rc<Json>)>> =
            BTreeMap::from([(start.clone(), None)]);
        let mut queue = VecDeque::from([(start, 0u64)]);
        let mut unknown: Option<ReasonId> = None;
        while let Some((stage, length)) = queue.pop_front() {
            self.step();
            if self.is_out_of_steps() {
                return Answer::Unknown(self.budget_reason());
            }
            let (position, counts, open) = &stage;
            let counted = plan.counted.iter().zip(counts);
            if *open == 0
                && length >= plan.least
                && counted
                    .clone()
                    .all(|(counted, count)| *count >= counted.at_least && *count <= counted.at_most)
            {
                return Answer::Found(Rc::new(Json::Array(trace(&came_from, stage))));
            }
            if length == plan.most {
                continue;
            }
            if length == LONGEST {
                let text = format!("an array of more than {LONGEST} items");
                unknown = Some(self.reason(ReasonKind::Budget, text));
                continue;
            }
            let roles = self.roles(plan, *open);
            // Most roles lead to a stage that was reached before.
            self.take_steps_for(4 * roles.len());
            for role in roles {
                let mut next_counts = counts.clone();
                for (bit, count) in next_counts.iter_mut().enumerate() {
                    *count = (*count + u64::from(role.counts >> bit & 1)).min(caps[bit]);
                }
                let is_over = plan
                    .counted
                    .iter()
                    .zip(&next_counts)
                    .any(|(counted, count)| *count > counted.at_most);
                let next: Stage = ((position + 1).min(position_cap), next_counts, open & !role.meets);
                if is_over || came_from.contains_key(&next) {
                    continue;
                }
                let Some(goal) = self.role_goal(state, plan, *position, role) else {
                    continue;
                };
                match self.solve(&goal) {
                    Answer::Empty => {}
                    Answer::Unknown(reason) => unknown = unknown.or(Some(reason)),
                    Answer::Found(item) => {
                        came_from.insert(next.clone(), Some((stage.clone(), item)));
                        queue.push_back((next, length + 1));
                    }
                }
            }
        }
        unknown.map_or(Answer::Empty, Answer::Unknown)
    }
}

fn trace<S: Ord + Clone>(came_from: &BTreeMap<S, Option<(S, Rc<Json>)>>, end: S) -> Vec<Json> {
    let mut items = Vec::new();
    let mut stage = end;
    while let Some(Some((before, item))) = came_from.get(&stage) {
        items.push(item.as_ref().clone());
        stage = before.clone();
    }
    items.reverse();
    items
}
