//! From syntax trees to terms.

use super::alphabet::Alphabet;
use super::ast::{Ast, Node};
use super::term::{Before, Term, TermId, Terms};

/// The texts in which the expression matches somewhere. None when the fuel is used up, or there are too many
/// lookbehinds.
pub(super) fn language(ast: &Ast, alphabet: &Alphabet, terms: &mut Terms) -> Option<TermId> {
    let root = Translation { ast, alphabet, terms }.root()?;
    let at_start = finish(terms, root.at_start);
    if root.at_start == root.later {
        return Some(terms.concat(Terms::EVERYTHING, at_start));
    }
    let later = finish(terms, root.later);
    let some = terms.repeat(Terms::LETTER, 1, None);
    let later = terms.concat(some, later);
    Some(terms.any([at_start, later]))
}

/// A match, then anything; or up to the end of the text, if the match itself demands that.
fn finish(terms: &mut Terms, matched: TermId) -> TermId {
    if let Term::Any(items) = terms.term(matched) {
        let items: Vec<TermId> = items.to_vec();
        let items: Vec<TermId> = items.into_iter().map(|item| finish_one(terms, item)).collect();
        return terms.any(items);
    }
    finish_one(terms, matched)
}

fn finish_one(terms: &mut Terms, matched: TermId) -> TermId {
    let mut spine = Vec::new();
    let mut last = matched;
    while let (head, Some(tail)) = terms.split(last) {
        spine.push(head);
        last = tail;
    }
    let mut result = match terms.term(last) {
        _ if last == Terms::END => Terms::EMPTY,
        Term::Any(items) if items.contains(&Terms::END) => {
            let items: Vec<TermId> = items.to_vec();
            let ends = items.into_iter().map(|item| {
                if item == Terms::END {
                    item
                } else {
                    terms.concat(item, Terms::EVERYTHING)
                }
            });
            let ends: Vec<TermId> = ends.collect();
            terms.any(ends)
        }
        _ => terms.concat(last, Terms::EVERYTHING),
    };
    while let Some(head) = spine.pop() {
        result = terms.concat(head, result);
    }
    result
}

/// One node as a match: the places right before which the text may start, and those where it cannot.
#[derive(Debug, Clone, Copy)]
struct Match {
    at_start: TermId,
    later: TermId,
}

impl Match {
    fn both(term: TermId) -> Self {
        Self {
            at_start: term,
            later: term,
        }
    }
}

struct Translation<'a> {
    ast: &'a Ast,
    alphabet: &'a Alphabet,
    terms: &'a mut Terms,
}

impl Translation<'_> {
    fn root(mut self) -> Option<Match> {
        let mut sets = Vec::with_capacity(self.ast.classes().len());
        for class in self.ast.classes() {
            if self.terms.fuel == 0 {
                return None;
            }
            sets.push(self.terms.one(self.alphabet.letters(class)));
        }
        let mut matches: Vec<Match> = Vec::with_capacity(self.ast.nodes().len());
        for node in self.ast.nodes() {
            if self.terms.fuel == 0 {
                return None;
            }
            self.terms.charge_steps(1);
            let next = match node {
                Node::Empty => Match::both(Terms::EMPTY),
                Node::Class(class) => Match::both(sets[class.index()]),
                Node::Concat(items) => self.concat(items.iter().map(|item| matches[item.index()]).collect()),
                Node::Alternatives(items) => {
                    let at_start = items.iter().map(|item| matches[item.index()].at_start).collect();
                    let later = items.iter().map(|item| matches[item.index()].later).collect();
                    Match {
                        at_start: self.terms.any_of_many(at_start),
                        later: self.terms.any_of_many(later),
                    }
                }
                Node::Repeat { child, min, max } => self.repeat(matches[child.index()], *min, *max),
                Node::Start => Match {
                    at_start: self.terms.after(Before::START),
                    later: Terms::NOTHING,
                },
                Node::End => Match::both(Terms::END),
                Node::Boundary { negative } => Match::both(self.boundary(*negative)),
                Node::Lookaround {
                    child,
                    behind: false,
                    negative,
                } => {
                    let child = matches[child.index()];
                    Match {
                        at_start: self.lookahead(child.at_start, *negative),
                        later: self.lookahead(child.later, *negative),
                    }
                }
                Node::Lookaround {
                    child,
                    behind: true,
                    negative,
                } => {
                    let before = self.anywhere(matches[child.index()]);
                    Match::both(self.terms.behind(before, *negative)?)
                }
                Node::Group { child, .. } => matches[child.index()],
                // Backreferences are resolved before.
                Node::Backreference(_) => Match::both(Terms::NOTHING),
            };
            matches.push(next);
        }
        matches.get(self.ast.root().index()).copied()
    }

    fn concat(&mut self, items: Vec<Match>) -> Match {
        let mut at_start = Vec::with_capacity(items.len());
        let mut reads = false;
        for item in &items {
            let term = if reads { item.later } else { item.at_start };
            at_start.push(term);
            reads |= self.terms.facts(term).min > 0;
        }
        let later = items.iter().map(|item| item.later).collect();
        Match {
            at_start: self.join(at_start),
            later: self.join(later),
        }
    }

    fn join(&mut self, items: Vec<TermId>) -> TermId {
        items
            .into_iter()
            .rev()
            .fold(Terms::EMPTY, |rest, item| self.terms.concat(item, rest))
    }

    fn repeat(&mut self, body: Match, min: u64, max: Option<u64>) -> Match {
        let later = self.terms.repeat(body.later, min, max);
        if body.at_start == body.later || max == Some(0) {
            return Match::both(later);
        }
        if min > 1 && self.terms.facts(body.at_start).min == 0 {
            // Required rounds may read nothing, so that a later one is at the start still.
            return Match {
                at_start: self.terms.repeat(body.at_start, min, max),
                later,
            };
        }
        // Only the first round that reads is at the start, and rounds before it can be left out.
        let rest = self
            .terms
            .repeat(body.later, min.saturating_sub(1), max.map(|max| max - 1));
        let some = self.terms.concat(body.at_start, rest);
        let at_start = if min == 0 {
            self.terms.any([Terms::EMPTY, some])
        } else {
            some
        };
        Match { at_start, later }
    }

    fn lookahead(&mut self, child: TermId, negative: bool) -> TermId {
        let ahead = finish(self.terms, child);
        let ahead = if negative { self.terms.not(ahead) } else { ahead };
        self.terms.guard(ahead)
    }

    /// Anything, then the match.
    fn anywhere(&mut self, matched: Match) -> TermId {
        if matched.at_start == matched.later {
            return self.terms.concat(Terms::EVERYTHING, matched.at_start);
        }
        let some = self.terms.repeat(Terms::LETTER, 1, None);
        let later = self.terms.concat(some, matched.later);
        self.terms.any([matched.at_start, later])
    }

    fn boundary(&mut self, negative: bool) -> TermId {
        let word = self.terms.one(self.alphabet.word.clone());
        let word = self.terms.concat(word, Terms::EVERYTHING);
        let not_word = self.terms.not(word);
        let (after_word, after_other) = if negative {
            (word, not_word)
        } else {
            (not_word, word)
        };
        let sides = [
            (Before::WORD, after_word),
            (Before(Before::START.0 | Before::OTHER.0), after_other),
        ]
        .map(|(before, ahead)| {
            let (before, guard) = (self.terms.after(before), self.terms.guard(ahead));
            self.terms.concat(before, guard)
        });
        self.terms.any(sides)
    }
}
