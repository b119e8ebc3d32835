//! The producer's schema for a part of a value, derived from its schema for the value.

use std::rc::Rc;

use super::Walk;
use crate::compat::schema::node::{Body, Keywords};
use crate::compat::search::goal::{Atom, Claim, Goal, NodeRef, Union};
use crate::compat::search::unions::Summary;

/// Ways in which alternatives combine, at most.
const MOST: usize = 32;
/// References and applicators are followed so far.
pub(super) const DEPTH: usize = 12;

/// A part of a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'n> {
    Member(&'n str),
    Item(u64),
}

/// A conjunction of claims about the part.
type Way = Vec<Claim>;

impl<'a> Walk<'_, 'a> {
    /// Contexts for the part, one for each way in which the producer's alternatives mention it. They may allow more
    /// than the producer does.
    pub(super) fn contexts_of(&mut self, context: &Goal<'a>, part: Part<'_>) -> Vec<Goal<'a>> {
        let mut ways: Vec<Way> = vec![Vec::new()];
        let sent = self.sent(context);
        for atom in &context.atoms {
            match (atom, part) {
                (Atom::Claim(Claim::Accepts(at)), _) => {
                    let more = self.ways(*at, &sent, part, DEPTH);
                    ways = combine(ways, more);
                }
                (Atom::Member(name, claim), Part::Member(other)) if **name == *other => {
                    ways.iter_mut().for_each(|way| way.push(*claim));
                }
                (Atom::Item(index, claim), Part::Item(other)) if *index == other => {
                    ways.iter_mut().for_each(|way| way.push(*claim));
                }
                _ => {}
            }
        }
        let mut contexts: Vec<Goal<'a>> = Vec::new();
        for mut way in ways {
            way.retain(|claim| !self.search.is_trivial(*claim));
            let context = Goal::of_claims(way);
            if !contexts.contains(&context) {
                contexts.push(context);
            }
        }
        contexts
    }

    /// `sent` is what is known of the whole value.
    fn ways(&mut self, at: NodeRef, sent: &[Rc<Summary<'a>>], part: Part<'_>, depth: usize) -> Vec<Way> {
        let at = self.search.resolve(at);
        let Body::Keywords(keywords) = self.search.body(at) else {
            return vec![Vec::new()];
        };
        let mut own = Vec::new();
        match part {
            Part::Member(name) => self.search.shape_claims(at, name, &mut own),
            Part::Item(index) => {
                let place = usize::try_from(index).unwrap_or(usize::MAX);
                let node = keywords.prefix_items.get(place).copied().or(keywords.items);
                own.extend(node.map(|node| Claim::Accepts(self.search.resolve(at.sibling(node)))));
            }
        }
        let mut ways = vec![own];
        if depth > 0 {
            for node in keywords.references.iter().chain(&keywords.all_of) {
                ways = combine(ways, self.ways(at.sibling(*node), sent, part, depth - 1));
            }
            for (union, all) in [(Union::AnyOf, &keywords.any_of), (Union::OneOf, &keywords.one_of)] {
                if all.is_empty() {
                    continue;
                }
                let mut branches: Vec<Way> = Vec::new();
                for branch in self.branches_of(at, union, sent, part) {
                    for way in self.ways(branch, sent, part, depth - 1) {
                        if !branches.contains(&way) && branches.len() < MOST {
                            branches.push(way);
                        }
                    }
                }
                ways = combine(ways, branches);
            }
        }
        let left =
            left_over(keywords, part).map(|node| Claim::Accepts(self.search.resolve(at.sibling(node))));
        for way in &mut ways {
            if way.is_empty() {
                way.extend(left);
            }
        }
        ways
    }
}

impl<'a> Walk<'_, 'a> {
    /// The branches of a union; of many, those that an object of which all this is known may be of.
    fn branches_of(
        &mut self,
        at: NodeRef,
        union: Union,
        sent: &[Rc<Summary<'a>>],
        part: Part<'_>,
    ) -> Vec<NodeRef> {
        const FEW: usize = 8;
        let all = self.search.branches(at, union);
        let in_reach = match part {
            Part::Member(_) if all.len() > FEW => self.search.union(at, union).in_reach(sent),
            _ => None,
        };
        let Some(in_reach) = in_reach else {
            return all.iter().map(|node| at.sibling(*node)).collect();
        };
        let mut branches: Vec<NodeRef> = in_reach
            .iter()
            .map(|place| at.sibling(all[*place as usize]))
            .collect();
        branches.retain(|branch| {
            let summary = self.search.summary(*branch);
            !sent.iter().any(|sent| sent.shares_no_object(&summary))
        });
        branches
    }
}

fn left_over(keywords: &Keywords, part: Part<'_>) -> Option<crate::compat::schema::node::NodeId> {
    match part {
        Part::Member(_) => keywords.unevaluated_properties,
        Part::Item(_) => keywords.unevaluated_items,
    }
}

fn combine(some: Vec<Way>, others: Vec<Way>) -> Vec<Way> {
    let mut combined: Vec<Way> = Vec::new();
    for one in &some {
        for other in &others {
            let mut way = one.clone();
            way.extend(other.iter().filter(|claim| !one.contains(claim)));
            if !combined.contains(&way) && combined.len() < MOST {
                combined.push(way);
            }
        }
    }
    combined
}
