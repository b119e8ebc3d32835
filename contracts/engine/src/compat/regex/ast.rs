//! The syntax tree of an expression, as a list in which children come before their parents. Every pass over it is a
//! loop, so deep nesting costs no stack.

use foldhash::HashMap;

use super::class::Class;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(u32);

impl NodeId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClassId(u32);

impl ClassId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Each node has one parent. Captures are gone: without backreferences they decide nothing, and neither does greed.
#[derive(Debug)]
pub(super) enum Node {
    Empty,
    Class(ClassId),
    Concat(Box<[NodeId]>),
    /// Two or more.
    Alternatives(Box<[NodeId]>),
    Repeat {
        child: NodeId,
        min: u64,
        /// None: without bound.
        max: Option<u64>,
    },
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, or `\B`.
    Boundary {
        negative: bool,
    },
    /// `(?=…)`, or `(?!…)`.
    Lookahead {
        child: NodeId,
        negative: bool,
    },
}

#[derive(Debug)]
pub(super) struct Ast {
    nodes: Vec<Node>,
    /// Distinct.
    classes: Vec<Class>,
    root: NodeId,
}

impl Ast {
    /// Children before parents. Some may have been folded into others and have no parent.
    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    pub(super) fn root(&self) -> NodeId {
        self.root
    }

    pub(super) fn classes(&self) -> &[Class] {
        &self.classes
    }
}

/// Grows a tree bottom-up.
#[derive(Debug, Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    classes: Vec<Class>,
    known: HashMap<Class, ClassId>,
}

impl Builder {
    pub(super) fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node);
        id
    }

    pub(super) fn class(&mut self, class: Class) -> NodeId {
        let id = self.intern(class);
        self.push(Node::Class(id))
    }

    fn intern(&mut self, class: Class) -> ClassId {
        if let Some(id) = self.known.get(&class) {
            return *id;
        }
        let id = ClassId(self.classes.len() as u32);
        self.classes.push(class.clone());
        self.known.insert(class, id);
        id
    }

    pub(super) fn concat(&mut self, items: Vec<NodeId>) -> NodeId {
        match *items {
            [] => self.push(Node::Empty),
            [item] => item,
            _ => self.push(Node::Concat(items.into_boxed_slice())),
        }
    }

    /// `a|b|[cd]` is one class: loops over a class are cheap, loops over alternatives are not.
    pub(super) fn alternatives(&mut self, items: Vec<NodeId>) -> NodeId {
        if let [item] = *items {
            return item;
        }
        let class = |id: &NodeId| match self.nodes[id.index()] {
            Node::Class(class) => Some(&self.classes[class.index()]),
            _ => None,
        };
        if let Some(classes) = items.iter().map(class).collect::<Option<Vec<_>>>() {
            let union = Class::union(classes);
            return self.class(union);
        }
        self.push(Node::Alternatives(items.into_boxed_slice()))
    }

    pub(super) fn finish(self, root: NodeId) -> Ast {
        Ast {
            nodes: self.nodes,
            classes: self.classes,
            root,
        }
    }
}
