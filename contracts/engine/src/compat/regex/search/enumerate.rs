//! Many members of a set, shorter ones first.

use std::collections::VecDeque;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::super::term::Before;
use super::{Draft, OUT_OF_FUEL, Search, Searcher, State, StringSet, lower};

/// Members of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Members {
    pub texts: Vec<String>,
    /// True if the set has no others.
    pub is_all: bool,
}

/// Finds up to so many members. `Err` says why not.
pub(crate) fn members(set: &StringSet<'_>, most: usize, fuel: &mut u64) -> Result<Members, Search> {
    if set.max_length.is_some_and(|max| max < set.min_length) {
        return Ok(Members {
            texts: Vec::new(),
            is_all: true,
        });
    }
    let Some(mut searcher) = Searcher::new(set, fuel) else {
        *fuel = 0;
        return Err(OUT_OF_FUEL);
    };
    let members = searcher.members(set, most);
    *fuel = searcher.terms.fuel;
    let members = members.ok_or(OUT_OF_FUEL)?;
    // The matcher agrees, or nothing is said.
    match members.texts.iter().all(|text| set.contains_with(text, fuel)) {
        true => Ok(members),
        false => Err(Search::Unknown(
            "the search and the matcher disagree on a text: a bug to report",
        )),
    }
}

/// The states that a text leads to.
type States = Rc<Vec<State>>;
/// What may follow: characters, and the states after each of them.
type Ways = Rc<Vec<(Vec<char>, States)>>;

/// A place in a text that is being made.
struct Place {
    ways: Ways,
    way: usize,
    character: usize,
}

impl Searcher {
    /// None when the fuel is used up.
    fn members(&mut self, set: &StringSet<'_>, most: usize) -> Option<Members> {
        let start = self.start(set)?;
        let behinds = self.terms.behinds().to_vec();
        let context = self.derivatives.contexts.id(Before::START, behinds);
        let start: States = Rc::new(self.states(vec![start], context)?);
        let mut ways: HashMap<States, Ways> = HashMap::new();
        let mut texts = Vec::new();
        let (least, longest) = self.lengths(&start);
        let mut length = least;
        loop {
            if start.is_empty() || longest.is_some_and(|longest| longest < length) {
                return Some(Members { texts, is_all: true });
            }
            // A text of each length is made character by character, each way in turn.
            let mut places: Vec<Place> = Vec::new();
            let mut text: Vec<char> = Vec::new();
            let mut here = start.clone();
            loop {
                self.terms.charge_steps(1);
                if self.terms.fuel == 0 {
                    return None;
                }
                let left = length - text.len() as u64;
                let (least, longest) = self.lengths(&here);
                if left == 0 {
                    if self.any_ends(&here)? {
                        texts.push(text.iter().collect());
                        if texts.len() == most {
                            return Some(Members { texts, is_all: false });
                        }
                    }
                } else if least <= left && longest.is_none_or(|longest| left <= longest) {
                    let known = match ways.get(&here) {
                        Some(known) => known.clone(),
                        None => {
                            let made: Ways = Rc::new(self.ways(&here, most)?);
                            ways.insert(here.clone(), made.clone());
                            made
                        }
                    };
                    places.push(Place {
                        ways: known,
                        way: 0,
                        character: 0,
                    });
                    text.push('\0');
                }
                // The next way of the last place that has one.
                let next = loop {
                    let Some(place) = places.last_mut() else {
                        break None;
                    };
                    let Some((characters, states)) = place.ways.get(place.way) else {
                        places.pop();
                        text.pop();
                        continue;
                    };
                    let Some(character) = characters.get(place.character) else {
                        place.way += 1;
                        place.character = 0;
                        continue;
                    };
                    place.character += 1;
                    break Some((*character, states.clone()));
                };
                let Some((character, states)) = next else { break };
                text.truncate(places.len());
                if let Some(last) = text.last_mut() {
                    *last = character;
                }
                here = states;
            }
            length = length.checked_add(1)?;
        }
    }

    /// The lengths of rests that the states may allow: at least and at most.
    fn lengths(&self, states: &[State]) -> (u64, Option<u64>) {
        let (mut least, mut longest) = (u64::MAX, Some(0));
        for state in states {
            let (mut min, mut max) = (0, None);
            for facts in state.must.iter().map(|term| self.terms.facts(*term)) {
                min = min.max(facts.min);
                max = lower(max, facts.max);
            }
            least = least.min(min);
            longest = longest.zip(max).map(|(a, b): (u64, u64)| a.max(b));
        }
        (least, longest)
    }

    fn any_ends(&mut self, states: &[State]) -> Option<bool> {
        for state in states {
            if self.can_end(state)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// The states of drafts. None when the fuel is used up.
    fn states(&mut self, mut drafts: Vec<Draft>, context: super::ContextId) -> Option<Vec<State>> {
        let mut states: Vec<State> = Vec::new();
        while let Some(draft) = drafts.pop() {
            if self.terms.fuel == 0 {
                return None;
            }
            self.terms.charge_steps(1 + states.len() as u64 / 4);
            if let Some(state) = self.settle(draft, context, &mut drafts) {
                if !states.contains(&state) {
                    states.push(state);
                }
            }
        }
        (self.terms.fuel > 0).then_some(states)
    }

    /// Of each kind of character, up to so many.
    fn ways(&mut self, states: &[State], most: usize) -> Option<Vec<(Vec<char>, States)>> {
        let mut kinds = VecDeque::from([self.all.clone()]);
        for state in states {
            let mut finer = VecDeque::new();
            let of_state = self.kinds(state);
            let work = 1 + self.all.words() / 8;
            for kind in &kinds {
                for other in &of_state {
                    self.terms.charge_steps(work);
                    let both = kind.and(other);
                    if !both.is_empty() {
                        finer.push_back(both);
                    }
                }
            }
            kinds = finer;
        }
        let mut kinds: Vec<_> = kinds
            .into_iter()
            .filter_map(|kind| Some((kind.first()?, kind)))
            .collect();
        kinds.sort_unstable_by_key(|(first, _)| *first);
        let mut ways = Vec::new();
        for (letter, kind) in kinds {
            let before = self.before(letter);
            let mut next: Vec<State> = Vec::new();
            for state in states {
                let Some(draft) = self.after(state, letter)? else {
                    continue;
                };
                let behinds = self.behinds(state);
                let context = self.derivatives.context_after(
                    &mut self.terms,
                    state.context,
                    behinds,
                    letter,
                    before,
                )?;
                for state in self.states(vec![draft], context)? {
                    if !next.contains(&state) {
                        next.push(state);
                    }
                }
            }
            if next.is_empty() {
                continue;
            }
            let letters = (0..self.alphabet.len() as u32).filter(|letter| kind.contains(*letter));
            let characters: Vec<char> = letters
                .flat_map(|letter| self.alphabet.characters(letter))
                .take(most)
                .collect();
            self.terms
                .charge_steps((characters.len() + self.alphabet.len()) as u64 / 16);
            ways.push((characters, Rc::new(next)));
        }
        Some(ways)
    }
}
