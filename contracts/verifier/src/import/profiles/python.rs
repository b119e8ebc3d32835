//! What the libraries of Python have in common.

use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::json::{Json, Object};

use super::super::closing::keywords;
use super::super::nulls::may_be_null;
use super::rewrite::{
    demand, demand_one_of, drop_keywords, format, not_required, pattern, pattern_for_format,
    require_defaults, says,
};
use super::{Correction, Site, Times};
use counterpart::contract::Role;

pub(super) const DEFAULTS_ARE_WRITTEN: Correction = Correction {
    role: Role::Emits,
    says: "A field with a default is always written.",
    apply: |members, site| !site.omits.defaults && require_defaults(members),
};

/// The correction for nulls that are left out.
pub(super) const fn nulls_are_omitted(says: &'static str) -> Correction {
    Correction {
        role: Role::Emits,
        says,
        apply: may_lack_nulls,
    }
}

/// The correction for defaults that are left out.
pub(super) const fn defaults_are_omitted(says: &'static str) -> Correction {
    Correction {
        role: Role::Emits,
        says,
        apply: |members, _| may_lack_defaults(members),
    }
}

pub(super) const BOUNDS_ARE_READ: Correction = Correction {
    role: Role::Emits,
    says: "Bounds and patterns are checked where something is read, and not where it is written.",
    apply: |members, _| unchecked(members),
};

/// JSON Schema sees an integer in `2.0`, and a reader of integers does not.
pub(super) const FLOATS_HAVE_FRACTIONS: Correction = Correction {
    role: Role::Emits,
    says: "A `float` is written with a fraction, also where it is whole: as `2.0`, which is no integer for many readers.",
    apply: |members, _| says(members, "type", "number") && drop_keywords(members, &["multipleOf"]),
};

pub(super) const TIMES_ARE_WRITTEN: Correction = Correction {
    role: Role::Emits,
    says: "A time of day without a time zone is written without an offset (`--times` says which you have).",
    apply: times,
};

pub(super) const TIMES_ARE_READ: Correction = Correction {
    role: Role::Consumes,
    says: "A time of day is read with an offset or without one (`--times` says which you have).",
    apply: times,
};

pub(super) const DECIMALS_ARE_WRITTEN: Correction = Correction {
    role: Role::Emits,
    says: "A `Decimal` is written as `str` writes it, also `1E+3` and `NaN`.",
    apply: |members, _| written_numbers(members),
};

pub(super) const DECIMALS_ARE_READ: Correction = Correction {
    role: Role::Consumes,
    says: "A `Decimal` that is a text holds a number.",
    apply: |members, _| pattern_for_format(members, "decimal", PLAIN_DECIMAL),
};

pub(super) const NUMBERS_ARE_KEYS: Correction = Correction {
    role: Role::Emits,
    says: "Keys that are no texts are written as texts: integers as their digits, others in any form.",
    apply: written_names,
};

pub(super) const NO_YEAR_ZERO: Correction = Correction {
    role: Role::Consumes,
    says: "The year 0000 is refused.",
    apply: |members, _| no_year_zero(members),
};

/// Lets the properties with a default be missing.
fn may_lack_defaults(members: &mut Object) -> bool {
    let Some(properties) = members.get("properties").and_then(Json::as_object) else {
        return false;
    };
    let has_default = |property: &Json| {
        property
            .as_object()
            .is_some_and(|one| one.contains_key("default"))
    };
    let names: Vec<String> = properties
        .iter()
        .filter(|(_, property)| has_default(property))
        .map(|(name, _)| name.to_string())
        .collect();
    not_required(members, |name| names.iter().any(|one| one == name))
}

/// Lets the properties that may be null be missing. Null stays, because what is left out is decided before a serializer
/// makes null of something else.
fn may_lack_nulls(members: &mut Object, site: &Site<'_>) -> bool {
    let Some(keywords) = keywords(site.schema, site.id) else {
        return false;
    };
    let properties = &keywords.properties;
    let may_lack = |name: &str| {
        let property = properties.get(name);
        property.is_none_or(|&id| may_be_null(site.schema, id))
    };
    not_required(members, may_lack)
}

/// The local form of a format of times.
fn local(name: &str) -> Option<&'static str> {
    match name {
        "date-time" => Some("partial-date-time"),
        "time" => Some("partial-time"),
        _ => None,
    }
}

/// A `datetime` or `time` has a time zone or none, and its schema does not tell.
fn times(members: &mut Object, site: &Site<'_>) -> bool {
    let Some((name, local)) = members
        .get("format")
        .and_then(Json::as_str)
        .and_then(|name| Some((name.to_owned(), local(name)?)))
    else {
        return false;
    };
    match site.times {
        Times::WithOffset => false,
        Times::Local => members.insert("format".into(), local.into()).is_some(),
        Times::Any => {
            drop_keywords(members, &["format"]);
            demand_one_of(members, vec![format(&name), format(local)])
        }
    }
}

/// Years begin with 1.
fn no_year_zero(members: &mut Object) -> bool {
    let is_dated = ["date", "date-time"]
        .iter()
        .any(|name| says(members, "format", name));
    is_dated && demand(members, pattern("^(?!0000)"))
}

const INTEGER_AS_NAME: &str = "^-?[0-9]+$";

/// Names of members are texts, and the schema of names describes values of other kinds: then only `{}` would fit, or the
/// names that are texts anyway. How a number with a fraction or true is written as a name, the schema does not tell.
fn written_names(members: &mut Object, site: &Site<'_>) -> bool {
    let kinds = site.names.kinds;
    if kinds.and(Types::STRING) == kinds {
        return false;
    }
    match kinds == Types::INTEGER {
        true => members
            .insert("propertyNames".into(), pattern(INTEGER_AS_NAME))
            .is_some(),
        false => drop_keywords(members, &["propertyNames"]),
    }
}

/// Of names that describe numbers, those of integers are sure. A number with a format is another kind of key.
pub(super) fn read_names(members: &mut Object, site: &Site<'_>) -> bool {
    let has_format = members
        .get("propertyNames")
        .is_some_and(|names| names.get("format").is_some());
    let kinds = site.names.kinds;
    let are_numbers = kinds.intersects(Types::NUMBER) && !kinds.intersects(Types::STRING);
    if has_format || site.names.are_listed || !are_numbers {
        return false;
    }
    members
        .insert("propertyNames".into(), pattern(INTEGER_AS_NAME))
        .is_some()
}

/// Bounds are checked where something is read, and not where it is written.
fn unchecked(members: &mut Object) -> bool {
    const BOUNDS: [&str; 11] = [
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
    ];
    // The length of a tuple is part of its type.
    let bounds = match members.contains_key("prefixItems") {
        true => &BOUNDS[..8],
        false => &BOUNDS[..],
    };
    drop_keywords(members, bounds)
}

/// A `Decimal` and a `Fraction` as texts, as `str` writes them.
fn written_numbers(members: &mut Object) -> bool {
    const DECIMAL: &str = r"^-?(?:[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?|s?NaN[0-9]*|Infinity)$";
    pattern_for_format(members, "decimal", DECIMAL)
        | pattern_for_format(members, "fraction", "^-?[0-9]+(?:/[0-9]+)?$")
}

/// Digits with a sign and a point, and nothing that only some readers know.
pub(super) const PLAIN_DECIMAL: &str = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$";
