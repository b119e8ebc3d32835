//! Numbers without a choice: the exact set of numbers that a goal's schemas leave.
//!
//! All bounds and constants of the schemas cut the line into points and the gaps between them. Within a gap, every
//! integer is accepted or none is, and so is every other number. So a schema is a set of such cells, `oneOf` is a
//! count of the branches that cover each cell, and a union of many overlapping ranges costs no more than sorting it.
//! `multipleOf` tells numbers of one gap apart, and is left to the search.

use std::rc::Rc;

use foldhash::HashMap;

use super::goal::{Atom, Claim, Goal, NodeRef, Union};
use super::numbers::between_two;
use super::{Answer, Search};
use crate::compat::schema::node::{Body, Cycle, Keywords, NodeId, Types};
use crate::json::{Json, Number};

/// Schemas with fewer branches in all are left to the search.
const FEW: usize = 64;
/// The number of schemas on one value that are followed within each other.
const DEPTH: usize = 100;

/// Half-open ranges of cells, in order, with a gap between each two.
type Cells = Rc<[(u32, u32)]>;

/// The cells that the bounds make: each point has an odd number, each gap an even one.
struct Line {
    kind: Types,
    points: Vec<Number>,
}

impl Line {
    /// The number of cells.
    fn end(&self) -> u32 {
        2 * self.points.len() as u32 + 1
    }

    fn at(&self, number: &Number) -> u32 {
        2 * self.points.partition_point(|point| point < number) as u32 + 1
    }

    fn everything(&self) -> Cells {
        [(0, self.end())].into()
    }

    fn complement(&self, cells: &Cells) -> Cells {
        let mut from = 0;
        let mut outside = Vec::with_capacity(cells.len() + 1);
        for (start, end) in cells.iter() {
            if from < *start {
                outside.push((from, *start));
            }
            from = *end;
        }
        if from < self.end() {
            outside.push((from, self.end()));
        }
        outside.into()
    }

    /// A number of the cell, if it has one of the kind.
    fn number_in(&self, cell: u32) -> Option<Number> {
        let place = (cell / 2) as usize;
        if cell % 2 == 1 {
            let point = &self.points[place];
            return (point.is_integer() == (self.kind == Types::INTEGER)).then(|| point.clone());
        }
        let below = place.checked_sub(1).map(|place| &self.points[place]);
        between_two(self.kind, below, self.points.get(place))
    }

    /// A number of the cells that is near zero.
    fn nearest(&self, cells: &Cells) -> Option<Number> {
        let zero = Number::zero();
        let middle = self.points.partition_point(|point| *point < zero);
        let middle = if self.points.get(middle) == Some(&zero) {
            2 * middle as u32 + 1
        } else {
            2 * middle as u32
        };
        let rising = cells.iter().flat_map(|(start, end)| (*start).max(middle)..*end);
        let falling = cells
            .iter()
            .rev()
            .flat_map(|(start, end)| (*start..(*end).min(middle)).rev());
        let (mut rising, mut falling) = (
            rising.filter_map(|cell| self.number_in(cell)),
            falling.filter_map(|cell| self.number_in(cell)),
        );
        rising.next().or_else(|| falling.next())
    }
}

/// The cells that exactly, or at least, so many of the sets cover.
fn covered(sets: &[Cells], fits: impl Fn(i32) -> bool) -> Cells {
    let mut turns: Vec<(u32, i32)> = sets
        .iter()
        .flat_map(|cells| cells.iter().flat_map(|(start, end)| [(*start, 1), (*end, -1)]))
        .collect();
    turns.sort_unstable_by_key(|(cell, _)| *cell);
    let mut cells: Vec<(u32, u32)> = Vec::new();
    let mut count = 0;
    let mut open = None;
    let mut turns = turns.into_iter().peekable();
    while let Some((cell, change)) = turns.next() {
        count += change;
        if turns.peek().is_some_and(|(next, _)| *next == cell) {
            continue;
        }
        match (open, fits(count)) {
            (None, true) => open = Some(cell),
            (Some(start), false) => {
                cells.push((start, cell));
                open = None;
            }
            _ => {}
        }
    }
    cells.into()
}

fn intersection(sets: &[Cells]) -> Cells {
    let all = sets.len() as i32;
    covered(sets, |count| count == all)
}

impl<'a> Search<'a> {
    /// The answer for numbers of the kind, if the goal's schemas have many branches and no `multipleOf`.
    pub(super) fn numbers_without_choice(&mut self, goal: &Goal<'a>, kind: Types) -> Option<Answer> {
        let mut nodes = Vec::new();
        for atom in &goal.atoms {
            match atom {
                Atom::Claim(Claim::Accepts(at) | Claim::Refuses(at))
                | Atom::NoneOf(at, _)
                | Atom::SomeOf(at, _)
                | Atom::TwoOf(at) => nodes.push(*at),
                Atom::Claim(Claim::Is(_) | Claim::IsNot(_)) => {}
                _ => return None,
            }
        }
        let mut points = self.points(&nodes, kind)?;
        for atom in &goal.atoms {
            if let Atom::Claim(Claim::Is(value) | Claim::IsNot(value)) = atom {
                points.extend(self.values.get(*value).as_number().cloned());
            }
        }
        points.sort_unstable();
        points.dedup();
        let line = Line { kind, points };
        let mut known = HashMap::default();
        let mut sets = vec![line.everything()];
        for atom in &goal.atoms {
            let mut of = |nodes: &[NodeId], at: NodeRef| -> Option<Vec<Cells>> {
                let cells = nodes
                    .iter()
                    .map(|node| self.cells(&line, at.sibling(*node), DEPTH, &mut known));
                cells.collect()
            };
            let is = |value| constants(&line, [self.values.get(value).as_ref()]);
            sets.push(match atom {
                Atom::Claim(Claim::Accepts(at)) => of(&[at.node()], *at)?.remove(0),
                Atom::Claim(Claim::Refuses(at)) => line.complement(&of(&[at.node()], *at)?[0]),
                Atom::Claim(Claim::Is(value)) => is(*value),
                Atom::Claim(Claim::IsNot(value)) => line.complement(&is(*value)),
                Atom::NoneOf(at, union) => line
                    .complement(&covered(&of(self.branches(*at, *union), *at)?, |count| {
                        count >= 1
                    })),
                Atom::SomeOf(at, union) => covered(&of(self.branches(*at, *union), *at)?, |count| {
                    count == 1 || count > 1 && *union == Union::AnyOf
                }),
                Atom::TwoOf(at) => covered(&of(self.branches(*at, Union::OneOf), *at)?, |count| count >= 2),
                _ => return None,
            });
        }
        let left = intersection(&sets);
        self.steps_for(line.points.len());
        let Some(number) = line.nearest(&left) else {
            return Some(Answer::Empty);
        };
        let value = Json::Number(number);
        // The evaluator has the last word.
        (self.satisfies(goal, &value) == Ok(true)).then(|| Answer::Found(Rc::new(value)))
    }

    fn steps_for(&mut self, count: usize) {
        for _ in 0..count / 8 + 1 {
            self.step();
        }
    }

    /// All bounds and constants of the nodes; `None` if they have few branches, or something besides.
    fn points(&mut self, nodes: &[NodeRef], kind: Types) -> Option<Vec<Number>> {
        let mut points = Vec::new();
        let mut branches = 0;
        let mut seen = foldhash::HashSet::default();
        let mut pending: Vec<NodeRef> = nodes.to_vec();
        while let Some(at) = pending.pop() {
            if !seen.insert(at) {
                continue;
            }
            let Body::Keywords(keywords) = self.body(at) else {
                continue;
            };
            if self.cycle(at) != Cycle::No || !keywords.unsupported.is_empty() {
                return None;
            }
            if keywords
                .multiple_of
                .as_ref()
                .is_some_and(|step| !is_settled(step, kind))
            {
                return None;
            }
            branches += keywords.any_of.len() + keywords.one_of.len();
            points.extend(
                bounds(keywords)
                    .into_iter()
                    .flatten()
                    .map(|(bound, _)| bound.clone()),
            );
            let constants = keywords.values.iter().flatten();
            points.extend(constants.filter_map(Json::as_number).cloned());
            pending.extend(keywords.in_place().map(|node| at.sibling(node)));
        }
        if branches < FEW {
            return None;
        }
        self.steps_for(8 * seen.len());
        (!self.is_out_of_steps()).then_some(points)
    }

    /// The cells that the node accepts.
    fn cells(
        &self,
        line: &Line,
        at: NodeRef,
        depth: usize,
        known: &mut HashMap<NodeRef, Cells>,
    ) -> Option<Cells> {
        if let Some(cells) = known.get(&at) {
            return Some(cells.clone());
        }
        let depth = depth.checked_sub(1)?;
        let keywords = match self.body(at) {
            Body::Always(true) => return Some(line.everything()),
            Body::Always(false) => return Some(Rc::new([])),
            Body::Keywords(keywords) => keywords,
        };
        if keywords.types.is_some_and(|types| !types.intersects(line.kind)) {
            return Some(Rc::new([]));
        }
        let mut sets = vec![line.everything()];
        if let Some(values) = &keywords.values {
            sets.push(constants(line, values));
        }
        if keywords
            .multiple_of
            .as_ref()
            .is_some_and(|step| !holds_for_all(step, line.kind))
        {
            return Some(Rc::new([]));
        }
        let [above, well_above, below, well_below] = bounds(keywords);
        for (bound, inclusive) in [above, well_above].into_iter().flatten() {
            let cell = line.at(bound) + u32::from(!inclusive);
            sets.push([(cell, line.end())].into());
        }
        for (bound, inclusive) in [below, well_below].into_iter().flatten() {
            let cell = line.at(bound) + u32::from(inclusive);
            sets.push([(0, cell)].into());
        }
        for node in keywords.references.iter().chain(&keywords.all_of) {
            sets.push(self.cells(line, at.sibling(*node), depth, known)?);
        }
        let mut of = |nodes: &[NodeId]| -> Option<Vec<Cells>> {
            let cells = nodes
                .iter()
                .map(|node| self.cells(line, at.sibling(*node), depth, known));
            cells.collect()
        };
        if !keywords.any_of.is_empty() {
            sets.push(covered(&of(&keywords.any_of)?, |count| count >= 1));
        }
        if !keywords.one_of.is_empty() {
            sets.push(covered(&of(&keywords.one_of)?, |count| count == 1));
        }
        if let Some(not) = keywords.not {
            sets.push(line.complement(&of(&[not])?[0]));
        }
        if let Some(condition) = &keywords.condition {
            let when = of(&[condition.when])?.remove(0);
            let not_when = line.complement(&when);
            for (outside, node) in [(not_when, condition.then), (when, condition.otherwise)] {
                if let Some(node) = node {
                    let inside = of(&[node])?.remove(0);
                    sets.push(covered(&[outside, inside], |count| count >= 1));
                }
            }
        }
        let cells = intersection(&sets);
        known.insert(at, cells.clone());
        Some(cells)
    }
}

/// The bounds of the node, and whether they are accepted themselves.
fn bounds(keywords: &Keywords) -> [Option<(&Number, bool)>; 4] {
    [
        keywords.minimum.as_ref().map(|bound| (bound, true)),
        keywords.exclusive_minimum.as_ref().map(|bound| (bound, false)),
        keywords.maximum.as_ref().map(|bound| (bound, true)),
        keywords.exclusive_maximum.as_ref().map(|bound| (bound, false)),
    ]
}

fn constants<'v>(line: &Line, values: impl IntoIterator<Item = &'v Json>) -> Cells {
    let numbers = values.into_iter().filter_map(Json::as_number);
    let mut cells: Vec<u32> = numbers.map(|number| line.at(number)).collect();
    cells.sort_unstable();
    cells.dedup();
    cells.into_iter().map(|cell| (cell, cell + 1)).collect()
}

/// Returns true if all numbers of the kind are multiples of the step.
fn holds_for_all(step: &Number, kind: Types) -> bool {
    kind == Types::INTEGER && Number::from(1).is_multiple_of(step)
}

/// Returns true if all numbers of the kind are multiples of the step, or none is.
fn is_settled(step: &Number, kind: Types) -> bool {
    holds_for_all(step, kind) || kind == Types::FRACTION && step.is_integer()
}
