//! The values of an `enum`, of which there may be many.

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::compat::distinct::ByHash;
use crate::compat::schema::Schema;
use crate::compat::schema::node::{Body, NodeId};
use crate::json::Json;

/// From this number of values on, a value is looked up by its hash.
const MANY: usize = 64;

/// The `enum`s of a schema that have many values. Made for all of them when one is asked first.
#[derive(Debug, Default)]
pub(crate) struct WideEnums(OnceLock<HashMap<NodeId, ByHash>>);

impl Schema {
    /// Returns true if the node's `enum` has the value.
    pub(crate) fn is_constant(&self, node: NodeId, value: &Json) -> bool {
        let values = self.values_of(node);
        if values.len() < MANY {
            return values.contains(value);
        }
        let wide = self.wide_enums.0.get_or_init(|| {
            let nodes = (0..self.len() as u32).map(NodeId);
            let wide = nodes.filter(|node| self.values_of(*node).len() >= MANY);
            wide.map(|node| (node, ByHash::of(self.values_of(node))))
                .collect()
        });
        wide.get(&node).is_some_and(|known| known.contains(values, value))
    }

    fn values_of(&self, node: NodeId) -> &[Json] {
        match &self.node(node).body {
            Body::Keywords(keywords) => keywords.values.as_deref().unwrap_or_default(),
            Body::Always(_) => &[],
        }
    }
}
