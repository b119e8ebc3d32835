//! What is known of an object while its schema is mapped: the members that every object that the schema accepts has.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::HashMap;

use super::columns::Column;
use super::effects::Effects;

/// Members of the objects that are accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Known {
    /// They are always there.
    pub(super) required: BTreeSet<Arc<str>>,
    /// Where they are there, they are not null.
    pub(super) not_null: BTreeSet<Arc<str>>,
    /// Nor does the engine make a null of what they are.
    pub(super) never_null: BTreeSet<Arc<str>>,
    /// Where they are there, they are nothing that the engine leaves out.
    pub(super) staying: BTreeSet<Arc<str>>,
}

impl Known {
    /// Returns true if a member that is there is there after the engine had it, too, under its name.
    pub(super) fn stays(&self, name: &str, effects: &Effects) -> bool {
        (!effects.absent_for_null || self.not_null.contains(name))
            && (!effects.absent_for_empty || self.staying.contains(name))
            && !(effects.split_names && name.contains('.'))
    }
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
    pub(super) column: Column,
    known: u32,
}

/// Each [`Known`] once, numbered.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    all: Vec<Arc<Known>>,
    numbers: HashMap<Arc<Known>, u32>,
}

impl Contexts {
    pub(super) fn context(&mut self, level: Level, column: Column, known: Known) -> Context {
        let known = Arc::new(known);
        let next = self.all.len() as u32;
        let number = *self.numbers.entry(Arc::clone(&known)).or_insert(next);
        if number == next {
            self.all.push(known);
        }
        Context {
            level,
            column,
            known: number,
        }
    }

    /// The context of which nothing is known.
    pub(super) fn nothing(&mut self, level: Level, column: Column) -> Context {
        self.context(level, column, Known::default())
    }

    pub(super) fn known(&self, context: Context) -> Arc<Known> {
        Arc::clone(&self.all[context.known as usize])
    }
}
