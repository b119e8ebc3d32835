//! What schemas have in common, held once: names of properties, lists of names, and schemas without others in them.
//!
//! A thousand readers of one event repeat its names, and most of their schemas are a few words, such as
//! `{"type": "string"}`. Each thread keeps the last ones that it read, in tables of a fixed size. So no text makes
//! them grow.

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::Draft;
use super::integers::IntegerFormat;
use super::node::{Body, Names};
use crate::json::fingerprint;

/// The sizes of the tables.
const NAMES: usize = 1 << 10;
const LISTS: usize = 1 << 8;
const LEAVES: usize = 1 << 9;
/// Longer texts, in bytes, are not kept.
const LONGEST_NAME: usize = 100;
const LONGEST_LIST: usize = 500;
const LONGEST_LEAF: usize = 200;

/// The meaning of a schema without others in it.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) title: Option<Arc<str>>,
    pub(super) body: Body,
    /// An integer format that was read as bounds.
    pub(super) integer_format: Option<&'static IntegerFormat>,
}

/// Everything that the meaning of a leaf depends on beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Reading {
    pub(super) draft: Draft,
    pub(super) format_asserts: bool,
}

impl Reading {
    /// A number from 1 to 255 for each.
    pub(crate) fn code(self) -> u64 {
        1 + 2 * self.draft as u64 + u64::from(self.format_asserts)
    }
}

#[derive(Debug)]
struct Known {
    text: Box<str>,
    reading: Reading,
    leaf: Leaf,
}

/// An entry replaces another one in the same place.
#[derive(Debug, Default)]
struct Tables {
    names: Vec<Option<Arc<str>>>,
    /// Each with the text of the array.
    lists: Vec<Option<(Box<str>, Names)>>,
    leaves: Vec<Option<Known>>,
}

thread_local! {
    static KEPT: Cell<Option<Tables>> = const { Cell::new(None) };
}

/// The tables of this thread, taken out while a document is read.
#[derive(Debug)]
pub(super) struct Shared(Tables);

impl Shared {
    /// The tables of this thread, which come back when the value is dropped.
    pub(super) fn of_thread() -> Self {
        let kept = KEPT.try_with(Cell::take).ok().flatten();
        Self(kept.unwrap_or_else(|| Tables {
            names: vec![None; NAMES],
            lists: vec![None; LISTS],
            leaves: std::iter::repeat_with(|| None).take(LEAVES).collect(),
        }))
    }

    /// The name, as one string for all schemas that have it.
    pub(super) fn name(&mut self, name: &str) -> Arc<str> {
        if name.len() > LONGEST_NAME {
            return Arc::from(name);
        }
        let place = &mut self.0.names[name_place(name)];
        match place {
            Some(known) if **known == *name => Arc::clone(known),
            place => {
                let new: Arc<str> = Arc::from(name);
                *place = Some(Arc::clone(&new));
                new
            }
        }
    }

    /// The names in an array, if this text was read before.
    pub(super) fn list(&self, text: &str) -> Option<Names> {
        if text.len() > LONGEST_LIST {
            return None;
        }
        let known = self.0.lists[hash(text) as usize % LISTS].as_ref();
        known
            .filter(|(known, _)| **known == *text)
            .map(|(_, names)| names.clone())
    }

    /// Keeps the names in an array of this text.
    pub(super) fn keep_list(&mut self, text: &str, names: &Names) {
        if text.len() <= LONGEST_LIST {
            self.0.lists[hash(text) as usize % LISTS] = Some((text.into(), names.clone()));
        }
    }

    /// The meaning of a schema without others in it, if this text was read before.
    pub(super) fn leaf(&self, text: &str, reading: Reading) -> Option<&Leaf> {
        if text.len() > LONGEST_LEAF {
            return None;
        }
        let known = self.0.leaves[hash(text) as usize % LEAVES].as_ref()?;
        (*known.text == *text && known.reading == reading).then_some(&known.leaf)
    }

    /// Keeps the meaning of a text.
    pub(super) fn keep_leaf(&mut self, text: &str, reading: Reading, leaf: &Leaf) {
        if text.len() <= LONGEST_LEAF {
            self.0.leaves[hash(text) as usize % LEAVES] = Some(Known {
                text: text.into(),
                reading,
                leaf: leaf.clone(),
            });
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // A thread that ends keeps no tables any longer.
        _ = KEPT.try_with(|kept| kept.set(Some(std::mem::take(&mut self.0))));
    }
}

fn name_place(name: &str) -> usize {
    // The upper bits of a product depend on all bits of its factors.
    const ODD: u64 = 0xd6e8_feb8_6659_fd93;
    (fingerprint(name.as_bytes()).wrapping_mul(ODD) >> 32) as usize % NAMES
}

/// The same in every run: texts that are made to meet in one place only push each other out of it.
fn hash(text: &str) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}
