//! Plain containment of what a state of the search knows: several nodes that accept the value, and branches that are
//! chosen.

use foldhash::HashMap;

use super::split::Wanted;
use super::{Choice, DEPTH, Inner, Proof};
use crate::compat::search::Search;
use crate::compat::search::goal::{Name, NodeRef, Union};

/// Something to show of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    /// The node accepts it.
    Accepted(NodeRef),
    /// The union of the node accepts it.
    Union(NodeRef, Union),
    /// At most one branch of the node's `oneOf` accepts it.
    AtMostOne(NodeRef),
    /// `unevaluatedProperties` of the node accepts the property, if it is there.
    Property(NodeRef, Name),
}

/// Nodes that accept, the branches chosen among them, and a question.
type Asked = (Vec<NodeRef>, Vec<Choice>, Question);

/// The answers so far; `false` may also mean that it was not found out.
pub(in crate::compat::search) type Shown = HashMap<Asked, bool>;

impl Search<'_> {
    /// Returns true if it plainly holds of each value that all the nodes accept. Of a `oneOf` with a choice, no other
    /// branch accepts.
    pub(crate) fn is_shown(&mut self, nodes: &[NodeRef], choices: &[Choice], question: Question) -> bool {
        self.step();
        let asked = (nodes.to_vec(), choices.to_vec(), question);
        if let Some(known) = self.shown.get(&asked) {
            return *known;
        }
        let mut proof = Proof::default();
        let inner = Inner {
            nodes,
            split: choices,
            present: None,
            depth: DEPTH,
        };
        let is_shown = self.is_answered(inner, &asked.2, &mut proof) && self.all_hold(&mut proof);
        if is_shown {
            self.contained.add(proof.noted);
        }
        self.shown.insert(asked, is_shown);
        is_shown
    }

    fn is_answered(&mut self, inner: Inner<'_>, question: &Question, proof: &mut Proof) -> bool {
        let wanted = match question {
            Question::Accepted(outer) => return self.is_within(inner, *outer, proof),
            Question::Property(outer, name) => {
                let Some(known) = self.known(inner.nodes) else {
                    return false;
                };
                let closing = self.closing(&known);
                return self.name_evaluated_within(inner, closing, *outer, name, proof);
            }
            Question::Union(outer, union) => (*outer, Wanted::Accepted(*union)),
            Question::AtMostOne(outer) => (*outer, Wanted::AtMostOne),
        };
        match self.known(inner.nodes) {
            Some(known) => self.union_within(inner, &known, wanted.0, wanted.1, proof),
            None => false,
        }
    }
}
