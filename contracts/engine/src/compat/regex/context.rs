//! What is known about the text before a place.

use foldhash::{HashMap, HashMapExt};

use super::term::{Before, Facts, TermId, Terms};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ContextId(u32);

/// The character before a place, and for each lookbehind what is left of it: the place is behind a match of it if that
/// matches without reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Context {
    before: Before,
    /// `NOTHING` for lookbehinds that do not matter. The last one matters.
    behinds: Box<[TermId]>,
}

#[derive(Debug)]
pub(super) struct Contexts {
    all: Vec<Context>,
    known: HashMap<Context, ContextId>,
}

impl Contexts {
    /// For terms that do not depend on what is before them.
    pub(super) const NEUTRAL: ContextId = Self::OTHER;
    /// Contexts without lookbehinds.
    const OTHER: ContextId = ContextId(0);
    const WORD: ContextId = ContextId(1);
    const START: ContextId = ContextId(2);

    pub(super) fn new() -> Self {
        let all = [Before::OTHER, Before::WORD, Before::START].map(|before| Context {
            before,
            behinds: Box::default(),
        });
        Self {
            all: all.into(),
            known: HashMap::new(),
        }
    }

    fn plain(before: Before) -> ContextId {
        match before {
            Before::WORD => Self::WORD,
            Before::START => Self::START,
            _ => Self::OTHER,
        }
    }

    pub(super) fn id(&mut self, before: Before, mut behinds: Vec<TermId>) -> ContextId {
        while behinds.last() == Some(&Terms::NOTHING) {
            behinds.pop();
        }
        if behinds.is_empty() {
            return Self::plain(before);
        }
        let context = Context {
            before,
            behinds: behinds.into(),
        };
        if let Some(id) = self.known.get(&context) {
            return *id;
        }
        let id = ContextId(self.all.len() as u32);
        self.all.push(context.clone());
        self.known.insert(context, id);
        id
    }

    pub(super) fn before(&self, id: ContextId) -> Before {
        self.all[id.0 as usize].before
    }

    pub(super) fn behind(&self, id: ContextId, index: u32) -> TermId {
        let behinds = &self.all[id.0 as usize].behinds;
        behinds.get(index as usize).copied().unwrap_or(Terms::NOTHING)
    }

    pub(super) fn behinds(&self, id: ContextId) -> &[TermId] {
        &self.all[id.0 as usize].behinds
    }

    /// The part of a context that matters to a term.
    pub(super) fn reduced(&mut self, id: ContextId, facts: Facts) -> ContextId {
        if facts.behind == 0 {
            return if facts.looks_back {
                Self::plain(self.before(id))
            } else {
                Self::NEUTRAL
            };
        }
        let context = &self.all[id.0 as usize];
        let (before, behinds) = (context.before, context.behinds.iter().zip(0..));
        let kept = behinds.map(|(behind, bit)| {
            if facts.behind >> bit & 1 == 1 {
                *behind
            } else {
                Terms::NOTHING
            }
        });
        let kept = kept.collect();
        self.id(before, kept)
    }
}
