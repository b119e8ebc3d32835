//! Two fields, or two variants, with the same name: serde reads the key into the first one, and writes it for both.
//! A related case is a field next to a flattened map that is written under a name it is not read from. The map
//! reads that key and writes it again.

use syn::ext::IdentExt as _;
use syn::{DataEnum, Field, Fields, Ident, Variant};

use super::flatten_order::{is_open, reads_every_key};
use crate::attr::{RenameRule, SerdeAttrs};
use crate::errors::Errors;

/// The directions of a type: written, read, or both.
#[derive(Clone, Copy)]
pub(crate) struct Directions {
    pub(crate) reads: bool,
    pub(crate) writes: bool,
}

/// The renaming of fields for each direction.
#[derive(Clone, Copy, Default)]
pub(crate) struct Renames {
    pub(crate) serialize: Option<RenameRule>,
    pub(crate) deserialize: Option<RenameRule>,
}

struct Names<'a, T> {
    of: &'a T,
    ident: String,
    written: Option<String>,
    read: Vec<String>,
}

/// The variants of one enum, which serde distinguishes by their names.
pub(crate) fn variants(data: &DataEnum, renames: Renames, directions: Directions, errors: &mut Errors) {
    let all: Vec<Names<Variant>> = data
        .variants
        .iter()
        .filter_map(|variant| {
            let serde = SerdeAttrs::read(&variant.attrs);
            let is_named = !serde.has("untagged");
            is_named.then(|| names(variant, &variant.ident, &serde, renames, RenameRule::of_variant))
        })
        .collect();
    for (one, other, name) in twice(&all, directions) {
        errors.at(
            one.of,
            format!(
                "this variant and `{}` are both named {name:?} in messages, and serde reads only one: \
                 rename one",
                other.ident
            ),
        );
    }
}

pub(super) fn check(fields: &Fields, renames: Renames, directions: Directions, errors: &mut Errors) {
    let Fields::Named(named) = fields else { return };
    let all: Vec<Names<Field>> = named
        .named
        .iter()
        .filter_map(|field| of_field(field, renames))
        .collect();
    for (one, other, name) in twice(&all, directions) {
        errors.at(
            one.of,
            format!(
                "this field and `{}` are both named {name:?} in messages, and serde reads only one: rename \
                 one",
                other.ident
            ),
        );
    }
    if !(directions.reads && directions.writes) {
        return;
    }
    let Some(open) = open(fields) else {
        return;
    };
    for one in &all {
        let written = one.written.as_ref().filter(|name| !one.read.contains(name));
        if let Some(name) = written {
            errors.at(
                one.of,
                format!(
                    "this field is written as {name:?} but not read from there, so `{open}` reads that key \
                     and writes it a second time: read and write the field under one name"
                ),
            );
        }
    }
}

/// The tag of a struct, which is written and not read: a flattened map reads it and writes it again.
pub(crate) fn tag(fields: &Fields, tag: &str, directions: Directions, errors: &mut Errors) {
    if !(directions.reads && directions.writes) {
        return;
    }
    let field = fields.iter().find(|field| field.ident.as_ref() == open(fields));
    if let (Some(field), Some(open)) = (field, open(fields)) {
        errors.at(
            field,
            format!(
                "the tag {tag:?} of this struct is written but not read, so `{open}` reads it and writes it \
                 a second time: make the tag a field"
            ),
        );
    }
}

/// The flattened field that reads every key that is left.
fn open(fields: &Fields) -> Option<&Ident> {
    let is_open = |field: &&Field| {
        let is_map = is_open(&field.ty) || reads_every_key(&field.ty);
        is_map && SerdeAttrs::read(&field.attrs).has("flatten")
    };
    fields.iter().find(is_open)?.ident.as_ref()
}

/// Each of them that has a name of one before it.
fn twice<'a, T>(
    all: &'a [Names<'a, T>],
    directions: Directions,
) -> impl Iterator<Item = (&'a Names<'a, T>, &'a Names<'a, T>, String)> {
    all.iter().enumerate().filter_map(move |(at, one)| {
        all[..at].iter().find_map(|other| {
            let both_read = directions
                .reads
                .then(|| one.read.iter().find(|name| other.read.contains(name)));
            let both_written = directions.writes && one.written.is_some() && one.written == other.written;
            let name = both_read
                .flatten()
                .or(one.written.as_ref().filter(|_| both_written))?;
            Some((one, other, name.clone()))
        })
    })
}

/// The names of the fields that have a key of their own: those that are read, without aliases, and those that are
/// written.
pub(crate) fn of_fields(fields: &Fields, renames: Renames) -> (Vec<String>, Vec<String>) {
    let all = fields.iter().filter_map(|field| of_field(field, renames));
    let (read, written): (Vec<_>, Vec<_>) = all
        .map(|names| (names.read.into_iter().next(), names.written))
        .unzip();
    let known = |names: Vec<Option<String>>| names.into_iter().flatten().collect();
    (known(read), known(written))
}

/// The name that a field is written under, if it has a key of its own.
pub(crate) fn written(field: &Field, renames: Renames) -> Option<String> {
    of_field(field, renames)?.written
}

/// The names of a field that has a key of its own.
fn of_field(field: &Field, renames: Renames) -> Option<Names<'_, Field>> {
    let serde = SerdeAttrs::read(&field.attrs);
    let ident = field.ident.as_ref().filter(|_| !serde.has("flatten"))?;
    Some(names(field, ident, &serde, renames, RenameRule::of_field))
}

fn names<'a, T>(
    of: &'a T,
    ident: &Ident,
    serde: &SerdeAttrs,
    renames: Renames,
    renamed: fn(RenameRule, &str) -> String,
) -> Names<'a, T> {
    let ident = ident.unraw().to_string();
    let name = |direction: &str, rule: Option<RenameRule>| {
        serde
            .rename(direction)
            .unwrap_or_else(|| rule.map_or_else(|| ident.clone(), |rule| renamed(rule, &ident)))
    };
    let mut read = Vec::new();
    if !serde.has("skip") && !serde.has("skip_deserializing") {
        read.push(name("deserialize", renames.deserialize));
        read.extend(serde.0.strings("alias").map(|alias| alias.value()));
    }
    let is_written = !serde.has("skip") && !serde.has("skip_serializing");
    let written = is_written.then(|| name("serialize", renames.serialize));
    Names {
        of,
        ident,
        written,
        read,
    }
}
