//! Names for members that conditions ask for without naming them.
//!
//! A name is either one that the schemas mention, or any other. Among the others, all that match the same patterns
//! and are accepted by the same `propertyNames` are alike, so one of each sort represents all.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::goal::{Atom, Claim, Formula, Goal, Name, NodeRef, ReasonId};
use super::state::State;
use super::{Answer, Search};
use crate::compat::pattern::Pattern;
use crate::compat::regex::StringSet;
use crate::compat::schema::node::{Body, ByName, Keywords, NodeId, Types};
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// From so many missing members on, they are named at once.
const MANY: u64 = 16;
/// Members of an object that are made.
const MOST: u64 = 100_000;

/// The names and patterns that the schemas of a state mention.
#[derive(Default)]
struct Mentioned<'a> {
    names: BTreeSet<Name>,
    /// The tests that distinguish other names, as the condition that holds and the one that does not.
    tests: Vec<[Atom<'a>; 2]>,
    /// The object can have no other name.
    is_all: bool,
}

impl<'a> Search<'a> {
    /// The only names that members can have, if one of the state's shapes is closed: the shortest such list.
    pub(super) fn closed_names(&self, state: &State<'a>) -> Option<Vec<Name>> {
        let names = self.shortest_closed(state)?;
        Some(names.keys().cloned().collect())
    }

    /// The properties of the state's closed shape with the fewest.
    pub(super) fn shortest_closed(&self, state: &State<'a>) -> Option<&'a ByName<NodeId>> {
        let mut shortest: Option<&'a ByName<NodeId>> = None;
        for atom in &state.atoms {
            let Atom::Members(at) = atom else { continue };
            let Some(keywords) = self.keywords(*at) else {
                continue;
            };
            let Some(additional) = keywords.additional_properties else {
                continue;
            };
            let is_closed = keywords.pattern_properties.is_empty()
                && matches!(self.body(at.sibling(additional)), Body::Always(false));
            if is_closed && shortest.is_none_or(|known| keywords.properties.len() < known.len()) {
                shortest = Some(&keywords.properties);
            }
        }
        shortest
    }

    /// Ways to fulfil a demand, one for each name that can.
    pub(super) fn members_that_fulfil(
        &mut self,
        state: &State<'a>,
        demand: &Atom<'a>,
    ) -> Result<Vec<Formula<'a>>, ReasonId> {
        let mentioned = self.mentioned(state, Some(demand));
        let mut ways = Vec::new();
        for name in &mentioned.names {
            ways.extend(self.way(state, demand, name)?);
        }
        let refusing = match demand {
            Atom::SomeName(at) => Some(Claim::Refuses(*at)),
            _ => None,
        };
        for name in self.other_names(state, &mentioned, refusing)? {
            ways.extend(self.way(state, demand, &name)?);
        }
        ways.retain(|way| !self.is_dead(state, way));
        Ok(ways)
    }

    /// The way in which the member with this name can meet the demand, if it can.
    fn way(
        &mut self,
        state: &State<'a>,
        demand: &Atom<'a>,
        name: &Name,
    ) -> Result<Option<Formula<'a>>, ReasonId> {
        if state.presence.get(name) == Some(&false) {
            return Ok(None);
        }
        let refuses = |at: NodeRef, node| Atom::Member(name.clone(), Claim::Refuses(at.sibling(node))).into();
        Ok(match demand {
            Atom::SomeMatchingMember(at, index) => {
                let Body::Keywords(keywords) = self.body(*at) else {
                    return Ok(None);
                };
                let (pattern, node) = &keywords.pattern_properties[*index as usize];
                self.matches(at.side(), pattern, name)?
                    .then(|| refuses(*at, *node))
            }
            Atom::SomeAdditionalMember(at) => {
                let Some(node) = self
                    .keywords(*at)
                    .and_then(|keywords| keywords.additional_properties)
                else {
                    return Ok(None);
                };
                (!self.is_named(*at, name)?).then(|| refuses(*at, node))
            }
            Atom::SomeName(at) => {
                let refused = !self.accepts_name(*at, name)?;
                refused.then(|| Atom::Present(name.clone()).into())
            }
            Atom::SomeUnevaluatedMember(at) => {
                let Some(node) = self
                    .keywords(*at)
                    .and_then(|keywords| keywords.unevaluated_properties)
                else {
                    return Ok(None);
                };
                let unevaluated = self.evaluates_beside(*at, name, false);
                if super::evaluated::is_constant(&unevaluated) == Some(false) {
                    return Ok(None);
                }
                Some(Formula::All(vec![refuses(*at, node), unevaluated]))
            }
            _ => None,
        })
    }

    /// Ways to have one more member, where `missing` are wanting.
    pub(super) fn members_that_fill(
        &mut self,
        state: &State<'a>,
        missing: u64,
    ) -> Result<Vec<Formula<'a>>, ReasonId> {
        let mentioned = self.mentioned(state, None);
        let mut free = Vec::new();
        for name in &mentioned.names {
            let present: Formula<'a> = Atom::Present(name.clone()).into();
            if !state.presence.contains_key(name) && !self.is_dead(state, &present) {
                free.push(name.clone());
            }
        }
        let mut sorts = self.other_sorts(state, &mentioned, None)?;
        sorts.retain(|(name, _)| !self.is_dead(state, &Atom::Present(name.clone()).into()));
        if sorts.is_empty() && (free.len() as u64) < missing {
            return Ok(Vec::new());
        }
        let mut ways = Vec::new();
        if missing > MANY {
            let mut names: Vec<Name> = free.clone();
            let mut is_all = true;
            for (name, sort) in &sorts {
                let left = missing.min(MOST + 1).saturating_sub(names.len() as u64);
                if left == 0 {
                    break;
                }
                let (found, is_all_of_sort) = self.names_of_sort(name, sort, left as usize, &mentioned.names);
                is_all &= is_all_of_sort;
                names.extend(found);
            }
            if (names.len() as u64) < missing && is_all {
                return Ok(Vec::new());
            }
            if missing > MOST {
                let text = format!("an object with {missing} more members, which is more than {MOST}");
                return Err(self.reason(ReasonKind::Budget, text));
            }
            if names.len() as u64 >= missing {
                let present = names.into_iter().take(missing as usize);
                ways.push(Formula::All(
                    present.map(|name| Atom::Present(name).into()).collect(),
                ));
            }
        }
        // Each way omits what earlier ways took, so no set of names is tried twice. There are infinitely many other
        // names, all equally good within their sort.
        let mut before = Vec::new();
        for name in free {
            let mut way = before.clone();
            way.push(Formula::Atom(Atom::Present(name.clone())));
            ways.push(Formula::All(way));
            before.push(Formula::Atom(Atom::Absent(name)));
            self.step();
        }
        for (name, _) in sorts {
            ways.push(Atom::Present(name).into());
        }
        Ok(ways)
    }

    /// Up to so many names of a sort, of which one is known, and whether these are all.
    fn names_of_sort(
        &mut self,
        known: &Name,
        sort: &Goal<'a>,
        most: usize,
        avoided: &BTreeSet<Name>,
    ) -> (Vec<Name>, bool) {
        let mut set = StringSet::default();
        let mut is_only_patterns = true;
        for atom in &sort.atoms {
            match atom {
                Atom::Matches { pattern, side, yes } => match (self.schema(*side).pattern(pattern), yes) {
                    (Pattern::Supported(pattern), true) => set.within.push(pattern),
                    (Pattern::Supported(pattern), false) => set.without.push(pattern),
                    (Pattern::Unsupported(_), _) => is_only_patterns = false,
                },
                _ => is_only_patterns = false,
            }
        }
        if is_only_patterns && !(set.within.is_empty() && set.without.is_empty()) {
            set.except = avoided.iter().map(|name| &**name).collect();
            if let Ok(members) = self.members(&set, most) {
                let names = members.texts.iter().map(|text| Name::from(text.as_str()));
                return (names.collect(), members.is_all);
            }
        }
        // Short words, then longer names like the known one, as long as they are of the sort.
        const FAILURES: u64 = 64;
        let mut names = vec![known.clone()];
        let (mut number, mut failures, mut is_word) = (0, 0, true);
        while names.len() < most && !self.is_out_of_steps() {
            if failures == FAILURES {
                if !is_word {
                    break;
                }
                (number, failures, is_word) = (0, 0, false);
            }
            self.step();
            number += 1;
            let name = if is_word {
                word(number)
            } else {
                format!("{known}{number}")
            };
            if name == **known {
                continue;
            }
            let is_of_sort = is_only_patterns && set.within.is_empty() && set.without.is_empty()
                || matches!(self.satisfies(sort, &Json::from(name.as_str())), Ok(true));
            if is_of_sort && !avoided.contains(name.as_str()) {
                names.push(name.as_str().into());
                failures = 0;
            } else {
                failures += 1;
            }
        }
        (names, false)
    }

    /// One name of each sort that nothing mentions.
    fn other_names(
        &mut self,
        state: &State<'a>,
        mentioned: &Mentioned<'a>,
        refused_by: Option<Claim>,
    ) -> Result<Vec<Name>, ReasonId> {
        let sorts = self.other_sorts(state, mentioned, refused_by)?;
        Ok(sorts.into_iter().map(|(name, _)| name).collect())
    }

    /// One name of each sort that nothing mentions, with what makes a name one of the sort.
    fn other_sorts(
        &mut self,
        state: &State<'a>,
        mentioned: &Mentioned<'a>,
        refused_by: Option<Claim>,
    ) -> Result<Vec<(Name, Goal<'a>)>, ReasonId> {
        if mentioned.is_all {
            return Ok(Vec::new());
        }
        let mut base: Vec<Atom<'a>> = refused_by.map(Atom::Claim).into_iter().collect();
        for atom in &state.atoms {
            if let Atom::Names(at) = atom {
                base.push(Atom::Claim(Claim::Accepts(*at)));
            }
        }
        let outer = self.avoided.replace(Rc::new(mentioned.names.clone()));
        let mut found = Vec::new();
        let mut sorts = vec![(base, 0)];
        let mut unknown = None;
        while let Some((atoms, decided)) = sorts.pop() {
            self.step();
            let goal = Goal {
                types: Types::STRING,
                atoms,
            };
            match self.solve_kind(&goal, Types::STRING) {
                Answer::Empty => continue,
                Answer::Unknown(reason) => {
                    unknown = Some(reason);
                    break;
                }
                Answer::Found(name) => match mentioned.tests.get(decided) {
                    None => found.extend(name.as_str().map(|name| (Name::from(name), goal.clone()))),
                    Some(test) => {
                        for split in test {
                            sorts.push((goal.clone().with(split.clone()).atoms, decided + 1));
                        }
                    }
                },
            }
            if self.is_out_of_steps() {
                unknown = Some(self.budget_reason());
                break;
            }
        }
        self.avoided = outer;
        match unknown {
            Some(reason) => Err(reason),
            None => Ok(found),
        }
    }

    /// All names that any schema of the state mentions for the object, and all tests that distinguish other names.
    fn mentioned(&mut self, state: &State<'a>, demand: Option<&Atom<'a>>) -> Mentioned<'a> {
        let mut mentioned = Mentioned::default();
        if let Some(names) = self.closed_names(state) {
            mentioned.names.extend(names);
            mentioned.is_all = true;
            return mentioned;
        }
        mentioned.names.extend(state.presence.keys().cloned());
        let mut pending: Vec<NodeRef> = Vec::new();
        for claim in &state.claims {
            match claim {
                Claim::Accepts(at) | Claim::Refuses(at) => pending.push(*at),
                Claim::Is(value) | Claim::IsNot(value) => {
                    mentioned.names.extend(member_names(&self.values.get(*value)));
                }
            }
        }
        for atom in state.atoms.iter().chain(&state.later).chain(demand) {
            match atom {
                Atom::Members(at)
                | Atom::UnevaluatedMembers(at)
                | Atom::SomeMatchingMember(at, _)
                | Atom::SomeAdditionalMember(at)
                | Atom::SomeUnevaluatedMember(at)
                | Atom::NoneOf(at, _)
                | Atom::OthersRefuse(at, _)
                | Atom::NotAmong(at) => pending.push(*at),
                Atom::Member(name, _) => {
                    mentioned.names.insert(name.clone());
                }
                _ => {}
            }
        }
        let mut seen = BTreeSet::new();
        while let Some(at) = pending.pop() {
            if !seen.insert(at) {
                continue;
            }
            self.step();
            let Body::Keywords(keywords) = self.body(at) else {
                continue;
            };
            mentioned.names.extend(keywords.properties.keys().cloned());
            mentioned.names.extend(keywords.required.iter().cloned());
            for (name, needed) in &keywords.dependent_required {
                mentioned.names.insert(name.clone());
                mentioned.names.extend(needed.iter().cloned());
            }
            mentioned.names.extend(keywords.dependent_schemas.keys().cloned());
            let constants = keywords.values.iter().flatten();
            mentioned.names.extend(constants.flat_map(member_names));
            for (pattern, _) in &keywords.pattern_properties {
                let matches = |yes| Atom::Matches {
                    pattern,
                    side: at.side(),
                    yes,
                };
                let known = mentioned.tests.iter().any(
                    |[test, _]| matches!(test, Atom::Matches { pattern: known, .. } if **known == **pattern),
                );
                if !known {
                    mentioned.tests.push([matches(true), matches(false)]);
                }
            }
            if let Some(names) = keywords.property_names {
                let names = self.resolve(at.sibling(names));
                let test = [Claim::Accepts(names), Claim::Refuses(names)].map(Atom::Claim);
                if matches!(self.body(names), Body::Keywords(_)) && !mentioned.tests.contains(&test) {
                    mentioned.tests.push(test);
                }
            }
            pending.extend(in_place(keywords).map(|node| at.sibling(node)));
        }
        mentioned
    }
}

/// The word with this number, from 1: `a` to `z`, `aa`, `ab`…
fn word(mut number: u64) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters.iter().rev().collect()
}

fn member_names(value: &Json) -> impl Iterator<Item = Name> + '_ {
    let members = value.as_object().into_iter();
    members.flat_map(|members| members.keys().map(|name| Name::from(name.as_str())))
}

/// The schemas that a node applies to its own value.
pub(super) fn in_place(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let condition = keywords.condition.iter().flat_map(|condition| {
        [Some(condition.when), condition.then, condition.otherwise]
            .into_iter()
            .flatten()
    });
    let lists = [
        &keywords.references,
        &keywords.all_of,
        &keywords.any_of,
        &keywords.one_of,
    ];
    let lists = lists.into_iter().flatten().copied();
    lists
        .chain(keywords.not)
        .chain(condition)
        .chain(keywords.dependent_schemas.values().copied())
}
