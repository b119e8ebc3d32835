//! `contains` of the outer side.

use super::{DEPTH, Inner, Known, Proof};
use crate::compat::schema::node::Keywords;
use crate::compat::search::Search;
use crate::compat::search::goal::NodeRef;

/// The number of schemas on one value, and of `contains` within each other, after which no other `contains` is compared.
const NESTED: usize = 4;

impl<'a> Search<'a> {
    /// Returns true if the outer `contains` plainly counts enough items, and not too many. Some part of the inner side counts
    /// at least as many items that are all counted, and some part at most as many of all that are counted.
    pub(super) fn contains_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        keywords: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        let Some(wanted) = keywords.contains else {
            return true;
        };
        if inner.depth + NESTED < DEPTH {
            return false;
        }
        let wanted = outer.sibling(wanted);
        let counting = |(part, own): &(NodeRef, &'a Keywords)| Some((part.sibling(own.contains?), *own));
        let is_enough = keywords.min_contains == 0
            || known.parts.iter().filter_map(counting).any(|(item, own)| {
                own.min_contains >= keywords.min_contains && self.is_alone_within(inner, item, wanted, proof)
            });
        let has_room = keywords.max_contains.is_none_or(|most| {
            let is_short = |(_, own): &(NodeRef, &Keywords)| own.max_items.is_some_and(|own| own <= most);
            known.parts.iter().any(is_short)
                || known.parts.iter().filter_map(counting).any(|(item, own)| {
                    own.max_contains.is_some_and(|own| own <= most)
                        && self.is_alone_within(inner, wanted, item, proof)
                })
        });
        is_enough && has_room
    }
}
