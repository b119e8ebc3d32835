//! Positions of a graph's nodes, computed once, when the catalogue is made.
//!
//! Small graphs are laid out in layers, from those that send on the left to those that read on the right. Dense ones
//! go around a circle. No step depends on a clock, on random numbers or on the order of a hash map.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A graph without positions.
#[derive(Debug, Default, Clone)]
pub(super) struct Shape {
    /// The width and the height of each node.
    pub(super) sizes: Vec<(f64, f64)>,
    /// From one node to another.
    pub(super) edges: Vec<(usize, usize)>,
}

/// The space between layers, and between the nodes of one.
const BETWEEN_LAYERS: f64 = 90.0;
const BETWEEN_NODES: f64 = 18.0;
/// A layer with more nodes goes on in a second column.
const TALLEST: usize = 36;
/// The number of passes over all layers.
const PASSES: usize = 12;
/// The width at which the parts of a graph begin a new line.
const WIDEST: f64 = 2_400.0;

impl Shape {
    /// The middle of each node, from (0, 0) to the right and down.
    pub(super) fn positions(&self) -> Vec<(f64, f64)> {
        let dense = self.sizes.len() >= 12 && self.edges.len() > self.sizes.len() * 4;
        if dense { self.circle() } else { self.parts() }
    }

    /// Around a circle, in the order of the nodes.
    fn circle(&self) -> Vec<(f64, f64)> {
        let widest = self.sizes.iter().map(|(width, _)| *width).fold(0.0, f64::max);
        let tallest = self.sizes.iter().map(|(_, height)| *height).fold(0.0, f64::max);
        let count = self.sizes.len() as f64;
        let radius = (count * (tallest + BETWEEN_NODES) / 2.6).max(240.0);
        let place = |at: usize| {
            let angle = std::f64::consts::TAU * (at as f64 / count) - std::f64::consts::FRAC_PI_2;
            let x = (radius + widest / 2.0) * (1.0 + angle.cos()) + widest / 2.0;
            let y = radius * (1.0 + angle.sin()) + tallest / 2.0;
            (rounded(x), rounded(y))
        };
        (0..self.sizes.len()).map(place).collect()
    }

    /// Each connected part by itself, side by side, the large ones first.
    fn parts(&self) -> Vec<(f64, f64)> {
        let mut parts = self.connected();
        parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part[0]));
        let mut positions = vec![(0.0, 0.0); self.sizes.len()];
        let (mut x, mut y, mut line) = (0.0_f64, 0.0_f64, 0.0_f64);
        for part in parts {
            let placed = self.layered(&part);
            let (width, height) = self.extent(&part, &placed);
            if x > 0.0 && x + width > WIDEST {
                (x, y, line) = (0.0, y + line + 3.0 * BETWEEN_NODES, 0.0);
            }
            for (node, (at_x, at_y)) in part.iter().zip(placed) {
                positions[*node] = (rounded(x + at_x), rounded(y + at_y));
            }
            x += width + BETWEEN_LAYERS / 2.0;
            line = line.max(height);
        }
        positions
    }

    fn extent(&self, part: &[usize], placed: &[(f64, f64)]) -> (f64, f64) {
        let mut extent = (0.0_f64, 0.0_f64);
        for (node, (x, y)) in part.iter().zip(placed) {
            extent.0 = extent.0.max(x + self.sizes[*node].0 / 2.0);
            extent.1 = extent.1.max(y + self.sizes[*node].1 / 2.0);
        }
        extent
    }

    fn connected(&self) -> Vec<Vec<usize>> {
        let mut near = vec![Vec::new(); self.sizes.len()];
        for &(from, to) in &self.edges {
            near[from].push(to);
            near[to].push(from);
        }
        let mut seen = vec![false; self.sizes.len()];
        let mut parts = Vec::new();
        for start in 0..self.sizes.len() {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            let (mut part, mut waiting) = (vec![start], VecDeque::from([start]));
            while let Some(node) = waiting.pop_front() {
                for &next in &near[node] {
                    if !std::mem::replace(&mut seen[next], true) {
                        part.push(next);
                        waiting.push_back(next);
                    }
                }
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts
    }

    /// The nodes of a part in columns.
    fn layered(&self, part: &[usize]) -> Vec<(f64, f64)> {
        let number: BTreeMap<usize, usize> = part.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let edges: BTreeSet<(usize, usize)> = self
            .edges
            .iter()
            .filter_map(|(from, to)| Some((*number.get(from)?, *number.get(to)?)))
            .filter(|(from, to)| from != to)
            .collect();
        let layers = layers(part.len(), &edges);
        let mut columns = vec![Vec::new(); layers.iter().max().map_or(0, |last| last + 1)];
        for (node, layer) in layers.iter().enumerate() {
            columns[*layer].push(node);
        }
        let mut near = vec![Vec::new(); part.len()];
        for &(from, to) in &edges {
            near[from].push(to);
            near[to].push(from);
        }
        let columns = wrapped(columns);
        let sizes: Vec<(f64, f64)> = part.iter().map(|node| self.sizes[*node]).collect();
        placed(columns, &near, &sizes)
    }
}

/// The layer of each node: one more than the last that leads to it. Edges that close a circle do not count.
fn layers(count: usize, edges: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut after = vec![Vec::new(); count];
    let mut incoming = vec![0_usize; count];
    for &(from, to) in edges {
        after[from].push(to);
        incoming[to] += 1;
    }
    let mut layers = vec![0; count];
    let mut done = vec![false; count];
    let mut ready: BTreeSet<usize> = (0..count).filter(|node| incoming[*node] == 0).collect();
    let mut left: BTreeSet<(usize, usize)> = (0..count).map(|node| (incoming[node], node)).collect();
    while !left.is_empty() {
        // In a circle, the node that fewest lead to goes first.
        let node = ready
            .pop_first()
            .unwrap_or_else(|| left.first().expect("some are left").1);
        left.remove(&(incoming[node], node));
        ready.remove(&node);
        done[node] = true;
        for &to in &after[node] {
            if !done[to] {
                layers[to] = layers[to].max(layers[node] + 1);
                left.remove(&(incoming[to], to));
                incoming[to] -= 1;
                left.insert((incoming[to], to));
                if incoming[to] == 0 {
                    ready.insert(to);
                }
            }
        }
    }
    layers
}

fn wrapped(columns: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let pieces = |column: Vec<usize>| -> Vec<Vec<usize>> {
        let count = column.len().div_ceil(TALLEST).max(1);
        let share = column.len().div_ceil(count).max(1);
        column.chunks(share).map(<[usize]>::to_vec).collect()
    };
    columns.into_iter().flat_map(pieces).collect()
}

/// Orders each column by the middle of its neighbours, and moves each node as near to it as the others allow.
fn placed(mut columns: Vec<Vec<usize>>, near: &[Vec<usize>], sizes: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut y = vec![0.0; sizes.len()];
    for column in &columns {
        stack(column, sizes, &mut y, None);
    }
    for pass in 0..PASSES {
        let order: Vec<usize> = if pass % 2 == 0 {
            (0..columns.len()).collect()
        } else {
            (0..columns.len()).rev().collect()
        };
        for at in order {
            let column = &mut columns[at];
            let wanted: BTreeMap<usize, f64> = column
                .iter()
                .map(|node| {
                    let sum: f64 = near[*node].iter().map(|other| y[*other]).sum();
                    let count = near[*node].len();
                    (*node, if count == 0 { y[*node] } else { sum / count as f64 })
                })
                .collect();
            column.sort_by(|a, b| wanted[a].total_cmp(&wanted[b]).then(a.cmp(b)));
            stack(column, sizes, &mut y, Some(&wanted));
        }
    }
    let top = y
        .iter()
        .zip(sizes)
        .map(|(y, (_, height))| y - height / 2.0)
        .fold(f64::INFINITY, f64::min);
    let mut positions = vec![(0.0, 0.0); sizes.len()];
    let mut left = 0.0;
    for column in &columns {
        let width = column.iter().map(|node| sizes[*node].0).fold(0.0, f64::max);
        for node in column {
            positions[*node] = (left + width / 2.0, y[*node] - top);
        }
        left += width + BETWEEN_LAYERS;
    }
    positions
}

/// Puts a column's nodes below each other, near to where each wants to be.
fn stack(column: &[usize], sizes: &[(f64, f64)], y: &mut [f64], wanted: Option<&BTreeMap<usize, f64>>) {
    let mut bottom = f64::NEG_INFINITY;
    let mut moved = 0.0;
    for node in column {
        let half = sizes[*node].1 / 2.0;
        let want = wanted.map_or(0.0, |wanted| wanted[node]);
        let lowest = bottom + half + if bottom.is_finite() { BETWEEN_NODES } else { 0.0 };
        y[*node] = want.max(lowest);
        moved += y[*node] - want;
        bottom = y[*node] + half;
    }
    // Pushing is only downwards: the column goes back by half of the average push.
    let back = if column.is_empty() {
        0.0
    } else {
        moved / column.len() as f64
    };
    for node in column {
        y[*node] -= back;
    }
}

/// To a tenth, so that the text of a number does not depend on the last bit of a sum.
fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(count: usize, edges: &[(usize, usize)]) -> Shape {
        Shape {
            sizes: vec![(120.0, 30.0); count],
            edges: edges.to_vec(),
        }
    }

    fn overlap(shape: &Shape, positions: &[(f64, f64)]) -> bool {
        let apart = |a: usize, b: usize| {
            let (x, y) = (positions[a].0 - positions[b].0, positions[a].1 - positions[b].1);
            x.abs() >= (shape.sizes[a].0 + shape.sizes[b].0) / 2.0 - 0.2
                || y.abs() >= (shape.sizes[a].1 + shape.sizes[b].1) / 2.0 - 0.2
        };
        (0..positions.len()).any(|a| (0..a).any(|b| !apart(a, b)))
    }

    #[test]
    fn a_chain_goes_from_left_to_right_and_no_two_nodes_overlap() {
        let chain = shape(4, &[(0, 1), (1, 2), (1, 3)]);
        let at = chain.positions();
        assert!(at[0].0 < at[1].0 && at[1].0 < at[2].0, "{at:?}");
        assert_eq!(at[2].0, at[3].0);
        assert!(!overlap(&chain, &at));
    }

    #[test]
    fn circles_selves_strangers_and_nothing_have_positions_too() {
        for (count, edges) in [
            (0, vec![]),
            (1, vec![(0, 0)]),
            (3, vec![(0, 1), (1, 2), (2, 0)]),
            (60, vec![(0, 1)]),
            (20, (0..20).flat_map(|a| (0..20).map(move |b| (a, b))).collect()),
            (100, (1..100).map(|to| (0, to)).collect()),
        ] {
            let shape = shape(count, &edges);
            let at = shape.positions();
            assert_eq!(at.len(), count);
            assert!(
                at.iter()
                    .all(|(x, y)| x.is_finite() && y.is_finite() && *x >= 0.0 && *y >= 0.0),
                "{at:?}"
            );
            assert!(!overlap(&shape, &at), "{count} {edges:?} {at:?}");
            assert_eq!(at, shape.positions(), "the same again");
        }
    }
}
