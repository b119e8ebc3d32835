//! Maps a schema for what an engine makes of messages.
//!
//! Each keyword is mapped by itself, so that it accepts what the values that it accepts may have become. All of them
//! together then do. The kinds of a value are about all keywords at once: where a value stands, the shapes that it may
//! have become are accepted besides ([`Shape`]).
//!
//! A list of work, not recursion: a chain of references may be as long as it likes.

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Condition, Keywords, Node, NodeId, Origin, Types};
use counterpart_engine::json::Json;
use foldhash::HashMap;

use super::Reading;
use super::analysis::{keywords, learn, resolved};
use super::columns::{Column, Columns};
use super::contexts::{Context, Contexts, Known, Level};
use super::effects::Effects;
use super::shapes::{Position, Shape, is_named_as_moment};
use super::steady::is_steady;
use super::{numbers, objects};

/// With more nodes than so many for each of the schema's, nothing more is known of objects: the result is wider.
const MOST_FOR_EACH: usize = 8;
const LEAST_LIMIT: usize = 10_000;

/// The schemas, mapped for messages that were stored together.
pub(super) fn widen_all(schemas: &[&Schema], reading: &Reading) -> Vec<Schema> {
    let mut columns = Columns::of(schemas);
    let column = match Effects::of(reading, false).joins_kinds() {
        true => columns.messages(),
        false => Column::UNASKED,
    };
    let mapped = schemas
        .iter()
        .map(|schema| widen(schema, reading, column, &mut columns));
    mapped.collect()
}

/// The schema, mapped for messages that were stored with any others; `None` if the engine does not join their kinds.
pub(super) fn widen_beside_any(schema: &Schema, reading: &Reading) -> Option<Schema> {
    let joins_kinds = Effects::of(reading, false).joins_kinds();
    joins_kinds.then(|| widen(schema, reading, Column::ANY, &mut Columns::of(&[])))
}

fn widen(schema: &Schema, reading: &Reading, column: Column, columns: &mut Columns<'_>) -> Schema {
    let mut wider = Wider {
        schema,
        asked: columns,
        columns: Effects::of(reading, true),
        inside: Effects::of(reading, false),
        none: Effects::default(),
        contexts: Contexts::default(),
        nodes: Vec::new(),
        known: HashMap::default(),
        extended: HashMap::default(),
        shapes: HashMap::default(),
        values: HashMap::default(),
        default: None,
        pending: Vec::new(),
    };
    // The first node that is added is the top.
    wider.with_shapes(schema.root(), Level::Message, column, Vec::new());
    while let Some(Pending {
        from,
        context,
        is_nullable,
        to,
    }) = wider.pending.pop()
    {
        if let Some(keywords) = wider.mapped(from, context, is_nullable) {
            wider.set(to, Body::Keywords(keywords.into()));
        }
    }
    schema.with_nodes(wider.nodes)
}

/// Work that is left: the node `from`, mapped to `to`.
struct Pending {
    from: NodeId,
    context: Context,
    is_nullable: bool,
    to: NodeId,
}

/// A member or an item that a node is for: what the shapes that it may have become depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Value {
    from: NodeId,
    /// What happens to the value, and to what is in it.
    levels: (Level, Level),
    column: Column,
    is_optional: bool,
    is_named_as_moment: bool,
}

pub(super) struct Wider<'s, 'c> {
    pub(super) schema: &'s Schema,
    pub(super) asked: &'s mut Columns<'c>,
    columns: Effects,
    inside: Effects,
    none: Effects,
    pub(super) contexts: Contexts,
    nodes: Vec<Node>,
    known: HashMap<(NodeId, Context, bool), NodeId>,
    extended: HashMap<(NodeId, Context), Context>,
    shapes: HashMap<Vec<Shape>, NodeId>,
    /// The nodes for members and items.
    values: HashMap<Value, NodeId>,
    /// The node of the default of any column.
    default: Option<NodeId>,
    pending: Vec<Pending>,
}

impl Wider<'_, '_> {
    /// What happens to the members of a value on a level.
    pub(super) fn effects(&self, level: Level) -> &Effects {
        match level {
            Level::Message => &self.columns,
            Level::Inside => &self.inside,
            Level::Unchanged => &self.none,
        }
    }

    fn add(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node);
        id
    }

    pub(super) fn set(&mut self, id: NodeId, body: Body) {
        self.nodes[id.0 as usize].body = body;
    }

    /// The place of a node in the document.
    fn origin(&self, from: NodeId) -> Origin {
        Origin::At(Box::new(self.schema.pointer(from)))
    }

    /// The node for a member of a value in a context.
    pub(super) fn member(
        &mut self,
        from: NodeId,
        context: Context,
        column: Column,
        name: Option<&str>,
        is_optional: bool,
    ) -> NodeId {
        self.value(Value {
            from,
            levels: (context.level, inside(context.level)),
            column,
            is_optional,
            is_named_as_moment: is_named_as_moment(name),
        })
    }

    /// The node for an item of a value in a context.
    fn item(&mut self, from: NodeId, context: Context) -> NodeId {
        let column = self.asked.item(context.column);
        let level = inside(context.level);
        self.value(Value {
            from,
            levels: (level, level),
            column,
            is_optional: false,
            is_named_as_moment: false,
        })
    }

    fn value(&mut self, value: Value) -> NodeId {
        if let Some(known) = self.values.get(&value) {
            return *known;
        }
        let (level, inside) = value.levels;
        let position = Position {
            is_named_as_moment: value.is_named_as_moment,
            is_optional: value.is_optional,
            kinds: self.asked.kinds(value.column),
        };
        let shapes = Shape::all(self.schema, value.from, self.effects(level), position);
        let id = self.with_shapes(value.from, inside, value.column, shapes);
        self.values.insert(value, id);
        id
    }

    /// The node for a value that may also have one of some shapes.
    fn with_shapes(&mut self, from: NodeId, level: Level, column: Column, shapes: Vec<Shape>) -> NodeId {
        let from = resolved(self.schema, from);
        let nothing = self.contexts.nothing(level, column);
        let context = self.extended(from, nothing);
        let says_types = keywords(self.schema, from)
            .is_some_and(|own| own.types.is_some() && own.values.is_none() && !own.applies_in_place());
        if shapes == [Shape::Null] && says_types {
            return self.wide(from, context, true);
        }
        let wide = self.wide(from, context, false);
        if shapes.is_empty() || matches!(self.schema.node(from).body, Body::Always(true)) {
            return wide;
        }
        let when = self.shaped(shapes);
        let node = Node {
            origin: self.origin(from),
            title: None,
            body: Body::Keywords(conditional(when, None, Some(wide)).into()),
        };
        self.add(node)
    }

    /// The node of some shapes.
    fn shaped(&mut self, mut shapes: Vec<Shape>) -> NodeId {
        shapes.sort_unstable();
        shapes.dedup();
        if let Some(known) = self.shapes.get(&shapes) {
            return *known;
        }
        let id = match shapes.as_slice() {
            [only] => self.shape(*only),
            several => {
                let mut union = Keywords::default();
                union.any_of = several.iter().map(|shape| self.shape(*shape)).collect();
                self.synthetic(union)
            }
        };
        self.shapes.insert(shapes, id);
        id
    }

    /// The node of a shape.
    fn shape(&mut self, shape: Shape) -> NodeId {
        let mut node = shape.node();
        if shape == Shape::DefaultObject {
            let mut object = Keywords::default();
            object.types = Some(Types::OBJECT);
            object.additional_properties = Some(self.default_value());
            node.body = Body::Keywords(object.into());
        }
        self.add(node)
    }

    /// The node of null and of the defaults of all columns.
    fn default_value(&mut self) -> NodeId {
        if let Some(known) = self.default {
            return known;
        }
        let any = self.synthetic(Keywords::default());
        self.default = Some(any);
        let mut keywords = Keywords::default();
        let shapes = [Shape::Null].into_iter().chain(Shape::DEFAULTS);
        keywords.any_of = shapes.map(|shape| self.shape(shape)).collect();
        self.set(any, Body::Keywords(keywords.into()));
        any
    }

    /// The mapped form of a node.
    pub(super) fn wide(&mut self, from: NodeId, context: Context, is_nullable: bool) -> NodeId {
        let key = (from, context, is_nullable);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let node = self.schema.node(from);
        let to = self.add(Node {
            origin: self.origin(from),
            title: node.title.clone(),
            body: node.body.clone(),
        });
        self.known.insert(key, to);
        self.pending.push(Pending {
            from,
            context,
            is_nullable,
            to,
        });
        to
    }

    /// The mapped form of a node that is applied to the same value, if it holds.
    pub(super) fn alternative(&mut self, from: NodeId, context: Context) -> NodeId {
        let context = self.extended(from, context);
        self.wide(from, context, false)
    }

    /// The context with what a node says of the members of objects that it accepts.
    fn extended(&mut self, from: NodeId, context: Context) -> Context {
        if let Some(known) = self.extended.get(&(from, context)) {
            return *known;
        }
        let mut known = Known::clone(&self.contexts.known(context));
        if self.nodes.len() < LEAST_LIMIT.max(self.schema.len() * MOST_FOR_EACH) {
            learn(self.schema, from, self.effects(context.level), &mut known);
        }
        let extended = self.contexts.context(context.level, context.column, known);
        self.extended.insert((from, context), extended);
        extended
    }

    /// The same node, for a value that is told the same before and after.
    pub(super) fn unchanged(&mut self, from: NodeId) -> NodeId {
        let context = self.contexts.nothing(Level::Unchanged, Column::UNASKED);
        self.wide(from, context, false)
    }

    fn mapped(&mut self, from: NodeId, context: Context, is_nullable: bool) -> Option<Keywords> {
        let own = keywords(self.schema, from)?;
        let mut keywords = Keywords::clone(own);
        if is_nullable {
            keywords.types = keywords.types.map(|types| types.or(Types::NULL));
        }
        self.in_place(own, &mut keywords, context);
        self.arrays(own, &mut keywords, context);
        let is_container = |value: &Json| matches!(value, Json::Array(_) | Json::Object(_));
        if !self.effects(context.level).is_none() && own.values.iter().flatten().any(is_container) {
            // An engine may change what is in them.
            numbers::only_kinds(&mut keywords);
        }
        if self.effects(context.level).rounded {
            numbers::widen(&mut keywords);
        }
        objects::map(self, own, &mut keywords, context);
        keywords.is_reference &= keywords.all_of.is_empty() && keywords.condition.is_none();
        Some(keywords)
    }

    fn in_place(&mut self, own: &Keywords, keywords: &mut Keywords, context: Context) {
        let always = |wider: &mut Self, ids: &[NodeId]| -> Vec<NodeId> {
            ids.iter().map(|id| wider.wide(*id, context, false)).collect()
        };
        keywords.references = always(self, &own.references);
        if !own.applies_in_place() {
            return;
        }
        keywords.all_of = always(self, &own.all_of);
        let any_of = own.any_of.iter().map(|id| self.alternative(*id, context));
        keywords.any_of = any_of.collect();
        if context.level == Level::Unchanged {
            keywords.one_of = own.one_of.iter().map(|id| self.unchanged(*id)).collect();
        } else if !own.one_of.is_empty() {
            // Where two alternatives became wider, a value may fit both of them.
            keywords.one_of.clear();
            let any_of: Vec<NodeId> = own
                .one_of
                .iter()
                .map(|id| self.alternative(*id, context))
                .collect();
            self.also_any_of(keywords, any_of);
        }
        let effects = self.effects(context.level);
        let is_same = |id: NodeId| is_steady(self.schema, id, effects);
        let keeps_not = own.not.is_some_and(is_same);
        let keeps_if = own
            .condition
            .as_ref()
            .is_some_and(|condition| is_same(condition.when));
        keywords.not = own.not.filter(|_| keeps_not).map(|id| self.unchanged(id));
        if let Some(Condition {
            when,
            then,
            otherwise,
        }) = &own.condition
        {
            let then = then.map(|id| self.alternative(id, context));
            let otherwise = otherwise.map(|id| self.alternative(id, context));
            keywords.condition = None;
            if keeps_if {
                keywords.condition = Some(Condition {
                    when: self.unchanged(*when),
                    then,
                    otherwise,
                });
            } else {
                // What it evaluates counts where it holds.
                let when = self.alternative(*when, context);
                let mut both = Keywords::default();
                both.all_of = [Some(when), then].into_iter().flatten().collect();
                let both = self.synthetic(both);
                let otherwise = match otherwise {
                    Some(otherwise) => otherwise,
                    None => self.synthetic(Keywords::default()),
                };
                self.also_any_of(keywords, vec![both, otherwise]);
            }
        }
    }

    /// Demands one of several schemas in addition.
    fn also_any_of(&mut self, keywords: &mut Keywords, any_of: Vec<NodeId>) {
        if keywords.any_of.is_empty() {
            keywords.any_of = any_of;
            return;
        }
        let mut union = Keywords::default();
        union.any_of = any_of;
        let union = self.synthetic(union);
        keywords.all_of.push(union);
    }

    /// A node that the document does not have.
    pub(super) fn synthetic(&mut self, keywords: Keywords) -> NodeId {
        let mut node = Shape::Null.node();
        node.body = Body::Keywords(keywords.into());
        self.add(node)
    }

    fn arrays(&mut self, own: &Keywords, keywords: &mut Keywords, context: Context) {
        let is_changed = !self.effects(inside(context.level)).is_none();
        keywords.items = own.items.map(|id| self.item(id, context));
        if own.prefix_items.is_empty() && own.contains.is_none() && own.unevaluated_items.is_none() {
            if own.unique_items && is_changed {
                keywords.unique_items = self.tells_items(own);
            }
            return;
        }
        keywords.prefix_items = own
            .prefix_items
            .iter()
            .map(|id| self.item(*id, context))
            .collect();
        keywords.contains = own.contains.map(|id| self.item(id, context));
        keywords.unevaluated_items = own.unevaluated_items.map(|id| self.item(id, context));
        if is_changed {
            // More items may be counted.
            keywords.max_contains = None;
            keywords.unique_items = false;
        }
    }

    /// Returns true if items that differed still do.
    fn tells_items(&self, own: &Keywords) -> bool {
        let exact = Types::INTEGER.or(Types::BOOLEAN);
        let is_exact = |id: NodeId| {
            let id = resolved(self.schema, id);
            let has_words = || {
                let values = keywords(self.schema, id).and_then(|own| own.values.as_ref());
                values.is_some_and(|values| values.iter().all(is_word))
            };
            !self.inside.rounded && exact.contains(self.schema.types_of_node(id)) || has_words()
        };
        own.items.is_some_and(is_exact)
    }
}

/// Returns true for a text that no engine takes for something else: letters, and not the name of a number or of nothing.
fn is_word(value: &Json) -> bool {
    const NAMES: [&str; 7] = ["nan", "inf", "infinity", "null", "none", "true", "false"];
    let Some(text) = value.as_str() else {
        return false;
    };
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && !NAMES.iter().any(|name| text.eq_ignore_ascii_case(name))
}

/// The level of what is in a value of a level.
pub(super) fn inside(level: Level) -> Level {
    match level {
        Level::Message | Level::Inside => Level::Inside,
        Level::Unchanged => Level::Unchanged,
    }
}

/// `if`, `then` and `else`.
pub(super) fn conditional(when: NodeId, then: Option<NodeId>, otherwise: Option<NodeId>) -> Keywords {
    let mut keywords = Keywords::default();
    keywords.condition = Some(Condition {
        when,
        then,
        otherwise,
    });
    keywords
}
