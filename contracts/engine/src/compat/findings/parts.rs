//! Arrays and objects: problems with their parts, and with the number of parts.

use std::collections::BTreeSet;

use super::context::Part;
use super::members::Members;
use super::unions::accepting;
use super::wrap::{Frame, Step};
use super::{Cause, Walk, sentence};
use crate::compat::place::PlaceStep;
use crate::compat::schema::node::{Body, Keywords, Types};
use crate::compat::search::Answer;
use crate::compat::search::goal::{Atom, Claim, Goal, Name, NodeRef};
use crate::compat::search::subsumption::Question;
use crate::compat::verdict::Rule;
use crate::json::{Json, Object, Pointer};

pub(super) fn cause(rule: Rule, accepted: Pointer) -> Cause {
    Cause {
        rule,
        step: None,
        emitted: None,
        accepted,
    }
}

/// The rule for a broken keyword.
pub(super) fn rule_of_keyword(keyword: &str, wrong: &Json) -> Rule {
    match keyword {
        "type" if *wrong == Json::Null => Rule::NullEmitted,
        "type" => Rule::TypeMismatch,
        "enum" | "const" => Rule::ValueNotAccepted,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => Rule::NumberRange,
        "minLength" | "maxLength" | "pattern" => Rule::StringContent,
        "format" => Rule::FormatMismatch,
        "minItems" | "maxItems" => Rule::ArrayLength,
        "uniqueItems" | "contains" | "minContains" | "maxContains" | "unevaluatedItems" => Rule::ArrayContent,
        "required" | "dependentRequired" => Rule::PropertyOptional,
        "minProperties" | "maxProperties" => Rule::PropertyCount,
        "additionalProperties" | "unevaluatedProperties" | "propertyNames" => Rule::PropertyDenied,
        "anyOf" | "oneOf" => Rule::AlternativeNotAccepted,
        _ => Rule::ForbiddenShape,
    }
}

/// The members that `properties` of the consumer does not name.
struct Rest {
    /// Their schema.
    node: NodeRef,
    accepted: Pointer,
    /// True if a member's name alone tells that it is one of them.
    by_name: bool,
}

impl<'a> Walk<'_, 'a> {
    /// Walks one step into the value.
    fn below(
        &mut self,
        context: &Goal<'a>,
        members: Option<&Members<'a>>,
        accepted: NodeRef,
        step: Step,
        shown: PlaceStep,
        child: NodeRef,
    ) {
        let (part, broken) = match &step {
            Step::Member(name) => (
                Part::Member(name),
                Atom::Member(name.clone(), Claim::Refuses(child)),
            ),
            Step::Item(index) => (Part::Item(*index), Atom::Item(*index, Claim::Refuses(child))),
        };
        let contexts = self.contexts_of(context, part);
        if contexts
            .iter()
            .all(|context| self.is_plainly_in_order(context, child))
        {
            return;
        }
        let alone = match (members, &step) {
            (Some(members), Step::Member(name)) => self.has_member(members, &contexts, name, Some(child)),
            _ => None,
        };
        let goal = context.clone().with(broken);
        let doubt = match alone {
            Some(false) => return,
            Some(true) if self.counts_member(&contexts[0], child, &shown) => return,
            Some(true) => None,
            None => match self.ask(&goal) {
                Answer::Empty => return,
                Answer::Unknown(reason) => Some(reason),
                Answer::Found(_) => None,
            },
        };
        let (before, doubts_before) = (self.told.count(), self.reasons.len());
        let pointer_step = match &step {
            Step::Member(name) => name.to_string(),
            Step::Item(index) => index.to_string(),
        };
        self.frames.push(Frame {
            context: context.clone(),
            accepted,
            step,
        });
        self.place.push(shown);
        let met_before = self.met_again;
        for context in contexts {
            self.node(&context, child);
        }
        if let Some(reason) = doubt {
            self.doubt_unless_told(reason, doubts_before);
        }
        self.place.pop();
        self.frames.pop();
        let is_new = self.met_again == met_before && self.told.count() == before;
        if is_new && !self.told.is_told_below(&self.place) {
            self.whole(&goal, accepted, child, &pointer_step);
        }
    }

    /// Counts a member without parts as one further finding, if no more are built: what is wrong with it is not taken
    /// apart. `context` is that of the member.
    fn counts_member(&mut self, context: &Goal<'a>, child: NodeRef, shown: &PlaceStep) -> bool {
        let parts = Types::ARRAY.or(Types::OBJECT);
        if !self.told.is_full()
            || self
                .search
                .types_of(child)
                .and(self.sent_types(context))
                .intersects(parts)
        {
            return false;
        }
        let mut why = cause(Rule::ForbiddenShape, self.search.pointer(child));
        why.step = Some(shown.clone());
        self.counts_further(&why)
    }

    /// Returns true if some constraint on the value is plainly at least as strict as the node.
    fn is_plainly_in_order(&mut self, context: &Goal<'a>, node: NodeRef) -> bool {
        context.atoms.iter().any(|atom| match atom {
            Atom::Claim(Claim::Accepts(at)) => self.search.is_covered(*at, node),
            _ => false,
        })
    }

    /// If the parts of a child were not distinguished: the child as a whole.
    fn whole(&mut self, goal: &Goal<'a>, accepted: NodeRef, child: NodeRef, step: &str) {
        let Answer::Found(value) = self.ask(goal) else {
            return;
        };
        let Some(wrong) = Pointer::root().child(step).find(&value).cloned() else {
            return;
        };
        let keyword = self
            .search
            .explain(&value)
            .first()
            .map_or("false", |refusal| refusal.keyword);
        let why = Cause {
            rule: rule_of_keyword(keyword, &wrong),
            step: Some(PlaceStep::Property(step.to_owned())),
            emitted: None,
            accepted: self.search.pointer(child),
        };
        let said = format!(
            "the producer may send {}, and the consumer accepts {}",
            sentence::short(&wrong),
            self.describe(child)
        );
        self.report(goal, accepted, why, |_, _| said);
    }

    pub(super) fn arrays(&mut self, context: &Goal<'a>, at: NodeRef, keywords: &'a Keywords) {
        let pointer = self.search.pointer(at);
        let mut lengths = Vec::new();
        if let Some(most) = keywords.min_items.checked_sub(1) {
            lengths.push(("minItems", Atom::ItemsAtMost(most)));
        }
        if let Some(most) = keywords.max_items {
            lengths.push(("maxItems", Atom::ItemsAtLeast(most.saturating_add(1))));
        }
        for (keyword, atom) in lengths {
            let keyword = self.written(at, &[keyword, "items", "additionalItems"]);
            let why = cause(Rule::ArrayLength, pointer.child(keyword));
            self.report(&context.clone().with(atom), at, why, |_, value| {
                let count = value.as_array().map_or(0, <[Json]>::len);
                let items = if count == 1 { "item" } else { "items" };
                let wanted = sentence::range("items", keywords.min_items, keywords.max_items);
                format!(
                    "the producer may send an array of {count} {items}, and the consumer accepts {wanted}"
                )
            });
        }
        for (index, node) in keywords.prefix_items.iter().enumerate() {
            let step = Step::Item(index as u64);
            self.below(context, None, at, step, PlaceStep::Item(index), at.sibling(*node));
        }
        if let Some(node) = keywords.items {
            self.items(context, at, keywords.prefix_items.len() as u64, at.sibling(node));
        }
        if let Some(item) = keywords.contains {
            let item = at.sibling(item);
            let mut counts = Vec::new();
            if let Some(most) = keywords.min_contains.checked_sub(1) {
                counts.push((0, Some(most)));
            }
            counts.extend(keywords.max_contains.map(|most| (most.saturating_add(1), None)));
            for (at_least, at_most) in counts {
                let goal = context.clone().with(Atom::Contains {
                    item,
                    at_least,
                    at_most,
                });
                let why = cause(Rule::ArrayContent, pointer.child("contains"));
                let wanted = sentence::range("items", keywords.min_contains, keywords.max_contains);
                self.report(&goal, at, why, |walk, value| {
                    let described = walk.describe(item);
                    let value = sentence::short(value);
                    format!(
                        "the producer may send {value}, and the consumer wants {wanted} that are {described}"
                    )
                });
            }
        }
        let mut others = Vec::new();
        if keywords.unique_items {
            others.push(("uniqueItems", Atom::Repeats, "items that are all different"));
        }
        if keywords.unevaluated_items.is_some() {
            others.push((
                "unevaluatedItems",
                Atom::SomeUnevaluatedItem(at),
                "no other items",
            ));
        }
        for (keyword, atom, wanted) in others {
            let why = cause(Rule::ArrayContent, pointer.child(keyword));
            self.report(&context.clone().with(atom), at, why, |_, value| {
                let value = sentence::short(value);
                format!("the producer may send {value}, and the consumer accepts {wanted}")
            });
        }
    }

    /// All items from a position on; the producer may say other things of some positions than of the rest.
    fn items(&mut self, context: &Goal<'a>, at: NodeRef, from: u64, child: NodeRef) {
        if matches!(self.search.body(self.search.resolve(child)), Body::Always(false)) {
            let goal = context.clone().with(Atom::ItemsAtLeast(from + 1));
            let keyword = self.written(at, &["items", "additionalItems"]);
            let why = cause(Rule::ArrayLength, self.search.pointer(at).child(keyword));
            self.report(&goal, at, why, |_, value| {
                let count = value.as_array().map_or(0, <[Json]>::len);
                let wanted = sentence::range("items", 0, Some(from));
                format!("the producer may send an array of {count} items, and the consumer accepts {wanted}")
            });
            return;
        }
        let goal = context.clone().with(Atom::SomeItem(from, Claim::Refuses(child)));
        if !self.has_value(&goal) {
            return;
        }
        let last = from + self.longest_prefix(context).saturating_sub(from);
        for index in from..=last {
            let shown = if index < last {
                PlaceStep::Item(index as usize)
            } else {
                PlaceStep::AnyItem
            };
            self.below(context, None, at, Step::Item(index), shown, child);
        }
    }

    /// The number of positions that the producer names.
    fn longest_prefix(&self, context: &Goal<'a>) -> u64 {
        const MOST: u64 = 64;
        let parts = self.sent_parts(context).into_iter();
        let longest = parts.map(|keywords| keywords.prefix_items.len() as u64).max();
        longest.unwrap_or(0).min(MOST)
    }

    pub(super) fn objects(&mut self, context: &Goal<'a>, at: NodeRef, keywords: &'a Keywords) {
        let pointer = self.search.pointer(at);
        let members = if self.is_wide(context, keywords) {
            self.members(context)
        } else {
            None
        };
        let members = members.as_ref();
        let sent = self.sent(context);
        let is_always_there = |name: &Name| sent.iter().any(|sent| sent.required.contains(name));
        for name in keywords.required.iter().filter(|name| !is_always_there(name)) {
            self.missing(context, members, at, name, pointer.child("required"));
        }
        // A schema without parts comes first, so that a recursive shape is reported where it is first met, not deep
        // inside.
        let mut properties: Vec<_> = keywords
            .properties
            .iter()
            .map(|(name, node)| (name, at.sibling(*node)))
            .collect();
        let parts = Types::ARRAY.or(Types::OBJECT);
        properties.sort_by_cached_key(|(_, child)| self.search.types_of(*child).intersects(parts));
        for (name, child) in properties {
            if matches!(self.search.body(self.search.resolve(child)), Body::Always(false)) {
                self.denied(
                    context,
                    members,
                    at,
                    name,
                    PlaceStep::Property(name.to_string()),
                    self.search.pointer(child),
                );
                continue;
            }
            let shown = PlaceStep::Property(name.to_string());
            self.below(context, members, at, Step::Member(name.clone()), shown, child);
        }
        for (index, (pattern, node)) in keywords.pattern_properties.iter().enumerate() {
            let goal = context.clone().with(Atom::SomeMatchingMember(at, index as u32));
            let rest = Rest {
                node: at.sibling(*node),
                accepted: self.search.pointer(at.sibling(*node)),
                by_name: true,
            };
            self.unnamed(context, members, at, &goal, &rest, |walk, _, name| {
                walk.search.matches(at.side(), pattern, name) == Ok(true)
            });
        }
        if let Some(node) = keywords.additional_properties {
            let goal = context.clone().with(Atom::SomeAdditionalMember(at));
            let rest = Rest {
                node: at.sibling(node),
                accepted: pointer.child("additionalProperties"),
                by_name: true,
            };
            self.unnamed(context, members, at, &goal, &rest, |walk, _, name| {
                walk.search.is_named(at, name) == Ok(false)
            });
        }
        if let Some(node) = keywords
            .unevaluated_properties
            .filter(|_| keywords.additional_properties.is_none())
        {
            let goal = context.clone().with(Atom::SomeUnevaluatedMember(at));
            let rest = Rest {
                node: at.sibling(node),
                accepted: pointer.child("unevaluatedProperties"),
                by_name: keywords.in_place().next().is_none(),
            };
            // The property to blame is one without which the object is accepted, or, where several are refused, one that
            // the evaluator names.
            self.unnamed(context, members, at, &goal, &rest, |walk, members, name| {
                let Some(members) = members else {
                    return walk.search.is_named(at, name) == Ok(false);
                };
                let mut rest = members.clone();
                rest.shift_remove(name);
                if members.len() == 1 || walk.search.accepts(at, &Json::Object(rest)) == Ok(true) {
                    return true;
                }
                let refused = walk
                    .search
                    .refused_unevaluated(at, &Json::Object(members.clone()));
                refused.iter().any(|refused| refused == name)
            });
        }
        if let Some(names) = keywords.property_names {
            let goal = context.clone().with(Atom::SomeName(at.sibling(names)));
            let mut why = cause(Rule::PropertyDenied, pointer.child("propertyNames"));
            why.step = Some(PlaceStep::AnyProperty);
            self.report(&goal, at, why, |walk, value| {
                let names_of = value.as_object().into_iter().flat_map(|members| members.keys());
                let name = names_of.map(String::as_str).find(|name| {
                    walk.search.accepts(at.sibling(names), &Json::from(*name)) == Ok(false)
                });
                let name = name.unwrap_or_default();
                let described = walk.describe(at.sibling(names));
                format!("the producer may send a property named `{name}`, and the consumer accepts names that are {described}")
            });
        }
        let mut counts = Vec::new();
        if let Some(most) = keywords.min_properties.checked_sub(1) {
            counts.push(("minProperties", Atom::MembersAtMost(most)));
        }
        if let Some(most) = keywords.max_properties {
            counts.push(("maxProperties", Atom::MembersAtLeast(most.saturating_add(1))));
        }
        for (keyword, atom) in counts {
            let why = cause(Rule::PropertyCount, pointer.child(keyword));
            self.report(&context.clone().with(atom), at, why, |_, value| {
                let count = value.as_object().map_or(0, |members| members.len());
                let wanted = sentence::range("properties", keywords.min_properties, keywords.max_properties);
                let properties = if count == 1 { "property" } else { "properties" };
                format!(
                    "the producer may send an object of {count} {properties}, and the consumer accepts {wanted}"
                )
            });
        }
        for (name, needed) in &keywords.dependent_required {
            let context = context.clone().with(Atom::Present(name.clone()));
            for other in needed {
                self.missing(
                    &context,
                    None,
                    at,
                    other,
                    pointer.child("dependentRequired").child(&**name),
                );
            }
        }
        for (name, node) in &keywords.dependent_schemas {
            let context = context.clone().with(Atom::Present(name.clone()));
            self.node(&context, at.sibling(*node));
        }
    }

    fn missing(
        &mut self,
        context: &Goal<'a>,
        members: Option<&Members<'a>>,
        at: NodeRef,
        name: &Name,
        accepted: Pointer,
    ) {
        let absent = context.clone().with(Atom::Absent(name.clone()));
        let may_lack = members.is_some_and(|members| members.may_lack(name));
        if self.search.presence_brings(context, name) || !may_lack && !self.has_value(&absent) {
            return;
        }
        let is_emitted = self.may_emit(context, members, name);
        let rule = if is_emitted {
            Rule::PropertyOptional
        } else {
            Rule::PropertyMissing
        };
        let mut why = cause(rule, accepted);
        why.step = Some(PlaceStep::Property(name.to_string()));
        if may_lack && self.counts_further(&why) {
            return;
        }
        self.report(&absent, at, why, |_, _| {
            if is_emitted {
                format!("the producer may leave `{name}` out, and the consumer requires it")
            } else {
                format!("the producer never sends `{name}`, and the consumer requires it")
            }
        });
    }

    /// Returns true if some object of the context has the property.
    fn may_emit(&mut self, context: &Goal<'a>, members: Option<&Members<'a>>, name: &Name) -> bool {
        let alone = members.and_then(|members| {
            let contexts = self.contexts_of(context, Part::Member(name));
            self.has_member(members, &contexts, name, None)
        });
        alone.unwrap_or_else(|| self.has_value(&context.clone().with(Atom::Present(name.clone()))))
    }

    fn denied(
        &mut self,
        context: &Goal<'a>,
        members: Option<&Members<'a>>,
        at: NodeRef,
        name: &Name,
        shown: PlaceStep,
        accepted: Pointer,
    ) {
        let goal = context.clone().with(Atom::Present(name.clone()));
        let mut why = cause(Rule::PropertyDenied, accepted);
        why.step = Some(shown);
        if (members.is_some() || self.told.is_full()) && !self.may_emit(context, members, name)
            || self.counts_further(&why)
        {
            return;
        }
        self.report(&goal, at, why, |walk, _| {
            let patterns = walk.search.keywords(at).map(|keywords| &keywords.pattern_properties);
            let patterns: Vec<String> = patterns
                .into_iter()
                .flatten()
                .map(|(pattern, _)| pattern.to_string())
                .collect();
            if patterns.is_empty() || patterns.len() > 3 {
                return format!("the producer may send the property `{name}`, and the consumer denies it");
            }
            let patterns = sentence::listed(&patterns);
            format!("the producer may send a property named `{name}`, and the consumer accepts only names that match {patterns}")
        });
    }

    /// Members that the consumer covers by no name. `covers` tells whether a member of an object is one of them; without
    /// an object, whether a member of this name may be.
    fn unnamed(
        &mut self,
        context: &Goal<'a>,
        members: Option<&Members<'a>>,
        at: NodeRef,
        goal: &Goal<'a>,
        rest: &Rest,
        covers: impl Fn(&mut Self, Option<&Object>, &str) -> bool,
    ) {
        let mut left_out: BTreeSet<Name> = BTreeSet::new();
        let mut goal = goal.clone();
        let is_unevaluated = goal.atoms.contains(&Atom::SomeUnevaluatedMember(at));
        if let Some(members) = members.filter(|_| rest.by_name) {
            // Each name that the producer has is a question of its own.
            let mut names: Vec<Name> = self.sent_names(context).into_iter().collect();
            names.sort_by_key(|name| !members.is_required(name));
            for name in names {
                if self.is_done() {
                    return;
                }
                if covers(self, None, &name) {
                    let shown = PlaceStep::Property(name.to_string());
                    self.uncovered(context, Some(members), at, &name, shown, rest);
                    left_out.insert(name);
                }
            }
            if members.is_closed {
                return;
            }
            goal.atoms.extend(left_out.iter().cloned().map(Atom::Absent));
        }
        let child = rest.node;
        let mut is_shown_as_any = false;
        // One message need not have all properties that are refused: each round leaves out those of the rounds before.
        while !self.is_done() {
            let names = match self.witness(&goal, at) {
                Answer::Found(value) => value.as_object().cloned().unwrap_or_default(),
                Answer::Empty => return,
                Answer::Unknown(reason) => return self.doubt(reason),
            };
            let mut blamed = Vec::new();
            for (name, value) in &names {
                if self.search.accepts(child, value) == Ok(false) && covers(self, Some(&names), name) {
                    blamed.push(Name::from(name.as_str()));
                }
            }
            if blamed.is_empty() {
                return;
            }
            let mut is_new = false;
            for name in blamed {
                let shown = self.shown(context, &name);
                goal = goal.with(Atom::Absent(name.clone()));
                left_out.insert(name.clone());
                let is_any = shown == PlaceStep::AnyProperty;
                if is_any && is_shown_as_any {
                    continue;
                }
                is_shown_as_any |= is_any;
                is_new = true;
                self.uncovered(context, members, at, &name, shown, rest);
            }
            // There may be any number of properties that the producer does not name: one stands for all of them.
            if !is_new {
                break;
            }
        }
        let nodes = accepting(context);
        for name in self.sent_names(context) {
            let is_left_out = left_out.contains(&name) || goal.atoms.contains(&Atom::Absent(name.clone()));
            if self.is_done() || is_left_out || rest.by_name && !covers(self, None, &name) {
                continue;
            }
            if is_unevaluated
                && self
                    .search
                    .is_shown(&nodes, &[], Question::Property(at, name.clone()))
            {
                continue;
            }
            let present = goal.clone().with(Atom::Present(name.clone()));
            let Answer::Found(message) = self.witness(&present, at) else {
                continue;
            };
            let Some(object) = message.as_object() else {
                continue;
            };
            let is_refused = object
                .get(&*name)
                .is_some_and(|value| self.search.accepts(child, value) == Ok(false));
            if is_refused && covers(self, Some(object), &name) {
                let shown = PlaceStep::Property(name.to_string());
                self.uncovered(context, members, at, &name, shown, rest);
            }
        }
    }

    /// One member that the consumer covers by no name.
    fn uncovered(
        &mut self,
        context: &Goal<'a>,
        members: Option<&Members<'a>>,
        at: NodeRef,
        name: &Name,
        shown: PlaceStep,
        rest: &Rest,
    ) {
        if matches!(
            self.search.body(self.search.resolve(rest.node)),
            Body::Always(false)
        ) {
            self.denied(context, members, at, name, shown, rest.accepted.clone());
        } else {
            self.below(context, members, at, Step::Member(name.clone()), shown, rest.node);
        }
    }

    /// The names that the producer's `properties` have.
    fn sent_names(&self, context: &Goal<'a>) -> BTreeSet<Name> {
        let parts = self.sent_parts(context).into_iter();
        parts
            .flat_map(|keywords| keywords.properties.keys().cloned())
            .collect()
    }

    /// Returns true if one of both sides names many members.
    fn is_wide(&self, context: &Goal<'a>, keywords: &Keywords) -> bool {
        const MANY: usize = 16;
        let names = |keywords: &Keywords| keywords.properties.len().max(keywords.required.len());
        names(keywords) > MANY
            || context.atoms.iter().any(|atom| match atom {
                Atom::Claim(Claim::Accepts(at)) => {
                    let sent = self.search.keywords(self.search.resolve(*at));
                    sent.is_some_and(|sent| names(sent) > MANY)
                }
                _ => false,
            })
    }

    /// A property that the producer names is shown by its name, any other as one of many.
    fn shown(&self, context: &Goal<'a>, name: &Name) -> PlaceStep {
        let is_named =
            |keywords: &&Keywords| keywords.properties.contains_key(name) || keywords.required.contains(name);
        match self.sent_parts(context).iter().any(is_named) {
            true => PlaceStep::Property(name.to_string()),
            false => PlaceStep::AnyProperty,
        }
    }

    /// The keywords of the emitted schemas of a context, and of their parts that apply to the same value.
    fn sent_parts(&self, context: &Goal<'a>) -> Vec<&'a Keywords> {
        const MOST: usize = 1_000;
        let mut parts = Vec::new();
        let mut pending: Vec<(NodeRef, usize)> = Vec::new();
        for atom in &context.atoms {
            if let Atom::Claim(Claim::Accepts(at)) = atom {
                pending.push((*at, 0));
            }
        }
        while let Some((at, depth)) = pending.pop().filter(|_| parts.len() < MOST) {
            let Some(keywords) = self.search.keywords(self.search.resolve(at)) else {
                continue;
            };
            parts.push(keywords);
            if depth < 8 {
                let lists = [
                    &keywords.references,
                    &keywords.all_of,
                    &keywords.any_of,
                    &keywords.one_of,
                ];
                let nodes = lists.into_iter().flatten();
                pending.extend(nodes.map(|node| (at.sibling(*node), depth + 1)));
            }
        }
        parts
    }
}
