//! From a document to nodes: one node for each schema that the top reaches.
//!
//! A list of work, not recursion: a chain of references may be as long as it likes.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroU32;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::error::SchemaError;
use super::integers::IntegerFormat;
use super::node::{Body, Node, NodeId, Origin, Step};
use super::resources::{RECURSIVE, Resources, Target};
use super::shared::Shared;
use super::{Draft, Options};
use crate::compat::pattern::Pattern;
use crate::json::Pointer;
use crate::json::flat::{Identity, Part};

/// A part of the text that a schema was read from: its first byte and the one behind the last.
pub(super) type TextRange = (u32, NonZeroU32);

pub(super) struct Read {
    pub(super) draft: Draft,
    pub(super) nodes: Vec<Node>,
    /// Where each node is written, if all that it means is written there.
    pub(super) texts: Vec<Option<TextRange>>,
    /// The nodes that apply others to the same value, in their order.
    pub(super) applying: Vec<NodeId>,
    pub(super) patterns: HashMap<Arc<str>, Pattern>,
    pub(super) integer_formats: Vec<(NodeId, &'static IntegerFormat)>,
    pub(super) metaschemas: Vec<(Pointer, Part<'static>)>,
    pub(super) is_one_resource: bool,
}

pub(super) fn read(document: Part<'_>, options: &Options) -> Result<Read, SchemaError> {
    let resources = Resources::of(document, options)?;
    // A schema is written as some values.
    const VALUES_PER_SCHEMA: usize = 5;
    let schemas = document.places() / VALUES_PER_SCHEMA + 1;
    let mut reader = Reader {
        options,
        resources,
        nodes: Vec::with_capacity(schemas),
        texts: Vec::with_capacity(schemas),
        pending: Vec::with_capacity(schemas),
        applying: Vec::new(),
        known: vec![0; document.places()],
        known_elsewhere: HashMap::new(),
        document: document.identity().0,
        scopes: vec![Scope::new()],
        scope_ids: HashMap::new(),
        referenced: HashMap::new(),
        patterns: HashMap::new(),
        integer_formats: Vec::new(),
        shared: Shared::of_thread(),
        linked: 0,
    };
    let scope = reader.entered(0, Some(0));
    let context = Context { resource: 0, scope };
    reader.node_of(document, context, || Origin::At(Box::default()))?;
    let mut next = 0;
    while let Some(&(schema, context)) = reader.pending.get(next) {
        let id = NodeId(next as u32);
        let (title, body) = reader.body(id, schema, context)?;
        let node = &mut reader.nodes[next];
        (node.title, node.body) = (title, body);
        if let Body::Keywords(keywords) = &node.body {
            if keywords.applies_in_place() {
                reader.applying.push(id);
            }
        }
        next += 1;
    }
    reader.nodes.shrink_to_fit();
    reader.texts.shrink_to_fit();
    Ok(Read {
        draft: reader.resources.get(0).draft,
        nodes: reader.nodes,
        texts: reader.texts,
        applying: reader.applying,
        patterns: reader.patterns,
        integer_formats: reader.integer_formats,
        is_one_resource: reader.resources.is_one(),
        metaschemas: reader.resources.metaschemas,
    })
}

/// The resource of a schema, and the resources through which it was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Context {
    pub(super) resource: u32,
    /// `None` if there are more scopes than are distinguished: no dynamic reference is resolved there.
    scope: Option<u32>,
}

/// The target of each dynamic anchor: the outermost entered resource that has it.
type Scope<'a> = BTreeMap<&'a str, Target<'a>>;

/// The number of scopes that are distinguished. A document needs more than one only if several resources share a
/// dynamic anchor. The number of nodes is at most this many times the number of schemas in the document.
const MAX_SCOPES: usize = 64;

pub(super) struct Reader<'a> {
    pub(super) options: &'a Options,
    pub(super) resources: Resources<'a>,
    nodes: Vec<Node>,
    texts: Vec<Option<TextRange>>,
    /// The source of each node, by its id.
    pending: Vec<(Part<'a>, Context)>,
    applying: Vec<NodeId>,
    /// The nodes of the document itself in the first scope, by place, each as the number after its own; complete
    /// unless there are dynamic references or metaschemas.
    known: Vec<u32>,
    known_elsewhere: HashMap<(Identity, Option<u32>), NodeId>,
    /// The first part of identities in the document.
    document: *const (),
    scopes: Vec<Scope<'a>>,
    /// By the names and their targets, of which the first scope has none.
    scope_ids: HashMap<Vec<(&'a str, Identity)>, Option<u32>>,
    /// The targets of the `$ref`s that were followed.
    referenced: HashMap<(Context, &'a str), NodeId>,
    patterns: HashMap<Arc<str>, Pattern>,
    pub(super) integer_formats: Vec<(NodeId, &'static IntegerFormat)>,
    pub(super) shared: Shared,
    /// How often a schema led to another one, or to a pattern.
    pub(super) linked: usize,
}

impl<'a> Reader<'a> {
    fn node_of(
        &mut self,
        schema: Part<'a>,
        context: Context,
        origin: impl FnOnce() -> Origin,
    ) -> Result<NodeId, SchemaError> {
        self.linked += 1;
        let next = u32::try_from(self.nodes.len() + 1).map_err(|_| SchemaError::Size)?;
        let id = NodeId(next - 1);
        let identity = schema.identity();
        if identity.0 == self.document && context.scope == Some(0) {
            let known = &mut self.known[identity.1];
            if let Some(known) = known.checked_sub(1) {
                return Ok(NodeId(known));
            }
            *known = next;
        } else {
            match self.known_elsewhere.entry((identity, context.scope)) {
                Entry::Occupied(known) => return Ok(*known.get()),
                Entry::Vacant(place) => _ = place.insert(id),
            }
        }
        self.nodes.push(Node {
            origin: origin(),
            title: None,
            body: Body::Always(true),
        });
        self.texts.push(self.own_text(schema, context));
        self.pending.push((schema, context));
        Ok(id)
    }

    /// The text of a schema, if the meaning follows from it and from how the document is read.
    fn own_text(&self, schema: Part<'a>, context: Context) -> Option<TextRange> {
        let draft = self.resources.get(context.resource).draft;
        let is_as_the_top = draft == self.resources.get(0).draft;
        // Older drafts read `contains` by what stands elsewhere in the document.
        let is_told_by_others = self.resources.asks_for_items && draft < Draft::Draft202012;
        if schema.identity().0 != self.document || !is_as_the_top || is_told_by_others {
            return None;
        }
        let (start, end) = schema.alone_in_text()?;
        Some((start, NonZeroU32::new(end)?))
    }

    /// The node of a schema directly under a keyword.
    pub(super) fn child(
        &mut self,
        parent: NodeId,
        context: Context,
        keyword: &'static str,
        step: Step,
        schema: Part<'a>,
    ) -> Result<NodeId, SchemaError> {
        let context = match self.resources.rooted_at(schema) {
            Some(resource) => Context {
                resource,
                scope: self.entered(resource, context.scope),
            },
            None => context,
        };
        self.node_of(schema, context, || Origin::Under {
            parent,
            keyword,
            step,
        })
    }

    /// The target node of a `$ref`.
    pub(super) fn reference(
        &mut self,
        from: NodeId,
        context: Context,
        reference: &'a str,
    ) -> Result<NodeId, SchemaError> {
        if let Some(known) = self.referenced.get(&(context, reference)) {
            self.linked += 1;
            return Ok(*known);
        }
        let target = self.find(from, context, "$ref", reference)?;
        let scope = self.entered(target.resource, context.scope);
        let node = self.node_at(target, scope)?;
        self.referenced.insert((context, reference), node);
        Ok(node)
    }

    /// The target node of a `$dynamicRef`; `None` if it is unknown.
    pub(super) fn dynamic_reference(
        &mut self,
        from: NodeId,
        context: Context,
        reference: &'a str,
    ) -> Result<Option<NodeId>, SchemaError> {
        let target = self.find(from, context, "$dynamicRef", reference)?;
        let dynamic = target.dynamic;
        self.dynamic_target(context, target, dynamic)
    }

    /// The target node of a `$recursiveRef`; `None` if it is unknown.
    pub(super) fn recursive_reference(
        &mut self,
        from: NodeId,
        context: Context,
        reference: &'a str,
    ) -> Result<Option<NodeId>, SchemaError> {
        let target = self.find(from, context, "$recursiveRef", reference)?;
        let is_anchor = target.schema.get("$recursiveAnchor").and_then(Part::as_bool) == Some(true);
        self.dynamic_target(context, target, is_anchor.then_some(RECURSIVE))
    }

    fn dynamic_target(
        &mut self,
        context: Context,
        target: Target<'a>,
        anchor: Option<&'a str>,
    ) -> Result<Option<NodeId>, SchemaError> {
        let scope = self.entered(target.resource, context.scope);
        let Some(anchor) = anchor else {
            return self.node_at(target, scope).map(Some);
        };
        let Some(known) = scope else { return Ok(None) };
        let outermost = self.scopes[known as usize].get(anchor).cloned().unwrap_or(target);
        let scope = self.entered(outermost.resource, scope);
        self.node_at(outermost, scope).map(Some)
    }

    fn node_at(&mut self, target: Target<'a>, scope: Option<u32>) -> Result<NodeId, SchemaError> {
        let context = Context {
            resource: target.resource,
            scope,
        };
        self.node_of(target.schema, context, || Origin::At(Box::new(target.pointer)))
    }

    fn find(
        &mut self,
        from: NodeId,
        context: Context,
        keyword: &'static str,
        reference: &'a str,
    ) -> Result<Target<'a>, SchemaError> {
        let nodes = &self.nodes;
        let at = || super::pointer(nodes, from).child(keyword);
        self.resources.find(reference, context.resource, &at)
    }

    /// The scope after a resource was entered: its dynamic anchors count if no outer resource has them.
    fn entered(&mut self, resource: u32, scope: Option<u32>) -> Option<u32> {
        let outer = scope?;
        let anchors = &self.resources.get(resource).dynamic_anchors;
        let known = &self.scopes[outer as usize];
        if anchors.keys().all(|name| known.contains_key(name)) {
            return scope;
        }
        let mut inner = known.clone();
        for (&name, target) in anchors {
            inner.entry(name).or_insert_with(|| target.clone());
        }
        let key = inner
            .iter()
            .map(|(&name, target)| (name, target.schema.identity()))
            .collect();
        let scopes = &mut self.scopes;
        *self.scope_ids.entry(key).or_insert_with(|| {
            (scopes.len() < MAX_SCOPES).then(|| {
                scopes.push(inner);
                scopes.len() as u32 - 1
            })
        })
    }

    /// A pattern, compiled once however often the document contains it.
    pub(super) fn pattern(&mut self, source: &str) -> Arc<str> {
        self.linked += 1;
        if let Some((known, _)) = self.patterns.get_key_value(source) {
            return Arc::clone(known);
        }
        let pattern = Pattern::parse(source);
        let source: Arc<str> = source.into();
        self.patterns.insert(Arc::clone(&source), pattern);
        source
    }

    pub(super) fn pointer(&self, id: NodeId) -> Pointer {
        super::pointer(&self.nodes, id)
    }
}
