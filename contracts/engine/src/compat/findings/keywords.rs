//! The assertions of one schema object, one after the other.

use super::parts::cause;
use super::{Walk, kinds, sentence};
use crate::compat::schema::node::{Body, Keywords, Types};
use crate::compat::search::Answer;
use crate::compat::search::goal::{Atom, Claim, Goal, NodeRef, Union};
use crate::compat::verdict::Rule;

impl<'a> Walk<'_, 'a> {
    pub(super) fn keywords(&mut self, context: &Goal<'a>, at: NodeRef) {
        let keywords = match self.search.body(at) {
            Body::Always(_) => {
                let why = cause(Rule::ForbiddenShape, self.search.pointer(at));
                self.report(context, at, why, |_, value| {
                    format!(
                        "the producer may send {}, and the consumer accepts nothing there",
                        sentence::short(value)
                    )
                });
                return;
            }
            Body::Keywords(keywords) => keywords,
        };
        let mut context = context.clone();
        if let Some(types) = keywords.types {
            self.types(&context, at, types);
            context = context.of_types(types);
        }
        if keywords.values.is_some() {
            self.constants(&mut context, at);
        }
        if context.types.intersects(Types::NUMBER) {
            self.numbers(&context, at, keywords);
        }
        if context.types.intersects(Types::STRING) {
            self.strings(&context, at, keywords);
        }
        if context.types.intersects(Types::ARRAY) {
            self.arrays(&context.clone().of_types(Types::ARRAY), at, keywords);
        }
        if context.types.intersects(Types::OBJECT) {
            self.objects(&context.clone().of_types(Types::OBJECT), at, keywords);
        }
        for node in keywords.references.iter().chain(&keywords.all_of) {
            self.node(&context, at.sibling(*node));
        }
        for (union, branches) in [(Union::AnyOf, &keywords.any_of), (Union::OneOf, &keywords.one_of)] {
            if !branches.is_empty() {
                self.union(&context, at, union);
            }
        }
        if let Some(not) = keywords.not {
            let goal = context.clone().with(Atom::Claim(Claim::Accepts(at.sibling(not))));
            let why = cause(Rule::ForbiddenShape, self.search.pointer(at).child("not"));
            self.report(&goal, at, why, |_, value| {
                format!(
                    "the producer may send {}, and the consumer's `not` forbids it",
                    sentence::short(value)
                )
            });
        }
        if let Some(condition) = &keywords.condition {
            let when = at.sibling(condition.when);
            if let Some(then) = condition.then {
                let context = context.clone().with(Atom::Claim(Claim::Accepts(when)));
                self.node(&context, at.sibling(then));
            }
            if let Some(otherwise) = condition.otherwise {
                let context = context.clone().with(Atom::Claim(Claim::Refuses(when)));
                self.node(&context, at.sibling(otherwise));
            }
        }
    }

    fn types(&mut self, context: &Goal<'a>, at: NodeRef, types: Types) {
        let mut is_told = false;
        for kind in kinds(self.sent_types(context)).filter(|kind| !types.intersects(*kind)) {
            let rule = if kind == Types::NULL {
                Rule::NullEmitted
            } else {
                Rule::TypeMismatch
            };
            if rule == Rule::TypeMismatch && is_told {
                continue;
            }
            let goal = context.clone().of_types(kind);
            let why = cause(rule, self.search.pointer(at).child("type"));
            let told = self.report(&goal, at, why, |walk, value| walk.sends(value, at));
            is_told |= told && rule == Rule::TypeMismatch;
        }
    }

    /// The types of all values of a context, as far as that shows.
    pub(super) fn sent_types(&mut self, context: &Goal<'a>) -> Types {
        let accepting = context.atoms.iter().filter_map(|atom| match atom {
            Atom::Claim(Claim::Accepts(at)) => Some(*at),
            _ => None,
        });
        accepting.fold(context.types, |types, at| types.and(self.search.types_of(at)))
    }

    fn constants(&mut self, context: &mut Goal<'a>, at: NodeRef) {
        let values = self.search.constants(at);
        let types = values
            .iter()
            .fold(Types::NONE, |types, value| types.or(Types::of(value)));
        for kind in kinds(self.sent_types(context)) {
            let goal = context.clone().of_types(kind).with(Atom::NotAmong(at));
            let rule = match kind {
                Types::NULL => Rule::NullEmitted,
                kind if !types.intersects(kind) => Rule::TypeMismatch,
                _ => Rule::ValueNotAccepted,
            };
            let keyword = if values.len() == 1 { "const" } else { "enum" };
            let keyword = self.written(at, &[keyword, "const", "enum"]);
            let why = cause(rule, self.search.pointer(at).child(keyword));
            if self.report(&goal, at, why, |walk, value| walk.sends(value, at)) && rule == Rule::TypeMismatch
            {
                break;
            }
        }
        *context = context.clone().of_types(types);
    }

    /// The first of the keywords that the document really writes at the node.
    pub(super) fn written(&self, at: NodeRef, keywords: &[&'static str]) -> &'static str {
        let schema = self.search.schema(at.side());
        schema
            .written(&self.search.pointer(at), keywords)
            .unwrap_or(keywords[0])
    }

    fn numbers(&mut self, context: &Goal<'a>, at: NodeRef, keywords: &'a Keywords) {
        let context = context.clone().of_types(Types::NUMBER);
        let mut breaks: Vec<(&'static str, Atom<'a>)> = Vec::new();
        for (keyword, bound, inclusive) in [
            ("minimum", &keywords.minimum, false),
            ("exclusiveMinimum", &keywords.exclusive_minimum, true),
        ] {
            breaks.extend(
                bound
                    .iter()
                    .map(|bound| (keyword, Atom::Below { bound, inclusive })),
            );
        }
        for (keyword, bound, inclusive) in [
            ("maximum", &keywords.maximum, false),
            ("exclusiveMaximum", &keywords.exclusive_maximum, true),
        ] {
            breaks.extend(
                bound
                    .iter()
                    .map(|bound| (keyword, Atom::Above { bound, inclusive })),
            );
        }
        breaks.extend(
            keywords
                .multiple_of
                .iter()
                .map(|step| ("multipleOf", Atom::NotMultiple(step))),
        );
        for (keyword, atom) in breaks {
            let keyword = self.written(at, &[keyword, "format"]);
            let why = cause(Rule::NumberRange, self.search.pointer(at).child(keyword));
            self.report(&context.clone().with(atom), at, why, |walk, value| {
                walk.sends(value, at)
            });
        }
    }

    fn strings(&mut self, context: &Goal<'a>, at: NodeRef, keywords: &'a Keywords) {
        let context = context.clone().of_types(Types::STRING);
        let mut breaks: Vec<(Rule, &'static str, Atom<'a>)> = Vec::new();
        if let Some(most) = keywords.min_length.checked_sub(1) {
            breaks.push((Rule::StringContent, "minLength", Atom::LengthAtMost(most)));
        }
        if let Some(most) = keywords.max_length {
            let longer = Atom::LengthAtLeast(most.saturating_add(1));
            breaks.push((Rule::StringContent, "maxLength", longer));
        }
        if let Some(pattern) = keywords.pattern.as_deref() {
            let other = Atom::Matches {
                pattern,
                side: at.side(),
                yes: false,
            };
            breaks.push((Rule::StringContent, "pattern", other));
        }
        let format = keywords.format.as_deref();
        if let Some(name) = format.filter(|_| !self.search.pattern_decides(at, keywords)) {
            breaks.push((Rule::FormatMismatch, "format", Atom::Format { name, yes: false }));
        }
        for (rule, keyword, atom) in breaks {
            let why = cause(rule, self.search.pointer(at).child(keyword));
            self.report(&context.clone().with(atom), at, why, |walk, value| {
                walk.sends(value, at)
            });
        }
    }

    /// Returns true if the goal has a value; an unknown answer counts as no.
    pub(super) fn has_value(&mut self, goal: &Goal<'a>) -> bool {
        matches!(self.ask(goal), Answer::Found(_))
    }
}
