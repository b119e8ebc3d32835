//! The syntax tree of an expression, as a list in which children come before their parents. Every pass over it is a
//! loop, so deep nesting costs no stack.

use foldhash::HashMap;

use super::class::Class;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// A node may have several parents. Greed is gone, because it decides nothing.
#[derive(Debug, Clone)]
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
    /// `(?=…)`, `(?!…)`, `(?<=…)` or `(?<!…)`.
    Lookaround {
        child: NodeId,
        behind: bool,
        negative: bool,
    },
    /// A group that a backreference names, by its number from 1. Only until backreferences are resolved.
    Group {
        child: NodeId,
        number: u32,
    },
    /// The text of a group. Only until backreferences are resolved.
    Backreference(u32),
}

impl Node {
    pub(super) fn children(&self) -> &[NodeId] {
        match self {
            Node::Concat(items) | Node::Alternatives(items) => items,
            Node::Repeat { child, .. } | Node::Lookaround { child, .. } | Node::Group { child, .. } => {
                std::slice::from_ref(child)
            }
            Node::Empty
            | Node::Class(_)
            | Node::Start
            | Node::End
            | Node::Boundary { .. }
            | Node::Backreference(_) => &[],
        }
    }

    fn map_children(&mut self, map: impl Fn(NodeId) -> NodeId) {
        match self {
            Node::Concat(items) | Node::Alternatives(items) => {
                items.iter_mut().for_each(|item| *item = map(*item));
            }
            Node::Repeat { child, .. } | Node::Lookaround { child, .. } | Node::Group { child, .. } => {
                *child = map(*child);
            }
            _ => {}
        }
    }
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

    /// The same tree without nodes that it does not reach.
    pub(super) fn pruned(mut self) -> Self {
        let mut is_reached = vec![false; self.nodes.len()];
        is_reached[self.root.index()] = true;
        for at in (0..self.nodes.len()).rev() {
            if is_reached[at] {
                for child in self.nodes[at].children() {
                    is_reached[child.index()] = true;
                }
            }
        }
        let mut kept = 0;
        let renamed: Vec<NodeId> = is_reached
            .iter()
            .map(|is_reached| {
                let id = NodeId(kept);
                kept += u32::from(*is_reached);
                id
            })
            .collect();
        let nodes = std::mem::take(&mut self.nodes).into_iter().zip(is_reached);
        let nodes = nodes.filter_map(|(node, is_reached)| is_reached.then_some(node));
        self.nodes = nodes.collect();
        for node in &mut self.nodes {
            node.map_children(|id| renamed[id.index()]);
        }
        self.root = renamed[self.root.index()];
        self
    }

    pub(super) fn is_referring(&self) -> bool {
        let refers = |node: &Node| matches!(node, Node::Backreference(_));
        self.nodes.iter().any(refers)
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
    /// Continues a tree: its nodes keep their ids.
    pub(super) fn of(ast: &Ast) -> Self {
        let ids = (0..).map(ClassId);
        Self {
            nodes: ast.nodes.clone(),
            classes: ast.classes.clone(),
            known: ast.classes.iter().cloned().zip(ids).collect(),
        }
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    pub(super) fn class_of(&self, id: ClassId) -> &Class {
        &self.classes[id.index()]
    }

    pub(super) fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node);
        id
    }

    pub(super) fn replace(&mut self, id: NodeId, node: Node) {
        self.nodes[id.index()] = node;
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
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
