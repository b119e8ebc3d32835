//! Two fields of one object with one name, of which at least one is flattened. schemars merges their properties, after which
//! nothing tells that there were two: the names of each are noted before, and compared as soon as the object is whole.

use std::cell::Cell;
use std::collections::BTreeSet;

use schemars::_private::serde_json::{Map, Value};

use super::derived::{NAMESAKE, OWN_INSIDE, OWN_READ, OWN_WRITTEN};

/// Before the number of a flattened field and the name of one of its properties. Such a note stands beside the properties
/// themselves, because that is what schemars keeps of every flattened field, an optional one included.
const NOTE: &str = "x-counterpart-flattened:";

thread_local! {
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

/// Notes what the properties of a flattened field are called.
pub(super) fn note(part: &mut Map<String, Value>) {
    let Some(properties) = part.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    let number = NUMBER.get();
    NUMBER.set(number + 1);
    let names: Vec<String> = properties.keys().cloned().collect();
    let notes = names
        .into_iter()
        .map(|name| (format!("{NOTE}{number}:{name}"), Value::Bool(true)));
    properties.extend(notes);
}

/// The name in a note.
fn noted(key: &str) -> Option<&str> {
    let (_, name) = key.strip_prefix(NOTE)?.split_once(':')?;
    Some(name)
}

/// Compares the names that were noted in one object, and takes the notes away. A name that two fields have is left as a mark.
pub(super) fn settle(members: &mut Map<String, Value>, is_read: bool) {
    own_names_inside(members);
    if let Some(name) = twice(members, is_read) {
        members.entry(NAMESAKE).or_insert(name.into());
    }
}

/// Hands the names of a variant's own fields down to the schema of its fields.
fn own_names_inside(variant: &mut Map<String, Value>) {
    let Some(inside) = variant.remove(OWN_INSIDE) else {
        return;
    };
    let names: Vec<_> = [OWN_READ, OWN_WRITTEN]
        .into_iter()
        .filter_map(|mark| Some((mark.to_owned(), variant.remove(mark)?)))
        .collect();
    let properties = variant.get_mut("properties").and_then(Value::as_object_mut);
    let fields = properties.and_then(|properties| match inside.as_str() {
        Some(name) => properties.get_mut(name),
        None => properties.values_mut().next(),
    });
    if let Some(fields) = fields.and_then(Value::as_object_mut) {
        fields.extend(names);
    }
}

fn twice(members: &mut Map<String, Value>, is_read: bool) -> Option<String> {
    let (read, written) = (members.remove(OWN_READ), members.remove(OWN_WRITTEN));
    let own = if is_read { read } else { written };
    let mut names = Vec::new();
    if let Some(Value::Array(own)) = own {
        names.extend(own.iter().filter_map(Value::as_str).map(str::to_owned));
    }
    if let Some(Value::Object(properties)) = members.get_mut("properties") {
        names.extend(properties.keys().filter_map(|key| noted(key)).map(str::to_owned));
        properties.retain(|key, _| noted(key).is_none());
    }
    let mut seen = BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(name.clone()))
}
