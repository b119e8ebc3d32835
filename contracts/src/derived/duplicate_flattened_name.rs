//! Two fields of one object with the same name, at least one of them flattened. schemars merges their properties,
//! and afterwards nothing shows that there were two. So the names of each are recorded before, and compared as soon
//! as the object is complete.

use std::collections::BTreeSet;

use schemars::_private::serde_json::{Map, Value};

use super::marks::{FieldsIn, FlattenedField, Marks, OwnNames};

/// Compares the names of the fields of one object. A name that two fields share becomes a mark.
pub(super) fn settle(members: &mut Map<String, Value>, fields: &[FlattenedField], is_read: bool) {
    let Some(own) = Marks::edit(members, |marks| marks.own_names.take()) else {
        return leave(members, twice(Vec::new(), fields));
    };
    match own.place {
        FieldsIn::Own => {
            let own = if is_read { own.read } else { own.written };
            leave(members, twice(own, fields));
        }
        // Fields of a deeper object are compared there.
        FieldsIn::OnlyProperty | FieldsIn::Property(_) => {
            hand_down(members, own);
            leave(members, twice(Vec::new(), fields));
        }
    }
}

/// Hands the names of a variant's own fields down to the schema of its fields.
fn hand_down(variant: &mut Map<String, Value>, names: OwnNames) {
    let properties = variant.get_mut("properties").and_then(Value::as_object_mut);
    let fields = properties.and_then(|properties| match &names.place {
        FieldsIn::Property(name) => properties.get_mut(name),
        FieldsIn::Own | FieldsIn::OnlyProperty => properties.values_mut().next(),
    });
    if let Some(fields) = fields.and_then(Value::as_object_mut) {
        let place = FieldsIn::Own;
        Marks::edit(fields, |marks| {
            marks.own_names = Some(OwnNames { place, ..names })
        });
    }
}

fn leave(members: &mut Map<String, Value>, name: Option<String>) {
    if let Some(name) = name {
        Marks::edit(members, |marks| marks.duplicate_name.get_or_insert(name).clone());
    }
}

/// The first name that is repeated.
fn twice(own: Vec<String>, fields: &[FlattenedField]) -> Option<String> {
    let of_fields = fields.iter().flat_map(|field| field.names.iter().cloned());
    let mut seen = BTreeSet::new();
    own.into_iter()
        .chain(of_fields)
        .find(|name| !seen.insert(name.clone()))
}
