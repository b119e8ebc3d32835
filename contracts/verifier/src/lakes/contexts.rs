//! What is known of an object while its schema is mapped: the members that every object that the schema accepts has.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::HashMap;

/// Members of the objects that are accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Known {
    /// They are always there.
    pub(super) required: BTreeSet<Arc<str>>,
    /// Where they are there, they are neither null nor anything else that an engine leaves out.
    pub(super) solid: BTreeSet<Arc<str>>,
}

/// What happens to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Level {
    /// It is the message.
    Message,
    /// It is inside the message.
    Inside,
    /// Nothing happens to it, or the schema tells the same before and after.
    Unchanged,
}

/// A context, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Context {
    pub(super) level: Level,
    known: u32,
}

/// Each [`Known`] once, numbered.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    all: Vec<Arc<Known>>,
    numbers: HashMap<Arc<Known>, u32>,
}

impl Contexts {
    pub(super) fn context(&mut self, level: Level, known: Known) -> Context {
        let known = Arc::new(known);
        let next = self.all.len() as u32;
        let number = *self.numbers.entry(Arc::clone(&known)).or_insert(next);
        if number == next {
            self.all.push(known);
        }
        Context { level, known: number }
    }

    pub(super) fn known(&self, context: Context) -> Arc<Known> {
        Arc::clone(&self.all[context.known as usize])
    }
}
