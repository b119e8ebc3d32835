//! Searches a set of texts for its shortest, most readable member, or proves that it has none.
//!
//! A state says what the rest of the text must be: in all of some languages and in none of others. Alternatives for
//! what it must be are states of their own, so only what it must not be is ever made deterministic. States are
//! searched breadth first; states that demand more than an earlier one are dropped.
//!
//! Counts need no letter by letter: a state that demands so many letters and nothing else takes them at once, and
//! lengths that are forbidden become bounds of the length. If a text must be long, states that are nearest to the end
//! come first.

mod demands;
mod enumerate;
mod kept;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::alphabet::{Alphabet, Letters};
use super::class::Class;
use super::context::ContextId;
use super::derive::Derivatives;
use super::finite_language;
use super::term::{Before, Term, TermId, Terms, lower};
use super::{Pattern, translate};

pub(crate) use enumerate::{Members, members};

/// A set of texts.
#[derive(Debug, Clone, Default)]
pub struct StringSet<'a> {
    /// All of these match.
    pub within: Vec<&'a Pattern>,
    /// None of these matches.
    pub without: Vec<&'a Pattern>,
    /// In code points.
    pub min_length: u64,
    /// In code points.
    pub max_length: Option<u64>,
    /// The text equals none of these.
    pub except: Vec<&'a str>,
}

impl StringSet<'_> {
    /// Returns true if the text is one of the set.
    pub fn contains(&self, text: &str) -> bool {
        self.contains_with(text, &mut { u64::MAX })
    }

    /// Returns true if the matcher reads the text with each of the patterns in bounded work, which is at most the
    /// product of both sizes.
    fn can_be_matched(&self, text: &str) -> bool {
        let length = text.chars().count() as u64;
        let mut patterns = self.within.iter().chain(&self.without);
        patterns.all(|pattern| pattern.instructions().saturating_mul(length) <= MOST_VISITS)
    }

    /// The same. The work is taken from `fuel`.
    pub(crate) fn contains_with(&self, text: &str, fuel: &mut u64) -> bool {
        let length = text.chars().count() as u64;
        *fuel = fuel.saturating_sub(self.except.len() as u64 / 16);
        let mut matches = |pattern: &Pattern| {
            let (matches, steps) = pattern.match_and_steps(text);
            *fuel = fuel.saturating_sub(steps);
            matches
        };
        length >= self.min_length
            && self.max_length.is_none_or(|max| length <= max)
            && !self.except.contains(&text)
            && self.within.iter().all(|pattern| matches(pattern))
            && !self.without.iter().any(|pattern| matches(pattern))
    }
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// A shortest text of the set.
    Found(String),
    /// Proven: the set has no member.
    Empty,
    /// Each member has so many characters or more, and none is made.
    TooLong(u64),
    /// Neither, and why: a fragment.
    Unknown(&'static str),
}

/// Instructions that the matcher may visit for one text that was found.
const MOST_VISITS: u64 = 16_000_000;
/// Characters of a text that is made.
pub(crate) const LONGEST: u64 = 1_000_000;
/// Letters from which on they are taken at once.
const MANY: u64 = 64;
/// Characters of a long text.
const LONG: u64 = 256;
/// The number of states that with the same demands are compared with a new one.
const COMPARED: usize = 16;
/// The number of forbidden that languages are compared with one another.
const FORBIDDEN: usize = 12;

/// Finds a shortest text of the set, readable characters first, or shows that there is none. The same set gives the
/// same answer. Each step uses `fuel`; a step takes at most about a microsecond and about a hundred bytes of
/// memory.
pub fn find(set: &StringSet<'_>, fuel: &mut u64) -> Search {
    if set.max_length.is_some_and(|max| max < set.min_length) {
        return Search::Empty;
    }
    let Some(key) = kept::Key::of(set) else {
        return find_anew(set, fuel);
    };
    let before = *fuel;
    // With less fuel, the search would have ended before.
    if let Some((answer, used)) = key.kept().filter(|(_, used)| *used < before) {
        *fuel -= used;
        return answer;
    }
    let answer = find_anew(set, fuel);
    if *fuel > 0 {
        key.keep(&answer, before - *fuel);
    }
    answer
}

fn find_anew(set: &StringSet<'_>, fuel: &mut u64) -> Search {
    let Some(mut search) = Searcher::new(set, fuel) else {
        *fuel = 0;
        return OUT_OF_FUEL;
    };
    let answer = search.run(set);
    *fuel = search.terms.fuel;
    match answer {
        Search::Found(text) if !set.can_be_matched(&text) => {
            Search::Unknown("a text was found that is too long to be matched with so large a pattern")
        }
        // Two different machines must agree before anything is shown.
        Search::Found(text) if !set.contains_with(&text, fuel) => {
            Search::Unknown("the search and the matcher disagree on a text: a bug to report")
        }
        answer => answer,
    }
}

const OUT_OF_FUEL: Search = Search::Unknown("the search for a text ran out of steps");

/// The condition on the rest of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    /// In all of these; sorted.
    must: Vec<TermId>,
    /// In none of these; sorted.
    must_not: Vec<TermId>,
    context: ContextId,
}

/// Demands that are not yet in the form of a [`State`].
#[derive(Debug, Clone, Default)]
struct Draft {
    must_todo: Vec<TermId>,
    must_not_todo: Vec<TermId>,
    must: Vec<TermId>,
    must_not: Vec<TermId>,
}

struct Searcher {
    terms: Terms,
    alphabet: Alphabet,
    all: Letters,
    derivatives: Derivatives,
    steps: Vec<Step>,
    /// In the order of their work: by the least length of a text, then by what is left of it, then as they came. None is
    /// a place where the text may end.
    queue: BTreeMap<(u64, u64, u64), (Option<State>, u32)>,
    /// True if every text is long.
    is_long: bool,
    seen: HashSet<State>,
    /// The forbidden languages in states seen, by the demanded ones.
    compared: HashMap<(Vec<TermId>, ContextId), Vec<Vec<TermId>>>,
}

/// How a state was reached: from which step, by which letter, and how often.
#[derive(Debug, Clone, Copy)]
struct Step {
    from: u32,
    letter: u32,
    times: u64,
    /// Letters so far.
    length: u64,
}

/// The step of the states at the start.
const ROOT: u32 = u32::MAX;

impl Searcher {
    /// None when the fuel is used up.
    fn new(set: &StringSet<'_>, fuel: &mut u64) -> Option<Self> {
        let letters: Vec<Class> = finite_language::letters(&set.except);
        let patterns = || set.within.iter().chain(&set.without);
        let classes: Vec<&Class> = letters
            .iter()
            .chain(patterns().flat_map(|pattern| pattern.inner.ast.classes()))
            .collect();
        let alphabet = Alphabet::new(&classes, fuel)?;
        let mut all = Letters::none(alphabet.len());
        (0..alphabet.len() as u32).for_each(|letter| all.insert(letter));
        Some(Searcher {
            terms: Terms::new(all.clone(), *fuel),
            alphabet,
            all,
            derivatives: Derivatives::new(),
            steps: Vec::new(),
            queue: BTreeMap::new(),
            is_long: false,
            seen: HashSet::new(),
            compared: HashMap::new(),
        })
    }

    /// The demands on a whole text. None when the fuel is used up.
    fn start(&mut self, set: &StringSet<'_>) -> Option<Draft> {
        let mut start = Draft::default();
        for (patterns, todo) in [
            (&set.within, &mut start.must_todo),
            (&set.without, &mut start.must_not_todo),
        ] {
            for pattern in patterns {
                let language = translate::language(&pattern.inner.ast, &self.alphabet, &mut self.terms)?;
                todo.push(language);
            }
        }
        if set.min_length > 0 || set.max_length.is_some() {
            start
                .must_todo
                .push(self.terms.repeat(Terms::LETTER, set.min_length, set.max_length));
        }
        start.must_not_todo.push(finite_language::language(
            &set.except,
            &self.alphabet,
            &mut self.terms,
        ));
        Some(start)
    }

    fn run(&mut self, set: &StringSet<'_>) -> Search {
        let Some(start) = self.start(set) else {
            return OUT_OF_FUEL;
        };
        let least = start.must_todo.iter().map(|term| self.terms.facts(*term).min);
        self.is_long = least.max().unwrap_or(0) >= LONG;
        let behinds = self.terms.behinds().to_vec();
        let context = self.derivatives.contexts.id(Before::START, behinds);
        if let Some(end) = self.enter(start, context, ROOT) {
            return self.found(end);
        }
        while let Some((_, (state, step))) = self.queue.pop_first() {
            let Some(state) = state else {
                return self.found(step);
            };
            if let Some((letter, times, draft)) = self.many(&state) {
                let context = self.derivatives.contexts.id(self.before(letter), Vec::new());
                let next = self.push_step(step, letter, times);
                if let Some(end) = self.enter(draft, context, next) {
                    self.push(None, end);
                }
                continue;
            }
            for letter in self.letters(&state) {
                let before = self.before(letter);
                let Some(draft) = self.after(&state, letter) else {
                    return OUT_OF_FUEL;
                };
                let Some(draft) = draft else { continue };
                let behinds = self.behinds(&state);
                let context =
                    self.derivatives
                        .context_after(&mut self.terms, state.context, behinds, letter, before);
                let Some(context) = context else {
                    return OUT_OF_FUEL;
                };
                let next = self.push_step(step, letter, 1);
                match self.enter(draft, context, next) {
                    Some(end) if self.is_long => self.push(None, end),
                    Some(end) => return self.found(end),
                    None => {}
                }
                if self.terms.fuel == 0 {
                    return OUT_OF_FUEL;
                }
            }
        }
        if self.terms.fuel == 0 {
            OUT_OF_FUEL
        } else {
            Search::Empty
        }
    }

    fn found(&self, end: u32) -> Search {
        let length = self.length(end);
        if length > LONGEST {
            return Search::TooLong(length);
        }
        let mut text = Vec::with_capacity(length as usize);
        let mut at = end;
        while at != ROOT {
            let step = self.steps[at as usize];
            let face = self.alphabet.face(step.letter);
            text.extend(std::iter::repeat_n(face, step.times as usize));
            at = step.from;
        }
        Search::Found(text.into_iter().rev().collect())
    }

    fn length(&self, step: u32) -> u64 {
        match step {
            ROOT => 0,
            _ => self.steps[step as usize].length,
        }
    }

    fn push_step(&mut self, from: u32, letter: u32, times: u64) -> u32 {
        let length = self.length(from).saturating_add(times);
        self.steps.push(Step {
            from,
            letter,
            times,
            length,
        });
        self.steps.len() as u32 - 1
    }

    fn push(&mut self, state: Option<State>, step: u32) {
        let length = self.length(step);
        let number = self.seen.len() as u64;
        let key = match &state {
            None => (length, 0, u64::from(step)),
            Some(state) if self.is_long => {
                let left = state.must.iter().map(|term| self.terms.facts(*term).min).max();
                let left = left.unwrap_or(0);
                (length.saturating_add(left), left.saturating_add(1), number)
            }
            Some(_) => (length, u64::MAX, number),
        };
        self.queue.insert(key, (state, step));
    }

    fn before(&self, letter: u32) -> Before {
        if self.alphabet.word.contains(letter) {
            Before::WORD
        } else {
            Before::OTHER
        }
    }

    /// The lookbehinds that matter to a state.
    fn behinds(&self, state: &State) -> u64 {
        let terms = state.must.iter().chain(&state.must_not);
        terms.fold(0, |all, term| all | self.terms.facts(*term).behind)
    }

    /// If the state only demands that many letters of sets come next: a letter of them all, how often, and what is
    /// demanded then.
    fn many(&mut self, state: &State) -> Option<(u32, u64, Draft)> {
        if !state.must_not.is_empty() || state.must.is_empty() {
            return None;
        }
        let mut times = u64::MAX;
        let mut letters = self.all.clone();
        for term in &state.must {
            let facts = self.terms.facts(*term);
            if facts.looks_back || facts.behind != 0 {
                return None;
            }
            let (body, min, _) = self.terms.as_loop(self.terms.split(*term).0);
            let Term::One(set) = self.terms.term(body) else {
                return None;
            };
            times = times.min(min);
            letters = letters.and(self.terms.set(*set));
        }
        if times < MANY {
            return None;
        }
        let mut draft = self.after_many(state, times);
        if draft
            .must_todo
            .iter()
            .any(|term| self.terms.facts(*term).looks_back)
        {
            // What comes next depends on the last of these letters, so the search chooses that one.
            times -= 1;
            draft = self.after_many(state, times);
        }
        // Without a common letter nothing follows: that is left to the search.
        Some((letters.first()?, times, draft))
    }

    /// The demands of a state that only demands letters of sets, after so many of them.
    fn after_many(&mut self, state: &State, times: u64) -> Draft {
        let mut draft = Draft::default();
        for term in &state.must {
            self.terms.charge_steps(1);
            let (head, rest) = self.terms.split(*term);
            let (body, min, max) = self.terms.as_loop(head);
            let left = self.terms.repeat(body, min - times, max.map(|max| max - times));
            let left = self.terms.concat(left, rest.unwrap_or(Terms::EMPTY));
            draft.must_todo.push(left);
        }
        draft
    }

    /// Returns one letter of each kind that the state distinguishes: the most readable one, and readable ones
    /// first.
    fn letters(&mut self, state: &State) -> Vec<u32> {
        let mut letters: Vec<u32> = self.kinds(state).iter().filter_map(Letters::first).collect();
        letters.sort_unstable();
        letters
    }

    /// The letters that the state does not distinguish, together.
    fn kinds(&mut self, state: &State) -> Vec<Letters> {
        let mut kinds = vec![self.all.clone()];
        let split = |kinds: &mut Vec<Letters>, set: &Letters| {
            for at in 0..kinds.len() {
                let (inside, outside) = (kinds[at].and(set), kinds[at].without(set));
                if !inside.is_empty() && !outside.is_empty() {
                    kinds[at] = inside;
                    kinds.push(outside);
                }
            }
        };
        split(&mut kinds, &self.alphabet.word);
        let mut work = 1;
        let mut sets = HashSet::new();
        let mut visited = HashSet::new();
        let mut todo: Vec<TermId> = state.must.iter().chain(&state.must_not).copied().collect();
        todo.extend(self.derivatives.contexts.behinds(state.context));
        while let Some(term) = todo.pop() {
            if !visited.insert(term) {
                continue;
            }
            work += 1;
            match self.terms.term(term) {
                Term::One(set) => {
                    if sets.insert(*set) {
                        work += kinds.len() as u64 * self.all.words() / 4;
                        split(&mut kinds, self.terms.set(*set));
                    }
                }
                Term::Concat(first, rest) => {
                    todo.push(*first);
                    if self.terms.facts(*first).min == 0 {
                        todo.push(*rest);
                    }
                }
                Term::Any(items) | Term::All(items) => todo.extend(items.iter()),
                Term::Repeat { body: inner, .. } | Term::Guard(inner) | Term::Not(inner) => todo.push(*inner),
                // What is left of a lookbehind is in the context.
                Term::Nothing | Term::Empty | Term::After(_) | Term::Behind { .. } => {}
            }
        }
        self.terms.charge_steps(work);
        kinds
    }

    /// Returns the demands of a state after a letter; an inner None if nothing can follow, an outer None if the
    /// fuel ran out.
    fn after(&mut self, state: &State, letter: u32) -> Option<Option<Draft>> {
        let mut draft = Draft::default();
        for term in &state.must {
            let next = self
                .derivatives
                .after(&mut self.terms, *term, letter, state.context)?;
            if next == Terms::NOTHING {
                return Some(None);
            }
            draft.must_todo.push(next);
        }
        for term in &state.must_not {
            let next = self
                .derivatives
                .after(&mut self.terms, *term, letter, state.context)?;
            if next == Terms::EVERYTHING {
                return Some(None);
            }
            draft.must_not_todo.push(next);
        }
        Some(Some(draft))
    }

    /// Queues the states of a draft. Returns the step if one of them allows the text to end.
    fn enter(&mut self, draft: Draft, context: ContextId, step: u32) -> Option<u32> {
        let mut drafts = vec![draft];
        while let Some(draft) = drafts.pop() {
            if self.terms.fuel == 0 {
                return None;
            }
            let Some(state) = self.settle(draft, context, &mut drafts) else {
                continue;
            };
            if self.can_end(&state)? {
                return Some(step);
            }
            self.remember(state, step);
        }
        None
    }

    /// None when the fuel is used up.
    fn can_end(&mut self, state: &State) -> Option<bool> {
        for (terms, wanted) in [(&state.must, true), (&state.must_not, false)] {
            for term in terms {
                if self.derivatives.ends(&mut self.terms, *term, state.context)? != wanted {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    fn remember(&mut self, state: State, step: u32) {
        self.terms
            .charge_steps(1 + (state.must.len() + state.must_not.len()) as u64);
        if !self.seen.insert(state.clone()) {
            return;
        }
        let seen = self
            .compared
            .entry((state.must.clone(), state.context))
            .or_default();
        let asks_more =
            |less: &Vec<TermId>| less.iter().all(|term| state.must_not.binary_search(term).is_ok());
        if seen.iter().any(asks_more) {
            return;
        }
        if seen.len() < COMPARED {
            seen.push(state.must_not.clone());
        }
        self.push(Some(state), step);
    }
}

#[cfg(test)]
mod tests;
