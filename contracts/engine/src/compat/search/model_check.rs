//! True if the conditions hold for a given value.

use super::Search;
use super::goal::{Atom, Claim, Goal, NodeRef, ReasonId, Union};
use crate::compat::eval::{Refusal, Truth};
use crate::compat::opaque::OpaqueTexts;
use crate::compat::schema::node::{Body, Keywords};
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// The number of steps of the evaluator that are worth one of the search.
const OF_A_STEP: u64 = 8;

impl<'a> Search<'a> {
    /// Returns true if the value is one that the goal asks for.
    pub(crate) fn satisfies(&mut self, goal: &Goal<'a>, value: &Json) -> Result<bool, ReasonId> {
        if let (Some(avoided), Json::String(text)) = (&self.avoided, value) {
            if avoided.contains(text.as_str()) {
                return Ok(false);
            }
        }
        let mut unknown = None;
        for atom in &goal.atoms {
            match self.holds(atom, value) {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(reason) => unknown = Some(reason),
            }
        }
        unknown.map_or(Ok(true), Err)
    }

    /// Returns true if the node accepts the value.
    pub(crate) fn accepts(&mut self, at: NodeRef, value: &Json) -> Result<bool, ReasonId> {
        const WIDE: usize = 8;
        self.step();
        let at = self.resolve(at);
        if let Body::Keywords(keywords) = self.body(at) {
            let width = keywords.any_of.len() + keywords.one_of.len();
            if width > WIDE && is_only_union(keywords) {
                let union = if keywords.any_of.is_empty() {
                    Union::OneOf
                } else {
                    Union::AnyOf
                };
                let accepting = self.accepting(at, union, value)?.len();
                return Ok(match union {
                    Union::AnyOf => accepting > 0,
                    Union::OneOf => accepting == 1,
                });
            }
        }
        let schema = self.schemas[at.side()];
        match self.evaluate(|steps, opaque| schema.node_accepts_any(at.node(), value, steps, opaque)) {
            Ok((truth, relied_on)) => {
                self.described.extend(relied_on);
                Ok(truth)
            }
            Err(undecided) => Err(self.reason(undecided.kind, undecided.text)),
        }
    }

    /// The keywords by which the accepted schema refuses the value.
    pub(crate) fn explain(&mut self, value: &Json) -> Vec<Refusal> {
        let schema = self.schemas[1];
        self.evaluate(|steps, opaque| schema.explain_any(value, steps, opaque))
    }

    /// The properties of an object that `unevaluatedProperties` of the node refuses.
    pub(crate) fn refused_unevaluated(&mut self, at: NodeRef, object: &Json) -> Vec<String> {
        let schema = self.schemas[at.side()];
        self.evaluate(|steps, opaque| schema.refused_unevaluated(at.node(), object, steps, opaque))
    }

    /// Asks the evaluator, whose steps are taken off those of the search.
    fn evaluate<T>(&mut self, ask: impl FnOnce(&mut u64, &OpaqueTexts) -> T) -> T {
        let allowed = self.steps.max(1).saturating_mul(OF_A_STEP);
        let mut left = allowed;
        let answer = ask(&mut left, &self.opaque);
        self.take_steps((allowed - left) / OF_A_STEP);
        answer
    }

    /// The branches that accept the value, by their positions.
    pub(super) fn accepting(
        &mut self,
        at: NodeRef,
        union: Union,
        value: &Json,
    ) -> Result<Vec<u32>, ReasonId> {
        let index = self.union(at, union);
        let branches = self.branches(at, union);
        self.step();
        let mut accepting = Vec::new();
        let candidates = if self.opaque.occurs_in(value) {
            // A tag that is not known may be any of them.
            (0..branches.len() as u32).collect()
        } else {
            index.candidates(value)
        };
        for candidate in candidates {
            if self.accepts(at.sibling(branches[candidate as usize]), value)? {
                accepting.push(candidate);
            }
        }
        Ok(accepting)
    }

    pub(super) fn holds(&mut self, atom: &Atom<'a>, value: &Json) -> Result<bool, ReasonId> {
        Ok(match atom {
            Atom::Claim(claim) => self.claim_holds(*claim, value)?,
            Atom::SomeOf(at, union) => {
                let accepting = self.accepting(*at, *union, value)?.len();
                accepting == 1 || accepting > 1 && *union == Union::AnyOf
            }
            Atom::NoneOf(at, union) => self.accepting(*at, *union, value)?.is_empty(),
            Atom::NoneEvaluates(at, union, name) => {
                let accepting = self.accepting(*at, *union, value)?;
                let evaluating = self.branches_evaluating(*at, *union, name);
                !accepting.iter().any(|number| evaluating.contains(number))
            }
            Atom::OthersRefuse(at, chosen) => {
                let accepting = self.accepting(*at, Union::OneOf, value)?;
                accepting.iter().all(|index| index == chosen)
            }
            Atom::TwoOf(at) => self.accepting(*at, Union::OneOf, value)?.len() >= 2,
            Atom::AnotherOf(at, first) => {
                let accepting = self.accepting(*at, Union::OneOf, value)?;
                accepting.iter().any(|index| index > first)
            }
            Atom::Above { bound, inclusive } => match value {
                Json::Number(number) => number > *bound || *inclusive && number == *bound,
                _ => true,
            },
            Atom::Below { bound, inclusive } => match value {
                Json::Number(number) => number < *bound || *inclusive && number == *bound,
                _ => true,
            },
            Atom::Multiple(step) => value.as_number().is_none_or(|number| number.is_multiple_of(step)),
            Atom::NotMultiple(step) => value
                .as_number()
                .is_none_or(|number| !number.is_multiple_of(step)),
            Atom::LengthAtLeast(_)
            | Atom::LengthAtMost(_)
            | Atom::Matches { .. }
            | Atom::Format { .. }
            | Atom::NotAmong(_)
                if self.opaque.occurs_in(value) =>
            {
                self.holds_of_opaque(atom, value)?
            }
            Atom::NotAmong(at) => !self.schema(at.side()).is_constant(at.node(), value),
            Atom::LengthAtLeast(least) => value.as_str().is_none_or(|text| length(text) >= *least),
            Atom::LengthAtMost(most) => value.as_str().is_none_or(|text| length(text) <= *most),
            Atom::Matches { pattern, side, yes } => match value {
                Json::String(text) => self.matches(*side, pattern, text)? == *yes,
                _ => true,
            },
            Atom::Format { name, yes } => match value {
                Json::String(text) => self.has_format(name, text)? == *yes,
                _ => true,
            },
            Atom::ItemsAtLeast(least) => value.as_array().is_none_or(|items| items.len() as u64 >= *least),
            Atom::ItemsAtMost(most) => value.as_array().is_none_or(|items| items.len() as u64 <= *most),
            Atom::Item(index, claim) => match value {
                Json::Array(items) => match items.get(usize::try_from(*index).unwrap_or(usize::MAX)) {
                    Some(item) => self.claim_holds(*claim, item)?,
                    None => false,
                },
                _ => true,
            },
            Atom::SomeItem(from, claim) => match value {
                Json::Array(items) => {
                    let from = usize::try_from(*from).unwrap_or(usize::MAX);
                    for item in items.iter().skip(from) {
                        if self.claim_holds(*claim, item)? {
                            return Ok(true);
                        }
                    }
                    false
                }
                _ => true,
            },
            Atom::Present(name) => value
                .as_object()
                .is_none_or(|members| members.contains_key(&**name)),
            Atom::Absent(name) => value
                .as_object()
                .is_none_or(|members| !members.contains_key(&**name)),
            Atom::Member(name, claim) => match value {
                Json::Object(members) => match members.get(&**name) {
                    Some(member) => self.claim_holds(*claim, member)?,
                    None => false,
                },
                _ => true,
            },
            Atom::MembersAtLeast(least) => value
                .as_object()
                .is_none_or(|members| members.len() as u64 >= *least),
            Atom::MembersAtMost(most) => value
                .as_object()
                .is_none_or(|members| members.len() as u64 <= *most),
            Atom::SomeAdditionalMember(at) => match (self.body(*at), value) {
                (Body::Keywords(keywords), Json::Object(members)) => {
                    let Some(schema) = keywords.additional_properties else {
                        return Ok(false);
                    };
                    for (name, member) in members {
                        if !self.is_named(*at, name)? && !self.accepts(at.sibling(schema), member)? {
                            return Ok(true);
                        }
                    }
                    false
                }
                _ => true,
            },
            // Nothing else is asked of a goal as a whole.
            _ => {
                let text = format!("{atom:?} is not weighed for one value");
                return Err(self.reason(ReasonKind::Unsupported, text));
            }
        })
    }

    pub(super) fn claim_holds(&mut self, claim: Claim, value: &Json) -> Result<bool, ReasonId> {
        Ok(match claim {
            Claim::Accepts(at) => self.accepts(at, value)?,
            Claim::Refuses(at) => !self.accepts(at, value)?,
            Claim::Is(id) => *self.values.get(id) == *value,
            Claim::IsNot(id) => {
                let other = self.values.get(id);
                match self.opaque.equal(&other, value) {
                    Truth::Unknown => return Err(self.depends_on_text(value)),
                    equal => equal == Truth::No,
                }
            }
        })
    }
}

pub(super) fn length(text: &str) -> u64 {
    text.chars().count() as u64
}

/// Returns true if the node only asserts one union.
fn is_only_union(keywords: &Keywords) -> bool {
    let one = keywords.any_of.is_empty() != keywords.one_of.is_empty();
    one && keywords.types.is_none()
        && keywords.values.is_none()
        && keywords.all_of.is_empty()
        && keywords.references.is_empty()
        && keywords.not.is_none()
        && keywords.condition.is_none()
        && keywords.unsupported.is_empty()
        && keywords.properties.is_empty()
        && keywords.pattern_properties.is_empty()
        && keywords.additional_properties.is_none()
        && keywords.unevaluated_properties.is_none()
        && keywords.property_names.is_none()
        && keywords.required.is_empty()
        && keywords.min_properties == 0
        && keywords.max_properties.is_none()
        && keywords.dependent_required.is_empty()
        && keywords.dependent_schemas.is_empty()
        && keywords.prefix_items.is_empty()
        && keywords.items.is_none()
        && keywords.contains.is_none()
        && keywords.min_items == 0
        && keywords.max_items.is_none()
        && !keywords.unique_items
        && keywords.unevaluated_items.is_none()
        && keywords.minimum.is_none()
        && keywords.maximum.is_none()
        && keywords.exclusive_minimum.is_none()
        && keywords.exclusive_maximum.is_none()
        && keywords.multiple_of.is_none()
        && keywords.min_length == 0
        && keywords.max_length.is_none()
        && keywords.pattern.is_none()
        && keywords.format.is_none()
}
