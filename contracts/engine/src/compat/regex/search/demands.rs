//! From demands on the rest of a text to states: demands are taken apart, and contradictions end them.

use super::super::alphabet::Letters;
use super::super::context::ContextId;
use super::super::subsume::contains;
use super::super::term::{Term, TermId, Terms, lower};
use super::{Draft, FORBIDDEN, Searcher, State};

impl Searcher {
    /// Takes demands apart. None if they contradict each other; alternatives go to `drafts`.
    pub(super) fn settle(
        &mut self,
        mut draft: Draft,
        context: ContextId,
        drafts: &mut Vec<Draft>,
    ) -> Option<State> {
        let before = self.derivatives.contexts.before(context);
        loop {
            if let Some(term) = draft.must_todo.pop() {
                self.terms.charge_steps(1);
                let (head, rest) = self.terms.split(term);
                match self.terms.term(head).clone() {
                    Term::Nothing => return None,
                    _ if term == Terms::EVERYTHING => {}
                    Term::Any(items) => {
                        // The first alternative continues here; the others wait, the second one on top.
                        self.terms.charge_steps((items.len() * (1 + draft.size())) as u64);
                        let mut items = items.iter().map(|item| match rest {
                            Some(rest) => self.terms.concat(*item, rest),
                            None => *item,
                        });
                        let first = items.next()?;
                        let items: Vec<TermId> = items.collect();
                        for item in items.into_iter().rev() {
                            let mut other = draft.clone();
                            other.must_todo.push(item);
                            drafts.push(other);
                        }
                        draft.must_todo.push(first);
                        if self.terms.fuel == 0 {
                            return None;
                        }
                    }
                    Term::Guard(language) => {
                        draft.must_todo.extend([language, rest.unwrap_or(Terms::EMPTY)]);
                    }
                    Term::After(wanted) if wanted.0 & before.0 != 0 => {
                        draft.must_todo.push(rest.unwrap_or(Terms::EMPTY));
                    }
                    Term::After(_) => return None,
                    Term::Behind { index, negative } => {
                        let language = self.behind(index, negative, context)?;
                        draft.must_todo.extend([language, rest.unwrap_or(Terms::EMPTY)]);
                    }
                    Term::All(items) if rest.is_none() => draft.must_todo.extend(items.iter()),
                    Term::Not(inner) if rest.is_none() => draft.must_not_todo.push(inner),
                    _ => draft.must.push(term),
                }
            } else if let Some(term) = draft.must_not_todo.pop() {
                self.terms.charge_steps(1);
                let (head, rest) = self.terms.split(term);
                match self.terms.term(head).clone() {
                    Term::Nothing => {}
                    _ if term == Terms::EVERYTHING => return None,
                    _ if term == Terms::END => draft.must_not.push(Terms::EMPTY),
                    Term::Any(items) => {
                        self.terms.charge_steps(items.len() as u64);
                        let items = items.iter().map(|item| match rest {
                            Some(rest) => self.terms.concat(*item, rest),
                            None => *item,
                        });
                        draft.must_not_todo.extend(items);
                    }
                    Term::After(wanted) if wanted.0 & before.0 != 0 => {
                        draft.must_not_todo.push(rest.unwrap_or(Terms::EMPTY));
                    }
                    Term::After(_) => {}
                    Term::Behind { index, negative } => {
                        let language = self.behind(index, negative, context)?;
                        let guard = self.terms.guard(language);
                        let guarded = self.terms.concat(guard, rest.unwrap_or(Terms::EMPTY));
                        draft.must_not_todo.push(guarded);
                    }
                    Term::Not(inner) if rest.is_none() => draft.must_todo.push(inner),
                    _ => draft.must_not.push(term),
                }
            } else {
                return self.close(draft, context);
            }
        }
    }

    /// The language of rests in which a lookbehind holds at this place.
    fn behind(&mut self, index: u32, negative: bool, context: ContextId) -> Option<TermId> {
        let rests = self.derivatives.behind(&mut self.terms, index, context)?;
        Some(if negative { self.terms.not(rests) } else { rests })
    }

    fn close(&mut self, draft: Draft, context: ContextId) -> Option<State> {
        let mut must = draft.must;
        let mut must_not = self.terms.merge(draft.must_not);
        loop {
            self.join_loops(&mut must);
            must.sort_unstable();
            must.dedup();
            if must.contains(&Terms::NOTHING) {
                return None;
            }
            let (mut min, mut max) = (0, None);
            for term in &must {
                let facts = self.terms.facts(*term);
                min = min.max(facts.min);
                max = lower(max, facts.max);
            }
            if max.is_some_and(|max| max < min) {
                return None;
            }
            // A language without texts of these lengths need not be forbidden.
            must_not.retain(|term| {
                let facts = self.terms.facts(*term);
                max.is_none_or(|max| facts.min <= max) && facts.max.is_none_or(|max| max >= min)
            });
            match self.forbidden_lengths(&must, &mut must_not, (min, max)) {
                Some(bound) => must.push(bound),
                None => break,
            }
        }
        for forbidden in &must_not {
            if *forbidden == Terms::EVERYTHING
                || must
                    .iter()
                    .any(|demanded| contains(&mut self.terms, *forbidden, *demanded))
            {
                return None;
            }
        }
        self.drop_contained(&mut must_not);
        let mut joined = self.terms.facts(Terms::EMPTY);
        for facts in must.iter().chain(&must_not).map(|term| self.terms.facts(*term)) {
            joined.looks_back |= facts.looks_back;
            joined.behind |= facts.behind;
        }
        Some(State {
            must,
            must_not,
            context: self.derivatives.contexts.reduced(context, joined),
        })
    }

    /// A bound of the length in place of a forbidden loop over letters, if the text has no other letters and the loop
    /// takes all lengths up to some, or from some on.
    fn forbidden_lengths(
        &mut self,
        must: &[TermId],
        must_not: &mut Vec<TermId>,
        (min, max): (u64, Option<u64>),
    ) -> Option<TermId> {
        for at in 0..must_not.len() {
            let (body, least, most) = self.terms.as_loop(must_not[at]);
            if !matches!(self.terms.term(body), Term::One(_)) {
                continue;
            }
            let bound = if least <= min {
                // Without an upper bound the loop contains the text, which shows elsewhere.
                most.and_then(|most| most.checked_add(1))
                    .map(|least| (least, None))
            } else if max.is_some_and(|max| most.is_none_or(|most| max <= most)) {
                Some((0, Some(least - 1)))
            } else {
                None
            };
            let Some((least, most)) = bound else { continue };
            let letters = self.terms.repeat(body, 0, None);
            if must.iter().any(|term| contains(&mut self.terms, letters, *term)) {
                must_not.remove(at);
                return Some(self.terms.repeat(Terms::LETTER, least, most));
            }
        }
        None
    }

    /// Several loops over one letter, the bounds of the length among them, are one.
    fn join_loops(&mut self, must: &mut Vec<TermId>) {
        let mut joined: Option<(Letters, u64, Option<u64>)> = None;
        let mut rest = Vec::with_capacity(must.len());
        for term in must.drain(..) {
            let (body, min, max) = self.terms.as_loop(term);
            match self.terms.term(body) {
                Term::One(set) => {
                    let set = self.terms.set(*set);
                    joined = Some(match joined {
                        None => (set.clone(), min, max),
                        Some((other, other_min, other_max)) => {
                            (set.and(&other), min.max(other_min), lower(max, other_max))
                        }
                    });
                }
                _ => rest.push(term),
            }
        }
        *must = rest;
        if let Some((set, min, max)) = joined {
            if max.is_some_and(|max| max < min) {
                must.push(Terms::NOTHING);
                return;
            }
            let body = self.terms.one(set);
            let joined = self.terms.repeat(body, min, max);
            if joined != Terms::EVERYTHING {
                must.push(joined);
            }
        }
    }

    fn drop_contained(&mut self, must_not: &mut Vec<TermId>) {
        if must_not.len() > FORBIDDEN {
            return;
        }
        let mut at = 0;
        while at < must_not.len() {
            let term = must_not[at];
            let contained = (0..must_not.len())
                .any(|other| other != at && contains(&mut self.terms, must_not[other], term));
            if contained {
                must_not.remove(at);
            } else {
                at += 1;
            }
        }
    }
}

impl Draft {
    fn size(&self) -> usize {
        self.must.len() + self.must_not.len() + self.must_todo.len() + self.must_not_todo.len()
    }
}
