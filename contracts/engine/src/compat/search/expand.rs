//! The conditions under which a schema accepts or refuses a value of one type, as formulas over smaller conditions.

use super::Search;
use super::goal::{Atom, Claim, Formula, Union};
use crate::compat::schema::node::{Body, Keywords, NodeId, Types};
use crate::compat::search::goal::NodeRef;
use crate::compat::verdict::ReasonKind;

impl<'a> Search<'a> {
    /// Conditions that together say: the node accepts the value, which is of type `kind`. `enum` is left to the
    /// caller, who tries its constants.
    pub(super) fn expand_accepts(&mut self, at: NodeRef, kind: Types) -> Vec<Formula<'a>> {
        let keywords = match self.body(at) {
            Body::Always(true) => return Vec::new(),
            Body::Always(false) => return vec![Formula::FALSE],
            Body::Keywords(keywords) => keywords,
        };
        if keywords.types.is_some_and(|types| !types.intersects(kind)) {
            return vec![Formula::FALSE];
        }
        let mut all = Vec::new();
        if kind == Types::OBJECT {
            // For each required name, and a few more.
            all.reserve(keywords.required.len() + 4);
        }
        self.doubts(at, keywords, &mut all);
        match kind {
            Types::INTEGER | Types::FRACTION => numbers_accepted(keywords, &mut all),
            Types::STRING => strings_accepted(at, keywords, &mut all),
            Types::ARRAY => self.arrays_accepted(at, keywords, &mut all),
            Types::OBJECT => self.objects_accepted(at, keywords, &mut all),
            _ => {}
        }
        let child = |node: &NodeId| Formula::accepts(at.sibling(*node));
        all.extend(keywords.references.iter().map(child));
        all.extend(keywords.all_of.iter().map(child));
        for (union, branches) in [(Union::AnyOf, &keywords.any_of), (Union::OneOf, &keywords.one_of)] {
            if !branches.is_empty() {
                all.push(Atom::SomeOf(at, union).into());
            }
        }
        if let Some(not) = keywords.not {
            all.push(Formula::refuses(at.sibling(not)));
        }
        if let Some(condition) = &keywords.condition {
            if condition.then.is_some() || condition.otherwise.is_some() {
                let branch = |test: Formula<'a>, node: &Option<NodeId>| {
                    let mut parts = vec![test];
                    parts.extend(node.iter().map(child));
                    Formula::All(parts)
                };
                let when = at.sibling(condition.when);
                all.push(Formula::Any(vec![
                    branch(Formula::accepts(when), &condition.then),
                    branch(Formula::refuses(when), &condition.otherwise),
                ]));
            }
        }
        all
    }

    /// Conditions of which at least one holds exactly if the node refuses the value, which has the type `kind`.
    pub(super) fn expand_refuses(&mut self, at: NodeRef, kind: Types) -> Vec<Formula<'a>> {
        let keywords = match self.body(at) {
            Body::Always(true) => return Vec::new(),
            Body::Always(false) => return vec![Formula::TRUE],
            Body::Keywords(keywords) => keywords,
        };
        if keywords.types.is_some_and(|types| !types.intersects(kind)) {
            return vec![Formula::TRUE];
        }
        let mut any = Vec::new();
        if kind == Types::OBJECT {
            // For each name, and a few more.
            any.reserve(keywords.required.len() + keywords.properties.len() + 4);
        }
        if let Some(values) = &keywords.values {
            if !values.iter().any(|value| Types::of(value) == kind) {
                return vec![Formula::TRUE];
            }
            any.push(Atom::NotAmong(at).into());
        }
        self.doubts(at, keywords, &mut any);
        match kind {
            Types::INTEGER | Types::FRACTION => numbers_refused(keywords, &mut any),
            Types::STRING => self.strings_refused(at, keywords, &mut any),
            Types::ARRAY => self.arrays_refused(at, keywords, &mut any),
            Types::OBJECT => self.objects_refused(at, keywords, &mut any),
            _ => {}
        }
        let child = |node: &NodeId| Formula::refuses(at.sibling(*node));
        any.extend(keywords.references.iter().map(child));
        any.extend(keywords.all_of.iter().map(child));
        if !keywords.any_of.is_empty() {
            any.push(Atom::NoneOf(at, Union::AnyOf).into());
        }
        if !keywords.one_of.is_empty() {
            any.push(Atom::NoneOf(at, Union::OneOf).into());
            if !self.union(at, Union::OneOf).is_exclusive(kind) {
                any.push(Atom::TwoOf(at).into());
            }
        }
        if let Some(not) = keywords.not {
            any.push(Formula::accepts(at.sibling(not)));
        }
        if let Some(condition) = &keywords.condition {
            let when = at.sibling(condition.when);
            if let Some(then) = &condition.then {
                any.push(Formula::All(vec![Formula::accepts(when), child(then)]));
            }
            if let Some(otherwise) = &condition.otherwise {
                any.push(Formula::All(vec![Formula::refuses(when), child(otherwise)]));
            }
        }
        any
    }

    /// The keywords of the node that this engine cannot decide.
    fn doubts(&mut self, at: NodeRef, keywords: &'a Keywords, out: &mut Vec<Formula<'a>>) {
        if let Some(keyword) = keywords.unsupported.first() {
            let text = format!("`{keyword}` at `{}` is not decided", self.pointer(at));
            out.push(Formula::Undecided(self.reason(ReasonKind::Unsupported, text)));
        }
    }

    fn strings_refused(&mut self, at: NodeRef, keywords: &'a Keywords, any: &mut Vec<Formula<'a>>) {
        if keywords.min_length > 0 {
            any.push(Atom::LengthAtMost(keywords.min_length - 1).into());
        }
        any.extend(
            keywords
                .max_length
                .map(|most| Atom::LengthAtLeast(most.saturating_add(1)).into()),
        );
        let mut sets: Vec<Formula<'a>> = string_sets(at, keywords, false).collect();
        if self.pattern_decides(at, keywords) {
            sets.truncate(1);
        }
        any.extend(sets);
    }

    /// Returns true if the pattern of the node decides in place of its format, and records that.
    pub(crate) fn pattern_decides(&mut self, at: NodeRef, keywords: &'a Keywords) -> bool {
        let decides = self.schema(at.side()).is_described(keywords);
        if let Some(name) = keywords.format.as_deref().filter(|_| decides) {
            self.described.insert(name.to_owned());
        }
        decides
    }

    fn arrays_accepted(&mut self, at: NodeRef, keywords: &'a Keywords, all: &mut Vec<Formula<'a>>) {
        let mut add = |atom: Atom<'a>| all.push(atom.into());
        if keywords.min_items > 0 {
            add(Atom::ItemsAtLeast(keywords.min_items));
        }
        if let Some(most) = keywords.max_items {
            add(Atom::ItemsAtMost(most));
        }
        if !keywords.prefix_items.is_empty() || keywords.items.is_some() {
            add(Atom::Items(at));
        }
        if let Some(item) = keywords.contains {
            add(Atom::Contains {
                item: at.sibling(item),
                at_least: keywords.min_contains,
                at_most: keywords.max_contains,
            });
        }
        if keywords.unique_items {
            add(Atom::Distinct);
        }
        if keywords.items.is_none() && keywords.unevaluated_items.is_some() {
            add(Atom::UnevaluatedItems(at));
        }
    }

    fn arrays_refused(&mut self, at: NodeRef, keywords: &'a Keywords, any: &mut Vec<Formula<'a>>) {
        let mut add = |atom: Atom<'a>| any.push(atom.into());
        if keywords.min_items > 0 {
            add(Atom::ItemsAtMost(keywords.min_items - 1));
        }
        if let Some(most) = keywords.max_items {
            add(Atom::ItemsAtLeast(most.saturating_add(1)));
        }
        for (index, item) in keywords.prefix_items.iter().enumerate() {
            add(Atom::Item(index as u64, Claim::Refuses(at.sibling(*item))));
        }
        if let Some(item) = keywords.items {
            add(Atom::SomeItem(
                keywords.prefix_items.len() as u64,
                Claim::Refuses(at.sibling(item)),
            ));
        }
        if let Some(item) = keywords.contains {
            let item = at.sibling(item);
            if keywords.min_contains > 0 {
                add(Atom::Contains {
                    item,
                    at_least: 0,
                    at_most: Some(keywords.min_contains - 1),
                });
            }
            if let Some(most) = keywords.max_contains {
                add(Atom::Contains {
                    item,
                    at_least: most.saturating_add(1),
                    at_most: None,
                });
            }
        }
        if keywords.unique_items {
            add(Atom::Repeats);
        }
        if keywords.items.is_none() && keywords.unevaluated_items.is_some() {
            add(Atom::SomeUnevaluatedItem(at));
        }
    }

    fn objects_accepted(&mut self, at: NodeRef, keywords: &'a Keywords, all: &mut Vec<Formula<'a>>) {
        let mut add = |atom: Atom<'a>| all.push(atom.into());
        for name in &keywords.required {
            add(Atom::Present(name.clone()));
        }
        if keywords.min_properties > 0 {
            add(Atom::MembersAtLeast(keywords.min_properties));
        }
        if let Some(most) = keywords.max_properties {
            add(Atom::MembersAtMost(most));
        }
        if !keywords.properties.is_empty()
            || !keywords.pattern_properties.is_empty()
            || keywords.additional_properties.is_some()
        {
            add(Atom::Members(at));
        }
        if let Some(names) = keywords.property_names {
            add(Atom::Names(at.sibling(names)));
        }
        if keywords.additional_properties.is_none() && keywords.unevaluated_properties.is_some() {
            add(Atom::UnevaluatedMembers(at));
        }
        for (name, needed) in &keywords.dependent_required {
            let absent: Formula<'a> = Atom::Absent(name.clone()).into();
            let needed = needed.iter().map(|other| Atom::Present(other.clone()).into());
            all.push(Formula::Any(vec![absent, Formula::All(needed.collect())]));
        }
        for (name, node) in &keywords.dependent_schemas {
            all.push(Formula::Any(vec![
                Atom::Absent(name.clone()).into(),
                Formula::accepts(at.sibling(*node)),
            ]));
        }
    }

    fn objects_refused(&mut self, at: NodeRef, keywords: &'a Keywords, any: &mut Vec<Formula<'a>>) {
        for name in &keywords.required {
            any.push(Atom::Absent(name.clone()).into());
        }
        for (name, node) in &keywords.properties {
            any.push(Atom::Member(name.clone(), Claim::Refuses(at.sibling(*node))).into());
        }
        for index in 0..keywords.pattern_properties.len() {
            any.push(Atom::SomeMatchingMember(at, index as u32).into());
        }
        if keywords.additional_properties.is_some() {
            any.push(Atom::SomeAdditionalMember(at).into());
        }
        if let Some(names) = keywords.property_names {
            any.push(Atom::SomeName(at.sibling(names)).into());
        }
        if keywords.min_properties > 0 {
            any.push(Atom::MembersAtMost(keywords.min_properties - 1).into());
        }
        if let Some(most) = keywords.max_properties {
            any.push(Atom::MembersAtLeast(most.saturating_add(1)).into());
        }
        /// If more pairs of names depend on each other, they are grouped by the first.
        const MANY_PAIRS: usize = 256;
        let pairs: usize = keywords
            .dependent_required
            .values()
            .map(|needed| needed.len())
            .sum();
        for (name, needed) in &keywords.dependent_required {
            if pairs > MANY_PAIRS {
                let absent = needed.iter().map(|other| Atom::Absent(other.clone()).into());
                let absent = Formula::Any(absent.collect());
                any.push(Formula::All(vec![Atom::Present(name.clone()).into(), absent]));
                continue;
            }
            for other in needed {
                any.push(Formula::All(vec![
                    Atom::Present(name.clone()).into(),
                    Atom::Absent(other.clone()).into(),
                ]));
            }
        }
        for (name, node) in &keywords.dependent_schemas {
            any.push(Formula::All(vec![
                Atom::Present(name.clone()).into(),
                Formula::refuses(at.sibling(*node)),
            ]));
        }
        if keywords.additional_properties.is_none() && keywords.unevaluated_properties.is_some() {
            any.push(Atom::SomeUnevaluatedMember(at).into());
        }
    }
}

fn numbers_accepted<'a>(keywords: &'a Keywords, all: &mut Vec<Formula<'a>>) {
    for (bound, inclusive) in [(&keywords.minimum, true), (&keywords.exclusive_minimum, false)] {
        all.extend(bound.iter().map(|bound| Atom::Above { bound, inclusive }.into()));
    }
    for (bound, inclusive) in [(&keywords.maximum, true), (&keywords.exclusive_maximum, false)] {
        all.extend(bound.iter().map(|bound| Atom::Below { bound, inclusive }.into()));
    }
    all.extend(
        keywords
            .multiple_of
            .iter()
            .map(|step| Atom::Multiple(step).into()),
    );
}

fn numbers_refused<'a>(keywords: &'a Keywords, any: &mut Vec<Formula<'a>>) {
    for (bound, inclusive) in [(&keywords.minimum, false), (&keywords.exclusive_minimum, true)] {
        any.extend(bound.iter().map(|bound| Atom::Below { bound, inclusive }.into()));
    }
    for (bound, inclusive) in [(&keywords.maximum, false), (&keywords.exclusive_maximum, true)] {
        any.extend(bound.iter().map(|bound| Atom::Above { bound, inclusive }.into()));
    }
    any.extend(
        keywords
            .multiple_of
            .iter()
            .map(|step| Atom::NotMultiple(step).into()),
    );
}

fn strings_accepted<'a>(at: NodeRef, keywords: &'a Keywords, all: &mut Vec<Formula<'a>>) {
    if keywords.min_length > 0 {
        all.push(Atom::LengthAtLeast(keywords.min_length).into());
    }
    all.extend(keywords.max_length.map(|most| Atom::LengthAtMost(most).into()));
    all.extend(string_sets(at, keywords, true));
}

fn string_sets<'a>(at: NodeRef, keywords: &'a Keywords, yes: bool) -> impl Iterator<Item = Formula<'a>> {
    let pattern = keywords.pattern.as_deref().map(move |pattern| Atom::Matches {
        pattern,
        side: at.side(),
        yes,
    });
    let format = keywords.format.as_deref().map(|name| Atom::Format { name, yes });
    pattern.into_iter().chain(format).map(Formula::from)
}
