//! The question of the search: does a value exist for which all of these atoms hold?

use std::sync::Arc;

use crate::compat::schema::node::{NodeId, Types};
use crate::json::Number;

/// A node of one of the two schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeRef(u32);

const ACCEPTED: u32 = 1 << 31;

impl NodeRef {
    pub(crate) fn emitted(node: NodeId) -> Self {
        NodeRef(node.0)
    }

    pub(crate) fn accepted(node: NodeId) -> Self {
        NodeRef(node.0 | ACCEPTED)
    }

    /// Another node of the same schema.
    pub(crate) fn sibling(self, node: NodeId) -> Self {
        NodeRef(node.0 | self.0 & ACCEPTED)
    }

    /// 0 for the emitted schema, 1 for the accepted one.
    pub(crate) fn side(self) -> usize {
        (self.0 >> 31) as usize
    }

    pub(crate) fn node(self) -> NodeId {
        NodeId(self.0 & !ACCEPTED)
    }
}

/// A value that the search holds in its table; equal values have one id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ValueId(pub(crate) u32);

/// A condition on one value as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Claim {
    /// The schema accepts it.
    Accepts(NodeRef),
    /// The schema refuses it.
    Refuses(NodeRef),
    Is(ValueId),
    IsNot(ValueId),
}

/// The name of a property.
pub(crate) type Name = Arc<str>;

/// One of a node's two unions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Union {
    AnyOf,
    OneOf,
}

/// One condition on one value. The atoms of a kind of value hold for values of every other kind as well, but are only
/// ever asserted once the kind is fixed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Atom<'a> {
    Claim(Claim),
    /// None of the constants of the node's `enum`.
    NotAmong(NodeRef),
    /// Some branch of the union accepts it; of `oneOf`, exactly one.
    SomeOf(NodeRef, Union),
    /// No branch of the union accepts it.
    NoneOf(NodeRef, Union),
    /// No branch of the union that evaluates the property accepts it.
    NoneEvaluates(NodeRef, Union, Name),
    /// No branch but this one accepts it.
    OthersRefuse(NodeRef, u32),
    /// At least two branches of `oneOf` accept it.
    TwoOf(NodeRef),
    /// A branch of `oneOf` after this one accepts it.
    AnotherOf(NodeRef, u32),

    Above {
        bound: &'a Number,
        inclusive: bool,
    },
    Below {
        bound: &'a Number,
        inclusive: bool,
    },
    Multiple(&'a Number),
    NotMultiple(&'a Number),

    LengthAtLeast(u64),
    LengthAtMost(u64),
    Matches {
        pattern: &'a str,
        side: usize,
        yes: bool,
    },
    Format {
        name: &'a str,
        yes: bool,
    },

    ItemsAtLeast(u64),
    ItemsAtMost(u64),
    /// Every item satisfies the node's `prefixItems` and `items`.
    Items(NodeRef),
    /// There is an item at this position, and it is so.
    Item(u64, Claim),
    /// There is such an item at this position or after it.
    SomeItem(u64, Claim),
    /// The node accepts this many items.
    Contains {
        item: NodeRef,
        at_least: u64,
        at_most: Option<u64>,
    },
    Distinct,
    Repeats,
    /// `unevaluatedItems` of the node holds.
    UnevaluatedItems(NodeRef),
    /// `unevaluatedItems` of the node fails for some item.
    SomeUnevaluatedItem(NodeRef),

    Present(Name),
    Absent(Name),
    MembersAtLeast(u64),
    MembersAtMost(u64),
    /// Every member satisfies the node's `properties`, `patternProperties` and `additionalProperties`.
    Members(NodeRef),
    /// The property is there and its value is so.
    Member(Name, Claim),
    /// There is a member that the pattern of this position in `patternProperties` covers, and breaks its schema.
    SomeMatchingMember(NodeRef, u32),
    /// There is a member that `additionalProperties` covers, and breaks it.
    SomeAdditionalMember(NodeRef),
    /// The node accepts every name.
    Names(NodeRef),
    /// The node refuses some name.
    SomeName(NodeRef),
    /// `unevaluatedProperties` of the node holds.
    UnevaluatedMembers(NodeRef),
    /// `unevaluatedProperties` of the node fails for some member.
    SomeUnevaluatedMember(NodeRef),
}

impl Atom<'_> {
    /// The node that accepts the value, if that is the condition.
    pub(crate) fn accepting(&self) -> Option<NodeRef> {
        match self {
            Atom::Claim(Claim::Accepts(at)) => Some(*at),
            _ => None,
        }
    }
}

/// A condition on one value, composed.
#[derive(Debug, Clone)]
pub(crate) enum Formula<'a> {
    Atom(Atom<'a>),
    All(Vec<Formula<'a>>),
    Any(Vec<Formula<'a>>),
    /// A condition that cannot be decided; the number of the reason.
    Undecided(ReasonId),
}

impl<'a> Formula<'a> {
    pub(crate) const TRUE: Formula<'a> = Formula::All(Vec::new());
    pub(crate) const FALSE: Formula<'a> = Formula::Any(Vec::new());

    pub(crate) fn accepts(at: NodeRef) -> Self {
        Formula::Atom(Atom::Claim(Claim::Accepts(at)))
    }

    pub(crate) fn refuses(at: NodeRef) -> Self {
        Formula::Atom(Atom::Claim(Claim::Refuses(at)))
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Formula::All(parts) if parts.is_empty())
    }
}

impl<'a> From<Atom<'a>> for Formula<'a> {
    fn from(atom: Atom<'a>) -> Self {
        Formula::Atom(atom)
    }
}

/// The place of a reason in the search's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ReasonId(pub(crate) u32);

/// A conjunction over one value of one of these types.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Goal<'a> {
    pub(crate) types: Types,
    pub(crate) atoms: Vec<Atom<'a>>,
}

impl<'a> Goal<'a> {
    /// A value of any type for which all the claims hold. The order and repetition of claims do not matter.
    pub(crate) fn of_claims(claims: impl IntoIterator<Item = Claim>) -> Self {
        let mut claims: Vec<Claim> = claims.into_iter().collect();
        claims.sort_unstable();
        claims.dedup();
        Goal {
            types: Types::ALL,
            atoms: claims.into_iter().map(Atom::Claim).collect(),
        }
    }

    pub(crate) fn with(mut self, atom: Atom<'a>) -> Self {
        self.atoms.push(atom);
        self
    }

    pub(crate) fn of_types(mut self, types: Types) -> Self {
        self.types = self.types.and(types);
        self
    }
}
