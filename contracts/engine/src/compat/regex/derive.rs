//! Derivatives: what a term demands of the rest of a text after one letter.
//!
//! The derivative of `r s` is that of `r`, then `s`; or, where `r` matches without reading, that of `s`. Whether it
//! does may depend on what follows: [`Op::Skip`] is the language of rests for which it does. Its derivative stays as a
//! guard before that of `s`, so assertions need no special place in an expression.

use foldhash::HashMap;

use super::term::{Before, Term, TermId, Terms};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Op {
    /// After this letter.
    Letter(u32),
    /// The rests before which the term matches without reading.
    Skip,
}

type Key = (TermId, Op, Before);

/// Derivatives that were computed.
#[derive(Debug, Default)]
pub(super) struct Derivatives {
    known: HashMap<Key, TermId>,
}

impl Derivatives {
    /// None when the fuel is used up.
    pub(super) fn after(
        &mut self,
        terms: &mut Terms,
        term: TermId,
        letter: u32,
        before: Before,
    ) -> Option<TermId> {
        let goal = key(terms, term, Op::Letter(letter), before);
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
    fn step(&self, terms: &mut Terms, key: Key, missing: &mut Vec<Key>) -> TermId {
        match key.1 {
            Op::Letter(letter) => self.derivative(terms, key.0, letter, key.2, missing),
            Op::Skip => self.skip(terms, key.0, key.2, missing),
        }
    }

    fn get(&self, terms: &Terms, term: TermId, op: Op, before: Before, missing: &mut Vec<Key>) -> TermId {
        let key = key(terms, term, op, before);
        match self.known.get(&key) {
            Some(value) => *value,
            None => {
                missing.push(key);
                Terms::NOTHING
            }
        }
    }

    fn get_all(
        &self,
        terms: &Terms,
        items: &[TermId],
        op: Op,
        before: Before,
        missing: &mut Vec<Key>,
    ) -> Vec<TermId> {
        items
            .iter()
            .map(|item| self.get(terms, *item, op, before, missing))
            .collect()
    }

    fn derivative(
        &self,
        terms: &mut Terms,
        term: TermId,
        letter: u32,
        before: Before,
        missing: &mut Vec<Key>,
    ) -> TermId {
        let op = Op::Letter(letter);
        match terms.term(term).clone() {
            Term::Nothing | Term::Empty | Term::After(_) | Term::Guard(_) => Terms::NOTHING,
            Term::One(set) => {
                if terms.set(set).contains(letter) {
                    Terms::EMPTY
                } else {
                    Terms::NOTHING
                }
            }
            Term::Any(items) => {
                let items = self.get_all(terms, &items, op, before, missing);
                if missing.is_empty() {
                    terms.any(items)
                } else {
                    Terms::NOTHING
                }
            }
            Term::All(items) => {
                let items = self.get_all(terms, &items, op, before, missing);
                if missing.is_empty() {
                    terms.all(items)
                } else {
                    Terms::NOTHING
                }
            }
            Term::Not(inner) => {
                let inner = self.get(terms, inner, op, before, missing);
                if missing.is_empty() {
                    terms.not(inner)
                } else {
                    Terms::NOTHING
                }
            }
            Term::Concat(first, rest) => {
                let read = self.get(terms, first, op, before, missing);
                let guard = self.guard(terms, first, op, before, missing);
                if !missing.is_empty() {
                    return Terms::NOTHING;
                }
                if guard == Terms::NOTHING {
                    return terms.concat(read, rest);
                }
                let skipped = self.get(terms, rest, op, before, missing);
                if !missing.is_empty() {
                    return Terms::NOTHING;
                }
                let read = terms.concat(read, rest);
                let skipped = terms.concat(guard, skipped);
                terms.any([read, skipped])
            }
            Term::Repeat { body, min, max } => {
                let read = self.get(terms, body, op, before, missing);
                let guard = self.guard(terms, body, op, before, missing);
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
        &self,
        terms: &mut Terms,
        term: TermId,
        op: Op,
        before: Before,
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
        let condition = self.get(terms, term, Op::Skip, before, missing);
        if !missing.is_empty() {
            return Terms::NOTHING;
        }
        let rest = self.get(terms, condition, op, before, missing);
        if missing.is_empty() {
            terms.guard(rest)
        } else {
            Terms::NOTHING
        }
    }

    fn skip(&self, terms: &mut Terms, term: TermId, before: Before, missing: &mut Vec<Key>) -> TermId {
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
            Term::Repeat { body, .. } => self.get(terms, body, Op::Skip, before, missing),
            Term::After(wanted) if wanted.0 & before.0 != 0 => Terms::EVERYTHING,
            Term::After(_) => Terms::NOTHING,
            Term::Guard(language) => language,
            Term::Concat(first, rest) => {
                let both = self.get_all(terms, &[first, rest], Op::Skip, before, missing);
                if missing.is_empty() {
                    terms.all(both)
                } else {
                    Terms::NOTHING
                }
            }
            Term::Any(items) => {
                let items = self.get_all(terms, &items, Op::Skip, before, missing);
                if missing.is_empty() {
                    terms.any(items)
                } else {
                    Terms::NOTHING
                }
            }
            // A language reaches to the end of the text; as a match that reads nothing it is there already.
            Term::Not(_) | Term::All(_) => {
                let ends = terms.facts(term).nullable & before.0 != 0;
                if ends { Terms::EMPTY } else { Terms::NOTHING }
            }
        }
    }
}

/// Terms that do not look back have the same derivative after any letter.
fn key(terms: &Terms, term: TermId, op: Op, before: Before) -> Key {
    (
        term,
        op,
        if terms.facts(term).looks_back {
            before
        } else {
            Before::OTHER
        },
    )
}
