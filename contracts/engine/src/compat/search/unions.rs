//! Unions, whose branches are distinguished by what only some of them have.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::Search;
use super::goal::{Name, NodeRef, Union};
use super::state::State;
use crate::compat::schema::node::{Body, ByName, NodeId, Types};
use crate::json::Json;

/// The obvious common properties of every value of a node.
#[derive(Debug, Clone)]
pub(crate) struct Summary<'a> {
    /// All values are of these types.
    pub(crate) types: Types,
    /// All values are among these.
    pub(crate) constants: Option<&'a [Json]>,
    /// All objects have these properties.
    pub(crate) required: BTreeSet<&'a Name>,
    /// Of all objects, these properties are among these texts.
    pub(crate) tags: BTreeMap<&'a Name, BTreeSet<&'a str>>,
    /// All objects have no other properties than these.
    pub(crate) allowed: Option<&'a ByName<NodeId>>,
}

impl Summary<'_> {
    /// Returns true if it shows at a glance that no object is of both.
    pub(crate) fn shares_no_object(&self, other: &Self) -> bool {
        let has_another_text = |(name, texts): (&&Name, &BTreeSet<&str>)| {
            let is_there = self.required.contains(*name) || other.required.contains(*name);
            is_there
                && other
                    .tags
                    .get(*name)
                    .is_some_and(|others| others.is_disjoint(texts))
        };
        let lacks_room = |one: &Self, other: &Self| {
            let allowed = one.allowed;
            allowed.is_some_and(|allowed| other.required.iter().any(|name| !allowed.contains_key(name)))
        };
        lacks_room(self, other) || lacks_room(other, self) || self.tags.iter().any(has_another_text)
    }
}

/// The number of references that and `allOf`s a summary follows.
const SUMMARY_DEPTH: usize = 8;
/// The number of schemas that it looks at: it may leave out any of them.
const MOST_SUMMARISED: usize = 1_000;

impl<'a> Search<'a> {
    pub(crate) fn summary(&mut self, at: NodeRef) -> Rc<Summary<'a>> {
        if let Some(known) = self.summaries.get(&at) {
            return known.clone();
        }
        let mut summary = Summary {
            types: Types::ALL,
            constants: None,
            required: BTreeSet::new(),
            tags: BTreeMap::new(),
            allowed: None,
        };
        let mut left = MOST_SUMMARISED;
        self.summarise(at, SUMMARY_DEPTH, &mut left, &mut summary);
        self.take_steps((MOST_SUMMARISED - left) as u64 / 4);
        let summary = Rc::new(summary);
        self.summaries.insert(at, summary.clone());
        summary
    }

    /// The types of a node's summary. Most nodes say them by themselves, and need no summary.
    pub(crate) fn types_of(&mut self, at: NodeRef) -> Types {
        match self.body(self.resolve(at)) {
            Body::Always(true) => Types::ALL,
            Body::Always(false) => Types::NONE,
            Body::Keywords(keywords) if keywords.values.is_none() && !keywords.applies_in_place() => {
                keywords.types.unwrap_or(Types::ALL)
            }
            Body::Keywords(_) => self.summary(at).types,
        }
    }

    fn summarise(&self, at: NodeRef, depth: usize, left: &mut usize, into: &mut Summary<'a>) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let at = self.resolve(at);
        let keywords = match self.body(at) {
            Body::Always(true) => return,
            Body::Always(false) => {
                into.types = Types::NONE;
                return;
            }
            Body::Keywords(keywords) => keywords,
        };
        if let Some(types) = keywords.types {
            into.types = into.types.and(types);
        }
        if let Some(values) = &keywords.values {
            let types = values
                .iter()
                .fold(Types::NONE, |types, value| types.or(Types::of(value)));
            into.types = into.types.and(types);
            into.constants = Some(values);
        }
        into.required.extend(&keywords.required);
        if let Some(additional) = keywords.additional_properties {
            let is_closed = keywords.pattern_properties.is_empty()
                && matches!(self.body(at.sibling(additional)), Body::Always(false));
            if is_closed {
                into.allowed = Some(&keywords.properties);
            }
        }
        if into.types.intersects(Types::OBJECT) {
            for (name, node) in &keywords.properties {
                let Body::Keywords(inner) = self.body(self.resolve(at.sibling(*node))) else {
                    continue;
                };
                let Some(values) = &inner.values else { continue };
                // A constant that is not a text keeps the property from being a tag.
                let texts: Option<BTreeSet<&str>> = values.iter().map(Json::as_str).collect();
                into.tags.extend(texts.map(|texts| (name, texts)));
            }
        }
        if depth == 0 {
            return;
        }
        for node in keywords.references.iter().chain(&keywords.all_of) {
            self.summarise(at.sibling(*node), depth - 1, left, into);
        }
        for union in [&keywords.any_of, &keywords.one_of] {
            if !union.is_empty() && union.len() <= SUMMARY_DEPTH {
                let types = union.iter().fold(Types::NONE, |types, node| {
                    let mut branch = Summary {
                        types: Types::ALL,
                        constants: None,
                        required: BTreeSet::new(),
                        tags: BTreeMap::new(),
                        allowed: None,
                    };
                    self.summarise(at.sibling(*node), depth / 2, left, &mut branch);
                    types.or(branch.types)
                });
                into.types = into.types.and(types);
            }
        }
    }

    pub(crate) fn union(&mut self, at: NodeRef, union: Union) -> Rc<Index<'a>> {
        if let Some(known) = self.unions.get(&(at, union)) {
            return known.clone();
        }
        let branches: Vec<_> = self
            .branches(at, union)
            .iter()
            .map(|node| self.summary(at.sibling(*node)))
            .collect();
        let mut index = Index::new(&branches);
        for (number, node) in self.branches(at, union).iter().enumerate() {
            let branch = self.resolve(at.sibling(*node));
            index.positions.entry(branch).or_default().push(number as u32);
        }
        let index = Rc::new(index);
        self.unions.insert((at, union), index.clone());
        index
    }

    /// The only branches that can accept a value of the state, if the state fixes a distinguishing property.
    pub(super) fn branches_in_reach(
        &mut self,
        state: &State<'a>,
        at: NodeRef,
        union: Union,
    ) -> Option<Reach> {
        let index = self.union(at, union);
        if state.kind != Types::OBJECT {
            return None;
        }
        let texts = match index.tag {
            Some((tag, _)) => self.texts_of_member(state, tag),
            None => None,
        };
        // A branch that requires a property cannot accept an object that has no room for it.
        let names = if index.untagged.is_empty() {
            None
        } else {
            self.shortest_closed(state)
        };
        if texts.is_none() && names.is_none() {
            return None;
        }
        let by_tag = texts.is_some();
        let mut reached: Vec<u32> = index.plain_objects.clone();
        match texts {
            None => reached.extend(index.tagged.values().flatten()),
            Some(texts) => {
                let of_texts = texts.into_iter().filter_map(|text| index.tagged.get(text));
                reached.extend(of_texts.flatten());
            }
        }
        match names {
            None => reached.extend(index.untagged.values().flatten()),
            Some(names) => {
                let of_names = names.keys().filter_map(|name| index.untagged.get(name));
                reached.extend(of_names.flatten());
            }
        }
        reached.sort_unstable();
        reached.dedup();
        Some(Reach {
            branches: reached,
            by_tag,
        })
    }

    /// The strings that the property may be, if conditions of the state restrict it.
    pub(super) fn texts_of_member(&mut self, state: &State<'a>, name: &str) -> Option<BTreeSet<&'a str>> {
        let mut claims = Vec::new();
        self.member_claims(state, name, &mut claims);
        let mut texts: Option<BTreeSet<&'a str>> = None;
        for claim in claims {
            let super::goal::Claim::Accepts(at) = claim else {
                continue;
            };
            let Some(constants) = self.summary(at).constants else {
                continue;
            };
            let Some(of_these) = constants
                .iter()
                .map(Json::as_str)
                .collect::<Option<BTreeSet<&str>>>()
            else {
                continue;
            };
            texts = Some(match texts {
                None => of_these,
                Some(texts) => texts.intersection(&of_these).copied().collect(),
            });
        }
        texts
    }
}

/// Branches of a union, by their positions; no other can accept the value.
pub(super) struct Reach {
    pub(super) branches: Vec<u32>,
    /// A tag distinguishes them from the others.
    pub(super) by_tag: bool,
}

/// The branches of one union, by their contents.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    /// Branches by the nodes that they resolve to.
    positions: HashMap<NodeRef, Vec<u32>>,
    types: Vec<Types>,
    /// The property that distinguishes the most branches, and their number.
    tag: Option<(&'a Name, usize)>,
    tagged: HashMap<&'a str, Vec<u32>>,
    /// Branches without the tag, by a property that they require: the rarest one, if there are several.
    untagged: BTreeMap<&'a Name, Vec<u32>>,
    /// Branches that accept objects and have neither.
    plain_objects: Vec<u32>,
    /// Branches that accept only these texts, no other strings.
    constants: HashMap<&'a str, Vec<u32>>,
    /// Branches that accept other strings.
    strings: Vec<u32>,
    /// No tag occurs in two branches, and all branches with objects have one.
    exclusive_objects: bool,
    exclusive_strings: bool,
}

/// Returns true if each branch with objects is closed and requires a property that no other allows.
fn each_requires_its_own(branches: &[Rc<Summary<'_>>]) -> bool {
    let mut allowing: HashMap<&Name, usize> = HashMap::new();
    let objects = || {
        branches
            .iter()
            .filter(|branch| branch.types.intersects(Types::OBJECT))
    };
    for branch in objects() {
        let Some(allowed) = branch.allowed else {
            return false;
        };
        allowed
            .keys()
            .for_each(|name| *allowing.entry(name).or_default() += 1);
    }
    objects().all(|branch| {
        branch
            .required
            .iter()
            .any(|name| allowing.get(name).is_none_or(|count| *count <= 1))
    })
}

/// The number of branches that require each of the properties that any requires.
fn requiring_each<'a>(branches: &[Rc<Summary<'a>>]) -> HashMap<&'a Name, usize> {
    let mut requiring = HashMap::new();
    for name in branches.iter().flat_map(|branch| &branch.required) {
        *requiring.entry(*name).or_default() += 1;
    }
    requiring
}

impl<'a> Index<'a> {
    fn new(branches: &[Rc<Summary<'a>>]) -> Self {
        let mut counts: BTreeMap<&'a Name, usize> = BTreeMap::new();
        for branch in branches {
            for name in branch.tags.keys().filter(|name| branch.required.contains(*name)) {
                *counts.entry(name).or_default() += 1;
            }
        }
        let tag = counts
            .into_iter()
            .max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
        let mut index = Index {
            positions: HashMap::new(),
            types: branches.iter().map(|branch| branch.types).collect(),
            tag,
            tagged: HashMap::new(),
            untagged: BTreeMap::new(),
            plain_objects: Vec::new(),
            constants: HashMap::new(),
            strings: Vec::new(),
            exclusive_objects: true,
            exclusive_strings: true,
        };
        let requiring = OnceCell::new();
        let requiring = || requiring.get_or_init(|| requiring_each(branches));
        for (number, branch) in branches.iter().enumerate() {
            let number = number as u32;
            if branch.types.intersects(Types::STRING) {
                match branch.constants {
                    Some(constants) => {
                        for text in constants.iter().filter_map(Json::as_str) {
                            index.constants.entry(text).or_default().push(number);
                        }
                    }
                    None => index.strings.push(number),
                }
            }
            if branch.types.intersects(Types::OBJECT) {
                let texts = tag
                    .and_then(|(name, _)| branch.tags.get(name).filter(|_| branch.required.contains(name)));
                let rarest = || branch.required.iter().min_by_key(|name| requiring()[*name]);
                if let Some(texts) = texts {
                    for text in texts {
                        index.tagged.entry(text).or_default().push(number);
                    }
                } else if let Some(name) = rarest() {
                    index.untagged.entry(name).or_default().push(number);
                } else {
                    index.plain_objects.push(number);
                }
            }
        }
        let alone = |lists: &HashMap<&str, Vec<u32>>| lists.values().all(|list| list.len() == 1);
        let beside = index.untagged.values().map(Vec::len).sum::<usize>() + index.plain_objects.len();
        index.exclusive_objects = beside == 0 && alone(&index.tagged)
            || beside == 1 && index.tagged.is_empty()
            || each_requires_its_own(branches);
        index.exclusive_strings = index.strings.is_empty() && alone(&index.constants)
            || index.strings.len() == 1 && index.constants.is_empty();
        index
    }

    /// Returns true if no two branches can accept one value of the type.
    pub(crate) fn is_exclusive(&self, kind: Types) -> bool {
        match kind {
            Types::OBJECT => self.exclusive_objects,
            Types::STRING => self.exclusive_strings,
            _ => self.types.iter().filter(|types| types.intersects(kind)).count() <= 1,
        }
    }

    /// The same, for each of the types.
    pub(super) fn is_exclusive_for(&self, types: Types) -> bool {
        let mut kinds = super::KINDS.into_iter().filter(|kind| types.intersects(*kind));
        kinds.all(|kind| self.is_exclusive(kind))
    }

    /// The branches that resolve to this node.
    pub(super) fn positions_of(&self, at: NodeRef) -> &[u32] {
        self.positions.get(&at).map_or(&[], Vec::as_slice)
    }

    /// The branches with objects that neither a tag nor a required property distinguishes.
    pub(super) fn plain_objects(&self) -> &[u32] {
        &self.plain_objects
    }

    /// The branches that require this text as the tag.
    pub(super) fn tagged_by(&self, text: &str) -> &[u32] {
        self.tagged.get(text).map_or(&[], Vec::as_slice)
    }

    /// All branches with the tag, some perhaps several times.
    pub(super) fn all_tagged(&self) -> impl Iterator<Item = &u32> {
        self.tagged.values().flatten()
    }

    /// The properties that distinguish branches without the tag, because few require them.
    pub(super) fn required_names(&self) -> impl Iterator<Item = &'a Name> + '_ {
        self.untagged.keys().copied()
    }

    /// The branches that the required property distinguishes.
    pub(super) fn requiring(&self, name: &Name) -> &[u32] {
        self.untagged.get(name).map_or(&[], Vec::as_slice)
    }

    /// The property that distinguishes the most branches.
    pub(super) fn tag(&self) -> Option<&'a Name> {
        self.tag.map(|(name, _)| name)
    }

    /// The branches that may accept all values of these types that have the tag's text and the required properties.
    pub(super) fn that_may_contain<'n>(
        &self,
        types: Types,
        text: Option<&str>,
        required: impl Iterator<Item = &'n Name>,
    ) -> Vec<u32> {
        let mut fitting: Vec<u32> = if types == Types::OBJECT {
            let tagged = text.and_then(|text| self.tagged.get(text));
            // A branch that requires a property accepts only objects that have it.
            let untagged = required.filter_map(|name| self.untagged.get(name));
            let lists = tagged.into_iter().chain(untagged).chain([&self.plain_objects]);
            lists.flatten().copied().collect()
        } else {
            (0..self.types.len() as u32).collect()
        };
        fitting.retain(|number| self.types[*number as usize].contains(types));
        fitting.sort_unstable();
        fitting.dedup();
        fitting
    }

    /// The branches that an object of all these may be of by its tag: those with one of its texts, and those without the
    /// tag. `None` if no tag tells.
    pub(crate) fn with_tag(&self, of: &[Rc<Summary<'a>>]) -> Option<Vec<u32>> {
        let (tag, _) = self.tag?;
        let texts = of.iter().find_map(|one| one.tags.get(tag))?;
        let tagged = texts.iter().filter_map(|text| self.tagged.get(text)).flatten();
        let others = self.untagged.values().flatten().chain(&self.plain_objects);
        Some(in_order(tagged.chain(others)))
    }

    /// The branches that an object of all these may be of by its tag, or by the names that it has room for. `None` if
    /// neither tells.
    pub(crate) fn in_reach(&self, of: &[Rc<Summary<'a>>]) -> Option<Vec<u32>> {
        if self.untagged.is_empty() {
            return self.with_tag(of);
        }
        let allowed = of.iter().filter_map(|one| one.allowed);
        let Some(allowed) = allowed.min_by_key(|allowed| allowed.len()) else {
            return self.with_tag(of);
        };
        let untagged = allowed
            .keys()
            .filter_map(|name| self.untagged.get(name))
            .flatten();
        let tagged = self.tagged.values().flatten();
        Some(in_order(untagged.chain(tagged).chain(&self.plain_objects)))
    }

    /// The branches that may accept the value.
    pub(super) fn candidates(&self, value: &Json) -> Vec<u32> {
        let mut candidates: Vec<u32> = Vec::new();
        match value {
            Json::String(text) => {
                candidates.extend(self.constants.get(text.as_str()).into_iter().flatten());
                candidates.extend(&self.strings);
            }
            Json::Object(members) => {
                if let Some((tag, _)) = self.tag {
                    let text = members.get(&**tag).and_then(Json::as_str);
                    candidates.extend(text.and_then(|text| self.tagged.get(text)).into_iter().flatten());
                }
                if self.untagged.len() <= members.len() {
                    let present = self
                        .untagged
                        .iter()
                        .filter(|(name, _)| members.contains_key(&****name));
                    candidates.extend(present.flat_map(|(_, list)| list));
                } else {
                    let known = members
                        .keys()
                        .filter_map(|name| self.untagged.get(&Name::from(name.as_str())));
                    candidates.extend(known.flatten());
                }
                candidates.extend(&self.plain_objects);
            }
            _ => {
                let kind = Types::of(value);
                let live = self
                    .types
                    .iter()
                    .enumerate()
                    .filter(|(_, types)| types.intersects(kind));
                candidates.extend(live.map(|(number, _)| number as u32));
            }
        }
        candidates.sort_unstable();
        candidates
    }
}

/// The positions in their order, each once.
fn in_order<'p>(positions: impl Iterator<Item = &'p u32>) -> Vec<u32> {
    let mut positions: Vec<u32> = positions.copied().collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}
