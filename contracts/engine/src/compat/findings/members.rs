//! Objects whose members are chosen one by one.
//!
//! In most objects a member is allowed or refused whatever the others are. Then a question about one member needs no
//! message: of an object with a thousand members, that saves a thousand times as much.

use std::rc::Rc;

use super::Walk;
use super::context::DEPTH;
use crate::compat::schema::node::{Body, Cycle, Keywords, Types};
use crate::compat::search::Answer;
use crate::compat::search::goal::{Atom, Claim, Goal, Name, NodeRef};
use crate::compat::search::unions::Summary;

/// What holds of all objects of a context, if each of their members is independent of the others: a member may be
/// replaced by any value that the schemas for its name accept.
pub(super) struct Members<'a> {
    sent: Vec<Rc<Summary<'a>>>,
    /// An object may have another member besides.
    may_add: bool,
    /// An object may lack a member that is not required.
    may_omit: bool,
    /// The producer names all members.
    pub(super) is_closed: bool,
}

impl Members<'_> {
    pub(super) fn is_required(&self, name: &Name) -> bool {
        self.sent.iter().any(|sent| sent.required.contains(name))
    }

    /// Returns true if it is certain that some object has the name, provided that some value fits it.
    fn may_have(&self, name: &Name) -> bool {
        self.may_add || self.is_required(name)
    }

    /// Returns true if it is certain that some object lacks the name.
    pub(super) fn may_lack(&self, name: &Name) -> bool {
        self.may_omit && !self.is_required(name)
    }
}

impl<'a> Walk<'_, 'a> {
    /// The members of the context's objects, if they are independent of each other and there is an object.
    pub(super) fn members(&mut self, context: &Goal<'a>) -> Option<Members<'a>> {
        const MOST: usize = 64;
        let mut pending: Vec<(NodeRef, usize)> = Vec::new();
        for atom in &context.atoms {
            let Atom::Claim(Claim::Accepts(at)) = atom else {
                return None;
            };
            pending.push((*at, DEPTH));
        }
        let mut members = Members {
            sent: Vec::new(),
            may_add: true,
            may_omit: true,
            is_closed: false,
        };
        let mut parts = 0;
        while let Some((at, depth)) = pending.pop() {
            let at = self.search.resolve(at);
            let keywords = match self.search.body(at) {
                Body::Always(true) => continue,
                Body::Always(false) => return None,
                Body::Keywords(keywords) => keywords,
            };
            parts += 1;
            if parts > MOST || self.search.cycle(at) != Cycle::No || relates_members(keywords) {
                return None;
            }
            members.may_add &= keywords.max_properties.is_none()
                && keywords.property_names.is_none()
                && keywords.dependent_required.is_empty();
            members.may_omit &= keywords.min_properties == 0 && keywords.dependent_required.is_empty();
            let rest = keywords.additional_properties.or(keywords.unevaluated_properties);
            let denies = |node| matches!(self.search.body(at.sibling(node)), Body::Always(false));
            members.is_closed |= rest.is_some_and(denies);
            for node in keywords.references.iter().chain(&keywords.all_of) {
                pending.push((at.sibling(*node), depth.checked_sub(1)?));
            }
        }
        let objects = context.clone().of_types(Types::OBJECT);
        if !matches!(self.ask(&objects), Answer::Found(_)) {
            return None;
        }
        members.sent = self.sent(context);
        Some(members)
    }

    /// Whether some object has the member, with a value that `refusing` refuses if that is given. `contexts` are those of
    /// the member. `None` if the member alone does not tell.
    pub(super) fn has_member(
        &mut self,
        members: &Members<'a>,
        contexts: &[Goal<'a>],
        name: &Name,
        refusing: Option<NodeRef>,
    ) -> Option<bool> {
        let [value] = contexts else {
            return None;
        };
        let refusing = refusing.map(|node| Atom::Claim(Claim::Refuses(self.search.resolve(node))));
        let value = match refusing {
            Some(refused) => value.clone().with(refused),
            None => value.clone(),
        };
        match self.ask(&value) {
            Answer::Empty => Some(false),
            Answer::Found(_) => members.may_have(name).then_some(true),
            Answer::Unknown(_) => None,
        }
    }
}

/// Returns true if the keywords may relate the members of an object with each other.
fn relates_members(keywords: &Keywords) -> bool {
    keywords.values.is_some()
        || keywords.not.is_some()
        || keywords.condition.is_some()
        || !keywords.any_of.is_empty()
        || !keywords.one_of.is_empty()
        || !keywords.dependent_schemas.is_empty()
        // Whether a name matches may be undecided.
        || !keywords.pattern_properties.is_empty()
        || !keywords.unsupported.is_empty()
        || keywords.unevaluated_properties.is_some()
            && (keywords.additional_properties.is_some() || keywords.in_place().next().is_some())
}
