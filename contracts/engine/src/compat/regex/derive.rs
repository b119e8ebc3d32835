//! Derivatives: what a term demands of the rest of a text after one letter.
//!
//! The derivative of `r s` is that of `r`, then `s`; or, where `r` matches without reading, that of `s`. Whether it
//! does may depend on what follows: [`Op::Skip`] is the language of rests for which it does. Its derivative stays as a
//! guard before that of `s`, so assertions need no special place in an expression.
//!
//! A lookbehind is followed along with the text, in the [context](super::context) of each place.

use foldhash::{HashMap, HashMapExt};

use super::context::{ContextId, Contexts};
use super::term::{Before, Term, TermId, Terms};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Op {
    /// After this letter.
    Letter(u32),
    /// The rests before which the term matches without reading.
    Skip,
    /// Everything if the term matches at the end of the text, and nothing if it does not.
    End,
}

type Key = (TermId, Op, ContextId);

/// Derivatives that were computed.
#[derive(Debug)]
pub(super) struct Derivatives {
    pub(super) contexts: Contexts,
    known: HashMap<Key, TermId>,
}

impl Derivatives {
    pub(super) fn new() -> Self {
        Self {
            contexts: Contexts::new(),
            known: HashMap::new(),
        }
    }

    /// None when the fuel is used up.
    pub(super) fn after(
        &mut self,
        terms: &mut Terms,
        term: TermId,
        letter: u32,
        context: ContextId,
    ) -> Option<TermId> {
        self.of(terms, term, Op::Letter(letter), context)
    }

    /// The rests of the text before which the lookbehind matches. None when the fuel is used up.
    pub(super) fn behind(&mut self, terms: &mut Terms, index: u32, context: ContextId) -> Option<TermId> {
        let left = self.contexts.behind(context, index);
        self.of(terms, left, Op::Skip, context)
    }

    /// Returns true if the term matches at the end of the text. None when the fuel is used up.
    pub(super) fn ends(&mut self, terms: &mut Terms, term: TermId, context: ContextId) -> Option<bool> {
        let facts = terms.facts(term);
        if facts.behind == 0 {
            return Some(facts.nullable & self.contexts.before(context).0 != 0);
        }
        let ends = self.of(terms, term, Op::End, context)?;
        Some(ends == Terms::EVERYTHING)
    }

    /// The context after a letter, as far as these lookbehinds go. None when the fuel is used up.
    pub(super) fn context_after(
        &mut self,
        terms: &mut Terms,
        context: ContextId,
        behinds: u64,
        letter: u32,
        before: Before,
    ) -> Option<ContextId> {
        let left = self.contexts.behinds(context).to_vec();
        let mut next = Vec::with_capacity(left.len());
        for (left, bit) in left.into_iter().zip(0..) {
            next.push(if behinds >> bit & 1 == 1 {
                self.after(terms, left, letter, context)?
            } else {
                Terms::NOTHING
            });
        }
        Some(self.contexts.id(before, next))
    }

    fn of(&mut self, terms: &mut Terms, term: TermId, op: Op, context: ContextId) -> Option<TermId> {
        let goal = self.key(terms, term, op, context);
        // Instead of recursion: the item on top waits for the items pushed on it.
        let mut stack = vec![goal];
        let mut missing = Vec::new();
        while let Some(&top) = stack.last() {
            if terms.fuel == 0 {
                return None;
            }
            if !self.known.contains_key(&top) {
                let value = self.step(terms, top, &mut missing);
                if !missing.is_empty() {
                    terms.charge_steps(missing.len() as u64);
                    stack.append(&mut missing);
                    continue;
                }
                terms.charge_steps(1);
                self.known.insert(top, value);
            }
            stack.pop();
        }
        self.known.get(&goal).copied()
    }

    /// The value of a key, provided that nothing was found `missing` for it.
    fn step(&mut self, terms: &mut Terms, key: Key, missing: &mut Vec<Key>) -> TermId {
        match key.1 {
            Op::Letter(letter) => self.derivative(terms, key.0, letter, key.2, missing),
            Op::Skip => self.skip(terms, key.0, key.2, missing),
            Op::End => self.end(terms, key.0, key.2, missing),
        }
    }

    fn get(
        &mut self,
        terms: &Terms,
        term: TermId,
        op: Op,
        context: ContextId,
        missing: &mut Vec<Key>,
    ) -> TermId {
        let key = self.key(terms, term, op, context);
        match self.known.get(&key) {
            Some(value) => *value,
            None => {
                missing.push(key);
                Terms::NOTHING
            }
        }
    }

    fn get_all(
        &mut self,
        terms: &Terms,
        items: &[TermId],
        op: Op,
        context: ContextId,
        missing: &mut Vec<Key>,
    ) -> Vec<TermId> {
        items
            .iter()
            .map(|item| self.get(terms, *item, op, context, missing))
            .collect()
    }

    fn derivative(
        &mut self,
        terms: &mut Terms,
        term: TermId,
        letter: u32,
        context: ContextId,
        missing: &mut Vec<Key>,
    ) -> TermId {
        let op = Op::Letter(letter);
        match terms.term(term).clone() {
            Term::Nothing | Term::Empty | Term::After(_) | Term::Guard(_) | Term::Behind { .. } => {
                Terms::NOTHING
            }
            Term::One(set) => {
                if terms.set(set).contains(letter) {
                    Terms::EMPTY
                } else {
                    Terms::NOTHING
                }
            }
            Term::Any(items) => {
                let items = self.get_all(terms, &items, op, context, missing);
                if missing.is_empty() {
                    terms.any(items)
                } else {
                    Terms::NOTHING
                }
            }
            Term::All(items) => {
                let items = self.get_all(terms, &items, op, context, missing);
                if missing.is_empty() {
                    terms.all(items)
                } else {
                    Terms::NOTHING
                }
            }
            Term::Not(inner) => {
                let inner = self.get(terms, inner, op, context, missing);
                if missing.is_empty() {
                    terms.not(inner)
                } else {
                    Terms::NOTHING
                }
            }
            Term::Concat(first, rest) => {
                let read = self.get(terms, first, op, context, missing);
                let guard = self.guard(terms, first, op, context, missing);
                if !missing.is_empty() {
                    return Terms::NOTHING;
                }
                if guard == Terms::NOTHING {
                    return terms.concat(read, rest);
                }
                let skipped = self.get(terms, rest, op, context, missing);
                if !missing.is_empty() {
                    return Terms::NOTHING;
                }
                let read = terms.concat(read, rest);
                let skipped = terms.concat(guard, skipped);
                terms.any([read, skipped])
            }
            Term::Repeat { body, min, max } => {
                let read = self.get(terms, body, op, context, missing);
                let guard = self.guard(terms, body, op, context, missing);
                if !missing.is_empty() {
                    return Terms::NOTHING;
                }
                let less = |by: u64| max.map(|max| max.saturating_sub(by));
                let rest = terms.repeat(body, min.saturating_sub(1), less(1));
                let next = terms.concat(read, rest);
                if min == 0 || guard == Terms::NOTHING || max.is_some_and(|max| max < 2) {
                    return next;
                }
                // Required rounds may read nothing, one to all of them; then fewer are left.
                let rest = terms.repeat(body, 0, less(2));
                let next_after_skips = terms.concat(read, rest);
                let skipped = terms.concat(guard, next_after_skips);
                terms.any([next, skipped])
            }
        }
    }

    /// The remaining condition, after the letter of `op`, for `term` to match without reading.
    fn guard(
        &mut self,
        terms: &mut Terms,
        term: TermId,
        op: Op,
        context: ContextId,
        missing: &mut Vec<Key>,
    ) -> TermId {
        let facts = terms.facts(term);
        if facts.min > 0 {
            return Terms::NOTHING;
        }
        if facts.plain {
            return if facts.nullable == 0 {
                Terms::NOTHING
            } else {
                Terms::EMPTY
            };
        }
        let condition = self.get(terms, term, Op::Skip, context, missing);
        if !missing.is_empty() {
            return Terms::NOTHING;
        }
        let rest = self.get(terms, condition, op, context, missing);
        if missing.is_empty() {
            terms.guard(rest)
        } else {
            Terms::NOTHING
        }
    }

    fn skip(
        &mut self,
        terms: &mut Terms,
        term: TermId,
        context: ContextId,
        missing: &mut Vec<Key>,
    ) -> TermId {
        let facts = terms.facts(term);
        if facts.min > 0 {
            return Terms::NOTHING;
        }
        if facts.plain {
            return if facts.nullable == 0 {
                Terms::NOTHING
            } else {
                Terms::EVERYTHING
            };
        }
        match terms.term(term).clone() {
            Term::Nothing | Term::One(_) => Terms::NOTHING,
            Term::Empty | Term::Repeat { min: 0, .. } => Terms::EVERYTHING,
            Term::Repeat { body, .. } => self.get(terms, body, Op::Skip, context, missing),
            Term::After(wanted) if wanted.0 & self.contexts.before(context).0 != 0 => Terms::EVERYTHING,
            Term::After(_) => Terms::NOTHING,
            Term::Guard(language) => language,
            Term::Behind { index, negative } => {
                let left = self.contexts.behind(context, index);
                let rests = self.get(terms, left, Op::Skip, context, missing);
                if !missing.is_empty() {
                    Terms::NOTHING
                } else if negative {
                    terms.not(rests)
                } else {
                    rests
                }
            }
            Term::Concat(first, rest) => {
                let both = self.get_all(terms, &[first, rest], Op::Skip, context, missing);
                if missing.is_empty() {
                    terms.all(both)
                } else {
                    Terms::NOTHING
                }
            }
            Term::Any(items) => {
                let items = self.get_all(terms, &items, Op::Skip, context, missing);
                if missing.is_empty() {
                    terms.any(items)
                } else {
                    Terms::NOTHING
                }
            }
            // A language reaches to the end of the text; as a match that reads nothing it is there already.
            Term::Not(_) | Term::All(_) => {
                let ends = if facts.behind == 0 {
                    facts.nullable & self.contexts.before(context).0 != 0
                } else {
                    self.get(terms, term, Op::End, context, missing) == Terms::EVERYTHING
                };
                if ends { Terms::EMPTY } else { Terms::NOTHING }
            }
        }
    }

    fn end(&mut self, terms: &mut Terms, term: TermId, context: ContextId, missing: &mut Vec<Key>) -> TermId {
        let truth = |holds: bool| if holds { Terms::EVERYTHING } else { Terms::NOTHING };
        let facts = terms.facts(term);
        if facts.min > 0 {
            return Terms::NOTHING;
        }
        if facts.behind == 0 {
            return truth(facts.nullable & self.contexts.before(context).0 != 0);
        }
        /// How many parts must match.
        enum Wanted {
            Some,
            All,
            None,
        }
        let (items, wanted) = match terms.term(term).clone() {
            Term::Nothing | Term::One(_) | Term::After(_) => return Terms::NOTHING,
            Term::Empty | Term::Repeat { min: 0, .. } => return Terms::EVERYTHING,
            Term::Repeat { body, .. } => (vec![body], Wanted::Some),
            Term::Guard(language) => (vec![language], Wanted::Some),
            Term::Not(language) => (vec![language], Wanted::None),
            Term::Behind { index, negative } => {
                let left = self.contexts.behind(context, index);
                let wanted = if negative { Wanted::None } else { Wanted::Some };
                (vec![left], wanted)
            }
            Term::Concat(first, rest) => (vec![first, rest], Wanted::All),
            Term::All(items) => (items.to_vec(), Wanted::All),
            Term::Any(items) => (items.to_vec(), Wanted::Some),
        };
        let mut ends = self
            .get_all(terms, &items, Op::End, context, missing)
            .into_iter()
            .map(|end| end == Terms::EVERYTHING);
        truth(match wanted {
            Wanted::Some => ends.any(|ends| ends),
            Wanted::All => ends.all(|ends| ends),
            Wanted::None => !ends.any(|ends| ends),
        })
    }

    /// Terms that do not look back have the same derivative after any text.
    fn key(&mut self, terms: &Terms, term: TermId, op: Op, context: ContextId) -> Key {
        (term, op, self.contexts.reduced(context, terms.facts(term)))
    }
}
