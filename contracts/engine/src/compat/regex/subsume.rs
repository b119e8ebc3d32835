//! A quick look whether one term is contained in another by its shape.
//!
//! True is proof. False is not: it ends branches of the search early, the search decides the rest.

use super::term::{Loop, Term, TermId, Terms};

/// Steps of one look.
const PATIENCE: u32 = 100;
/// Loops and alternatives within one another.
const DEPTH: u32 = 16;

/// Returns true if `outer` matches everything that `inner` matches, wherever they are used.
pub(super) fn contains(terms: &mut Terms, outer: TermId, inner: TermId) -> bool {
    let mut look = Look {
        terms,
        patience: PATIENCE,
    };
    let contained = look.contains(outer, inner, DEPTH);
    let spent = PATIENCE - look.patience;
    terms.charge_steps(u64::from(spent) / 8);
    contained
}

struct Look<'a> {
    terms: &'a Terms,
    patience: u32,
}

impl Look<'_> {
    fn contains(&mut self, mut outer: TermId, mut inner: TermId, depth: u32) -> bool {
        loop {
            if outer == inner || outer == Terms::EVERYTHING || inner == Terms::NOTHING {
                return true;
            }
            if self.patience == 0 || depth == 0 {
                return false;
            }
            self.patience -= 1;
            if self.lengths_forbid(outer, inner) {
                return false;
            }
            if let Term::Any(items) = self.terms.term(inner) {
                return items.iter().all(|item| self.contains(outer, *item, depth - 1));
            }
            if let Term::Any(items) = self.terms.term(outer) {
                return items.iter().any(|item| self.contains(*item, inner, depth - 1));
            }
            if let (Term::Not(outer), Term::Not(inner)) = (self.terms.term(outer), self.terms.term(inner)) {
                return self.contains(*inner, *outer, depth - 1);
            }
            let ((outer_head, outer_tail), (inner_head, inner_tail)) =
                (self.terms.split(outer), self.terms.split(inner));
            if outer_tail.is_none() && self.is_rounds(inner, self.terms.as_loop(outer)) {
                return true;
            }
            if self.head(outer_head, inner_head, depth) {
                let (outer_rest, inner_rest) = (
                    outer_tail.unwrap_or(Terms::EMPTY),
                    inner_tail.unwrap_or(Terms::EMPTY),
                );
                if inner_tail.is_none() || outer_head != Terms::EVERYTHING {
                    (outer, inner) = (outer_rest, inner_rest);
                    continue;
                }
                // `Σ*` may take this one and any number of the following.
                if self.contains(outer_rest, inner_rest, depth - 1) {
                    return true;
                }
            }
            let (_, outer_min, _) = self.terms.as_loop(outer_head);
            match (outer_tail, inner_tail) {
                (Some(_), Some(inner_rest)) if outer_head == Terms::EVERYTHING => {
                    if outer_tail.is_some_and(|rest| self.contains(rest, inner, depth - 1)) {
                        return true;
                    }
                    inner = inner_rest;
                }
                (Some(outer_rest), _) if outer_min == 0 => outer = outer_rest,
                _ => return false,
            }
        }
    }

    fn lengths_forbid(&self, outer: TermId, inner: TermId) -> bool {
        let (outer, inner) = (self.terms.facts(outer), self.terms.facts(inner));
        // The bounds of a term that never matches mean nothing; such terms are rare, and false is always allowed.
        outer.min > inner.min
            || outer
                .max
                .is_some_and(|outer| inner.max.is_none_or(|inner| inner > outer))
    }

    /// Returns true if `inner`, no concatenation, is contained in `outer`, none either.
    fn head(&mut self, outer: TermId, inner: TermId, depth: u32) -> bool {
        if outer == inner || outer == Terms::EVERYTHING {
            return true;
        }
        let ((outer_body, outer_min, outer_max), (inner_body, inner_min, inner_max)) =
            (self.terms.as_loop(outer), self.terms.as_loop(inner));
        let counts_fit = outer_min <= inner_min
            && outer_max.is_none_or(|outer| inner_max.is_some_and(|inner| inner <= outer));
        if (outer_body, inner_body) != (outer, inner) {
            return counts_fit && self.contains(outer_body, inner_body, depth - 1);
        }
        match (self.terms.term(outer), self.terms.term(inner)) {
            (Term::One(outer), Term::One(inner)) => self.terms.set(*inner).is_subset(self.terms.set(*outer)),
            (Term::After(outer), Term::After(inner)) => inner.0 & !outer.0 == 0,
            (Term::Guard(outer), Term::Guard(inner)) => self.contains(*outer, *inner, depth - 1),
            (Term::Any(_), _) | (_, Term::Any(_)) => self.contains(outer, inner, depth - 1),
            _ => false,
        }
    }

    /// Returns true if `inner` is a row of letters that each may be a round of this loop.
    fn is_rounds(&mut self, inner: TermId, (body, min, max): Loop) -> bool {
        let Term::One(letters) = self.terms.term(body) else {
            return false;
        };
        let facts = self.terms.facts(inner);
        if facts.min < min || max.is_some_and(|max| facts.max.is_none_or(|inner| inner > max)) {
            return false;
        }
        let letters = self.terms.set(*letters);
        let mut rest = Some(inner);
        while let Some(inner) = rest {
            if self.patience == 0 {
                return false;
            }
            self.patience -= 1;
            let (head, tail) = self.terms.split(inner);
            let (body, ..) = self.terms.as_loop(head);
            match self.terms.term(body) {
                Term::One(inner) if self.terms.set(*inner).is_subset(letters) => {}
                Term::Empty => {}
                _ => return false,
            }
            rest = tail;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::alphabet::Letters;
    use super::*;

    /// Terms over the letters 0, 1 and 2.
    fn terms() -> (Terms, [TermId; 3]) {
        let set = |letters: &[u32]| {
            let mut set = Letters::none(3);
            letters.iter().for_each(|letter| set.insert(*letter));
            set
        };
        let mut terms = Terms::new(set(&[0, 1, 2]), 10_000);
        let sets = [set(&[0]), set(&[1]), set(&[0, 1])].map(|letters| terms.one(letters));
        (terms, sets)
    }

    #[test]
    fn counts_and_classes_are_compared() {
        let (mut terms, [a, b, ab]) = terms();
        let few = terms.repeat(a, 2, Some(5));
        let more = terms.repeat(ab, 1, Some(9));
        assert!(contains(&mut terms, more, few));
        assert!(!contains(&mut terms, few, more));
        let word = [a, b, a]
            .into_iter()
            .rev()
            .fold(Terms::EMPTY, |rest, letter| terms.concat(letter, rest));
        assert!(contains(&mut terms, more, word));
        assert!(!contains(&mut terms, few, word));
    }

    #[test]
    fn anything_before_may_be_skipped() {
        let (mut terms, [a, b, ab]) = terms();
        let ending = terms.concat(Terms::EVERYTHING, b);
        let word = terms.concat(a, b);
        assert!(contains(&mut terms, ending, word));
        let other = terms.concat(b, a);
        assert!(!contains(&mut terms, ending, other));
        let wider = terms.concat(Terms::EVERYTHING, ab);
        assert!(contains(&mut terms, wider, ending));
        assert!(!contains(&mut terms, ending, wider));
    }
}
