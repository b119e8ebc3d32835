//! Corrections of schemas that a library of another language wrote: where its schema says something else than the
//! library writes or reads.
//!
//! One file a library. Each correction is for a construct and a role, was measured on the real library
//! (`tests/languages`), and is on the safe side where a schema cannot say it exactly: what is emitted may become
//! wider, what is accepted narrower. What no schema shows is listed beside the corrections, and said on import.

mod apispec;
mod arktype;
mod effect;
mod mashumaro;
mod msgspec;
mod pydantic;
mod python;
mod rewrite;
mod ts_json_schema_generator;
mod typebox;
mod valibot;
mod zod;

use std::collections::BTreeSet;
use std::fmt;

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::node::{NodeId, Types};
use counterpart_engine::compat::schema::{Dialect, Draft, Schema};
use counterpart_engine::json::{Json, Object, Pointer};

use super::Options;
use super::apart::exclude_each_other;
use super::closing::{Closer, keywords};
use super::dialect::find_mut;
use super::error::ImportError;
use super::places::place_in_file;
use super::polarity::Polarity;
use super::written::{WrittenSchema, written_schemas};

/// The corrections for one library, as users read them.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// The library.
    pub library: Library,
    /// The versions that the corrections were measured on.
    pub measured: &'static str,
    /// The dialect of its patterns.
    pub patterns: Dialect,
    /// What differs between its schemas and its messages, and is corrected.
    pub corrections: &'static [Correction],
    /// Its options that leave members out of what it writes.
    pub omissions: &'static [Omission],
    /// What its schemas do not show: only messages can tell.
    pub unseen: &'static [Unseen],
}

/// An option of a library that leaves members out of what it writes.
#[derive(Debug, Clone, Copy)]
pub struct Omission {
    /// The members that it leaves out.
    pub omitted: Omitted,
    /// What differs then.
    pub correction: Correction,
}

/// Members that a library can leave out of what it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omitted {
    /// Those that are null.
    Nulls,
    /// Those that are equal to their default, or were not set.
    Defaults,
}

/// The members that a service leaves out of what it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Omits {
    /// Those that are null.
    pub nulls: bool,
    /// Those that are equal to their default, or were not set.
    pub defaults: bool,
}

impl fmt::Display for Omitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Omitted::Nulls => "members that are null",
            Omitted::Defaults => "members with a default",
        })
    }
}

impl Omits {
    fn has(self, omitted: Omitted) -> bool {
        match omitted {
            Omitted::Nulls => self.nulls,
            Omitted::Defaults => self.defaults,
        }
    }
}

/// One construct that a library writes or reads otherwise than its schema says.
#[derive(Debug, Clone, Copy)]
pub struct Correction {
    /// The role of the service whose schema is corrected.
    pub role: Role,
    /// What the library does, as a sentence.
    pub says: &'static str,
    /// Changes a schema where it is of the construct. Returns true if it did.
    apply: fn(&mut Object, &Site<'_>) -> bool,
}

/// Something that a library's schemas do not show.
#[derive(Debug, Clone, Copy)]
pub struct Unseen {
    /// The role of the service that it concerns.
    pub role: Role,
    /// What it is, as a sentence.
    pub says: &'static str,
}

/// How times of day are written or read, where a library's schema does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Times {
    /// With an offset from UTC or without one.
    #[default]
    Any,
    /// Always with an offset.
    WithOffset,
    /// Never with an offset.
    Local,
}

/// What a correction may know besides the schema that it changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'s> {
    /// The document before all corrections, and the schema in it.
    pub(super) schema: &'s Schema,
    pub(super) id: NodeId,
    pub(super) times: Times,
    pub(super) omits: Omits,
    /// True if objects stay open that the schema leaves open.
    pub(super) open: bool,
    /// What names of members have to be besides texts, which they are: `propertyNames` describes keys of another kind.
    pub(super) names: Names,
    /// True if other schemas of the same value stand beside it: it is one of `allOf`, wherever references lead.
    pub(super) is_part: bool,
}

/// A correction that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// What the library does, as a sentence.
    pub says: &'static str,
    /// The files and the places in them, as `a.json#/properties/at`, sorted.
    pub places: Vec<String>,
}

/// The profile of a library.
pub fn profile(library: Library) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.library == library)
}

/// All profiles, by language and name.
pub static PROFILES: &[Profile] = &[
    pydantic::PYDANTIC,
    pydantic::FASTAPI,
    pydantic::FASTSTREAM,
    msgspec::PROFILE,
    mashumaro::PROFILE,
    zod::PROFILE,
    valibot::PROFILE,
    typebox::PROFILE,
    arktype::PROFILE,
    effect::PROFILE,
    ts_json_schema_generator::PROFILE,
    apispec::PROFILE,
];

/// Returns the corrected document, with the corrections that were made; no document if there is nothing to correct.
///
/// # Errors
/// Fails where a correction would be on the wrong side: a schema that is negated, or alternatives of which one that
/// became narrower lets another one count.
pub(super) fn correct(
    schema: &Schema,
    profile: &Profile,
    options: &Options,
) -> Result<(Option<Json>, Vec<Corrected>), ImportError> {
    let role = options.identity.role();
    let polarity = Polarity::of(schema);
    let mut places: Vec<(Pointer, WrittenSchema<'_>)> = written_schemas(schema, 0)
        .into_iter()
        // Below `not` and `if`, wider is narrower. What is used nowhere else stays as it is.
        .filter(|written| polarity.is_positive(written.id) || !polarity.is_negative(written.id))
        .map(|written| (schema.pointer(written.id), written))
        .collect();
    // Inner schemas come first, because a correction may move what is inside a schema.
    places.sort_by_key(|(place, _)| std::cmp::Reverse(place.steps().len()));
    let corrections: Vec<&Correction> = profile
        .corrections
        .iter()
        .chain(omissions(profile, options.schemas.omits))
        .filter(|correction| correction.role == role)
        .collect();
    let is_part = parts(schema);
    let mut made: Vec<BTreeSet<Pointer>> = vec![BTreeSet::new(); corrections.len()];
    let mut document = schema.document().clone();
    for (place, written) in &places {
        let Some(Json::Object(members)) = find_mut(&mut document, place) else {
            continue;
        };
        // Up to draft-07 nothing beside a reference counts.
        if written.draft <= Draft::Draft7 && members.contains_key("$ref") {
            continue;
        }
        let site = Site {
            schema,
            id: written.id,
            times: options.schemas.times,
            omits: options.schemas.omits,
            open: options.schemas.open,
            names: names(schema, written.id),
            is_part: is_part[written.id.0 as usize],
        };
        for (correction, made) in corrections.iter().zip(&mut made) {
            if !(correction.apply)(members, &site) {
                continue;
            }
            if polarity.is_negative(written.id) {
                return Err(uncorrectable(
                    place,
                    "`not` or `if` refers to it, too: write it out there",
                ));
            }
            made.insert(place.clone());
        }
    }
    let is_changed = made.iter().any(|places| !places.is_empty());
    if is_changed {
        alternatives(schema, &polarity, role, &places, &mut document)?;
    }
    let shown = |at: &Pointer| {
        let (file, place) = place_in_file(at);
        format!("{file}#{place}")
    };
    let made = corrections
        .iter()
        .zip(made)
        .filter(|(_, places)| !places.is_empty());
    let made = made.map(|(correction, places)| Corrected {
        says: correction.says,
        places: places.iter().map(shown).collect(),
    });
    let made = made.collect();
    Ok((is_changed.then_some(document), made))
}

/// The corrections for what a service leaves out.
fn omissions(profile: &Profile, omits: Omits) -> impl Iterator<Item = &'static Correction> {
    let meant = profile
        .omissions
        .iter()
        .filter(move |omission| omits.has(omission.omitted));
    meant.map(|omission| &omission.correction)
}

/// # Errors
/// Fails if the service leaves out what its library always writes.
pub(super) fn check_omitted(profile: Option<&Profile>, options: &Options) -> Result<(), ImportError> {
    for omitted in [Omitted::Nulls, Omitted::Defaults] {
        let is_known = |profile: &Profile| {
            let mut omissions = profile.omissions.iter();
            omissions.any(|omission| omission.omitted == omitted)
        };
        let can_be = options.identity.role() == Role::Emits && profile.is_some_and(is_known);
        if options.schemas.omits.has(omitted) && !can_be {
            let known = PROFILES.iter().filter(|profile| is_known(profile));
            return Err(ImportError::NeverOmitted {
                omitted,
                library: options.schemas.from,
                known: known.map(|profile| profile.library).collect(),
            });
        }
    }
    Ok(())
}

fn uncorrectable(place: &Pointer, why: &'static str) -> ImportError {
    let (file, at) = place_in_file(place);
    ImportError::Uncorrectable { file, at, why }
}

/// `oneOf` counts. Where an alternative became wider, it would refuse what is sent; where one became narrower, it would
/// accept what two of them accept.
fn alternatives(
    schema: &Schema,
    polarity: &Polarity,
    role: Role,
    places: &[(Pointer, WrittenSchema<'_>)],
    document: &mut Json,
) -> Result<(), ImportError> {
    let mut closer = Closer::new(schema);
    for (place, written) in places {
        let Some(counted) = keywords(schema, written.id).map(|keywords| &keywords.one_of) else {
            continue;
        };
        // What is demanded around them counts for each, such as the name of their tag.
        let around = closer.unconditional(written.id)?;
        let applied = counted
            .iter()
            .map(|&id| Ok([closer.unconditional(id)?, around.clone()].concat()));
        let applied: Vec<Vec<NodeId>> = applied.collect::<Result<_, ImportError>>()?;
        if exclude_each_other(schema, &applied) {
            continue;
        }
        if role == Role::Consumes || polarity.is_negative(written.id) {
            let why = "its alternatives may accept the same value, so it depends on what `oneOf` counts: write `anyOf`, or tell \
                       them apart by a required property";
            return Err(uncorrectable(place, why));
        }
        count_no_alternatives(document, place);
    }
    Ok(())
}

/// Lets a value fit several alternatives: where one of them became wider, `oneOf` would refuse what is sent.
fn count_no_alternatives(document: &mut Json, place: &Pointer) {
    let Some(Json::Object(members)) = find_mut(document, place) else {
        return;
    };
    if let Some(Json::Array(alternatives)) = members.shift_remove("oneOf") {
        rewrite::demand_one_of(members, alternatives);
    }
}

/// The names that an object's `propertyNames` describes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    /// Of these kinds, wherever references and alternatives lead; none if it describes no kind.
    pub(super) kinds: Types,
    /// True if values are listed.
    pub(super) are_listed: bool,
}

fn names(schema: &Schema, id: NodeId) -> Names {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<NodeId> = Vec::new();
    waiting.extend(keywords(schema, id).and_then(|keywords| keywords.property_names));
    let (mut kinds, mut are_listed) = (Types::NONE, false);
    while let Some(id) = waiting.pop() {
        let Some(keywords) = keywords(schema, id).filter(|_| seen.insert(id)) else {
            continue;
        };
        are_listed |= keywords.values.is_some();
        if let Some(types) = keywords.types {
            kinds = kinds.or(types);
        } else if let Some(values) = &keywords.values {
            kinds = values
                .iter()
                .fold(kinds, |kinds, value| kinds.or(Types::of(value)));
        } else {
            waiting.extend(
                keywords
                    .references
                    .iter()
                    .chain(&keywords.any_of)
                    .chain(&keywords.one_of),
            );
        }
    }
    Names { kinds, are_listed }
}

/// For each schema, whether it is one of `allOf`, or what such a one refers to.
fn parts(schema: &Schema) -> Vec<bool> {
    let mut is_part = vec![false; schema.len()];
    let written = written_schemas(schema, 0);
    let all_of = written.iter().filter_map(|written| keywords(schema, written.id));
    let mut waiting: Vec<NodeId> = all_of
        .flat_map(|keywords| keywords.all_of.iter().copied())
        .collect();
    while let Some(id) = waiting.pop() {
        if !std::mem::replace(&mut is_part[id.0 as usize], true) {
            waiting.extend(
                keywords(schema, id)
                    .into_iter()
                    .flat_map(|keywords| &keywords.references),
            );
        }
    }
    is_part
}

#[cfg(test)]
mod tests;
