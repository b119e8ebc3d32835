//! Backreferences to groups that match few texts, spelled out: `(a|b)\1` is `aa|bb`.
//!
//! A walk through the tree carries the texts of the groups so far. The readings of a part are the texts of groups after
//! it, each with the expression that leads there. A group that did not take part has no text, and a reference to it
//! matches the empty text, so both are one reading. ECMA-262 forgets the groups of a loop at the start of each round,
//! and refuses optional rounds that read nothing. It reads lookbehind from right to left.

use std::collections::{BTreeMap, BTreeSet};

use super::PatternError;
use super::ast::{Ast, Builder, Node, NodeId};
use super::class::Class;

/// Texts of one group, and readings of one part.
const MAX_TEXTS: usize = 1_000;
/// Nodes that are added.
const MAX_NODES: usize = 50_000;
/// Parts of the expression that are looked at, and characters of texts that are made.
const MAX_WORK: usize = 300_000;
/// Parts within one another.
const MAX_DEPTH: usize = 150;

const TOO_MANY_TEXTS: PatternError = PatternError::Unsupported {
    what: "a backreference to a group that matches more than 1,000 texts",
};
const TOO_MANY_READINGS: PatternError = PatternError::Unsupported {
    what: "backreferences that have too many readings",
};
const TOO_DEEP: PatternError = PatternError::Unsupported {
    what: "a backreference among deeply nested groups",
};
const INTO_A_LOOKAROUND: PatternError = PatternError::Unsupported {
    what: "a backreference to a group inside a lookaround",
};
const EMPTY_ROUNDS: PatternError = PatternError::Unsupported {
    what: "a backreference to a group in a loop whose rounds may read nothing",
};

/// The texts of groups that are not empty.
type Captured = BTreeMap<u32, Box<str>>;
type Readings = Vec<(Captured, NodeId)>;

/// The same language, without groups and backreferences.
pub(super) fn resolve(ast: Ast) -> Result<Ast, PatternError> {
    let is_capture = |node: &Node| matches!(node, Node::Group { .. } | Node::Backreference(_));
    if !ast.nodes().iter().any(is_capture) {
        return Ok(ast);
    }
    let facts = facts(&ast);
    if facts[ast.root().index()].depth > MAX_DEPTH {
        return Err(TOO_DEEP);
    }
    let all = facts[ast.root().index()].references.clone();
    let root = ast.root();
    let (builder, old) = (Builder::of(&ast), ast.nodes().len());
    let mut walk = Walk {
        ast: &ast,
        facts,
        all,
        builder,
        limit: old + MAX_NODES,
        work: 0,
        empty: BTreeMap::new(),
    };
    let readings = walk.readings(root, &Captured::new(), false)?;
    let root = walk.either(readings);
    Ok(walk.builder.finish(root).pruned())
}

/// The known facts about a node.
#[derive(Debug, Clone, Default)]
struct Facts {
    depth: usize,
    groups: BTreeSet<u32>,
    /// How often each group is referred to.
    references: BTreeMap<u32, usize>,
}

fn facts(ast: &Ast) -> Vec<Facts> {
    let mut known: Vec<Facts> = Vec::with_capacity(ast.nodes().len());
    let refers = ast.is_referring();
    for node in ast.nodes() {
        let mut facts = Facts::default();
        for child in node.children() {
            let child = &known[child.index()];
            facts.depth = facts.depth.max(child.depth + 1);
            // Without references, sets of groups would only cost time.
            if refers && facts.depth <= MAX_DEPTH {
                facts.groups.extend(&child.groups);
                for (group, count) in &child.references {
                    *facts.references.entry(*group).or_default() += count;
                }
            }
        }
        match node {
            Node::Group { number, .. } => {
                facts.groups.insert(*number);
            }
            Node::Backreference(number) => {
                facts.references.insert(*number, 1);
            }
            _ => {}
        }
        known.push(facts);
    }
    known
}

struct Walk<'a> {
    ast: &'a Ast,
    facts: Vec<Facts>,
    /// How often each group is referred to in the whole expression.
    all: BTreeMap<u32, usize>,
    builder: Builder,
    /// The maximum number of nodes.
    limit: usize,
    /// Up to `MAX_WORK`.
    work: usize,
    /// Whether a part may match the empty text.
    empty: BTreeMap<NodeId, bool>,
}

impl Walk<'_> {
    fn charge(&mut self, work: usize) -> Result<(), PatternError> {
        self.work += work;
        if self.work > MAX_WORK || self.builder.len() > self.limit {
            return Err(TOO_MANY_READINGS);
        }
        Ok(())
    }

    fn either(&mut self, readings: Readings) -> NodeId {
        let mut nodes: Vec<NodeId> = readings.into_iter().map(|(_, node)| node).collect();
        nodes.dedup();
        self.builder.alternatives(nodes)
    }

    /// The readings that leave the same texts are one.
    fn merge(&mut self, readings: Readings) -> Result<Readings, PatternError> {
        let mut order: Vec<Captured> = Vec::new();
        let mut merged: BTreeMap<Captured, Vec<NodeId>> = BTreeMap::new();
        for (captured, node) in readings {
            let nodes = merged.entry(captured.clone()).or_insert_with(|| {
                order.push(captured);
                Vec::new()
            });
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
        if order.len() > MAX_TEXTS {
            return Err(TOO_MANY_READINGS);
        }
        let both = order.into_iter().map(|captured| {
            let nodes = merged.remove(&captured).unwrap_or_default();
            let node = self.builder.alternatives(nodes);
            (captured, node)
        });
        Ok(both.collect())
    }

    fn readings(
        &mut self,
        id: NodeId,
        captured: &Captured,
        leftwards: bool,
    ) -> Result<Readings, PatternError> {
        let facts = &self.facts[id.index()];
        let is_plain = facts.groups.is_empty() && facts.references.is_empty();
        self.charge(1)?;
        if is_plain {
            return Ok(vec![(captured.clone(), id)]);
        }
        let ast = self.ast;
        match ast.node(id) {
            Node::Concat(items) => {
                let mut so_far: Vec<(Captured, Vec<NodeId>)> = vec![(captured.clone(), Vec::new())];
                let items: Vec<NodeId> = if leftwards {
                    items.iter().rev().copied().collect()
                } else {
                    items.to_vec()
                };
                for item in items {
                    let mut next = Vec::new();
                    for (captured, nodes) in so_far {
                        for (captured, node) in self.readings(item, &captured, leftwards)? {
                            self.charge(nodes.len())?;
                            let mut nodes = nodes.clone();
                            nodes.push(node);
                            next.push((captured, nodes));
                        }
                    }
                    if next.len() > MAX_TEXTS {
                        return Err(TOO_MANY_READINGS);
                    }
                    so_far = next;
                }
                let rows = so_far.into_iter().map(|(captured, mut nodes)| {
                    if leftwards {
                        nodes.reverse();
                    }
                    (captured, self.builder.concat(nodes))
                });
                let rows = rows.collect();
                self.merge(rows)
            }
            Node::Alternatives(items) => {
                let mut all = Vec::new();
                for item in items {
                    all.extend(self.readings(*item, captured, leftwards)?);
                }
                self.merge(all)
            }
            Node::Repeat { child, min, max } => self.repeat(*child, (*min, *max), captured, leftwards),
            Node::Lookaround {
                child,
                behind,
                negative,
            } => {
                let inside = &self.facts[child.index()];
                let leaks = inside
                    .groups
                    .iter()
                    .any(|group| self.all.get(group) != inside.references.get(group));
                if leaks && !negative {
                    // A lookaround keeps its first match only, whichever that is.
                    return Err(INTO_A_LOOKAROUND);
                }
                let readings = self.readings(*child, captured, *behind)?;
                let child = self.either(readings);
                let node = self.builder.push(Node::Lookaround {
                    child,
                    behind: *behind,
                    negative: *negative,
                });
                Ok(vec![(captured.clone(), node)])
            }
            Node::Group { child, number } => {
                let readings = self.readings(*child, captured, leftwards)?;
                if !self.all.contains_key(number) {
                    return Ok(readings);
                }
                let mut all = Vec::new();
                for (captured, node) in readings {
                    for path in self.paths(node)? {
                        let mut captured = captured.clone();
                        let text = path.text();
                        if text.is_empty() {
                            captured.remove(number);
                        } else {
                            captured.insert(*number, text.into());
                        }
                        let node = self.row(&path);
                        all.push((captured, node));
                    }
                }
                self.merge(all)
            }
            Node::Backreference(number) => {
                let text: Vec<Part> = captured
                    .get(number)
                    .map(|text| text.chars().map(Part::Character).collect())
                    .unwrap_or_default();
                let node = self.row(&Path(text));
                Ok(vec![(captured.clone(), node)])
            }
            _ => Ok(vec![(captured.clone(), id)]),
        }
    }

    fn repeat(
        &mut self,
        child: NodeId,
        (min, max): (u64, Option<u64>),
        captured: &Captured,
        leftwards: bool,
    ) -> Result<Readings, PatternError> {
        if max == Some(0) {
            let node = self.builder.push(Node::Empty);
            return Ok(vec![(captured.clone(), node)]);
        }
        let inside = self.facts[child.index()].groups.clone();
        let mut at_start = captured.clone();
        at_start.retain(|group, _| !inside.contains(group));
        let rounds = self.readings(child, &at_start, leftwards)?;
        let any = self.either(rounds.clone());
        if rounds.iter().all(|(captured, _)| *captured == at_start) {
            let node = self.builder.push(Node::Repeat { child: any, min, max });
            return Ok(vec![(at_start, node)]);
        }
        let is_optional = max != Some(min);
        let mut all = Vec::new();
        if min == 0 {
            let node = self.builder.push(Node::Empty);
            all.push((captured.clone(), node));
        }
        for (captured, last) in rounds {
            let before = min.saturating_sub(1);
            let most = max.map(|max| max - 1);
            if !is_optional || !self.may_be_empty(last) {
                let node = self.rounds(any, (before, most), last, leftwards);
                all.push((captured, node));
                continue;
            }
            // A last round that reads nothing is only one of those that are required.
            if min > 0 {
                let node = self.rounds(any, (before, Some(before)), last, leftwards);
                all.push((captured.clone(), node));
            }
            for path in self.paths(last).map_err(|_| EMPTY_ROUNDS)? {
                if !path.text().is_empty() {
                    let row = self.row(&path);
                    let node = self.rounds(any, (min, most), row, leftwards);
                    all.push((captured.clone(), node));
                }
            }
        }
        self.merge(all)
    }

    /// So many rounds, then this one.
    fn rounds(
        &mut self,
        any: NodeId,
        (min, max): (u64, Option<u64>),
        last: NodeId,
        leftwards: bool,
    ) -> NodeId {
        if max == Some(0) {
            return last;
        }
        let before = self.builder.push(Node::Repeat { child: any, min, max });
        let items = if leftwards { [last, before] } else { [before, last] };
        self.builder.concat(items.into())
    }

    fn may_be_empty(&mut self, id: NodeId) -> bool {
        if let Some(known) = self.empty.get(&id) {
            return *known;
        }
        let is_empty = match self.builder.node(id).clone() {
            Node::Class(_) => false,
            Node::Concat(items) => items.iter().all(|item| self.may_be_empty(*item)),
            Node::Alternatives(items) => items.iter().any(|item| self.may_be_empty(*item)),
            Node::Repeat { child, min, .. } => min == 0 || self.may_be_empty(child),
            _ => true,
        };
        self.empty.insert(id, is_empty);
        is_empty
    }

    /// All ways through a part that has few, without those of assertions.
    fn paths(&mut self, id: NodeId) -> Result<BTreeSet<Path>, PatternError> {
        self.charge(1)?;
        let mut paths = BTreeSet::new();
        match self.builder.node(id).clone() {
            Node::Class(class) => {
                let class = self.builder.class_of(class);
                let sizes = class.ranges().iter().map(|(low, high)| (high - low) as usize + 1);
                if sizes.sum::<usize>() > MAX_TEXTS {
                    return Err(TOO_MANY_TEXTS);
                }
                let points = class.ranges().iter().flat_map(|&(low, high)| low..=high);
                paths.extend(
                    points
                        .filter_map(char::from_u32)
                        .map(|c| Path(vec![Part::Character(c)])),
                );
            }
            Node::Concat(items) => {
                paths.insert(Path::default());
                for item in &items {
                    paths = product(&paths, &self.paths(*item)?)?;
                    self.charge(size(&paths))?;
                }
            }
            Node::Alternatives(items) => {
                for item in &items {
                    paths.extend(self.paths(*item)?);
                    self.charge(size(&paths))?;
                    if paths.len() > MAX_TEXTS {
                        return Err(TOO_MANY_TEXTS);
                    }
                }
            }
            Node::Repeat { child, min, max } => {
                let round = self.paths(child)?;
                let max = max.filter(|max| *max <= MAX_TEXTS as u64).ok_or(TOO_MANY_TEXTS)?;
                let mut rounds = BTreeSet::from([Path::default()]);
                for count in 0..=max {
                    if count >= min {
                        paths.extend(rounds.iter().cloned());
                    }
                    if count < max {
                        rounds = product(&rounds, &round)?;
                    }
                    self.charge(size(&rounds) + size(&paths))?;
                    if paths.len() > MAX_TEXTS {
                        return Err(TOO_MANY_TEXTS);
                    }
                }
            }
            Node::Empty => {
                paths.insert(Path::default());
            }
            _ => {
                paths.insert(Path(vec![Part::Assertion(id)]));
            }
        }
        Ok(paths)
    }

    fn row(&mut self, path: &Path) -> NodeId {
        let items = path.0.iter().map(|part| match part {
            Part::Character(c) => self.builder.class(Class::single((*c).into())),
            Part::Assertion(id) => *id,
        });
        let items = items.collect();
        self.builder.concat(items)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Character(char),
    Assertion(NodeId),
}

/// One way through a part of an expression.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Path(Vec<Part>);

impl Path {
    fn text(&self) -> String {
        let characters = self.0.iter().filter_map(|part| match part {
            Part::Character(c) => Some(*c),
            Part::Assertion(_) => None,
        });
        characters.collect()
    }
}

fn size(paths: &BTreeSet<Path>) -> usize {
    paths.iter().map(|path| 1 + path.0.len()).sum()
}

fn product(first: &BTreeSet<Path>, second: &BTreeSet<Path>) -> Result<BTreeSet<Path>, PatternError> {
    if first.len().saturating_mul(second.len()) > 4 * MAX_TEXTS {
        return Err(TOO_MANY_TEXTS);
    }
    let mut all = BTreeSet::new();
    for Path(head) in first {
        for Path(tail) in second {
            let path = Path([&head[..], tail].concat());
            if path.0.len() > MAX_TEXTS {
                return Err(TOO_MANY_TEXTS);
            }
            all.insert(path);
        }
    }
    if all.len() > MAX_TEXTS {
        return Err(TOO_MANY_TEXTS);
    }
    Ok(all)
}
