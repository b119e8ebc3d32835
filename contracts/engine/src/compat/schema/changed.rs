//! A schema whose nodes were changed after it was read.

use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

use super::node::{Body, Node, NodeId};
use super::{Schema, Text, cycles};
use crate::compat::eval::WideEnums;
use crate::compat::pattern::Pattern;
use crate::compat::second_evaluator;

impl Schema {
    /// The same document with other nodes, the first of which is the top. It judges values, and explains its refusals at
    /// the places in the document that the nodes have. [`check`](crate::compat::check) reads the document, too: do not
    /// compare such a schema.
    ///
    /// Nodes name each other by their places in the list.
    #[doc(hidden)]
    #[must_use]
    pub fn with_nodes(&self, nodes: Vec<Node>) -> Self {
        let keywords = |node: &Node| match &node.body {
            Body::Always(_) => None,
            Body::Keywords(keywords) => Some(Arc::clone(keywords)),
        };
        let mut patterns: HashMap<Arc<str>, Pattern> = HashMap::default();
        let mut applying = Vec::new();
        for (id, node) in nodes.iter().enumerate() {
            let Some(keywords) = keywords(node) else { continue };
            if keywords.applies_in_place() {
                applying.push(NodeId(id as u32));
            }
            let of_names = keywords.pattern_properties.iter().map(|(pattern, _)| pattern);
            for source in keywords.pattern.iter().chain(of_names) {
                if !patterns.contains_key(source) {
                    patterns.insert(Arc::clone(source), Pattern::parse(source));
                }
            }
        }
        let text = self.text.as_ref().map(|text| Text {
            all: Arc::clone(&text.all),
            omitted: text.omitted,
        });
        Self {
            document: self.document.clone(),
            text,
            flat: OnceLock::new(),
            options: self.options.clone(),
            draft: self.draft,
            in_place: cycles::in_place(&nodes, &applying),
            nodes,
            // They do not mean what is written there any longer.
            texts: Vec::new(),
            patterns,
            integer_formats: Vec::new(),
            metaschemas: self.metaschemas.clone(),
            is_one_resource: self.is_one_resource,
            structure: OnceLock::new(),
            prepared: second_evaluator::Prepared::default(),
            wide_enums: WideEnums::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::schema::Options;
    use crate::compat::schema::node::Types;
    use crate::json::parse;

    #[test]
    fn changed_nodes_judge_and_their_refusals_have_the_places_of_the_document() {
        let text = br##"{"properties": {"id": {"$ref": "#/$defs/id"}}, "$defs": {"id": {"type": "integer", "minimum": 1}}}"##;
        let schema = Schema::parse(text, &Options::default()).unwrap();
        let mut nodes: Vec<Node> = (0..schema.len() as u32)
            .map(|id| schema.node(NodeId(id)).clone())
            .collect();
        for node in &mut nodes {
            if let Body::Keywords(keywords) = &mut node.body {
                if let Some(types) = &mut Arc::make_mut(keywords).types {
                    *types = types.or(Types::NULL);
                }
            }
        }
        let changed = schema.with_nodes(nodes);
        let null = parse(br#"{"id": null}"#).unwrap();
        assert_eq!(
            (schema.accepts(&null), changed.accepts(&null)),
            (Ok(false), Ok(true))
        );
        let refusals = changed.explain(&parse(br#"{"id": 0}"#).unwrap());
        assert_eq!(refusals.len(), 1);
        assert_eq!(
            (refusals[0].schema.to_string().as_str(), refusals[0].keyword),
            ("/$defs/id", "minimum")
        );
    }
}
