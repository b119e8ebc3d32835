//! Arrays with a condition on equal items: all distinct, or two equal.

use std::collections::BTreeMap;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::arrays::{Plan, Role};
use super::goal::{Atom, Claim, Goal, ReasonId, ValueId};
use super::state::State;
use super::{Answer, KINDS, Search};
use crate::compat::schema::node::Types;
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// Longer arrays are not tried.
const LONGEST: u64 = 400;
/// If the items have roles, each of which is tried at each position, longer ones are not tried.
const LONGEST_WITH_ROLES: u64 = 40;

/// Items of which none fulfils a demand or counts.
const NO_ROLE: Role = Role { meets: 0, counts: 0 };

/// An array in the making: what each item so far is to be.
struct Row<'a, 'p> {
    plan: &'p Plan,
    length: usize,
    /// Two positions that hold equal items.
    twins: Option<(usize, usize)>,
    goals: Vec<Goal<'a>>,
    unknown: Option<ReasonId>,
}

impl<'a> Search<'a> {
    pub(super) fn match_items(&mut self, state: &State<'a>, plan: &Plan) -> Answer {
        if plan.least > LONGEST {
            return self.too_long(state, plan);
        }
        if plan.demands.is_empty() && plan.counted.is_empty() {
            return if plan.distinct {
                self.distinct_positions(state, plan)
            } else {
                self.equal_positions(state, plan)
            };
        }
        if plan.distinct && self.are_positions_too_few(state, plan) {
            return Answer::Empty;
        }
        if plan.least > LONGEST_WITH_ROLES {
            if let Some(answer) = self.count_wants(state, plan) {
                return answer;
            }
            return Answer::Unknown(self.too_many_items(LONGEST_WITH_ROLES));
        }
        let wanted: u64 = plan
            .counted
            .iter()
            .fold(0, |sum, counted| sum.saturating_add(counted.at_least));
        let wanted = wanted.saturating_add(plan.demands.len() as u64);
        let pairs = if plan.repeats { 2 } else { 0 };
        // An item without demands can be left out, unless it comes before one at a fixed position.
        let longest = plan
            .least
            .max(plan.uniform_from)
            .saturating_add(wanted)
            .saturating_add(pairs)
            .min(plan.most);
        let mut unknown = None;
        for length in plan.least..=longest.min(LONGEST_WITH_ROLES) {
            let mut twins: Vec<Option<(usize, usize)>> = vec![None];
            if plan.repeats {
                let last = length.min(plan.uniform_from + 2) as usize;
                twins = (1..last)
                    .flat_map(|second| (0..second).map(move |first| Some((first, second))))
                    .collect();
            }
            for twins in twins {
                let mut row = Row {
                    plan,
                    length: length as usize,
                    twins,
                    goals: Vec::new(),
                    unknown: None,
                };
                let open = ((1u64 << plan.demands.len()) - 1) as u32;
                let counts = vec![0; plan.counted.len()];
                if let Some(items) = self.fill(state, &mut row, open, &counts) {
                    return Answer::Found(Rc::new(Json::Array(items)));
                }
                unknown = unknown.or(row.unknown);
            }
        }
        if longest > LONGEST_WITH_ROLES && unknown.is_none() {
            unknown = Some(self.too_many_items(LONGEST_WITH_ROLES));
        }
        unknown.map_or(Answer::Empty, Answer::Unknown)
    }

    fn too_many_items(&mut self, most: u64) -> ReasonId {
        let text = format!("an array of more than {most} items, with a word on equal ones");
        self.reason(ReasonKind::Budget, text)
    }

    /// Distinct items without roles: only their positions distinguish them, and a longer array holds a shorter one.
    fn distinct_positions(&mut self, state: &State<'a>, plan: &Plan) -> Answer {
        let mut row = Row {
            plan,
            length: plan.least as usize,
            twins: None,
            goals: Vec::new(),
            unknown: None,
        };
        for position in 0..plan.least {
            self.step();
            let Some(goal) = self.role_goal(state, plan, position, NO_ROLE) else {
                return Answer::Empty;
            };
            match self.solve(&goal) {
                Answer::Empty => return Answer::Empty,
                Answer::Unknown(reason) => row.unknown = row.unknown.or(Some(reason)),
                Answer::Found(_) => row.goals.push(goal),
            }
        }
        let items = match row.unknown {
            None => self.choose_distinct(&mut row),
            Some(_) => None,
        };
        match (items, row.unknown) {
            (Some(items), _) => Answer::Found(Rc::new(Json::Array(items))),
            (None, Some(reason)) => Answer::Unknown(reason),
            (None, None) => Answer::Empty,
        }
    }

    /// Returns true if distinct items lack values for the positions that there must be, whatever their roles.
    fn are_positions_too_few(&mut self, state: &State<'a>, plan: &Plan) -> bool {
        if plan.least <= 1 {
            return false;
        }
        // Positions that are all alike lack values if there are not as many as positions.
        let mut goals: Vec<Goal<'a>> = Vec::new();
        let mut of_the_rest: Option<Goal<'a>> = None;
        for position in 0..plan.least {
            self.step();
            let goal = match &of_the_rest {
                Some(goal) => goal.clone(),
                None => self.item_goal(state, position, Vec::new()),
            };
            if position >= plan.uniform_from {
                of_the_rest.get_or_insert_with(|| goal.clone());
            }
            if self.listed(&goal).is_some() {
                goals.push(goal);
            }
        }
        if goals.is_empty() {
            return false;
        }
        let mut row = Row {
            plan,
            length: goals.len(),
            twins: None,
            goals,
            unknown: None,
        };
        self.choose_distinct(&mut row).is_none() && row.unknown.is_none()
    }

    /// Items without roles of which two are equal: the first two positions that share a value.
    fn equal_positions(&mut self, state: &State<'a>, plan: &Plan) -> Answer {
        let longest = plan.least.max(plan.uniform_from).saturating_add(2).min(plan.most);
        let mut unknown = None;
        let mut items: Vec<(Goal<'a>, Rc<Json>)> = Vec::new();
        let mut constants: Vec<Option<Vec<ValueId>>> = Vec::new();
        // The positions by their constants, and those without.
        let mut by_constant: HashMap<ValueId, Vec<usize>> = HashMap::default();
        let mut unlisted: Vec<usize> = Vec::new();
        let mut compared = 1;
        for length in plan.least..=longest.min(LONGEST + 2) {
            while items.len() < length as usize {
                self.step();
                let Some(goal) = self.role_goal(state, plan, items.len() as u64, NO_ROLE) else {
                    return unknown.map_or(Answer::Empty, Answer::Unknown);
                };
                let item = match self.solve(&goal) {
                    Answer::Found(item) => item,
                    // No array is longer.
                    Answer::Empty => return unknown.map_or(Answer::Empty, Answer::Unknown),
                    Answer::Unknown(reason) => return Answer::Unknown(reason),
                };
                let own = self.constant_domain(&goal);
                match &own {
                    Some(own) => own
                        .iter()
                        .for_each(|value| by_constant.entry(*value).or_default().push(items.len())),
                    None => unlisted.push(items.len()),
                }
                constants.push(own);
                items.push((goal, item));
            }
            let last = length.min(plan.uniform_from + 2) as usize;
            for second in compared..last {
                // Positions whose constants all differ hold no equal items.
                let mut alike: Vec<usize> = match &constants[second] {
                    Some(own) => {
                        let sharing = own.iter().filter_map(|value| by_constant.get(value));
                        sharing.flatten().chain(&unlisted).copied().collect()
                    }
                    None => (0..second).collect(),
                };
                self.take_steps_for(alike.len());
                alike.retain(|first| *first < second);
                alike.sort_unstable();
                alike.dedup();
                self.step();
                for first in alike {
                    self.step();
                    if self.is_out_of_steps() {
                        return Answer::Unknown(self.budget_reason());
                    }
                    let both = claims(&items[second].0).chain(claims(&items[first].0));
                    match self.solve(&Goal::of_claims(both)) {
                        Answer::Empty => {}
                        Answer::Unknown(reason) => unknown = unknown.or(Some(reason)),
                        Answer::Found(shared) => {
                            items[first].1 = shared.clone();
                            items[second].1 = shared;
                            let items = items.into_iter().map(|(_, item)| Rc::unwrap_or_clone(item));
                            return Answer::Found(Rc::new(Json::Array(items.collect())));
                        }
                    }
                }
            }
            compared = compared.max(last);
        }
        if longest > LONGEST + 2 && unknown.is_none() {
            unknown = Some(self.too_many_items(LONGEST));
        }
        unknown.map_or(Answer::Empty, Answer::Unknown)
    }

    /// The constants that a schema of the goal lists: all its values are among them.
    fn listed(&self, goal: &Goal<'a>) -> Option<&'a [Json]> {
        claims(goal).find_map(|claim| match claim {
            Claim::Accepts(at) => self.keywords(at)?.values.as_deref(),
            _ => None,
        })
    }

    fn constant_domain(&mut self, goal: &Goal<'a>) -> Option<Vec<ValueId>> {
        let listed = self.listed(goal)?;
        Some(listed.iter().map(|value| self.values.id(value)).collect())
    }

    /// Many distinct items are out of reach, unless there are not that many values.
    fn too_long(&mut self, state: &State<'a>, plan: &Plan) -> Answer {
        if plan.distinct && plan.counted.is_empty() {
            if let Some(goal) = self.role_goal(state, plan, plan.uniform_from, NO_ROLE) {
                let (values, is_all) = self.domain(&goal, LONGEST as usize + 1);
                let room = plan.least.saturating_sub(plan.uniform_from);
                if is_all == Ok(true) && (values.len() as u64) < room {
                    return Answer::Empty;
                }
            }
        }
        Answer::Unknown(self.too_many_items(LONGEST))
    }

    /// Chooses roles position by position, each way in turn.
    fn fill(
        &mut self,
        state: &State<'a>,
        row: &mut Row<'a, '_>,
        open: u32,
        counts: &[u64],
    ) -> Option<Vec<Json>> {
        self.step();
        if self.is_out_of_steps() {
            row.unknown = Some(self.budget_reason());
            return None;
        }
        let position = row.goals.len();
        if position == row.length {
            let enough = row
                .plan
                .counted
                .iter()
                .zip(counts)
                .all(|(counted, count)| *count >= counted.at_least);
            return if open == 0 && enough {
                self.choose(row)
            } else {
                None
            };
        }
        for role in self.roles(row.plan, open) {
            let Some(mut goal) = self.role_goal(state, row.plan, position as u64, role) else {
                continue;
            };
            let counts: Vec<u64> = counts
                .iter()
                .enumerate()
                .map(|(bit, count)| count + u64::from(role.counts >> bit & 1))
                .collect();
            if row
                .plan
                .counted
                .iter()
                .zip(&counts)
                .any(|(counted, count)| *count > counted.at_most)
            {
                continue;
            }
            if let Some((first, second)) = row.twins {
                if second == position {
                    goal = Goal::of_claims(claims(&goal).chain(claims(&row.goals[first])));
                }
            }
            match self.solve(&goal) {
                Answer::Empty => continue,
                Answer::Unknown(reason) => {
                    row.unknown = row.unknown.or(Some(reason));
                    continue;
                }
                Answer::Found(_) => {}
            }
            row.goals.push(goal);
            let filled = self.fill(state, row, open & !role.meets, &counts);
            row.goals.pop();
            if filled.is_some() {
                return filled;
            }
        }
        None
    }

    fn choose(&mut self, row: &mut Row<'a, '_>) -> Option<Vec<Json>> {
        if row.plan.distinct {
            return self.choose_distinct(row);
        }
        let mut goals: Vec<&Goal<'a>> = row.goals.iter().collect();
        if let Some((first, second)) = row.twins {
            goals[first] = &row.goals[second];
        }
        let mut items = Vec::new();
        for goal in goals {
            match self.solve(goal) {
                Answer::Found(item) => items.push(item.as_ref().clone()),
                Answer::Empty => return None,
                Answer::Unknown(reason) => {
                    row.unknown = Some(reason);
                    return None;
                }
            }
        }
        Some(items)
    }

    /// Values of all positions, no two the same: a matching of positions with values. A position that has as many
    /// values as there are positions never lacks one.
    fn choose_distinct(&mut self, row: &mut Row<'a, '_>) -> Option<Vec<Json>> {
        let mut matching = Matching::default();
        let mut known: HashMap<&Goal<'a>, usize> = HashMap::default();
        for goal in &row.goals {
            let domain = match known.get(goal) {
                Some(domain) => *domain,
                None => {
                    let (values, is_all) = self.domain(goal, row.length);
                    if let Err(reason) = is_all {
                        row.unknown = Some(reason);
                    }
                    matching.domains.push(values);
                    known.insert(goal, matching.domains.len() - 1);
                    matching.domains.len() - 1
                }
            };
            matching.domain_of.push(domain);
        }
        for position in 0..row.length {
            if self.is_out_of_steps() {
                row.unknown = Some(self.budget_reason());
                return None;
            }
            let found = matching.place(position);
            self.take_steps(1 + matching.looked_at / 8);
            if !found {
                return None;
            }
        }
        let mut items = vec![Json::Null; row.length];
        for (value, position) in matching.taken {
            items[position] = self.values.get(value).as_ref().clone();
        }
        Some(items)
    }

    /// Up to so many values of the goal, and whether these are all.
    pub(super) fn domain(&mut self, goal: &Goal<'a>, most: usize) -> (Vec<ValueId>, Result<bool, ReasonId>) {
        if let Some(listed) = self.listed(goal) {
            return self.listed_domain(goal, listed, most);
        }
        let mut values = Vec::new();
        let mut goal = goal.clone();
        while values.len() < most {
            match self.solve(&goal) {
                Answer::Found(value) => {
                    let id = self.values.id(&value);
                    values.push(id);
                    goal = Goal::of_claims(claims(&goal).chain([Claim::IsNot(id)]));
                }
                Answer::Empty => return (values, Ok(true)),
                Answer::Unknown(reason) => return (values, Err(reason)),
            }
        }
        (values, Ok(false))
    }

    /// The same for a goal whose values are all listed, in the order in which the search finds them.
    fn listed_domain(
        &mut self,
        goal: &Goal<'a>,
        listed: &[Json],
        most: usize,
    ) -> (Vec<ValueId>, Result<bool, ReasonId>) {
        let (mut values, mut unknown) = (Vec::new(), None);
        let booleans = [Json::Bool(true), Json::Bool(false)];
        for kind in KINDS {
            let listed = if kind == Types::BOOLEAN { &booleans } else { listed };
            for value in listed.iter().filter(|value| Types::of(value) == kind) {
                if values.len() == most {
                    return (values, unknown.map_or(Ok(false), Err));
                }
                match self.satisfies(goal, value) {
                    Ok(true) => values.push(self.values.id(value)),
                    Ok(false) => {}
                    Err(reason) => unknown = Some(reason),
                }
            }
        }
        (values, unknown.map_or(Ok(true), Err))
    }
}

fn claims<'g>(goal: &'g Goal<'_>) -> impl Iterator<Item = Claim> + 'g {
    goal.atoms.iter().filter_map(|atom| match atom {
        Atom::Claim(claim) => Some(*claim),
        _ => None,
    })
}

/// Positions, each with a value of its own.
#[derive(Default)]
struct Matching {
    /// Lists of values.
    domains: Vec<Vec<ValueId>>,
    /// The list for each position. Positions that are alike share one.
    domain_of: Vec<usize>,
    taken: BTreeMap<ValueId, usize>,
    /// The values that were tried for the last position.
    tried: HashSet<ValueId>,
    /// Of each list, the number of values that were looked at for the last position.
    next: Vec<usize>,
    /// The sum of these.
    looked_at: u64,
}

impl Matching {
    /// Gives one more position a value, moving others if that helps.
    fn place(&mut self, position: usize) -> bool {
        self.tried.clear();
        self.next.clear();
        self.next.resize(self.domains.len(), 0);
        self.looked_at = self.domains.len() as u64 / 8;
        self.augment(position)
    }

    fn augment(&mut self, position: usize) -> bool {
        let domain = self.domain_of[position];
        // All values before this one were tried, for this position or for one like it.
        while let Some(value) = self.domains[domain].get(self.next[domain]).copied() {
            self.next[domain] += 1;
            self.looked_at += 1;
            if !self.tried.insert(value) {
                continue;
            }
            let holder = self.taken.get(&value).copied();
            if holder.is_none_or(|holder| self.augment(holder)) {
                self.taken.insert(value, position);
                return true;
            }
        }
        false
    }
}
