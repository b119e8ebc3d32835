//! Two fields of one name: serde reads the key into the first of them, and writes it twice. And a field that is written under
//! a name that it is not read from, beside a flattened map of anything: what is read under that name stays in the map, and is
//! written again.

use syn::{Field, Fields};

use super::flatten_order::is_open;
use crate::attr::{RenameRule, SerdeAttrs};
use crate::errors::Errors;

/// Whether the type is written, read, or may be both.
#[derive(Clone, Copy)]
pub(crate) struct Directions {
    pub(crate) reads: bool,
    pub(crate) writes: bool,
}

/// How the names of fields are changed for each direction.
#[derive(Clone, Copy, Default)]
pub(crate) struct Renames {
    pub(crate) serialize: Option<RenameRule>,
    pub(crate) deserialize: Option<RenameRule>,
}

struct Names<'a> {
    field: &'a Field,
    written: Option<String>,
    read: Vec<String>,
}

pub(super) fn check(fields: &Fields, renames: Renames, directions: Directions, errors: &mut Errors) {
    let Fields::Named(named) = fields else { return };
    let all: Vec<Names> = named
        .named
        .iter()
        .filter_map(|field| names(field, renames))
        .collect();
    for (at, one) in all.iter().enumerate() {
        let twice = all[..at].iter().find_map(|other| {
            let both_read = directions
                .reads
                .then(|| one.read.iter().find(|name| other.read.contains(name)));
            let both_written = directions.writes && one.written.is_some() && one.written == other.written;
            let name = both_read
                .flatten()
                .or(one.written.as_ref().filter(|_| both_written))?;
            Some((name.clone(), other))
        });
        if let Some((name, other)) = twice {
            let other = other
                .field
                .ident
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            errors.at(
                one.field,
                format!("this field and `{other}` are both {name:?} in a message, of which serde reads one: rename one"),
            );
        }
    }
    if !(directions.reads && directions.writes) {
        return;
    }
    let open = named
        .named
        .iter()
        .find(|field| SerdeAttrs::read(&field.attrs).has("flatten") && is_open(&field.ty));
    let Some(open) = open.and_then(|field| field.ident.as_ref()) else {
        return;
    };
    for one in &all {
        let written = one.written.as_ref().filter(|name| !one.read.contains(name));
        if let Some(name) = written {
            errors.at(
                one.field,
                format!(
                    "this field is written as {name:?} and not read from there, so `{open}` reads it, and it is written a \
                     second time: read and write it under one name"
                ),
            );
        }
    }
}

/// The names of the fields that have a key of their own: those that are read, aliases apart, and those that are written.
pub(crate) fn of_fields(fields: &Fields, renames: Renames) -> (Vec<String>, Vec<String>) {
    let all = fields.iter().filter_map(|field| names(field, renames));
    let (read, written): (Vec<_>, Vec<_>) = all
        .map(|names| (names.read.into_iter().next(), names.written))
        .unzip();
    let known = |names: Vec<Option<String>>| names.into_iter().flatten().collect();
    (known(read), known(written))
}

/// The names of a field that has a key of its own.
fn names(field: &Field, renames: Renames) -> Option<Names<'_>> {
    let serde = SerdeAttrs::read(&field.attrs);
    if serde.has("flatten") || serde.has("skip") {
        return None;
    }
    let ident = field.ident.as_ref()?.to_string();
    let ident = ident.trim_start_matches("r#");
    let name = |direction: &str, rule: Option<RenameRule>| {
        serde
            .rename(direction)
            .unwrap_or_else(|| rule.map_or_else(|| ident.to_owned(), |rule| rule.of_field(ident)))
    };
    let mut read = Vec::new();
    if !serde.has("skip_deserializing") {
        read.push(name("deserialize", renames.deserialize));
        read.extend(serde.0.strings("alias").map(|alias| alias.value()));
    }
    let written = (!serde.has("skip_serializing")).then(|| name("serialize", renames.serialize));
    Some(Names { field, written, read })
}
