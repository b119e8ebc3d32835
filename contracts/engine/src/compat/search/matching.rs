//! Arrays with a condition on equal items: all distinct, or two equal.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arrays::{Plan, Role};
use super::goal::{Atom, Claim, Goal, ReasonId, ValueId};
use super::state::State;
use super::{Answer, Search};
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// Longer arrays are not tried.
const LONGEST: u64 = 40;

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
        if plan.least > LONGEST {
            return self.too_long(state, plan);
        }
        let mut unknown = None;
        for length in plan.least..=longest.min(LONGEST) {
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
        if longest > LONGEST && unknown.is_none() {
            unknown = Some(self.too_many_items());
        }
        unknown.map_or(Answer::Empty, Answer::Unknown)
    }

    fn too_many_items(&mut self) -> ReasonId {
        let text = format!("an array of more than {LONGEST} items, with a word on equal ones");
        self.reason(ReasonKind::Budget, text)
    }

    /// Many distinct items are out of reach, unless there are not that many values.
    fn too_long(&mut self, state: &State<'a>, plan: &Plan) -> Answer {
        if plan.distinct && plan.counted.is_empty() {
            let role = Role { meets: 0, counts: 0 };
            if let Some(goal) = self.role_goal(state, plan, plan.uniform_from, role) {
                let (values, is_all) = self.domain(&goal, LONGEST as usize + 1);
                let room = plan.least.saturating_sub(plan.uniform_from);
                if is_all == Ok(true) && (values.len() as u64) < room {
                    return Answer::Empty;
                }
            }
        }
        Answer::Unknown(self.too_many_items())
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
        let mut domains: BTreeMap<usize, Vec<ValueId>> = BTreeMap::new();
        for (position, goal) in row.goals.iter().enumerate() {
            let same = row.goals[..position].iter().position(|earlier| earlier == goal);
            let domain = match same {
                Some(earlier) => domains[&earlier].clone(),
                None => {
                    let (values, is_all) = self.domain(goal, row.length);
                    if let Err(reason) = is_all {
                        row.unknown = Some(reason);
                    }
                    values
                }
            };
            domains.insert(position, domain);
        }
        let mut taken: BTreeMap<ValueId, usize> = BTreeMap::new();
        for position in 0..row.length {
            let mut tried = std::collections::BTreeSet::new();
            if !augment(position, &domains, &mut taken, &mut tried) {
                return None;
            }
        }
        let mut items = vec![Json::Null; row.length];
        for (value, position) in taken {
            items[position] = self.values.get(value).as_ref().clone();
        }
        Some(items)
    }

    /// Up to so many values of the goal, and whether these are all.
    fn domain(&mut self, goal: &Goal<'a>, most: usize) -> (Vec<ValueId>, Result<bool, ReasonId>) {
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
}

fn claims<'g>(goal: &'g Goal<'_>) -> impl Iterator<Item = Claim> + 'g {
    goal.atoms.iter().filter_map(|atom| match atom {
        Atom::Claim(claim) => Some(*claim),
        _ => None,
    })
}

/// Gives the position a value, moving others if that helps.
fn augment(
    position: usize,
    domains: &BTreeMap<usize, Vec<ValueId>>,
    taken: &mut BTreeMap<ValueId, usize>,
    tried: &mut std::collections::BTreeSet<ValueId>,
) -> bool {
    for value in &domains[&position] {
        if !tried.insert(*value) {
            continue;
        }
        let holder = taken.get(value).copied();
        if holder.is_none_or(|holder| augment(holder, domains, taken, tried)) {
            taken.insert(*value, position);
            return true;
        }
    }
    false
}
