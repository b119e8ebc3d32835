//! Two fields of one object with one name, of which at least one is flattened. schemars merges their properties, after which
//! nothing tells that there were two: the names of each are noted before, and compared as soon as the object is whole.

use std::collections::BTreeSet;

use schemars::_private::serde_json::{Map, Value};

use super::derived::{NAMESAKE, OWN_INSIDE, OWN_READ, OWN_WRITTEN};

/// Before the number of a flattened field and the name of one of its properties. Such a note stands beside the properties
/// themselves, because that is what schemars keeps of every flattened field, an optional one included.
const NOTE: &str = "x-counterpart-flattened:";

/// A property of a flattened field, as it is noted.
pub(super) struct Note<'a> {
    /// The number of the field, in the order in which schemas are made.
    pub(super) number: u64,
    /// The field takes no keys away.
    pub(super) leaves: bool,
    /// What the property is called.
    pub(super) name: &'a str,
}

impl<'a> Note<'a> {
    pub(super) fn read(key: &'a str) -> Option<Self> {
        let mut parts = key.strip_prefix(NOTE)?.splitn(3, ':');
        Some(Note {
            number: parts.next()?.parse().ok()?,
            leaves: parts.next()? == "leaves",
            name: parts.next()?,
        })
    }

    fn key(&self) -> String {
        let takes = if self.leaves { "leaves" } else { "takes" };
        format!("{NOTE}{}:{takes}:{}", self.number, self.name)
    }
}

/// Notes what the properties of a flattened field are called.
pub(super) fn note(part: &mut Map<String, Value>, number: u64, leaves: bool) {
    let Some(properties) = part.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    let notes: Vec<String> = properties
        .keys()
        .map(|name| Note { number, leaves, name }.key())
        .collect();
    properties.extend(notes.into_iter().map(|key| (key, Value::Bool(true))));
}

/// Whether an object has a property of a flattened field that takes no keys away.
pub(super) fn leave(members: &Map<String, Value>) -> bool {
    let properties = members.get("properties").and_then(Value::as_object);
    let mut notes = properties
        .into_iter()
        .flat_map(|properties| properties.keys().filter_map(|key| Note::read(key)));
    notes.any(|note| note.leaves)
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
        let notes = properties.keys().filter_map(|key| Note::read(key));
        names.extend(notes.map(|note| note.name.to_owned()));
        properties.retain(|key, _| Note::read(key).is_none());
    }
    let mut seen = BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(name.clone()))
}
