//! The places where an emitted schema describes objects but leaves them open, and where each can be closed.
//!
//! JSON Schema allows an object any unmentioned property. Authors of an emitted schema rarely mean that: a
//! described object is sent as described. So such objects are closed, but only where that is correct:
//!
//! - an object without described properties is a map and stays open;
//! - an object that already constrains its other properties stays unchanged;
//! - if several parts describe one object (its own `properties`, `allOf`, a `$ref` beside others), it is closed
//!   once for all of them, because each part alone would refuse what the others describe;
//! - if only a union describes it, its alternatives are closed separately: closed as a whole, the union would allow
//!   mixtures that nobody sends;
//! - a `oneOf` whose alternatives overlap while they are open keeps its meaning: messages that the file refuses are
//!   not sent, so the closed alternatives are added to the open ones;
//! - a property that is demanded and not described, or described only by a part that may not apply, may be anything; where closing would still leave nothing that can be
//!   sent, the object stays open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::error::ImportError;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::Json;

/// The maximum number of schemas that are examined, for all places together.
const MAX_WORK: u64 = 1_000_000;

/// The action for a schema that applies to a whole value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Closing {
    /// Nothing.
    Leave,
    /// Refuse what nobody describes; these are demanded and described by nobody, so they may be anything.
    Here(BTreeSet<Arc<str>>),
    /// Only this part describes the object: look there.
    Within(Part, OuterDemands),
}

/// Demands on an object besides the part of a schema that describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OuterDemands {
    /// The names that it requires.
    pub(super) demanded: BTreeSet<Arc<str>>,
    /// The minimum number of properties of the object.
    pub(super) min_properties: u64,
}

/// A part of a schema that applies to the same value as the schema itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Reference(usize),
    AllOf(usize),
    AnyOf,
    OneOf,
    /// `if`, `then` and `else`.
    Condition,
    Dependent(usize),
}

/// The combined description of one object by the parts of a schema.
#[derive(Debug, Default)]
struct Described {
    properties: BTreeSet<Arc<str>>,
    /// Names that appear elsewhere than under `properties`.
    mentioned: BTreeSet<Arc<str>>,
    /// Names that are described and may not be there.
    refused: BTreeSet<Arc<str>>,
    patterns: bool,
    /// True if the names of properties are restricted.
    names: bool,
    min_properties: u64,
}

pub(super) struct Closer<'s> {
    schema: &'s Schema,
    /// True if a schema leads, on any path, to one that describes an object and leaves it open.
    reaches_open: Vec<bool>,
    /// For each schema, the last walk that came by.
    seen_in: Vec<u64>,
    round: u64,
    work: u64,
}

impl<'s> Closer<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        let open = |keywords: &Keywords| !keywords.properties.is_empty() && !decides(keywords);
        Self {
            schema,
            reaches_open: reaching(schema, open),
            seen_in: vec![0; schema.len()],
            round: 0,
            work: 0,
        }
    }

    pub(super) fn reaches_open(&self, id: NodeId) -> bool {
        self.reaches_open[id.0 as usize]
    }

    /// Decides the action for a schema that applies to a whole value; `outer` is demanded elsewhere.
    pub(super) fn closing(&mut self, id: NodeId, outer: &OuterDemands) -> Result<Closing, ImportError> {
        let Some(keywords) = keywords(self.schema, id) else {
            return Ok(Closing::Leave);
        };
        let is_object = keywords.types.is_none_or(|types| types.contains(Types::OBJECT));
        if !is_object || !self.reaches_open(id) || self.is_decided(id)? {
            return Ok(Closing::Leave);
        }
        let mut describing = Vec::new();
        let mut beside = outer.clone();
        for part in parts(keywords) {
            let said = self.described(&roots_of(keywords, part))?;
            if said.properties.is_empty() {
                beside.demanded.extend(said.mentioned);
                beside.min_properties = beside.min_properties.max(said.min_properties);
            } else {
                describing.push(part);
            }
        }
        if keywords.properties.is_empty() {
            match describing.as_slice() {
                [] => return Ok(Closing::Leave),
                &[part] if !matches!(part, Part::Condition | Part::Dependent(_)) => {
                    beside.demanded.extend(mentioned(keywords));
                    if let Some(refusing) = keywords.not {
                        let refused = self.described(&[refusing])?;
                        beside.demanded.extend(refused.properties);
                        beside.demanded.extend(refused.mentioned);
                    }
                    beside.min_properties = beside.min_properties.max(keywords.min_properties);
                    return Ok(Closing::Within(part, beside));
                }
                _ => {}
            }
        }
        let mut all = self.described(&[id])?;
        all.mentioned.extend(outer.demanded.iter().cloned());
        let mut undescribed: BTreeSet<_> = all.mentioned.difference(&all.properties).cloned().collect();
        undescribed.extend(self.described_at_times(id, &outer.demanded)?);
        let described = all.properties.difference(&all.refused);
        let possible = described
            .collect::<BTreeSet<_>>()
            .union(&undescribed.iter().collect())
            .count();
        let least = all.min_properties.max(outer.min_properties);
        if !all.patterns && least > possible as u64 || all.names && least > 0 {
            return Ok(Closing::Leave);
        }
        Ok(Closing::Here(undescribed))
    }

    /// The names that are required although nothing that applies describes them: those of one alternative that only
    /// another describes, or of the whole that only a condition describes. Closed without them, an object could not
    /// have a required property.
    fn described_at_times(
        &mut self,
        id: NodeId,
        demanded: &BTreeSet<Arc<str>>,
    ) -> Result<BTreeSet<Arc<str>>, ImportError> {
        let mut names = BTreeSet::new();
        let mut described_at: BTreeMap<NodeId, BTreeSet<Arc<str>>> = BTreeMap::new();
        let mut waiting = vec![(id, BTreeSet::new())];
        while let Some((root, mut described)) = waiting.pop() {
            let always = self.unconditional(root)?;
            let of_all: Vec<&Keywords> = always
                .iter()
                .filter_map(|id| keywords(self.schema, *id))
                .collect();
            described.extend(
                of_all
                    .iter()
                    .flat_map(|keywords| keywords.properties.keys().cloned()),
            );
            if let Some(before) = described_at.get(&root) {
                if before.is_subset(&described) {
                    continue;
                }
                // The description on every path that leads here.
                described = before.intersection(&described).cloned().collect();
            }
            let of_whole = demanded.iter().filter(|_| root == id).cloned();
            let wanted = of_all
                .iter()
                .flat_map(|keywords| mentioned(keywords))
                .chain(of_whole);
            names.extend(wanted.filter(|name| !described.contains(name)));
            for keywords in of_all {
                let may_not_apply = |part: &Part| !matches!(part, Part::Reference(_) | Part::AllOf(_));
                let roots = parts(keywords).into_iter().filter(may_not_apply);
                let roots = roots.flat_map(|part| roots_of(keywords, part));
                waiting.extend(roots.map(|root| (root, described.clone())));
            }
            described_at.insert(root, described);
        }
        Ok(names)
    }

    /// The properties that several parts of a schema describe in a way that matters here: closed in one part, the
    /// value of such a property would refuse the other part's description.
    pub(super) fn contested(&mut self, id: NodeId) -> Result<Contested, ImportError> {
        let Some(keywords) = keywords(self.schema, id) else {
            return Ok(Contested::default());
        };
        let mut groups: Vec<Vec<NodeId>> = parts(keywords)
            .into_iter()
            .map(|part| roots_of(keywords, part))
            .collect();
        groups.retain(|group| {
            group
                .iter()
                .any(|&root| self.reaches_open(root) || self.matters(root))
        });
        let mut contested = Contested::default();
        let mut seen = Claims::default();
        seen.claim(self, keywords, &mut contested);
        for group in groups {
            let mut claims = Claims::default();
            for inner in self.in_place(&group)? {
                if let Some(keywords) = self::keywords(self.schema, inner) {
                    // Alternatives of one union may describe one property each in its way.
                    claims.claim(self, keywords, &mut Contested::default());
                }
            }
            seen.meet(claims, &mut contested);
        }
        Ok(contested)
    }

    /// Returns true if a schema says anything about an object that a closed neighbour could contradict.
    fn matters(&self, id: NodeId) -> bool {
        self.reaches_open(id)
            || keywords(self.schema, id).is_some_and(|keywords| {
                !keywords.properties.is_empty()
                    || !keywords.references.is_empty()
                    || !parts(keywords).is_empty()
                    || mentioned(keywords).next().is_some()
                    || keywords.min_properties > 0
                    || keywords.not.is_some()
                    || keywords.items.is_some()
                    || keywords.additional_properties.is_some()
            })
    }

    /// Returns true if a schema that always applies already constrains the other properties, or lists the values.
    fn is_decided(&mut self, id: NodeId) -> Result<bool, ImportError> {
        Ok(self.unconditional(id)?.into_iter().any(|id| {
            keywords(self.schema, id).is_some_and(|keywords| decides(keywords) || keywords.values.is_some())
        }))
    }

    /// The schema and all that always applies together with it: through `allOf` and `$ref`.
    pub(super) fn unconditional(&mut self, id: NodeId) -> Result<Vec<NodeId>, ImportError> {
        self.closure(&[id], |keywords| {
            [keywords.all_of.as_slice(), &keywords.references].concat()
        })
    }

    /// The schemas and all that apply to the same value.
    pub(super) fn in_place(&mut self, roots: &[NodeId]) -> Result<Vec<NodeId>, ImportError> {
        self.closure(roots, beside)
    }

    fn closure(
        &mut self,
        roots: &[NodeId],
        next: impl Fn(&Keywords) -> Vec<NodeId>,
    ) -> Result<Vec<NodeId>, ImportError> {
        self.round += 1;
        let mut found = Vec::new();
        let mut waiting = roots.to_vec();
        while let Some(id) = waiting.pop() {
            if std::mem::replace(&mut self.seen_in[id.0 as usize], self.round) == self.round {
                continue;
            }
            self.work += 1;
            if self.work > MAX_WORK {
                return Err(ImportError::TooMuch("1,000,000 steps through combined schemas"));
            }
            if let Some(keywords) = keywords(self.schema, id) {
                waiting.extend(next(keywords));
            }
            found.push(id);
        }
        Ok(found)
    }

    /// The names of all properties that the parts describe or mention.
    pub(super) fn property_names(&mut self, id: NodeId) -> Result<BTreeSet<Arc<str>>, ImportError> {
        Ok(self.described(&[id])?.properties)
    }

    fn described(&mut self, roots: &[NodeId]) -> Result<Described, ImportError> {
        let mut said = Described::default();
        let mut refusing = Vec::new();
        for id in self.in_place(roots)? {
            if let Some(keywords) = keywords(self.schema, id) {
                said.properties.extend(keywords.properties.keys().cloned());
                said.mentioned.extend(mentioned(keywords));
                said.patterns |= !keywords.pattern_properties.is_empty();
                said.names |= keywords.property_names.is_some();
                let refused = keywords.properties.iter();
                let refused = refused.filter(|(_, id)| is_false(self.schema, **id));
                said.refused.extend(refused.map(|(name, _)| Arc::clone(name)));
                refusing.extend(keywords.not);
                said.min_properties = said.min_properties.max(keywords.min_properties);
            }
        }
        // A value that may not fit a description may exist anyway.
        for id in self.closure(&refusing, beside_and_refused)? {
            if let Some(keywords) = keywords(self.schema, id) {
                said.mentioned.extend(keywords.properties.keys().cloned());
                said.mentioned.extend(mentioned(keywords));
            }
        }
        Ok(said)
    }
}

/// Places below one value that several parts of its schema describe.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Contested {
    pub(super) properties: BTreeSet<Arc<str>>,
    pub(super) all_properties: bool,
    pub(super) items: bool,
}

impl Contested {
    pub(super) fn union(&self, other: &Self) -> Self {
        Self {
            properties: self.properties.union(&other.properties).cloned().collect(),
            all_properties: self.all_properties || other.all_properties,
            items: self.items || other.items,
        }
    }
}

/// The descriptions below a value in one part of a schema. Each flag is true if something inside is open.
#[derive(Default)]
struct Claims {
    properties: BTreeMap<Arc<str>, bool>,
    /// Through a pattern, or for all others.
    any_property: Option<bool>,
    items: Option<bool>,
}

impl Claims {
    fn claim(&mut self, closer: &Closer<'_>, keywords: &Keywords, contested: &mut Contested) {
        let mut own = Claims::default();
        for (name, &id) in &keywords.properties {
            if closer.matters(id) {
                own.properties.insert(Arc::clone(name), closer.reaches_open(id));
            }
        }
        let patterns = keywords.pattern_properties.iter().map(|(_, id)| *id);
        for (index, id) in patterns.filter(|&id| closer.matters(id)).enumerate() {
            let open = closer.reaches_open(id);
            // A name may match several patterns, and be described itself.
            let overlaps = index > 0 || !own.properties.is_empty();
            contested.all_properties |= overlaps && (open || own.any_open());
            own.any_property = Some(own.any_property.unwrap_or(false) || open);
        }
        let rest = [keywords.additional_properties, keywords.unevaluated_properties];
        for id in rest.into_iter().flatten().filter(|&id| closer.matters(id)) {
            own.any_property = Some(own.any_property.unwrap_or(false) || closer.reaches_open(id));
        }
        let items = keywords
            .prefix_items
            .iter()
            .chain(&keywords.items)
            .chain(&keywords.unevaluated_items);
        for &id in items.filter(|&&id| closer.matters(id)) {
            own.items = Some(own.items.unwrap_or(false) || closer.reaches_open(id));
        }
        self.add(own);
    }

    fn any_open(&self) -> bool {
        self.any_property == Some(true) || self.properties.values().any(|&open| open)
    }

    fn add(&mut self, other: Claims) {
        for (name, open) in other.properties {
            *self.properties.entry(name).or_default() |= open;
        }
        let either = |a: Option<bool>, b: Option<bool>| match (a, b) {
            (Some(a), Some(b)) => Some(a || b),
            (a, b) => a.or(b),
        };
        self.any_property = either(self.any_property, other.any_property);
        self.items = either(self.items, other.items);
    }

    fn meet(&mut self, other: Claims, contested: &mut Contested) {
        for (name, &open) in &other.properties {
            if self.properties.get(name).is_some_and(|&known| known || open) {
                contested.properties.insert(Arc::clone(name));
            }
        }
        let everywhere = |a: &Claims, b: &Claims| {
            a.any_property.is_some() && (b.any_property.is_some() || !b.properties.is_empty())
        };
        contested.all_properties |=
            (everywhere(self, &other) || everywhere(&other, self)) && (self.any_open() || other.any_open());
        if let (Some(a), Some(b)) = (self.items, other.items) {
            contested.items |= a || b;
        }
        self.add(other);
    }
}

pub(super) fn keywords(schema: &Schema, id: NodeId) -> Option<&Keywords> {
    match &schema.node(id).body {
        Body::Keywords(keywords) => Some(keywords),
        Body::Always(_) => None,
    }
}

fn is_false(schema: &Schema, id: NodeId) -> bool {
    matches!(schema.node(id).body, Body::Always(false))
}

fn decides(keywords: &Keywords) -> bool {
    keywords.additional_properties.is_some() || keywords.unevaluated_properties.is_some()
}

fn mentioned(keywords: &Keywords) -> impl Iterator<Item = Arc<str>> + '_ {
    let dependent = keywords.dependent_required.iter();
    let dependent = dependent.flat_map(|(name, names)| std::iter::once(name).chain(names));
    let names = keywords
        .required
        .iter()
        .chain(dependent)
        .chain(keywords.dependent_schemas.keys());
    let values = keywords.values.iter().flatten().filter_map(Json::as_object);
    let keys = values.flat_map(|members| members.keys().map(|key| Arc::from(key.as_str())));
    names.cloned().chain(keys)
}

/// The parts of a schema that apply to the same value. `not` is not one of them: it refuses its description.
fn parts(keywords: &Keywords) -> Vec<Part> {
    let mut parts: Vec<Part> = (0..keywords.references.len()).map(Part::Reference).collect();
    parts.extend((0..keywords.all_of.len()).map(Part::AllOf));
    parts.extend((!keywords.any_of.is_empty()).then_some(Part::AnyOf));
    parts.extend((!keywords.one_of.is_empty()).then_some(Part::OneOf));
    parts.extend(keywords.condition.is_some().then_some(Part::Condition));
    parts.extend((0..keywords.dependent_schemas.len()).map(Part::Dependent));
    parts
}

fn roots_of(keywords: &Keywords, part: Part) -> Vec<NodeId> {
    match part {
        Part::Reference(index) => vec![keywords.references[index]],
        Part::AllOf(index) => vec![keywords.all_of[index]],
        Part::AnyOf => keywords.any_of.clone(),
        Part::OneOf => keywords.one_of.clone(),
        Part::Condition => {
            let condition = keywords.condition.iter();
            let roots = condition.flat_map(|c| [Some(c.when), c.then, c.otherwise]);
            roots.flatten().collect()
        }
        Part::Dependent(index) => keywords
            .dependent_schemas
            .values()
            .nth(index)
            .copied()
            .into_iter()
            .collect(),
    }
}

/// All schemas that are parts of a schema.
fn beside(keywords: &Keywords) -> Vec<NodeId> {
    let parts = parts(keywords).into_iter();
    parts.flat_map(|part| roots_of(keywords, part)).collect()
}

fn beside_and_refused(keywords: &Keywords) -> Vec<NodeId> {
    let mut ids = beside(keywords);
    ids.extend(keywords.not);
    ids
}

/// All schemas directly below a schema or for the same value.
fn neighbours(keywords: &Keywords) -> Vec<NodeId> {
    let mut ids = beside(keywords);
    ids.extend(keywords.properties.values());
    ids.extend(keywords.pattern_properties.iter().map(|(_, id)| id));
    ids.extend(&keywords.prefix_items);
    ids.extend(
        [
            keywords.items,
            keywords.unevaluated_items,
            keywords.additional_properties,
            keywords.unevaluated_properties,
        ]
        .into_iter()
        .flatten(),
    );
    ids
}

/// For each schema, true if it fits or leads to one that does. `not`, `contains` and `propertyNames` lead nowhere.
pub(super) fn reaching(schema: &Schema, fits: impl Fn(&Keywords) -> bool) -> Vec<bool> {
    let mut reaches = vec![false; schema.len()];
    let mut leading_to: Vec<Vec<u32>> = vec![Vec::new(); schema.len()];
    let mut waiting = Vec::new();
    for id in 0..schema.len() as u32 {
        let Some(keywords) = keywords(schema, NodeId(id)) else {
            continue;
        };
        if fits(keywords) {
            reaches[id as usize] = true;
            waiting.push(id);
        }
        for neighbour in neighbours(keywords) {
            leading_to[neighbour.0 as usize].push(id);
        }
    }
    while let Some(id) = waiting.pop() {
        for &from in &leading_to[id as usize] {
            if !std::mem::replace(&mut reaches[from as usize], true) {
                waiting.push(from);
            }
        }
    }
    reaches
}
