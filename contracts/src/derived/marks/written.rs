//! The marks that the derive writes: each is a function that schemars calls with the schema of a type, a variant or a field.
//! Generated code names them, and nothing else does.

use schemars::Schema;

use super::{FieldsIn, Marks, NoContent, Other, OwnNames};

fn mark(change: impl FnOnce(&mut Marks) + Clone) -> impl FnMut(&mut Schema) {
    move |schema| Marks::edit_schema(schema, change.clone())
}

/// On a property: the other names under which its field is read.
pub fn aliases(names: Vec<&'static str>) -> impl FnMut(&mut Schema) {
    mark(move |marks| marks.aliases = owned(&names))
}

/// On an enum of strings: every other string is read as well.
pub fn reads_other_strings() -> impl FnMut(&mut Schema) {
    mark(move |marks| marks.other = Some(Other::Strings))
}

/// On a tagged variant: it is read for every other tag under this key.
pub fn reads_other_tags(key: &'static str) -> impl FnMut(&mut Schema) {
    mark(move |marks| marks.other = Some(Other::Tags(key.to_owned())))
}

/// On a variant without content: the key that the content would have.
pub fn no_content(key: &'static str) -> impl FnMut(&mut Schema) {
    mark(move |marks| marks.no_content = Some(NoContent::Under(key.to_owned())))
}

/// On a variant without content: it would be in the object that has the tag.
pub fn no_content_beside_tag() -> impl FnMut(&mut Schema) {
    mark(move |marks| marks.no_content = Some(NoContent::BesideTag))
}

/// On a type or a variant that flattens: the names of its own fields when they are read, and when they are written.
pub fn own_names(read: Vec<&'static str>, written: Vec<&'static str>) -> impl FnMut(&mut Schema) {
    names(read, written, FieldsIn::Own)
}

/// The same on a variant whose fields are in the schema of its only property.
pub fn own_names_in_only_property(
    read: Vec<&'static str>,
    written: Vec<&'static str>,
) -> impl FnMut(&mut Schema) {
    names(read, written, FieldsIn::OnlyProperty)
}

/// The same on a variant whose fields are in the schema of this property.
pub fn own_names_in_property(
    property: &'static str,
    read: Vec<&'static str>,
    written: Vec<&'static str>,
) -> impl FnMut(&mut Schema) {
    names(read, written, FieldsIn::Property(property.to_owned()))
}

fn names(read: Vec<&'static str>, written: Vec<&'static str>, place: FieldsIn) -> impl FnMut(&mut Schema) {
    let names = OwnNames {
        read: owned(&read),
        written: owned(&written),
        place,
    };
    mark(move |marks| marks.own_names = Some(names))
}

/// On a field that no consumer may have: why.
pub fn refused(why: &'static str) -> impl FnMut(&mut Schema) {
    mark(move |marks| marks.refused = Some(why.to_owned()))
}

/// On a trusted schema: its place in the source.
pub fn trusted(place: &'static str) -> impl FnMut(&mut Schema) {
    mark(move |marks| marks.trusted = Some(place.to_owned()))
}

/// On a property: its field as the source writes it.
pub fn field(text: &'static str) -> impl FnMut(&mut Schema) {
    mark(move |marks| marks.field = Some(text.to_owned()))
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
