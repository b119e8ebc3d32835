//! Pairs of nodes of which nothing but the words counts: most members of most objects.

use super::keywords::{numbers, strings};
use super::known::Known;
use crate::compat::schema::node::Types;
use crate::compat::search::Search;
use crate::compat::search::goal::NodeRef;

impl<'a> Search<'a> {
    /// Whether the outer node plainly accepts whatever the inner one accepts, if the outer one has no schemas and the inner one has
    /// none that are applied to the same value. `None` if that is not so, or if there is more to compare.
    pub(super) fn words_within(&mut self, inner: NodeRef, outer: NodeRef) -> Option<bool> {
        let (own, wanted) = (self.keywords(inner)?, self.keywords(outer)?);
        if own.values.is_some()
            || wanted.values.is_some()
            || wanted.has_schemas()
            || own.applies_in_place()
            || !wanted.unsupported.is_empty()
        {
            return None;
        }
        let types = own.types.unwrap_or(Types::ALL);
        if wanted.types.is_some_and(|wanted| !wanted.contains(types)) {
            self.step();
            return Some(false);
        }
        if types.intersects(Types::ARRAY.or(Types::OBJECT)) {
            return None;
        }
        self.step();
        if std::ptr::eq(own, wanted) {
            // Schemas of plain words that are written alike are often held once. All of it is compared with itself then.
            return Some(true);
        }
        let known = Known::of_one(inner, own, types);
        let numbers_fit = !types.intersects(Types::NUMBER) || numbers(&known, wanted);
        Some(numbers_fit && (!types.intersects(Types::STRING) || strings(&known, wanted)))
    }
}
