//! The minimum depth of a schema's values, and the schemas whose values are unbounded. This keeps samples finite.

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};

/// A schema without a finite value.
pub(super) const ENDLESS: u32 = u32::MAX;

#[derive(Debug)]
pub(super) struct Depths {
    /// The number of arrays and objects within each other in the flattest value, by node. A lower bound.
    least: Vec<u32>,
    /// True if values may nest without end, by node.
    recursive: Vec<bool>,
    /// The maximum number of arrays and objects within each other, by node, if it is bounded. An upper bound.
    most: Vec<u32>,
}

impl Depths {
    pub(super) fn of(schema: &Schema) -> Self {
        let nodes = || (0..schema.len() as u32).map(NodeId);
        let mut least = vec![ENDLESS; schema.len()];
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            for node in nodes().rev() {
                let now = least_of(schema, node, &least);
                is_settled &= std::mem::replace(&mut least[node.0 as usize], now) == now;
            }
        }
        let mut recursive = vec![true; schema.len()];
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            for node in nodes().rev() {
                let now = leads_on(schema, node, &recursive);
                is_settled &= std::mem::replace(&mut recursive[node.0 as usize], now) == now;
            }
        }
        let most = most_of(schema, &recursive);
        Self {
            least,
            recursive,
            most,
        }
    }

    /// The maximum number of arrays and objects within each other; `None` if it is unbounded.
    pub(super) fn most(&self, node: NodeId) -> Option<u32> {
        (!self.is_recursive(node)).then(|| self.most[node.0 as usize])
    }

    pub(super) fn least(&self, node: NodeId) -> u32 {
        self.least[node.0 as usize]
    }

    pub(super) fn is_recursive(&self, node: NodeId) -> bool {
        self.recursive[node.0 as usize]
    }
}

/// Schemas that refer to themselves have no height, and end the rounds in which those of the others get higher.
fn most_of(schema: &Schema, recursive: &[bool]) -> Vec<u32> {
    let mut most = vec![0; schema.len()];
    let mut is_settled = false;
    while !is_settled {
        is_settled = true;
        for node in (0..schema.len()).rev().filter(|node| !recursive[*node]) {
            let Body::Keywords(keywords) = &schema.node(NodeId(node as u32)).body else {
                continue;
            };
            let here = keywords.in_place().map(|inner| most[inner.0 as usize]).max();
            let below = children(keywords).map(|inner| most[inner.0 as usize] + 1).max();
            let types = keywords.types.unwrap_or(Types::ALL);
            let own = u32::from(types.intersects(Types::ARRAY.or(Types::OBJECT)));
            let now = own.max(here.unwrap_or(0)).max(below.unwrap_or(0));
            is_settled &= std::mem::replace(&mut most[node], now) == now;
        }
    }
    most
}

/// Returns true if a node leads to one that still counts as recursive.
fn leads_on(schema: &Schema, node: NodeId, recursive: &[bool]) -> bool {
    match &schema.node(node).body {
        Body::Always(_) => false,
        Body::Keywords(keywords) => {
            let mut inner = keywords.in_place().chain(children(keywords));
            inner.any(|inner| recursive[inner.0 as usize])
        }
    }
}

/// The schemas of the parts of a value.
fn children(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let properties = keywords.properties.values().copied();
    let patterns = keywords.pattern_properties.iter().map(|(_, node)| *node);
    let rest = [
        keywords.items,
        keywords.contains,
        keywords.unevaluated_items,
        keywords.additional_properties,
        keywords.unevaluated_properties,
    ];
    properties
        .chain(patterns)
        .chain(keywords.prefix_items.iter().copied())
        .chain(rest.into_iter().flatten())
}

fn least_of(schema: &Schema, node: NodeId, known: &[u32]) -> u32 {
    let keywords = match &schema.node(node).body {
        Body::Always(true) => return 0,
        Body::Always(false) => return ENDLESS,
        Body::Keywords(keywords) => keywords,
    };
    let of = |node: &NodeId| known[node.0 as usize];
    let all = keywords
        .references
        .iter()
        .chain(&keywords.all_of)
        .map(of)
        .max()
        .unwrap_or(0);
    let one = |branches: &[NodeId]| branches.iter().map(of).min().unwrap_or(0);
    own(keywords, known)
        .max(all)
        .max(one(&keywords.any_of))
        .max(one(&keywords.one_of))
}

fn own(keywords: &Keywords, known: &[u32]) -> u32 {
    let types = keywords.types.unwrap_or(Types::ALL);
    let scalars = [
        Types::NULL,
        Types::BOOLEAN,
        Types::INTEGER,
        Types::FRACTION,
        Types::STRING,
    ];
    if keywords.values.is_some() || scalars.iter().any(|scalar| types.intersects(*scalar)) {
        return 0;
    }
    let above = |inner: Option<u32>| inner.unwrap_or(0).saturating_add(1);
    let mut least = ENDLESS;
    if types.intersects(Types::ARRAY) {
        let needed = usize::try_from(keywords.min_items).unwrap_or(usize::MAX);
        let prefix = keywords.prefix_items.iter().take(needed);
        let rest = keywords
            .items
            .iter()
            .filter(|_| needed > keywords.prefix_items.len());
        least = least.min(above(prefix.chain(rest).map(|node| known[node.0 as usize]).max()));
    }
    if types.intersects(Types::OBJECT) {
        let needed = keywords
            .required
            .iter()
            .filter_map(|name| keywords.properties.get(name));
        least = least.min(above(needed.map(|node| known[node.0 as usize]).max()));
    }
    least
}
