//! Expressions as hash-consed terms: equal terms have one id, and obvious simplifications are made on the way in.
//!
//! A term can be read in two ways. As a *match* it relates a start and an end in a text. As a *language* it is a
//! set of ends of texts, matched up to the text's end. Both depend on the character before ([`Before`]). Assertions
//! are zero-width matches of two kinds: [`Term::After`] looks back by one letter, [`Term::Guard`] demands that the
//! rest of the text be in a language. `^`, `$`, `\b` and lookaheads are made of these two, so they have the right
//! meaning everywhere, even in loops. [`Term::Not`] and [`Term::All`] only combine languages.

mod alternatives;

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::alphabet::Letters;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TermId(pub(super) u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SetId(u32);

/// The character before a place in the text, as one bit each: nothing, a word character, another character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Before(pub(super) u8);

impl Before {
    pub(super) const START: Before = Before(1);
    pub(super) const WORD: Before = Before(2);
    pub(super) const OTHER: Before = Before(4);
    pub(super) const ANY: Before = Before(7);
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Term {
    /// Never matches.
    Nothing,
    /// Matches without reading.
    Empty,
    /// One letter of a set that has some.
    One(SetId),
    /// The first is not a `Concat`.
    Concat(TermId, TermId),
    /// Two or more, sorted.
    Any(Rc<[TermId]>),
    Repeat {
        body: TermId,
        min: u64,
        max: Option<u64>,
    },
    /// The character before is one of these.
    After(Before),
    /// The rest of the text is in this language.
    Guard(TermId),
    /// The text before matches this lookbehind of the list in [`Terms`], up to here; or does not.
    Behind {
        index: u32,
        negative: bool,
    },
    Not(TermId),
    /// Two or more languages, sorted.
    All(Rc<[TermId]>),
}

/// The known facts about a term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// Letters read: at least.
    pub(super) min: u64,
    /// Letters read: at most.
    pub(super) max: Option<u64>,
    /// For which of [`Before`] it matches at the end of the text.
    pub(super) nullable: u8,
    /// It contains neither an assertion, nor `Not`, nor `All`: the surroundings of a match do not matter.
    pub(super) plain: bool,
    /// The character before its place may matter.
    pub(super) looks_back: bool,
    /// The lookbehinds in it, as bits. `nullable` says nothing about a term that has some.
    pub(super) behind: u64,
}

/// As many as `Facts::behind` has bits.
const MAX_BEHINDS: usize = 64;

/// A term as a counted loop: `body{min,max}`.
pub(super) type Loop = (TermId, u64, Option<u64>);

#[derive(Debug)]
pub(super) struct Terms {
    terms: Vec<(Term, Facts)>,
    known: HashMap<Term, TermId>,
    /// What each lookbehind matches from the start of the text on.
    behinds: Vec<TermId>,
    sets: Vec<Letters>,
    known_sets: HashMap<Letters, SetId>,
    /// Steps left. Making and looking at terms takes some.
    pub(super) fuel: u64,
}

impl Terms {
    pub(super) const NOTHING: TermId = TermId(0);
    pub(super) const EMPTY: TermId = TermId(1);
    /// Any text.
    pub(super) const EVERYTHING: TermId = TermId(2);
    /// Any letter.
    pub(super) const LETTER: TermId = TermId(3);
    /// The end of the text.
    pub(super) const END: TermId = TermId(4);

    pub(super) fn new(all: Letters, fuel: u64) -> Self {
        let mut terms = Terms {
            terms: Vec::new(),
            known: HashMap::new(),
            behinds: Vec::new(),
            sets: vec![all.clone()],
            known_sets: HashMap::from_iter([(all, SetId(0))]),
            fuel,
        };
        let nothing = terms.intern(Term::Nothing);
        let empty = terms.intern(Term::Empty);
        // The loop is named before its body so that the ids are the constants above.
        let (everything, letter) = (Self::EVERYTHING, Self::LETTER);
        let looped = Term::Repeat {
            body: letter,
            min: 0,
            max: None,
        };
        let facts = Facts {
            min: 0,
            max: None,
            nullable: 7,
            plain: true,
            looks_back: false,
            behind: 0,
        };
        terms.terms.push((looped.clone(), facts));
        terms.known.insert(looped, everything);
        let one = terms.intern(Term::One(SetId(0)));
        let end = terms.intern(Term::Guard(empty));
        debug_assert_eq!(
            (nothing, empty, one, end),
            (Self::NOTHING, Self::EMPTY, Self::LETTER, Self::END)
        );
        terms
    }

    pub(super) fn charge_steps(&mut self, steps: u64) {
        self.fuel = self.fuel.saturating_sub(steps);
    }

    pub(super) fn term(&self, id: TermId) -> &Term {
        &self.terms[id.0 as usize].0
    }

    pub(super) fn facts(&self, id: TermId) -> Facts {
        self.terms[id.0 as usize].1
    }

    pub(super) fn set(&self, id: SetId) -> &Letters {
        &self.sets[id.0 as usize]
    }

    fn intern(&mut self, term: Term) -> TermId {
        if let Some(id) = self.known.get(&term) {
            return *id;
        }
        let facts = self.summarize(&term);
        let id = TermId(self.terms.len() as u32);
        self.terms.push((term.clone(), facts));
        self.known.insert(term, id);
        self.charge_steps(1);
        id
    }

    fn summarize(&self, term: &Term) -> Facts {
        let zero_width = Facts {
            min: 0,
            max: Some(0),
            nullable: 7,
            plain: true,
            looks_back: false,
            behind: 0,
        };
        match term {
            Term::Nothing => Facts {
                nullable: 0,
                ..zero_width
            },
            Term::Empty => zero_width,
            Term::One(_) => Facts {
                min: 1,
                max: Some(1),
                nullable: 0,
                ..zero_width
            },
            Term::Concat(first, rest) => {
                let (first, rest) = (self.facts(*first), self.facts(*rest));
                Facts {
                    min: first.min.saturating_add(rest.min),
                    max: first.max.zip(rest.max).and_then(|(a, b)| a.checked_add(b)),
                    nullable: first.nullable & rest.nullable,
                    plain: first.plain && rest.plain,
                    looks_back: first.looks_back || first.min == 0 && rest.looks_back,
                    behind: first.behind | rest.behind,
                }
            }
            Term::Any(items) => {
                let facts = items.iter().map(|item| self.facts(*item));
                let mut joined = Facts {
                    min: u64::MAX,
                    nullable: 0,
                    ..zero_width
                };
                for facts in facts {
                    joined.min = joined.min.min(facts.min);
                    joined.max = joined.max.zip(facts.max).map(|(a, b)| a.max(b));
                    joined.nullable |= facts.nullable;
                    joined.plain &= facts.plain;
                    joined.looks_back |= facts.looks_back;
                    joined.behind |= facts.behind;
                }
                joined
            }
            Term::Repeat { body, min, max } => {
                let body = self.facts(*body);
                Facts {
                    min: body.min.saturating_mul(*min),
                    max: if body.max == Some(0) {
                        Some(0)
                    } else {
                        body.max.zip(*max).and_then(|(a, b)| a.checked_mul(b))
                    },
                    nullable: if *min == 0 { 7 } else { body.nullable },
                    ..body
                }
            }
            Term::After(before) => Facts {
                nullable: before.0,
                plain: false,
                looks_back: true,
                ..zero_width
            },
            Term::Guard(language) => {
                let language = self.facts(*language);
                Facts {
                    nullable: language.nullable,
                    plain: false,
                    looks_back: language.looks_back,
                    behind: language.behind,
                    ..zero_width
                }
            }
            Term::Behind { index, .. } => Facts {
                plain: false,
                looks_back: true,
                behind: 1 << index | self.facts(self.behinds[*index as usize]).behind,
                ..zero_width
            },
            Term::Not(language) => {
                let language = self.facts(*language);
                Facts {
                    min: 0,
                    max: None,
                    nullable: !language.nullable & 7,
                    plain: false,
                    looks_back: language.looks_back,
                    behind: language.behind,
                }
            }
            Term::All(items) => {
                let mut joined = Facts {
                    max: None,
                    plain: false,
                    ..zero_width
                };
                for facts in items.iter().map(|item| self.facts(*item)) {
                    joined.min = joined.min.max(facts.min);
                    joined.max = lower(joined.max, facts.max);
                    joined.nullable &= facts.nullable;
                    joined.looks_back |= facts.looks_back;
                    joined.behind |= facts.behind;
                }
                joined
            }
        }
    }

    pub(super) fn one(&mut self, letters: Letters) -> TermId {
        if letters.is_empty() {
            return Self::NOTHING;
        }
        let id = match self.known_sets.get(&letters) {
            Some(id) => *id,
            None => {
                self.charge_steps(letters.words());
                let id = SetId(self.sets.len() as u32);
                self.sets.push(letters.clone());
                self.known_sets.insert(letters, id);
                id
            }
        };
        self.intern(Term::One(id))
    }

    pub(super) fn after(&mut self, before: Before) -> TermId {
        match before {
            Before(0) => Self::NOTHING,
            Before::ANY => Self::EMPTY,
            _ => self.intern(Term::After(before)),
        }
    }

    pub(super) fn guard(&mut self, language: TermId) -> TermId {
        match language {
            Self::NOTHING => Self::NOTHING,
            Self::EVERYTHING => Self::EMPTY,
            _ => self.intern(Term::Guard(language)),
        }
    }

    /// True where this matches a part of the text that ends here, from the start of the text on; or does not. None
    /// for more lookbehinds than can be told apart.
    pub(super) fn behind(&mut self, matched: TermId, negative: bool) -> Option<TermId> {
        let constant = match matched {
            Self::NOTHING => Some(negative),
            Self::EVERYTHING => Some(!negative),
            _ => None,
        };
        if let Some(holds) = constant {
            return Some(if holds { Self::EMPTY } else { Self::NOTHING });
        }
        let known = self.behinds.iter().position(|known| *known == matched);
        let index = match known {
            Some(index) => index,
            None if self.behinds.len() == MAX_BEHINDS => return None,
            None => {
                self.behinds.push(matched);
                self.behinds.len() - 1
            }
        };
        let index = index as u32;
        Some(self.intern(Term::Behind { index, negative }))
    }

    pub(super) fn behinds(&self) -> &[TermId] {
        &self.behinds
    }

    pub(super) fn not(&mut self, language: TermId) -> TermId {
        match *self.term(language) {
            Term::Nothing => Self::EVERYTHING,
            Term::Not(inner) => inner,
            _ if language == Self::EVERYTHING => Self::NOTHING,
            _ => self.intern(Term::Not(language)),
        }
    }

    /// The texts that are in every one of these languages.
    pub(super) fn all(&mut self, languages: impl IntoIterator<Item = TermId>) -> TermId {
        let mut items = Vec::new();
        for language in languages {
            match self.term(language) {
                Term::All(inner) => items.extend_from_slice(inner),
                _ => items.push(language),
            }
        }
        self.charge_steps(items.len() as u64);
        items.sort_unstable();
        items.dedup();
        items.retain(|item| *item != Self::EVERYTHING);
        let contradicts = |item: &TermId| match self.term(*item) {
            Term::Nothing => true,
            Term::Not(inner) => items.binary_search(inner).is_ok(),
            _ => false,
        };
        if items.iter().any(contradicts) {
            return Self::NOTHING;
        }
        match *items {
            [] => Self::EVERYTHING,
            [item] => item,
            _ => self.intern(Term::All(items.into())),
        }
    }

    pub(super) fn concat(&mut self, first: TermId, rest: TermId) -> TermId {
        let mut spine = Vec::new();
        let mut last = first;
        while let Term::Concat(head, tail) = *self.term(last) {
            spine.push(head);
            last = tail;
        }
        self.charge_steps(spine.len() as u64);
        let mut result = self.prepend(last, rest);
        while let Some(head) = spine.pop() {
            result = self.prepend(head, result);
        }
        result
    }

    /// `first` is not a `Concat`.
    fn prepend(&mut self, mut first: TermId, mut rest: TermId) -> TermId {
        loop {
            if first == Self::NOTHING || rest == Self::NOTHING {
                return Self::NOTHING;
            }
            if first == Self::EMPTY {
                return rest;
            }
            if rest == Self::EMPTY {
                return first;
            }
            let (head, tail) = self.split(rest);
            let (first_facts, head_facts) = (self.facts(first), self.facts(head));
            // An optional part adds nothing beside `Σ*`.
            if head == Self::EVERYTHING && first_facts.plain && first_facts.nullable != 0 {
                return rest;
            }
            let joined = if first == Self::EVERYTHING && head_facts.plain && head_facts.nullable != 0 {
                first
            } else if first == Self::END && head_facts.plain {
                // At the end of the text nothing more is read.
                if head_facts.nullable == 0 {
                    Self::NOTHING
                } else {
                    first
                }
            } else if let Some(joined) = self.join(first, head) {
                joined
            } else {
                return self.intern(Term::Concat(first, rest));
            };
            (first, rest) = (joined, tail.unwrap_or(Self::EMPTY));
            self.charge_steps(1);
        }
    }

    /// Two guards, or two loops with the same body, combined.
    fn join(&mut self, first: TermId, second: TermId) -> Option<TermId> {
        if let (Term::Guard(a), Term::Guard(b)) = (self.term(first), self.term(second)) {
            let both = [*a, *b];
            let both = self.all(both);
            return Some(self.guard(both));
        }
        let ((body, a_min, a_max), (other, b_min, b_max)) = (self.as_loop(first), self.as_loop(second));
        if body != other || !self.facts(body).plain {
            return None;
        }
        let max = match (a_max, b_max) {
            (Some(a), Some(b)) => Some(a.checked_add(b)?),
            _ => None,
        };
        Some(self.repeat(body, a_min.checked_add(b_min)?, max))
    }

    /// The first of a concatenation and what follows it.
    pub(super) fn split(&self, id: TermId) -> (TermId, Option<TermId>) {
        match *self.term(id) {
            Term::Concat(head, tail) => (head, Some(tail)),
            _ => (id, None),
        }
    }

    pub(super) fn as_loop(&self, id: TermId) -> Loop {
        match *self.term(id) {
            Term::Repeat { body, min, max } => (body, min, max),
            _ => (id, 1, Some(1)),
        }
    }

    pub(super) fn repeat(&mut self, body: TermId, min: u64, max: Option<u64>) -> TermId {
        let facts = self.facts(body);
        // An iteration may read nothing: then fewer will do.
        let min = if facts.plain && facts.nullable == 7 {
            0
        } else {
            min
        };
        if max == Some(0) || body == Self::EMPTY || body == Self::NOTHING && min == 0 {
            return Self::EMPTY;
        }
        if body == Self::NOTHING || min == 1 && max == Some(1) {
            return body;
        }
        match self.term(body) {
            Term::Any(items) if min == 0 && items.contains(&Self::EMPTY) => {
                let rest: Vec<TermId> = items
                    .iter()
                    .copied()
                    .filter(|item| *item != Self::EMPTY)
                    .collect();
                let body = self.any(rest);
                self.repeat(body, 0, max)
            }
            &Term::Repeat {
                body: innermost,
                min: inner_min,
                max: inner_max,
            } if facts.plain => match product((inner_min, inner_max), (min, max)) {
                Some((min, max)) => self.repeat(innermost, min, max),
                None => self.intern(Term::Repeat { body, min, max }),
            },
            _ => self.intern(Term::Repeat { body, min, max }),
        }
    }
}

/// The smaller bound; None is unbounded.
pub(super) fn lower(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (bound, None) | (None, bound) => bound,
    }
}

/// The counts of a loop of a loop, if they leave no gap.
fn product(inner: (u64, Option<u64>), outer: (u64, Option<u64>)) -> Option<(u64, Option<u64>)> {
    let min = inner.0.checked_mul(outer.0)?;
    // `k` and `k + 1` rounds overlap or touch from the least k on if they do there.
    let gapless = match inner.1 {
        _ if outer.1 == Some(outer.0) => true,
        None => outer.0 > 0 || inner.0 <= 1,
        Some(inner_max) => inner.0.saturating_sub(1) <= outer.0.checked_mul(inner_max - inner.0)?,
    };
    let max = match (inner.1, outer.1) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (Some(inner), Some(outer)) => Some(inner.checked_mul(outer)?),
        _ => None,
    };
    gapless.then_some((min, max))
}
