//! The parts of a wide `allOf` that speak of what a schema speaks of.
//!
//! A schema of very many parts is not compared as a whole. What contains it is looked for among the few parts that
//! share a name, a constant, a bound or a pattern with the other side: to know less about a value than there is to know can
//! only lose a proof.

use std::hash::BuildHasher;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::known::{Known, MOST_PARTS, Parts};
use crate::compat::schema::node::{Body, Cycle, Keywords, Types};
use crate::compat::search::Search;
use crate::compat::search::goal::NodeRef;
use crate::json::Json;

/// The number of parts that are taken up.
const MOST_RELEVANT: usize = 8;
/// A schema is about its first words.
const MOST_WORDS: usize = 64;
/// Words are looked for this many schemas deep.
const DEPTH: usize = 3;
/// A schema of more parts is not sorted.
const MOST_SORTED: usize = 100_000;

/// All parts of a wide schema, by the words that they use.
pub(in crate::compat::search) struct PartsByWord<'a> {
    parts: Vec<(NodeRef, &'a Keywords)>,
    by_word: HashMap<u64, Vec<u32>>,
    types: Types,
    /// A part refuses everything, or applies itself to its own value.
    is_odd: bool,
}

impl<'a> Search<'a> {
    /// What is known about values of a node of many parts, as far as it is about the outer node.
    pub(super) fn known_about(&mut self, inner: NodeRef, outer: NodeRef) -> Option<Known<'a>> {
        let sorted = self.parts_by_word(inner);
        if sorted.is_odd {
            return None;
        }
        let words = self.words(outer);
        let mut lists: Vec<&Vec<u32>> = words.iter().filter_map(|word| sorted.by_word.get(word)).collect();
        lists.sort_by_key(|list| list.len());
        let mut relevant: Vec<u32> = Vec::new();
        for part in lists.into_iter().flatten() {
            if relevant.len() == MOST_RELEVANT {
                break;
            }
            if *part != 0 && !relevant.contains(part) {
                relevant.push(*part);
            }
        }
        relevant.sort_unstable();
        for _ in 0..=words.len() / 8 {
            self.step();
        }
        let first = sorted.parts.first().copied();
        let others = relevant.iter().map(|part| sorted.parts[*part as usize]);
        Some(Known {
            parts: Parts::Several(first.into_iter().chain(others).collect()),
            types: sorted.types,
            constants: None,
        })
    }

    /// Returns true if the node has more parts than are compared as a whole.
    pub(super) fn is_wide(&self, at: NodeRef) -> bool {
        self.keywords(self.resolve(at))
            .is_some_and(|keywords| keywords.all_of.len() >= MOST_PARTS)
    }

    fn parts_by_word(&mut self, at: NodeRef) -> Rc<PartsByWord<'a>> {
        let at = self.resolve(at);
        if let Some(known) = self.parts_by_word.get(&at) {
            return known.clone();
        }
        let mut sorted = PartsByWord {
            parts: Vec::new(),
            by_word: HashMap::default(),
            types: Types::ALL,
            is_odd: false,
        };
        let mut seen = HashSet::default();
        let mut pending = vec![at];
        while let Some(at) = pending.pop() {
            let at = self.resolve(at);
            let keywords = match self.body(at) {
                Body::Always(true) => continue,
                Body::Always(false) => {
                    sorted.is_odd = true;
                    continue;
                }
                Body::Keywords(keywords) => keywords,
            };
            if !seen.insert(at) {
                continue;
            }
            self.step();
            // Constants are compared as such.
            if self.cycle(at) != Cycle::No || keywords.values.is_some() || seen.len() > MOST_SORTED {
                sorted.is_odd = true;
                break;
            }
            sorted.types = sorted.types.and(keywords.types.unwrap_or(Types::ALL));
            let place = sorted.parts.len() as u32;
            sorted.parts.push((at, keywords));
            if place > 0 {
                for word in self.words(at) {
                    let list = sorted.by_word.entry(word).or_default();
                    if list.last() != Some(&place) {
                        list.push(place);
                    }
                }
            }
            let children = keywords.references.iter().chain(&keywords.all_of).rev();
            pending.extend(children.map(|node| at.sibling(*node)));
        }
        let sorted = Rc::new(sorted);
        self.parts_by_word.insert(at, sorted.clone());
        sorted
    }

    /// Names, constants, bounds and patterns that the node uses, as hashes.
    fn words(&self, at: NodeRef) -> Vec<u64> {
        let hasher = foldhash::quality::FixedState::default();
        let mut words = Vec::new();
        let mut pending = vec![(at, DEPTH)];
        while let Some((at, depth)) = pending.pop() {
            let at = self.resolve(at);
            let Some(keywords) = self.keywords(at) else {
                continue;
            };
            if words.len() >= MOST_WORDS {
                break;
            }
            let room = MOST_WORDS - words.len();
            let names = keywords
                .required
                .iter()
                .chain(keywords.properties.keys())
                .chain(keywords.dependent_required.keys())
                .chain(keywords.dependent_schemas.keys())
                .chain(keywords.pattern_properties.iter().map(|(pattern, _)| pattern))
                .chain(&keywords.pattern);
            words.extend(names.take(room).map(|name| hasher.hash_one(&**name)));
            let constants = keywords.values.iter().flatten().take(room);
            words.extend(constants.filter_map(|value| match value {
                Json::String(text) => Some(hasher.hash_one(("text", text.as_str()))),
                Json::Number(number) => Some(hasher.hash_one(number)),
                _ => None,
            }));
            let bounds = [
                &keywords.minimum,
                &keywords.exclusive_minimum,
                &keywords.maximum,
                &keywords.exclusive_maximum,
            ];
            let bounds = bounds.into_iter().flatten();
            words.extend(bounds.map(|bound| hasher.hash_one(("bound", bound))));
            let Some(below) = depth.checked_sub(1) else {
                continue;
            };
            let children = keywords
                .in_place()
                .chain(keywords.properties.values().copied())
                .chain(keywords.contains)
                .chain(keywords.items);
            pending.extend(children.take(room).map(|node| (at.sibling(node), below)));
        }
        words
    }
}
