//! The keywords of objects.

use super::{Evaluation, Mark, Marks, Truth};
use crate::compat::schema::node::{Keywords, NodeId};
use crate::json::{Json, Object};

impl Evaluation<'_> {
    pub(super) fn object(
        &mut self,
        keywords: &Keywords,
        value: &Json,
        members: &Object,
        mut marks: Option<&mut Marks>,
    ) -> Truth {
        if !names_fit(keywords, members) {
            return Truth::No;
        }
        let mut truth = self.members(keywords, members, marks.as_deref_mut());
        if truth == Truth::No {
            return truth;
        }
        for (name, &schema) in &keywords.dependent_schemas {
            if members.contains_key(&**name) {
                truth = truth.and(self.branch(schema, value, marks.as_deref_mut()));
                if truth == Truth::No {
                    return truth;
                }
            }
        }
        truth
    }

    fn members(&mut self, keywords: &Keywords, members: &Object, mut marks: Option<&mut Marks>) -> Truth {
        let mut truth = Truth::Yes;
        // A tag shows at once which branch of a union is meant. Otherwise everything below would be checked for
        // each branch.
        let is_flat = |value: &Json| !matches!(value, Json::Array(_) | Json::Object(_));
        let all = || members.iter().enumerate();
        let flat = all().filter(|(_, (_, value))| is_flat(value));
        let nested = all().filter(|(_, (_, value))| !is_flat(value));
        for (index, (name, value)) in flat.chain(nested) {
            if let Some(schema) = keywords.property_names {
                truth = truth.and(self.name(schema, name));
            }
            let mut mark = Mark::Unevaluated;
            if let Some(&schema) = keywords.properties.get(name.as_str()) {
                mark = Mark::Evaluated;
                truth = truth.and(self.check(schema, value, None));
            }
            for (source, schema) in &keywords.pattern_properties {
                match self.matches(source, name) {
                    Truth::No => {}
                    Truth::Yes => {
                        mark = Mark::Evaluated;
                        truth = truth.and(self.check(*schema, value, None));
                    }
                    Truth::Unknown => {
                        mark = mark.max(Mark::Perhaps);
                        if self.check(*schema, value, None) != Truth::Yes {
                            truth = truth.and(Truth::Unknown);
                        }
                    }
                }
                if truth == Truth::No {
                    return truth;
                }
            }
            if let Some(schema) = keywords.additional_properties.filter(|_| mark != Mark::Evaluated) {
                let left = self.check(schema, value, None);
                truth = truth.and(match (left, mark) {
                    (Truth::No, Mark::Perhaps) => Truth::Unknown,
                    _ => left,
                });
                mark = Mark::Evaluated;
            }
            if truth == Truth::No {
                return truth;
            }
            if let Some(marked) = marks.as_deref_mut().and_then(|marks| marks.0.get_mut(index)) {
                *marked = mark.max(*marked);
            }
        }
        truth
    }

    /// Returns true if the schema accepts the name; names are never opaque.
    fn name(&mut self, schema: NodeId, name: &str) -> Truth {
        let opaque = self.opaque.take();
        let truth = self.check(schema, &Json::from(name), None);
        self.opaque = opaque;
        truth
    }

    pub(super) fn unevaluated_properties(
        &mut self,
        keywords: &Keywords,
        members: &Object,
        marks: &mut Marks,
    ) -> Truth {
        let Some(schema) = keywords.unevaluated_properties else {
            return Truth::Yes;
        };
        self.unevaluated(schema, members.values(), marks)
    }
}

/// Checks only the constraints on the names and the number of properties.
fn names_fit(keywords: &Keywords, members: &Object) -> bool {
    let count = members.len() as u64;
    count >= keywords.min_properties
        && keywords.max_properties.is_none_or(|most| count <= most)
        && keywords.required.iter().all(|name| members.contains_key(&**name))
        && keywords.dependent_required.iter().all(|(name, needed)| {
            !members.contains_key(&**name) || needed.iter().all(|name| members.contains_key(&**name))
        })
}
