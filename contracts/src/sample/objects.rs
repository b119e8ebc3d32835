//! Objects: their properties there and absent, others that are allowed, in several orders.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use super::builder::{Builder, Step};
use super::choices::{Choice, Strategy};
use super::conjunction::Conjunction;
use super::depth::ENDLESS;
use counterpart_engine::compat::pattern::Pattern;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId};
use counterpart_engine::json::{Json, Object};

/// A member that a message is to have.
#[derive(Debug, Clone, Copy)]
enum Member<'s> {
    Named(&'s str),
    /// One whose name matches the pattern.
    Matching(&'s str),
    /// Any whose name the schema does not know.
    Unnamed,
    /// Any, for its name.
    Key,
}

/// Returns true if a key that represents a number satisfies the assumption about numbers: they fit an `f64`.
fn is_held(name: &str) -> bool {
    let is_number = name.starts_with(|letter: char| letter.is_ascii_digit() || "+-.".contains(letter));
    !is_number || name.parse::<f64>().map_or(true, f64::is_finite)
}

/// The number of more that properties are tried than are asked for.
const TRIES: usize = 8;

/// If a schema requires this many properties without naming them, there is no sample.
const TOO_MANY: usize = 1_000;

/// The conjunction's keywords about the members of an object, collected once for all objects made of them.
#[derive(Debug)]
pub(super) struct Members<'s> {
    /// The properties that are named or required, by name.
    named: Vec<Property<'s>>,
    /// The minimum and maximum number of properties.
    least: u64,
    most: usize,
    /// True if no property is named.
    is_map: bool,
    /// True if some properties are asked for by others.
    has_dependents: bool,
    /// The schemas of the names.
    rules: Vec<NodeId>,
    patterns: Vec<&'s str>,
}

#[derive(Debug)]
struct Property<'s> {
    name: &'s str,
    is_required: bool,
    /// The schemas of the property; `None` if it may not exist.
    nodes: Option<Rc<[NodeId]>>,
    height: u32,
    is_recursive: bool,
}

/// The properties that are still to be made.
struct Wanted<'s> {
    /// By the number of the property.
    named: Vec<bool>,
    /// The names that no schema mentions.
    others: BTreeSet<&'s str>,
    count: usize,
}

impl<'s> Wanted<'s> {
    fn of(members: &Members<'s>) -> Self {
        let named: Vec<bool> = members
            .named
            .iter()
            .map(|property| property.is_required)
            .collect();
        Self {
            count: named.iter().filter(|is_wanted| **is_wanted).count(),
            named,
            others: BTreeSet::new(),
        }
    }

    fn add(&mut self, members: &Members<'s>, name: &'s str) {
        let is_new = match members.named.binary_search_by(|property| property.name.cmp(name)) {
            Ok(at) => !std::mem::replace(&mut self.named[at], true),
            Err(_) => self.others.insert(name),
        };
        self.count += usize::from(is_new);
    }

    fn remove(&mut self, at: usize) {
        self.count -= usize::from(std::mem::replace(&mut self.named[at], false));
    }
}

impl<'s> Builder<'_, 's> {
    /// The keywords about the members, collected now or earlier.
    fn members(&mut self, conjunction: &Conjunction<'s>) -> Rc<Members<'s>> {
        if let Some(known) = self.sampler.members.get(&conjunction.nodes) {
            return Rc::clone(known);
        }
        let members = Rc::new(self.gather(conjunction));
        let known = &mut self.sampler.members;
        known.insert(conjunction.nodes.clone(), Rc::clone(&members));
        members
    }

    fn gather(&self, conjunction: &Conjunction<'s>) -> Members<'s> {
        let all = &conjunction.all;
        let required: BTreeSet<&'s Arc<str>> = all.iter().flat_map(|keywords| &keywords.required).collect();
        let properties = all.iter().flat_map(|keywords| keywords.properties.keys());
        let named: BTreeSet<&'s Arc<str>> = properties.chain(required.iter().copied()).collect();
        let most = all.iter().filter_map(|keywords| keywords.max_properties).min();
        let property = |name: &'s Arc<str>| {
            let nodes = self.property(conjunction, name);
            let of_nodes = || nodes.iter().flatten();
            Property {
                name,
                is_required: required.contains(name),
                height: of_nodes().map(|node| self.least(*node)).max().unwrap_or(0),
                is_recursive: of_nodes().any(|node| self.is_recursive(*node)),
                nodes: nodes.map(Into::into),
            }
        };
        Members {
            named: named.into_iter().map(property).collect(),
            least: all
                .iter()
                .map(|keywords| keywords.min_properties)
                .max()
                .unwrap_or(0),
            most: most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX)),
            is_map: all.iter().all(|keywords| keywords.properties.is_empty()),
            has_dependents: all.iter().any(|keywords| !keywords.dependent_required.is_empty()),
            rules: all
                .iter()
                .filter_map(|keywords| keywords.property_names)
                .collect(),
            patterns: all
                .iter()
                .flat_map(|keywords| keywords.pattern_properties.iter().map(|(pattern, _)| &**pattern))
                .collect(),
        }
    }

    pub(super) fn object(&mut self, conjunction: &Conjunction<'s>, depth: usize) -> Option<Json> {
        let said = self.members(conjunction);
        let ahead = self.member_ahead(conjunction);
        let mut goes_deep = self.goes_deep(depth);
        let was_deep = self.set_deep(false);
        let mut wanted = Wanted::of(&said);
        let mut members = Object::default();
        for (at, property) in said.named.iter().enumerate() {
            let name = property.name;
            let Some(nodes) = &property.nodes else {
                if wanted.named[at] {
                    return None;
                }
                continue;
            };
            let is_ahead = matches!(ahead, Some((_, Member::Named(ahead))) if ahead == name);
            let is_needed = is_ahead || wanted.named[at];
            let is_deep = goes_deep && property.is_recursive;
            if !is_needed && !is_deep {
                let height = property.height;
                let fits = height != ENDLESS && height < self.room(depth) && !self.is_small();
                let site = (
                    conjunction.id(),
                    Choice::Property(at.min(usize::from(u16::MAX)) as u16),
                );
                if !fits || members.len() + wanted.count >= said.most || self.pick(site, 2) == 1 {
                    continue;
                }
            }
            self.set_deep(is_deep);
            goes_deep &= !is_deep;
            if let (true, Some((node, _))) = (is_ahead, ahead) {
                self.go(node);
            }
            let made = self.part(Step::Name(name), nodes, depth + 1);
            self.set_deep(false);
            match made {
                Some(value) => {
                    members.insert(name.to_owned(), value);
                    if said.has_dependents {
                        let of = |keywords: &&'s Keywords| keywords.dependent_required.get(name);
                        for needed in conjunction.all.iter().filter_map(of).flatten() {
                            wanted.add(&said, needed);
                        }
                    }
                }
                None if is_needed => {
                    self.set_deep(was_deep);
                    return None;
                }
                None => {}
            }
            wanted.remove(at);
        }
        self.set_deep(goes_deep);
        let extra = ahead.filter(|(_, member)| !matches!(member, Member::Named(_)));
        let unnamed = self.unnamed(conjunction, &said, &mut members, depth, extra);
        self.set_deep(was_deep);
        unnamed?;
        self.order(conjunction, &mut members);
        Some(Json::Object(members))
    }

    /// Adds properties that the schema does not name.
    fn unnamed(
        &mut self,
        conjunction: &Conjunction<'s>,
        said: &Members<'s>,
        members: &mut Object,
        depth: usize,
        ahead: Option<(NodeId, Member<'s>)>,
    ) -> Option<()> {
        let least = usize::try_from(said.least).ok()?.saturating_sub(members.len());
        if least > TOO_MANY {
            return None;
        }
        let least = least.max(usize::from(ahead.is_some()));
        let counts: &[usize] = match said.is_map {
            true => &[1, 0, 2, 4, 9],
            false => &[0, 1, 0, 2],
        };
        let room = said.most.saturating_sub(members.len());
        let wanted = if self.goes_deep(depth) && said.is_map {
            1
        } else if self.is_small() || self.room(depth) <= 1 {
            0
        } else {
            counts[self.pick((conjunction.id(), Choice::Unnamed), counts.len())]
        };
        let wanted = wanted.max(least).min(room);
        let mut added = 0;
        for _ in 0..wanted.saturating_mul(2).saturating_add(TRIES) {
            if added >= wanted {
                break;
            }
            let taken = self.taken();
            let ahead = ahead.filter(|_| added == 0);
            let name = match ahead {
                Some((_, Member::Matching(pattern))) => self.matching(pattern),
                Some((node, Member::Key)) => {
                    self.go(node);
                    self.name(conjunction, said, depth)
                }
                _ => self.name(conjunction, said, depth),
            };
            let Some(name) = name.filter(|name| is_held(name)) else {
                self.set_taken(taken);
                continue;
            };
            if members.contains_key(&name) {
                continue;
            }
            let Some(nodes) = self.property(conjunction, &name) else {
                continue;
            };
            if nodes
                .iter()
                .any(|node| self.least(*node) >= self.room(depth).max(1))
                && !self.goes_deep(depth)
                && added >= least
            {
                continue;
            }
            if let Some((node, Member::Matching(_) | Member::Unnamed)) = ahead {
                self.go(node);
            }
            match self.part(Step::Unnamed(name.as_str().into()), &nodes, depth + 1) {
                Some(value) => {
                    members.insert(name, value);
                    self.set_deep(false);
                    added += 1;
                }
                None => self.set_taken(taken),
            }
        }
        (added >= least).then_some(())
    }

    /// A name for a property that is not named.
    fn name(&mut self, conjunction: &Conjunction<'s>, said: &Members<'s>, depth: usize) -> Option<String> {
        if !said.rules.is_empty() {
            // A key is not a value of the message, so its depth does not count.
            return match self.part(Step::Name(""), &said.rules, depth)? {
                Json::String(name) => Some(name),
                _ => None,
            };
        }
        let ways = said.patterns.len() + 1;
        match said
            .patterns
            .get(self.pick((conjunction.id(), Choice::Extra), ways))
        {
            Some(pattern) => self.matching(pattern),
            None => {
                let names = &self.sampler.names;
                let at = self.sampler.choices.below(names.len());
                Some(self.sampler.names[at].clone())
            }
        }
    }

    /// The schemas of the property with this name; `None` if it may not exist.
    fn property(&self, conjunction: &Conjunction<'s>, name: &str) -> Option<Vec<NodeId>> {
        let schema = self.schema();
        let mut nodes: Vec<NodeId> = Vec::new();
        for keywords in &conjunction.all {
            let before = nodes.len();
            nodes.extend(keywords.properties.get(name));
            for (pattern, node) in &keywords.pattern_properties {
                match schema.pattern(pattern) {
                    Pattern::Supported(compiled) if compiled.is_match(name) => nodes.push(*node),
                    Pattern::Supported(_) => {}
                    Pattern::Unsupported(_) if self.sampler.guesses => {}
                    Pattern::Unsupported(_) => return None,
                }
            }
            if nodes.len() == before {
                nodes.extend(keywords.additional_properties);
            }
        }
        if nodes.is_empty() {
            nodes.extend(
                conjunction
                    .all
                    .iter()
                    .filter_map(|keywords| keywords.unevaluated_properties),
            );
        }
        let is_nothing = |node: &NodeId| matches!(schema.node(*node).body, Body::Always(false));
        (!nodes.iter().any(is_nothing)).then_some(nodes)
    }

    /// The next member on the way, and the node that it comes from.
    fn member_ahead(&self, conjunction: &Conjunction<'s>) -> Option<(NodeId, Member<'s>)> {
        let mut nodes = conjunction.nodes.iter().zip(&conjunction.all);
        nodes.find_map(|(node, keywords)| {
            let ahead = self.ahead(*node)?;
            let named = keywords.properties.iter().find(|(_, inner)| **inner == ahead);
            let matching = keywords
                .pattern_properties
                .iter()
                .find(|(_, inner)| *inner == ahead);
            let member = match (named, matching) {
                (Some((name, _)), _) => Member::Named(name),
                (None, Some((pattern, _))) => Member::Matching(pattern),
                _ if keywords.property_names == Some(ahead) => Member::Key,
                _ => Member::Unnamed,
            };
            Some((*node, member))
        })
    }

    /// Readers may depend on what comes first: a tag, say.
    fn order(&mut self, conjunction: &Conjunction<'s>, members: &mut Object) {
        if members.len() < 2 || self.strategy() == Strategy::Plain {
            return;
        }
        match self.pick((conjunction.id(), Choice::Order), 3) {
            0 => {}
            1 => members.reverse(),
            _ => {
                for last in (1..members.len()).rev() {
                    let other = self.sampler.choices.below(last + 1);
                    members.swap_indices(last, other);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Sampler};
    use counterpart_engine::compat::schema::{Options as SchemaOptions, Schema};

    #[test]
    fn a_key_that_is_a_number_fits_an_f64() {
        let schema = br#"{"type": "object", "propertyNames": {"pattern": "^-?[0-9]e[0-9]{1,5}$"}, "minProperties": 1}"#;
        let schema = Schema::parse(schema, &SchemaOptions::default()).unwrap();
        let messages: Vec<_> = Sampler::new(&schema, Options::default()).take(100).collect();
        assert_eq!(messages.len(), 100);
        for message in messages {
            let mut keys = message.value().as_object().unwrap().keys();
            assert!(
                keys.all(|key| key.parse::<f64>().is_ok_and(f64::is_finite)),
                "{message}"
            );
        }
    }
}
