//! Validators of small documents, kept for the next check of a thread.
//!
//! A thousand readers of one event who refuse a message refuse it for few reasons. What the library makes of a document follows from
//! the document and the options.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jsonschema::{ValidationOptions, Validator};
use serde_json::Value;

/// The size of the table.
const KEPT: usize = 1 << 5;
/// The number of values in the largest document whose validator is kept.
const MOST_VALUES: usize = 200;

struct Entry {
    options: &'static ValidationOptions<'static>,
    document: Value,
    validator: Option<Arc<Validator>>,
}

thread_local! {
    static MADE: RefCell<Vec<Option<Entry>>> = const { RefCell::new(Vec::new()) };
}

/// The validator of a document; `None` if the library refuses it.
pub(super) fn validator(
    options: &'static ValidationOptions<'static>,
    document: Value,
) -> Option<Arc<Validator>> {
    if !is_small(&document, &mut { MOST_VALUES }) {
        return options.build(&document).ok().map(Arc::new);
    }
    let place = FixedState::default().hash_one(&document) as usize % KEPT;
    let find = |made: &RefCell<Vec<Option<Entry>>>| {
        let made = made.borrow();
        let entry = made.get(place)?.as_ref()?;
        let is_it = std::ptr::eq(entry.options, options) && entry.document == document;
        is_it.then(|| entry.validator.clone())
    };
    if let Some(known) = MADE.try_with(find).ok().flatten() {
        return known;
    }
    let validator = options.build(&document).ok().map(Arc::new);
    let entry = Entry {
        options,
        document,
        validator: validator.clone(),
    };
    // A thread that ends keeps none any longer.
    _ = MADE.try_with(|made| {
        let mut made = made.borrow_mut();
        if made.is_empty() {
            made.resize_with(KEPT, || None);
        }
        made[place] = Some(entry);
    });
    validator
}

/// Returns true if there are no more than so many values in this one, itself included.
fn is_small(value: &Value, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter().all(|item| is_small(item, left)),
        Value::Object(members) => members.values().all(|member| is_small(member, left)),
        _ => true,
    }
}
