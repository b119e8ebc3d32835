//! Long arrays: items are not laid out one by one, only the number of items in each role counts.
//!
//! Positions in which the same roles are possible are alike. How many of them take which role is a small system of sums
//! with bounds: one for each position sort, each counted schema and each demand. It is solved by narrowing the bounds of
//! its unknowns, and by halving them.

use std::collections::BTreeMap;
use std::rc::Rc;

use foldhash::HashSet;

use super::arrays::{Plan, Role};
use super::goal::{Goal, ReasonId, ValueId};
use super::state::State;
use super::{Answer, Search};
use crate::compat::schema::node::Types;
use crate::compat::verdict::ReasonKind;
use crate::json::{Json, Number};

/// More positions than this, times the counts at each of them, are too many to look at one by one.
const LONG: u64 = 4_096;
/// More different items than this are not matched with positions.
const MANY_DIFFERENT: u64 = 40;
/// Longer arrays are not made.
const LONGEST: u64 = 100_000;

/// An unknown of the system: items in this role, in a group of positions.
#[derive(Debug, Clone, Copy)]
struct Unknown {
    group: usize,
    role: Role,
}

/// A sum of unknowns, and its bounds.
#[derive(Debug, Clone)]
struct Sum {
    of: Vec<usize>,
    least: u64,
    most: u64,
}

/// Positions in which the same roles are possible.
struct Group {
    roles: Vec<Role>,
    positions: Vec<u64>,
}

/// A possible role of an item at some position, its goal, and an item.
type Possible<'a> = (Role, Goal<'a>, Rc<Json>);

impl<'a> Search<'a> {
    /// An answer for a long array without a condition on equal items, or for distinct items if there are plainly enough.
    /// `None` for all others.
    pub(super) fn count_items(&mut self, state: &State<'a>, plan: &Plan) -> Option<Answer> {
        let counts = plan.counted.iter().map(|counted| match counted.at_most {
            u64::MAX => counted.at_least,
            most => most,
        });
        let stages = counts.fold(plan.uniform_from.max(plan.least), |stages, count| {
            stages.max(1).saturating_mul(count.saturating_add(1))
        });
        let is_long = stages > LONG || plan.distinct && plan.least > MANY_DIFFERENT;
        if !is_long || plan.repeats {
            return None;
        }
        let mut unknown = None;
        let answer = match (self.counted(state, plan, &mut unknown), unknown) {
            (Answer::Empty, Some(reason)) => Answer::Unknown(reason),
            (answer, _) => answer,
        };
        // How many different values there are is not counted here.
        let is_final = !plan.distinct || !matches!(answer, Answer::Unknown(_));
        is_final.then_some(answer)
    }

    fn counted(&mut self, state: &State<'a>, plan: &Plan, unknown: &mut Option<ReasonId>) -> Answer {
        let prefix = plan.uniform_from;
        let mut possible: Vec<Vec<Possible<'a>>> = Vec::new();
        let mut groups: Vec<Group> = Vec::new();
        let mut by_roles: BTreeMap<Vec<Role>, usize> = BTreeMap::new();
        for index in 0..=prefix {
            if index > LONGEST {
                return self.too_many(index);
            }
            if self.is_out_of_steps() {
                return Answer::Unknown(self.budget_reason());
            }
            // Arrays that end here.
            if index >= plan.least && index <= plan.most {
                if let Some(items) = self.solve_counts(plan, &groups, None) {
                    return self.make_row(plan, &groups, &items, &possible, unknown);
                }
            }
            let here = self.possible_roles(state, plan, index, unknown);
            if here.is_empty() || index >= plan.most {
                return Answer::Empty;
            }
            let roles: Vec<Role> = here.iter().map(|(role, ..)| *role).collect();
            possible.push(here);
            if index == prefix {
                // All further positions are like this one.
                let wanted = plan.counted.iter().map(|counted| counted.at_least);
                let wanted = wanted.fold(plan.demands.len() as u64, u64::saturating_add);
                let least = plan.least.saturating_sub(prefix).max(1);
                let most = (plan.most - prefix).min(least.saturating_add(wanted));
                groups.push(Group {
                    roles,
                    positions: Vec::new(),
                });
                return match self.solve_counts(plan, &groups, Some((least, most))) {
                    Some(items) => self.make_row(plan, &groups, &items, &possible, unknown),
                    None if self.is_out_of_steps() => Answer::Unknown(self.budget_reason()),
                    None => Answer::Empty,
                };
            }
            let group = *by_roles.entry(roles.clone()).or_insert_with(|| {
                groups.push(Group {
                    roles,
                    positions: Vec::new(),
                });
                groups.len() - 1
            });
            groups[group].positions.push(index);
        }
        Answer::Empty
    }

    fn too_many(&mut self, length: u64) -> Answer {
        let text = format!("an array of {length} items, which is more than {LONGEST}");
        Answer::Unknown(self.reason(ReasonKind::Budget, text))
    }

    /// The roles that an item can have at a position.
    fn possible_roles(
        &mut self,
        state: &State<'a>,
        plan: &Plan,
        index: u64,
        unknown: &mut Option<ReasonId>,
    ) -> Vec<Possible<'a>> {
        let all_open = ((1u64 << plan.demands.len()) - 1) as u32;
        let mut possible = Vec::new();
        for role in self.roles(plan, all_open) {
            let Some(goal) = self.role_goal(state, plan, index, role) else {
                continue;
            };
            match self.solve(&goal) {
                Answer::Empty => {}
                Answer::Unknown(reason) => *unknown = unknown.or(Some(reason)),
                Answer::Found(item) => possible.push((role, goal, item)),
            }
        }
        possible
    }

    /// The number of items for each role of each group. With `rest`, the last group has as many positions as that allows.
    fn solve_counts(
        &mut self,
        plan: &Plan,
        groups: &[Group],
        rest: Option<(u64, u64)>,
    ) -> Option<Vec<(Unknown, u64)>> {
        let mut unknowns: Vec<Unknown> = Vec::new();
        let mut sums: Vec<Sum> = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let from = unknowns.len();
            unknowns.extend(group.roles.iter().map(|role| Unknown {
                group: number,
                role: *role,
            }));
            let fixed = group.positions.len() as u64;
            let (least, most) = rest
                .filter(|_| number + 1 == groups.len())
                .unwrap_or((fixed, fixed));
            sums.push(Sum {
                of: (from..unknowns.len()).collect(),
                least,
                most,
            });
        }
        let having = |has: &dyn Fn(Role) -> bool| -> Vec<usize> {
            let all = unknowns.iter().enumerate();
            all.filter(|(_, unknown)| has(unknown.role))
                .map(|(at, _)| at)
                .collect()
        };
        for (bit, counted) in plan.counted.iter().enumerate() {
            sums.push(Sum {
                of: having(&|role| role.counts >> bit & 1 == 1),
                least: counted.at_least,
                most: counted.at_most,
            });
        }
        for bit in 0..plan.demands.len() {
            sums.push(Sum {
                of: having(&|role| role.meets >> bit & 1 == 1),
                least: 1,
                most: u64::MAX,
            });
        }
        let mut open = vec![vec![(0, u64::MAX); unknowns.len()]];
        while let Some(mut bounds) = open.pop() {
            if self.is_out_of_steps() {
                return None;
            }
            if !self.narrow(&sums, &mut bounds) {
                continue;
            }
            // Few items have roles that are not plain, which come last.
            let ranges = bounds.iter().enumerate().rev();
            let ranges = ranges.filter(|(_, (least, most))| least < most);
            let Some((at, (least, most))) = ranges.min_by_key(|(_, (least, most))| most - least) else {
                let counts = bounds.into_iter().map(|(count, _)| count);
                return Some(unknowns.into_iter().zip(counts).collect());
            };
            let (least, most) = (*least, *most);
            let middle = least + (most - least) / 2;
            let mut upper = bounds.clone();
            upper[at].0 = middle + 1;
            open.push(upper);
            bounds[at].1 = middle;
            open.push(bounds);
        }
        None
    }

    /// Narrows bounds until they stay. False if a sum cannot be met.
    fn narrow(&mut self, sums: &[Sum], bounds: &mut [(u64, u64)]) -> bool {
        loop {
            let mut changed = false;
            for sum in sums {
                self.take_steps(1 + sum.of.len() as u64 / 8);
                let total = |side: fn(&(u64, u64)) -> u64| -> u128 {
                    sum.of.iter().map(|at| u128::from(side(&bounds[*at]))).sum()
                };
                let (least, most) = (total(|bounds| bounds.0), total(|bounds| bounds.1));
                let (wanted, allowed) = (u128::from(sum.least), u128::from(sum.most));
                if most < wanted || sum.most < u64::MAX && least > allowed {
                    return false;
                }
                for at in &sum.of {
                    let (low, high) = bounds[*at];
                    // Even if all others are as many as they can be, so many are wanted of this one.
                    let others = most - u128::from(high);
                    let low_now = u128::from(low).max(wanted.saturating_sub(others));
                    let mut high_now = u128::from(high);
                    if sum.most < u64::MAX {
                        let others = least - u128::from(low);
                        high_now = high_now.min(allowed.saturating_sub(others));
                    }
                    if low_now > high_now {
                        return false;
                    }
                    let now = (low_now as u64, high_now as u64);
                    changed |= now != (low, high);
                    bounds[*at] = now;
                }
            }
            if !changed {
                return true;
            }
        }
    }

    /// The array with so many items of each role.
    fn make_row(
        &mut self,
        plan: &Plan,
        groups: &[Group],
        items: &[(Unknown, u64)],
        possible: &[Vec<Possible<'a>>],
        unknown: &mut Option<ReasonId>,
    ) -> Answer {
        let length = items
            .iter()
            .fold(0u64, |sum, (_, count)| sum.saturating_add(*count));
        if length > LONGEST {
            return self.too_many(length);
        }
        self.take_steps(length);
        let mut row: Vec<Option<(&Goal<'a>, &Rc<Json>)>> = vec![None; length as usize];
        let mut taken = vec![0usize; groups.len()];
        for (Unknown { group, role }, count) in items {
            for _ in 0..*count {
                let rest = (possible.len() - 1) as u64;
                let index = groups[*group].positions.get(taken[*group]).copied();
                let index = index.unwrap_or(rest + taken[*group] as u64);
                taken[*group] += 1;
                let here = &possible[index.min(rest) as usize];
                let item = here.iter().find(|(other, ..)| other == role);
                row[index as usize] = item.map(|(_, goal, item)| (goal, item));
            }
        }
        let Some(row) = row.into_iter().collect::<Option<Vec<_>>>() else {
            return Answer::Unknown(self.budget_reason());
        };
        if plan.distinct {
            return match self.distinct_row(&row) {
                Some(items) => Answer::Found(Rc::new(Json::Array(items))),
                None => {
                    let text = format!("an array of {length} items that are all different");
                    let reason = self.reason(ReasonKind::Budget, text);
                    Answer::Unknown(*unknown.get_or_insert(reason))
                }
            };
        }
        let items = row.into_iter().map(|(_, item)| item.as_ref().clone());
        Answer::Found(Rc::new(Json::Array(items.collect())))
    }

    /// Different items for these goals, if numbers or longer texts are enough.
    fn distinct_row(&mut self, row: &[(&Goal<'a>, &Rc<Json>)]) -> Option<Vec<Json>> {
        const FAILURES: usize = 64;
        let mut seen: HashSet<ValueId> = HashSet::default();
        let mut next: BTreeMap<usize, u64> = BTreeMap::new();
        let mut first: Vec<&Goal<'a>> = Vec::new();
        let mut items = Vec::with_capacity(row.len());
        for (goal, item) in row {
            self.take_steps(1);
            if self.is_out_of_steps() {
                return None;
            }
            if seen.insert(self.values.id(item)) {
                items.push(item.as_ref().clone());
                continue;
            }
            let known = first.iter().position(|known| known == goal);
            let number = known.unwrap_or_else(|| {
                first.push(goal);
                first.len() - 1
            });
            let next = next.entry(number).or_default();
            let mut failures = 0;
            loop {
                if failures == FAILURES || self.is_out_of_steps() {
                    return None;
                }
                let value = near(item, *next);
                *next += 1;
                let id = self.values.id(&value);
                if !seen.contains(&id) && matches!(self.satisfies(goal, &value), Ok(true)) {
                    seen.insert(id);
                    items.push(value);
                    break;
                }
                failures += 1;
            }
        }
        Some(items)
    }
}

/// The value with this number in a row of values that are like the first.
fn near(item: &Json, number: u64) -> Json {
    let step = Number::from(number as i64);
    let half = Number::from(number.div_ceil(2) as i64);
    match item {
        Json::Number(item) if number % 2 == 0 => Json::Number(item + &half),
        Json::Number(item) => Json::Number(item - &half),
        Json::String(item) => Json::String(format!("{item}{number}")),
        _ if Types::of(item) == Types::ARRAY => Json::Array(vec![Json::Number(step)]),
        _ => Json::Number(step),
    }
}
