//! What conditions speak of, as a small set: whether two sets may have something in common.
//!
//! A condition on an object speaks of some properties and of some schemas. It is weighed anew only if something was
//! asserted of one of them. Different subjects may share a place in the set; then it is weighed in vain.

use super::Search;
use super::goal::{Atom, Claim, Formula, NodeRef};
use crate::compat::schema::node::Types;

/// A set of properties and schemas, by a hash that is the same on every machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Subjects(u128);

impl Subjects {
    const ALL: Subjects = Subjects(u128::MAX);

    /// Everything.
    pub(super) fn add_all(&mut self) {
        *self = Self::ALL;
    }

    pub(super) fn add_name(&mut self, name: &str) {
        // FNV-1a.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        self.add_hash(hash);
    }

    fn add_node(&mut self, at: NodeRef) {
        let number = u64::from(at.node().0) << 1 | at.side() as u64;
        self.add_hash(number);
    }

    pub(super) fn add_claim(&mut self, claim: Claim) {
        match claim {
            Claim::Accepts(at) | Claim::Refuses(at) => self.add_node(at),
            Claim::Is(_) | Claim::IsNot(_) => self.add_all(),
        }
    }

    fn add_hash(&mut self, hash: u64) {
        // The upper bits of a product depend on all bits of its factors.
        self.0 |= 1 << (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57);
    }

    /// Returns false if the sets certainly have nothing in common. What speaks of nothing may still depend on
    /// everything.
    pub(super) fn may_meet(self, changed: Subjects) -> bool {
        changed == Self::ALL || self.0 & changed.0 != 0
    }
}

impl<'a> Search<'a> {
    /// Adds what decides whether the condition is dead or fulfilled in a state whose value is of this type.
    pub(super) fn add_subjects(&mut self, kind: Types, formula: &Formula<'a>, subjects: &mut Subjects) {
        let atom = match formula {
            Formula::All(parts) | Formula::Any(parts) => {
                return parts
                    .iter()
                    .for_each(|part| self.add_subjects(kind, part, subjects));
            }
            Formula::Undecided(_) => return,
            Formula::Atom(atom) => atom,
        };
        match atom {
            Atom::Claim(claim) => {
                let claim = self.resolve_claim(*claim);
                subjects.add_claim(claim);
                if let (Claim::Accepts(at), Types::OBJECT) = (claim, kind) {
                    let summary = self.summary(at);
                    let names = summary.required.iter().chain(summary.tags.keys());
                    self.take_steps_for(summary.required.len() + summary.tags.len());
                    names.for_each(|name| subjects.add_name(name));
                    if self.is_flat(at) {
                        self.flat_members(at)
                            .for_each(|(name, _)| subjects.add_name(name));
                    }
                }
            }
            Atom::Present(name) | Atom::Absent(name) | Atom::Member(name, _) => subjects.add_name(name),
            Atom::MembersAtMost(_) => subjects.add_all(),
            // These depend on what changes everything when it is asserted.
            _ => {}
        }
    }
}
